"""Reber's grammar: a small language whose entropy is known, so that a loss can be read.

A string goes from B to E along the arrows of a graph; in each of its states a fair coin chooses one of two arrows.

    state   0        1        2        3        4             behind the arrow: the letter, and the next state
            T → 1    S → 1    T → 2    X → 2    P → 3
            P → 2    X → 3    V → 4    S → E    V → E

In an embedded string the letter before the inner string, T or P, comes again behind it: B T (inner string) T E.  To
know it, a network must remember it all the way (a task of Hochreiter and Schmidhuber 1997).  An inner string tosses 6
coins on average, so an embedded one has 7 coins in its 11 letters behind the first: 7/11 ln 2 = 0.4411 nats a letter
are the floor of a cross-entropy, and 8/11 ln 2 = 0.5041 where the outer letter has been forgotten.  For given strings
``entropy`` and ``entropy_without_memory`` count the coins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from bplib import _validation as check

Array = np.ndarray

ALPHABET = "BTPSXVE"
ARROWS = (
    (("T", 1), ("P", 2)),
    (("S", 1), ("X", 3)),
    (("T", 2), ("V", 4)),
    (("X", 2), ("S", 5)),
    (("P", 3), ("V", 5)),
)
END = 5


class Word(NamedTuple):
    """A string, and for each letter but the last the letters that may follow it, in the order of ``ALPHABET``."""

    letters: str
    legal: list[str]


def reber(rng: np.random.Generator) -> Word:
    """Return a string of Reber's grammar, such as BTXSE."""
    check.generator(rng)
    letters, legal, state = "B", [], 0
    while state != END:
        arrows = ARROWS[state]
        legal.append(_in_order(letter for letter, _ in arrows))
        letter, state = arrows[rng.integers(2)]
        letters += letter
    return Word(letters + "E", [*legal, "E"])


def embedded_reber(rng: np.random.Generator) -> Word:
    """Return a string of the embedded grammar, such as BPBTXSEPE: the second letter is also the last but one."""
    outer = "TP"[check.generator(rng).integers(2)]
    inner = reber(rng)
    return Word(f"B{outer}{inner.letters}{outer}E", ["TP", "B", *inner.legal, outer, "E"])


def entropy(words: Sequence[Word]) -> float:
    """Return the mean surprise of a letter behind the first, in nats, for one who knows the grammar.

    That is ln 2 at each coin, else 0: the lowest cross-entropy to be expected of a network on these strings.
    """
    return float(np.log([len(letters) for word in words for letters in word.legal]).mean())


def entropy_without_memory(words: Sequence[Word]) -> float:
    """Return the same for one who has forgotten the outer letter of embedded strings: one more coin in each."""
    letters = sum(len(word.legal) for word in words)
    return entropy(words) + float(np.log(2)) * len(words) / letters


def followers(words: Sequence[Word]) -> Array:
    """Return which letters may come next, (T, m, 7), True and False, in the layout of ``sequences.encoded``."""
    legal = np.zeros((max(len(word.legal) for word in words), len(words), len(ALPHABET)), bool)
    for j, word in enumerate(words):
        for t, letters in enumerate(word.legal):
            legal[t, j, [ALPHABET.index(letter) for letter in letters]] = True
    return legal


def _in_order(letters: Iterable[str]) -> str:
    return "".join(sorted(letters, key=ALPHABET.index))
