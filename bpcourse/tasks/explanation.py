"""The explanation: the slip, or the two, that account for everything that was seen of an answer.

A mistake explains an answer when it gives the same values in every part: in the wrong parts, and also in those that are
right; where the answer stopped with an error, the mistake cannot be made either.  So a part in which different mistakes
happen to give the same (one example, a square matrix, the first step) never names one alone.

Tried are, in this order: a single slip, at one site or at all that know it; one for each result; a single slip with the
wrong sign or off by a size that has a name; what is done rarely, or can be done in any task; two slips at once; one
value for another; several.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

import numpy as np

from bpcourse.tasks.diagnosis import constant_factor
from bpcourse.tasks.factor_names import may_have_a_name, name_of
from bpcourse.tasks.fixed_number import fixed_number
from bpcourse.tasks.leaves import Leaves, agree, finite, flat, leaves, only, size
from bpcourse.tasks.parts import Mistake
from bpcourse.tasks.words import Diagnosis, Scale, in_words, of_results


@dataclass(frozen=True)
class Seen:
    """What an answer made of the arguments of one part, and what is right.

    ``found`` is None where it stopped with an error.  ``telling`` is False for a part in which sizes coincide, so that
    different mistakes give the same.
    """

    arguments: tuple
    expected: object
    found: Leaves | None
    wrong: bool
    telling: bool = True
    scales: tuple[Scale, ...] = ()

    @cached_property
    def finite(self) -> bool:
        """Return whether there is a value, and it is finite."""
        return self.found is not None and finite(self.found)


@dataclass
class Made:
    """What a mistake makes of the arguments of each part, worked out when it is asked for."""

    mistake: Mistake
    names: tuple[str, ...]
    known: dict[int, Leaves | None] = field(default_factory=dict)

    def of(self, seen: Seen) -> Leaves | None:
        """Return the leaves that the mistake makes, or None where it cannot be made."""
        if id(seen) not in self.known:
            value = made(self.mistake, seen.arguments)
            self.known[id(seen)] = None if value is None else _taken_apart(value, seen.expected, self.names)
        return self.known[id(seen)]


def made(mistake: Mistake, arguments: tuple):
    """Return what a mistake makes of the arguments, or None where it cannot be made with these."""
    with np.errstate(all="ignore"):
        try:
            return mistake.make(*arguments)
        except (ValueError, IndexError, TypeError, AttributeError, ArithmeticError, KeyError):
            return None


def _taken_apart(value, like, names: tuple[str, ...]) -> Leaves | None:
    try:
        return leaves(value, like, names)
    except TypeError:  # built in another way than the right value
        return None


@dataclass(frozen=True)
class Explainer:
    """Looks for what explains all that was seen; ``names`` and ``tolerance`` are those of the task.

    ``factors`` says whether a slip is also tried with the wrong sign and with sizes that have a name.
    """

    seen: tuple[Seen, ...]
    names: tuple[str, ...]
    tolerance: float
    factors: bool = True

    def explain(
        self,
        single: Iterable[Mistake],
        everywhere: Iterable[Mistake] = (),
        rarely: Iterable[Mistake] = (),
        general: Iterable[Mistake] = (),
        two: Iterable[Mistake] = (),
        last: Iterable[Mistake] = (),
    ) -> Diagnosis | None:
        """Return what explains everything, by its id and in words, or None.

        That is one slip, at one site or at all; one for each result; one that is made ``rarely``, or is ``general``;
        two; or one of the ``last``.  Two slips come before rare ones that were made in one result each.
        """
        if not any(one.wrong and one.found is not None for one in self.seen):
            return None
        alone = [Made(mistake, self.names) for mistake in (*single, *everywhere)]
        with_numbers = list(map(self._holds_a_number, self.wrong_results()))
        if not all(with_numbers):  # any mistake that ends in nan gives nothing but nan
            return self._first(alone) if any(with_numbers) else None
        scaled = alone if self.factors else ()
        known = self._first(alone) or self._by_result(alone) or self._up_to_a_factor(scaled)
        if known or not self._telling():
            return known
        return self._further(alone, rarely, general, two, last)

    def _further(self, alone: list[Made], rarely, general, two, last) -> Diagnosis | None:
        """Return what else explains everything, where no slip does alone (arguments: see ``explain``)."""
        rare = [Made(mistake, self.names) for mistake in rarely]
        others = [Made(mistake, self.names) for mistake in general]
        both = (Made(mistake, self.names) for mistake in two)
        told = self._first(rare) or self._first(others)
        if not told and others and self._telling() >= set(self.wrong_results()):
            told = self._by_result([*alone, *others]) or fixed_number(self.seen, self.names)
        told = told or self._first(both)
        if told or not self._telling() >= set(self.wrong_results()):
            return told
        changed = [*rare, *(Made(mistake, self.names) for mistake in last)]
        return self._first(changed) or (self._by_result([*alone, *others, *changed]) if changed else None)

    def _telling(self) -> set[str]:
        """Return the results that hold more than 0, 1 and -1, of which nothing tells where they come from."""
        wrong = set(self.wrong_results())
        return wrong & {
            name.split("[")[0]
            for one in self.seen
            if one.wrong and one.found
            for name, leaf in one.found.items()
            if leaf.dtype.kind not in "fiu" or not np.isin(leaf, (-1, 0, 1)).all()
        }

    def _first(self, candidates: Iterable[Made]) -> Diagnosis | None:
        fitting = (one.mistake for one in candidates if self._fits(one, ""))
        return next((Diagnosis(mistake.id, mistake.words) for mistake in fitting), None)

    def _fits(self, candidate: Made, result: str) -> bool:
        """Return whether a mistake gives the same in every part; of one result only, if it is named."""
        return all(self._same(candidate.of(one), one, result) for one in self._in_order)

    def _same(self, values: Leaves | None, one: Seen, result: str) -> bool:
        if one.found is None:
            return values is None or self._told
        if not one.finite and self._told:
            return True
        return values is not None and agree(only(values, result), only(one.found, result), self.tolerance)

    @cached_property
    def _in_order(self) -> list[Seen]:
        """Return what tells most for the least work first: small values, of these the wrong ones, and errors last."""
        return sorted(self.seen, key=lambda one: (one.found is None, size(one.found), not one.wrong))

    @cached_property
    def _told(self) -> bool:
        """Return whether a part that tells mistakes apart has a wrong value: errors elsewhere need no reason then."""
        return any(one.wrong and one.telling and one.finite for one in self.seen)

    # --- one mistake for each result

    def _by_result(self, candidates: Sequence[Made]) -> Diagnosis | None:
        found = {result: self._of_result(candidates, result) for result in self.wrong_results()}
        if not found or not all(found.values()):
            return None
        if len(found) == 1:
            return Diagnosis(*next((mistake.id, mistake.words) for mistake in found.values()))
        sentences = of_results({result: mistake.words for result, mistake in found.items()})
        return Diagnosis(" + ".join(dict.fromkeys(m.id for m in found.values())), in_words(sentences))

    def _of_result(self, candidates: Sequence[Made], result: str) -> Mistake | None:
        """Return the first mistake that gives a result; rather one that leaves the right results as they are."""
        fitting = (one for one in candidates if not _exchanges(one) and self._fits(one, result))
        first = next(fitting, None)
        kept = (one for one in chain([first], fitting) if one and all(self._fits(one, name) for name in self._right))
        best = next(kept, first)
        return best and best.mistake

    def _holds_a_number(self, result: str) -> bool:
        """Return whether a result holds a number that is finite, in any of the parts."""
        found = (only(one.found, result).values() for one in self.seen if one.found is not None)
        return any(leaf.dtype.kind not in "fc" or bool(np.isfinite(leaf).any()) for leaf in chain(*found))

    @cached_property
    def _right(self) -> list[str]:
        """Return the names of the results of which nothing is wrong."""
        names = (name.split("[")[0] for one in self.seen for name in leaves(one.expected, one.expected, self.names))
        return [name for name in dict.fromkeys(names) if name not in self.wrong_results()]

    def wrong_results(self) -> list[str]:
        """Return the names of the results of which something is wrong."""
        wrong = (name for one in self.seen if one.wrong and one.found for name in self._wrong_leaves(one))
        return list(dict.fromkeys(name.split("[")[0] for name in wrong))

    def _wrong_leaves(self, one: Seen) -> Iterator[str]:
        right = leaves(one.expected, one.expected, self.names)
        return (n for n in right if not agree(only(right, n), only(one.found, n), self.tolerance))

    # --- a mistake, and a factor

    def _up_to_a_factor(self, candidates: Iterable[Made]) -> Diagnosis | None:
        if sum(size(one.found) for one in self.seen if one.wrong and one.found) < 3:
            return None
        for candidate in candidates:
            if words := self._factor(candidate):
                return Diagnosis(candidate.mistake.id, f"{candidate.mistake.words} (Besides, it is {words}.)")
        return None

    def _factor(self, candidate: Made) -> str:
        """Return in words the sign or the size that a mistake is off by in every part, or ""."""
        factors = []
        for one in self._in_order:
            factor = self._ratio(candidate.of(one), one)
            if factor is None or not may_have_a_name(factor, one.scales):
                return ""  # before anything is made of the larger parts
            factors.append(factor)
        return name_of(factors, [one.scales for one in self._in_order])

    def _ratio(self, values: Leaves | None, one: Seen) -> float | None:
        """Return how many times as large the values seen are as those made; None if that is no single number."""
        if one.found is None:
            return 1.0 if self._told else None
        if values is None or values.keys() != one.found.keys():
            return None
        if agree(values, one.found, self.tolerance):
            return 1.0
        if any(values[name].shape != one.found[name].shape for name in values):
            return None
        return constant_factor(flat(one.found), flat(values), self.tolerance)


def _exchanges(candidate: Made) -> bool:
    """Return whether a mistake exchanges results: it says nothing of one of them alone."""
    id = candidate.mistake.id
    return id in ("results-exchanged", "results-in-another-order") or ("-and-" in id and id.endswith("-exchanged"))
