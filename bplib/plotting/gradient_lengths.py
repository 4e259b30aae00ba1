"""How long the gradients of a training are, step by step, and which of them a limit shortens."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from bplib.plotting.style import COLOURS, INK, NEGATIVE

Array = np.ndarray


def draw_lengths(ax: Axes, lengths: Array, marked: Array, limit: float, names: tuple[str, str]) -> list[Line2D]:
    """Draw lengths, (steps,), on a logarithmic axis as dots, those where ``marked``, (steps,), is true as triangles.

    ``names`` are of the dots and of the triangles; a dashed line stands at the limit.  Returns dots and triangles.
    """
    steps, marked = np.arange(1, len(lengths) + 1), np.asarray(marked, bool)
    dots = ax.plot(steps[~marked], lengths[~marked], ".", color=COLOURS[0], markersize=4)
    triangles = ax.plot(steps[marked], lengths[marked], "^", color=NEGATIVE, markersize=6)
    ax.axhline(limit, color=INK, linestyle="--", linewidth=1)
    ax.set(yscale="log", xlabel="step", ylabel="length of the gradient")
    places = np.median(lengths[~marked]), np.median(lengths[marked]), limit
    for name, place, colour in zip((*names, f"limit {limit:g}"), places, (COLOURS[0], NEGATIVE, INK), strict=True):
        ax.annotate(name, (1.02, place), xycoords=("axes fraction", "data"), va="center", color=colour)
    return dots + triangles
