"""Task 02.5: a vector-Jacobian product, y = s x / ‖x‖ for each row x of X."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, Slip
from bpcourse.tasks.words import Scale


def _norms(X):
    return np.linalg.norm(X, axis=1, keepdims=True)


def _dot(N, V):
    return (N * V).sum(axis=1, keepdims=True)


def _scaled_unit_vjp(
    X,
    s,
    U,
    *,
    length=_norms,
    incoming=lambda U, s: U * s,
    first=None,
    second=None,
    unit_out=lambda X, R: X / R,
    unit_in=lambda X, R: X / R,
    dot=_dot,
    together=lambda over, through: over - through,
    divided=lambda G, R: G / R,
    finish=lambda G, s: G,
):
    """Return Jᵀu for each row u of U, shape (m, n); each keyword is a piece that a slip may replace.

    ``incoming`` is v = s u; ``first`` stands for it on the path over the numerator alone, ``second`` on that over the
    length alone.
    """
    R, first, second = length(X), first or incoming, second or incoming
    through = unit_out(X, R) * dot(unit_in(X, R), second(U, s))
    return finish(divided(together(first(U, s), through), R), s)


LENGTHS = (
    Slip(
        "length-of-the-batch",
        "one length has been taken for the whole batch. Each row of X has its own: axis=1, keepdims=True.",
        lambda X: np.linalg.norm(X),
    ),
    Slip("length-squared", "‖x‖² stands where ‖x‖ belongs: the root is missing.", lambda X: _norms(X) ** 2),
    Slip(
        "length-along-axis-0",
        "the lengths run over the examples, axis 0. They belong to each example: axis=1, keepdims=True.",
        lambda X: np.linalg.norm(X, axis=0, keepdims=True),
    ),
    Slip(
        "sum-of-sizes",
        "the sum of |x| stands where the length belongs, the root of the sum of squares.",
        lambda X: np.abs(X).sum(axis=1, keepdims=True),
    ),
    Slip(
        "sum-for-length",
        "the sum of the entries stands where the length belongs, the root of the sum of squares.",
        lambda X: X.sum(axis=1, keepdims=True),
    ),
    Slip(
        "largest-for-length",
        "the largest |x| stands where the length belongs, the root of the sum of squares.",
        lambda X: np.abs(X).max(axis=1, keepdims=True),
    ),
    Slip(
        "mean-square",
        "this is the root of the mean of the squares. The length is the root of their sum.",
        lambda X: np.sqrt((X**2).mean(axis=1, keepdims=True)),
    ),
    Slip(
        "standard-deviation",
        "this is the standard deviation, as in batch or layer normalisation. Here it is the length ‖x‖.",
        lambda X: X.std(axis=1, keepdims=True),
    ),
    Slip(
        "standard-deviation-n-1",
        "this is the standard deviation, as in batch or layer normalisation. Here it is the length ‖x‖.",
        lambda X: X.std(axis=1, ddof=1, keepdims=True),
    ),
    *(
        Slip(
            f"added-{tiny}",
            "something small has been added to the length. No x is 0 here, and the layer has no such number.",
            lambda X, tiny=float(tiny): _norms(X) + tiny,
        )
        for tiny in ("1e-5", "1e-3", "1e-4", "1e-2", "1")
    ),
)

S_MISSING = "the factor s is missing. It stands between y and x / ‖x‖, so u is multiplied by it first."
INCOMING = (
    Slip("s-missing", S_MISSING, lambda U, s: U),
    Slip("s-twice", "s has been multiplied in twice.", lambda U, s: U * s**2),
    Slip("divided-by-s", "this has been divided by s. Multiply by it.", lambda U, s: U / s),
    Slip("s-without-u", "u, the gradient that arrives, is not used: s alone stands there.", lambda U, s: s + 0 * U),
    Slip("neither-s-nor-u", "neither u, the gradient that arrives, nor s is used.", lambda U, s: 1 + 0 * U),
    Slip("s-added", "s has been added to u. Multiply by it.", lambda U, s: U + s),
    Slip("one-s-for-all", "one factor, the mean of s, has been taken for all entries.", lambda U, s: U * s.mean()),
    Slip("sum-of-s", "the sum of s has been taken for all entries.", lambda U, s: U * s.sum()),
    Slip("first-s", "the first factor of s has been taken for all entries.", lambda U, s: U * s[0]),
    Slip("s-backwards", "the factors of s stand in the opposite order.", lambda U, s: U * s[::-1]),
    Slip("u-absolute", "the sign of u has been lost.", lambda U, s: np.abs(U) * s),
)

UNITS = (
    Slip("x-not-unit", "x itself stands where x / ‖x‖ belongs.", lambda X, R: X),
    Slip("divided-by-length-twice", "x / ‖x‖² stands where x / ‖x‖ belongs.", lambda X, R: X / R**2),
    Slip("times-length", "x ‖x‖ stands where x / ‖x‖ belongs.", lambda X, R: X * R),
    Slip("unit-left-out", "the factor x / ‖x‖ is missing.", lambda X, R: np.ones_like(X)),
    Slip("length-for-unit", "1 / ‖x‖ stands where x / ‖x‖ belongs.", lambda X, R: 1 / R + 0 * X),
    Slip("unit-absolute", "the sign of x has been lost.", lambda X, R: np.abs(X) / R),
)

DOTS = (
    Slip(
        "no-sum",
        "the second path has no sum: ‖x‖ depends on all entries, and every entry of y on ‖x‖. Here each entry only "
        "sees itself: this is the diagonal of the Jacobian.",
        lambda N, V: N * V,
    ),
    Slip(
        "sum-over-the-batch",
        "the sum runs over the whole batch. Each example has a sum of its own: axis=1, keepdims=True.",
        lambda N, V: (N * V).sum(),
    ),
    Slip(
        "sum-along-axis-0",
        "the sum runs over the examples, axis 0. Each example has a sum of its own: axis=1, keepdims=True.",
        lambda N, V: (N * V).sum(axis=0),
    ),
    Slip(
        "mean-for-sum",
        "the second path takes the mean over the entries. It is a sum over paths.",
        lambda N, V: (N * V).mean(axis=1, keepdims=True),
    ),
    Slip(
        "keepdims-lost",
        "the sums of the examples lie along the wrong axis: keep theirs with keepdims=True. With as many examples as "
        "entries no shape warns you.",
        lambda N, V: (N * V).sum(axis=1),
    ),
    Slip(
        "inputs-summed",
        "the sum runs over the inputs alone, and what arrives stands before it. The products n_k v_k belong in it.",
        lambda N, V: N.sum(axis=1, keepdims=True) * V,
    ),
    Slip(
        "arriving-summed",
        "the sum runs over what arrives alone, and the input stands before it. The products n_k v_k belong in it.",
        lambda N, V: V.sum(axis=1, keepdims=True) * N,
    ),
    Slip(
        "product-of-sums",
        "the sum of x / ‖x‖ has been multiplied with the sum of v. Multiply entry by entry first, then add.",
        lambda N, V: N.sum(axis=1, keepdims=True) * V.sum(axis=1, keepdims=True),
    ),
    Slip(
        "n-not-in-the-sum",
        "the sum holds v alone. It is n · v, with n = x / ‖x‖.",
        lambda N, V: V.sum(axis=1, keepdims=True),
    ),
    Slip("v-not-in-the-sum", "v is missing from the sum n · v.", lambda N, V: N.sum(axis=1, keepdims=True)),
    Slip("n-with-itself", "n · n stands where n · v belongs.", lambda N, V: (N * N).sum(axis=1, keepdims=True)),
    Slip("v-in-place-of-the-sum", "v stands where the number n · v belongs.", lambda N, V: V),
    Slip(
        "n-squared-times-v",
        "n² v stands where the number n · v belongs.",
        lambda N, V: N * N * V,
    ),
    Slip("dot-absolute", "the sign of n · v has been lost.", lambda N, V: np.abs(_dot(N, V))),
    Slip("dot-squared", "(n · v)² stands where n · v belongs.", lambda N, V: _dot(N, V) ** 2),
    Slip("dot-halved", "n · v has been halved.", lambda N, V: _dot(N, V) / 2),
    Slip("dot-doubled", "n · v has been doubled.", lambda N, V: 2 * _dot(N, V)),
)

TOGETHER = (
    Slip(
        "length-held-fixed",
        "‖x‖ has been treated as a constant. It depends on every entry of x: that is a second path.",
        lambda over, through: over + 0 * through,
    ),
    Slip(
        "sign-of-the-second-path",
        "the second path has the wrong sign: for the same numerator a larger ‖x‖ makes x / ‖x‖ smaller.",
        lambda over, through: over + through,
    ),
    Slip(
        "second-path-only",
        "the path over the numerator is missing: only that over ‖x‖ is here.",
        lambda over, through: 0 * over - through,
    ),
    Slip(
        "second-path-only-positive",
        "this is n (n · v), the part that must be taken away from v.",
        lambda over, through: 0 * over + through,
    ),
    Slip("sign-of-both-paths", "both paths have the wrong sign.", lambda over, through: through - over),
    Slip(
        "paths-multiplied",
        "the two paths have been multiplied with each other. They are added.",
        lambda over, through: over * through,
    ),
)

DIVIDED = (
    Slip(
        "length-missing",
        "the whole is still to be divided by ‖x‖: the longer x, the less a change of it turns the direction.",
        lambda G, R: G,
    ),
    Slip("divided-twice", "this has been divided by ‖x‖ once too often.", lambda G, R: G / R**2),
    Slip("divided-by-the-cube", "this has been divided by ‖x‖ twice too often.", lambda G, R: G / R**3),
    Slip("multiplied-by-length", "the whole has been multiplied by ‖x‖. Divide by it.", lambda G, R: G * R),
    Slip("divided-by-the-root", "the root of ‖x‖ stands where ‖x‖ belongs.", lambda G, R: G / np.sqrt(R)),
)

FINISHES = (
    Slip("s-again", "s has been multiplied in once more at the end.", lambda G, s: G * s),
    Slip("transposed", "this is the transpose: examples are rows.", lambda G, s: G.T),
    Slip(
        "sum-over-examples",
        "the examples have been added up. Each has a gradient of its own.",
        lambda G, s: G.sum(axis=0),
    ),
    Slip(
        "mean-over-examples",
        "the examples have been averaged. Each has a gradient of its own.",
        lambda G, s: G.mean(axis=0),
    ),
    Slip(
        "divided-by-m",
        "this has been divided by the number of examples. Each has a gradient of its own.",
        lambda G, s: G / len(G),
    ),
    Slip("divided-by-n", "this has been divided by the number of entries.", lambda G, s: G / G.shape[1]),
    Slip(
        "summed-over-entries",
        "the entries have been added up. The gradient has one number for each entry of x.",
        lambda G, s: G.sum(axis=1),
    ),
    Slip(
        "made-to-length-1",
        "the result has been scaled to length 1. The gradient is taken as it is.",
        lambda G, s: G / _norms(G),
    ),
    Slip(
        "always-zero",
        "the result is zero everywhere. It would be so if s u led along x; here it does not.",
        lambda G, s: 0 * G,
    ),
)


def _with_one_length(X, s, U):
    """Return the second path with x x · v / ‖x‖³, and the first without its length."""
    return U * s - X * _dot(X, U * s) / _norms(X) ** 3


def _uncut(X, s, U):
    return U * s / _norms(X) - X * _dot(X, U * s)


def _second_over(power: int):
    """Return the mistake of dividing x (x · v) by that power of the length."""
    return lambda X, s, U: U * s / _norms(X) - X * _dot(X, U * s) / _norms(X) ** power


def _jvp(X, s, U):
    return _scaled_unit_vjp(X, 1.0, U) * s


def _along_axis_0(X, s, U):
    R = np.linalg.norm(X, axis=0)
    N, V = X / R, U * s
    return (V - N * (N * V).sum(axis=0)) / R


def _draw_rows(m: int, n: int):
    """Return a draw of rows x with vectors u of which some lead along x and some against it, where there are some."""

    def draw(rng):
        while True:
            X = rng.normal(0, 1, (m, n)) + rng.choice([-1, 1], (m, n))
            s, U = rng.uniform(0.5, 2, n), rng.normal(0, 1, (m, n)) + 0.5 * X * (-1) ** rng.permutation(m)[:, None]
            along = _dot(X, s * U)
            if m == 1 or along.min() < -0.1 < 0.1 < along.max():
                return X, s, U

    return draw


POWER_OF_LENGTH = (
    "In the second path the power of ‖x‖ is wrong: x (x · v) is divided by ‖x‖³, once for each x and once for the "
    "slope of 1 / ‖x‖."
)

WITH_A_MEAN = (
    "A term with a mean over the entries has been put in. It belongs to layers that subtract the mean of x; here "
    "nothing is subtracted."
)


def _with_term(term, sign: float):
    """Return the right result with a term too many, ``term(N, V, along)``, divided by the length like the others."""

    def made(X, s, U):
        R = _norms(X)
        N, V = X / R, s * U
        along = _dot(N, V)
        return (V - N * along + sign * term(N, V, along)) / R

    return made


TERMS = {
    "mean-of-v": lambda N, V, along: V.mean(axis=1, keepdims=True),
    "mean-of-n": lambda N, V, along: along * N.mean(axis=1, keepdims=True),
    "mean-of-n-itself": lambda N, V, along: N.mean(axis=1, keepdims=True),
    "mean-of-v-times-n": lambda N, V, along: N * V.mean(axis=1, keepdims=True),
    "mean-over-the-batch": lambda N, V, along: V.mean(axis=0),
}
FURTHER = tuple(
    Mistake(f"with-{id}", WITH_A_MEAN, _with_term(term, sign)) for id, term in TERMS.items() for sign in (1, -1)
)


SCALED_UNIT = FunctionTask(
    id="02.5",
    title="A gradient through a normalising layer, without its Jacobian",
    misconceptions="J u for Jᵀ u; the length held fixed; only the diagonal of the Jacobian; the Jacobian built",
    answer="scaled_unit_vjp",
    difficulty=4,
    minutes=30,
    section="lesson 2, section 7",
    oracle=_scaled_unit_vjp,
    sites=(
        Site("together", TOGETHER, called="the sum of both paths"),
        Site("incoming", INCOMING, called="what arrives"),
        Site("first", INCOMING, "the path over the numerator"),
        Site("second", INCOMING, "the path over ‖x‖"),
        Site("dot", DOTS, called="the sum n · v"),
        Site("divided", DIVIDED),
        Site("unit_in", UNITS, "the sum n · v", called="the unit vector"),
        Site("unit_out", UNITS, "the factor before the sum", called="the unit vector"),
        Site("length", LENGTHS, called="the length"),
        Site("finish", FINISHES),
    ),
    scales=lambda X, s, U: (
        Scale(len(X), "batch-size", f"{len(X)}, the number of examples"),
        Scale(X.shape[1], "layer-size", f"{X.shape[1]}, the number of entries"),
    ),
    most_time=15,
    too_slow="It is right but far too slow. Does it build the Jacobian, or go through its rows or columns? The product "
    "with the outer product x xᵀ is x (xᵀ v): a number times a vector.",
    called={
        "divided": "the quotient",
    },
    parts=(
        Part("one example", 0.5, _draw_rows(1, 5), telling=False),
        Part("a batch of seven", 1.0, _draw_rows(7, 4)),
        Part("as many examples as entries", 0.5, _draw_rows(4, 4), telling=False),
        Part("2,500 entries", 1.0, _draw_rows(4, 2500)),
    ),
    rarely=FURTHER,
    mistakes=(
        Mistake(
            "jvp-for-vjp",
            "This is J u, the forward product. Backwards it is Jᵀ u: go through the steps in the opposite order, first "
            "through the factor s, then through x / ‖x‖.",
            _jvp,
        ),
        Mistake(
            "s-missing",
            "The factor s is missing. It stands between y and x / ‖x‖, so u is multiplied by it first.",
            lambda X, s, U: _scaled_unit_vjp(X, 1.0, U),
        ),
        Mistake("power-of-the-length", POWER_OF_LENGTH, _second_over(2)),
        Mistake("power-of-the-length-1", POWER_OF_LENGTH, _second_over(1)),
        Mistake("power-of-the-length-0", POWER_OF_LENGTH, _uncut),
        Mistake(
            "first-path-not-divided",
            "The path over the numerator is still to be divided by ‖x‖.",
            _with_one_length,
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
            "forward-value-times-u",
            "x / ‖x‖ itself has been taken for its slope: u s x / ‖x‖ multiplies what arrives with the output. The "
            "derivative of x / ‖x‖ is a matrix, (1 - n nᵀ) / ‖x‖.",
            lambda X, s, U: s * U * X / _norms(X),
        ),
        Mistake(
            "forward-value-times-u-without-s",
            "x / ‖x‖ itself has been taken for its slope, and s is left out: u x / ‖x‖. The derivative of x / ‖x‖ is a "
            "matrix, (1 - n nᵀ) / ‖x‖, and it is applied to s u.",
            lambda X, s, U: U * X / _norms(X),
        ),
        Mistake(
            "output-for-unit",
            "In n (n · v) the output y = s n stands where n = x / ‖x‖ belongs. s is in v already.",
            lambda X, s, U: _scaled_unit_vjp(X, s, U, unit_in=lambda X, R: s * X / R, unit_out=lambda X, R: s * X / R),
        ),
        Mistake(
            "output-for-unit-and-s-last",
            "In n (n · v) the output y = s n stands where n = x / ‖x‖ belongs, and s comes last. Go backwards: first "
            "v = s u, then through x / ‖x‖ with n.",
            lambda X, s, U: s * (U - s * X / _norms(X) * _dot(s * X / _norms(X), U)) / _norms(X),
        ),
        Mistake(
            "output-for-unit-without-s",
            "In n (n · v) the output y = s n stands where n = x / ‖x‖ belongs, and v = s u lacks its s.",
            lambda X, s, U: (U - s * X / _norms(X) * _dot(s * X / _norms(X), U)) / _norms(X),
        ),
        Mistake(
            "output-for-unit-before-the-sum",
            "Before the sum n · v the output y = s n stands where n = x / ‖x‖ belongs. s is in v already.",
            lambda X, s, U: _scaled_unit_vjp(X, s, U, unit_out=lambda X, R: s * X / R),
        ),
        Mistake(
            "output-for-unit-in-the-sum",
            "In the sum n · v the output y = s n stands where n = x / ‖x‖ belongs: s is multiplied in twice.",
            lambda X, s, U: _scaled_unit_vjp(X, s, U, unit_in=lambda X, R: s * X / R),
        ),
        Mistake(
            "slope-of-the-length",
            "This is the derivative of the length, n, times the sum of s u. It belongs to ‖x‖, not to x / ‖x‖.",
            lambda X, s, U: X / _norms(X) * (s * U).sum(axis=1, keepdims=True),
        ),
        Mistake(
            "quotient-rule-without-denominator",
            "The quotient rule has lost its denominator: divide by ‖x‖².",
            lambda X, s, U: s * U * _norms(X) - X * _dot(X, s * U) / _norms(X),
        ),
        Mistake(
            "map-of-u",
            "This is the map applied to u. It is not linear: its derivative is another map.",
            lambda X, s, U: s * U / _norms(U),
        ),
        Mistake(
            "x-for-u",
            "u has not been used: X stands in its place.",
            lambda X, s, U: _scaled_unit_vjp(X, s, X),
        ),
    ),
    hints=(
        "Two steps: n = x / ‖x‖ and y = s n. Backwards: first v = s u, then through the normalisation.",
        "n_i = x_i / ‖x‖ has two paths from x: over the numerator, and over ‖x‖, whose slope is ∂‖x‖/∂x_j = n_j.",
        "For one row: (v - n (n · v)) / ‖x‖. For a batch the dot product is (N * V).sum(axis=1, keepdims=True).",
    ),
    insight=(
        "The product needs vectors as long as an example; the Jacobian for one example of the last part would have "
        "6,250,000 entries. Lesson 2, section 7, compares such sizes."
    ),
)
