"""How fast layers are that share their weights: ratios of CPU time, all taken in one run, on one BLAS thread.

    python benchmarks/layer_speed.py

A step is forward and backward, without that of the optimiser, in float32, of a ``Model``; of the same net in PyTorch
on the CPU, where it is installed; and of its matrix products alone ("floor").  They take turns, and the fastest turn
of each counts.  Three tables:

1. a net like LeNet (5 x 5 to 6 maps, pool, 5 x 5 to 16, pool, 400-120-84-10) on images of 28 x 28; "columns kept" is
   the same model with layers that do not make their columns again on the way back;
2. one convolution in other ways than the layer's: the time of each as a multiple of the layer's;
3. memory: the largest resident size of a process that makes 1, or 200, steps of the net, beyond what it has after a
   step with two images.  Each is measured in a process of its own, where the system is Linux.
"""

from __future__ import annotations

import os

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from training_speed import fastest

from bplib.activations import ACTIVATIONS
from bplib.data.classes import one_hot
from bplib.layers import Apply, Convolution, Dense, Flatten, MaxPool
from bplib.layers.convolution import cropped, padded, rows
from bplib.layers.layer import LayerParameters
from bplib.layers.windows import add_columns, columns, counts, examples_first, examples_last
from bplib.model import Model

NETS = [("relu", 64), ("tanh", 64), ("relu", 16)]
CONVOLUTIONS = [(1, 6, 5, 32), (6, 16, 5, 14), (16, 32, 3, 18)]  # channels, maps, k, side
STEPS, TURNS, BATCH = 4, 25, 64


def repeated(step):
    """Return a function that makes several steps."""

    def steps():
        for _ in range(STEPS):
            step()

    return steps


def pictures(m: int):
    """Return m random images of 28 x 28 and their classes."""
    rng = np.random.default_rng(0)
    return rng.random((m, 1, 28, 28), dtype=np.float32), rng.integers(0, 10, m)


# --- 1. a net like LeNet


class ColumnsKept(Convolution):
    """A convolution that holds the columns until it goes back, where that of the library makes them again."""

    def forward(self, p, x, rng=None):
        image = padded(examples_last(x), self.padding)
        seen = columns(image, self.kernel, self.stride)
        z = rows(p.W) @ seen
        z += p.b[:, None]
        size = counts(image.shape[1:3], self.kernel, self.stride)
        return examples_first(z.reshape(self.maps, *size, len(x))), (image.shape, seen)

    def backward(self, p, kept, g, grad, back=True):
        (shape, seen), g = kept, rows(examples_last(g))
        grad.b += np.add.reduce(g, axis=1)
        rows(grad.W)[:] += g @ seen.T
        if not back:
            return None
        total = add_columns(rows(p.W).T @ g, shape, self.kernel, self.stride)
        return examples_first(cropped(total, self.padding))


def lenet(f: str, kind=Convolution) -> Model:
    """Return the net as a model of layers."""
    act = Apply(ACTIVATIONS[f])
    maps = [kind(1, 6, 5, padding=2), act, MaxPool(), kind(6, 16, 5), act, MaxPool(), Flatten()]
    dense = [Dense(400, 120, "he"), act, Dense(120, 84, "he"), act, Dense(84, 10, "he")]
    return Model([*maps, *dense], rng=np.random.default_rng(0), dtype=np.float32)


def ours(f: str, X, labels, kind=Convolution):
    """Return a function that makes a step of the library's model."""
    model, Y = lenet(f, kind), one_hot(labels, 10).astype(np.float32)
    out = model.empty_gradient()
    return lambda: model.learn_from(X, Y, out)


def ours_kept(f: str, X, labels):
    """Return a function that makes a step of the same model, with the columns kept."""
    return ours(f, X, labels, ColumnsKept)


def pytorch(f: str, X, labels):
    """Return a function that makes a step of the same net in PyTorch, or None where that is missing."""
    if not find_spec("torch"):
        return None
    import torch
    from torch import nn

    torch.set_num_threads(1)
    act = {"relu": nn.ReLU, "tanh": nn.Tanh}[f]
    maps = [nn.Conv2d(1, 6, 5, padding=2), act(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), act(), nn.MaxPool2d(2)]
    dense = [nn.Flatten(), nn.Linear(400, 120), act(), nn.Linear(120, 84), act(), nn.Linear(84, 10)]
    net, loss = nn.Sequential(*maps, *dense), nn.CrossEntropyLoss()
    inputs, targets = torch.from_numpy(X), torch.from_numpy(labels)

    def step():
        net.zero_grad()
        loss(net(inputs), targets).backward()

    return step


def floor(m: int):
    """Return a function that makes the matrix products of a step and nothing else."""
    rng = np.random.default_rng(0)
    shapes = [(6, 25, 28 * 28 * m), (16, 150, 10 * 10 * m)]  # maps, what a window sees, windows
    shapes += [(n_out, n_in, m) for n_in, n_out in ((400, 120), (120, 84), (84, 10))]
    sets = [[rng.random(size, dtype=np.float32) for size in ((f, c), (c, n), (f, n))] for f, c, n in shapes]

    def step():
        for l, (W, A, G) in enumerate(sets):
            W @ A, G @ A.T
            if l > 0:  # nobody asks for ∂C/∂x of the first layer
                W.T @ G

    return step


def nets() -> None:
    """Print the first table."""
    columns = [("ours", "PyTorch"), ("ours", "floor"), ("floor", "PyTorch"), ("columns kept", "ours")]
    print(f"| net like LeNet, batch | {' | '.join(' / '.join(pair) for pair in columns)} |\n{'|---' * 5}|")
    for f, m in NETS:
        data = (f, *pictures(m))
        steps = {"ours": ours(*data), "columns kept": ours_kept(*data), "PyTorch": pytorch(*data), "floor": floor(m)}
        t = fastest({name: step and repeated(step) for name, step in steps.items()}, TURNS)
        cells = [f"{t[a] / t[b]:.2f}" if t[a] and t[b] else "not installed" for a, b in columns]
        print(f"| {f}, {m} | {' | '.join(cells)} |", flush=True)


# --- 2. one convolution in other ways: each takes x, (m, channels, h, w), W, and g, (m, maps, P, Q), and goes both ways


def layer(x, W, g, kind=Convolution):
    """Make columns, examples last, forward and once more backward."""
    convolution = kind(x.shape[1], len(W), W.shape[2:])
    parameters = LayerParameters(convolution, np.float32)
    grad = parameters.like(np.zeros_like(parameters.flat))

    def step():
        _, seen = convolution.forward(parameters.view, x)
        convolution.backward(parameters.view, seen, g, grad.view)

    return step


def columns_kept(x, W, g):
    """Make columns, examples last, forward, and keep them for the way back."""
    return layer(x, W, g, ColumnsKept)


def examples_first_in_memory(x, W, g):
    """Make columns for each example, as images usually lie in memory, and keep them for the way back."""
    (m, channels), (maps, _, k, l), (P, Q) = x.shape[:2], W.shape, g.shape[2:]
    x, kernels, g = np.ascontiguousarray(x), W.reshape(maps, -1), np.ascontiguousarray(g).reshape(m, maps, -1)

    def step():
        seen = np.empty((m, channels, k, l, P, Q), x.dtype)
        for i, j in np.ndindex(k, l):
            seen[:, :, i, j] = x[:, :, i : i + P, j : j + Q]
        seen = seen.reshape(m, -1, P * Q)
        kernels @ seen
        (g @ seen.swapaxes(1, 2)).sum(axis=0)
        said, total = (kernels.T @ g).reshape(m, channels, k, l, P, Q), np.zeros_like(x)
        for i, j in np.ndindex(k, l):
            total[:, :, i : i + P, j : j + Q] += said[:, :, i, j]

    return step


def windows_as_a_view(x, W, g):
    """Let NumPy find its own way from a view of all windows: the shortest way to write it."""
    k, l = W.shape[2:]
    x, g = np.ascontiguousarray(x), np.ascontiguousarray(g)

    def step():
        seen = sliding_window_view(x, (k, l), (2, 3))
        np.tensordot(seen, W, ((1, 4, 5), (1, 2, 3)))
        np.tensordot(g, seen, ((0, 2, 3), (0, 2, 3)))
        wide = np.pad(g, [(0, 0), (0, 0), (k - 1, k - 1), (l - 1, l - 1)])
        np.tensordot(sliding_window_view(wide, (k, l), (2, 3)), W[:, :, ::-1, ::-1], ((1, 4, 5), (0, 2, 3)))

    return step


def torch_layer(x, W, g):
    """Let PyTorch do it, or return None where it is missing."""
    if not find_spec("torch"):
        return None
    import torch

    torch.set_num_threads(1)
    convolution = torch.nn.Conv2d(x.shape[1], len(W), W.shape[2:])
    inputs = torch.tensor(np.ascontiguousarray(x), requires_grad=True)
    g = torch.from_numpy(np.ascontiguousarray(g))

    def step():
        convolution.zero_grad()
        inputs.grad = None
        convolution(inputs).backward(g)

    return step


WAYS = {
    "columns kept": columns_kept,
    "examples first in memory": examples_first_in_memory,
    "windows as a view": windows_as_a_view,
    "PyTorch": torch_layer,
}


def ways() -> None:
    """Print the second table."""
    print(f"\n| one convolution, batch {BATCH}, with ∂C/∂x | {' | '.join(WAYS)} |\n|---{'|---' * len(WAYS)}|")
    rng = np.random.default_rng(0)
    for channels, maps, k, side in CONVOLUTIONS:
        x, g = (
            examples_first(rng.random((n, size, size, BATCH), dtype=np.float32))
            for n, size in ((channels, side), (maps, side - k + 1))
        )
        W = rng.random((maps, channels, k, k), dtype=np.float32)
        steps = {"layer": layer(x, W, g)} | {name: make(x, W, g) for name, make in WAYS.items()}
        t = fastest({name: step and repeated(step) for name, step in steps.items()}, TURNS)
        cells = [f"{t[name] / t['layer']:.2f}" if t[name] else "not installed" for name in WAYS]
        print(f"| {channels} to {maps}, {k} x {k}, image of {side} x {side} | {' | '.join(cells)} |", flush=True)


# --- 3. memory

MAKERS = {"ours": ours, "columns kept": ours_kept, "PyTorch": pytorch}


def peak(maker: str, steps: int) -> None:
    """Print by how many bytes this process grows at most in so many steps."""
    make = MAKERS[maker]
    make("relu", *pictures(2))()
    step = make("relu", *pictures(BATCH))
    Path("/proc/self/clear_refs").write_text("5")  # from now on the largest size is that from now on
    before = resident("VmRSS")
    for _ in range(steps):
        step()
    print(resident("VmHWM") - before)


def resident(what: str) -> int:
    """Return the bytes of memory that this process holds, VmRSS, or has held at most, VmHWM."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith(what))


def memory() -> None:
    """Print the third table."""
    if not Path("/proc/self/clear_refs").exists():
        return
    print(f"\n| memory, relu, batch {BATCH} | 1 step | 200 steps |\n|---|---|---|")
    for maker in MAKERS if find_spec("torch") else ("ours", "columns kept"):
        command = [sys.executable, __file__, "peak", maker]
        sizes = [subprocess.check_output([*command, str(steps)], text=True) for steps in (1, 200)]
        print(f"| {maker} | {' | '.join(f'{int(size) / 1e6:.1f} MB' for size in sizes)} |", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["peak"]:
        peak(sys.argv[2], int(sys.argv[3]))
    else:
        for table in (nets, ways, memory):
            table()
