"""Theory and measurement in one picture: a line that was predicted, and dots for networks that were measured."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from bplib.plotting.curves import draw_curves
from bplib.plotting.style import MARKERS

Array = np.ndarray


def draw_predicted(
    ax: Axes, x: Array, predicted: Mapping[str, Array], at: Array, measured: Mapping[str, Array], **options
) -> list[Line2D]:
    """Draw for each name a line, ``predicted`` over x, and dots, ``measured`` at the places ``at``, (runs, len(at)).

    ``options`` (xlabel, ylabel, log) are those of ``draw_curves``.  Returns the dots, one artist for each name.
    """
    lines, dots = draw_curves(ax, x, predicted, **options), []
    for i, (name, line) in enumerate(zip(predicted, lines, strict=True)):
        places = np.broadcast_to(at, np.shape(measured[name]))
        look = {"color": line.get_color(), "alpha": 0.6, "markersize": 5, "markeredgewidth": 0}
        dots += ax.plot(np.ravel(places), np.ravel(measured[name]), MARKERS[i], linestyle="none", **look)
    return dots
