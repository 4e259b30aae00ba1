"""Workings: one number of a calculation by hand is wrong, and everything after it has been worked out from that.

No list holds such slips: an addition may go wrong in any way.  But where one number of the working, put in place of
the right one, makes all of the wrong entries what they are and leaves the others right, that number is where it
happened.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import NamedTuple

import numpy as np

from bpcourse.tasks.parts import Mistake
from bpcourse.tasks.slips import Site

LARGEST, CALLS = 6, 6  # numbers in a piece that are tried one by one, and calls of a piece
STEPS = 25  # of the search for the number
Read = Callable[[dict], np.ndarray]


class Place(NamedTuple):
    """A number of the working: the keyword of its piece, at which call, where in what comes out, and the right one."""

    keyword: str
    call: int
    index: tuple[int, ...]
    right: float


def one_number(truth: Callable, sites: Sequence[Site], read: Read, given: np.ndarray) -> Iterator[Mistake]:
    """Yield what comes of one other number in the working, chosen such that the first wrong entry is as it is given.

    ``read(entries)`` makes of entries the numbers that are wrong in the answer, and ``given`` are those of the answer.
    The places that come last are tried first: they are nearest to what is seen.
    """
    told = {site.keyword: site for site in sites[::-1]}
    found = []
    for place in list(_places(truth))[::-1]:
        number = _solved(lambda x, place=place: read(_with(truth, place, x)), place.right, given)
        if number is not None:
            found.append((not _is_short(number), place, number))
    for _, place, number in sorted(found, key=lambda one: one[0]):
        words = _words(place, number, told.get(place.keyword))
        yield Mistake("one-wrong-number", words, lambda place=place, number=number: _with(truth, place, number))


def _places(truth: Callable) -> Iterator[Place]:
    """Yield the numbers of the working in the order in which they are worked out."""
    seen: list[Place] = []
    watched = {
        name: _watched(name, one.default, seen)
        for name, one in inspect.signature(truth).parameters.items()
        if callable(one.default)
    }
    constants = [
        Place(name, 0, (), float(one.default))
        for name, one in inspect.signature(truth).parameters.items()
        if type(one.default) is float
    ]
    truth(**watched)
    yield from constants
    yield from seen


def _watched(keyword: str, piece: Callable, seen: list[Place]) -> Callable:
    calls = count()

    def watched(*inputs, **named):
        value, call = piece(*inputs, **named), next(calls)
        if isinstance(value, (float, np.ndarray)) and np.size(value) <= LARGEST and call < CALLS:
            array = np.asarray(value)
            if array.dtype.kind == "f":
                seen.extend(Place(keyword, call, tuple(i), float(array[tuple(i)])) for i in np.argwhere(array == array))
        return value

    return watched


def _with(truth: Callable, place: Place, number: float) -> dict:
    """Return the entries when a number of the working is another one."""
    piece = inspect.signature(truth).parameters[place.keyword].default
    if not callable(piece):
        return truth(**{place.keyword: number})
    calls = count()

    def other(*inputs, **named):
        value = piece(*inputs, **named)
        if next(calls) != place.call:
            return value
        if np.ndim(value) == 0:
            return np.float64(number)
        new = np.array(value, float)
        new[place.index] = number
        return new

    return truth(**{place.keyword: other})


def _solved(entries: Callable[[float], np.ndarray], right: float, given: np.ndarray) -> float | None:
    """Return a number with which the first of the entries that depend on it is as it is given, by the secant rule."""
    with np.errstate(all="ignore"):
        before, step = entries(right), 1e-3 * max(abs(right), 0.1)
        after = entries(right + step)
        if before.shape != given.shape or after.shape != given.shape:
            return None
        depends = np.abs(after - before) > 1e-9 * np.maximum(np.abs(before), 1e-9)
        if not depends.all():
            return None
        x, y, last, value = right + step, after[0] - given[0], right, before[0] - given[0]
        for _ in range(STEPS):
            if y == value or not np.isfinite(y):
                return None
            x, last, value = x - y * (x - last) / (y - value), x, y
            y = entries(x)[0] - given[0]
            if abs(y) <= 1e-9 * max(abs(given[0]), 1e-9):
                return float(x)
    return None


def _is_short(number: float) -> bool:
    """Return whether a number has two digits at most, as one that was worked out by hand."""
    return abs(number - float(f"{number:.1e}")) < 2e-4 * abs(number)


def _words(place: Place, number: float, site: Site | None) -> str:
    called = (site and site.called) or place.keyword.replace("_", " ")
    which = f", number {place.index[-1] + 1} of them" if place.index else ""
    again = f", the time number {place.call + 1}" if place.call else ""
    return (
        f"With {number:.3g} for {called}{which}{again}, all that you gave comes out. So one slip was made in working "
        "out that number, and what comes after it was worked out from there without another one. Work it out again."
    )
