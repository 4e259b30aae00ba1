"""What the explorer shows, computed by ``bplib.layers.Convolution``; ``mathematics.js`` says the same in JavaScript."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bplib.layers import Convolution, LayerParameters

Array = np.ndarray
Rows = list[list[float]]

EXAMPLES: dict[str, dict] = {
    "1-D example": {"x": [[1, 2, 0, -1, 3]], "kernel": [[2, -1, 1]], "bias": 1, "targets": [[2, 3, 4]]},
    "2-D example": {
        "x": [[1, 2, 0], [0, 1, 3], [2, -1, 1]],
        "kernel": [[1, -1], [2, 0]],
        "bias": 0,
        "targets": [[-2, 4], [4, -6]],
    },
    "6x6": {  # a seven
        "x": [[int(digit) for digit in row] for row in ("012210", "000120", "001200", "002100", "012000", "011000")],
        "kernel": [[1, -1, 0], [2, 0, 1], [-1, 1, 2]],
        "bias": 0,
        "targets": None,
    },
}
TABLE = [[1, -1, 0], [2, 0, 1], [-1, 1, 2]]  # of the weights that a larger kernel gets
CIRCLE = [1, 0, -1, 2, -1, 0, 1]  # of δ, for outputs that have no targets yet


class Setting(NamedTuple):
    """A convolution of one image with one kernel; with ``kind`` "convolution" the kernel is laid down turned."""

    x: Array
    kernel: Array
    bias: float
    stride: int = 1
    padding: int = 0
    kind: str = "correlation"


class Found(NamedTuple):
    """The outputs, δ = z - y, the cost ½ Σ δ², and its derivatives."""

    z: Array
    delta: Array
    cost: float
    grad_kernel: Array
    grad_x: Array
    grad_bias: float


def padded(x: Array, padding: int) -> Array:
    """Return x with zeros around it; a single row gets them at its ends only."""
    return np.pad(x, (((0 if len(x) == 1 else padding),) * 2, (padding,) * 2))


def computed(setting: Setting, targets: Array) -> Found:
    """Return both passes."""
    layer, p, z, trace = _forward(setting)
    delta = z - targets
    grad = p.like(np.zeros_like(p.flat))
    back = layer.backward(p.view, trace, delta[None, None], grad.view)[0, 0]
    down, across = ((a - b) // 2 for a, b in zip(back.shape, setting.x.shape, strict=True))
    grad_x = back[down : len(back) - down, across : back.shape[1] - across]
    grad_kernel = _laid(grad.view.W[0, 0], setting.kind)
    return Found(z, delta, float((delta**2).sum() / 2), grad_kernel, grad_x, float(grad.view.b[0]))


def fitting_targets(setting: Setting) -> Array:
    """Return targets for which δ are small whole numbers, which come round in a circle."""
    *_, z, _ = _forward(setting)
    return z - np.resize(CIRCLE, z.shape)


def _forward(setting: Setting):
    layer = Convolution(1, 1, setting.kernel.shape, setting.stride)
    p = LayerParameters(layer)
    p.view.W[0, 0] = _laid(setting.kernel, setting.kind)
    p.view.b[:] = setting.bias
    z, trace = layer.forward(p.view, padded(setting.x, setting.padding)[None, None])
    return layer, p, z[0, 0], trace


def _laid(kernel: Array, kind: str) -> Array:
    """Return a kernel as it lies on the image: turned by half a circle for a convolution."""
    return kernel[::-1, ::-1] if kind == "convolution" else kernel


class Term(NamedTuple):
    """A product in a sum: the output, the place in x where the window has it, and the two numbers."""

    output: tuple[int, int]
    place: tuple[int, int]
    one: float
    other: float


def uses(setting: Setting, found: Found, i: int, j: int) -> list[Term]:
    """Return the terms δ·x of ∂C/∂w for the weight (i, j), output by output."""
    x, (k, l) = padded(setting.x, setting.padding), setting.kernel.shape
    down, across = ((a - b) // 2 for a, b in zip(x.shape, setting.x.shape, strict=True))
    u, v = (i, j) if setting.kind == "correlation" else (k - 1 - i, l - 1 - j)
    places = {(p, q): (setting.stride * p + u, setting.stride * q + v) for p, q in np.ndindex(found.z.shape)}
    return [
        Term(output, (at[0] - down, at[1] - across), float(found.delta[output]), float(x[at]))
        for output, at in places.items()
    ]
