"""The energy model: the parameters of a layered energy-based network, and what can be asked of given states.

``EnergyModel`` holds the state and checks what it is given; the formulas are in ``energy``.  How states are found
and what is learnt from them is the business of ``EnergyNetwork`` (``bplib.equilibrium``), which builds on it.

Notation as in ``bplib.network``: ``W[l]`` has shape (n_l, n_{l-1}), examples are rows.  The states of a minibatch are a
list, ``s[0]`` = X and ``s[l]`` of shape (m, n_l).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bplib import _validation as check
from bplib._files import whole_file
from bplib.equilibrium.energy import Landscape, States
from bplib.equilibrium.units import UNITS
from bplib.initial_weights import glorot
from bplib.parameters import Parameters

Array = np.ndarray


class EnergyModel:
    """Parameters, kind of unit and energy of a layered network; the arguments are those of ``EnergyNetwork``.

    ``feedback`` is None: connections are symmetric.  It may be set to a list whose entry l, of the shape of ``W[l]``,
    takes the place of W^l on the way down, for l = 2 ... L (entries 0 and 1 are not used); then there is no energy.
    """

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
        if np.dtype(dtype) not in (np.float32, np.float64):
            raise TypeError(f"dtype must be float32 or float64, got {np.dtype(dtype)}")
        check.generator(rng)
        self.parameters = Parameters(self.sizes, dtype)
        self.W, self.b, self.L = self.parameters.W, self.parameters.b, len(self.sizes) - 1
        self._feedback: list | None = None
        for W in self.W[1:]:
            W[:] = gain * glorot(*W.shape, rng)

    @property
    def dtype(self) -> np.dtype:
        """Return the type of all numbers, float32 or float64."""
        return self.parameters.flat.dtype

    @property
    def theta(self) -> Array:
        """Return all P parameters as one vector, in memory shared with ``W`` and ``b``; assign to it to set them."""
        return self.parameters.flat

    @theta.setter
    def theta(self, values) -> None:
        values = self._checked_theta(values)
        check.finite("theta", values)
        self.theta[:] = values

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
        return (
            f"<{type(self).__name__} {'-'.join(map(str, self.sizes))}, {self.unit.name}, {self.theta.size} parameters>"
        )

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
        """Return a new list of the states of all layers in the model's dtype, or raise an error that says what is
        wrong.
        """
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

    def _checked_theta(self, theta) -> Array:
        theta = np.asarray(theta)
        if theta.shape != self.theta.shape:
            raise ValueError(f"theta must have shape {self.theta.shape} for sizes {self.sizes}, got {theta.shape}")
        return theta

    # --- files

    def save(self, path) -> None:
        """Write sizes, unit and parameters to an ``.npz`` file, whole or not at all."""
        if Path(path).suffix != ".npz":
            raise ValueError(f"path must end in .npz, got {str(path)!r}")
        if self.feedback is not None:
            raise ValueError("only networks with symmetric connections can be saved; this one has feedback weights")
        with whole_file(path) as file:
            np.savez(file, sizes=self.sizes, unit=self.unit.name, theta=self.theta)

    @classmethod
    def load(cls, path) -> EnergyModel:
        """Return the network that ``save`` wrote."""
        with np.load(path, allow_pickle=False) as file:
            if missing := {"sizes", "unit", "theta"} - set(file.files):
                raise ValueError(f"{str(path)!r} is not a saved energy network: it has no {', '.join(sorted(missing))}")
            saved = dict(file)
        rng, theta = np.random.default_rng(0), saved["theta"]
        network = cls(saved["sizes"].tolist(), str(saved["unit"]), rng=rng, dtype=theta.dtype)
        network.theta = theta
        return network
