"""Probes: an answer that no known mistake explains is asked again, with one argument exchanged for another of its kind.

Where the right value changes and the answer does not, the argument has no influence on it.  That is a fact, whatever
was done in place of using it: a constant written down, a draw of one's own, a line left out.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence

import numpy as np

from bpcourse.tasks.leaves import Leaves, agree
from bpcourse.tasks.words import Diagnosis

SEEDS = (7, 8)  # of the other arguments: the same in every check
CHANGED, AS_IT_WAS = 1e-6, 1e-12  # from where on the right value counts as another one, and the answer as the same
IGNORED = (
    "{what} the same whatever you are given as {names}. Either that is not used, or something else stands "
    "in its place: "
    "a number that is written down, random draws of your own."
)
NOTHING_USED = "{what} the same whatever the function is called with. It must be computed from the arguments."

Values = Callable[[tuple], Leaves | None]


def ignored(
    names: Sequence[str], draw: Callable, arguments: tuple, wrong: Sequence[str], right: Values, found: Values
) -> Diagnosis | None:
    """Return which argument has no influence on a wrong result, the first such, or None.

    ``draw(rng)`` gives other arguments; ``right`` and ``found`` return what the oracle and the answer make of some.
    """
    others = [draw(np.random.default_rng(seed)) for seed in SEEDS]
    changes = {name: [_with(arguments, i, one) for one in others] for i, name in enumerate(names)}
    truth, seen = _effects(right, arguments, changes), _effects(found, arguments, changes)
    for result in wrong:
        needed = [name for name in names if all(_differ(*pair, result, CHANGED) for pair in truth[name])]
        unused = [name for name in needed if all(_same(*pair, result) for pair in seen[name])]
        if unused:
            return _said(result, unused, len(unused) == len(needed) > 1)
    return None


def _with(arguments: tuple, i: int, others: tuple) -> tuple:
    return (*arguments[:i], others[i], *arguments[i + 1 :])


def _effects(values: Values, arguments: tuple, changes: dict[str, list[tuple]]) -> dict[str, list[tuple]]:
    """Return for each argument pairs of what comes without and with the change."""
    before = values(arguments)
    return {name: [(before, values(changed)) for changed in several] for name, several in changes.items()}


def _differ(before: Leaves | None, after: Leaves | None, result: str, tolerance: float) -> bool:
    """Return whether there are two values, and a result is another one in the second."""
    if before is None or after is None:
        return False
    return not agree(_of(before, result), _of(after, result), tolerance)


def _same(before: Leaves | None, after: Leaves | None, result: str) -> bool:
    if before is None or after is None:
        return False
    return agree(_of(before, result), _of(after, result), AS_IT_WAS)


def _of(values: Leaves, result: str) -> Leaves:
    return {name: leaf for name, leaf in values.items() if result in (name, name.split("[")[0])}


def _said(result: str, unused: list[str], nothing: bool) -> Diagnosis:
    """Return the words about arguments that a result does not depend on."""
    what = "The result is" if result == "the result" else f"{result} is"
    if nothing:
        return Diagnosis("arguments-ignored", NOTHING_USED.format(what=what))
    return Diagnosis("argument-ignored", IGNORED.format(what=what, names=", ".join(unused)))


def names_of(oracle: Callable, count: int) -> list[str]:
    """Return what the arguments of an oracle are called."""
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    names = [name for name, one in inspect.signature(oracle).parameters.items() if one.kind in kinds]
    return names[:count] if len(names) >= count else [f"number {i}" for i in range(1, count + 1)]
