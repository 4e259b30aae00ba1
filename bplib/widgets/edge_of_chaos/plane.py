"""The plane of σ_w² and σ_b² for tanh: what ships with the map, what theory says at a point, and a circle of inputs."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from bplib.activations import tanh
from bplib.depth.mean_field import MeanField
from bplib.widgets.shared.generator import normals

Array = np.ndarray
WIDEST, HIGHEST = 5.0, 1.0  # σ_w² and σ_b² at the ends of the axes
CELLS = (40, 25)  # across and upwards
LINE = (1e-6, 0.001, 0.003, 0.01, 0.02, 0.035, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
LAYERS, WIDTH, POINTS = 20, 48, 60  # of the circle
APART = 9  # two inputs that many places apart on the circle are 54° apart
START = float(np.cos(2 * np.pi * APART / POINTS))  # and have this cosine
EDGE = 0.01  # ln χ₁ smaller than this is called the edge
_PURPOSE = 4  # of the generator


class Point(NamedTuple):
    """What theory says at a point.

    q* is its ``length``, χ₁ its ``chi``; ``cosine`` is c*, at which two inputs end, ``slope`` that of the map there,
    and ``depth`` ξ_c, in layers.
    """

    length: float
    chi: float
    cosine: float
    slope: float
    depth: float

    @property
    def kind(self) -> str:
        """The name: "order", "edge" or "chaos"."""
        return "edge" if abs(np.log(self.chi)) < EDGE else "order" if self.chi < 1 else "chaos"


def middles() -> tuple[Array, Array]:
    """Return σ_w² and σ_b² at the middles of the cells."""
    return (np.arange(CELLS[0]) + 0.5) * WIDEST / CELLS[0], (np.arange(CELLS[1]) + 0.5) * HIGHEST / CELLS[1]


@cache
def shipped() -> dict:
    """Return ln χ₁ of the cells, the critical line, and what networks learnt; ``tools/edge_of_chaos.py`` made them."""
    return json.loads((files(__package__) / "plane.json").read_text(encoding="utf-8"))


def point_at(weights: float, biases: float) -> Point:
    """Return what theory says at a point; biases > 0."""
    field = MeanField(tanh, weights, biases)
    q, chi = field.fixed_length(), field.chi()
    if chi <= 1:
        return Point(q, chi, 1.0, chi, _scale(chi))
    cosine = _crossing(field, q)
    step = 1e-4 * (1 - cosine)
    after = [field.correlation_after(cosine + sign * step, q) for sign in (1, -1)]
    slope = (after[0] - after[1]) / (2 * step)
    return Point(q, chi, cosine, slope, _scale(slope))


def _scale(slope: float) -> float:
    return float(-1 / np.log(slope)) if slope < 1 else np.inf


def _crossing(field: MeanField, q: float) -> float:
    """Return the c below 1 that is its own successor, by halving: at 0 the map is above c, just below 1 it is not."""
    low, high = 0.0, 1 - 1e-9
    for _ in range(40):
        middle = (low + high) / 2
        if field.correlation_after(middle, q) > middle:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def staircase(weights: float, biases: float, layers: int, start: float = START) -> Array:
    """Return the predicted cosine of two inputs, by default 54° apart, before and after each layer, (layers + 1,)."""
    field, values = MeanField(tanh, weights, biases), [start]
    q = field.fixed_length()
    for _ in range(layers):
        values.append(min(1.0, field.correlation_after(values[-1], q)))
    return np.array(values)


# --- the circle of Poole et al. (2016)


@cache
def drawn() -> tuple[Array, Array, Array]:
    """Return two directions, (2, n), at right angles and of length √n, and normals of weights and of biases."""
    layer = WIDTH * WIDTH + WIDTH
    numbers = normals(0, _PURPOSE, 2 * WIDTH + LAYERS * layer)
    u, v = numbers[: 2 * WIDTH].reshape(2, WIDTH)
    u = u / np.sqrt((u**2).mean())
    v = v - u * (u @ v) / WIDTH
    layers = numbers[2 * WIDTH :].reshape(LAYERS, layer)
    weights = layers[:, : WIDTH * WIDTH].reshape(LAYERS, WIDTH, WIDTH)
    return np.array([u, v / np.sqrt((v**2).mean())]), weights, layers[:, WIDTH * WIDTH :]


def circle(weights: float, biases: float, layers: int) -> list[Array]:
    """Return z of 60 inputs on a circle of mean square q*, (60, 48), before and after each layer."""
    directions, W, b = drawn()
    angle = 2 * np.pi * np.arange(POINTS) / POINTS
    q = MeanField(tanh, weights, biases).fixed_length()
    Z = [np.sqrt(q) * np.column_stack([np.cos(angle), np.sin(angle)]) @ directions]
    for l in range(layers):
        Z.append(tanh(Z[-1]) @ W[l].T * np.sqrt(weights / WIDTH) + b[l] * np.sqrt(biases))
    return Z


def seen(z: Array, length: float) -> Array:
    """Return the points, (60, 2), around their middle in the plane in which they are most like a circle.

    That plane holds the means of z cos θ and of z sin θ.  The unit is √(n q*), so the inputs have the radius 1.
    """
    angle = 2 * np.pi * np.arange(POINTS) / POINTS
    first, second = np.cos(angle) @ z, np.sin(angle) @ z
    first = first / np.linalg.norm(first)
    second = second - first * (first @ second)
    second = second / np.linalg.norm(second)
    return (z - z.mean(axis=0)) @ np.array([first, second]).T / np.sqrt(WIDTH * length)


def mean_cosine(z: Array) -> float:
    """Return the mean cosine of two points that began 54° apart."""
    other = np.roll(z, -APART, axis=0)
    return float(((z * other).sum(axis=1) / np.linalg.norm(z, axis=1) / np.linalg.norm(other, axis=1)).mean())
