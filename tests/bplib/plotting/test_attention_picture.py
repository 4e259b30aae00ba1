"""The picture of the attention explorer: bars of what flows both ways, and maps of where places look."""

import numpy as np
import pytest
from matplotlib.colors import same_color

from bplib.plotting.attention_explorer import attention_figure, draw_bars, draw_looks, looks_figure
from bplib.plotting.style import NEGATIVE, POSITIVE


def bars_of(ax):
    """Return bottom, height and colour of the filled bars."""
    filled = [patch for patch in ax.patches if patch.get_facecolor()[3]]
    return [(bar.get_y(), bar.get_height(), bar.get_facecolor()) for bar in filled]


def test_bars_have_their_numbers_and_a_masked_score_has_none():
    _, axes = attention_figure()
    draw_bars(axes["s"], np.array([2.0, -1.5, -np.inf]), ["a", "b", "c"], "scores")
    bars = bars_of(axes["s"])
    assert [bar[:2] for bar in bars] == [(0, 2), (0, -1.5), (0, 0)]
    assert [same_color(bar[2], colour) for bar, colour in zip(bars, (POSITIVE, NEGATIVE), strict=False)] == [True, True]
    assert [text.get_text() for text in axes["s"].texts] == ["2", "−1.5", "−∞"]
    assert [text.xyann[1] > 0 for text in axes["s"].texts] == [True, False, True], "beyond the end of the bar"
    assert [label.get_text() for label in axes["s"].get_xticklabels()] == ["a", "b", "c"]


def test_bars_begin_at_the_mean_where_there_is_one():
    _, axes = attention_figure()
    draw_bars(axes["grad_p"], np.array([4.0, 8.0, 0.0]), [], "∂p", mean=5.0)
    bars = bars_of(axes["grad_p"])
    assert [bar[:2] for bar in bars] == [(5, -1), (5, 3), (5, -5)]
    assert [same_color(bar[2], POSITIVE) for bar in bars] == [False, True, False]
    empty = [patch.get_height() for patch in axes["grad_p"].patches if not patch.get_facecolor()[3]]
    assert empty == [4, 8, 0]
    assert axes["grad_p"].lines[0].get_ydata()[0] == 5
    assert "r = 5" in [text.get_text() for text in axes["grad_p"].texts]


def test_six_bars_have_numbers():
    _, axes = attention_figure()
    draw_bars(axes["p"], np.full(6, 0.1), [], "p")
    assert [text.get_text() for text in axes["p"].texts] == ["0.1"] * 6


def test_many_bars_have_no_numbers():
    _, axes = attention_figure()
    draw_bars(axes["p"], np.full(16, 1 / 16), [], "p")
    assert len(bars_of(axes["p"])) == 16
    assert list(axes["p"].texts) == []


def test_a_map_holds_p_and_frames_the_row_of_a_place():
    _, axes = looks_figure(2)
    P = np.tri(3) / np.arange(1, 4)[:, None]
    draw_looks(axes[1], P, "abc", "layer 2", 1)
    np.testing.assert_array_equal(axes[1].collections[0].get_array().reshape(3, 3), P)
    frame = axes[1].patches[0]
    assert (frame.get_xy(), frame.get_width(), frame.get_height()) == ((0, 1), 3, 1)
    assert axes[1].get_ylim() == (3, 0)
    assert [label.get_text() for label in axes[1].get_yticklabels()] == ["a", "b", "c"]


def test_what_cannot_be_drawn_is_an_error():
    ax = attention_figure()[1]["s"]
    for values, words, message in (
        ([1.0, np.nan], [], "values must be finite"),
        ([1.0, np.inf], [], "values must be finite"),
        ([1.0, 2.0], ["a"], r"values must have shape \(keys,\), here \(1,\), got \(2,\): a number for each word"),
        ([[1.0, 2.0]], [], "values must have shape"),
    ):
        with pytest.raises(ValueError, match=message):
            draw_bars(ax, np.array(values), words, "s")
    for P, place, message in (
        (np.eye(3)[:2], 0, "P must have shape"),
        (np.eye(3) * np.nan, 0, "finite"),
        (np.eye(3), 3, "place"),
    ):
        with pytest.raises(ValueError, match=message):
            draw_looks(ax, P, "abc", "layer 1", place)
