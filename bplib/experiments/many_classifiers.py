"""Small classifiers side by side: S networks of the same sizes, each with its own seed and its own order of examples.

What one run is worth is seen when it is repeated.  All networks go through the same arithmetic, so they share every
NumPy call: arrays get the networks as their first axis, and examples stay rows,

    W[l]  (S, n_l, n_{l-1})      b[l]  (S, 1, n_l)      Z[l], A[l], D[l]  (S, m, n_l)

The outputs are softmax.  A **goal** is a function that returns ∂C/∂θ, (S, P), for the examples of a step.  The first
one is ``classify``, with the seed δ^L = a - y; what comes after the seed, ``go_back``, is BP2 to BP4 for every goal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from bplib import _validation as check
from bplib.activations import ACTIVATIONS, Activation, softmax
from bplib.initial_weights import INITIAL_WEIGHTS
from bplib.optimizers import Adam, Optimizer
from bplib.parameters import count

Array = np.ndarray


class Passed(NamedTuple):
    """What a forward pass leaves: weighted inputs ``Z[l]`` and activations ``A[l]``, (S, m, n_l); ``A[0]`` is X."""

    Z: list
    A: list


class Classifiers:
    """S networks; ``theta`` (S, P) and the views ``W[l]`` and ``b[l]`` of it; ``rngs``, one generator for each.

    Args:
        sizes: n_0 ... n_L, the same for all.
        hidden: the activation of the hidden layers, or its name.
        seeds: one for each network; from it come its initial weights, and after them its order of examples.
        initial_weights: as for a ``Network``; biases start at 0.
    """

    def __init__(
        self, sizes: Sequence[int], hidden: Activation | str, seeds: Sequence[int], initial_weights: str = "he"
    ):
        self.sizes, self.L = check.layer_sizes(sizes), len(sizes) - 1
        self.f = hidden if isinstance(hidden, Activation) else check.choice("hidden", hidden, ACTIVATIONS)
        self.rngs = [np.random.default_rng(seed) for seed in seeds]
        if not self.rngs:
            raise ValueError("seeds must hold one seed at least, got none")
        self.theta = np.zeros((len(self.rngs), count(self.sizes)))
        self.W, self.b = self.views(self.theta)
        draw = check.choice("initial_weights", initial_weights, INITIAL_WEIGHTS)
        for i, rng in enumerate(self.rngs):
            for W in self.W[1:]:
                W[i] = draw(*W[i].shape, rng)

    def __len__(self) -> int:
        """Return S, the number of networks."""
        return len(self.theta)

    def views(self, theta: Array) -> tuple[list, list]:
        """Return W and b as views of an array in the layout of the parameters, (S, P): W1 b1 W2 b2 ..."""
        W, b, start = [None], [None], 0
        for n_in, n_out in zip(self.sizes, self.sizes[1:], strict=False):
            end = start + n_in * n_out
            W.append(theta[:, start:end].reshape(-1, n_out, n_in))
            b.append(theta[:, None, end : end + n_out])
            start = end + n_out
        return W, b

    def forward(self, X: Array) -> Passed:
        """Return all weighted inputs and activations for X of shape (m, n_0), the same for all, or (S, m, n_0)."""
        Z, A = [None], [np.broadcast_to(X, (len(self), *np.shape(X)[-2:]))]
        for l in range(1, self.L + 1):
            Z.append(A[l - 1] @ self.W[l].swapaxes(1, 2) + self.b[l])
            A.append(softmax(Z[l]) if l == self.L else self.f(Z[l]))
        return Passed(Z, A)

    def errors(self, passed: Passed, delta: Array) -> list:
        """Return D from δ^L, (S, m, n_L): ``D[l]`` = δ^l, (S, m, n_l), and ``D[0]`` = δ^1 W^1 = ∂C/∂X."""
        D = [None] * self.L + [delta]
        for l in range(self.L, 0, -1):
            D[l - 1] = D[l] @ self.W[l]
            if l > 1:
                D[l - 1] = self.f.backward(D[l - 1], passed.Z[l - 1], passed.A[l - 1])  # BP2
        return D

    def gradient(self, passed: Passed, D: Sequence[Array]) -> Array:
        """Return ∂C/∂θ, (S, P), summed over the examples."""
        gradient = np.empty_like(self.theta)
        grad_W, grad_b = self.views(gradient)
        for l in range(1, self.L + 1):
            np.add.reduce(D[l], axis=1, keepdims=True, out=grad_b[l])  # BP3
            np.matmul(D[l].swapaxes(1, 2), passed.A[l - 1], out=grad_W[l])  # BP4
        return gradient

    def go_back(self, passed: Passed, delta: Array) -> tuple[Array, Array]:
        """Return ∂C/∂θ, (S, P), summed over the examples, and ∂C/∂X, (S, m, n_0), for δ^L, (S, m, n_L)."""
        D = self.errors(passed, delta)
        return self.gradient(passed, D), D[0]

    def right(self, X: Array, Y: Array) -> Array:
        """Return the share of right answers of each network, (S,)."""
        return (self.forward(X).A[-1].argmax(axis=-1) == np.argmax(Y, axis=-1)).mean(axis=-1)

    def copy(self) -> Classifiers:
        """Return the same networks with parameters of their own; the generators are shared."""
        other = object.__new__(Classifiers)
        other.sizes, other.L, other.f, other.rngs = self.sizes, self.L, self.f, self.rngs
        other.theta = self.theta.copy()
        other.W, other.b = other.views(other.theta)
        return other


Goal = Callable[[Classifiers, Array, Array], Array]


def classify(nets: Classifiers, X: Array, Y: Array) -> Array:
    """Return ∂C/∂θ of the mean cross-entropy for X, (S, m, n_0), and Y, (S, m, n_L)."""
    passed = nets.forward(X)
    return nets.go_back(passed, (passed.A[-1] - Y) / X.shape[-2])[0]


def taught(
    nets: Classifiers,
    X: Array,
    Y: Array,
    rate: float,
    epochs: int,
    goal: Goal = classify,
    *,
    batch: int = 32,
    optimizer: Optimizer | None = None,
) -> Classifiers:
    """Train the networks in place by Adam, or another optimiser, on X, (N, n_0), and Y, (N, n_L) or (S, N, n_L).

    Each network has its own order; the last minibatch of an epoch may be smaller.
    """
    optimizer = optimizer or Adam(rate)
    own, every = np.arange(len(nets))[:, None], np.broadcast_to(Y, (len(nets), *np.shape(Y)[-2:]))
    for _ in range(epochs):
        orders = np.array([rng.permutation(len(X)) for rng in nets.rngs])
        for start in range(0, len(X), batch):
            which = orders[:, start : start + batch]
            gradient = goal(nets, X[which], every[own, which])
            optimizer.step(nets.theta.reshape(-1), gradient.reshape(-1), overwrite=True)
    return nets
