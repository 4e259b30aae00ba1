"""What each example wants of some parameters, beside what the minibatch does: its mean."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.patches import Patch

from bplib.plotting.style import INK, NEGATIVE, POSITIVE, QUIET

Array = np.ndarray

SHARE = 0.56  # of the room of a parameter, for the bars of the examples
WIDE = 0.16  # the bar of the minibatch


def draw_wishes(ax: Axes, wishes: Array, together: Array, names: Sequence[str]) -> dict[str, BarContainer]:
    """Draw a bar for each example and parameter, from ``wishes`` (m, P), and a broad one for ``together`` (P,).

    Upwards, blue: the parameter is to grow; downwards, orange and hatched: to shrink.  Returns the bars by name.
    """
    m, P = wishes.shape
    thin = SHARE / m
    places = np.arange(P)[:, None] - 0.4 + thin * (np.arange(m) + 0.5)
    x = np.arange(P) - 0.4 + SHARE + WIDE
    bars = {
        "examples": _bars(ax, places.ravel(), wishes.T.ravel(), 0.8 * thin),
        "minibatch": _bars(ax, x, together, WIDE, edgecolor=INK, linewidth=2),
    }
    ax.axhline(0, color=QUIET, linewidth=1)
    ax.set_xticks(np.arange(P), names)
    ax.tick_params(axis="x", length=0)
    ax.set_ylabel("wanted (minus the derivative)")
    frames = [Patch(facecolor=POSITIVE), Patch(facecolor=POSITIVE, edgecolor=INK, linewidth=2)]
    ax.legend(frames, ["of the examples, one by one", "of the minibatch"], frameon=False, fontsize=9, loc="best")
    told = zip(names, wishes.T, together, strict=True)
    ax.set_label(" ".join(_said(*parameter) for parameter in told))
    return bars


def _bars(ax: Axes, x: Array, heights: Array, width: float, **style) -> BarContainer:
    bars = ax.bar(x, heights, width, **style)
    for bar, height in zip(bars, heights, strict=True):
        bar.set_facecolor(POSITIVE if height > 0 else NEGATIVE)
        if height < 0:
            bar.set(hatch="////", edgecolor=style.get("edgecolor", "white"))
    return bars


def _said(name: str, wishes: Array, together: float) -> str:
    wanted = ", ".join(f"{wish:+.4f}" for wish in wishes)
    return f"Of {name.strip('$')} the examples want {wanted}, the minibatch {together:+.4f}."
