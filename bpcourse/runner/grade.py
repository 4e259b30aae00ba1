"""One submission: its notebook read, run and examined (see ``run``), and what came of it as a record."""

from __future__ import annotations

import importlib
import time
from typing import NamedTuple

from bpcourse.runner import records
from bpcourse.runner.notebook import Notebook, Unreadable, read_notebook
from bpcourse.runner.run import Run
from bpcourse.runner.sandbox import Limits
from bpcourse.runner.worker import MachineFailed


class Place(NamedTuple):
    """Where an exercise is found, also by another process: a module, a dictionary in it, and a key of that."""

    key: str
    module: str = "bpcourse.exercises"
    dictionary: str = "EXERCISES"

    def exercise(self):
        """Return the exercise."""
        return getattr(importlib.import_module(self.module), self.dictionary)[self.key]


class Job(NamedTuple):
    """What is needed to grade one submission, here or on another machine; ``tasks`` are ids, or None for all."""

    submission: str
    content: bytes
    place: Place
    seed: str
    sandbox: str
    limits: Limits = Limits()
    tasks: tuple[str, ...] | None = None


def grade(job: Job) -> dict:
    """Return the record of a submission (see ``records``); raises nothing for whatever a submission holds."""
    exercise = job.place.exercise()
    tasks = [task for task in exercise.tasks if job.tasks is None or task.id in job.tasks]
    start = time.monotonic()
    record = records.begun(job, exercise)
    try:
        notebook = read_notebook(job.content)
    except Unreadable as problem:
        return records.unreadable(record, tasks, str(problem))
    run = Run(job.limits, tasks, notebook.cells, sandbox=job.sandbox, draws=(job.seed, record["sha256"]))
    try:
        run.whole_notebook()
    except MachineFailed as problem:
        return records.failed(record, f"The machine let no process be started, the notebook is not graded. {problem}")
    finally:
        run.close()
    record["notes"] = records.shortened([*notebook.notes, *about_version(notebook, exercise), *run.notes])
    marked = [task for task in tasks if task.id not in run.ours]
    results = {task.id: records.as_data(task, *run.best[task.id]) | run.answer(task) for task in marked}
    record |= {"tasks": results, "state": "graded" if run.finished else "incomplete", "retry": run.retry}
    record["seconds"] = round(time.monotonic() - start, 2)
    if run.ours:
        return records.failed(record, " ".join(f"Task {task} has no mark. {why}" for task, why in run.ours.items()))
    return record


def about_version(notebook: Notebook, exercise) -> list[str]:
    """Return a note when a notebook is not what is handed out now: an older version, another exercise, or unmarked."""
    now = f"handed out now is version {exercise.version} of exercise {exercise.number}"
    if not notebook.version:
        return [f"The notebook does not say which version it is; {now}. Older notebooks do not say it."]
    if (notebook.exercise, notebook.version) == (exercise.number, exercise.version):
        return []
    return [f"The notebook is version {notebook.version} of exercise {notebook.exercise}; {now}."]
