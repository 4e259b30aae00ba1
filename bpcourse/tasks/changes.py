"""Changes: what may be done to any numbers by mistake, wherever they stand in a computation.

A change is told of a subject: the result, an argument, a piece ("The slope has been squared.").  What cannot be made of
an array, such as a reversal of columns where there are none, raises ValueError.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from bplib.activations import sigmoid

Operation = Callable[[np.ndarray, np.ndarray], np.ndarray]


class Change(NamedTuple):
    """A change: its id, a predicate in words, which ends in a full stop, and what it makes of an array."""

    id: str
    words: str
    make: Callable[[np.ndarray], np.ndarray]


def same_shape(operation: Operation, other, x: np.ndarray) -> np.ndarray:
    """Return what an operation makes of two arrays, where it has the shape of the first."""
    value = operation(x, np.asarray(other))
    if value.shape != x.shape:
        raise ValueError
    return value


def changed(change: Callable, value):
    """Return a value with a change made to each array or number in it; what is None, text or callable stays."""
    if isinstance(value, (list, tuple)):
        return type(value)([changed(change, entry) for entry in value])
    if isinstance(value, dict):
        return {key: changed(change, entry) for key, entry in value.items()}
    array = np.asarray(value) if isinstance(value, (int, float, np.ndarray, np.generic)) else None
    if array is None or isinstance(value, bool) or array.dtype.kind not in "fiu":
        return value
    return change(array)


# --- with another number


WITH: dict[str, tuple[str, Operation]] = {
    "times": ("has been multiplied by {other}.", lambda x, y: x * y),
    "plus": ("has had {other} added.", lambda x, y: x + y),
    "minus": ("has had {other} subtracted.", lambda x, y: x - y),
    "divided-by": ("has been divided by {other}.", lambda x, y: x / y),
    "times-one-minus": ("has been multiplied by (1 - {other}).", lambda x, y: x * (1 - y)),
    "divided-by-one-plus": ("has been divided by (1 + {other}).", lambda x, y: x / (1 + y)),
    "divided-by-one-minus": ("has been divided by (1 - {other}).", lambda x, y: x / (1 - y)),
}

# --- each number by itself

SIZES = (
    Change("negative", "has the wrong sign.", np.negative),
    Change("doubled", "has been doubled.", lambda x: 2 * x),
    Change("halved", "has been halved.", lambda x: x / 2),
    Change("quadrupled", "is four times as large as it should be.", lambda x: 4 * x),
    Change("quartered", "is a quarter of what it should be.", lambda x: x / 4),
    Change("squared", "has been squared.", lambda x: x * x),
    Change("root-taken", "stands under a root.", lambda x: np.sqrt(x.astype(float))),
    Change("sign-lost", "has lost its sign: only the size is left.", np.abs),
    Change("only-the-sign", "has lost its size: only the sign is left.", np.sign),
    Change("turned-over", "has been turned over: 1 is divided by it.", lambda x: 1 / x.astype(float)),
    Change("subtracted-from-one", "has been subtracted from 1.", lambda x: 1 - x),
    Change("larger-by-one", "is larger by 1 than it should be.", lambda x: x + 1),
    Change("smaller-by-one", "is smaller by 1 than it should be.", lambda x: x - 1),
    Change("cubed", "has been taken to the third power.", lambda x: x**3),
)

CONSTANTS = tuple(
    Change(f"times-{number:g}", f"has been multiplied by {number:g}.", lambda x, number=number: number * x)
    for number in (0.9, 0.99, 0.1, 0.01)
)
FUNCTIONS = (
    Change("through-sigmoid", "has gone through a sigmoid that does not belong there.", lambda x: sigmoid(x * 1.0)),
    Change("through-tanh", "has gone through a tanh that does not belong there.", np.tanh),
    Change("through-exp", "has gone through the exponential function.", np.exp),
    Change("through-ln", "has gone through a logarithm.", lambda x: np.log(x.astype(float))),
    Change("cut-at-zero", "has been cut off at 0: what is negative became 0.", lambda x: np.maximum(x, 0)),
    Change("positive-removed", "has been cut off at 0: what is positive became 0.", lambda x: np.minimum(x, 0)),
    Change("cut-to-unit", "has been kept between 0 and 1.", lambda x: np.clip(x, 0, 1)),
    Change("cut-to-one", "has been kept between -1 and 1.", lambda x: np.clip(x, -1, 1)),
    Change("to-plus-minus-one", "has been stretched from 0 to 1 to -1 to 1: 2x - 1.", lambda x: 2 * x - 1),
    Change("from-plus-minus-one", "has been squeezed from -1 to 1 to 0 to 1: (x + 1)/2.", lambda x: (x + 1) / 2),
    Change("half-taken-off", "is smaller by ½ than it should be.", lambda x: x - 0.5),
)


def _decimals(count: int) -> Change:
    digits = f"{count} decimals" if count > 1 else "one decimal"
    return Change(f"rounded-to-{count}", f"has been rounded to {digits}.", lambda x: np.round(x, count))


WHOLE = (
    Change("whole", "has been rounded to whole numbers.", np.round),
    Change("cut-to-whole", "has lost its decimals: it was made a whole number.", np.trunc),
    Change("floor", "has been rounded down to whole numbers.", np.floor),
)
ROUNDED = (*WHOLE, *map(_decimals, range(1, 7)))
MISSING = (
    Change("missing", "is missing.", lambda x: np.ones_like(x)),
    Change("left-out", "counts as 0.", lambda x: np.zeros_like(x)),
)


# --- along an axis


def _along(axis: int, dimensions: int, make: Callable[[np.ndarray], np.ndarray], x: np.ndarray) -> np.ndarray:
    """Return what is made of an array of so many dimensions, with that axis as its first."""
    if x.ndim != dimensions or not x.shape[axis]:
        raise ValueError
    return np.moveaxis(make(np.moveaxis(x, axis, 0)), 0, axis)


def _kept(where: slice):
    """Return what keeps a slice of the rows, and makes the others 0."""

    def kept(x):
        new = np.zeros_like(x)
        new[where] = x[where]
        return new

    return kept


def _moved(by: int):
    """Return what moves the rows by a place, and leaves 0 behind."""

    def moved(x):
        new = np.zeros_like(x)
        new[max(by, 0) : len(x) + min(by, 0)] = x[max(-by, 0) : len(x) - max(by, 0)]
        return new

    return moved


def _everywhere(reduce: Callable) -> Callable:
    return lambda x: np.repeat(reduce(x)[None], len(x), axis=0)


LINES = {
    "reversed": ("has its {many} in reverse order.", lambda x: x[::-1]),
    "late": ("has each {one} one place too late.", _moved(1)),
    "early": ("has each {one} one place too early.", _moved(-1)),
    "turned-on": ("has each {one} one place too late, and the last one in front.", lambda x: np.roll(x, 1, axis=0)),
    "turned-back": ("has each {one} one place too early, and the first one at the end.", lambda x: np.roll(x, -1, 0)),
    "first-again": (
        "has each {one} one place too late, and the first one twice.",
        lambda x: x[[0, *range(len(x) - 1)]],
    ),
    "last-again": ("has each {one} one place too early, and the last one twice.", lambda x: x[[*range(1, len(x)), -1]]),
    "first-only": ("has only its first {one}; the others are 0.", _kept(slice(0, 1))),
    "last-only": ("has only its last {one}; the others are 0.", _kept(slice(-1, None))),
    "first-missing": ("lacks its first {one}: it is 0.", _kept(slice(1, None))),
    "last-missing": ("lacks its last {one}: it is 0.", _kept(slice(0, -1))),
    "first-everywhere": ("has its first {one} everywhere.", _everywhere(lambda x: x[0])),
    "last-everywhere": ("has its last {one} everywhere.", _everywhere(lambda x: x[-1])),
    "mean-everywhere": ("has been averaged over its {many}.", _everywhere(lambda x: x.mean(axis=0))),
    "sum-everywhere": ("has been summed over its {many}.", _everywhere(lambda x: x.sum(axis=0))),
    "collected": ("has been summed up from {one} to {one}.", lambda x: np.cumsum(x, axis=0)),
    "collected-backwards": (
        "has been summed up from {one} to {one}, beginning with the last.",
        lambda x: np.cumsum(x[::-1], axis=0)[::-1],
    ),
    "multiplied-up": ("has been multiplied up from {one} to {one}.", lambda x: np.cumprod(x, axis=0)),
    "differences": ("is the difference of each {one} and the one before.", lambda x: np.diff(x, axis=0, prepend=0)),
    "sorted": ("has been sorted.", lambda x: np.sort(x, axis=0)),
    "centred": ("has had the mean of its {many} subtracted.", lambda x: x - x.mean(axis=0)),
    "divided-by-sum": ("has been divided by the sum of its {many}.", lambda x: x / x.sum(axis=0)),
    "divided-by-count": ("has been divided by the number of its {many}.", lambda x: x / len(x)),
    "divided-by-length": (
        "has been divided by its length, the root of the sum of the squares of its {many}.",
        lambda x: x / np.sqrt((x * x).sum(axis=0)),
    ),
    "divided-by-largest": ("has been divided by the largest of its {many}.", lambda x: x / np.abs(x).max(axis=0)),
}
AXES = ((0, 1, "entry", "entries"), (0, 2, "row", "rows"), (1, 2, "column", "columns"))


def along(*ids: str) -> tuple[Change, ...]:
    """Return changes of entries, rows and columns, all of them or those with these ids."""
    return tuple(
        Change(f"{one}-{id}", LINES[id][0].format(one=one, many=many), partial(_along, axis, dimensions, LINES[id][1]))
        for id in (ids or LINES)
        for axis, dimensions, one, many in AXES
    )


def _flat(make: Callable[[np.ndarray], np.ndarray], x: np.ndarray) -> np.ndarray:
    """Return what is made of an array with two axes."""
    if x.ndim != 2:
        raise ValueError
    return make(x)


SQUARES = (
    Change("transposed", "has been transposed.", partial(_flat, np.transpose)),
    Change("below-only", "has only its lower triangle; the rest is 0.", partial(_flat, np.tril)),
    Change("above-only", "has only its upper triangle; the rest is 0.", partial(_flat, np.triu)),
    Change(
        "below-diagonal",
        "has only what is below its diagonal; the rest is 0.",
        partial(_flat, lambda x: np.tril(x, -1)),
    ),
    Change(
        "above-diagonal", "has only what is above its diagonal; the rest is 0.", partial(_flat, lambda x: np.triu(x, 1))
    ),
    Change("diagonal-missing", "has 0 on its diagonal.", partial(_flat, lambda x: x - np.tril(np.triu(x)))),
    Change("diagonal-only", "has only its diagonal; the rest is 0.", partial(_flat, lambda x: np.tril(np.triu(x)))),
    Change(
        "all-averaged",
        "has been averaged over all of its numbers.",
        partial(_flat, lambda x: np.full(x.shape, x.mean())),
    ),
)

SCRAMBLED = (
    Change(
        "scrambled",
        "has its numbers in other places: reshape does not transpose, it reads row after row.",
        partial(_flat, lambda x: x.T.reshape(x.shape)),
    ),
    Change(
        "scrambled",
        "has its numbers in other places: reshape does not transpose, it reads row after row.",
        partial(_flat, lambda x: x.reshape(x.shape[::-1]).T),
    ),
)
AXIS_LOST = Change(
    "axis-lost",
    "has lost its axis of length 1, so that it goes along the wrong one: keepdims=True keeps it.",
    partial(_flat, lambda x: _without_axis(x)),
)


def _without_axis(x: np.ndarray) -> np.ndarray:
    if x.shape[1] != 1:
        raise ValueError
    return x[:, 0]


OF_RESULTS = (*SIZES, *FUNCTIONS, *ROUNDED, *along(), *SQUARES, *SCRAMBLED)
OF_ARGUMENTS = (
    *(change for change in SIZES if change.id not in {"cubed", "larger-by-one", "smaller-by-one"}),
    *FUNCTIONS[:2],
    FUNCTIONS[4],
    *FUNCTIONS[8:],
    *WHOLE[:2],
    *along("reversed", "turned-on", "turned-back", "first-again", "last-again", "first-missing", "last-missing"),
    *along("first-everywhere", "mean-everywhere", "sorted", "centred", "divided-by-length", "collected"),
    SQUARES[0],
    *SCRAMBLED,
)
OF_PIECES = (
    *MISSING,
    *SIZES,
    *CONSTANTS,
    *FUNCTIONS,
    WHOLE[0],
    *along("first-only", "last-only", "mean-everywhere", "sum-everywhere", "divided-by-largest", "divided-by-length"),
    *along("reversed", "centred"),
    *SCRAMBLED,
    SQUARES[0],
    SQUARES[-1],
    AXIS_LOST,
)
