"""What automatic differentiation costs: ratios of CPU time, all taken in one run, on one BLAS thread.

    python benchmarks/autodiff_speed.py

1. One training step of a 784-30-10 network (sigmoid, softmax, cross-entropy; float32, batch 64) through the tape of
   ``bplib.autodiff``, beside the delta equations of ``Network.gradient`` with the same update.
2. Scalar expressions of about 10,000 operations, built and differentiated, beside the package micrograd where it is
   installed.
3. The gradient of a function R^n -> R beside the function itself: one backward pass, and n runs of forward mode.

Those to be compared take turns, and the fastest turn of each counts.
"""

from __future__ import annotations

import os

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"

import sys
import time

import numpy as np

from bplib import Network
from bplib.autodiff import Node, gradient, jvp
from bplib.autodiff.operations import log_sum_exp, matmul, relu, sigmoid, tanh, total
from bplib.data.classes import one_hot

RATE = np.float32(0.1)


def fastest(functions: list, turns: int) -> list[float]:
    """Return the CPU seconds of the fastest of several turns of each function."""
    seconds = [np.inf] * len(functions)
    for _ in range(turns):
        for i, function in enumerate(functions):
            start = time.process_time()
            function()
            seconds[i] = min(seconds[i], time.process_time() - start)
    return seconds


def network_and_examples():
    """Return a 784-30-10 network and a minibatch of 64 random examples."""
    rng = np.random.default_rng(0)
    network = Network([784, 30, 10], "sigmoid softmax", "cross_entropy", rng=rng, dtype=np.float32)
    return network, rng.random((64, 784), dtype=np.float32), one_hot(rng.integers(0, 10, 64), 10).astype(np.float32)


def step_by_delta_equations():
    """Return a function that makes a training step with BP1 to BP4."""
    network, X, Y = network_and_examples()

    def step():
        network.theta[:] -= RATE * network.gradient(X, Y).flat

    return step


def step_through_the_tape():
    """Return a function that makes the same training step with the graph and its backward pass."""
    network, X, Y = network_and_examples()
    parameters = W1, b1, W2, b2 = [Node(block) for block in network.parameters.blocks().values()]

    def step():
        Z = sigmoid(X @ W1.T + b1) @ W2.T + b2
        cost = (log_sum_exp(Z, 1) - (Z * Y).sum(1)).mean()
        cost.backward()
        for parameter in parameters:
            parameter.value -= RATE * parameter.grad

    return step


def chain(number):
    """Return a sum of products, 10,000 operations long, of the given kind of number."""
    a, b = number(0.5), number(-0.3)
    y = a
    for _ in range(2500):
        y = y * b + a
        y = y + b * 0.5
    return y


def neurons(number, relu):
    """Return the squared error of 4 x 100 ReLU units with 10 inputs, about 10,000 operations, unit by unit."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=10).tolist()
    units = [([number(w) for w in rng.normal(size=10).tolist()], number(rng.normal())) for _ in range(100)]
    loss = number(0.0)
    for _ in range(4):
        y = number(0.0)
        for weights, outgoing in units:
            z = number(0.1)
            for w, x_i in zip(weights, x, strict=True):
                z = z + w * x_i
            y = y + relu(z) * outgoing
        loss = loss + (y - 1.0) ** 2
    return loss


def print_scalars() -> None:
    """Print the two scalar expressions beside micrograd."""
    try:
        from micrograd.engine import Value
    except ImportError:
        print("| scalar expressions / micrograd | not installed: pip install micrograd |")
        return
    sys.setrecursionlimit(50_000)  # micrograd's backward calls itself once for each operation of a chain
    pairs = {
        "chain of 10,000 operations": (lambda: chain(Node).backward(), lambda: chain(Value).backward()),
        "400 ReLU units, scalar by scalar": (
            lambda: neurons(Node, relu).backward(),
            lambda: neurons(Value, Value.relu).backward(),
        ),
    }
    for name, functions in pairs.items():
        ours, theirs = fastest(functions, 30)
        print(f"| {name} / micrograd | {ours / theirs:.2f} |", flush=True)


def print_gradients() -> None:
    """Print what a gradient costs in evaluations of the function, by both modes, for growing n."""
    rng = np.random.default_rng(0)
    print("\n| f: R^n -> R, n | reverse mode / f | forward mode, n runs / f |")
    print("|---|---|---|")
    for n in (1, 10, 100, 1000):
        W, x = rng.normal(size=(n, n)) / np.sqrt(n), rng.normal(size=n)
        f = lambda x, W=W: total(tanh(matmul(W, tanh(matmul(W, x)))), None)  # noqa: E731
        run, reverse, forward = fastest([lambda: f(x), lambda: gradient(f, x), lambda: jvp(f, x, x)], 100)  # noqa: B023
        print(f"| {n} | {reverse / run:.1f} | {n * forward / run:.0f} |", flush=True)


def main() -> None:
    """Print the tables."""
    print("| | ratio |")
    print("|---|---|")
    tape, delta = fastest([step_through_the_tape(), step_by_delta_equations()], 2000)
    print(f"| training step 784-30-10, batch 64: tape / delta equations | {tape / delta:.2f} |", flush=True)
    print_scalars()
    print_gradients()


if __name__ == "__main__":
    main()
