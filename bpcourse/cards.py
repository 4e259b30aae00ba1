"""Cards: a result as a learner sees it, as text and as HTML of our own words only, readable without colour."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from bpcourse import leads
from bpcourse.tasks import Task, ValueTask
from bpcourse.tasks.results import Finding, Result, number

_BOX = (
    "border: 1px solid var(--jp-border-color1, #bbb); border-left: 6px solid {edge}; border-radius: 4px; "
    "padding: 0.6em 1em; margin: 0.3em 0; max-width: 46em; line-height: 1.5"
)
_EDGES = {"right": "#0072B2", "partly": "#E69F00", "wrong": "#D55E00", "untouched": "#8a8a8a"}


class Standing(NamedTuple):
    """What is around a result: the points of the exercise, notes, the task to go on with, if the solution is shown."""

    earned: float
    possible: float
    notes: tuple[str, ...] = ()
    following: Task | None = None
    solution: bool = False


def state_of(result: Result) -> str:
    """Return "untouched", "right", "partly" or "wrong"."""
    if not result.attempted:
        return "untouched"
    return "right" if result.points == result.possible else "partly" if result.points else "wrong"


def headline(task: Task, result: Result) -> str:
    """Return the first line of a card."""
    words = {"untouched": "not attempted yet", "right": "right", "partly": "partly right", "wrong": "not right yet"}
    return f"{task.id} {task.title}: {words[state_of(result)]}, {of_points(result.points, result.possible)}"


def of_points(earned: float, possible: float) -> str:
    """Return "1.5 of 2 points", "0 of 1 point"."""
    return f"{number(earned)} of {number(possible)} {'point' if possible == 1 else 'points'}"


def part_line(finding: Finding) -> str:
    """Return what became of one part, in words."""
    mark = "✗" if finding.mistake else "✓"
    return f"{mark} {finding.part}: {'right' if not finding.mistake else 'not yet'} ({number(finding.possible)})"


def what_is_wrong(task: Task, result: Result) -> list[str]:
    """Return what is wrong: of a function the mistake to mend first, of typed entries a line for each wrong one."""
    wrong = [finding for finding in result.findings if finding.mistake and result.attempted]
    if isinstance(task, ValueTask) and len({finding.message for finding in wrong}) > 1:
        return [
            finding.message if finding.part in finding.message else f"{finding.part}: {finding.message}"
            for finding in wrong
        ]
    return [result.mistake.message] if wrong else []


def _of_entry(finding: Finding) -> str:
    """Return the message, with the name of the entry before it if it does not speak of it."""
    return finding.message if finding.part in finding.message else f"{finding.part}: {finding.message}"


def bar(task: Task, standing: Standing) -> str:
    """Return "Exercise 3: 9 of 18 points"."""
    name = leads.exercise_of(task).number.lstrip("0")
    return f"Exercise {name}: {of_points(standing.earned, standing.possible)}"


# --- as text


def as_text(task: Task, result: Result, standing: Standing) -> str:
    """Return the card as plain text."""
    lines = [headline(task, result)]
    if result.attempted:
        lines += [part_line(finding) for finding in result.findings]
    lines += what_is_wrong(task, result) + _what_next(task, result, standing)
    return "\n".join([*lines, *standing.notes, bar(task, standing)])


def _what_next(task: Task, result: Result, standing: Standing) -> list[str]:
    if not result.attempted:
        return [f"Replace the stub of {task.answer} by your answer and run this cell again."]
    if state_of(result) == "right":
        following = standing.following
        on = f"Go on with {following.id}, {following.title}." if following else "All is done."
        return [*filter(None, [task.insight]), on]
    return [f'Look at: {task.section}. For a hint run hint("{task.id}"); hints cost nothing.']


# --- as HTML


def as_html(task: Task, result: Result, standing: Standing) -> str:
    """Return the card as HTML."""
    first = f"<p><b>{escape(headline(task, result))}</b></p>"
    inner = [first, *_mistakes(task, result), _parts(result), *_leads(task, result, standing)]
    notes = [f"<p>{escape(note)}</p>" for note in standing.notes]
    return boxed(state_of(result), [*inner, *notes, _meter(task, standing)])


def boxed(state: str, inner: Sequence[str]) -> str:
    """Return pieces of HTML in the box of a card; the colour of its edge is that of a state (see ``state_of``)."""
    return f'<div role="status" style="{_BOX.format(edge=_EDGES[state])}">{"".join(inner)}</div>'


def _mistakes(task: Task, result: Result) -> list[str]:
    return [f"<p><b>{escape(words)}</b></p>" for words in what_is_wrong(task, result)]


def _parts(result: Result) -> str:
    if not result.attempted:
        return ""
    lines = "".join(f"<li>{escape(part_line(finding))}</li>" for finding in result.findings)
    return f'<ul style="list-style: none; padding-left: 0">{lines}</ul>'


def _leads(task: Task, result: Result, standing: Standing) -> list[str]:
    """Return the ways on: after a right answer the insight and the next task, before it the lesson and the hints."""
    solution = leads.solution_link(task) if standing.solution else ""
    compare = f"<p>Compare with {solution}.</p>" if solution else ""
    if not result.attempted:
        return [f"<p>{escape(_what_next(task, result, standing)[0])}</p>", hints(task.hints)]
    if state_of(result) == "right":
        return [*(f"<p>{escape(line)}</p>" for line in _what_next(task, result, standing)), compare]
    return [f"<p>Look at: {leads.section_link(task.section)}.</p>", hints(task.hints), compare]


def hints(texts: Sequence[str]) -> str:
    """Return the hints folded, each inside the one before, so that one at a time is opened."""
    inner = ""
    for i, text in reversed(list(enumerate(texts, 1))):
        inner = f"<details><summary>Hint {i} of {len(texts)}</summary><p>{escape(text)}</p>{inner}</details>"
    return inner


def _meter(task: Task, standing: Standing) -> str:
    words = escape(bar(task, standing))
    return (
        f'<p><label>{words} <progress max="{standing.possible:g}" value="{standing.earned:g}"></progress></label></p>'
    )
