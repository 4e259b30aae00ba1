"""Long short-term memory: a cell that keeps what it holds, and gates (Hochreiter and Schmidhuber 1997).

    o, i, f = σ(z_o), σ(z_i), σ(z_f)      g = tanh(z_g)               z_t = W x_t + U h_{t-1} + b, in this order
    c_t = f ⊙ c_{t-1} + i ⊙ g             h_t = o ⊙ tanh c_t

with the forget gate f of Gers, Schmidhuber and Cummins (2000); in 1997 there was none, that is, f = 1.  Backwards, with
g^h = ∂C/∂h_t and g^c = ∂C/∂c_t, both from above and from the next moment,

    g^c ← g^c + g^h ⊙ o ⊙ (1 - tanh² c_t)
    D_o = g^h ⊙ tanh c_t ⊙ o(1 - o)       D_i = g^c ⊙ g ⊙ i(1 - i)
    D_f = g^c ⊙ c_{t-1} ⊙ f(1 - f)        D_g = g^c ⊙ i ⊙ (1 - g²)
    to the moment before:  g^c ← g^c ⊙ f  and  g^h = Uᵀ D

The way through the cell multiplies by f only: it keeps the error where f is near 1.  All slopes are computed for all
moments at once, so that the loop only carries.  As σ(z) = (1 + tanh(z/2)) / 2, one tanh serves all four gates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from bplib import _validation as check
from bplib.layers.layer import Array, Views
from bplib.layers.recurrent import Recurrent

PATHS = {name: name for name in ("hc", "c", "h")}


@dataclass(frozen=True)
class LSTM(Recurrent):
    """h, (T, m, n), from x, (T, m, n_in); the state is the pair (h, c), each (m, n).

    Args:
        forget_bias: where the biases of the forget gates begin: a large one keeps them open.
        paths: what the error goes back in time by: "hc", by h and by the cell; "c", by the cell only, which is the
            truncation of 1997; "h", by h only.
    """

    forget_bias: float = 1.0
    paths: str = "hc"
    gates: ClassVar[int] = 4

    def __post_init__(self):
        super().__post_init__()
        object.__setattr__(self, "forget_bias", float(check.number("forget_bias", self.forget_bias, -np.inf)))
        check.choice("paths", self.paths, PATHS)

    def start(self, p: Views, rng: np.random.Generator) -> None:
        super().start(p, rng)
        p.b[2 * self.n : 3 * self.n] = self.forget_bias

    def unroll(self, p: Views, x: Array, state: tuple[Array, Array] | None = None) -> tuple[Array, tuple]:
        h_0, c_0 = _pair(state)
        half = np.repeat(np.array([0.5, 0.5, 0.5, 1], p.W.real.dtype), self.n)
        S = self._of_inputs(half[:, None] * p.W, half * p.b, x)  # z/2 of all moments; they become the gates in place
        H, C = self._states(x, "h_0", h_0, S.dtype), self._states(x, "c_0", c_0, S.dtype)
        to_next = np.ascontiguousarray((half[:, None] * p.U).T)
        for t, s in enumerate(S):
            s += H[t] @ to_next
            np.tanh(s, out=s)
            sigmoids = s[:, : 3 * self.n]
            sigmoids += 1
            sigmoids *= 0.5
            o, i, f, g = self._by_gate(s)
            np.multiply(f, C[t], out=C[t + 1])
            C[t + 1] += i * g
            np.multiply(o, np.tanh(C[t + 1]), out=H[t + 1])
        return H[1:], (x, S, H, C)

    def through_time(
        self, p: Views, seen: tuple, g: Array, grad: Views, back: bool = True, g_end: tuple | None = None
    ) -> tuple[Array | None, tuple[Array, Array]]:
        x, S, H, C = seen
        D, into_cell = self._slopes(S, H, C)
        f = self._by_gate(S)[2]
        g_h, g_c = (np.zeros_like(g[0]) if g_end is None else g_end[j].copy() for j in range(2))
        from_h = np.empty_like(g_h)
        for t, cut in self._way_back(len(D)):
            g_h += g[t]
            g_c += np.multiply(g_h, into_cell[t], out=from_h)
            D[t, :, 0] *= g_h
            D[t, :, 1:] *= g_c[:, None]
            g_c *= f[t]
            np.matmul(D[t].reshape(len(g_h), -1), p.U, out=g_h)
            if cut or "c" not in self.paths:
                g_c[:] = 0
            if cut or "h" not in self.paths:
                g_h[:] = 0
        self._to_states(D, H, grad)
        return self._to_inputs(p, D, x, grad, back), (g_h, g_c)

    def end(self, seen: tuple) -> tuple[Array, Array]:
        _, _, H, C = seen
        return H[-1].copy(), C[-1].copy()

    def _by_gate(self, S: Array) -> list[Array]:
        """Return views of o, i, f and g."""
        return [S[..., j * self.n : (j + 1) * self.n] for j in range(4)]

    def _slopes(self, S: Array, H: Array, C: Array) -> tuple[Array, Array]:
        """Return D / g^h or g^c of the four gates, (T, m, 4, n), and c_t's way into h_t, (T, m, n)."""
        o, i, _, g = self._by_gate(S)
        sigmoids = S[..., : 3 * self.n].reshape(*g.shape[:2], 3, self.n)
        D = np.empty((*g.shape[:2], 4, self.n), S.dtype)
        np.subtract(1, sigmoids, out=D[:, :, :3])
        D[:, :, 0] *= H[1:]  # o ⊙ tanh c_t
        D[:, :, 1:3] *= sigmoids[:, :, 1:]
        D[:, :, 1] *= g
        D[:, :, 2] *= C[:-1]
        slope_g = g * g
        np.multiply(i, np.subtract(1, slope_g, out=slope_g), out=D[:, :, 3])
        into_cell = np.tanh(C[1:])
        into_cell *= H[1:]
        return D, np.subtract(o, into_cell, out=into_cell)


def _pair(state) -> tuple:
    """Return h_0 and c_0, or raise ValueError when the state is not a pair."""
    if state is None:
        return None, None
    if not isinstance(state, (tuple, list)) or len(state) != 2:
        got = f"an array of shape {state.shape}" if isinstance(state, np.ndarray) else repr(state)
        raise ValueError(
            f"the state of an LSTM is the pair (h_0, c_0), each of shape (m, n), got {got}: is c_0 missing?"
        )
    return tuple(state)
