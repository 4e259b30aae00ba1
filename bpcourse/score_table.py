"""The scoreboard: the best points of each task, as text and as tables; the present exercise is open, others folded."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from bpcourse import leads
from bpcourse.cards import go_on, of_points, paragraph
from bpcourse.exercises import EXERCISES, Exercise
from bpcourse.tasks import Task
from bpcourse.tasks.results import number

_GRID = "max-width: 46em; display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.6em"
_LEFT = "text-align: left"
_WORDS = {"✓": "done", "–": "begun", "○": "open"}


def as_text(best: Mapping[str, float], last: str, message: str = "") -> str:
    """Return all exercises with the points of each task, what is left, and where to go on."""
    width = max(len(task.title) for exercise in EXERCISES.values() for task in exercise.tasks)
    lines = []
    for exercise in EXERCISES.values():
        lines.append(f"{exercise.name}: {of_points(*leads.points_of(exercise, best))}")
        lines += [_line(task, best, width) for task in exercise.tasks]
    return "\n".join([*lines, go_on(leads.next_open(best, last)), *filter(None, [message])])


def _line(task: Task, best: Mapping[str, float], width: int) -> str:
    got = best.get(task.id, 0.0)
    score = f"{number(got)} of {number(task.points)}"
    return f"  {_mark(task, best)} {task.id} {task.title:{width}s} {score:>11s}   {task.minutes:3d} min"


def _mark(task: Task, best: Mapping[str, float]) -> str:
    got = best.get(task.id, 0.0)
    return "✓" if got >= task.points else "–" if got else "○"


# --- as HTML


def as_html(best: Mapping[str, float], last: str, message: str = "") -> str:
    """Return the same as tables; the exercise of the task to go on with is open."""
    following = leads.next_open(best, last)
    present = leads.exercise_of(following).number if following else ""
    folds = "".join(_fold(exercise, best, exercise.number == present) for exercise in EXERCISES.values())
    on = f"<div>{leads.link_to_other(go_on(following), following)}</div>"
    return f'<div style="{_GRID}">{folds}{on}{paragraph(message) if message else ""}</div>'


def _fold(exercise: Exercise, best: Mapping[str, float], opened: bool) -> str:
    earned, possible = leads.points_of(exercise, best)
    title = f"Exercise {exercise.number.lstrip('0')}: {of_points(earned, possible)}"
    others = "".join(f'<th scope="col">{name}</th>' for name in ("state", "points", "minutes"))
    head = f'<th scope="col" style="{_LEFT}">task</th>{others}'
    rows = "".join(_row(task, best) for task in exercise.tasks)
    link = leads.link("open the notebook", leads.beside("exercises", exercise.name))
    meter = f'<progress aria-label="{escape(title)}" max="{possible:g}" value="{earned:g}"></progress>'
    body = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table><div>{link}</div>"
    return f"<details{' open' if opened else ''}><summary>{escape(title)} {meter}</summary>{body}</details>"


def _row(task: Task, best: Mapping[str, float]) -> str:
    mark = _mark(task, best)
    score = f"{number(best.get(task.id, 0.0))} of {number(task.points)}"
    name = f'<th scope="row" style="{_LEFT}">{escape(f"{task.id} {task.title}")}</th>'
    return f"<tr>{name}<td>{mark} {_WORDS[mark]}</td><td>{score}</td><td>{task.minutes}</td></tr>"
