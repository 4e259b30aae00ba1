"""Nudging: from states that settled under different nudges to the gradient of the cost.

Let s^β be the states that settle when the outputs are pulled by β, and J = C(s⁰) the cost of the free ones.  Theorem 1
of Scellier and Bengio (2017): along the settled states, ∂J/∂θ = d/dβ ∂E/∂θ(s^β) at β = 0.  Every rule below measures
that slope from a few settled states, each with its factor,

    ∂J/∂θ ≈ Σ_k c_k ∂E/∂θ(s^{β_k})

    one_sided      (g(β) - g(0)) / β                           error ~ β       Scellier and Bengio 2017
    random_sign    the same with the sign of β drawn           error ~ β       Scellier and Bengio 2017, section 5.2
    symmetric      (g(β) - g(-β)) / 2β                         error ~ β²      Laborieux et al. 2021
    richardson     (4 symmetric(β/2) - symmetric(β)) / 3       error ~ β⁴
    holomorphic    Σ_k g(β e^{2πik/N}) e^{-2πik/N} / (N β)     error ~ β^N     Laborieux and Zenke 2022; smooth units

where g(β) = ∂E/∂θ(s^β).  For a layered network ∂E/∂W^l is minus the product of the states at both ends of a connection:

    ∂E/∂W^l = -s^l (s^{l-1})ᵀ       ∂E/∂b^l = -s^l            (mean over the minibatch)

so a step of gradient descent is Hebbian for the nudged states and anti-Hebbian for the free ones.
"""

from __future__ import annotations

import cmath
from typing import NamedTuple

import numpy as np

from bplib import _validation as check
from bplib.equilibrium.energy import States
from bplib.equilibrium.relaxation import Relaxed
from bplib.parameters import Parameters

NUDGINGS = ("symmetric", "one_sided", "random_sign", "richardson", "holomorphic")


class Nudge(NamedTuple):
    """One of the states that a rule needs: relax with ``beta``, multiply ∂E/∂θ by ``factor``."""

    beta: float | complex
    factor: float | complex


class ContrastiveGradient(Parameters):
    """An estimate of ∂J/∂θ in the layout of the parameters, and the relaxations that it comes from.

    ``free`` is the free phase, ``nudged[k]`` the k-th nudged one.
    """

    free: Relaxed
    nudged: list[Relaxed]

    @property
    def settled(self) -> bool:
        """Return whether every phase has settled: if not, this is not yet the gradient that the rule promises."""
        return self.free.settled and all(phase.settled for phase in self.nudged)


def checked_beta(beta: float, nudging: str) -> float:
    """Return β as a plain number, or raise ValueError: where a rule uses -β too, that must stay above -1."""
    high = np.inf if nudging == "one_sided" else 1
    return float(check.number("beta", beta, 0, high, low_open=True, high_open=True))


def nudges(nudging: str, beta: float, rng: np.random.Generator | None = None, points: int = 4) -> list[Nudge]:
    """Return the states that a rule needs.

    ``rng`` draws the sign of "random_sign", ``points`` is the N of "holomorphic".
    """
    if nudging == "random_sign":
        beta = beta if rng.random() < 0.5 else -beta
    if nudging in ("one_sided", "random_sign"):
        return [Nudge(0.0, -1 / beta), Nudge(beta, 1 / beta)]
    if nudging == "symmetric":
        return [Nudge(beta, 1 / (2 * beta)), Nudge(-beta, -1 / (2 * beta))]
    if nudging == "richardson":
        near, far = nudges("symmetric", beta / 2), nudges("symmetric", beta)
        return [Nudge(b, 4 / 3 * c) for b, c in near] + [Nudge(b, -1 / 3 * c) for b, c in far]
    turns = [cmath.exp(2j * cmath.pi * k / points) for k in range(points)]
    return [Nudge(beta * turn, 1 / (turn * points * beta)) for turn in turns]


def add_energy_gradient(total: Parameters, states: States, factor: float | complex) -> None:
    """Add factor · ∂E/∂θ, the mean over the examples of the states, to ``total``; of complex numbers the real part."""
    for l in range(1, len(states)):
        weighted = states[l] * (-factor / len(states[l]))
        total.W[l] += (weighted.T @ states[l - 1]).real
        total.b[l] += weighted.sum(axis=0).real
