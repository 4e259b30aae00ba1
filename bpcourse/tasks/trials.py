"""Trials: a learner writes an experiment, which is run in planted worlds and gives a verdict in each.

In some worlds a claim is true, in others it is false, and in others nothing can be said.  Each is a trap for one way to
be unfair: one seed, one rate for all, a mean that one run spoils.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

import numpy as np

from bpcourse.sandboxed.answers import AnswerFailed, ArgumentsChanged, NotAttempted, Source
from bpcourse.tasks.parts import Mistake
from bpcourse.tasks.results import Finding, Result
from bpcourse.tasks.task import Task
from bpcourse.tasks.words import Diagnosis


class World(NamedTuple):
    """A planted world: its kind, which only the check knows, what an experiment gets, and the right verdict."""

    kind: str
    given: tuple
    right: str


@dataclass(frozen=True, kw_only=True)
class TrialTask(Task):
    """An experiment to write: it is run in one world after the other, and gives a verdict in each.

    ``Part.draw`` gives worlds.  A part is earned when all its verdicts are right.  Where chance plays a part,
    ``allowed`` has for a kind of world the share of them in which a verdict may be wrong: each kind has a limit of its
    own.  In each part there are different verdicts, so that a constant one earns nothing.

    A mistake is an unfair experiment.  It is recognised when it gives the same verdicts in all worlds, or in the share
    ``agreement`` of them; ``variants`` has by its id further ways to make it, such as other numbers of seeds, and
    ``fitted`` tests of what was given and said in all worlds, for a mistake with a number that can be any, as a limit.
    Where none does, the learner is told a fact: ``facts`` has for each kind of world an id and the words, with
    ``{said}`` and ``{right}``, and the numbers ``{wrong}`` ``{of}`` of its kind; of several kinds in a part the one
    that stands first is told.

    ``verdicts`` are the words that count.  Where a verdict is no single word, ``read`` makes one of what an experiment
    returns, or None if it cannot, and ``form`` says what must be returned.  ``always`` has for a verdict the likely
    reason why it is given everywhere.
    """

    facts: Mapping[str, tuple[str, str]]
    verdicts: tuple[str, ...] = ()
    read: Callable[[object], str | None] | None = None
    form: str = ""
    always: Mapping[str, str] = field(default_factory=dict)
    allowed: Mapping[str, float] = field(default_factory=dict)
    variants: Mapping[str, Sequence[Callable]] = field(default_factory=dict)
    fitted: Mapping[str, Sequence[Callable[[list[tuple], list[str], float], bool]]] = field(default_factory=dict)
    agreement: float = 1.0

    def examine(self, answer, rng: np.random.Generator) -> Result:
        """Return what is right and wrong about an experiment (see ``bpcourse.sandboxed.answers``)."""
        drawn = [part.draw(rng) for part in self.parts]
        try:
            said = [[self._said(answer, world) for world in worlds] for worlds in drawn]
        except NotAttempted:
            return self.untouched()
        problems = [self._problem(*both) for both in zip(drawn, said, strict=True)]
        known = self._known([*chain(*drawn)], [*chain(*said)]) if any(problems) else None
        found = [problem and (known or problem) for problem in problems]
        return Result(self.id, tuple(map(Finding.of, self.parts, found)))

    def _said(self, answer, world: World) -> str | Diagnosis:
        """Return the verdict of an experiment in a world, or what is wrong with it."""
        try:
            one = answer.call(*world.given)
        except AnswerFailed as failure:
            return Diagnosis("raises", f"It stopped with {failure}")
        except ArgumentsChanged:
            return Diagnosis("changes-input", "The function changes what it is given. Work on copies.")
        if one is None:
            return Diagnosis("returns-nothing", "The function returns None. Is a return missing?")
        word = self._word(one)
        if word is None:
            words = self.form or "one of " + ", ".join(f'"{verdict}"' for verdict in self.verdicts)
            return Diagnosis("form", f"It must return {words}; got {str(one)[:60]!r}.")
        return word

    def _word(self, one) -> str | None:
        """Return a verdict as a word, or None if it is none."""
        if self.read:
            return self.read(one)
        return str(one) if isinstance(one, str) and one in self.verdicts else None

    def _problem(self, worlds: Sequence[World], said: list) -> Diagnosis | None:
        """Return what is wrong with the verdicts of a part, or None."""
        if failed := next((one for one in said if isinstance(one, Diagnosis)), None):
            return failed
        of = Counter(world.kind for world in worlds)
        wrong = [(world, one) for world, one in zip(worlds, said, strict=True) if one != world.right]
        missed = Counter(world.kind for world, _ in wrong)
        spoilt = [kind for kind in self.facts if missed[kind] > self.allowed.get(kind, 0) * of[kind]]
        if not spoilt:
            return None
        kind = spoilt[0]
        world, one = next(pair for pair in wrong if pair[0].kind == kind)
        id, words = self.facts[kind]
        return Diagnosis(id, words.format(said=one, right=world.right, wrong=missed[kind], of=of[kind]))

    def _known(self, worlds: list[World], said: list) -> Diagnosis | None:
        """Return the mistake that gives the same verdicts as the experiment, or None."""
        if not all(isinstance(one, str) for one in said):
            return None
        if len(set(said)) == 1:
            why = self.always.get(said[0], "In which of them would it have come out otherwise?")
            return Diagnosis("always-the-same", f'It says "{said[0]}" in every world. {why}')
        shown = [tuple(_shown(one) for one in world.given) for world in worlds]
        found = next((one for one in self._ways(shown, said) if one), None)
        return found and Diagnosis(found.id, found.words)

    def _ways(self, shown: list[tuple], said: list[str]) -> Iterator[Mistake | None]:
        """Yield a mistake where it agrees with the verdicts: as it is in the catalogue, then in other ways."""
        for mistake in self.mistakes:
            yield mistake if self._agree(mistake.make, shown, said) else None
        for mistake in self.mistakes:
            for make in self.variants.get(mistake.id, ()):
                yield mistake if self._agree(make, shown, said) else None
            for fits in self.fitted.get(mistake.id, ()):
                yield mistake if fits(shown, said, self.agreement) else None

    def _agree(self, experiment: Callable, shown: list[tuple], said: list[str]) -> bool:
        """Return whether an experiment says the same in enough worlds; it stops when it cannot."""
        left = (1 - self.agreement) * len(said) + 1e-9
        for given, one in zip(shown, said, strict=True):
            left -= self._word(experiment(*given)) != one
            if left < 0:
                return False
        return True


def _shown(given):
    return given.function() if isinstance(given, Source) else given
