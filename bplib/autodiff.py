"""Automatic differentiation in reverse mode: backpropagation for any expression, not only for a network.

Three things, apart from each other:

* **the table of rules**, ``bplib.operations``: what each operation computes, and beside it its local derivatives;
* **the graph**: to compute with a ``Node`` records each operation, since its result is a Node that knows its arguments;
* **the backward pass**, ``gradients``: it visits the graph from the output back to the inputs.  A node hands each of
  its arguments its own gradient times the local derivative, and what arrives along several paths is added up.

For example, with ``sin`` and ``exp`` from ``bplib.operations``: ``x = Node(0.7, "x")``, ``y = sin(x) * exp(x)``,
``y.backward()``, and ``x.grad`` is dy/dx.

Source: S. Linnainmaa, BIT 16 (1976) 146-160; A. Griewank and A. Walther, Evaluating Derivatives (2008), chapter 3.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isnan

import numpy as np

from bplib.operations import Operation, Traced

Array = np.ndarray
_new = object.__new__


class Node(Traced):
    """A value in the graph: an input, such as ``Node(0.7, "x")``, or the result of an operation on ``arguments``."""

    __slots__ = ("_grad", "arguments", "name", "operation", "value", "values")

    def __init__(self, value, name: str = ""):
        self.value, self.name, self._grad = _real(value, name), name, None
        self.operation, self.arguments, self.values = None, (), ()

    @staticmethod
    def record(operation: Operation, *arguments) -> Node:
        """Return the result of an operation as a Node; raise where shapes do not fit or a NaN arises."""
        if len(arguments) == 2:  # most operations: spelled out, this costs less than the loop
            a, b = arguments
            values = a.value if isinstance(a, Node) else a, b.value if isinstance(b, Node) else b
        else:
            values = tuple([a.value if isinstance(a, Node) else a for a in arguments])
        try:
            value = operation.forward(*values)
        except (ValueError, IndexError) as error:
            raise ValueError(f"{operation.name} of {_in_words(values)}: {error}") from None
        if value != value if isinstance(value, float) else _has_nan(value):
            raise FloatingPointError(f"{operation.name} of {_in_words(values)} is not a number (NaN)")
        node = _new(Node)
        node.value, node.name, node._grad = value, "", None
        node.operation, node.arguments, node.values = operation, arguments, values
        return node

    @property
    def parents(self) -> list[Node]:
        """Return the arguments that are Nodes, twice if used twice; none for an input."""
        return [a for a in self.arguments if isinstance(a, Node)]

    @property
    def grad(self) -> Array | float:
        """Return ∂output/∂self from the last ``backward`` that reached this node, shape of the value; zero before."""
        return self.value * 0.0 if self._grad is None else self._grad

    def backward(self, cotangent: Array | None = None) -> None:
        """Set ``grad`` of every node that this one depends on; a second call sets the same again and adds nothing."""
        for node, g in gradients(self, cotangent).items():
            node._grad = g

    def __repr__(self) -> str:
        return f"<Node {self.name or (self.operation.name if self.operation else 'input')}: {_in_words([self.value])}>"


def topological_order(output: Node) -> list[Node]:
    """Return every node that ``output`` depends on, each after its arguments; without recursion, so without a limit."""
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, arguments_done = stack.pop()
        if arguments_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            for a in node.arguments:
                if isinstance(a, Node) and a not in seen:
                    stack.append((a, False))
    return order


def gradients(output: Node, cotangent: Array | None = None) -> dict[Node, Array]:
    """Return ∂output/∂node for every node that ``output`` depends on: the backward pass.

    An output that is not one number needs a ``cotangent`` of its shape: the weights of its entries in the number that
    is differentiated.
    """
    grad = {output: _seed(output, cotangent)}
    inputs = []
    with np.errstate(divide="ignore", invalid="ignore"):
        for node in reversed(topological_order(output)):
            if node.operation is None:
                inputs.append(node)
                continue
            g, y, values = grad[node], node.value, node.values
            for a, vjp_of_a in zip(node.arguments, node.operation.vjps):  # noqa: B905 (an argument may be a number)
                if isinstance(a, Node):
                    share = vjp_of_a(g, y, *values)
                    if not isinstance(share, float):
                        share = unbroadcast(share, np.shape(a.value))
                    grad[a] = grad[a] + share if a in grad else share  # the sum over paths
    if any(_has_nan(grad[node]) for node in inputs):
        _say_where(grad)
    return grad


def unbroadcast(g: Array, shape: tuple[int, ...]) -> Array:
    """Return g summed over the axes along which an argument of that shape has been repeated."""
    if np.shape(g) == shape:
        return g
    g = np.asarray(g)
    g = g.sum(axis=tuple(range(g.ndim - len(shape))))
    return g.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True)


def vjp(f: Callable, x: Array, cotangent: Array) -> tuple[Array, Array]:
    """Return f(x) and Jᵀ cotangent, the vector-Jacobian product, shapes of f(x) and x: one backward pass."""
    node = Node(x, "x")
    y = f(node)
    if not isinstance(y, Node):
        return y, node.grad
    return y.value, gradients(y, cotangent).get(node, node.grad)


def gradient(f: Callable, *arguments: Array):
    """Return the gradient of the number f(*arguments) with respect to each argument: a list, or one alone."""
    nodes = [Node(a, f"argument {i}") for i, a in enumerate(arguments)]
    y = f(*nodes)
    grad = gradients(y) if isinstance(y, Node) else {}
    found = [grad.get(node, node.grad) for node in nodes]
    return found if len(found) > 1 else found[0]


def _real(value, name: str) -> Array | float:
    """Return a value as float or array of floats, or raise an error that says what is wrong with it."""
    array = np.asarray(value)
    if array.dtype.kind not in "fiu":
        raise TypeError(f"a Node holds real numbers, got {array.dtype} for {name or 'an input'}")
    if _has_nan(array := array if array.dtype.kind == "f" else array.astype(float)):
        raise ValueError(f"{name or 'an input'} holds NaN, which is not a number: {_in_words([array])}")
    return array if array.ndim else array.item() if array.dtype == float else array[()]


def _has_nan(value: Array | float) -> bool:
    """Return whether a NaN is among the values: then, and only then, it is in the sum of their squares."""
    if isinstance(value, float):
        return isnan(value)
    flat = value.ravel("K")
    return isnan(np.vdot(flat, flat))


def _say_where(grad: dict[Node, Array]) -> None:
    """Raise FloatingPointError for the first operation of the backward pass whose own gradient is still a number."""
    for node, g in grad.items():
        if not _has_nan(g) and any(_has_nan(grad[a]) for a in node.parents):
            raise FloatingPointError(f"the derivative of {node.operation.name} is NaN at {_in_words(node.values)}")


def _seed(output: Node, cotangent: Array | None) -> Array | float:
    if cotangent is None and output.shape != ():
        raise ValueError(f"backward starts from one number, got shape {output.shape}: sum it, or give a cotangent")
    if cotangent is not None and np.shape(cotangent) != output.shape:
        raise ValueError(f"the cotangent must have the shape of the output, {output.shape}, got {np.shape(cotangent)}")
    return np.ones_like(output.value)[()] if cotangent is None else np.asarray(cotangent)


def _in_words(values: list) -> str:
    return " and ".join(f"{v:.6g}" if np.ndim(v) == 0 else f"an array of shape {np.shape(v)}" for v in values)
