"""Strings for many networks are those of the grammar, and an exam finds out what is known of it."""

import numpy as np
import pytest

from bplib.data.reber import ALPHABET, ARROWS, embedded_reber
from bplib.data.sequences import encoded
from bplib.experiments.many_strings import Exam, as_batch, fresh_strings, string_numbers


def is_embedded(string: str) -> bool:
    """Return whether a string is one of the embedded grammar."""
    inner, state = string[3:-3], 0
    for letter in inner:
        if state == len(ARROWS) or letter not in dict(ARROWS[state]):
            return False
        state = dict(ARROWS[state])[letter]
    return state == len(ARROWS) and string == f"B{string[1]}B{inner}E{string[1]}E" and string[1] in "TP"


def test_strings_are_those_of_the_grammar_with_fair_coins(rng):
    numbers = string_numbers(4000, rng)
    strings = ["".join(ALPHABET[i] for i in row if i >= 0) for row in numbers]
    assert all(map(is_embedded, strings))
    assert abs(np.mean([len(string) - 1 for string in strings]) - 11) < 0.25  # six coins inside, and five letters
    assert abs(np.mean([string[1] == "T" for string in strings]) - 0.5) < 0.04


def test_a_batch_holds_what_encoded_makes_of_the_strings(rng):
    numbers = string_numbers(6, rng)
    batch = as_batch(numbers, 2)
    strings = ["".join(ALPHABET[i] for i in row if i >= 0) for row in numbers]
    for r in range(2):
        X, Y, mask = encoded(strings[3 * r : 3 * r + 3])
        np.testing.assert_array_equal(batch.X[r, : len(X)], X)
        np.testing.assert_array_equal(batch.Y[r, : len(X)], Y)
        np.testing.assert_allclose(batch.weights[r, : len(X)], mask / mask.sum(), rtol=1e-6)
        assert not batch.X[r, len(X) :].any()
    assert batch.X.shape[1] == max(map(len, strings)) - 1
    assert {part.dtype for part in batch} == {np.dtype(np.float32)}


def test_a_batch_is_as_long_as_its_longest_string(rng):
    numbers = string_numbers(4, rng)
    wider = np.pad(numbers, ((0, 0), (0, 7)), constant_values=-1)
    for part, same in zip(as_batch(wider, 2), as_batch(numbers, 2), strict=True):
        np.testing.assert_array_equal(part, same)


def test_every_network_has_strings_of_its_own_seed():
    draws = [list(fresh_strings(22, 3, [np.random.default_rng(s) for s in seeds])) for seeds in ((0, 1), (0, 2))]
    assert len(draws[0]) == 22
    assert len({batch.X.tobytes() for batch in draws[0]}) == 22, "every batch has new strings"
    T = min(draws[0][0].X.shape[1], draws[1][0].X.shape[1])
    assert (draws[0][0].X[0, :T] == draws[1][0].X[0, :T]).all()
    assert (draws[0][0].X[1, :T] != draws[1][0].X[1, :T]).any()


class Says:
    """Stands for two networks that give the same probabilities."""

    theta = np.zeros((2, 1))

    def __init__(self, A):
        self.A = A

    def answers(self, X):
        return np.stack([self.A, self.A])


def test_one_who_knows_the_grammar_passes_and_one_who_forgot_the_outer_letter_does_not():
    rng = np.random.default_rng(0)
    words = [embedded_reber(rng) for _ in range(40)]
    exam = Exam(words)
    knows = exam.legal / np.maximum(exam.legal.sum(axis=-1, keepdims=True), 1)
    cost, outer, perfect = exam(Says(knows))
    assert np.allclose(cost, np.log(2) * (exam.legal.sum(axis=-1) == 2).sum() / exam.there.sum(), rtol=1e-5)
    assert (outer == 1).all()
    assert (perfect == 1).all()
    forgot = knows.copy()
    forgot[exam.place, np.arange(40)] = np.eye(7)[[1, 2]].sum(axis=0) / 2
    worse = exam(Says(forgot))
    assert np.allclose(worse.cost - cost, np.log(2) * 40 / exam.there.sum(), rtol=1e-5)
    assert (worse.perfect == 0).all()
    assert worse.outer[0] == np.mean([word.letters[1] == "T" for word in words])


def test_the_cost_is_that_of_the_letter_that_comes():
    rng = np.random.default_rng(1)
    words = [embedded_reber(rng) for _ in range(12)]
    exam = Exam(words)
    A = rng.dirichlet(np.ones(7), exam.there.shape)
    paid = [-np.log(A[t, j, ALPHABET.index(c)]) for j, w in enumerate(words) for t, c in enumerate(w.letters[1:])]
    np.testing.assert_allclose(exam(Says(A)).cost, np.mean(paid), rtol=1e-5)


@pytest.mark.parametrize(
    ("strings", "networks", "message"),
    [
        (np.zeros((5, 4), int), 2, "each of 2 networks needs as many strings, one at least; got 5 in all"),
        (np.zeros((0, 4), int), 2, "got 0 in all"),
        (np.zeros((4, 4), int), 0, "networks must be at least 1"),
        (np.full((4, 4), 7), 2, "letters are places in 'BTPSXVE', or -1 behind the end; got 7 to 7"),
        (np.full((4, 4), -2), 2, "got -2 to -2"),
        (np.zeros(4, int), 1, r"strings must have shape \(R·m, length\), got \(4,\)"),
    ],
)
def test_what_is_no_string_is_an_error(strings, networks, message):
    with pytest.raises(ValueError, match=message):
        as_batch(strings, networks)


def test_no_strings_and_a_seed_for_a_generator_are_errors(rng):
    with pytest.raises(ValueError, match="count must be at least 1, got 0"):
        string_numbers(0, rng)
    with pytest.raises(TypeError, match="rng must be a NumPy random generator"):
        string_numbers(3, 0)
