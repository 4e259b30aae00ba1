"""Results: what a check found, as plain data that a card, a feedback page and a table of scores are made from."""

from __future__ import annotations

from dataclasses import dataclass

# Findings that say that something is wrong, but not which mistake it was.
UNNAMED = {"not-filled-in", "raises", "shape", "form", "kind", "not-finite", "factor", "unknown"}


@dataclass(frozen=True)
class Finding:
    """One part of a task: the points earned of those possible; what is wrong by its id ("" when right) and in words."""

    part: str
    earned: float
    possible: float
    mistake: str = ""
    message: str = ""


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
        """Return the finding to mend first: the first that names a mistake, otherwise the first that is not right.

        A wrong transpose, say, stops with an error where shapes differ, and is known by name where they happen to fit.
        """
        wrong = [finding for finding in self.findings if finding.mistake]
        return next((finding for finding in wrong if finding.mistake not in UNNAMED), wrong[0] if wrong else None)
