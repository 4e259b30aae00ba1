"""What a whole is made of: bars of several parts, one behind the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.container import BarContainer

from bplib.plotting.style import COLOURS, INK

Array = np.ndarray
HATCHES = ("", "//", "..")


def draw_shares(
    ax: Axes, wholes: Mapping[str, Sequence[float]], parts: Sequence[str], xlabel: str
) -> list[BarContainer]:
    """Draw a horizontal bar for each of ``wholes`` (name: its parts), from the top down, with its sum at the end.

    Returns the bars of each part.
    """
    sizes, rows, drawn = np.array(list(wholes.values()), float), range(len(wholes)), []
    begins = np.cumsum(sizes, axis=1) - sizes
    for i, part in enumerate(parts):
        look = {"color": COLOURS[i], "hatch": HATCHES[i], "edgecolor": "white", "linewidth": 0}
        drawn.append(ax.barh(rows, sizes[:, i], left=begins[:, i], label=part, **look))
    for row, whole in enumerate(sizes.sum(axis=1)):
        ax.annotate(f"{whole:.1f}", (whole, row), (4, 0), textcoords="offset points", va="center", color=INK)
    ax.set_yticks(rows, list(wholes))
    ax.set(xlabel=xlabel, ylim=(len(wholes) - 0.5, -0.5))
    ax.margins(x=0.12)
    return drawn
