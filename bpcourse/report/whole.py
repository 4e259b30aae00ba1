"""The whole report: reads each result once, then writes what follows from them, each file whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bpcourse.report import platforms, statistics
from bpcourse.report.class_page import ClassResults, class_page
from bpcourse.report.gathering import ZIPS, Gathered, read_results
from bpcourse.report.hand_ins import HandIn
from bpcourse.report.likeness import Likeness, alike
from bpcourse.report.mistakes import mistakes_csv, unnamed_csv
from bpcourse.report.names_page import NamedResults, names_page
from bpcourse.report.overrides import Marks, read_overrides
from bpcourse.report.persons import BEST, Persons, grades, persons_of
from bpcourse.report.roster import Roster, read_roster
from bpcourse.report.scores import scores
from bpcourse.report.tables import csv_text
from bpcourse.runner.store import Store, write_json, write_text
from bpcourse.tasks.results import number

KEPT = "report.json"  # the options that later runs use again
FOR_PLATFORMS = {"grades.csv", "moodle_worksheet.csv", "canvas_gradebook.csv", *ZIPS.values()}


class Options(NamedTuple):
    """What the instructor has chosen: the file of the roster ("" for none), which of several hand-ins counts, and the
    column of Canvas's gradebook ("" for the one with the name of the exercise).
    """

    roster: str = ""
    several: str = BEST
    column: str = ""


class Report(NamedTuple):
    """What a report rests on, and which files were written."""

    gathered: Gathered
    persons: Persons
    marks: Marks
    roster: Roster | None
    exercise: str
    options: Options
    files: tuple[str, ...] = ()

    @property
    def hand_ins(self) -> Sequence[HandIn]:
        """Return all hand-ins, in the order of their names."""
        return self.gathered.hand_ins

    @property
    def is_complete(self) -> bool:
        """Return whether everything was graded and could be read."""
        return not self.gathered.damaged and all(one.state == "graded" for one in self.hand_ins)


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
    gathered = read_results(store, marks)
    persons = persons_of(gathered.hand_ins, roster, options.several)
    report = Report(gathered, persons, marks, roster, exercise, options)
    files = {**_tables(report), **_pages(report), **_for_platform(report)}
    for name, text in files.items():
        write_text(store.folder / name, text)
    for name in FOR_PLATFORMS - {*files, *gathered.zips}:  # of an earlier report: its marks may be others
        (store.folder / name).unlink(missing_ok=True)
    if options != kept_options(store.folder):
        write_json(store.folder / KEPT, options._asdict())
    return report._replace(files=(*files, *gathered.zips))


def _tables(report: Report) -> dict[str, str]:
    """Return the tables under their names."""
    counted, examples = report.persons.counted, report.gathered.examples
    read = sum(one.is_read for one in counted)
    return {
        "scores.csv": scores(report.hand_ins),
        "tasks.csv": _tasks_csv(statistics.task_counts(counted), examples.titles),
        "mistakes.csv": mistakes_csv(statistics.mistake_counts(counted), examples, read),
        "unnamed.csv": unnamed_csv(examples),
    }


def _tasks_csv(counts: Sequence[statistics.TaskCount], titles: dict[str, str]) -> str:
    header = ["task", "title", "possible", "right", "in part", "tried, no points", "not tried", "mean"]
    rows = ((c.task, titles[c.task], number(c.possible), *c[2:6], number(c.mean)) for c in counts)
    return csv_text(header, rows)


def _pages(report: Report) -> dict[str, str]:
    """Return the page of the class and the page with names."""
    counted, examples = report.persons.counted, report.gathered.examples
    numbers = (statistics.points(counted), statistics.task_counts(counted), statistics.mistake_counts(counted))
    shown = ClassResults(report.exercise, counted, *numbers, examples, len(report.hand_ins))
    several, has_roster = report.options.several, report.roster is not None
    named = NamedResults(report.exercise, report.hand_ins, report.persons, has_roster, several, _alike(report))
    return {"class.html": class_page(shown), "names.html": names_page(named, report.marks)}


def _alike(report: Report) -> list[Likeness]:
    """Return which hand-ins of different persons are alike; where nothing was attempted, nothing was copied."""
    owner = {one.name: i for i, entry in enumerate(report.persons.entries) for one in entry.hand_ins}
    owners = [owner.get(one.name, one.name) for one in report.hand_ins]
    files = [one.sha256 if one.is_attempted else "" for one in report.hand_ins]
    return alike(report.gathered.fingerprints, files, owners)


def _for_platform(report: Report) -> dict[str, str]:
    """Return the table of grades, and the table that the platform of the roster imports; nothing without a roster."""
    if report.roster is None:
        return {}
    files, roster, entries = {"grades.csv": grades(report.persons)}, report.roster, report.persons.entries
    if roster.kind == "moodle":
        files["moodle_worksheet.csv"] = platforms.moodle_worksheet(roster, entries)
    if roster.kind == "canvas":
        column = report.options.column
        files["canvas_gradebook.csv"] = platforms.canvas_gradebook(roster, entries, report.exercise, column)
    return files
