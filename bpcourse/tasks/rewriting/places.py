"""Edits of names, numbers and places: a for z, the entry before, a loop that ends too early."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy

from bpcourse.tasks.rewriting.edits import (
    Edit,
    edit_at,
    filled,
    joined,
    name_of,
    number,
    number_of,
    parsed,
    slug,
    stands_for,
    whole_number,
)
from bpcourse.tasks.rewriting.program import Change, Program, Spot, at


def indices(program: Program, spot: Spot) -> Iterator[Edit]:
    """Yield the entry before and after, the first and the last; slices that begin or end elsewhere."""
    node = spot.node
    if not isinstance(node, ast.Subscript):
        return
    for new in _other_indices(node.slice):
        changed = ast.Subscript(node.value, new, ast.Load())
        words = f"{program.show(changed)} stands where {program.show(node)} belongs."
        change = (Change(node, "slice", None, at(new, node.slice)),)
        both = ast.unparse(new), ast.unparse(node.slice)
        yield Edit("index", f"{slug(changed)}-for-{slug(node)}", words, change, spot.statement, both)
    if isinstance(node.slice, ast.Slice) and isinstance(node.ctx, ast.Load):
        words = filled(program, "all of {} has been taken, not a part of it.", node.value)
        yield edit_at(spot, "index", f"all-{slug(node)}", words, node.value)


def _other_indices(index: ast.expr) -> Iterator[ast.expr]:
    if isinstance(index, ast.Slice):
        yield from _other_slices(index)
    elif isinstance(index, ast.Tuple):
        for i, one in enumerate(index.elts):
            for other in _other_indices(one):
                yield ast.Tuple([*index.elts[:i], other, *index.elts[i + 1 :]], ast.Load())
        yield ast.Tuple(index.elts[::-1], ast.Load())
    else:
        whole = whole_number(index)
        near = {0: (1, -1), 1: (0, 2, -1), -1: (0, -2)}.get(whole, (whole - 1, whole + 1)) if whole is not None else ()
        yield from map(number_of, near)
        if whole is None:
            yield from (_shifted(index, 1), _shifted(index, -1), number_of(0), number_of(-1))


def _shifted(node: ast.expr, by: int) -> ast.expr:
    """Return an expression plus or minus 1, without a number that has become 0."""
    whole = whole_number(node)
    if whole is not None:
        return number_of(whole + by)
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)) and whole_number(node.right) is not None:
        total = whole_number(node.right) * (1 if isinstance(node.op, ast.Add) else -1) + by
        if not total:
            return node.left
        return joined(node.left, ast.Add if total > 0 else ast.Sub, number_of(abs(total)))
    return joined(node, ast.Add if by > 0 else ast.Sub, number_of(1))


def _other_slices(index: ast.Slice) -> Iterator[ast.Slice]:
    lower, upper = index.lower or number_of(0), index.upper
    if index.step is None:
        yield ast.Slice(_shifted(lower, 1), upper, None)
        if whole_number(lower) != 0:
            yield ast.Slice(_shifted(lower, -1) if whole_number(lower) != 1 else None, upper, None)
        for other in (_shifted(upper, 1), _shifted(upper, -1), None) if upper is not None else (number_of(-1),):
            yield ast.Slice(index.lower, other, None)
    yield ast.Slice(index.lower if index.step else None, None, None)


def ends(_program: Program, spot: Spot) -> Iterator[Edit]:
    """Yield a loop that begins or ends elsewhere, or runs the other way round."""
    loop = isinstance(spot.parent, (ast.For, ast.comprehension)) and spot.field == "iter"
    if not loop:
        return
    node = spot.node
    if isinstance(node, ast.Call) and name_of(node.func) == "range":
        yield from _other_ranges(spot)
    else:
        yield edit_at(
            spot, "ends", "begins-late", "the loop begins one turn late: the first is left out.", _list_of(node, "[1:]")
        )
        yield edit_at(
            spot, "ends", "ends-early", "the loop ends one turn early: the last is left out.", _list_of(node, "[:-1]")
        )
    yield edit_at(spot, "ends", "reversed", "the loop runs the other way round.", _list_of(node, "[::-1]"))
    yield edit_at(spot, "ends", "one-turn", "the loop makes its first turn only.", _list_of(node, "[:1]"))


def _list_of(node: ast.expr, part: str) -> ast.expr:
    value = parsed(f"list(x){part}")
    value.value.args = [node]
    return value


def _other_ranges(spot: Spot) -> Iterator[Edit]:
    call: ast.Call = spot.node
    first, *others = call.args
    ends = [None, first] if not others else [first, others[0]]
    step = -1 if len(call.args) == 3 and whole_number(call.args[2]) == -1 else 1
    start = ends[0] or number_of(0)
    told = (
        (_shifted(start, -step), ends[1], "begins-early", "the loop begins one turn early."),
        (_shifted(start, step), ends[1], "begins-late", "the loop begins one turn late: the first is left out."),
        (start, _shifted(ends[1], -step), "ends-early", "the loop ends one turn early: the last is left out."),
        (start, _shifted(ends[1], step), "ends-late", "the loop makes one turn too many at its end."),
    )
    for begin, end, id, words in told:
        yield edit_at(spot, "ends", id, words, ast.Call(call.func, [begin, end, *call.args[2:]], []))


def names(program: Program, spot: Spot) -> Iterator[Edit]:
    """Yield another variable of the same kind, or an entry of a list where an array belongs."""
    node = spot.node
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        for other in program.alike(node.id):
            yield stands_for(program, spot, "name", ast.Name(other, ast.Load()))
    array = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and program.kind(node.id) == "array"
    if program.is_entry(node) or (array and spot.field != "value"):
        for other in program.entries(node):
            yield stands_for(program, spot, "name", deepcopy(other))


def numbers(program: Program, spot: Spot) -> Iterator[Edit]:
    """Yield another number."""
    node = spot.node
    inside = isinstance(spot.parent, ast.keyword) or (spot.field == "slice" or isinstance(spot.parent, ast.Slice))
    if not isinstance(node, ast.Constant) or isinstance(node.value, (bool, str)) or node.value is None or inside:
        return
    value = node.value
    others = {0: (1,), 1: (0, 2, 0.5), 2: (1, 3, 0.5), 0.5: (1, 2)}
    for other in others.get(value, (0, 1, 1 / value if value else 1, 1 - value, 2 * value, value / 2)):
        if other != value:
            yield stands_for(program, spot, "constant", number(other))


def sizes(program: Program, spot: Spot) -> Iterator[Edit]:
    """Yield another size where len(x) belongs: of the other axis, of all entries, one less."""
    node, x = spot.node, ""
    if isinstance(node, ast.Call) and name_of(node.func) == "len" and len(node.args) == 1:
        x = ast.unparse(node.args[0])
    others = [f"{x}.shape[1]", f"{x}.size", f"len({x}) - 1", f"len({x}) + 1"] if x else []
    if isinstance(node, ast.Name) and program.kind(node.id) == "int" and isinstance(spot.parent, ast.BinOp):
        others = [f"{node.id} - 1", f"{node.id} + 1"]
    for other in others:
        yield stands_for(program, spot, "size", parsed(other))
