"""Functions to write: called with fresh arguments, and compared with an oracle that gets the same.

On a simple part several mistakes may give the same number; then the other parts decide, and the mistake that explains
every wrong value is named.  Where none does, a mistake is named for the part that it explains, and the message says so;
so is a factor that other wrong parts are not off by.  Zeros, which many mistakes give, are no reason to name one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bpcourse.sandboxed.answers import AnswerFailed, ArgumentsChanged, NotAttempted
from bpcourse.tasks.diagnosis import Diagnosis, Scale, diagnose
from bpcourse.tasks.parts import Mistake, Part
from bpcourse.tasks.results import Finding, Result
from bpcourse.tasks.task import Task

FACTORS = {"factor-2", "batch-size", "layer-size"}  # what a general mistake says of the size of a value
INCOMPARABLE = {"raises", "returns-nothing", "form", "kind", "shape", "not-finite"}  # there is no value to explain


@dataclass(frozen=True)
class WrongValue(Diagnosis):
    """A wrong value: ``known`` holds by id all mistakes of the catalogue that give it, ``unmade`` are those that cannot
    be made with these arguments, ``plain`` is what is said without the catalogue.
    """

    known: Mapping[str, Diagnosis]
    unmade: frozenset[str]
    plain: Diagnosis


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

    def examine(self, answer, rng: np.random.Generator) -> Result:
        """Return what is right and wrong about a function (see ``bpcourse.sandboxed.answers``)."""
        try:
            found = [self.examine_part(part, answer, rng) for part in self.parts]
        except NotAttempted:
            return self.untouched()
        return Result(self.id, tuple(map(Finding.of, self.parts, agreed(self.parts, found))))

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
        if plain := diagnose(got, expected, {}, **options):
            made = {mistake.id: (_made(mistake, arguments), mistake.words) for mistake in self.mistakes}
            return _wrong_value(plain, made, lambda candidates: diagnose(got, expected, candidates, **options))
        if changed:
            words = "The result is right, but the function changes its arguments. Work on copies."
            return Diagnosis("changes-input", words)
        if part is self.parts[-1] and is_slow(answer, allowed, *arguments):
            return Diagnosis("too-slow", self.too_slow)
        return None


def agreed(parts: Sequence[Part], found: Sequence[Diagnosis | None]) -> list[Diagnosis | None]:
    """Return the findings on all parts with the mistake that explains every wrong value, or each with its own."""
    wrong = [one for one in found if isinstance(one, WrongValue)]
    names = [one.mistake for one in wrong] + [name for one in wrong for name in one.known]
    known = [name for name in names if any(name in one.known for one in wrong)]
    shared = next((name for name in known if all(name in one.known or name in one.unmade for one in wrong)), None)
    alike = len({one.plain.mistake for one in wrong}) == 1
    return [
        _named(part, one, shared, alike) if isinstance(one, WrongValue) else one
        for part, one in zip(parts, found, strict=True)
    ]


def _named(part: Part, one: WrongValue, shared: str | None, alike: bool) -> Diagnosis:
    """Return what is said of a wrong value: the mistake that all parts share, or one of this part, or what is seen."""
    if shared:
        return one.known.get(shared, one.plain)
    known = one.mistake in one.known and one.plain.mistake != "zero"
    named = Diagnosis(one.mistake, one.message) if known else one.plain
    if known or (named.mistake in FACTORS and not alike):
        return Diagnosis(named.mistake, f'In the part "{part.name}": {named.message}')
    return named


def _wrong_value(plain: Diagnosis, made: dict, diagnosis: Callable[[dict], Diagnosis]) -> Diagnosis:
    """Return what is wrong with a value, with every mistake that gives it; ``made`` is what each mistake gives."""
    with np.errstate(all="ignore"):
        single = {name: diagnosis({name: value}) for name, value in made.items()}
        best = diagnosis(made)
    known = {name: one for name, one in single.items() if one.mistake == name}
    if not known and plain.mistake in INCOMPARABLE:
        return plain
    unmade = frozenset(name for name, (value, _) in made.items() if value is None)
    return WrongValue(best.mistake, best.message, known, unmade, plain)


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
