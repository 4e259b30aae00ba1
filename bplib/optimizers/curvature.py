"""The largest curvature of a cost: the number that limits the learning rate, measured with gradients alone.

Two gradients give the product of the second derivatives H with any vector, Hv ≈ (g(θ + hv) - g(θ - hv)) / 2h, and H is
never written down.  Multiplying by H again and again turns nearly every vector into the direction whose curvature is
largest in size (power iteration).
"""

from __future__ import annotations

import numpy as np

from bplib import _validation as check
from bplib.network import Network

Array = np.ndarray


def largest_curvature(network: Network, X, Y, rng: np.random.Generator, steps: int = 40, h: float = 1e-4) -> float:
    """Return the eigenvalue of the second derivatives of the cost on X, (m, n_0), and Y, (m, n_L), that is largest in
    size, after so many steps of power iteration from a random vector.  The network is left as it was found.
    """
    check.whole_number("steps", steps, low=1)
    theta, v, curvature = network.theta.copy(), check.generator(rng).normal(size=network.theta.size), 0.0
    try:
        for _ in range(steps):
            v /= np.linalg.norm(v)
            Hv = _curved(network, X, Y, theta, v, h)
            curvature, v = float(v @ Hv), Hv
    finally:
        network.theta = theta
    return curvature


def _curved(network: Network, X, Y, theta: Array, v: Array, h: float) -> Array:
    """Return Hv at theta, shape (P,), from a gradient on either side; the network is left at the second place."""
    network.theta = theta + h * v
    forward = network.gradient(X, Y).flat.copy()
    network.theta = theta - h * v
    return (forward - network.gradient(X, Y).flat) / (2 * h)
