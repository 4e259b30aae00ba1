"""The gated recurrent unit: a state that is mixed from the old one and a new one (Cho et al. 2014).

    r, z = σ(z_r), σ(z_z)                 z_t = W x_t + U h_{t-1} + b, in the order r, z, n
    n = tanh(W_n x_t + b_n + r ⊙ u)       u = U_n h_{t-1} + b_h
    h_t = (1 - z) ⊙ n + z ⊙ h_{t-1}

The reset gate r stands after the product, as in PyTorch and cuDNN; in the paper it stands before.  b_n and b_h are two
biases, as r weighs one of them only.  Backwards, with g = ∂C/∂h_t from above and from the next moment,

    D_n = g ⊙ (1 - z) ⊙ (1 - n²)          D_z = g ⊙ (h_{t-1} - n) ⊙ z(1 - z)
    D_r = D_n ⊙ u ⊙ r(1 - r)              E = (D_r, D_z, D_n ⊙ r):  ∂C/∂(U h_{t-1} + b_h)
    to the moment before:  g ⊙ z + Uᵀ E

Each of these has g as a factor: the rest is computed for all moments at once, and the loop only carries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from bplib.layers.layer import Array, Views
from bplib.layers.recurrent import Recurrent


@dataclass(frozen=True)
class GRU(Recurrent):
    """h, (T, m, n), from x, (T, m, n_in); the state is h, (m, n)."""

    gates: ClassVar[int] = 3

    def shapes(self) -> dict[str, tuple[int, ...]]:
        return super().shapes() | {"b_h": (self.n,)}

    def unroll(self, p: Views, x: Array, state: Array | None = None) -> tuple[Array, tuple]:
        n, both = self.n, 2 * self.n
        half = np.repeat(np.array([0.5, 0.5, 1], p.W.real.dtype), n)  # σ(z) = (1 + tanh(z/2)) / 2
        S = self._of_inputs(half[:, None] * p.W, half * p.b, x)  # they become the gates in place
        H = self._states(x, "h_0", state, S.dtype)
        u = np.empty_like(H[1:])
        to_next = np.ascontiguousarray((half[:, None] * p.U).T)
        for t, s in enumerate(S):
            from_before = H[t] @ to_next
            sigmoids, new = s[:, :both], s[:, both:]
            sigmoids += from_before[:, :both]
            np.tanh(sigmoids, out=sigmoids)
            sigmoids += 1
            sigmoids *= 0.5
            np.add(from_before[:, both:], p.b_h, out=u[t])
            new += s[:, :n] * u[t]
            np.tanh(new, out=new)
            np.multiply(s[:, n:both], H[t] - new, out=H[t + 1])
            H[t + 1] += new
        return H[1:], (x, S, H, u)

    def through_time(
        self, p: Views, seen: tuple, g: Array, grad: Views, back: bool = True, g_end: Array | None = None
    ) -> tuple[Array | None, Array]:
        x, S, H, u = seen
        E, slope_n = self._slopes(S, H, u)
        z = S[..., self.n : 2 * self.n]
        later = np.zeros_like(g[0]) if g_end is None else g_end
        for t, cut in self._way_back(len(E)):
            g_h = g[t] + later
            E[t] *= g_h[:, None]
            slope_n[t] *= g_h  # D_n
            later = np.zeros_like(g_h) if cut else E[t].reshape(len(g_h), -1) @ p.U + g_h * z[t]
        self._to_states(E, H, grad)
        grad.b_h += E[:, :, 2].sum(axis=(0, 1))
        E[:, :, 2] = slope_n  # (D_r, D_z, D_n)
        return self._to_inputs(p, E, x, grad, back), later

    def end(self, seen: tuple) -> Array:
        return seen[2][-1].copy()

    def _slopes(self, S: Array, H: Array, u: Array) -> tuple[Array, Array]:
        """Return E / g, (T, m, 3, n), and D_n / g, (T, m, n), of all moments."""
        r, z, new = (S[..., j * self.n : (j + 1) * self.n] for j in range(3))
        slope_n = (1 - z) * (1 - new * new)
        E = np.empty((*new.shape[:2], 3, self.n), S.dtype)
        np.multiply(slope_n, r, out=E[:, :, 2])
        np.multiply(E[:, :, 2], u * (1 - r), out=E[:, :, 0])
        np.multiply(H[:-1] - new, z * (1 - z), out=E[:, :, 1])
        return E, slope_n
