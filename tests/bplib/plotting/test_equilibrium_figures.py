"""The figures of equilibrium propagation show the data that they are given."""

import numpy as np
import pytest

from bplib.plotting.equilibrium import (
    draw_descents,
    draw_exactness,
    draw_forces,
    draw_landscape,
    draw_pulled,
    draw_steps,
    draw_sweeps,
)
from bplib.plotting.figure import figure, png


def bowl(h, o):
    """Return an energy whose lowest point is (0.3, -0.2)."""
    return (h - 0.3) ** 2 + 4 * (o + 0.2) ** 2


def test_a_landscape_has_its_contours_where_the_energy_is_equal():
    _, ax = figure()
    lines = draw_landscape(ax, bowl, (-1, 1, -1, 2), names=("first", "second"))
    for height, segments in zip(lines.levels, lines.allsegs, strict=True):
        for points in segments:
            np.testing.assert_allclose(bowl(*points.T), height, atol=2e-3 * (1 + height))
    assert 0.8 * bowl(-1, 2) < lines.levels[-1] < bowl(-1, 2), "from the lowest point to the highest"
    gaps = np.diff(lines.levels)
    assert (np.diff(gaps) > 0).all(), "closer together the lower they are"
    assert ax.get_xlim() == (-1, 1)
    assert ax.get_ylim() == (-1, 2)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("first", "second")


def test_a_descent_runs_from_a_ring_to_a_star(rng):
    _, ax = figure()
    ways = {"short": rng.random((6, 2)), "long": rng.random((200, 2))}
    lines = draw_descents(ax, ways)
    for line, (name, points) in zip(lines, ways.items(), strict=True):
        np.testing.assert_array_equal(line.get_xydata(), points)
        ends = [mark for mark in ax.lines if len(mark.get_xdata()) == 1]
        (ring,) = (mark for mark in ends if mark.get_markeredgecolor() == line.get_color())
        (star,) = (mark for mark in ends if mark.get_color() == line.get_color())
        np.testing.assert_array_equal(ring.get_xydata()[0], points[0])
        np.testing.assert_array_equal(star.get_xydata()[0], points[-1])
        assert (ring.get_marker(), star.get_marker()) == ("o", "*")
        assert (line.get_marker() in ("", "None")) == (name == "long")
    assert len({(line.get_color(), line.get_linestyle()) for line in lines}) == 2
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["short", "long"]


def test_one_descent_needs_no_legend(rng):
    _, ax = figure()
    draw_descents(ax, {"ball": rng.random((3, 2))})
    assert ax.get_legend() is None


def test_forces_are_arrows_on_a_grid():
    _, ax = figure()
    arrows = draw_forces(ax, lambda h, o: (h - o, h + 2 * o), (0, 2, -1, 1))
    h, o = arrows.XY.T
    assert (h.min(), h.max(), o.min(), o.max()) == (0, 2, -1, 1)
    np.testing.assert_allclose(arrows.U, h - o)
    np.testing.assert_allclose(arrows.V, h + 2 * o)


def test_each_ball_lies_in_its_valley():
    _, ax = figure()
    o = np.linspace(-1, 1, 201)
    balls = draw_pulled(ax, o, {"free": o**2, "pulled": (o - 0.5) ** 2 + 1})
    assert [ball.get_xdata()[0] for ball in balls] == pytest.approx([0, 0.5])
    assert [ball.get_ydata()[0] for ball in balls] == pytest.approx([0, 1])
    curves = [line for line in ax.lines if len(line.get_xdata()) > 1]
    assert [curve.get_label() for curve in curves] == ["free", "pulled"]
    assert [curve.get_color() for curve in curves] == [ball.get_color() for ball in balls]


def test_errors_stand_against_the_nudge_on_logarithmic_axes():
    _, ax = figure()
    betas = np.array([0.1, 0.01, 0.001])
    first, second = draw_exactness(ax, betas, {"one": betas, "two": np.array([1e-2, 1e-4, 0])})
    np.testing.assert_array_equal(first.get_xydata(), np.stack([betas, betas], axis=1))
    assert second.get_ydata()[-1] == np.finfo(float).eps, "an error of 0 must not fall off the axis"
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert first.get_marker() != second.get_marker()


def test_steps_are_lines_with_markers_on_them(rng):
    fig, ax = figure()
    exact, found = rng.normal(size=(5, 2)), rng.normal(size=(5, 2))
    markers = draw_steps(ax, exact, found, ["a", "b"], "step", "part")
    lines = [line for line in ax.lines if line.get_marker() == "None" and len(line.get_xdata()) == 5]
    for i in range(2):
        np.testing.assert_array_equal(lines[i].get_xydata(), np.stack([np.arange(1, 6), exact[:, i]], axis=1))
        np.testing.assert_array_equal(markers[i].get_xydata(), np.stack([np.arange(1, 6), found[:, i]], axis=1))
        assert lines[i].get_color() == markers[i].get_color()
    assert png(fig).startswith(b"\x89PNG")


def test_counted_sweeps_stand_beside_the_line_of_the_theory():
    _, ax = figure()
    groups = {"one": np.array([[0.5, 10], [0.1, 60]]), "two": np.array([[0.02, 300.0]])}
    marks = draw_sweeps(ax, groups, 1e-6)
    for mark, pairs in zip(marks, groups.values(), strict=True):
        np.testing.assert_array_equal(mark.get_xydata(), pairs)
        assert mark.get_linestyle() == "None"
    assert len({mark.get_marker() for mark in marks}) == 2
    line = next(line for line in ax.lines if line not in marks)
    curvature, sweeps = line.get_xydata().T
    np.testing.assert_allclose((1 - curvature) ** (2 * sweeps), 1e-6)
    assert curvature[0] == pytest.approx(0.02)
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
