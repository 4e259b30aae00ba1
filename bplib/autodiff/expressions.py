"""Expressions: from a text such as "sin(x) * exp(x)" to a graph of ``bplib.autodiff.Node``s.

The text is never run.  It is cut into tokens that are checked one by one (``tokens``), Python's own ``ast``
finds out what belongs to what, and of its tree only numbers, names, + - * / ^, signs and calls of the functions below
are taken.  ``^`` means power, as ``**`` does, and binds as in Python: -x^2 is -(x^2).

    output, inputs = graph("sin(x) * exp(x)", {"x": 0.7})
    output.backward()
    inputs["x"].grad  # 2.837

Parts that are equal are one node, computed once and used several times.  Numbers are no nodes: 2*x has the one input x.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bplib.autodiff import operations
from bplib.autodiff.graph import Node
from bplib.autodiff.tokens import MOST_CHARACTERS, ExpressionError, Token, tokens

__all__ = ["MOST_CHARACTERS", "MOST_NODES", "Expression", "ExpressionError", "Step", "graph", "parse"]

MOST_NODES = 40
_NAMES = "add subtract multiply divide power negate exp log tanh sigmoid relu sin cos sqrt"
OPERATIONS = {name: getattr(operations, name) for name in _NAMES.split()} | {"max": operations.maximum}
_SIGNS = {ast.Add: "add", ast.Sub: "subtract", ast.Mult: "multiply", ast.Div: "divide", ast.Pow: "power"}


@dataclass(frozen=True, slots=True)
class Step:
    """A node of the graph: an operation on ``arguments``, numbers of earlier steps (int) or constants (float).

    An input has the operation "input", no arguments, and a name.
    """

    operation: str
    arguments: tuple[int | float, ...] = ()
    name: str = ""

    @property
    def parents(self) -> list[int]:
        """Return the earlier steps among the arguments, twice if used twice."""
        return [a for a in self.arguments if isinstance(a, int)]


@dataclass(frozen=True, slots=True)
class Expression:
    """A text that has been read: its steps, each after those that it needs; the last one is the output."""

    text: str
    steps: tuple[Step, ...]

    @property
    def variables(self) -> list[str]:
        """Return the names of the inputs in the order in which they come up."""
        return [step.name for step in self.steps if step.operation == "input"]

    def nodes(self, values: Mapping[str, float]) -> list[Node]:
        """Return one Node a step; raise ``ExpressionError`` where a step has no value, such as a division by 0."""
        nodes, problem = self.trace(values)
        if problem:
            raise ExpressionError(f"{_sentence(problem)}. The inputs are {_in_words(self.variables, values)}.")
        return nodes

    def trace(self, values: Mapping[str, float]) -> tuple[list[Node], str | None]:
        """Return the Nodes of the steps up to the first one that has no value, and why it has none, if there is one."""
        values = _checked(values, self.variables)
        nodes = []
        with np.errstate(all="ignore"):
            for step in self.steps:
                if step.operation == "input":
                    nodes.append(Node(values[step.name], step.name))
                    continue
                arguments = [nodes[a] if isinstance(a, int) else a for a in step.arguments]
                node, problem = _computed(step.operation, arguments)
                if problem:
                    return nodes, problem
                nodes.append(node)
        return nodes, None


def parse(text: str) -> Expression:
    """Read an expression; raise ``ExpressionError`` that says what was got, where, and what is allowed."""
    reader = _Reader(tokens(text))
    if isinstance(reader.read(reader.tree), float):
        raise ExpressionError("There is no input to differentiate: use a name such as x.", 0, len(text))
    return Expression(text, tuple(reader.steps))


def graph(text: str, values: Mapping[str, float]) -> tuple[Node, dict[str, Node]]:
    """Return the output of an expression and its inputs by name, for example ``graph("x^2 + y", {"x": 3, "y": 1})``."""
    expression = parse(text)
    nodes = expression.nodes(values)
    return nodes[-1], {node.name: node for node in nodes if node.operation is None}


class _Reader:
    """Turns tokens into steps; ``read`` returns the number of a step, or a float where everything is constant."""

    def __init__(self, found: list[Token]):
        self.steps, self.known, self.columns = [], {}, {}
        source = ""
        for token in found:  # a text for ast: names with _ before them, so that no word of Python is among them
            self.columns[len(source)] = token
            word = {"number": repr(float(token.text)) if token.kind == "number" else "", "^": "**"}.get(token.kind)
            is_word = token.kind in ("name", "function")
            source += (word or (f"_{token.text}" if is_word else token.kind)) + " "
        self.tree = ast.parse(source, mode="eval").body

    def read(self, tree: ast.expr) -> int | float:
        match tree:
            case ast.Constant(value=float(number)):
                return number
            case ast.Name(id=name):
                return self.step(Step("input", name=name[1:]), self.columns[tree.col_offset])
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.read(operand)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.apply("negate", [operand], self.columns[tree.col_offset])
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _SIGNS:
                between = (self.columns.get(c) for c in range(left.end_col_offset, right.col_offset))
                token = next(token for token in between if token and token.kind not in "()")
                return self.apply(_SIGNS[type(sign)], [left, right], token)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name[1:] in OPERATIONS:
                return self.apply(name[1:], arguments, self.columns[tree.col_offset])
        raise ExpressionError(f"{type(tree).__name__} is not allowed in an expression.")

    def apply(self, operation: str, trees: list[ast.expr], token: Token) -> int | float:
        arguments = [self.read(tree) for tree in trees]
        if any(isinstance(a, int) for a in arguments):
            return self.step(Step(operation, tuple(arguments)), token)
        with np.errstate(all="ignore"):
            value, problem = _computed(operation, arguments)
        if problem:
            what, why = _sentence(problem).split(": ")
            raise token.error(f"{what}{token.place}: {why}.")
        return float(value)

    def step(self, step: Step, token: Token) -> int:
        key = (step, tuple(map(type, step.arguments)))  # the number 1.0 is not step 1
        if key not in self.known:
            if len(self.steps) == MOST_NODES:
                raise token.error(f"The expression is too large: it has more than {MOST_NODES} nodes.")
            self.known[key] = len(self.steps)
            self.steps.append(step)
        return self.known[key]


def _computed(operation: str, arguments: list) -> tuple[Node | float | None, str | None]:
    """Return the result of an operation, or None and why there is none: briefly before the colon, then in full."""
    a, b = ([x.value if isinstance(x, Node) else x for x in arguments] + [None])[:2]
    if operation == "log" and a <= 0:
        return None, f"log of {_text(a)}: only numbers above 0 have a logarithm"
    if operation == "sqrt" and a < 0:
        return None, f"square root of {_text(a)}: no real number has a negative square"
    if operation == "divide" and b == 0:
        return None, "division by 0: no number times 0 gives a quotient"
    if operation == "power" and a == 0 and b < 0:
        return None, f"0 to the power {_text(b)}: that is a division by 0"
    if operation == "power" and a < 0 and b != np.floor(b):
        return None, f"{_text(a)} to the power {_text(b)}: a negative number has only whole powers"
    result = OPERATIONS[operation](*arguments)
    if not np.isfinite(result.value if isinstance(result, Node) else result):
        return None, "too large: a number of 64 bits ends at 1.8e308"
    return result, None


def _checked(values: Mapping[str, float], variables: list[str]) -> dict[str, float]:
    """Return the values of the inputs as floats, or raise ``ExpressionError`` naming what is missing or no number."""
    if set(values) != set(variables):
        raise ExpressionError(
            f"values are needed for {', '.join(variables)}; got them for {', '.join(values) or 'none'}"
        )
    for name, value in values.items():
        number = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
        if not number or not np.isfinite(value):
            raise ExpressionError(f"the input {name} must be a finite number, got {value!r}")
    return {name: float(values[name]) for name in variables}


def _text(value: float) -> str:
    return f"{value + 0.0:.4g}"


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def _in_words(variables: list[str], values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} = {_text(values[name])}" for name in variables)
