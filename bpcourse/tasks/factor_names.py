"""The name of a factor: what an answer is off by in every part, if that has a name there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bpcourse.tasks.diagnosis import off_by_scale
from bpcourse.tasks.words import Scale

TWO = Scale(2.0, "factor-2", "2")


def may_have_a_name(factor: float, scales: Sequence[Scale]) -> bool:
    """Return whether a factor in one part is 1, -1, or a size that has a name."""
    return np.isclose(abs(factor), 1) or any(off_by_scale(factor, scale) for scale in (*scales, TWO))


def name_of(factors: Sequence[float], by_part: Sequence[Sequence[Scale]]) -> str:
    """Return in words the factor that has the same name in every part, or ""."""
    if np.allclose(factors, -1):
        return "of the wrong sign"
    for scales in zip(*([*scales, TWO] for scales in by_part), strict=True):
        told = [off_by_scale(factor, scale) for factor, scale in zip(factors, scales, strict=True)]
        trivial = [scale.value == 1 == factor for factor, scale in zip(factors, scales, strict=True)]
        kinds = {words[:9] for words in told if words}
        if len(kinds) == 1 and all(words or one for words, one in zip(told, trivial, strict=True)):
            return next(words for words in told if words)
    return ""
