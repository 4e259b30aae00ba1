"""Many runs of several contestants: their medians while they train, and where each single run ended."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from bplib.plotting.curves import draw_curves
from bplib.plotting.style import COLOURS, INK, MARKERS, NEGATIVE, QUIET

Array = np.ndarray


def draw_medians(ax: Axes, x: Array, runs: Mapping[str, Array], xlabel: str, ylabel: str) -> list[Line2D]:
    """Draw for each contestant (name: runs, shape (seeds, len(x))) the median over the seeds, the range as a band."""
    lines = draw_curves(ax, x, {name: np.median(values, axis=0) for name, values in runs.items()}, xlabel, ylabel)
    for line, values in zip(lines, runs.values(), strict=True):
        ax.fill_between(x, np.min(values, axis=0), np.max(values, axis=0), color=line.get_color(), alpha=0.12, lw=0)
    return lines


def draw_dots(ax: Axes, x: Array, runs: Mapping[str, Array], xlabel: str, ylabel: str) -> list[Line2D]:
    """Draw for each contestant (name: runs, shape (runs, len(x))) a dot for each run, and the line of their means.

    The dots of the second contestant stand a little to the right, those of the third still further.
    """
    lines = draw_curves(ax, x, {name: np.mean(values, axis=0) for name, values in runs.items()}, xlabel, ylabel)
    for i, (line, values) in enumerate(zip(lines, runs.values(), strict=True)):
        style = {"color": line.get_color(), "alpha": 0.45, "markersize": 5, "markeredgewidth": 0}
        ax.plot(x + 0.015 * i * np.ptp(x), np.transpose(values), MARKERS[i], **style)
    return lines


def draw_ends(
    ax: Axes, ends: Mapping[str, Array], xlabel: str, guide: float | None = None, marked: Mapping | None = None
) -> list[Line2D]:
    """Draw a row for each contestant (name: results of its runs): a dot a run, a bar at the median.

    ``guide`` is a value to compare with, drawn as a dashed line through all rows.  ``marked`` (name: a number for each
    run) makes a run whose number is not 0 a ring, and writes the number above it.
    """
    if guide is not None:
        ax.axvline(guide, color=QUIET, linestyle="--", linewidth=1)
    rows = []
    for row, (name, values) in enumerate(ends.items()):
        rows += ax.plot(values, np.full(len(values), row), "o", color=COLOURS[0], alpha=0.6, markersize=6)
        ax.plot([np.median(values)], [row], "|", color=INK, markersize=18, markeredgewidth=2)
        _draw_rings(ax, row, values, (marked or {}).get(name, ()))
    ax.set_yticks(range(len(ends)), list(ends))
    ax.set(xlabel=xlabel, ylim=(len(ends) - 0.5, -0.5))
    return rows


def _draw_rings(ax: Axes, row: int, values: Array, numbers) -> None:
    """Draw a ring over each dot of a row whose number is not 0, and the number above it."""
    for value, number in zip(values, numbers, strict=False):
        if number:
            ax.plot(value, row, "o", color="white", markeredgecolor=NEGATIVE, markeredgewidth=2, markersize=8)
            ax.annotate(f"{number}", (value, row), (0, 7), textcoords="offset points", ha="center", color=NEGATIVE)
