"""Points of the plane from distributions that a network shall learn to make: a ring of eight clouds, a spiral, moons.

The ring is a mixture of K equal round Gaussians with centres c_k and deviation s, and so nearly everything about it is
known exactly.  With noise of deviation σ on top, x_σ = x + σε, it is again such a mixture, of deviation √(s² + σ²):

    p(x)      = (1/K) Σ_k N(x; c_k, s² + σ²)
    ∇ ln p(x) = Σ_k r_k (c_k - x)/(s² + σ²),   r_k = the share of cloud k in p(x)          the score
    E[x₀|x]   = x + σ² ∇ ln p(x)                                                           the best denoiser
    E[ε|x]    = -σ ∇ ln p(x)                                                               the best guess of the noise

The third line is the formula of Tweedie (Robbins 1956; Efron 2011): what is left of x when the noise is averaged out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bplib import _validation as check
from bplib.data.datasets import two_moons

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Mixture:
    """Equal round Gaussians in the plane: their ``centres``, (K, 2), and the one ``deviation`` s of them all."""

    centres: Array
    deviation: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "centres", check.real_matrix("centres", self.centres, 2))
        check.number("deviation", self.deviation, 0, low_open=True)

    def sample(self, m: int, rng: np.random.Generator) -> Array:
        """Return m points, (m, 2), each from a cloud drawn by chance."""
        m, rng = check.whole_number("m", m, low=1), check.generator(rng)
        which = rng.integers(len(self.centres), size=m)
        return self.centres[which] + self.deviation * rng.normal(size=(m, 2))

    def log_density(self, x, sigma=0.0) -> Array:
        """Return ln p, (m,), at points x, (m, 2), when noise of deviation sigma (a number or (m,)) has been added."""
        _, variance, exponents = self._clouds(x, sigma)
        highest = exponents.max(axis=1)
        total = np.exp(exponents - highest[:, None]).mean(axis=1)
        return highest + np.log(total) - np.log(2 * np.pi * variance)

    def score(self, x, sigma=0.0) -> Array:
        """Return ∇ ln p, (m, 2): the way uphill, to where points with this noise are denser."""
        away, variance, exponents = self._clouds(x, sigma)
        shares = np.exp(exponents - exponents.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        return -(shares[:, :, None] * away).sum(axis=1) / variance[:, None]

    def denoised(self, x, sigma) -> Array:
        """Return E[x₀|x], (m, 2): no function of x and sigma comes nearer to the clean points in the mean square."""
        return x + np.square(_column(sigma)) * self.score(x, sigma)

    def noise(self, x, sigma) -> Array:
        """Return E[ε|x], (m, 2): what a network that has learnt to name the noise perfectly would answer."""
        return -_column(sigma) * self.score(x, sigma)

    def _clouds(self, x, sigma) -> tuple[Array, Array, Array]:
        """Return x - c_k, (m, K, 2), the variance, (m,), and the exponent of each Gaussian, (m, K)."""
        x = check.real_matrix("x", x, 2)
        variance = np.broadcast_to(self.deviation**2 + np.square(noise_levels(sigma, len(x))), len(x))
        away = x[:, None] - self.centres
        return away, variance, -np.square(away).sum(axis=2) / (2 * variance[:, None])


def noise_levels(sigma, m: int) -> Array:
    """Return sigma, a number or one for each of m points, as an array (m,), or raise ValueError."""
    values = check.floats("sigma", sigma)
    if values.shape not in ((), (m,)):
        raise ValueError(f"sigma must be a number or have shape ({m},), one for each point, got shape {values.shape}")
    if not (np.isfinite(values).all() and (values >= 0).all()):
        raise ValueError(f"sigma must be a deviation, 0 or more and finite, got {values.min():g} to {values.max():g}")
    return np.broadcast_to(values, m)


def _column(sigma) -> Array:
    sigma = np.asarray(sigma)
    return sigma[:, None] if sigma.ndim == 1 else sigma


# --- what is to be learnt


def eight_clouds(deviation: float = 0.08) -> Mixture:
    """Return the mixture behind ``ring``: eight centres on the circle of radius 1, the first of them at (1, 0).

    A ring of eight Gaussians is the test of Metz et al. 2016 (unrolled GANs) for a generator that forgets some.
    """
    angles = 2 * np.pi * np.arange(8) / 8
    return Mixture(np.column_stack([np.cos(angles), np.sin(angles)]), deviation)


def ring(m: int, rng: np.random.Generator, deviation: float = 0.08) -> Array:
    """Return m points, (m, 2), of eight round clouds on a circle of radius 1."""
    return eight_clouds(deviation).sample(m, rng)


def spiral(m: int, rng: np.random.Generator, deviation: float = 0.03) -> Array:
    """Return m points, (m, 2), along a spiral of one and a half turns, out to radius 1.5, spread evenly along it."""
    m, rng = check.whole_number("m", m, low=1), check.generator(rng)
    check.number("deviation", deviation, 0)
    radius = np.sqrt(rng.random(m))
    angle = 3 * np.pi * radius
    curve = 1.5 * radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return curve + deviation * rng.normal(size=(m, 2))


def moons(m: int, rng: np.random.Generator, deviation: float = 0.06) -> Array:
    """Return m points, (m, 2), of two interleaved half circles of radius 1: ``two_moons`` without their classes."""
    return two_moons(m, rng, deviation)[0]


# --- how well points were made


class Modes(NamedTuple):
    """What ``modes`` says of points: how many clouds are ``hit``, the share ``near`` one, ``shares`` of each, (K,)."""

    hit: int
    near: float
    shares: Array


def modes(points, mixture: Mixture | None = None, *, least: float = 0.01, within: float = 4.0) -> Modes:
    """Return how many clouds of the mixture, of the ring if none is named, the points hit, and in which shares.

    A point is near its nearest centre when it lies within so many deviations of it; a fair sample is with 4 in 99.97 %.
    A cloud is hit when at least the share ``least`` of all points is near it: one stray point is no cloud.
    """
    mixture = mixture or eight_clouds()
    points = check.real_matrix("points", points, 2)
    check.number("least", least, 0, 1, low_open=True)
    check.number("within", within, 0, low_open=True)
    distances = np.sqrt(np.square(points[:, None] - mixture.centres).sum(axis=2))
    near = distances.min(axis=1) <= within * mixture.deviation
    counts = np.bincount(distances.argmin(axis=1)[near], minlength=len(mixture.centres))
    shares = counts / len(points)
    return Modes(int((shares >= least).sum()), float(near.mean()), shares)
