"""What ``bpcourse report`` and ``bpcourse override`` do; each returns what is to be said, and raises Refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bpcourse.refusal import Refused
from bpcourse.report.matching import is_name_of, trace_of
from bpcourse.report.overrides import TOTAL, Override, add_override, read_overrides
from bpcourse.report.persons import Persons
from bpcourse.report.platforms import about_column
from bpcourse.report.texts import as_written, one_line
from bpcourse.report.whole import Options, Report, kept_options, write_report
from bpcourse.runner.store import Store, WrongResults, file_name, key_of
from bpcourse.tasks.results import number

MOST_LINES = 20  # of a kind, on the screen


def report(folder: Path, options: Options | None = None) -> tuple[list[str], bool]:
    """Write the report; return what is to be said, and whether everything was graded."""
    try:
        written = write_report(folder, options)
    except WrongResults as problem:
        raise Refused(str(problem)) from None
    except OSError as problem:
        raise Refused(f"The report cannot be written: {problem}") from None
    return list(in_lines(written, folder)), written.is_complete


def chosen_options(arguments) -> Options:
    """Return the options of a report: those given now, for the rest those that are kept."""
    options = kept_options(arguments.results)
    if arguments.roster:
        options = options._replace(roster=str(arguments.roster.resolve()))
    if arguments.no_roster:
        options = options._replace(roster="")
    given = {name: getattr(arguments, name) for name in ("several", "column") if getattr(arguments, name) is not None}
    return options._replace(**given)


def in_lines(report: Report, folder: Path) -> Iterator[str]:
    """Yield what is to be said of a report that was written: counts, files, and what needs a look."""
    bad = [one for one in report.hand_ins if one.state != "graded"]
    yield f"{len(report.hand_ins) - len(bad)} of {len(report.hand_ins)} notebooks were graded."
    yield from _first([f"not graded: {one_line(one.file or one.name)}: {one_line(one.notes)}" for one in bad])
    yield from _first(
        [f"damaged: submissions/{name}: bpcourse grade makes it again" for name in report.gathered.damaged]
    )
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
    if report.roster and report.roster.kind == "canvas":
        yield about_column(report.roster, report.exercise, report.options.column)


def _about_persons(persons: Persons) -> Iterator[str]:
    missing = sum(entry.counts is None for entry in persons.entries)
    yield f"{len(persons.entries) - missing} of {len(persons.entries)} persons handed in, {missing} are missing."
    yield from _first([f"nobody's in the roster: {one_line(one.name)}" for one in persons.strangers])


def _first(lines: Sequence[str]) -> Iterator[str]:
    """Yield the first lines, and how many more there are."""
    yield from (f"  {line}" for line in lines[:MOST_LINES])
    if len(lines) > MOST_LINES:
        yield f"  and {len(lines) - MOST_LINES} more: see names.html"


# --- a mark set by hand


def override(arguments) -> list[str]:
    """Set a mark by hand, or list those that are set."""
    store = Store(arguments.results)
    try:
        store.run()
    except WrongResults as problem:
        raise Refused(str(problem)) from None
    if arguments.student is None:
        return _listed(read_overrides(store.folder))
    override = _new(meant(store, arguments.student), arguments)
    try:
        add_override(store.folder, override)
    except OSError as problem:
        raise Refused(f"The mark cannot be written: {problem}") from None
    return [_told(override), f"It holds from the next report on: bpcourse report {arguments.results}"]


def _new(record: dict, arguments) -> Override:
    """Return the mark that is asked for."""
    task, was, possible = _task(record, arguments.task)
    if arguments.withdraw and arguments.points is not None:
        raise Refused("Either points or --withdraw was expected, got both.")
    points = None if arguments.withdraw else _points(arguments.points, possible)
    reason = (arguments.reason or "").strip()
    if not reason:
        raise Refused('Say why, with --reason "...": the student reads it, and so will you in a year.')
    name, file = record["submission"], file_name(key_of(record))
    return Override(name, task, points, reason, "", number(was), str(record.get("sha256", "")), file)


def meant(store: Store, name: str) -> dict:
    """Return the only result that a name means; raises Refused where that is none, or several.

    Tried in turn: the name of the hand-in in scores.csv, its file, the name of the student that the platform wrote.
    """
    wanted, found = {name, as_written(name)}, {0: [], 1: [], 2: []}
    for _, record in store.each():
        if record and (rank := _fit(record, wanted)) is not None:
            found[rank].append(record)
    fits = next(filter(None, found.values()), [])
    if not fits:
        raise Refused(f"There is no hand-in {name!r}. The column student of scores.csv has their names.")
    if len(fits) > 1:
        names = "\n".join(f"  {one_line(record['submission'])}" for record in fits)
        raise Refused(f"{name!r} has several hand-ins. Say which:\n{names}")
    return fits[0]


def _fit(record: dict, wanted: set[str]) -> int | None:
    """Return how a result fits a name: 0 by that of the hand-in, 1 by its file, 2 by the student's; None if not."""
    file = str(record.get("file", ""))
    if record["submission"] in wanted:
        return 0
    if {file, one_line(file), key_of(record)} & wanted:
        return 1
    trace = trace_of(file)
    return 2 if trace and any(is_name_of(trace, name) for name in wanted) else None


def _listed(overrides: list[Override]) -> list[str]:
    return [f"{one.when}  {_told(one)} {one_line(one.reason)}" for one in overrides] or [
        "No mark has been set by hand."
    ]


def _told(one: Override) -> str:
    points = "as the grader marked it" if one.points is None else f"{number(one.points)} (was {one.was})"
    return one_line(f"{one.student}, {one.task}: {points}.")


def _task(record: dict, name: str | None) -> tuple[str, float, float]:
    """Return the id of a task, the points that the grader gave it, and those that are possible."""
    tasks = record["tasks"]
    name = f"0{name}" if name and name[1:2] == "." else name
    if name != TOTAL and name not in tasks:
        wrong = f"There is no task {name!r}." if name else "Say which task, too."
        raise Refused(f"{wrong} There are: {', '.join(sorted(tasks))}, and {TOTAL}.")
    meant = [task for key, task in tasks.items() if name in (key, TOTAL)]
    return name, sum(task["points"] for task in meant), sum(task["possible"] for task in meant)


def _points(text: str | None, possible: float) -> float:
    try:
        points = float((text or "").replace(",", "."))
    except ValueError:
        points = -1.0
    if not 0 <= points <= possible:
        raise Refused(f"Points from 0 to {number(possible)} were expected, got {repr(text) if text else 'none'}.")
    return points
