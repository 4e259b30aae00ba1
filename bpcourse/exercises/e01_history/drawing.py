"""Fresh inputs on which the known mistakes differ from the truth and from each other."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks.leaves import close


def tell_apart(mistakes, arguments, right: tuple, tolerance: float) -> bool:
    """Return whether with these arguments no mistake gives the right result, or that of another one, tuples of numbers.

    Results differ when some entry differs by more than the tolerance; where a mistake cannot be made, the answer is no.
    """
    results = [right]
    with np.errstate(all="ignore"):
        for mistake in mistakes:
            try:
                made = mistake.make(*arguments)
            except np.linalg.LinAlgError:
                return False
            if any(all(close(a, b, tolerance) for a, b in zip(made, other, strict=True)) for other in results):
                return False
            results.append(made)
    return True
