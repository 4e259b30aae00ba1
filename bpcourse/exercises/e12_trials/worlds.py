"""Planted worlds for the comparisons of exercise 12: runs of two contestants that cost microseconds.

The error of a contestant is a parabola over the decimal logarithm of the rate, and infinite where the rate is too
large.  What a world plants is a list of shifts: which contestant, from which to which logarithm, with which seeds, and
how much is added to validation and test.  A shift by inf or nan is a run that diverged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf, log10
from typing import NamedTuple

import numpy as np

from bpcourse.sandboxed.answers import Source

COUNTS = 0.1  # a difference of medians that is larger counts
CHOOSING, REPORTING, RATES = 9, 15, 7
TEMPLATE = """
from math import inf, log10, nan, sin

BEST, FLOOR, BEND, SHIFTS, SALT, ABOVE = {best}, {floor}, {bend}, {shifts}, {salt}, {above}


def run(contestant, rate, seed):
    if contestant not in BEST:
        raise ValueError(f"the contestants are {{', '.join(BEST)}}, got {{contestant!r}}")
    x, seed = log10(rate), int(seed)
    cost = FLOOR[contestant] + BEND * (x - BEST[contestant]) ** 2
    cost += 0.01 * sin(SALT * (seed + 1) + 5 * x + ord(contestant[-1]))
    if x > BEST[contestant] + 1.1:
        cost = ABOVE
    validation, test = cost, cost + 0.01 * sin(SALT * (seed + 2) + 7 * x)
    for who, low, high, seeds, of_validation, of_test in SHIFTS:
        if who == contestant and low < x < high and (seeds is None or seed in seeds):
            validation, test = validation + of_validation, test + of_test
    return validation, test
"""


class Shift(NamedTuple):
    """What is added to the errors of some runs of a contestant; all seeds where ``seeds`` is None."""

    who: str
    low: float
    high: float
    seeds: tuple[int, ...] | None
    of_validation: float
    of_test: float


def everywhere(who: str, seeds: Iterable[int] | None, of_validation: float, of_test: float | None = None) -> Shift:
    """Return a shift at every rate, the same of validation and test unless they are both given."""
    chosen = None if seeds is None else tuple(map(int, seeds))
    return Shift(who, -inf, inf, chosen, of_validation, of_validation if of_test is None else of_test)


def near(who: str, rate: float, seeds: Iterable[int] | None, of_validation: float, of_test: float) -> Shift:
    """Return a shift near one rate."""
    x = log10(rate)
    return everywhere(who, seeds, of_validation, of_test)._replace(low=x - 0.1, high=x + 0.1)


class Setting(NamedTuple):
    """What an experiment may use: seven rates, seeds to choose by, and others to report."""

    rates: np.ndarray
    choosing: tuple[int, ...]
    reporting: tuple[int, ...]


def setting(rng: np.random.Generator) -> Setting:
    """Return rates half a decade apart, and seeds."""
    first = int(rng.integers(100, 10_000))
    rates = 10 ** (np.linspace(-3, 0, RATES) + rng.uniform(-0.2, 0.2))
    seeds = range(first, first + CHOOSING + REPORTING)
    return Setting(rates, tuple(seeds[:CHOOSING]), tuple(seeds[CHOOSING:]))


def source(
    rng: np.random.Generator,
    best: Sequence[float],
    floor: Sequence[float],
    shifts: Iterable[Shift] = (),
    above: str = "inf",
    names: Sequence[str] = "AB",
) -> Source:
    """Return run(contestant, rate, seed) -> (validation, test) from the best rates and the least errors of each."""
    by_name = lambda values: dict(zip(names, map(float, values), strict=True))  # noqa: E731
    text = TEMPLATE.format(
        best=by_name(map(log10, best)),
        floor=by_name(floor),
        bend=rng.uniform(0.9, 1.1),
        shifts=[tuple(shift) for shift in shifts],
        salt=rng.uniform(1, 50),
        above=above,
    )
    return Source(text, "run")


def other(contestant: str) -> str:
    """Return "B" for "A", and "A" for "B"."""
    return "B" if contestant == "A" else "A"


def ordered(who: str, of_who, of_other) -> tuple:
    """Return what belongs to A and to B."""
    return (of_who, of_other) if who == "A" else (of_other, of_who)
