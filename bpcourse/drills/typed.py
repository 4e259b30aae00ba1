"""What was typed as an answer: made into the entries of a task, or a line that says how to write it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from numbers import Real

import numpy as np

POINT = " A decimal number is written with a point: 0.25."  # who writes 0,25 has typed two numbers
Reader = Callable[[tuple, Sequence[str]], dict]


class Unreadable(ValueError):
    """It cannot be read as an answer; the text says in one line why."""


def read_numbers(given: tuple, names: Sequence[str]) -> dict:
    """Return a number for each name; several may be typed one after the other, or as one list."""
    values = _unpacked(given) if len(names) > 1 or len(given) != 1 else [_single(given[0])]
    if len(values) != len(names):
        wanted = "One number is asked for" if len(names) == 1 else f"Asked for are {' and '.join(names)}"
        raise Unreadable(f"{wanted}, got {len(values)} of them.{POINT * (len(values) == 2 * len(names))}")
    return dict(zip(names, map(as_number, values), strict=True))


def read_shape(given: tuple, names: Sequence[str]) -> dict:
    """Return a shape as text, "(3, 2)", under the only name: its sizes may be typed one by one, or as a tuple."""
    sizes = [as_number(size) for size in _unpacked(given)]
    if not sizes or any(size != int(size) or size < 0 for size in sizes):
        raise Unreadable("A shape is made of whole numbers.")
    return {names[0]: str(tuple(map(int, sizes)))}


def as_number(value) -> float:
    """Return a finite number, also of a fraction or an array with one entry, as a float."""
    if isinstance(value, np.ndarray) and value.size == 1:
        value = value.item()
    if isinstance(value, str):
        raise Unreadable(f"{value[:20]!r} is text. Type numbers without quotes, 0.25 or 1/4.")
    if value is None or value is ...:
        raise Unreadable("There is no number yet.")
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, Real):
        raise Unreadable(f"A number is asked for, got one of type {type(value).__name__}.")
    return _finite(value)


def _finite(value: Real) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise Unreadable("The answer is a finite number.")
    return number


def _unpacked(given: tuple) -> list:
    """Return what was typed as a list: the entries of a single list, tuple, dictionary or array, or all values."""
    if len(given) == 1 and isinstance(given[0], dict):
        return list(given[0].values())
    if len(given) == 1 and isinstance(given[0], (list, tuple, np.ndarray)):
        return list(np.ravel(given[0])) if isinstance(given[0], np.ndarray) else list(given[0])
    return list(given)


def _single(value):
    """Return the entry of a list that has just one, or the value."""
    if isinstance(value, (list, tuple, dict, np.ndarray)):
        entries = _unpacked((value,))
        if len(entries) != 1:
            raise Unreadable(f"One number is asked for, got {len(entries)} of them.")
        return entries[0]
    return value
