"""Clouds of points: what is drawn is what was given, in one window and on one scale."""

import numpy as np
import pytest

from bplib.plotting.clouds import draw_cloud, draw_codes, draw_fields
from bplib.plotting.figure import figure


@pytest.fixture
def ax():
    return figure(width=4, height=4)[1]


def test_a_cloud_holds_its_points_and_the_centres(ax, rng):
    points, centres = rng.normal(size=(7, 2)), rng.normal(size=(3, 2))
    cloud = draw_cloud(ax, points, "made", centres, reach=2)
    np.testing.assert_array_equal(cloud.get_offsets(), points)
    np.testing.assert_array_equal(ax.collections[0].get_offsets(), centres)
    assert ax.get_xlim() == ax.get_ylim() == (-2, 2)
    assert ax.get_label() == "made: 7 points."


def test_fields_are_drawn_on_one_scale(ax, rng):
    at, one = rng.normal(size=(5, 2)), rng.normal(size=(5, 2))
    first, second = draw_fields(ax, at, {"exact": one, "learnt": 2 * one}, "score")
    np.testing.assert_allclose(np.column_stack([second.U, second.V]), 2 * np.column_stack([first.U, first.V]))
    assert first.scale == second.scale == pytest.approx(2 * np.linalg.norm(one, axis=1).max() / 0.35)
    np.testing.assert_array_equal(first.XY, at)
    assert [arrows.get_label() for arrows in (first, second)] == ["exact", "learnt"]


def test_codes_stand_with_their_class(ax, rng):
    codes, classes = rng.normal(size=(20, 2)), np.arange(20) % 10
    drawn = draw_codes(ax, codes, classes, "codes")
    for digit, own in enumerate(drawn):
        np.testing.assert_array_equal(own.get_offsets(), codes[[digit, digit + 10]])
