"""Signals in random networks that learn nothing: two inputs on their way up, and δ on its way down."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bplib import _validation as check

Array = np.ndarray


class Carried(NamedTuple):
    """The cosine of the two z by layer; the mean square of z in the last layer; the factor χ of the mean of δ²."""

    cosines: Array
    square: float
    chi: float


def carried(weights: float, biases: float, seed: int, layers: int = 30, width: int = 300, cosine=0.9) -> Carried:
    """Carry two random inputs up through layers of tanh with variances σ_w² and σ_b², and a random δ down.

    χ is the geometric mean over the layers below the top but for the lowest five, where q is not yet at rest.
    """
    check.whole_number("layers", layers, low=7)
    check.number("cosine", cosine, -1, 1)
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(2, width))
    a[1] = cosine * a[0] + np.sqrt(1 - cosine**2) * a[1]
    W, Z = rng.normal(0, np.sqrt(weights / width), (layers, width, width)), []
    for matrix in W:
        Z.append(a @ matrix.T + rng.normal(0, np.sqrt(biases), width))
        a = np.tanh(Z[-1])
    delta, squares = rng.normal(size=(2, width)) * (1 - a**2), []
    for matrix, z in zip(W[:0:-1], Z[-2::-1], strict=True):
        delta = (delta @ matrix) * (1 - np.tanh(z) ** 2)  # BP2
        squares.append(np.mean(delta**2))
    cosines = [u @ v / np.linalg.norm(u) / np.linalg.norm(v) for u, v in Z]
    chi = (squares[-5] / squares[0]) ** (1 / (len(squares) - 5))
    return Carried(np.array(cosines), float(np.mean(Z[-1] ** 2)), float(chi))


def arriving(width: int, networks: int, rng: np.random.Generator, depth: int = 50) -> Array:
    """Return |δ^1|/|δ^depth| of several networks of ReLU with He's weights, for one random input and one random δ.

    Networks whose δ is 0 already in the last layer are left out.
    """
    a, W, alive = rng.normal(size=(networks, width)), [], []
    for _ in range(depth):
        W.append(rng.normal(0, np.sqrt(2 / width), (networks, width, width)))
        z = (W[-1] @ a[:, :, None])[..., 0]
        alive.append(z > 0)
        a = np.maximum(z, 0)
    delta = rng.normal(size=(networks, width)) * alive[-1]
    start = np.linalg.norm(delta, axis=1)
    for l in range(depth - 1, 0, -1):
        delta = (delta[:, None] @ W[l])[:, 0] * alive[l - 1]  # BP2
    return np.linalg.norm(delta, axis=1)[start > 0] / start[start > 0]
