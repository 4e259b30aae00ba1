"""The claims of the explorer, and which of them are found: the same search, filters and draw as in ``mathematics.js``.

The claims are those of the course's docket.  ``tools/docket_claims.py`` writes them to ``claims.js``, which the page
reads too: so the library needs nothing of the course.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from bplib.widgets.shared.generator import uniforms

ALL = "all"
TEN, PURPOSE = 10, 1201  # claims in a trial of oneself; what the generator is for


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One claim with its verdict; ``where`` has (lesson, cell, heading above the cell)."""

    id: str
    claim: str
    said_by: str
    topic: str
    verdict: str
    correct: str
    decided_by: str
    where: tuple[tuple[str, str, str], ...] = ()
    source: str = ""
    lesson: str = ""


@dataclass(frozen=True)
class Filters:
    """What a claim must be to be found; ALL leaves a filter out."""

    query: str = ""
    topic: str = ALL
    verdict: str = ALL
    decided: str = ALL


@cache
def stored() -> dict:
    """Return what the file holds: the claims, and the words of topics and verdicts."""
    text = (files(__package__) / "claims.js").read_text(encoding="utf-8")
    return json.loads(text[text.index("{") : text.rindex("}") + 1])


@cache
def claims() -> tuple[Claim, ...]:
    """Return all claims, in the order of the docket."""
    rows = stored()["claims"]
    return tuple(Claim(**{**row, "where": tuple(map(tuple, row["where"]))}) for row in rows)


def verdict_filters() -> tuple[str, ...]:
    """Return all values of the filter by verdict: what was said of a claim, or the verdict of the docket."""
    verdicts = tuple(stored()["verdicts"])
    return (ALL, "not judged", "as the docket", "otherwise", *(f"said {one}" for one in verdicts), *verdicts)


def drawn(seed: int) -> tuple[Claim, ...]:
    """Return ten claims at random, each once, in the order in which they are drawn."""
    order = np.argsort(uniforms(seed, PURPOSE, len(claims())), kind="stable")
    return tuple(claims()[i] for i in order[:TEN])


def found(pool: Iterable[Claim], filters: Filters, said: Mapping[str, str], judge: bool) -> list[Claim]:
    """Return the claims of a pool that pass the filters.

    ``said`` has what was said of a claim by its id, "" where it was seen without a verdict.  While one is to judge
    first, no filter tells anything of a claim that has not been seen.
    """
    return [one for one in pool if _passes(one, filters, said.get(one.id), not judge or one.id in said)]


def _passes(one: Claim, filters: Filters, said: str | None, shown: bool) -> bool:
    return (
        filters.topic in (ALL, one.topic)
        and (filters.decided == ALL or _decided(one, filters.decided, shown))
        and _judged(one, filters.verdict, said, shown)
        and matches(one, filters.query, shown)
    )


def _decided(one: Claim, wanted: str, shown: bool) -> bool:
    """Return whether a claim is decided so; that nothing decides it tells its verdict."""
    return one.decided_by == wanted and (shown or wanted != "nothing")


def _judged(one: Claim, wanted: str, said: str | None, shown: bool) -> bool:
    tests = {
        ALL: True,
        "not judged": not said,
        "as the docket": said == one.verdict,
        "otherwise": bool(said) and said != one.verdict,
    }
    if wanted in tests:
        return tests[wanted]
    return f"said {said}" == wanted or (shown and one.verdict == wanted)


def matches(one: Claim, query: str, shown: bool) -> bool:
    """Return whether a claim holds every word of a query; what corrects it is searched only where it is shown."""
    text = _plain(" ".join([one.id, one.claim, *((one.correct, one.source) if shown else ())]))
    return all(word in text for word in _plain(query).split())


def _plain(text: str) -> str:
    """Return a text without capitals, accents and apostrophes."""
    letters = unicodedata.normalize("NFD", text)
    return "".join(c for c in letters if not "\u0300" <= c <= "\u036f" and c not in "'’").lower()


def counted(some: Iterable[Claim]) -> dict[str, list[int]]:
    """Return for each topic how many claims there are of each verdict."""
    some, verdicts = list(some), list(stored()["verdicts"])
    return {
        topic: [sum(one.topic == topic and one.verdict == verdict for one in some) for verdict in verdicts]
        for topic in stored()["topics"]
    }
