"""Edits of whole lines: one left out, two in the other order, = for +=, moved into a loop or out of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from bpcourse.tasks.rewriting.edits import Edit
from bpcourse.tasks.rewriting.program import Change, Program, at, bodies

OVERWRITTEN = "= stands where {} belongs: each turn overwrites what was there."
EVERY_TURN = "it belongs into every turn."
STAYS = "{} stands where = belongs: what was there before stays in it."


def of_statements(program: Program) -> Iterator[Edit]:
    """Yield every edit that moves, changes or leaves out a line."""
    for parent in (program.function, *program.statements()):
        for field, body in bodies(parent):
            for i, statement in enumerate(body):
                yield from _left_out(parent, field, body, i)
                yield from _assigned(parent, field, body, i)
                yield from _in_turn(parent, field, body, i)
                if i + 1 < len(body):
                    yield from _other_order(program, parent, field, body, i)
                if isinstance(statement, (ast.For, ast.While)):
                    yield from _moved(parent, field, body, i)


def _lines(parent: ast.AST, field: str, lines: list[ast.stmt]) -> Change:
    return Change(parent, field, None, lines)


def _left_out(parent, field: str, body: list, i: int) -> Iterator[Edit]:
    """Yield the program without a line, without a condition, and with the condition turned around."""
    line = body[i]
    if isinstance(line, (ast.Return, ast.FunctionDef)):
        return
    kept = [*body[:i], *body[i + 1 :]] or [at(ast.Pass(), line)]
    words = "the break is missing: the loop goes on." if isinstance(line, ast.Break) else f"{_done(line, 'not ')}."
    yield Edit("left-out", f"without-{_slug(line)}", words, (_lines(parent, field, kept),), line)
    if isinstance(line, ast.If):
        always = [*body[:i], *line.body, *body[i + 1 :]]
        words = "the condition is missing: this is done always."
        yield Edit("left-out", f"always-{_slug(line.test)}", words, (_lines(parent, field, always),), line)
        if line.orelse:
            never = [*body[:i], *line.orelse, *body[i + 1 :]]
            words = "what belongs under the condition is never done, only what belongs under else."
            yield Edit("left-out", f"never-{_slug(line.test)}", words, (_lines(parent, field, never),), line)


def _done(line: ast.stmt, how: str = "") -> str:
    """Return in words what a line does: it sets a variable, or something else."""
    target = line.target if isinstance(line, ast.AugAssign) else getattr(line, "targets", [None])[0]
    if isinstance(target, (ast.Name, ast.Subscript)):
        return f"{ast.unparse(target)} is {how}{'changed' if isinstance(line, ast.AugAssign) else 'computed'}"
    return f"this is {how}done"


def _slug(node: ast.AST) -> str:
    return ast.unparse(node).split("\n")[0].replace(" ", "").replace("np.", "")


def _assigned(parent, field: str, body: list, i: int) -> Iterator[Edit]:
    """Yield = for +=, and += for =."""
    line = body[i]
    if isinstance(line, ast.AugAssign):
        sign = {ast.Add: "+=", ast.Sub: "-=", ast.Mult: "*=", ast.Div: "/="}.get(type(line.op), "+=")
        value = at(ast.Assign([line.target], line.value), line)
        yield _replaced("assigned", f"=-for-{sign}", OVERWRITTEN.format(sign), parent, field, body, i, value)
        for other, name in ((ast.Add(), "+="), (ast.Sub(), "-="), (ast.Mult(), "*=")):
            if name != sign:
                value = at(ast.AugAssign(line.target, other, line.value), line)
                words = f"{name} stands where {sign} belongs."
                yield _replaced("assigned", f"{name}-for-{sign}", words, parent, field, body, i, value)
    elif isinstance(line, ast.Assign) and isinstance(line.targets[0], (ast.Name, ast.Subscript)):
        value = at(ast.AugAssign(line.targets[0], ast.Add(), line.value), line)
        yield _replaced("assigned", "+=-for-=", STAYS.format("+="), parent, field, body, i, value)


def _replaced(kind: str, id: str, words: str, parent, field: str, body: list, i: int, *lines: ast.stmt) -> Edit:
    new = [*body[:i], *lines, *body[i + 1 :]]
    return Edit(kind, f"{id}-{_slug(body[i])}", words, (_lines(parent, field, new),), body[i])


def _in_turn(parent, field: str, body: list, i: int) -> Iterator[Edit]:
    """Yield a, b = x, y as two lines, in both orders: the second sees what the first has changed."""
    line = body[i]
    if not (isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Tuple)):
        return
    names = line.targets[0].elts
    if isinstance(line.value, ast.Tuple) and len(line.value.elts) == len(names):
        lines = [at(ast.Assign([n], v), line) for n, v in zip(names, line.value.elts, strict=True)]
        for order in (lines, lines[::-1]):
            words = f"{ast.unparse(order[0].targets[0])} has been changed first, and what follows uses the new value."
            yield _replaced("order", f"in-turn-{_slug(order[0].targets[0])}", words, parent, field, body, i, *order)
    if len(names) == 2:
        exchanged = at(ast.Assign([ast.Tuple(names[::-1], ast.Store())], line.value), line)
        words = f"{ast.unparse(names[0])} and {ast.unparse(names[1])} have been exchanged."
        yield _replaced("exchanged", "exchanged", words, parent, field, body, i, exchanged)


def _other_order(program: Program, parent, field: str, body: list, i: int) -> Iterator[Edit]:
    """Yield two neighbouring lines in the other order."""
    first, second = body[i], body[i + 1]
    if isinstance(second, ast.Return) or isinstance(first, ast.FunctionDef):
        return
    new = [*body[:i], second, first, *body[i + 2 :]]
    names = [program.called[id(one)] for one in (first, second)]
    told = f": first comes {names[0]}, then {names[1]}" if all(names) and names[0] != names[1] else ""
    words = f"two steps are in the wrong order{told}."
    yield Edit("order", f"order-{_slug(first)}-{_slug(second)}", words, (_lines(parent, field, new),), second)


# --- loops


def _moved(parent, field: str, body: list, i: int) -> Iterator[Edit]:
    """Yield lines moved out of a loop or into it, and a return after its first turn."""
    loop, before, after = body[i], body[:i], body[i + 1 :]
    inside, within = loop.body, partial(_both, parent, field, loop)
    if len(inside) > 1:
        first, last = inside[0], inside[-1]
        yield within(
            "out-before",
            f"{_done(first)} once, before the loop; {EVERY_TURN}",
            first,
            inside[1:],
            [*before, first, loop, *after],
        )
        yield within(
            "out-after",
            f"{_done(last)} once, after the loop; {EVERY_TURN}",
            last,
            inside[:-1],
            [*before, loop, last, *after],
        )
    for line in before:
        rest, turn = [one for one in before if one is not line], f"{_done(line)} anew in every turn of the loop"
        yield within("into", f"{turn}; it belongs before it.", line, [line, *inside], [*rest, loop, *after])
        yield within("also-into", f"{turn} as well; it belongs before it only.", line, [line, *inside], body)
    if after and not isinstance(after[0], (ast.Return, ast.For, ast.While)):
        words = f"{_done(after[0])} in every turn of the loop; it belongs after it."
        yield within("into", words, after[0], [*inside, after[0]], [*before, loop, *after[1:]])
    end = next((line for line in after if isinstance(line, ast.Return)), None)
    if end:
        words = "the function returns after the first turn of the loop. Is the return indented too far?"
        yield Edit("once", f"returns-{_slug(loop)}", words, (_lines(loop, "body", [*inside, end]),), loop)


def _both(parent, field: str, loop, id: str, words: str, line, inside: list, outside: list) -> Edit:
    """Return the edit that changes the lines in a loop and those around it."""
    changes = (_lines(loop, "body", inside), _lines(parent, field, outside))
    return Edit("moved", f"{id}-{_slug(line)}", words, changes, line)
