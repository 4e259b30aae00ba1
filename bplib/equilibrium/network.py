"""Equilibrium propagation: a network that finds the gradient of its cost by settling twice (Scellier and Bengio 2017).

    free phase      clamp the inputs, let the states settle in E: s⁰; its outputs are the prediction
    nudged phase    pull the outputs a little towards the targets, settle again in F = E + β C: s^β
    gradient        compare the states at both ends of each connection in the two phases (``nudging``)

What is minimised is J = C(s⁰), the mean cost of the free states.  There is no backward pass: the same dynamics runs in
both phases, and a weight needs to know only the two units that it joins.  What it takes is symmetric connections: W^l
works upwards and its transpose downwards.

The energy is in ``energy``, the dynamics in ``relaxation``, training in ``training``.  Notation as in
``bplib.network``: ``W[l]`` has shape (n_l, n_{l-1}), examples are rows.  The states of a minibatch are a list,
``s[0]`` = X and ``s[l]`` of shape (m, n_l).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bplib import _validation as check
from bplib.data.classes import accuracy_of, are_classes, labels_of
from bplib.equilibrium.energy import Landscape, States
from bplib.equilibrium.nudging import NUDGINGS, ContrastiveGradient, add_energy_gradient, checked_beta, nudges
from bplib.equilibrium.relaxation import Relaxed, downwards, relax, upwards
from bplib.equilibrium.units import UNITS
from bplib.initial_weights import glorot
from bplib.parameters import DenseLayers, Parameters
from bplib.trainable import Parametric

Array = np.ndarray


class EnergyNetwork(DenseLayers, Parametric):
    """A layered energy-based network, for example ``EnergyNetwork([784, 500, 10], rng=rng, dtype=np.float32)``.

    Args:
        sizes: n_0, n_1, ..., n_L, at least two of them.
        unit: "hard_sigmoid" to train; "tanh" or "shifted_sigmoid" where a smooth landscape is wanted.
        rng: where the initial weights come from; the same seed gives the same network.
        gain: the factor of the initial weights (Glorot's, times this); biases start at 0.
        dtype: float64 to look at gradients, float32 for speed.

    ``feedback`` is None: connections are symmetric.  It may be set to a list whose entry l, of the shape of ``W[l]``,
    takes the place of W^l on the way down, for l = 2 ... L (entries 0 and 1 are not used); then there is no energy.

    Raises:
        ValueError, TypeError: when a size, a name or a number makes no sense; the message says which.
    """

    saved_as = "energy network"

    def __init__(
        self,
        sizes: Sequence[int],
        unit: str = "hard_sigmoid",
        *,
        rng: np.random.Generator,
        gain: float = 0.5,
        dtype=np.float64,
    ):
        self.sizes = check.layer_sizes(sizes)
        self.unit = check.choice("unit", unit, UNITS)
        check.number("gain", gain, 0)
        check.generator(rng)
        self.parameters = Parameters(self.sizes, check.float_type(dtype))
        self._feedback: list | None = None
        for W in self.W[1:]:
            W[:] = gain * glorot(*W.shape, rng)

    @property
    def feedback(self) -> list | None:
        """Return the weights that work downwards, None where they are the transposes of ``W``; assign to set them."""
        return self._feedback

    @feedback.setter
    def feedback(self, B) -> None:
        if B is not None:
            expected = [W.shape for W in self.W[2:]]
            if len(B) != self.L + 1 or (got := [np.shape(matrix) for matrix in B[2:]]) != expected:
                got = f"{len(B)} entries" if len(B) != self.L + 1 else got
                raise ValueError(f"feedback must be [None, None, B[2], ...] with the shapes {expected}, got {got}")
            B = [None, None, *(check.real_matrix("feedback", matrix, None, self.dtype) for matrix in B[2:])]
        self._feedback = B

    def __repr__(self) -> str:
        sizes = "-".join(map(str, self.sizes))
        return f"<{type(self).__name__} {sizes}, {self.unit.name}, {self.theta.size} parameters>"

    # --- energy

    def energy(self, states: States) -> Array:
        """Return the energy E of each example, shape (m,), for states ``[X, s^1, ..., s^L]``."""
        states = self.checked_states(states)
        return self.landscape(states[0]).energy(states)

    def cost(self, states: States, Y) -> Array:
        """Return the cost C = ½ ‖s^L - y‖² of each example, shape (m,)."""
        states = self.checked_states(states)
        return self.landscape(states[0], Y).cost(states)

    def total_energy(self, states: States, Y, beta: float) -> Array:
        """Return F = E + β C of each example, shape (m,)."""
        states = self.checked_states(states)
        return self.landscape(states[0], Y, beta).total_energy(states)

    def forces(self, states: States, Y=None, beta: float = 0.0) -> list:
        """Return -∂F/∂s^l, shape (m, n_l), for every layer; None for the clamped inputs."""
        states = self.checked_states(states)
        landscape = self.landscape(states[0], Y, beta)
        return [None, *(landscape.force(states, l) for l in range(1, self.L + 1))]

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

        Raises ValueError unless β > -1: below, an output by itself has no lowest point.  (``flatness`` says more.)
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

    # --- what is handed in

    def checked_inputs(self, X) -> Array:
        """Return X as an array of the model's dtype and shape (m, n_0), or raise an error that says what is wrong."""
        return check.real_matrix("X", X, self.sizes[0], self.dtype)

    def checked_targets(self, Y, m: int) -> Array:
        """Return Y as an array of the model's dtype and shape (m, n_L), or raise an error that says what is wrong."""
        Y = check.real_matrix("Y", Y, self.sizes[-1], self.dtype)
        if len(Y) != m:
            raise ValueError(f"Y must have a row for each of the {m} examples, got {len(Y)} rows")
        return Y

    def checked_states(self, states) -> States:
        """Return a new list of the states of all layers in the model's dtype, or raise an error that says why not."""
        if not isinstance(states, (list, tuple)) or len(states) != self.L + 1:
            got = f"{len(states)} entries" if isinstance(states, (list, tuple)) else type(states).__name__
            hint = "; use .states of what relax returned" if hasattr(states, "states") else ""
            raise ValueError(f"states must be a list of X and the states of layers 1 to {self.L}, got {got}{hint}")
        named = enumerate(zip(states, self.sizes, strict=True))
        states = [check.real_matrix(f"states[{l}]", s, n, self.dtype) for l, (s, n) in named]
        for l, s in enumerate(states):
            check.same_length("states[0]", states[0], f"states[{l}]", s)
        return states

    def landscape(self, X: Array, Y=None, beta: float = 0.0) -> Landscape:
        """Return the landscape of checked inputs X, nudged towards Y, (m, n_L), by β > -1 if there is a Y."""
        landscape = Landscape(self.parameters, self.unit, X, self._feedback)
        if Y is None:
            return landscape
        return landscape.nudged(self.checked_targets(Y, len(X)), check.number("beta", beta, -1, low_open=True))

    # --- files

    def save(self, path) -> None:
        """Write sizes, unit and parameters to an ``.npz`` file, whole or not at all."""
        if self.feedback is not None:
            raise ValueError("only networks with symmetric connections can be saved; this one has feedback weights")
        self._write(path, sizes=self.sizes, unit=self.unit.name)

    @classmethod
    def load(cls, path) -> EnergyNetwork:
        """Return the network that ``save`` wrote."""
        saved = cls._read(path, "sizes", "unit")
        rng, theta = np.random.default_rng(0), saved["theta"]
        network = cls(saved["sizes"].tolist(), str(saved["unit"]), rng=rng, dtype=theta.dtype)
        network.theta = theta
        return network
