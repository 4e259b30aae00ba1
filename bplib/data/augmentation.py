"""Augmentation: inputs that differ a little every time they are shown, so that no network learns them by heart.

Most functions return ``change(X, rng) -> X'`` for a minibatch X, one example a row, or an image (channels, h, w); X
itself stays as it is.  ``shifted`` and ``middle`` draw nothing: what a model makes of them is measured.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np

from bplib import _validation as check

Array = np.ndarray
Augmentation = Callable[[Array, np.random.Generator], Array]


def drop_inputs(p: float) -> Augmentation:
    """Silence each input with probability p and scale the others by 1/(1 - p) (Srivastava et al. 2014).

    The choice is made by a random byte an input, so p is rounded to a multiple of 1/256.
    """
    threshold = round(256 * check.number("p", p, 0, 1, high_open=True))
    scale = 256 / (256 - threshold)

    def change(X: Array, rng: np.random.Generator) -> Array:
        keep = np.frombuffer(rng.bytes(X.size), np.uint8).reshape(X.shape) >= threshold
        X = X * keep
        X *= scale
        return X

    return change


def shift_images(side: int, pixels: int = 1) -> Augmentation:
    """Move every image by up to ``pixels`` in each direction; zeros come in at the edge.

    An image is a row of side · side numbers, or (channels, side, side).  Each draws a move of its own, which is the
    same for its channels.
    """
    check.whole_number("side", side, low=1)
    check.whole_number("pixels", pixels, low=0)

    def change(X: Array, rng: np.random.Generator) -> Array:
        if X.shape[1:] != (side * side,) and (X.ndim != 4 or X.shape[2:] != (side, side)):
            raise ValueError(f"images of side {side} have {side * side} inputs, got X of shape {X.shape}")
        return _random_windows(X.reshape(len(X), -1, side, side), side, side, pixels, rng).reshape(X.shape)

    return change


def crop_images(height: int, width: int, padding: int = 0) -> Augmentation:
    """Show of every image (m, channels, h, w) a window of height · width, at a place of its own.

    ``padding`` is how many rows and columns of zeros are put on every side first.  To predict: ``middle``.
    """
    check.whole_number("height", height, low=1)
    check.whole_number("width", width, low=1)
    check.whole_number("padding", padding, low=0)
    return lambda X, rng: _random_windows(X, height, width, padding, rng)


def _random_windows(X: Array, height: int, width: int, padding: int, rng: np.random.Generator) -> Array:
    """Return of each image a window whose place is drawn from all that there are."""
    _check_images(X, height, width, padding)
    wide = _with_zeros(X, padding, padding)
    windows = np.lib.stride_tricks.sliding_window_view(wide, (height, width), axis=(2, 3))
    down, right = (rng.integers(0, windows.shape[axis], len(X)) for axis in (2, 3))
    return windows[np.arange(len(X)), :, down, right]


def middle(X: Array, height: int, width: int) -> Array:
    """Return the window of height · width in the middle of each image (m, channels, h, w): a view.

    Where what is cut off is odd, one more line goes below, or on the right.
    """
    check.whole_number("height", height, low=1)
    check.whole_number("width", width, low=1)
    _check_images(X, height, width)
    down, right = (X.shape[2] - height) // 2, (X.shape[3] - width) // 2
    return X[:, :, down : down + height, right : right + width]


def shifted(X: Array, down: int, right: int) -> Array:
    """Return the images (m, channels, h, w), all moved by as many pixels; negative numbers move them up and left.

    Zeros come in at the edge.
    """
    _check_images(X)
    for name, pixels in (("down", down), ("right", right)):
        check.whole_number(name, pixels, low=-sys.maxsize)
    (rows, columns), (height, width) = (abs(down), abs(right)), X.shape[2:]
    wide = _with_zeros(X, rows, columns)
    return wide[:, :, rows - down : rows - down + height, columns - right : columns - right + width]


def _with_zeros(X: Array, rows: int, columns: int) -> Array:
    """Return the images with so many rows and columns of zeros on every side."""
    m, channels, height, width = X.shape
    wide = np.zeros((m, channels, height + 2 * rows, width + 2 * columns), X.dtype)
    wide[:, :, rows : rows + height, columns : columns + width] = X
    return wide


def _check_images(X: Array, height: int = 1, width: int = 1, padding: int = 0) -> None:
    """Raise ValueError unless X holds images in which, with zeros around them, a window of this size has room."""
    if X.ndim != 4:
        hint = ": images as rows? use X.reshape(-1, channels, h, w)" if X.ndim == 2 else ""
        raise ValueError(f"X must have shape (m, channels, h, w), got {X.shape}{hint}")
    if X.shape[2] + 2 * padding < height or X.shape[3] + 2 * padding < width:
        around = f" with a padding of {padding}" if padding else ""
        raise ValueError(f"images of {X.shape[2]} by {X.shape[3]}{around} have no room for one of {height} by {width}")


def both(first: Augmentation, second: Augmentation) -> Augmentation:
    """Apply one augmentation after the other."""
    return lambda X, rng: second(first(X, rng), rng)
