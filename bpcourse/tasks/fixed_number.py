"""A fixed number where a size belongs: divided by 100, whatever the batch size is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bpcourse.tasks.diagnosis import constant_factor
from bpcourse.tasks.leaves import agree, leaves
from bpcourse.tasks.words import Diagnosis

TOLERANCE = 1e-6


def fixed_number(seen: Sequence, names: tuple[str, ...]) -> Diagnosis | None:
    """Return that results have been divided, or multiplied, by the same number in every part, where a size belongs.

    Args:
        seen: the parts (see ``explanation.Seen``).
        names: what the results are called.
    """
    wrong = list(dict.fromkeys(name.split("[")[0] for one in seen for name in _wrong(one, names)))
    if not wrong or len(seen) < 2 or any(one.found is None for one in seen):
        return None
    said = [(_fixed_in(seen, result, names) or _multiple_added(seen, result, names)) for result in wrong]
    if not all(said) or len(set(said)) > 1:
        return None
    subject = "Each of them" if len(wrong) > 1 else "It" if wrong == ["the result"] else wrong[0]
    return Diagnosis("fixed-number", f"{subject} {said[0]}")


def _fixed_in(seen: Sequence, result: str, names: tuple[str, ...]) -> str:
    """Return in words that one result has been divided by a number of its own, or ""."""
    ratios = [_ratio(one, result, names) for one in seen]
    if None in ratios:
        return ""
    said = (_fixed(ratios, scales) for scales in zip(*(one.scales for one in seen), strict=True))
    return next((words for words in said if words), "")


def _multiple_added(seen: Sequence, result: str, names: tuple[str, ...]) -> str:
    """Return in words that a multiple of an argument has been added to a result, the same in every part, or ""."""
    for i in range(len(seen[0].arguments)):
        numbers = [_multiple(one, result, names, one.arguments[i]) for one in seen]
        if None not in numbers and np.allclose(numbers, numbers[0], rtol=1e-4) and numbers[0]:
            return f"has had {numbers[0]:.4g} times argument number {i + 1} added."
    return ""


def _multiple(one, result: str, names: tuple[str, ...], argument) -> float | None:
    """Return c where a result is too large by c times an argument of the same shape, in one part."""
    right = {n: leaf for n, leaf in leaves(one.expected, one.expected, names).items() if n.split("[")[0] == result}
    given = leaves(argument, argument, (result,)) if isinstance(argument, (list, np.ndarray)) else {}
    shapes = {n: leaf.shape for n, leaf in right.items()}
    if {n: leaf.shape for n, leaf in given.items()} != shapes or any(one.found[n].shape != shapes[n] for n in right):
        return None
    added = np.concatenate([np.ravel(one.found[n] - leaf) for n, leaf in right.items()])
    return constant_factor(added, np.concatenate([np.ravel(given[n]) for n in right]), 1e-4)


def _wrong(one, names: tuple[str, ...]) -> list[str]:
    right = leaves(one.expected, one.expected, names)
    found = one.found or {}
    return [n for n in right if n not in found or not agree({n: right[n]}, {n: found[n]}, TOLERANCE)]


def _ratio(one, result: str, names: tuple[str, ...]) -> float | None:
    """Return how many times as large a result is as it should be, in one part."""
    right = {n: leaf for n, leaf in leaves(one.expected, one.expected, names).items() if n.split("[")[0] == result}
    if any(one.found[n].shape != leaf.shape for n, leaf in right.items()):
        return None
    found, expected = (np.concatenate([np.ravel(v[n]) for n in right]) for v in (one.found, right))
    return constant_factor(found, expected, TOLERANCE)


def _fixed(ratios: Sequence[float], scales: Sequence) -> str:
    """Return in words the number that stands where a size belongs, or "" if there is none."""
    sizes = np.array([scale.value for scale in scales], float)
    if np.ptp(sizes) == 0 or not sizes.all():
        return ""
    size = scales[0].name.split(", ")[-1]
    for done, numbers in (("divided", sizes / np.array(ratios)), ("multiplied", sizes * np.array(ratios))):
        if np.allclose(numbers, numbers[0], rtol=TOLERANCE) and _is_odd(abs(numbers[0])):
            return f"has been {done} by the same number in every part, {numbers[0]:.6g}, where {size} belongs."
    return ""


def _is_odd(number: float) -> bool:
    """Return whether a number is one that somebody has put there: not 1, and not a huge one."""
    return number < 1e6 and not np.isclose(number, 1)
