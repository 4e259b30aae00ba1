"""Energy: one number for every state of a network whose layers are joined by symmetric connections.

The layers s^0 = x (clamped), s^1 ... s^L (s^L is the output) pull on each other: the weights W^l work upwards, their
transposes downwards.  With the weighted input (or drive) that a layer gets from both of its neighbours,

    z^l = W^l s^{l-1} + b^l + (W^{l+1})ᵀ s^{l+1}            (the last term only for l < L)

the energy of one example, its cost and the total energy are

    E = Σ_l [ Σ_i U(s^l_i) - s^l · (W^l s^{l-1} + b^l) ]       C = ½ ‖s^L - y‖²       F = E + β C

U belongs to the kind of unit (``units``).  Its slope undoes the activation function, U'(s) = ρ⁻¹(s), so that the
energy is flat, ∂E/∂s^l = U'(s^l) - z^l = 0, exactly where every unit has the activation of its own drive, s^l = ρ(z^l).

For smooth units this is the energy of Hopfield (1984).  Scellier and Bengio (2017, equations 1 to 3) write ½u² for U
and let ρ(u) act on the neighbours; with the hard sigmoid and states in [0, 1] the two are the same.

Units of the same layer do not pull on each other.  So F as a function of one layer, all others held, is a sum of
functions of one variable, and its lowest point has a formula: ``Landscape.lowest``.

Examples are rows: ``s[l]`` has shape (m, n_l), ``s[0]`` is X.  The functions trust their arguments;
``bplib.equilibrium`` checks what a user hands in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from bplib.equilibrium.units import Unit, hard_sigmoid
from bplib.parameters import Parameters

Array = np.ndarray
States = list


class Landscape:
    """F as a function of the states alone: parameters, inputs, targets and β of one minibatch stay put.

    ``beta`` is a number or a column (m, 1) with a value for each example; without targets ``Y`` it is 0.
    ``feedback[l]``, shape of ``W[l]``, replaces W^l on the way down.  Then the connections are not symmetric: the
    states may still settle, but no energy says where.
    """

    def __init__(self, parameters: Parameters, unit: Unit, X: Array, feedback: Sequence | None = None):
        self.W, self.b, self.unit = parameters.W, parameters.b, unit
        self.L = len(self.W) - 1
        self.symmetric = feedback is None
        self.down = self.W if feedback is None else feedback
        self.X, self.Y, self.beta, self.brake = X, None, 0.0, 1.0
        self.from_inputs = X @ self.W[1].T  # the inputs never change: once a minibatch is enough
        self.from_inputs += self.b[1]

    def _twin(self) -> Landscape:
        """Return a second landscape of the same arrays (``copy.copy`` does the same, several times slower)."""
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        return twin

    def nudged(self, Y: Array, beta) -> Landscape:
        """Return the landscape of the same minibatch with the outputs pulled towards Y, (m, n_L), by β > -1."""
        other = self._twin()
        other.Y, other.beta = Y, beta if isinstance(beta, np.ndarray) else np.asarray(beta).item()
        other.brake = np.maximum(1, 1 + np.real(beta)).astype(self.from_inputs.real.dtype)
        return other

    def rows(self, index: Array) -> Landscape:
        """Return the landscape of some of the examples only."""
        other = self._twin()
        other.X, other.from_inputs = self.X[index], self.from_inputs[index]
        other.Y = None if self.Y is None else self.Y[index]
        return other

    def stacked(self, Y: Array, betas: Sequence[float]) -> Landscape:
        """Return one landscape for several nudges: the examples once for each β, one below the other."""
        other = self._twin()
        other.from_inputs = np.concatenate([self.from_inputs] * len(betas))
        column = np.repeat(np.array(betas, Y.dtype), len(Y))[:, None]
        return other.nudged(np.concatenate([Y] * len(betas)), column)

    def at_rest(self) -> States:
        """Return states [X, s^1, ..., s^L] where every unit is at rest."""
        rest, kind = self.unit.rest, self.from_inputs.dtype
        return [self.X, *(np.full((len(self.X), len(b)), rest, kind) for b in self.b[1:])]

    def drive(self, s: States, l: int) -> Array:
        """Return z^l, shape (m, n_l): what layer l gets from the layers below and above it."""
        if l == self.L:
            z = s[l - 1] @ self.W[l].T if l > 1 else self.from_inputs.copy()
        else:
            z = s[l + 1] @ self.down[l + 1]
            z += s[l - 1] @ self.W[l].T if l > 1 else self.from_inputs
        if l > 1:
            z += self.b[l]
        return z

    def lowest(self, s: States, l: int) -> Array:
        """Return the state of layer l, shape (m, n_l), that lowers F the most while the other layers stay as they are.

        Without a nudge, and in hidden layers, that is ρ(z).  A nudged output sits where U'(s) = z + β (y - s).  The
        hard sigmoid has the solution (z + β y)/(1 + β), clipped.  For a smooth unit, t = ρ(z + β (y - s)) is on the
        right side of s; for β > 0 it can be too far, never by more than the factor 1 + β (U'' ≥ 1), so the step is
        divided by that.  Either way F does not rise.
        """
        z = self.drive(s, l)
        if l < self.L or self.Y is None:
            return z.clip(0, 1, out=z) if self.unit is hard_sigmoid else self.unit.value(z)
        if self.unit is hard_sigmoid:
            z += self.beta * self.Y
            z /= 1 + self.beta
            return z.clip(0, 1, out=z)
        target = self.unit.value(z + self.beta * (self.Y - s[l]))
        return s[l] + (target - s[l]) / self.brake

    def response(self, s: States, l: int) -> Array:
        """Return ρ(z^l - β ∂C/∂s^l), shape (m, n_l): equal to s[l] exactly when layer l has settled."""
        z = self.drive(s, l)
        if l == self.L and self.Y is not None:
            z = z + self.beta * (self.Y - s[l])
        return self.unit.value(z)

    def force(self, s: States, l: int) -> Array:
        """Return -∂F/∂s^l, shape (m, n_l): drive minus U'(s), and β (y - s) on the outputs."""
        force = self.drive(s, l) - self.unit.inverse(s[l])
        if l == self.L and self.Y is not None:
            force += self.beta * (self.Y - s[l])
        return force

    def residual(self, s: States, layers: Iterable[int] | None = None) -> float:
        """Return the largest |response - s| over all units and examples (of some layers): 0 at a fixed point."""
        layers = range(1, self.L + 1) if layers is None else layers
        return max((float(np.abs(self.response(s, l) - s[l]).max()) for l in layers), default=0.0)

    def energy(self, s: States) -> Array:
        """Return E of each example, shape (m,)."""
        if not self.symmetric:
            raise ValueError("with feedback weights of their own the connections are not symmetric: there is no energy")
        E = self.unit.own_energy(s[1]).sum(axis=1) - (s[1] * self.from_inputs).sum(axis=1)
        for l in range(2, self.L + 1):
            E += self.unit.own_energy(s[l]).sum(axis=1) - (s[l] * (s[l - 1] @ self.W[l].T + self.b[l])).sum(axis=1)
        return E

    def cost(self, s: States) -> Array:
        """Return C = ½ ‖s^L - y‖² of each example, shape (m,)."""
        return ((s[self.L] - self.Y) ** 2).sum(axis=1) / 2

    def total_energy(self, s: States) -> Array:
        """Return F = E + β C of each example, shape (m,); E where there are no targets."""
        if self.Y is None:
            return self.energy(s)
        beta = self.beta[:, 0] if isinstance(self.beta, np.ndarray) else self.beta
        return self.energy(s) + beta * self.cost(s)
