"""The table of marks: a row a hand-in, a column a task, then what is behind them."""

from __future__ import annotations

from collections.abc import Sequence

from bpcourse.report.hand_ins import HandIn
from bpcourse.report.tables import csv_text
from bpcourse.runner.store import file_name
from bpcourse.tasks.results import number

BEHIND = ("state", "file", "handed_in", "seconds", "mistakes", "feedback", "sha256", "remarks")


def scores(hand_ins: Sequence[HandIn]) -> str:
    """Return the table of marks as text; where the grader or the machine failed there are no points."""
    tasks = task_names(hand_ins)
    rows = ([hand_in.name, *marks(hand_in, tasks), *_behind(hand_in)] for hand_in in hand_ins)
    return csv_text(["student", "points", "possible", *tasks, *BEHIND], rows)


def task_names(hand_ins: Sequence[HandIn]) -> list[str]:
    """Return the ids of all tasks, in order."""
    return sorted({task for hand_in in hand_ins for task in hand_in.tasks})


def marks(hand_in: HandIn, tasks: Sequence[str]) -> list[str]:
    """Return the cells with the points, the possible points, and the points of each task."""
    if not hand_in.is_marked:
        return ["", number(hand_in.possible), *("" for _ in tasks)]
    points = [number(hand_in.tasks[task].points) if task in hand_in.tasks else "" for task in tasks]
    return [number(hand_in.points), number(hand_in.possible), *points]


def _behind(hand_in: HandIn) -> list[str]:
    mistakes = (f"{name} {' + '.join(task.slips)}" for name, task in sorted(hand_in.tasks.items()) if task.slips)
    page = f"feedback/{file_name(hand_in.name)}.html"
    about = [hand_in.state, hand_in.file, hand_in.handed_in, number(hand_in.seconds), "; ".join(mistakes)]
    return [*about, page, hand_in.sha256, hand_in.notes]
