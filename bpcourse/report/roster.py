"""The roster: who is in the class, from a table that a platform exports or that the instructor writes.

Understood by their headings: the grading worksheet of Moodle's assignment (``Identifier``, ``Full name``, ...), its
list of participants (``First name``, ``Last name`` or ``Surname``, ``Email address``), Canvas's gradebook (``Student``,
``ID``, ..., ``Section``), and any table with a column ``name``; who has no name there is called by a number or an
address.  A column ``hand_in`` says whose a hand-in is, by its name or its file, where that name does not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from bpcourse.report.tables import Unusable, read_table
from bpcourse.report.texts import as_written, one_line

WHOLE_NAMES = ("full name", "name", "student", "student name")
FIRST, LAST = ("first name", "firstname", "given name"), ("last name", "surname", "lastname", "family name")
NAMES = {*WHOLE_NAMES, *FIRST, *LAST}
NUMBERS = ("id number", "sis user id", "student id", "student number", "matriculation number", "id")
EMAILS, LOGINS = ("email address", "email", "e-mail"), ("sis login id", "login id", "login", "username")
NO_PERSONS = ("points possible", "student, test")  # rows of Canvas's gradebook


class Person(NamedTuple):
    """Somebody in the class; ``platform`` is the number that the names of downloaded files hold, "" where unknown."""

    name: str
    number: str = ""
    email: str = ""
    login: str = ""
    platform: str = ""
    hand_ins: tuple[str, ...] = ()
    row: tuple[str, ...] = ()


class Roster(NamedTuple):
    """The persons of a class; ``kind`` is "moodle", "canvas" or ""; ``header`` and ``extra`` rows of the table."""

    persons: tuple[Person, ...]
    kind: str = ""
    header: tuple[str, ...] = ()
    extra: tuple[tuple[str, ...], ...] = ()


def read_roster(path: Path) -> Roster:
    """Return the roster in a file; raises Unusable where it names nobody, or somebody twice."""
    header, rows = read_table(path)
    names = [name.casefold() for name in header]
    kind = _kind(names)
    cells = [{name: as_written(cell.strip()) for name, cell in zip(names, row, strict=True)} for row in rows]
    found = [(_person(kind, entry), tuple(row)) for entry, row in zip(cells, rows, strict=True)]
    persons = tuple(person._replace(row=row) for person, row in found if person.name and not _is_none(person))
    if not persons:
        raise Unusable(f"{path} names nobody. Columns: {', '.join(header)}. One called name is needed.")
    _refuse_twice(path, persons)
    return Roster(persons, kind, tuple(header), tuple(row for person, row in found if person.name and _is_none(person)))


def _kind(names: list[str]) -> str:
    if {"identifier", "grade"} <= set(names):
        return "moodle"
    return "canvas" if names[:2] == ["student", "id"] and "section" in names else ""


def _person(kind: str, cells: Mapping[str, str]) -> Person:
    def first_of(columns):
        return next((cells[name] for name in columns if cells.get(name)), "")

    name = " ".join(filter(None, [first_of(FIRST), first_of(LAST)])) or first_of(WHOLE_NAMES)
    digits = re.search(r"\d+$", cells.get("identifier", ""))
    platform = {"moodle": digits[0] if digits else "", "canvas": cells.get("id", "")}.get(kind, "")
    number = first_of([column for column in NUMBERS if kind != "canvas" or column != "id"])
    hand_ins = tuple(filter(None, map(str.strip, cells.get("hand_in", "").split(";"))))
    email, login = first_of(EMAILS), first_of(LOGINS)
    instead = [cells.get("identifier", "")] if kind == "moodle" else []  # marked without names
    instead += [number, email, login] if NAMES & cells.keys() else []  # a cell that was left empty
    name = next(filter(None, (one_line(text).strip() for text in (name, *instead))), "")
    return Person(name, number, email, login, platform, hand_ins)


def _is_none(person: Person) -> bool:
    return person.name.strip().casefold() in NO_PERSONS


def _refuse_twice(path: Path, persons: tuple[Person, ...]) -> None:
    for field in ("platform", "number", "email", "login"):
        seen = set()
        for value in filter(None, (getattr(person, field).casefold() for person in persons)):
            if value in seen:
                raise Unusable(f"{path} has two persons with {one_line(value)!r}. Everybody needs a row of their own.")
            seen.add(value)
