"""A few numbers as bars with their values, positive ones blue, negative ones orange and hatched."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.container import BarContainer

from bplib import _validation as check
from bplib.plotting.style import INK, NEGATIVE, POSITIVE, QUIET

Array = np.ndarray


def draw_signed_bars(ax: Axes, values: Sequence[float], names: Sequence[str], title: str) -> BarContainer:
    """Draw a bar for each of ``values`` over its name, with the number at its end; return the bars."""
    values = check.real_array("values", values).astype(float)
    check.of_shape("values", values, "names", (len(names),))
    bars = ax.bar(range(len(values)), values, width=0.6)
    for bar, value in zip(bars, values, strict=True):
        bar.set(facecolor=NEGATIVE if value < 0 else POSITIVE, hatch="//" if value < 0 else "", edgecolor="white")
        offset, side = ((0, -3), "top") if value < 0 else ((0, 3), "bottom")
        end = (bar.get_x() + bar.get_width() / 2, value)
        ax.annotate(_short(value), end, offset, textcoords="offset points", ha="center", va=side, color=INK)
    ax.axhline(0, color=QUIET, linewidth=1)
    ax.set_xticks(range(len(values)), names)
    ax.set_yticks([])
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.tick_params(length=0)
    ax.set_title(title, fontsize=11, color=INK)
    ax.margins(y=0.25)
    said = "; ".join(f"{name}: {_short(value)}" for name, value in zip(names, values, strict=True))
    ax.set_label(f"{title}, {said}.")
    return bars


def _short(value: float) -> str:
    """Return a number with at most two places, and a minus sign that is as wide as a plus."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return ("0" if text == "-0" else text).replace("-", "−")
