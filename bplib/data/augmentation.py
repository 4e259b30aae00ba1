"""Augmentation: inputs that differ a little every time they are shown, so that no network learns them by heart.

Each function returns ``change(X, rng) -> X'`` for a minibatch X of shape (m, n_0); X itself stays as it is.
"""

from __future__ import annotations

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
    """Move every image, a row of side · side numbers, by up to ``pixels`` in each direction; zeros come in at the edge.

    Each image draws a move of its own.
    """
    check.whole_number("side", side, low=1)
    check.whole_number("pixels", pixels, low=0)

    def change(X: Array, rng: np.random.Generator) -> Array:
        if X.shape[1] != side * side:
            raise ValueError(f"images of side {side} have {side * side} inputs, got X of shape {X.shape}")
        canvas = np.zeros((len(X), side + 2 * pixels, side + 2 * pixels), X.dtype)
        canvas[:, pixels : pixels + side, pixels : pixels + side] = X.reshape(-1, side, side)
        windows = np.lib.stride_tricks.sliding_window_view(canvas, (side, side), axis=(1, 2))
        down, right = rng.integers(0, 2 * pixels + 1, (2, len(X)))
        return windows[np.arange(len(X)), down, right].reshape(X.shape)

    return change


def both(first: Augmentation, second: Augmentation) -> Augmentation:
    """Apply one augmentation after the other."""
    return lambda X, rng: second(first(X, rng), rng)
