"""A dense layer: every output is a weighted sum of all inputs.

    z = W x + b          forward
    ∂C/∂b = g            BP3
    ∂C/∂W = g xᵀ         BP4
    ∂C/∂x = Wᵀ g         BP2, without the slope: that belongs to the activation below

g = ∂C/∂z.  Examples are rows, so that the sums over the examples are matrix products.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np

from bplib import _validation as check
from bplib._blas import add_product
from bplib.initial_weights import INITIAL_WEIGHTS
from bplib.layers.layer import Array, Layer, Views


@dataclass(frozen=True)
class Dense(Layer):
    """z = W x + b, from x, (m, n_in), to z, (m, n_out); axes between the first and the last are kept as they are."""

    n_in: int
    n_out: int
    initial_weights: str = "glorot"

    def __post_init__(self):
        for name in ("n_in", "n_out"):
            object.__setattr__(self, name, check.whole_number(name, getattr(self, name), low=1))
        check.choice("initial_weights", self.initial_weights, INITIAL_WEIGHTS)

    def shapes(self) -> dict[str, tuple[int, ...]]:
        return {"W": (self.n_out, self.n_in), "b": (self.n_out,)}

    def start(self, p: Views, rng: np.random.Generator) -> None:
        p.W[:] = INITIAL_WEIGHTS[self.initial_weights](self.n_out, self.n_in, rng)

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, Array]:
        if x.shape[-1] != self.n_in or x.ndim < 2:
            hint = ": images? put a Flatten() before it" if x.ndim > 2 and prod(x.shape[1:]) == self.n_in else ""
            raise ValueError(f"{self} takes inputs of shape (m, {self.n_in}), got {x.shape}{hint}")
        z = x.reshape(-1, self.n_in) @ p.W.T  # one product, where x @ Wᵀ would be one for each example
        z += p.b
        return z.reshape(*x.shape[:-1], self.n_out), x

    def backward(self, p: Views, x: Array, g: Array, grad: Views, back: bool = True) -> Array | None:
        rows, inputs = (g, x) if g.ndim == 2 else (g.reshape(-1, self.n_out), x.reshape(-1, self.n_in))
        grad.b += np.add.reduce(rows, axis=0)  # BP3
        add_product(grad.W, rows, inputs)  # BP4
        return (rows @ p.W).reshape(x.shape) if back else None  # BP2
