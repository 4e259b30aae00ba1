"""How layers are put together: one after the other, and with a way around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bplib import _validation as check
from bplib.layers.layer import Array, Layer, Views


@dataclass(frozen=True)
class Chain(Layer):
    """One layer after the other; on the way back the last comes first: this loop is the chain rule."""

    layers: tuple[Layer, ...]

    def __init__(self, layers: Sequence[Layer]):
        if not isinstance(layers, (list, tuple)):
            raise TypeError(f"layers must be a list of layers, got {layers!r}")
        layers = tuple(layers)
        if not layers:
            raise ValueError("a chain must have at least one layer, got none")
        for i, layer in enumerate(layers):
            checked_layer(f"layers[{i}]", layer)
        object.__setattr__(self, "layers", layers)

    @property
    def parts(self) -> tuple[Layer, ...]:
        return self.layers

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, list]:
        seen = []
        for i, layer in enumerate(self.layers):
            x, kept = layer.forward(p[i], x, rng)
            seen.append(kept)
        return x, seen

    def backward(self, p: Views, seen: list, g: Array, grad: Views, back: bool = True) -> Array | None:
        for i in range(len(self.layers) - 1, -1, -1):
            g = self.layers[i].backward(p[i], seen[i], g, grad[i], back or i > 0)
        return g


@dataclass(frozen=True)
class Residual(Layer):
    """y = x + α inner(x): there are two ways from x to y, so on the way back two gradients are added (He et al. 2016).

    α is ``scale``, a fixed number, such as 1/√B for B blocks; one that is learnt is a layer of its own, ``Scale``.
    """

    inner: Layer
    scale: float = 1.0

    def __post_init__(self):
        checked_layer("inner", self.inner)
        object.__setattr__(self, "scale", float(check.number("scale", self.scale, -np.inf)))

    @property
    def parts(self) -> tuple[Layer, ...]:
        return (self.inner,)

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, object]:
        y, seen = self.inner.forward(p[0], x, rng)
        if y.shape != x.shape:
            raise ValueError(f"what a residual goes around must keep the shape of its inputs, {x.shape}, got {y.shape}")
        return (x + y if self.scale == 1 else x + self.scale * y), seen

    def backward(self, p: Views, seen, g: Array, grad: Views, back: bool = True) -> Array | None:
        through = self.inner.backward(p[0], seen, g if self.scale == 1 else self.scale * g, grad[0], back)
        return g + through if back else None


def checked_layer(name: str, value) -> Layer:
    """Return ``value`` when it is a layer, or raise TypeError."""
    if not isinstance(value, Layer):
        hint = ": an activation becomes one as Apply(f)" if callable(value) else ""
        if isinstance(value, type) and issubclass(value, Layer):
            hint = f": make one, {value.__name__}(...)"
        raise TypeError(f"{name} must be a layer, got {value!r}{hint}")
    return value
