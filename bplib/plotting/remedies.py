"""What the remedies of deep networks do: values that share a mean, a gradient without two parts, factors of layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.container import BarContainer
from matplotlib.lines import Line2D

from bplib.plotting.style import COLOURS, INK, MARKERS, QUIET, SIGNED_MAP

Array = np.ndarray


def draw_sharing(ax: Axes, shared: Array, title: str) -> QuadMesh:
    """Draw a table of values, examples as rows and units as columns; those of ``shared`` (0 or 1) share their mean."""
    m, n = shared.shape
    mesh = ax.pcolormesh(0.55 * shared, cmap=SIGNED_MAP, vmin=-1, vmax=1, edgecolors=QUIET, linewidth=0.8)
    ax.set(xlim=(0, n), ylim=(m, 0), aspect="equal", title=title, xlabel="unit", ylabel="example")
    ax.set_xticks(np.arange(n) + 0.5, range(1, n + 1))
    ax.set_yticks(np.arange(m) + 0.5, range(1, m + 1))
    ax.set_label(f"{title}: {_words(shared)}.")
    return mesh


def _words(shared: Array) -> str:
    column, row = shared.any(axis=0).sum() == 1, shared.any(axis=1).sum() == 1
    return "one column of the table is marked" if column else "one row is marked" if row else "other values are marked"


def draw_taken_away(ax: Axes, stages: Mapping[str, Array]) -> list[BarContainer]:
    """Draw for each stage (name: a number for each example) its bars, side by side at each example."""
    width, bars = 0.8 / len(stages), []
    for i, (name, values) in enumerate(stages.items()):
        places = np.arange(1, len(values) + 1) + (i - (len(stages) - 1) / 2) * width
        hatch = ("", "//", "..")[i % 3]
        bars.append(ax.bar(places, values, 0.9 * width, label=name, color=COLOURS[i], hatch=hatch, edgecolor="white"))
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.set_xticks(range(1, len(values) + 1))
    ax.set(xlabel="example", ylabel="part of ∂C/∂z")
    ax.legend(frameon=False)
    return bars


def draw_coupling(ax: Axes, J: Array) -> QuadMesh:
    """Draw a matrix ∂h/∂z of a batch, its numbers written in; blue raises, orange lowers."""
    limit = np.abs(J).max()
    mesh = ax.pcolormesh(J, cmap=SIGNED_MAP, vmin=-2 * limit, vmax=2 * limit, edgecolors=QUIET, linewidth=0.8)
    for (i, j), value in np.ndenumerate(J):
        ax.text(j + 0.5, i + 0.5, f"{value:+.2f}".replace("-", "−"), ha="center", va="center", color=INK)
    names = range(1, len(J) + 1)
    ax.set_xticks(np.arange(len(J)) + 0.5, names)
    ax.set_yticks(np.arange(len(J)) + 0.5, names)
    ax.set(ylim=(len(J), 0), aspect="equal", xlabel="z of example", ylabel="h of example", title="∂h/∂z")
    return mesh


def draw_factors(
    ax: Axes, names: Sequence[str], measured: Mapping[str, Array], predicted: Mapping[str, Array]
) -> list[Line2D]:
    """Draw factors of a layer: at each of ``names`` a marker for each kind, and a stroke where it is predicted.

    ``measured`` and ``predicted`` (kind: a number for each name) are on a logarithmic axis; a kind without prediction
    has no strokes.
    """
    ax.axhline(1, color=QUIET, linestyle="--", linewidth=1)
    lines = []
    for i, (kind, values) in enumerate(measured.items()):
        x = np.arange(len(names)) + 0.18 * (i - (len(measured) - 1) / 2)
        lines += ax.plot(x, values, MARKERS[i], color=COLOURS[i], label=kind, markersize=8)
        if kind in predicted:
            ax.plot(x, predicted[kind], "_", color=INK, markersize=16, markeredgewidth=1.5)
    ax.set_xticks(range(len(names)), names)
    ax.set(yscale="log", ylabel="factor of a layer", xlim=(-0.5, len(names) - 0.5))
    ax.set_yticks([0.25, 0.5, 1.0], ["0.25", "0.5", "1"])
    ax.set_yticks([], minor=True)
    ax.legend(frameon=False)
    return lines
