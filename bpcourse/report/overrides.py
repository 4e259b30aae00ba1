"""Marks that the instructor has set by hand: a table of its own in the results, which no run of the grader touches.

A row says which hand-in, which task (or "total"), the points, the reason, when, what the mark was, and the checksum of
the notebook that was looked at.  Rows are only added: the last one for a task holds, and one without points takes the
earlier ones back.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from bpcourse.report.tables import Unusable, csv_text, read_table
from bpcourse.report.texts import as_written, one_line
from bpcourse.runner.store import write_text
from bpcourse.tasks.results import number

NAME = "overrides.csv"
COLUMNS = ("student", "task", "points", "reason", "when", "was", "sha256")
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
    rows = [*read_overrides(folder), override._replace(when=override.when or _now())]
    points = ["" if row.points is None else number(row.points) for row in rows]
    cells = [[*row[:2], text, *row[3:]] for row, text in zip(rows, points, strict=True)]
    write_text(folder / NAME, csv_text(COLUMNS, cells))


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Marks:
    """The marks set by hand that hold now, and which of them have met their hand-in (``used``) or do not fit it."""

    def __init__(self, overrides: list[Override]):
        self.held = {}
        for override in overrides:
            self.held[override.student, override.task] = override
        self.held = {key: override for key, override in self.held.items() if override.points is not None}
        self.by_student = {}
        for (student, _), override in self.held.items():
            self.by_student.setdefault(student, []).append(override)
        self.used, self.changed = set(), []

    def set_in(self, record: dict) -> dict:
        """Return a record with the marks set by hand in it; the findings stay as they are."""
        mine = self.by_student.get(record["submission"], ())
        if not mine:
            return record
        record = {**record, "tasks": dict(record["tasks"])}
        for override in mine:
            self._set(record, override)
        return record

    def _set(self, record: dict, override: Override) -> None:
        task = record["tasks"].get(override.task)
        if override.task == TOTAL:
            record |= {"total": override.points, "total_reason": override.reason}
        elif task:
            change = {"points": override.points, "was": task["points"], "reason": override.reason}
            record["tasks"][override.task] = {**task, **change}
        else:
            return
        self.used.add((override.student, override.task))
        if override.sha256 and override.sha256 != record.get("sha256"):
            self.changed.append(override)

    @property
    def unused(self) -> list[Override]:
        """Return the marks for which there is no hand-in, or no such task."""
        return [override for key, override in self.held.items() if key not in self.used]
