"""Edits of sums and products: a factor left out, a difference turned around, another sign, a square put in.

The words of every edit begin with a small letter, since the place stands before them: "In BP2: ...".
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import product

from bpcourse.tasks.rewriting.edits import (
    TAKEN,
    Edit,
    call_of,
    edit_at,
    filled,
    is_all,
    is_list,
    is_number_like,
    joined,
    number,
    parsed,
    slug,
    with_keyword,
)
from bpcourse.tasks.rewriting.program import Program, Spot

SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.MatMult: "@", ast.FloorDiv: "//", ast.Pow: "**"}
OTHERS = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult, ast.Div),
    ast.Mult: (ast.Div, ast.Add, ast.MatMult),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.MatMult: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Pow: (ast.Mult,),
}


def missing(program: Program, spot: Spot) -> Iterator[Edit]:
    """Yield a sum or a product without one of its two sides."""
    node = spot.node
    if not isinstance(node, ast.BinOp) or is_list(node):
        return
    left, right = node.left, node.right
    what = {ast.Add: "{} is not added.", ast.Sub: "{} is not subtracted.", ast.Div: "the division by {} is missing."}
    words = what.get(type(node.op), "the factor {} is missing.")
    if isinstance(node.op, ast.Pow):
        words = "the power {} is missing."
    yield edit_at(spot, "missing", f"no-{slug(right)}", filled(program, words, right), left)
    if isinstance(node.op, ast.Sub):
        words = filled(program, "{} is missing.", left)
        yield edit_at(spot, "missing", f"no-{slug(left)}", words, ast.UnaryOp(ast.USub(), right))
        yield edit_at(spot, "missing", f"{slug(right)}-alone", words, right)
    elif isinstance(node.op, ast.Div):
        words = filled(program, "{} is missing.", left)
        yield edit_at(spot, "missing", f"no-{slug(left)}", words, joined(number(1.0), ast.Div, right))
    elif not isinstance(node.op, ast.Pow):
        words = what.get(type(node.op), "the factor {} is missing.")
        yield edit_at(spot, "missing", f"no-{slug(left)}", filled(program, words, left), right)


def turned(program: Program, spot: Spot) -> Iterator[Edit]:
    """Yield a difference, a quotient, a power or a matrix product with its sides exchanged."""
    node = spot.node
    if not isinstance(node, ast.BinOp) or isinstance(node.op, (ast.Add, ast.Mult)) or is_list(node):
        return
    left, right = program.show(node.left) or "the first part", program.show(node.right) or "the second part"
    words = {
        ast.Sub: f"the difference is turned around: {right} is what is subtracted, from {left}.",
        ast.Div: f"the quotient is turned around: {left} is divided by {right}.",
    }
    said = words.get(type(node.op), f"the two sides have been exchanged: {left} comes before {right}.")
    yield edit_at(spot, "turned", f"turned-{slug(node)}", said, joined(node.right, type(node.op), node.left))


def operators(program: Program, spot: Spot) -> Iterator[Edit]:
    """Yield another sign of operation between the same two sides."""
    node = spot.node
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        words = filled(program, "the minus before {} is missing.", node.operand)
        yield edit_at(spot, "missing", f"no-minus-{slug(node.operand)}", words, node.operand)
    if not isinstance(node, ast.BinOp) or is_list(node):
        return
    sides = [program.show(side) for side in (node.left, node.right)]
    between = f", between {sides[0]} and {sides[1]}" if all(sides) else ""
    right = SIGNS.get(type(node.op))
    for other in OTHERS.get(type(node.op), ()):
        words = f"{SIGNS[other]} stands where {right} belongs{between}."
        value = joined(node.left, other, node.right)
        kind = "plus" if {other, type(node.op)} == {ast.Add, ast.Sub} else "operator"
        yield edit_at(spot, kind, f"{SIGNS[other]}-for-{right}-{slug(node)}", words, value)
    if isinstance(node.op, ast.Mult):
        words = f"/ stands where * belongs{between}."
        yield edit_at(spot, "operator", f"turned-/-for-*-{slug(node)}", words, joined(node.right, ast.Div, node.left))
    if isinstance(node.op, (ast.MatMult, ast.Mult)):
        words = f"the outer product has been taken{between}; {right} belongs there."
        value = call_of("_outer", node.left, node.right)
        yield edit_at(spot, "operator", f"outer-{slug(node)}", words, value)


def brackets(program: Program, spot: Spot) -> Iterator[Edit]:
    """Yield a sum that has lost its brackets, and one that has got brackets."""
    node = spot.node
    if not isinstance(node, ast.BinOp):
        return
    for value in _other_brackets(node):
        words = "brackets are missing, or in the wrong place: " + _taken(program, value)
        yield edit_at(spot, "brackets", f"brackets-{slug(value)}", words, value)


def _taken(program: Program, value: ast.BinOp) -> str:
    """Return in words how an expression without the right brackets is read."""
    parts = {ast.Mult: "the product {} is taken first.", ast.Div: "the quotient {} is taken first."}
    inner = next((s for s in (value.left, value.right) if isinstance(s, ast.BinOp)), value)
    shown = program.show(inner)
    return parts.get(type(inner.op), "the sum {} is taken first.").format(shown).replace("  ", " ")


def _other_brackets(node: ast.BinOp) -> Iterator[ast.BinOp]:
    op, left, right = type(node.op), node.left, node.right
    sums, products = (ast.Add, ast.Sub), (ast.Mult, ast.Div, ast.MatMult)
    of_left = isinstance(left, ast.BinOp) and type(left.op)
    of_right = isinstance(right, ast.BinOp) and type(right.op)
    if (op in products and of_left in sums) or (op in sums and of_left in products) or (op is ast.Pow and of_left):
        yield joined(left.left, of_left, joined(left.right, op, right))
    if (op in products and of_right in sums) or (op in sums and of_right in products):
        yield joined(joined(left, op, right.left), of_right, right.right)
    if op in (ast.Div, ast.Sub) and of_right in ((ast.Mult, ast.Div) if op is ast.Div else sums):
        yield joined(joined(left, op, right.left), of_right, right.right)


def put_in(program: Program, spot: Spot) -> Iterator[Edit]:
    """Yield an expression with another sign, doubled, halved, squared, without its sign, under a root, at least 0."""
    node = spot.node
    if not is_number_like(program, spot):
        return
    alone = is_all(spot) and not isinstance(node, ast.Name)
    shown = ("" if alone else program.show(node)) or "what is computed here"
    told = (
        ("sign", "minus", ast.UnaryOp(ast.USub(), node), "the sign of {} is wrong."),
        ("factor", "twice", joined(number(2.0), ast.Mult, node), "{} has been doubled."),
        ("factor", "half", joined(node, ast.Div, number(2.0)), "{} has been halved."),
        ("squared", "squared", joined(node, ast.Pow, number(2)), "{} has been squared."),
        ("absolute", "absolute", call_of("np.abs", node), "the sign of {} has been lost, as by abs."),
        ("root", "root", call_of("np.sqrt", node), "the root of {} has been taken."),
        ("at-least-0", "at-least-0", call_of("np.maximum", node, number(0)), "{} is taken to be at least 0."),
    )
    for kind, id, value, words in told:
        yield edit_at(spot, kind, f"{id}-{slug(node)}", words.format(shown), value)


def averaged(program: Program, spot: Spot) -> Iterator[Edit]:
    """Yield what a line computes, divided or multiplied by a size, added up or averaged."""
    node = spot.node
    if not (is_all(spot) and is_number_like(program, spot)):
        return
    for size in program.sizes:
        words = f"what is computed here has been divided by {size}."
        yield edit_at(spot, "applied", f"by-{size}", words, joined(node, ast.Div, parsed(size)))
        words = f"what is computed here has been multiplied by {size}."
        yield edit_at(spot, "applied", f"times-{size}", words, joined(node, ast.Mult, parsed(size)))
    for how, over in product(("mean", "sum"), (0, 1, None)):
        said = "over all entries" if over is None else f"over axis {over}"
        words = f"{TAKEN[how]} has been taken {said}; none is taken here."
        value = with_keyword(call_of(f"np.{how}", node), "axis", over)
        yield edit_at(spot, "applied", f"{how}-axis-{over}", words, value)
