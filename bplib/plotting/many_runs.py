"""Many runs of several contestants: their medians while they train, and where each single run ended."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from bplib.plotting.curves import draw_curves
from bplib.plotting.style import COLOURS, INK, QUIET

Array = np.ndarray


def draw_medians(ax: Axes, x: Array, runs: Mapping[str, Array], xlabel: str, ylabel: str) -> list[Line2D]:
    """Draw for each contestant (name: runs, shape (seeds, len(x))) the median over the seeds, the range as a band."""
    lines = draw_curves(ax, x, {name: np.median(values, axis=0) for name, values in runs.items()}, xlabel, ylabel)
    for line, values in zip(lines, runs.values(), strict=True):
        ax.fill_between(x, np.min(values, axis=0), np.max(values, axis=0), color=line.get_color(), alpha=0.12, lw=0)
    return lines


def draw_ends(ax: Axes, ends: Mapping[str, Array], xlabel: str, guide: float | None = None) -> list[Line2D]:
    """Draw a row for each contestant (name: results of its runs): a dot a run, a bar at the median.

    ``guide`` is a value to compare with, drawn as a dashed line through all rows.
    """
    if guide is not None:
        ax.axvline(guide, color=QUIET, linestyle="--", linewidth=1)
    rows = []
    for row, values in enumerate(ends.values()):
        rows += ax.plot(values, np.full(len(values), row), "o", color=COLOURS[0], alpha=0.6, markersize=6)
        ax.plot([np.median(values)], [row], "|", color=INK, markersize=18, markeredgewidth=2)
    ax.set_yticks(range(len(ends)), list(ends))
    ax.set(xlabel=xlabel, ylim=(len(ends) - 0.5, -0.5))
    return rows
