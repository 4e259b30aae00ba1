"""Strings of the embedded Reber grammar for many networks at once, and what trained networks know of the grammar.

The grammar and its coins are those of ``bplib.data.reber``; here whole sets of strings are drawn in a few calls, as
batches for ``many_gated_networks``, so that a network can learn from strings that it has never seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from bplib import _validation as check
from bplib.data.reber import ALPHABET, ARROWS, END, Word, followers
from bplib.data.sequences import encoded
from bplib.experiments.many_gated_networks import Batch, ManyNetworks

Array = np.ndarray

LETTERS = np.array([[ALPHABET.index(letter) for letter, _ in arrows] for arrows in ARROWS])
STATES = np.array([[state for _, state in arrows] for arrows in ARROWS])
B, T, P, E = (ALPHABET.index(letter) for letter in "BTPE")
NONE = -1
AT_ONCE = 20  # batches that are drawn together


def string_numbers(count: int, rng: np.random.Generator) -> Array:
    """Return embedded strings as places in the alphabet, (count, length of the longest), -1 behind their ends."""
    inner, state = [], np.zeros(check.whole_number("count", count, low=1), int)
    check.generator(rng)
    while (state != END).any():
        coin, inside = rng.integers(0, 2, count), state != END
        at = np.where(inside, state, 0)
        inner.append(np.where(inside, LETTERS[at, coin], NONE))
        state = np.where(inside, STATES[at, coin], END)
    outer, lengths = rng.choice([T, P], count), (np.array(inner) != NONE).sum(axis=0)
    begin, nothing = np.full(count, B), np.full(count, NONE)
    strings = np.stack([begin, outer, begin, *inner, nothing, nothing, nothing], axis=1)
    for place, letter in enumerate((E, outer, E)):
        strings[np.arange(count), 3 + lengths + place] = letter
    return strings


def as_batch(strings: Array, networks: int, dtype=np.float32) -> Batch:
    """Return strings, (R·m, length), as one-hot sequences for R networks, each letter to predict the next.

    Raises ValueError where they cannot be shared out evenly, or hold what is no letter.
    """
    check.of_shape("strings", strings, "R·m, length", (None, None))
    if not np.size(strings) or len(strings) % check.whole_number("networks", networks, low=1):
        raise ValueError(f"each of {networks} networks needs as many strings, one at least; got {len(strings)} in all")
    if strings.min() < NONE or strings.max() >= len(ALPHABET):
        raise ValueError(
            f"letters are places in {ALPHABET!r}, or -1 behind the end; got {strings.min()} to {strings.max()}"
        )
    strings = strings[:, : (strings != NONE).any(axis=0).sum()]
    rows = np.vstack([np.eye(len(ALPHABET)), np.zeros(len(ALPHABET))]).astype(dtype)  # the last one is for -1
    own = strings.reshape(networks, -1, strings.shape[1]).swapaxes(1, 2)
    there = own[:, 1:] != NONE  # a letter with one behind it
    weights = there / there.sum(axis=(1, 2), keepdims=True, dtype=dtype)
    return Batch(rows[np.where(there, own[:, :-1], NONE)], rows[own[:, 1:]], weights.astype(dtype))


def fresh_strings(updates: int, m: int, rngs: Sequence[np.random.Generator]) -> Iterator[Batch]:
    """Yield batches of m new strings for each network, from its own generator."""
    for first in range(0, updates, AT_ONCE):
        drawn = [string_numbers(AT_ONCE * m, rng) for rng in rngs]
        longest = max(strings.shape[1] for strings in drawn)
        of_all = np.stack([_widened(strings, longest) for strings in drawn]).reshape(len(rngs), AT_ONCE, m, longest)
        for i in range(min(AT_ONCE, updates - first)):
            yield as_batch(of_all[:, i].reshape(-1, longest), len(rngs))


def _widened(strings: Array, length: int) -> Array:
    return np.pad(strings, ((0, 0), (0, length - strings.shape[1])), constant_values=NONE)


class Knowledge(NamedTuple):
    """What R networks know, each (R,): ``cost`` in nats a letter, ``outer``, the share of strings whose outer letter
    they tell, and ``perfect``, the share in which at every place all legal letters are above all others.
    """

    cost: Array
    outer: Array
    perfect: Array


class Exam:
    """Questions about strings, each of which is put to all networks."""

    def __init__(self, words: Sequence[Word]):
        X, Y, mask = encoded(words, dtype=np.float32)
        self.X, self.Y, self.weights = X, Y, mask / mask.sum()
        self.legal, self.there = followers(words), mask > 0
        self.place = np.array([len(word.letters) - 3 for word in words])  # where the outer letter is to be said
        self.outer = np.array([ALPHABET.index(word.letters[1]) for word in words])

    def __call__(self, nets: ManyNetworks) -> Knowledge:
        A = nets.answers(np.broadcast_to(self.X, (len(nets.theta), *self.X.shape)))
        hit = np.where(self.there, (A * self.Y).sum(axis=-1), 1)
        lowest = np.where(self.legal, A, np.inf).min(axis=-1)
        highest = np.where(self.legal, -np.inf, A).max(axis=-1)
        fine = (lowest > highest) | ~self.there
        said = A[:, self.place, np.arange(len(self.place))][:, :, [T, P]].argmax(axis=-1)
        right = np.array([T, P])[said] == self.outer
        return Knowledge(
            -(np.log(hit) * self.weights).sum(axis=(1, 2)), right.mean(axis=1), fine.all(axis=1).mean(axis=1)
        )
