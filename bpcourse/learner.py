"""What a learner calls in an exercise notebook: ``check`` after each task, ``hint`` when stuck, ``scoreboard``."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from html import escape

import numpy as np

from bpcourse import cards, leads, score_table
from bpcourse.cards import Standing, number
from bpcourse.exercises import find_task
from bpcourse.exercises.library import locked_for
from bpcourse.patience import RanTooLong, within
from bpcourse.progress import last_checked, progress_file, read, record
from bpcourse.sandboxed.answers import LocalAnswer
from bpcourse.sandboxed.locked import open_again
from bpcourse.tasks import Task, examined
from bpcourse.tasks.results import Result
from bpcourse.tasks.words import Diagnosis

PATIENCE = 60.0  # seconds; the variable BPCOURSE_PATIENCE names another number
LONGEST = 24 * 3600.0  # more than a timer of the system may take
INTERRUPTED = Diagnosis(
    "interrupted",
    "The check was interrupted. Nothing has been recorded. If it took long: is there a loop or a recursion that never "
    "ends?",
)
ENDLESS = (
    "It ran for {:g} seconds without an end, and was stopped. Is there a loop or a recursion that never ends? (On a "
    "slow computer set the variable BPCOURSE_PATIENCE to more seconds.)"
)
SLOW = Diagnosis(
    "interrupted",
    "Your function has ended, but the check took too long and was stopped; nothing has been recorded. This computer is "
    "busy or slow: run the check again, or set the variable BPCOURSE_PATIENCE to more seconds.",
)
STALE = "Mind that the cell run last stopped with an error. This is about {} as it was before."

_hints_given: dict[str, int] = {}


class Shown:
    """Something to show at the end of a cell: ``text`` for those who read plain text, ``html`` for a notebook."""

    def __init__(self, text: str, html: str = "", plain: str | None = None):
        self.text, self.html = text, html or f'<p style="max-width: 46em">{escape(text)}</p>'
        self.plain = text if plain is None else plain

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.plain

    def _repr_mimebundle_(self, **_options) -> dict:
        return {"text/plain": self.plain, "text/html": self.html}


class Card(Shown):
    """The card of a result; its plain form is the number of points, which other grading tools read."""

    def __init__(self, task: Task, result: Result, standing: Standing):
        self.result = result
        text, html = cards.as_text(task, result, standing), cards.as_html(task, result, standing)
        super().__init__(text, html, number(result.points))


def check(task: str, answer=..., *, seed: int | None = None) -> Shown:
    """Return a card that says what is right and what is wrong about an answer: ``check("03.2", output_error)``.

    The arguments for your function are drawn afresh each time; ``seed`` fixes them.
    """
    try:
        known = find_task(task)
    except ValueError as problem:
        problem = "The number comes first." if callable(task) and _is_task(answer) else problem
        return Shown(f'{problem} Write it like this: check("03.2", output_error).')
    try:
        rng = np.random.default_rng(seed)
    except (TypeError, ValueError):
        return Shown("The seed must be a whole number, not negative: seed=0.")
    stale = _stale_note(known.answer)
    with _same_folder():
        result = _examined(known, answer, rng)
    if result.mistake and result.mistake.mistake == INTERRUPTED.mistake:
        return Card(known, result, _standing(known, result, stale))
    best, note = record(result, progress_file())
    if best > result.points and result.attempted:
        note = f"Your best so far, {cards.of_points(best, result.possible)}, is kept. {note}".strip()
    return Card(known, result, _standing(known, result, stale, note))


def _is_task(name) -> bool:
    try:
        return bool(find_task(name))
    except ValueError:
        return False


def _examined(task: Task, answer, rng: np.random.Generator) -> Result:
    """Return the result of a task; an answer that does not end is stopped, and an interrupt is a result too."""
    patience, given = _patience(), LocalAnswer(answer, locked_for(task.id))
    try:
        return within(patience, lambda: examined(task, given, rng))
    except RanTooLong:
        return task.failed(Diagnosis("endless", ENDLESS.format(patience)) if given.running else SLOW)
    except KeyboardInterrupt:
        return task.failed(INTERRUPTED)
    finally:
        open_again()


@contextmanager
def _same_folder() -> Iterator[None]:
    """Come back to the folder of the notebook, where its progress is, if the answer goes to another."""
    try:
        here = os.getcwd()
    except OSError:  # it is no longer there
        here = ""
    try:
        yield
    finally:
        with suppress(OSError):
            os.chdir(here)


def _patience() -> float:
    try:
        seconds = float(os.environ.get("BPCOURSE_PATIENCE", ""))
    except ValueError:
        return PATIENCE
    return min(seconds, LONGEST) if seconds > 0 else PATIENCE


def _stale_note(name: str) -> str:
    """Return a warning if the cell that was run last should have defined the answer, and failed."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    last = getattr(shell, "last_execution_result", None)
    if last is None or last.success:
        return ""
    defines = rf"^\s*(def\s+{name}\b|{name}\s*=)"
    return STALE.format(name) if re.search(defines, last.info.raw_cell or "", re.MULTILINE) else ""


def _standing(task: Task, result: Result, stale: str, note: str = "") -> Standing:
    best, _ = read(progress_file())
    best = best | {task.id: max(result.points, best.get(task.id, 0.0))}
    right = result.points == result.possible
    hinted = _hints_given.get(task.id, 0) >= len(task.hints)
    earned, possible = leads.points_of(leads.exercise_of(task), best)
    notes = (note,) if note else ()
    return Standing(earned, possible, stale, notes, leads.next_open(best, task.id), right or hinted)


def hint(task: str = "") -> Shown:
    """Return the next of three hints for a task; after the third, the first again.  Hints cost nothing."""
    name = task or last_checked(progress_file())
    try:
        known = find_task(name)
    except ValueError as problem:
        problem = problem if name else "A hint for which task? None has been checked yet."
        return Shown(f'{problem} Write it like this: hint("03.2").')
    given = _hints_given.get(known.id, 0)
    _hints_given[known.id] = given + 1
    which = given % len(known.hints)
    return Shown(f"Hint {which + 1} of {len(known.hints)} for {known.id}: {known.hints[which]}")


def scoreboard() -> Shown:
    """Return all exercises with the best points of each task, what is left, and where to go on."""
    best, message = read(progress_file())
    last = last_checked(progress_file())
    return Shown(score_table.as_text(best, last, message), score_table.as_html(best, last, message))
