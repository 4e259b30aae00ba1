"""Two results, or two entries, that have changed places: what a task says of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

from bpcourse.tasks import Mistake


def results_exchanged(oracle: Callable, names: Sequence[str]) -> tuple[Mistake, ...]:
    """Return for any two results of a function, named in their order, the mistake of returning them exchanged."""
    return tuple(
        Mistake(
            f"{names[i]}-and-{names[j]}-exchanged",
            f"{names[i]} and {names[j]} have changed places. The order of the results is {', '.join(names)}.",
            _with_exchanged(oracle, i, j),
        )
        for i, j in combinations(range(len(names)), 2)
    )


def _with_exchanged(oracle: Callable, i: int, j: int) -> Callable:
    def exchanged(*arguments):
        results = list(oracle(*arguments))
        results[i], results[j] = results[j], results[i]
        return tuple(results)

    return exchanged


def entries_exchanged(right: Mapping, *pairs: tuple[str, str]) -> tuple[Mistake, ...]:
    """Return for pairs of entries of a dictionary the mistake of giving each the value of the other."""
    return tuple(
        Mistake(
            f"{a}-and-{b}-exchanged".replace("_", "-"),
            f"{a} and {b} have changed places: each is the value of the other.",
            lambda a=a, b=b: {a: right[b], b: right[a]},
        )
        for a, b in pairs
    )
