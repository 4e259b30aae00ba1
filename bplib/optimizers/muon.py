"""Muon: momentum for weight matrices, made orthogonal before each step.

A gradient of a weight matrix is often dominated by a few directions.  Replacing its singular values by ones, U S Vᵀ →
U Vᵀ, gives every direction the same share of the step.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

import numpy as np

from bplib.optimizers.adam import Adam
from bplib.optimizers.schedules import Schedule
from bplib.optimizers.stepping import Array, Optimizer, fraction
from bplib.parameters import Vector

NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)


class Muon(Optimizer):
    """M ← βM + G,  W ← W - η √max(1, n_out/n_in) orthogonal(G + βM) for the gradient G of each weight matrix
    (Jordan et al. 2024, η = 0.02, β = 0.95); biases take Adam's step with ``bias_rate``.

    It must know the matrices: ``step(network.parameters, network.gradient(X, Y))``.
    """

    vectors = ("m", "v")  # m is M in the places of weights; m and v are those of Adam in the places of biases

    def __init__(
        self,
        learning_rate: float | Schedule = 0.02,
        beta: float = 0.95,
        *,
        bias_rate: float = 0.001,
        weight_decay: float = 0.0,
    ):
        super().__init__(learning_rate, weight_decay)
        self.beta = fraction("beta", beta)
        self.bias_rate = bias_rate
        self._adam = Adam(bias_rate)

    def _cut(self, theta: Array | Vector, x: Array, g: Array, overwrite: bool) -> Iterator[tuple]:
        """Yield (x, g, s, state) for each block; one of more than two axes is a matrix with a row for each output."""
        if not isinstance(theta, Vector):
            raise TypeError("Muon must know the weight matrices: step(network.parameters, network.gradient(X, Y))")
        seen = [theta.like(flat).blocks().values() for flat in (x, g, *self._state.values())]
        for blocks in zip(*seen, strict=True):
            x, g, m, v = (block.reshape(len(block), -1) if block.ndim > 2 else block for block in blocks)
            yield x, g, np.empty_like(x), (m, v)

    def update(self, x: Array, g: Array, s: Array, eta: float, m: Array, v: Array) -> None:
        if x.ndim == 1:
            self._adam.t = self.t
            self._adam.update(x, g, s, self.bias_rate, m, v)
            return
        m *= self.beta
        m += g
        n_out, n_in = x.shape
        x -= eta * sqrt(max(1, n_out / n_in)) * orthogonal(g + self.beta * m)


def orthogonal(G: Array, iterations: int = 5) -> Array:
    """Return nearly U Vᵀ for G = U S Vᵀ, (n, k), by Newton-Schulz: products of matrices only.

    Each iteration applies s → 3.4445 s - 4.775 s³ + 2.0315 s⁵ to all singular values at once, which drives those
    between 0 and 1 to the neighbourhood of 1; the coefficients trade accuracy for speed (Jordan et al. 2024).
    """
    a, b, c = NEWTON_SCHULZ
    X = G.T if G.shape[0] > G.shape[1] else G
    X = X / (np.linalg.norm(X) + 1e-7)
    for _ in range(iterations):
        A = X @ X.T
        X = a * X + (b * A + c * (A @ A)) @ X
    return X.T if G.shape[0] > G.shape[1] else X
