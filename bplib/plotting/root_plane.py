"""The root plane: roots of the heavy ball in the complex plane, the regions of ηλ and β, and three trajectories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from bplib.plotting.palette import LIGHT
from bplib.plotting.style import INK, QUIET, quiet_axes

Array = np.ndarray

CALM = LIGHT["calm"]  # the ground where roots are stable or complex
REACH = 1.5  # of the complex plane, from 0
WIDEST = 10.0  # the largest ηλ on the axis
TICKS = (1, 4, 20)  # one of these is marked on the axis of a coordinate, which ends a little beyond it


class DirectionStyle(NamedTuple):
    """How a direction is drawn."""

    color: str
    marker: str
    linestyle: str


DIRECTION_STYLES = {
    "steep": DirectionStyle(LIGHT["violet"], "^", "-"),
    "middle": DirectionStyle(LIGHT["teal"], "s", "--"),
    "flat": DirectionStyle(LIGHT["ochre"], "o", ":"),
}


def root_plane_figure() -> tuple[Figure, dict[str, Axes]]:
    """Return a figure, and its Axes by name: roots, region, and one for the trajectory of each direction."""
    fig = Figure(figsize=(11, 3.9), layout="constrained")
    axes = fig.subplot_mosaic([["roots", "region", name] for name in DIRECTION_STYLES])
    for ax in axes.values():
        quiet_axes(ax)
    return fig, axes


def draw_roots(ax: Axes, beta: float, roots: Mapping[str, Array]) -> None:
    """Draw the roots of each direction, (2,) complex, the unit circle and that of radius √β."""
    ax.add_patch(Circle((0, 0), 1, facecolor=CALM, edgecolor=INK))
    ax.add_patch(Circle((0, 0), np.sqrt(beta), fill=False, edgecolor=QUIET, linestyle="--"))
    for name, pair in roots.items():
        color, marker, _ = DIRECTION_STYLES[name]
        ax.plot(pair.real, pair.imag, marker, color=color, markersize=7, markeredgecolor="white", label=name)
    limits = (-REACH, REACH)
    ax.set(xlim=limits, ylim=limits, box_aspect=1, xlabel="real part of r", ylabel="imaginary part of r")
    ax.legend(frameon=False, loc="upper right", borderpad=0, handletextpad=0)


def draw_region(ax: Axes, low: float, pushes: Mapping[str, float], beta: float) -> None:
    """Draw from ηλ = ``low`` where the roots are complex and where they are too large, and a point each direction."""
    betas = np.linspace(0, 1, 201) ** 2
    lower, upper, limit = np.maximum((1 - np.sqrt(betas)) ** 2, low / 10), (1 + np.sqrt(betas)) ** 2, 2 * (1 + betas)
    ax.fill_betweenx(betas, lower, upper, color=CALM, linewidth=0)
    ax.fill_betweenx(
        betas, limit, WIDEST, facecolor="none", edgecolor=LIGHT["wrong"], hatch="///", linewidth=0, alpha=0.4
    )
    ax.plot(limit, betas, color=LIGHT["wrong"])
    ax.plot(list(pushes.values()), [beta] * len(pushes), color=INK, linewidth=1)
    for name, push in pushes.items():
        color, marker, _ = DIRECTION_STYLES[name]
        ax.plot(push, beta, marker, color=color, markersize=7, markeredgecolor="white")
    ax.text(0.18, 0.55, "complex roots", ha="center", color=INK)
    ax.text(5.5, 0.4, "diverges", ha="center", va="center", rotation=90, color=INK)
    ax.set(xscale="log", xlim=(low, WIDEST), ylim=(0, 1), box_aspect=1, xlabel="rate × curvature, ηλ", ylabel="β")


def draw_way(ax: Axes, name: str, values: Array, title: str) -> None:
    """Draw the coordinate of a direction, (steps + 1,), against the steps; what is far beyond its start is cut."""
    color, marker, line = DIRECTION_STYLES[name]
    ax.axhline(0, color=QUIET, linewidth=0.8)
    ax.plot(values, line, color=color, marker=marker, markersize=2.5, linewidth=1)
    highest = next((tick for tick in TICKS if np.abs(values).max() <= 1.15 * tick), TICKS[-1])
    ax.set(
        ylim=(-1.15 * highest, 1.15 * highest),
        yticks=(-highest, 0, highest),
        title=title,
        xticks=range(0, len(values), 20),
    )
    ax.title.set_fontsize("small")
