"""From sequences, (T, m, n), to rows, (m, n): the last moment, or every moment as an example of its own.

Above a recurrent layer one of them stands, because a model ends in rows.
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


def _check(layer: Layer, x: Array) -> None:
    """Raise ValueError unless x holds sequences."""
    if x.ndim != 3 or len(x) == 0:
        raise ValueError(f"{layer} takes sequences of shape (T, m, n) with T ≥ 1, time first, got {x.shape}")
