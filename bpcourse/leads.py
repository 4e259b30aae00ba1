"""Where a card leads: the lesson that treats a task, its worked solution, and the task to go on with.

A link is relative to the notebook that is open, and is only there where the file is: on the disk, beside the exercise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path

from bpcourse.exercises import EXERCISES, Exercise
from bpcourse.sections import NAMES
from bpcourse.tasks import Task


def exercise_of(task: Task) -> Exercise:
    """Return the exercise that a task belongs to."""
    return EXERCISES[task.id.partition(".")[0]]


def beside(folder: str, name: str) -> str:
    """Return the relative path of a notebook in a folder of the course, or "" if it is not there."""
    for base in (Path(".."), Path()):
        if (base / folder / f"{name}.ipynb").is_file():
            return (base / folder / f"{name}.ipynb").as_posix()
    return ""


def link(words: str, path: str) -> str:
    """Return HTML of a link to a notebook, or of the words alone if there is no path."""
    return f'<a href="{escape(path)}">{escape(words)}</a>' if path else escape(words)


def section_link(section: str) -> str:
    """Return the place in the lessons as HTML: "lesson 5a, section 1" with links to the notebooks."""
    parts = re.split(r"(lesson \d[a-z]?)", section)
    return "".join(link(part, _lesson(part)) if i % 2 else escape(part) for i, part in enumerate(parts))


def _lesson(words: str) -> str:
    name = NAMES.get(words.removeprefix("lesson "), "")
    return beside("lessons", name) if name else ""


def solution_link(task: Task) -> str:
    """Return HTML that leads to the worked solution, or "" where it is not on the disk."""
    path = beside("solutions", exercise_of(task).name)
    return link(f"the worked solution of {task.id}", path) if path else ""


def link_to_other(words: str, task: Task | None, present: Task | None = None) -> str:
    """Return HTML of words that lead to a task: a link if it is in another notebook than the present one."""
    if task is None or (present and exercise_of(task) is exercise_of(present)):
        return escape(words)
    return link(words, beside("exercises", exercise_of(task).name))


def next_open(best: Mapping[str, float], after: str = "") -> Task | None:
    """Return the next task that is not full, after the one named and in its exercise first; None when all is done."""
    tasks = [task for exercise in EXERCISES.values() for task in exercise.tasks]
    here = next((i for i, task in enumerate(tasks) if task.id == after), -1)
    last = after.partition(".")[0]
    own = [task for task in tasks if task.id.partition(".")[0] == last]
    later = [task for task in tasks[here + 1 :] if task in own]
    order = [*later, *own, *tasks[here + 1 :], *tasks]
    return next((task for task in order if best.get(task.id, 0.0) < task.points), None)


def points_of(exercise: Exercise, best: Mapping[str, float]) -> tuple[float, float]:
    """Return the points earned in an exercise, and the points possible."""
    earned = sum(min(best.get(task.id, 0.0), task.points) for task in exercise.tasks)
    return earned, sum(task.points for task in exercise.tasks)
