"""The attention explorer: scores, softmax and the way back as bars, and where the places of a sequence look."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from bplib import _validation as check
from bplib.plotting.number_text import number_text
from bplib.plotting.palette import LIGHT
from bplib.plotting.style import INK, NEGATIVE, POSITIVE, QUIET, quiet_axes

Array = np.ndarray
SHARES = LinearSegmentedColormap.from_list("shares", [LIGHT["paper"], POSITIVE])
_NUMBERED = 6  # bars: where there are more, they have no room for numbers


def attention_figure() -> tuple[Figure, dict[str, Axes]]:
    """Return a figure, and its Axes by name: s and p, and below them, on the way back, grad_p and grad_s."""
    fig = Figure(figsize=(9, 4.6), layout="constrained")
    axes = fig.subplot_mosaic([["s", "p"], ["grad_s", "grad_p"]])
    for ax in axes.values():
        quiet_axes(ax)
    return fig, axes


def draw_bars(ax: Axes, values: Array, words: Sequence[str], title: str, mean: float | None = None) -> None:
    """Draw a number for each key as a bar; with ``mean`` as a bar from there, and a line at the mean.

    A score of -∞ has no bar.
    """
    values = np.asarray(values, float)
    check.of_shape("values", values, "keys", (len(words) if words else None,), ": a number for each word")
    check.finite("values", np.where(values == -np.inf, 0, values))
    places, seen = np.arange(len(values)), np.isfinite(values)
    base = 0.0 if mean is None else mean
    heights = np.where(seen, values - base, 0)
    colours = np.where(heights < 0, NEGATIVE, POSITIVE)
    ax.bar(places, heights, 0.7, bottom=base, color=colours, edgecolor=colours)
    if mean is not None:
        ax.bar(places, np.where(seen, values, 0), 0.7, facecolor="none", edgecolor=QUIET, linestyle=":")
        ax.axhline(mean, color=LIGHT["accent"], linestyle="--", linewidth=1.2)
        where = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "va": "center"}
        ax.annotate(f"r = {number_text(round(mean, 3))}", (1, mean), (3, 0), **where, color=LIGHT["accent"], fontsize=9)
    if len(values) <= _NUMBERED:
        for x, value in zip(places, values, strict=True):
            end = value if np.isfinite(value) else 0
            style = {"textcoords": "offset points", "ha": "center", "fontsize": 8, "color": INK}
            ax.annotate(_short(value), (x, end), (0, 3 if end >= base else -11), **style)
    ax.axhline(0, color=QUIET, linewidth=0.8)
    ax.use_sticky_edges = False  # or numbers below 0 would stand on the names
    ax.margins(y=0.2)
    ax.set_title(title, fontsize=10, loc="left")
    ax.set_xticks(places if words else [], words or None)


def looks_figure(layers: int) -> tuple[Figure, list[Axes]]:
    """Return a figure with an Axes for each layer."""
    fig = Figure(figsize=(4.6 * layers, 4.4), layout="constrained")
    return fig, list(np.ravel(fig.subplots(1, layers)))


def draw_looks(ax: Axes, P: Array, signs: Sequence[str], title: str, place: int) -> None:
    """Draw P, (T, T): in each row how much a place takes from each other; the row of ``place`` has a frame."""
    T = len(signs)
    check.of_shape("P", P, "places, places", (T, T), ": a row and a column for each sign")
    check.finite("P", P)
    if not 0 <= place < T:
        raise ValueError(f"place must lie in [0, {T - 1}], got {place}")
    ax.pcolormesh(np.arange(T + 1), np.arange(T + 1), P, cmap=SHARES, vmin=0, vmax=1, edgecolors=LIGHT["soft"], lw=0.4)
    ax.add_patch(Rectangle((0, place), T, 1, fill=False, edgecolor=LIGHT["accent"], linewidth=2, clip_on=False))
    ax.set(xlim=(0, T), ylim=(T, 0), aspect="equal", xlabel="looked at", ylabel="the place that looks", title=title)
    ax.set_xticks(np.arange(T) + 0.5, signs)
    ax.set_yticks(np.arange(T) + 0.5, signs)
    ax.tick_params(length=0)
    ax.spines[:].set_color(QUIET)


def _short(value: float) -> str:
    """Return three digits, or the sign of what a mask makes of a score."""
    return number_text(float(f"{value:.3g}")) if np.isfinite(value) else "−∞"
