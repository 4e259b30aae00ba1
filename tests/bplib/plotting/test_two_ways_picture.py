"""The picture of the two ways: its artists hold what they were given."""

import numpy as np
import pytest

from bplib.plotting.two_ways import (
    ARROWS,
    EDGE,
    draw_field,
    draw_noise,
    draw_points,
    draw_wishes,
    square_grid,
    two_ways_figure,
)


@pytest.fixture
def ax():
    return two_ways_figure()[1]


def test_the_grid_goes_row_by_row_from_the_top():
    grid = square_grid(3)
    assert grid[0] == pytest.approx([-EDGE * 2 / 3, EDGE * 2 / 3])
    assert grid[1] == pytest.approx([0, EDGE * 2 / 3])
    assert grid[-1] == pytest.approx([EDGE * 2 / 3, -EDGE * 2 / 3])


def test_points_and_field_are_those_given(ax, rng):
    real, made, says = rng.normal(size=(5, 2)), rng.normal(size=(4, 2)), rng.random((3, 3))
    crosses, discs = draw_points(ax, real, made)
    np.testing.assert_array_equal(crosses.get_offsets(), real)
    np.testing.assert_array_equal(discs.get_offsets(), made)
    image = draw_field(ax, says)
    np.testing.assert_array_equal(image.get_array(), says)
    assert (image.origin, *image.get_extent()) == ("upper", -EDGE, EDGE, -EDGE, EDGE)


def test_a_wish_is_an_arrow_against_the_gradient_and_no_longer_than_half(ax):
    arrows = draw_wishes(ax, np.zeros((3, 2)), np.array([[2.0, 0.0], [0.0, -30.0], [0.0, 0.0]]))
    np.testing.assert_allclose(np.column_stack([arrows.U, arrows.V]), [[-0.2, 0], [0, 0.5], [0, 0]], atol=1e-12)


def test_arrows_go_against_the_noise_and_the_exact_ones_lie_below(ax, rng):
    noise, exact = rng.normal(size=(2, ARROWS**2, 2))
    assert len(draw_noise(ax, noise)) == 1
    below, above = draw_noise(ax, noise, exact)
    assert below.get_zorder() < above.get_zorder()
    for artist, vectors in ((below, exact), (above, noise)):
        drawn = np.column_stack([artist.U, artist.V])
        size = np.hypot(*vectors.T)
        expected = -vectors / size[:, None] * (np.minimum(size, 2.2) / 2.2 * 2 * EDGE / ARROWS * 0.95)[:, None]
        np.testing.assert_allclose(drawn, expected, atol=1e-12)
