"""Diffusion: a network learns to name the noise in a point at many noise levels; then noise is turned into points.

To learn, take a clean point x₀, a level σ and noise ε from N(0, I), and let the network say from x = x₀ + σε what ε
was.  The cost is quadratic and its target is ε, so that δ^L = a - ε.  The best answer is E[ε|x] = -σ ∇ ln p_σ(x): a
network that names the noise has learnt the score of the noisy points (Vincent 2011; Ho, Jain and Abbeel 2020).

To make points, begin with noise of the highest level and go down.  From σ to the next level, s, with the answer a:

    x₀ ← x - σ a                          the guess of the clean point
    x  ← x₀ + d a + u ε',                 ε' fresh noise from N(0, I)
    u² = s²(σ² - s²)/σ²,  d² = s² - u²    so that the noise left has deviation s

With u = 0 and d = s nothing is drawn: the same start ends at the same point.  After the last level comes s = 0.

Levels are deviations (Song and Ermon 2019 have them in geometric order): x is never made smaller, noise is added.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from bplib import _validation as check
from bplib.data.points import noise_levels
from bplib.trainable import Trainable

Array = np.ndarray
Noise = Callable[[Array, Array], Array]  # from x, (m, 2), and sigma, (m,), to the noise in x, (m, 2)

HIGHEST, LOWEST = 2.0, 0.05
N_INPUTS = 13


def levels(count: int = 20, highest: float = HIGHEST, lowest: float = LOWEST) -> Array:
    """Return noise levels from the highest to the lowest, (count,), each the same fraction of the one before."""
    count = check.whole_number("count", count, low=2)
    check.number("lowest", lowest, 0, low_open=True)
    check.number("highest", highest, lowest, low_open=True)
    return highest * (lowest / highest) ** (np.arange(count) / (count - 1))


# --- to learn


class Batch(NamedTuple):
    """Points ``x`` with noise in them, (m, 2), the level ``sigma`` of each, (m,), and the noise ``epsilon``, (m, 2)."""

    x: Array
    sigma: Array
    epsilon: Array


def noisy(clean, rng: np.random.Generator, highest: float = HIGHEST, lowest: float = LOWEST) -> Batch:
    """Return a minibatch to learn from, made of clean points, (m, 2): ln σ is uniform between the two levels."""
    clean, rng = check.real_matrix("clean", clean, 2), check.generator(rng)
    check.number("lowest", lowest, 0, low_open=True)
    check.number("highest", highest, lowest, low_open=True)
    sigma = np.exp(rng.uniform(np.log(lowest), np.log(highest), len(clean)))
    epsilon = rng.normal(size=clean.shape)
    return Batch(clean + sigma[:, None] * epsilon, sigma, epsilon)


def inputs(x, sigma) -> Array:
    """Return what the network sees of noisy points, (m, 13), for x, (m, 2), and sigma, a positive number or (m,).

    They are v = x/√(½ + σ²), whose size hardly depends on σ (½ is the variance of a coordinate on a circle of radius
    1), sin 2v, cos 2v, sin 4v, cos 4v, then ½ ln σ, sin 1.5 ln σ and cos 1.5 ln σ.
    """
    x = check.real_matrix("x", x, 2)
    sigma = noise_levels(sigma, len(x))
    if not (sigma > 0).all():
        raise ValueError("sigma must be positive, got 0: there is no noise to name, and ln 0 is no number")
    v, t = x / np.sqrt(0.5 + sigma**2)[:, None], np.log(sigma)[:, None]
    return np.hstack(
        [v, np.sin(2 * v), np.cos(2 * v), np.sin(4 * v), np.cos(4 * v), t / 2, np.sin(1.5 * t), np.cos(1.5 * t)]
    )


def noise_of(network: Trainable) -> Noise:
    """Return the function (x, sigma) → noise that a network of 13 inputs and 2 outputs answers with."""
    return lambda x, sigma: network.predict(inputs(x, sigma))


# --- to make points


def step(x: Array, noise: Array, sigma: float, following: float, fresh: Array | None = None) -> Array:
    """Return the points one level further down, from ``sigma`` to ``following``, for the noise named in them.

    With fresh noise from N(0, I), (m, 2), part of the noise taken away is drawn anew; without it nothing is by chance.
    """
    clean = x - sigma * noise
    if fresh is None:
        return clean + following * noise
    up = following * np.sqrt(max(sigma**2 - following**2, 0)) / sigma
    return clean + np.sqrt(following**2 - up**2) * noise + up * fresh


def sample(noise: Noise, m: int, levels: Array, rng: np.random.Generator, stochastic: bool = True) -> Array:
    """Return the way of m points from noise down all levels, (len(levels) + 1, m, 2): what was made is the last, [-1].

    ``noise`` is any function of x, (m, 2), and sigma, (m,): ``noise_of(network)``, or ``Mixture.noise``, the exact one.
    """
    m, rng, levels = check.whole_number("m", m, low=1), check.generator(rng), _going_down(levels)
    way = [levels[0] * rng.normal(size=(m, 2))]
    for sigma, following in zip(levels, [*levels[1:], 0.0], strict=True):
        x = way[-1]
        named = noise(x, np.full(m, sigma))
        if np.shape(named) != x.shape:
            raise ValueError(
                f"noise(x, sigma) must return an array of the shape of x, {x.shape}, got {np.shape(named)}"
            )
        way.append(step(x, named, sigma, following, rng.normal(size=x.shape) if stochastic else None))
    return np.array(way)


def _going_down(levels) -> Array:
    levels = check.floats("levels", levels)
    if levels.ndim != 1 or len(levels) == 0 or not np.isfinite(levels).all() or levels.min() <= 0:
        raise ValueError(f"levels must be positive deviations of shape (n,), got {levels}")
    if (np.diff(levels) >= 0).any():
        hint = ": turn them round, levels[::-1]" if (np.diff(levels) > 0).all() else ""
        raise ValueError(f"levels must go down from level to level, got {levels}{hint}")
    return levels
