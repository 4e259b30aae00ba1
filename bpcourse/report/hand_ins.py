"""A hand-in: the few numbers of a result file that the report of a class needs, so that none is kept whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from bpcourse.tasks.results import UNNAMED, number

READ, MARKED = {"graded", "incomplete"}, {"graded", "incomplete", "unreadable"}
MOST_NOTES = 1000  # characters


class TaskMark(NamedTuple):
    """One task of a hand-in: points, whether it was attempted, and the mistake to mend first, as the ids of its slips.

    ``named`` is False where it was only seen that something is wrong.
    """

    points: float
    possible: float
    attempted: bool
    slips: tuple[str, ...] = ()
    named: bool = False


class HandIn(NamedTuple):
    """What is kept of a result: ``total`` is a mark that the instructor has set for all of it, or None."""

    name: str
    file: str
    state: str
    tasks: Mapping[str, TaskMark]
    notes: str = ""
    seconds: float = 0.0
    sha256: str = ""
    handed_in: str = ""
    total: float | None = None

    @property
    def points(self) -> float:
        """Return the points of all tasks, or what the instructor has set."""
        return round(sum(task.points for task in self.tasks.values()), 2) if self.total is None else self.total

    @property
    def possible(self) -> float:
        """Return the points that were possible."""
        return round(sum(task.possible for task in self.tasks.values()), 2)

    @property
    def is_read(self) -> bool:
        """Return whether the notebook was read and run."""
        return self.state in READ

    @property
    def is_attempted(self) -> bool:
        """Return whether any of the tasks was attempted."""
        return any(task.attempted for task in self.tasks.values())

    @property
    def is_marked(self) -> bool:
        """Return whether its points are a mark: not where the grader or the machine failed."""
        return self.state in MARKED


def hand_in(record: dict) -> HandIn:
    """Return what is kept of a result."""
    tasks = {name: _task(task) for name, task in record["tasks"].items()}
    notes = " ".join(map(str, record.get("notes", [])))[:MOST_NOTES]
    text = {key: str(record.get(key) or "") for key in ("file", "state", "sha256", "handed_in")}
    total = record.get("total")
    return HandIn(
        record["submission"], tasks=tasks, notes=notes, seconds=record.get("seconds", 0.0), total=total, **text
    )


def _task(task: dict) -> TaskMark:
    finding = to_mend(task)
    ids = slips_of(finding["mistake"]) if finding else ()
    named = bool(ids) and not any(id in UNNAMED for id in ids)
    return TaskMark(task["points"], task["possible"], bool(task["attempted"]), ids, named)


def to_mend(task: dict) -> dict | None:
    """Return the finding of a task that is to be mended first, as on the card in the notebook; None if all is right."""
    wrong = [finding for finding in task["findings"] if finding["mistake"]] if task["attempted"] else []
    return next((finding for finding in wrong if finding["mistake"] not in UNNAMED), wrong[0] if wrong else None)


def slips_of(mistake: str) -> tuple[str, ...]:
    """Return the ids in the id of a mistake, without their places: "mean (BP3, BP4) + sign" is "mean" and "sign"."""
    return tuple(dict.fromkeys(re.sub(r"\s*\(.*\)$", "", id).strip() for id in mistake.split(" + ")))


def in_points(points: float, possible: float) -> str:
    """Return "2.5 of 3"."""
    return f"{number(points)} of {number(possible)}"
