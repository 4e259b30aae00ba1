"""Figures of the old experiments that lessons 1a and 1b run again: a flight, printed weights, many runs, people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.container import BarContainer
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D

from bplib.plotting.style import COLOURS, INK, MARKERS, NEGATIVE, POSITIVE, QUIET, SIGNED_MAP

Array = np.ndarray


def draw_flight(ax: Axes, places: Array, thrusts: Array, every: int = 3) -> Line2D:
    """Draw a flight around the sun through ``places``, (N+1, 2), the orbits where it starts and ends, and the
    ``thrusts``, (N, 2), as arrows, one for ``every`` stages.
    """
    turn = np.linspace(0, 2 * np.pi, 200)
    circle = np.stack([np.cos(turn), np.sin(turn)])
    for place, name, line in ((places[0], "orbit of the start", "--"), (places[-1], "orbit of the end", ":")):
        ax.plot(*(np.linalg.norm(place) * circle), color=QUIET, linestyle=line, linewidth=1, label=name)
    (flight,) = ax.plot(*places.T, color=COLOURS[0], linewidth=2, label="flight")
    ax.quiver(*places[:-1:every].T, *thrusts[::every].T, color=COLOURS[2], width=0.004, scale=12, label="thrust")
    ax.plot(0, 0, "o", color=COLOURS[1], markersize=12)
    ax.annotate("sun", (0, 0), (0, -0.22), ha="center", color=INK)
    for place, marker, name in ((places[0], "o", "start"), (places[-1], "s", "end")):
        ax.plot(*place, marker, color=INK, markersize=6, label=name)
    ax.set(aspect="equal", xlabel="Earth orbits", ylabel="Earth orbits")
    ax.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.02, 1))
    return flight


def draw_weights(ax: Axes, weights: Sequence[float], title: str) -> BarContainer:
    """Draw the weights of one unit as bars, in the order of its inputs: blue above zero, orange and hatched below."""
    weights = np.asarray(weights)
    inputs = np.arange(1, len(weights) + 1)
    bars = ax.bar(inputs, weights, color=[POSITIVE if w > 0 else NEGATIVE for w in weights])
    for bar, w in zip(bars, weights, strict=True):
        bar.set(hatch="" if w > 0 else "///", edgecolor="white", linewidth=0)
    ax.bar_label(bars, [f"{w:g}".replace("-", "−") for w in weights], fontsize=8, color=INK, padding=2)
    ax.axhline(0, color=QUIET, linewidth=0.8)
    ax.axvline((len(weights) + 1) / 2, color=QUIET, linestyle=":", linewidth=1)
    ax.set(xlabel="input", ylabel="weight", xticks=inputs, title=title)
    ax.margins(y=0.15)
    return bars


def draw_sweeps(ax: Axes, sweeps: Mapping[str, Array], printed: float, what: str) -> Line2D:
    """Draw how many sweeps each run of several experiments (name: sweeps) needed, one histogram over the other, and
    the ``printed`` number as a line.
    """
    edges = np.histogram_bin_edges(np.concatenate(list(sweeps.values())), 30)
    for i, (name, values) in enumerate(sweeps.items()):
        ax.hist(values, edges, histtype="stepfilled", color=COLOURS[i], alpha=0.35, label=name)
        ax.hist(values, edges, histtype="step", color=COLOURS[i], linestyle=("-", "--", ":")[i % 3])
    line = ax.axvline(printed, color=INK, linestyle="-.", label=f"printed: {printed:,}")
    ax.set(xlabel=what, ylabel="runs")
    ax.legend(frameon=False)
    return line


def draw_ratios(ax: Axes, ratios: Array, codes: Mapping[str, tuple[float, float]]) -> PathCollection:
    """Draw for each run the second and third size of its weights, (runs, 2), in units of the first, and where pure
    ``codes`` such as 1:2:4 would lie.
    """
    points = ax.scatter(*ratios.T, s=30, color=COLOURS[0], alpha=0.5, linewidths=0, label="one run", zorder=3)
    for (name, place), marker in zip(codes.items(), MARKERS[1:], strict=False):
        ax.plot(*place, marker, color="none", markeredgecolor=INK, markersize=12, label=name)
    ax.margins(0.3)
    ax.set(xlabel="middle weight / smallest", ylabel="largest weight / smallest")
    ax.legend(frameon=False, loc="upper left")
    return points


def draw_people(axes: Sequence[Axes], weights: Array, families: Mapping[str, Sequence[str]]) -> list[AxesImage]:
    """Draw the weights from people to each unit, (units, 2 k), as two rows of squares, one for each of two ``families``
    (name: k people, in the same places of their trees). Blue is positive, orange negative.
    """
    largest = float(np.abs(weights).max())
    images = []
    for unit, (ax, row) in enumerate(zip(axes, weights, strict=True), start=1):
        images.append(ax.imshow(row.reshape(2, -1), cmap=SIGNED_MAP, vmin=-largest, vmax=largest))
        ax.set_xticks([])
        ax.set_yticks([0, 1], families, fontsize=7)
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        ax.set_title(f"unit {unit}", fontsize=9)
    for ax in axes[-2:]:
        pairs = [" / ".join(pair) for pair in zip(*families.values(), strict=True)]
        ax.set_xticks(range(len(pairs)), pairs, rotation=90, fontsize=7)
    return images
