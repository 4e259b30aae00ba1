"""The search: which edits of a plain program are tried, in which order, and which of them is named.

Tables of slips know what has been foreseen.  Where they explain nothing, every program is tried that differs from a
right one in one place, or in the same way at several places.  An edit is named by the same rule as a slip: only if it
explains every part, and what the answer makes of fresh arguments.  Different edits may give the same; then the likelier
kind is named, or two that are as likely.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from math import ceil, log2
from typing import NamedTuple

from bpcourse.tasks.parts import Mistake
from bpcourse.tasks.rewriting import arithmetic, calls, places
from bpcourse.tasks.rewriting.edits import LIKELY, Edit
from bpcourse.tasks.rewriting.program import Program, Spot, given
from bpcourse.tasks.rewriting.statements import of_statements
from bpcourse.tasks.rewriting.switches import Choice, Switches
from bpcourse.tasks.words import EITHER

SECONDS = 0.3  # that all edits together may take
COMPILING = 1.2e-4  # seconds that it takes to make and to compile one


KINDS: tuple[Callable[[Program, Spot], Iterator[Edit]], ...] = (
    arithmetic.missing,
    arithmetic.turned,
    calls.not_applied,
    places.indices,
    places.ends,
    places.names,
    calls.family,
    calls.axes,
    calls.transposes,
    arithmetic.brackets,
    arithmetic.operators,
    calls.arguments_exchanged,
    calls.comparisons,
    calls.conditions,
    places.numbers,
    places.sizes,
    arithmetic.put_in,
    arithmetic.averaged,
)
WORDS = {"the", "this", "what", "two", "brackets", "all", "or", "and", "none", "not"}  # what may begin a sentence
IN_POSITIONS = (places.names, places.numbers)  # an index, and the ends of a loop, have edits of their own


class Edited(NamedTuple):
    """A mistake that is an edit: how likely it is (the lower, the likelier), and the program and line where it is made.

    ``choice`` is how the ``switches`` of the program are set for it, or None.
    """

    mistake: Mistake
    rank: int
    line: int
    program: str = ""
    choice: Choice | None = None
    switches: Switches | None = None


def edited(programs: Sequence[Callable], arguments: Sequence[tuple]) -> Iterator[Edited]:
    """Yield the edits of plain programs, the likeliest first, as many as there is time for.

    ``arguments`` are those of all parts, the smallest first.
    """
    tried = [one for function in programs for one in _edits_of(function, tuple(arguments))]
    yield from affordable(sorted(tried, key=lambda one: one.rank), programs, arguments)


def named(fitting: Iterable[Edited]) -> Mistake | None:
    """Return the likeliest of the edits that explain everything: of two lines as likely, both; of more lines, none."""
    ranked = sorted(fitting, key=lambda one: one.rank)
    best = [one for one in ranked if (one.rank, one.program) == (ranked[0].rank, ranked[0].program)]
    by_words = {one.mistake.words: one for one in reversed(best)}
    by_line = {one.line: one.mistake for one in by_words.values()}
    different = [by_line[line] for line in dict.fromkeys(one.line for one in best) if line in by_line]
    if not different or len(different) > 2:
        return None
    if len(different) == 1:
        return different[0]
    sentences = " ".join(f"({i}) {one.words}" for i, one in enumerate(different, 1))
    return Mistake(" or ".join(one.id for one in different), f"{EITHER} {sentences}", different[0].make)


# --- the edits of a program


@cache
def _program(function: Callable) -> Program:
    return Program(function)


_KNOWN: dict[Callable, list[Edited]] = {}


def _edits_of(function: Callable, arguments: tuple) -> list[Edited]:
    """Return all edits of a program; they are made once, and compiled when they are tried."""
    program = _program(function)
    program.meet(arguments)
    if function not in _KNOWN:
        _KNOWN[function] = list(_all(program))
    return _KNOWN[function]


def _all(program: Program) -> Iterator[Edited]:
    single = _once([edit for spot in program.spots() for edit in _of_expression(program, spot)])
    single += list(of_statements(program))
    switches = Switches(program)
    for several in (*([edit] for edit in single), *_everywhere(single), *_indices(single)):
        yield _made(program, several, switches)


def _of_expression(program: Program, spot: Spot) -> Iterator[Edit]:
    for kind in IN_POSITIONS if id(spot.node) in program.positions else KINDS:
        yield from kind(program, spot)


def _once(edits: Iterable[Edit]) -> list[Edit]:
    """Return edits, each only once at a place: the first."""
    by_place = {}
    for edit in edits:
        change = edit.changes[0]
        by_place.setdefault((id(change.parent), change.field, change.index, edit.id), edit)
    return list(by_place.values())


def _everywhere(single: Sequence[Edit]) -> Iterator[list[Edit]]:
    """Yield the same edit at all its places, and at all those in one line, where there are several."""
    by_id: dict[str, list[Edit]] = {}
    for edit in single:
        by_id.setdefault(edit.id, []).append(edit)
    for edits in by_id.values():
        lines = [list(group) for _, group in groupby(edits, key=lambda edit: id(edit.statement))]
        groups = [edits, *lines] if len(lines) > 1 else lines
        yield from (group for group in groups if len(group) > 1)


def _indices(single: Sequence[Edit]) -> Iterator[list[Edit]]:
    """Yield the same other index of several lists in one line: s[l - 1] - t[l - 1] for s[l] - t[l]."""
    by_line: dict[tuple, list[Edit]] = {}
    for edit in single:
        if edit.index:
            by_line.setdefault((id(edit.statement), edit.index), []).append(edit)
    for (_, (new, old)), edits in by_line.items():
        if len({edit.id for edit in edits}) > 1:
            words = f"the index {new} stands where {old} belongs, in several places."
            first = edits[0]._replace(id=f"index-{new}-for-{old}".replace(" ", ""), words=words)
            yield [first, *edits[1:]]


def _made(program: Program, edits: Sequence[Edit], switches: Switches) -> Edited:
    places = list(dict.fromkeys(place for edit in edits if (place := program.called[id(edit.statement)])))
    id_ = f"edited:{edits[0].id}" + (f" ({', '.join(places)})" if places else "")
    words = _sentence(edits[0].words, places if len(places) < 4 else ["several lines"])
    choice = switches.choice(edits)
    make = switches.made(choice) if choice else program.made([change for edit in edits for change in edit.changes])
    return Edited(
        Mistake(id_, words, make), LIKELY[edits[0].kind], edits[0].statement.lineno, program.name, choice, switches
    )


def _sentence(words: str, places: Sequence[str]) -> str:
    """Return the words after their places; a name at the beginning keeps its small letter."""
    if places:
        return f"In {' and '.join(places)}: {words}"
    return words[0].upper() + words[1:] if words.split()[0] in WORDS else words


# --- time


def affordable(tried: Iterable[Edited], programs: Sequence[Callable], arguments: Sequence[tuple]) -> Iterator[Edited]:
    """Yield edits until there is no time for one more: each costs what its program costs."""
    costs = {function.__name__: _cost(function, arguments[0]) for function in programs}
    spent = 0.0
    for one in tried:
        spent += costs[one.program]
        if spent > SECONDS:
            return
        yield one


def _cost(function: Callable, arguments: tuple) -> float:
    """Return the seconds that an edit of a program takes, rounded so that the outcome is the same every time."""
    right = _program(function).right
    seconds = min(_seconds(right, arguments) for _ in range(2))
    return COMPILING + 2.0 ** ceil(log2(max(seconds, 1e-5)))


def _seconds(function: Callable, arguments: tuple) -> float:
    copies = tuple(map(given, arguments))
    start = time.process_time()
    function(*copies)
    return time.process_time() - start
