"""How fast recurrent layers go forward and back: ratios of CPU time, all taken in one run, on one BLAS thread.

    python benchmarks/recurrent_speed.py

128 inputs, 128 units, 50 moments, 32 sequences, float32; forward, and back to all parameters and to the inputs.
Measured are ``Model``, the same layer alone, the matrix products alone ("floor"), and PyTorch on the CPU where it is
installed.  They take turns, and the fastest turn of each counts.  Below it: what checkpoints cost and save, on an
Elman network of 64 units and 1,024 moments, of which only the last is asked for.
"""

from __future__ import annotations

import os

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"

import time
import tracemalloc

import numpy as np

from bplib.layers import GRU, LSTM, Elman, EveryMoment, LayerParameters
from bplib.layers.checkpointing import gradient_in_segments
from bplib.model import Model, vjp

T, M, N = 50, 32, 128
TURNS = 40
THEIRS = {Elman: "RNN", LSTM: "LSTM", GRU: "GRU"}


def random(rng, *shape):
    """Return normal numbers in float32."""
    return rng.normal(size=shape).astype(np.float32)


def model(layer, X, G):
    """Return a function that goes through the model and back."""
    ours = Model([layer, EveryMoment()], "identity", "quadratic", rng=np.random.default_rng(0), dtype=np.float32)
    delta = G.reshape(-1, N)
    return lambda: vjp(ours, ours.forward(X), delta=delta)


def alone(layer, X, G):
    """Return a function that calls the two rules of the layer."""
    parameters = LayerParameters(layer, np.float32)
    parameters.start(np.random.default_rng(0))
    grad = parameters.like(np.zeros_like(parameters.flat))

    def step():
        _, seen = layer.forward(parameters.view, X)
        layer.backward(parameters.view, seen, G, grad.view)

    return step


def floor(layer, X, G):
    """Return a function that makes the matrix products and nothing else."""
    rng, rows = np.random.default_rng(0), layer.gates * N
    W, D, X, H = random(rng, rows, N), random(rng, T * M, rows), X.reshape(-1, N), G.reshape(-1, N)
    to_next = np.ascontiguousarray(W.T)

    def step():
        X @ W.T
        for _ in range(T):
            H[:M] @ to_next
            D[:M] @ W
        D.T @ X
        D.T @ H
        D @ W

    return step


def pytorch(layer, X, G):
    """Return a function that does the same in PyTorch, or None where it is missing."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    theirs = getattr(torch.nn, THEIRS[type(layer)])(N, N)
    x, g = torch.tensor(X, requires_grad=True), torch.tensor(G)

    def step():
        theirs.zero_grad()
        x.grad = None
        theirs(x)[0].backward(g)

    return step


def fastest(steps: dict, turns: int = TURNS) -> dict:
    """Return the CPU seconds of the fastest of several turns of each function; None stays None."""
    seconds = {name: np.inf if step else None for name, step in steps.items()}
    for _ in range(turns):
        for name, step in steps.items():
            if step:
                start = time.process_time()
                step()
                seconds[name] = min(seconds[name], time.process_time() - start)
    return seconds


def peak(step) -> float:
    """Return the most megabytes that a step holds at a time."""
    tracemalloc.start()
    step()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1e6


def in_segments(segment: int):
    """Return a function that finds a gradient in segments of that many moments."""
    rng, layer = np.random.default_rng(0), Elman(2, 64)
    parameters = LayerParameters(layer, np.float32)
    parameters.start(rng)
    X, last = random(rng, 1024, 32, 2), random(rng, 32, 64)
    grad = parameters.like(np.zeros_like(parameters.flat))

    def seed(start, h):
        g = np.zeros_like(h)
        if start + len(h) == len(X):
            g[-1] = last
        return g

    return lambda: gradient_in_segments(layer, parameters.view, X, seed, grad.view, segment)


def main() -> None:
    """Print both tables."""
    rng = np.random.default_rng(0)
    X, G = random(rng, T, M, N), random(rng, T, M, N)
    print("| layer | model, ms | model / PyTorch | layer alone / PyTorch | floor / PyTorch |\n|---|---|---|---|---|")
    for layer in (Elman(N, N), LSTM(N, N), GRU(N, N)):
        t = fastest({make.__name__: make(layer, X, G) for make in (model, alone, floor, pytorch)})
        names = ("model", "alone", "floor")
        ratios = [f"{t[name] / t['pytorch']:.2f}" if t["pytorch"] else "not installed" for name in names]
        print(f"| {type(layer).__name__} | {1000 * t['model']:.1f} | {' | '.join(ratios)} |", flush=True)
    print("\n| moments in a segment | MB | time |\n|---|---|---|")
    steps = {segment: in_segments(segment) for segment in (1024, 512, 128, 64, 32, 16, 4)}
    t = fastest(steps, 5)
    for segment, step in steps.items():
        print(f"| {segment} | {peak(step):.1f} | {t[segment] / t[1024]:.2f} |")


if __name__ == "__main__":
    main()
