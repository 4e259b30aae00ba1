"""The text of the character model: its tokens, its windows, and what is refused."""

import numpy as np
import pytest

from bplib.data.text import characters, the_way_back, to_text, to_tokens, windows


def test_the_text_is_small_and_of_few_kinds():
    text = the_way_back()
    assert 3000 < len(text) < 6000
    assert len(characters(text)) == 42
    assert text.isascii()
    assert text.count("layer by layer") == 3


def test_a_text_becomes_numbers_and_text_again():
    text = the_way_back()
    vocabulary = characters(text)
    numbers = to_tokens(text, vocabulary)
    assert set(numbers) == set(range(len(vocabulary)))
    assert to_text(numbers, vocabulary) == text
    np.testing.assert_array_equal(to_tokens("cab", "abc"), [2, 0, 1])
    with pytest.raises(ValueError, match=r"text must consist of 'abc', got 'x' at place 2$"):
        to_tokens("abx", "abc")
    with pytest.raises(ValueError, match=r"got 'B' at place 1: did you mean 'b'\?"):
        to_tokens("aB", "abc")


def test_a_window_is_followed_by_the_same_one_place_on():
    X, Y = windows(np.array([3, 1, 4, 1, 0, 2, 5]), 3, 6, step=2)
    np.testing.assert_array_equal(X, [[3, 1, 4], [4, 1, 0]])
    np.testing.assert_array_equal(Y.argmax(1).reshape(2, 3), [[1, 4, 1], [1, 0, 2]])
    np.testing.assert_array_equal(Y.sum(1), 1)
    assert len(windows(np.arange(6), 5, 6)[0]) == 1


@pytest.mark.parametrize(
    ("tokens", "message"),
    [
        (np.arange(5), r"one sequence of more than T = 5, got shape \(5,\)"),
        (np.zeros((2, 9), int), r"one sequence of more than T = 5, got shape \(2, 9\)"),
        (np.arange(7), "labels must lie between 0 and 5, got 6"),
    ],
)
def test_what_makes_no_windows_is_refused(tokens, message):
    with pytest.raises(ValueError, match=message):
        windows(tokens, 5, 6)
