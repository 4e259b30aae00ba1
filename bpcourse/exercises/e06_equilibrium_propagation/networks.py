"""Networks with an energy as the tasks of exercise 06 draw them: parameters, states, and what a unit receives."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

Array = np.ndarray


def parameters(rng: np.random.Generator, *sizes: int, spread: float = 1.0) -> tuple[list, list]:
    """Return random W and b for layers of these sizes; each W[l] has about the same effect, whatever its width."""
    W = [None] + [spread * rng.normal(0, 1 / np.sqrt(k), (n, k)) for k, n in pairwise(sizes)]
    return W, [None] + [rng.normal(0.2, 0.3, n) for n in sizes[1:]]


def states(rng: np.random.Generator, m: int, *sizes: int) -> list:
    """Return random states: inputs of any size, all others between 0 and 1."""
    return [rng.normal(size=(m, sizes[0]))] + [rng.uniform(0.05, 0.95, (m, n)) for n in sizes[1:]]


def some_at_walls(rng: np.random.Generator, s: list) -> list:
    """Return states of which about every fourth is 0 or 1."""
    return [s[0], *(np.where(rng.random(a.shape) < 0.25, a.round(), a) for a in s[1:])]


def drive(W: list, b: list, s: list, l: int) -> Array:
    """Return what layer l gets from the layer below, its bias and the layer above, shape (m, n_l)."""
    z = s[l - 1] @ W[l].T + b[l]
    return z if l == len(W) - 1 else z + s[l + 1] @ W[l + 1]
