"""Clouds of points in the plane: points that were made beside real ones, arrows of a field, codes with their class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.quiver import Quiver

from bplib.plotting.style import CLASS_COLOURS, COLOURS, INK, QUIET

Array = np.ndarray


def draw_cloud(ax: Axes, points: Array, title: str, centres: Array | None = None, reach: float = 1.7) -> PathCollection:
    """Draw points, (m, 2), in a square window out to ``reach``, and the centres of the real clouds as crosses."""
    if centres is not None:
        ax.scatter(*np.transpose(centres), marker="+", s=90, color=CLASS_COLOURS[1], linewidths=1.5, zorder=3)
    cloud = ax.scatter(*np.transpose(points), s=4, color=CLASS_COLOURS[0], alpha=0.5, linewidths=0)
    _square(ax, reach)
    ax.set_title(title, fontsize=10, color=INK)
    ax.set_label(f"{title}: {len(points)} points.")
    return cloud


def draw_fields(ax: Axes, at: Array, fields: dict[str, Array], title: str, reach: float = 1.7) -> list[Quiver]:
    """Draw an arrow of each of one or two ``fields`` (name: vectors, (m, 2)) at the places ``at``, on one scale."""
    longest = max(np.linalg.norm(field, axis=1).max() for field in fields.values())
    common, arrows = {"angles": "xy", "scale_units": "xy", "scale": longest / 0.35}, []
    styles = ({"color": CLASS_COLOURS[1], "width": 0.012}, {"color": CLASS_COLOURS[0], "width": 0.005})
    for (name, field), style in zip(fields.items(), styles[: len(fields)], strict=True):
        arrows.append(ax.quiver(*at.T, *field.T, label=name, **style, **common))
    _square(ax, reach)
    ax.set_title(title, fontsize=10, color=INK)
    ax.set_label(f"{title}: {len(at)} arrows each of {' and '.join(fields)}.")
    return arrows


def draw_codes(ax: Axes, codes: Array, classes: Sequence[int], title: str) -> list[PathCollection]:
    """Draw codes, (m, 2), each as the digit of its class."""
    drawn = []
    for digit in range(10):
        own = codes[np.asarray(classes) == digit]
        drawn.append(ax.scatter(*own.T, marker=f"${digit}$", s=22, color=COLOURS[digit], linewidths=0.3))
    ax.set(xlabel="first code unit", ylabel="second code unit")
    ax.set_title(title, fontsize=10, color=INK)
    return drawn


def _square(ax: Axes, reach: float) -> None:
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), xticks=(-1, 0, 1), yticks=(-1, 0, 1), aspect="equal")
    ax.tick_params(labelsize=8, color=QUIET)
