"""Bars of a few numbers: what they hold, and how their signs are told apart."""

import pytest
from matplotlib.colors import to_hex

from bplib.plotting.figure import alternative, figure
from bplib.plotting.signed_bars import draw_signed_bars
from bplib.plotting.style import NEGATIVE, POSITIVE


def test_a_bar_has_its_number_its_name_and_the_look_of_its_sign():
    fig, ax = figure()
    bars = draw_signed_bars(ax, [-0.25, 1.5, 0], ["k1", "k2", "k3"], "the way back")
    assert [bar.get_height() for bar in bars] == [-0.25, 1.5, 0]
    assert [to_hex(bar.get_facecolor()) for bar in bars] == [NEGATIVE, POSITIVE, POSITIVE]
    assert [bar.get_hatch() or "" for bar in bars] == ["//", "", ""]
    assert [text.get_text() for text in ax.texts] == ["−0.25", "1.5", "0"]
    assert [text.xy for text in ax.texts] == [(0, -0.25), (1, 1.5), (2, 0)], "in the middle of the bar, at its end"
    assert [label.get_text() for label in ax.get_xticklabels()] == ["k1", "k2", "k3"]
    assert alternative(fig) == "the way back, k1: −0.25; k2: 1.5; k3: 0."


def test_a_number_without_a_name_is_an_error():
    with pytest.raises(ValueError, match=r"values must have shape \(names,\), here \(1,\), got \(2,\)"):
        draw_signed_bars(figure()[1], [1, 2], ["one"], "two")
    for values in ([1, float("nan")], [float("inf"), 1]):
        with pytest.raises(ValueError, match="values must be finite"):
            draw_signed_bars(figure()[1], values, ["one", "two"], "two")
