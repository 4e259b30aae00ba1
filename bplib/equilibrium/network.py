"""Equilibrium propagation: a network that finds the gradient of its cost by settling twice (Scellier and Bengio 2017).

    free phase      clamp the inputs, let the states settle in E: s⁰; its outputs are the prediction
    nudged phase    pull the outputs a little towards the targets, settle again in F = E + β C: s^β
    gradient        compare the states at both ends of each connection in the two phases (``nudging``)

What is minimised is J = C(s⁰), the mean cost of the free states.  There is no backward pass: the same dynamics runs in
both phases, and a weight needs to know only the two units that it joins.  What it takes is symmetric connections: W^l
works upwards and its transpose downwards.

The energy is in ``energy``, the dynamics in ``relaxation``, training in ``training``.
"""

from __future__ import annotations

import numpy as np

from bplib import _validation as check
from bplib.classes import accuracy_of, are_classes, labels_of
from bplib.equilibrium.energy import Landscape, States
from bplib.equilibrium.model import EnergyModel
from bplib.equilibrium.nudging import NUDGINGS, ContrastiveGradient, add_energy_gradient, checked_beta, nudges
from bplib.equilibrium.relaxation import Relaxed, downwards, relax, upwards
from bplib.parameters import Parameters

Array = np.ndarray


class EnergyNetwork(EnergyModel):
    """A layered energy-based network, for example ``EnergyNetwork([784, 500, 10], rng=rng, dtype=np.float32)``.

    Args:
        sizes: n_0, n_1, ..., n_L, at least two of them.
        unit: "hard_sigmoid" to train; "tanh" or "shifted_sigmoid" where a smooth landscape is wanted.
        rng: where the initial weights come from; the same seed gives the same network.
        gain: the factor of the initial weights (Glorot's, times this); biases start at 0.
        dtype: float64 to look at gradients, float32 for speed.

    Raises:
        ValueError, TypeError: when a size, a name or a number makes no sense; the message says which.
    """

    # --- phases

    def relax(self, X, start: States | None = None, **options) -> Relaxed:
        """Return the free phase: states that settle in E with the inputs X, (m, n_0), clamped.

        It starts at rest, or from the states ``start``.  Options as in ``relaxation.relax``: scheme, sweeps,
        tolerance, omega, epsilon, record.
        """
        landscape = self.landscape(self.checked_inputs(X))
        states = landscape.at_rest() if start is None else [landscape.X, *self.checked_states(start)[1:]]
        check.same_length("X", landscape.X, "start", states[1])
        return relax(landscape, states, upwards(landscape), **options)

    def nudge(self, states: States, Y, beta: float, **options) -> Relaxed:
        """Return a nudged phase: states that settle in F = E + β C, from the free ``states``; options as in ``relax``.

        Raises ValueError unless β > -1: below that the outputs would be pushed away without end.
        """
        states = self.checked_states(states)
        landscape = self.landscape(states[0], Y, beta)
        return relax(landscape, states, downwards(landscape), **options)

    def gradient(
        self,
        X,
        Y,
        beta: float = 0.5,
        nudging: str = "symmetric",
        *,
        rng: np.random.Generator | None = None,
        points: int = 4,
        **options,
    ) -> ContrastiveGradient:
        """Return the estimate of ∂J/∂θ for X, (m, n_0), and Y, (m, n_L): a free phase, then one for every nudge.

        ``nudging`` is a name in ``nudging``; "random_sign" draws from ``rng``, "holomorphic" uses ``points``
        nudges and smooth units.  ``.settled`` says whether every phase has; options as in ``relax``.
        """
        check.choice("nudging", nudging, dict.fromkeys(NUDGINGS))
        beta = checked_beta(beta, nudging)
        check.whole_number("points", points, low=2)
        if nudging == "random_sign":
            check.generator(rng)
        if nudging == "holomorphic" and not self.unit.smooth:
            raise ValueError(f"holomorphic nudging needs smooth units (tanh, shifted_sigmoid), not {self.unit.name}")
        free = self.relax(X, **options)
        Y = self.checked_targets(Y, len(free.states[0]))
        result = ContrastiveGradient(self.sizes, self.dtype)
        result.free, result.nudged = free, []
        landscape = self.landscape(free.states[0])
        for b, factor in nudges(nudging, beta, rng, points):
            phase = free
            if b:
                pulled = landscape.nudged(Y, b)
                phase = relax(pulled, free.states, downwards(pulled), **options)
                result.nudged.append(phase)
            add_energy_gradient(result, phase.states, factor)
        return result

    # --- use

    def predict(self, X, **options) -> Array:
        """Return the outputs s^L of the free phase, shape (m, n_L); options as in ``relax``."""
        return self.relax(X, **options).states[-1]

    def classify(self, X, **options) -> Array:
        """Return class numbers, shape (m,): the largest of several outputs, or whether a single one is above ½."""
        return labels_of(self.predict(X, **options))

    def accuracy(self, X, Y, **options) -> float:
        """Return the fraction of examples whose class is the one that Y, shape (m, n_L), says."""
        outputs = self.predict(X, **options)
        Y = self.checked_targets(Y, len(outputs))
        if not are_classes(Y):
            raise ValueError("accuracy counts classes, and Y holds other numbers than 0 and 1")
        return accuracy_of(outputs, Y)

    def objective(self, X, Y, theta: Array | None = None, **options) -> float:
        """Return J, the mean cost of the free states; with ``theta``, for those P parameters instead of its own.

        A complex ``theta`` is allowed for smooth units, so that ∂J/∂θ can be checked by a complex step.
        """
        theta = self.theta if theta is None else self._checked_theta(theta)
        if np.iscomplexobj(theta) and not self.unit.smooth:
            raise TypeError(f"{self.unit.name} has no derivative by a complex step; use tanh or shifted_sigmoid")
        landscape = Landscape(Parameters(self.sizes, flat=theta), self.unit, self.checked_inputs(X), self.feedback)
        states = relax(landscape, landscape.at_rest(), upwards(landscape), **options).states
        return landscape.nudged(self.checked_targets(Y, len(states[0])), 0.0).cost(states).mean()
