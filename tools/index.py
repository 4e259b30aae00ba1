"""What stands in the index of the course: terms, interactives, predictions and tasks, with links to their sections.

Terms come from ``bpcourse/terms.toml``; the rest from the notebooks, the questions and the tasks.  ``tools/tables.py``
writes it into ``lessons/index.ipynb``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from notebooks import ROOT, parse, read

from bpcourse.exercises import EXERCISES
from bpcourse.lessons import LESSONS, Lesson
from bpcourse.predictions.catalogue import QUESTIONS
from bpcourse.sections import places

CALLED = {"delta_explorer": "δ explorer", "rate_finder": "learning-rate finder"}  # the others as their modules
WIDGET = re.compile(r"^from bplib\.widgets\.(\w+) import", re.MULTILINE)


def terms() -> str:
    """Return the table of the terms: where each is explained, and where else it matters."""
    listed = tomllib.loads((ROOT / "bpcourse" / "terms.toml").read_text("utf-8"))["terms"]
    rows = []
    for term in sorted(listed, key=str.casefold):
        first, *others = [section_link(label, number) for label, number in places(listed[term])]
        rows.append(f"| {term} | {first} | {'; '.join(others)} |")
    return "\n".join(["| term | explained in | see also |", "|---|---|---|", *rows])


def interactives() -> str:
    """Return the table of the interactives: where each is, and whether it needs a kernel."""
    rows = [f"| {one.name} | {one.link} | {'no' if one.alone else 'yes'} |" for one in _interactives()]
    return "\n".join(["| interactive | where | needs a kernel |", "|---|---|---|", *rows])


def predictions() -> str:
    """Return the table of the sections that ask for a prediction."""
    rows = []
    for lesson in LESSONS:
        asked = [question.section for name, question in QUESTIONS.items() if name.startswith(f"{lesson.number}.")]
        links = ", ".join(heading_link(lesson, heading) for heading in dict.fromkeys(asked))
        rows += [f"| [{lesson.label}]({lesson.name}.ipynb) | {len(asked)} | {links} |"] * bool(asked)
    return "\n".join(["| lesson | predictions | in the sections |", "|---|---|---|", *rows])


def tasks() -> str:
    """Return the table of the tasks and the sections that they belong to."""
    rows = [
        f"| [{task.id}](../exercises/{exercise.name}.ipynb) {task.title} | {_sections(task.section)} |"
        for exercise in EXERCISES.values()
        for task in exercise.tasks
    ]
    return "\n".join(["| task | treated in |", "|---|---|", *rows])


# --- links


def section_link(label: str, number: str) -> str:
    """Return a link to a section of a lesson; raises ValueError if the lesson has no such section."""
    lesson = next(one for one in LESSONS if one.label == label)
    if not number:
        return f"[lesson {label}]({lesson.name}.ipynb)"
    found = [heading for heading in headings(lesson) if heading.startswith(f"{number} · ")]
    if not found:
        raise ValueError(f"lesson {label} has no section {number}")
    return f"[lesson {label}, section {number}]({lesson.name}.ipynb#{place(lesson, found[0])})"


def heading_link(lesson: Lesson, heading: str) -> str:
    """Return a link to a heading of a lesson, by its words; raises ValueError if it is not there."""
    if heading not in headings(lesson):
        raise ValueError(f"lesson {lesson.label} has no heading {heading!r}")
    return f"[{heading}]({lesson.name}.ipynb#{place(lesson, heading)})"


def place(lesson: Lesson, heading: str) -> str:
    """Return what stands behind # in an address: the id of the cell of a heading.

    JupyterLab does not find a heading with a letter like ·.  Raises ValueError if it is not the first in its cell.
    """
    cell = next(cell for cell, one in _cells_with_headings(lesson) if one == heading)
    first = next(one for other, one in _cells_with_headings(lesson) if other is cell)
    if first != heading:
        raise ValueError(f"lesson {lesson.label}: {heading!r} stands below another heading: give it a cell of its own")
    return f"cell-id={cell.id}"


@cache
def headings(lesson: Lesson) -> tuple[str, ...]:
    """Return the headings of a lesson, without their marks."""
    return tuple(heading for _, heading in _cells_with_headings(lesson) if heading)


def _sections(text: str) -> str:
    return "; ".join(section_link(label, number) for label, number in places(text))


# --- interactives


class Interactive(NamedTuple):
    """An interactive of a lesson; ``alone`` says whether it runs without a kernel."""

    name: str
    link: str
    alone: bool


def _interactives() -> Iterator[Interactive]:
    for lesson in LESSONS:
        heading = ""
        for cell, new in _cells_with_headings(lesson):
            heading = new or heading
            if cell.cell_type == "code" and (module := WIDGET.search(cell.source)):
                name = CALLED.get(module[1], module[1].replace("_", " "))
                alone = any("explorer" in key for output in cell.outputs for key in output.get("data", {}))
                yield Interactive(name, f"lesson {lesson.label}, {heading_link(lesson, heading)}", alone)


@cache
def _cells_with_headings(lesson: Lesson) -> tuple:
    """Return the cells of a lesson, each with the heading in it: one pair for each heading, "" for none."""
    cells = parse(read(ROOT / "lessons" / f"{lesson.name}.ipynb")).cells
    pairs = []
    for cell in cells:
        found = re.findall(r"^##+ (.*?)\s*$", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else []
        pairs += [(cell, heading) for heading in found or [""]]
    return tuple(pairs)
