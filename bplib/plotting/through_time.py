"""Through time: the states of a recurrent layer, the length of its gradient by moment, and shares in ∂C/∂U."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bplib.plotting.palette import LIGHT
from bplib.plotting.style import INK, NEGATIVE, POSITIVE, QUIET, SIGNED_MAP, quiet_axes

Array = np.ndarray


def time_figure() -> tuple[Figure, dict[str, Axes]]:
    """Return a figure, and its Axes by name, one below the other: states, lengths and shares."""
    fig = Figure(figsize=(9, 5.4), layout="constrained")
    axes = fig.subplot_mosaic([["states"], ["lengths"], ["shares"]], height_ratios=[1, 3, 2], sharex=True)
    for ax in axes.values():
        quiet_axes(ax)
    return fig, axes


def draw_states(ax: Axes, states: Array) -> None:
    """Draw h_t, (T, n), as cells: a column for each moment."""
    T, n = states.shape
    ax.pcolormesh(np.arange(T + 1) + 0.5, np.arange(n + 1), states.T, cmap=SIGNED_MAP, vmin=-1, vmax=1)
    ax.set(yticks=[], ylabel="h", ylim=(n, 0))


def draw_lengths(ax: Axes, length: Array, cell: Array | None, factor: float) -> None:
    """Draw |∂C/∂h_t| and, where there is a cell, |∂C/∂c_t|, (T,), with the rule: a factor for each moment."""
    t = np.arange(1, len(length) + 1)
    ax.plot(t, _drawable(length), "o", color=LIGHT["violet"], markersize=4, label="|∂C/∂h|")
    if cell is not None:
        ax.plot(t, _drawable(cell), "s", color=LIGHT["teal"], markersize=4, label="|∂C/∂c|")
    begin = length[-1] if cell is None else cell[-1]
    label = "rule: radius to the k" if cell is None else "the gate alone"
    ax.plot(
        t, _drawable(begin * factor ** (len(length) - t.astype(float))), "--", color=INK, linewidth=1.2, label=label
    )
    ax.set(yscale="log")
    ax.legend(frameon=False, fontsize="small")


def draw_shares(ax: Axes, share: Array, window: int) -> None:
    """Draw the share of each use of U in ∂C/∂U, (T,), as bars; those that the window cuts away are empty."""
    T = len(share)
    t = np.arange(1, T + 1)
    kept = t > T - window
    colours = np.where(share < 0, NEGATIVE, POSITIVE)
    faces = [colour if one else "none" for colour, one in zip(colours, kept, strict=True)]
    ax.bar(t, 100 * share, 0.8, color=faces, edgecolor=colours, linewidth=0.8)
    ax.axhline(0, color=QUIET, linewidth=0.8)
    ax.set(xlim=(0.4, T + 0.6), xlabel="moment t", ylabel="% of ∂C/∂U")


def _drawable(values: Array) -> Array:
    """Return the numbers that a logarithmic axis can show, and NaN for the others."""
    return np.where(np.isfinite(values) & (values > 0), values, np.nan)
