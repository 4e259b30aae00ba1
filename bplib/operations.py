"""The operations of automatic differentiation: each a function together with its derivative, side by side.

The derivative of y = f(a, b) stands in the table as what it does in the chain rule, and no rule ever builds a Jacobian.

* A **vjp** takes a gradient back: from g = ∂C/∂y to the share of ∂C/∂a, the product of g with the Jacobian.
* A **jvp** takes a tangent on: from t, the change of a, to the change of y, the product of the Jacobian with t.

An elementwise operation has a diagonal Jacobian: both products multiply by the slope ∂y/∂a, one line serves for both.

An operation may be called with plain numbers and arrays, which gives a plain result, or with a ``Traced`` number: a
``bplib.autodiff.Node`` (reverse mode) or a ``bplib.dual_numbers.Dual`` (forward mode).
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Array = np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """A function and its derivatives: ``vjps[i](g, y, *values)`` is the share of the gradient that argument i gets,
    ``jvps[i](t, y, *values)`` the tangent that it gives.
    """

    name: str
    forward: Callable
    vjps: tuple[Callable, ...]
    jvps: tuple[Callable, ...]

    def __call__(self, *arguments):
        """Return the value, or what a Traced argument makes of it."""
        for a in arguments:
            if isinstance(a, Traced):
                return a.record(self, *arguments)
        return self.forward(*arguments)

    @property
    def is_elementwise(self) -> bool:
        """Return whether each entry of y depends on one entry of each argument, by a slope ``vjps[i](1, y, ...)``."""
        return self.vjps is self.jvps


def elementwise(name: str, forward: Callable, *products: Callable) -> Operation:
    """Return an operation on each entry, with a product for each argument."""
    return Operation(name, forward, products, products)


def linear(name: str, forward: Callable, vjp: Callable) -> Operation:
    """Return a linear operation: it does to a tangent what it does to the value."""
    return Operation(name, forward, (vjp,), (lambda t, y, a, *others: forward(t, *others),))


def quietly(forward: Callable) -> Callable:
    """Return ``forward`` without NumPy's warning of a NaN: whoever records the operation says where it arose."""

    def quiet(*values):
        with np.errstate(invalid="ignore"):
            return forward(*values)

    return quiet


def keep(y: Array, a: Array, axis: int | None) -> Array:
    """Return y, the result of a reduction of ``a`` over ``axis``, with that axis put back at length 1."""
    return y if axis is None else y.reshape([1 if i == axis % a.ndim else n for i, n in enumerate(a.shape)])


def spread(g: Array, a: Array, axis: int | None) -> Array:
    """Return g, the gradient of a sum over ``axis``, for each term of the sum, shape of a."""
    out = np.empty_like(a)
    out[...] = keep(g, a, axis)
    return out


def scatter(g: Array, a: Array, key) -> Array:
    """Return zeros in the shape of a with g added at ``key``: an entry that was taken twice collects twice."""
    out = np.zeros_like(a)
    np.add.at(out, key, g)
    return out


def logistic(a: Array) -> Array:
    """Return 1 / (1 + e^-a), bounded where e^-a would overflow and the result has long run out of digits."""
    return 1 / (1 + np.exp(-np.maximum(a, -88.0 if getattr(a, "dtype", float) == np.float32 else -709.0)))


def log_of_sum(a: Array, axis: int | None = None) -> Array:
    """Return ln Σ e^a over an axis; the largest entry is taken out first, so that e^a cannot overflow."""
    top = np.maximum.reduce(a, axis=axis)
    return top + np.log(np.add.reduce(np.exp(a - keep(top, a, axis)), axis=axis))


def softmax(a: Array, y: Array, axis: int | None) -> Array:
    """Return e^(a - y), the slopes of y = log_of_sum(a)."""
    return np.exp(a - keep(y, a, axis))


def matmul_vjp(g: Array, a: Array) -> Array:
    """Return aᵀ g as (gᵀ a)ᵀ: for a transposed weight, as in ``A @ W.T``, the gradient of W then lies in C order."""
    return g @ a if g.ndim == 1 else (g.swapaxes(-1, -2) @ a).swapaxes(-1, -2)


# The table.  Elementwise: name, y, product with ∂y/∂a, product with ∂y/∂b.
add = elementwise("add", operator.add, lambda g, y, a, b: g, lambda g, y, a, b: g)
subtract = elementwise("subtract", operator.sub, lambda g, y, a, b: g, lambda g, y, a, b: -g)
multiply = elementwise("multiply", operator.mul, lambda g, y, a, b: g * b, lambda g, y, a, b: g * a)
divide = elementwise("divide", quietly(operator.truediv), lambda g, y, a, b: g / b, lambda g, y, a, b: -g * y / b)
power = elementwise(
    "power", quietly(np.power), lambda g, y, a, b: g * b * a ** (b - 1.0), lambda g, y, a, b: g * y * np.log(a)
)
negate = elementwise("negate", operator.neg, lambda g, y, a: -g)
exp = elementwise("exp", np.exp, lambda g, y, a: g * y)
log = elementwise("log", quietly(np.log), lambda g, y, a: g / a)
sqrt = elementwise("sqrt", quietly(np.sqrt), lambda g, y, a: g * 0.5 / y)
sin = elementwise("sin", np.sin, lambda g, y, a: g * np.cos(a))
cos = elementwise("cos", np.cos, lambda g, y, a: -g * np.sin(a))
tanh = elementwise("tanh", np.tanh, lambda g, y, a: g * (1 - y * y))
sigmoid = elementwise("sigmoid", logistic, lambda g, y, a: g * (y * (1 - y)))
relu = elementwise("relu", lambda a: np.maximum(a, 0.0), lambda g, y, a: g * (a > 0))
maximum = elementwise("maximum", np.maximum, lambda g, y, a, b: g * (a > b), lambda g, y, a, b: g * (a <= b))

# Linear: name, y, vjp.
total = linear("sum", lambda a, axis: np.add.reduce(a, axis=axis), lambda g, y, a, axis: spread(g, a, axis))
transpose = linear("transpose", np.transpose, lambda g, y, a: g.T)
index = linear("index", lambda a, key: a[key], lambda g, y, a, key: scatter(g, a, key))

# The others: name, y, vjps, jvps.
matmul = Operation(
    "matmul",
    operator.matmul,
    (
        lambda g, y, a, b: g @ b.swapaxes(-1, -2) if b.ndim > 1 else np.multiply.outer(g, b),
        lambda g, y, a, b: matmul_vjp(g, a) if a.ndim > 1 else np.multiply.outer(a, g),
    ),
    (lambda t, y, a, b: t @ b, lambda t, y, a, b: a @ t),
)
log_sum_exp = Operation(
    "log_sum_exp",
    log_of_sum,
    (lambda g, y, a, axis=None: keep(g, a, axis) * softmax(a, y, axis),),
    (lambda t, y, a, axis=None: (t * softmax(a, y, axis)).sum(axis=axis),),
)


def both_ways(operation: Operation) -> tuple[Callable, Callable]:
    """Return two methods: self with another, and another with self."""

    def left(self, other):
        return self.record(operation, self, other)

    def right(self, other):
        return self.record(operation, other, self)

    return left, right


class Traced:
    """A number or array that takes part in operations; a subclass says in ``record`` what becomes of the result."""

    __slots__ = ()
    __array_ufunc__ = None  # array + traced: NumPy leaves it to __radd__

    __add__, __radd__ = both_ways(add)
    __sub__, __rsub__ = both_ways(subtract)
    __mul__, __rmul__ = both_ways(multiply)
    __truediv__, __rtruediv__ = both_ways(divide)
    __pow__, __rpow__ = both_ways(power)
    __matmul__, __rmatmul__ = both_ways(matmul)

    def __neg__(self):
        return self.record(negate, self)

    def __getitem__(self, key):
        return self.record(index, self, key)

    @property
    def T(self):
        """Return the transpose."""
        return self.record(transpose, self)

    @property
    def shape(self) -> tuple[int, ...]:
        """Return the shape of the value, () for a number."""
        return np.shape(self.value)

    def sum(self, axis: int | None = None):
        """Return the sum over an axis, or over all entries."""
        return self.record(total, self, axis)

    def mean(self, axis: int | None = None):
        """Return the mean over an axis, or over all entries."""
        return self.sum(axis) / (np.size(self.value) if axis is None else self.shape[axis])
