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

MOST_ENTRIES = 50_000  # of one list, tuple, set or dict
MOST_BYTES = 4 * 2**20  # of an array
MOST_TEXT = 10_000  # characters of a text
MOST_BITS = 4096  # of a whole number
MOST_DEPTH = 11
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


def plain(value, depth: int = 0):
    """Return a value as what is plain; only a KeyboardInterrupt gets out of what a foreign type raises."""
    try:
        return _plain(value, depth)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return Foreign(f"{_name(value)} that cannot be read ({_name(error)})")


def _plain(value, depth: int):
    if value is None or isinstance(value, (bool, EllipsisType, Foreign)):
        return value
    if isinstance(value, str) and not isinstance(value, np.generic):
        return _text(value)
    if isinstance(value, (np.ndarray, np.generic)):
        return _array(np.asarray(value), depth)
    if isinstance(value, (int, float, complex)):
        return _number(value)
    if isinstance(value, (dict, list, tuple, set, frozenset)):
        return _collection(value, depth) if depth < MOST_DEPTH else Foreign(f"{_name(value)} nested too deep")
    return _converted(value, depth)


def _text(value: str):
    return str(value) if len(value) <= MOST_TEXT else Foreign(f"text of {len(value)} characters")


def _number(value):
    if isinstance(value, int):
        return int(value) if value.bit_length() <= MOST_BITS else Foreign("huge whole number")
    return complex(value) if isinstance(value, complex) else float(value)


def _collection(value, depth: int):
    if len(value) > MOST_ENTRIES:
        return Foreign(f"{_name(value)} of {len(value)} entries")
    if isinstance(value, dict):
        pairs = ((_key(key), entry) for key, entry in _bounded(value.items()))
        return {key: plain(entry, depth + 1) for key, entry in pairs if key is not None}
    kind = next(kind for kind in (list, tuple, set, frozenset) if isinstance(value, kind))
    entries = [plain(entry, depth + 1) for entry in _bounded(value)]
    return kind(map(_hashable, entries)) if kind in (set, frozenset) else kind(entries)


def _bounded(entries: Iterable) -> Iterable:
    """Yield entries; one that says that it is short may be endless."""
    yield from islice(entries, MOST_ENTRIES)


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


def _array(array: np.ndarray, depth: int):
    """Return an array of numbers, text or plain values; one without axes is a number or a text."""
    if array.nbytes > MOST_BYTES or array.size > MOST_BYTES // 8:
        return Foreign(f"array of {array.size} entries")
    if array.dtype.kind in "OU":
        entries = [plain(entry, depth + 1) for entry in array.ravel().tolist()]
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


def _converted(value, depth: int):
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
    return Foreign(_name(value)) if array.dtype.kind == "O" and not array.ndim else _array(array, depth)


def _name(value) -> str:
    try:
        return str(type.__getattribute__(type(value), "__name__"))[:60]
    except BaseException:
        return "thing"
