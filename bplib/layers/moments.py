"""From sequences to rows, (m, n): the last moment, or every moment as an example of its own.

Above a recurrent layer, whose sequences are (T, m, n), one of the moments stands, because a model ends in rows.  Above
attention, whose sequences are (m, T, d), it is one of the positions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bplib.layers.layer import Array, Layer, Views


@dataclass(frozen=True)
class LastMoment(Layer):
    """y = x_T, (m, n): one answer a sequence, when all of it has been seen."""

    time_first = True

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, tuple]:
        _check(self, x)
        return x[-1], x.shape

    def backward(self, p: Views, shape: tuple, g: Array, grad: Views, back: bool = True) -> Array | None:
        if not back:
            return None
        g_x = np.zeros(shape, g.dtype)
        g_x[-1] = g
        return g_x


@dataclass(frozen=True)
class EveryMoment(Layer):
    """y, (T·m, n): an answer at every moment, the rows of the first moment first."""

    time_first = True

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, tuple]:
        _check(self, x)
        return x.reshape(-1, x.shape[2]), x.shape

    def backward(self, p: Views, shape: tuple, g: Array, grad: Views, back: bool = True) -> Array:
        return g.reshape(shape)


@dataclass(frozen=True)
class LastPosition(Layer):
    """y, (m, d), is the last position of x, (m, T, d): one answer a sequence."""

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, tuple]:
        _check(self, x)
        return x[:, -1], x.shape

    def backward(self, p: Views, shape: tuple, g: Array, grad: Views, back: bool = True) -> Array | None:
        if not back:
            return None
        g_x = np.zeros(shape, g.dtype)
        g_x[:, -1] = g
        return g_x


@dataclass(frozen=True)
class EveryPosition(Layer):
    """y, (m·T, d), from x, (m, T, d): an answer at every position, the rows of the first example first."""

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, tuple]:
        _check(self, x)
        return x.reshape(-1, x.shape[2]), x.shape

    def backward(self, p: Views, shape: tuple, g: Array, grad: Views, back: bool = True) -> Array:
        return g.reshape(shape)


def _check(layer: Layer, x: Array) -> None:
    """Raise ValueError unless x holds sequences."""
    expected = "(T, m, n) with T ≥ 1, time first" if layer.time_first else "(m, T, d) with T ≥ 1, examples first"
    if x.ndim != 3 or x.shape[0 if layer.time_first else 1] == 0:
        raise ValueError(f"{layer} takes sequences of shape {expected}, got {x.shape}")
