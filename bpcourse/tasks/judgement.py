"""The judgement of a part: whether an entry that was typed in is right, and what is wrong with it.

``Same`` compares with the truth, ``Word`` allows a few words, ``Band`` an interval of numbers; all of them name a known
mistake.  An exercise may bring a judgement of its own: whatever has ``judge(entry)``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from bpcourse.tasks.diagnosis import diagnose
from bpcourse.tasks.leaves import agree, leaves
from bpcourse.tasks.words import Diagnosis, seen_as


class Entry(NamedTuple):
    """An entry to be judged: its name, what was typed in, and what is right.

    ``known`` holds by the id of a mistake what it makes of this entry, and the words that name it.  ``given`` is all
    that was typed in, ``tolerance`` the largest relative error of a right answer.
    """

    name: str
    value: object
    right: object
    known: Mapping[str, tuple[object, str]]
    given: Mapping[str, object]
    tolerance: float


class Judgement(Protocol):
    """What a part has to say about an entry."""

    def judge(self, entry: Entry) -> Diagnosis | None:
        """Return what is wrong with an entry, or None."""


@dataclass(frozen=True)
class Same:
    """The truth: an array, a number or a word."""

    def judge(self, entry: Entry) -> Diagnosis | None:
        """Compare the entry with the truth, then with what known mistakes make."""
        problem = diagnose(entry.value, entry.right, names=(entry.name,), tolerance=entry.tolerance)
        if problem is None or problem.mistake in {"form", "kind", "returns-nothing"}:
            return problem
        if problem.mistake == "zero" and np.size(entry.right) > 1:  # zeros, which many mistakes give, name none
            return problem
        found = leaves(entry.value, entry.right, (entry.name,))
        for mistake, (value, words) in entry.known.items():
            if agree(found, leaves(value, entry.right, (entry.name,)), entry.tolerance):
                return seen_as(mistake, problem.seen, words)
        return problem


@dataclass(frozen=True)
class Word(Same):
    """One word out of a few; capitals and spaces do not count.

    ``otherwise`` is said of a wrong one that is no known mistake, ``refused`` of any other word, with ``{name}`` for
    the entry, ``{value}`` for the word and ``{options}`` for those that there are.
    """

    options: tuple[str, ...]
    otherwise: Diagnosis | None = None
    refused: str = '{name} is "{value}". It must be one of {options}.'

    def judge(self, entry: Entry) -> Diagnosis | None:
        """Compare the entry with the truth, if it is one of the words."""
        if isinstance(entry.value, str):
            meant = next((word for word in self.options if plain(word) == plain(entry.value)), None)
            if meant is None:
                options = ", ".join(f'"{word}"' for word in self.options)
                return Diagnosis("form", self.refused.format(name=entry.name, value=entry.value[:40], options=options))
            entry = entry._replace(value=meant)
        found = super().judge(entry)
        return self.otherwise if self.otherwise and found and found.mistake == "unknown" else found


@dataclass(frozen=True)
class Band:
    """A number from ``low`` to ``high``.

    A known mistake is recognised from ``spread[0]`` to ``spread[1]`` times the number that it makes (see ``factor`` and
    ``share``).  Of any other number ``outside(name, number, band)`` says what is wrong.  ``example`` ends the sentence
    "... must be a number".
    """

    low: float
    high: float
    spread: tuple[float, float]
    outside: Callable[[str, float, Band], Diagnosis]
    example: str = ""

    def judge(self, entry: Entry) -> Diagnosis | None:
        """Compare the entry with the band, then with what known mistakes make."""
        if not is_number(entry.value):
            return Diagnosis("form", f"{entry.name} must be a number{self.example}.")
        number = float(entry.value)
        if self.low <= number <= self.high:
            return None
        for mistake, (made, words) in entry.known.items():
            if self.recognises(number, made):
                return Diagnosis(mistake, words)
        return self.outside(entry.name, number, self)

    def recognises(self, number: float, made: float) -> bool:
        """Return whether a number is taken for the one that a mistake makes."""
        return number == made or bool(made and self.spread[0] <= number / made <= self.spread[1])


def plain(word: str) -> str:
    """Return a word in small letters and without spaces."""
    return "".join(word.split()).casefold()


def is_number(value) -> bool:
    """Return whether a value is a finite number that fits in a float; True and False are none."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def factor(most: float) -> tuple[float, float]:
    """Return the spread of numbers that are off by a factor of at most ``most``."""
    return 1 / most, most


def share(most: float) -> tuple[float, float]:
    """Return the spread of numbers that are off by a share of at most ``most``."""
    return 1 - most, 1 + most


def look_again(words: str) -> Callable[[str, float, Band], Diagnosis]:
    """Return what a band says of a number that is no known mistake: always the same words."""
    return lambda name, number, band: Diagnosis("look-again", words)
