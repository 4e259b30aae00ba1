"""Sequences: Reber's grammar and its entropy, strings as arrays, and the tasks."""

import numpy as np
import pytest

from bplib.activations import softmax
from bplib.data.reber import ARROWS, embedded_reber, entropy, entropy_without_memory, followers, reber
from bplib.data.sequences import (
    adding,
    encoded,
    latch,
    padded,
    recall,
    repetition,
    reversal,
    stacked,
    tokens,
    xor_in_time,
)


def reads(letters: str) -> bool:
    """Return whether Reber's automaton, written out here by its states' names, accepts a string."""
    arrows = {
        "aT": "b",
        "aP": "c",
        "bS": "b",
        "bX": "d",
        "cT": "c",
        "cV": "e",
        "dX": "c",
        "dS": "z",
        "eP": "d",
        "eV": "z",
    }
    state = "a"
    for letter in letters[1:-1]:
        state = arrows.get(state + letter, "")
    return letters[0] == "B" and letters[-1] == "E" and state == "z"


def test_strings_are_those_of_the_grammar(rng):
    words = [reber(rng) for _ in range(300)]
    assert all(reads(word.letters) for word in words)
    assert {word.letters[:3] for word in words} == {"BTS", "BTX", "BPT", "BPV"}
    for word in (embedded_reber(rng) for _ in range(300)):
        assert word.letters[0] + word.letters[-1] == "BE"
        assert word.letters[1] == word.letters[-2]
        assert reads(word.letters[2:-2])


def test_legal_letters_hold_the_next_one_and_lead_to_words(rng):
    for word in (embedded_reber(rng) for _ in range(100)):
        assert len(word.legal) == len(word.letters) - 1
        assert all(letter in legal for letter, legal in zip(word.letters[1:], word.legal, strict=True))
        assert word.legal[:2] == ["TP", "B"]
        assert word.legal[-2:] == [word.letters[1], "E"]
    legal_after = {}
    for word in (reber(rng) for _ in range(500)):
        for place in range(1, len(word.letters)):
            legal_after.setdefault(word.letters[:place], set()).add(word.letters[place])
    for word in (reber(rng) for _ in range(50)):
        assert all(legal_after.get(word.letters[:i], set()) <= set(legal) for i, legal in enumerate(word.legal, 1))


def test_entropy_is_that_of_the_coins():
    words = [embedded_reber(np.random.default_rng(0))]
    assert words[0].letters == "BPBPVPXTTTTVVEPE"
    assert entropy(words) == pytest.approx(11 * np.log(2) / 15)
    assert entropy_without_memory(words) == pytest.approx(12 * np.log(2) / 15)
    rng = np.random.default_rng(0)
    words = [embedded_reber(rng) for _ in range(2000)]
    assert round(entropy(words), 4) == 0.4376
    assert round(entropy_without_memory(words), 4) == 0.5015


def test_entropy_of_the_language_is_seven_coins_in_eleven_letters():
    """Mean numbers of coins from each state to the end: they solve v = 1 + (the mean over the two arrows)."""
    A = np.eye(6)
    for state, arrows in enumerate(ARROWS):
        for _, to in arrows:
            A[state, to] -= 0.5
    coins = np.linalg.solve(A, [1, 1, 1, 1, 1, 0])[0]
    assert coins == pytest.approx(6)
    assert (coins + 1) / (coins + 5) * np.log(2) == pytest.approx(0.4411, abs=5e-5)


def test_strings_become_arrays_with_a_mask():
    data = encoded(["BTE", "BPSE"], dtype=np.float32)
    assert data.X.shape == data.Y.shape == (3, 2, 7)
    assert {array.dtype for array in data} == {np.dtype(np.float32)}
    np.testing.assert_array_equal(data.mask, [[1, 1], [1, 1], [0, 1]])
    np.testing.assert_array_equal(data.X.argmax(2).T, [[0, 1, 0], [0, 2, 3]])  # B T -, B P S
    np.testing.assert_array_equal(data.Y.argmax(2).T, [[1, 6, 0], [2, 3, 6]])  # T E -, P S E
    np.testing.assert_array_equal(data.X.sum(2), data.mask)
    assert not data.X[2, 0].any()
    assert not data.Y[2, 0].any()


def test_followers_lie_as_the_letters_do(rng):
    words = [embedded_reber(rng) for _ in range(20)]
    data, legal = encoded(words), followers(words)
    assert legal.shape == data.Y.shape
    assert (legal >= (data.Y == 1)).all()
    assert legal.sum() == sum(len(letters) for word in words for letters in word.legal)
    assert np.log(legal.sum(2)[data.mask == 1]).mean() == pytest.approx(entropy(words))


def test_the_cost_is_the_mean_of_the_letters_that_are_there(rng):
    words = [reber(rng) for _ in range(5)]
    data, legal = encoded(words), followers(words).reshape(-1, 7)
    A = np.where(legal.any(1, keepdims=True), legal / np.maximum(legal.sum(1, keepdims=True), 1), 1 / 7)
    Z = np.log(np.maximum(A, 1e-300))
    assert data.cost(Z, A) == pytest.approx(entropy(words))
    Z = rng.normal(size=A.shape)
    delta = data.delta(softmax(Z))
    direction = rng.normal(size=Z.shape)
    costs = [data.cost(moved, softmax(moved)) for moved in (Z + 1e-6 * direction, Z - 1e-6 * direction)]
    slope = (costs[0] - costs[1]) / 2e-6
    assert slope == pytest.approx((delta * direction).sum(), rel=1e-8)
    assert not delta[data.mask.ravel() == 0].any()


@pytest.mark.parametrize(
    ("strings", "message"),
    [
        (["BTXSE", "BTQE"], r"string 1 must consist of the letters BTPSXVE, got 'Q' at place 2$"),
        (["BtE"], r"got 't' at place 1: did you mean 'T'\?"),
        (["B"], r"string 0 must have at least two letters, one to be seen and one to follow, got 'B'"),
        ([], "a list of at least one string, got"),
        ("BTE", "a list of at least one string, got 'BTE'"),
    ],
)
def test_strings_that_make_no_sequence_are_refused(strings, message):
    with pytest.raises(ValueError, match=message):
        encoded(strings)


def test_sequences_of_different_lengths_need_a_mask(rng):
    short, long = rng.normal(size=(2, 3)), rng.normal(size=(4, 3))
    with pytest.raises(ValueError, match=r"one length, got 4 moments in sequence 0 and 2 in sequence 2: padded\(seq"):
        stacked([long, long, short])
    np.testing.assert_array_equal(stacked([long, 2 * long])[:, 1], 2 * long)
    X, mask = padded([short, long])
    np.testing.assert_array_equal(X[:2, 0], short)
    np.testing.assert_array_equal(mask.sum(0), [2, 4])
    assert not X[2:, 0].any()


# --- tasks


def test_adding_marks_one_number_in_each_half(rng):
    X, Y = adding(11, 200, rng)
    assert X.shape == (11, 200, 2)
    np.testing.assert_array_equal(X[:5, :, 1].sum(0), 1)
    np.testing.assert_array_equal(X[5:, :, 1].sum(0), 1)
    np.testing.assert_allclose(X.prod(2).sum(0)[:, None], Y)
    assert ((Y - 1) ** 2).mean() == pytest.approx(1 / 6, abs=0.03)


def test_latch_asks_for_the_first_symbol(rng):
    X, Y = latch(4, 50, rng)
    assert X.shape == (5, 50, 3)
    np.testing.assert_array_equal(X[0], np.hstack([1 - Y, Y, np.zeros_like(Y)]))
    assert not X[1:, :, :2].any()
    assert X[1:, :, 2].std() == pytest.approx(1, abs=0.15)


def test_recall_answers_with_the_value_of_the_key(rng):
    X, Y = recall(3, 60, rng, kinds=5)
    symbols = X.argmax(2)
    np.testing.assert_array_equal(X.sum(2), 1)
    for one, answer in zip(symbols.T, Y.argmax(1), strict=True):
        keys, values = one[:-1:2], one[1::2] - 5
        assert len(set(keys)) == 3
        assert values[list(keys).index(one[-1])] == answer


def test_every_third_bit_is_the_xor_of_the_two_before(rng):
    X, Y = xor_in_time(30, 4, rng)
    assert X.shape == Y.shape == (89, 4, 1)
    np.testing.assert_array_equal(Y[:-1], X[1:])
    np.testing.assert_array_equal(Y[1::3], (X[0::3] != X[1::3]))


def test_reversal_turns_time_round(rng):
    X, Y = reversal(6, 4, rng, kinds=3)
    np.testing.assert_array_equal(X.sum(2), 1)
    np.testing.assert_array_equal(Y, X[::-1])


def test_a_repetition_goes_on_as_it_went(rng):
    X, Y, mask = repetition(11, 4, 30, rng, kinds=5)
    symbols, following = X.argmax(2), Y.argmax(2)
    np.testing.assert_array_equal(symbols[4:], symbols[:-4])
    np.testing.assert_array_equal(following[:-1], symbols[1:])
    np.testing.assert_array_equal(following[4:], symbols[1:8])  # what followed the same symbol a distance ago
    np.testing.assert_array_equal(mask.T, [[0] * 4 + [1] * 7] * 30)
    assert len({tuple(one) for one in symbols[:4].T}) > 20
    with pytest.raises(ValueError, match="distance must be less than T = 4, as nothing would come again, got 4"):
        repetition(4, 4, 3, rng)


# --- for attention


def test_tokens_lie_examples_first_with_their_answers(rng):
    X, Y = recall(3, 4, rng, kinds=5)
    x, y = tokens(X, Y)
    assert x.shape == (4, 7)
    assert x.dtype.kind == "i"
    assert (x[:, :-1:2] < 5).all()
    assert (x[:, 1:-1:2] >= 5).all()
    np.testing.assert_array_equal(y, Y)
    x, y = tokens(*reversal(6, 4, rng, kinds=3))
    assert x.shape == (4, 6)
    np.testing.assert_array_equal(y.argmax(1), x[:, ::-1].ravel())
    for no_symbols in (X[:, :, :4], X + 1, rng.normal(size=(3, 4, 5)), X[0]):
        with pytest.raises(ValueError, match=r"X must be one-hot, \(T, m, n\), one symbol at every moment, got shape"):
            tokens(no_symbols, Y)


def test_strings_for_attention_have_the_same_cost(rng):
    data = encoded([embedded_reber(rng) for _ in range(5)])
    turned = data.tokens()
    assert turned.X.shape == turned.mask.shape == data.mask.T.shape
    hot = np.eye(7)[turned.X] * turned.mask[:, :, None]
    np.testing.assert_array_equal(hot, data.X.swapaxes(0, 1))
    Z = rng.normal(size=data.Y.shape)
    by_moment, by_example = Z.reshape(-1, 7), Z.swapaxes(0, 1).reshape(-1, 7)
    cost = data.cost(by_moment, softmax(by_moment))
    assert turned.cost(by_example, softmax(by_example)) == pytest.approx(cost, rel=1e-13)
    delta = turned.delta(softmax(by_example)).reshape(*turned.mask.shape, 7)
    np.testing.assert_allclose(delta.swapaxes(0, 1).reshape(-1, 7), data.delta(softmax(by_moment)), atol=1e-15)


@pytest.mark.parametrize("make", [adding, latch, reversal, xor_in_time, recall])
def test_tasks_are_of_the_type_that_is_asked_for_and_refuse_what_is_no_size(make, rng):
    assert {array.dtype for array in make(4, 3, rng, dtype=np.float32)} == {np.dtype(np.float32)}
    with pytest.raises(ValueError, match=r"must be at least [12], got 0"):
        make(0, 3, rng)
    with pytest.raises(ValueError, match="m must be at least 1, got 0"):
        make(4, 0, rng)
    with pytest.raises(TypeError, match="rng must be a NumPy random generator"):
        make(4, 3, 7)


def test_more_pairs_than_keys_are_refused(rng):
    with pytest.raises(ValueError, match="pairs must be at most kinds = 8, as the keys differ, got 9"):
        recall(9, 2, rng)
