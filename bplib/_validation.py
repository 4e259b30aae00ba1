"""Checks of what users hand in: errors say what was got, what was expected, and the likely cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np


def array(name: str, value) -> np.ndarray:
    """Return ``value`` as an array; raise TypeError for a masked one, ValueError for rows of different lengths."""
    if type(value) is np.ndarray:
        return value
    if np.ma.is_masked(value):
        raise TypeError(
            f"{name} must be an ordinary array, got a masked one, whose {np.ma.count_masked(value)} masked entries "
            f"would be used as if they were valid: say what they are, {name}.filled(value), or leave their examples out"
        )
    try:
        return np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} must be an array, {_uneven(value)}") from None


def _uneven(value) -> str:
    """Return in words how the rows of a list differ."""
    try:
        lengths = [np.size(row) for row in value]
    except (TypeError, ValueError):
        return "got something that NumPy cannot read as one"
    other = next((i for i, n in enumerate(lengths) if n != lengths[0]), None)
    if other is None:
        return f"got {len(lengths)} rows that do not have the same shape"
    return f"got rows of different lengths: row 0 has {lengths[0]} entries, row {other} has {lengths[other]}"


def real_array(name: str, value) -> np.ndarray:
    """Return ``value`` as an array of finite real numbers with at least one row, or raise TypeError/ValueError."""
    values = array(name, value)
    if values.dtype.kind not in "fiub":
        raise TypeError(f"{name} must hold real numbers, got an array of dtype {values.dtype} and shape {values.shape}")
    if values.ndim == 0:
        raise ValueError(f"{name} must hold one example a row, got the single number {values}")
    if len(values) == 0:
        raise ValueError(f"{name} must hold at least one example, got shape {values.shape}")
    finite(name, values)
    return values


def real_matrix(name: str, value, columns: int | None, dtype=np.float64) -> np.ndarray:
    """Return ``value`` as a finite real array of shape (m, columns) with m ≥ 1, or raise TypeError/ValueError."""
    matrix = array(name, value)
    if matrix.dtype.kind not in "fiub":
        raise TypeError(f"{name} must hold real numbers, got an array of dtype {matrix.dtype} and shape {matrix.shape}")
    expected = f"(m, {columns})" if columns is not None else "(m, n)"
    if matrix.ndim != 2:
        hint = "; the rows of the matrix are examples"
        if matrix.ndim == 1:
            column, row = f"{name}[:, None]", f"{name}[None, :]"
            hint = f": use {column} for {matrix.size} examples with one number each, or {row} for one example"
            if columns == 1:
                hint = f": use {column}"
            elif columns == matrix.size:
                hint = f": for one example use {row}"
        raise ValueError(f"{name} must have shape {expected}, got {matrix.shape}{hint}")
    if columns is not None and matrix.shape[1] != columns:
        hint = f"; it looks transposed: use {name}.T" if matrix.shape[0] == columns else ""
        raise ValueError(f"{name} must have shape {expected}, got {matrix.shape}{hint}")
    if len(matrix) == 0:
        raise ValueError(f"{name} must hold at least one example, got shape {matrix.shape}")
    finite(name, matrix)
    return np.ascontiguousarray(matrix, dtype)


def floats(name: str, value) -> np.ndarray:
    """Return ``value`` as an array of floats (complex stays complex), or raise TypeError when it holds no numbers."""
    values = array(name, value)
    if values.dtype.kind in "fc":
        return values
    if values.dtype.kind in "iub":
        return values.astype(np.float64)
    raise TypeError(f"{name} must hold numbers, got dtype {values.dtype}")


def same_shape(name_a: str, a: np.ndarray, name_b: str, b: np.ndarray) -> None:
    """Raise ValueError unless both are matrices of the same shape: nothing may broadcast by accident."""
    if a.shape != b.shape or a.ndim != 2:
        hint = f": use {name_b}[:, None]" if b.ndim == 1 and a.shape == (len(b), 1) else ""
        raise ValueError(f"{name_a} and {name_b} must both have shape (m, n), got {a.shape} and {b.shape}{hint}")


def of_shape(name: str, value, axes: str, sizes: Sequence[int | None], hint: str = "") -> np.ndarray:
    """Return ``value`` as an array when its axes, "T, m, n", have these sizes (None is any), or raise ValueError."""
    values = array(name, value)
    if values.ndim != len(sizes) or any(n not in (None, k) for n, k in zip(sizes, values.shape, strict=True)):
        letters = axes.split(", ")
        here = [axis if n is None else str(n) for axis, n in zip(letters, sizes, strict=True)]
        words = "" if here == letters else f", here {_in_brackets(here)}"
        raise ValueError(f"{name} must have shape {_in_brackets(letters)}{words}, got {values.shape}{hint}")
    return values


def _in_brackets(sizes: Sequence[str]) -> str:
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"


def finite(name: str, values: np.ndarray) -> None:
    """Raise ValueError naming the first entry of ``values`` that is NaN or infinite."""
    if values.dtype.kind in "fc" and not np.isfinite(values).all():
        bad = np.argwhere(~np.isfinite(values))
        first = tuple(int(i) for i in bad[0])
        raise ValueError(
            f"{name} must be finite, got {values[first]} at index {list(first)} ({len(bad)} such entries in all)"
        )


def same_length(name_a: str, a: np.ndarray, name_b: str, b: np.ndarray) -> None:
    """Raise ValueError unless both have as many rows (examples)."""
    if len(a) != len(b):
        raise ValueError(f"{name_a} and {name_b} must have one row an example, got {len(a)} and {len(b)} rows")


def choice(name: str, value, known: Mapping):
    """Return the entry of ``known`` called ``value``, or raise ValueError listing the names."""
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"{name} must be one of {', '.join(known)}; got {value!r}")
    return known[value]


def number(name: str, value, low: float, high: float = np.inf, *, low_open: bool = False, high_open: bool = False):
    """Return ``value`` when it is a real number in the interval, or raise TypeError/ValueError."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"{name} must be a number, got {value!r}")
    below = value <= low if low_open else value < low
    above = value >= high if high_open else value > high
    if not np.isfinite(value) or below or above:
        interval = f"{'(' if low_open else '['}{low:g}, {high:g}{')' if high_open or np.isinf(high) else ']'}"
        raise ValueError(f"{name} must lie in {interval}, got {value!r}")
    return value


def whole_number(name: str, value, low: int) -> int:
    """Return ``value`` as an int when it is a whole number of at least ``low``, or raise TypeError/ValueError."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} must be a whole number, got {value!r}")
    if value < low:
        raise ValueError(f"{name} must be at least {low}, got {value}")
    return int(value)


def generator(value) -> np.random.Generator:
    """Return ``value`` when it is a random generator, or raise TypeError saying how to make one."""
    if not isinstance(value, np.random.Generator):
        raise TypeError(f"rng must be a NumPy random generator, np.random.default_rng(seed), got {value!r}")
    return value


def float_type(dtype) -> np.dtype:
    """Return the type of a model's numbers, or raise TypeError unless it is float32 or float64."""
    if np.dtype(dtype) not in (np.float32, np.float64):
        raise TypeError(f"dtype must be float32 or float64, got {np.dtype(dtype)}")
    return np.dtype(dtype)


def pair(name: str, value) -> tuple:
    """Return ``value`` as the pair (X, Y), or raise TypeError/ValueError saying what was handed in."""
    if not isinstance(value, (tuple, list)):
        raise TypeError(f"{name} must be a pair (X, Y), got {type(value).__name__}")
    if len(value) != 2:
        raise ValueError(f"{name} must be a pair (X, Y), got {len(value)} things")
    return tuple(value)


def layer_sizes(sizes) -> tuple[int, ...]:
    """Return the numbers of units n_0, n_1, ..., n_L as a tuple, or raise TypeError/ValueError."""
    if isinstance(sizes, str) or not isinstance(sizes, (Sequence, np.ndarray)) or len(sizes) < 2:
        raise ValueError(f"sizes must list the units of at least an input and an output layer, got {sizes!r}")
    return tuple(whole_number(f"sizes[{l}]", n, low=1) for l, n in enumerate(sizes))


def names_of_layers(what: str, names, L: int, known: Mapping) -> list:
    """Return what ``known`` holds for the layers 1 ... L.

    ``names`` is one name for all of them, or one for each, in a list or in a string with spaces.
    """
    names = names.split() if isinstance(names, str) else list(names)
    if len(names) not in (1, L):
        raise ValueError(f"{what}s must be one name, or one for each of the layers 1 to {L}; got {len(names)}: {names}")
    names = names * L if len(names) == 1 else names
    return [choice(f"{what} of layer {l}", name, known) for l, name in enumerate(names, start=1)]
