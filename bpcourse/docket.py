"""The docket: what is said of backpropagation, and what decides it.

Each claim stands in ``docket.toml``, beside this module, in our own words, with the kind of place where it can be
read.  Nobody is named, since a claim is on trial and not a person.  Beside it stand the verdict, the correct statement
with its scope, and what decides: an experiment, with links to the very cells of the lessons that show it, or a source.
Where neither can decide, the claim says nothing that could turn out wrong, and the verdict is "empty".

A link is written "05c#t-table": the number of the lesson and the id of the cell.  An id of a claim is a letter and a
number; it stays with the claim when others come or go.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import MISSING, dataclass, fields
from functools import cache
from importlib.resources import files

SAID_BY = (
    "popular article",
    "encyclopedia",
    "glossary",
    "tutorial",
    "blog",
    "lecture notes",
    "lecture slides",
    "forum question",
    "research paper",
    "common saying",
)
TOPICS = {
    "history": "who found what, and when",
    "mathematics": "what is computed, and at what price",
    "training": "data, costs, networks in practice",
    "optimisers": "rules that use the gradient",
    "depth": "initial weights, norms, ways around",
    "structure": "convolution and attention",
    "time": "recurrent networks",
    "goals": "other goals than imitating labels",
    "brain": "biology, and learning without a backward pass",
    "uses": "applications and forecasts",
}
VERDICTS = {
    "true": "it holds as it is said",
    "with conditions": "it holds in some cases, or in part",
    "false": "it does not hold as it is said",
    "empty": "it says nothing that could be checked",
}
DECIDED_BY = ("experiment", "source", "nothing")
LINK = re.compile(r"(\d\d[a-z]?)#([\w-]+)")


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One claim, with its verdict.

    ``said_by`` is one of SAID_BY, ``topic`` a key of TOPICS, ``verdict`` a key of VERDICTS and ``decided_by`` one of
    DECIDED_BY.  ``where`` holds links to cells.  ``source`` is a citation; a claim that is decided by a source has one.
    ``lesson`` is the number of the lesson in which the experiment belongs, as long as no cell of it is linked.
    """

    id: str
    claim: str
    said_by: str
    topic: str
    verdict: str
    correct: str
    decided_by: str
    where: tuple[str, ...] = ()
    source: str | None = None
    lesson: str | None = None

    def __post_init__(self) -> None:
        lists = {"said_by": SAID_BY, "topic": TOPICS, "verdict": VERDICTS, "decided_by": DECIDED_BY}
        for name, known in lists.items():
            if getattr(self, name) not in known:
                raise ValueError(
                    f"claim {self.id}: {name} must be one of {_listed(known)}, got {getattr(self, name)!r}"
                )
        for link in self.where:
            if not LINK.fullmatch(link):
                raise ValueError(f"claim {self.id}: a link looks like '05c#t-table', got {link!r}")
        if self.decided_by == "experiment" and bool(self.where) == bool(self.lesson):
            raise ValueError(f"claim {self.id}: an experiment has links to cells, or else a lesson; got {_pair(self)}")
        if self.decided_by == "source" and not self.source:
            raise ValueError(f"claim {self.id}: it is decided by a source and names none")
        if (self.decided_by == "nothing") != (self.verdict == "empty"):
            raise ValueError(f"claim {self.id}: 'nothing' decides what is 'empty', got {self.verdict!r}")

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """Return the links as pairs of the number of a lesson and the id of a cell."""
        return tuple(LINK.fullmatch(link).groups() for link in self.where)


def _listed(known) -> str:
    return ", ".join(map(repr, known))


def _pair(claim: Claim) -> str:
    return f"{len(claim.where)} links and lesson {claim.lesson!r}"


def read(text: str) -> tuple[Claim, ...]:
    """Return the claims of a docket in TOML, in its order; raise ValueError with what was got and expected."""
    data = tomllib.loads(text)
    if set(data) != {"claim"}:
        raise ValueError(f"a docket holds tables [[claim]] only, got {_listed(sorted(data)) or 'none'}")
    claims = tuple(_claim(row) for row in data["claim"])
    ids = [claim.id for claim in claims]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise ValueError(f"an id belongs to one claim, got {_listed(twice)} more than once")
    return claims


def _claim(row: dict) -> Claim:
    known = {field.name for field in fields(Claim)}
    needed = {field.name for field in fields(Claim) if field.default is MISSING}
    if not needed <= set(row) <= known:
        missing, strange = needed - set(row), set(row) - known
        raise ValueError(f"claim {row.get('id')}: missing {sorted(missing)}, not known {sorted(strange)}")
    return Claim(**{**row, "where": tuple(row.get("where", ()))})


@cache
def docket() -> tuple[Claim, ...]:
    """Return all claims, in the order of the file."""
    return read((files("bpcourse") / "docket.toml").read_text("utf-8"))


def claim(name: str) -> Claim:
    """Return the claim with this id; raise ValueError if there is none."""
    for found in docket():
        if found.id == name:
            return found
    raise ValueError(f"there is no claim {name!r}; ids look like {docket()[0].id!r} and {docket()[-1].id!r}")
