"""Leaves: a value taken apart into named arrays, and when two of them agree."""

from __future__ import annotations

import warnings

import numpy as np

MOST_BYTES = 2**24  # of an array made of texts: each entry takes as much as the longest

Leaves = dict[str, np.ndarray]


def leaves(value, like, names: tuple[str, ...] = ("the result",)) -> Leaves:
    """Return the arrays in a value by name, taken apart as ``like`` is built; what does not fit is left out.

    ``names`` are those of the entries of a tuple; entries of lists and dicts are called by their index or key.
    """
    if like is None or value is None:
        return {}
    if isinstance(like, tuple) and len(names) > 1:
        parts = [(v, l, name) for v, l, name in zip(value, like, names, strict=True)] if _as_long(value, like) else []
    elif isinstance(like, dict):
        present = value if isinstance(value, dict) else {}
        parts = [(present[key], l, str(key)) for key, l in like.items() if key in present]
    elif isinstance(like, list):
        fits = _as_long(value, like)
        parts = [(v, l, f"{names[0]}[{i}]") for i, (v, l) in enumerate(zip(value, like, strict=True))] if fits else []
    else:
        return {names[0]: as_array(value)}
    return {leaf: array for v, l, name in parts for leaf, array in leaves(v, l, (name,)).items()}


def _as_long(value, like) -> bool:
    return isinstance(value, (list, tuple)) and len(value) == len(like)


def as_array(value) -> np.ndarray:
    """Return a value as an array; what cannot be one (rows of different lengths, say) as an array of objects."""
    if type(value) is np.ndarray:
        return value
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return np.asarray(value, object if _text_is_large(value) else None)
    except Exception:  # whatever a foreign type raises in ``__array__``
        alone = np.empty((), object)
        alone[()] = value
        return alone


def _text_is_large(value) -> bool:
    """Return whether lists of texts are too large for an array: NumPy gives each entry the room of the longest."""
    count, longest, waiting = 0, 0, [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, (list, tuple)):
            waiting += one
            continue
        is_array = isinstance(one, np.ndarray)
        letters = len(one) if isinstance(one, str) else one.itemsize // 4 if is_array and one.dtype.kind == "U" else 0
        count, longest = count + (one.size if is_array else 1), max(longest, letters)
    return 4 * count * longest > MOST_BYTES


def close(a, b, tolerance: float) -> bool:
    """Return whether two arrays of the same shape agree up to the tolerance, relative to the larger entries of b."""
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape:
        return False
    if (a.dtype.kind in "US") != (b.dtype.kind in "US"):
        return False  # text and numbers: NumPy 2.0 has no array for that comparison
    if a.dtype.kind in "USb" or b.dtype.kind in "USb":
        return bool((a == b).all())
    if not np.isfinite(b).all():
        return bool(np.array_equal(a, b, equal_nan=True))
    size = float(np.abs(b).max(initial=0))
    return bool(np.abs(a - b).max(initial=0) <= tolerance * max(size, tolerance))


def agree(a: Leaves, b: Leaves, tolerance: float) -> bool:
    """Return whether two values have the same leaves, with infinities and NaN at the same places."""
    return a.keys() == b.keys() and all(_alike(a[name], b[name], tolerance) for name in a)


def _alike(a: np.ndarray, b: np.ndarray, tolerance: float) -> bool:
    if a.shape != b.shape or a.dtype.kind not in "fiubUS" or b.dtype.kind not in "fiubUS":
        return False
    if a.dtype.kind != "f" or b.dtype.kind != "f":
        return close(a, b, tolerance)
    finite = np.isfinite(b)
    if finite.all():
        return close(a, b, tolerance)
    return bool(np.array_equal(a[~finite], b[~finite], equal_nan=True)) and close(a[finite], b[finite], tolerance)


def fitted(found: Leaves | None, right: Leaves) -> Leaves | None:
    """Return the leaves in the shape that they should have, where they differ from it by axes of length 1 only.

    A number 0 becomes an array of zeros: a sum begins with it, and stays 0 where nothing is added.
    """
    there = {name: leaf for name, leaf in (found or {}).items() if name in right}
    apart = {n: leaf.reshape(right[n].shape) for n, leaf in there.items() if _needless_axes(leaf, right[n])}
    nothing = {n: np.zeros(right[n].shape) for n, leaf in there.items() if _is_only_0(leaf, right[n])}
    return found | apart | nothing if apart or nothing else found


def _is_only_0(leaf: np.ndarray, right: np.ndarray) -> bool:
    return leaf.shape == () != right.shape and leaf.dtype.kind in "fiu" and leaf == 0


def _needless_axes(leaf: np.ndarray, right: np.ndarray) -> bool:
    return leaf.shape != right.shape and leaf.size > 1 and np.squeeze(leaf).shape == np.squeeze(right).shape


def only(values: Leaves, result: str) -> Leaves:
    """Return the leaves of one result, or all of them for ""."""
    return {name: leaf for name, leaf in values.items() if not result or result in (name, name.split("[")[0])}


def size(values: Leaves | None) -> int:
    """Return how many numbers there are."""
    return sum(leaf.size for leaf in values.values()) if values else 0


def finite(values: Leaves) -> bool:
    """Return whether all numbers are finite."""
    return all(leaf.dtype.kind != "f" or bool(np.isfinite(leaf).all()) for leaf in values.values())


def flat(values: Leaves) -> np.ndarray:
    """Return all numbers in a row."""
    return np.concatenate([np.ravel(leaf) for leaf in values.values()])
