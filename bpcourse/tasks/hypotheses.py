"""Hypotheses about a wrong answer, beside the slips of a task at one site or two: what else may have been done.

They are tried in this order: what is done rarely in this task, and what can be done in any task; two slips of the task
together come after them, and then what stands where something else belongs (``substitutions``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from bpcourse.tasks import slips
from bpcourse.tasks.general import general
from bpcourse.tasks.general_sites import general_sites, without_axes
from bpcourse.tasks.parts import Mistake
from bpcourse.tasks.slips import Site


def rare(oracle: Callable, rarely: Sequence[Site | Mistake]) -> Iterator[Mistake]:
    """Yield what is done rarely, alone or at all sites that know it."""
    sites = [one for one in rarely if isinstance(one, Site)]
    yield from (one for one in rarely if isinstance(one, Mistake))
    yield from slips.single(oracle, sites)
    yield from slips.everywhere(oracle, sites)


def in_any_task(
    oracle: Callable,
    sites: Sequence[Site],
    names: tuple[str, ...],
    examples: Sequence[tuple],
) -> Iterator[Mistake]:
    """Yield the slips that can be made in any task, here with the results, the arguments and the pieces of this.

    ``examples`` are groups of arguments, of which the first is that with the fewest numbers.
    """
    arguments = examples[0]
    pieces = general_sites(oracle, sites)
    yield from general(oracle, names, arguments)
    yield from slips.single(oracle, pieces)
    yield from slips.everywhere(oracle, pieces)
    yield without_axes(oracle)


def exchanged(oracle: Callable, names: tuple[str, ...], arguments: int) -> Iterator[Mistake]:
    """Yield the right function with two of its arguments exchanged, and with its results in another order."""
    for i, j in combinations(range(arguments), 2):
        words = f"Two arguments have been exchanged, number {i + 1} and number {j + 1}: mind their order."
        yield Mistake("arguments-exchanged", words, _with_exchanged(oracle, i, j))
    if len(names) == 2:
        words = f"The results have been exchanged: first {names[0]}, then {names[1]}."
        yield Mistake("results-exchanged", words, lambda *given: oracle(*given)[::-1])
        for i, name in enumerate(names):
            words = f"{name} stands in both results. Has a variable been written over, or one name for the other?"
            yield Mistake("one-result-twice", words, lambda *given, i=i: (oracle(*given)[i],) * 2)


def _with_exchanged(oracle: Callable, i: int, j: int) -> Callable:
    def with_exchanged(*given):
        order = list(range(len(given)))
        order[i], order[j] = j, i
        return oracle(*(given[k] for k in order))

    return with_exchanged
