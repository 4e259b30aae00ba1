"""Dense networks of the same sizes, S of them side by side: whatever their goal is, it comes in as a seed at the top.

The rules are those of ``bplib.propagation``; a network more is one entry more in the first axis, because in small
networks it is not the numbers that take time, but the calls.  With S networks and m examples each

    A[l]  (S, m, n_l)      W[l]  (S, n_l, n_{l-1})      b[l]  (S, n_l)      theta  (S, P)

On the way back g = ∂C/∂z^L comes in, divided by m already, and ∂C/∂X goes out:

    g ← (g W^{l+1}) ⊙ f'(z^l)   BP2,      ∂C/∂X = g W^1   where BP2 would go on below the first layer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from bplib.network import Network
from bplib.optimizers import Optimizer
from bplib.parameters import Parameters

Array = np.ndarray


class ManyTrace(NamedTuple):
    """What a forward pass leaves: ``Z[l]`` and ``A[l]``, (S, m, n_l); ``Z[0]`` is None."""

    Z: list
    A: list


class ManyDense:
    """S networks; a row of ``theta``, (S, P), is the theta of one ``Network``, drawn from its own generator."""

    def __init__(self, sizes: Sequence[int], activations: str, rngs: Sequence, *, dtype=np.float32, start="glorot"):
        more = {"initial_weights": start, "dtype": dtype}
        networks = [Network(sizes, activations, rng=rng, **more) for rng in rngs]
        self.sizes, self.f, self.activations = networks[0].sizes, networks[0].f, activations
        self.theta = np.stack([network.theta for network in networks])
        self.gradient = np.zeros_like(self.theta)
        self.W, self.b = _blocks(self.sizes, self.theta)
        self.g_W, self.g_b = _blocks(self.sizes, self.gradient)
        self._flat = self.theta.reshape(-1), self.gradient.reshape(-1)

    def __len__(self) -> int:
        """Return S, the number of networks."""
        return len(self.theta)

    def network(self, i: int) -> Network:
        """Return a copy of network i by itself."""
        one = Network(self.sizes, self.activations, rng=np.random.default_rng(0), dtype=self.theta.dtype)
        one.theta = self.theta[i]
        return one

    def forward(self, X: Array) -> ManyTrace:
        """Return all Z and A for X of shape (S, m, n_0), or (m, n_0) where all networks see the same."""
        Z, A = [None], [np.asarray(X, self.theta.dtype)]
        for l in range(1, len(self.sizes)):
            Z.append(A[-1] @ self.W[l].swapaxes(1, 2) + self.b[l][:, None])
            A.append(self.f[l].value(Z[-1]))
        return ManyTrace(Z, A)

    def answers(self, X: Array) -> Array:
        """Return the outputs, (S, m, n_L)."""
        return self.forward(X).A[-1]

    def answers_above(self, l: int, A: Array) -> Array:
        """Return the outputs, (S, m, n_L), when layer l holds A, (S, m, n_l) or (m, n_l)."""
        for above in range(l + 1, len(self.sizes)):
            A = self.f[above].value(A @ self.W[above].swapaxes(1, 2) + self.b[above][:, None])
        return A

    def back(self, trace: ManyTrace, g: Array, more: Mapping[int, Array] | None = None, below: bool = False):
        """Write the gradient, summed over the examples, for g = ∂C/∂z^L, (S, m, n_L); return ∂C/∂X if ``below``.

        ``more[l]`` is added to ∂C/∂a^l, where a goal speaks of a hidden layer by itself.
        """
        for l in range(len(self.sizes) - 1, 0, -1):
            np.add.reduce(g, axis=1, out=self.g_b[l])  # BP3
            np.matmul(g.swapaxes(1, 2), trace.A[l - 1], out=self.g_W[l])  # BP4
            if l > 1:
                g_a = g @ self.W[l]
                if more and l - 1 in more:
                    g_a += more[l - 1]
                g = self.f[l - 1].backward(g_a, trace.Z[l - 1], trace.A[l - 1])  # BP2
        return g @ self.W[1] if below else None

    def step(self, optimizer: Optimizer) -> None:
        """Move all parameters by the gradient that ``back`` has written."""
        optimizer.step(*self._flat)

    def learn(self, examples: Iterable[tuple[Array, Array]], optimizer: Optimizer) -> None:
        """Learn from minibatches (X, Y) whose seed at the top is (a^L - Y)/m: δ^L of three pairs of unit and loss."""
        for X, Y in examples:
            trace = self.forward(X)
            self.back(trace, (trace.A[-1] - Y) / Y.shape[1])
            self.step(optimizer)


def _blocks(sizes: Sequence[int], rows: Array) -> tuple[list, list]:
    """Return the views W[l], (S, n_l, n_{l-1}), and b[l], (S, n_l), of ``rows``, (S, P)."""
    where = Parameters(sizes, int, np.arange(rows.shape[1]))
    W, b = [None], [None]
    for l in range(1, len(sizes)):
        first, last = where.W[l].flat[0], where.b[l][-1] + 1
        W.append(rows[:, first : where.b[l][0]].reshape(len(rows), *where.W[l].shape))
        b.append(rows[:, where.b[l][0] : last])
    return W, b


def shuffled(X: Array, epochs: int, m: int, rngs: Sequence[np.random.Generator]) -> Iterable[Array]:
    """Yield minibatches of m rows of X, (S, m, n), each network in its own order; a rest of a pass is left out."""
    for _ in range(epochs):
        orders = np.stack([rng.permutation(len(X)) for rng in rngs])
        for first in range(0, len(X) - m + 1, m):
            yield X[orders[:, first : first + m]]
