"""Real numbers, alone or in an array: what automatic differentiation computes with, and how it names them in errors.

A number is a Python float, which is fast and prints plainly; float32 stays float32.  An array is an array of floats.
"""

from __future__ import annotations

from math import isnan

import numpy as np

Array = np.ndarray


def real(value, name: str) -> Array | float:
    """Return ``value`` in floats (integers become floats), or raise an error that says what is wrong with it."""
    array = np.asarray(value)
    if array.dtype.kind not in "fiu":
        raise TypeError(f"{name} must hold real numbers, got {array.dtype}: {value!r:.60}")
    array = array if array.dtype.kind == "f" else array.astype(float)
    if has_nan(array):
        raise ValueError(f"{name} holds NaN, which is not a number: {in_words([array])}")
    return simplest(array)


def simplest(array: Array) -> Array | float:
    """Return an array without axes as a number, and every other one as it is; raise TypeError unless it is real."""
    if array.dtype.kind != "f":
        raise TypeError(f"expected real numbers, got {array.dtype}")
    if array.ndim:
        return array
    return array.item() if array.dtype == np.float64 else array[()]


def like(value: Array | float, g: Array | float) -> Array | float:
    """Return g, a gradient or tangent, with the float type of the value."""
    return simplest(np.asarray(g, float if isinstance(value, float) else value.dtype))


def has_nan(value: Array | float) -> bool:
    """Return whether a NaN is among the values: then, and only then, it is in the sum of their squares."""
    if isinstance(value, float):
        return isnan(value)
    flat = value.ravel("K")
    return isnan(np.vdot(flat, flat))


def at_first_nan(y: Array | float, values: tuple, elementwise: bool) -> tuple[list, str]:
    """Return what belongs to the first NaN of y: the entries of the values if y is elementwise, and the place."""
    if np.ndim(y) == 0:
        return list(values), ""
    index = tuple(int(i) for i in np.argwhere(np.isnan(y))[0])
    if elementwise:
        values = [np.broadcast_to(v, np.shape(y))[index] for v in values]
    return list(values), f", at index {list(index)} of an array of shape {np.shape(y)}"


def in_words(values) -> str:
    """Return numbers as such and arrays by their shapes."""
    return " and ".join(_in_words(v) for v in values)


def _in_words(value) -> str:
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape}"
    return f"{value:.6g}" if isinstance(value, (float, int, np.number, np.ndarray)) else repr(value)
