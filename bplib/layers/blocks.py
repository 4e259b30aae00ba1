"""Blocks: layers that are used together so often that they have a name."""

from __future__ import annotations

from collections.abc import Callable

from bplib.activations import Activation, relu
from bplib.layers.chain import Chain, Residual
from bplib.layers.dense import Dense
from bplib.layers.elementwise import Apply
from bplib.layers.layer import Layer
from bplib.layers.normalization import BatchNorm


def pre_activation(
    n: int,
    f: Activation = relu,
    norm: Callable[[int], Layer] | None = BatchNorm,
    initial_weights: str = "he",
    scale: float = 1.0,
) -> Residual:
    """Return y = x + α F(x), where F is twice: normalise, activate, multiply by weights (He et al. 2016, "Identity").

    Nothing stands on the way around, so that a sum of gradients comes down from the last block to the first unhindered.

    Args:
        n: the number of units, the same below and above.
        f: the activation.
        norm: what makes a normalising layer of n units, such as ``LayerNorm``, or None for no normalising.
        initial_weights: those of both dense layers.
        scale: α.
    """
    normalised = [] if norm is None else [norm]
    halves = [[*(make(n) for make in normalised), Apply(f), Dense(n, n, initial_weights)] for _ in range(2)]
    return Residual(Chain([*halves[0], *halves[1]]), scale)
