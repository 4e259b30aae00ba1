"""Sequences, time first: X is (T, m, n), so that X[t] holds one moment of all m examples, one example a row.

Strings of different lengths are ``encoded`` side by side, with a mask that says where there are letters.  The tasks
have one answer a sequence, Y (m, n_L): ``adding``, ``latch``, ``recall``; or one for each moment, Y (T, m, n_L):
``xor_in_time``, ``reversal``, ``repetition``.  Attention takes them as ``tokens``: whole numbers, examples first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bplib import _validation as check
from bplib.data.reber import ALPHABET, Word
from bplib.losses import cross_entropy

Array = np.ndarray
Data = tuple[Array, Array]


# --- strings


class Strings(NamedTuple):
    """Strings side by side, padded at the end with zeros; T is one less than the length of the longest.

    ``X`` and ``Y``, (T, m, n), hold the letters and those that follow them, one-hot; ``mask``, (T, m), is 1 where there
    are letters, or where an answer counts.  The cost is the mean over those, not over T m places.
    """

    X: Array
    Y: Array
    mask: Array

    def cost(self, Z: Array, A: Array) -> float:
        """Return the mean cross-entropy of a letter, in nats, for z^L and a^L = softmax(z^L), both (T·m, n)."""
        each = cross_entropy.per_example(Z, A, self.Y.reshape(A.shape))
        return float(each @ self.mask.ravel() / self.mask.sum())

    def delta(self, A: Array) -> Array:
        """Return ∂C/∂z^L of that mean, (T·m, n), the seed of a way back: 0 where there is no letter."""
        return (A - self.Y.reshape(A.shape)) * (self.mask / self.mask.sum()).reshape(-1, 1)

    def tokens(self) -> Strings:
        """Return the same as attention takes it, examples first: X, (m, T), as whole numbers, Y (m, T, n), mask (m, T).

        What is padded becomes token 0: it stands at the end, where no causal attention looks at it.
        """
        return Strings(*(array.swapaxes(0, 1).copy() for array in (self.X.argmax(2), self.Y, self.mask)))


def encoded(strings: Sequence[str | Word], alphabet: str = ALPHABET, dtype=np.float64) -> Strings:
    """Return strings of at least two letters as one-hot sequences, each letter to predict the next.

    Raises ValueError when a letter is not in the alphabet, or there is no next letter.
    """
    if isinstance(strings, (str, Word)) or len(strings) == 0:
        raise ValueError(f"strings must be a list of at least one string, got {strings!r}")
    numbers = [_numbers(i, string, alphabet) for i, string in enumerate(strings)]
    eye = np.eye(len(alphabet), dtype=dtype)
    X, mask = padded([eye[own[:-1]] for own in numbers])
    Y, _ = padded([eye[own[1:]] for own in numbers])
    return Strings(X, Y, mask)


def _numbers(i: int, string: str | Word, alphabet: str) -> list[int]:
    """Return the places of the letters of string number i in the alphabet, or raise ValueError."""
    string = string.letters if isinstance(string, Word) else string
    if len(string) < 2:
        raise ValueError(f"string {i} must have at least two letters, one to be seen and one to follow, got {string!r}")
    for place, letter in enumerate(string):
        if letter not in alphabet:
            hint = f": did you mean {letter.swapcase()!r}?" if letter.swapcase() in alphabet else ""
            raise ValueError(
                f"string {i} must consist of the letters {alphabet}, got {letter!r} at place {place}{hint}"
            )
    return [alphabet.index(letter) for letter in string]


# --- several lengths, one length


def padded(sequences: Sequence[Array]) -> tuple[Array, Array]:
    """Return sequences, each (its own T, n), side by side, (T, m, n), with zeros at the ends, and the mask, (T, m)."""
    longest = max(len(sequence) for sequence in sequences)
    X = np.zeros((longest, len(sequences), *sequences[0].shape[1:]), sequences[0].dtype)
    mask = np.zeros((longest, len(sequences)), X.dtype)
    for j, sequence in enumerate(sequences):
        X[: len(sequence), j] = sequence
        mask[: len(sequence), j] = 1
    return X, mask


def stacked(sequences: Sequence[Array]) -> Array:
    """Return sequences of one length, each (T, n), side by side: (T, m, n).

    Raises ValueError when the lengths differ: then a mask must say which moments count.
    """
    lengths = [len(sequence) for sequence in sequences]
    if other := next((j for j, length in enumerate(lengths) if length != lengths[0]), None):
        raise ValueError(
            f"sequences must have one length, got {lengths[0]} moments in sequence 0 and {lengths[other]} in sequence "
            f"{other}: padded(sequences) makes them equal, and returns a mask that says which moments count"
        )
    return np.stack(sequences, axis=1)


def tokens(X: Array, Y: Array) -> Data:
    """Return one-hot sequences and their answers as attention takes them, examples first.

    X, (T, m, n), becomes whole numbers, (m, T).  Answers at every moment, (T, m, n_L), become rows, (m T, n_L), those
    of the first example first; one answer a sequence, (m, n_L), stays as it is.
    """
    if X.ndim != 3 or not ((X == 1).sum(2) == 1).all() or np.count_nonzero(X) != X[..., 0].size:
        raise ValueError(f"X must be one-hot, (T, m, n), one symbol at every moment, got shape {X.shape}")
    rows = Y if Y.ndim == 2 else Y.swapaxes(0, 1).reshape(-1, Y.shape[2])
    return X.argmax(2).T.copy(), rows


# --- one answer a sequence


def adding(T: int, m: int, rng: np.random.Generator, dtype=np.float64) -> Data:
    """Return X, (T, m, 2), and Y, (m, 1): the sum of the two numbers that are marked, one in each half.

    The first input is a random number from 0 to 1, the second is 1 at two moments, else 0 (after Hochreiter and
    Schmidhuber 1997, whose numbers lay between -1 and 1).  Always to answer 1 costs a mean square of 1/6.
    """
    T, m = _sizes(T, m, rng, low=2)
    X, examples = np.zeros((T, m, 2), dtype), np.arange(m)
    X[:, :, 0] = rng.random((T, m))
    first, second = rng.integers(0, T // 2, m), rng.integers(T // 2, T, m)
    X[first, examples, 1] = X[second, examples, 1] = 1
    return X, (X[first, examples, 0] + X[second, examples, 0])[:, None]


def latch(delay: int, m: int, rng: np.random.Generator, dtype=np.float64) -> Data:
    """Return X, (delay + 1, m, 3), and Y, (m, 1): which of two symbols, 0 or 1, stood at the first moment.

    At the later moments there is noise, N(0, 1), in the third input.
    """
    T, m = _sizes(check.whole_number("delay", delay, low=1) + 1, m, rng)
    X, which = np.zeros((T, m, 3), dtype), rng.integers(0, 2, m)
    X[0, np.arange(m), which] = 1
    X[1:, :, 2] = rng.normal(size=(T - 1, m))
    return X, which[:, None].astype(dtype)


def recall(pairs: int, m: int, rng: np.random.Generator, kinds: int = 8, dtype=np.float64) -> Data:
    """Return X, (2 pairs + 1, m, 2 kinds), and Y, (m, kinds): key, value, key, value, ..., and a key to be answered.

    The keys of a sequence differ from each other; keys and values are one-hot, in a half of the inputs each.
    """
    T, m = _sizes(2 * check.whole_number("pairs", pairs, low=1) + 1, m, rng)
    if pairs > check.whole_number("kinds", kinds, low=2):
        raise ValueError(f"pairs must be at most kinds = {kinds}, as the keys differ, got {pairs}")
    keys = rng.permuted(np.tile(np.arange(kinds), (m, 1)), axis=1)[:, :pairs]
    values, asked, examples = rng.integers(0, kinds, (m, pairs)), rng.integers(0, pairs, m), np.arange(m)
    symbols = np.empty((T, m), int)
    symbols[:-1:2], symbols[1::2], symbols[-1] = keys.T, kinds + values.T, keys[examples, asked]
    return np.eye(2 * kinds, dtype=dtype)[symbols], np.eye(kinds, dtype=dtype)[values[examples, asked]]


# --- an answer at every moment


def xor_in_time(triples: int, m: int, rng: np.random.Generator, dtype=np.float64) -> Data:
    """Return X and Y, both (3 triples - 1, m, 1): bits, of which every third is the XOR of the two before it.

    Y is the next bit: only every third can be known (Elman 1990).
    """
    triples, m = check.whole_number("triples", triples, low=1), check.whole_number("m", m, low=1)
    bits = check.generator(rng).integers(0, 2, (triples, 3, m))
    bits[:, 2] = bits[:, 0] ^ bits[:, 1]
    stream = bits.reshape(3 * triples, m, 1).astype(dtype)
    return stream[:-1], stream[1:]


def reversal(T: int, m: int, rng: np.random.Generator, kinds: int = 10, dtype=np.float64) -> Data:
    """Return X and Y, both (T, m, kinds): random symbols, one-hot, and the same from the last to the first."""
    T, m = _sizes(T, m, rng)
    X = np.eye(check.whole_number("kinds", kinds, low=2), dtype=dtype)[rng.integers(0, kinds, (T, m))]
    return X, X[::-1].copy()


def repetition(T: int, distance: int, m: int, rng: np.random.Generator, kinds: int = 16, dtype=np.float64) -> Strings:
    """Return sequences of T moments in which ``distance`` random symbols come again and again; Y is the next symbol.

    An answer counts where the present symbol has been seen a distance ago, so that what followed it then follows now.
    """
    T, m = _sizes(T, m, rng, low=2)
    distance = check.whole_number("distance", distance, low=1)
    if distance >= T:
        raise ValueError(f"distance must be less than T = {T}, as nothing would come again, got {distance}")
    once = rng.integers(0, check.whole_number("kinds", kinds, low=2), (distance, m))
    symbols = np.eye(kinds, dtype=dtype)[once[np.arange(T + 1) % distance]]
    counts = np.repeat((np.arange(T) >= distance)[:, None], m, axis=1)
    return Strings(symbols[:-1], symbols[1:], counts.astype(dtype))


def _sizes(T: int, m: int, rng: np.random.Generator, low: int = 1) -> tuple[int, int]:
    check.generator(rng)
    return check.whole_number("T", T, low=low), check.whole_number("m", m, low=1)
