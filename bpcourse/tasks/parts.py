"""What a task is made of: parts, each with points and a judgement of its own, and the mistakes that are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from bpcourse.tasks.judgement import Judgement, Same


class Mistake(NamedTuple):
    """A known mistake: its id, what to tell the learner, and a function that makes it, with the oracle's arguments."""

    id: str
    words: str
    make: Callable


def no_arguments(_rng: np.random.Generator) -> tuple:
    """Return no arguments: for parts that compare a value."""
    return ()


class Part(NamedTuple):
    """One part of a task: its name, its points, and ``draw(rng) -> arguments`` for the answer and the oracle.

    ``judgement`` is how an entry that was typed in is judged (see ``bpcourse.tasks.judgement``).
    ``telling`` is False where sizes coincide (one example, a square matrix, the first step), so that different mistakes
    give the same value.
    """

    name: str
    points: float
    draw: Callable[[np.random.Generator], tuple] = no_arguments
    judgement: Judgement = Same()
    telling: bool = True
