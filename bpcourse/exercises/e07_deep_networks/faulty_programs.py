"""Programs with a planted fault, for task 07.7: deep nets that can only be called.

Eight ReLU layers with He's weights, a layer with batch normalisation, three residual blocks, dropout, a linear output.
A program is a text, put together from pieces; each fault is another writing of one of them.
"""

from __future__ import annotations

import numpy as np

from bpcourse.sandboxed.answers import Source

FAULTS = (
    "weights too small",
    "weights too large",
    "dead units",
    "wrong axis",
    "averages never updated",
    "batch statistics in test",
    "skip missing",
    "dropout in test",
)
VERDICTS = (*FAULTS, "none")

TEMPLATE = """
rng = np.random.default_rng({seed})
K, N, P = {inputs}, {width}, {keep}


def he(n, k, gain=1.0):
    return rng.normal(0, gain * np.sqrt(2 / k), (n, k))


W = [None, he(N, K, {gain}), *(he(N, N, {gain}) for _ in range(7)), he(N, N)]
b = [np.zeros(N) for _ in range(9)]
U, V, last = [he(N, N) for _ in range(3)], [he(N, N) for _ in range(3)], he(3, N)
b[{layer}][rng.permutation(N)[: int({dead} * N)]] = {bias}


def lower(X):
    A = [np.array(X, float)]
    for l in range(1, 9):
        A.append(np.maximum(A[-1] @ W[l].T + b[l], 0))
    return A


Z = lower(rng.normal(size=(500, K)))[-1] @ W[8 + 1].T
running = {running}


def net(X, train=False):
    A = lower(X)
    Z = A[-1] @ W[9].T
    mean, variance = {statistics}
    A.append(np.maximum((Z - mean) / np.sqrt(variance + 1e-5), 0))
    for j in range(3):
        A.append({skip} * A[-1] + np.maximum(A[-1] @ U[j].T, 0) @ V[j].T / 2)
    kept = A[-1]
    if {drops}:
        kept = kept * (rng.random(kept.shape) < P) / P
    return [*A, kept @ last.T]
"""
RIGHT = {
    "gain": "1.0",
    "layer": "1",
    "dead": "0",
    "bias": "0.0",
    "running": "Z.mean(axis=0), Z.var(axis=0)",
    "statistics": "(Z.mean(axis=0), Z.var(axis=0)) if train else running",
    "skip": "1",
    "drops": "train",
}


def _spoilt(fault: str, rng: np.random.Generator) -> dict[str, str]:
    """Return the pieces that are written in another way."""
    return {
        "weights too small": {"gain": f"{rng.uniform(0.55, 0.65):.3f}"},
        "weights too large": {"gain": f"{rng.uniform(1.5, 1.7):.3f}"},
        "dead units": {"layer": f"{rng.integers(1, 9)}", "dead": f"{rng.uniform(0.7, 0.8):.2f}", "bias": "-30.0"},
        "wrong axis": {"statistics": "Z.mean(axis=1, keepdims=True), Z.var(axis=1, keepdims=True)"},
        "averages never updated": {"running": "np.zeros(N), np.ones(N)"},
        "batch statistics in test": {"statistics": "Z.mean(axis=0), Z.var(axis=0)"},
        "skip missing": {"skip": f"(j != {rng.integers(3)})"},
        "dropout in test": {"drops": "True"},
        "none": {},
    }[fault]


def program(rng: np.random.Generator, fault: str = "none", **pieces: str) -> tuple[tuple, str]:
    """Return a program and its number of inputs, (Source, int), and the fault; ``pieces`` replace those drawn."""
    inputs = int(rng.integers(8, 13))
    drawn = {"seed": int(rng.integers(2**31)), "inputs": inputs, "width": int(rng.integers(76, 85))}
    drawn["keep"] = f"{rng.uniform(0.6, 0.8):.2f}"
    return (Source(TEMPLATE.format(**{**RIGHT, **drawn, **_spoilt(fault, rng), **pieces}), "net"), inputs), fault


def programs(*faults: str):
    """Return a draw of one program for each fault, in random order."""

    def draw(rng):
        return _shuffled([program(rng, fault) for fault in faults], rng)

    return draw


def dead_or_no_skip(rng):
    """Draw dead units in the first layer and in a later one, a skip missing in each block, and a right program."""
    dead = [program(rng, "dead units", layer=str(layer)) for layer in (1, rng.integers(2, 9))]
    skips = [program(rng, "skip missing", skip=f"(j != {block})") for block in range(3)]
    return _shuffled([*dead, *skips, program(rng)], rng)


def _shuffled(things: list, rng) -> tuple:
    return tuple(things[i] for i in rng.permutation(len(things)))
