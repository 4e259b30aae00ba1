"""Convolution: the same few weights at every place of an image, so each gets the sum of the gradients of its uses.

    z_xfpq = b_f + Σ_cij W_fcij a_x,c,sp+i,sq+j       forward: example x, map f, place (p, q), stride s
    ∂C/∂b_f = Σ_xpq g_xfpq                            BP3, added up over all places
    ∂C/∂W_fcij = Σ_xpq g_xfpq a_x,c,sp+i,sq+j         BP4, added up over all places
    ∂C/∂a_xcuv = Σ W_fcij g_xfpq                      BP2: over all f, i, j, p, q with sp + i = u and sq + j = v

g = ∂C/∂z.  Forwards the kernel is not turned, which is called a correlation.  Backwards it is, for s = 1: seen from u
the index of W runs the other way.  Padding puts zeros around the image; on the way back they are cut off again.

With what the windows see as the columns of a matrix A (``bplib.layers.windows``) these are three matrix products: W A,
G Aᵀ, and Wᵀ G, whose columns are added where they came from.  A takes some k l times the memory of the image, so it is
not kept but made again on the way back (``benchmarks/layer_speed.py`` does both).  ``by_loops`` has the definition.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bplib import _validation as check
from bplib.initial_weights import INITIAL_WEIGHTS
from bplib.layers.layer import Array, Layer, Views
from bplib.layers.windows import (
    Pair,
    add_columns,
    check_images,
    columns,
    counts,
    examples_first,
    examples_last,
    pair,
)


@dataclass(frozen=True)
class Convolution(Layer):
    """From images (m, channels, h, w) to (m, maps, P, Q), where P = ⌊(h + 2 padding - k)/stride⌋ + 1, and Q likewise.

    Args:
        channels, maps: how many come in and go out; a map of features is a channel of the next layer.
        kernel: (k, l), the height and the width of a window, or one number for both.
        stride: how far it is from one window to the next, down and to the right, or one number for both.
        padding: how many rows and columns of zeros are put on every side.
        initial_weights: the name of a rule, for which a map is a unit with channels k l inputs.
    """

    channels: int
    maps: int
    kernel: int | Pair
    stride: int | Pair = 1
    padding: int = 0
    initial_weights: str = "he"

    def __post_init__(self):
        for name, low in (("channels", 1), ("maps", 1), ("padding", 0)):
            object.__setattr__(self, name, check.whole_number(name, getattr(self, name), low))
        for name in ("kernel", "stride"):
            object.__setattr__(self, name, pair(name, getattr(self, name)))
        check.choice("initial_weights", self.initial_weights, INITIAL_WEIGHTS)

    def shapes(self) -> dict[str, tuple[int, ...]]:
        return {"W": (self.maps, self.channels, *self.kernel), "b": (self.maps,)}

    def start(self, p: Views, rng: np.random.Generator) -> None:
        rows(p.W)[:] = INITIAL_WEIGHTS[self.initial_weights](*rows(p.W).shape, rng)

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, Array]:
        check_images(self, x, self.kernel, self.channels, self.padding)
        x = padded(examples_last(x), self.padding)
        z = rows(p.W) @ columns(x, self.kernel, self.stride)
        z += p.b[:, None]
        P, Q = counts(x.shape[1:3], self.kernel, self.stride)
        return examples_first(z.reshape(self.maps, P, Q, x.shape[3])), x

    def backward(self, p: Views, x: Array, g: Array, grad: Views, back: bool = True) -> Array | None:
        g = rows(examples_last(g))
        grad.b += np.add.reduce(g, axis=1)  # BP3
        rows(grad.W)[:] += g @ columns(x, self.kernel, self.stride).T  # BP4
        if not back:
            return None
        total = add_columns(rows(p.W).T @ g, x.shape, self.kernel, self.stride)  # BP2
        return examples_first(cropped(total, self.padding))


def rows(a: Array) -> Array:
    """Return an array in C order as a matrix with a row for each entry of its first axis: a view."""
    return a.reshape(len(a), -1)


def padded(x: Array, padding: int) -> Array:
    """Return x, (channels, h, w, m), with ``padding`` rows and columns of zeros on every side."""
    if padding == 0:
        return x
    channels, height, width, m = x.shape
    wide = np.zeros((channels, height + 2 * padding, width + 2 * padding, m), x.dtype)
    cropped(wide, padding)[:] = x
    return wide


def cropped(x: Array, padding: int) -> Array:
    """Return x, (channels, h, w, m), without ``padding`` rows and columns on every side: a view."""
    return x[:, padding : x.shape[1] - padding, padding : x.shape[2] - padding]
