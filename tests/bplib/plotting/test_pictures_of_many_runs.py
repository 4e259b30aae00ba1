"""The figures of many runs show every run."""

import numpy as np
from matplotlib.colors import to_hex

from bplib.plotting.figure import figure
from bplib.plotting.many_runs import draw_dots, draw_ends
from bplib.plotting.style import NEGATIVE


def test_every_run_is_a_dot_and_a_line_goes_through_the_means(rng):
    _, ax = figure()
    x = np.array([0, 10, 90])
    runs = {"one": rng.random((4, 3)), "two": rng.random((5, 3))}
    lines = draw_dots(ax, x, runs, "angle", "cosine")
    dots = [line for line in ax.lines if line not in lines]
    assert len(dots) == 9
    for line, values in zip(lines, runs.values(), strict=True):
        np.testing.assert_allclose(line.get_xydata(), np.stack([x, values.mean(axis=0)], axis=1))
        own = [dot for dot in dots if dot.get_color() == line.get_color()]
        np.testing.assert_array_equal([dot.get_ydata() for dot in own], values)
        assert {dot.get_linestyle() for dot in own} == {"None"}
    assert len({dot.get_marker() for dot in dots}) == 2
    assert (np.ptp([dot.get_xdata() for dot in dots], axis=0) > 0).all(), "the two must not lie on each other"


def test_a_marked_run_is_a_ring_with_its_number():
    _, ax = figure()
    rows = draw_ends(ax, {"a": [0.7, 0.9, 0.8], "b": [0.6, 0.5]}, "share", marked={"a": [2, 0, 1]})
    assert [list(row.get_xdata()) for row in rows] == [[0.7, 0.9, 0.8], [0.6, 0.5]]
    rings = [line for line in ax.lines if line.get_markerfacecolor() == "white"]
    assert [tuple(ring.get_xydata()[0]) for ring in rings] == [(0.7, 0), (0.8, 0)]
    assert {to_hex(ring.get_markeredgecolor()) for ring in rings} == {NEGATIVE}
    assert [(text.get_text(), text.xy) for text in ax.texts] == [("2", (0.7, 0)), ("1", (0.8, 0))]
