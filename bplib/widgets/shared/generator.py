"""The seeded generator of ``generator.js``, many numbers at once: the same in every browser and in Python."""

from __future__ import annotations

import numpy as np

Array = np.ndarray
_GOLDEN, _STEP = np.uint32(0x9E3779B9), np.uint32(0x6D2B79F5)


def uniforms(seed: int, purpose: int, count: int, after: int = 0) -> Array:
    """Return numbers in [0, 1) of mulberry32 for a seed and a purpose, (count,): the first ones behind ``after``."""
    with np.errstate(over="ignore"):  # the products are meant to wrap around
        s = (
            np.uint32(seed % 2**32) * _GOLDEN
            + np.uint32(purpose)
            + _STEP * np.arange(after + 1, after + count + 1, dtype=np.uint32)
        )
        t = (s ^ (s >> np.uint32(15))) * (s | np.uint32(1))
        t ^= t + (t ^ (t >> np.uint32(7))) * (t | np.uint32(61))
    return (t ^ (t >> np.uint32(14))) / 2**32


def normals(seed: int, purpose: int, count: int) -> Array:
    """Return the first normal numbers, (count,), each made of two uniform ones by the method of Box and Muller."""
    u, v = uniforms(seed, purpose, 2 * count).reshape(-1, 2).T
    return np.sqrt(-2 * np.log(1 - u)) * np.cos(2 * np.pi * v)
