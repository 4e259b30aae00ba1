"""Switches: one program that holds all variants of its lines, of which some are chosen while it runs.

To compile a program anew for every edit takes ten times as long as to run it.  So a line without an inner block stands
there in all its variants, and a global number says which one is taken; 0 is the line as it was.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from copy import deepcopy
from functools import cached_property

from bpcourse.tasks.rewriting.edits import Edit
from bpcourse.tasks.rewriting.program import Change, Program, at, bodies, changed

Choice = tuple[tuple[str, int], ...]  # the switches that are set, and where to
SIMPLE = (ast.Assign, ast.AugAssign, ast.Expr, ast.Return)


class Switches:
    """The variants of a program, as they are asked for; the program is compiled when one is run."""

    def __init__(self, program: Program):
        self._program = program
        self._lines = {id(line): [line] for line in program.statements() if isinstance(line, SIMPLE)}
        self._switch = {place: f"_line_{i}" for i, place in enumerate(self._lines)}

    def choice(self, edits: Sequence[Edit]) -> Choice | None:
        """Return how edits are chosen together, or None if one of them is not within a simple line."""
        by_line: dict[int, list[Change]] = {}
        for edit in edits:
            by_line.setdefault(id(edit.statement), []).extend(edit.changes)
        if any(place not in self._lines for place in by_line) or any(_is_body(e.changes[0]) for e in edits):
            return None
        return tuple((self._switch[place], self._add(place, changes)) for place, changes in by_line.items())

    def _add(self, place: int, changes: Sequence[Change]) -> int:
        """Add the variant of a line, and return its number."""
        line = self._lines[place][0]
        if len(changes) == 1:
            variant = _with(line, changes[0])
        else:  # one may be made within another
            with changed(changes):
                variant = deepcopy(line)
        self._lines[place].append(variant)
        self.__dict__.pop("_compiled", None)  # it does not hold this variant
        return len(self._lines[place]) - 1

    @cached_property
    def _compiled(self) -> tuple[Callable, object]:
        program = self._program
        around = [
            (node, field, body) for node in (program.function, *program.statements()) for field, body in bodies(node)
        ]
        names = dict.fromkeys(self._switch.values(), 0)
        return program.compiled(
            [Change(node, field, None, list(map(self._all, body))) for node, field, body in around], **names
        )

    def _all(self, line: ast.stmt) -> ast.stmt:
        """Return a line with all its variants."""
        lines = self._lines.get(id(line), [line])
        return _chosen(self._switch[id(line)], lines, 0) if len(lines) > 1 else line

    def made(self, choice: Choice) -> Callable:
        """Return the program with these variants, which stops in time and raises ValueError only."""

        def run(*arguments):
            function, turns = self._compiled
            switches = function.__globals__
            switches.update(choice)
            try:
                return self._program.run(function, turns, arguments)
            finally:
                switches.update((name, 0) for name, _ in choice)

        return run


def _is_body(change: Change) -> bool:
    return change.index is None and isinstance(change.value, list)


def _with(node: ast.AST, change: Change) -> ast.AST | None:
    """Return a copy of a node with a change, which shares whatever stays the same; None if the place is not in it."""
    if node is change.parent:
        return _set(node, change.field, change.index, change.value)
    for field in node._fields:
        value = getattr(node, field, None)
        for index, child in enumerate(value) if isinstance(value, list) else ((None, value),):
            if isinstance(child, ast.AST) and (new := _with(child, change)) is not None:
                return _set(node, field, index, new)
    return None


def _set(node: ast.AST, field: str, index: int | None, value) -> ast.AST:
    new = type(node)()
    new.__dict__.update(node.__dict__)
    if index is not None:
        values = list(getattr(node, field))
        values[index] = value
        value = values
    setattr(new, field, value)
    return new


def _chosen(name: str, lines: Sequence[ast.stmt], first: int) -> ast.stmt:
    """Return the conditions that take one of these lines, halving them again and again."""
    if len(lines) == 1:
        return lines[0]
    middle = len(lines) // 2
    test = at(ast.Compare(ast.Name(name, ast.Load()), [ast.Lt()], [ast.Constant(first + middle)]), lines[0])
    low, high = _chosen(name, lines[:middle], first), _chosen(name, lines[middle:], first + middle)
    return ast.copy_location(ast.If(test, [low], [high]), lines[0])
