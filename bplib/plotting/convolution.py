"""Convolution: the links of a 1-D one, the tied matrix, how often a place is used, and blocks in which pixels tie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import ListedColormap
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from bplib.plotting.style import COLOURS, INK, LINE_STYLES, NEGATIVE, QUIET, SIGNED_MAP

Array = np.ndarray
Link = tuple[int, int]

PALE = ("#ffffff", "#bfdcf5", "#ffdf9e", "#f0b8a8", "#d9c1ec", "#cfe3b4")  # no weight, weight 1, 2, ...
LOW, HIGH = 0.0, 2.0  # the heights of inputs and outputs


# --- one dimension


def draw_links(
    ax: Axes,
    inputs: Sequence,
    outputs: Sequence,
    kernel: int,
    title: str,
    said: Mapping[Link, str] | None = None,
    names: tuple[str, str] = ("x", "z"),
) -> dict[Link, Line2D]:
    """Draw every use of the weights of a 1-D convolution as a link from input u to output p, the weight u - p.

    Numbers stand in the circles, with the names of both rows beside them; the weights differ in colour and line.
    ``said`` ((p, u): a text) writes at links; then the others are faint.  Returns the links.
    """
    n, m = len(inputs), len(outputs)
    left = (n - m) / 2
    lines = {}
    for p in range(m):
        for i in range(kernel):
            chosen = said is None or (p, p + i) in said
            style = {"color": COLOURS[(0, 6, 4)[i % 3]], "linestyle": LINE_STYLES[i % 3], "zorder": 1}
            ends = (p + i, p + left), (LOW, HIGH)
            (lines[p, p + i],) = ax.plot(*ends, linewidth=2.2 if chosen else 0.8, alpha=1 if chosen else 0.3, **style)
            if said and chosen:
                _write(ax, *(0.7 * top + 0.3 * low for low, top in ends), said[p, p + i])
    for values, x0, y, name in ((inputs, 0, LOW, names[0]), (outputs, left, HIGH, names[1])):
        _circles(ax, values, x0, y, name)
    if said is None:
        handles = [lines[0, i] for i in range(kernel)]
        ax.legend(handles, [f"w{i + 1}" for i in range(kernel)], frameon=False, loc="center right", ncols=1)
    ax.set(xlim=(-1.4, n + 0.3), ylim=(LOW - 0.5, HIGH + 0.5), title=title)
    ax.set_label(_links_in_words(title, inputs, outputs, names, said))
    return lines


def _circles(ax: Axes, values: Sequence, x0: float, y: float, name: str) -> None:
    """Draw a row of numbers in circles, with its name at the left."""
    x = x0 + np.arange(len(values))
    ax.plot(x, np.full(len(values), y), "o", color="white", markeredgecolor=INK, markersize=27, zorder=2)
    for place, value in zip(x, values, strict=True):
        ax.text(place, y, _short(value), ha="center", va="center", fontsize=10, color=INK, zorder=3)
    ax.text(-0.55, y, f"${name}$", ha="right", va="center", fontsize=13, color=INK)


def _write(ax: Axes, x: float, y: float, text: str) -> None:
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    ax.text(x, y, text, ha="center", va="center", fontsize=10, color=INK, bbox=box, zorder=4)


def _links_in_words(title: str, inputs: Sequence, outputs: Sequence, names: tuple[str, str], said) -> str:
    low, high = (", ".join(map(_short, values)) for values in (inputs, outputs))
    words = f"{title}. Below stands {names[0]} with {low}, above {names[1]} with {high}."
    marked = [f"from place {u + 1} to {p + 1}: {text}" for (p, u), text in (said or {}).items()]
    return words if not marked else f"{words} Marked links {'; '.join(marked)}."


def _short(value: float) -> str:
    return f"{value:g}".replace("-", "−")


# --- matrices and images


def draw_tied(ax: Axes, T: Array, weights: Array, title: str) -> QuadMesh:
    """Draw a matrix whose fields have the colour of their weight; ``weights`` has its number, 1, 2, ..., or 0."""
    m, n = T.shape
    mesh = ax.pcolormesh(weights, cmap=ListedColormap(PALE), vmin=-0.5, vmax=len(PALE) - 0.5, edgecolors="white", lw=2)
    for i, j in np.ndindex(m, n):
        ax.text(j + 0.5, i + 0.5, _short(T[i, j]), ha="center", va="center", fontsize=11, color=INK)
    ax.set(xlim=(0, n), ylim=(m, 0), aspect="equal", title=title, xticks=[], yticks=[])
    rows = "; ".join(" ".join(map(_short, row)) for row in T)
    ax.set_label(f"{title}: a matrix with the rows {rows}. Fields of one weight have one colour.")
    return mesh


def draw_numbers(ax: Axes, values: Array, title: str) -> QuadMesh:
    """Draw an image with its numbers in the fields; blue is positive, orange negative, and 0 has no colour."""
    m, n = values.shape
    limit = 2.6 * max(np.abs(values).max(), 1e-12)
    mesh = ax.pcolormesh(values, cmap=SIGNED_MAP, vmin=-limit, vmax=limit, edgecolors=QUIET, linewidth=0.8)
    for i, j in np.ndindex(m, n):
        ax.text(j + 0.5, i + 0.5, _short(values[i, j]), ha="center", va="center", fontsize=10, color=INK)
    ax.set(xlim=(0, n), ylim=(m, 0), aspect="equal", title=title, xticks=[], yticks=[])
    rows = "; ".join(" ".join(map(_short, row)) for row in values)
    ax.set_label(f"{title}: {rows}.")
    return mesh


def draw_ties(ax: Axes, image: Array, tied: Array, title: str) -> list[Rectangle]:
    """Draw an image with its blocks of 2 by 2; a block of ``tied``, (h/2, w/2), has a thick frame.

    Returns the frames, row by row.
    """
    ax.imshow(image, cmap="gray_r", vmin=0, vmax=1.6)
    frames = []
    for (p, q), tie in np.ndenumerate(tied):
        style = {"edgecolor": NEGATIVE if tie else QUIET, "linewidth": 3 if tie else 0.8, "zorder": 3 if tie else 2}
        inner = 0.12 if tie else 0
        corner, size = (2 * q - 0.5 + inner, 2 * p - 0.5 + inner), 2 - 2 * inner
        frames.append(ax.add_patch(Rectangle(corner, size, size, fill=False, **style)))
    ax.set(title=title, xticks=[], yticks=[])
    ax.set_label(
        f"{title}: in {int(tied.sum())} of {tied.size} blocks of 2 by 2 the largest value is there more than once."
    )
    return frames
