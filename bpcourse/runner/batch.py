"""A folder of submissions, graded in parallel; what was graded before is not graded again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, as_completed
from pathlib import Path
from typing import NamedTuple

from bpcourse.runner.executors import stop_at_once
from bpcourse.runner.grade import FORMAT, Job, Place, as_data, grade
from bpcourse.runner.sandbox import Limits
from bpcourse.runner.store import Store
from bpcourse.runner.submissions import Submission, find_submissions, read_file, time_of

MOST_ATTEMPTS = 2  # alone, of a submission during which the grader itself failed


class Plan(NamedTuple):
    """What to grade and how; ``regrade`` holds ids of tasks, () for all tasks, None for only what is new."""

    folder: Path
    place: Place
    store: Store
    seed: str
    sandbox: str
    limits: Limits = Limits()
    regrade: tuple[str, ...] | None = None


class Step(NamedTuple):
    """The progress: how many submissions are done of how many, and the last one's record."""

    done: int
    total: int
    record: dict


def grade_folder(plan: Plan, make: Callable[[], Executor]) -> Iterator[Step]:
    """Grade the submissions of a folder that have no result yet, and yield the progress.

    Args:
        make: makes an executor; it is asked for a new one when the processes of the last were killed.

    A result is written as soon as it is there, so that an interrupted run goes on where it stopped.  A submission that
    ran into a limit on the clock is graded once more at the end, alone.
    """
    exercise = plan.place.exercise()
    found = find_submissions(plan.folder, exercise.name)
    todo = [item for submission in found if (item := _to_do(plan, submission))]
    total, done, slow = len(todo), 0, []
    for submission, _, problem in todo:
        if problem:
            done += 1
            yield Step(done, total, _finish(plan, submission, _unreadable(plan, exercise, submission, problem)))
    work = {s.student: (s, _job(plan, s, content)) for s, content, problem in todo if not problem}
    for submission, record in _graded(work, make):
        if record["retry"]:
            slow.append(submission.student)
        else:
            done += 1
            yield Step(done, total, _finish(plan, submission, record))
    for student in slow:
        for submission, record in _graded({student: work[student]}, make):
            done += 1
            yield Step(done, total, _finish(plan, submission, record))


def _graded(work: dict[str, tuple[Submission, Job]], make) -> Iterator[tuple[Submission, dict]]:
    """Yield the records of submissions; when the grader's processes die, the rest goes on, one at a time."""
    left, attempts, size = dict(work), dict.fromkeys(work, 0), None
    while left:
        part = list(left)[:size]
        executor = make()
        try:
            futures = {executor.submit(grade, left[student][1]): student for student in part}
            for future in as_completed(futures):
                student, record = futures[future], _record(future)
                attempts[student] += len(part) == 1
                if isinstance(record, dict) or attempts[student] >= MOST_ATTEMPTS:
                    submission, job = left.pop(student)
                    yield submission, record if isinstance(record, dict) else _failed(job, record)
        except BaseException:
            stop_at_once(executor)
            raise
        executor.shutdown()
        size = 1


def _record(future) -> dict | str:
    """Return the record of a future, or in words why there is none."""
    try:
        return future.result()
    except (BrokenExecutor, CancelledError):
        return "The process of the grader ended while it graded this notebook."
    except Exception as error:
        return f"The grader itself failed on this notebook: {type(error).__name__}: {error}"


def _to_do(plan: Plan, submission: Submission) -> tuple[Submission, bytes, str] | None:
    """Return a submission with its content or what is wrong with it; None when its result is there already."""
    content, problem = read_file(plan.folder / submission.file)
    before = plan.store.get(submission.student)
    same = before and before.get("sha256") == hashlib.sha256(content).hexdigest() and before.get("format") == FORMAT
    same = same and before.get("file") == submission.file and before.get("problem", "") == problem
    return None if same and plan.regrade is None and not before.get("retry") else (submission, content, problem)


def _job(plan: Plan, submission: Submission, content: bytes) -> Job:
    before = plan.store.get(submission.student)
    unchanged = before and before.get("sha256") == hashlib.sha256(content).hexdigest()
    tasks = plan.regrade if plan.regrade and unchanged else None
    return Job(submission.student, content, plan.place, plan.seed, plan.sandbox, plan.limits, tasks)


def _finish(plan: Plan, submission: Submission, record: dict) -> dict:
    """Write a record, with the tasks of the one before that were not graded now, and return it."""
    before = plan.store.get(submission.student)
    if plan.regrade and before and before.get("sha256") == record["sha256"]:
        record["tasks"] = {**before["tasks"], **record["tasks"]}
    record = {**record, "file": submission.file, "handed_in": time_of(plan.folder / submission.file), "retry": False}
    plan.store.put(record)
    return record


def _unreadable(plan: Plan, exercise, submission: Submission, problem: str) -> dict:
    return {
        **_empty(plan.seed, plan.sandbox, exercise, submission.student, b""),
        "state": "unreadable",
        "problem": problem,
        "notes": [problem],
    }


def _failed(job: Job, why: str) -> dict:
    """Return the record of a submission that the grader could not grade; ``why`` is for the instructor."""
    record = _empty(job.seed, job.sandbox, job.place.exercise(), job.submission, job.content)
    return {**record, "state": "incomplete", "notes": [why]}


def _empty(seed: str, sandbox: str, exercise, student: str, content: bytes) -> dict:
    """Return a record without points."""
    record = {"format": FORMAT, "submission": student, "exercise": exercise.name, "seed": seed, "sandbox": sandbox}
    tasks = {task.id: as_data(task, task.untouched(), "") for task in exercise.tasks}
    return {**record, "sha256": hashlib.sha256(content).hexdigest(), "retry": False, "tasks": tasks, "seconds": 0.0}
