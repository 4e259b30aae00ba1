"""Pooling: of every window of an image the largest number, or the mean, is handed on; there is nothing to learn.

    max     y = max of the window         g goes to the place of the largest number, the others get 0
    mean    y = mean of the window        g/(k l) goes to each of its k l places

Where several places of a window hold the largest number the first of them, row by row, gets all of g.  This is a
choice: to share g out among them in any way is a subgradient too.  Where windows overlap, a place adds up what it gets
from each of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bplib.layers.layer import Array, Layer, Views
from bplib.layers.windows import Pair, check_images, examples_first, examples_last, pair, slices


@dataclass(frozen=True)
class _Pool(Layer):
    """Every channel for itself: from images (m, channels, h, w) to (m, channels, P, Q), P = ⌊(h - k)/stride⌋ + 1.

    Args:
        kernel: (k, l), the height and the width of a window, or one number for both.
        stride: how far it is from one window to the next, as for ``Convolution``; None: they lie side by side.

    Rows and columns at the end that fill no window are left out.
    """

    kernel: int | Pair = 2
    stride: int | Pair | None = None

    def __post_init__(self):
        object.__setattr__(self, "kernel", pair("kernel", self.kernel))
        object.__setattr__(self, "stride", self.kernel if self.stride is None else pair("stride", self.stride))


@dataclass(frozen=True)
class MaxPool(_Pool):
    """The largest number of every window."""

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, tuple[Array, Array]]:
        check_images(self, x, self.kernel)
        x = examples_last(x)
        first, *others = slices(x, self.kernel, self.stride)
        y = first.copy()
        for place in others:
            y = larger(y, place)
        return examples_first(y), (x, y)

    def backward(self, p: Views, seen: tuple, g: Array, grad: Views, back: bool = True) -> Array | None:
        if not back:
            return None
        x, y = seen
        g, total = examples_last(g), np.zeros(x.shape, g.dtype)
        unclaimed = np.ones(y.shape, bool)
        places = zip(*(slices(a, self.kernel, self.stride) for a in (x, total)), strict=True)
        for place, collected in places:
            wins = unclaimed & (place == y)
            collected += g * wins
            unclaimed ^= wins
        return examples_first(total)


@dataclass(frozen=True)
class MeanPool(_Pool):
    """The mean of every window."""

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, tuple[int, ...]]:
        check_images(self, x, self.kernel)
        x = examples_last(x)
        y = sum(slices(x, self.kernel, self.stride))
        return examples_first(y / (self.kernel[0] * self.kernel[1])), x.shape

    def backward(self, p: Views, shape: tuple, g: Array, grad: Views, back: bool = True) -> Array | None:
        if not back:
            return None
        share, total = examples_last(g) / (self.kernel[0] * self.kernel[1]), np.zeros(shape, g.dtype)
        for collected in slices(total, self.kernel, self.stride):
            collected += share
        return examples_first(total)


def larger(a: Array, b: Array) -> Array:
    """Return the larger of each two numbers, of complex ones by their real parts; a where they are equal."""
    return np.maximum(a, b) if a.dtype.kind == "f" else np.where(b.real > a.real, b, a)
