"""How fast the library trains with Adam, beside plain gradient descent: ratios of CPU time, all taken in one run.

    python benchmarks/optimizer_speed.py [path/to/mnist.npz]

The networks, the examples and the way of measuring are those of ``training_speed.py``.  "Step / epoch" is the share of
an epoch that the steps of the optimiser take.  PyTorch is measured twice where it is installed: Adam as it comes, and
with ``fused=True``, which makes the whole step in one compiled loop.
"""

from __future__ import annotations

import os

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"

import sys

import numpy as np
from training_speed import ROWS, examples, fastest, ours, pytorch, scikit_learn

from bplib import Network
from bplib.optimizers import Adam, GradientDescent

RATE = {"gradient descent": 0.1, "Adam": 0.001}


def steps(sizes, batch, X, optimizer):
    """Return a function that makes the steps of one epoch, on gradients that are there already."""
    rng = np.random.default_rng(0)
    network = Network(sizes, rng=rng, dtype=np.float32)
    gradient = rng.normal(size=network.theta.size).astype(np.float32)

    def epoch():
        for _ in range(-(-len(X) // batch)):
            optimizer.step(network.theta, gradient)

    return epoch


def functions(name, sizes, batch, X, Y) -> dict:
    """Return the functions to be timed for one row and one rule, by name."""
    data, rate = (sizes, batch, X, Y), RATE[name]
    if name == "gradient descent":
        return {
            "ours": ours(*data),
            "step": steps(sizes, batch, X, GradientDescent(rate)),
            "scikit-learn": scikit_learn(*data),
            "PyTorch": pytorch(*data),
            "PyTorch, fused": pytorch(*data, fused=True),
        }
    return {
        "ours": ours(*data, optimizer=Adam(rate)),
        "step": steps(sizes, batch, X, Adam(rate)),
        "scikit-learn": scikit_learn(*data, solver="adam", rate=rate),
        "PyTorch": pytorch(*data, rule="Adam", lr=rate),
        "PyTorch, fused": pytorch(*data, rule="Adam", lr=rate, fused=True),
    }


def main(path: str | None = None) -> None:
    """Print the table."""
    X, Y = examples(path)
    print("| sizes, batch | rule | step / epoch | scikit-learn / ours | PyTorch / ours | PyTorch, fused / ours |")
    print("|---|---|---|---|---|---|")
    for sizes, batch in ROWS:
        made = {(rule, name): f for rule in RATE for name, f in functions(rule, sizes, batch, X, Y).items()}
        t = fastest(made)
        for rule in RATE:
            us = t[rule, "ours"]
            others = [t[rule, name] for name in ("scikit-learn", "PyTorch", "PyTorch, fused")]
            ratios = [f"{other / us:.2f}" if other else "not installed" for other in others]
            cells = [f"{'-'.join(map(str, sizes))}, {batch}", rule, f"{t[rule, 'step'] / us:.0%}", *ratios]
            print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:2])
