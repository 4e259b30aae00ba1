"""Lengths: a result that is off by how many rows or columns something has, where another count belongs, or none.

The factor need not be among the sizes that a task names: whatever axis of whatever argument has that length, in every
part, is what has been divided or multiplied by.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from bpcourse.tasks.diagnosis import constant_factor
from bpcourse.tasks.leaves import agree, flat, leaves
from bpcourse.tasks.words import Diagnosis, in_words

TOLERANCE = 1e-6
Lengths = dict[str, int]


def by_a_length(seen: Sequence, names: tuple[str, ...], called: Sequence[str]) -> Diagnosis | None:
    """Return by which lengths the wrong results are off, the same ones in every part.

    Args:
        seen: the parts (see ``explanation.Seen``).
        names: what the results are called.
        called: what the arguments are called.
    """
    seen = [one for one in seen if np.any(flat(leaves(one.expected, one.expected, names)))]  # 0 has no factor
    if len(seen) < 2 or any(one.found is None for one in seen):
        return None
    wrong = list(dict.fromkeys(name.split("[")[0] for one in seen for name in _wrong(one, names)))
    said = [_said(seen, names, called, result) for result in wrong]
    if not said or not all(said):
        return None
    return Diagnosis("wrong-length", said[0] if len(said) == 1 else in_words(said))


def _said(seen: Sequence, names: tuple[str, ...], called: Sequence[str], result: str) -> str:
    ratios = [_ratio(one, names, result) for one in seen]
    if None in ratios:
        return ""
    lengths = [dict(_lengths(called, one.arguments)) for one in seen]
    common = [name for name in lengths[0] if all(name in one for one in lengths)]
    subject = "It" if result == "the result" else result
    for sign, also in ((1, ""), (-1, ", and has the wrong sign")):
        for words, factors in _factors(common, lengths):
            if len(set(factors)) > 1 and np.allclose(ratios, np.multiply(sign, factors), rtol=TOLERANCE):
                return f"{subject} {words}{also}."
    return ""


def _factors(common: Sequence[str], lengths: Sequence[Lengths]) -> Iterator[tuple[str, list[float]]]:
    """Yield in words what may have been done with lengths, and the factor that comes of it in each part."""
    for name in common:
        yield f"has been multiplied by {name}", [one[name] for one in lengths]
        yield f"has been divided by {name}", [1 / one[name] for one in lengths]
        yield f"has been multiplied by {name}, where it belongs divided by it", [one[name] ** 2 for one in lengths]
        yield f"has been multiplied by the root of {name}", [one[name] ** 0.5 for one in lengths]
        yield f"has been divided by the root of {name}", [one[name] ** -0.5 for one in lengths]
    for there in common:
        for belongs in common:
            if there != belongs:
                factors = [one[belongs] / one[there] for one in lengths]
                yield f"has been divided by {there}, where {belongs} belongs", factors


def _lengths(called: Sequence[str], arguments: tuple) -> Iterator[tuple[str, int]]:
    """Yield the lengths of the axes of the arguments, by what they are in words."""
    for name, argument in zip(called, arguments, strict=False):
        if isinstance(argument, list):
            yield f"the length of {name}", len(argument)
            yield f"the length of {name} less 1", len(argument) - 1
            argument = argument[-1] if argument else None
            name = f"the last entry of {name}"
        if isinstance(argument, np.ndarray) and argument.ndim:
            yield f"the number of {'rows' if argument.ndim > 1 else 'entries'} of {name}", len(argument)
            if argument.ndim > 1:
                yield f"the number of columns of {name}", argument.shape[1]
            yield f"the number of all entries of {name}", argument.size


def _wrong(one, names: tuple[str, ...]) -> list[str]:
    right = leaves(one.expected, one.expected, names)
    return [n for n in right if n not in one.found or not agree({n: right[n]}, {n: one.found[n]}, TOLERANCE)]


def _ratio(one, names: tuple[str, ...], result: str) -> float | None:
    """Return how many times as large a result is as it should be in one part, 1 where it is right."""
    right = {n: leaf for n, leaf in leaves(one.expected, one.expected, names).items() if n.split("[")[0] == result}
    if any(n not in one.found or one.found[n].shape != leaf.shape for n, leaf in right.items()):
        return None
    if agree(right, {n: one.found[n] for n in right}, TOLERANCE):
        return 1.0
    found, expected = (np.concatenate([np.ravel(v[n]) for n in right]) for v in (one.found, right))
    return constant_factor(found, expected, TOLERANCE)
