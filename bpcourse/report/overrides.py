"""Marks that the instructor has set by hand: a table of its own in the results, which no run of the grader touches.

A row says which hand-in, which task (or "total"), the points, the reason, when, the grader's mark, the checksum of the
notebook that was looked at, and the file of its result.  By that file a mark finds its hand-in, whatever that is called
later; by its name where the table says no file.  Rows are only added: the last one for a task holds, and one without
points takes the earlier ones back.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from bpcourse.report.tables import Unusable, csv_text, read_table
from bpcourse.report.texts import as_written, one_line
from bpcourse.runner.held import held
from bpcourse.runner.store import file_name, key_of, write_text
from bpcourse.tasks.results import number

NAME = "overrides.csv"
COLUMNS = ("student", "task", "points", "reason", "when", "was", "sha256", "result")
TOTAL = "total"


class Override(NamedTuple):
    """A mark set by hand; ``points`` is None where it was taken back, ``was`` the mark before, as text."""

    student: str
    task: str
    points: float | None
    reason: str
    when: str = ""
    was: str = ""
    sha256: str = ""
    result: str = ""


def read_overrides(folder: Path) -> list[Override]:
    """Return the rows of the table in a folder of results, oldest first; raises Unusable."""
    path = folder / NAME
    if not path.exists():
        return []
    header, rows = read_table(path)
    if missing := [name for name in COLUMNS[:4] if name not in header]:
        raise Unusable(f"{path} has no column {', '.join(missing)}. It is left as it is; mend it, or move it away.")
    cells = [{name: as_written(row[header.index(name)].strip()) for name in COLUMNS if name in header} for row in rows]
    return [_override(path, line, row) for line, row in enumerate(cells, 2)]


def _override(path: Path, line: int, row: dict) -> Override:
    try:
        points = float(row["points"].replace(",", ".")) if row["points"] else None
    except ValueError:
        points = math.nan
    if points is not None and not 0 <= points < math.inf:
        raise Unusable(f"{path}, row {line}: {one_line(row['points'])!r} are no points. It is left as it is; mend it.")
    return Override(**{**row, "points": points})


def add_override(folder: Path, override: Override) -> None:
    """Add a row to the table in a folder of results; what stands there stays."""
    with held(folder / ".overrides", wait=True):
        rows = [*read_overrides(folder), override._replace(when=override.when or _now())]
        points = ["" if row.points is None else number(row.points) for row in rows]
        cells = [[*row[:2], text, *row[3:]] for row, text in zip(rows, points, strict=True)]
        write_text(folder / NAME, csv_text(COLUMNS, cells))


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _whose(result: str, student: str) -> tuple[str, str]:
    """Return what a row is found by: the file of the result, or the name where that is not known."""
    return ("result", result) if result else ("student", one_line(student).strip())


class Marks:
    """The marks set by hand that hold now, and which of them have met their hand-in (``used``) or do not fit it."""

    def __init__(self, overrides: list[Override]):
        self.of, self.held = {}, {}
        for place, override in enumerate(overrides):
            whose = _whose(override.result, override.student)
            self.of.setdefault(whose, []).append((place, override))
            self.held[whose, override.task] = override
        self.held = {key: override for key, override in self.held.items() if override.points is not None}
        self.used, self.changed = set(), []

    def set_in(self, record: dict) -> dict:
        """Return a record with the marks set by hand in it; the findings stay as they are."""
        names = (_whose(file_name(key_of(record)), ""), _whose("", record["submission"]))
        rows = sorted((row for name in names for row in self.of.get(name, ())), key=lambda row: row[0])
        if not rows:
            return record
        record = {**record, "tasks": dict(record["tasks"])}
        for override in {override.task: override for _, override in rows}.values():
            self._set(record, override)
        tasks = {TOTAL, *record["tasks"]}
        self.used |= {(name, one.task) for name in names for _, one in self.of.get(name, ()) if one.task in tasks}
        return record

    def _set(self, record: dict, override: Override) -> None:
        task = record["tasks"].get(override.task)
        if override.points is None:
            return
        if override.task == TOTAL:
            record |= {"total": override.points, "total_reason": override.reason}
        elif task:
            change = {"points": override.points, "was": task["points"], "reason": override.reason}
            record["tasks"][override.task] = {**task, **change}
        if (task or override.task == TOTAL) and override.sha256 and override.sha256 != record.get("sha256"):
            self.changed.append(override)

    @property
    def unused(self) -> list[Override]:
        """Return the marks for which there is no hand-in, or no such task."""
        return [override for key, override in self.held.items() if key not in self.used]
