"""Functions to write: called with fresh arguments, and compared with an oracle that gets the same.

Of a wrong value it is first said what is certain (see ``diagnosis``).  Then the slips of the task are tried: a mistake
is named when it explains what the answer made of all parts together (see ``explanation``), and otherwise none is.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from bpcourse.sandboxed.answers import AnswerFailed, ArgumentsChanged, NotAttempted
from bpcourse.tasks import probes, slips
from bpcourse.tasks.diagnosis import diagnose
from bpcourse.tasks.explanation import Explainer, Seen
from bpcourse.tasks.hypotheses import exchanged, in_any_task, rare
from bpcourse.tasks.leaves import Leaves, agree, fitted, leaves
from bpcourse.tasks.parts import Mistake, Part
from bpcourse.tasks.repetition import form_differs, is_slow
from bpcourse.tasks.results import Finding, Result
from bpcourse.tasks.several import several
from bpcourse.tasks.slips import Site
from bpcourse.tasks.task import Task
from bpcourse.tasks.words import Diagnosis, Scale, seen_as

NO_VALUE = {"raises", "returns-nothing", "form", "kind"}  # there is nothing that a mistake could have made
# What is said where the numbers alone do not tell the mistake.
UNCERTAIN = {"unknown", "factor", "shape", "not-finite", "unfilled"}
UNCLEAR = {"unknown", "factor", "factor-2"}
CHANGES = "the function changes its arguments. Work on copies."
REMEMBERS = (
    "Called again with the same arguments, the function gives something else: it remembers what it did before, or "
    "draws random numbers of its own. Whatever it collects (a list, a dictionary) must be made anew in every call; a "
    "default argument such as memo={} is made only once."
)


@dataclass(frozen=True)
class Observation:
    """One part of a task: the arguments drawn, what came of them, and what is wrong with that, if anything."""

    part: Part
    arguments: tuple
    expected: object
    got: object
    problem: Diagnosis | None
    changed: bool = False


def no_scales(*_arguments) -> tuple[Scale, ...]:
    """Return no factors: for tasks where nothing can be off by a size."""
    return ()


@dataclass(frozen=True, kw_only=True)
class FunctionTask(Task):
    """A function to write; the oracle is right, and each mistake is a function with the same arguments.

    ``sites`` are the pieces of the oracle, its keywords, with the slips that are made there; two slips at once are
    tried if ``pairs``: not where calling the oracle takes more than a millisecond.  ``in_pairs``, if given, is how many
    slips of a site, the likeliest first, are tried together with another.  What is done ``rarely``, mistakes and sites,
    is tried alone, and when no slip at the ``sites`` explains an answer; then, if ``general``, what can be done in any
    task; and at last several slips at once, one found after the other.
    ``scales(*arguments)`` names the factors that an answer may be off by.  ``most_time``, if given, is how many times
    as long as the oracle the answer may take, with the arguments of the last part, which should be large.
    """

    oracle: Callable
    sites: tuple[Site, ...] = ()
    pairs: bool = True
    in_pairs: int | None = None
    rarely: tuple[Site | Mistake, ...] = ()
    general: bool = True
    scales: Callable[..., tuple[Scale, ...]] = no_scales
    most_time: float | None = None
    too_slow: str = "It is right but far too slow."

    def examine(self, answer, rng: np.random.Generator) -> Result:
        """Return what is right and wrong about a function (see ``bpcourse.sandboxed.answers``)."""
        try:
            observed = [self.observe(part, answer, rng) for part in self.parts]
            problems = self.explained(observed, answer)
        except NotAttempted:
            return self.untouched()
        return Result(self.id, tuple(map(Finding.of, self.parts, problems)))

    # --- what is seen

    def observe(self, part: Part, answer, rng: np.random.Generator) -> Observation:
        """Call the answer with fresh arguments and compare with the oracle."""
        arguments = part.draw(rng)
        start = time.process_time()
        expected = self.oracle(*arguments)
        allowed = (time.process_time() - start + 1e-3) * (self.most_time or np.inf)
        got, changed, problem = self._called(answer, arguments)
        problem = problem or self._compared(got, expected, arguments, changed)
        once_more = partial(self._right_once_more, part, answer, rng)
        if not problem and part is self.parts[-1] and is_slow(answer, allowed, once_more):
            problem = Diagnosis("too-slow", self.too_slow)
        return Observation(part, arguments, expected, got, problem, changed)

    def _right_once_more(self, part: Part, answer, rng: np.random.Generator) -> bool:
        """Return whether the answer is right for other arguments of a part."""
        arguments = part.draw(rng)
        got, changed, problem = self._called(answer, arguments)
        return not (problem or self._compared(got, self.oracle(*arguments), arguments, changed))

    def _called(self, answer, arguments: tuple) -> tuple[object, bool, Diagnosis | None]:
        """Return what an answer returns, whether it changed its arguments, and the error that stopped it."""
        try:
            return answer.call(*arguments), False, None
        except AnswerFailed as failure:
            return None, False, Diagnosis("raises", f"It stopped with {failure}")
        except ArgumentsChanged as changes:
            return changes.value, True, None

    def _compared(self, got, expected, arguments: tuple, changed: bool) -> Diagnosis | None:
        scales = self.scales(*arguments)
        problem = diagnose(got, expected, names=self.names, scales=scales, tolerance=self.tolerance)
        if changed and not problem:
            return Diagnosis("changes-input", f"The result is right, but {CHANGES}")
        return problem

    # --- what explains it

    def explained(self, observed: Sequence[Observation], answer) -> list[Diagnosis | None]:
        """Return what is said of each part: the mistake that explains all of them, if there is one."""
        if not any(one.problem for one in observed):
            return [None] * len(observed)
        if self._remembers(observed, answer):
            return [one.problem and Diagnosis("remembers-between-calls", REMEMBERS) for one in observed]
        found = self._explanation(observed) or self._ignored(observed, answer)
        seen = {one.problem.mistake for one in observed if one.problem} - NO_VALUE
        return [_said(one, found, len(seen) == 1) for one in observed]

    def _remembers(self, observed: Sequence[Observation], answer) -> bool:
        """Return whether a part, asked again, gives something else: the first that tells mistakes apart."""
        with_value = [one for one in observed if not (one.problem and one.problem.mistake in NO_VALUE)]
        if not with_value:
            return False
        first = next((one for one in with_value if one.part.telling), with_value[0])
        again, _, problem = self._called(answer, first.arguments)
        if problem or form_differs(again, first.got):
            return True
        before, now = (leaves(value, first.expected, self.names) for value in (first.got, again))
        return not agree(before, now, self.tolerance)

    def _explanation(self, observed: Sequence[Observation]) -> Diagnosis | None:
        """Return the mistake that explains all parts, if need be apart from axes of length 1 that do not belong."""
        seen = tuple(self._seen(one) for one in observed)
        if found := self._explained(observed, seen):
            return found
        as_expected = [leaves(one.expected, one.expected, self.names) for one in seen]
        found = [fitted(one.found, right) for one, right in zip(seen, as_expected, strict=True)]
        if all(now is one.found for one, now in zip(seen, found, strict=True)):
            return None
        wrong = [one.wrong and not self._agrees(now, one.expected) for one, now in zip(seen, found, strict=True)]
        again = [replace(one, found=f, wrong=w) for one, f, w in zip(seen, found, wrong, strict=True)]
        return self._explained(observed, tuple(again))

    def _explained(self, observed: Sequence[Observation], seen: tuple[Seen, ...]) -> Diagnosis | None:
        """Return the mistake that explains all parts; two slips only where the numbers alone do not tell enough."""
        said = {one.problem.mistake for one in observed if one.problem and one.problem.mistake not in NO_VALUE}
        certain = len(said) == 1 and not said <= UNCERTAIN
        two = slips.two(self.oracle, self.sites, self.in_pairs) if self.pairs and not certain else ()
        explainer = Explainer(seen, self.names, self.tolerance, factors=not certain)
        single = [*self.mistakes, *slips.single(self.oracle, self.sites), *self._exchanged(seen)]
        everywhere = slips.everywhere(self.oracle, self.sites)
        more = () if certain else (*self._more(seen[0].arguments), two, self._several(seen))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is changed at random: the mean of nothing, for one
            return explainer.explain(single, everywhere, *more)

    def _exchanged(self, seen: Sequence[Seen]) -> Iterator[Mistake]:
        return exchanged(self.oracle, self.names, len(seen[0].arguments))

    def _more(self, arguments: tuple) -> tuple[Iterable[Mistake], Iterable[Mistake]]:
        """Return what is done rarely, and what can be done in any task."""
        general = in_any_task(self.oracle, self.sites, self.names, arguments) if self.general else ()
        return rare(self.oracle, self.rarely), general

    def _several(self, seen: Sequence[Seen]) -> Iterator[Mistake]:
        return several(self.oracle, self.sites, self.names, seen, self.tolerance)

    def _ignored(self, observed: Sequence[Observation], answer) -> Diagnosis | None:
        """Return that an argument has no influence on a result that is wrong, where nothing more is known of it."""
        unclear = [one for one in observed if one.part.telling and one.problem and one.problem.mistake in UNCLEAR]
        if not unclear:
            return None
        one = unclear[0]
        names = probes.names_of(self.oracle, len(one.arguments))
        wrong = Explainer((self._seen(one),), self.names, self.tolerance).wrong_results()
        right = partial(self._leaves_of, self.oracle, one.expected)
        found = partial(self._leaves_of, partial(self._value_of, answer), one.expected)
        return probes.ignored(names, one.part.draw, one.arguments, wrong, right, found)

    def _value_of(self, answer, *arguments):
        return self._called(answer, arguments)[0]

    def _leaves_of(self, function: Callable, like, arguments: tuple) -> Leaves | None:
        """Return the leaves of what a function makes of arguments, or None where it makes nothing of them."""
        try:
            value = function(*arguments)
            return None if value is None else leaves(value, like, self.names)
        except (ValueError, IndexError, TypeError, AttributeError, ArithmeticError, KeyError):
            return None  # arguments that do not go together

    def _seen(self, one: Observation) -> Seen:
        missing = one.problem is not None and one.problem.mistake in NO_VALUE
        found = None if missing else leaves(one.got, one.expected, self.names)
        wrong = one.problem is not None and not self._agrees(found, one.expected)
        return Seen(one.arguments, one.expected, found, wrong, one.part.telling, self.scales(*one.arguments))

    def _agrees(self, found: Leaves | None, expected) -> bool:
        """Return whether the numbers are right: what is told then (of float32, of changed arguments) is no slip."""
        return found is not None and agree(found, leaves(expected, expected, self.names), self.tolerance)


def _said(one: Observation, found: Diagnosis | None, alike: bool) -> Diagnosis | None:
    """Return what is said of a part: what explains all parts, or what was seen of this one, and then without a name."""
    problem = one.problem
    if problem is None or problem.mistake in {"changes-input", "too-slow"}:
        return problem
    if found and problem.mistake not in NO_VALUE:
        problem = seen_as(found.mistake, "" if " + " in found.mistake else problem.seen, found.message)
    elif not alike and problem.mistake not in NO_VALUE | {"unknown"}:
        id = problem.mistake if problem.mistake in {"shape", "not-finite"} else "unknown"
        problem = Diagnosis(id, f'In the part "{one.part.name}": {problem.message}')
    return Diagnosis(problem.mistake, f"{problem.message} Besides, {CHANGES}") if one.changed else problem
