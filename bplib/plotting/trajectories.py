"""Trajectories: the ways of optimisers on the contour map of a surface, and their costs against the steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from bplib.optimizers.surfaces import Surface
from bplib.plotting import figure as figures
from bplib.plotting.number_text import number_text
from bplib.plotting.palette import PALETTE
from bplib.plotting.style import INK, QUIET

Array = np.ndarray

GOAL = 0.001  # the finishing line: who is at this cost or below, and stays there, has arrived
LOWEST = 1e-8  # costs below this are drawn there
_HEIGHTS = LinearSegmentedColormap.from_list("heights", ["#ffffff", "#c4c7cc"])


class RacerStyle(NamedTuple):
    """How an optimiser is named and drawn: its colours for light and dark ground, its dashes, and its marker.

    The lengths of dashes and gaps are in line widths.
    """

    label: str
    light: str
    dark: str
    dash: tuple[float, ...]
    marker: str

    @property
    def line(self) -> dict:
        """Return the keyword arguments of a Matplotlib line."""
        return {"color": self.light, "linestyle": (0, self.dash) if self.dash else "-", "label": self.label}


RACER_STYLES = {
    "GradientDescent": RacerStyle("gradient descent", *PALETTE["ink"], (), "o"),
    "Momentum": RacerStyle("momentum", *PALETTE["blue"], (5, 2), "s"),
    "Nesterov": RacerStyle("Nesterov", *PALETTE["violet"], (1.5, 1.5), "D"),
    "AdaGrad": RacerStyle("AdaGrad", *PALETTE["ochre"], (7, 2, 1.5, 2), "v"),
    "RMSprop": RacerStyle("RMSprop", *PALETTE["green"], (3, 1.5), "P"),
    "Adam": RacerStyle("Adam", *PALETTE["red"], (), "^"),
    "NAdam": RacerStyle("NAdam", *PALETTE["pink"], (9, 2), "p"),
    "Lion": RacerStyle("Lion", *PALETTE["olive"], (4, 1.5, 1, 1.5, 1, 1.5), "*"),
    "Rprop": RacerStyle("Rprop", *PALETTE["teal"], (2, 2), "X"),
}


def draw_map(ax: Axes, surface: Surface) -> None:
    """Draw the contours of a surface, from one to the next a factor of √10 in the cost, and its minima."""
    left, right, bottom, top = surface.bounds
    grid = np.stack(np.meshgrid(np.linspace(left, right, 241), np.linspace(bottom, top, 241)), axis=-1)
    height = 2 * np.log10(np.maximum(surface.cost(grid), 0.01 / np.sqrt(10)))
    levels = np.arange(-4, np.ceil(height.max()) + 1)
    ax.contourf(grid[..., 0], grid[..., 1], height, levels, cmap=_HEIGHTS, extend="min")
    ax.contour(grid[..., 0], grid[..., 1], height, levels, colors=QUIET, linewidths=0.5, linestyles="-")
    ax.plot(*np.transpose(surface.minima), "+", color=INK, markersize=11, markeredgewidth=2)
    ax.set(xlim=(left, right), ylim=(bottom, top), box_aspect=1, xlabel="$w_1$", ylabel="$w_2$", title=surface.name)


def draw_trajectories(ax: Axes, paths: Mapping[str, Array], step: int | None = None) -> list[Line2D]:
    """Draw the way of each optimiser up to a step, with its marker at the end and a ring at the start.

    ``paths`` holds points, (steps + 1, 2), by names of RACER_STYLES.
    """
    lines = []
    for name, path in paths.items():
        style, way = RACER_STYLES[name], path[: None if step is None else step + 1]
        lines += ax.plot(*way.T, linewidth=1.7, marker=style.marker, markevery=[len(way) - 1], **style.line)
    for path in list(paths.values())[:1]:
        ax.plot(*path[0], "o", color="white", markeredgecolor=INK, markeredgewidth=2, markersize=10)
    return lines


def draw_costs(ax: Axes, surface: Surface, paths: Mapping[str, Array], step: int | None = None) -> list[Line2D]:
    """Draw the cost of each optimiser against the steps on a logarithmic axis, and the finishing line."""
    lines, start = [], 1.0
    for name, path in paths.items():
        costs, style = np.maximum(surface.cost(path), LOWEST), RACER_STYLES[name]
        start = max(start, costs[0])
        lines += ax.plot(
            costs, linewidth=1.7, marker=style.marker, markevery=[min(step or 0, len(costs) - 1)], **style.line
        )
    ax.axhline(GOAL, color=QUIET, linewidth=0.8, linestyle=":")
    ax.set(yscale="log", xlabel="step", ylabel="cost $C$", xlim=(0, None))
    lowest = min((line.get_ydata().min() for line in lines), default=GOAL)
    ax.set_ylim(10.0 ** min(-4, np.floor(np.log10(lowest))), 10 ** (np.ceil(np.log10(start)) + 1))
    return lines


def race_figure(surface: Surface, paths: Mapping[str, Array], step: int | None = None) -> Figure:
    """Return the map with the ways of the optimisers up to a step, and their costs beside it."""
    fig, (left, right) = figures.figure(1, 2, width=10.5, height=4.8, width_ratios=(1, 1.15))
    draw_map(left, surface)
    draw_trajectories(left, paths, step)
    draw_costs(right, surface, paths, step)
    if step is not None:
        right.axvline(step, color=INK, linewidth=0.8)
    if paths:
        right.legend(frameon=False, fontsize=9)
    return fig


# --- in words


class Standing(NamedTuple):
    """How an optimiser stands: "arrived", on the "way", at "rest" outside a minimum, "off" the map, or "out"
    (diverged); the step since when; and its cost.
    """

    kind: str
    since: int | None
    cost: float | None


def standing(surface: Surface, path: Array, step: int) -> Standing:
    """Return how an optimiser stands after a number of steps; ``path`` is its trajectory."""
    left, right, bottom, top = surface.bounds
    x, y = path[: step + 1].T
    outside = (x < left) | (x > right) | (y < bottom) | (y > top)
    if step >= len(path):
        return Standing("out", _since(outside), None)
    costs = surface.cost(path[: step + 1])
    cost = float(costs[-1])
    if outside[-1]:
        return Standing("off", _since(outside), cost)
    if cost <= GOAL:
        return Standing("arrived", _since(costs <= GOAL), cost)
    at_rest = np.linalg.norm(surface.gradient(path[step])) < 1e-6
    return Standing("rest" if at_rest else "way", None, cost)


def _since(flags: Array) -> int:
    """Return the first index from which on all flags are true."""
    return int(np.flatnonzero(~flags)[-1]) + 1 if not flags.all() else 0


_GROUPS = (
    ("arrived", f"At cost {GOAL} or below", "since", "{0} since step {1.since}"),
    ("way", "On the way", "cost", "{0} at cost {2}"),
    ("rest", "At rest where the slope is 0, but not in a minimum", "cost", "{0} at cost {2}"),
    ("off", "Off the map", "since", "{0} since step {1.since}"),
    ("out", "Diverged", "since", "{0}, off the map since step {1.since}"),
)


def report(surface: Surface, paths: Mapping[str, Array], step: int) -> str:
    """Return in words how the optimisers stand after a number of steps."""
    stands = {name: standing(surface, path, step) for name, path in paths.items()}
    sentences = [f"After {step} step{'' if step == 1 else 's'}."]
    for kind, words, order, told in _GROUPS:
        members = sorted(
            (name for name in stands if stands[name].kind == kind), key=lambda n: getattr(stands[n], order)
        )
        texts = [told.format(RACER_STYLES[n].label, s := stands[n], number_text(s.cost or 0)) for n in members]
        sentences += [f"{words}: {'; '.join(texts)}."] * bool(members)
    return " ".join(sentences)
