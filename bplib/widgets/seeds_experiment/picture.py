"""The picture of the seeds experiment: what share solved the task, and after how many sweeps."""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullLocator, PercentFormatter

from bplib.plotting.style import CLASS_COLOURS, INK, QUIET, quiet_axes
from bplib.widgets.seeds_experiment.mathematics import EDGES, Picture
from bplib.widgets.shared.fast_figure import FastFigure

ROOM = {"median": 2.0, "printed": 3.5}  # a label is as long as the way from a number of sweeps to so many times it
TICKS = (20, 50, 100, 200, 500, 1000, 2000, 4000)


class SeedsPicture:
    """Draws a ``Picture`` as a PNG."""

    def __init__(self):
        self._fast = FastFigure(self._setup, size=(8.6, 3.9))

    def _setup(self, figure: Figure) -> dict[str, Artist]:
        axes = figure.subplot_mosaic("s;h", height_ratios=(1, 6))
        share, histogram = axes["s"], axes["h"]
        share.set(xlim=(0, 1), ylim=(0, 1), yticks=[], xticks=[])
        share.set_title(" ", fontsize=13)  # keeps room for the title, which moves
        share.spines[:].set_visible(False)
        histogram.set(xscale="log", xlim=EDGES[[0, -1]], ylim=(0, 0.8), ylabel="share of the networks")
        histogram.set(xlabel="sweeps until solved")
        histogram.set_xticks(TICKS, [f"{tick:,}" for tick in TICKS])
        histogram.xaxis.set_minor_locator(NullLocator())
        histogram.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
        histogram.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        quiet_axes(histogram)
        across, inside = histogram.get_xaxis_transform(), {"va": "center", "fontsize": 10}
        paper = {"boxstyle": "square,pad=0.15", "facecolor": "white", "edgecolor": "none"}
        label = {"transform": across, "fontsize": 9.5, "va": "center", "bbox": paper}
        return {
            "title": share.text(0, 1.18, "", fontsize=10.5, color=INK, va="bottom"),
            "unsolved": share.barh(0.5, 1, 0.9, color="#dddddd", hatch="//", edgecolor="#a8a8a8", linewidth=0)[0],
            "solved": share.barh(0.5, 1, 0.9, color=CLASS_COLOURS[0])[0],
            "yes": share.text(0.01, 0.46, "", color="white", weight="bold", **inside),
            "no": share.text(0.99, 0.46, "", color=INK, ha="right", backgroundcolor="#ffffffcc", **inside),
            "bars": histogram.stairs(np.zeros(len(EDGES) - 1), EDGES, fill=True, color=CLASS_COLOURS[0], alpha=0.85),
            "median": histogram.axvline(100, color=INK, linewidth=1.6),
            "printed": histogram.axvline(100, color=CLASS_COLOURS[1], linewidth=1.8, linestyle="--"),
            "median_label": histogram.text(100, 0.95, "", color=INK, **label),
            "printed_label": histogram.text(100, 0.86, "", color="#a84900", **label),
            "nothing": histogram.text(0.5, 0.45, "", color=QUIET, ha="center", transform=histogram.transAxes),
        }

    def png(self, picture: Picture) -> bytes:
        """Return the picture as a PNG."""
        a, (solved, seeds) = self._fast.artists, picture.solved
        a["title"].set_text(picture.title)
        a["solved"].set_width(solved / seeds)
        a["yes"].set_text(f"{solved} of {seeds} solved" if solved >= 0.2 * seeds else "")
        a["no"].set_text(f"{seeds - solved} of {seeds} not solved" if solved <= 0.75 * seeds else "")
        a["bars"].set_data(picture.bins)
        a["bars"].axes.set_ylim(0, next(top for top in (0.2, 0.4, 0.8, 1.3) if top > 1.25 * picture.bins.max()))
        a["nothing"].set_text("" if picture.median else "no network solved it")
        first = (picture.median or np.inf) < picture.printed
        self._mark("median", picture.median, "median {:,.0f}", left=first)
        self._mark("printed", picture.printed, f"{picture.source}: {{:,.0f}}", left=not first)
        return self._fast.png()

    def _mark(self, name: str, value: float | None, words: str, left: bool) -> None:
        """Put a vertical line at the value, its label to the left if wanted and there is room; hide both for None."""
        line, label = (self._fast.artists[part] for part in (name, f"{name}_label"))
        line.set_visible(value is not None)
        label.set_visible(value is not None)
        if value is None:
            return
        at = min(max(value, EDGES[0]), EDGES[-1])
        left = at > ROOM[name] * EDGES[0] if left else at > EDGES[-1] / ROOM[name]
        line.set_xdata([at, at])
        label.set(x=at * (0.98 if left else 1.02), ha="right" if left else "left", text=words.format(value))
