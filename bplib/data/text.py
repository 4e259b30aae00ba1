"""A text for a model of characters: what it reads, (m, T), and what comes next, at every position.

The text is small enough to be learnt in a lesson, and repeats itself: verses about this course, written for it
(``the_way_back.txt``, beside this module).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bplib import _validation as check
from bplib.data.classes import one_hot

Array = np.ndarray


def the_way_back() -> str:
    """Return the verses, some 3,800 characters of 42 kinds."""
    return Path(__file__).with_name("the_way_back.txt").read_text(encoding="utf-8")


def characters(text: str) -> str:
    """Return the characters of a text, each once, in order: the vocabulary; character number k is token k."""
    return "".join(sorted(set(text)))


def to_tokens(text: str, vocabulary: str) -> Array:
    """Return the numbers of the characters of a text, (its length,), or raise ValueError for an unknown one."""
    numbers = {character: k for k, character in enumerate(vocabulary)}
    for place, character in enumerate(text):
        if character not in numbers:
            hint = f": did you mean {character.swapcase()!r}?" if character.swapcase() in numbers else ""
            raise ValueError(f"text must consist of {vocabulary!r}, got {character!r} at place {place}{hint}")
    return np.array([numbers[character] for character in text], int)


def to_text(tokens: Array, vocabulary: str) -> str:
    """Return the characters that have these numbers."""
    return "".join(vocabulary[k] for k in tokens)


def windows(tokens: Array, T: int, kinds: int, step: int = 1) -> tuple[Array, Array]:
    """Return all windows of T tokens, (m, T), each ``step`` after the one before, and what comes next, (m T, kinds).

    The rows of Y are one-hot, those of the first window first: at each position the token that stands one place on.
    """
    T, step = check.whole_number("T", T, low=1), check.whole_number("step", step, low=1)
    tokens = check.array("tokens", tokens)
    if tokens.ndim != 1 or len(tokens) <= T:
        raise ValueError(f"tokens must be one sequence of more than T = {T}, got shape {tokens.shape}")
    pieces = np.lib.stride_tricks.sliding_window_view(tokens, T + 1)[::step]
    return pieces[:, :-1].copy(), one_hot(pieces[:, 1:].ravel(), kinds)
