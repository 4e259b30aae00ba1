"""Layers without parameters that work on each unit: an activation function, and dropout."""

from __future__ import annotations

from dataclasses import dataclass

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
