"""A folder of submissions, graded in parallel; what was graded before is not graded again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from bpcourse.runner.grade import Job, Place, grade
from bpcourse.runner.records import FORMAT, begun, failed, merged, total, unreadable
from bpcourse.runner.rounds import Crew, in_rounds
from bpcourse.runner.sandbox import Limits, NoSandbox
from bpcourse.runner.store import Store
from bpcourse.runner.submissions import Submission, find_submissions, read_file, time_of

ENOUGH = 3  # failures of the machine, one after the other: then it is asked whether the sandbox works at all


def no_check() -> str:
    """Return that nothing is wrong with the sandbox."""
    return ""


class Plan(NamedTuple):
    """What to grade and how.

    ``regrade`` holds ids of tasks, () for all tasks, None for only what is new; ``ticket`` is what marks the results
    that have been graded again, so that an interrupted run goes on.  ``check`` returns what is wrong with the sandbox.
    """

    folder: Path
    place: Place
    store: Store
    seed: str
    sandbox: str
    limits: Limits = Limits()
    regrade: tuple[str, ...] | None = None
    ticket: str = ""
    check: Callable[[], str] = no_check


class Step(NamedTuple):
    """The progress: how many submissions are done of how many, and the last one's record."""

    done: int
    total: int
    record: dict


class Todo(NamedTuple):
    """A submission to be graded: the checksum of its content, and what is wrong with the file, if anything."""

    submission: Submission
    sha256: str
    problem: str


class Heed:
    """Sees what comes of the work, and raises NoSandbox when the machine fails since its sandbox does not work."""

    def __init__(self, check: Callable[[], str]):
        self.check, self.in_a_row = check, 0

    def __call__(self, record: dict | str) -> None:
        failed = isinstance(record, dict) and record["state"] == "failed"
        self.in_a_row = self.in_a_row + 1 if failed else 0
        if self.in_a_row >= ENOUGH and (problem := self.check()):
            raise NoSandbox(f"The sandbox has stopped working: {problem}\nNothing is lost; the same command goes on.")


def grade_folder(plan: Plan, crew: Crew, work: Callable[[Job], dict] = grade) -> Iterator[Step]:
    """Grade the submissions of a folder that have no result yet, and yield the progress.

    A result is written as soon as it is there, so that an interrupted run goes on where it stopped.  Results of files
    that are no longer there are put aside.  Raises NoSandbox when the sandbox stops working meanwhile.
    """
    exercise = plan.place.exercise()
    found = find_submissions(plan.folder, exercise.name)
    plan.store.put_others_aside({submission.key for submission in found})
    todo = [item for submission in found if (item := _to_do(plan, submission))]
    for done, (item, record) in enumerate(_records(plan, todo, crew, work), 1):
        yield Step(done, len(todo), _finish(plan, item, record))


def _records(plan: Plan, todo: list[Todo], crew: Crew, work) -> Iterator[tuple[Todo, dict]]:
    """Yield what is to be done with its record: first what is no file."""
    exercise = plan.place.exercise()
    for item in todo:
        if item.problem:
            yield item, unreadable(begun(_job(plan, item), exercise), exercise.tasks, item.problem)

    def job_of(item: Todo) -> Job:
        return _job(plan, item, read_file(plan.folder / item.submission.file)[0])

    def none(item: Todo, why: str) -> dict:
        return failed({**begun(_job(plan, item), exercise), "sha256": item.sha256}, why)

    yield from in_rounds([item for item in todo if not item.problem], work, job_of, none, crew, Heed(plan.check))


def _to_do(plan: Plan, submission: Submission) -> Todo | None:
    """Return a submission with the checksum of its content, or None when its result is there already."""
    content, problem = read_file(plan.folder / submission.file)
    item = Todo(submission, hashlib.sha256(content).hexdigest(), problem)
    before = plan.store.get(submission.key)
    if before is None and (before := plan.store.aside(submission.key, item.sha256)):
        plan.store.put(before)  # a file that was gone is there again
    if not before or not _is_of(before, item) or before.get("retry"):
        return item
    if before["submission"] != submission.student:  # another one looks like it now: it is shown by another name
        plan.store.put({**before, "submission": submission.student})
    return None if plan.regrade is None or before.get("regraded", "") == plan.ticket != "" else item


def _is_of(record: dict, item: Todo) -> bool:
    """Return whether a record is that of a file as it is now."""
    same = record.get("sha256") == item.sha256 and record.get("format") == FORMAT
    return same and record.get("file_problem", "") == item.problem


def _job(plan: Plan, item: Todo, content: bytes = b"") -> Job:
    before = plan.store.get(item.submission.key)
    tasks = plan.regrade if plan.regrade and before and _is_of(before, item) else None
    return Job(item.submission.student, content, plan.place, plan.seed, plan.sandbox, plan.limits, tasks)


def _finish(plan: Plan, item: Todo, record: dict) -> dict:
    """Write a record, with what remains of the one before, and return it."""
    before = plan.store.get(item.submission.key)
    record = {**record, "submission": item.submission.student, "file": item.submission.file}
    record["key"] = item.submission.key
    record |= {"handed_in": time_of(plan.folder / item.submission.file), "file_problem": item.problem}
    record["retry"] = record["state"] == "failed"
    if before and before.get("sha256") != record["sha256"]:
        record |= _with_earlier(plan, before)
    elif before:
        record = merged(before, {**record, "earlier": before.get("earlier", [])})
    record["notes"] = _with_remark(record["notes"], record.get("earlier", []))
    if plan.ticket and not record["retry"]:
        record["regraded"] = plan.ticket
    plan.store.put(record)
    return record


def _with_earlier(plan: Plan, before: dict) -> dict:
    """Put the result of an earlier version of a notebook aside, and return what the record says of it."""
    if not before["tasks"]:
        return {"earlier": before.get("earlier", [])}
    plan.store.put_aside(before)
    possible = round(sum(task["possible"] for task in before["tasks"].values()), 2)
    earlier = {"sha256": before["sha256"], "points": total(before), "possible": possible}
    earlier |= {"state": before["state"], "handed_in": before.get("handed_in", "")}
    return {"earlier": [*before.get("earlier", []), earlier]}


def _with_remark(notes: list[str], earlier: list[dict]) -> list[str]:
    """Return the notes with what the version before had, if there was one; grading the same file again keeps that."""
    if not earlier:
        return notes
    remark = f"An earlier version of this notebook had {earlier[-1]['points']:g} of {earlier[-1]['possible']:g} points."
    return notes if remark in notes else [*notes, remark]
