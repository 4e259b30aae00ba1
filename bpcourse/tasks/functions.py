"""Functions to write: called with fresh arguments, and compared with an oracle that gets the same."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bpcourse.sandboxed.answers import AnswerFailed, ArgumentsChanged
from bpcourse.tasks.diagnosis import Diagnosis, Scale, diagnose
from bpcourse.tasks.parts import Mistake, Part
from bpcourse.tasks.task import Task


def no_scales(*_arguments) -> tuple[Scale, ...]:
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
    """Return whether the last call took longer than allowed, and two more too: a pause of the machine is no fault."""
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
