"""What a wrong learning rate costs: costs on both sides of the best rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from bplib.plotting.style import QUIET, curve_styles

Array = np.ndarray


def draw_valleys(ax: Axes, groups: Mapping[str, Sequence[Array]], highest: float = 100.0) -> list[Line2D]:
    """Draw costs against rates, both as multiples of the best, on logarithmic axes.

    ``groups`` (name: valleys, each (k, 2) with columns rate and cost) share a colour; what is above ``highest`` is cut
    off.  Returns the lines.
    """
    lines = []
    for (name, valleys), style in zip(groups.items(), curve_styles(len(groups)), strict=True):
        for i, valley in enumerate(valleys):
            label = name if i == 0 else f"_{name}"
            lines += ax.plot(*np.transpose(valley), marker=".", linewidth=1.1, alpha=0.75, label=label, **style)
    ax.axhline(1, color=QUIET, linewidth=0.6)
    ax.set(xscale="log", yscale="log", ylim=(0.85, highest), xlabel="rate / best rate", ylabel="cost / lowest cost")
    ax.legend(frameon=False)
    return lines
