"""Flatten: the numbers of each image in one row, as a dense layer takes them; backwards, the other way round."""

from __future__ import annotations

from dataclasses import dataclass

from bplib.layers.layer import Array, Layer, Views


@dataclass(frozen=True)
class Flatten(Layer):
    """From (m, channels, h, w), or any other shape, to (m, channels h w): channel by channel, each row by row."""

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, tuple[int, ...]]:
        return x.reshape(len(x), -1), x.shape

    def backward(self, p: Views, shape: tuple, g: Array, grad: Views, back: bool = True) -> Array:
        return g.reshape(shape)
