"""What may stand in the place of an expression by mistake: another name, index, number, sign, function; less; or more.

Each is an ``Other``: an id, what is said of it, and the expression.  What is said quotes what stands there, never what
belongs there, unless that is what is missing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

QUOTED = 40  # characters
SIGNS = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult),
    ast.Mult: (ast.Div, ast.Add, ast.Sub),
    ast.Div: (ast.Mult, ast.Sub),
    ast.MatMult: (ast.Mult,),
}
ORDERED = (ast.Sub, ast.Div, ast.MatMult)
COMPARED = (ast.Gt, ast.GtE, ast.Lt, ast.LtE, ast.Eq, ast.NotEq)
METHODS = ("sum", "mean", "max", "min", "std", "var", "prod", "argmax", "argmin", "cumsum")
FUNCTIONS = (
    ("maximum", "minimum"),
    ("exp", "log", "exp2", "expm1", "tanh", "sqrt"),
    ("log", "log2", "log10", "log1p"),
    ("sqrt", "square", "exp", "cbrt"),
    ("sign", "tanh", "abs"),
    ("floor", "ceil", "round"),
    ("zeros", "ones"),
    ("sigmoid", "softmax", "tanh", "relu", "slope"),
    ("slope", "sigmoid"),
    ("argmax", "argmin"),
    ("vstack", "hstack"),
    ("sum", "mean", "max", "min"),
)
NUMBERS = (0, 1, 2, 3, 4, 5, 10, 20, 25, 30, 100, 0.1, 0.5, 0.75, 0.9, 0.99, 0.999, 1.5, 0.01, 1e-3, 1e-4, 1e-6, 1e-8)


class Other(NamedTuple):
    """Another expression: its id, what is said of it after the place, and the expression itself."""

    id: str
    words: str
    text: ast.expr


def quoted(text: ast.AST) -> str:
    """Return an expression as it is written, shortened."""
    words = ast.unparse(text)
    return words if len(words) <= QUOTED else f"{words[: QUOTED - 4]} ..."


def others(text: ast.expr) -> Iterator[Other]:
    """Yield what may stand in place of an expression, apart from other names."""
    kinds = {
        ast.BinOp: _of_operation,
        ast.UnaryOp: _of_sign,
        ast.Constant: _of_number,
        ast.Compare: _of_comparison,
        ast.IfExp: _of_choice,
        ast.Attribute: _of_attribute,
        ast.Call: _of_call,
        ast.Tuple: _of_pair,
    }
    if type(text) in kinds:
        yield from kinds[type(text)](text)


def _stands(id: str, text: ast.expr) -> Other:
    return Other(id, f"{quoted(text)} stands where something else belongs.", text)


def _missing(what: ast.AST, left: ast.expr) -> Other:
    return Other("missing", f"{quoted(what)} is missing.", left)


def _of_operation(text: ast.BinOp) -> Iterator[Other]:
    if isinstance(text.op, ast.Pow):
        yield _missing(ast.Name(f"the power {quoted(text.right)}"), text.left)
        for power in (2, 3, 0.5, -1):
            yield _stands("other-power", ast.BinOp(text.left, ast.Pow(), ast.Constant(power)))
        return
    if isinstance(text.op, (ast.FloorDiv, ast.Mod)):
        return
    yield _missing(text.right, text.left)
    alone = ast.UnaryOp(ast.USub(), text.right) if isinstance(text.op, ast.Sub) else text.right
    yield _missing(text.left, ast.BinOp(ast.Constant(1.0), ast.Div(), alone) if isinstance(text.op, ast.Div) else alone)
    if isinstance(text.op, ORDERED):
        yield _stands("turned-round", ast.BinOp(text.right, text.op, text.left))
    for sign in SIGNS.get(type(text.op), ()):
        yield _stands("other-sign", ast.BinOp(text.left, sign(), text.right))
    yield from _of_brackets(text)
    if isinstance(text.op, (ast.Mult, ast.Div)):
        yield Other("twice", f"{quoted(text.right)} enters twice.", ast.BinOp(text, text.op, text.right))
        yield Other("twice", f"{quoted(text.left)} enters twice.", ast.BinOp(text, ast.Mult(), text.left))


def _of_brackets(text: ast.BinOp) -> Iterator[Other]:
    """Yield the same with brackets elsewhere: a (b + c) for a b + c, and a + b c for (a + b) c."""
    products, sums = (ast.Mult, ast.MatMult, ast.Div), (ast.Add, ast.Sub)
    left, right = text.left, text.right
    if isinstance(text.op, sums) and isinstance(left, ast.BinOp) and isinstance(left.op, products):
        yield _stands("other-brackets", ast.BinOp(left.left, left.op, ast.BinOp(left.right, text.op, right)))
    if isinstance(text.op, products) and isinstance(left, ast.BinOp) and isinstance(left.op, sums):
        yield _stands("other-brackets", ast.BinOp(left.left, left.op, ast.BinOp(left.right, text.op, right)))
    if isinstance(text.op, ast.Div) and isinstance(right, ast.BinOp):
        undone = ast.BinOp(ast.BinOp(left, ast.Div(), right.left), right.op, right.right)
        yield _stands("other-brackets", undone)


def _of_sign(text: ast.UnaryOp) -> Iterator[Other]:
    if isinstance(text.op, (ast.USub, ast.Not)):
        yield Other("sign", f"the sign of {quoted(text.operand)} is the other one.", text.operand)


def _of_number(text: ast.Constant) -> Iterator[Other]:
    if isinstance(text.value, bool):
        yield _stands("other-choice", ast.Constant(not text.value))
    elif isinstance(text.value, (int, float)):
        near = (text.value + 1, text.value - 1, 2 * text.value, text.value / 2, -text.value)
        for number in dict.fromkeys((*near, *NUMBERS)):
            if number != text.value:
                yield Other("other-number", f"{number:g} stands where another number belongs.", ast.Constant(number))


def _of_comparison(text: ast.Compare) -> Iterator[Other]:
    if len(text.ops) == 1:
        for sign in COMPARED:
            if not isinstance(text.ops[0], sign):
                yield _stands("other-comparison", ast.Compare(text.left, [sign()], text.comparators))
    yield Other("never", "it is done in no case.", ast.Constant(False))
    yield Other("always", "it is done in every case.", ast.Constant(True))


def _of_choice(text: ast.IfExp) -> Iterator[Other]:
    yield Other("always", f"{quoted(text.body)} stands there in every case.", text.body)
    yield Other("always", f"{quoted(text.orelse)} stands there in every case.", text.orelse)


def _of_attribute(text: ast.Attribute) -> Iterator[Other]:
    if text.attr == "T":
        yield Other("not-transposed", f"{quoted(text.value)} stands there without being transposed.", text.value)


def _of_pair(text: ast.Tuple) -> Iterator[Other]:
    if len(text.elts) == 2 and isinstance(text.ctx, ast.Load):
        yield _stands("exchanged", ast.Tuple(text.elts[::-1], ast.Load()))


def _of_call(text: ast.Call) -> Iterator[Other]:
    function = text.func
    name = (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )
    is_method = isinstance(function, ast.Attribute) and not (
        isinstance(function.value, ast.Name) and function.value.id == "np"
    )
    if is_method and name in METHODS:
        for other in METHODS:
            if other != name:
                yield _stands("other-summary", _with(text, func=ast.Attribute(function.value, other, ast.Load())))
    elif not is_method:
        yield from _of_function(text, function, name)
    yield from _of_axis(text)


def _of_function(text: ast.Call, function: ast.expr, name: str) -> Iterator[Other]:
    if len(text.args) == 1 and not text.keywords and name not in {"range", "len", "list", "reversed", "eye", "zeros"}:
        yield Other("function-missing", f"{quoted(function)} is missing.", text.args[0])
    for other in dict.fromkeys(other for group in FUNCTIONS if name in group for other in group if other != name):
        if isinstance(function, ast.Attribute):
            yield _stands("other-function", _with(text, func=ast.Attribute(function.value, other, ast.Load())))
        elif isinstance(function, ast.Name):
            yield _stands("other-function", _with(text, func=ast.Name(other, ast.Load())))
    if name == "where" and len(text.args) == 3:
        a, b = text.args[1:]
        yield _stands("exchanged", _with(text, args=[text.args[0], b, a]))
        yield Other("always", f"{quoted(a)} stands there in every case.", a)
        yield Other("always", f"{quoted(b)} stands there in every case.", b)
    if name in {"maximum", "minimum", "clip"}:
        yield Other("limit-missing", f"the limit of {quoted(text.args[0])} is missing.", text.args[0])
        if name != "clip":
            yield Other("limit-missing", f"the limit of {quoted(text.args[1])} is missing.", text.args[1])


def _of_axis(text: ast.Call) -> Iterator[Other]:
    for i, keyword in enumerate(text.keywords):
        if keyword.arg != "axis":
            continue
        for value in (0, 1, None):
            changed = ast.keyword("axis", ast.Constant(value))
            if ast.unparse(keyword.value) != str(value):
                said = "over everything" if value is None else f"along axis {value}"
                other = _with(text, keywords=[*text.keywords[:i], changed, *text.keywords[i + 1 :]])
                yield Other("other-axis", f"{quoted(text.func)} goes {said}.", other)


def _with(text: ast.Call, **changes) -> ast.Call:
    parts = {"func": text.func, "args": text.args, "keywords": text.keywords} | changes
    return ast.Call(parts["func"], parts["args"], parts["keywords"])


def other_indices(index: ast.expr) -> Iterator[ast.expr]:
    """Yield other indices than one, its neighbours, the first and the last."""
    base, shift = index, 0
    if (
        isinstance(index, ast.BinOp)
        and isinstance(index.right, ast.Constant)
        and isinstance(index.op, (ast.Add, ast.Sub))
    ):
        base, shift = index.left, index.right.value * (1 if isinstance(index.op, ast.Add) else -1)
    if isinstance(index, (ast.Slice, ast.Tuple)) or not isinstance(base, (ast.Name, ast.Constant, ast.UnaryOp)):
        return
    seen = {ast.unparse(index)}
    candidates = (
        [_shifted(base, other) for other in (0, -1, 1, -2, 2) if other != shift] if isinstance(base, ast.Name) else []
    )
    for other in (*candidates, *(ast.Constant(n) for n in (0, 1, -1, -2, 2))):
        if ast.unparse(other) not in seen:
            seen.add(ast.unparse(other))
            yield other


def _shifted(base: ast.expr, by: int) -> ast.expr:
    return base if by == 0 else ast.BinOp(base, ast.Add() if by > 0 else ast.Sub(), ast.Constant(abs(by)))
