"""Convolution and pooling by their definitions, one number after the other: slow, and easy to believe.

Every product w a is one use of a weight.  Forwards it is added to an output z; backwards, with g = ∂C/∂z,

    w gets g a          a gets g w          from each of its uses, and these are added

which is all there is to know about ∂C/∂W and ∂C/∂a.  ``uses`` names them all, and padding is no number at all here: a
place outside the image is not used.  The layers that a model has (``convolution``, ``pooling``) are tested by this.
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
    (m, channels, height, width), (maps, seen, k, l) = shape, kernels
    if channels != seen:
        raise ValueError(f"W is for {seen} channels, the images have {channels}: shapes {kernels} and {shape}")
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
    g_a, g_W = (np.zeros(shape, np.result_type(g, a, W)) for shape in (a.shape, W.shape))
    for of_z, of_W, of_a in uses(a.shape, W.shape, stride, padding):
        g_W[of_W] += g[of_z] * a[of_a]
        g_a[of_a] += g[of_z] * W[of_W]
    return g_a, g_W, g.sum(axis=(0, 2, 3))


def places_of_windows(shape: Index, k: int, l: int, stride: int) -> Iterator[tuple[Index, list[Index]]]:
    """Yield the index of every output of a pooling, and those of the places in its window, row by row."""
    m, channels, height, width = shape
    for x, c, p, q in np.ndindex(m, channels, (height - k) // stride + 1, (width - l) // stride + 1):
        yield (x, c, p, q), [(x, c, stride * p + i, stride * q + j) for i, j in np.ndindex(k, l)]


def pool(a: Array, k: int, l: int, stride: int, of_window=max) -> Array:
    """Return max, or another function of its list of numbers, of each window of a, (m, channels, h, w)."""
    m, channels, height, width = a.shape
    y = np.zeros((m, channels, (height - k) // stride + 1, (width - l) // stride + 1))
    for of_y, places in places_of_windows(a.shape, k, l, stride):
        y[of_y] = of_window([a[place] for place in places])
    return y


def max_pool_backward(g: Array, a: Array, k: int, l: int, stride: int) -> Array:
    """Return ∂C/∂a: the first place of a window that holds its largest number gets g."""
    g_a = np.zeros(a.shape)
    for of_y, places in places_of_windows(a.shape, k, l, stride):
        g_a[max(places, key=lambda place: a[place])] += g[of_y]
    return g_a


def mean_pool_backward(g: Array, shape: Index, k: int, l: int, stride: int) -> Array:
    """Return ∂C/∂a, of ``shape``: every place of a window gets its part of g."""
    g_a = np.zeros(shape)
    for of_y, places in places_of_windows(shape, k, l, stride):
        for place in places:
            g_a[place] += g[of_y] / (k * l)
    return g_a
