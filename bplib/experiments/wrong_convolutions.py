"""Convolution and pooling whose way forward is right and whose way back is wrong, each by one common mistake.

    Unturned        the kernel is not turned on the way back: ∂C/∂a is a true convolution's, with W upside down
    MeanBias        ∂C/∂b is the mean over the places, not the sum
    SharedByAll     max pooling hands a part of g to all places of a window, as mean pooling does
    AllWinners      every place that ties for the maximum gets all of g

``MISTAKES`` has them by name, as a network is made with them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bplib.layers.convolution import Convolution, cropped, rows
from bplib.layers.layer import Array, Views
from bplib.layers.pooling import MaxPool
from bplib.layers.windows import add_columns, columns, examples_first, examples_last, slices


@dataclass(frozen=True)
class Unturned(Convolution):
    """W is turned by 180 degrees where BP2 takes it as it is, so that the way back does not turn it."""

    def backward(self, p: Views, x: Array, g: Array, grad: Views, back: bool = True) -> Array | None:
        g = rows(examples_last(g))
        grad.b += g.sum(axis=1)
        rows(grad.W)[:] += g @ columns(x, self.kernel, self.stride).T
        if not back:
            return None
        turned = np.ascontiguousarray(p.W[:, :, ::-1, ::-1])
        total = add_columns(rows(turned).T @ g, x.shape, self.kernel, self.stride)
        return examples_first(cropped(total, self.padding))


@dataclass(frozen=True)
class MeanBias(Convolution):
    """The gradient of a bias is divided by the number of places."""

    def backward(self, p: Views, x: Array, g: Array, grad: Views, back: bool = True) -> Array | None:
        before = grad.b.copy()
        g_x = super().backward(p, x, g, grad, back)
        grad.b[:] = before + (grad.b - before) / (g.shape[2] * g.shape[3])
        return g_x


@dataclass(frozen=True)
class SharedByAll(MaxPool):
    """g is divided among all places of a window, the largest or not."""

    def backward(self, p: Views, seen: tuple, g: Array, grad: Views, back: bool = True) -> Array | None:
        x, _ = seen
        share, total = examples_last(g) / (self.kernel[0] * self.kernel[1]), np.zeros(x.shape, g.dtype)
        for collected in slices(total, self.kernel, self.stride):
            collected += share
        return examples_first(total) if back else None


@dataclass(frozen=True)
class AllWinners(MaxPool):
    """Every place that holds the largest number gets all of g."""

    def backward(self, p: Views, seen: tuple, g: Array, grad: Views, back: bool = True) -> Array | None:
        x, y = seen
        g, total = examples_last(g), np.zeros(x.shape, g.dtype)
        places = zip(*(slices(a, self.kernel, self.stride) for a in (x, total)), strict=True)
        for place, collected in places:
            collected += g * (place == y)
        return examples_first(total) if back else None


MISTAKES = {
    "none": {},
    "kernel not turned": {"convolution": Unturned},
    "bias: mean of the places": {"convolution": MeanBias},
    "pool: a quarter to each": {"pool": SharedByAll},
    "pool: all of g to each tie": {"pool": AllWinners},
}
"""The keywords of ``digit_images.convolutional`` for each mistake."""
