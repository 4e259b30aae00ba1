"""Tasks: what is asked, how the truth is computed, and which mistakes are known.

A task draws fresh arguments, computes the truth by an oracle that never uses the learner's code, asks the answer, and
lets ``diagnose`` say what is wrong.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from bpcourse.sandboxed.answers import AnswerFailed, NotAttempted
from bpcourse.tasks.parts import Mistake, Part
from bpcourse.tasks.results import Finding, Result
from bpcourse.tasks.words import Diagnosis

OURS = "check-failed"  # what went wrong is a fault of the check, not of the answer
FAULT = "The check itself failed on this answer. That is not your mistake: please report it."


@dataclass(frozen=True, kw_only=True)
class Task:
    """What every task has.

    ``insight`` is a sentence for who has it right, about what it is good for or what it shows.
    ``misconceptions`` says what learners find hard, for the instructors' table.
    ``answer`` is the name that the learner defines, ``section`` where a lesson treats it: "lesson 5a, sections 1 and 2;
    lesson 5b, section 1".
    """

    id: str
    title: str
    answer: str
    difficulty: int
    minutes: int
    section: str
    hints: tuple[str, str, str]
    parts: tuple[Part, ...]
    mistakes: tuple[Mistake, ...] = ()
    names: tuple[str, ...] = ("the result",)
    insight: str = ""
    misconceptions: str = ""
    tolerance: float = 1e-6

    @property
    def points(self) -> float:
        """Return the points that the task is worth."""
        return sum(part.points for part in self.parts)

    def examine(self, answer, rng: np.random.Generator) -> Result:
        """Return what is right and wrong about an answer (see ``bpcourse.sandboxed.answers``)."""
        try:
            findings = [Finding.of(part, self.examine_part(part, answer, rng)) for part in self.parts]
        except NotAttempted:
            return self.untouched()
        return Result(self.id, tuple(findings))

    def examine_part(self, part: Part, answer, rng: np.random.Generator) -> Diagnosis | None:
        """Return what is wrong with one part, or None; raise NotAttempted for a stub."""
        raise NotImplementedError

    def failed(self, problem: Diagnosis) -> Result:
        """Return the result of a task that could not be examined, or not to its end."""
        return Result(self.id, tuple(Finding.of(part, problem) for part in self.parts))

    def untouched(self) -> Result:
        """Return the result of a task that was not attempted."""
        return Result(self.id, tuple(Finding(part.name, 0.0, part.points) for part in self.parts), attempted=False)


def examined(task: Task, answer, rng: np.random.Generator) -> Result:
    """Return the result of a task; where the examination itself fails, nothing is earned and the fault is ours.

    Such a finding has the mistake ``OURS``: the class grader makes no mark of it.
    """
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            result = task.examine(answer, rng)
    except AnswerFailed as failure:
        return task.failed(Diagnosis("raises", f"It stopped with {failure}"))
    except Exception as error:
        return task.failed(Diagnosis(OURS, f"{FAULT} ({type(error).__name__}: {str(error)[:200]})"))
    return result if 0 <= result.points <= task.points else task.failed(Diagnosis(OURS, f"{FAULT} (too many points)"))
