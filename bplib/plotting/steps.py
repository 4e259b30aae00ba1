"""Steps from one point: several candidates as arrows on the contours of a cost of two parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.contour import QuadContourSet
from matplotlib.text import Annotation

from bplib.plotting.style import COLOURS, INK, QUIET

Array = np.ndarray


def draw_contours(ax: Axes, cost: Callable[[Array], Array], x: Array, y: Array, levels: Array) -> QuadContourSet:
    """Draw contours of ``cost``, which takes points (..., 2), over the plane of ``x`` and ``y``."""
    points = np.stack(np.meshgrid(x, y), axis=-1)
    return ax.contour(x, y, cost(points), levels, colors=QUIET, linewidths=0.6, linestyles="-")


def draw_steps(ax: Axes, start: Array, steps: Mapping[str, Array], way: Array) -> list[Annotation]:
    """Draw an arrow from ``start``, (2,), for each of the ``steps`` (words: step, (2,)), the words at its head.

    ``way`` holds further steps, (n, 2), whose heads lie on a thin line.  The alternative text says where steps lead.
    """
    ax.plot(*(start + way).T, color=COLOURS[0], linewidth=1)
    arrow = {"arrowstyle": "->", "color": INK, "linewidth": 1.6, "shrinkA": 0, "shrinkB": 0}
    arrows = [ax.annotate("", xy=start + step, xytext=start, arrowprops=arrow) for step in steps.values()]
    for words, step in steps.items():
        ax.annotate(words, start + step, xytext=(7, 0), textcoords="offset points", va="center", color=INK)
    ax.plot(*start, "o", color="white", markeredgecolor=INK, markeredgewidth=2, markersize=9)
    ends = [f"{words} to {_point(start + step)}" for words, step in steps.items()]
    ax.set_label(f"Steps from {_point(start)}: {', '.join(ends)}.")
    return arrows


def _point(place: Array) -> str:
    """Return a point in words."""
    return f"({place[0]:.2f}, {place[1]:.2f})"
