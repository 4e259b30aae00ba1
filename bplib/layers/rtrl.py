"""Real-time recurrent learning: the gradient of an Elman layer without going back (Williams and Zipser 1989).

P_t = ∂h_t/∂θ, how the state depends on each parameter at all earlier moments, is carried forwards:

    P_t = diag(f'(z_t)) (∂z_t/∂θ with h_{t-1} held + U P_{t-1})         P_0 = 0
    ∂C/∂θ = Σ_t g_t P_t                                                 g_t = ∂C/∂h_t from above

It is the same gradient as that of backpropagation through time, forward mode instead of reverse mode, and can be used
at every moment.  Its price: P is n times as large as θ, and every moment costs about n² times n (n + n_in + 1) products
for each example, against n (n + n_in).  Use it as an oracle, and for small networks.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bplib.layers.elman import Elman
from bplib.layers.layer import Array, Views


def influences(layer: Elman, p: Views, x: Array, state: Array | None = None) -> Iterator[tuple[Array, Array]]:
    """Yield h_t, (m, n), and P_t, (m, n, number of parameters), moment by moment, for x, (T, m, n_in).

    The parameters are in the order of the flat vector: W, U, b.
    """
    h_all, (_, Z, H) = layer.unroll(p, x, state)
    slopes = layer.f.slope(Z, h_all)
    P = np.zeros((x.shape[1], layer.n, p.W.size + p.U.size + p.b.size), Z.dtype)
    for t, h in enumerate(h_all):
        P = slopes[t][:, :, None] * (_direct(x[t], H[t]) + p.U @ P)
        yield h, P


def rtrl(layer: Elman, p: Views, x: Array, g: Array, state: Array | None = None) -> Array:
    """Return ∂C/∂(W, U, b) as one vector, for g = ∂C/∂h_t of all moments, (T, m, n)."""
    if g.shape != (*x.shape[:2], layer.n):
        raise ValueError(f"g must have shape (T, m, n) = {(*x.shape[:2], layer.n)} for x {x.shape}, got {g.shape}")
    return sum(np.einsum("mj,mjp->p", g_t, P) for g_t, (_, P) in zip(g, influences(layer, p, x, state), strict=True))


def _direct(x: Array, h: Array) -> Array:
    """Return ∂z/∂(W, U, b) with x, (m, n_in), and the old state h, (m, n), held: (m, n, number of parameters).

    z_j depends on its own row of W and of U only, by what comes in at the start of each weight.
    """
    m, n = h.shape
    own = np.eye(n, dtype=h.dtype)
    blocks = [own[:, :, None] * start[:, None, None, :] for start in (x, h, np.ones((m, 1), h.dtype))]
    return np.concatenate([block.reshape(m, n, -1) for block in blocks], axis=2)
