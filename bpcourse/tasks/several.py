"""Several slips in one answer, found one after the other.

Some leaves of a result hang on few pieces: the gradient of the last layer on BP1 and BP4 alone.  So a slip is looked
for that makes more of the leaves as they are, then with it the next one, until all are explained.  A few of the ways
that go on best are followed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from bpcourse.tasks.diagnosis import constant_factor
from bpcourse.tasks.explanation import Seen, made
from bpcourse.tasks.leaves import Leaves, agree, leaves
from bpcourse.tasks.parts import Mistake
from bpcourse.tasks.slips import Choice, Site, choices_of, combined

MOST, WAYS = 4, 4  # slips at once, and ways that are followed
LEAST, SMALL = 3, 80  # leaves that there must be, and numbers in a part that is looked at
Way = tuple[Choice, ...]


def several(
    compute: Callable, sites: Sequence[Site], names: tuple[str, ...], seen: Sequence[Seen], tolerance: float
) -> Iterator[Mistake]:
    """Yield two slips to four at different sites that explain all small parts."""
    parts = [one for one in seen if one.finite and sum(leaf.size for leaf in one.found.values()) <= SMALL]
    choices, whole = choices_of(sites), sum(len(one.found) for one in parts)
    if not any(one.wrong for one in parts) or whole < LEAST:
        return

    def explained(way: Way) -> float:
        make = combined(compute, way) if way else None
        values = (made(make, one.arguments) if make else one.expected for one in parts)
        return sum(_explained(one, value, names, tolerance) for one, value in zip(parts, values, strict=True))

    ways: list[tuple[float, Way]] = [(explained(()), ())]
    for count in range(1, MOST + 1):
        ways = _longer(ways, choices, explained)
        whole_ways = (way for found, way in ways if found == whole and count > 1)
        yield from (combined(compute, way) for way in whole_ways if _all_needed(way, explained, whole))


def _longer(ways: list[tuple[float, Way]], choices: Sequence[Choice], explained: Callable[[Way], float]):
    """Return the best ways that are longer by a slip and explain more leaves than without it."""
    longer = []
    for found, way in ways:
        for choice in choices:
            if all(choice[0].keyword != one[0].keyword for one in way):
                now = explained((*way, choice))
                if now > found:
                    longer.append((now, (*way, choice)))
    return sorted(longer, key=lambda one: (-one[0], _rarity(one[1])))[:WAYS]


def _all_needed(way: Way, explained: Callable[[Way], float], whole: float) -> bool:
    """Return whether nothing is explained as well with a slip less."""
    return all(explained((*way[:i], *way[i + 1 :])) < whole for i in range(len(way)))


def _rarity(way: Way) -> int:
    """Return how far behind the likeliest ones the slips of a way stand at their sites."""
    return sum(site.slips.index(slip) for site, slip in way)


def _explained(part: Seen, value, names: tuple[str, ...], tolerance: float) -> float:
    """Return how many leaves of what was found are as they are in a value; one that is off by a factor counts half."""
    try:
        values: Leaves = {} if value is None else leaves(value, part.expected, names)
    except TypeError:
        return -1
    return sum(_agreement(leaf, values.get(name), tolerance) for name, leaf in part.found.items())


def _agreement(found: np.ndarray, value: np.ndarray | None, tolerance: float) -> float:
    if value is None or found.shape != value.shape:
        return 0
    if agree({"": found}, {"": value}, tolerance):
        return 1
    return 0.5 if found.size > 2 and constant_factor(found, value, tolerance) is not None else 0
