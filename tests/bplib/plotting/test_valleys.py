"""Valleys show what they are given, those of a group in one look."""

import numpy as np

from bplib.plotting.figure import figure
from bplib.plotting.valleys import draw_valleys


def test_a_group_has_one_colour_and_one_name():
    _, ax = figure()
    one, two, three = (np.array([[0.3, 2 + i], [1, 1], [3.2, 5 + i]]) for i in range(3))
    lines = draw_valleys(ax, {"a": [one, two], "b": [three]}, highest=50)
    for line, valley in zip(lines, (one, two, three), strict=True):
        np.testing.assert_array_equal(line.get_xydata(), valley)
    looks = [(line.get_color(), line.get_linestyle()) for line in lines]
    assert looks[0] == looks[1] != looks[2]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b"]
    assert (ax.get_xscale(), ax.get_yscale(), ax.get_ylim()[1]) == ("log", "log", 50)
