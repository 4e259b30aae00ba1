"""What an edit is, how likely each kind is, and the small parts of code and words that edits are made of."""

from __future__ import annotations

import ast
from typing import NamedTuple

from bpcourse.tasks.rewriting.program import Change, Program, Spot

# How likely an edit is, by its kind: the lower, the likelier.  Of edits that give the same the likeliest is named.
LIKELY = {
    **dict.fromkeys(("missing", "turned", "not-applied", "index", "ends"), 1),
    **dict.fromkeys(("name", "family", "axis", "transpose", "assigned", "not-copied", "brackets", "plus"), 2),
    **dict.fromkeys(("operator", "exchanged", "left-out", "moved", "once", "sign"), 3),
    **dict.fromkeys(("constant", "comparison", "condition", "size", "order"), 4),
    **dict.fromkeys(("factor", "squared", "absolute", "root", "at-least-0", "applied"), 5),
}
TAKEN = {
    "mean": "the mean",
    "sum": "the sum",
    "max": "the largest",
    "min": "the smallest",
    "prod": "the product",
    "median": "the median",
    "sigmoid": "σ",
    "slope": "the slope σ'",
}


class Edit(NamedTuple):
    """A change of a plain program: its kind, what it is called by, the words for it, and where it is made.

    ``index`` is (new, old) of an edit of an index: of other lists in the same line it may be made, too.
    """

    kind: str
    id: str
    words: str
    changes: tuple[Change, ...]
    statement: ast.stmt
    index: tuple[str, str] | None = None


def edit_at(spot: Spot, kind: str, id: str, words: str, value: ast.expr) -> Edit:
    """Return the edit that puts another expression at a spot."""
    return Edit(kind, id, words, spot.holds(value), spot.statement)


def stands_for(program: Program, spot: Spot, kind: str, value: ast.expr, old: ast.expr | None = None) -> Edit | None:
    """Return the edit of writing one short expression in place of another."""
    new, before = program.show(value), program.show(old or spot.node)
    words = f"{new} stands where {before} belongs." if before else f"{new} stands where something else belongs."
    return edit_at(spot, kind, f"{slug(value)}-for-{slug(old or spot.node)}", words, value)


def filled(program: Program, words: str, node: ast.expr) -> str:
    """Return words with a short expression in them, or with words for a long one."""
    return words.format(program.show(node) or "a part of this line")


def slug(node: ast.AST) -> str:
    """Return code without spaces, as a part of an id."""
    return ast.unparse(node).replace(" ", "").replace("np.", "")


def number(value: float) -> ast.expr:
    """Return a number as an expression."""
    return ast.Constant(value)


def parsed(text: str) -> ast.expr:
    """Return the expression that is written in a text."""
    return ast.parse(text, mode="eval").body


def joined(left: ast.expr, op: type, right: ast.expr) -> ast.BinOp:
    """Return two expressions with an operation between them."""
    return ast.BinOp(left, op(), right)


def call_of(name: str, *arguments: ast.expr) -> ast.Call:
    """Return the call of a function by its name."""
    return ast.Call(parsed(name), list(arguments), [])


def with_keyword(node: ast.Call, name: str, value) -> ast.Call:
    """Return a call with another keyword, or without it for None."""
    others = [keyword for keyword in node.keywords if keyword.arg != name]
    new = [] if value is None else [ast.keyword(name, number(value))]
    return ast.Call(node.func, node.args, [*others, *new])


def name_of(function: ast.expr) -> str:
    """Return the name of a function or method."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def whole_number(node: ast.expr | None) -> int | None:
    """Return the whole number that is written there, or None."""
    try:
        value = ast.literal_eval(node) if node is not None else None
    except ValueError:
        return None
    return value if type(value) is int else None


def number_of(value: int) -> ast.expr:
    """Return a whole number as an expression."""
    return parsed(str(value))


def is_list(node: ast.BinOp) -> bool:
    """Return whether lists are joined or repeated, not numbers."""
    return any(isinstance(side, (ast.List, ast.ListComp)) for side in (node.left, node.right))


def is_all(spot: Spot) -> bool:
    """Return whether an expression is all that a line computes, or one of its results."""
    appended = isinstance(spot.parent, ast.Call) and name_of(spot.parent.func) == "append"
    return appended or isinstance(spot.parent, (ast.stmt, ast.Tuple, ast.ListComp))


def is_number_like(program: Program, spot: Spot) -> bool:
    """Return whether an expression may be a number or an array of numbers that is computed with."""
    node, parent = spot.node, spot.parent
    if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load) or isinstance(parent, (ast.Subscript, ast.Slice)):
        return False
    if isinstance(parent, ast.Attribute) or spot.field in ("func", "iter", "test") or isinstance(parent, ast.keyword):
        return False
    if isinstance(node, ast.Name):
        return program.kind(node.id) in ("array", "float", "int")
    return isinstance(node, (ast.BinOp, ast.Subscript)) or (
        isinstance(node, ast.Call) and name_of(node.func) not in ("range", "zip", "len", "list", "enumerate", "append")
    )
