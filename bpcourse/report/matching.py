"""Whose a hand-in is: by the numbers that Moodle and Canvas write into file names, by an id or address, by the name.

Nothing is guessed: what fits two persons, or nobody, is said to be nobody's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bpcourse.exercises import EXERCISES
from bpcourse.report.hand_ins import HandIn
from bpcourse.report.roster import Person, Roster
from bpcourse.report.texts import one_line

# Moodle: a folder, or the beginning of a file.  Canvas: a file; attachments there have long numbers.
MOODLE = re.compile(r"(?P<folder>(?P<name>[^_/]+)_(?P<number>\d+)_assignsubmission_[a-z]+)(?:_(?P<rest>.*))?$")
CANVAS = re.compile(r"(?P<name>\w+?)(?P<late>_LATE)?_(?P<number>\d+)_(?P<attachment>\d{3,})_(?P<rest>.+)$")
EXERCISE = re.compile("|".join(re.escape(exercise.name) for exercise in EXERCISES.values()), re.IGNORECASE)
SHORTEST = 3  # characters of an id that is looked for among the words of a file name


class Trace(NamedTuple):
    """What a platform has written into a path: which one, the number of the person, the name, whether it was late.

    ``own`` is what the student has called the file.
    """

    platform: str
    number: str
    name: str
    folder: str = ""
    late: bool = False
    own: str = ""


def trace_of(file: str) -> Trace | None:
    """Return what a platform has written into the path of a hand-in, or None."""
    *folders, last = file.split("/")
    for part in (*folders, last):
        if match := MOODLE.match(part):
            own = last if part is not last else match["rest"] or ""
            return Trace("moodle", match["number"], match["name"], match["folder"], own=own)
    match = CANVAS.match(_in_letters(last))
    late = bool(match and match["late"])
    return Trace("canvas", match["number"], match["name"], late=late, own=match["rest"]) if match else None


def _in_letters(name: str) -> str:
    """Return a name in which an accent is part of its letter, without signs that are none (vowels in Hindi, in Thai).

    Canvas keeps such signs, some file systems put accents beside the letters, and for ``re`` neither belongs to a word.
    """
    name = unicodedata.normalize("NFC", name)
    return "".join(character for character in name if not unicodedata.category(character).startswith("M"))


class Matcher:
    """Finds the person of a roster whom a hand-in belongs to; each look-up takes the same time in any class."""

    def __init__(self, roster: Roster):
        self.kind, self.keys = roster.kind, {}
        for person in roster.persons:
            for key in set(self._keys(person)):
                self.keys[key] = None if key in self.keys else person  # None: of two persons

    def _keys(self, person: Person) -> Iterator[tuple]:
        yield from (("hand-in", name) for name in person.hand_ins)
        if person.platform:
            yield "platform", person.platform
        yield from (("word", word.casefold()) for word in (person.number, person.email, person.login) if word)
        yield from (("name", words) for words in (name_key(person.name), squeezed(person.name)) if words)

    def person(self, hand_in: HandIn) -> Person | None:
        """Return whose a hand-in is, or None."""
        trace = trace_of(hand_in.file)
        for name in (hand_in.name, hand_in.file, one_line(hand_in.file)):  # as it is, and as the tables show it
            if found := self.keys.get(("hand-in", name)):
                return found
        if trace and trace.platform == self.kind:
            return self.keys.get(("platform", trace.number))
        if trace:  # the student has chosen the rest of the path
            return self._called(trace.name)
        words = [hand_in.name, *re.split(r"[\s_,;()\[\]]+", hand_in.name)]
        by_word = {self.keys.get(("word", word.casefold())) for word in words if len(word) >= SHORTEST} - {None}
        if by_word:
            return by_word.pop() if len(by_word) == 1 else None
        return self._called(hand_in.name)

    def _called(self, name: str) -> Person | None:
        return self.keys.get(("name", name_key(name))) or self.keys.get(("name", squeezed(name, in_order=True)))

    def named_after(self, hand_in: HandIn) -> Person | None:
        """Return whose the name of a file says that it is, where a platform has written whose it is; or None."""
        trace = trace_of(hand_in.file)
        own = EXERCISE.sub("", trace.own.rpartition(".")[0]).strip(" _-.") if trace else ""
        return self.person(HandIn(own, trace.own, "", {})) if own else None


def name_key(name: str) -> tuple[str, ...]:
    """Return the words of a name, however it is written: "Lovelace, Ada" and "ada_lovelace" are alike."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return tuple(sorted(word for word in re.split(r"[\W_]+", plain) if word and not word.isdigit()))


def squeezed(name: str, in_order: bool = False) -> str:
    """Return the name as Canvas writes it into file names: "lovelaceada", the last name first."""
    if "," not in name and not in_order:
        *first, last = name.split() or [""]
        name = f"{last}, {' '.join(first)}"
    return re.sub(r"[\W_]+", "", _in_letters(name.casefold()))


def is_name_of(trace: Trace, name: str) -> bool:
    """Return whether a platform would write this name of a person as it stands in a path."""
    return name_key(trace.name) == name_key(name) != () or squeezed(trace.name, in_order=True) == squeezed(name)


def key_without_roster(hand_in: HandIn) -> Sequence[str]:
    """Return what all hand-ins of a person share where there is no roster: the platform's number, or the name."""
    trace = trace_of(hand_in.file)
    return (trace.platform, trace.number) if trace else ("", hand_in.name)
