"""How fast the library trains: ratios of CPU time, all taken in one run, on one BLAS thread.

    python benchmarks/training_speed.py [path/to/mnist.npz]

One epoch of sigmoid networks with quadratic cost on 8,000 examples of the size of MNIST, in float32: the library;
the same network as a ``Model`` of layers; the matrix products alone ("floor"); scikit-learn's ``MLPClassifier``;
PyTorch on the CPU where it is installed.  They take turns, and the fastest turn of each counts.  Without a file the
examples are random numbers: the arithmetic is the same.
"""

from __future__ import annotations

import os

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"

import sys
import time
import warnings
from itertools import pairwise

import numpy as np

from bplib import Network
from bplib.activations import sigmoid
from bplib.data import datasets
from bplib.data.classes import labels_of, one_hot
from bplib.layers import Apply, Dense
from bplib.model import Model
from bplib.training import train_epoch

ROWS = [([784, 30, 10], 10), ([784, 30, 10], 64), ([784, 256, 128, 10], 128), ([784, 1024, 1024, 10], 128)]
RATE, TURNS = 0.1, 5


def ours(sizes, batch, X, Y, optimizer=None):
    """Return a function that trains the library's network for one epoch, by plain gradient descent if nothing else is
    said.
    """
    rng = np.random.default_rng(0)
    network = Network(sizes, "sigmoid", "quadratic", rng=rng, dtype=np.float32)
    rule = {"optimizer": optimizer} if optimizer else {"learning_rate": RATE}
    return lambda: train_epoch(network, X, Y, batch_size=batch, rng=rng, **rule)


def layers(sizes, batch, X, Y):
    """Return a function that trains the same network, as a model of layers, for one epoch."""
    rng = np.random.default_rng(0)
    parts = [part for n_in, n_out in pairwise(sizes) for part in (Dense(n_in, n_out), Apply(sigmoid))]
    model = Model(parts[:-1], "sigmoid", "quadratic", rng=rng, dtype=np.float32)
    return lambda: train_epoch(model, X, Y, batch_size=batch, rng=rng, learning_rate=RATE)


def floor(sizes, batch, X, Y, products_for_input: bool = True):
    """Return a function that makes the three matrix products of every layer and nothing else.

    ``products_for_input=False`` leaves out δ¹ W¹, which backpropagation never needs: no layer below would use it.
    """
    rng = np.random.default_rng(0)
    W = [None, *(rng.normal(size=(n, k)).astype(np.float32) for k, n in pairwise(sizes))]
    A = [X[:batch], *(rng.random((batch, n), dtype=np.float32) for n in sizes[1:])]

    def epoch():
        for _ in range(-(-len(X) // batch)):
            for l in range(1, len(sizes)):
                A[l - 1] @ W[l].T
            for l in range(len(sizes) - 1, 0, -1):
                A[l].T @ A[l - 1]
                if l > 1 or products_for_input:
                    A[l] @ W[l]

    return epoch


def scikit_learn(sizes, batch, X, Y, solver="sgd", rate=RATE):
    """Return a function that trains ``MLPClassifier`` for one epoch, by plain gradient descent if nothing else is
    said.
    """
    from sklearn.neural_network import MLPClassifier

    warnings.filterwarnings("ignore", message="Stochastic Optimizer")
    options = {
        "solver": solver,
        "momentum": 0,
        "alpha": 0,
        "learning_rate_init": rate,
        "max_iter": 1,
        "warm_start": True,
    }
    model = MLPClassifier(tuple(sizes[1:-1]), activation="logistic", batch_size=batch, random_state=0, **options)
    labels = labels_of(Y)
    return lambda: model.fit(X, labels)


def pytorch(sizes, batch, X, Y, rule="SGD", **options):
    """Return a function that trains the same network in PyTorch for one epoch, or None where PyTorch is missing."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    torch.manual_seed(0)
    layers = [module for k, n in pairwise(sizes) for module in (torch.nn.Linear(k, n), torch.nn.Sigmoid())]
    model = torch.nn.Sequential(*layers)
    optimizer = getattr(torch.optim, rule)(model.parameters(), **({"lr": RATE} | options))
    inputs, targets = torch.from_numpy(X), torch.from_numpy(Y)

    def epoch():
        for index in torch.randperm(len(inputs)).split(batch):
            loss = ((model(inputs[index]) - targets[index]) ** 2).sum(dim=1).mean() / 2
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

    return epoch


def fastest(epochs: dict, turns: int = TURNS) -> dict:
    """Return the CPU seconds of the fastest of several turns of each function; None stays None."""
    seconds = {name: np.inf if epoch else None for name, epoch in epochs.items()}
    for _ in range(turns):
        for name, epoch in epochs.items():
            if epoch:
                start = time.process_time()
                epoch()
                seconds[name] = min(seconds[name], time.process_time() - start)
    return seconds


def examples(path: str | None):
    """Return 8,000 examples in float32 from the file at ``path``, or random ones of the same size."""
    if path:
        (X, Y), _ = datasets.mnist(path)
        return X[:8000], Y[:8000]
    rng = np.random.default_rng(0)
    return rng.random((8000, 784), dtype=np.float32), one_hot(rng.integers(0, 10, 8000), 10).astype(np.float32)


def main(path: str | None = None) -> None:
    """Print the table."""
    X, Y = examples(path)
    columns = ["sizes, batch", "to the floor", "to the floor without δ¹ W¹", "layers / ours", "scikit-learn / ours"]
    print(f"| {' | '.join([*columns, 'PyTorch / ours'])} |")
    print("|---" * (len(columns) + 1) + "|")
    for sizes, batch in ROWS:
        makers = {"ours": ours, "layers": layers, "floor": floor, "scikit-learn": scikit_learn, "PyTorch": pytorch}
        epochs = {name: make(sizes, batch, X, Y) for name, make in makers.items()}
        epochs["lower floor"] = floor(sizes, batch, X, Y, products_for_input=False)
        t = fastest(epochs)
        torch_ratio = f"{t['PyTorch'] / t['ours']:.1f}" if t["PyTorch"] else "not installed"
        ratios = [t["ours"] / t["floor"], t["ours"] / t["lower floor"]]
        ratios += [t[other] / t["ours"] for other in ("layers", "scikit-learn")]
        cells = [f"{'-'.join(map(str, sizes))}, {batch}", *(f"{ratio:.2f}" for ratio in ratios), torch_ratio]
        print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:2])
