"""The outline of a notebook: which cells define what, which the answers need, and why there is no answer."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence

from bpcourse.tasks.words import Diagnosis

DEFINED = re.compile(r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)|^[ \t]*(\w+)[ \t]*=(?!=)", re.MULTILINE)


class Needs:
    """Which cells define which names, and which names they use: from the kernel, used for an order only."""

    def __init__(self, cells: Sequence[tuple[set[str], set[str]]]):
        self.uses = dict(enumerate((uses for _, uses in cells), 1))
        self.defining: dict[str, list[int]] = {}
        for number, (defines, _) in enumerate(cells, 1):
            for name in defines:
                self.defining.setdefault(name, []).append(number)

    @classmethod
    def of(cls, worker, cells: Sequence[str]) -> Needs:
        """Ask a worker for the outline of some cells; raises Lost."""
        reply = worker.ask({"do": "outline", "sources": list(cells)}, 10.0, 20.0)
        said = reply.get("cells") if isinstance(reply.get("cells"), list) else []
        return cls([(_names(one, "defines"), _names(one, "uses")) for one in said[: len(cells)]])

    def of_names(self, names: Iterable[str]) -> set[int]:
        """Return the numbers of the cells that define these names, and those that define what they use, and so on."""
        waiting, known, found = list(names), set(), set()
        while waiting:
            name = waiting.pop()
            if name not in known:
                known.add(name)
                new = set(self.defining.get(name, ())) - found
                found |= new
                waiting += [used for number in new for used in self.uses[number]]
        return found


def _names(cell, key: str) -> set[str]:
    names = cell.get(key) if isinstance(cell, dict) else None
    return {name for name in names if isinstance(name, str)} if isinstance(names, list) else set()


def why_not(answer: str, cells: Sequence[str], failures: Mapping[int, str]) -> Diagnosis:
    """Return why no name ``answer`` was defined: its cell failed or was left out, or it is called otherwise."""
    found = [(name, number) for number, cell in enumerate(cells, 1) for name in _defined(cell)]
    for name, number in reversed(found):
        if name == answer and number in failures:
            words = f"Cell {number}, which is to define {answer}, did not do it. {failures[number]}"
            return Diagnosis("cell-failed", words)
    words = f"No cell of the notebook defines {answer}."
    names = dict(reversed(found))
    if answer not in names and (near := difflib.get_close_matches(answer, list(names)[:2000], 1)):
        words += f" Cell {names[near[0]]} defines {near[0][:60]}: has it been renamed?"
    return Diagnosis("not-defined", words)


def _defined(cell: str) -> list[str]:
    return [one or other for one, other in DEFINED.findall(cell)]


def in_words(skipped: Sequence[int], wall: float, is_open: bool) -> str:
    """Return which cells were left out since the time was short."""
    cells = f"cell {skipped[0]}" if len(skipped) == 1 else f"cells {', '.join(map(str, skipped))}"
    why = "there was no time for the rest" if is_open else "no answer needs the rest"
    words = f"Half of the {wall:.0f} s for a notebook were used. Of {cells} only what defines names was run"
    return f"{words}; {why} (--time gives more time)."
