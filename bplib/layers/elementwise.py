"""Layers that work on each unit alone: an activation function, dropout, and one factor for all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bplib import _validation as check
from bplib.activations import Activation
from bplib.layers.layer import Array, Layer, Views


@dataclass(frozen=True)
class Apply(Layer):
    """a = f(z), for example ``Apply(tanh)``: on the way back ∂C/∂a is multiplied by the slope f'(z)."""

    f: Activation

    def __post_init__(self):
        if not isinstance(self.f, Activation):
            raise TypeError(f"f must be an activation of bplib.activations, such as tanh, got {self.f!r}")

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, tuple[Array, Array]]:
        a = self.f.value(x)
        return a, (x, a)

    def backward(self, p: Views, seen: tuple, g: Array, grad: Views, back: bool = True) -> Array | None:
        return self.f.backward(g, *seen) if back else None


@dataclass(frozen=True)
class Dropout(Layer):
    """While the model learns each unit is silenced with probability ``rate``, and the others grow by 1/(1 - rate).

    (Srivastava et al. 2014.)  While it answers nothing is done.
    """

    rate: float

    def __post_init__(self):
        object.__setattr__(self, "rate", float(check.number("rate", self.rate, 0, 1, high_open=True)))

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, Array | None]:
        if rng is None:
            return x, None
        real, keep = x.real.dtype, 1 - self.rate
        mask = (rng.random(x.shape, dtype=real) < keep) / real.type(keep)
        return x * mask, mask

    def backward(self, p: Views, mask: Array | None, g: Array, grad: Views, back: bool = True) -> Array:
        return g if mask is None else g * mask


@dataclass(frozen=True)
class Scale(Layer):
    """y = α x with one learnt number α: ∂C/∂α = Σ g ⊙ x.

    With ``initial`` = 0 at the end of each residual branch a deep model begins as the identity (ReZero, Bachlechner et
    al. 2021).
    """

    initial: float = 1.0

    def __post_init__(self):
        object.__setattr__(self, "initial", float(check.number("initial", self.initial, -np.inf)))

    def shapes(self) -> dict[str, tuple[int, ...]]:
        return {"alpha": (1,)}

    def start(self, p: Views, rng: np.random.Generator) -> None:
        p.alpha[:] = self.initial

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, Array]:
        return p.alpha * x, x

    def backward(self, p: Views, x: Array, g: Array, grad: Views, back: bool = True) -> Array | None:
        grad.alpha += (g * x).sum()
        return p.alpha * g if back else None
