"""Initial weights: random numbers scaled so that a signal neither dies out nor explodes on its way through the layers.

A unit with n_in inputs of variance v and independent weights of variance s² has a weighted input of variance n_in s² v.
Choosing s² = 1/n_in keeps v; each rule below is that idea with its own correction.  Every function returns the matrix
W^l of shape (n_out, n_in) in float64 and draws from ``rng`` only.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

InitialWeights = Callable[[int, int, np.random.Generator], np.ndarray]


def glorot(n_out: int, n_in: int, rng: np.random.Generator) -> np.ndarray:
    """Uniform with variance 2/(n_in + n_out), a compromise between both directions; for tanh and sigmoid.

    (Glorot and Bengio 2010.)
    """
    bound = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-bound, bound, (n_out, n_in))


def he(n_out: int, n_in: int, rng: np.random.Generator) -> np.ndarray:
    """Normal with variance 2/n_in: ReLU passes on only half of the signal's power (He et al. 2015)."""
    return rng.normal(0, np.sqrt(2 / n_in), (n_out, n_in))


def lecun(n_out: int, n_in: int, rng: np.random.Generator) -> np.ndarray:
    """Normal with variance 1/n_in (LeCun, Bottou, Orr and Müller 1998)."""
    return rng.normal(0, np.sqrt(1 / n_in), (n_out, n_in))


def orthogonal(n_out: int, n_in: int, rng: np.random.Generator) -> np.ndarray:
    """Orthonormal rows or columns, whichever are fewer, every direction being equally likely (Saxe et al. 2014).

    A square W of this kind turns and mirrors, and changes no length: its singular values are all 1.
    """
    Q, R = np.linalg.qr(rng.normal(0, 1, (max(n_out, n_in), min(n_out, n_in))))
    Q = Q * np.sign(np.diag(R))  # without the signs some directions would be likelier than others
    return Q if n_out >= n_in else Q.T


def unit_normal(n_out: int, n_in: int, rng: np.random.Generator) -> np.ndarray:
    """Normal with variance 1 whatever the width: the naive choice, kept to see what goes wrong with it."""
    return rng.normal(0, 1, (n_out, n_in))


INITIAL_WEIGHTS: dict[str, InitialWeights] = {f.__name__: f for f in (glorot, he, lecun, orthogonal, unit_normal)}
