"""The diagnosis of a value: where it departs from the expected one, and what can be said without knowing the reason.

A value is compared leaf by leaf: a list over layers or a tuple of results is taken apart into named arrays.  First its
form is looked at, then its shapes, then whether it is finite, then its numbers.  Of a wrong number it is said only what
is certain: transposed, of the wrong sign, off by a size that has a name, rounded, computed in float32, too few digits.
Otherwise the first entry that differs is described by its place, size and sign, and not given away.  Which slip made it
is found in ``bpcourse.tasks.explanation``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from bpcourse.tasks import form
from bpcourse.tasks.leaves import Leaves, close, leaves
from bpcourse.tasks.words import Diagnosis, Scale, places, seen_as

HAND_TOLERANCE = 1e-3  # from here on numbers are worked by hand, and a few digits are enough
NO_NAME = "None of the mistakes that this check knows gives this result."
NEARLY = 1e-4  # a number that is wrong by less than this share has been rounded, or something tiny was added


def diagnose(
    got,
    expected,
    *,
    names: tuple[str, ...] = ("the result",),
    scales: Sequence[Scale] = (),
    tolerance: float = 1e-6,
) -> Diagnosis | None:
    """Return what is wrong with ``got``, or None when it is right.

    Args:
        expected: the right value: an array or number, or a tuple, list or dict of them; None for what does not exist.
        names: what the results are called, one name for each entry of a tuple.
        scales: factors that an answer may be off by.
        tolerance: the largest relative error of a right answer, and the largest error of numbers near 0.
    """
    if problem := form.form_of(got, expected, names):
        return problem
    right, found = leaves(expected, expected, names), leaves(got, expected, names)
    problem = form.kinds(found, right) or form.shapes(found, right, tolerance) or form.finiteness(found)
    if problem:
        return problem
    wrong = [name for name in right if not close(found[name], right[name], tolerance)]
    if not wrong:
        return _precision(found, right)
    seen = places(list(right), wrong)
    mistake, words = _numbers(found, right, wrong, scales, tolerance)
    return seen_as(mistake, seen, words)


def _precision(found: Leaves, right: Leaves) -> Diagnosis | None:
    for name, leaf in right.items():
        if leaf.dtype == np.float64 and found[name].dtype in (np.float16, np.float32):
            return Diagnosis("float32", f"The values are right, but {name} is {found[name].dtype}. Compute in float64.")
    return None


def _numbers(found: Leaves, right: Leaves, wrong: list[str], scales, tolerance: float) -> tuple[str, str]:
    """Return what is certain about the wrong leaves: the same for all of them, or else about the first."""
    if any(right[name].dtype.kind in "US" for name in wrong):
        return "unknown", f"{wrong[0]} is not right."
    if tolerance >= HAND_TOLERANCE and (words := _few_digits(found, right, wrong)):
        return "few-digits", words
    by_leaf = [next(_certain(found[name], right[name], scales, tolerance), None) for name in wrong]
    if by_leaf[0] is None:
        return "unknown", _described(wrong[0], found[wrong[0]], right[wrong[0]])
    mistake, words = by_leaf[0]
    if len(wrong) > 1 and all(one == by_leaf[0] for one in by_leaf):
        return mistake, f"Each of them {words}"
    if any(one is None or one[0] != mistake for one in by_leaf):
        mistake = "unknown"  # what explains one of two wrong results is said, but is not the name
    return mistake, f"{'It' if wrong[0] == 'the result' else wrong[0]} {words}"


# --- what is certain about a wrong leaf


def _certain(got: np.ndarray, expected: np.ndarray, scales, tolerance: float) -> Iterator[tuple[str, str]]:
    """Yield what can be said of a wrong array by its numbers alone: an id, and words after "It"."""
    if not got.any():
        yield "zero", f"is {'zero everywhere' if got.size > 1 else '0, and should not be'}."
    if words := _unfilled(got, expected, tolerance):
        yield "unfilled", words
    if got.dtype == np.float32 and close(got, expected, NEARLY):
        yield "float32", "is right to about 7 digits only: it was computed in float32. Use float64."
    if _is_rounded(got, expected):
        yield "rounded", "has been rounded to whole numbers. Is an array of integers filled?"
    if got.ndim == 2 and got.shape[0] == got.shape[1] and close(got.T, expected, tolerance):
        yield "transposed", "is the transpose."
    if expected.any() and close(got, expected, NEARLY):
        yield "few-digits", f"is right to {_digits(got, expected)} digits only. Has something been rounded, or added?"
    factor = constant_factor(got, expected, tolerance)
    if factor is not None:
        yield from _off_by(factor, scales, got.size == 1)


def _unfilled(got: np.ndarray, expected: np.ndarray, tolerance: float) -> str:
    """Return that one end of an axis of an array, of at least two axes, has been left at 0, the rest being right."""
    for axis in range(got.ndim if got.ndim > 1 else 0):
        others = tuple(i for i in range(got.ndim) if i != axis)
        lost = expected.any(axis=others) & ~got.any(axis=others)
        (filled,) = np.nonzero(~lost)
        if not lost.any() or not len(filled) or len(filled) <= filled[-1] - filled[0]:
            continue
        kept = (slice(None),) * axis + (slice(filled[0], filled[-1] + 1),)
        if close(got[kept], expected[kept], tolerance):
            which = f"{filled[0]} to {filled[-1]}" if len(filled) > 1 else f"{filled[0]}"
            return (
                f"is right at index {which} of axis {axis}, and 0 at the others. Does a loop begin too late or end too "
                "early, or does a return stand inside it?"
            )
    return ""


def _is_rounded(got: np.ndarray, expected: np.ndarray) -> bool:
    """Return whether these are the expected numbers without their decimals, and too many of them for chance."""
    if len(np.unique(got[got != 0])) < 2:
        return False
    return bool((got == np.trunc(expected)).all() or (got == np.round(expected)).all())


def _digits(got: np.ndarray, expected: np.ndarray) -> int:
    error = np.abs(got - expected).max() / np.abs(expected).max()
    return int(-np.log10(error)) if error else 15


def constant_factor(found: np.ndarray, reference: np.ndarray, tolerance: float) -> float | None:
    """Return c when found = c · reference, else None; 0 and 1 are no factors."""
    if reference.dtype.kind not in "fiub" or found.dtype.kind not in "fiub" or found.shape != reference.shape:
        return None
    a, b = np.ravel(found).astype(float), np.ravel(reference).astype(float)
    if not b.any() or not np.isfinite(b).all() or not np.isfinite(a).all():
        return None
    largest = np.abs(b).max()
    a, b = a / largest, b / largest  # squares of very large and very small numbers are no numbers
    factor = float(a @ b / (b @ b))
    if not factor or abs(factor - 1) < NEARLY:
        return None
    return factor if close(a, factor * b, tolerance) else None


def _off_by(factor: float, scales, single: bool) -> Iterator[tuple[str, str]]:
    """Yield the name of a factor; none for a single number off by no known one: it would give the number away."""
    if np.isclose(factor, -1):
        yield "sign", "has the wrong sign."
    for scale in scales:
        if named := off_by_scale(factor, scale):
            yield scale.mistake, f"is {named}."
    if np.isclose(abs(factor), 2) or np.isclose(abs(factor), 0.5):
        also = ", and of the wrong sign" if factor < 0 else ""
        yield "factor-2", f"is off by a factor of 2{also}: look for a 2 or a ½ that is missing, or one too many."
    if not single:
        yield "factor", f"is off by a constant factor, {factor:.4g}."


def off_by_scale(factor: float, scale: Scale) -> str:
    """Return in words how a factor is the scale or its inverse ("too large by the factor m = 7"), or ""."""
    if np.isclose(scale.value, 1) or not scale.value:
        return ""
    also = " (and of the wrong sign)" if factor < 0 else ""
    if np.isclose(abs(factor), scale.value):
        return f"too large by the factor {scale.name}{also}"
    return f"too small by the factor {scale.name}{also}" if np.isclose(abs(factor), 1 / scale.value) else ""


# --- the last resort


def _few_digits(found: Leaves, right: Leaves, wrong: list[str]) -> str:
    """Return that right values have been rounded too far, where a few digits are asked for, or ""."""
    for digits, words in ((2, "two digits"), (1, "one digit")):
        if all(close(found[name], _to_digits(right[name], digits), 1e-9) for name in wrong):
            return f"{', '.join(wrong)}: right to {words}. Give more."
    return ""


def _to_digits(values: np.ndarray, digits: int) -> np.ndarray:
    """Return numbers rounded to so many significant digits."""
    return np.vectorize(lambda value: float(f"{value:.{digits - 1}e}"), otypes=[float])(values)


def _described(name: str, got: np.ndarray, expected: np.ndarray) -> str:
    """Return the first entry that differs, with the sign and size of the right one."""
    differences = np.abs(got - expected)
    place = np.unravel_index(np.argmax(differences > 1e-6 * max(float(np.abs(expected).max()), 1e-6)), expected.shape)
    value, target = float(got[place]), float(expected[place])
    sign = "positive" if target > 0 else "negative" if target < 0 else "zero"
    size = f", its size is about {float(f'{abs(target):.1g}'):g}" if target else ""
    index = f" at index {[int(i) for i in place]}" if place else ""
    text = f"{name}{index} is {value:.4g}; the right value is {sign}{size}."
    return f"{text} {NO_NAME}"
