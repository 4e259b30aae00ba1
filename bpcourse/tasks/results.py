"""Results: what a check found, as plain data that a card, a feedback page and a table of scores are made from."""

from __future__ import annotations

from dataclasses import dataclass

from bpcourse.tasks.parts import Part
from bpcourse.tasks.words import Diagnosis

# Findings that say that something is wrong, but not which mistake it was.
UNNAMED = {"not-filled-in", "raises", "shape", "form", "kind", "not-finite", "factor", "unknown", "look-again"}
UNNAMED |= {"check-failed", "cell-failed", "not-defined"}  # of which the notebook or the check is the reason


@dataclass(frozen=True)
class Finding:
    """One part of a task: the points earned of those possible; what is wrong by its id ("" when right) and in words."""

    part: str
    earned: float
    possible: float
    mistake: str = ""
    message: str = ""

    @classmethod
    def of(cls, part: Part, found: Diagnosis | None) -> Finding:
        """Return the finding on a part: all of its points, or none and what is wrong."""
        if found is None:
            return cls(part.name, part.points, part.points)
        return cls(part.name, 0.0, part.points, found.mistake, found.message)


@dataclass(frozen=True)
class Result:
    """The findings on one task, in the order of its parts; ``attempted`` is False for an untouched stub."""

    task: str
    findings: tuple[Finding, ...]
    attempted: bool = True

    @property
    def points(self) -> float:
        """Return the points earned, rounded to hundredths."""
        return round(sum(finding.earned for finding in self.findings), 2) if self.attempted else 0.0

    @property
    def possible(self) -> float:
        """Return the points that the task is worth."""
        return round(sum(finding.possible for finding in self.findings), 2)

    @property
    def mistake(self) -> Finding | None:
        """Return the finding to mend first: the first that names a mistake, otherwise the first that says something.

        A wrong transpose, say, stops with an error where shapes differ, and is known by name where they happen to fit.
        A sum over the wrong axis goes unknown with one example, and stops with an error with more.
        """
        wrong = [finding for finding in self.findings if finding.mistake]
        named = (finding for finding in wrong if finding.mistake not in UNNAMED)
        telling = (finding for finding in wrong if finding.mistake != "unknown")
        return next(named, next(telling, wrong[0] if wrong else None))


def number(points: float) -> str:
    """Return points as text, without needless zeros: 2, 0.5, 1.25."""
    return f"{points:.2f}".rstrip("0").rstrip(".")
