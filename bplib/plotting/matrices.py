"""Matrices as fields with their numbers: a Jacobian between its two products, and what bugs spoil of a gradient."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import LinearSegmentedColormap, ListedColormap, LogNorm

from bplib.plotting.diagram import LINE, MUTED, WRONG
from bplib.plotting.palette import LIGHT
from bplib.plotting.style import INK, SIGNED_MAP

Array = np.ndarray

GAP = 0.8  # between a matrix and the vectors around it, in fields
DARK = 0.2  # on ground of less luminance letters are white
# In the middle a step, as in the map of attention: between its two colours no letters can be read in light and in dark.
_REDDER = ((0, "#fbdfe3"), (0.5, "#e6a0ab"), (0.5, "#cb5067"), (1, WRONG))
SPOILT_MAP = LinearSegmentedColormap.from_list("spoilt", _REDDER)
CURVE = {"arrowstyle": "-|>", "color": LINE, "linewidth": 2, "mutation_scale": 15}


# --- a Jacobian


def draw_products(ax: Axes, J: Array, t: Array, Jt: Array, g: Array, Jg: Array) -> dict[str, QuadMesh]:
    """Draw a matrix J, (r, n), with t above it and J t at its right, g at its left and Jᵀ g below it.

    t and Jg are of shape (n,), g and Jt of shape (r,).  Blue is positive, orange negative, on one scale; a minus sign
    says the same.  Returns the fields by name.
    """
    r, n = J.shape
    right, low = n + GAP, r + GAP
    parts = {
        "J": (J, 0, 0),
        "t": (t[None], 0, -1 - GAP),
        "J t": (Jt[:, None], right, 0),
        "g": (g[:, None], -1 - GAP, 0),
        "Jᵀ g": (Jg[None], 0, low),
    }
    largest = max(np.abs(values).max() for values, *_ in parts.values())
    fields = {name: _fields(ax, *part, largest) for name, part in parts.items()}
    _around(ax, r, n)
    said = {name: "; ".join(" ".join(map(_short, row)) for row in values) for name, (values, *_) in parts.items()}
    words = "A matrix J with the rows {J}. Above it stands t with {t}, at its left g with {g}. Forwards, J t is {J t}. "
    ax.set_label((words + "Backwards, Jᵀ g is {Jᵀ g}.").format(**said))
    return fields


def _around(ax: Axes, r: int, n: int) -> None:
    """Write the names of the matrix and its vectors, and draw the two ways around it."""
    right, low = n + GAP, r + GAP
    for name, x, y in (("t", -0.4, -0.5 - GAP), ("J", -0.4, r / 2), (r"J^{\mathsf{T}} g", -0.5, low + 0.5)):
        ax.text(x, y, f"${name}$", ha="center", va="center", fontsize=13, color=INK)
    for name, x, y in (("g", -0.5 - GAP, -0.4), (r"J\,t", right + 0.5, r + 0.4)):
        ax.text(x, y, f"${name}$", ha="center", va="center", fontsize=13, color=INK)
    _turn(ax, (n + 0.2, -0.5 - GAP), (right + 0.5, -0.2), (right + 0.7, -0.8 - GAP), "forwards")
    _turn(ax, (-0.5 - GAP, r + 0.2), (-1.1, low + 0.5), (-0.7 - GAP, low + 0.8), "backwards")
    ax.set(xlim=(-2.7 - GAP, right + 2.4), ylim=(low + 1.1, -1.1 - GAP), aspect="equal")


def _fields(ax: Axes, values: Array, x: float, y: float, largest: float) -> QuadMesh:
    """Draw a matrix with its upper left corner at (x, y), a field wide and high as one unit."""
    r, n = values.shape
    style = {"cmap": SIGNED_MAP, "vmin": -1.4 * largest, "vmax": 1.4 * largest, "edgecolors": "white", "linewidth": 2}
    mesh = ax.pcolormesh(x + np.arange(n + 1), y + np.arange(r + 1), values, **style)
    for i, j in np.ndindex(r, n):
        colour = letters(mesh.to_rgba(values[i, j]))
        ax.text(x + j + 0.5, y + i + 0.5, _short(values[i, j]), ha="center", va="center", fontsize=10, color=colour)
    return mesh


def letters(ground: tuple[float, ...]) -> str:
    """Return the colour of letters that can be read on this ground."""
    return "white" if np.dot(np.power(ground[:3], 2.2), (0.2126, 0.7152, 0.0722)) < DARK else INK


def _short(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def _turn(ax: Axes, start: tuple, end: tuple, place: tuple, word: str) -> None:
    """Draw an arrow around a corner of the matrix, bent outwards, and a word outside of it."""
    outwards = place[0] > start[0]
    ax.annotate("", end, start, arrowprops=CURVE | {"connectionstyle": f"arc3,rad={-0.4 if outwards else 0.4}"})
    ax.text(*place, word, ha="left" if outwards else "right", va="center", fontsize=11, color=MUTED)


# --- bugs and blocks


def draw_spoilt(ax: Axes, errors: Mapping[str, Mapping[str, float]], bound: float) -> QuadMesh:
    """Draw a row for each bug and a field for each block of the gradient, by ``errors[bug][block]``, relative errors.

    An error above ``bound`` is written into its field, which is the redder the larger it is; other fields are grey.
    Returns the fields, in which all that does not exceed the bound is masked.
    """
    values = np.array([list(row.values()) for row in errors.values()])
    norm, style = LogNorm(0.01, 3), {"edgecolors": "white", "linewidth": 3}
    ax.pcolormesh(np.zeros_like(values), cmap=ListedColormap([LIGHT["calm"]]), **style)
    mesh = ax.pcolormesh(np.ma.masked_less_equal(values, bound), cmap=SPOILT_MAP, norm=norm, **style)
    for i, j in np.argwhere(values > bound):
        colour = letters(mesh.to_rgba(values[i, j]))
        ax.text(j + 0.5, i + 0.5, f"{values[i, j]:.2f}", ha="center", va="center", fontsize=10, color=colour)
    blocks = next(iter(errors.values()))
    ax.set_xticks(np.arange(len(blocks)) + 0.5, blocks)
    ax.set_yticks(np.arange(len(errors)) + 0.5, errors)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_ylim(len(errors), 0)
    ax.set_label(" ".join(_said(bug, row, bound) for bug, row in errors.items()))
    return mesh


def _said(bug: str, errors: Mapping[str, float], bound: float) -> str:
    spoilt = [f"{block} by {error:.2f}" for block, error in errors.items() if error > bound]
    return f"{bug}: spoils {', '.join(spoilt) or 'nothing'}."
