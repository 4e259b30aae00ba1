"""Many small networks at once: the same sigmoid network from many random starts, trained side by side.

An experiment of 1986 reported one run.  What one run is worth is seen when the same network learns from a few hundred
starts.  All of them go through the same arithmetic, so they share every NumPy call: arrays get the networks as a
first axis.  With S networks and m patterns

    W[l]  (S, n_l, n_{l-1})      b[l]  (S, n_l)      A[l]  (S, n_l, m)      direct  (S, n_L, n_0)

where ``direct`` holds optional links from the inputs straight to the outputs.  One pattern is a *column* of A[l], so
that the first layer, whose input all networks share, is a single matrix product for all of them.

Errors and gradients are sums over the patterns, as in the papers of 1986, not means.  ``many_runs`` trains.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bplib import _validation as check
from bplib.activations import sigmoid
from bplib.parameters import count

Array = np.ndarray


class ManyNetworks:
    """S networks with the same layer sizes; ``theta`` (S, P) and the views ``W[l]``, ``b[l]``, ``direct`` of it.

    A row of theta is laid out as W1 b1 W2 b2 ..., like ``bplib.Network``, with the direct links at its end.
    """

    def __init__(self, sizes: Sequence[int], theta: Array, direct: bool = False):
        self.sizes, self.theta = check.layer_sizes(sizes), np.asarray(theta)
        P = number_of_parameters(self.sizes, direct)
        if self.theta.ndim != 2 or self.theta.shape[1] != P:
            raise ValueError(f"theta must have shape (S, {P}) for sizes {self.sizes}, got {self.theta.shape}")
        self.W, self.b, self.direct = [None], [None], None
        start = 0
        for l in range(1, len(self.sizes)):
            n_out, n_in = self.sizes[l], self.sizes[l - 1]
            self.W.append(self._block(start, n_out, n_in))
            start += n_out * n_in + n_out
            self.b.append(self.theta[:, start - n_out : start])
        if direct:
            self.direct = self._block(start, self.sizes[-1], self.sizes[0])

    def _block(self, start: int, n_out: int, n_in: int) -> Array:
        return self.theta[:, start : start + n_out * n_in].reshape(-1, n_out, n_in)

    def __len__(self) -> int:
        """Return S, the number of networks."""
        return len(self.theta)

    def __getitem__(self, which) -> ManyNetworks:
        """Return a copy of some of the networks: ``networks[solved]``, ``networks[3:4]``."""
        return ManyNetworks(self.sizes, np.atleast_2d(self.theta[which]).copy(), self.direct is not None)

    def forward(self, X: Array) -> list[Array]:
        """Return A: ``A[0]`` = Xᵀ, (n_0, m), and the activations ``A[l]``, (S, n_l, m), for X of shape (m, n_0).

        X may also have patterns of its own for each network, (S, m, n_0).
        """
        L, A = len(self.sizes) - 1, [np.ascontiguousarray(np.asarray(X, float).swapaxes(-1, -2))]
        for l in range(1, L + 1):
            z = self._weighted(self.W[l], A[l - 1])
            z += self.b[l][:, :, None]
            if l == L and self.direct is not None:
                z += self._weighted(self.direct, A[0])
            A.append(sigmoid(z))
        return A

    def _weighted(self, W: Array, a: Array) -> Array:
        """Return W a for every network; one product for all of them where they share a, (n_0, m)."""
        if a.ndim == 3:
            return W @ a
        return (W.reshape(-1, W.shape[2]) @ a).reshape(len(W), W.shape[1], -1)

    def outputs(self, X: Array) -> Array:
        """Return what each network answers, (S, m, n_L): here, as in a minibatch, one pattern a row."""
        return self.forward(X)[-1].swapaxes(1, 2)

    def backward(self, A: list[Array], grad_a: Array) -> ManyNetworks:
        """Return ∂E/∂theta, in the same layout, from the activations and ∂E/∂A[L], (S, n_L, m)."""
        L = len(self.sizes) - 1
        grad = ManyNetworks(self.sizes, np.empty(self.theta.shape, A[L].dtype), self.direct is not None)
        D = grad_a * _slope(A[L])  # BP1
        if self.direct is not None:
            grad.direct[:] = _outer(D, A[0])
        for l in range(L, 0, -1):
            np.add.reduce(D, axis=2, out=grad.b[l])  # BP3, summed over the patterns
            grad.W[l][:] = _outer(D, A[l - 1])  # BP4
            if l > 1:
                D = (self.W[l].swapaxes(1, 2) @ D) * _slope(A[l - 1])  # BP2
        return grad


def _slope(a: Array) -> Array:
    """Return σ'(z) = a (1 - a)."""
    slope = 1 - a
    slope *= a
    return slope


def _outer(D: Array, a: Array) -> Array:
    """Return Σ δ_j a_k over the patterns, (S, n_l, n_{l-1})."""
    if a.ndim == 3:
        return D @ a.swapaxes(1, 2)
    return (D.reshape(-1, D.shape[2]) @ a.T).reshape(len(D), D.shape[1], -1)


def number_of_parameters(sizes: Sequence[int], direct: bool = False) -> int:
    """Return P for one network: weights, biases and, if there are any, direct links."""
    return count(sizes) + (sizes[0] * sizes[-1] if direct else 0)


def random_networks(
    sizes: Sequence[int], S: int, reach: float, rng: np.random.Generator, direct: bool = False
) -> ManyNetworks:
    """Return S networks whose weights and biases are drawn evenly from -reach to reach; more networks from the same
    seed begin with the same ones.
    """
    sizes, S = check.layer_sizes(sizes), check.whole_number("S", S, low=1)
    check.number("reach", reach, 0, low_open=True)
    draw = check.generator(rng).uniform(-reach, reach, (S, number_of_parameters(sizes, direct)))
    return ManyNetworks(sizes, draw, direct)
