"""Windows as sums over uses: which place of an image, in which window, at which place of it.

    reached[u, p, i] = 1 where s p + i = u      window p sees at its place i the row u

With one such array for the rows and one for the columns, convolution and its two ways back are sums of products, and
whatever people do wrong with windows is another array of the same shape.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

Array = np.ndarray


def count(n: int, k: int, s: int) -> int:
    """Return how many windows of k places fit in a row of n, s apart."""
    return (n - k) // s + 1


@lru_cache(maxsize=512)
def reached(n: int, windows: int, k: int, s: int, first: int = 0) -> Array:
    """Return (n, windows, k): 1 where window p, which begins at first + s p, sees a place u at its place i."""
    found = np.zeros((n, max(windows, 0), k))
    for p, i in np.ndindex(max(windows, 0), k):
        if 0 <= first + s * p + i < n:
            found[first + s * p + i, p, i] = 1
    return found


@lru_cache(maxsize=512)
def last_only(n: int, windows: int, k: int, s: int) -> Array:
    """Return ``reached`` where every place belongs to the last window that sees it, and to no other one."""
    found = reached(n, windows, k, s).copy()
    for u in range(n):
        seen = np.flatnonzero(found[u].any(axis=1))
        found[u, seen[:-1]] = 0
    return found


@lru_cache(maxsize=512)
def first_only(n: int, windows: int, k: int, s: int) -> Array:
    """Return ``reached`` where every place belongs to the first window that sees it."""
    found = reached(n, windows, k, s).copy()
    for u in range(n):
        found[u, np.flatnonzero(found[u].any(axis=1))[1:]] = 0
    return found


@lru_cache(maxsize=512)
def shared(n: int, windows: int, k: int, s: int) -> Array:
    """Return ``reached`` divided by the number of windows that see a place."""
    found = reached(n, windows, k, s)
    return found / np.maximum(found.sum(axis=(1, 2), keepdims=True), 1)


def padded(A: Array, padding: int) -> Array:
    """Return images (m, C, H, W) with rows and columns of zeros on every side."""
    return with_zeros(A, padding, padding, padding, padding)


def with_zeros(A: Array, above: int, below: int, left: int, right: int) -> Array:
    """Return images with so many rows and columns of zeros on each side."""
    m, channels, height, width = A.shape
    wide = np.zeros((m, channels, above + height + below, left + width + right))
    wide[:, :, above : above + height, left : left + width] = A
    return wide


def cropped(A: Array, padding: int) -> Array:
    """Return images without so many rows and columns on every side."""
    return A[:, :, padding : A.shape[2] - padding, padding : A.shape[3] - padding]


def as_before(W: Array, turned: Array) -> Array:
    """Return a kernel that was turned, or raise ValueError if it no longer has the shape of W, as adding it would."""
    if turned.shape != W.shape:
        raise ValueError
    return turned


def seen(X: Array, down: Array, right: Array) -> Array:
    """Return what the windows see of images: (m, C, P, k, Q, l)."""
    by_columns = np.tensordot(X, right, ((3,), (0,)))  # m C H Q l
    return np.tensordot(by_columns, down, ((2,), (0,))).transpose(0, 1, 4, 5, 2, 3)


def put_back(said: Array, down: Array, right: Array) -> Array:
    """Return at each place of the images the sum of what the windows say of it; ``said`` is (m, P, Q, C, k, l)."""
    by_rows = np.tensordot(said, down, ((1, 4), (1, 2)))  # m Q C l H
    return np.tensordot(by_rows, right, ((1, 3), (1, 2)))
