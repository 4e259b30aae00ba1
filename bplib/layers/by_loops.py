"""Convolution by its definition, one number after the other: slow, and easy to believe.

Every product w a is one use of a weight.  Forwards it is added to an output z; backwards, with g = ∂C/∂z,

    w gets g a          a gets g w          from each of its uses, and these are added

which is all there is to know about ∂C/∂W and ∂C/∂a.  ``uses`` names them all, and padding is no number at all here: a
place outside the image is not used.  The layer that a model has (``convolution``) is tested by this.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

Array = np.ndarray
Index = tuple[int, ...]


def uses(shape: Index, kernels: Index, stride: int = 1, padding: int = 0) -> Iterator[tuple[Index, Index, Index]]:
    """Yield the indices (of z, of W, of a) of every product, for a of ``shape`` (m, channels, h, w).

    ``kernels`` is the shape of W, (maps, channels, k, l).
    """
    (m, channels, height, width), (maps, _, k, l) = shape, kernels
    P, Q = ((n + 2 * padding - size) // stride + 1 for n, size in ((height, k), (width, l)))
    for x, f, p, q in np.ndindex(m, maps, P, Q):
        for c, i, j in np.ndindex(channels, k, l):
            u, v = stride * p + i - padding, stride * q + j - padding
            if 0 <= u < height and 0 <= v < width:
                yield (x, f, p, q), (f, c, i, j), (x, c, u, v)


def convolve(a: Array, W: Array, b: Array, stride: int = 1, padding: int = 0) -> Array:
    """Return z, (m, maps, P, Q), for a, (m, channels, h, w), W, (maps, channels, k, l), and b, (maps,)."""
    P, Q = ((n + 2 * padding - size) // stride + 1 for n, size in zip(a.shape[2:], W.shape[2:], strict=True))
    z = np.zeros((len(a), len(b), P, Q), np.result_type(a, W, b)) + b[:, None, None]
    for of_z, of_W, of_a in uses(a.shape, W.shape, stride, padding):
        z[of_z] += W[of_W] * a[of_a]
    return z


def convolve_backward(g: Array, a: Array, W: Array, stride: int = 1, padding: int = 0) -> tuple[Array, Array, Array]:
    """Return ∂C/∂a, ∂C/∂W and ∂C/∂b from g = ∂C/∂z, (m, maps, P, Q)."""
    g_a, g_W = np.zeros(a.shape, g.dtype), np.zeros(W.shape, g.dtype)
    for of_z, of_W, of_a in uses(a.shape, W.shape, stride, padding):
        g_W[of_W] += g[of_z] * a[of_a]
        g_a[of_a] += g[of_z] * W[of_W]
    return g_a, g_W, g.sum(axis=(0, 2, 3))
