"""Episodes of the cart and pole: the angle of the pole, the advantage of each moment, and how long episodes last."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bplib import _validation as check
from bplib.plotting.palette import LIGHT
from bplib.plotting.style import INK, NEGATIVE, POSITIVE, QUIET, quiet_axes

Array = np.ndarray
STEEPEST = 12  # degrees
_PLAN = [["before angle", "lengths"], ["before advantage", "lengths"], ["after angle", "lengths"]]


def cart_pole_figure() -> tuple[Figure, dict[str, Axes]]:
    """Return a figure and its Axes by name: "before angle", "before advantage", the same "after", and "lengths"."""
    fig = Figure(figsize=(10, 4.8), layout="constrained")
    plan = [*_PLAN, ["after advantage", "lengths"]]
    axes = fig.subplot_mosaic(plan, width_ratios=(3, 2), height_ratios=(2, 3, 2, 3))
    fig.get_layout_engine().set(h_pad=0.02, hspace=0)
    for ax in axes.values():
        quiet_axes(ax)
    axes["after advantage"].set_xlabel("step")
    return fig, axes


def draw_angle(ax: Axes, degrees: Array, steps: int):
    """Draw the angle of the pole, (T,), at each step of an episode of at most ``steps``; return its line."""
    degrees = _numbers("degrees", degrees)
    for limit in (-STEEPEST, STEEPEST):
        ax.axhline(limit, color=QUIET, linewidth=0.8, linestyle=":")
    (line,) = ax.plot(np.arange(len(degrees)), degrees, color=INK, linewidth=1.4)
    ax.set(xlim=(-1, steps), ylim=(-1.15 * STEEPEST, 1.15 * STEEPEST), yticks=[-STEEPEST, 0, STEEPEST])
    ax.set_ylabel("θ in °", fontsize=9)
    ax.tick_params(bottom=False, labelbottom=False)
    ax.spines["bottom"].set_visible(False)
    return line


def draw_advantages(ax: Axes, A: Array, steps: int):
    """Draw the advantage of each moment, (T,), as a bar: positive ones upwards; return the bars."""
    A = _numbers("A", A)
    bars = ax.bar(np.arange(len(A)), A, 1.0, color=np.where(A < 0, NEGATIVE, POSITIVE), linewidth=0)
    ax.axhline(0, color=QUIET, linewidth=0.8)
    largest = max(1.0, float(np.abs(A).max()))
    ax.set(xlim=(-1, steps), ylim=(-1.1 * largest, 1.1 * largest))
    ax.set_ylabel("A", fontsize=9)
    return bars


def draw_lengths(ax: Axes, lengths: Array, steps: int):
    """Draw how long the episodes of each iteration last, (iterations + 1,), of at most ``steps``; return the line."""
    lengths = _numbers("lengths", lengths)
    ax.axhline(steps, color=QUIET, linewidth=0.8, linestyle=":")
    (line,) = ax.plot(lengths, color=LIGHT["accent"], marker="o", markersize=3)
    ax.set(ylim=(0, 1.06 * steps), xlabel="iterations")
    ax.set_title("steps per episode, the mean of ten", loc="left", fontsize=10)
    return line


def _numbers(name: str, values) -> Array:
    """Return a vector of at least one finite number, or raise ValueError."""
    values = np.asarray(values, float)
    check.of_shape(name, values, "T", [None], ": a number for each step of one episode")
    if not len(values):
        raise ValueError(f"{name} must have a number for each step, got none")
    check.finite(name, values)
    return values
