"""Hidden units that say +1 or -1, and the slopes that one may pretend for them on the way back.

    Step            f(z) = sign z, with a slope of choice: its true one, 0, or one that is pretended
    Coins           stochastic units: all 2^n states of a layer with p(h_j = 1) = σ(2 z_j), so that E h_j = tanh z_j
    estimates       what four estimators answer in each state: what their mean is, and their spread, is then exact

Bengio, Léonard and Courville (2013) call the pretended slope the straight-through estimator.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np

from bplib.activations import Activation, sigmoid, softmax

Array = np.ndarray

SLOPES: dict[str, Callable[[Array], Array]] = {
    "0, the true one": np.zeros_like,
    "1": np.ones_like,
    "1 where |z| < 1": lambda z: (np.abs(z) < 1).astype(z.dtype),
    "that of tanh": lambda z: 1 - np.tanh(z) ** 2,
}


class Step(Activation):
    """f(z) = 1 where z > 0, else -1, with one of ``SLOPES`` as its slope."""

    name = "step"

    def __init__(self, slope: str):
        self.pretended = SLOPES[slope]

    def value(self, z: Array) -> Array:
        return np.where(z > 0, 1.0, -1.0)

    def slope(self, z: Array, a: Array | None = None) -> Array:
        return self.pretended(z)


@dataclass(frozen=True)
class Coins:
    """A layer of n stochastic units with weighted inputs z, and a softmax layer W above it, asked for one class."""

    z: Array
    W: Array
    label: int

    @property
    def states(self) -> Array:
        """Return all states, (2^n, n): each unit says -1 or +1."""
        return np.array(list(product((-1.0, 1.0), repeat=len(self.z))))

    def chances_at(self, z: Array) -> Array:
        """Return the probabilities of all states at these weighted inputs."""
        return np.prod(sigmoid(2 * z * self.states), axis=1)

    @property
    def chances(self) -> Array:
        """Return the probability of each state, (2^n,), at z."""
        return self.chances_at(self.z)

    @property
    def outputs(self) -> Array:
        """Return what the softmax layer answers in each state, (2^n, classes)."""
        return softmax(self.states @ self.W.T)

    @property
    def costs(self) -> Array:
        """Return the cost in each state, (2^n,): -ln of the output of the class."""
        return -np.log(self.outputs[:, self.label])

    @property
    def pulls(self) -> Array:
        """Return ∂C/∂h in each state, (2^n, n): what the layer above hands down."""
        return (self.outputs - np.eye(len(self.W))[self.label]) @ self.W

    def expected_cost(self, z: Array) -> float:
        """Return E C, the mean over the states: a smooth function of z, although each state is not."""
        return float(self.chances_at(z) @ self.costs)


def estimates(coins: Coins) -> dict[str, Array]:
    """Return for each estimator of ∂(E C)/∂z its answer in each state, (2^n, n)."""
    eligible = coins.states - np.tanh(coins.z)  # ∂ ln p(h)/∂z
    costs, mean = coins.costs, coins.chances @ coins.costs
    return {
        "slope 1": coins.pulls,
        "slope of tanh": coins.pulls * (1 - np.tanh(coins.z) ** 2),
        "score function": costs[:, None] * eligible,
        "... minus the mean": (costs - mean)[:, None] * eligible,
    }


def bias_and_spread(chances: Array, answers: Array, exact: Array) -> tuple[float, float, float]:
    """Return the cosine of the mean with the exact gradient, the distance of the two, and the root of the total
    variance of one answer, both in units of the length of the exact one.
    """
    mean, size = chances @ answers, np.linalg.norm(exact)
    spread = np.sqrt(chances @ ((answers - mean) ** 2).sum(axis=1))
    cosine = mean @ exact / np.linalg.norm(mean) / size
    return float(cosine), float(np.linalg.norm(mean - exact) / size), float(spread / size)
