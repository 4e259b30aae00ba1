"""Deep networks before they are trained, and for a few hundred steps: how long δ and the gradients are, layer by layer.

A network of these experiments has hidden layers of one width, all with the same activation, and a softmax on top.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bplib import _validation as check
from bplib.activations import ACTIVATIONS
from bplib.depth.lsuv import lsuv
from bplib.layers import Apply, Dense
from bplib.model import Model
from bplib.network import Network
from bplib.optimizers.descent import GradientDescent
from bplib.optimizers.stepping import Optimizer

Array = np.ndarray


def deep(
    unit: str,
    start: str | float,
    seed: int,
    depth: int = 20,
    width: int = 100,
    *,
    biases: float = 0.0,
    sizes: tuple[int, int] = (64, 10),
    dtype=np.float64,
) -> Network:
    """Return a network with ``depth`` hidden layers of ``width`` units between sizes[0] inputs and sizes[1] classes.

    ``start`` is the name of a rule for the initial weights, or σ_w: then the weights are normal with deviation
    σ_w/√n_in.  ``biases`` is σ_b, the deviation of the hidden units' biases.
    """
    named = isinstance(start, str)
    if not named:
        check.number("start", start, 0, low_open=True)
    check.whole_number("depth", depth, low=1)
    check.number("biases", biases, 0)
    layers, units = [sizes[0], *[width] * depth, sizes[1]], [unit] * depth + ["softmax"]
    rule, rng = start if named else "lecun", np.random.default_rng(seed)
    network = Network(layers, units, "cross_entropy", rng=rng, initial_weights=rule, dtype=dtype)
    for W in network.W[1:]:
        W *= 1 if named else start
    for b in network.b[1:-1]:
        b[:] = rng.normal(0, biases, width)
    return network


def by_old_rule(network: Network) -> Network:
    """Turn Glorot's weights, even in ±√(6/(n_in + n_out)), into even ones in ±1/√n_in, and return the network.

    The usual rule before Glorot and Bengio (2010), who compare theirs with it.
    """
    for W in network.W[1:]:
        W *= np.sqrt(sum(W.shape) / 6 / W.shape[1])
    return network


def trained(
    network: Network, X: Array, Y: Array, rule: float | Optimizer, seed: int, steps: int = 300, batch_size: int = 50
) -> float:
    """Train in place with minibatches that ``seed`` draws, and return the cost of all examples afterwards.

    ``rule`` is the rate of plain gradient descent, or another optimiser.
    """
    X, Y, rng = X.astype(network.dtype), Y.astype(network.dtype), np.random.default_rng(100 + seed)
    optimizer = rule if isinstance(rule, Optimizer) else GradientDescent(rule)
    gradient = network.empty_gradient()
    for _ in range(steps):
        batch = rng.choice(len(X), batch_size, replace=False)
        network.learn_from(X[batch], Y[batch], gradient)
        optimizer.step(network.theta, gradient.flat)
    return network.cost(X, Y)


class Lengths(NamedTuple):
    """By hidden layer, from the first to the last: rms δ, the length of ∂C/∂W, the mean of z², the rms of a^{l-1}."""

    delta: Array
    weights: Array
    squares: Array
    below: Array


def lengths(network: Network, X: Array, Y: Array) -> Lengths:
    """Return how long signals and gradients of a network are, as root of the mean square over units and examples."""
    trace = network.forward(X)
    gradient, hidden = network.backward(trace, Y), range(1, len(network.sizes) - 1)
    return Lengths(
        np.array([_rms(gradient.D[l]) for l in hidden]),
        np.array([np.linalg.norm(gradient.W[l]) for l in hidden]),
        np.array([_rms(trace.Z[l]) ** 2 for l in hidden]),
        np.array([_rms(trace.A[l - 1]) for l in hidden]),
    )


def _rms(values: Array) -> float:
    return float(np.sqrt(np.mean(values**2)))


def factor(values: Array) -> float:
    """Return the factor of one layer, from the last value down to the first: a geometric mean of the ratios."""
    if len(values) < 2 or not min(values) > 0:
        raise ValueError(f"values must be two or more positive numbers, one a layer, got {values}")
    return float((values[0] / values[-1]) ** (1 / (len(values) - 1)))


def as_sigmoids(network: Network) -> Network:
    """Return a network of sigmoids that computes what a network of tanh computes.

    tanh z = 2 σ(2z) - 1: each hidden unit shall hand on s = σ(2z), so what comes in is 2s - 1, and what goes out 2z.
    """
    L = len(network.sizes) - 1
    if any(f.name != "tanh" for f in network.f[1:L]):
        raise ValueError(f"network must have hidden layers of tanh, got {network}")
    units = ["sigmoid"] * (L - 1) + ["softmax"]
    new = Network(network.sizes, units, "cross_entropy", rng=np.random.default_rng(0), dtype=network.dtype)
    for l in range(1, L + 1):
        inner, outer = 1 + (l > 1), 1 + (l < L)
        new.W[l][:] = inner * outer * network.W[l]
        new.b[l][:] = outer * (network.b[l] - (l > 1) * network.W[l].sum(axis=1))
    return new


def started_by_lsuv(unit: str, X: Array, seed: int, depth: int = 20, width: int = 100) -> Network:
    """Return the network of ``deep`` with the weights that LSUV finds on X."""
    network = deep(unit, "orthogonal", seed, depth, width, sizes=(X.shape[1], 10))
    layers = []
    for n, k in zip(network.sizes[1:], network.sizes, strict=False):
        layers += [Dense(k, n), Apply(ACTIVATIONS[unit])]
    model = lsuv(Model(layers[:-1], rng=np.random.default_rng(seed)), X, np.random.default_rng(seed))
    for l in range(1, len(network.sizes)):
        network.W[l][:] = model.parameters.view[2 * l - 2].W
    return network
