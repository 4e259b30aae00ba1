"""Cards: a result as a learner sees it, as text and as HTML of our own words only, readable without colour."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from bpcourse import leads
from bpcourse.tasks import Task, ValueTask
from bpcourse.tasks.diagnosis import NO_NAME
from bpcourse.tasks.results import UNNAMED, Finding, Result, number
from bpcourse.tasks.words import apart

_BOX = (
    "border: 1px solid var(--jp-border-color1, #bbb); border-left: 6px solid {edge}; border-radius: 4px; "
    "padding: 0.6em 1em; margin: 0.3em 0; max-width: 46em; line-height: 1.5; overflow-wrap: anywhere; "
    "display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.6em"
)
MAY_FOLLOW = "It may follow from the other mistake: mend that first."
_EDGES = {
    "right": "#0072B2",
    "partly": "#E69F00",
    "wrong": "#D55E00",
    "untouched": "#8a8a8a",
    "interrupted": "#8a8a8a",
}


class Standing(NamedTuple):
    """What is around a result: the points of the exercise, notes, the task to go on with, if the solution is shown.

    ``mind`` is to be read before everything else.
    """

    earned: float
    possible: float
    mind: str = ""
    notes: tuple[str, ...] = ()
    following: Task | None = None
    solution: bool = False


def state_of(result: Result) -> str:
    """Return "untouched", "interrupted", "right", "partly" or "wrong"."""
    if not result.attempted:
        return "untouched"
    if result.mistake and result.mistake.mistake == "interrupted":
        return "interrupted"
    return "right" if result.points == result.possible else "partly" if result.points else "wrong"


def headline(task: Task, result: Result) -> str:
    """Return the first line of a card."""
    words = {"untouched": "not attempted yet", "right": "right", "partly": "partly right", "wrong": "not right yet"}
    state, colon = state_of(result), "" if task.title.endswith("?") else ":"
    if state == "interrupted":
        return f"{task.id} {task.title}{colon} interrupted"
    return f"{task.id} {task.title}{colon} {words[state]}, {of_points(result.points, result.possible)}"


def of_points(earned: float, possible: float) -> str:
    """Return "1.5 of 2 points", "0 of 1 point"."""
    return f"{number(earned)} of {number(possible)} {'point' if possible == 1 else 'points'}"


def part_line(finding: Finding) -> str:
    """Return what became of one part, in words, with its points."""
    if finding.mistake:
        return f"✗ {finding.part}: not yet (0 of {number(finding.possible)})"
    return f"✓ {finding.part}: right ({number(finding.possible)})"


def part_lines(result: Result) -> list[str]:
    """Return a line for each part, if all of them have been looked at."""
    return [] if state_of(result) in ("untouched", "interrupted") else list(map(part_line, result.findings))


def what_is_wrong(task: Task, result: Result) -> list[str]:
    """Return what is wrong: of a function the mistake to mend first, of typed entries a line for each thing."""
    wrong = [finding for finding in result.findings if finding.mistake]
    if isinstance(task, ValueTask) and len({finding.message for finding in wrong}) > 1:
        return _of_entries(wrong, follow=bool(task.sites))
    return list(map(_as_sentence, apart(result.mistake.message))) if wrong else []


def _as_sentence(words: str) -> str:
    return f"The {words[4:]}" if words.startswith("the ") else words


def _of_entries(wrong: Sequence[Finding], follow: bool) -> list[str]:
    """Return each message once, with the names of its entries before it if it does not speak of them.

    ``follow`` says that entries follow from one another: where one has a name, another may be wrong because of it.
    """
    named = any(finding.mistake not in UNNAMED for finding in wrong)
    entries: dict[str, list[str]] = {}
    for finding in wrong:
        entries.setdefault(finding.message, []).append(finding.part)
    lines = [line for message, parts in entries.items() for line in apart(_with_names(message, parts))]
    return [line.replace(NO_NAME, MAY_FOLLOW) for line in lines] if named and follow else lines


def _with_names(message: str, parts: Sequence[str]) -> str:
    if any(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", message) for part in parts):
        return message
    return f"{', '.join(parts)}: {message}"


def bar(task: Task, standing: Standing) -> str:
    """Return "Exercise 3: 9 of 18 points"."""
    name = leads.exercise_of(task).number.lstrip("0")
    return f"Exercise {name}: {of_points(standing.earned, standing.possible)}"


# --- as text


def as_text(task: Task, result: Result, standing: Standing) -> str:
    """Return the card as plain text."""
    lines = [headline(task, result), *filter(None, [standing.mind]), *part_lines(result)]
    lines += what_is_wrong(task, result) + _what_next(task, result, standing)
    return "\n".join([*lines, *standing.notes, bar(task, standing)])


def go_on(following: Task | None) -> str:
    """Return with which task to go on."""
    if following is None:
        return "All is done."
    return f"Go on with {following.id}, {following.title}{'' if following.title.endswith('?') else '.'}"


def _what_next(task: Task, result: Result, standing: Standing) -> list[str]:
    if not result.attempted:
        return [f"Replace the stub of {task.answer} by your answer and run this cell again."]
    if state_of(result) == "right":
        return [*filter(None, [task.insight]), go_on(standing.following)]
    return [f'Look at: {task.section}. For a hint run hint("{task.id}"); hints cost nothing.']


# --- as HTML


def as_html(task: Task, result: Result, standing: Standing) -> str:
    """Return the card as HTML."""
    first = "".join(paragraph(words, bold=True) for words in (headline(task, result), standing.mind) if words)
    notes = [paragraph(note) for note in standing.notes]
    inner = [first, *_mistakes(task, result), _parts(result), *_leads(task, result, standing), *notes]
    return boxed(state_of(result), [*inner, _meter(task, standing)])


def boxed(state: str, inner: Sequence[str]) -> str:
    """Return pieces of HTML in the box of a card; the colour of its edge is that of a state (see ``state_of``)."""
    return f'<div role="status" style="{_BOX.format(edge=_EDGES[state])}">{"".join(inner)}</div>'


def paragraph(words: str, bold: bool = False) -> str:
    """Return words as a paragraph of a card, whose box keeps the distances."""
    return f"<div><b>{escape(words)}</b></div>" if bold else f"<div>{escape(words)}</div>"


def _mistakes(task: Task, result: Result) -> list[str]:
    return [paragraph(words, bold=True) for words in what_is_wrong(task, result)]


def _parts(result: Result) -> str:
    lines = "".join(f"<li>{escape(line)}</li>" for line in part_lines(result))
    return f'<ul style="list-style: none; padding: 0; margin: 0">{lines}</ul>' if lines else ""


def _leads(task: Task, result: Result, standing: Standing) -> list[str]:
    """Return the ways on: after a right answer the insight and the next task, before it the lesson and the hints."""
    solution = leads.solution_link(task) if standing.solution else ""
    compare = f"<div>Compare with {solution}.</div>" if solution else ""
    if not result.attempted:
        return [*map(paragraph, _what_next(task, result, standing)), hints(task.hints)]
    if state_of(result) == "right":
        insight, following = [paragraph(task.insight)] if task.insight else [], standing.following
        return [*insight, f"<div>{leads.link_to_other(go_on(following), following, task)}</div>", compare]
    return [f"<div>Look at: {leads.section_link(task.section)}.</div>", hints(task.hints), compare]


def hints(texts: Sequence[str]) -> str:
    """Return the hints folded, each inside the one before, so that one at a time is opened."""
    inner = ""
    for i, text in reversed(list(enumerate(texts, 1))):
        head = f"<summary>Hint {i} of {len(texts)}</summary>"
        inner = f'<details>{head}<div style="margin-bottom: 0.6em">{escape(text)}</div>{inner}</details>'
    return inner


def _meter(task: Task, standing: Standing) -> str:
    meter = f'<progress max="{standing.possible:g}" value="{standing.earned:g}"></progress>'
    return f"<div><label>{escape(bar(task, standing))} {meter}</label></div>"
