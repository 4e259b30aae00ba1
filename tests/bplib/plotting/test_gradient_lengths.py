"""The figure of gradient lengths shows every step once, the marked ones apart, and the limit."""

import numpy as np

from bplib.plotting.figure import figure
from bplib.plotting.gradient_lengths import draw_lengths


def test_marked_steps_are_triangles_and_all_others_dots():
    _, ax = figure()
    dots, triangles = draw_lengths(ax, np.array([3.0, 400, 0.2, 500]), np.array([0, 1, 0, 1]), 1.5, ("good", "bad"))
    assert dots.get_xydata().tolist() == [[1, 3], [3, 0.2]]
    assert triangles.get_xydata().tolist() == [[2, 400], [4, 500]]
    assert (dots.get_marker(), triangles.get_marker()) == (".", "^")
    assert dots.get_color() != triangles.get_color()
    (limit,) = (line for line in ax.lines if line not in (dots, triangles))
    assert list(limit.get_ydata()) == [1.5, 1.5]
    assert [(text.get_text(), text.xy[1]) for text in ax.texts] == [("good", 1.6), ("bad", 450), ("limit 1.5", 1.5)]
    assert ax.get_yscale() == "log"
