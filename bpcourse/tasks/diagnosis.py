"""The diagnosis: where an answer departs from the expected one, and which known mistake it matches.

An answer is compared leaf by leaf: a list over layers or a tuple of results is taken apart into named arrays.  First
its form is looked at, then its shapes, then whether it is finite, then its values.  A wrong value is compared with

1. what the task's own catalogue of mistakes would have given for the same arguments,
2. what general mistakes make of the right value: transposed, sign, a constant factor, rounded, float32,
3. combinations of a mistake of the catalogue with a sign or a factor: then the mistake of the catalogue is named,
4. the right value with too few digits, where numbers are worked by hand.

Where nothing matches, the first entry that differs is described by its place, size and sign, and not given away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

Leaves = dict[str, np.ndarray]
HAND_TOLERANCE = 1e-3  # from here on numbers are worked by hand, and a few digits are enough


@dataclass(frozen=True)
class Diagnosis:
    """A mistake by its id, and in words for the learner."""

    mistake: str
    message: str


@dataclass(frozen=True)
class Scale:
    """A number that a wrong answer may be off by, such as the batch size: its value, its id and what it is called."""

    value: float
    mistake: str
    name: str


def diagnose(
    got,
    expected,
    candidates: Mapping[str, tuple[object, str]],
    *,
    names: tuple[str, ...] = ("the result",),
    scales: tuple[Scale, ...] = (),
    tolerance: float = 1e-6,
) -> Diagnosis | None:
    """Return what is wrong with ``got``, or None when it is right.

    Args:
        expected: the right value: an array or number, or a tuple, list or dict of them; None for what does not exist.
        candidates: by id, what each known mistake gives in place of ``expected``, and the words that name it.
        names: what the results are called, one name for each entry of a tuple.
        scales: factors that an answer may be off by.
        tolerance: the largest relative error of a right answer, and the largest error of numbers near 0.
    """
    right = leaves(expected, expected, names)
    if problem := _form(got, expected, names):
        return problem
    found = leaves(got, expected, names)
    known = {
        mistake: (leaves(value, expected, names), words)
        for mistake, (value, words) in candidates.items()
        if value is not None
    }
    if problem := _kinds(found, right):
        return problem
    if problem := _shapes(found, right, known, tolerance):
        return problem
    if problem := _finiteness(found, known):
        return problem
    wrong = [name for name in right if not close(found[name], right[name], tolerance)]
    if not wrong:
        return _precision(found, right)
    return (
        _in_catalogue(found, right, wrong, known, tolerance)
        or _general(found, right, wrong, scales, tolerance)
        or _combined(found, right, wrong, known, tolerance)
        or _few_digits(found, right, wrong, tolerance)
        or _unknown(found, right, wrong)
    )


# --- taking apart


def leaves(value, like, names: tuple[str, ...] = ("the result",)) -> Leaves:
    """Return the arrays in a value by name, taken apart as ``like`` is built; what does not fit is left out.

    ``names`` are those of the entries of a tuple; entries of lists and dicts are called by their index or key.
    """
    if isinstance(like, tuple) and len(names) > 1:
        fits = isinstance(value, (list, tuple)) and len(value) == len(like)
        parts = [leaves(v, l, (name,)) for v, l, name in zip(value, like, names, strict=True)] if fits else []
    elif isinstance(like, dict):
        parts = [leaves(value[key], l, (str(key),)) for key, l in like.items() if key in value]
    elif isinstance(like, list):
        fits = isinstance(value, (list, tuple)) and len(value) == len(like)
        parts = (
            [leaves(v, l, (f"{names[0]}[{i}]",)) for i, (v, l) in enumerate(zip(value, like, strict=True))]
            if fits
            else []
        )
    elif like is None or value is None:
        return {}
    else:
        try:
            return {names[0]: np.asarray(value)}
        except ValueError:  # rows of different lengths
            return {names[0]: np.asarray(value, dtype=object)}
    return {name: leaf for part in parts for name, leaf in part.items()}


def close(a, b, tolerance: float) -> bool:
    """Return whether two arrays of the same shape agree up to the tolerance, relative to the larger entries of b."""
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape:
        return False
    if a.dtype.kind in "USb" or b.dtype.kind in "USb":
        return bool((a == b).all())
    if not np.isfinite(b).all():
        return bool(np.array_equal(a, b, equal_nan=True))
    size = float(np.abs(b).max(initial=0))
    return bool(np.abs(a - b).max(initial=0) <= tolerance * max(size, tolerance))


# --- the form


def _form(got, expected, names) -> Diagnosis | None:
    if got is None:
        return Diagnosis("returns-nothing", "The function returns None. Is a return missing?")
    if isinstance(expected, tuple) and len(names) > 1:
        if not isinstance(got, (tuple, list)) or len(got) != len(expected):
            count = f"{len(got)} things" if isinstance(got, (tuple, list)) else f"one {type(got).__name__}"
            return Diagnosis("form", f"Expected are {len(expected)} results ({', '.join(names)}), got {count}.")
        parts = zip(got, expected, names, strict=True)
        return next((problem for g, e, name in parts if (problem := _form_of_part(g, e, name))), None)
    return _form_of_part(got, expected, names[0])


def _form_of_part(got, expected, name: str) -> Diagnosis | None:
    if isinstance(expected, dict):
        if not isinstance(got, dict):
            return Diagnosis("form", f"{name} must be a dictionary with the keys {', '.join(expected)}.")
        missing = [str(key) for key in expected if key not in got]
        return Diagnosis("form", f"{name} has no entry {', '.join(missing)}.") if missing else None
    if isinstance(expected, list):
        if not isinstance(got, (list, tuple)) or len(got) != len(expected):
            what = f"one of {len(got)}" if isinstance(got, (list, tuple)) else f"{type(got).__name__}"
            text = f"{name} must be a list of {len(expected)} entries, index 0 (the input layer) included; got {what}."
            return Diagnosis("form", text)
        gaps = [i for i, (g, e) in enumerate(zip(got, expected, strict=True)) if (g is None) != (e is None)]
        if gaps:
            return Diagnosis(
                "form", f"{name}[{gaps[0]}] must {'be None' if expected[gaps[0]] is None else 'not be None'}."
            )
    return None


def _kinds(found: Leaves, right: Leaves) -> Diagnosis | None:
    for name, leaf in right.items():
        if name not in found:
            return Diagnosis("form", f"{name} is missing.")
        kind, expected = found[name].dtype.kind, "fiub" if leaf.dtype.kind in "fiub" else leaf.dtype.kind
        if kind not in expected:
            what = "numbers" if expected == "fiub" else "text"
            return Diagnosis("kind", f"{name} must hold {what}, got dtype {found[name].dtype}.")
    return None


def _shapes(found: Leaves, right: Leaves, known, tolerance: float) -> Diagnosis | None:
    for name, leaf in right.items():
        got, shape = found[name], leaf.shape
        if got.shape == shape:
            continue
        head = f"{name} has shape {got.shape}, expected is {shape}."
        for mistake, (other, words) in known.items():
            if name in other and close(got, other[name], tolerance):
                return Diagnosis(mistake, f"{head} {words}")
        if got.ndim == 2 and got.shape == shape[::-1]:
            exact = close(got.T, leaf, tolerance)
            return Diagnosis("transposed", f"{head} {'This is' if exact else 'It looks like'} the transpose.")
        if leaf.ndim == 2 and got.shape == (shape[0], shape[0]) and 1 in shape:
            return Diagnosis("broadcast", f"{head} (m,) and (m, 1) have been broadcast to (m, m): use y[:, None].")
        if got.size == leaf.size and close(got.ravel(), leaf.ravel(), tolerance):
            return Diagnosis("shape", f"{head} The numbers are right.")
        if got.ndim < leaf.ndim:
            return Diagnosis("shape", f"{head} A sum or mean over one axis too many?")
        return Diagnosis("shape", f"{head} A sum or mean over the examples missing?" if got.ndim > leaf.ndim else head)
    return None


def _finiteness(found: Leaves, known) -> Diagnosis | None:
    for name, leaf in found.items():
        if leaf.dtype.kind == "f" and not np.isfinite(leaf).all():
            place = [int(i) for i in np.argwhere(~np.isfinite(leaf))[0]]
            text = f"{name} holds {leaf[tuple(place)]} at {place or 'its only place'}."
            for mistake, (other, words) in known.items():
                if _same_numbers(found, other):
                    return Diagnosis(mistake, f"{text} {words}")
            return Diagnosis("not-finite", f"{text} Look for an overflow, ln 0 or 0/0.")
    return None


def _same_numbers(a: Leaves, b: Leaves) -> bool:
    """Return whether two answers agree, infinities and NaN included."""
    return a.keys() == b.keys() and all(
        a[name].shape == b[name].shape and np.allclose(a[name], b[name], equal_nan=True) for name in a
    )


# --- the values


def _precision(found: Leaves, right: Leaves) -> Diagnosis | None:
    for name, leaf in right.items():
        if leaf.dtype == np.float64 and found[name].dtype in (np.float16, np.float32):
            return Diagnosis("float32", f"The values are right, but {name} is {found[name].dtype}. Compute in float64.")
    return None


def _in_catalogue(found, right, wrong, known, tolerance) -> Diagnosis | None:
    """Find a mistake that explains every wrong leaf; the right ones may be right or as the mistake leaves them."""
    for mistake, (leaf, words) in known.items():
        if all(name in leaf and close(found[name], leaf[name], tolerance) for name in wrong):
            return Diagnosis(mistake, f"{_where(right, wrong)}{words}")
    return None


def _general(found, right, wrong, scales, tolerance) -> Diagnosis | None:
    """Find what a general mistake makes of the right value."""
    first = wrong[0]
    got, expected = found[first], right[first]
    where = _where(right, wrong)
    if got.dtype.kind == "U":
        return None
    if not got.any():
        return Diagnosis("zero", f"{where}{first} is {'zero everywhere' if got.size > 1 else '0, and should not be'}.")
    if got.dtype == np.float32 and close(got, expected, 1e-4):
        text = f"{where}{_subject([first])} is right to about 7 digits only: it was computed in float32. Use float64."
        return Diagnosis("float32", text)
    if close(got, np.trunc(expected), tolerance) or close(got, np.round(expected), tolerance):
        return Diagnosis(
            "rounded", f"{where}{first} has been rounded to whole numbers. Is an array of integers filled?"
        )
    if got.ndim == 2 and got.shape[0] == got.shape[1] and close(got.T, expected, tolerance):
        return Diagnosis("transposed", f"{where}{_subject([first])} is the transpose.")
    factor = _constant_factor(found, right, wrong, tolerance)
    single = sum(right[name].size for name in wrong) == 1
    return None if factor is None else _off_by(factor, scales, where + _subject(wrong), single)


def _off_by(factor: float, scales, it: str, single: bool) -> Diagnosis | None:
    """Name the factor that an answer, called ``it``, is off by; None for a single number off by no known one."""
    if np.isclose(factor, -1):
        return Diagnosis("sign", f"{it} has the wrong sign.")
    for scale in scales:
        for value, words in ((scale.value, "too large"), (1 / scale.value, "too small")):
            for sign in (1, -1):
                if np.isclose(factor, sign * value) and not np.isclose(scale.value, 1):
                    also = " (and of the wrong sign)" if sign < 0 else ""
                    return Diagnosis(scale.mistake, f"{it} is {words} by the factor {scale.name}{also}.")
    if np.isclose(factor, 2) or np.isclose(factor, 0.5):
        return Diagnosis(
            "factor-2", f"{it} is off by a factor of 2: look for a 2 or a ½ that is missing, or one too many."
        )
    if single:
        return None  # a single number is always off by some factor, and saying it would give the number away
    return Diagnosis("factor", f"{it} is off by a constant factor, {factor:.4g}.")


def _combined(found, right, wrong, known, tolerance) -> Diagnosis | None:
    """Find a mistake that explains every wrong leaf up to one common factor."""
    if sum(right[name].size for name in wrong) == 1:
        return None
    for mistake, (leaf, words) in known.items():
        if all(name in leaf and leaf[name].shape == found[name].shape for name in wrong):
            factor = _constant_factor(found, leaf, wrong, tolerance)
            if factor is not None:
                more = "the sign" if np.isclose(factor, -1) else f"a factor of {factor:.4g}"
                return Diagnosis(mistake, f"{_where(right, wrong)}{words} (Then there is also {more}.)")
    return None


def _few_digits(found, right, wrong, tolerance) -> Diagnosis | None:
    """Find right values that have been rounded too far, where a few digits are asked for."""
    if tolerance < HAND_TOLERANCE or any(right[name].dtype.kind not in "fiu" for name in wrong):
        return None
    for digits, words in ((2, "two digits"), (1, "one digit")):
        if all(close(found[name], _to_digits(right[name], digits), 1e-9) for name in wrong):
            return Diagnosis("few-digits", f"{_where(right, wrong)}{', '.join(wrong)}: right to {words}. Give more.")
    return None


def _to_digits(values: np.ndarray, digits: int) -> np.ndarray:
    """Return numbers rounded to so many significant digits."""
    return np.vectorize(lambda value: float(f"{value:.{digits - 1}e}"), otypes=[float])(values)


def _unknown(found, right, wrong) -> Diagnosis:
    name = wrong[0]
    got, expected = found[name], right[name]
    where = _where(right, wrong)
    if expected.dtype.kind == "U":
        return Diagnosis("unknown", f"{where}{name} is not right.")
    differences = np.abs(got - expected)
    place = np.unravel_index(np.argmax(differences > 1e-6 * max(float(np.abs(expected).max()), 1e-6)), expected.shape)
    value, target = float(got[place]), float(expected[place])
    sign = "positive" if target > 0 else "negative" if target < 0 else "zero"
    size = f"its size is about {abs(target):.1g}" if target else ""
    index = f" at index {[int(i) for i in place]}" if place else ""
    text = f"{name}{index} is {value:.4g}; the right value is {sign}{', ' + size if size else ''}."
    return Diagnosis("unknown", f"{where}{text} It matches no mistake that is known for this task.")


def _constant_factor(found, reference, wrong, tolerance) -> float | None:
    """Return c when found = c · reference in every wrong leaf, else None."""
    if any(reference[name].dtype.kind not in "fiub" for name in wrong):
        return None
    a = np.concatenate([np.ravel(found[name]).astype(float) for name in wrong])
    b = np.concatenate([np.ravel(reference[name]).astype(float) for name in wrong])
    if not b.any() or not np.isfinite(b).all():
        return None
    factor = float(a @ b / (b @ b))
    return factor if factor and close(a, factor * b, tolerance) else None


def _subject(wrong: list[str]) -> str:
    """Return what a sentence calls the wrong results: a single one by its name, if it has one."""
    if len(wrong) > 1:
        return "Each of them"
    return "It" if wrong == ["the result"] else wrong[0]


def _where(right: Leaves, wrong: list[str]) -> str:
    """Return which results are right and which is wrong, when there are several."""
    if len(right) == 1:
        return ""
    fine = [name for name in right if name not in wrong]
    if not fine:
        return ""
    return f"{', '.join(fine)}: right. Wrong: {', '.join(wrong)}. "
