"""Tasks: what is asked, how the truth is computed, and which mistakes are known.

A task draws fresh arguments, computes the truth by an oracle that never uses the learner's code, asks the answer, and
lets ``diagnose`` say what is wrong.  Adding an exercise means one module in ``bpcourse.exercises`` with its tasks.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bpcourse.diagnosis import Diagnosis, Scale, diagnose
from bpcourse.results import Finding, Result
from bpcourse.sandboxed.answers import AnswerFailed, ArgumentsChanged, NotAttempted


class Mistake(NamedTuple):
    """A known mistake: its id, what to tell the learner, and a function that makes it (same arguments as the
    oracle).
    """

    id: str
    words: str
    make: Callable


def no_arguments(rng: np.random.Generator) -> tuple:
    """Return no arguments: for parts that compare a value."""
    return ()


class Part(NamedTuple):
    """One part of a task: its name, its points, and ``draw(rng) -> arguments`` for the answer and the oracle."""

    name: str
    points: float
    draw: Callable[[np.random.Generator], tuple] = no_arguments


@dataclass(frozen=True, kw_only=True)
class Task:
    """What every task has; ``answer`` is the name that the learner defines, ``section`` where the lesson treats it."""

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
    tolerance: float = 1e-6

    @property
    def points(self) -> float:
        """Return the points that the task is worth."""
        return sum(part.points for part in self.parts)

    def examine(self, answer, rng: np.random.Generator) -> Result:
        """Return what is right and wrong about an answer (see ``bpcourse.sandboxed.answers``)."""
        findings = []
        try:
            for part in self.parts:
                found = self.examine_part(part, answer, rng)
                earned = 0.0 if found else part.points
                findings.append(
                    Finding(part.name, earned, part.points, *((found.mistake, found.message) if found else ()))
                )
        except NotAttempted:
            return self.untouched()
        return Result(self.id, tuple(findings))

    def examine_part(self, part: Part, answer, rng: np.random.Generator) -> Diagnosis | None:
        """Return what is wrong with one part, or None; raise NotAttempted for a stub."""
        raise NotImplementedError

    def untouched(self) -> Result:
        """Return the result of a task that was not attempted."""
        return Result(self.id, tuple(Finding(part.name, 0.0, part.points) for part in self.parts), attempted=False)


@dataclass(frozen=True, kw_only=True)
class ValueTask(Task):
    """Numbers or words typed in: a dictionary, with an entry for each part, named like it.

    ``truth()`` returns the right dictionary; a mistake makes one with the entries that it gets wrong.
    """

    truth: Callable[[], dict]

    def examine_part(self, part: Part, answer, rng: np.random.Generator) -> Diagnosis | None:
        """Compare the entry named like the part."""
        try:
            given, truth = answer.value(), self.truth()
        except AnswerFailed as failure:
            return Diagnosis("raises", f"{self.answer} could not be read: {failure}")
        if not isinstance(given, dict):
            return Diagnosis("form", f"{self.answer} must be a dictionary with the keys {', '.join(truth)}.")
        if part.name not in given:
            return Diagnosis("form", f"{self.answer} has no entry {part.name!r}.")
        if given[part.name] is ...:
            return Diagnosis("not-filled-in", f"{part.name} is still to be filled in.")
        candidates = {}
        for mistake in self.mistakes:
            made = mistake.make()
            if part.name in made:
                candidates[mistake.id] = (made[part.name], mistake.words)
        options = {"names": (part.name,), "tolerance": self.tolerance}
        return diagnose(given[part.name], truth[part.name], candidates, **options)


def no_scales(*arguments) -> tuple[Scale, ...]:
    """Return no factors: for tasks where nothing can be off by a size."""
    return ()


@dataclass(frozen=True, kw_only=True)
class FunctionTask(Task):
    """A function to write; the oracle is right, and each mistake is a function with the same arguments.

    ``scales(*arguments)`` names the factors that an answer may be off by.  ``most_time``, if given, is how many times
    as long as the oracle the answer may take, with the arguments of the last part, which should be large.
    """

    oracle: Callable
    scales: Callable[..., tuple[Scale, ...]] = no_scales
    most_time: float | None = None
    too_slow: str = "It is right but far too slow."

    def examine_part(self, part: Part, answer, rng: np.random.Generator) -> Diagnosis | None:
        """Call the answer with fresh arguments and compare with the oracle."""
        arguments = part.draw(rng)
        start = time.process_time()
        expected = self.oracle(*arguments)
        allowed = (time.process_time() - start + 1e-3) * (self.most_time or np.inf)
        changed = False
        try:
            got = answer.call(*arguments)
        except AnswerFailed as failure:
            return Diagnosis("raises", f"It stopped with {failure}")
        except ArgumentsChanged as changes:
            got, changed = changes.value, True
        options = {"names": self.names, "scales": self.scales(*arguments), "tolerance": self.tolerance}
        if diagnose(got, expected, {}, **options):
            candidates = {mistake.id: (_made(mistake, arguments), mistake.words) for mistake in self.mistakes}
            return diagnose(got, expected, candidates, **options)
        if changed:
            words = "The result is right, but the function changes its arguments. Work on copies."
            return Diagnosis("changes-input", words)
        if part is self.parts[-1] and is_slow(answer, allowed, *arguments):
            return Diagnosis("too-slow", self.too_slow)
        return None


def is_slow(answer, allowed: float, *arguments) -> bool:
    """Return whether the last call took longer than allowed, and two more calls too: a pause of the machine costs no
    points.
    """
    for _ in range(2):
        if not allowed < answer.seconds < 5 * allowed:
            break
        answer.call(*arguments)
    return answer.seconds > allowed


def _made(mistake: Mistake, arguments: tuple):
    """Return what a mistake makes of the arguments, or None where it cannot be made with these."""
    with np.errstate(all="ignore"):
        try:
            return mistake.make(*arguments)
        except (ValueError, IndexError, TypeError):
            return None
