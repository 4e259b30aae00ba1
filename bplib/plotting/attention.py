"""Attention as a field: in the row of each query, how much it takes from each key."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import LinearSegmentedColormap

from bplib import _validation as check
from bplib.plotting.matrices import letters
from bplib.plotting.palette import LIGHT
from bplib.plotting.style import INK

Array = np.ndarray

# At one half a step: between its two colours no letters can be read in light and in dark.
_PALE = ((0, "#ffffff"), (1 / 3, "#8fbfe2"), (0.5, "#78b2db"))
_FULL = ((0.5, "#2a7fb7"), (2 / 3, LIGHT["positive"]), (1, "#00365a"))
WEIGHT_MAP = LinearSegmentedColormap.from_list("weights", _PALE + _FULL)
ROOM = 10  # rows or columns up to which each weight is written into its field
CROWD = 16  # rows or columns up to which each has its word beside it; of more every second one has


def draw_attention_map(
    ax: Axes, P: Array, queries: Sequence[str], keys: Sequence[str], *, numbers: bool | None = None
) -> QuadMesh:
    """Draw P, (T_q, T_k): a row for each query, a column for each key, the fuller in colour the larger the weight.

    ``queries`` and ``keys`` are the words at the rows and above the columns; of more than 16 every second is written.
    All maps have one scale, from 0 to 1.
    Weights of at least 0.005 are written into their fields where ``numbers`` says so; by default in small maps.
    Returns the fields.
    """
    P = check.real_matrix("P", P, None)
    check.of_shape("P", P, "queries, keys", (len(queries), len(keys)))
    if P.min() < 0 or P.max() > 1 + 1e-6:
        raise ValueError(f"P must hold weights from 0 to 1, got {P.min():.3g} to {P.max():.3g}: are these the scores?")
    style = {"cmap": WEIGHT_MAP, "vmin": 0, "vmax": 1, "edgecolors": LIGHT["calm"], "linewidth": 1}
    mesh = ax.pcolormesh(P, **style)
    if max(P.shape) <= ROOM if numbers is None else numbers:
        _write(ax, mesh, P)
    every = 1 if max(P.shape) <= CROWD else 2
    ax.set_xticks(np.arange(0, len(keys), every) + 0.5, keys[::every])
    ax.set_yticks(np.arange(0, len(queries), every) + 0.5, queries[::every])
    ax.xaxis.tick_top()
    ax.xaxis.set_label_position("top")
    ax.tick_params(length=0, labelcolor=INK, labelsize=10 if max(P.shape) <= CROWD else 9)
    ax.spines[:].set_visible(False)
    ax.set(xlabel="key", ylabel="query", ylim=(len(queries), 0), aspect="equal")
    said = (
        f"{q} looks most at {keys[j]}, {P[i, j]:.2f}" for i, (q, j) in enumerate(zip(queries, P.argmax(1), strict=True))
    )
    ax.set_label(f"A map of attention with {len(queries)} queries and {len(keys)} keys: {'; '.join(said)}.")
    return mesh


def _write(ax: Axes, mesh: QuadMesh, P: Array) -> None:
    """Write each weight into its field, without the zero before the point."""
    for i, row in enumerate(P):
        for j, weight in enumerate(row):
            if weight >= 0.005:
                words = f"{weight:.2f}".removeprefix("0")
                colour = letters(mesh.to_rgba(weight))
                ax.text(j + 0.5, i + 0.5, words, ha="center", va="center", fontsize=9, color=colour)
