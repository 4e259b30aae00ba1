"""Figures of convolution: each link, field and frame stands for the number that it shows."""

import numpy as np

from bplib.plotting.convolution import draw_links, draw_numbers, draw_tied, draw_ties
from bplib.plotting.figure import alternative, figure


def test_a_link_leads_from_an_input_to_an_output_and_has_the_colour_of_its_weight():
    fig, ax = figure(frames=False)
    links = draw_links(ax, (1, 2, 0, -1, 3), (1, 4, 5), 3, "forwards")
    assert set(links) == {(p, p + i) for p in range(3) for i in range(3)}
    assert links[2, 3].get_xdata().tolist() == [3, 3]
    colours = {i: {links[p, p + i].get_color() for p in range(3)} for i in range(3)}
    assert [len(same) for same in colours.values()] == [1, 1, 1]
    assert len(set.union(*colours.values())) == 3
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["w1", "w2", "w3"]
    assert alternative(fig) == "forwards. Below stands x with 1, 2, 0, −1, 3, above z with 1, 4, 5."


def test_marked_links_are_thick_and_say_what_they_bring():
    fig, ax = figure(frames=False)
    links = draw_links(ax, (1, 2), (3,), 2, "back", {(0, 1): "3 · 2"}, ("y", "g"))
    assert links[0, 1].get_linewidth() > 2 > links[0, 0].get_linewidth()
    assert ax.get_legend() is None
    assert [text.get_text() for text in ax.texts] == ["3 · 2", "1", "2", "$y$", "3", "$g$"]
    assert ax.texts[0].get_position() == (0.7 * 0.5 + 0.3 * 1, 1.4), "near the output"
    assert alternative(fig).endswith("Marked links from place 2 to 1: 3 · 2.")


def test_fields_hold_the_numbers_and_the_number_of_the_weight():
    fig, (left, right) = figure(columns=2)
    T, which = np.array([[2, -1, 0], [0, 2, -1]]), np.array([[1, 2, 0], [0, 1, 2]])
    np.testing.assert_array_equal(draw_tied(left, T, which, "T").get_array(), which)
    np.testing.assert_array_equal(draw_numbers(right, T, "uses").get_array(), T)
    low, high = right.collections[0].get_clim()
    assert low == -high < 0, "blue is positive"
    for ax in (left, right):
        assert [text.get_text() for text in ax.texts] == ["2", "−1", "0", "0", "2", "−1"]
        assert ax.get_ylim() == (2, 0)
    assert "rows 2 −1 0; 0 2 −1. Fields of one weight" in alternative(fig)


def test_a_block_that_ties_has_a_thick_frame():
    _, ax = figure()
    frames = draw_ties(ax, np.eye(4), np.array([[True, False], [False, True]]), "a digit")
    assert [frame.get_linewidth() for frame in frames] == [3, 0.8, 0.8, 3]
    assert [frame.get_xy() for frame in frames[1:3]] == [(1.5, -0.5), (-0.5, 1.5)]
    assert ax.get_label() == "a digit: in 2 of 4 blocks of 2 by 2 the largest value is there more than once."
