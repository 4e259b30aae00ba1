"""Networks with a recurrent layer, R of them at once: the same layer and task, each with its own start and sequences.

Each is ``Model([layer, EveryMoment(), Dense(n, n_out)])``, or with ``LastMoment()``, where layer is an ``Elman`` with
tanh, an ``LSTM`` or a ``GRU``.  The rules are those of ``bplib.layers``; here a network more is one entry more in the
first axis, because in a small network it is not the numbers that take time, but the calls.

    theta (R, P): a row is the theta of one Model        X (R, T, m, n_in): moment t of all networks is X[:, t]

With softmax and cross-entropy, sigmoid and binary cross-entropy, identity and quadratic cost: g = a - y at the top.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from bplib import _validation as check
from bplib.activations import identity, sigmoid, softmax
from bplib.layers import GRU, LSTM, Dense, EveryMoment, LastMoment
from bplib.layers.recurrent import Recurrent
from bplib.model import Model
from bplib.optimizers import Optimizer

Array = np.ndarray

LOSSES = {"softmax": "cross_entropy", "sigmoid": "binary_cross_entropy", "identity": "quadratic"}
OUTPUTS = {f.name: f for f in (softmax, sigmoid, identity)}


class Batch(NamedTuple):
    """Sequences X (R, T, m, n_in), targets Y (R, T, m, n_out), and ``weights`` (R, T, m), how much an answer counts.

    Where only the last moment has an answer, Y is (R, 1, m, n_out), weights (R, 1, m).  Those of a network make 1.
    """

    X: Array
    Y: Array
    weights: Array


def last_answers(X: Array, Y: Array) -> Batch:
    """Return a batch of sequences (R, T, m, n_in) with one answer each, Y (R, m, n_out), all counting alike."""
    return Batch(X, Y[:, None], np.full((len(X), 1, X.shape[2]), 1 / X.shape[2], np.result_type(X, np.float32)))


class ManyNetworks:
    """R networks side by side; ``theta``, (R, P), is theirs, and every row may be handed to a ``Model``."""

    def __init__(
        self, layer: Recurrent, n_out: int, output: str, rngs: Sequence, *, every_moment: bool = True, dtype=np.float32
    ):
        self.layer, self.f, self.every_moment = layer, OUTPUTS[output], every_moment
        layers = [layer, EveryMoment() if every_moment else LastMoment(), Dense(layer.n, n_out)]
        models = [Model(layers, output, LOSSES[output], rng=rng, dtype=dtype) for rng in rngs]
        self.shapes = {name: block.shape for name, block in models[0].parameters.blocks().items()}
        self.theta = np.stack([model.theta for model in models])

    def blocks(self, rows: Array) -> dict[str, Array]:
        """Return the parameters, or their gradients, of all networks by name: W, U, b, ..., V and c of the top."""
        found, end = {}, 0
        for name, shape in self.shapes.items():
            start, end = end, end + int(np.prod(shape))
            name = {"2.W": "V", "2.b": "c"}.get(name, name.removeprefix("0."))
            found[name] = rows[:, start:end].reshape(len(rows), *shape)
        return found

    def answers(self, X: Array) -> Array:
        """Return the outputs at every moment, (R, T, m, n_out), or at the last, (R, 1, m, n_out)."""
        return self._up(X)[0]

    def _up(self, X: Array) -> tuple[Array, Array, tuple]:
        p = self.blocks(self.theta)
        H, seen = _rules(self.layer)[0](p, X, self.layer.n)
        top = np.ascontiguousarray((H[1:] if self.every_moment else H[-1:]).swapaxes(0, 1))  # (R, T, m, n)
        Z = top @ p["V"].swapaxes(1, 2)[:, None] + p["c"][:, None, None]
        return self.f(Z.reshape(-1, Z.shape[-1])).reshape(Z.shape), top, seen

    def gradients(self, batch: Batch) -> Array:
        """Return the gradient of each network's cost, (R, P), by backpropagation through time."""
        A, top, seen = self._up(batch.X)
        check.of_shape("Y", batch.Y, "R, T, m, n_out", A.shape)
        check.of_shape("weights", batch.weights, "R, T, m", A.shape[:-1])
        p, rows = self.blocks(self.theta), np.zeros_like(self.theta)
        grad = self.blocks(rows)
        g = (A - batch.Y) * batch.weights[..., None]  # BP1
        grad["V"][:], grad["c"][:] = _rows(g).swapaxes(1, 2) @ _rows(top), g.sum(axis=(1, 2))
        from_top = np.zeros((batch.X.shape[1], *g.shape[:1], g.shape[2], self.layer.n), g.dtype)
        from_top[-g.shape[1] :] = (g @ p["V"][:, None]).swapaxes(0, 1)
        D, to_states, H = _rules(self.layer)[1](p, from_top, seen, self.layer, grad)
        columns = _columns(D)
        grad["W"][:] = columns @ _rows(batch.X)  # BP4
        grad["b"][:] = columns.sum(axis=2)  # BP3
        columns = columns if to_states is D else _columns(to_states)
        grad["U"][:] = columns @ _rows(np.ascontiguousarray(H[:-1].swapaxes(0, 1)))  # BP4
        return rows


def learn(
    nets: ManyNetworks, optimizer: Optimizer, batches: Iterator[Batch], clip: float | None = None
) -> Iterator[None]:
    """Make a step for each batch, the gradient of each network shortened to ``clip``, and yield after it.

    The optimiser steps on all rows as one vector: it must take every number by itself, as all rules do but Muon.
    """
    flat = nets.theta.reshape(-1)
    for batch in batches:
        rows = nets.gradients(batch)
        if clip is not None:
            rows *= np.minimum(
                1, check.number("clip", clip, 0) / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-30)
            )
        optimizer.step(flat, rows.reshape(-1))
        yield


def _rows(a: Array) -> Array:
    """Return (R, T, m, n) as (R, T·m, n)."""
    return a.reshape(len(a), -1, a.shape[-1])


def _columns(D: Array) -> Array:
    """Return ∂C/∂z of all moments and gates, (T, gates, R, m, n), as (R, gates·n, T·m)."""
    T, gates, R, m, n = D.shape
    return D.transpose(2, 1, 4, 0, 3).reshape(R, gates * n, T * m)


def _rules(layer: Recurrent) -> tuple[Callable, Callable]:
    """Return the rule forward and the rule backward of this kind of layer."""
    if isinstance(layer, LSTM):
        return _lstm, _lstm_back
    return (_gru, _gru_back) if isinstance(layer, GRU) else (_tanh, _tanh_back)


def _prepared(p: dict, X: Array, n: int, halves: Sequence[float]) -> tuple[Array, Array, Array]:
    """Return W x + b of all moments, (T, gates, R, m, n), Uᵀ of each gate and room for the states.

    Gates with ½ get z/2, as σ(z) = (1 + tanh(z/2))/2.  Gates come early, so that each is one piece of memory.
    """
    (R, T, m, _), gates, half = X.shape, len(halves), np.repeat(np.array(halves, X.dtype), n)
    S = _rows(X) @ (half[:, None] * p["W"]).swapaxes(1, 2) + (half * p["b"])[:, None]
    S = np.ascontiguousarray(S.reshape(R, T, m, gates, n).transpose(1, 3, 0, 2, 4))
    U = (half[:, None] * p["U"]).reshape(R, gates, n, n).transpose(1, 0, 3, 2)
    return S, np.ascontiguousarray(U), np.zeros((T + 1, R, m, n), X.dtype)


def _by_gate(U: Array, gates: int) -> Array:
    """Return U of each gate, (gates, R, n, n)."""
    R, _, n = U.shape
    return np.ascontiguousarray(U.reshape(R, gates, n, n).swapaxes(0, 1))


def _as_sigmoids(z: Array) -> None:
    np.tanh(z, out=z)
    z += 1
    z *= 0.5


# --- tanh


def _tanh(p: dict, X: Array, n: int) -> tuple[Array, tuple]:
    S, to_next, H = _prepared(p, X, n, [1])
    for t, s in enumerate(S):
        np.tanh(s[0] + H[t] @ to_next[0], out=H[t + 1])
    return H, (H,)


def _tanh_back(p: dict, g: Array, seen: tuple, layer: Recurrent, grad: dict) -> tuple[Array, Array, Array]:
    (H,) = seen
    D, T, later = 1 - H[1:] ** 2, len(g), 0
    for t in range(T - 1, -1, -1):
        D[t] *= g[t] + later  # BP2
        later = 0 if _cut(layer, T - t) else D[t] @ p["U"]
    return D[:, None], D[:, None], H


def _cut(layer: Recurrent, moments: int) -> bool:
    """Return whether the error goes no further, so many moments before the end."""
    return bool(layer.window) and moments % layer.window == 0


# --- LSTM, gates in the order o, i, f, g


def _lstm(p: dict, X: Array, n: int) -> tuple[Array, tuple]:
    S, to_next, H = _prepared(p, X, n, [0.5, 0.5, 0.5, 1])
    C = np.zeros_like(H)
    for t, s in enumerate(S):
        s += H[t] @ to_next
        _as_sigmoids(s[:3])
        np.tanh(s[3], out=s[3])
        o, i, f, g = s
        C[t + 1] = f * C[t] + i * g
        H[t + 1] = o * np.tanh(C[t + 1])
    return H, (H, S, C)


def _lstm_back(p: dict, g: Array, seen: tuple, layer: LSTM, grad: dict) -> tuple[Array, Array, Array]:
    H, S, C = seen
    o, i, f, new = S.swapaxes(0, 1)
    tanh_c, T, U = np.tanh(C[1:]), len(g), _by_gate(p["U"], 4)
    into_cell, D = o * (1 - tanh_c**2), np.empty_like(S)
    D[:, 0], D[:, 1] = o * (1 - o) * tanh_c, i * (1 - i) * new
    D[:, 2], D[:, 3] = f * (1 - f) * C[:-1], i * (1 - new * new)
    g_h = g_c = np.zeros_like(g[0])
    for t in range(T - 1, -1, -1):
        g_h = g_h + g[t]
        g_c = g_c + g_h * into_cell[t]
        D[t, 0] *= g_h
        D[t, 1:] *= g_c
        g_c = 0 * g_c if _cut(layer, T - t) or "c" not in layer.paths else g_c * f[t]
        g_h = 0 * g_h if _cut(layer, T - t) or "h" not in layer.paths else (D[t] @ U).sum(axis=0)
    return D, D, H


# --- GRU, gates in the order r, z, n


def _gru(p: dict, X: Array, n: int) -> tuple[Array, tuple]:
    S, to_next, H = _prepared(p, X, n, [0.5, 0.5, 1])
    u = np.empty_like(H[1:])
    for t, s in enumerate(S):
        before = H[t] @ to_next
        s[:2] += before[:2]
        _as_sigmoids(s[:2])
        r, z, new = s
        u[t] = before[2] + p["b_h"][:, None]
        new += r * u[t]
        np.tanh(new, out=new)
        H[t + 1] = new + z * (H[t] - new)
    return H, (H, S, u)


def _gru_back(p: dict, g: Array, seen: tuple, layer: GRU, grad: dict) -> tuple[Array, Array, Array]:
    H, S, u = seen
    r, z, new = S.swapaxes(0, 1)
    T, U, E, slope_n = len(g), _by_gate(p["U"], 3), np.empty_like(S), (1 - z) * (1 - new * new)
    E[:, 0], E[:, 1], E[:, 2] = slope_n * u * r * (1 - r), (H[:-1] - new) * z * (1 - z), slope_n * r
    later = np.zeros_like(g[0])
    for t in range(T - 1, -1, -1):
        g_h = g[t] + later
        E[t] *= g_h
        slope_n[t] *= g_h
        later = 0 * later if _cut(layer, T - t) else (E[t] @ U).sum(axis=0) + g_h * z[t]
    grad["b_h"][:] = E[:, 2].sum(axis=(0, 2))
    D = E.copy()
    D[:, 2] = slope_n
    return D, E, H
