"""Surfaces: costs C of two weights, on which one can watch optimisers run.

Each has its minima at C = 0, so that the cost can be shown on a logarithmic axis.  The noisy bowl adds normal noise to
the gradient, as minibatches do; its cost is that without noise.  ``trajectories`` runs optimisers on them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np

Array = np.ndarray
Point = tuple[float, float]

RACERS = ("GradientDescent", "Momentum", "Nesterov", "AdaGrad", "RMSprop", "Adam", "NAdam", "Lion", "Rprop")


@dataclass(frozen=True)
class Surface:
    """A cost of two weights w = (w₁, w₂): ``cost`` takes an array (..., 2) to (...), ``gradient`` takes (..., 2) to
    (..., 2), ``hessian`` takes one point (2,) to (2, 2).

    ``bounds`` are left, right, bottom and top of the map, ``noise`` is the standard deviation of the noise in each
    entry of the gradient, ``look`` says what is to be seen.
    """

    name: str
    formula: str
    cost: Callable[[Array], Array]
    gradient: Callable[[Array], Array]
    hessian: Callable[[Array], Array]
    start: Point
    bounds: tuple[float, float, float, float]
    minima: tuple[Point, ...]
    look: str
    noise: float = 0.0

    @property
    def largest_curvature(self) -> float:
        """Return λmax of the Hessian at the first minimum: near it, gradient descent needs a rate below 2/λmax."""
        return float(np.linalg.eigvalsh(self.hessian(np.array(self.minima[0])))[-1])

    @property
    def rates(self) -> dict[str, float]:
        """Return a tuned learning rate for each of RACERS, with the default β and β₂: of ten rates a decade, 0.0001 to
        8, the one with the lowest mean of log C over 100 steps from each of nine starts around ``start``.

        The starts are 0 and ±1/16 of the map away in each direction; costs below 1e-8 count as 1e-8; a rate that
        ends off the map from any of them is out; the noisy bowl has the seeds 1 to 9.
        """
        return dict(zip(RACERS, _RATES[self.name], strict=True))


# --- the surfaces


def _quadratic(a: float, b: float, c: float) -> tuple:
    """Return cost, gradient and Hessian of C = ½ (a w₁² + 2b w₁w₂ + c w₂²)."""

    def cost(w):
        w1, w2 = w[..., 0], w[..., 1]
        return (a * w1 * w1 + 2 * b * w1 * w2 + c * w2 * w2) / 2

    def gradient(w):
        w1, w2 = w[..., 0], w[..., 1]
        return np.stack([a * w1 + b * w2, b * w1 + c * w2], axis=-1)

    return cost, gradient, lambda w: np.array([[a, b], [b, c]], dtype=float)


def _rosenbrock() -> tuple:
    def cost(w):
        w1, w2 = w[..., 0], w[..., 1]
        return (1 - w1) ** 2 + 100 * (w2 - w1 * w1) ** 2

    def gradient(w):
        w1, w2 = w[..., 0], w[..., 1]
        rise = w2 - w1 * w1
        return np.stack([-2 * (1 - w1) - 400 * w1 * rise, 200 * rise], axis=-1)

    def hessian(w):
        w1, w2 = w
        return np.array([[2 - 400 * (w2 - 3 * w1 * w1), -400 * w1], [-400 * w1, 200.0]])

    return cost, gradient, hessian


def _saddle() -> tuple:
    def cost(w):
        w1, w2 = w[..., 0], w[..., 1]
        return w1 * w1 / 2 + (w2 * w2 - 1) ** 2 / 4

    def gradient(w):
        w1, w2 = w[..., 0], w[..., 1]
        return np.stack([w1, w2 * (w2 * w2 - 1)], axis=-1)

    return cost, gradient, lambda w: np.array([[1.0, 0.0], [0.0, 3 * w[1] * w[1] - 1]])


def _beale() -> tuple:
    # C = Σ r², r = c - w₁ (1 - w₂ᵏ) for k = 1, 2, 3
    def terms(w):
        w1, w2 = w[..., 0], w[..., 1]
        powers = (1, w2, w2 * w2, w2 * w2 * w2)
        return [(k, c - w1 * (1 - powers[k]), powers[k], powers[k - 1]) for k, c in ((1, 1.5), (2, 2.25), (3, 2.625))]

    def cost(w):
        return sum(r * r for _, r, _, _ in terms(w))

    def gradient(w):
        along_1 = sum(2 * r * (power - 1) for _, r, power, _ in terms(w))
        along_2 = sum(2 * r * k * w[..., 0] * lower for k, r, _, lower in terms(w))
        return np.stack([along_1, along_2], axis=-1)

    def hessian(w):
        H, (w1, w2) = np.zeros((2, 2)), w
        for k, r, power, lower in terms(w):
            slope, mixed = np.array([power - 1, k * w1 * lower]), k * lower
            bend = np.array([[0, mixed], [mixed, k * (k - 1) * w1 * w2 ** max(k - 2, 0)]])
            H += 2 * (np.outer(slope, slope) + r * bend)
        return H

    return cost, gradient, hessian


_SQUARE, _ORIGIN = (-4.0, 4.0, -4.0, 4.0), ((0.0, 0.0),)
_ALL = (
    Surface(
        *("bowl", "½ (w₁² + 4 w₂²)", *_quadratic(1, 0, 4), (-3.0, 3.0), _SQUARE, _ORIGIN),
        "Easy ground: with a rate of its own, each rule arrives. Give all the same rate and raise it: at some rate "
        "gradient descent leaves the map, momentum and Nesterov have limits of their own, and Rprop hardly feels it.",
    ),
    Surface(
        *("ravine", "½ (w₁² + 50 w₂²)", *_quadratic(1, 0, 50), (-3.0, 1.0), (-4.0, 2.0, -3.0, 3.0), _ORIGIN),
        "The steep direction keeps the rate of gradient descent below 0.04, and so it creeps along the flat one. "
        "Momentum gathers speed there. AdaGrad and Rprop give each weight a step of its own and hardly see the ravine.",
    ),
    Surface(
        *("diagonal ravine", "½ (25.5 w₁² − 49 w₁w₂ + 25.5 w₂²)", *_quadratic(25.5, -24.5, 25.5)),
        *((-2 * sqrt(2), -sqrt(2)), (-4.0, 2.0, -4.0, 2.0), _ORIGIN),
        "The same ravine and start, turned by 45°. Gradient descent, momentum and Nesterov have exactly the costs that "
        "they had. For the rules with a scale for each weight it is another surface: compare them in both ravines.",
    ),
    Surface(
        *("Rosenbrock valley", "(1 − w₁)² + 100 (w₂ − w₁²)²", *_rosenbrock()),
        *((-1.2, 1.0), (-2.0, 2.0, -1.0, 3.0), ((1.0, 1.0),)),
        "The floor of the valley is bent and nearly flat. To reach it takes a few steps, to follow it round the bend "
        "hundreds: give them 1000. The rates are tuned for 100 steps; some of them turn out too large.",
    ),
    Surface(
        *("saddle", "½ w₁² + ¼ (w₂² − 1)²", *_saddle()),
        *((-1.5, 0.02), (-2.0, 2.0, -2.0, 2.0), ((0.0, 1.0), (0.0, -1.0))),
        "The slope at (0, 0) is 0, but it is no minimum. The start is a little off the ridge, so all get away, the "
        "later the smaller the rate. Put it on the ridge (Shift and the down arrow, twice): nobody gets away.",
    ),
    Surface(
        *("Beale", "(1.5 − w₁ + w₁w₂)² + (2.25 − w₁ + w₁w₂²)² + (2.625 − w₁ + w₁w₂³)²", *_beale()),
        *((1.0, 1.5), (-4.5, 4.5, -4.5, 4.5), ((3.0, 0.5),)),
        "A flat floor under steep walls. The walls allow gradient descent, momentum and Nesterov only small rates, and "
        "with these they creep over the floor. Drag the start up a wall: their tuned rates no longer hold.",
    ),
    Surface(
        *("noisy bowl", "½ (w₁² + 4 w₂²), noise in its gradient", *_quadratic(1, 0, 4), (-3.0, 3.0), _SQUARE, _ORIGIN),
        "The noise is the same for all. Gradient descent never comes to rest: the larger its rate, the sooner it is "
        "down and the higher it hovers. Rprop does, beside the minimum: each change of sign halves its step, and noise "
        "changes signs.",
        noise=1.0,
    ),
)
SURFACES = {surface.name: surface for surface in _ALL}

_RATES = {  # in the order of RACERS
    "bowl": (0.4, 0.032, 0.25, 3.2, 0.2, 1.25, 4.0, 0.25, 4.0),
    "ravine": (0.032, 0.01, 0.025, 4.0, 0.125, 0.5, 2.0, 0.125, 0.2),
    "diagonal ravine": (0.032, 0.01, 0.025, 1.6, 0.1, 0.8, 1.0, 0.1, 0.16),
    "Rosenbrock valley": (0.0025, 0.0008, 0.0008, 1.6, 0.63, 0.63, 1.0, 0.04, 1.0),
    "saddle": (0.63, 0.25, 0.5, 0.8, 0.05, 0.5, 0.8, 0.125, 0.4),
    "Beale": (0.0063, 0.00063, 0.0008, 1.6, 0.63, 0.8, 1.0, 0.4, 0.32),
    "noisy bowl": (0.1, 0.004, 0.0063, 0.8, 0.2, 0.2, 0.2, 0.25, 0.63),
}
