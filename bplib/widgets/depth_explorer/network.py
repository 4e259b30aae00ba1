"""What the browser computes, in the library: a random network of layers and blocks, forwards and backwards.

    z¹     = W¹ x + b¹
    u^l    = norm(z^l),  a^l = f(u^l)
    z^{l+1} = W^{l+1} a^l + b^{l+1},  or with a way around  z^l + α (W^{l+1} a^l + b^{l+1})

The entries of W^l and b^l are normals drawn once, times σ_w/√n and σ_b.  The cost is the mean over the examples of
Σ_j r_j z^L_j with drawn normals r of mean square 1; δ^l = m ∂C/∂z^l, since a norm may couple the examples.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from bplib.activations import ACTIVATIONS, Activation
from bplib.layers import Apply, BatchNorm, Chain, Dense, Layer, LayerNorm, LayerParameters, Residual, RMSNorm
from bplib.widgets.shared.generator import normals

Array = np.ndarray
WIDTH, BATCH, DEEPEST = 48, 16, 60
COSINE = 0.6  # of the first two inputs
UNITS = ("sigmoid", "tanh", "relu", "selu", "identity")
NORMS = {"none": None, "batch": BatchNorm, "layer": LayerNorm, "rms": RMSNorm}
SCALES = {  # α for a network of so many layers
    "off": lambda depth: 1.0,
    "naive": lambda depth: 1.0,
    "root": lambda depth: 1 / np.sqrt(max(1, depth - 1)),
    "rezero": lambda depth: 0.0,
}
_PURPOSE = 3  # of the generator


@dataclass(frozen=True)
class Settings:
    """A network of ``depth`` layers: σ_w² = ``weights``, σ_b² = ``biases``, and the names of what it is made of."""

    activation: str
    weights: float
    biases: float
    depth: int
    norm: str
    residual: str

    @property
    def f(self) -> Activation:
        """The activation."""
        return ACTIVATIONS[self.activation]

    @property
    def alpha(self) -> float:
        """α of the blocks."""
        return float(SCALES[self.residual](self.depth))


class Profile(NamedTuple):
    """By layer, (L,): root mean squares of z, a and δ, ‖∂C/∂W‖, and the cosine of the first two rows of u."""

    z: Array
    a: Array
    delta: Array
    gradient: Array
    cosine: Array


class Passes(NamedTuple):
    """Z, A (after f) and U (before it), lists of (m, n) for the layers 1 to L, and δ and ∂C/∂W of the same layers."""

    Z: list[Array]
    U: list[Array]
    A: list[Array]
    D: list[Array]
    grad_W: list[Array]


@lru_cache(maxsize=4)
def drawn(seed: int) -> tuple[Array, Array, Array, Array]:
    """Return the inputs, (m, n), δ^L, (m, n), and the normals of all weights, (60, n, n), and biases, (60, n)."""
    size, layer = WIDTH * BATCH, WIDTH * WIDTH + WIDTH
    numbers = normals(seed, _PURPOSE, 2 * size + DEEPEST * layer)
    inputs, top = numbers[: 2 * size].reshape(2, BATCH, WIDTH)
    layers = numbers[2 * size :].reshape(DEEPEST, layer)
    weights = layers[:, : WIDTH * WIDTH].reshape(DEEPEST, WIDTH, WIDTH)
    return _prepared(inputs), _scaled(top.ravel()).reshape(top.shape), weights, layers[:, WIDTH * WIDTH :]


def _prepared(inputs: Array) -> Array:
    """Return inputs of mean square 1, the second of which has the cosine 0.6 with the first."""
    X = _scaled(inputs)
    X[1] = _scaled(inputs[1] - X[0] * (X[0] @ inputs[1]) / WIDTH)
    X[1] = COSINE * X[0] + np.sqrt(1 - COSINE**2) * X[1]
    return X


def _scaled(rows: Array) -> Array:
    return rows / np.sqrt((rows**2).mean(axis=-1, keepdims=True))


def layers_of(settings: Settings) -> list[Layer]:
    """Return the layers: a dense one, then blocks that normalise, apply f and multiply by weights."""
    return [Dense(WIDTH, WIDTH), *(_block(settings) for _ in range(settings.depth - 1))]


def _block(settings: Settings) -> Layer:
    block = Chain([*_norm(settings), Apply(settings.f), Dense(WIDTH, WIDTH)])
    return block if settings.residual == "off" else Residual(block, settings.alpha)


def _norm(settings: Settings) -> list[Layer]:
    make = NORMS[settings.norm]
    return [] if make is None else [make(WIDTH)]


def passes(settings: Settings, seed: int) -> Passes:
    """Run forwards for 16 examples, and backwards from δ^L."""
    X, top, weights, biases = drawn(seed)
    layers = layers_of(settings)
    parameters = [_parameters(layer, settings, *pair) for layer, *pair in zip(layers, weights, biases, strict=False)]
    both = list(zip(layers, parameters, strict=True))
    Z, seen = _forwards(both, X)
    D, grad_W = _backwards(both, seen, top)
    U = [_before_f(settings, z) for z in Z]
    return Passes(Z, U, [settings.f(u) for u in U], D, grad_W)


def _forwards(layers: list[tuple[Layer, LayerParameters]], x: Array) -> tuple[list[Array], list]:
    Z, seen = [], []
    for layer, p in layers:
        x, kept = layer.forward(p.view, x, rng=np.random.default_rng(0))  # as while learning: statistics of the batch
        Z.append(x)
        seen.append(kept)
    return Z, seen


def _backwards(layers: list, seen: list, top: Array) -> tuple[list[Array], list[Array]]:
    """Return δ and ∂C/∂W of each layer: the rules are handed δ, so what they add up is m ∂C/∂W."""
    D, grad_W = [top], []
    for (layer, p), kept in zip(layers[::-1], seen[::-1], strict=True):
        grad = p.like(np.zeros_like(p.flat))
        D.insert(0, layer.backward(p.view, kept, D[0], grad.view))
        grad_W.insert(0, next(block for name, block in grad.blocks().items() if name.endswith("W")) / BATCH)
    return D[1:], grad_W


def _parameters(layer: Layer, settings: Settings, weights: Array, biases: Array) -> LayerParameters:
    p = LayerParameters(layer)
    p.start(np.random.default_rng(0))  # γ = 1
    for name, block in p.blocks().items():
        if name.endswith("W"):
            block[:] = weights * np.sqrt(settings.weights / WIDTH)
        if name.endswith("b"):
            block[:] = biases * np.sqrt(settings.biases)
    return p


def _before_f(settings: Settings, z: Array) -> Array:
    for norm in _norm(settings):
        p = LayerParameters(norm)
        p.start(np.random.default_rng(0))
        z, _ = norm.forward(p.view, z, rng=np.random.default_rng(0))
    return z


def measured(made: Passes) -> Profile:
    """Return what is shown of two passes."""

    def root(rows: list[Array]) -> Array:
        return np.array([np.sqrt((values**2).mean()) for values in rows])

    cosine = [u[0] @ u[1] / np.linalg.norm(u[0]) / np.linalg.norm(u[1]) for u in made.U]
    gradient = [np.linalg.norm(G) for G in made.grad_W]
    return Profile(root(made.Z), root(made.A), root(made.D), np.array(gradient), np.array(cosine))
