"""A fixed number where a size belongs: divided by 100, whatever the batch size is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bpcourse.tasks.diagnosis import constant_factor
from bpcourse.tasks.leaves import agree, leaves
from bpcourse.tasks.words import Diagnosis

TOLERANCE = 1e-6


def fixed_number(seen: Sequence, names: tuple[str, ...]) -> Diagnosis | None:
    """Return that one result has been divided, or multiplied, by the same number in every part, where a size belongs.

    Args:
        seen: the parts (see ``explanation.Seen``).
        names: what the results are called.
    """
    wrong = {name.split("[")[0] for one in seen for name in _wrong(one, names)}
    if len(wrong) != 1 or len(seen) < 2 or any(one.found is None for one in seen):
        return None
    result = wrong.pop()
    ratios = [_ratio(one, result, names) for one in seen]
    if None in ratios:
        return None
    said = (_fixed(ratios, scales) for scales in zip(*(one.scales for one in seen), strict=True))
    words = next((words for words in said if words), None)
    return (
        Diagnosis("fixed-number", f"{'It' if result == names[0] == 'the result' else result} {words}")
        if words
        else None
    )


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
        if np.allclose(numbers, numbers[0], rtol=TOLERANCE) and abs(numbers[0]) < 1e6:
            return f"has been {done} by the same number in every part, {numbers[0]:.6g}, where {size} belongs."
    return ""
