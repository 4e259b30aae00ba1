"""Elman's network: the units of the last moment are inputs of this one (Elman 1990).

    z_t = W x_t + U h_{t-1} + b           h_t = f(z_t)

At each moment h_t has two consumers, the layer above and the next moment, so two gradients meet in it: with
g_t = ∂C/∂h_t from above and D_t = ∂C/∂z_t

    D_t = (g_t + Uᵀ D_{t+1}) ⊙ f'(z_t)    BP2, for t = T, ..., 1, with D_{T+1} = 0

Written for rows, Uᵀ D_{t+1} is D_{t+1} U.  ∂C/∂W, ∂C/∂U and ∂C/∂b are sums over the moments (``recurrent``), and
∂C/∂h_0 = Uᵀ D_1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bplib.activations import Activation, softmax, tanh
from bplib.layers.layer import Array, Views
from bplib.layers.recurrent import Recurrent


@dataclass(frozen=True)
class Elman(Recurrent):
    """h_t = f(W x_t + U h_{t-1} + b), from x, (T, m, n_in), to h, (T, m, n); the state is h, (m, n)."""

    f: Activation = tanh

    def __post_init__(self):
        super().__post_init__()
        if not isinstance(self.f, Activation) or self.f is softmax:
            raise TypeError(f"f must be an activation of bplib.activations with a slope, such as tanh, got {self.f!r}")

    def unroll(self, p: Views, x: Array, state: Array | None = None) -> tuple[Array, tuple]:
        Z = self._of_inputs(p.W, p.b, x)
        H = self._states(x, "h_0", state, Z.dtype)
        to_next = np.ascontiguousarray(p.U.T)
        for t, z in enumerate(Z):
            z += H[t] @ to_next
            H[t + 1] = self.f.value(z)
        return H[1:], (x, Z, H)

    def through_time(
        self, p: Views, seen: tuple, g: Array, grad: Views, back: bool = True, g_end: Array | None = None
    ) -> tuple[Array | None, Array]:
        x, Z, H = seen
        D = self.f.slope(Z, H[1:])
        later = np.zeros_like(g[0]) if g_end is None else g_end  # what the next moment hands back
        for t, cut in self._way_back(len(D)):
            D[t] *= g[t] + later  # BP2, with two consumers
            later = np.zeros_like(later) if cut else D[t] @ p.U
        self._to_states(D, H, grad)
        return self._to_inputs(p, D, x, grad, back), later

    def end(self, seen: tuple) -> Array:
        return seen[2][-1].copy()
