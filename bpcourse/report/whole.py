"""The whole report: reads each result once, then writes what follows from them, each file whole or not at all."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bpcourse.report import platforms, statistics
from bpcourse.report.class_page import ClassResults, class_page
from bpcourse.report.feedback import feedback
from bpcourse.report.files import zip_in_place_of
from bpcourse.report.hand_ins import HandIn, hand_in
from bpcourse.report.likeness import Fingerprints, alike
from bpcourse.report.mistakes import Examples, mistakes_csv, unnamed_csv
from bpcourse.report.names_page import NamedResults, names_page
from bpcourse.report.overrides import Marks, read_overrides
from bpcourse.report.persons import BEST, Persons, grades, persons_of
from bpcourse.report.roster import Roster, read_roster
from bpcourse.report.scores import scores
from bpcourse.report.tables import csv_text
from bpcourse.runner.store import Store, file_name, write_json, write_text
from bpcourse.tasks.results import number

KEPT = "report.json"  # the options that later runs use again
ZIPS = {"moodle": "moodle_feedback.zip", "canvas": "canvas_feedback.zip"}


class Options(NamedTuple):
    """What the instructor has chosen: the file of the roster ("" for none), which of several hand-ins counts, and the
    column of Canvas's gradebook ("" for the one with the name of the exercise).
    """

    roster: str = ""
    several: str = BEST
    column: str = ""


class Report(NamedTuple):
    """What was written: the hand-ins, whose they are, the marks set by hand, the files."""

    hand_ins: Sequence[HandIn]
    persons: Persons
    marks: Marks
    roster: Roster | None
    files: tuple[str, ...]


class Gathered:
    """What is kept of the results while they are read."""

    def __init__(self):
        self.hand_ins, self.examples, self.fingerprints = [], Examples(), Fingerprints()

    def add(self, record: dict) -> None:
        """Keep what is needed of a record."""
        self.hand_ins.append(hand_in(record))
        self.examples.add(record)
        self.fingerprints.add(record)


def kept_options(folder: Path) -> Options:
    """Return the options of the last report in a folder of results, or those that nobody has changed."""
    try:
        kept = json.loads((folder / KEPT).read_text(encoding="utf-8"))
        return Options(*(str(kept.get(name, default)) for name, default in Options()._asdict().items()))
    except (OSError, ValueError, AttributeError):
        return Options()


def write_report(folder: Path, options: Options | None = None) -> Report:
    """Write the report into a folder of results; raises WrongResults, or Unusable for a file of the instructor's.

    Args:
        options: kept for later runs; None for those that are kept.
    """
    store = Store(folder)
    exercise = store.run()["exercise"]
    options = kept_options(store.folder) if options is None else options
    roster = read_roster(Path(options.roster)) if options.roster else None
    marks = Marks(read_overrides(store.folder))
    gathered, zips = _read_results(store, marks)
    order = sorted(range(len(gathered.hand_ins)), key=lambda i: _order(gathered.hand_ins[i]))
    hand_ins = [gathered.hand_ins[i] for i in order]
    persons = persons_of(hand_ins, roster, options.several)
    files = {
        **_tables(hand_ins, persons, gathered.examples),
        "class.html": _class_page(exercise, hand_ins, persons, gathered.examples),
        "names.html": names_page(
            NamedResults(
                exercise,
                hand_ins,
                persons,
                roster is not None,
                options.several,
                _alike(gathered, order, persons),
                marks,
            )
        ),
        **(_for_platform(roster, persons, exercise, options.column) if roster else {}),
    }
    for name, text in files.items():
        write_text(store.folder / name, text)
    if options != kept_options(store.folder):
        write_json(store.folder / KEPT, options._asdict())
    return Report(hand_ins, persons, marks, roster, (*files, *zips))


def _order(one: HandIn) -> tuple[str, str]:
    return one.name.casefold(), one.name


def _read_results(store: Store, marks: Marks) -> tuple[Gathered, list[str]]:
    """Read each result once: write its page of feedback, add it to the zip of its platform, keep what is needed."""
    gathered, pages = Gathered(), store.folder / "feedback"
    pages.mkdir(exist_ok=True)
    with contextlib.ExitStack() as stack:
        files = {name: stack.enter_context(zip_in_place_of(store.folder / file)) for name, file in ZIPS.items()}
        zips = {name: stack.enter_context(platforms.FeedbackZip(file, name)) for name, file in files.items()}
        for record in map(marks.set_in, store.each()):
            page = feedback(record)
            write_text(pages / f"{file_name(record['submission'])}.html", page)
            for one in zips.values():
                one.add(record, page)
            gathered.add(record)
        used = [name for name, one in zips.items() if one.number]
    return gathered, [ZIPS[name] for name in used]


def _tables(hand_ins: Sequence[HandIn], persons: Persons, examples: Examples) -> dict[str, str]:
    """Return the tables under their names."""
    counted = persons.counted
    read = sum(one.is_read for one in counted)
    return {
        "scores.csv": scores(hand_ins),
        "tasks.csv": _tasks_csv(statistics.task_counts(counted), examples.titles),
        "mistakes.csv": mistakes_csv(statistics.mistake_counts(counted), examples, read),
        "unnamed.csv": unnamed_csv(examples),
    }


def _tasks_csv(counts: Sequence[statistics.TaskCount], titles: dict[str, str]) -> str:
    header = ["task", "title", "possible", "right", "in part", "tried, no points", "not tried", "mean"]
    rows = ((c.task, titles[c.task], number(c.possible), *c[2:6], number(c.mean)) for c in counts)
    return csv_text(header, rows)


def _class_page(exercise: str, hand_ins: Sequence[HandIn], persons: Persons, examples: Examples) -> str:
    counted = persons.counted
    numbers = (statistics.points(counted), statistics.task_counts(counted), statistics.mistake_counts(counted))
    return class_page(ClassResults(exercise, counted, *numbers, examples, len(hand_ins)))


def _alike(gathered: Gathered, order: Sequence[int], persons: Persons) -> list:
    """Return which hand-ins are alike, by their numbers in the order of the tables."""
    owner = {one.name: i for i, entry in enumerate(persons.entries) for one in entry.hand_ins}
    owners = [owner.get(one.name, one.name) for one in gathered.hand_ins]
    found = alike(gathered.fingerprints, [one.sha256 for one in gathered.hand_ins], owners)
    place = {number: i for i, number in enumerate(order)}
    return [one._replace(members=tuple(sorted(place[member] for member in one.members))) for one in found]


def _for_platform(roster: Roster, persons: Persons, exercise: str, column: str) -> dict[str, str]:
    """Return the table of grades, and the table that the platform of the roster imports."""
    files = {"grades.csv": grades(persons)}
    if roster.kind == "moodle":
        files["moodle_worksheet.csv"] = platforms.moodle_worksheet(roster, persons.entries)
    if roster.kind == "canvas":
        files["canvas_gradebook.csv"] = platforms.canvas_gradebook(roster, persons.entries, exercise, column)
    return files
