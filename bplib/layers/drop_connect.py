"""DropConnect: a dense layer whose single weights are silenced, other ones for each example (Wan et al. 2013).

    z_i = (M_i ⊙ W) x_i + b                 M_i: 0, or 1/(1 - rate), for every weight
    ∂C/∂W = Σ_i M_i ⊙ (g_i x_iᵀ)            a weight that was silent has no share
    ∂C/∂x_i = (M_i ⊙ W)ᵀ g_i

While the model answers no weight is silent, as with dropout; the paper draws the weighted inputs from a normal
distribution there.  The masks take m n_out n_in numbers: this is a layer for small networks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bplib import _validation as check
from bplib.layers.dense import Dense
from bplib.layers.layer import Array, Views


@dataclass(frozen=True)
class DropConnect(Dense):
    """z = (M ⊙ W) x + b, from x, (m, n_in), to z, (m, n_out)."""

    rate: float = 0.5

    def __post_init__(self):
        super().__post_init__()
        object.__setattr__(self, "rate", float(check.number("rate", self.rate, 0, 1, high_open=True)))

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, tuple[Array, Array | None]]:
        if rng is None:
            z, _ = super().forward(p, x)
            return z, (x, None)
        if x.ndim != 2 or x.shape[1] != self.n_in:
            raise ValueError(f"{self} learns from inputs of shape (m, {self.n_in}), got {x.shape}")
        real, keep = x.real.dtype, 1 - self.rate
        mask = (rng.random((len(x), self.n_out, self.n_in), dtype=real) < keep) / real.type(keep)
        return np.einsum("mjk,mk->mj", mask * p.W, x) + p.b, (x, mask)

    def backward(self, p: Views, seen: tuple, g: Array, grad: Views, back: bool = True) -> Array | None:
        x, mask = seen
        if mask is None:
            return super().backward(p, x, g, grad, back)
        grad.b += g.sum(axis=0)
        grad.W += np.einsum("mj,mjk,mk->jk", g, mask, x)
        return np.einsum("mj,mjk->mk", g, mask * p.W) if back else None
