"""Values: numbers or words that are typed in, an entry of a dictionary for each part.

Entries follow from one another, so a slip is looked for that explains all entries at once, alone or with a second one;
where there is none, each wrong entry is judged by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from bpcourse.sandboxed.answers import AnswerFailed, NotAttempted
from bpcourse.tasks import slips
from bpcourse.tasks.explanation import made
from bpcourse.tasks.general_sites import general_sites, named
from bpcourse.tasks.judgement import Band, Entry, Same, is_number
from bpcourse.tasks.leaves import agree, leaves
from bpcourse.tasks.parts import Mistake, Part
from bpcourse.tasks.results import Finding, Result
from bpcourse.tasks.slips import Site, Slip
from bpcourse.tasks.substitutions import substitutions
from bpcourse.tasks.task import Task
from bpcourse.tasks.words import Diagnosis
from bpcourse.tasks.workings import one_number

NEARLY, EXACTLY = 3e-5, 1e-6  # how near a number with many digits must be to that of a slip, and of two
DIGITS = 7  # from so many on, a number has not been worked out by hand
LIKELIEST = 8  # slips of a site that are tried in pairs where a single number tells them apart by its digits
ENOUGH = 3  # wrong numbers: fewer agree with one of many pairs of slips by chance


@dataclass(frozen=True, kw_only=True)
class ValueTask(Task):
    """Numbers or words typed in: a dictionary, with an entry for each part, named like it.

    ``truth()`` returns the right dictionary; a mistake makes one with the entries that it gets wrong.  ``sites`` are
    the keywords of ``truth``, pieces of the computation, with the slips that are made there; ``called`` says what those
    are in words whose sites do not.
    """

    truth: Callable[..., dict]
    sites: tuple[Site, ...] = ()
    called: Mapping[str, str] = field(default_factory=dict)

    def examine(self, answer, rng: np.random.Generator) -> Result:  # noqa: ARG002
        """Return what is right and wrong about the entries (see ``bpcourse.sandboxed.answers``)."""
        try:
            given = answer.value()
        except NotAttempted:
            return self.untouched()
        except AnswerFailed as failure:
            return self.failed(Diagnosis("raises", f"{self.answer} could not be read: {failure}"))
        if not isinstance(given, dict):
            keys = ", ".join(self.truth())
            return self.failed(Diagnosis("form", f"{self.answer} must be a dictionary with the keys {keys}."))
        known, truth = self._known(given), self.truth()
        return Result(self.id, tuple(Finding.of(part, self._judged(part, given, truth, known)) for part in self.parts))

    def _judged(self, part: Part, given: dict, truth: dict, known: Mapping[str, tuple[dict, str]]) -> Diagnosis | None:
        """Return what is wrong with the entry named like the part, or None."""
        name = part.name
        if name not in given:
            others = [f" Is it {key[:40]!r}?" for key in given if isinstance(key, str) and key not in truth]
            return Diagnosis("form", f"{self.answer} has no entry {name!r}.{''.join(others[:1])}")
        if given[name] is ...:
            return Diagnosis("not-filled-in", f"{name} is still to be filled in.")
        if given[name] is None:
            return Diagnosis("returns-nothing", f"{name} is None. Does it come from a function without a return?")
        made = {id: (values[name], words) for id, (values, words) in known.items() if name in values}
        return part.judgement.judge(Entry(name, given[name], truth[name], made, given, self.tolerance))

    # --- what may explain the entries

    def _known(self, given: dict) -> dict[str, tuple[dict, str]]:
        """Return what mistakes make of the entries, by their ids: first that which explains most.

        That is the one that explains all entries; otherwise the most, and would have spoilt the fewest right ones.
        """
        truth = self.truth()
        names = sorted(self._compared(given), key=lambda name: self._same(given[name], truth[name]))  # wrong ones first
        right = {name for name in names if self._same(given[name], truth[name])}
        single = [*self.mistakes, *slips.single(self.truth, self.sites)]
        known = self._made(single, truth)
        if len(right) < len(names):
            wrong = sum(np.size(truth[name]) for name in names if name not in right)
            exact = wrong < ENOUGH and all(has_many_digits(given[name]) for name in names if name not in right)
            told = max((self._told(values, given, right) for values, _ in known.values()), default=0)
            half = 2 * told >= len(names) - len(right)
            if mistake := self._explanation(single, truth, given, names, wrong, exact, half):
                return self._made([mistake], truth) | {id: made for id, made in known.items() if id != mistake.id}
            if exact:
                known = {id: (self._only_near(values, given), words) for id, (values, words) in known.items()}
        return dict(sorted(known.items(), key=lambda one: self._rank(one[1][0], given, right)))

    def _explanation(
        self, single: list[Mistake], truth: dict, given: dict, names: list[str], wrong: int, exact: bool, half: bool
    ) -> Mistake | None:
        """Return the mistake that explains all entries; few numbers must be ``exact``, as two slips make them.

        Where a slip explains ``half`` of the wrong entries, what it is called says more than a wrong number.
        """
        near, nearer = (NEARLY, EXACTLY) if exact else (self.tolerance, self.tolerance)
        if closest := self._closest(single, truth, given, names, near):
            return closest
        several = self._several(ENOUGH, LIKELIEST) if exact else self._several(wrong, None)
        worked = () if half else self._worked(given, truth, names)
        found = (
            self._explaining(several, truth, given, names, nearer),
            self._explaining(worked, truth, given, names, near),
        )
        return next(chain(*found), None)

    def _explaining(
        self, mistakes: Iterable[Mistake], truth: dict, given: dict, names: list[str], tolerance: float
    ) -> Iterator[Mistake]:
        for mistake in mistakes:
            values = made(mistake, ())
            if values is not None and self._explains(truth | values, given, names, tolerance):
                yield mistake

    def _worked(self, given: dict, truth: dict, names: list[str]) -> Iterator[Mistake]:
        """Yield what comes of another number in the working, where two numbers or more are wrong."""
        wrong = [name for name in names if not self._same(given[name], truth[name])]
        places = [(name, i) for name in wrong for i in _wrong_numbers(given[name], truth[name], self.tolerance)]
        if len(places) < 2 or not self.sites:
            return

        def read(entries: dict) -> np.ndarray:
            return np.array([np.ravel(np.asarray(entries[name], float))[i] for name, i in places])

        yield from one_number(self.truth, self._named(), read, read(given))

    def _closest(
        self, mistakes: Iterable[Mistake], truth: dict, given: dict, names: list[str], tolerance: float
    ) -> Mistake | None:
        """Return the mistake that explains all entries, the one that comes nearest to them if several do."""
        fitting = list(self._explaining(mistakes, truth, given, names, tolerance))
        return min(fitting, key=lambda one: self._distance(truth | one.make(), given, names), default=None)

    def _distance(self, made: dict, given: dict, names: list[str]) -> float:
        """Return how far entries are from those of a mistake, relative to these, rounded where it is nothing."""
        pairs = [(leaves(made[name], made[name]), leaves(given[name], made[name])) for name in names]
        apart = [
            float(np.abs(found[n] - leaf).max(initial=0) / max(float(np.abs(leaf).max(initial=0)), 1e-9))
            for right, found in pairs
            for n, leaf in right.items()
            if leaf.dtype.kind in "fiu"
        ]
        return round(max(apart, default=0.0), 9)

    def _several(self, wrong: int, most: int | None) -> Iterator[Mistake]:
        """Return the slips at several sites that are worth trying for so many wrong numbers."""
        everywhere = slips.everywhere(self.truth, self.sites) if wrong >= ENOUGH - 1 else ()
        sites = [site._replace(slips=_by_hand(site.slips)) for site in general_sites(self.truth, self._named())]
        general = slips.single(self.truth, sites) if wrong >= ENOUGH - 1 else ()
        taken = substitutions(self.truth, self._named(), (), (), [()]) if wrong >= ENOUGH else ()
        return chain(everywhere, general, taken, slips.two(self.truth, self.sites, most) if wrong >= ENOUGH else ())

    def _named(self) -> list[Site]:
        return named(self.sites, self.called)

    def _rank(self, values: dict, given: dict, right: set[str]) -> tuple[int, int, int]:
        """Return how a mistake is ranked: it explains many wrong entries, if need be exactly, and spoils few others."""
        told = [name for name in values if name in given and name not in right]
        told = [name for name in told if self._recognised(name, given[name], values[name])]
        exactly = sum(self._same(given[name], values[name]) for name in told)
        return -len(told), -exactly, len(right & values.keys())

    def _told(self, values: dict, given: dict, right: set[str]) -> int:
        """Return how many of the wrong entries are as a mistake makes them that leaves the right ones as they are."""
        if right & values.keys():
            return 0
        return sum(n in given and n not in right and self._recognised(n, given[n], v) for n, v in values.items())

    def _recognised(self, name: str, value, made) -> bool:
        """Return whether an entry is taken for what a mistake makes of it; outside a band, for a number near it."""
        judgement = next(part.judgement for part in self.parts if part.name == name)
        if isinstance(judgement, Band):
            wrong = is_number(value) and not judgement.low <= value <= judgement.high
            return wrong and judgement.recognises(float(value), made)
        return self._same(value, made)

    def _made(self, mistakes: Iterable[Mistake], truth: dict) -> dict[str, tuple[dict, str]]:
        """Return by the id of each mistake the entries that it makes wrong, and its words."""
        made = {mistake.id: (mistake.make(), mistake.words) for mistake in mistakes}
        return {id: (self._only_wrong(values, truth), words) for id, (values, words) in made.items()}

    def _only_wrong(self, values: dict, truth: dict) -> dict:
        return {name: value for name, value in values.items() if not self._same(value, truth[name])}

    def _only_near(self, values: dict, given: dict) -> dict:
        """Return the entries that are given with all digits as a mistake makes them, and those with few digits."""
        many = {name: has_many_digits(given.get(name)) for name in values}
        return {n: v for n, v in values.items() if not many[n] or agree(leaves(given[n], v), leaves(v, v), NEARLY)}

    def _explains(self, made: dict, given: dict, names: list[str], tolerance: float) -> bool:
        """Return whether these entries are as they are made by a mistake."""
        return all(agree(leaves(given[n], made[n]), leaves(made[n], made[n]), tolerance) for n in names)

    def _compared(self, given: dict) -> list[str]:
        """Return the entries that are compared with the truth as they are."""
        return [part.name for part in self.parts if type(part.judgement) is Same and part.name in given]

    def _same(self, value, right) -> bool:
        return agree(leaves(value, right), leaves(right, right), self.tolerance)


def _by_hand(made: Sequence[Slip]) -> tuple[Slip, ...]:
    """Return the general slips that somebody may make who works with single numbers, and not along axes of arrays."""
    return tuple(
        slip for slip in made if not any(f"-{word}-" in slip.id for word in ("entry", "row", "column", "larger"))
    )


def has_many_digits(value) -> bool:
    """Return whether one of the numbers given has so many digits that a program has worked it out."""
    if isinstance(value, (list, tuple, np.ndarray)):
        return any(map(has_many_digits, value))
    return isinstance(value, (float, np.floating)) and float(f"{value:.{DIGITS - 1}g}") != value


def _wrong_numbers(given, right, tolerance: float) -> list[int]:
    """Return the places, in a row, of the numbers that are wrong; none where that cannot be said."""
    try:
        found, expected = np.ravel(np.asarray(given, float)), np.ravel(np.asarray(right, float))
    except (TypeError, ValueError, OverflowError):
        return []
    if found.shape != expected.shape:
        return []
    return [
        int(i) for i in np.flatnonzero(np.abs(found - expected) > tolerance * np.maximum(np.abs(expected), tolerance))
    ]
