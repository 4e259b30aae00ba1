"""What the tasks of attention have in common: softmax by rows, draws of queries, keys, values and upstream gradients.

Arrays are (m, T, d), examples first; G is the gradient of the mean cost, so δ has been divided by m once.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bpcourse.tasks.words import Scale

Array = np.ndarray


def softmax_rows(S: Array) -> Array:
    """Return the softmax of each row; of a row of -∞ alone it is 0."""
    top = S.max(axis=-1, keepdims=True)
    e = np.exp(S - np.where(np.isfinite(top), top, 0))
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total)


def through_softmax(P: Array, g: Array) -> Array:
    """Turn ∂C/∂P into ∂C/∂S, row by row."""
    return P * (g - (P * g).sum(axis=-1, keepdims=True))


def turned(A: Array) -> Array:
    """Return the transpose of each matrix in a stack of them."""
    return A.swapaxes(-1, -2)


def tri(T: int) -> Array:
    """Return where a position may look: at itself and at those before it."""
    return np.tri(T, dtype=bool)


def draw_upstream(rng: np.random.Generator, *shape: int) -> Array:
    """Return the gradient of a mean cost over shape[0] examples, not centred at 0."""
    return rng.normal(0.3, 1, shape) / shape[0]


def draw_looks(m: int, T_q: int, T_k: int, d: int, n: int, *, causal: bool = False, spread: float = 1.0) -> Callable:
    """Return a draw of Q, K, V, P and G."""

    def draw(rng):
        Q, K = spread * rng.normal(0.2, 1, (m, T_q, d)), rng.normal(0.2, 1, (m, T_k, d))
        V, S = rng.normal(0.3, 1, (m, T_k, n)), Q @ turned(K) / np.sqrt(d)
        P = softmax_rows(np.where(tri(T_q), S, -np.inf) if causal else S)
        return Q, K, V, P, draw_upstream(rng, m, T_q, n)

    return draw


def scale_of_examples(m: int) -> Scale:
    """Return the factor by which an answer is off that has taken a mean or a sum once more."""
    return Scale(m, "batch-size", f"m = {m}")
