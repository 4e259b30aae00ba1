"""One submission: its cells run in a worker, its answers examined here.

Each task is examined after the cells that define its name, and once more at the end; the better result counts, so that
a name that a later, copied cell defines anew costs nothing.  When a cell or a call hangs or crashes, a new worker runs
the earlier cells again without it, and the rest is graded.
"""

from __future__ import annotations

import hashlib
import importlib
import time
from dataclasses import asdict
from typing import NamedTuple

import numpy as np

from bpcourse.exercises.library import locked_for
from bpcourse.runner.answer import answer_source
from bpcourse.runner.notebook import Notebook, Unreadable, read_notebook
from bpcourse.runner.sandbox import Limits
from bpcourse.runner.worker import Lost, RemoteAnswer, Worker
from bpcourse.tasks import examined
from bpcourse.tasks.results import Result

FORMAT = 1
MOST_PROBES = 5  # of a task, beside the one at the end
MOST_TEXT = 600
RETRY = {"wall", "start"}  # what may be the fault of a busy machine


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


def generator(seed: str, submission: str, task: str, where: str) -> np.random.Generator:
    """Return the random generator for the inputs of a task: another for each run, submission, task, and place.

    With the same inputs after the cell and at the end, a function could be slow first and remember the results.
    """
    digest = hashlib.sha256("\0".join((seed, submission, task, where)).encode("utf-8", "surrogatepass")).digest()
    return np.random.default_rng(np.frombuffer(digest, np.uint32))


def grade(job: Job) -> dict:
    """Return the result of a submission as plain data; raises nothing for whatever a submission holds."""
    exercise = job.place.exercise()
    tasks = [task for task in exercise.tasks if job.tasks is None or task.id in job.tasks]
    start = time.monotonic()
    record = {"format": FORMAT, "submission": job.submission, "exercise": exercise.name, "seed": job.seed}
    record |= {"sandbox": job.sandbox, "sha256": hashlib.sha256(job.content).hexdigest()}
    try:
        notebook = read_notebook(job.content)
    except Unreadable as problem:
        none = {task.id: as_data(task, task.untouched(), "") for task in tasks}
        return {**record, "state": "unreadable", "retry": False, "notes": [str(problem)], "tasks": none, "seconds": 0.0}
    run = Run(job, tasks, notebook.cells)
    try:
        run.whole_notebook()
    finally:
        run.close()
    state = "graded" if run.finished else "incomplete"
    notes = [*notebook.notes, *about_version(notebook, exercise), *run.notes]
    results = {task.id: as_data(task, *run.best[task.id]) | run.answer(task) for task in tasks}
    seconds = round(time.monotonic() - start, 2)
    return {**record, "state": state, "retry": run.retry, "notes": notes, "tasks": results, "seconds": seconds}


def about_version(notebook: Notebook, exercise) -> list[str]:
    """Return a note when a notebook is not what is handed out now: an older version, another exercise, or unmarked."""
    now = f"handed out now is version {exercise.version} of exercise {exercise.number}"
    if not notebook.version:
        return [f"The notebook does not say which version it is; {now}. Older notebooks do not say it."]
    if (notebook.exercise, notebook.version) == (exercise.number, exercise.version):
        return []
    return [f"The notebook is version {notebook.version} of exercise {notebook.exercise}; {now}."]


def as_data(task, result: Result, where: str) -> dict:
    """Return the result of a task as plain data: what a page of feedback needs, and where the answer was found."""
    findings = [{**asdict(finding), "message": finding.message[:MOST_TEXT]} for finding in result.findings]
    points = {"points": result.points, "possible": float(task.points), "attempted": result.attempted}
    return {"title": task.title, **points, "where": where, "findings": findings}


class Run:
    """The state of grading one notebook: the worker, the cells that it has run, and the best result of each task."""

    def __init__(self, job: Job, tasks: list, cells: tuple[str, ...]):
        self.job, self.tasks, self.cells = job, tasks, cells
        self.best = {task.id: (task.untouched(), "") for task in tasks}
        self.probes = dict.fromkeys(self.best, 0)
        self.notes, self.out_of_order, self.done, self.dangerous = [], [], [], set()
        self.deadline = time.monotonic() + job.limits.wall
        self.worker, self.restarts, self.retry, self.finished = None, 0, False, False

    def whole_notebook(self) -> None:
        """Run and examine everything; stops early, with what there is, when time or restarts are used up."""
        try:
            for number in range(1, len(self.cells) + 1):
                self.cell(number)
            for number in self.out_of_order:
                self.cell(number, again=True)
            for task in self.tasks:
                if self.best[task.id][0].points < task.points and task.id not in self.dangerous:
                    self.examine(task, "at the end")
            self.finished = True
        except Lost as lost:
            self.retry |= lost.kind in RETRY
            self.notes.append(f"The rest of the notebook was not run: {lost}")

    def answer(self, task) -> dict:
        """Return the source of the answer to a task under its key, "" where none was attempted."""
        result, where = self.best[task.id]
        return {"answer": answer_source(self.cells, task.answer, where) if result.attempted else ""}

    def close(self) -> None:
        """End the worker."""
        if self.worker:
            self.worker.close()
            self.worker = None

    def cell(self, number: int, again: bool = False) -> None:
        """Run a cell, and examine the tasks whose names it defines."""
        try:
            reply = self.run_cell(number)
        except GaveUp:
            raise
        except Lost as lost:
            self.retry |= lost.kind in RETRY
            self.notes.append(f"Cell {number} was left out. {lost}")
            return
        self.done.append(number)
        self.note(number, reply, again)
        defines = reply.get("defines")
        for task in self.tasks:
            if isinstance(defines, list) and task.answer in defines and self.probes[task.id] < MOST_PROBES:
                self.probes[task.id] += 1
                self.dangerous.discard(task.id)
                if self.best[task.id][0].points < task.points:
                    self.examine(task, f"after cell {number}")

    def run_cell(self, number: int) -> dict:
        """Run a cell in a living worker; raises Lost."""
        return self.run_cell_in(self.living_worker(), number, sorted({task.answer for task in self.tasks}))

    def note(self, number: int, reply: dict, again: bool) -> None:
        """Keep what is to be said about a cell that was run."""
        failed = reply.get("failed")
        if isinstance(failed, str) and failed:
            if failed.startswith("NameError") and not again:
                self.out_of_order.append(number)
            else:
                self.notes.append(f"A line of cell {number} stopped with {failed[:MOST_TEXT]}")
        if isinstance(reply.get("left_out"), int) and reply["left_out"] > 0 and not again:
            self.notes.append(f"Magics, shell commands or requests for help in cell {number} were left out.")

    def living_worker(self) -> Worker:
        """Return the worker, or a new one that has run the earlier cells again; raises Lost when that does not work."""
        while self.worker is None or self.worker.lost:
            self.close()
            if time.monotonic() > self.deadline:
                raise GaveUp("wall", f"More than {self.job.limits.wall:.0f} s were used for the whole notebook.")
            if self.restarts > self.job.limits.restarts:
                raise GaveUp("restarts", "It hung or crashed too often.")
            self.restarts += 1
            self.worker = self.start()
            self.replay()
        return self.worker

    def start(self) -> Worker:
        """Start a worker; raises Lost when the machine does not let one start."""
        try:
            return Worker(self.job.sandbox, self.job.limits)
        except OSError as error:
            raise GaveUp("start", f"No process could be started: {error}") from None

    def replay(self) -> None:
        """Run the cells again that were run before; one that hangs or crashes this time is left out from now on."""
        for number in self.done:
            try:
                self.run_cell_in(self.worker, number, [])
            except Lost as lost:
                self.done.remove(number)
                self.notes.append(f"Cell {number} was left out the second time. {lost}")
                return

    def run_cell_in(self, worker: Worker, number: int, watch: list[str]) -> dict:
        """Run a cell in a worker, and return which of the watched names it defines and how it failed; raises Lost."""
        limits, wall = self.job.limits, min(self.job.limits.step_wall, self.deadline - time.monotonic())
        request = {"do": "run", "source": self.cells[number - 1], "cell": number, "watch": watch}
        return worker.ask(request, limits.cell, wall)

    def examine(self, task, where: str) -> None:
        """Examine a task, and keep the result when it is better than the one before."""
        worker = self.living_worker()
        rng = generator(self.job.seed, self.job.submission, task.id, where)
        result = examined(task, RemoteAnswer(worker, task.answer, self.deadline, locked_for(task.id)), rng)
        if worker.lost:
            if worker.lost.kind in ("cpu", "wall"):  # one that hung is not waited for again; one that crashed may be
                self.dangerous.add(task.id)
            self.retry |= worker.lost.kind in RETRY
            self.notes.append(f"Task {task.id} was stopped {where}. {worker.lost}")
        before = self.best[task.id][0]
        if (result.points, result.attempted) >= (before.points, before.attempted):
            self.best[task.id] = (result, where)


class GaveUp(Lost):
    """The whole submission cannot be graded further."""
