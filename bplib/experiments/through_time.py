"""Elman networks that learn through time: which of two symbols came first, and XOR in time."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from bplib import _validation as check
from bplib.data.sequences import latch, xor_in_time
from bplib.layers import Dense, Elman, EveryMoment, LastMoment
from bplib.layers.layer import LayerParameters
from bplib.model import Model
from bplib.optimizers import Optimizer, clip_norm

Array = np.ndarray


def recurrent_weights(n: int, radius: float, rng: np.random.Generator) -> Array:
    """Return normal numbers, (n, n), scaled so that their largest eigenvalue has the size ``radius``."""
    U = rng.normal(size=(check.whole_number("n", n, low=1), n))
    return U * (check.number("radius", radius, 0) / np.abs(np.linalg.eigvals(U)).max())


def drawn(
    n: int, radius: float, rng: np.random.Generator, *, gain: float = 0.5, window: int | None = None
) -> tuple[Elman, LayerParameters]:
    """Return n tanh units with four inputs, and random parameters: U of that spectral radius, b = 0.

    Inputs from N(0, 1) have in z the deviation ``gain``.
    """
    layer = Elman(4, n, window=window)
    parameters = LayerParameters(layer)
    parameters.view.U[:] = recurrent_weights(n, radius, rng)
    parameters.view.W[:] = rng.normal(0, gain / 2, (n, 4))
    return layer, parameters


# --- which of two symbols came first?


class Latched(NamedTuple):
    """The share of right answers on 1,000 fresh sequences; the gradient's length at each update, before clipping."""

    right: float
    lengths: Array


def trained_on_latch(
    delay: int,
    seed: int,
    optimizer: Optimizer,
    *,
    window: int | None = None,
    n: int = 12,
    radius: float = 1.0,
    updates: int = 400,
    clip: float = 1.0,
    held: Collection[str] = (),
) -> Latched:
    """Teach n tanh units, by minibatches of 32 fresh sequences, which of two symbols stood at the first moment.

    U begins with the spectral radius ``radius``; ``held`` names what of W, U and b stays as it was drawn.
    """
    rng = np.random.default_rng(seed)
    model = latch_model(n, window, radius, rng)
    gradient, lengths = model.empty_gradient(), np.empty(updates)
    for i in range(updates):
        model.learn_from(*latch(delay, 32, rng, np.float32), gradient)
        for name in held:
            getattr(gradient.view[0], name)[:] = 0
        lengths[i] = clip_norm(gradient.flat, clip)
        optimizer.step(model.theta, gradient.flat)
    return Latched(model.accuracy(*latch(delay, 1000, rng, np.float32)), lengths)


def latch_model(n: int, window: int | None, radius: float, rng: np.random.Generator) -> Model:
    """Return n tanh units that read three inputs a moment and answer, 0 or 1, at the last one."""
    layers = [Elman(3, n, window=window), LastMoment(), Dense(n, 1)]
    model = Model(layers, "sigmoid", "binary_cross_entropy", rng=rng, dtype=np.float32)
    model.parameters.view[0].U[:] = recurrent_weights(n, radius, rng)
    return model


def trained_at_the_last_moment(
    delay: int, seed: int, optimizer: Optimizer, *, others_follow: bool, n: int = 12, radius: float = 1.0
) -> float:
    """Return the share of right answers when only the weights of the last moment learn, in 400 updates.

    The moments before it have weights of their own.  They follow after each update, which makes it learning with window
    1, or they stay as they were drawn.
    """
    rng = np.random.default_rng(seed)
    model = latch_model(n, 1, radius, rng)
    earlier, gradient = model.parameters.like(model.theta.copy()), model.empty_gradient()
    for _ in range(400):
        X, Y = latch(delay, 32, rng, np.float32)
        Z, seen = _through_both(model, earlier, X)
        gradient.flat[:] = 0
        _back_through_the_last(model, seen, (model.f(Z) - Y) / len(Y), gradient)
        clip_norm(gradient.flat, 1.0)
        optimizer.step(model.theta, gradient.flat)
        if others_follow:
            earlier.flat[:] = model.theta
    X, Y = latch(delay, 1000, rng, np.float32)
    return float(np.mean((_through_both(model, earlier, X)[0] > 0) == (Y > 0.5)))


def _through_both(model: Model, earlier: LayerParameters, X: Array) -> tuple[Array, tuple]:
    """Return z^L, the last moment by the model's weights and the others by the earlier ones, and what was seen."""
    elman, _, dense = model.layers.layers
    p = model.parameters.view
    h, seen = elman.unroll(p[0], X[-1:], elman.end(elman.unroll(earlier.view[0], X[:-1])[1]))
    Z, below = dense.forward(p[2], h[0])
    return Z, (seen, below)


def _back_through_the_last(model: Model, seen: tuple, g: Array, gradient: LayerParameters) -> None:
    """Add the gradient of the last moment's weights; g is ∂C/∂z^L."""
    elman, _, dense = model.layers.layers
    p, grad = model.parameters.view, gradient.view
    g_h = dense.backward(p[2], seen[1], g, grad[2])
    elman.through_time(p[0], seen[0], g_h[None], grad[0], False)


# --- XOR in time


def trained_on_xor(hidden: int, window: int | None, seed: int, optimizer: Optimizer, updates: int = 600) -> Array:
    """Return the rms error at each moment of fresh streams, (23,), after learning XOR in time (Elman 1990).

    An update is for 25 fresh streams of eight triples of bits; every third bit is the XOR of the two before it.
    """
    rng = np.random.default_rng(seed)
    layers = [Elman(1, hidden, window=window), EveryMoment(), Dense(hidden, 1)]
    model = Model(layers, "sigmoid", "binary_cross_entropy", rng=rng, dtype=np.float32)
    gradient = model.empty_gradient()
    for _ in range(updates):
        X, Y = xor_in_time(8, 25, rng, np.float32)
        model.learn_from(X, Y.reshape(-1, 1), gradient)
        optimizer.step(model.theta, gradient.flat)
    X, Y = xor_in_time(8, 1000, rng, np.float32)
    return np.sqrt(np.mean((model.predict(X).reshape(Y.shape) - Y) ** 2, axis=(1, 2)))
