"""A slip that is made only under a condition: where a number is negative, where a switch is on, where nothing is given.

Whoever writes a case apart mends the slip in one of the two and leaves it in the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from bpcourse.tasks.general import Once
from bpcourse.tasks.parts import Mistake
from bpcourse.tasks.slips import Site, single


class Condition(NamedTuple):
    """A condition on one argument: a sentence about its name, and whether a value fulfils it."""

    words: str
    holds: Callable[[object], bool]


def _is_number(value) -> bool:
    return isinstance(value, (int, float, np.number)) and not isinstance(value, bool)


CONDITIONS = (
    Condition("This is so only where {name} is positive.", lambda x: _is_number(x) and x > 0),
    Condition("This is so only where {name} is negative.", lambda x: _is_number(x) and x < 0),
    Condition("This is so only where {name} is 0.", lambda x: _is_number(x) and x == 0),
    Condition("This is so only where {name} is not negative.", lambda x: _is_number(x) and x >= 0),
    Condition("This is so only where {name} is not positive.", lambda x: _is_number(x) and x <= 0),
    Condition("This is so only where {name} is not 0.", lambda x: _is_number(x) and x != 0),
    Condition("This is so only where {name} is True.", lambda x: x is True),
    Condition("This is so only where {name} is False.", lambda x: x is False),
    Condition("This is so only where {name} is None.", lambda x: x is None),
    Condition("This is so only where {name} is not None.", lambda x: x is not None),
)


def on_condition(
    oracle: Callable, sites: Sequence[Site], names: Sequence[str], parts: Sequence[tuple[tuple, bool]]
) -> Iterator[Mistake]:
    """Yield each slip, made only where an argument fulfils a condition that goes with the parts.

    Args:
        oracle: the function that is right.
        sites: its pieces with their slips.
        names: what the arguments are called.
        parts: the arguments of each part, and whether the answer is wrong there.
    """
    right, seen = Once(oracle), set()
    for i, name in enumerate(names):
        for condition in CONDITIONS:
            met = tuple(condition.holds(arguments[i]) for arguments, _ in parts)
            if met in seen or all(met) or any(wrong and not one for (_, wrong), one in zip(parts, met, strict=True)):
                continue
            seen.add(met)
            for mistake in single(oracle, sites):
                words = f"{mistake.words} {condition.words.format(name=name)}"
                make = _where(mistake.make, right, lambda given, i=i, c=condition: c.holds(given[i]))
                yield Mistake(f"{mistake.id} (in one case)", words, make)


def _where(slipped: Callable, right: Callable, holds: Callable) -> Callable:
    return lambda *arguments: (slipped if holds(arguments) else right)(*arguments)
