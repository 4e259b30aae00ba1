"""Cards: a result as a learner sees it, as text and as HTML of our own words only, readable without colour."""

from __future__ import annotations

from html import escape

from bpcourse.tasks import Task
from bpcourse.tasks.results import Finding, Result, number

_BOX = (
    "border: 1px solid var(--jp-border-color1, #bbb); border-left: 6px solid {edge}; border-radius: 4px; "
    "padding: 0.6em 1em; margin: 0.3em 0; max-width: 46em; line-height: 1.5"
)
_EDGES = {"right": "#0072B2", "partly": "#E69F00", "wrong": "#D55E00", "untouched": "#8a8a8a"}


def state_of(result: Result) -> str:
    """Return "untouched", "right", "partly" or "wrong"."""
    if not result.attempted:
        return "untouched"
    return "right" if result.points == result.possible else "partly" if result.points else "wrong"


def headline(task: Task, result: Result) -> str:
    """Return the first line of a card."""
    words = {"untouched": "not attempted yet", "right": "right", "partly": "partly right", "wrong": "not right yet"}
    points = f"{number(result.points)} of {number(result.possible)} points"
    return f"{task.id} {task.title}: {words[state_of(result)]}, {points}"


def part_line(finding: Finding) -> str:
    """Return what became of one part, in words."""
    mark = "✗" if finding.mistake else "✓"
    return f"{mark} {finding.part}: {'right' if not finding.mistake else 'not yet'} ({number(finding.possible)})"


def next_step(task: Task, result: Result) -> str:
    """Return what to do next."""
    if not result.attempted:
        return f"Replace the stub of {task.answer} by your answer and run this cell again."
    if state_of(result) == "right":
        return ""
    return f'Look at: {task.section}. For a hint run hint("{task.id}"); hints cost nothing.'


def as_text(task: Task, result: Result, note: str = "") -> str:
    """Return the card as plain text."""
    lines = [headline(task, result)]
    if result.attempted:
        lines += [part_line(finding) for finding in result.findings]
    if result.attempted and result.mistake:
        lines.append(result.mistake.message)
    return "\n".join([*lines, *filter(None, [next_step(task, result), note])])


def as_html(task: Task, result: Result, note: str = "") -> str:
    """Return the card as HTML."""
    parts = "".join(f"<li>{escape(part_line(finding))}</li>" for finding in result.findings) if result.attempted else ""
    mistake = f"<p><b>{escape(result.mistake.message)}</b></p>" if result.attempted and result.mistake else ""
    rest = "".join(f"<p>{escape(text)}</p>" for text in (next_step(task, result), note) if text)
    listed = f'<ul style="list-style: none; padding-left: 0">{parts}</ul>' if parts else ""
    style, first = _BOX.format(edge=_EDGES[state_of(result)]), escape(headline(task, result))
    return f'<div role="status" style="{style}"><p><b>{first}</b></p>{mistake}{listed}{rest}</div>'
