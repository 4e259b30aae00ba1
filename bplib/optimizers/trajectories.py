"""Trajectories: optimisers run on a surface of two weights, with noise that is the same in Python and in the browser.

The noise: s ← 48271 s mod (2³¹ - 1), which C++ calls ``minstd_rand``, makes numbers u = s/(2³¹ - 1) between 0 and 1,
and two of them, u and v, make two normal numbers (Box and Muller 1958): √(-2 ln u) cos 2πv and √(-2 ln u) sin 2πv.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from bplib import _validation as check
from bplib.optimizers import OPTIMIZERS, Optimizer
from bplib.optimizers.surfaces import RACERS, Surface

Array = np.ndarray

FAR = 1e6  # an optimiser that is farther away than this in one weight is out of the race


def path(optimizer: Optimizer, gradient: Callable[[Array], Array], start: Sequence[float], steps: int) -> Array:
    """Return the points that an optimiser visits where the slope at x, (n,), is ``gradient(x)``: (steps + 1, n)."""
    points = np.empty((steps + 1, len(start)))
    points[0] = start
    for t in range(steps):
        points[t + 1] = points[t]
        optimizer.step(points[t + 1], gradient(points[t]))
    return points


def racer(name: str, rate: float, beta: float = 0.9, beta2: float = 0.999) -> Optimizer:
    """Return a new optimiser, one of RACERS: β is that of momentum and Nesterov, and the β₁ of Adam, NAdam and Lion; β₂
    is that of Adam and NAdam; for Rprop the rate is the first step.
    """
    check.choice("name", name, dict.fromkeys(RACERS))
    betas = {"Momentum": (beta,), "Nesterov": (beta,), "Lion": (beta,), "Adam": (beta, beta2), "NAdam": (beta, beta2)}
    rule = OPTIMIZERS[name]
    return rule(first=rate) if name == "Rprop" else rule(rate, *betas.get(name, ()))


def trajectory(surface: Surface, optimizer: Optimizer, start=None, steps: int = 100, seed: int = 1) -> Array:
    """Return the points that an optimiser passes through, shape (steps + 1, 2); fewer where it went beyond FAR."""
    w, g = np.array(surface.start if start is None else start, dtype=float), np.zeros(2)
    if w.shape != (2,):
        raise ValueError(f"start must be a point of shape (2,), got {w.shape}")
    points = [w.copy()]
    for noise in surface.noise * normal_numbers(seed, steps):
        g[:] = surface.gradient(w) + noise
        optimizer.step(w, g)
        if not np.abs(w).max() <= FAR:
            break
        points.append(w.copy())
    return np.array(points)


def normal_numbers(seed: int, pairs: int) -> Array:
    """Return standard normal numbers, shape (pairs, 2): always the same for one seed from 1 on."""
    s, u = check.whole_number("seed", seed, low=1), np.empty((pairs + 5, 2))
    for i in range(u.size):
        s = 48271 * s % (2**31 - 1)
        u.flat[i] = s / (2**31 - 1)
    u, v = u[5:].T  # the first ten are small where the seed is small
    return np.stack(
        [np.sqrt(-2 * np.log(u)) * np.cos(2 * np.pi * v), np.sqrt(-2 * np.log(u)) * np.sin(2 * np.pi * v)], 1
    )
