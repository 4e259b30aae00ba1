"""How much deep tanh networks learn in a short time, from where in the plane of σ_w² and σ_b² they begin.

As figure 5 of Schoenholz, Gilmer, Ganguli and Sohl-Dickstein (2017), made small: 40 hidden layers of 40 units, 600
digits, 12 epochs of 10 steps with the rate 0.05.  The shares of single networks differ much; a place has their mean.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from bplib.data import datasets
from bplib.network import Network
from bplib.training import train_epoch

Array = np.ndarray
DEPTH, WIDTH, EXAMPLES = 40, 40, 600
EPOCHS, BATCH, RATE = 12, 60, 0.05
WEIGHTS = (0.5, 1.0, 1.4, 1.76, 2.2, 3.0, 4.5)  # σ_w²
BIASES = (0.05, 0.15, 0.3, 0.6)  # σ_b²
SEEDS = range(9)


def share_learnt(weights: float, biases: float, seed: int) -> float:
    """Return the share of its examples that a network from σ_w² = ``weights``, σ_b² = ``biases`` gets right."""
    (X, Y), rng = _examples(), np.random.default_rng(seed)
    network = Network([64, *[WIDTH] * DEPTH, 10], ["tanh"] * DEPTH + ["softmax"], "cross_entropy", rng=rng)
    _begin(network, weights, biases, rng)
    for _ in range(EPOCHS):
        train_epoch(network, X, Y, batch_size=BATCH, learning_rate=RATE, rng=rng)
    return float((network.predict(X).argmax(axis=1) == Y.argmax(axis=1)).mean())


@cache
def _examples() -> tuple[Array, Array]:
    X, Y = datasets.digits()
    (X,) = datasets.standardize(X[:EXAMPLES])
    return X, Y[:EXAMPLES]


def _begin(network: Network, weights: float, biases: float, rng: np.random.Generator) -> None:
    """Draw weights and biases; the last layer has weights of variance 1/n and no biases."""
    for W, b in zip(network.W[1:-1], network.b[1:-1], strict=True):
        W[:] = rng.normal(0, np.sqrt(weights / W.shape[1]), W.shape)
        b[:] = rng.normal(0, np.sqrt(biases), b.shape)
    network.W[-1][:] = rng.normal(0, np.sqrt(1 / WIDTH), network.W[-1].shape)
    network.b[-1][:] = 0
