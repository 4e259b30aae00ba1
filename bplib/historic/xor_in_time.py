"""Elman's first network, many copies at once: XOR in time with the old state as an input (Elman 1990).

    h_t = σ(W (x_t, h_{t-1}, 1))        the answer is a_t = σ(V (h_t, 1)), the cost of a bit ½ (a_t - x_{t+1})²

One input, ``hidden`` units and as many context units, one output; no error goes back through the context.  What the
sources leave open is chosen here: logistic units, a step of gradient descent after each bit, initial weights even in
±1, the context ½ at the beginning of a pass.  A copy has a rate, and a seed that gives its weights and its stream.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bplib.activations import sigmoid
from bplib.data.sequences import xor_in_time

Array = np.ndarray


def errors_of_elman(
    rates: Sequence[float], seeds: Sequence[int], passes: int = 600, *, hidden: int = 2, bits: int = 3000
) -> Array:
    """Return the rms error at the three places of a triple, (rates, seeds, 3), the one that can be known at the end.

    It is measured on 1,000 triples of a stream that is fresh and the same for all.
    """
    drawn = [_start(np.random.default_rng(seed), hidden, bits) for seed in seeds]
    W, V, streams = (np.concatenate([np.array(part)] * len(rates)) for part in zip(*drawn, strict=True))
    eta = np.repeat(np.asarray(rates, float), len(seeds))
    for _ in range(passes):
        _pass(W, V, streams, eta)
    X, Y = xor_in_time(1000, 1, np.random.default_rng(10**6))
    fresh = np.append(X[:, 0, 0], Y[-1, 0, 0])
    squares = _pass(W, V, np.tile(fresh, (len(W), 1)), np.zeros(len(W))) ** 2  # for the bits 1, 2, 3, ...
    by_place = [squares[:, start::3].mean(axis=1) for start in (2, 0, 1)]  # bits 3, 6, ...: first places
    return np.sqrt(np.stack(by_place, axis=1)).reshape(len(rates), len(seeds), 3)


def _start(rng: np.random.Generator, hidden: int, bits: int) -> tuple[Array, Array, Array]:
    """Return W, (hidden, hidden + 2), V, (hidden + 1,), and a stream of bits."""
    W, V = rng.uniform(-1, 1, (hidden, hidden + 2)), rng.uniform(-1, 1, hidden + 1)
    X, Y = xor_in_time(bits // 3, 1, rng)
    return W, V, np.append(X[:, 0, 0], Y[-1, 0, 0])


def _pass(W: Array, V: Array, streams: Array, eta: Array) -> Array:
    """Go once through the streams, (R, bits), changing W and V after each bit; return a_t - x_{t+1}, (R, bits - 1)."""
    networks, hidden = len(W), W.shape[1]
    seen, above = np.ones((networks, hidden + 2)), np.ones((networks, hidden + 1))
    seen[:, 1:-1] = 0.5
    wrong = np.empty((networks, streams.shape[1] - 1))
    for t in range(streams.shape[1] - 1):
        seen[:, 0] = streams[:, t]
        h = above[:, :-1] = sigmoid((W @ seen[:, :, None])[..., 0])
        a = sigmoid(np.sum(V * above, axis=1))
        wrong[:, t] = a - streams[:, t + 1]
        delta = wrong[:, t] * a * (1 - a)  # BP1
        below = delta[:, None] * V[:, :-1] * h * (1 - h)  # BP2, with the old V
        V -= (eta * delta)[:, None] * above  # BP4
        W -= (eta[:, None] * below)[:, :, None] * seen[:, None]  # BP4: the context is an input
        seen[:, 1:-1] = h
    return wrong
