"""Curves: several lines on common axes, a tangent, and the learning curves of a training run."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from bplib.plotting.style import COLOURS, INK, QUIET, curve_styles

Array = np.ndarray


def draw_curves(
    ax: Axes, x: Array, curves: Mapping[str, Array], xlabel: str, ylabel: str, *, log: str = "", marker: str = ""
) -> list[Line2D]:
    """Draw each of ``curves`` (name: values, the length of x) in a colour and line style of its own, with a legend.

    ``log`` names the logarithmic axes: "", "x", "y" or "xy".
    """
    lines = []
    for (name, y), style in zip(curves.items(), curve_styles(len(curves)), strict=True):
        lines += ax.plot(x, y, label=name, marker=marker, markersize=4, **style)
    if "x" in log:
        ax.set_xscale("log")
    if "y" in log:
        ax.set_yscale("log")
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if len(curves) > 1:
        ax.legend(frameon=False)
    return lines


def draw_tangent(ax: Axes, x: Array, y: Array, at: tuple[float, float], slope: float, xlabel: str, ylabel: str):
    """Draw a curve and its tangent at a point; return (curve, tangent, point)."""
    (curve,) = ax.plot(x, y, color=COLOURS[0], label="the cost")
    reach = (x.max() - x.min()) * 0.22
    ends = np.array([at[0] - reach, at[0] + reach])
    (tangent,) = ax.plot(
        ends, at[1] + slope * (ends - at[0]), color=COLOURS[2], linestyle="--", label=f"slope {slope:.4f}"
    )
    (point,) = ax.plot(*at, "o", color=INK, markersize=7)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.legend(frameon=False)
    return curve, tangent, point


def draw_learning_curves(axes, history, title: str = "") -> list[Line2D]:
    """Draw a ``History`` into two Axes, cost and accuracy against epochs, learning and held-out examples."""
    epochs = np.arange(1, len(history) + 1)
    lines = []
    for ax, what in zip(axes, ("cost", "accuracy"), strict=True):
        curves = {"training": getattr(history, what), "held out": getattr(history, f"validation_{what}")}
        known = {name: values for name, values in curves.items() if values and values[0] is not None}
        lines += draw_curves(ax, epochs, known, "epoch", what)
        ax.set_title(title)
    return lines


def draw_matches(ax: Axes, true: Array, predicted: Array, quantity: str):
    """Draw predicted against true values, both (m,), and the diagonal on which a perfect prediction lies."""
    points = ax.scatter(true, predicted, s=10, color=COLOURS[0], alpha=0.5, linewidths=0)
    ends = [min(true.min(), predicted.min()), max(true.max(), predicted.max())]
    (diagonal,) = ax.plot(ends, ends, color=QUIET, linestyle="--")
    ax.set(xlabel=f"true {quantity}", ylabel=f"predicted {quantity}", aspect="equal")
    return points, diagonal
