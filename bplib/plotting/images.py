"""Pictures in rows: digits, weights as pictures, and the table of which class was taken for which."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.image import AxesImage

from bplib.plotting.style import INK, SIGNED_MAP

Array = np.ndarray


def draw_images(axes, rows: Array, titles=None, *, signed: bool = False) -> list[AxesImage]:
    """Draw each row of ``rows``, (k, side²), as a square picture into one of the Axes; further Axes stay empty.

    Ink is dark. ``signed`` pictures (weights) are blue above zero, orange below and white at zero, on one common scale.
    """
    side = round(np.sqrt(rows.shape[1]))
    if side * side != rows.shape[1]:
        raise ValueError(f"each row must be a square picture, got {rows.shape[1]} numbers")
    largest = float(np.abs(rows).max())
    style = {"cmap": SIGNED_MAP, "vmin": -largest, "vmax": largest} if signed else {"cmap": "gray_r", "vmin": 0}
    artists = []
    for ax, row, title in zip(np.ravel(axes), rows, titles or [""] * len(rows), strict=False):
        artists.append(ax.imshow(row.reshape(side, side), **style))
        ax.set_title(title, fontsize=9, color=INK)
    return artists


def draw_confusion(ax: Axes, counts: Array, names=None) -> AxesImage:
    """Draw ``counts[i, j]``, how many examples of class i were taken for class j; right answers stay uncoloured."""
    names = range(len(counts)) if names is None else names
    wrong = counts - np.diag(np.diag(counts))
    image = ax.imshow(wrong, cmap="Oranges", vmin=0, vmax=max(1, 1.2 * wrong.max()))
    ticks = range(len(counts))
    ax.set(xlabel="the network's answer", ylabel="the true class", xticks=ticks, yticks=ticks)
    ax.set_xticklabels(names)
    ax.set_yticklabels(names)
    dark = wrong > wrong.max() / 2
    for i, j in np.argwhere(counts):
        ax.text(j, i, counts[i, j], ha="center", va="center", fontsize=8, color="white" if dark[i, j] else INK)
    return image
