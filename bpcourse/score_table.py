"""The scoreboard: the best points of each task, as text and as tables; the present exercise is open, others folded."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from bpcourse import leads
from bpcourse.cards import of_points
from bpcourse.exercises import EXERCISES, Exercise
from bpcourse.tasks import Task
from bpcourse.tasks.results import number

_WORDS = {"✓": "done", "–": "begun", "○": "open"}


def as_text(best: Mapping[str, float], last: str, message: str = "") -> str:
    """Return all exercises with the points of each task, what is left, and where to go on."""
    width = max(len(task.title) for exercise in EXERCISES.values() for task in exercise.tasks)
    lines = []
    for exercise in EXERCISES.values():
        lines.append(f"{exercise.name}: {of_points(*leads.points_of(exercise, best))}")
        lines += [_line(task, best, width) for task in exercise.tasks]
    return "\n".join([*lines, _go_on(best, last), *filter(None, [message])])


def _line(task: Task, best: Mapping[str, float], width: int) -> str:
    got = best.get(task.id, 0.0)
    score = f"{number(got)} of {number(task.points)}"
    return f"  {_mark(task, best)} {task.id} {task.title:{width}s} {score:>11s}   {task.minutes:3d} min"


def _mark(task: Task, best: Mapping[str, float]) -> str:
    got = best.get(task.id, 0.0)
    return "✓" if got >= task.points else "–" if got else "○"


def _go_on(best: Mapping[str, float], last: str) -> str:
    following = leads.next_open(best, last)
    return f"Go on with {following.id}, {following.title}." if following else "All is done."


# --- as HTML


def as_html(best: Mapping[str, float], last: str, message: str = "") -> str:
    """Return the same as tables; the exercise of the task to go on with is open."""
    following = leads.next_open(best, last)
    present = leads.exercise_of(following).number if following else ""
    folds = "".join(_fold(exercise, best, exercise.number == present) for exercise in EXERCISES.values())
    rest = "".join(f"<p>{escape(line)}</p>" for line in (_go_on(best, last), message) if line)
    return f'<div style="max-width: 46em">{folds}{rest}</div>'


def _fold(exercise: Exercise, best: Mapping[str, float], opened: bool) -> str:
    earned, possible = leads.points_of(exercise, best)
    title = f"Exercise {exercise.number.lstrip('0')}: {of_points(earned, possible)}"
    head = "".join(f'<th scope="col">{name}</th>' for name in ("task", "state", "points", "minutes"))
    rows = "".join(_row(task, best) for task in exercise.tasks)
    link = leads.link("open the notebook", leads.beside("exercises", exercise.name))
    meter = f'<progress aria-label="{escape(title)}" max="{possible:g}" value="{earned:g}"></progress>'
    body = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table><p>{link}</p>"
    return f"<details{' open' if opened else ''}><summary>{escape(title)} {meter}</summary>{body}</details>"


def _row(task: Task, best: Mapping[str, float]) -> str:
    mark = _mark(task, best)
    score = f"{number(best.get(task.id, 0.0))} of {number(task.points)}"
    name = f'<th scope="row" style="text-align: left">{escape(f"{task.id} {task.title}")}</th>'
    return f"<tr>{name}<td>{mark} {_WORDS[mark]}</td><td>{score}</td><td>{task.minutes}</td></tr>"
