"""Verdicts: a learner writes a test, is shown cases that are sound or broken, and says of each what is wrong with it.

The debugging lab (gradients with a planted bug) and the recorded paths (optimisers with a bug) are such tasks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from bpcourse.sandboxed.answers import AnswerFailed, ArgumentsChanged, NotAttempted
from bpcourse.tasks.parts import Mistake
from bpcourse.tasks.results import Finding, Result
from bpcourse.tasks.task import Task
from bpcourse.tasks.words import Diagnosis

SOUND = "none"  # the verdict on a case with which nothing is wrong
SPOILT = "spoilt"  # stands for any other verdict: the case is broken in a way that has no word


def as_sent(*case) -> tuple:
    """Return a case as it is sent to the answer."""
    return case


@dataclass(frozen=True, kw_only=True)
class VerdictTask(Task):
    """A test to write: it gets one case after the other, and says what is wrong with each, or "none".

    ``Part.draw`` gives pairs of a case, the tuple of arguments, and the right verdict.  A part is earned when all its
    verdicts are right; in each there are sound cases and broken ones, so a constant verdict earns nothing.  A mistake
    is recognised by the verdicts on all cases together; ``several``, two mistakes at once, are tried last.  On a case
    of which the right verdict is ``SPOILT`` every verdict but "none" is right, and no mistake is recognised by it.

    ``verdicts`` are the words that count.  ``false_alarm``, ``missed`` and ``wrong`` are what a learner is told about a
    wrong verdict, with ``{said}`` for it; ``wrong_id`` names the last.  ``alarms`` adds to a false alarm why what is
    sound may look like this bug; ``loose`` is said where what is spoilt counts as sound.  ``shown(*case)`` makes of a
    case what a mistake gets as arguments.  ``probed(ask)``, if given, may ask the test about cases of its own,
    ``ask(*case)``, where no mistake is recognised; what it says is a fact.
    """

    verdicts: tuple[str, ...]
    false_alarm: str
    missed: str
    wrong: str
    wrong_id: str
    alarms: Mapping[str, str] = field(default_factory=dict)
    loose: str = ""
    several: tuple[Mistake, ...] = ()
    probed: Callable[[Callable], Diagnosis | None] | None = None
    shown: Callable[..., tuple] = as_sent

    def examine(self, answer, rng: np.random.Generator) -> Result:
        """Return what is right and wrong about a test (see ``bpcourse.sandboxed.answers``)."""
        drawn = [part.draw(rng) for part in self.parts]
        try:
            said = [[self._said(answer, case) for case, _ in pairs] for pairs in drawn]
        except NotAttempted:
            return self.untouched()
        problems = [self._first_wrong(pairs, verdicts) for pairs, verdicts in zip(drawn, said, strict=True)]
        known = self._known([*chain(*drawn)], [*chain(*said)], answer) if any(problems) else None
        own = {"too-loose"}  # what is said of a part and no mistake explains
        found = [problem and (problem if not known or problem.mistake in own else known) for problem in problems]
        return Result(self.id, tuple(map(Finding.of, self.parts, found)))

    def _said(self, answer, case: tuple) -> str | Diagnosis:
        """Return the verdict of an answer on one case, or what is wrong with it."""
        try:
            one = answer.call(*case)
        except AnswerFailed as failure:
            return Diagnosis("raises", f"It stopped with {failure}")
        except ArgumentsChanged:
            return Diagnosis("changes-input", "The function changes what it is given. Work on copies.")
        if one is None:
            return Diagnosis("returns-nothing", "The function returns None. Is a return missing?")
        if not isinstance(one, str) or one not in self.verdicts:
            words = ", ".join(f'"{verdict}"' for verdict in self.verdicts)
            return Diagnosis("form", f"It must return one of {words}; got {str(one)[:40]!r}.")
        return str(one)

    def _first_wrong(self, pairs: list, said: list) -> Diagnosis | None:
        """Return what is wrong with the first wrong verdict of a part, or None."""
        for (_, right), one in zip(pairs, said, strict=True):
            if isinstance(one, Diagnosis):
                return one
            if one != right and not (right == SPOILT and one != SOUND):
                return self._diagnosis(right, one)
        return None

    def _diagnosis(self, right: str, said: str) -> Diagnosis:
        if right == SOUND:
            words = (self.false_alarm.format(said=said), self.alarms.get(said, ""))
            return Diagnosis("false-alarm", " ".join(filter(None, words)))
        if right == SPOILT:
            return Diagnosis("too-loose", self.loose)
        if said == SOUND:
            return Diagnosis("missed", self.missed)
        return Diagnosis(self.wrong_id, self.wrong.format(said=said))

    def _known(self, pairs: list, said: list, answer) -> Diagnosis | None:
        """Return the mistake that gives the same verdicts on all cases, what probes show, or the first false alarm."""
        if not all(isinstance(one, str) for one in said):
            return None
        named = [(pair, one) for pair, one in zip(pairs, said, strict=True) if pair[1] != SPOILT]
        if all(right == one for (_, right), one in named):
            return None
        pairs, said = zip(*named, strict=True)
        if found := self._recognised((*self.mistakes, *self.several), pairs, said):
            return found
        if self.probed and (found := self.probed(lambda *case: self._said(answer, case))):
            return found
        alarms = (one for (_, right), one in zip(pairs, said, strict=True) if right == SOUND != one)
        return next((self._diagnosis(SOUND, one) for one in alarms), None)

    def _recognised(self, mistakes: tuple[Mistake, ...], pairs: list, said: list) -> Diagnosis | None:
        shown = [self.shown(*case) for case, _ in pairs]
        for mistake in mistakes:
            if all(mistake.make(*case) == one for case, one in zip(shown, said, strict=True)):
                return Diagnosis(mistake.id, mistake.words)
        return None
