"""The convolution explorer: x, the kernel and δ as grids of numbers, the uses of one weight, and the tied matrix."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import ConnectionPatch, Rectangle

from bplib.plotting.number_text import number_text
from bplib.plotting.palette import LIGHT
from bplib.plotting.style import QUIET

Array = np.ndarray
Place = tuple[int, int]
WEIGHTS = [LIGHT[name] for name in ("blue", "orange", "green", "violet", "ochre", "teal", "muted", "pink", "olive")]


def convolution_figure() -> tuple[Figure, dict[str, Axes]]:
    """Return a figure, and its Axes by name: x, kernel, delta and matrix."""
    fig = Figure(figsize=(11, 3.2), layout="constrained")
    axes = fig.subplot_mosaic([["x", "kernel", "delta", "matrix"]], width_ratios=[2, 1, 2, 2.4])
    return fig, axes


def draw_grid(ax: Axes, values: Array, title: str, lit: Sequence[Place] = ()) -> None:
    """Draw a matrix as cells with their numbers; those at the places ``lit`` stand out."""
    rows, columns = values.shape
    for i, j in np.ndindex(rows, columns):
        face = LIGHT["lit"] if (i, j) in lit else LIGHT["paper"]
        ax.add_patch(Rectangle((j, i), 1, 1, facecolor=face, edgecolor=QUIET, linewidth=0.8))
        ax.text(j + 0.5, i + 0.5, number_text(float(f"{values[i, j]:.3g}")), ha="center", va="center", fontsize=9)
    ax.set(xlim=(-0.05, columns + 0.05), ylim=(rows + 0.05, -0.05), title=title, aspect="equal")
    ax.set_axis_off()


def draw_uses(ax_x: Axes, ax_delta: Axes, places: Sequence[Place], outputs: Sequence[Place]) -> None:
    """Draw a line from each place of x where a weight is used to the output for which it is used."""
    for (u, v), (p, q) in zip(places, outputs, strict=True):
        for ax, (i, j) in ((ax_x, (u, v)), (ax_delta, (p, q))):
            ax.add_patch(Rectangle((j, i), 1, 1, fill=False, edgecolor=LIGHT["accent"], linewidth=1.8))
        ends = {"xyA": (v + 0.95, u + 0.5), "xyB": (q + 0.05, p + 0.5)}
        link = ConnectionPatch(**ends, coordsA=ax_x.transData, coordsB=ax_delta.transData, color=LIGHT["accent"])
        link.set(linewidth=0.9, alpha=0.5)
        ax_x.figure.add_artist(link)


def draw_matrix(ax: Axes, tied: Array, weights: int) -> None:
    """Draw T, (outputs, inputs): entries of one weight have one colour; NaN is empty."""
    ax.pcolormesh(np.ma.masked_invalid(tied), cmap=ListedColormap(WEIGHTS[:weights]), vmin=-0.5, vmax=weights - 0.5)
    ax.set(xlabel="inputs", ylabel="outputs", title="T: one colour, one weight", xticks=[], yticks=[])
    ax.set_xlim(0, tied.shape[1])
    ax.set_ylim(len(tied), 0)
    ax.spines[:].set_color(QUIET)
