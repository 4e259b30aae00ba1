"""Functions to write: called with fresh arguments, and compared with an oracle that gets the same.

Of a wrong value it is first said what is certain (see ``diagnosis``).  Then the slips of the task are tried: a mistake
is named when it explains what the answer made of all parts together (see ``explanation``), and otherwise none is.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from bpcourse.sandboxed.answers import AnswerFailed, ArgumentsChanged, NotAttempted
from bpcourse.tasks import form, probes, slips
from bpcourse.tasks.alike import alike
from bpcourse.tasks.diagnosis import diagnose
from bpcourse.tasks.explanation import Explainer, Seen
from bpcourse.tasks.expressions import expressions
from bpcourse.tasks.general_sites import named
from bpcourse.tasks.hypotheses import exchanged, in_any_task, rare
from bpcourse.tasks.leaves import Leaves, agree, fitted, leaves, size
from bpcourse.tasks.lengths import by_a_length
from bpcourse.tasks.parts import Mistake, Part
from bpcourse.tasks.repetition import form_differs, is_slow
from bpcourse.tasks.results import Finding, Result
from bpcourse.tasks.several import several
from bpcourse.tasks.slips import Site
from bpcourse.tasks.substitutions import substitutions
from bpcourse.tasks.task import Task
from bpcourse.tasks.words import Diagnosis, Scale, seen_as

NO_VALUE = {
    "raises",
    "returns-nothing",
    "form",
    "kind",
    *form.NO_FORM,
}  # there is nothing that a mistake could have made
# What is said where the numbers alone do not tell the mistake.
UNCERTAIN = {"unknown", "factor", "shape", "not-finite", "unfilled", *form.OTHER_SHAPES}
UNCLEAR = {"unknown", "factor", "factor-2"}
SIZES_EQUAL = (
    "Where all sizes are the same the result is right: somewhere the length of one axis stands for that of another."
)
NOT_STABLE = (
    "In the other parts the result is right, so the formula is right on paper. With the numbers of this part "
    "something overflows or becomes 0: the exponential of a large number, ln 0, ∞ - ∞, 0/0. Write it such that this "
    "cannot happen."
)
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
    task; and at last several slips at once, one found after the other.  ``called`` says what pieces are in words whose
    sites do not, so that general slips are looked for there, too; ``passes_on`` are functions to which the oracle
    passes on keywords that it does not name.
    ``scales(*arguments)`` names the factors that an answer may be off by.  ``most_time``, if given, is how many times
    as long as the oracle the answer may take, with the arguments of the last part, which should be large.
    """

    oracle: Callable
    sites: tuple[Site, ...] = ()
    pairs: bool = True
    in_pairs: int | None = None
    rarely: tuple[Site | Mistake, ...] = ()
    general: bool = True
    called: Mapping[str, str] = field(default_factory=dict)
    passes_on: tuple[Callable, ...] = ()
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
        if all(one.problem and one.problem.mistake == "raises" for one in observed):
            return self._of_errors(observed, answer)
        found = self._explanation(observed) or self._by_a_length(observed)
        found = found or self._ignored(observed, answer) or _not_stable(observed)
        seen = {one.problem.mistake for one in observed if one.problem} - NO_VALUE
        return [_said(one, found, len(seen) == 1) for one in observed]

    def _of_errors(self, observed: Sequence[Observation], answer) -> list[Diagnosis]:
        """Return what is said of an answer that stops with an error in every part: what it does where all sizes agree.

        What explains it must stop in the parts as well.
        """
        one = self._with_sizes_alike(observed, answer)
        if one is None or one.got is None:
            return [one.problem for one in observed]
        found = Diagnosis("sizes-taken-for-equal", SIZES_EQUAL)
        if one.problem:
            found = None if one.problem.mistake in NO_VALUE else self._explanation([*observed, one])
        problems = [one.problem for one in observed]
        return [Diagnosis(found.mistake, f"{p.message} {found.message}") for p in problems] if found else problems

    def _with_sizes_alike(self, observed: Sequence[Observation], answer) -> Observation | None:
        """Return what the answer makes of arguments whose sizes are all the same, if the task has such."""
        for one in sorted(observed, key=lambda one: not one.part.telling):
            arguments = alike(one.arguments)
            if arguments is None:
                continue
            try:
                part = Part("all sizes the same", 0.0, lambda _rng, arguments=arguments: arguments, telling=False)
                return self.observe(part, answer, np.random.default_rng(0))
            except (ValueError, IndexError, TypeError, ArithmeticError, np.linalg.LinAlgError):
                return None  # the oracle has no answer there
        return None

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
        as_expected = [leaves(one.expected, one.expected, self.names) for one in seen]
        found = [fitted(one.found, right) for one, right in zip(seen, as_expected, strict=True)]
        pairs = list(zip(seen, found, strict=True))
        only_axes = all(now is not None and self._agrees(now, one.expected) for one, now in pairs)
        told = self._explained(observed, seen, certain=only_axes)
        if told or only_axes:
            return told
        if all(now is one.found for one, now in zip(seen, found, strict=True)):
            return None
        wrong = [one.wrong and not self._agrees(now, one.expected) for one, now in zip(seen, found, strict=True)]
        again = [replace(one, found=f, wrong=w) for one, f, w in zip(seen, found, wrong, strict=True)]
        return self._explained(observed, tuple(again))

    def _explained(
        self, observed: Sequence[Observation], seen: tuple[Seen, ...], certain: bool = False
    ) -> Diagnosis | None:
        """Return the mistake that explains all parts; two slips only where the numbers alone do not tell enough."""
        said = {one.problem.mistake for one in observed if one.problem and one.problem.mistake not in NO_VALUE}
        certain = certain or (len(said) == 1 and not said <= UNCERTAIN)
        two = slips.two(self.oracle, self.sites, self.in_pairs) if self.pairs and not certain else ()
        explainer = Explainer(seen, self.names, self.tolerance, factors=not certain)
        single = [*self.mistakes, *slips.single(self.oracle, self.sites), *self._exchanged(seen)]
        everywhere = slips.everywhere(self.oracle, self.sites)
        small = _smallest(seen)
        more = () if certain else (*self._more(small), two, self._last(seen, small))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is changed at random: the mean of nothing, for one
            return explainer.explain(single, everywhere, *more)

    def _exchanged(self, seen: Sequence[Seen]) -> Iterator[Mistake]:
        return exchanged(self.oracle, self.names, len(seen[0].arguments))

    def _more(self, small: Sequence[Seen]) -> tuple[Iterable[Mistake], Iterable[Mistake]]:
        """Return what is done rarely, and what can be done in any task."""
        general, examples = (), [one.arguments for one in small]
        if self.general:
            general = in_any_task(self.oracle, self._named(), self.names, examples)
        return rare(self.oracle, self.rarely), general

    def _last(self, seen: Sequence[Seen], small: Sequence[Seen]) -> Iterator[Mistake]:
        """Yield one value for another, several slips at once, and pieces put together from the wrong values."""
        if not self.general:
            yield from self._several(seen)
            return
        names = probes.names_of(self.oracle, len(seen[0].arguments))
        given = self.oracle, self._named(), names
        examples, odd = [one.arguments for one in small], any(_has_other_shapes(one, self.names) for one in small)
        yield from substitutions(*given, self.names, examples, self.passes_on, odd)
        yield from self._several(seen)
        yield from expressions(*given, examples, self.passes_on)

    def _several(self, seen: Sequence[Seen]) -> Iterator[Mistake]:
        return several(self.oracle, self.sites, self.names, seen, self.tolerance)

    def _named(self) -> list[Site]:
        return named([*self.sites, *(one for one in self.rarely if isinstance(one, Site))], self.called)

    def _by_a_length(self, observed: Sequence[Observation]) -> Diagnosis | None:
        """Return by which length the results are off, where nothing but a factor is known of them."""
        if any(one.problem and one.problem.mistake not in UNCLEAR for one in observed):
            return None
        called = probes.names_of(self.oracle, len(observed[0].arguments))
        return by_a_length(tuple(map(self._seen, observed)), self.names, called)

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


def _not_stable(observed: Sequence[Observation]) -> Diagnosis | None:
    """Return that an answer is right, and fails only where numbers are so large that something is not finite."""
    right = [one for one in observed if one.part.telling and not one.problem]
    wrong = [one.problem.mistake for one in observed if one.problem]
    return Diagnosis("right-but-not-finite", NOT_STABLE) if right and set(wrong) == {"not-finite"} else None


def _smallest(seen: Sequence[Seen]) -> list[Seen]:
    """Return up to two parts with the fewest numbers, first those that tell mistakes apart and are wrong."""
    return sorted(seen, key=lambda one: (not (one.wrong and one.telling and one.found), size(one.found)))[:2]


def _has_other_shapes(one: Seen, names: tuple[str, ...]) -> bool:
    """Return whether a result has another shape than it should have."""
    right = leaves(one.expected, one.expected, names)
    return one.found is not None and any(one.found[n].shape != right[n].shape for n in right if n in one.found)


def _said(one: Observation, found: Diagnosis | None, alike: bool) -> Diagnosis | None:
    """Return what is said of a part: what explains all parts, or what was seen of this one, and then without a name."""
    problem = one.problem
    if problem is None or problem.mistake in {"changes-input", "too-slow"}:
        return problem
    if found and problem.mistake not in NO_VALUE:
        problem = seen_as(found.mistake, "" if " + " in found.mistake else problem.seen, found.message)
    elif not alike and problem.mistake not in NO_VALUE | {"unknown"}:
        id = "shape" if problem.mistake in form.OTHER_SHAPES else problem.mistake
        id = id if id in {"shape", "not-finite"} else "unknown"
        problem = Diagnosis(id, f'In the part "{one.part.name}": {problem.message}')
    return Diagnosis(problem.mistake, f"{problem.message} Besides, {CHANGES}") if one.changed else problem
