"""Autoencoders of pictures, S of them side by side: linear, deep and sparse ones, and those that take noise away.

The seed at the top is a - x in each of them.  A denoising one is shown x + noise and asked for x (Vincent et al. 2008).
In a sparse one the cost has a term for the hidden units, each with the mean activation r over the minibatch,

    β Σ_j [ρ ln(ρ/r_j) + (1 - ρ) ln((1 - ρ)/(1 - r_j))],      so that ∂C/∂a_j gets β(-ρ/r_j + (1 - ρ)/(1 - r_j))/m more.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bplib.experiments.many_dense_networks import ManyDense, shuffled
from bplib.optimizers import Adam

Array = np.ndarray


def principal(X: Array) -> tuple[Array, Array]:
    """Return the eigenvalues λ, (n,), and eigenvectors, columns of U, (n, n), of XᵀX/m, the largest first."""
    values, U = np.linalg.eigh(X.T @ X / len(X))
    return values[::-1].clip(0), U[:, ::-1]


def same_covariance(values: Array, U: Array) -> Array:
    """Return 2n rows ±√(n λ) u, of mean 0: a linear network with a quadratic cost cannot tell them from X."""
    rows = np.sqrt(len(values) * values)[:, None] * U.T
    return np.vstack([rows, -rows])


def linear(rows: Array, k: int, seeds: Sequence[int], steps: int = 1000) -> ManyDense:
    """Return linear autoencoders n-k-n after full-batch steps of Adam, 0.02 and at the end 0.002."""
    nets = ManyDense([rows.shape[1], k, rows.shape[1]], "identity identity", _generators(seeds), dtype=float)
    batch = np.broadcast_to(rows, (len(nets), *rows.shape))
    nets.learn(((batch, batch) for _ in range(steps)), Adam(lambda t: 0.02 if t < 0.6 * steps else 0.002))
    return nets


def trained(
    X: Array, sizes: Sequence[int], activations: str, rate: float, seeds: Sequence[int], *, epochs=60, noise=0.0
) -> ManyDense:
    """Return autoencoders after some passes over X, minibatches of 64, Adam at a rate that falls to 0 in a line.

    With ``noise`` they are shown X plus noise of this deviation, and asked for X.
    """
    rngs = _generators(seeds)
    nets = ManyDense(sizes, activations, rngs, start="he" if "relu" in activations else "glorot")
    steps = epochs * (len(X) // 64)

    def examples():
        for clean in shuffled(X.astype(np.float32), epochs, 64, rngs):
            yield clean + noise * _normal(clean.shape[1:], rngs) if noise else clean, clean

    nets.learn(examples(), Adam(lambda t: rate * (1 - t / steps)))
    return nets


def sparse(X: Array, beta: float, seeds: Sequence[int], *, hidden=100, rho=0.05, rate=0.005, epochs=30) -> ManyDense:
    """Return sparse autoencoders, sigmoid and identity, after some passes over X, minibatches of 64, Adam."""
    rngs, optimizer = _generators(seeds), Adam(rate)
    nets = ManyDense([X.shape[1], hidden, X.shape[1]], "sigmoid identity", rngs)
    for batch in shuffled(X.astype(np.float32), epochs, 64, rngs):
        trace = nets.forward(batch)
        nets.back(trace, (trace.A[-1] - batch) / 64, {1: sparse_seed(trace.A[1], beta, rho)})
        nets.step(optimizer)
    return nets


def sparse_seed(A: Array, beta: float, rho: float) -> Array:
    """Return what the sparse term adds to ∂C/∂a, one row for all examples, (S, 1, n), for activations A, (S, m, n)."""
    r = A.mean(axis=1, keepdims=True)
    return beta * (-rho / r + (1 - rho) / (1 - r)) / A.shape[1]


def costs(nets: ManyDense, X: Array, scale: float = 1.0) -> Array:
    """Return ½ Σ (a - x)² in the mean over the rows of X, for each network, when it is shown X times ``scale``."""
    return np.square(nets.answers(scale * X) / scale - X).sum(axis=2).mean(axis=1) / 2


def _generators(seeds: Sequence[int]) -> list[np.random.Generator]:
    return [np.random.default_rng(seed) for seed in seeds]


def _normal(shape: tuple, rngs: Sequence[np.random.Generator]) -> Array:
    return np.stack([rng.standard_normal(shape, dtype=np.float32) for rng in rngs])
