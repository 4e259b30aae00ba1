"""How fast a small Transformer goes forward and back: ratios of CPU time, taken in one run, on one BLAS thread.

    python benchmarks/attention_speed.py

Two blocks, d = 64, 256 hidden units, causal, 64 positions, 16 sequences, an answer at every position, float32; forward
and back, without the step of an optimiser.  Measured are a ``Model``, its matrix products alone ("floor"), and the same
net in PyTorch on the CPU, with its fused attention, where it is installed: with the same weights its gradients agree,
which is printed.  They take turns, and the fastest turn of each counts.
"""

from __future__ import annotations

import os

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"

from importlib.util import find_spec

import numpy as np
from training_speed import fastest

from bplib.data.classes import one_hot
from bplib.layers.transformer import transformer
from bplib.model import Model

M, T, D, BLOCKS, VOCABULARY = 16, 64, 64, 2, 32
TURNS = 60


def drawn():
    """Return random tokens and answers, both (m, T)."""
    return np.random.default_rng(0).integers(0, VOCABULARY, (2, M, T))


def made(heads: int) -> Model:
    """Return the model."""
    layers = transformer(VOCABULARY, T, D, BLOCKS, heads, causal=True)
    return Model(layers, rng=np.random.default_rng(0), dtype=np.float32)


def ours(model: Model, X, answers):
    """Return a function that makes a step of the model, and the gradient that it writes."""
    Y, out = one_hot(answers.ravel(), VOCABULARY).astype(np.float32), model.empty_gradient()
    return lambda: model.learn_from(X, Y, out), out


def floor(heads: int):
    """Return a function that makes the matrix products and nothing else."""
    rng, rows = np.random.default_rng(0), M * T

    def random(*shape):
        return rng.normal(size=shape).astype(np.float32)

    sizes = [*BLOCKS * [(D, D), (D, D), (D, D), (D, D), (D, 4 * D), (4 * D, D)], (D, VOCABULARY)]
    dense = [(random(rows, n), random(k, n), random(rows, k)) for n, k in sizes]
    q, s = random(M, heads, T, D // heads), random(M, heads, T, T)
    q_t, s_t = q.swapaxes(-1, -2), s.swapaxes(-1, -2)

    def step():
        for x, W, g in dense:
            x @ W.T
            g.T @ x
            g @ W
        for _ in range(BLOCKS):
            for left, right in ((q, q_t), (s, q), (s_t, q), (q, q_t), (s, q), (s_t, q)):
                left @ right

    return step


def pytorch_net(heads: int):
    """Return the same net in PyTorch, and its parameters in the model's order."""
    import torch
    from torch import nn
    from torch.nn.functional import scaled_dot_product_attention

    class Attention(nn.Module):
        def __init__(self):
            super().__init__()
            self.qkv, self.o = nn.Linear(D, 3 * D, bias=False), nn.Linear(D, D, bias=False)

        def forward(self, x):
            q, k, v = (part.view(M, T, heads, -1).transpose(1, 2) for part in self.qkv(x).chunk(3, -1))
            y = scaled_dot_product_attention(q, k, v, is_causal=True)
            return self.o(y.transpose(1, 2).reshape(M, T, D))

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.E, self.P = nn.Embedding(VOCABULARY, D), nn.Parameter(torch.zeros(T, D))
            talk = [nn.Sequential(nn.LayerNorm(D), Attention()) for _ in range(BLOCKS)]
            think = [
                nn.Sequential(nn.LayerNorm(D), nn.Linear(D, 4 * D), nn.ReLU(), nn.Linear(4 * D, D))
                for _ in range(BLOCKS)
            ]
            self.branches = nn.ModuleList([half for pair in zip(talk, think, strict=True) for half in pair])
            self.norm, self.read = nn.LayerNorm(D), nn.Linear(D, VOCABULARY)

        def forward(self, x):
            x = self.E(x) + self.P
            for branch in self.branches:
                x = x + branch(x)
            return self.read(self.norm(x)).flatten(0, 1)

    net = Net()
    return net, [net.E.weight, net.P, *net.branches.parameters(), *net.norm.parameters(), *net.read.parameters()]


def pytorch(model: Model, heads: int, X, answers):
    """Return a function that makes a step of that net, begun at the model's parameters, and these."""
    import torch
    from torch.nn.functional import cross_entropy

    torch.set_num_threads(1)
    net, parameters = pytorch_net(heads)
    tokens, targets = torch.tensor(X), torch.tensor(answers.ravel())
    start = 0
    with torch.no_grad():
        for parameter in parameters:
            stop = start + parameter.numel()
            parameter.copy_(torch.tensor(model.theta[start:stop]).view(parameter.shape))
            start = stop
    assert start == model.theta.size

    def step():
        net.zero_grad()
        cross_entropy(net(tokens), targets).backward()

    return step, parameters


def furthest(gradient, parameters) -> float:
    """Return by how much a gradient differs from PyTorch's, as a fraction of its largest entry."""
    theirs = np.concatenate([parameter.grad.numpy().ravel() for parameter in parameters])
    return np.abs(gradient.flat - theirs).max() / np.abs(theirs).max()


def main() -> None:
    """Print the table."""
    X, answers = drawn()
    print("| heads | ours, ms | ours / PyTorch | floor / PyTorch | ours / floor | gradients differ by |")
    print("|---|---|---|---|---|---|")
    for heads in (1, 4):
        model = made(heads)
        step, gradient = ours(model, X, answers)
        steps, differ = {"ours": step, "floor": floor(heads)}, "not installed"
        if find_spec("torch"):
            steps["pytorch"], parameters = pytorch(model, heads, X, answers)
            for go in steps.values():
                go()
            differ = f"{furthest(gradient, parameters):.0e}"
        t = fastest(steps, TURNS)
        to = [f"{t[name] / t['pytorch']:.2f}" if "pytorch" in t else "-" for name in ("ours", "floor")]
        print(f"| {heads} | {1000 * t['ours']:.1f} | {' | '.join(to)} | {t['ours'] / t['floor']:.2f} | {differ} |")


if __name__ == "__main__":
    main()
