"""Does attention need 1/√d? It learns to look up one of sixteen keys, from scores that are scaled or not.

Each example has n vectors x_j from N(0, 1) and a query that is one of them plus noise from N(0, 1).  With

    s_j = scale · (Wq x)·(Wk x_j)          p = softmax(s)          C = ½|p - one-hot|²

the value of key j is the j-th unit vector, so that p is the answer.  The rows of Wq and Wk begin as ``shrink`` times
N(0, 1/d): then the scores have the variance scale² · shrink⁴ · d, or more where the query meets its own key.  So scores
that are not scaled, with shrink = d^(-1/4), begin as the very same function as scaled ones with shrink = 1.
"""

from __future__ import annotations

import numpy as np

from bplib import _validation as check
from bplib.layers.attention import softmax_rows, softmax_rows_backward
from bplib.optimizers import Optimizer

Array = np.ndarray

KEYS = 16
EXAMPLES = 32  # in a minibatch


def looked_up(d: int, scale: float, seed: int, optimizer: Optimizer, *, shrink: float = 1.0, updates: int = 200):
    """Return the share of 1,000 fresh queries that are answered right after so many updates."""
    rng = np.random.default_rng(check.whole_number("seed", seed, low=0))
    for name, value in (("scale", scale), ("shrink", shrink)):
        check.number(name, value, 0)
    d, updates = check.whole_number("d", d, low=1), check.whole_number("updates", updates, low=0)
    W = (shrink * rng.normal(0, d**-0.5, (2, d, d))).astype(np.float32)
    for _ in range(updates):
        gradient = lookup_gradient(W, scale, *lookup(d, EXAMPLES, rng))
        optimizer.step(W.reshape(-1), gradient.reshape(-1))
    X, x, right = lookup(d, 1000, rng)
    return float(np.mean(_seen(W, scale, X, x)[2].argmax(axis=1) == right))


def lookup(d: int, m: int, rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Return the vectors, (m, n, d), the queries, (m, d), and which key each of them means, (m,)."""
    d, m = check.whole_number("d", d, low=1), check.whole_number("m", m, low=1)
    X, right = rng.normal(size=(m, KEYS, d)).astype(np.float32), rng.integers(0, KEYS, m)
    return X, X[np.arange(m), right] + rng.normal(size=(m, d)).astype(np.float32), right


def lookup_gradient(W: Array, scale: float, X: Array, x: Array, right: Array) -> Array:
    """Return the gradient of the mean cost by W = (Wq, Wk), (2, d, d)."""
    _fits(W, X, x, right)
    q, K, P = _seen(W, scale, X, x)
    g_S = softmax_rows_backward(P, (P - np.eye(KEYS, dtype=P.dtype)[right]) / len(x)) * scale
    g_q, g_K = (g_S[:, None] @ K)[:, 0], g_S[:, :, None] * q[:, None]
    d = W.shape[1]
    return np.array([g_q.T @ x, g_K.reshape(-1, d).T @ X.reshape(-1, d)])


def lookup_cost(W: Array, scale: float, X: Array, x: Array, right: Array) -> float:
    """Return the mean cost."""
    _fits(W, X, x, right)
    P = _seen(W, scale, X, x)[2]
    return np.sum((P - np.eye(KEYS)[right]) ** 2) / (2 * len(x))


def _fits(W: Array, X: Array, x: Array, right: Array) -> None:
    """Raise ValueError unless parameters, vectors, queries and answers go together: nothing may broadcast."""
    m, d = X.shape[0], X.shape[-1]
    check.of_shape("W", W, "2, d, d", (2, d, d))
    check.of_shape("X", X, "m, n, d", (None, KEYS, d))
    check.of_shape("x", x, "m, d", (m, d), ": a query for each example")
    check.of_shape("right", right, "m", (m,), ": the number of a key for each example")
    if right.dtype.kind not in "iu" or right.min() < 0 or right.max() >= KEYS:
        raise ValueError(f"right must hold whole numbers from 0 to {KEYS - 1}, got {right}")


def _seen(W: Array, scale: float, X: Array, x: Array) -> tuple[Array, Array, Array]:
    """Return the queries, (m, d), the keys, (m, n, d), and P, (m, n)."""
    q, K = x @ W[0].T, (X.reshape(-1, X.shape[2]) @ W[1].T).reshape(X.shape)
    return q, K, softmax_rows((K @ q[:, :, None])[:, :, 0] * scale)
