"""The edge of chaos: the plane of σ_w² and σ_b², a circle of inputs carried upwards, and the staircase of a cosine."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import CenteredNorm
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from bplib.plotting.palette import LIGHT
from bplib.plotting.style import INK, QUIET, SIGNED_MAP, quiet_axes

Array = np.ndarray


def edge_figure() -> tuple[Figure, dict[str, Axes]]:
    """Return a figure, and its Axes by name: plane, circle and stairs."""
    fig = Figure(figsize=(11, 3.8), layout="constrained")
    axes = fig.subplot_mosaic([["plane", "circle", "stairs"]])
    for ax in axes.values():
        quiet_axes(ax)
    return fig, axes


def draw_plane(ax: Axes, logs: Array, line: Sequence, trained: Sequence[dict], point: tuple[float, float]) -> None:
    """Draw ln χ₁, (rows, columns), the line of (σ_w², σ_b²) where it is 0, what was learnt in per cent, and a point."""
    norm = CenteredNorm(halfrange=1.0)
    ax.imshow(logs, cmap=SIGNED_MAP, norm=norm, origin="lower", extent=(0, 5, 0, 1), aspect="auto", alpha=0.75)
    ax.plot(*np.transpose(line), color=INK, linewidth=1.6)
    box = {"boxstyle": "circle,pad=0.15", "facecolor": "white", "edgecolor": QUIET, "linewidth": 0.6}
    for one in trained:
        words = f"{round(100 * one['share'])}"
        ax.text(one["weights"], one["biases"], words, ha="center", va="center", fontsize=6.5, color=INK, bbox=box)
    ax.plot(*point, "o", color=LIGHT["accent"], markersize=9, markeredgecolor="white", zorder=5)
    ax.text(0.7, 0.8, "order", ha="center", color=INK)
    ax.text(4.3, 0.8, "chaos", ha="center", color=INK)
    ax.set(xlim=(0, 5), ylim=(0, 1), xlabel=r"$\sigma_w^2$", ylabel=r"$\sigma_b^2$")


def draw_circle(ax: Axes, points: Array, layer: int) -> None:
    """Draw the images, (60, 2), of inputs on the circle of radius 1."""
    ax.add_patch(Circle((0, 0), 1, fill=False, edgecolor=QUIET, linestyle="--"))
    closed = np.vstack([points, points[:1]])
    ax.plot(*closed.T, "o-", color=LIGHT["violet"], markersize=3, linewidth=0.9)
    ax.set(xlim=(-1.5, 1.5), ylim=(-1.5, 1.5), box_aspect=1, xlabel=f"after {layer} layers", xticks=(), yticks=())


def draw_staircase(ax: Axes, curve: Array, predicted: Array, measured: Array, rest: float) -> None:
    """Draw the map of the cosine, (n, 2), the predicted steps, the measured pairs, and where they come to rest."""
    ax.plot((0, 1), (0, 1), color=QUIET, linewidth=0.8)
    ax.plot(*curve.T, color=INK, linewidth=1.6, label="predicted map")
    corners = [(predicted[0], 0.0)]
    for before, after in pairwise(predicted):
        corners += [(before, after), (after, after)]
    ax.plot(*np.transpose(corners), color=LIGHT["teal"], linewidth=1.2, label="layer by layer")
    ax.plot(measured[:-1], measured[1:], "o", color=LIGHT["ochre"], markersize=4, label="measured")
    ax.plot(rest, rest, "D", color=LIGHT["pink"], markersize=7, label="c*")
    ax.set(xlim=(0, 1.02), ylim=(0, 1.02), box_aspect=1, xlabel="cosine before a layer", ylabel="after it")
    ax.legend(frameon=False, fontsize="small", loc="lower right")
