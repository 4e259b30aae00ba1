"""Training in the wrong order: each matrix of weights is moved at once, and only then used by BP2.

In BP2, δ^l = (W^{l+1})ᵀ δ^{l+1} ⊙ σ'(z^l), the matrix is the one that the forward pass has used.  Who goes back layer
by layer and adjusts the weights on the way hands the error down through a matrix that has already changed.  No shape
is wrong, and how much harm it does depends on the learning rate.
"""

from __future__ import annotations

import numpy as np

from bplib.network import Network

Array = np.ndarray


def step_updating_first(network: Network, X: Array, Y: Array, learning_rate: float) -> None:
    """Make one step on the minibatch X, (m, n_0), and Y, (m, n_L), with W[l] moved before δ^{l-1} is computed."""
    f, trace = network.f, network.forward(X)
    Z, A = trace.Z, trace.A
    delta = network.loss.delta(f[-1], Z[-1], A[-1], Y)  # BP1
    for l in range(network.L, 0, -1):
        network.W[l][:] -= learning_rate * delta.T @ A[l - 1] / len(X)  # BP4, at once
        network.b[l][:] -= learning_rate * delta.mean(axis=0)  # BP3
        if l > 1:
            delta = f[l - 1].backward(delta @ network.W[l], Z[l - 1], A[l - 1])  # BP2, with the new W[l]


def train_updating_first(
    network: Network,
    X: Array,
    Y: Array,
    *,
    epochs: int,
    batch_size: int,
    learning_rate: float,
    rng: np.random.Generator,
) -> None:
    """Train like ``bplib.training.train``, with the same minibatches in the same order, but updating first."""
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            step_updating_first(network, X[batch], Y[batch], learning_rate)
