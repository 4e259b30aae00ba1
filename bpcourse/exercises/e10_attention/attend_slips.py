"""Slips in attention forward (task 10.2)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bpcourse.exercises.e10_attention.rows import softmax_rows, tri, turned
from bpcourse.tasks.slips import Slip

Array = np.ndarray


def keys(T: int, lengths: Array) -> Array:
    """Return which keys are real, (m, 1, T)."""
    return np.arange(T) < np.asarray(lengths)[:, None, None]


def allowed(T: int, lengths: Array) -> Array:
    """Return where a query may look, (m, T, T): at real keys, not later than itself."""
    return tri(T) & keys(T, lengths)


LOOK = "Query i may look at key j if j <= i, and j < lengths[x]."
TRIANGLES = (
    Slip(
        "wrong-side-of-the-triangle",
        f"the triangle lies on the wrong side: every position looks at itself and at later ones. {LOOK}",
        lambda T: tri(T).T,
    ),
    Slip(
        "diagonal-hidden",
        f"the diagonal is hidden: a position does not see itself. {LOOK}",
        lambda T: np.tri(T, k=-1, dtype=bool),
    ),
    Slip(
        "one-place-too-far",
        f"every position sees the next one, too. {LOOK}",
        lambda T: np.tri(T, k=1, dtype=bool),
    ),
    Slip(
        "no-triangle",
        f"later positions can be seen: the triangle is missing. {LOOK}",
        lambda T: np.ones((T, T), bool),
    ),
    Slip(
        "later-ones-only",
        f"the triangle is the other way round: every position sees the later ones only. {LOOK}",
        lambda T: ~tri(T),
    ),
    Slip(
        "only-itself",
        f"only the diagonal can be seen: each position looks at itself. {LOOK}",
        lambda T: np.eye(T, dtype=bool),
    ),
)
PADDINGS = (
    Slip(
        "padding-seen",
        f"lengths have not been used: keys in the padding can be seen. {LOOK}",
        lambda T, of: np.ones((len(of), 1, T), bool),
    ),
    Slip(
        "only-the-padding-seen",
        f"the mask of the padding is the other way round: only padding can be seen. {LOOK}",
        lambda T, of: ~keys(T, of),
    ),
    Slip(
        "length-one-too-many",
        f"one key of the padding can be seen: <= stands where < belongs. {LOOK}",
        lambda T, of: keys(T, np.asarray(of) + 1),
    ),
    Slip(
        "length-one-too-few",
        f"the last real key is hidden. {LOOK}",
        lambda T, of: keys(T, np.asarray(of) - 1),
    ),
    Slip(
        "padding-of-queries",
        f"queries in the padding have been hidden: they look at the real keys as all others do. It is keys that "
        f"are hidden. {LOOK}",
        lambda T, of: turned(keys(T, of)),
    ),
    Slip(
        "first-length-for-all",
        f"the length of the first sequence has been used for all. {LOOK}",
        lambda T, of: keys(T, np.full(len(of), of[0])),
    ),
    Slip(
        "longest-for-all",
        f"the largest length has been used for all sequences. {LOOK}",
        lambda T, of: keys(T, np.full(len(of), np.max(of))),
    ),
)
BOTH = (
    Slip(
        "nothing-hidden",
        f"nothing is hidden: neither later keys nor the padding. {LOOK}",
        lambda earlier, real: np.ones(np.broadcast_shapes(earlier.shape, real.shape), bool),
    ),
    Slip(
        "other-way-round",
        f"the mask is the other way round: what may be seen is hidden, and the rest is seen. {LOOK}",
        lambda earlier, real: ~(earlier & real),
    ),
    Slip(
        "mask-transposed",
        f"the mask has been transposed: rows belong to queries, columns to keys. {LOOK}",
        lambda earlier, real: turned(earlier & real),
    ),
    Slip(
        "or-for-and",
        f"one of the two conditions is enough here; both must hold. {LOOK}",
        lambda earlier, real: earlier | real,
    ),
)
BEFORE = "Hidden scores become -∞ before the softmax: np.where(mask, S, -np.inf)."


def _set(value: float):
    return lambda S, may, softmax: softmax(np.where(may, S, value))


def _all_sought(unseen: Callable[[Array], Array]):
    """Return a softmax of what may be seen, from which the largest score of all has been subtracted."""

    def hidden(S, may, _softmax):
        e = np.exp(S - S.max(axis=-1, keepdims=True)) * may
        total = e.sum(axis=-1, keepdims=True)
        return np.where(total > 0, e / np.where(total > 0, total, 1), unseen(e))

    return hidden


def _after_with(value: float):
    return lambda S, may, softmax: np.where(may, softmax(S), value)


HIDDEN = (
    Slip(
        "mask-after-the-softmax",
        f"the mask comes after the softmax: what is left of a row does not have sum 1 any more, and hidden scores "
        f"still act on the others. {BEFORE}",
        lambda S, may, softmax: softmax(S) * may,
    ),
    Slip(
        "scores-multiplied-by-the-mask",
        f"hidden scores have become 0, or nearly (1e-9 is not -1e9), and e⁰ = 1 is no small number. {BEFORE}",
        lambda S, may, softmax: softmax(S * may),
    ),
    Slip(
        "minus-one-for-hidden",
        f"hidden scores are lower by 1 only: a mask of 0 and 1 has been added, or 1 - mask subtracted. {BEFORE}",
        lambda S, may, softmax: softmax(S - ~np.asarray(may)),
    ),
    Slip("hidden-1e9", f"hidden scores are 1e9: they win. The sign is wrong. {BEFORE}", _set(1e9)),
    Slip("hidden-plus-infinity", f"the sign of ∞ is wrong: e^∞ is no small number. {BEFORE}", _set(np.inf)),
    Slip("hidden-minus-ten", f"hidden scores are -10: small, but seen. {BEFORE}", _set(-10)),
    Slip("hidden-minus-hundred", f"-100 is not small beside large scores. {BEFORE}", _set(-100)),
    Slip("hidden-minus-1e3", f"-1000 is not small beside large scores. {BEFORE}", _set(-1e3)),
    Slip(
        "P-minus-infinity-after-the-softmax",
        f"hidden entries of P have become -∞, after the softmax. {BEFORE}",
        _after_with(-np.inf),
    ),
    Slip(
        "P-minus-1e9-after-the-softmax",
        f"hidden entries of P have become -1e9, after the softmax. {BEFORE}",
        _after_with(-1e9),
    ),
    Slip(
        "softmax-twice",
        f"softmax has been applied twice. {BEFORE}",
        lambda S, may, softmax: softmax(softmax(np.where(may, S, -np.inf))),
    ),
    Slip(
        "softmax-again-after-the-mask",
        f"softmax has been applied, then the mask, then softmax again. {BEFORE}",
        lambda S, may, softmax: softmax(np.where(may, softmax(S), -np.inf)),
    ),
)
FAR = (
    "the largest score of a row has been sought among the hidden ones, too. It can lie so far above those that may be "
    "seen that all their np.exp are 0. Hide first, then subtract the largest of what is left."
)
HIDDEN += (
    Slip("largest-among-the-hidden", FAR, _all_sought(lambda e: 0 * e)),
    Slip(
        "largest-among-the-hidden",
        f"{FAR} And 0/0 gives nan, also where nothing may be seen.",
        _all_sought(lambda e: np.full_like(e, np.nan)),
    ),
)
ROOT = "Scores are divided by √d, the root of the number of columns of Q and K."
SCALES = (
    Slip("no-scale", f"the scores have not been divided by √d. {ROOT}", lambda Q, V: 1.0),
    Slip("divided-by-d", f"the scores have been divided by d, not by its root. {ROOT}", lambda Q, V: Q.shape[-1]),
    Slip("times-root-d", f"the scores have been multiplied by √d. {ROOT}", lambda Q, V: Q.shape[-1] ** -0.5),
    Slip("root-of-T", f"the root of T stands there, the number of keys. {ROOT}", lambda Q, V: np.sqrt(Q.shape[1])),
    Slip("root-of-m", f"the root of m stands there, the number of examples. {ROOT}", lambda Q, V: np.sqrt(len(Q))),
    Slip("root-of-n", f"the root of n stands there, the columns of V. {ROOT}", lambda Q, V: np.sqrt(V.shape[-1])),
    Slip("divided-by-T", f"the scores have been divided by T. {ROOT}", lambda Q, V: Q.shape[1]),
    Slip("times-d", f"the scores have been multiplied by d. {ROOT}", lambda Q, V: 1 / Q.shape[-1]),
    Slip("d-squared", f"the scores have been divided by d². {ROOT}", lambda Q, V: Q.shape[-1] ** 2),
)
BY_ROWS = "Softmax goes over the keys, axis -1: every row of P has sum 1."


def softmax_over(S: Array, axis) -> Array:
    """Return the softmax over some axes; where there is nothing but -∞ it is 0."""
    top = S.max(axis=axis, keepdims=True)
    e = np.exp(S - np.where(np.isfinite(top), top, 0))
    total = e.sum(axis=axis, keepdims=True)
    return e / np.where(total == 0, 1, total)


def _plain(S: Array) -> Array:
    e = np.exp(S)
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total)


def _plain_without_guard(S: Array) -> Array:
    e = np.exp(S)
    return e / e.sum(axis=-1, keepdims=True)


def _all_shifted(S: Array) -> Array:
    e = np.exp(S - S.max())
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total)


def _by_row(S: Array) -> Array:
    top = S.max(axis=-1, keepdims=True)
    return np.exp(S - np.where(np.isfinite(top), top, 0))


def _divided(e: Array, axis) -> Array:
    total = e.sum(axis=axis, keepdims=True)
    return e / np.where(total == 0, 1, total)


def _shares(S: Array) -> Array:
    S = np.where(np.isfinite(S), S, 0)
    return S / S.sum(axis=-1, keepdims=True)


def _sigmoid(S: Array) -> Array:
    return 1 / (1 + np.exp(-S))


LARGEST = "Subtract the largest score of each row before np.exp; the quotient stays the same."
SOFTMAXES = (
    Slip("columns", f"softmax has gone over the queries, axis -2. {BY_ROWS}", lambda S: softmax_over(S, -2)),
    Slip("whole-matrix", f"softmax has gone over whole matrices. {BY_ROWS}", lambda S: softmax_over(S, (-2, -1))),
    Slip("over-examples", f"softmax has gone over the examples, axis 0. {BY_ROWS}", lambda S: softmax_over(S, 0)),
    Slip("over-everything", f"softmax has gone over everything at once. {BY_ROWS}", lambda S: softmax_over(S, None)),
    Slip("overflow", f"with large scores np.exp overflows. {LARGEST}", _plain),
    Slip(
        "overflow-and-nothing-seen",
        f"with large scores np.exp overflows, and where everything is hidden 0/0 gives nan. {LARGEST} Where the sum of "
        "a row is 0, divide by 1.",
        _plain_without_guard,
    ),
    Slip(
        "largest-of-all",
        f"the largest score of all has been subtracted: where it is far away, e^(s - largest) is 0. {LARGEST}",
        _all_shifted,
    ),
    Slip("not-divided-by-the-sum", f"the exponentials have not been divided by their sum. {BY_ROWS}", _by_row),
    Slip(
        "divided-by-the-sum-of-all",
        f"the exponentials have been divided by the sum of all of them. {BY_ROWS}",
        lambda S: _divided(_by_row(S), None),
    ),
    Slip(
        "divided-by-the-sums-of-columns",
        f"the exponentials have been divided by sums over the queries. {BY_ROWS}",
        lambda S: _divided(_by_row(S), -2),
    ),
    Slip("exponentials-only", f"the exponentials have not been divided by their sum. {BY_ROWS}", np.exp),
    Slip("no-exponential", f"scores have been divided by their sum: np.exp is missing. {BY_ROWS}", _shares),
    Slip(
        "two-to-the-scores",
        f"2 has been raised to the scores, not e. {BY_ROWS}",
        lambda S: softmax_over(np.log(2) * S, -1),
    ),
    Slip("no-softmax", f"the softmax is missing. {BY_ROWS}", lambda S: np.where(np.isfinite(S), S, 0)),
    Slip("sigmoid-for-softmax", f"the sigmoid stands where softmax belongs. {BY_ROWS}", _sigmoid),
)
PRODUCTS = (
    Slip(
        "Q-and-K-exchanged",
        "the scores are transposed: rows belong to keys. Rows belong to queries: Q @ K.swapaxes(1, 2).",
        lambda Q, K: K @ turned(Q),
    ),
    Slip("Q-for-K", "queries have been multiplied with queries. K is not used.", lambda Q, K: Q @ turned(Q)),
    Slip("K-for-Q", "keys have been multiplied with keys. Q is not used.", lambda Q, K: K @ turned(K)),
    Slip(
        "distance-for-product",
        "the scores are distances. They are products of queries and keys.",
        lambda Q, K: np.linalg.norm(Q[:, :, None] - K[:, None], axis=-1),
    ),
    Slip(
        "keys-of-length-1",
        "the keys have been made of length 1 first. The scores are plain products.",
        lambda Q, K: Q @ turned(K / np.linalg.norm(K, axis=-1, keepdims=True)),
    ),
    Slip(
        "queries-of-length-1",
        "the queries have been made of length 1 first. The scores are plain products.",
        lambda Q, K: (Q / np.linalg.norm(Q, axis=-1, keepdims=True)) @ turned(K),
    ),
    Slip(
        "cosine-for-product",
        "queries and keys have been made of length 1 first. The scores are plain products.",
        lambda Q, K: (
            (Q / np.linalg.norm(Q, axis=-1, keepdims=True)) @ turned(K / np.linalg.norm(K, axis=-1)[..., None])
        ),
    ),
)
AFTER = (
    Slip(
        "divided-by-the-keys-seen",
        "P has been divided by the number of keys that can be seen. Its rows have sum 1 already.",
        lambda P, may: P / np.maximum(np.broadcast_to(may, P.shape).sum(axis=-1, keepdims=True), 1),
    ),
    Slip("rounded-P", "P has been rounded.", lambda P, may: np.round(P, 2)),
    Slip(
        "hard-maximum",
        "each query takes all from one key: the largest score wins. Softmax shares.",
        lambda P, may: (P.max(axis=-1, keepdims=True) == P) * (P > 0) * 1.0,
    ),
)
ROW_OF_ZEROS = "A query that may look nowhere gets a row of zeros."
NOWHERE = (
    Slip(
        "nan-where-nothing-may-be-seen",
        f"in a row in which everything is hidden, -∞ - (-∞) or 0/0 gives nan. {ROW_OF_ZEROS}",
        lambda P, may, S: np.where(may.any(axis=-1, keepdims=True), P, np.nan),
    ),
    Slip(
        "all-alike-where-nothing-may-be-seen",
        "in a row in which everything is hidden, all keys get the same share: equal numbers, however small, are "
        f"equal. {ROW_OF_ZEROS}",
        lambda P, may, S: np.where(may.any(axis=-1, keepdims=True), P, 1 / P.shape[-1]),
    ),
    Slip(
        "as-without-mask-where-nothing-may-be-seen",
        "where everything is hidden, the same large number is taken from every score of the row: softmax does not see "
        f"it, and the row is as without a mask. {ROW_OF_ZEROS}",
        lambda P, may, S: np.where(may.any(axis=-1, keepdims=True), P, softmax_rows(S)),
    ),
    Slip(
        "ones-where-nothing-may-be-seen",
        f"in a row in which everything is hidden, P is 1. {ROW_OF_ZEROS}",
        lambda P, may, S: np.where(may.any(axis=-1, keepdims=True), P, 1.0),
    ),
)
MIX = "Y = P @ V: a weighted mean of the values, for each query."
MIXES = (
    Slip("K-for-V", f"keys have been mixed, not values. {MIX}", lambda P, Q, K, V: P @ K),
    Slip("Q-for-V", f"queries have been mixed, not values. {MIX}", lambda P, Q, K, V: P @ Q),
    Slip("P-transposed", f"P has been transposed. {MIX}", lambda P, Q, K, V: turned(P) @ V),
    Slip("V-summed", f"the values have been summed up. {MIX}", lambda P, Q, K, V: V.sum(axis=1, keepdims=True) + 0 * V),
    Slip("V-averaged", f"this is the plain mean. {MIX}", lambda P, Q, K, V: V.mean(axis=1, keepdims=True) + 0 * V),
    Slip("V-not-used", f"V has not been used. {MIX}", lambda P, Q, K, V: P),
    Slip("V-itself", f"this is V itself: P has not been used. {MIX}", lambda P, Q, K, V: V),
    Slip("V-added", f"V has been added to Y. {MIX}", lambda P, Q, K, V: P @ V + V),
)
