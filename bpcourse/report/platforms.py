"""What Moodle and Canvas take back: marks in the columns that they import, and feedback under the download's names.

Moodle's assignment reads of its grading worksheet the columns ``Identifier``, ``Grade`` and ``Last modified (grade)``
(mod/assign/feedback/offline/importgradeslib.php), and a zip of feedback files whose folders are called
``Name_Number_assignsubmission_file`` (mod/assign/feedback/file/importziplib.php).  Canvas's gradebook wants
``Student``, ``ID``, its other columns up to ``Section``, then assignments, and a row with the points possible
(lib/gradebook_importer.rb).  Files that are uploaded again it finds by the two numbers in the name of the download, and
they are shown under the name of the file that was handed in: the feedback is therefore a notebook.
"""

from __future__ import annotations

import json
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

from bpcourse.characters import JOINERS
from bpcourse.report.hand_ins import HandIn, in_points
from bpcourse.report.matching import trace_of
from bpcourse.report.persons import Entry
from bpcourse.report.roster import Roster
from bpcourse.report.tables import Unusable, csv_text
from bpcourse.report.texts import as_written, escape, one_line
from bpcourse.runner.store import file_name
from bpcourse.tasks.results import number

MOODLE_COLUMNS = (
    "identifier",
    "full name",
    "id number",
    "email address",
    "grade",
    "maximum grade",
    "last modified (grade)",
)
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the time of all files in a zip, so that the same feedback makes the same file


# --- marks


def moodle_worksheet(roster: Roster, entries: Sequence[Entry]) -> str:
    """Return Moodle's worksheet with the marks filled in; who is missing, or not marked, keeps what stood there."""
    names = [name.casefold() for name in roster.header]
    kept = [i for i, name in enumerate(names) if name in MOODLE_COLUMNS]
    grade, most = names.index("grade"), names.index("maximum grade") if "maximum grade" in names else None
    rows = []
    for entry in entries:
        row = [as_written(cell) for cell in entry.person.row]
        if points := _marked(entry):
            row[grade] = scaled(points, row[most] if most is not None else "")
        rows.append([row[i] for i in kept])
    return csv_text([roster.header[i] for i in kept], rows, mark="")


def _marked(entry: Entry) -> HandIn | None:
    return entry.counts if entry.counts and entry.counts.is_marked else None


def scaled(hand_in: HandIn, most: str) -> str:
    """Return the points of a hand-in where the platform's largest mark is ``most``, as text; unscaled if that is ""."""
    try:
        largest = float(most.replace(",", "."))
    except ValueError:
        return number(hand_in.points)
    return number(round(hand_in.points * largest / hand_in.possible, 2)) if hand_in.possible else ""


def canvas_gradebook(roster: Roster, entries: Sequence[Entry], exercise: str, column: str = "") -> str:
    """Return the rows that Canvas imports: its columns for students, and one for the exercise; raises Unusable."""
    names = [name.casefold() for name in roster.header]
    students = names.index("section") + 1
    place = _column(roster, students, exercise, column)
    extra = next((row for row in roster.extra if "points possible" in row[0].casefold()), None)
    most = extra[place].strip() if extra and place is not None else ""
    possible = next((number(entry.counts.possible) for entry in entries if entry.counts), "")
    title = roster.header[place] if place is not None else column or exercise
    rows = [["    Points Possible", *[""] * (students - 1), most or possible]]
    for entry in entries:
        hand_in, before = _marked(entry), entry.person.row[place] if place is not None else ""
        cells = [as_written(cell) for cell in entry.person.row[:students]]
        rows.append([*cells, scaled(hand_in, most) if hand_in else before])
    return csv_text([*roster.header[:students], title], rows, mark="")


def about_column(roster: Roster, exercise: str, column: str = "") -> str:
    """Return which column of Canvas's gradebook holds the marks, and what to do where it is a new one."""
    students = [name.casefold() for name in roster.header].index("section") + 1
    place = _column(roster, students, exercise, column)
    if place is not None:
        return f"The marks are in Canvas's column {one_line(roster.header[place])!r}."
    there = ", ".join(map(repr, map(one_line, roster.header[students:])))
    words = f"Canvas has no column called like {exercise}, or several: importing the file makes a new one."
    return f"{words} Say which it is: --column, with one of {there}." if there else words


def _column(roster: Roster, students: int, exercise: str, column: str) -> int | None:
    """Return which column of the gradebook is the exercise's: the one named, or the only one with its name.

    The number of the exercise may be left out there.
    """
    there = range(students, len(roster.header))
    names = [_plain(column)] if column else [_plain(exercise), _plain(exercise).lstrip("0123456789 ")]
    found = ([i for i in there if _plain(roster.header[i]) == name or roster.header[i] == column] for name in names)
    fits = next(filter(None, found), [])
    if column and len(fits) != 1:
        there_are = ", ".join(one_line(roster.header[i]) for i in there)
        raise Unusable(f"The gradebook has no column {column!r}. There are: {there_are}.")
    return fits[0] if len(fits) == 1 else None


def _plain(title: str) -> str:
    return re.sub(r"[\W_]+", " ", re.sub(r"\s*\(\d+\)\s*$", "", title)).strip().casefold()


# --- feedback


class FeedbackZip(AbstractContextManager):
    """A zip of feedback for a platform, written file by file; ``names`` are those of the files that it holds."""

    def __init__(self, file: BinaryIO, platform: str):
        self.zip, self.platform, self.names = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED), platform, set()

    def __exit__(self, *problem) -> None:
        self.zip.close()

    def add(self, record: dict, page: str) -> None:
        """Add the feedback on a hand-in, if it was downloaded from this platform."""
        trace = trace_of(record.get("file", ""))
        if trace is None or trace.platform != self.platform:
            return
        if self.platform == "canvas":
            self._write(_printable(Path(record["file"]).name), feedback_notebook(record))
            return
        name = _moodle_name(trace.folder, Path(record["file"]).stem.removeprefix(f"{trace.folder}_"))
        if name in self.names:  # the same name in two folders of one person
            name = _moodle_name(trace.folder, record["submission"])
        self._write(name, page)

    def _write(self, name: str, content: str) -> None:
        if name not in self.names:
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            self.zip.writestr(entry, content.encode("utf-8", "backslashreplace"))
            self.names.add(name)


def _moodle_name(folder: str, about: str) -> str:
    return f"{_printable(folder)}/feedback_{file_name(about)}.html"


def _printable(name: str) -> str:
    """Return a name as it was downloaded, with spaces for what is no character."""
    name = name.encode("utf-8", "replace").decode()
    return "".join(one if one in JOINERS or unicodedata.category(one)[0] != "C" else " " for one in name)


def feedback_notebook(record: dict) -> str:
    """Return the feedback on a result as a notebook with one cell of text."""
    lines = [f"# {_plain_text(record['exercise'])}", "", *(f"- {_plain_text(note)}" for note in record["notes"])]
    for name, task in sorted(record["tasks"].items()):
        lines += ["", f"## {name} {_plain_text(task['title'])}: {in_points(task['points'], task['possible'])}", ""]
        lines += [f"Set by the instructor: {_plain_text(task['reason'])}", ""] if task.get("reason") else []
        lines += [_line(finding) for finding in task["findings"]] if task["attempted"] else ["Not attempted."]
    cell = {"cell_type": "markdown", "id": "feedback", "metadata": {}, "source": "\n".join(lines)}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _line(finding: dict) -> str:
    mark = "✓" if finding["earned"] >= finding["possible"] else "✗"
    points = in_points(finding["earned"], finding["possible"])
    return f"- {mark} {_plain_text(finding['part'])} ({points}): {_plain_text(finding['message'])}".removesuffix(": ")


def _plain_text(text) -> str:
    """Return a text that Markdown shows as it is."""
    return re.sub(r"([\\`*_{}\[\]()#+!|$~^])", r"\\\1", escape(one_line(text)))
