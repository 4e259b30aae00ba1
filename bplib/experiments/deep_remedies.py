"""What lesson 7b measures of deep models: gradients of a random layer, steps of training, what a step does to others.

    profile     random layers one behind the other: how long the signal and, from the top down, the gradient are
    shares      the gradient of a residual network, by the number of branches on the way
    slopes_in_a_row  the slope of a deep random function, place by place
    pieces      the straight pieces of a random ReLU network along a line
    deep_sigmoids  a deep network of sigmoids, normalised or not, centred or not
    descend     plain gradient descent, counted in steps
    in_stretches  descent with a look at validation examples now and then
    watched     a measure that is taken while a model learns
    moved_below how a layer's gradient changes when only the layers below it make their step
    bending     how fast the gradient turns and grows along itself

moved_below and bending are what Santurkar et al. (2018) set against each other, in small.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bplib import _validation as check
from bplib.activations import relu, sigmoid
from bplib.initial_weights import he, lecun
from bplib.layers import Apply, Chain, Dense, Dropout, Layer, LayerParameters
from bplib.layers.layer import Views
from bplib.model import Model

Array = np.ndarray


def profile(layers: Sequence[Layer], x: Array, rng: np.random.Generator) -> tuple[float, Array]:
    """Return how much longer x is after fresh layers, and ‖g‖ below each of them, from the top down: 1, then the rest.

    x is (m, n_in); g is drawn at random at the top.  A layer that normalises does so as while it learns.
    """
    chain = Chain(layers)
    parameters, unread = LayerParameters(chain, x.dtype), LayerParameters(chain, x.dtype).view
    parameters.start(rng)
    signal, seen = chain.forward(parameters.view, x, rng)
    g = rng.normal(size=signal.shape).astype(x.dtype)
    lengths = [_length(g)]
    for i in range(len(layers) - 1, -1, -1):
        g = layers[i].backward(parameters.view[i], seen[i], g, unread[i])
        lengths.append(_length(g))
    return _length(signal) / _length(x), np.array(lengths) / lengths[0]


def _length(a: Array) -> float:
    return float(np.linalg.norm(a.astype(float)) / np.sqrt(a.size))


def shares(alpha: float, blocks: int, n: int, rng: np.random.Generator) -> Array:
    """Return the share of the squared gradient that comes through 0, 1, ..., ``blocks`` branches.

    A block is a + α V relu(U a), n wide, U by He's rule and V by LeCun's.  On the way down row k holds what came
    through k branches; a block leaves it as it is (around), and adds to row k + 1 (through).
    """
    x, jacobians = rng.normal(size=n), []
    for _ in range(blocks):
        U, V = he(n, n, rng), alpha * lecun(n, n, rng)
        jacobians.append(V @ ((U @ x > 0)[:, None] * U))
        x = x + V @ np.maximum(U @ x, 0)
    rows = np.zeros((blocks + 1, n))
    rows[0] = rng.normal(size=n)
    for J in reversed(jacobians):
        rows[1:] += rows[:-1] @ J
    return (rows**2).sum(axis=1) / (rows**2).sum()


def slopes_in_a_row(block: Callable[[], Sequence[Layer]], x: Array, rng: np.random.Generator, n: int = 100) -> Array:
    """Return dy/dx at each x, (m, 1), of a fresh network of 24 layers from one number to one number, n units wide.

    ``block`` makes what stands 23 times in it.  The statistics of norms are those of x, taken as constants: they must
    follow at once (``follow=1.0``).
    """
    hidden = [layer for _ in range(23) for layer in block()]
    net = Chain([Dense(1, n, "he"), *hidden, Apply(relu), Dense(n, 1, "lecun")])
    parameters = LayerParameters(net)
    parameters.start(rng)
    parameters.view[0].b[:] = rng.normal(size=n)
    net.forward(parameters.view, x, rng)  # notes the statistics down
    y, seen = net.forward(parameters.view, x)
    return net.backward(parameters.view, seen, np.ones_like(y), LayerParameters(net).view)[:, 0]


def pieces(depth: int, n: int, rng: np.random.Generator) -> int:
    """Return of how many straight pieces a fresh ReLU network of ``depth`` layers of n units is made on [-3, 3].

    Weights by He's rule, biases of the deviation ½.  A piece ends where a unit falls silent or begins to speak.
    """
    a, patterns = np.linspace(-3, 3, 8_001)[:, None], []
    for _ in range(depth):
        z = a @ he(n, a.shape[1], rng).T + rng.normal(0, 0.5, n)
        patterns.append(z > 0)
        a = relu(z)
    speaking = np.concatenate(patterns, axis=1)
    return 1 + int((speaking[1:] != speaking[:-1]).any(axis=1).sum())


def deep_sigmoids(
    norm: Callable[[int], Layer] | None,
    rng: np.random.Generator,
    centre: Array | None = None,
    depth: int = 8,
    n: int = 50,
    dtype=np.float64,
) -> Model:
    """Return a model of ``depth`` layers of n sigmoids and a layer of ten outputs: Glorot's weights, zero biases.

    ``norm`` makes what stands before each sigmoid.  With ``centre``, the mean input, (n_in,), weights below a sigmoid
    are four times as large, and biases b = -W ā take away what is expected of the layer below (½ of a sigmoid).
    """
    normalised = [] if norm is None else [norm]
    sizes = [64 if centre is None else len(centre)] + [n] * (depth - 1)
    halves = [[Dense(size, n), *(make(n) for make in normalised), Apply(sigmoid)] for size in sizes]
    model = Model([layer for half in halves for layer in half] + [Dense(n, 10)], rng=rng, dtype=dtype)
    if centre is not None:
        for i, mean in enumerate([centre] + [np.full(n, 0.5)] * depth):
            part = model.parameters.view[i * len(halves[0])]
            part.W[:] *= 4 if i < depth else 1
            part.b[:] = -part.W @ mean
    return model


def descend(
    model: Model,
    data: tuple[Array, Array],
    steps: int,
    rate: float,
    rng: np.random.Generator,
    batch: int = 64,
    decay: float = 0.0,
    change=None,
    watch: bool = True,
) -> Array:
    """Train in place by gradient descent on shuffled minibatches; return the cost of each, (steps,).

    ``decay`` is λ of weight decay; ``change`` (X, rng) makes other inputs of those of a minibatch.  Where the cost
    is no number any more training ends, and the costs that are missing are inf.  Without ``watch`` all are 0.
    """
    (X, Y), theta, gradient = _in_type_of(model, data), model.theta, model.empty_gradient()
    order, costs = [], np.full(steps, np.inf)
    decaying = model.parameters.decaying if decay else []
    for t in range(steps):
        if len(order) < batch:
            order = rng.permutation(len(X))
        rows, order = order[:batch], order[batch:]
        inputs = X[rows] if change is None else change(X[rows], rng)
        Z, A = model.learn_from(inputs, Y[rows], gradient, rng=rng)
        cost = model.mean_cost(Z, A, Y[rows]) if watch else 0.0
        if not np.isfinite(cost):
            break
        costs[t] = cost
        for W in decaying:
            W *= 1 - rate * decay
        theta -= rate * gradient.flat
    return costs


def _in_type_of(model: Model, data: tuple[Array, Array]) -> list[Array]:
    return [part.astype(model.dtype, copy=False) for part in data]


def in_stretches(model: Model, data: tuple[Array, Array], rate: float, rng: np.random.Generator, **options) -> Array:
    """Train by ``descend`` for 30 stretches of 30 steps with ten rows; return the parameters after each, (30, P)."""
    path = np.empty((30, model.theta.size), model.dtype)
    for theta in path:
        descend(model, data, 30, rate, rng, batch=10, watch=False, **options)
        theta[:] = model.theta
    return path


def gone_back(model: Model, path: Array, held_out: tuple[Array, Array]) -> Model:
    """Return the model with those parameters of ``path``, one set a row, whose cost on ``held_out`` is lowest."""
    model.theta = min(path, key=lambda theta: model.cost(*held_out, theta=theta))
    return model


def watched(
    model: Model, measure: Callable, data: tuple[Array, Array], rate: float, rng: np.random.Generator, batch: int = 60
) -> float:
    """Train for five times twenty steps; return the median of measure(model, X, Y, rate) on a minibatch after each."""
    (X, Y), seen = _in_type_of(model, data), []
    for _ in range(5):
        descend(model, data, 20, rate, rng, batch, watch=False)
        rows = rng.permutation(len(X))[:batch]
        seen.append(measure(model, X[rows], Y[rows], rate))
    return float(np.median(seen))


@dataclass(frozen=True)
class Jolt(Layer):
    """While the model learns each unit is scaled, shifted and made noisy, in another way in every step.

    The scale is the root of a number from ½ to 2, the shift a number from -1 to 1, and every value gets noise of the
    deviation 0.2.  While it answers nothing is done.
    """

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, Array | float]:
        if rng is None:
            return x, 1.0
        scale, shift = np.sqrt(rng.uniform(0.5, 2, x.shape[1])), rng.uniform(-1, 1, x.shape[1])
        scale, added = scale.astype(x.dtype), (shift + rng.normal(0, 0.2, x.shape)).astype(x.dtype)
        return scale * x + added, scale

    def backward(self, p: Views, scale, g: Array, grad: Views, back: bool = True) -> Array:
        return scale * g


def moved_below(model: Model, X: Array, Y: Array, rate: float, layer: int) -> float:
    """Return ‖g' - g‖/‖g‖ for the weights of dense layer ``layer`` (the first is 1) of a chain.

    g is their gradient now, g' what it is after the parameters below, and no others, have made a step at this rate.
    """
    rng = np.random.default_rng(0)  # asked for, not used: norms take the statistics of the minibatch
    before, after = model.empty_gradient(), model.empty_gradient()
    parameters = model.parameters.like(model.theta.copy())
    model.learn_from(X, Y, before, rng=rng, parameters=parameters)
    names = [name for name in before.blocks() if name.endswith(".W")]
    name = names[int(check.number("layer", check.whole_number("layer", layer, low=1), 1, len(names))) - 1]
    for other, block in parameters.blocks().items():
        if int(other.split(".")[0]) < int(name.split(".")[0]):
            block -= rate * before.blocks()[other]
    model.learn_from(X, Y, after, rng=rng, parameters=parameters)
    g, moved = before.blocks()[name], after.blocks()[name]
    return float(np.linalg.norm(moved - g) / np.linalg.norm(g))


def bending(model: Model, X: Array, Y: Array, rate: float) -> float:
    """Return the largest ‖g' - g‖/‖step‖ of steps against g, ½, 1, 2 and 4 times as long as with this rate."""
    rng = np.random.default_rng(0)
    here, there, found = model.empty_gradient(), model.empty_gradient(), []
    model.learn_from(X, Y, here, rng=rng, parameters=model.parameters.like(model.theta.copy()))
    for factor in (0.5, 1, 2, 4):
        step = factor * rate * here.flat
        model.learn_from(X, Y, there, rng=rng, parameters=model.parameters.like(model.theta - step))
        found.append(np.linalg.norm(there.flat - here.flat) / np.linalg.norm(step))
    return float(max(found))


def answered(model: Model, X: Array, Y: Array, treat: Callable[[Array], Array]) -> tuple[float, float]:
    """Return accuracy and cost of a chain when ``treat`` is done, while it answers, where a dropout layer stands."""
    z, p = X, model.parameters.view
    for i, layer in enumerate(model.layers.layers):
        z = treat(z) if isinstance(layer, Dropout) else layer.forward(p[i], z)[0]
    right = z.argmax(axis=1) == Y.argmax(axis=1)
    return float(right.mean()), float(model.mean_cost(z, model.f(z), Y))
