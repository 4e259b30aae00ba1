"""The hand-ins of each person, and which of several counts: the best, or the last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bpcourse.report.hand_ins import HandIn
from bpcourse.report.matching import Matcher, key_without_roster
from bpcourse.report.roster import Person, Roster
from bpcourse.report.scores import marks, task_names
from bpcourse.report.tables import Unusable, csv_text

BEST, LAST = "best", "last"


class Entry(NamedTuple):
    """A person with the hand-in that counts (None: missing) and all of them; ``person`` is None without a roster."""

    person: Person | None
    counts: HandIn | None
    hand_ins: tuple[HandIn, ...] = ()

    @property
    def name(self) -> str:
        """Return the name of the person, or of the hand-in where there is no roster."""
        return self.person.name if self.person else self.counts.name


class Persons(NamedTuple):
    """Everybody, in the order of the roster, and the hand-ins that belong to nobody in it.

    ``misnamed`` are hand-ins with files that are called after somebody else, and after whom.
    """

    entries: tuple[Entry, ...]
    strangers: tuple[HandIn, ...] = ()
    misnamed: tuple[tuple[HandIn, Person], ...] = ()

    @property
    def counted(self) -> list[HandIn]:
        """Return the hand-ins that count, each person's one; those of nobody in the roster count, too."""
        return [entry.counts for entry in self.entries if entry.counts] + list(self.strangers)


def persons_of(hand_ins: Sequence[HandIn], roster: Roster | None, several: str = BEST) -> Persons:
    """Return whose the hand-ins are and which count; raises Unusable where the last one cannot be told."""
    if roster is None:
        mine = {}
        for hand_in in hand_ins:
            mine.setdefault(key_without_roster(hand_in), []).append(hand_in)
        return Persons(tuple(_entry(None, found, several) for found in mine.values()))
    matcher, mine, strangers, misnamed = Matcher(roster), {}, [], []
    for hand_in in hand_ins:
        person, other = matcher.person(hand_in), matcher.named_after(hand_in)
        (mine.setdefault(person, []) if person else strangers).append(hand_in)
        misnamed += [(hand_in, other)] if other and other is not person else []
    entries = (_entry(person, mine.get(person, ()), several) for person in roster.persons)
    return Persons(tuple(entries), tuple(strangers), tuple(misnamed))


def _entry(person: Person | None, hand_ins: Sequence[HandIn], several: str) -> Entry:
    marked = [hand_in for hand_in in hand_ins if hand_in.is_marked]
    if several == LAST and len(hand_ins) > 1:
        _refuse_without_times(hand_ins)
        return Entry(person, max(hand_ins, key=lambda one: (one.handed_in, one.name)), tuple(hand_ins))
    best = max(marked or hand_ins, key=lambda one: (one.points, one.handed_in, one.name), default=None)
    return Entry(person, best, tuple(hand_ins))


def _refuse_without_times(hand_ins: Sequence[HandIn]) -> None:
    if len({one.handed_in for one in hand_ins}) < len(hand_ins):
        names = ", ".join(one.name for one in hand_ins)
        raise Unusable(
            f"Which is the last of these cannot be told by the times of their files: {names}. Use --several best."
        )


def grades(persons: Persons) -> str:
    """Return the table of grades: a row a person of the roster, those who are missing too."""
    counted = [entry.counts for entry in persons.entries if entry.counts]
    tasks = task_names(counted)
    header = [
        "Full name",
        "ID number",
        "Email address",
        "points",
        "possible",
        *tasks,
        "hand-ins",
        "counts",
        "handed_in",
    ]
    return csv_text(header, (_row(entry, tasks) for entry in persons.entries))


def _row(entry: Entry, tasks: Sequence[str]) -> list[str]:
    who = [entry.person.name, entry.person.number or entry.person.login, entry.person.email]
    if entry.counts is None:
        return [*who, "", "", *("" for _ in tasks), "0", "", ""]
    number = str(len(entry.hand_ins))
    return [*who, *marks(entry.counts, tasks), number, entry.counts.name, entry.counts.handed_in]
