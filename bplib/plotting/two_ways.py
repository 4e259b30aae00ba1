"""Two ways to make points, as a picture: what D says of the plane and of made points, and which way the noise goes."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from bplib.plotting.palette import LIGHT
from bplib.plotting.style import INK, NEGATIVE, POSITIVE, QUIET

Array = np.ndarray
EDGE = 1.8  # the planes reach from -EDGE to EDGE
ARROWS, WISHES = 13, 60  # arrows in a row; made points that have one
PER_WISH, LONGEST_WISH, LONGEST_NOISE = 0.1, 0.5, 2.2  # as on the page
MADE, REAL, EXACT = LIGHT["violet"], LIGHT["muted"], LIGHT["ochre"]


def _pale(colour: str) -> tuple[float, ...]:
    return tuple(1 - 0.5 * (1 - int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))


FIELD = LinearSegmentedColormap.from_list("field", [_pale(NEGATIVE), (1, 1, 1), _pale(POSITIVE)], N=15)


def square_grid(n: int) -> Array:
    """Return the centres of n by n cells of the plane, (n², 2), row by row from the top."""
    at = ((2 * np.arange(n) + 1) / n - 1) * EDGE
    x, y = np.meshgrid(at, -at)
    return np.column_stack([x.ravel(), y.ravel()])


def two_ways_figure() -> tuple[Figure, Axes, Axes]:
    """Return a figure with two empty planes side by side."""
    fig = Figure(figsize=(8.6, 4.64))
    fig.subplots_adjust(0.01, 0.02, 0.99, 0.93, wspace=0.03)
    axes = fig.subplots(1, 2)
    for ax in axes:
        ax.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), aspect="equal", xticks=[], yticks=[])
        ax.spines[:].set_color(QUIET)
    return fig, *axes


def draw_points(ax: Axes, real: Array, made: Array) -> tuple:
    """Draw real points, (m, 2), as crosses and made ones as discs; return both artists."""
    crosses = ax.scatter(*real.T, 12, REAL, marker="+", linewidths=0.7, zorder=2, label="real points")
    discs = ax.scatter(*made.T, 13, MADE, edgecolors="white", linewidths=0.4, zorder=3, label="made points")
    return crosses, discs


def draw_field(ax: Axes, says: Array):
    """Draw what D says of the plane, (n, n), row by row from the top: blue is real, orange is made."""
    options = {"extent": (-EDGE, EDGE, -EDGE, EDGE), "interpolation": "bilinear", "interpolation_stage": "data"}
    return ax.imshow(says, FIELD, vmin=0, vmax=1, zorder=0, **options)


def draw_wishes(ax: Axes, points: Array, gradients: Array):
    """Draw an arrow from each point, against the gradient of G's cost, both (m, 2)."""
    return _arrows(ax, points, -gradients, np.minimum(PER_WISH * _lengths(gradients), LONGEST_WISH), INK, 0.003)


def draw_noise(ax: Axes, noise: Array, exact: Array | None = None) -> list:
    """Draw arrows against the noise named at the places of the grid, (289, 2), and as broad lines the exact ones."""
    grid, cell = square_grid(ARROWS), 2 * EDGE / ARROWS
    drawn = []
    for vectors, colour, width in ((exact, EXACT, 0.009), (noise, INK, 0.003)):
        if vectors is not None:
            length = np.minimum(_lengths(vectors), LONGEST_NOISE) / LONGEST_NOISE * cell * 0.95
            drawn.append(_arrows(ax, grid, -vectors, length, colour, width, head=0 if colour == EXACT else 4))
    return drawn


def _lengths(vectors: Array) -> Array:
    return np.hypot(*vectors.T)


def _arrows(ax: Axes, points: Array, vectors: Array, length: Array, colour: str, width: float, head: float = 4):
    U, V = (vectors / np.maximum(_lengths(vectors), 1e-12)[:, None] * length[:, None]).T
    options = {"angles": "xy", "scale_units": "xy", "scale": 1, "headwidth": head or 1, "headlength": head}
    options |= {"headaxislength": head, "minlength": 0}
    return ax.quiver(
        *points.T,
        U,
        V,
        color=colour,
        alpha=0.45 if colour == EXACT else 1,
        width=width,
        zorder=1 if colour == EXACT else 4,
        **options,
    )
