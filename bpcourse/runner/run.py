"""The run of one notebook: its cells in a worker, its answers examined here.

Each task is examined after the cells that define its name, and once more at the end; the better result counts, so that
a name that a later, copied cell defines anew costs nothing.  When a cell or a call hangs or crashes, a new worker runs
the earlier cells again without it, and the rest is graded.

When half of the time is used, what defines names is run first, of all cells that are left; then the cells that the
answers need which are not right yet; then the others, as long as there is time.
"""

from __future__ import annotations

import time

from bpcourse.exercises.library import locked_for
from bpcourse.patience import RanTooLong, within
from bpcourse.runner import outline
from bpcourse.runner.answer import answer_source
from bpcourse.runner.draws import generator
from bpcourse.runner.records import MOST_TEXT
from bpcourse.runner.sandbox import Limits, NoSandbox
from bpcourse.runner.worker import Lost, MachineFailed, RemoteAnswer, Worker
from bpcourse.tasks import examined
from bpcourse.tasks.results import Result
from bpcourse.tasks.task import FAULT, OURS
from bpcourse.tasks.words import Diagnosis

MOST_PROBES = 5  # of a task, beside the one at the end
RETRY = {"wall", "killed"}  # what may be the fault of a busy machine
COSTLY = 1.0  # seconds of computing time of a cell, from which on it is not run again if no answer needs it
RESERVE = 0.15  # of the time, for the examination at the end
JUDGING = 60.0  # seconds beyond the notebook's own time in which our check of a task must end


class Run:
    """The state of grading one notebook: the worker, the cells that it has run, and the best result of each task.

    ``draws`` are the seed of the run and the checksum of the notebook; ``ours`` are the tasks where our check failed.
    """

    def __init__(self, limits: Limits, tasks: list, cells: tuple[str, ...], *, sandbox: str, draws: tuple[str, str]):
        self.limits, self.tasks, self.cells, self.sandbox, self.draws = limits, tasks, cells, sandbox, draws
        self.best = {task.id: (task.untouched(), "") for task in tasks}
        self.probes, self.ours, self.dangerous = dict.fromkeys(self.best, 0), {}, set()
        self.notes, self.out_of_order, self.failures, self.defined = [], [], {}, set()
        self.left_out, self.cut = set(), False  # cells that hung or crashed; whether there was no time for some
        self.done: list[tuple[int, str]] = []  # the numbers of cells, and which part of them was run
        self.cost, self.needed = {}, None
        self.start, self.deadline = time.monotonic(), time.monotonic() + limits.wall
        self.worker, self.restarts, self.spent, self.retry, self.finished = None, 0, 0.0, False, False

    def whole_notebook(self) -> None:
        """Run and examine everything; stops early, with what there is, when time or restarts are used up."""
        try:
            left = self.in_order()
            if left:
                self.in_short(left)
            for number in self.out_of_order if not left else ():
                self.cell(number, again=True)
            for task in self.open_tasks():
                if task.id not in self.dangerous:
                    self.examine(task, "at the end")
            self.finished = not (self.cut and self.open_tasks())
        except Lost as lost:
            self.retry |= lost.kind == "wall" and self.waited()
            self.notes.append(f"The rest of the notebook was not run: {lost}")
        for task in self.tasks:
            if not self.best[task.id][0].attempted and task.answer not in self.defined:
                self.best[task.id] = (task.failed(outline.why_not(task.answer, self.cells, self.failures)), "")

    def close(self) -> None:
        """End the worker."""
        if self.worker:
            self.spent += self.worker.usage().seconds
            self.worker.close()
            self.worker = None

    def waited(self) -> bool:
        """Return whether the time was spent with waiting rather than computing: perhaps the machine was busy."""
        used = self.spent + (self.worker.usage().seconds if self.worker else 0.0)
        return used < (time.monotonic() - self.start) / 2

    def answer(self, task) -> dict[str, str]:
        """Return the source of the answer to a task under its key, "" where none was attempted."""
        result, where = self.best[task.id]
        return {"answer": answer_source(self.cells, task.answer, where) if result.attempted else ""}

    def open_tasks(self) -> list:
        """Return the tasks that have not all of their points."""
        return [task for task in self.tasks if self.best[task.id][0].points < task.points]

    # --- the cells

    def in_order(self) -> list[int]:
        """Run the cells in their order; return those that are left when half of the time is used."""
        numbers = list(range(1, len(self.cells) + 1))
        while numbers and time.monotonic() < self.start + self.limits.wall / 2:
            self.cell(numbers.pop(0))
        return numbers

    def in_short(self, left: list[int]) -> None:
        """Run of the cells that are left what defines names, then what answers need, then the others."""
        for number in left:
            self.cell(number, part="definitions")
        for number in [number for number in left if number in self.needed_cells()]:
            if self.open_tasks() and self.has_time() and number in self.needed_cells():
                self.cell(number)
        for number in left:
            if self.open_tasks() and self.has_time() and (number, "all") not in self.done:
                self.cell(number)
        ran = {number for number, part in self.done if part == "all"} | self.left_out
        if skipped := [number for number in left if number not in ran]:
            self.cut = bool(self.open_tasks())
            self.retry |= self.cut and self.waited()
            self.notes.append(outline.in_words(skipped, self.limits.wall, self.cut))

    def has_time(self) -> bool:
        """Return whether there is time for more than the examination at the end."""
        return time.monotonic() < self.deadline - RESERVE * self.limits.wall

    def needed_cells(self) -> set[int]:
        """Return the numbers of the cells that answers need which are not right yet."""
        if self.needed is None:
            try:
                self.needed = outline.Needs.of(self.living_worker(), self.cells)
            except Lost:
                self.needed = outline.Needs(())
        return self.needed.of_names(task.answer for task in self.open_tasks())

    def cell(self, number: int, again: bool = False, part: str = "all") -> None:
        """Run a cell, or only what defines names in it, and examine the tasks whose names it defines."""
        try:
            reply = self.run_cell_in(self.living_worker(), number, sorted({task.answer for task in self.tasks}), part)
        except GaveUp:
            raise
        except Lost as lost:
            self.retry |= lost.kind in RETRY
            self.failures[number] = f"It was left out. {lost}"
            self.left_out.add(number)
            self.notes.append(f"Cell {number} was left out. {lost}")
            return
        self.done.append((number, part))
        self.note(number, reply, again, part)
        defines = reply.get("defines")
        for task in self.tasks:
            if isinstance(defines, list) and task.answer in defines and self.probes[task.id] < MOST_PROBES:
                self.defined.add(task.answer)
                self.probes[task.id] += 1
                self.dangerous.discard(task.id)
                if self.best[task.id][0].points < task.points:
                    self.examine(task, f"after cell {number}")

    def note(self, number: int, reply: dict, again: bool, part: str) -> None:
        """Keep what is to be said about a cell that was run."""
        failed = reply.get("failed")
        self.failures.pop(number, None)
        if isinstance(failed, str) and failed:
            self.failures[number] = f"It stopped with {failed[:MOST_TEXT]}"
            if failed.startswith("NameError") and not again:
                self.out_of_order.append(number)
            elif part == "all":
                self.notes.append(f"A line of cell {number} stopped with {failed[:MOST_TEXT]}")
        if isinstance(reply.get("left_out"), int) and reply["left_out"] > 0 and not again and part == "all":
            self.notes.append(f"Magics, shell commands or requests for help in cell {number} were left out.")

    # --- the worker

    def living_worker(self) -> Worker:
        """Return the worker, or a new one that has run the earlier cells again; raises GaveUp when time is used up."""
        self.stop_when_late()
        while self.worker is None or self.worker.lost:
            self.close()
            self.stop_when_late()
            if self.restarts > self.limits.restarts:
                raise GaveUp("restarts", "It hung or crashed too often.")
            self.restarts += 1
            self.worker = self.new_worker()
            self.replay()
        return self.worker

    def stop_when_late(self) -> None:
        """Raise GaveUp when the time for the notebook is used up, also by answers that come at once."""
        if time.monotonic() > self.deadline:
            raise GaveUp("wall", f"More than {self.limits.wall:.0f} s were used for the whole notebook.")

    def new_worker(self) -> Worker:
        """Start a worker; raises MachineFailed when the machine does not let one start."""
        try:
            return Worker(self.sandbox, self.limits)
        except (OSError, NoSandbox) as error:
            raise MachineFailed(str(error)) from None

    def replay(self) -> None:
        """Run the cells again that were run before, of costly ones that no answer needs only what defines names.

        One that hangs or crashes this time is left out from now on.
        """
        for number, part in [*self.done]:
            self.stop_when_late()
            try:
                if self.cost.get(number, 0.0) > COSTLY and number not in self.needed_cells():
                    part = "definitions"
                self.run_cell_in(self.worker, number, [], part)
            except Lost as lost:
                self.done = [one for one in self.done if one[0] != number]
                self.failures[number] = f"It was left out. {lost}"
                self.notes.append(f"Cell {number} was left out the second time. {lost}")
                return

    def run_cell_in(self, worker: Worker, number: int, watch: list[str], part: str) -> dict:
        """Run a cell in a worker, and return which of the watched names it defines and how it failed; raises Lost."""
        wall = min(self.limits.step_wall, max(self.deadline - time.monotonic(), 1.0))
        request = {"do": "run", "source": self.cells[number - 1], "cell": number, "watch": watch, "part": part}
        before = worker.usage().seconds
        reply = worker.ask(request, self.limits.cell, wall)
        self.cost[number] = max(self.cost.get(number, 0.0), worker.usage().seconds - before)
        return reply

    # --- the tasks

    def examine(self, task, where: str) -> None:
        """Examine a task, and keep the result when it is better than the one before."""
        worker = self.living_worker()
        result = self.result_of(task, worker, where)
        if worker.lost:
            if worker.lost.kind in ("cpu", "wall"):  # one that hung is not waited for again; one that crashed may be
                self.dangerous.add(task.id)
            self.retry |= worker.lost.kind in RETRY
            self.notes.append(f"Task {task.id} was stopped {where}. {worker.lost}")
        if ours := [finding.message for finding in result.findings if finding.mistake == OURS]:
            self.ours.setdefault(task.id, ours[0])
            return
        before = self.best[task.id][0]
        if (result.points, result.attempted) >= (before.points, before.attempted):
            self.best[task.id] = (result, where)
            if result.attempted:
                self.ours.pop(task.id, None)

    def result_of(self, task, worker: Worker, where: str) -> Result:
        """Return the result of a task; that our own check takes too long is our fault."""
        answer = RemoteAnswer(worker, task.answer, self.deadline, locked_for(task.id))
        rng = generator(*self.draws, task.id, where)
        try:
            return within(max(self.deadline - time.monotonic(), 0) + JUDGING, lambda: examined(task, answer, rng))
        except RanTooLong:
            return task.failed(Diagnosis(OURS, f"{FAULT} (it took too long)"))


class GaveUp(Lost):
    """The whole submission cannot be graded further."""
