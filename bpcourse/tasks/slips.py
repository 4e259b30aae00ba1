"""Slips: a computation in pieces, what people put in place of each piece, and what comes of it.

A task describes its computation as a function whose keywords are its pieces: the slope in BP1, the way back, the mean.
A ``Site`` is one such piece with the slips that are made there.  From the sites follow the hypotheses about a wrong
answer: every slip alone, the same slip at every site that knows it, and two slips at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from bpcourse.tasks.parts import Mistake
from bpcourse.tasks.words import in_words

Choice = tuple["Site", "Slip"]


class Slip(NamedTuple):
    """A slip: its id, what was done in words, and the piece that stands in place of the right one.

    The words are whole sentences; the first begins with a small letter where "In BP2: " may stand before it.
    """

    id: str
    words: str
    piece: object


class Site(NamedTuple):
    """A piece of a computation: its keyword, the slips that are made there, and how the learner knows it ("BP2").

    ``where`` is "" if the words of the slips need no place: where no other site has the same ones.  ``result``
    names the one result of several that the piece belongs to, if it belongs to one only.  ``called`` is what the piece
    is in words, a singular ("the slope"): then general slips are looked for at it, too (see ``general``).
    """

    keyword: str
    slips: tuple[Slip, ...]
    where: str = ""
    result: str = ""
    called: str = ""


def single(compute: Callable, sites: Sequence[Site]) -> list[Mistake]:
    """Return every slip alone, as a mistake that is made with the arguments of ``compute``."""
    return [combined(compute, (choice,)) for choice in choices_of(sites)]


def everywhere(compute: Callable, sites: Sequence[Site]) -> list[Mistake]:
    """Return each slip that several sites know, made at all of them."""
    choices = choices_of(sites)
    by_id = [tuple(choice for choice in choices if choice[1].id == id) for id in _ids(choices)]
    return [combined(compute, chosen) for chosen in by_id if len(chosen) > 1]


def two(compute: Callable, sites: Sequence[Site], most: int | None = None) -> Iterator[Mistake]:
    """Yield any two slips at different sites; not of two results, for each of which one slip is looked for anyway.

    Of each site only the first ``most`` slips are taken, the likeliest; all of them if it is None.
    """
    both = combinations(choices_of([site._replace(slips=site.slips[:most]) for site in sites]), 2)
    return (combined(compute, (a, b)) for a, b in both if _may_meet(a[0], b[0]))


def everywhere_and_one(
    compute: Callable, sites: Sequence[Site], ids: Sequence[str], most: int | None = None
) -> tuple[Mistake, ...]:
    """Return each slip of these ids, made at all sites that know it, together with a slip at another site."""
    choices, found = choices_of([site._replace(slips=site.slips[:most]) for site in sites]), []
    for id in ids:
        chosen = tuple(choice for choice in choices if choice[1].id == id)
        used = {site.keyword for site, _ in chosen}
        found += [combined(compute, (*chosen, one)) for one in choices if one[0].keyword not in used]
    return tuple(found)


def _may_meet(a: Site, b: Site) -> bool:
    return a.keyword != b.keyword and (a.result == b.result or not (a.result and b.result))


def choices_of(sites: Sequence[Site]) -> list[Choice]:
    """Return each slip with its site."""
    return [(site, slip) for site in sites for slip in site.slips]


def _ids(choices: Sequence[Choice]) -> list[str]:
    return list(dict.fromkeys(slip.id for _, slip in choices))


def combined(compute: Callable, chosen: tuple[Choice, ...]) -> Mistake:
    """Return the mistake of making these slips together."""
    pieces = {site.keyword: slip.piece for site, slip in chosen}
    told = _told(chosen)
    id = " + ".join(f"{slip.id} ({', '.join(where)})" if where else slip.id for slip, where in told)
    return Mistake(id, in_words([sentence(slip.words, where) for slip, where in told]), _with(compute, pieces))


def _with(compute: Callable, pieces: dict) -> Callable:
    return lambda *arguments: compute(*arguments, **pieces)


def _told(chosen: tuple[Choice, ...]) -> list[tuple[Slip, list[str]]]:
    """Return each slip once, with the places where it was made."""
    first = {slip.id: slip for _, slip in reversed(chosen)}
    return [(first[id], _places(chosen, id)) for id in _ids(chosen)]


def _places(chosen: Sequence[Choice], id: str) -> list[str]:
    places = (site.where for site, slip in chosen if slip.id == id and site.where)
    return list(dict.fromkeys(places))


def sentence(words: str, where: Sequence[str] = ()) -> str:
    """Return the words after their place ("In BP1 and BP2: the slope is missing."), or with a capital letter."""
    if where:
        return f"In {' and '.join(where)}: {words}"
    first = words.split()[0]
    return words[0].upper() + words[1:] if first.isascii() and first.isalpha() and len(first) > 1 else words
