"""Task 10.6: heads side by side."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e10_attention.attend_slips import softmax_over
from bpcourse.exercises.e10_attention.rows import softmax_rows, tri, turned
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, Slip


def apart(X, heads):
    """Return (m, heads, T, d/heads) from (m, T, d): head h has the columns from h d/heads on."""
    return X.reshape(*X.shape[:2], heads, -1).swapaxes(1, 2)


def together(Y):
    """Return (m, T, d) from (m, heads, T, d/heads)."""
    return Y.swapaxes(1, 2).reshape(len(Y), Y.shape[2], -1)


def _heads(
    Q,
    K,
    V,
    heads,
    *,
    count=lambda heads, d: heads,
    split=apart,
    split_Q=lambda X, heads, split: split(X, heads),
    split_K=lambda X, heads, split: split(X, heads),
    split_V=lambda X, heads, split: split(X, heads),
    scale=lambda q, d: np.sqrt(q.shape[-1]),
    may=tri,
    softmax=softmax_rows,
    hidden=lambda S, see, softmax: softmax(np.where(see, S, -np.inf)),
    join=together,
):
    """Return Y, (m, T, d); each keyword is a piece that a slip may replace."""
    heads = count(heads, Q.shape[-1])
    q, k, v = split_Q(Q, heads, split), split_K(K, heads, split), split_V(V, heads, split)
    S = q @ turned(k) / scale(q, Q.shape[-1])
    return join(hidden(S, may(Q.shape[1]), softmax) @ v)


def _with_nan(S):
    top = S.max(axis=-1, keepdims=True)
    return np.where(np.isfinite(top), softmax_rows(S), np.nan)


def _reshaped(X, heads):
    m, T, d = X.shape
    return X.reshape(m, heads, T, d // heads)


def _strided(X, heads):
    m, T, d = X.shape
    return X.reshape(m, T, d // heads, heads).transpose(0, 3, 1, 2)


def _overlapping(X, heads):
    n = X.shape[-1] // heads
    return np.stack([X[..., h : h + n] for h in range(heads)], axis=1)


def _whole(X, heads):
    return np.repeat(X[:, None], heads, axis=1)


SPLIT = "Head h has the columns from h d/heads on: X.reshape(m, T, heads, d // heads).swapaxes(1, 2)."
SPLITS = (
    Slip(
        "split-without-transpose",
        "the arrays have been reshaped to (m, heads, T, d/heads) at once, without a transpose. A head then gets "
        "some of "
        f"the positions, and parts of one position stand at several. {SPLIT}",
        _reshaped,
    ),
    Slip(
        "every-other-column",
        f"each head gets every heads-th column, not columns side by side. {SPLIT}",
        _strided,
    ),
    Slip(
        "columns-overlap",
        f"head h begins at column h: heads share columns, and the last ones are left out. {SPLIT}",
        _overlapping,
    ),
    Slip(
        "first-head-for-all",
        f"all heads have the columns of the first. {SPLIT}",
        lambda X, heads: np.repeat(apart(X, heads)[:, :1], heads, axis=1),
    ),
    Slip(
        "last-head-for-all",
        f"all heads have the columns of the last. {SPLIT}",
        lambda X, heads: np.repeat(apart(X, heads)[:, -1:], heads, axis=1),
    ),
)


def _of_one(name: str) -> tuple[Slip, ...]:
    """Return the slips in how one of the three is parted."""
    return (
        Slip(
            f"{name}-split-without-transpose",
            f"{name} has been reshaped to (m, heads, T, d/heads) at once, without a transpose. {SPLIT}",
            lambda X, heads, split: _reshaped(X, heads),
        ),
        Slip(
            f"{name}-every-other-column",
            f"of {name} a head gets every heads-th column. {SPLIT}",
            lambda X, heads, split: _strided(X, heads),
        ),
        Slip(
            f"{name}-not-parted",
            f"{name} has not been parted: every head has all of its columns. {SPLIT}",
            lambda X, heads, split: _whole(X, heads),
        ),
        Slip(
            f"{name}-of-the-first-head",
            f"of {name} all heads have the columns of the first. {SPLIT}",
            lambda X, heads, split: np.repeat(split(X, heads)[:, :1], heads, axis=1),
        ),
    )


ROOT = "Each head divides by the root of its own columns, √(d/heads)."
SCALES = (
    Slip("root-of-all-columns", f"the scores have been divided by √d. {ROOT}", lambda q, d: np.sqrt(d)),
    Slip("no-scale", f"the scores have not been divided by a root. {ROOT}", lambda q, d: 1.0),
    Slip("root-of-heads", f"the root of the number of heads stands there. {ROOT}", lambda q, d: np.sqrt(q.shape[1])),
    Slip("columns-without-root", f"the root is missing. {ROOT}", lambda q, d: q.shape[-1]),
    Slip("times-root", f"the scores have been multiplied by the root. {ROOT}", lambda q, d: q.shape[-1] ** -0.5),
    Slip("root-of-T", f"the root of T stands there. {ROOT}", lambda q, d: np.sqrt(q.shape[2])),
    Slip("d-without-root", f"the scores have been divided by d. {ROOT}", lambda q, d: d),
)
JOIN = "First swap heads and positions back, then reshape: Y.swapaxes(1, 2).reshape(m, T, d)."
JOINS = (
    Slip(
        "join-without-transpose",
        f"the heads have been joined by reshape alone: positions and heads are mixed. {JOIN}",
        lambda Y: Y.reshape(len(Y), Y.shape[2], -1),
    ),
    Slip(
        "joined-column-by-column",
        f"the columns of the heads alternate. {JOIN}",
        lambda Y: Y.transpose(0, 2, 3, 1).reshape(len(Y), Y.shape[2], -1),
    ),
    Slip("heads-averaged", f"the heads have been averaged, not set side by side. {JOIN}", lambda Y: Y.mean(axis=1)),
    Slip("heads-summed", f"the heads have been summed, not set side by side. {JOIN}", lambda Y: Y.sum(axis=1)),
    Slip("first-head-only", f"only the first head is there. {JOIN}", lambda Y: Y[:, 0]),
    Slip("last-head-only", f"only the last head is there. {JOIN}", lambda Y: Y[:, -1]),
    Slip("heads-not-joined", f"the heads have not been joined. {JOIN}", lambda Y: Y),
    Slip(
        "heads-below-each-other",
        f"the heads stand below each other, not side by side. {JOIN}",
        lambda Y: Y.reshape(len(Y), -1, Y.shape[-1]),
    ),
    Slip(
        "joined-in-reverse",
        f"the heads stand in reverse order. {JOIN}",
        lambda Y: together(Y[:, ::-1]),
    ),
    Slip(
        "joined-with-the-columns-first",
        f"axes have been exchanged that belong together. {JOIN}",
        lambda Y: Y.transpose(0, 3, 2, 1).reshape(len(Y), Y.shape[2], -1),
    ),
)
LOOK = "Every head is causal: query i sees the keys j <= i."
MAY = (
    Slip("no-triangle", f"later positions can be seen. {LOOK}", lambda T: np.ones((T, T), bool)),
    Slip("wrong-side-of-the-triangle", f"the triangle lies on the wrong side. {LOOK}", lambda T: tri(T).T),
    Slip("one-place-too-far", f"every position sees the next one, too. {LOOK}", lambda T: np.tri(T, k=1, dtype=bool)),
    Slip("diagonal-hidden", f"a position does not see itself. {LOOK}", lambda T: np.tri(T, k=-1, dtype=bool)),
)
BEFORE = "Hidden scores become -∞ before the softmax."
HIDDEN = (
    Slip(
        "mask-after-the-softmax",
        f"the mask comes after the softmax: rows do not have sum 1 any more. {BEFORE}",
        lambda S, see, softmax: softmax(S) * see,
    ),
    Slip(
        "scores-multiplied-by-the-mask",
        f"hidden scores have become 0, and e⁰ = 1 is no small number. {BEFORE}",
        lambda S, see, softmax: softmax(S * see),
    ),
)
BY_ROWS = "Softmax goes over the keys, the last axis."
SOFTMAXES = (
    Slip("columns", f"softmax has gone over the queries. {BY_ROWS}", lambda S: softmax_over(S, -2)),
    Slip("over-heads", f"softmax has gone over the heads. {BY_ROWS}", lambda S: softmax_over(S, 1)),
    Slip("over-heads", f"softmax has gone over the heads. {BY_ROWS}", lambda S: softmax_over(S, 1) + 0 * S),
    Slip("whole-matrix", f"softmax has gone over whole matrices. {BY_ROWS}", lambda S: softmax_over(S, (-2, -1))),
    Slip("over-heads-and-keys", f"softmax has gone over heads and keys. {BY_ROWS}", lambda S: softmax_over(S, (1, -1))),
    Slip("no-softmax", f"the softmax is missing. {BY_ROWS}", lambda S: np.where(np.isfinite(S), S, 0)),
    Slip(
        "heads-share-P",
        "all heads look alike: their P have been averaged. Each head has a P of its own.",
        lambda S: softmax_rows(S).mean(axis=1, keepdims=True) + 0 * np.where(np.isfinite(S), S, 0),
    ),
    Slip(
        "heads-share-scores",
        "the scores of the heads have been summed. Each head has scores of its own.",
        lambda S: softmax_rows(S.sum(axis=1, keepdims=True) + np.where(np.isfinite(S), 0, -np.inf)),
    ),
)
COUNTS = (
    Slip(
        "columns-for-heads",
        "heads and columns of a head have been exchanged: there are heads of them, with d/heads columns each.",
        lambda heads, d: d // heads,
    ),
    Slip("one-head", "there is one head only: the argument heads is not used.", lambda heads, d: 1),
    Slip("a-head-for-each-column", "every column is a head of its own.", lambda heads, d: d),
)


def _draw(m: int, T: int, d: int, heads: int):
    def draw(rng):
        Q, K = rng.normal(0.2, 1.3, (m, T, d)), rng.normal(0.2, 1.3, (m, T, d))
        return Q, K, rng.normal(0.3, 1, (m, T, d)), heads

    return draw


def _not_parted(X, heads, _split):
    return _whole(X, heads)


def _slices_of_heads(Q, K, V, heads):
    """Return Y of heads that are taken as slices of ``heads`` columns, with the root of d/heads."""
    found = []
    for h in range(heads):
        q, k, v = (X[..., h * heads : (h + 1) * heads] for X in (Q, K, V))
        S = q @ turned(k) / np.sqrt(Q.shape[-1] // heads)
        found.append(softmax_rows(np.where(tri(Q.shape[1]), S, -np.inf)) @ v)
    return np.concatenate(found, axis=-1)


def _root_of_a_head(heads):
    return lambda _q, d: np.sqrt(d // heads)


HEADS = FunctionTask(
    id="10.6",
    title="Heads side by side",
    misconceptions="reshape without transpose, when the heads part or when they join; √d for √(d/heads); the "
    "heads' order "
    "of columns",
    answer="many_heads",
    difficulty=3,
    minutes=20,
    section="lesson 10a, section 6",
    names=("Y",),
    oracle=_heads,
    sites=(
        Site("join", JOINS),
        Site("split", SPLITS),
        Site("scale", SCALES, called="the divisor of the scores"),
        Site("split_V", _of_one("V")),
        Site("split_K", _of_one("K")),
        Site("split_Q", _of_one("Q")),
        Site("hidden", HIDDEN),
        Site("softmax", SOFTMAXES),
        Site("may", MAY),
        Site("count", COUNTS),
    ),
    in_pairs=4,
    mistakes=(
        Mistake(
            "diagonal-hidden-and-nan",
            f"A position does not see itself: the first one sees nothing, and 0/0 gives nan. {LOOK}",
            lambda *given: _heads(*given, may=lambda T: np.tri(T, k=-1, dtype=bool), softmax=_with_nan),
        ),
        Mistake(
            "reshaped-both-ways",
            "The heads have been parted and joined by reshape alone. Without a transpose each head gets some of the "
            f"positions. {SPLIT} {JOIN}",
            lambda *given: _heads(*given, split=_reshaped, join=lambda Y: Y.reshape(len(Y), Y.shape[2], -1)),
        ),
        Mistake(
            "slices-of-as-many-columns-as-heads",
            f"Each head has as many columns as there are heads: a slice is d/heads wide. {SPLIT}",
            _slices_of_heads,
        ),
        Mistake(
            "Q-and-K-not-parted",
            f"Every head compares all columns of Q and K: only V has been parted. {SPLIT}",
            lambda *given: _heads(*given, split_Q=_not_parted, split_K=_not_parted, scale=_root_of_a_head(given[3])),
        ),
        Mistake(
            "columns-alternate-both-ways",
            f"A head gets every heads-th column, and they are joined in the same way. {SPLIT}",
            lambda *given: _heads(
                *given,
                split=_strided,
                join=lambda Y: Y.transpose(0, 2, 3, 1).reshape(len(Y), Y.shape[2], -1),
            ),
        ),
    ),
    parts=(
        Part("one head", 0.25, _draw(2, 4, 3, 1), telling=False),
        Part("two heads of three columns", 0.75, _draw(3, 5, 6, 2)),
        Part("four heads of two columns", 0.75, _draw(2, 3, 8, 4)),
        Part("as many heads as columns of a head", 0.25, _draw(2, 3, 9, 3), telling=False),
    ),
    hints=(
        "Columns 0 to d/heads - 1 of Q, K and V make the first head, the next d/heads the second. A loop over slices "
        "and np.concatenate at the end are enough.",
        "Each head is 10.2 with its own columns; if lengths are all T, nothing is padded. The scores are divided "
        "by the "
        "root of the columns of a head.",
        "Without a loop: X.reshape(m, T, heads, d // heads).swapaxes(1, 2), and back Y.swapaxes(1, 2).reshape(m, "
        "T, d). "
        "A reshape to (m, heads, T, d // heads) at once mixes positions.",
    ),
    insight="A reshape never moves a number in memory. Only a transpose brings the columns of one head together.",
)
