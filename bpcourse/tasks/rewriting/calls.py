"""Edits of calls and conditions: a function left out, another of its family, another axis, < for <=."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from bpcourse.tasks.rewriting.edits import TAKEN, Edit, call_of, edit_at, filled, name_of, number, slug, with_keyword
from bpcourse.tasks.rewriting.program import Program, Spot

FAMILIES = (
    ("mean", "sum", "max", "min", "median", "prod"),
    ("exp", "log"),
    ("maximum", "minimum"),
    ("zeros", "ones"),
    ("zeros_like", "ones_like"),
    ("argmax", "argmin"),
    ("std", "var"),
    ("any", "all"),
    ("min", "max"),
    ("floor", "ceil"),
    ("sigmoid", "slope", "tanh"),
    ("cumsum", "sum"),
    ("logaddexp", "maximum"),
    ("sqrt", "square"),
)
REDUCTIONS = {"mean", "sum", "max", "min", "std", "var", "argmax", "argmin", "any", "all", "cumsum", "norm", "median"}
COMPARED = {
    ast.Lt: (ast.LtE, ast.Gt, ast.GtE),
    ast.LtE: (ast.Lt, ast.GtE, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt, ast.LtE),
    ast.GtE: (ast.Gt, ast.LtE, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
IN_WORDS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}


def not_applied(program: Program, spot: Spot) -> Iterator[Edit]:
    """Yield f(x) as x, and x.f() as x."""
    node = spot.node
    if not isinstance(node, ast.Call):
        return
    name = name_of(node.func)
    inner = _receiver(node) or (node.args[0] if node.args else None)
    if inner is None or name in ("range", "zip", "enumerate", "append", "len"):
        return
    if name in ("copy", "list", "array", "deepcopy"):
        words = f"{program.show(inner) or 'this'} is not copied: what is changed later changes here, too."
        yield edit_at(spot, "not-copied", f"not-copied-{slug(inner)}", words, inner)
        return
    after = filled(program, "{}", inner) if program.show(inner) else "what stands there"
    name = name.removeprefix("sigmoid_")
    words = (
        f"{TAKEN[name]} is not taken."
        if name in REDUCTIONS & TAKEN.keys()
        else f"{TAKEN.get(name, name)} has not been applied to {after}."
    )
    for other in (inner, *node.args[1:]):
        yield edit_at(spot, "not-applied", f"no-{name}-{slug(other)}", words, other)


def _receiver(node: ast.Call) -> ast.expr | None:
    """Return x of x.f(), None for f(x) and np.f(x)."""
    if not isinstance(node.func, ast.Attribute):
        return None
    root = node.func.value
    return None if slug(root) in ("", "np", "linalg", "math", "np.linalg") or slug(root) == "linalg" else root


def family(program: Program, spot: Spot) -> Iterator[Edit]:
    """Yield another function of the same family."""
    node = spot.node
    if not isinstance(node, ast.Call):
        return
    name = name_of(node.func).removeprefix("sigmoid_")
    for other in dict.fromkeys(o for family in FAMILIES if name in family for o in family if o != name):
        function = program.other_function(node.func, other)
        if function is None:
            continue
        words = f"{TAKEN.get(other, other)} has been taken where {TAKEN.get(name, name)} belongs."
        yield edit_at(spot, "family", f"{other}-for-{name}", words, ast.Call(function, node.args, node.keywords))
    if name == "sign" and len(node.args) == 1:
        words = "0 is taken for a positive number here. The sign of 0 is 0."
        value = call_of("np.where", _joined_compare(node.args[0], ast.GtE, 0), number(1.0), number(-1.0))
        yield edit_at(spot, "family", "sign-of-0-is-1", words, value)


def _joined_compare(left: ast.expr, op: type, right: float) -> ast.Compare:
    return ast.Compare(left, [op()], [number(right)])


def axes(_program: Program, spot: Spot) -> Iterator[Edit]:
    """Yield a sum or a mean over another axis, over all entries, and with the axis kept or not."""
    node = spot.node
    if not isinstance(node, ast.Call) or name_of(node.func) not in REDUCTIONS:
        return
    what = TAKEN.get(name_of(node.func), name_of(node.func))
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    axis = given["axis"].value if isinstance(given.get("axis"), ast.Constant) else None
    over = "over all entries" if axis is None else f"over axis {axis}"
    for other in {0, 1, None} - {axis}:
        said = "over all entries" if other is None else f"over axis {other}"
        words = f"{what} is taken {said}; it belongs {over}."
        yield edit_at(spot, "axis", f"{slug(node)}-axis-{other}", words, with_keyword(node, "axis", other))
    kept = "keepdims" in given
    words = (
        f"{what} has lost its axis: keepdims=True is missing." if kept else f"{what} has kept its axis, by keepdims."
    )
    yield edit_at(spot, "axis", f"{slug(node)}-keepdims", words, with_keyword(node, "keepdims", None if kept else True))


def arguments_exchanged(_program: Program, spot: Spot) -> Iterator[Edit]:
    """Yield a call with its first two arguments exchanged."""
    node = spot.node
    if isinstance(node, ast.Call) and len(node.args) == 2 and name_of(node.func) not in ("range", "zip"):
        words = f"the two arguments of {name_of(node.func)} have been exchanged."
        yield edit_at(spot, "exchanged", f"exchanged-{slug(node)}", words, ast.Call(node.func, node.args[::-1], []))


def transposes(program: Program, spot: Spot) -> Iterator[Edit]:
    """Yield x.T as x, and x as x.T."""
    node = spot.node
    if isinstance(node, ast.Attribute) and node.attr == "T":
        words = filled(program, "{} has not been transposed.", node.value)
        yield edit_at(spot, "transpose", f"no-T-{slug(node.value)}", words, node.value)
    elif _may_be_array(program, spot) and not (isinstance(spot.parent, ast.Attribute) and spot.parent.attr == "T"):
        words = filled(program, "{} has been transposed; it belongs there as it is.", node)
        yield edit_at(spot, "transpose", f"T-{slug(node)}", words, ast.Attribute(node, "T", ast.Load()))


def _may_be_array(program: Program, spot: Spot) -> bool:
    node = spot.node
    if isinstance(node, ast.Name):
        return isinstance(node.ctx, ast.Load) and program.kind(node.id) == "array"
    if isinstance(node, ast.Subscript):
        return isinstance(node.ctx, ast.Load) and not isinstance(spot.parent, ast.Subscript)
    return isinstance(node, (ast.BinOp, ast.Call)) and isinstance(spot.parent, (ast.Return, ast.Tuple))


def comparisons(_program: Program, spot: Spot) -> Iterator[Edit]:
    """Yield a comparison that is strict or not, or the other way round."""
    node = spot.node
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        return
    op = type(node.ops[0])
    for other in COMPARED.get(op, ()):
        if other in IN_WORDS:
            words = f"{IN_WORDS[other]} stands where {IN_WORDS[op]} belongs."
        else:
            words = "the condition is turned around."
        value = ast.Compare(node.left, [other()], node.comparators)
        yield edit_at(spot, "comparison", f"{other.__name__}-for-{op.__name__}-{slug(node)}", words, value)


def conditions(program: Program, spot: Spot) -> Iterator[Edit]:
    """Yield and for or, a part of a condition left out, not left out or put in, the branches exchanged."""
    node = spot.node
    if isinstance(node, ast.BoolOp):
        other, words = (
            (ast.Or, "or stands where and belongs.")
            if isinstance(node.op, ast.And)
            else (ast.And, "and stands where or belongs.")
        )
        yield edit_at(spot, "condition", f"other-{slug(node)}", words, ast.BoolOp(other(), node.values))
        for i, value in enumerate(node.values):
            rest = [*node.values[:i], *node.values[i + 1 :]]
            words = filled(program, "the condition {} is missing.", value)
            yield edit_at(
                spot, "missing", f"no-{slug(value)}", words, ast.BoolOp(node.op, rest) if len(rest) > 1 else rest[0]
            )
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield edit_at(spot, "condition", f"no-not-{slug(node)}", "not is missing.", node.operand)
    if spot.field == "test" and not isinstance(node, ast.Compare):
        words = "the condition is turned around."
        yield edit_at(spot, "condition", f"not-{slug(node)}", words, ast.UnaryOp(ast.Not(), node))
    if isinstance(node, ast.IfExp):
        for value, word in ((node.body, "always"), (node.orelse, "never")):
            words = f"the condition is missing: this is done as if it {word} held."
            yield edit_at(spot, "condition", f"{word}-{slug(node.test)}", words, value)
