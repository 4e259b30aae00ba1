"""Hidden units with a mistake in BP2: right on the way forwards, and on the way back they multiply by a wrong slope.

In BP2, δ^l = (W^{l+1})ᵀ δ^{l+1} ⊙ σ'(z^l), the factor σ'(z^l) is a piece that is easy to get wrong: σ' taken at a,
σ itself, or no factor at all.  A network with such units still runs and can still be trained, and so one can study
what the mistake does: how far its gradient is from the right one, and where training with it ends.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bplib import propagation
from bplib.activations import Sigmoid, sigmoid
from bplib.network import Network

Array = np.ndarray
Slope = Callable[[Array, Array], Array]


class SigmoidWithSlope(Sigmoid):
    """A sigmoid unit forwards; backwards it multiplies by ``slope_of(z, a)``, z and a = σ(z) of the same shape."""

    def __init__(self, slope_of: Slope):
        self.slope_of = slope_of

    def slope(self, z: Array, a: Array | None = None) -> Array:
        return self.slope_of(z, self(z) if a is None else a)


def give_hidden_units(network: Network, slope_of: Slope) -> Network:
    """Let the hidden units of a network of sigmoid units hand δ back with that slope; return the network.

    Raises:
        ValueError: when a hidden layer has other units.
    """
    for l in range(1, network.L):
        if not isinstance(network.f[l], Sigmoid):
            raise ValueError(f"the hidden units must be sigmoid, those of layer {l} are {network.f[l].name}")
        network.f[l] = SigmoidWithSlope(slope_of)
    return network


def true_gradient(network: Network, X: Array, Y: Array) -> propagation.Gradient:
    """Return the gradient of the mean cost of X, (m, n_0), and Y, (m, n_L), with the right slopes in BP2."""
    f = [sigmoid if isinstance(unit, SigmoidWithSlope) else unit for unit in network.f]
    return propagation.backward(network.parameters, f, network.loss, network.forward(X), Y)


def compared(network: Network, X: Array, Y: Array, l: int = 1) -> tuple[float, float]:
    """Compare what the network takes for ∂C/∂W[l] with the right one: return (relative error, cosine of the angle).

    The cosine is 1 for the same direction and nan where one of the two is zero.
    """
    found, right = network.gradient(X, Y).W[l], true_gradient(network, X, Y).W[l]
    lengths = np.linalg.norm(found) * np.linalg.norm(right)
    error = np.linalg.norm(found - right) / np.linalg.norm(right)
    return float(error), float((found * right).sum() / lengths) if lengths > 0 else np.nan


def exchanged(network: Network, X: Array, Y: Array, keep: str, l: int = 1) -> propagation.Gradient:
    """Return the network's gradient, with one half of its mistake in layer l undone.

    Args:
        keep: "direction": the weights and biases of layer l keep their direction and get the right length;
            "length": they keep their length and get the right direction.
    """
    if keep not in ("direction", "length"):
        raise ValueError(f'keep must be "direction" or "length", got {keep!r}')
    found, right = network.gradient(X, Y), true_gradient(network, X, Y)
    ours, theirs = (np.hypot(np.linalg.norm(g.W[l]), np.linalg.norm(g.b[l])) for g in (found, right))
    source, factor = (found, theirs / ours) if keep == "direction" else (right, ours / theirs)
    found.W[l][:], found.b[l][:] = factor * source.W[l], factor * source.b[l]
    return found
