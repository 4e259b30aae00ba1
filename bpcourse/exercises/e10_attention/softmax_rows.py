"""Task 10.1: softmax by rows, backward."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e10_attention.rows import draw_looks, scale_of_examples, softmax_rows
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, Slip
from bpcourse.tasks.words import Scale

ROW = "Each row has one number, r = (P * G).sum(axis=-1, keepdims=True)."
RULE = "∂C/∂S = P * (G - r)."


def _rows(
    P,
    G,
    *,
    given=lambda P: P,
    r=lambda P, G: (P * G).sum(axis=-1, keepdims=True),
    joined=lambda P, G, r: P * (G - r),
):
    """Return ∂C/∂S; each keyword is a piece that a slip may replace."""
    P = given(P)
    return joined(P, G, r(P, G))


SUMS = (
    Slip(
        "elementwise-slope",
        "this is P (1 - P) G, as if each entry of a row depended on its own score alone. Softmax mixes the entries of "
        f"a row. {ROW}",
        lambda P, G: P * G,
    ),
    Slip(
        "columns",
        f"r has been summed over the columns of P, axis -2. The rows have sum 1. {ROW}",
        lambda P, G: (P * G).sum(axis=-2, keepdims=True),
    ),
    Slip(
        "whole-matrix",
        f"r has been summed over a whole matrix. {ROW}",
        lambda P, G: (P * G).sum(axis=(-2, -1), keepdims=True),
    ),
    Slip("over-everything", f"r has been summed over everything, examples too. {ROW}", lambda P, G: (P * G).sum()),
    Slip(
        "over-examples",
        f"r has been summed over the examples. Each row of each example stands alone. {ROW}",
        lambda P, G: (P * G).sum(axis=0, keepdims=True),
    ),
    Slip("mean-for-sum", f"r is a mean; a sum belongs there. {ROW}", lambda P, G: (P * G).mean(axis=-1, keepdims=True)),
    Slip("mean-of-G", f"r is the mean of G: P is missing in it. {ROW}", lambda P, G: G.mean(axis=-1, keepdims=True)),
    Slip("P-forgotten-in-r", f"P is missing in r. {ROW}", lambda P, G: G.sum(axis=-1, keepdims=True)),
    Slip("sum-of-P", f"G is missing in r: the sum of P is 1. {ROW}", lambda P, G: P.sum(axis=-1, keepdims=True)),
    Slip("r-left-out", f"r is missing: this is P * G. {RULE} {ROW}", lambda P, G: 0),
    Slip("P-squared-in-r", f"P stands twice in r. {ROW}", lambda P, G: (P * P * G).sum(axis=-1, keepdims=True)),
    Slip(
        "first-row-for-all",
        f"r of the first row has been used for all rows. {ROW}",
        lambda P, G: (P * G).sum(axis=-1, keepdims=True)[..., :1, :],
    ),
    Slip(
        "last-row-for-all",
        f"r of the last row has been used for all rows. {ROW}",
        lambda P, G: (P * G).sum(axis=-1, keepdims=True)[..., -1:, :],
    ),
    Slip("largest-for-sum", f"r is the largest entry, not the sum. {ROW}", lambda P, G: (P * G).max(-1, keepdims=True)),
)
JOINED = (
    Slip("P-forgotten", f"P is missing before the brackets. {RULE}", lambda P, G, r: G - r),
    Slip("P-left-out-before-r", f"P has been multiplied to G only, not to r. {RULE}", lambda P, G, r: P * G - r),
    Slip("r-added", f"r has been added, not subtracted. {RULE}", lambda P, G, r: P * (G + r)),
    Slip("slope-and-r", f"P (1 - P) stands before the brackets. {RULE}", lambda P, G, r: P * (1 - P) * (G - r)),
    Slip("one-minus-P", f"1 - P stands before the brackets. {RULE}", lambda P, G, r: (1 - P) * (G - r)),
    Slip("P-squared", f"P stands twice before the brackets. {RULE}", lambda P, G, r: P * P * (G - r)),
    Slip(
        "divided-by-keys",
        f"it has been divided by the number of keys. {RULE}",
        lambda P, G, r: P * (G - r) / P.shape[-1],
    ),
    Slip("only-r", f"this is -P r: the diagonal of the Jacobian, P itself, is missing. {RULE}", lambda P, G, r: -P * r),
    Slip("only-the-slope", "this is P (1 - P), the diagonal of the Jacobian, without G.", lambda P, G, r: P * (1 - P)),
    Slip(
        "diagonal-twice",
        f"this is P (1 - P) G - P r: the diagonal of the Jacobian has -P² already, and r has it once more. {RULE}",
        lambda P, G, r: P * (1 - P) * G - P * r,
    ),
    Slip(
        "G-summed",
        f"G has been summed over the row in the first term. {RULE}",
        lambda P, G, r: P * (G.sum(axis=-1, keepdims=True) - r),
    ),
    Slip("G-not-multiplied", f"this is P - r: G is missing before r. {RULE}", lambda P, G, r: P - r),
    Slip("P-only-at-r", f"P has been multiplied to r only, not to G. {RULE}", lambda P, G, r: G - P * r),
    Slip(
        "log-softmax",
        f"this is the way back through the logarithm of softmax, G - P ΣG. {RULE}",
        lambda P, G, r: G - P * G.sum(axis=-1, keepdims=True),
    ),
    Slip(
        "other-entries-added",
        f"the Jacobian has +p_i p_j beside its diagonal. An entry of a row makes the others smaller: -p_i p_j. {RULE}",
        lambda P, G, r: P * (G + r - 2 * P * G),
    ),
    Slip(
        "softmax-with-its-cost",
        "this is P - G, as if G were a target: what softmax and cross-entropy give together. Here G is ∂C/∂P of any "
        f"cost. {RULE}",
        lambda P, G, r: P - G,
    ),
    Slip("divided-by-P", f"it has been divided by P. {RULE}", lambda P, G, r: (G - r) / P),
)
GIVEN = (
    Slip(
        "softmax-twice",
        "softmax has been applied to P, which is softmax already. P is given: use it as it is.",
        softmax_rows,
    ),
)


def _with_jacobian_of(which: int):
    """Return a way back in which one row's Jacobian is used for all rows of its example."""

    def made(P, G):
        p = P[:, which]
        J = p[:, :, None] * (np.eye(p.shape[1]) - p[:, None, :])
        return G @ J

    return made


def _without(row: int):
    """Return a way back whose loop leaves out one row of each example."""

    def made(P, G):
        g_S = _rows(P, G)
        g_S[:, row] = 0
        return g_S

    return made


def _of_one_example(which: slice):
    """Return a way back that gives every example what belongs to one."""
    return lambda P, G: _rows(P[which], G[which]) + np.zeros_like(G)


def _divided(P, G):
    right = _rows(P, G)
    return right / len(P)


MISTAKES = (
    *(
        Mistake(
            f"jacobian-of-the-{name}-row",
            f"The Jacobian of the {name} row has been used for all rows. Each row has a Jacobian of its own.",
            _with_jacobian_of(which),
        )
        for name, which in (("first", 0), ("last", -1))
    ),
    *(
        Mistake(
            f"{name}-row-left-out",
            f"The {name} row of each example is 0: a loop begins too late or ends too early. Every query has a row.",
            _without(row),
        )
        for name, row in (("first", 0), ("last", -1))
    ),
    Mistake(
        "divided-by-m",
        "It has been divided by m. G is the gradient of the mean cost and has its 1/m already.",
        _divided,
    ),
    *(
        Mistake(
            f"{name}-example-for-all",
            f"Every example has what belongs to the {name} one. Each has a P and a G of its own.",
            _of_one_example(which),
        )
        for name, which in (("first", slice(0, 1)), ("last", slice(-1, None)))
    ),
    Mistake(
        "G-of-the-first-example",
        "G of the first example has been used for all examples. Each has a G of its own.",
        lambda P, G: _rows(P, G[:1]),
    ),
    Mistake(
        "jacobian-of-the-first-example",
        "P of the first example has been used for all examples. Each has a P of its own.",
        lambda P, G: _rows(P[:1], G) + np.zeros_like(G),
    ),
)


def _draw(m: int, T_q: int, T_k: int, **how):
    looks = draw_looks(m, T_q, T_k, 3, T_k, **how)
    return lambda rng: looks(rng)[3:]


SOFTMAX_ROWS = FunctionTask(
    id="10.1",
    title="Softmax by rows, backward",
    misconceptions="elementwise slope P(1 - P); the sum over the wrong axis or the whole matrix; P forgotten in or "
    "before the brackets",
    answer="softmax_rows_backward",
    difficulty=2,
    minutes=15,
    section="lesson 10a, section 2",
    names=("g_S",),
    oracle=_rows,
    sites=(Site("r", SUMS, called="r"), Site("joined", JOINED), Site("given", GIVEN)),
    mistakes=MISTAKES,
    parts=(
        Part("one row", 0.5, _draw(1, 1, 4), telling=False),
        Part("five rows, three examples", 0.75, _draw(3, 5, 4)),
        Part("rows in which some keys are hidden", 0.5, _draw(2, 4, 4, causal=True, spread=2.0)),
        Part("as many rows as keys and examples", 0.25, _draw(3, 3, 3), telling=False),
    ),
    scales=lambda P, _G: (
        scale_of_examples(len(P)),
        Scale(P.shape[2], "number-of-keys", f"T_k = {P.shape[2]}"),
        Scale(P.shape[1], "number-of-queries", f"T_q = {P.shape[1]}"),
    ),
    hints=(
        "The Jacobian of a row p is diag(p) - p pᵀ. Multiply it by a row g of G: what does each of the two terms give?",
        "The second term is p times one number, the sum of p * g over the row.",
        "r = (P * G).sum(axis=-1, keepdims=True), and then P * (G - r). Every row of the result has sum 0: check it.",
    ),
    insight="The Jacobian of a row is never built. One number a row is subtracted, so that each row of ∂C/∂S has "
    "sum 0.",
)
