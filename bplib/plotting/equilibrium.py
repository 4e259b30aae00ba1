"""Equilibrium propagation in pictures: landscapes of two units, pulls, forces, and how exact a gradient is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.contour import QuadContourSet
from matplotlib.lines import Line2D
from matplotlib.quiver import Quiver

from bplib.plotting.style import COLOURS, INK, LINE_STYLES, MARKERS, QUIET, curve_styles

Array = np.ndarray
Bounds = tuple[float, float, float, float]  # left, right, bottom, top

_DEPTHS = LinearSegmentedColormap.from_list("depths", ["#ffffff", "#b9bfc7"])
_PATHS = (COLOURS[0], COLOURS[2], COLOURS[4], COLOURS[6])


def draw_landscape(
    ax: Axes,
    energy: Callable[[Array, Array], Array],
    bounds: Bounds = (0, 1, 0, 1),
    names: tuple[str, str] = ("hidden unit $h$", "output $o$"),
    levels: int = 16,
) -> QuadContourSet:
    """Draw the contours of ``energy(h, o)``, a function of arrays; they lie closer together the lower they are."""
    h, o = np.meshgrid(np.linspace(bounds[0], bounds[1], 201), np.linspace(bounds[2], bounds[3], 201))
    heights = energy(h, o)
    low, high = heights.min(), heights.max()
    steps = low + (high - low) * np.linspace(0, 1, levels + 1) ** 2
    ax.contourf(h, o, heights, steps, cmap=_DEPTHS)
    lines = ax.contour(h, o, heights, steps[1:-1], colors=QUIET, linewidths=0.6, linestyles="-")
    ax.set(xlim=bounds[:2], ylim=bounds[2:], box_aspect=1, xlabel=names[0], ylabel=names[1])
    return lines


def draw_descents(ax: Axes, paths: Mapping[str, Array]) -> list[Line2D]:
    """Draw the way of the states, name: points (steps + 1, 2), from a ring to a star.

    Short ways have a marker at every step.
    """
    lines = []
    for (name, points), colour, marker, dash in zip(paths.items(), _PATHS, MARKERS, LINE_STYLES, strict=False):
        every = marker if len(points) <= 65 else ""
        lines += ax.plot(
            *np.transpose(points), color=colour, linestyle=dash, marker=every, markersize=4, linewidth=1.8, label=name
        )
        ax.plot(
            *points[0],
            "o",
            color="white",
            markeredgecolor=colour,
            markeredgewidth=2,
            markersize=9,
            zorder=4,
            clip_on=False,
        )
        ax.plot(*points[-1], "*", color=colour, markeredgecolor="white", markersize=15, zorder=5)
    if len(paths) > 1:
        ax.legend(frameon=False, loc="lower right")
    return lines


def draw_forces(
    ax: Axes,
    force: Callable[[Array, Array], tuple[Array, Array]],
    bounds: Bounds = (0, 1, 0, 1),
    names: tuple[str, str] = ("hidden unit $h$", "output $o$"),
) -> Quiver:
    """Draw ``force(h, o)``, the two components as functions of arrays, as arrows on a grid of 11 by 11 points."""
    h, o = np.meshgrid(np.linspace(bounds[0], bounds[1], 11), np.linspace(bounds[2], bounds[3], 11))
    arrows = ax.quiver(h, o, *force(h, o), color=INK, alpha=0.7, angles="xy", width=0.004)
    margin = 0.05 * (bounds[1] - bounds[0])
    ax.set(xlim=(bounds[0] - margin, bounds[1] + margin), ylim=(bounds[2] - margin, bounds[3] + margin))
    ax.set(box_aspect=1, xlabel=names[0], ylabel=names[1])
    return arrows


def draw_pulled(ax: Axes, o: Array, curves: Mapping[str, Array]) -> list[Line2D]:
    """Draw energies over the output ``o``, (k,), one curve for each pull, name: (k,), and a ball at each lowest point.

    Returns the balls.
    """
    balls = []
    for (name, energy), style in zip(curves.items(), curve_styles(len(curves)), strict=True):
        ax.plot(o, energy, label=name, **style)
        lowest = int(np.argmin(energy))
        balls += ax.plot(o[lowest], energy[lowest], "o", color=style["color"], markeredgecolor=INK, markersize=9)
    ax.set(xlabel="output $o$", ylabel="energy, $h$ at its lowest")
    ax.legend(frameon=False)
    return balls


def draw_exactness(ax: Axes, betas: Array, errors: Mapping[str, Array]) -> list[Line2D]:
    """Draw relative errors, name: (k,), against β, (k,), on logarithmic axes: an error ~ βⁿ is a line of slope n.

    An error of 0 is drawn at the resolution of float64.
    """
    lines = []
    for (name, values), style, marker in zip(errors.items(), curve_styles(len(errors)), MARKERS, strict=False):
        values = np.maximum(values, np.finfo(float).eps)
        lines += ax.plot(betas, values, label=name, marker=marker, markersize=4, **style)
    ax.set(xscale="log", yscale="log", xlabel="nudge β", ylabel="relative error of the gradient")
    ax.legend(frameon=False, fontsize=9)
    return lines


def draw_sweeps(ax: Axes, groups: Mapping[str, Array], tolerance: float) -> list[Line2D]:
    """Draw counted sweeps against the smallest curvature λ, name: (k, 2) with columns λ and sweeps, both axes log.

    The grey line is what layerwise sweeps need until ``tolerance`` is left: ln tolerance / (2 ln(1 - λ)).  Returns the
    marks.
    """
    points = []
    for (name, pairs), style, marker in zip(groups.items(), curve_styles(len(groups)), MARKERS, strict=False):
        points += ax.plot(*np.transpose(pairs), marker, color=style["color"], markersize=5, alpha=0.8, label=name)
    curvature = np.geomspace(min(pairs[:, 0].min() for pairs in groups.values()), 0.7, 100)
    ax.plot(curvature, np.log(tolerance) / (2 * np.log1p(-curvature)), color=QUIET, linewidth=1, zorder=0)
    ax.set(xscale="log", yscale="log", xlabel="smallest curvature λ", ylabel="sweeps")
    ticks = [tick for tick in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5) if tick >= 0.8 * curvature[0]]
    ax.set_xticks(ticks, map(str, ticks))
    ax.minorticks_off()
    ax.legend(frameon=False, fontsize=9)
    return points


def draw_steps(ax: Axes, exact: Array, found: Array, names: list[str], xlabel: str, ylabel: str) -> list[Line2D]:
    """Draw k quantities over T steps: ``exact``, (T, k), as lines and ``found``, (T, k), as markers on top of them.

    Returns the markers.
    """
    points, steps = [], np.arange(1, len(exact) + 1)
    for i, (name, style, marker) in enumerate(zip(names, curve_styles(len(names)), MARKERS, strict=False)):
        ax.plot(steps, exact[:, i], linewidth=1.2, **style)
        points += ax.plot(
            steps, found[:, i], marker, color=style["color"], markerfacecolor="none", markersize=5, label=name
        )
    ax.axhline(0, color=QUIET, linewidth=0.6)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.legend(frameon=False)
    return points
