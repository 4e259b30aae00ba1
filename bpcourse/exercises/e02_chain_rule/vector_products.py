"""Tasks 02.4 and 02.5: a new operation; a vector-Jacobian product."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.words import Scale

# --- 02.4 a new operation: y = ln(e^a + e^b) with broadcasting


def _unbroadcast(g, shape, total=np.sum):
    """Return g summed to the shape of an argument that has been repeated."""
    g = total(g, axis=tuple(range(g.ndim - len(shape)))) if g.ndim > len(shape) else g
    axes = tuple(i for i, n in enumerate(shape) if n == 1 and g.shape[i] > 1)
    return total(g, axis=axes, keepdims=True) if axes else g


def _shares(slope_a=lambda y, a, b: np.exp(a - y), slope_b=lambda y, a, b: np.exp(b - y), back=_unbroadcast):
    """Return the function of task 02.4 with a slope, or the way back to the shape of an argument, replaced."""

    def shares(g, y, a, b):
        return back(g * slope_a(y, a, b), a.shape), back(g * slope_b(y, a, b), b.shape)

    return shares


def _wrong_axis(g, shape):
    if g.shape == shape:
        return g
    return g.sum(axis=-1) if g.ndim > len(shape) else g.sum(axis=0, keepdims=True)


def _without_keepdims(g, shape):
    result = _unbroadcast(g, shape)
    return result if g.shape == shape or g.ndim > len(shape) else result.ravel()


def _product_of_sums(g, y, a, b):
    def share(slope, shape):
        return _unbroadcast(g, shape) * _unbroadcast(np.broadcast_to(slope, g.shape), shape)

    return share(np.exp(a - y), a.shape), share(np.exp(b - y), b.shape)


def _without_g(g, y, a, b):
    return _shares()(np.ones_like(g), y, a, b)


def _draw_operation(shape_a, shape_b, offset=0.0):
    def draw(rng):
        n = max(shape_a[-1], shape_b[-1])
        high_and_low = np.where(np.arange(n) % 2, offset, -offset) if offset else 0.0
        a, b = rng.normal(0, 1.5, shape_a) + high_and_low, rng.normal(0, 1.5, shape_b) + high_and_low
        y = np.logaddexp(a, b)
        return rng.normal(1, 1, y.shape), y, a, b

    return draw


SOFT_MAXIMUM = FunctionTask(
    id="02.4",
    title="A new operation goes backward",
    answer="soft_maximum_vjp",
    difficulty=3,
    minutes=25,
    section="lesson 2, sections 6 and 7",
    names=("share_a", "share_b"),
    oracle=_shares(),
    scales=lambda g, y, a, b: (
        Scale(len(g), "repeats", f"{len(g)}, the number of rows"),
        Scale(g.shape[1], "repeats", f"{g.shape[1]}, the number of columns"),
    ),
    parts=(
        Part("equal shapes", 0.5, _draw_operation((6, 4), (6, 4))),
        Part("an array and a row", 0.75, _draw_operation((6, 4), (4,))),
        Part("a square array and a row", 0.5, _draw_operation((5, 5), (5,))),
        Part("a row and a column", 0.75, _draw_operation((4,), (6, 1))),
        Part("arguments of a thousand", 0.5, _draw_operation((7, 3), (3,), 1000.0)),
    ),
    mistakes=(
        Mistake(
            "like-add",
            "Both arguments get the whole gradient, as in an addition. The slopes of the logarithm and of the "
            "exponentials are missing: e^a / (e^a + e^b) for a.",
            _shares(lambda y, a, b: 1.0 + 0 * y, lambda y, a, b: 1.0 + 0 * y),
        ),
        Mistake(
            "shares-exchanged",
            "The shares of a and b are exchanged. The larger argument gets the larger share.",
            _shares(lambda y, a, b: np.exp(b - y), lambda y, a, b: np.exp(a - y)),
        ),
        Mistake(
            "outer-slope-only",
            "This is the outer slope alone, 1 / (e^a + e^b). The inner one, e^a for a, is missing.",
            _shares(lambda y, a, b: np.exp(-y), lambda y, a, b: np.exp(-y)),
        ),
        Mistake(
            "inner-slope-only",
            "This is the inner slope alone, e^a for a. The outer one, 1 / (e^a + e^b), is missing.",
            _shares(lambda y, a, b: np.exp(a) + 0 * y, lambda y, a, b: np.exp(b) + 0 * y),
        ),
        Mistake(
            "hard-maximum",
            "This is the rule of the maximum, which gives everything to the larger argument. Here both get a share.",
            _shares(lambda y, a, b: a > b, lambda y, a, b: a <= b),
        ),
        Mistake(
            "g-missing",
            "These are the slopes. The gradient g that comes from above must be multiplied in.",
            _without_g,
        ),
        Mistake(
            "overflow",
            "e^a overflows at 1000, and vanishes at -1000, where the quotient becomes 0/0. The result y is at hand: "
            "e^a / (e^a + e^b) = e^{a - y}.",
            _shares(
                lambda y, a, b: np.exp(a) / (np.exp(a) + np.exp(b)), lambda y, a, b: np.exp(b) / (np.exp(a) + np.exp(b))
            ),
        ),
        Mistake(
            "not-summed",
            "An argument that was repeated along an axis has had an influence in every row: sum its gradient over that "
            "axis, back to the shape of the argument.",
            _shares(back=lambda g, shape: g),
        ),
        Mistake(
            "mean-for-sum",
            "The repeated argument gets the mean here. Its influences add up: take the sum.",
            _shares(back=lambda g, shape: _unbroadcast(g, shape, np.mean)),
        ),
        Mistake(
            "wrong-axis",
            "The sum runs over the wrong axis. A row of shape (n,) is repeated along axis 0, a column (m, 1) along "
            "axis 1. In a square array no shape warns you.",
            _shares(back=_wrong_axis),
        ),
        Mistake(
            "keepdims-lost",
            "A column of shape (m, 1) gets back a share of shape (m,). Keep the axis: keepdims=True.",
            _shares(back=_without_keepdims),
        ),
        Mistake(
            "product-of-sums",
            "g and the slope have been summed one by one and then multiplied. Multiply entry by entry first, then sum.",
            _product_of_sums,
        ),
    ),
    hints=(
        "The slope of y with respect to a is e^a / (e^a + e^b) = e^{a - y}. Multiply by g: this has the shape of y.",
        "Compare that shape with a.shape. Axes that are missing in front, and axes of length 1, were repeated.",
        "Sum over the missing axes first, then over those of length 1 with keepdims=True.",
    ),
)


# --- 02.5 a vector-Jacobian product: y = s x / ‖x‖ for each row x of X


def _norms(X):
    return np.linalg.norm(X, axis=1, keepdims=True)


def _scaled_unit_vjp(X, s, U, sign=-1.0, along=lambda N, V: N * (N * V).sum(axis=1, keepdims=True)):
    """Return Jᵀu for each row u of U, shape (m, n), with the projection replaced for each mistake."""
    R = _norms(X)
    V = U * s
    return (V + sign * along(X / R, V)) / R


def _jvp(X, s, U):
    R, N = _norms(X), X / _norms(X)
    return s * (U - N * (N * U).sum(axis=1, keepdims=True)) / R


def _along_axis_0(X, s, U):
    R = np.linalg.norm(X, axis=0)
    N, V = X / R, U * s
    return (V - N * (N * V).sum(axis=0)) / R


def _draw_rows(m: int, n: int):
    def draw(rng):
        X = rng.normal(0, 1, (m, n)) + rng.choice([-1, 1], (m, n))
        return X, rng.uniform(0.5, 2, n), rng.normal(0, 1, (m, n)) + 0.5 * X

    return draw


SCALED_UNIT = FunctionTask(
    id="02.5",
    title="A gradient through a normalising layer, without its Jacobian",
    answer="scaled_unit_vjp",
    difficulty=4,
    minutes=30,
    section="lesson 2, section 7",
    oracle=_scaled_unit_vjp,
    scales=lambda X, s, U: (
        Scale(len(X), "batch-size", f"{len(X)}, the number of examples"),
        Scale(X.shape[1], "layer-size", f"{X.shape[1]}, the number of entries"),
    ),
    most_time=15,
    too_slow="It is right but far too slow. Does it build the Jacobian, or go through its rows or columns? The product "
    "with the outer product x xᵀ is x (xᵀ v): a number times a vector.",
    parts=(
        Part("one example", 0.5, _draw_rows(1, 5)),
        Part("a batch of seven", 1.0, _draw_rows(7, 4)),
        Part("as many examples as entries", 0.5, _draw_rows(4, 4)),
        Part("2,500 entries", 1.0, _draw_rows(4, 2500)),
    ),
    mistakes=(
        Mistake(
            "jvp-for-vjp",
            "This is J u, the forward product. Backwards it is Jᵀ u: go through the steps in the opposite order, first "
            "through the factor s, then through x / ‖x‖.",
            _jvp,
        ),
        Mistake(
            "length-held-fixed",
            "‖x‖ has been treated as a constant. It depends on every entry of x: that is a second path.",
            lambda X, s, U: U * s / _norms(X),
        ),
        Mistake(
            "s-missing",
            "The factor s is missing. It stands between y and x / ‖x‖, so u is multiplied by it first.",
            lambda X, s, U: _scaled_unit_vjp(X, 1.0, U),
        ),
        Mistake(
            "s-twice",
            "s has been multiplied in twice.",
            lambda X, s, U: _scaled_unit_vjp(X, s**2, U),
        ),
        Mistake(
            "sign-of-the-second-path",
            "The second path has the wrong sign: for the same numerator a larger ‖x‖ makes x / ‖x‖ smaller.",
            lambda X, s, U: _scaled_unit_vjp(X, s, U, sign=1.0),
        ),
        Mistake(
            "length-missing",
            "The whole is still to be divided by ‖x‖: the longer x, the less a change of it turns the direction.",
            lambda X, s, U: _scaled_unit_vjp(X, s, U) * _norms(X),
        ),
        Mistake(
            "x-not-unit",
            "In the second path x itself stands where x / ‖x‖ belongs, twice.",
            lambda X, s, U: _scaled_unit_vjp(X, s, U, along=lambda N, V: X * (X * V).sum(axis=1, keepdims=True)),
        ),
        Mistake(
            "x-not-unit-once",
            "In the second path x stands once where x / ‖x‖ belongs.",
            lambda X, s, U: _scaled_unit_vjp(X, s, U, along=lambda N, V: N * (X * V).sum(axis=1, keepdims=True)),
        ),
        Mistake(
            "no-sum",
            "The second path has no sum: ‖x‖ depends on all entries, and every entry of y on ‖x‖. Here each entry only "
            "sees itself: this is the diagonal of the Jacobian.",
            lambda X, s, U: _scaled_unit_vjp(X, s, U, along=lambda N, V: N * N * V),
        ),
        Mistake(
            "sum-over-the-batch",
            "The sum runs over the whole batch. Each example has a length of its own: axis=1, keepdims=True.",
            lambda X, s, U: _scaled_unit_vjp(X, s, U, along=lambda N, V: N * (N * V).sum()),
        ),
        Mistake(
            "length-of-the-batch",
            "One length has been taken for the whole batch. Each row of X has its own: axis=1, keepdims=True.",
            lambda X, s, U: (
                (U * s - X * (X * U * s).sum(axis=1, keepdims=True) / np.linalg.norm(X) ** 2) / np.linalg.norm(X)
            ),
        ),
        Mistake(
            "always-zero",
            "The result is zero everywhere. It would be so if s u led along x; here it does not.",
            lambda X, s, U: 0 * U,
        ),
        Mistake(
            "wrong-axis",
            "Lengths and sums run over the examples, axis 0. They belong to each example: axis=1, keepdims=True.",
            _along_axis_0,
        ),
        Mistake(
            "forward-value",
            "This is the map itself, applied to X. Asked for is the product of u with its Jacobian.",
            lambda X, s, U: s * X / _norms(X),
        ),
        Mistake(
            "map-of-u",
            "This is the map applied to u. It is not linear: its derivative is another map.",
            lambda X, s, U: s * U / _norms(U),
        ),
    ),
    hints=(
        "Two steps: n = x / ‖x‖ and y = s n. Backwards: first v = s u, then through the normalisation.",
        "n_i = x_i / ‖x‖ has two paths from x: over the numerator, and over ‖x‖, whose slope is ∂‖x‖/∂x_j = n_j.",
        "For one row: (v - n (n · v)) / ‖x‖. For a batch the dot product is (N * V).sum(axis=1, keepdims=True).",
    ),
)
