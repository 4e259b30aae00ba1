"""The switch in a rewritten text, an argument more: a number that chooses a change."""

from __future__ import annotations

import ast
from collections.abc import Sequence

SWITCH = "_switch"


def is_at(number: int) -> ast.expr:
    """Return the text that asks whether a number has been chosen."""
    return ast.Compare(ast.Name(SWITCH, ast.Load()), [ast.Eq()], [ast.Constant(number)])


def between(first: int, last: int) -> ast.expr:
    """Return the text that asks whether a number from the first to the last has been chosen."""
    low, high = ast.Constant(first), ast.Constant(last)
    return ast.Compare(low, [ast.LtE(), ast.LtE()], [ast.Name(SWITCH, ast.Load()), high])


def counted_from(first: int) -> ast.expr:
    """Return the text of how far behind the first the number is that has been chosen."""
    return ast.BinOp(ast.Name(SWITCH, ast.Load()), ast.Sub(), ast.Constant(first))


def only_at(number: int, line: ast.stmt) -> ast.stmt:
    """Return a line that is done if a number has been chosen."""
    return ast.If(is_at(number), [line], [])


def unless(numbers: Sequence[int], line: ast.stmt) -> ast.stmt:
    """Return a line that is not done if one of these numbers has been chosen."""
    if not numbers:
        return line
    among = ast.Tuple([ast.Constant(n) for n in numbers], ast.Load())
    return ast.If(ast.Compare(ast.Name(SWITCH, ast.Load()), [ast.NotIn()], [among]), [line], [])
