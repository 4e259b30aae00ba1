"""What the tasks of many goals have in common: a network by hand, draws of its weights, softmax.

δ is per example, ∂C_x/∂z; the mean is taken where gradients of weights are formed (BP4).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bpcourse.tasks.slips import Slip
from bpcourse.tasks.words import Scale

Array = np.ndarray
Layers = list[Array | None]


def softmax(Z: Array) -> Array:
    """Return the softmax of each row."""
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def log_softmax(Z: Array) -> Array:
    """Return the logarithm of the softmax of each row."""
    Z = Z - Z.max(axis=1, keepdims=True)
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


def sigmoid(Z: Array) -> Array:
    """Return 1/(1 + exp(-Z)), also where Z is large."""
    return 0.5 * (1 + np.tanh(Z / 2))


def one_hot(labels: Array, n: int) -> Array:
    """Return a row for each label, with a 1 in its column."""
    return np.eye(n)[labels]


def forward(W: Layers, b: Layers, X: Array) -> tuple[list[Array], Array]:
    """Return the activations, tanh in each hidden layer, and the weighted inputs of the last layer."""
    A = [X]
    for w, bias in zip(W[1:-1], b[1:-1], strict=True):
        A.append(np.tanh(A[-1] @ w.T + bias))
    return A, A[-1] @ W[-1].T + b[-1]


def draw_weights(rng: np.random.Generator, sizes: Sequence[int], gain: float = 1.0) -> tuple[Layers, Layers]:
    """Return W and b of a network, None in place 0."""
    pairs = list(zip(sizes[1:], sizes[:-1], strict=True))
    W = [None, *(gain * rng.normal(0.1, 1, (n, k)) / np.sqrt(k) for n, k in pairs)]
    return W, [None, *(rng.normal(0.1, 0.4, n) for n, _ in pairs)]


def draw_labels(rng: np.random.Generator, m: int, n: int) -> Array:
    """Return m labels of n classes, not all of the same class."""
    return rng.permutation(np.concatenate([[0, n - 1], rng.integers(0, n, m)]))[:m] if m > 1 else rng.integers(0, n, 1)


def of_examples(m: int) -> Scale:
    """Return the factor by which an answer is off that has taken a mean or a sum once more, or not at all."""
    return Scale(m, "batch-size", f"m = {m}")


def piece_of(slips: Sequence[Slip], id: str) -> object:
    """Return the piece of the slip with this id."""
    return next(slip.piece for slip in slips if slip.id == id)
