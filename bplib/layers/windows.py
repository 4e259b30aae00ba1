"""Windows: an output of a convolution or of a pooling looks at k l places of an image, and the next one at others.

    output (p, q) sees the places (s p + i, t q + j)          i < k, j < l; (s, t) is the stride, often s = t
    there are P = ⌊(h - k)/s⌋ + 1 windows one below the other, and Q = ⌊(w - l)/t⌋ + 1 side by side

Seen from the other side: place (i, j) of all windows at once is one slice of the image.  So k l slices do what a loop
over all outputs would do.

At the face images are (m, channels, h, w).  In memory the examples lie last, (channels, h, w, m): then a slice is made
of long runs, and one matrix product serves the whole minibatch.  Only the strides of the array differ, so an image goes
from layer to layer without a copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isqrt

import numpy as np

from bplib import _validation as check
from bplib.layers.layer import Array, Layer

Pair = tuple[int, int]


def examples_last(x: Array) -> Array:
    """Return images (m, channels, h, w) as (channels, h, w, m) in C order: no copy where they already lie so."""
    return np.ascontiguousarray(x.transpose(1, 2, 3, 0))


def examples_first(x: Array) -> Array:
    """Return (channels, h, w, m) as (m, channels, h, w), and leave it as it lies in memory."""
    return x.transpose(3, 0, 1, 2)


def counts(size: Pair, kernel: Pair, stride: Pair) -> Pair:
    """Return (P, Q), how many windows an image of (h, w) has, one below the other and side by side."""
    P, Q = ((n - k) // s + 1 for n, k, s in zip(size, kernel, stride, strict=True))
    return P, Q


def slices(x: Array, kernel: Pair, stride: Pair) -> Iterator[Array]:
    """Yield what is at each of the k l places of all windows of x, row by row: views, (channels, P, Q, m)."""
    P, Q = counts(x.shape[1:3], kernel, stride)
    s, t = stride
    for i, j in np.ndindex(kernel):
        yield x[:, i : i + (P - 1) * s + 1 : s, j : j + (Q - 1) * t + 1 : t]


def columns(x: Array, kernel: Pair, stride: Pair) -> Array:
    """Return what all windows of x, (channels, h, w, m), see, as columns: (channels k l, P Q m)."""
    P, Q = counts(x.shape[1:3], kernel, stride)
    seen = np.empty((len(x), kernel[0] * kernel[1], P, Q, x.shape[3]), x.dtype)
    for n, place in enumerate(slices(x, kernel, stride)):
        seen[:, n] = place
    return seen.reshape(-1, P * Q * x.shape[3])


def add_columns(said: Array, shape: tuple[int, ...], kernel: Pair, stride: Pair) -> Array:
    """Return at each place of an image the sum of what all windows say of it: the transpose of ``columns``.

    Takes (channels k l, P Q m) and returns ``shape``, (channels, h, w, m).  A place that no window sees gets 0.
    """
    total = np.zeros(shape, said.dtype)
    said = said.reshape(shape[0], kernel[0] * kernel[1], *counts(shape[1:3], kernel, stride), shape[3])
    for n, place in enumerate(slices(total, kernel, stride)):
        place += said[:, n]
    return total


# --- what is handed in


def pair(name: str, value) -> Pair:
    """Return two lengths, of at least 1, from a pair or from one number for both, or raise TypeError/ValueError."""
    both = tuple(value) if isinstance(value, (tuple, list)) else (value, value)
    if len(both) != 2:
        raise ValueError(f"{name} must be one number, or a pair (down, to the right), got {value!r}")
    return check.whole_number(name, both[0], low=1), check.whole_number(name, both[1], low=1)


def check_images(layer: Layer, x: Array, kernel: Pair, channels: int | None = None, padding: int = 0) -> None:
    """Raise ValueError unless x holds images (m, channels, h, w) in which, with the padding, a window has room."""
    if x.ndim != 4 or channels not in (None, x.shape[1]):
        wanted = "channels" if channels is None else channels
        hint = _likely_cause(x.shape, channels)
        raise ValueError(f"{layer} takes images of shape (m, {wanted}, height, width), got {x.shape}{hint}")
    if any(n + 2 * padding < k for n, k in zip(x.shape[2:], kernel, strict=True)):
        room = " by ".join(str(n + 2 * padding) for n in x.shape[2:])
        around = f", {room} with its padding" if padding else ""
        hint = ": channels last? use X.transpose(0, 3, 1, 2)" if x.shape[3] < x.shape[1] else ""
        raise ValueError(
            f"{layer} needs images of at least {kernel[0]} by {kernel[1]}, the size of its window, "
            f"got {x.shape[2]} by {x.shape[3]}{around}, in an array of shape {x.shape}{hint}"
        )


def _likely_cause(shape: tuple[int, ...], channels: int | None) -> str:
    """Return in words what was probably forgotten, or nothing."""
    if len(shape) == 4 and shape[3] == channels:
        return ": channels last? use X.transpose(0, 3, 1, 2)"
    if len(shape) == 4 and shape[0] == channels:
        return ": examples last? use X.transpose(3, 0, 1, 2)"
    if len(shape) == 3 and channels in (None, 1):
        return ": images with one channel? use X[:, None]"
    if len(shape) == 3 and shape[0] == channels:
        return ": a single image? use X[None]"
    if len(shape) == 2 and shape[1] % (channels or 1) == 0:
        side = isqrt(shape[1] // (channels or 1))
        if side * side * (channels or 1) == shape[1]:
            return f": square images as rows? use X.reshape(-1, {channels or 1}, {side}, {side})"
    return ""
