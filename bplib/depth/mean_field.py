"""Mean-field theory: what a very wide random network does to a signal, to a pair of signals, and to δ.

Let layer l+1 have weights of variance σ_w²/n_l and biases of variance σ_b², and let q be the mean square of the
weighted inputs z^l.  Each is a sum of many independent terms, so it is nearly normal, and with z ~ N(0, 1)

    q^{l+1} = σ_w² E f(√q^l z)² + σ_b²                                the length
    χ(q)    = σ_w² E f'(√q z)²                                        E (δ^l)² = χ(q^l) E (δ^{l+1})²
    c^{l+1} = (σ_w² E f(u) f(v) + σ_b²) / q*                          the correlation of two signals of length q*

with u = √q* z and v = √q* (c z + √(1 - c²) z').  The middle line takes the weights on the way back to be independent of
those on the way up, which they are not; the nets of lesson 7 agree with it.  The norm of δ changes by √χ a layer.

Where χ(q*) < 1 all signals become alike and δ vanishes (order); where χ(q*) > 1 alike ones part and δ explodes (chaos).
(Poole et al. 2016; Schoenholz, Gilmer, Ganguli and Sohl-Dickstein 2017.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from bplib import _validation as check
from bplib.activations import Activation

Array = np.ndarray
ROUNDS = 20_000  # of a map, before its resting place is given up


@cache
def _normal(count: int, reach: float = 8.0) -> tuple[Array, Array]:
    """Return nodes and weights of the trapezium rule for E g(z); an even count has no node on a kink at 0."""
    z = np.linspace(-reach, reach, count)
    density = np.exp(-z * z / 2)
    return z, density / density.sum()


def expectation(g: Callable[[Array], Array]) -> float:
    """Return E g(z) for z ~ N(0, 1), g working on arrays; to nine digits for smooth g that vary over 0.05 or more."""
    z, weight = _normal(2000)
    return float(weight @ g(z))


@dataclass(frozen=True)
class MeanField:
    """Random layers of one kind: activation ``f``, ``weights`` = σ_w², ``biases`` = σ_b².

    Raises TypeError or ValueError for an activation that is none or that mixes units, and for negative variances.
    """

    f: Activation
    weights: float
    biases: float = 0.0

    def __post_init__(self):
        of_one_unit(self.f)
        check.number("weights", self.weights, 0, low_open=True)
        check.number("biases", self.biases, 0)

    def length_after(self, q: float) -> float:
        """Return the length map at q: the mean square of the weighted inputs one layer further."""
        root = np.sqrt(check.number("q", q, 0))
        return self.weights * expectation(lambda z: self.f(root * z) ** 2) + self.biases

    def fixed_length(self, q: float = 1.0) -> float:
        """Return q*, where the length map comes to rest when it starts from q; ValueError where it grows for ever."""
        return _resting_place(self.length_after, q, "the length")

    def chi(self, q: float | None = None) -> float:
        """Return χ(q), the factor of the mean square of δ from a layer to the one below; by default at q*."""
        root = np.sqrt(self.fixed_length() if q is None else check.number("q", q, 0))
        return self.weights * expectation(lambda z: self.f.slope(root * z) ** 2)

    def correlation_after(self, c: float, q: float | None = None) -> float:
        """Return the correlation of two signals of length q (by default q*) one layer further, from c in [-1, 1]."""
        check.number("c", c, -1, 1)
        q = self._length_of_signals() if q is None else check.number("q", q, 0, low_open=True)
        z, weight = _normal(240)
        u, v = np.sqrt(q) * z, np.sqrt(q) * (c * z[:, None] + np.sqrt(1 - c * c) * z)
        shared = (weight * self.f(u)) @ (self.f(v) @ weight)
        return float((self.weights * shared + self.biases) / q)

    def fixed_correlation(self, c: float = 0.5) -> float:
        """Return c*, where the correlation of two signals comes to rest when it starts from c."""
        q, c = self._length_of_signals(), check.number("c", c, -1, 1)
        return min(1.0, _resting_place(lambda c: min(1.0, self.correlation_after(c, q)), c, "the correlation"))

    def _length_of_signals(self) -> float:
        """Return q* where it is above 0: what dies out has no correlation."""
        if (q := self.fixed_length()) < 1e-9:
            raise ValueError("the length comes to rest at 0 for these variances: what dies out has no correlation")
        return q

    def depth_of_gradients(self) -> float:
        """Return in how many layers the mean square of δ changes by a factor of e: 1/|ln χ(q*)|, inf where χ is 1."""
        log = abs(np.log(self.chi()))
        return float(1 / log) if log > 0 else np.inf


def critical_weights(f: Activation, biases: float = 0.0, low: float = 0.3, high: float = 30.0) -> float:
    """Return σ_w² between low and high at which χ(q*) = 1; ValueError when χ - 1 has the same sign at both ends."""
    from scipy.optimize import brentq

    def above_one(weights: float) -> float:
        return MeanField(f, weights, biases).chi() - 1

    if above_one(low) * above_one(high) > 0:
        raise ValueError(f"χ(q*) - 1 must change its sign between weights = {low:g} and {high:g}, and does not")
    return float(brentq(above_one, low, high, xtol=1e-9))


def normalised_chi(f: Activation, over: str) -> float:
    """Return the factor of the mean square of δ through: normalise, f, weights; whatever σ_w², without biases.

    ``over`` = "examples" (batch normalisation): E f'²/Var f, for what all examples share is taken away with the mean;
    ``over`` = "units" (layer and RMS normalisation): E f'²/E f².  Since Var f ≤ E f'² for z ~ N(0, 1) and a
    continuous f (not a step, whose slope is 0), with equality for straight lines only, δ does not vanish under
    batch normalisation, but explodes (Yang et al. 2019).
    """
    of_one_unit(f)
    known = {"examples": expectation(f) ** 2, "units": 0.0}
    taken_away = check.choice("over", over, known)
    return expectation(lambda z: f.slope(z) ** 2) / (expectation(lambda z: f(z) ** 2) - taken_away)


def of_one_unit(f: Activation) -> Activation:
    """Return f when it is an activation of single units, or raise TypeError."""
    if not isinstance(f, Activation):
        raise TypeError(f"f must be an activation of bplib.activations, such as tanh, got {f!r}")
    if f.name == "softmax":
        raise TypeError("f must work on each unit alone, and softmax mixes the units of a layer")
    return f


def _resting_place(step: Callable[[float], float], start: float, name: str) -> float:
    """Return where x = step(x) comes to rest."""
    x = start
    for _ in range(ROUNDS):
        new = step(x)
        if not new < 1e12:
            raise ValueError(f"{name} grows without end for these variances: there is no resting place")
        if abs(new - x) <= 1e-13 * max(1.0, abs(x)):
            return new
        x = new
    return x
