"""What mean-field theory predicts for the network, layer by layer; ``theory.js`` says the same in JavaScript.

    q   mean square of z          v   its variance over a large batch          p   mean product of the z of two inputs

For batch norm p is counted from the mean of the batch.  Backwards the mean square of δ has the factor
s + α² σ_w² E f'²/d a layer, where d is what the norm divided z² by, and s = 1 with a way around, else 0.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bplib.depth.mean_field import MeanField, expectation
from bplib.widgets.depth_explorer.network import BATCH, COSINE, WIDTH, Profile, Settings

LARGEST = 1e300  # of a mean square


class _Level(NamedTuple):
    """q, v and p of a layer."""

    q: float
    v: float
    p: float


class _Step(NamedTuple):
    """Of a layer: q, the correlation, E f, E f², E f'², and what its norm divides z² by."""

    q: float
    c: float
    mean: float
    square: float
    slope: float
    divisor: float


def predicted(settings: Settings) -> Profile:
    """Return what a very wide network and a large batch would show; NaN in all layers where it grows too large."""
    steps = _climb(settings)
    if len(steps) < settings.depth:
        return Profile(*np.full((5, settings.depth), np.nan))
    q, c, _, square, slope, divisor = np.array(steps).T
    skip = float(settings.residual != "off")
    factors = skip + settings.alpha**2 * settings.weights * slope[:-1] / divisor[:-1]
    delta = np.sqrt(np.append(np.cumprod(factors[::-1])[::-1], 1.0))
    a = np.sqrt(square)
    below = np.append(1.0, settings.alpha * a[:-1])
    return Profile(np.sqrt(q), a, delta, below * delta * WIDTH / np.sqrt(BATCH), c)


def _climb(settings: Settings) -> list[_Step]:
    w, b = settings.weights, settings.biases
    level = _Level(w + b, w, w * COSINE + (0 if settings.norm == "batch" else b))
    steps: list[_Step] = []
    while len(steps) < settings.depth and level.q < LARGEST:
        step, shared = _step(settings, level)
        steps.append(step)
        level = _next(settings, level, step, shared)
    return steps


def _step(settings: Settings, level: _Level) -> tuple[_Step, float]:
    """Return a layer, and E f(u) f(v) for its two inputs."""
    of_one, batch = MeanField(settings.f, 1.0), settings.norm == "batch"
    divisor = {"none": 1.0, "batch": level.v}.get(settings.norm, level.q)
    length = level.q if settings.norm == "none" else 1.0
    c = level.p / (level.v if batch else level.q)
    mean = expectation(lambda z: settings.f(np.sqrt(length) * z))
    step = _Step(level.q, c, mean, of_one.length_after(length), of_one.chi(length), divisor)
    return step, of_one.correlation_after(min(1.0, max(-1.0, c)), length) * length


def _next(settings: Settings, level: _Level, step: _Step, shared: float) -> _Level:
    w, b, scale = settings.weights, settings.biases, settings.alpha**2
    skip = float(settings.residual != "off")
    pair = w * (shared - step.mean**2) if settings.norm == "batch" else w * shared + b
    return _Level(
        skip * level.q + scale * (w * step.square + b),
        skip * level.v + scale * w * (step.square - step.mean**2),
        skip * level.p + scale * pair,
    )
