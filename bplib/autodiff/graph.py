"""Automatic differentiation in reverse mode: backpropagation for any expression, not only for a network.

Three things, apart from each other:

* **the table of rules**, ``operations``: what each operation computes, and beside it its local derivatives;
* **the graph**: to compute with a ``Node`` records each operation, since its result is a Node that knows its arguments;
* **the backward pass**, ``gradients``: it visits the graph from the output back to the inputs.  A node hands each of
  its arguments its own gradient times the local derivative, and what arrives along several paths is added up.

For example, with ``sin`` and ``exp`` from the table: ``x = Node(0.7, "x")``, ``y = sin(x) * exp(x)``,
``y.backward()``, and ``x.grad`` is dy/dx.

Source: S. Linnainmaa, BIT 16 (1976) 146-160; A. Griewank and A. Walther, Evaluating Derivatives (2008), chapter 3.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bplib.autodiff.operations import Operation, quietly
from bplib.autodiff.real_numbers import at_first_nan, has_nan, in_words, like, real, simplest
from bplib.autodiff.traced import Traced

Array = np.ndarray
_new = object.__new__


class Node(Traced):
    """A value in the graph: an input, such as ``Node(0.7, "x")``, or the result of an operation on ``arguments``.

    The value is a real number or an array of them.  An array of floats is not copied: whoever changes it in place
    between the operation and ``backward`` gets a wrong gradient.
    """

    __slots__ = ("_grad", "arguments", "name", "operation", "value", "values")

    def __init__(self, value, name: str = ""):
        self.value, self.name, self._grad = real(value, name or "a Node"), name, None
        self.operation, self.arguments, self.values = None, (), ()

    @staticmethod
    def record(operation: Operation, *arguments) -> Node:
        """Return the result of an operation as a Node; raise where shapes do not fit or a NaN arises."""
        if len(arguments) == 2:  # most operations: spelled out, this costs less than the loop
            a, b = arguments
            values = a.value if isinstance(a, Node) else a, b.value if isinstance(b, Node) else b
        else:
            values = tuple([a.value if isinstance(a, Node) else a for a in arguments])
        node = _new(Node)
        node.value, node.name, node._grad = operation.value(values), "", None
        node.operation, node.arguments, node.values = operation, arguments, values
        return node

    @property
    def parents(self) -> list[Node]:
        """Return the arguments that are Nodes, twice if used twice; none for an input."""
        return [a for a in self.arguments if isinstance(a, Node)]

    @property
    def grad(self) -> Array | float:
        """Return ∂output/∂self from the last ``backward`` that reached this node, shape of the value; zero before.

        Another output's ``backward`` replaces it, or leaves it alone where that output does not depend on this node;
        ``gradients`` keeps the gradients of several outputs apart.
        """
        return _zeros(self.value) if self._grad is None else self._grad

    def backward(self, cotangent: Array | None = None) -> None:
        """Set ``grad`` of every node that this one depends on; a second call sets the same again and adds nothing."""
        for node, g in gradients(self, cotangent).items():
            node._grad = g

    def __repr__(self) -> str:
        return f"<Node {self.name or (self.operation.name if self.operation else 'input')}: {in_words([self.value])}>"


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


@quietly
def gradients(output: Node, cotangent: Array | None = None) -> dict[Node, Array]:
    """Return ∂output/∂node for every node that ``output`` depends on, shape of its value: the backward pass.

    An output that is not one number needs a ``cotangent`` of its shape: the weights of its entries in the number that
    is differentiated.
    """
    grad, inputs = {output: _seed(output, cotangent)}, []
    for node in reversed(topological_order(output)):
        if node.operation is None:
            inputs.append(node)
            continue
        g, y, values = grad[node], node.value, node.values
        for a, vjp_of_a in zip(node.arguments, node.operation.vjps):  # noqa: B905 (an argument may be a number)
            if isinstance(a, Node):
                share = vjp_of_a(g, y, *values)
                if type(share) is not float:
                    share = _fit(share, a.value)
                grad[a] = grad[a] + share if a in grad else share  # the sum over paths
    if any(has_nan(grad[node]) for node in inputs):
        _say_where(output, grad)
    return grad


def unbroadcast(g: Array, shape: tuple[int, ...]) -> Array:
    """Return g summed over the axes along which an argument of that shape has been repeated."""
    extra = g.ndim - len(shape)
    axes = [i for i, n in enumerate(g.shape) if i < extra or n != shape[i - extra]]
    return np.add.reduce(g, axis=tuple(axes)).reshape(shape) if axes else g


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


def _zeros(value: Array | float) -> Array | float:
    """Return the gradient of what nothing depends on, shape of the value."""
    return simplest(np.zeros_like(value))


def _fit(share: Array, value: Array | float) -> Array | float:
    """Return a share of the gradient in the shape and float type of the value that it belongs to."""
    if isinstance(value, float):
        return float(np.add.reduce(share, axis=None))
    if share.shape != value.shape:
        share = unbroadcast(share, value.shape)
    return share if share.dtype == value.dtype else share.astype(value.dtype)


def _seed(output: Node, cotangent: Array | None) -> Array | float:
    """Return the gradient from which the backward pass starts: the cotangent, or 1 for an output that is a number."""
    if cotangent is None and output.shape:
        raise ValueError(f"backward starts from one number, got shape {output.shape}: sum it, or give a cotangent")
    if cotangent is not None and np.shape(cotangent) != output.shape:
        raise ValueError(f"the cotangent must have the shape of the output, {output.shape}, got {np.shape(cotangent)}")
    return like(output.value, real(1.0 if cotangent is None else cotangent, "the cotangent"))


def _say_where(output: Node, grad: dict[Node, Array]) -> None:
    """Raise FloatingPointError for the first operation of the backward pass that makes a NaN, or for a sum of paths."""
    for node in reversed(topological_order(output)):
        g = grad[node]
        if has_nan(g):
            raise FloatingPointError(f"{node}: the gradients of several paths are infinite and have no sum (NaN)")
        vjps = node.operation.vjps if node.operation else ()
        for which, a, vjp_of_a in zip(("first", "second"), node.arguments, vjps, strict=False):
            if isinstance(a, Node) and has_nan(share := vjp_of_a(g, node.value, *node.values)):
                (*values, g), place = at_first_nan(share, (*node.values, g), node.operation.is_elementwise)
                words = f"{node.operation.name} of {in_words(values)}"
                back = f"{in_words([g])}, the gradient that comes back"
                raise FloatingPointError(f"{words}: its derivative by the {which} argument times {back}, is NaN{place}")
