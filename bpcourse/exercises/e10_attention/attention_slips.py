"""Slips in attention backward (task 10.3)."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e10_attention.rows import softmax_rows, turned
from bpcourse.tasks.slips import Slip

Array = np.ndarray


def right_scale(Q: Array, _K: Array, _V: Array) -> float:
    """Return 1/√d."""
    return Q.shape[-1] ** -0.5


ROW = "g_S = P * (g_P - r), with one number r a row, the sum of P * g_P over the keys."
TO_S = (
    Slip(
        "elementwise-slope",
        f"P (1 - P) has been multiplied in, as if softmax were a sigmoid. {ROW}",
        lambda P, g: P * (1 - P) * g,
    ),
    Slip("row-sum-left-out", f"the row sum is missing: this is P * g_P. {ROW}", lambda P, g: P * g),
    Slip("softmax-skipped", f"the softmax is missing on the way back: g_P stands for g_S. {ROW}", lambda P, g: g),
    Slip(
        "columns",
        f"the sum has gone over the queries, axis -2. {ROW}",
        lambda P, g: P * (g - (P * g).sum(axis=-2, keepdims=True)),
    ),
    Slip("P-forgotten", f"P is missing before the brackets. {ROW}", lambda P, g: g - (P * g).sum(-1, keepdims=True)),
    Slip(
        "whole-matrix",
        f"the sum has gone over a whole matrix. {ROW}",
        lambda P, g: P * (g - (P * g).sum(axis=(-2, -1), keepdims=True)),
    ),
    Slip("over-everything", f"the sum has gone over everything. {ROW}", lambda P, g: P * (g - (P * g).sum())),
    Slip("mean-for-sum", f"the mean stands for the sum. {ROW}", lambda P, g: P * (g - (P * g).mean(-1, keepdims=True))),
    Slip("P-forgotten-in-the-sum", f"P is missing in the sum. {ROW}", lambda P, g: P * (g - g.sum(-1, keepdims=True))),
    Slip(
        "mean-of-g_P", f"the plain mean of g_P is subtracted. {ROW}", lambda P, g: P * (g - g.mean(-1, keepdims=True))
    ),
    Slip("sum-added", f"the row sum has been added. {ROW}", lambda P, g: P * (g + (P * g).sum(-1, keepdims=True))),
    Slip(
        "P-left-out-before-the-sum", f"P is not multiplied to r. {ROW}", lambda P, g: P * g - (P * g).sum(-1)[..., None]
    ),
    Slip(
        "slope-and-sum",
        f"P (1 - P) stands before the brackets. {ROW}",
        lambda P, g: P * (1 - P) * (g - (P * g).sum(-1, keepdims=True)),
    ),
    Slip(
        "softmax-twice",
        f"softmax has been applied to P, which is softmax already. {ROW}",
        lambda P, g: (p := softmax_rows(P)) * (g - (p * g).sum(-1, keepdims=True)),
    ),
    Slip(
        "log-softmax",
        f"this is the way back through the logarithm of softmax. {ROW}",
        lambda P, g: g - P * g.sum(axis=-1, keepdims=True),
    ),
    Slip(
        "squares-in-the-sum",
        f"g_P stands twice in the sum, and P is missing there. {ROW}",
        lambda P, g: P * (g - (g * g).sum(axis=-1, keepdims=True)),
    ),
    Slip(
        "P-squared-in-the-sum",
        f"P stands twice in the sum. {ROW}",
        lambda P, g: P * (g - (P * P * g).sum(axis=-1, keepdims=True)),
    ),
    Slip(
        "masked-again",
        "g_S has been cut to its lower triangle. What was hidden has P = 0 already, and not every P is causal.",
        lambda P, g: np.tril(P * (g - (P * g).sum(axis=-1, keepdims=True))),
    ),
    Slip(
        "divided-by-keys",
        f"g_S has been divided by the number of keys. {ROW}",
        lambda P, g: P * (g - (P * g).sum(axis=-1, keepdims=True)) / P.shape[-1],
    ),
    Slip("over-examples", f"the sum has gone over the examples. {ROW}", lambda P, g: P * (g - (P * g).sum(0))),
)
ROOT = "S = Q Kᵀ/√d, so both g_Q and g_K are divided by √d, once each."
SCALES = (
    Slip("scale-missing", f"1/√d is missing. {ROOT}", lambda Q, K, V: 1.0),
    Slip("scale-twice", f"1/√d has been multiplied in twice: it is 1/d here. {ROOT}", lambda Q, K, V: 1 / Q.shape[-1]),
    Slip("scale-upside-down", f"it has been multiplied by √d. {ROOT}", lambda Q, K, V: Q.shape[-1] ** 0.5),
    Slip("root-of-keys", f"the root of the number of keys stands there. {ROOT}", lambda Q, K, V: K.shape[1] ** -0.5),
    Slip(
        "root-of-queries", f"the root of the number of queries stands there. {ROOT}", lambda Q, K, V: Q.shape[1] ** -0.5
    ),
    Slip("root-of-n", f"the root of the columns of V stands there. {ROOT}", lambda Q, K, V: V.shape[-1] ** -0.5),
    Slip("root-of-m", f"the root of the number of examples stands there. {ROOT}", lambda Q, K, V: len(Q) ** -0.5),
    Slip("times-d", f"it has been multiplied by d. {ROOT}", lambda Q, K, V: Q.shape[-1]),
    Slip("fourth-root", f"1/√d stands under another root. {ROOT}", lambda Q, K, V: Q.shape[-1] ** -0.25),
)
OF_Q = "g_Q = g_S K/√d: rows of g_S belong to queries, and a query met the keys."
TO_Q = (
    Slip("g_S-transposed-in-g_Q", f"g_S has been transposed in g_Q. {OF_Q}", lambda g, Q, K, P, g_P: turned(g) @ K),
    Slip("Q-for-K", f"Q stands where K belongs. {OF_Q}", lambda g, Q, K, P, g_P: g @ Q),
    Slip("P-for-g_S-in-g_Q", f"P stands where g_S belongs. {OF_Q}", lambda g, Q, K, P, g_P: P @ K),
    Slip(
        "g_P-in-g_Q", f"g_P stands where g_S belongs: the softmax is left out. {OF_Q}", lambda g, Q, K, P, g_P: g_P @ K
    ),
    Slip("g_Q-lost", f"g_Q is 0. {OF_Q}", lambda g, Q, K, P, g_P: 0 * Q),
    Slip(
        "first-query-for-all",
        f"g_Q of the first query stands at all of them. {OF_Q}",
        lambda g, Q, K, P, g_P: (g @ K)[:, :1] + 0 * Q,
    ),
    Slip("g_Q-elementwise", f"entries have been multiplied, not matrices. {OF_Q}", lambda g, Q, K, P, g_P: g * K),
    Slip("g_Q-K-squared", f"K stands twice. {OF_Q}", lambda g, Q, K, P, g_P: g @ (K * K)),
)
OF_K = "g_K = g_Sᵀ Q/√d: a key collects from all queries that met it."
TO_K = (
    Slip("g_S-not-transposed-in-g_K", f"g_S has not been transposed in g_K. {OF_K}", lambda g, Q, K, P, g_P: g @ Q),
    Slip("K-for-Q", f"K stands where Q belongs. {OF_K}", lambda g, Q, K, P, g_P: turned(g) @ K),
    Slip("g_S-K-in-g_K", f"this is g_S K, which is g_Q. {OF_K}", lambda g, Q, K, P, g_P: g @ K),
    Slip("P-for-g_S-in-g_K", f"P stands where g_S belongs. {OF_K}", lambda g, Q, K, P, g_P: turned(P) @ Q),
    Slip(
        "g_P-in-g_K",
        f"g_P stands where g_S belongs: the softmax is left out. {OF_K}",
        lambda g, Q, K, P, g_P: turned(g_P) @ Q,
    ),
    Slip("g_K-lost", f"g_K is 0. {OF_K}", lambda g, Q, K, P, g_P: 0 * K),
    Slip(
        "last-query-only",
        f"only the last query counts: = stands where += belongs. {OF_K}",
        lambda g, Q, K, P, g_P: turned(g[:, -1:]) @ Q[:, -1:],
    ),
    Slip(
        "first-query-only",
        f"only the first query counts. {OF_K}",
        lambda g, Q, K, P, g_P: turned(g[:, :1]) @ Q[:, :1],
    ),
    Slip(
        "g_K-averaged",
        f"the mean over the queries stands for the sum. {OF_K}",
        lambda g, Q, K, P, g_P: turned(g) @ Q / Q.shape[1],
    ),
)
OF_V = "g_V = Pᵀ G: a value collects from every query, by the share that the query took."
TO_V = (
    Slip("P-for-its-transpose", f"P has not been transposed. {OF_V}", lambda P, G, V, g_S, s: P @ G),
    Slip("g_V-lost", f"g_V is 0: the path through the values is forgotten. {OF_V}", lambda P, G, V, g_S, s: 0 * V),
    Slip("g_S-for-P", f"g_S stands where P belongs. {OF_V}", lambda P, G, V, g_S, s: turned(g_S) @ G),
    Slip(
        "g_S-for-P",
        f"g_S, with its 1/√d, stands where P belongs. {OF_V}",
        lambda P, G, V, g_S, s: turned(g_S * s) @ G,
    ),
    Slip(
        "g_V-scaled",
        f"g_V has been divided by √d. Only the scores are. {OF_V}",
        lambda P, G, V, g_S, s: turned(P) @ G * s,
    ),
    Slip("G-for-g_V", f"G itself stands there. {OF_V}", lambda P, G, V, g_S, s: G),
    Slip(
        "P-squared-in-g_V",
        f"P stands twice. {OF_V}",
        lambda P, G, V, g_S, s: turned(P * P) @ G,
    ),
    Slip(
        "slope-in-g_V",
        f"the slope of the softmax has been multiplied in. V comes after it. {OF_V}",
        lambda P, G, V, g_S, s: turned(P * (1 - P)) @ G,
    ),
    Slip("Y-for-G", f"Y stands where G belongs. {OF_V}", lambda P, G, V, g_S, s: turned(P) @ (P @ V)),
    Slip("V-for-G", f"V stands where G belongs. {OF_V}", lambda P, G, V, g_S, s: turned(P) @ V),
    Slip(
        "g_V-averaged",
        f"the mean over the queries stands for the sum. {OF_V}",
        lambda P, G, V, g_S, s: turned(P) @ G / P.shape[1],
    ),
    Slip(
        "g_V-last-query-only",
        f"only the last query counts: = stands where += belongs. {OF_V}",
        lambda P, G, V, g_S, s: turned(P[:, -1:]) @ G[:, -1:],
    ),
    Slip(
        "P-not-used-in-g_V",
        f"P is missing: G has been summed over the queries. {OF_V}",
        lambda P, G, V, g_S, s: G.sum(axis=1, keepdims=True) + 0 * V,
    ),
)
BY_V = "g_P = G Vᵀ: what a query gets from a key is its value."
TO_P = (
    Slip("g_P-through-P", f"P has been multiplied into g_P. {BY_V}", lambda G, V, P: P * (G @ turned(V))),
    Slip("G-for-g_P", f"G stands where g_P belongs. {BY_V}", lambda G, V, P: G),
    Slip("Y-for-G-in-g_P", f"Y stands where G belongs. {BY_V}", lambda G, V, P: P @ V @ turned(V)),
    Slip("V-not-transposed", f"V has not been transposed. {BY_V}", lambda G, V, P: G @ V),
    Slip(
        "hidden-only-in-g_P",
        f"g_P has been set to 0 where P is large. {BY_V}",
        lambda G, V, P: (G @ turned(V)) * (1 - P),
    ),
    Slip(
        "V-centred",
        f"the mean of the values has been subtracted. {BY_V}",
        lambda G, V, P: G @ turned(V - V.mean(axis=-1, keepdims=True)),
    ),
)
GIVEN_P = (
    Slip(
        "mask-lost",
        "P has been made again from Q and K, without the mask: hidden keys get a gradient. P is given: use it.",
        lambda P, Q, K: softmax_rows(Q @ turned(K) / np.sqrt(Q.shape[-1])),
    ),
    Slip(
        "mask-and-scale-lost",
        "P has been made again from Q and K, without the mask and without 1/√d. P is given: use it.",
        lambda P, Q, K: softmax_rows(Q @ turned(K)),
    ),
    Slip(
        "scores-for-P",
        "the scores stand where P belongs.",
        lambda P, Q, K: Q @ turned(K) / np.sqrt(Q.shape[-1]),
    ),
)
ONCE = "G is the gradient of the mean cost and has its 1/m already."
GIVEN_G = (
    Slip("divided-by-m", f"G has been divided by m. {ONCE}", lambda G, P: G / len(G)),
    Slip("times-m", f"G has been multiplied by m. {ONCE}", lambda G, P: G * len(G)),
    Slip(
        "divided-by-T", "G has been divided by the number of queries. It is used as it is.", lambda G, P: G / G.shape[1]
    ),
    Slip("P-times-G", "G has gone through P first. G belongs to Y.", lambda G, P: P @ G),
)
