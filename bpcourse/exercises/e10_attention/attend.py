"""Task 10.2: attention forward, causal, with sequences of different lengths."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e10_attention import attend_slips as slips
from bpcourse.exercises.e10_attention.rows import softmax_rows, tri, turned
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site


def _attend(
    Q,
    K,
    V,
    lengths,
    *,
    product=lambda Q, K: Q @ turned(K),
    scale=lambda Q, V: np.sqrt(Q.shape[-1]),
    triangle=tri,
    padding=slips.keys,
    both=lambda earlier, real: earlier & real,
    hidden=lambda S, may, softmax: softmax(np.where(may, S, -np.inf)),
    softmax=softmax_rows,
    after=lambda P, may: P,
    nowhere=lambda P, may, S: P,
    mix=lambda P, Q, K, V: P @ V,
) -> tuple:
    """Return Y and P; each keyword is a piece that a slip may replace."""
    may = both(triangle(Q.shape[1]), padding(Q.shape[1], lengths))
    S = product(Q, K) / scale(Q, V)
    P = after(hidden(S, may, softmax), may)
    P = nowhere(P, np.broadcast_to(may, P.shape), S)
    return mix(P, Q, K, V), P


def _draw(m: int, T: int, d: int, n: int, lengths: str = "different", spread: float = 1.0):
    """Return a draw of Q, K, V and lengths: "full", "different", or "empty", where one sequence has none."""

    def draw(rng):
        Q, K = rng.normal(0.2, 1, (m, T, d)), spread * rng.normal(0.2, 1, (m, T, d))
        if spread > 1:  # a score of -2000 that stands alone, and one of 2000
            for x, size in ((0, -2000), (1, 2000)):
                K[x, 0] = size * np.sqrt(d) * Q[x, 0] / (Q[x, 0] @ Q[x, 0])
        of = np.full(m, T)
        if lengths != "full":
            of = rng.permutation(np.resize(np.arange(2, T), m))
        if lengths == "empty":
            of[rng.integers(m)] = 0
        return Q, K, rng.normal(0.3, 1, (m, T, n)), of

    return draw


MISTAKES = (
    Mistake(
        "scores-returned",
        "The second result holds the scores, before the softmax. P is asked for: its rows have sum 1.",
        lambda Q, K, V, lengths: (
            _attend(Q, K, V, lengths)[0],
            np.where(slips.allowed(Q.shape[1], lengths), Q @ turned(K) / np.sqrt(Q.shape[2]), -np.inf),
        ),
    ),
    Mistake(
        "scaled-after-the-softmax",
        "It has been divided by √d after the softmax. The scores are divided, before it; rows of P have sum 1.",
        lambda Q, K, V, lengths: _attend(
            Q, K, V, lengths, scale=lambda Q, V: 1.0, after=lambda P, may: P / np.sqrt(Q.shape[-1])
        ),
    ),
    Mistake(
        "padding-hidden-after-the-softmax",
        "The triangle is hidden before the softmax, and the padding after it. Both belong before: what is left of "
        "a row "
        "has sum 1.",
        lambda Q, K, V, lengths: _attend(
            Q,
            K,
            V,
            lengths,
            padding=lambda T, of: np.ones((len(of), 1, T), bool),
            after=lambda P, may: P * slips.keys(Q.shape[1], lengths),
        ),
    ),
    Mistake(
        "triangle-after-the-softmax",
        "The padding is hidden before the softmax, and later keys after it. Both belong before: what is left of a row "
        "has sum 1.",
        lambda Q, K, V, lengths: _attend(
            Q, K, V, lengths, triangle=lambda T: np.ones((T, T), bool), after=lambda P, may: P * tri(Q.shape[1])
        ),
    ),
    Mistake(
        "keys-of-the-padding-made-0",
        "Keys in the padding have been made 0. Their scores are 0 then, and e⁰ = 1 is no small number: they are still "
        "seen.",
        lambda Q, K, V, lengths: _attend(
            Q,
            K * turned(slips.keys(Q.shape[1], lengths)),
            V,
            lengths,
            padding=lambda T, of: np.ones((len(of), 1, T), bool),
        ),
    ),
    Mistake(
        "values-of-the-padding-made-0",
        "Values in the padding have been made 0, but their keys are still seen: they take a part of each row's sum.",
        lambda Q, K, V, lengths: _attend(
            Q,
            K,
            V * turned(slips.keys(Q.shape[1], lengths)),
            lengths,
            padding=lambda T, of: np.ones((len(of), 1, T), bool),
        ),
    ),
    Mistake(
        "P-before-the-mask-returned",
        "P is returned as it was before the mask. Hidden entries of P are 0.",
        lambda Q, K, V, lengths: (
            _attend(Q, K, V, lengths)[0],
            _attend(
                Q,
                K,
                V,
                lengths,
                both=lambda earlier, real: np.ones(np.broadcast_shapes(earlier.shape, real.shape), bool),
            )[1],
        ),
    ),
)

ATTEND = FunctionTask(
    id="10.2",
    title="Attention, forward, with a mask",
    misconceptions="mask after the softmax; wrong side of the triangle, or the diagonal hidden; 1/d or no scale; "
    "softmax "
    "over the wrong axis; NaN where nothing may be seen",
    answer="attend",
    difficulty=2,
    minutes=20,
    section="lesson 10a, sections 3 to 5",
    names=("Y", "P"),
    oracle=_attend,
    sites=(
        Site("nowhere", slips.NOWHERE),
        Site("hidden", slips.HIDDEN),
        Site("triangle", slips.TRIANGLES),
        Site("padding", slips.PADDINGS),
        Site("both", slips.BOTH),
        Site("scale", slips.SCALES, called="the divisor of the scores"),
        Site("softmax", slips.SOFTMAXES),
        Site("product", slips.PRODUCTS, called="the product of queries and keys"),
        Site("after", slips.AFTER),
        Site("mix", slips.MIXES, result="Y"),
    ),
    in_pairs=5,
    mistakes=MISTAKES,
    parts=(
        Part("no padding", 0.75, _draw(2, 4, 3, 5, "full")),
        Part("sequences of different lengths", 0.75, _draw(3, 5, 2, 4)),
        Part("an empty sequence among them", 0.5, _draw(3, 4, 5, 2, "empty")),
        Part("large scores", 0.5, _draw(2, 5, 4, 3, spread=900.0), telling=False),
    ),
    hints=(
        "First all scores, Q @ K.swapaxes(1, 2) / np.sqrt(d), (m, T, T). Then what may not be seen becomes -np.inf. "
        "Then the softmax of each row.",
        "np.tri(T, dtype=bool) is True where j <= i. np.arange(T) < lengths[:, None, None] is True at real keys, "
        "(m, 1, T). Both must hold.",
        "Subtract the largest entry of each row before np.exp. Where a row has none, it is -inf: put 0 in its place, "
        "and divide by 1 where the sum of the row is 0.",
    ),
    insight="A mask works on the scores, before the softmax: then what may not be seen gets nothing, and the rest of a "
    "row still has sum 1.",
)
