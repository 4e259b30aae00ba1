"""Bars of several parts: each begins where the part before it ends, and the sum stands at the end."""

import pytest

from bplib.plotting.figure import figure
from bplib.plotting.shares import draw_shares


def test_parts_stand_behind_one_another_and_their_sum_at_the_end():
    _, ax = figure()
    first, second = draw_shares(ax, {"dear": (12.75, 0.3), "cheap": (1, 0.25)}, ("inputs", "others"), "times")
    assert [bar.get_width() for bar in first] == pytest.approx([12.75, 1])
    assert [bar.get_x() for bar in second] == pytest.approx([12.75, 1])
    assert [bar.get_width() for bar in second] == pytest.approx([0.3, 0.25])
    assert first[0].get_hatch() != second[0].get_hatch()
    assert [text.get_text() for text in ax.texts] == ["13.1", "1.2"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["dear", "cheap"]
    assert ax.get_ylim() == (1.5, -0.5), "the first bar stands above"
    assert ax.get_legend_handles_labels()[1] == ["inputs", "others"]
