"""A model of characters: its two parts, its rivals, what it writes and what it copies."""

import numpy as np
import pytest

from bplib.data.text import the_way_back, to_tokens
from bplib.experiments.character_model import (
    T,
    character_model,
    cost_on,
    excerpts,
    known_words,
    longest_copy,
    table_cost,
    verses,
    written,
)
from bplib.experiments.small_transformers import trained


def test_the_text_is_parted_at_an_empty_line():
    text = verses()
    assert text.known + text.held == the_way_back()
    assert text.known.endswith("\n\n")
    assert 0.15 * len(the_way_back()) <= len(text.held) < 0.25 * len(the_way_back())
    assert set(text.held) <= set(text.vocabulary)


def test_excerpts_ask_for_the_next_character(rng):
    vocabulary, known, _ = verses()
    X, Y = excerpts(known, vocabulary)(3, rng)
    assert X.shape == (3, T)
    for x, y in zip(X, Y.reshape(3, T, -1).argmax(2), strict=True):
        piece = "".join(vocabulary[k] for k in [*x, y[-1]])
        assert piece in known
        np.testing.assert_array_equal(x[1:], y[:-1])


def test_a_table_counts_what_followed():
    assert table_cost("abab" * 50, "ababab", "ab", 1) == pytest.approx(0, abs=2e-3)
    assert table_cost("ab" * 50, "abba", "ab", 0) == pytest.approx(np.log(2))
    expected = -np.log((1 + 0.1) / (2 + 0.1 * 3))  # after a came b once and c once
    assert table_cost("abac", "ab", "abc", 1) == pytest.approx(expected)


def test_it_learns_and_writes_the_same_with_the_same_numbers():
    vocabulary, known, held = verses()
    model = character_model(vocabulary, 0)
    before = cost_on(model, held, vocabulary)
    trained(model, excerpts(known, vocabulary), 30, 0.01, 0, m=8)
    assert cost_on(model, held, vocabulary) < before - 0.5
    sample = written(model, "The weights", 30, vocabulary, np.random.default_rng(0))
    assert len(sample) == 30
    assert sample == written(model, "The weights", 30, vocabulary, np.random.default_rng(0))


def test_each_character_is_counted_once_with_half_a_window_before_it():
    vocabulary, _, held = verses()
    model, tokens = character_model(vocabulary, 0), to_tokens(held, vocabulary)
    half, each = T // 2, []
    for start in range(0, len(tokens) - T, half):
        p = model.predict(tokens[None, start : start + T])
        each += [-np.log(p[i, tokens[start + i + 1]]) for i in range(half, T)]
    assert cost_on(model, held, vocabulary) == pytest.approx(np.mean(each))


def test_characters_are_drawn_by_their_probabilities():
    vocabulary, *_ = verses()
    model, k = character_model(vocabulary, 0), verses().vocabulary.index("e")
    model.parameters.blocks()["5.b"][k] = 100
    assert written(model, "t", 5, vocabulary, np.random.default_rng(0)) == "eeeee"


def test_the_longest_copy_is_found():
    assert longest_copy("xx the way yy", "by the way back") == " the way "
    assert longest_copy("abc", "xyz") == longest_copy("", "xyz") == ""
    assert longest_copy("same", "the same") == "same"


def test_words_are_known_when_the_text_has_them_whole():
    assert known_words("cut The way, wey back cut", "the way back") == pytest.approx(3 / 4)
    assert known_words("one two", "one two") == 0
