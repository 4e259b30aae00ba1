"""The history of backpropagation as data: who contributed what and when, and how far that has been checked.

There is no single inventor.  The chain rule is from the 17th century; the backward (adjoint) recursion for processes in
stages was published in optimal control around 1960; the general algorithm for any computation in 1970; its use for
neural networks was proposed, published and found again between 1974 and 1986.  So every entry says what exactly was
contributed, and every relation between two entries says why we draw it.  A line that is missing means that we have no
source for it, not that there was no influence.

The entries themselves stand in ``timeline.toml``, beside this module.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import NamedTuple

THREADS = {
    "calculus": "calculus and optimisation",
    "control": "optimal control",
    "autodiff": "automatic differentiation",
    "networks": "neural networks",
    "biology": "biology and physics",
}
MARKS = {
    "T": "checked against the text or the figures of the work itself",
    "A": "checked against the abstract of the work itself",
    "S": "checked against a secondary source, or against another work that cites it",
    "?": "not re-checked: the standard citation",
}
KINDS = ("builds on", "same idea", "writes about", "disagrees with")


class Entry(NamedTuple):
    """One contribution.

    ``year`` as it is printed ("1970/76" is a thesis and a paper, "~1965-71" is about 1965 to 1971); ``topic`` in a few
    words and ``what`` in one or two sentences; ``thread`` is a key of THREADS and ``mark`` one of MARKS; ``caution``
    says what the mark leaves out, or is ""; ``rerun`` says where the course runs it again: "lesson 5a, section 2".
    """

    key: str
    year: str
    who: str
    topic: str
    what: str
    citation: str
    thread: str
    mark: str
    doi: str | None = None
    caution: str = ""
    rerun: str | None = None

    @property
    def first_year(self) -> int:
        """Return the year at which it is drawn: the first of two, or of a span."""
        return int(re.search(r"\d{4}", self.year)[0])

    @property
    def when(self) -> str:
        """Return the year in words: "~1965-71" reads "about 1965-71"."""
        return self.year.replace("~", "about ")

    @property
    def short_name(self) -> str:
        """Return the surnames, as a citation in running text has them: "Kelley", "Widrow & Hoff", "Bengio et al."."""
        names = [name.split()[-1] for name in self.who.removesuffix(" et al.").split(", ")]
        if len(names) > 2 or self.who.endswith(" et al."):
            return f"{names[0]} et al."
        return " & ".join(names)

    @property
    def name(self) -> str:
        """Return surnames and year, for example "Linnainmaa 1970/76"."""
        return f"{self.short_name} {self.year}"

    @property
    def checked(self) -> str:
        """Return in words how far the entry has been checked."""
        words = MARKS[self.mark]
        return f"{words[0].upper()}{words[1:]}. {self.caution}".strip()

    @property
    def link(self) -> str | None:
        """Return the address of the publication: of its DOI, or else of its arXiv number if the citation has one."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        number = re.search(r"arXiv:(\d{4}\.\d{4,5})", self.citation)
        return f"https://arxiv.org/abs/{number[1]}" if number else None


class Relation(NamedTuple):
    """What the entry with the key ``one`` has to do with the entry ``other``: one of KINDS, and why we say so."""

    one: str
    other: str
    kind: str
    why: str


def _read(path: Path) -> tuple[tuple[Entry, ...], tuple[Relation, ...]]:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(Entry(**entry) for entry in data["entry"]), tuple(Relation(**line) for line in data["relation"])


ENTRIES, RELATIONS = _read(Path(__file__).with_suffix(".toml"))


def entry(key: str) -> Entry:
    """Return the entry with this key, or raise ValueError."""
    for found in ENTRIES:
        if found.key == key:
            return found
    raise ValueError(f"there is no entry {key!r}; keys look like {ENTRIES[0].key!r} and {ENTRIES[-1].key!r}")


def in_threads(*threads: str) -> tuple[Entry, ...]:
    """Return the entries of these threads in order of time, of all threads when none is given."""
    unknown = [thread for thread in threads if thread not in THREADS]
    if unknown:
        raise ValueError(f"threads must be among {', '.join(THREADS)}; got {', '.join(map(repr, unknown))}")
    return tuple(found for found in ENTRIES if not threads or found.thread in threads)


def related(key: str) -> tuple[Relation, ...]:
    """Return the relations in which the entry with this key stands, either as ``one`` or as ``other``."""
    return tuple(line for line in RELATIONS if key in (line.one, line.other))
