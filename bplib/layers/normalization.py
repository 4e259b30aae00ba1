"""Layers that normalise: they take away a mean, divide by a root of a mean square, and learn a scale and a shift.

    h = (x - μ) s            s = (v + ε)^(-1/2), v the mean of (x - μ)²
    y = γ ⊙ h + β

Batch normalisation takes the means over the examples, for each unit (Ioffe and Szegedy 2015); layer normalisation over
the units, for each example (Ba, Kiros and Hinton 2016); RMS normalisation does so with μ = 0 and without β (Zhang and
Sennrich 2019).  Backwards, with g = ∂C/∂y and k = γ ⊙ g,

    ∂C/∂γ = Σ g ⊙ h          ∂C/∂β = Σ g
    ∂C/∂x = s (k - mean(k) - h mean(k ⊙ h))

with the same means as forwards: x moves its own h, and through μ and v that of all others.  So the common shift and
the part along h are taken out of k.  Where μ is not taken away its term is missing; where μ and v are not of this batch
both terms are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from bplib import _validation as check
from bplib.layers.layer import Array, Layer, Views


@dataclass(frozen=True)
class _Normalization(Layer):
    """What they have in common: ``n`` units in the last axis, and ε, which keeps a division by 0 away."""

    n: int
    epsilon: float = 1e-5

    def __post_init__(self):
        object.__setattr__(self, "n", check.whole_number("n", self.n, low=1))
        object.__setattr__(self, "epsilon", float(check.number("epsilon", self.epsilon, 0, low_open=True)))

    def shapes(self) -> dict[str, tuple[int, ...]]:
        return {"gamma": (self.n,), "beta": (self.n,)}

    def start(self, p: Views, rng: np.random.Generator) -> None:
        p.gamma[:] = 1

    def _checked(self, x: Array) -> None:
        if x.ndim < 2 or x.shape[-1] != self.n:
            raise ValueError(f"{self} takes inputs of shape (m, {self.n}), got {x.shape}")


def _add(grad: Views, g: Array, h: Array) -> None:
    """Add the gradients of γ and, where there is one, of β: sums over all axes but the last."""
    rows = tuple(range(g.ndim - 1))
    grad.gamma += np.add.reduce(g * h, axis=rows)
    if hasattr(grad, "beta"):
        grad.beta += np.add.reduce(g, axis=rows)


@dataclass(frozen=True)
class BatchNorm(_Normalization):
    """Each unit is normalised over the examples; axes between the first and the last count as examples.

    While the model learns, μ and v are those of the minibatch, with 1/m, and the running ones follow:
    mean += follow · (μ - mean), and the variance likewise.  While it answers, the running ones are used.

    Raises ValueError when a minibatch of one is to be learnt from: minus its own mean it is 0, whatever it was.
    """

    follow: float = 0.1
    kept: ClassVar[tuple[str, ...]] = ("mean", "variance")

    def __post_init__(self):
        super().__post_init__()
        object.__setattr__(self, "follow", float(check.number("follow", self.follow, 0, 1, low_open=True)))

    def shapes(self) -> dict[str, tuple[int, ...]]:
        return super().shapes() | {"mean": (self.n,), "variance": (self.n,)}

    def start(self, p: Views, rng: np.random.Generator) -> None:
        p.gamma[:] = p.variance[:] = 1

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, tuple]:
        self._checked(x)
        rows = tuple(range(x.ndim - 1)) if rng is not None else None
        centred, variance = (x - p.mean, p.variance) if rows is None else self._of_minibatch(p, x, rows)
        s = (variance + self.epsilon) ** -0.5
        h = centred * s
        return p.gamma * h + p.beta, (h, s, rows)

    def _of_minibatch(self, p: Views, x: Array, rows: tuple[int, ...]) -> tuple[Array, Array]:
        """Return x minus the mean of the minibatch, and the variance of it, and let the running ones follow."""
        if x.size == self.n:
            raise ValueError(
                f"{self} cannot learn from a batch of one: minus its own mean every unit is 0; use 2 or more examples"
            )
        mean = x.mean(axis=rows)
        centred = x - mean
        variance = (centred**2).mean(axis=rows)
        p.mean += self.follow * (mean - p.mean)
        p.variance += self.follow * (variance - p.variance)
        return centred, variance

    def backward(self, p: Views, seen: tuple, g: Array, grad: Views, back: bool = True) -> Array | None:
        h, s, rows = seen
        over = tuple(range(g.ndim - 1))
        total, along = np.add.reduce(g, axis=over), np.add.reduce(g * h, axis=over)
        grad.beta += total
        grad.gamma += along
        if not back:
            return None
        if rows is not None:  # the means of k and of k ⊙ h are γ/m times these sums
            g = g - (total + h * along) * (self.n / g.size)
        return p.gamma * s * g


@dataclass(frozen=True)
class LayerNorm(_Normalization):
    """Each example is normalised over its units, in the same way while the model learns and while it answers."""

    def __post_init__(self):
        super().__post_init__()
        if self.n == 1:
            raise ValueError("n must be at least 2, got 1: a single unit minus its own mean is 0, whatever it was")

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, tuple[Array, Array]]:
        self._checked(x)
        centred = x - x.mean(axis=-1, keepdims=True)
        s = ((centred**2).mean(axis=-1, keepdims=True) + self.epsilon) ** -0.5
        h = centred * s
        return p.gamma * h + p.beta, (h, s)

    def backward(self, p: Views, seen: tuple, g: Array, grad: Views, back: bool = True) -> Array | None:
        h, s = seen
        _add(grad, g, h)
        if not back:
            return None
        k = p.gamma * g
        return s * (k - k.mean(axis=-1, keepdims=True) - h * (k * h).mean(axis=-1, keepdims=True))


@dataclass(frozen=True)
class RMSNorm(_Normalization):
    """Each example is divided by the root of the mean square of its units: no mean is taken away, and there is no β."""

    def shapes(self) -> dict[str, tuple[int, ...]]:
        return {"gamma": (self.n,)}

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, tuple[Array, Array]]:
        self._checked(x)
        s = ((x**2).mean(axis=-1, keepdims=True) + self.epsilon) ** -0.5
        h = x * s
        return p.gamma * h, (h, s)

    def backward(self, p: Views, seen: tuple, g: Array, grad: Views, back: bool = True) -> Array | None:
        h, s = seen
        _add(grad, g, h)
        if not back:
            return None
        k = p.gamma * g
        return s * (k - h * (k * h).mean(axis=-1, keepdims=True))
