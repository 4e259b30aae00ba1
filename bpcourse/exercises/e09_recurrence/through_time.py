"""What slips through time have in common: the loop back, states before and after a moment, draws of a network's states.

Sequences are (T, m, n), time first; H is (T + 1, m, n), so that H[t] came into moment t and H[t + 1] came out of it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Array = np.ndarray


def way_back(G: Array, slopes: Array, U: Array, *, join, through, carry, keep, order, cut=lambda t: False) -> tuple:
    """Return D, (T, m, n), and what arrives before the first moment."""
    D, later = np.zeros(G.shape), np.zeros(G.shape[1:])
    for t in order(len(G)):
        arriving = join(G, later, t)
        D[t] = through(arriving, G[t], later, slopes[t])
        later = np.zeros_like(later) if cut(t) else keep(later, carry(D[t], arriving, U))
    return D, later


def backwards(T: int) -> range:
    """Return the moments from the last one to the first."""
    return range(T - 1, -1, -1)


def outer(D: Array, A: Array) -> Array:
    """Return Σ_t D_tᵀ A_t."""
    return np.einsum("tmj,tmk->jk", D, A)


def states(X: Array, W: Array, U: Array, b: Array, h_0: Array) -> Array:
    """Return H, (T + 1, m, n), of an Elman network with tanh."""
    H = [h_0]
    for x in X:
        H.append(np.tanh(x @ W.T + H[-1] @ U.T + b))
    return np.array(H)


def wrapped(H: Array) -> Array:
    """Return the states before each moment where index -1 gave the last one at the first moment."""
    return np.concatenate([H[-1:], H[1:-1]])


def one_early(H: Array) -> Array:
    """Return H[t - 1] for each moment t: the states before it where H is thought to begin behind the first moment."""
    return np.concatenate([H[-1:], H[:-2]])


def without_first(H: Array) -> Array:
    """Return the states before each moment, with 0 in place of h_0."""
    return np.concatenate([0 * H[:1], H[1:-1]])


def draw_network(T: int, m: int, k: int, n: int, *, spread: float = 1.0, only_last: bool = False) -> Callable:
    """Return a draw of G, X, H, W and U, all far from special points."""

    def draw(rng):
        X = rng.normal(0.3, 1, (T, m, k))
        W, U = spread * rng.normal(size=(n, k)) / np.sqrt(k), rng.normal(0.1, 1, (n, n)) * 1.2 / np.sqrt(n)
        H = states(X, W, U, rng.normal(0, 0.3, n), rng.uniform(-0.9, 0.9, (m, n)))
        G = rng.normal(0.3, 1, (T, m, n)) / m
        if only_last:
            G[:-1] = 0
        return G, X, H, W, U

    return draw
