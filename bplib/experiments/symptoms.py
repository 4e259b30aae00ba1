"""Symptoms of a training that goes wrong, to be planted on purpose: what is seen at its start, and what comes of it.

A table of symptoms and causes is worth no more than the experiments behind it.  Lesson 4 makes them with these
functions; all train a network with one hidden layer by plain gradient descent.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bplib.network import Network
from bplib.training import History, train

Array = np.ndarray
BATCH = 16  # examples in a minibatch
NOISE = (100, 1000, 20)  # examples, columns of noise, and columns that are chosen among them


class Beginning(NamedTuple):
    """Norm of the gradient of W in both layers, cost before, and cost after three epochs."""

    norms: tuple[float, float]
    before: float
    after: float


def beginning(X: Array, Y: Array, rate: float, units: str = "sigmoid", scale: float = 1.0) -> Beginning:
    """Return how training begins on X (m, n_0) and classes Y (m, n_2), from initial weights times ``scale``."""
    net = network(X.shape[1], Y.shape[1], units=units)
    net.theta = scale * net.theta
    norms = tuple(float(np.linalg.norm(block)) for block in net.gradient(X, Y).W[1:])
    return Beginning(norms, net.cost(X, Y), learn(net, X, Y, epochs=3, rate=rate).cost[-1])


def taught(X: Array, Y: Array, epochs: int, rate: float, seed: int = 0) -> tuple[Network, History]:
    """Return a network with 64 sigmoid units that has learnt from X (m, n_0) and Y (m, n_2), and its history."""
    net = network(X.shape[1], Y.shape[1], seed=seed)
    return net, learn(net, X, Y, epochs, rate, seed)


def network(inputs: int, outputs: int, units: str = "sigmoid", seed: int = 0) -> Network:
    """Return a network with 64 hidden units: one output answers yes or no, several are classes."""
    output, loss = ("sigmoid", "binary_cross_entropy") if outputs == 1 else ("softmax", "cross_entropy")
    rng = np.random.default_rng(seed)
    return Network([inputs, 64, outputs], f"{units} {output}", loss, rng=rng, initial_weights="lecun")


def learn(net: Network, X: Array, Y: Array, epochs: int, rate: float, seed: int = 0) -> History:
    """Train the network in place, in an order of the examples that belongs to the seed."""
    order = np.random.default_rng(seed)
    return train(net, X, Y, epochs=epochs, batch_size=BATCH, learning_rate=rate, rng=order)


def success_with_noise(chosen_by: int, seed: int) -> float:
    """Return the test accuracy on coin tosses of a network that is given nothing but noise.

    Half of the examples are there to learn from, the others are the test.  Of all columns of noise it is given those
    that go best with the coin in the first ``chosen_by`` examples: chosen by all, the test has leaked.
    """
    examples, columns, kept = NOISE
    rng = np.random.default_rng(seed)
    noise, coin = rng.normal(size=(examples, columns)), rng.integers(0, 2, (examples, 1)).astype(float)
    seen, tossed = noise[:chosen_by], coin[:chosen_by]
    match = np.abs((seen - seen.mean(axis=0)).T @ (tossed - tossed.mean()))[:, 0]
    X, half = noise[:, np.argsort(-match)[:kept]], examples // 2
    net, _ = taught(X[:half], coin[:half], epochs=50, rate=0.5, seed=seed)
    return net.accuracy(X[half:], coin[half:])


def with_wrong_labels(Y: Array, fraction: float, rng: np.random.Generator) -> Array:
    """Return a copy of one-hot targets (m, n) in which about that fraction of the rows names another class."""
    Y, classes = Y.copy(), Y.shape[1]
    chosen = rng.random(len(Y)) < fraction
    moved = Y[chosen].argmax(axis=1) + rng.integers(1, classes, chosen.sum())
    Y[chosen] = np.eye(classes)[moved % classes]
    return Y
