"""Plain values: what an answer gives, as the checks see it, in a notebook and in the class grader alike.

Plain are None, ``...``, numbers, text, arrays, and lists, tuples, sets and dicts of these.  What has ``__array__``, or
is a sequence of another kind, becomes an array as NumPy would make one of it.  All else becomes a ``Foreign``, which
only knows what it was: an odd entry costs itself and nothing else.  So the grader looks at what the check in the
notebook looks at.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from types import EllipsisType

import numpy as np

MOST_ENTRIES = 50_000  # of one list or tuple
MOST_KEYS = 2000  # of one set or dict: keys can be chosen so that each is compared with all others
MOST_BYTES = 4 * 2**20  # of an array
MOST_TEXT = 10_000  # characters of a text
MOST_BITS = 4096  # of a whole number
MOST_DEPTH = 11
MOST_PARTS = 90_000  # of a value: a list that holds another one many times, and so on, would have no end
NUMBERS = "biufc"


@dataclass(frozen=True)
class Foreign:
    """What is no plain value; ``kind`` says what it was: "generator", "array of dtype V8"."""

    kind: str

    def __str__(self) -> str:
        return f"a {self.kind}"


def kind_of(value) -> str:
    """Return what a value is called: the name of its type."""
    return value.kind if isinstance(value, Foreign) else type(value).__name__


class Room:
    """How many parts a value may still have, counted as a message has them: brackets and commas."""

    def __init__(self):
        self.left = MOST_PARTS

    def take(self, parts: int) -> None:
        """Count parts; raises TooManyParts."""
        self.left -= parts
        if self.left < 0:
            raise TooManyParts


class TooManyParts(Exception):
    """A value is made of too many lists, tuples, sets, dicts or odd arrays."""


def plain(value, depth: int = 0, room: Room | None = None):
    """Return a value as what is plain; only a KeyboardInterrupt gets out of what a foreign type raises."""
    try:
        return _plain(value, depth, room or Room())
    except TooManyParts:
        return Foreign(f"{_name(value)} of too many parts")
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return Foreign(f"{_name(value)} that cannot be read ({_name(error)})")


def _plain(value, depth: int, room: Room):
    if value is None or isinstance(value, (bool, EllipsisType, Foreign)):
        return value
    if isinstance(value, str) and not isinstance(value, np.generic):
        return _text(value)
    if isinstance(value, (np.ndarray, np.generic)):
        return _array(np.asarray(value), depth, room)
    if isinstance(value, (int, float, complex)):
        return _number(value)
    if isinstance(value, (dict, list, tuple, set, frozenset)):
        return _collection(value, depth, room) if depth < MOST_DEPTH else Foreign(f"{_name(value)} nested too deep")
    return _converted(value, depth, room)


def _text(value: str):
    return str(value) if len(value) <= MOST_TEXT else Foreign(f"text of {len(value)} characters")


def _number(value):
    if isinstance(value, int):
        return int(value) if value.bit_length() <= MOST_BITS else Foreign("huge whole number")
    return complex(value) if isinstance(value, complex) else float(value)


def _collection(value, depth: int, room: Room):
    most = MOST_ENTRIES if isinstance(value, (list, tuple)) else MOST_KEYS
    if len(value) > most:
        return Foreign(f"{_name(value)} of {len(value)} entries")
    room.take(3 + len(value) * (3 if isinstance(value, dict) else 1))
    if isinstance(value, dict):
        pairs = ((_key(key), entry) for key, entry in _bounded(value.items(), most))
        return {key: plain(entry, depth + 1, room) for key, entry in pairs if key is not None}
    kind = next(kind for kind in (list, tuple, set, frozenset) if isinstance(value, kind))
    entries = [plain(entry, depth + 1, room) for entry in _bounded(value, most)]
    return kind(map(_hashable, entries)) if kind in (set, frozenset) else kind(entries)


def _bounded(entries: Iterable, most: int) -> Iterable:
    """Yield entries; one that says that it is short may be endless."""
    yield from islice(entries, most)


def _key(key):
    """Return the key of a dict, or None for one that no task asks for."""
    if isinstance(key, (bool, np.bool_)):
        return bool(key)
    if isinstance(key, str):
        return str(key) if len(key) <= MOST_TEXT else None
    if isinstance(key, (int, np.integer)):
        return int(key) if int(key).bit_length() <= 63 else None
    return float(key) if isinstance(key, (float, np.floating)) and math.isfinite(key) else None


def _hashable(entry):
    """Return an entry of a set: an array that stood in it, by a hash of its own, as a tuple of its rows."""
    if isinstance(entry, np.ndarray):
        return _hashable(entry.tolist())
    if isinstance(entry, (list, tuple)):
        return tuple(map(_hashable, entry))
    return frozenset(entry) if isinstance(entry, set) else Foreign("dict") if isinstance(entry, dict) else entry


def _array(array: np.ndarray, depth: int, room: Room):
    """Return an array of numbers, text or plain values; one without axes is a number or a text."""
    if array.nbytes > MOST_BYTES or array.size > MOST_BYTES // 8:
        return Foreign(f"array of {array.size} entries")
    if array.dtype.kind in "OU":
        if depth > MOST_DEPTH:
            return Foreign("array nested too deep")
        room.take(9 + array.size)
        entries = [plain(entry, depth + 1, room) for entry in array.ravel().tolist()]
        if not array.ndim:
            return entries[0]
        if array.dtype.kind == "U" and all(isinstance(entry, str) for entry in entries):
            return np.array(entries, str).reshape(array.shape)
        return of_objects(entries, array.shape)
    if array.dtype.kind not in NUMBERS:
        return Foreign(f"array of dtype {array.dtype}" if array.ndim else array.dtype.name)
    if array.dtype.itemsize > 8 * (1 + (array.dtype.kind == "c")):  # no computer need have it
        array = array.astype("c16" if array.dtype.kind == "c" else "f8")
    return array[()]


def of_objects(entries: list, shape: tuple[int, ...]) -> np.ndarray:
    """Return an array of objects with this shape."""
    array = np.empty(len(entries), object)
    for i, entry in enumerate(entries):
        array[i] = entry
    return array.reshape(shape)


def _converted(value, depth: int, room: Room):
    """Return what NumPy makes of a value of another type, a ``Foreign`` if that is no array of numbers or text."""
    known = any(hasattr(type(value), name) for name in ("__array__", "__array_interface__", "__getitem__"))
    if not known and not isinstance(value, memoryview):
        return Foreign(_name(value))
    if isinstance(value, (bytes, bytearray, type)):
        return Foreign(_name(value))
    if not hasattr(type(value), "__array__") and len(value) > MOST_ENTRIES:
        return Foreign(f"{_name(value)} of {len(value)} entries")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        array = np.asarray(value)
    return Foreign(_name(value)) if array.dtype.kind == "O" and not array.ndim else _array(array, depth, room)


def _name(value) -> str:
    try:
        return str(type.__getattribute__(type(value), "__name__"))[:60]
    except BaseException:
        return "thing"
