"""What a learner calls in an exercise notebook: ``check`` after each task, ``hint`` when stuck, ``scoreboard``."""

from __future__ import annotations

import numpy as np

from bpcourse import cards
from bpcourse.exercises import EXERCISES, find_task
from bpcourse.progress import progress_file, read, record
from bpcourse.sandboxed.answers import LocalAnswer
from bpcourse.tasks import Task
from bpcourse.tasks.results import Result, number

_hints_given: dict[str, int] = {}


class Shown:
    """Something to show at the end of a cell: ``text`` for those who read plain text, ``html`` for a notebook."""

    def __init__(self, text: str, html: str, plain: str | None = None):
        self.text, self.html, self.plain = text, html, text if plain is None else plain

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.plain

    def _repr_mimebundle_(self, **_options) -> dict:
        return {"text/plain": self.plain, "text/html": self.html}


class Card(Shown):
    """The card of a result; its plain form is the number of points, which other grading tools read."""

    def __init__(self, task: Task, result: Result, note: str = ""):
        self.result = result
        super().__init__(cards.as_text(task, result, note), cards.as_html(task, result, note), number(result.points))


def check(task: str, answer, *, seed: int | None = None) -> Card:
    """Return a card that says what is right and what is wrong about an answer: ``check("03.2", output_error)``.

    The arguments for your function are drawn afresh each time; ``seed`` fixes them.
    """
    known = find_task(task)
    result = known.examine(LocalAnswer(answer), np.random.default_rng(seed))
    best, note = record(result, progress_file())
    if best > result.points:
        note = f"Your best so far, {number(best)} points, is kept. {note}".strip()
    return Card(known, result, note)


def hint(task: str) -> Shown:
    """Return the next of three hints for a task; after the third, the first again.  Hints cost nothing."""
    known = find_task(task)
    which = _hints_given.get(task, 0) % len(known.hints) + 1
    _hints_given[task] = which
    text = f"Hint {which} of {len(known.hints)} for {known.id}: {known.hints[which - 1]}"
    return Shown(text, f"<p>{cards.escape(text)}</p>")


def scoreboard() -> Shown:
    """Return all exercises with the best points of each task, what is left, and where to go on."""
    text = scoreboard_text()
    return Shown(text, f"<pre>{cards.escape(text)}</pre>")


def scoreboard_text() -> str:
    """Return the scoreboard as plain text."""
    best, message = read(progress_file())
    lines, left = [], None
    for exercise in EXERCISES.values():
        points = sum(best.get(task.id, 0.0) for task in exercise.tasks)
        total = sum(task.points for task in exercise.tasks)
        lines.append(f"{exercise.name}: {number(points)} of {number(total)} points")
        for task in exercise.tasks:
            got = best.get(task.id, 0.0)
            mark = "✓" if got >= task.points else "–" if got else "○"
            score = f"{number(got)} of {number(task.points)}"
            lines.append(f"  {mark} {task.id} {task.title:44s} {score:>10s}   {task.minutes} min")
            if left is None and got < task.points:
                left = task
    lines.append(f"Go on with {left.id}, {left.title}." if left else "All is done.")
    return "\n".join([*lines, *filter(None, [message])])
