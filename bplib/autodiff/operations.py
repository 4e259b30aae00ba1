"""The operations of automatic differentiation: each a function together with its derivative, side by side.

The derivative of y = f(a, b) stands in the table as what it does in the chain rule, and no rule ever builds a Jacobian.

* A **vjp** takes a gradient back: from g = ∂C/∂y to the share of ∂C/∂a, the product of g with the Jacobian.
* A **jvp** takes a tangent on: from t, the change of a, to the change of y, the product of the Jacobian with t.

An elementwise operation has a diagonal Jacobian: both products multiply by the slope ∂y/∂a, one line serves for both.

An operation may be called with plain numbers and arrays, which gives a plain result, or with a ``Traced`` number: a
``bplib.autodiff.Node`` (reverse mode) or a ``bplib.autodiff.dual_numbers.Dual`` (forward mode).

Infinity is a value, of numbers as of arrays: 1/0, ln 0 and an overflow give it, without a warning.  NaN is none: for a
Traced number 0/0 and ln(-1) are errors.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bplib.autodiff.real_numbers import at_first_nan, has_nan, in_words, simplest

Array = np.ndarray
quietly = np.errstate(all="ignore")  # quietly(f) is f without NumPy's warnings


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
            if hasattr(a, "record"):
                return a.record(self, *arguments)
        return self.forward(*arguments)

    def value(self, values: tuple) -> Array | float:
        """Return y, a real number or array; raise where shapes do not fit or where a NaN arises."""
        try:
            y = self.forward(*values)
            if type(y) is float and y == y:
                return y
            y = simplest(np.asarray(y))
        except (TypeError, ValueError, IndexError) as error:
            kind = next(kind for kind in (TypeError, ValueError, IndexError) if isinstance(error, kind))
            raise kind(f"{self.name} of {in_words(values)}: {error}") from None
        is_view = getattr(y, "base", None) is not None  # such as W.T: its numbers have been checked before
        if is_view or not has_nan(y):
            return y
        values, place = at_first_nan(y, values, self.is_elementwise)
        raise FloatingPointError(f"{self.name} of {in_words(values)} is not a number (NaN){place}")

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


def arithmetic(of_numbers: Callable, of_arrays: Callable) -> Callable:
    """Return a function of two: for two floats Python's own, which is fast, otherwise NumPy's, without warnings."""
    of_arrays = quietly(of_arrays)

    def of_two(a, b):
        return of_numbers(a, b) if type(a) is type(b) is float else of_arrays(a, b)

    return of_two


def keep(y: Array, a: Array, axis: int | tuple[int, ...] | None) -> Array:
    """Return y, the result of a reduction of ``a`` over ``axis``, with that axis put back at length 1."""
    if axis is None:
        return y
    lengths = list(a.shape)
    for i in axis if isinstance(axis, tuple) else (axis,):
        lengths[i] = 1
    return np.asarray(y).reshape(lengths)


def spread(g: Array, a: Array, axis: int | tuple[int, ...] | None) -> Array:
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


def log_of_sum(a: Array, axis: int | tuple[int, ...] | None = None) -> Array:
    """Return ln Σ e^a over an axis; the largest entry is taken out first, so that e^a cannot overflow."""
    top = np.maximum.reduce(a, axis=axis)
    return top + np.log(np.add.reduce(np.exp(a - keep(top, a, axis)), axis=axis))


def softmax(a: Array, y: Array, axis: int | tuple[int, ...] | None) -> Array:
    """Return e^(a - y), the slopes of y = log_of_sum(a)."""
    return np.exp(a - keep(y, a, axis))


def power_by_base(g: Array, y: Array, a: Array, b: Array) -> Array:
    """Return g b a^(b - 1); where b = 0 the slope is 0, also at a = 0."""
    return g * b * np.power(a, np.subtract(b, np.not_equal(b, 0)))


def power_by_exponent(g: Array, y: Array, a: Array, b: Array) -> Array:
    """Return g a^b ln a; where a = 0 the slope is 0."""
    return g * y * np.log(np.where(np.equal(a, 0), 1.0, a))


def as_matrices(g: Array, a: Array, b: Array) -> tuple[Array, Array, Array]:
    """Return the gradient of a @ b, and a and b, as (stacks of) matrices: a vector a is a row, a vector b a column."""
    g, a, b = np.asarray(g), np.asarray(a), np.asarray(b)
    if b.ndim == 1:
        g, b = g[..., None], b[:, None]
    return (g[..., None, :], a[None], b) if a.ndim == 1 else (g, a, b)


def matmul_left(g: Array, y: Array, a: Array, b: Array) -> Array:
    """Return g bᵀ."""
    G, _, B = as_matrices(g, a, b)
    return G @ B.swapaxes(-1, -2)


def matmul_right(g: Array, y: Array, a: Array, b: Array) -> Array:
    """Return aᵀ g as (gᵀ a)ᵀ: for a transposed weight, as in ``A @ W.T``, the gradient of W then lies in C order."""
    G, A, _ = as_matrices(g, a, b)
    share = (G.swapaxes(-1, -2) @ A).swapaxes(-1, -2)
    return share[..., 0] if np.ndim(b) == 1 else share


# The table.  Elementwise: name, y, product with ∂y/∂a, product with ∂y/∂b.
add = elementwise("add", arithmetic(operator.add, np.add), lambda g, y, a, b: g, lambda g, y, a, b: g)
subtract = elementwise("subtract", arithmetic(operator.sub, np.subtract), lambda g, y, a, b: g, lambda g, y, a, b: -g)
multiply = elementwise(
    "multiply", arithmetic(operator.mul, np.multiply), lambda g, y, a, b: g * b, lambda g, y, a, b: g * a
)
divide = elementwise(
    "divide", quietly(np.divide), lambda g, y, a, b: np.divide(g, b), lambda g, y, a, b: -np.divide(g * y, b)
)
power = elementwise("power", quietly(np.power), power_by_base, power_by_exponent)
negate = elementwise("negate", operator.neg, lambda g, y, a: -g)
exp = elementwise("exp", quietly(np.exp), lambda g, y, a: g * y)
log = elementwise("log", quietly(np.log), lambda g, y, a: np.divide(g, a))
sqrt = elementwise("sqrt", quietly(np.sqrt), lambda g, y, a: np.divide(g, 2 * y))
sin = elementwise("sin", quietly(np.sin), lambda g, y, a: g * np.cos(a))
cos = elementwise("cos", quietly(np.cos), lambda g, y, a: -g * np.sin(a))
tanh = elementwise("tanh", np.tanh, lambda g, y, a: g * (1 - y * y))
sigmoid = elementwise("sigmoid", logistic, lambda g, y, a: g * (y * (1 - y)))
relu = elementwise("relu", lambda a: np.maximum(a, 0.0), lambda g, y, a: g * (a > 0))
maximum = elementwise(
    "maximum", np.maximum, lambda g, y, a, b: g * np.greater(a, b), lambda g, y, a, b: g * np.less_equal(a, b)
)

# Linear: name, y, vjp.
total = linear("sum", quietly(lambda a, axis: np.add.reduce(a, axis=axis)), lambda g, y, a, axis: spread(g, a, axis))
transpose = linear("transpose", np.transpose, lambda g, y, a: np.transpose(g))
index = linear("index", lambda a, key: a[key], lambda g, y, a, key: scatter(g, a, key))

# The others: name, y, vjps, jvps.
matmul = Operation(
    "matmul", quietly(np.matmul), (matmul_left, matmul_right), (lambda t, y, a, b: t @ b, lambda t, y, a, b: a @ t)
)
log_sum_exp = Operation(
    "log_sum_exp",
    quietly(log_of_sum),
    (lambda g, y, a, axis=None: keep(g, a, axis) * softmax(a, y, axis),),
    (lambda t, y, a, axis=None: (t * softmax(a, y, axis)).sum(axis=axis),),
)
