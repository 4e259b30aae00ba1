"""The recurrent layer of the explorer, by the library; ``network.js`` has the same for the browser.

W ξ_t times the gain comes in, U is the radius times an orthogonal matrix, of each gate its own, and the bias of the
gate that keeps the old state is set.  The cost looks at the last moment only: ∂C/∂h_T is given, of length 1.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from bplib.layers import GRU, LSTM, Elman, LayerParameters
from bplib.widgets.shared.generator import normals

Array = np.ndarray
KINDS = {"rnn": Elman, "lstm": LSTM, "gru": GRU}
KEEPS = {"lstm": 2, "gru": 1}  # the gate whose bias is set
MOST_UNITS, LONGEST = 8, 60
_PURPOSE, _MOST_GATES = 11, 4


@dataclass(frozen=True)
class Settings:
    """What the layer is made from; ``window`` is at most ``moments``."""

    kind: str
    n: int
    moments: int
    radius: float
    gain: float
    keep: float
    window: int
    seed: int

    @property
    def factor(self) -> float:
        """Return what the simple rule multiplies by: r for tanh units, else σ(bias) of the gate that keeps."""
        return self.radius if self.kind == "rnn" else float(1 / (1 + np.exp(-self.keep)))


class Found(NamedTuple):
    """By moment: h, (T, n), |∂C/∂h_t|, |∂C/∂c_t| (LSTM only), the share of each use of U in ∂C/∂U; and of the window
    the share that it keeps, the cosine with ∂C/∂U, and |∂C/∂U|.
    """

    states: Array
    length: Array
    cell: Array | None
    share: Array
    kept: float
    cosine: float
    norm: float


def drawn(seed: int, n: int) -> tuple[Array, Array, Array, Array]:
    """Return orthogonal matrices W and U of four gates, (4, n, n), ξ, (60, n), and ∂C/∂h_T, (n,)."""
    size = _MOST_GATES * n * n
    numbers = normals(seed, _PURPOSE, 2 * size + (LONGEST + 1) * n)
    W, U = numbers[: 2 * size].reshape(2, _MOST_GATES, n, n)
    inputs, top = np.split(numbers[2 * size :].reshape(-1, n), [LONGEST])
    return _orthogonal(W), _orthogonal(U), inputs, top[0] / np.linalg.norm(top)


def _orthogonal(matrices: Array) -> Array:
    """Return what Gram and Schmidt make of the rows of each matrix."""
    Q, R = np.linalg.qr(matrices.swapaxes(-1, -2))
    return (Q * np.sign(np.diagonal(R, axis1=-2, axis2=-1))[:, None, :]).swapaxes(-1, -2)


class Passes(NamedTuple):
    """A layer of the library with its parameters, what came in, and what its way back needs."""

    layer: Elman | LSTM | GRU
    p: LayerParameters
    x: Array
    seen: tuple
    top: Array


def forward(settings: Settings) -> Passes:
    """Return the way forward."""
    W, U, inputs, top = drawn(settings.seed, settings.n)
    layer = KINDS[settings.kind](settings.n, settings.n, window=settings.window)
    p, gates = LayerParameters(layer), layer.gates
    p.view.W[:] = W[:gates].reshape(-1, settings.n)
    p.view.U[:] = settings.radius * U[:gates].reshape(-1, settings.n)
    if settings.kind in KEEPS:
        p.view.b.reshape(gates, -1)[KEEPS[settings.kind]] = settings.keep
    x = settings.gain * inputs[: settings.moments, None]
    return Passes(layer, p, x, layer.unroll(p.view, x)[1], top)


def gradient_of_U(made: Passes, window: int) -> Array:
    """Return ∂C/∂U as the library truncates it."""
    layer = replace(made.layer, window=window)
    g = np.zeros((len(made.x), 1, layer.n))
    g[-1] = made.top
    grad = made.p.like(np.zeros_like(made.p.flat))
    layer.through_time(made.p.view, made.seen, g, grad.view, back=False)
    return grad.view.U.copy()


def measured(settings: Settings) -> Found:
    """Return both passes."""
    made = forward(settings)
    H = made.seen[2]
    at_h, at_c = _gradients(made)
    sums = [gradient_of_U(made, window) for window in range(1, settings.moments + 1)]
    whole, kept = sums[-1], sums[settings.window - 1]
    uses = np.diff([np.zeros_like(whole), *sums], axis=0)[::-1]  # what one moment more in the window adds
    square, own = (whole**2).sum(), (kept**2).sum()
    share = (uses * whole).sum(axis=(1, 2)) / (square or 1)
    cosine = (kept * whole).sum() / np.sqrt(square * own) if square > 0 and own > 0 else np.nan
    cell = None if at_c is None else np.linalg.norm(at_c, axis=1)
    length = np.linalg.norm(at_h, axis=1)
    return Found(H[1:, 0], length, cell, share, share[-settings.window :].sum(), float(cosine), float(np.sqrt(square)))


def _gradients(made: Passes) -> tuple[Array, Array | None]:
    """Return ∂C/∂h_t and, for an LSTM, ∂C/∂c_t, (T, n): from each moment on the layer runs anew."""
    T, n = len(made.x), made.layer.n
    is_lstm = isinstance(made.layer, LSTM)
    at_h, at_c = np.zeros((2, T, n))
    at_h[-1] = made.top
    for t in range(T - 1):
        at_h[t], at_c[t] = _from(made, t + 1, is_lstm)
    return at_h, _with_what_comes_by_h(made, at_h, at_c) if is_lstm else None


def _from(made: Passes, t: int, is_lstm: bool) -> tuple[Array, Array | float]:
    """Return ∂C/∂h and ∂C/∂c of the state before moment t (counted from 0), of c while h is held."""
    layer = replace(made.layer, window=None)
    state = tuple(kept[t] for kept in made.seen[2:4]) if is_lstm else made.seen[2][t]
    _, seen = layer.unroll(made.p.view, made.x[t:], state)
    g = np.zeros((len(made.x) - t, 1, layer.n))
    g[-1] = made.top
    grad = made.p.like(np.zeros_like(made.p.flat))
    _, before = layer.through_time(made.p.view, seen, g, grad.view, back=False)
    return (before[0][0], before[1][0]) if is_lstm else (before[0], 0.0)


def _with_what_comes_by_h(made: Passes, at_h: Array, at_c: Array) -> Array:
    _, S, _, C = made.seen
    o = S[:, 0, : made.layer.n]
    return at_c + at_h * o * (1 - np.tanh(C[1:, 0]) ** 2)


def lost_at(found: Found) -> int:
    """Return the first moment, counted backwards, whose gradient is below 1e-16 of that of the last one, or 0."""
    lost = np.flatnonzero(~(found.length >= 1e-16 * found.length[-1]))
    return int(lost[-1]) + 1 if lost.size else 0
