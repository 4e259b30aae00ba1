"""The commands for the evening after the deadline: ``bpcourse report`` and ``bpcourse override``."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

ABOUT_REPORT = """Writes into RESULTS, which bpcourse grade has made:

  class.html       what the class gets wrong, without names: to look at, or to show
  names.html       who is missing, whose notebook could not be read, whose answers are nearly alike
  scores.csv       a row a hand-in, a column a task
  tasks.csv, mistakes.csv, unnamed.csv    the numbers behind class.html
  feedback/        a page for each student
  moodle_feedback.zip, canvas_feedback.zip    the same under the names of the download, for the platform to take back

With a roster also grades.csv, a row a person, and what the platform imports: moodle_worksheet.csv or
canvas_gradebook.csv. The roster is the file that the platform exports (Moodle: the grading worksheet or the
participants; Canvas: the gradebook), or any CSV with a column called name. The options are kept:
later runs use them again."""
ABOUT_OVERRIDE = """Sets a mark by hand, with a reason. It is added to overrides.csv in RESULTS, which no other command
writes, and holds in every report from now on; the last one for a task counts. Without STUDENT the marks set by hand are
listed.

  bpcourse override RESULTS "Ada Lovelace" 03.2 2.5 --reason "right, but in another convention"
  bpcourse override RESULTS "Ada Lovelace" total 0 --reason "see our talk of Tuesday"
  bpcourse override RESULTS "Ada Lovelace" 03.2 --withdraw --reason "was a mistake of mine\""""


def add_parsers(commands) -> None:
    """Add the two commands to those of the command line."""
    raw = argparse.RawDescriptionHelpFormatter
    words = "write the pages and tables: what the class gets wrong, marks, feedback"
    command = commands.add_parser("report", help=words, description=ABOUT_REPORT, formatter_class=raw)
    command.add_argument("results", type=Path, metavar="RESULTS", help="a folder that bpcourse grade has made")
    command.add_argument("--roster", type=Path, metavar="CSV", help="who is in the class, as the platform exports it")
    command.add_argument("--no-roster", action="store_true", help="forget the roster that was given before")
    words = "which of several hand-ins of a person counts: the best (unless said otherwise) or the last"
    command.add_argument("--several", choices=("best", "last"), help=words)
    words = "the column of Canvas's gradebook for this exercise; without it, the one that is called like it"
    command.add_argument("--column", metavar="TITLE", help=words)
    command = commands.add_parser(
        "override", help="set a mark by hand, with a reason", description=ABOUT_OVERRIDE, formatter_class=raw
    )
    command.add_argument("results", type=Path, metavar="RESULTS", help="a folder that bpcourse grade has made")
    command.add_argument("student", nargs="?", metavar="STUDENT", help="the hand-in, as scores.csv calls it")
    command.add_argument("task", nargs="?", metavar="TASK", help="such as 03.2; or total, for the whole mark")
    command.add_argument("points", nargs="?", metavar="POINTS", help="the points that it is to have")
    command.add_argument("--reason", metavar="TEXT", help="why; the student reads it on the page of feedback")
    command.add_argument("--withdraw", action="store_true", help="let the mark of the grader hold again")


# --- the report


def chosen_options(arguments):
    """Return the options of a report: those given now, for the rest those that are kept."""
    from bpcourse.report.whole import kept_options

    options = kept_options(arguments.results)
    if arguments.roster:
        options = options._replace(roster=str(arguments.roster.resolve()))
    if arguments.no_roster:
        options = options._replace(roster="")
    given = {name: getattr(arguments, name) for name in ("several", "column") if getattr(arguments, name) is not None}
    return options._replace(**given)


def in_lines(report, folder: Path) -> Iterator[str]:
    """Yield what is to be said of a report that was written: counts, files, and what needs a look."""
    from bpcourse.report.texts import one_line

    bad = [one for one in report.hand_ins if one.state != "graded"]
    yield f"{len(report.hand_ins) - len(bad)} of {len(report.hand_ins)} notebooks were graded."
    yield from (f"  not graded: {one_line(one.file or one.name)}: {one_line(one.notes)}" for one in bad)
    if report.roster:
        yield from _about_persons(report.persons)
    for one in report.marks.unused:
        yield f"  overrides.csv: there is no hand-in {one_line(one.student)!r} with a task {one_line(one.task)!r}."
    for one in report.marks.changed:
        yield f"  overrides.csv: {one_line(one.student)}, {one.task}: the notebook has changed since. Look again."
    yield f"What the class gets wrong: {folder / 'class.html'}. Who needs a look: {folder / 'names.html'}."
    yield f"The marks are in {folder / 'scores.csv'}, the pages for the students in {folder / 'feedback'}."
    others = [name for name in report.files if name.startswith(("grades", "moodle", "canvas"))]
    if others:
        yield f"For the platform: {', '.join(str(folder / name) for name in others)}."


def _about_persons(persons) -> Iterator[str]:
    from bpcourse.report.texts import one_line

    missing = sum(entry.counts is None for entry in persons.entries)
    yield f"{len(persons.entries) - missing} of {len(persons.entries)} persons handed in, {missing} are missing."
    for one in persons.strangers[:20]:
        yield f"  nobody's in the roster: {one_line(one.name)}"
    if len(persons.strangers) > 20:
        yield f"  and {len(persons.strangers) - 20} more: see names.html"


# --- a mark set by hand


def override(arguments) -> Sequence[str]:
    """Set a mark by hand, or list those that are set; return what is to be said; raises WrongResults or Unusable."""
    from bpcourse.report.overrides import Override, add_override, read_overrides
    from bpcourse.report.tables import Unusable
    from bpcourse.runner.store import Store

    store = Store(arguments.results)
    store.run()
    if arguments.student is None:
        return list(_listed(read_overrides(store.folder)))
    record = store.get(arguments.student)
    if record is None:
        raise Unusable(f"There is no hand-in {arguments.student!r}. The column student of scores.csv has their names.")
    if not (arguments.reason or "").strip():
        raise Unusable('Say why, with --reason "...": the student reads it, and so will you in a year.')
    task, was, possible = _task(record, arguments.task)
    points = None if arguments.withdraw else _points(arguments.points, possible)
    row = Override(arguments.student, task, points, arguments.reason.strip(), "", was, str(record.get("sha256", "")))
    add_override(store.folder, row)
    return [
        f"{arguments.student}, {task}: {'as the grader marked it' if points is None else f'{points:g}'} (was {was})."
    ]


def _listed(overrides) -> Iterator[str]:
    from bpcourse.report.texts import one_line

    for one in overrides:
        points = "taken back" if one.points is None else f"{one.points:g}"
        yield one_line(f"{one.when}  {one.student}, {one.task}: {points} (was {one.was}). {one.reason}")
    yield "" if overrides else "No mark has been set by hand."


def _task(record: dict, name: str | None) -> tuple[str, str, float]:
    """Return the id of a task, the points that the grader gave it, as text, and those that are possible."""
    from bpcourse.report.tables import Unusable
    from bpcourse.tasks.results import number

    tasks = record["tasks"]
    if name == "total":
        return name, *(
            f(sum(task[key] for task in tasks.values())) for f, key in ((number, "points"), (float, "possible"))
        )
    name = f"0{name}" if name and name[1:2] == "." else name
    if name not in tasks:
        raise Unusable(f"There is no task {name!r}. There are: {', '.join(sorted(tasks))}, and total.")
    return name, number(tasks[name]["points"]), float(tasks[name]["possible"])


def _points(text: str | None, possible: float) -> float:
    from bpcourse.report.tables import Unusable

    try:
        points = float((text or "").replace(",", "."))
    except ValueError:
        points = -1.0
    if not 0 <= points <= possible:
        raise Unusable(f"Points from 0 to {possible:g} were expected, got {text!r}.")
    return points
