"""What fell: statements of our own lessons that were not so, and for which reason.

Two readings went through an early version of lessons 0 to 6, statement by statement, with the right to run everything.
What they found false stands in ``fallen.toml``, beside this module, with what is so.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

READ = 860  # statements that the readings counted, roughly
REASONS = {
    "absolute": "an absolute word, or no scope",
    "unread": "our own cell or code said otherwise",
    "slip": "a wrong letter, sign, unit or name",
    "source": "a source does not say it",
    "one case": "one network, seed or moment taken for all",
    "cause": "a cause that was not tested",
    "settings": "compared at the settings of one",
}


@dataclass(frozen=True, kw_only=True)
class Fallen:
    """A statement that was not so: the lesson it stood in, why it fell (a key of REASONS), what it said, what is so."""

    lesson: str
    reason: str
    said: str
    so: str

    def __post_init__(self) -> None:
        if self.reason not in REASONS:
            raise ValueError(f"reason must be one of {', '.join(map(repr, REASONS))}, got {self.reason!r}")


@cache
def fallen() -> tuple[Fallen, ...]:
    """Return the statements that fell, in the order in which they were found."""
    rows = tomllib.loads((files("bpcourse") / "fallen.toml").read_text("utf-8"))["fallen"]
    return tuple(Fallen(**row) for row in rows)
