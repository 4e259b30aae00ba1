"""The map of attention: a row for each query, a column for each key."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from test_figure import in_the_dark
from test_palette import contrast

from bplib.layers.attention import softmax_rows
from bplib.plotting.attention import WEIGHT_MAP, draw_attention_map
from bplib.plotting.figure import alternative, figure, png
from bplib.plotting.matrices import SPOILT_MAP, letters


def test_a_row_is_a_query_and_a_column_is_a_key(rng):
    P = softmax_rows(3 * rng.normal(size=(2, 3)))
    fig, ax = figure()
    mesh = draw_attention_map(ax, P, ["x", "y"], ["a", "b", "c"])
    np.testing.assert_array_equal(mesh.get_array(), P)
    assert mesh.get_coordinates().shape == (3, 4, 2)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["x", "y"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["a", "b", "c"]
    assert ax.get_ylim() == (2, 0), "the first query stands above"
    assert mesh.get_clim() == (0, 1), "all maps have one scale"
    assert f"y looks most at {'abc'[P[1].argmax()]}, {P[1].max():.2f}." in alternative(fig)
    assert png(fig)


def test_numbers_stand_in_small_maps_and_can_be_read():
    P = np.linspace(0, 1, 100).reshape(10, 10)
    _, ax = figure()
    mesh = draw_attention_map(ax, P, range(10), range(10))
    words = {text.get_position(): text for text in ax.texts}
    assert words[9.5, 9.5].get_text() == "1.00"
    assert words[4.5, 3.5].get_text() == f"{P[3, 4]:.2f}"[1:]
    assert (0.5, 0.5) not in words, "a zero stays empty"
    assert words[1.5, 0.5].get_text() == ".01", "what is seen at all has its number"
    for (x, y), text in words.items():
        letters = {"white": "#ffffff"}.get(text.get_color(), text.get_color())
        assert contrast(to_hex(mesh.to_rgba(P[int(y), int(x)])), letters) > 3.9
    assert contrast(to_hex(WEIGHT_MAP(0.0)), to_hex(WEIGHT_MAP(1.0))) > 10


@pytest.mark.parametrize("fields", [WEIGHT_MAP, SPOILT_MAP])
def test_letters_can_be_read_on_every_field_in_light_and_in_dark(fields):
    for ground in fields(np.linspace(0, 1, 201)):
        ground, colour = to_hex(ground), to_hex(letters(ground))
        assert contrast(ground, colour) > 4.2
        assert contrast(to_hex(in_the_dark(ground)), to_hex(in_the_dark(colour))) > 4.2, ground
    brightness = fields(np.linspace(0, 1, 201))[:, :3] @ (0.2126, 0.7152, 0.0722)
    assert (np.diff(brightness) < 0).all(), "the larger the fuller, without a way back"


def test_of_many_words_every_second_is_written_large_enough_to_be_read():
    for many, every in ((16, 1), (17, 2), (24, 2)):
        _, ax = figure()
        draw_attention_map(ax, np.eye(many), range(many), range(many))
        for labels, places in ((ax.get_xticklabels(), ax.get_xticks()), (ax.get_yticklabels(), ax.get_yticks())):
            assert [label.get_text() for label in labels] == [str(word) for word in range(0, many, every)]
            np.testing.assert_array_equal(places, np.arange(0, many, every) + 0.5)
            assert min(label.get_fontsize() for label in labels) >= 9


def test_a_large_map_has_no_numbers_unless_they_are_asked_for():
    P = np.eye(11)
    for numbers, expected in ((None, 0), (True, 11)):
        _, ax = figure()
        draw_attention_map(ax, P, range(11), range(11), numbers=numbers)
        assert len(ax.texts) == expected


def test_words_that_do_not_go_with_the_map_are_an_error():
    _, ax = figure()
    with pytest.raises(ValueError, match=r"P must have shape \(queries, keys\), here \(2, 2\), got \(2, 3\)"):
        draw_attention_map(ax, np.zeros((2, 3)), "ab", "ab")


@pytest.mark.parametrize("P", [[[1, 2], [0, 1]], [[-0.1, 1], [0, 1]], [[np.nan, 1], [0, 1]]])
def test_what_is_no_weight_is_an_error(P):
    with pytest.raises(ValueError, match="P must"):
        draw_attention_map(figure()[1], P, "ab", "ab")
