"""Layers, each with the same function written by hand, for whatever numbers: those of the tape, or PyTorch's tensors.

Two layers stand here because the library does not have them yet: they show that a layer costs one record.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from bplib.activations import relu, sigmoid, softplus, tanh
from bplib.layers import Apply, Chain, Dense, Dropout, Layer, Residual

SEED = 7  # of the chance that a case is evaluated with


@dataclass(frozen=True)
class BatchNorm(Layer):
    """y = γ x̂ + β: x̂ by the statistics of the minibatch while it learns, by the running ones while it answers."""

    n: int
    kept: ClassVar = ("mean", "variance")

    def shapes(self):
        return dict.fromkeys(("gamma", "beta", "mean", "variance"), (self.n,))

    def start(self, p, rng):
        p.gamma[:] = p.variance[:] = 1

    def forward(self, p, x, rng=None):
        mean, variance = p.mean, p.variance
        if rng is not None:
            mean = x.mean(axis=0)
            variance = ((x - mean) ** 2).mean(axis=0)
            p.mean += 0.1 * (mean - p.mean)
            p.variance += 0.1 * (variance - p.variance)
        scale = 1 / np.sqrt(variance + 1e-5)
        hat = (x - mean) * scale
        return p.gamma * hat + p.beta, (hat, scale, rng is None)

    def backward(self, p, seen, g, grad, back=True):
        hat, scale, answering = seen
        grad.gamma += (g * hat).sum(axis=0)
        grad.beta += g.sum(axis=0)
        g = g * p.gamma
        return scale * g if answering else scale * (g - g.mean(axis=0) - hat * (g * hat).mean(axis=0))


@dataclass(frozen=True)
class Embedding(Layer):
    """Row x of the table E for each whole number x, (m, T); the rows of an example one behind the other."""

    words: int
    n: int
    counts = True

    def shapes(self):
        return {"E": (self.words, self.n)}

    def start(self, p, rng):
        p.E[:] = rng.normal(size=p.E.shape)

    def forward(self, p, x, rng=None):
        return p.E[x].reshape(len(x), -1), x

    def backward(self, p, x, g, grad, back=True):
        np.add.at(grad.E, x, g.reshape(*x.shape, self.n))


class Case(NamedTuple):
    """A layer, the shape of its inputs, and ``by_hand(math, p, x)``, with p the parameters by name."""

    layer: Layer
    shape: tuple[int, ...]
    by_hand: Callable
    learning: bool = False


def dense(p, name, x):
    """Return W x + b for the rows x."""
    return x @ p[f"{name}W"].T + p[f"{name}b"]


def mask(keep, shape):
    """Return the factors that dropout draws with the seed of the cases."""
    return (np.random.default_rng(SEED).random(shape) < keep) / keep


def normalized(math, p, x):
    """Return γ x̂ + β with the statistics of the rows x."""
    centred = x - x.mean(0)
    return p["gamma"] * (centred / math.sqrt((centred * centred).mean(0) + 1e-5)) + p["beta"]


twice = Dense(5, 5)
CASES = {
    "dense": Case(Dense(5, 3), (4, 5), lambda math, p, x: dense(p, "", x)),
    "dense, one example": Case(Dense(2, 3), (1, 2), lambda math, p, x: dense(p, "", x)),
    "dense, a sequence of rows": Case(Dense(5, 3), (2, 4, 5), lambda math, p, x: dense(p, "", x)),
    "tanh": Case(Apply(tanh), (4, 3), lambda math, p, x: math.tanh(x)),
    "sigmoid": Case(Apply(sigmoid), (4, 3), lambda math, p, x: math.sigmoid(x)),
    "relu": Case(Apply(relu), (4, 3), lambda math, p, x: math.relu(x)),
    "softplus": Case(Apply(softplus), (4, 3), lambda math, p, x: math.log(1 + math.exp(x))),
    "dropout while it learns": Case(
        Dropout(0.4), (4, 3), lambda math, p, x: x * math.constant(mask(0.6, (4, 3))), True
    ),
    "dropout while it answers": Case(Dropout(0.4), (4, 3), lambda math, p, x: x * 1.0),
    "chain": Case(
        Chain([Dense(5, 7), Apply(tanh), Dense(7, 3)]),
        (4, 5),
        lambda math, p, x: dense(p, "2.", math.tanh(dense(p, "0.", x))),
    ),
    "chain of chains": Case(
        Chain([Chain([Dense(5, 7), Apply(tanh)]), Chain([Dense(7, 3)])]),
        (4, 5),
        lambda math, p, x: dense(p, "1.0.", math.tanh(dense(p, "0.0.", x))),
    ),
    "residual": Case(
        Residual(Chain([Dense(5, 5), Apply(tanh)])), (4, 5), lambda math, p, x: x + math.tanh(dense(p, "0.0.", x))
    ),
    "a layer twice in one chain": Case(
        Chain([twice, Apply(tanh), twice]), (4, 5), lambda math, p, x: dense(p, "0.", math.tanh(dense(p, "0.", x)))
    ),
    "a layer twice at different depths": Case(
        Chain([twice, Residual(Chain([Apply(tanh), twice]))]),
        (4, 5),
        lambda math, p, x: dense(p, "0.", x) + dense(p, "0.", math.tanh(dense(p, "0.", x))),
    ),
    "dropout in a chain": Case(
        Chain([Dense(5, 6), Dropout(0.5), Dense(6, 2)]),
        (4, 5),
        lambda math, p, x: dense(p, "2.", dense(p, "0.", x) * math.constant(mask(0.5, (4, 6)))),
        True,
    ),
    "statistics of the minibatch": Case(BatchNorm(3), (5, 3), normalized, True),
}
