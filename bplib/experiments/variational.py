"""Variational autoencoders for digits, S of them side by side, and three estimates of the gradient of their encoders.

An encoder gives μ and s = ln σ² of a code h = μ + σ ε, ε ~ N(0, 1); a decoder makes a picture of h (Kingma and Welling
2013).  The cost of a picture is -ELBO = -ln p(x given h) + ½ Σ (μ² + σ² - 1 - s).  What comes in at the encoder is

    ∂C/∂μ = u + μ,      ∂C/∂s = v + ½ (σ² - 1),

where u and v stand for the first term of the cost, f(h):

    path      u = ∂f/∂h,      v = ½ ∂f/∂h ε σ              through h, with the same ε: reparametrisation
    score     u = (f - b) ε/σ,      v = ½ (f - b)(ε² - 1)      f as a number: the derivative of ln N(h; μ, σ²)

with a baseline b = 0 or, for "baseline", the mean of f over the minibatch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bplib import _validation as check
from bplib.activations import softplus
from bplib.experiments.many_dense_networks import ManyDense, shuffled
from bplib.optimizers import Adam

Array = np.ndarray

WAYS = ("path", "score", "baseline")


class Autoencoders(NamedTuple):
    """S encoders, n_0-hidden-2k, and S decoders, k-hidden-n_0."""

    encoder: ManyDense
    decoder: ManyDense

    def codes(self, X: Array) -> tuple[Array, Array]:
        """Return μ and s, (S, m, k)."""
        return np.split(self.encoder.answers(X), 2, axis=-1)


def fresh(n: int, hidden: int, k: int, rngs: Sequence[np.random.Generator], dtype=np.float32) -> Autoencoders:
    """Return untrained autoencoders with tanh units and sigmoid pictures."""
    encoder = ManyDense([n, hidden, 2 * k], "tanh identity", rngs, dtype=dtype)
    return Autoencoders(encoder, ManyDense([k, hidden, n], "tanh sigmoid", rngs, dtype=dtype))


def surprise(Z: Array, X: Array) -> Array:
    """Return f = -Σ x ln a + (1 - x) ln(1 - a) of each picture, a = σ(Z)."""
    return np.sum(softplus.value(Z) - X * Z, axis=-1)


def divergence(mu: Array, s: Array) -> Array:
    """Return ½ Σ (μ² + σ² - 1 - s) of each picture: how far N(μ, σ²) is from N(0, 1)."""
    return 0.5 * np.sum(mu**2 + np.exp(s) - 1 - s, axis=-1)


def seed_of_encoder(g_h: Array, f: Array, mu: Array, s: Array, eps: Array, way: str = "path") -> Array:
    """Return ∂C/∂(μ, s), (S, m, 2k), from g_h = ∂f/∂h, (S, m, k), or from f, (S, m), for pictures one by one."""
    sigma = np.exp(s / 2)
    if check.choice("way", way, {name: name for name in WAYS}) == "path":
        u, v = g_h, g_h * eps * sigma / 2
    else:
        good = (f - f.mean(axis=1, keepdims=True) if way == "baseline" else f)[..., None]
        u, v = good * eps / sigma, good * (eps**2 - 1) / 2
    return np.concatenate([u + mu, v + (sigma**2 - 1) / 2], axis=-1)


def train(X: Array, way: str, rate: float, seeds: Sequence[int], *, epochs: int = 60, m: int = 64, k: int = 2):
    """Return autoencoders, one of each seed, trained by one of the three ways with Adam."""
    rngs = [np.random.default_rng(seed) for seed in seeds]
    nets = fresh(X.shape[1], 64, k, rngs)
    optimizers = Adam(rate), Adam(rate)
    for batch in shuffled(X.astype(np.float32), epochs, m, rngs):
        eps = np.stack([rng.normal(size=(m, k)) for rng in rngs]).astype(np.float32)
        step(nets, batch, eps, way, optimizers)
    return nets


def step(nets: Autoencoders, X: Array, eps: Array, way: str, optimizers: Sequence[Adam]) -> None:
    """Make one step of encoders and decoders for pictures X, (S, m, n), with the noise eps, (S, m, k)."""
    up = nets.encoder.forward(X)
    mu, s = np.split(up.A[-1], 2, axis=-1)
    down = nets.decoder.forward(mu + np.exp(s / 2) * eps)
    g_h = nets.decoder.back(down, down.A[-1] - X, below=True)  # by picture; the decoder's own is summed
    seed = seed_of_encoder(g_h, surprise(down.Z[-1], X), mu, s, eps, way)
    nets.encoder.back(up, seed / X.shape[1])
    nets.decoder.gradient /= X.shape[1]
    for net, optimizer in zip(nets, optimizers, strict=True):
        net.step(optimizer)


def cost(nets: Autoencoders, X: Array, rng: np.random.Generator, draws: int = 5) -> Array:
    """Return the mean over pictures X, (m, n), of -ELBO, for each of the S autoencoders, with ``draws`` codes each."""
    mu, s = nets.codes(X)
    found = [
        surprise(nets.decoder.forward(mu + np.exp(s / 2) * rng.normal(size=mu.shape)).Z[-1], X) for _ in range(draws)
    ]
    return (np.mean(found, axis=0) + divergence(mu, s)).mean(axis=1)
