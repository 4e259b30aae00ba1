"""Records: what is kept of one submission, as plain data.

Its ``state`` is one of four.  ``graded``: all of it was examined.  ``incomplete``: the notebook used up its time, or
hung or crashed too often; what was examined counts.  ``unreadable``: no notebook.  ``failed``: the machine or the
grader failed.  This is never a mark: a task that could not be examined is not among the tasks, and the next run tries
it again.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict

from bpcourse.tasks.results import Result

FORMAT = 2
MOST_TEXT = 600
MOST_NOTES = 60


def begun(job, exercise) -> dict:
    """Return the record of a submission of which nothing is known yet."""
    record = {"format": FORMAT, "submission": job.submission, "exercise": exercise.name, "seed": job.seed}
    record |= {"sandbox": job.sandbox, "sha256": hashlib.sha256(job.content).hexdigest()}
    return {**record, "state": "graded", "retry": False, "notes": [], "tasks": {}, "seconds": 0.0}


def unreadable(record: dict, tasks, why: str) -> dict:
    """Return the record of a file that is no notebook: no points."""
    none = {task.id: as_data(task, task.untouched(), "") for task in tasks}
    return {**record, "state": "unreadable", "problem": why, "notes": [why], "tasks": none}


def failed(record: dict, why: str) -> dict:
    """Return the record of a submission during which the machine or the grader failed: no marks, to be tried again."""
    return {**record, "state": "failed", "retry": True, "notes": [*record["notes"], why]}


def as_data(task, result: Result, where: str) -> dict:
    """Return the result of a task as plain data: what a page of feedback needs, and where the answer was found."""
    findings = [{**asdict(finding), "message": finding.message[:MOST_TEXT]} for finding in result.findings]
    points = {"points": result.points, "possible": float(task.points), "attempted": result.attempted}
    return {"title": task.title, **points, "where": where, "findings": findings}


def shortened(notes: list[str]) -> list[str]:
    """Return the notes, the first of them where there are very many."""
    more = len(notes) - MOST_NOTES
    return [*notes[:MOST_NOTES], f"{more} more remarks are left out."] if more > 0 else notes


def total(record: dict) -> float:
    """Return the points of a record."""
    return round(sum(task["points"] for task in record["tasks"].values()), 2)


def better(first: dict, second: dict) -> dict:
    """Return the better of two records of one submission: the one that did not fail, then the one with more points."""
    rank = [(record["state"] != "failed", total(record)) for record in (first, second)]
    return first if rank[0] > rank[1] else second


def merged(before: dict | None, record: dict) -> dict:
    """Return a record with the tasks of the one before, of the same notebook, that it has none of itself."""
    if not before or before.get("sha256") != record["sha256"] or not before["tasks"]:
        return record
    if not record["tasks"]:
        return {**before, "retry": True, "notes": [*before["notes"], *record["notes"][-1:]], "state": before["state"]}
    return {**record, "tasks": dict(sorted({**before["tasks"], **record["tasks"]}.items()))}
