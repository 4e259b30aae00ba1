"""The docket in a picture: a dot for each claim, a row for each topic, and a sign for each verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from bplib.plotting.palette import LIGHT
from bplib.plotting.style import INK, QUIET

# Signs that differ without their colours: a disc, half a disc, a cross, a ring.
_SIGNS = (
    {"marker": "o", "color": LIGHT["blue"], "fillstyle": "full"},
    {"marker": "o", "color": LIGHT["ochre"], "fillstyle": "left", "markerfacecoloralt": "none"},
    {"marker": "X", "color": LIGHT["red"], "fillstyle": "full"},
    {"marker": "o", "color": LIGHT["muted"], "fillstyle": "none"},
)


def draw_docket(ax: Axes, table: Mapping[str, Sequence[int]], verdicts: Sequence[str]) -> dict[str, list[Line2D]]:
    """Draw how many claims of each topic (name: a count for each verdict) have which verdict; return the signs of each.

    In a row the verdicts stand one behind the other; at its end stands how many of the claims are true.
    """
    drawn: dict[str, list[Line2D]] = {verdict: [] for verdict in verdicts}
    for row, counts in enumerate(table.values()):
        place = 0
        for verdict, count, sign in zip(verdicts, counts, _SIGNS, strict=True):
            columns = range(place, place + count)
            drawn[verdict] += ax.plot(columns, [row] * count, linestyle="none", markersize=8, label="", **sign)
            place += count
        ax.annotate(f"{counts[0]} of {place}", (place - 0.1, row), va="center", color=INK, fontsize=9)
    ax.set_yticks(range(len(table)), list(table))
    ax.tick_params(left=False, bottom=False, labelbottom=False)
    ax.spines[:].set_visible(False)
    ax.set(xlim=(-0.8, max(map(sum, table.values())) + 2.2), ylim=(len(table) - 0.4, -0.6))
    ax.set_label(_said(table, verdicts))
    return drawn


def docket_figure(table: Mapping[str, Sequence[int]], verdicts: Sequence[str]) -> Figure:
    """Return the picture with its legend, which has the sums over all topics."""
    fig = Figure(figsize=(8.6, 3.9), layout="constrained")
    ax = fig.subplots()
    draw_docket(ax, table, verdicts)
    totals = [sum(column) for column in zip(*table.values(), strict=True)]
    handles = [
        Line2D([], [], linestyle="none", markersize=8, label=f"{verdict}: {total}", **sign)
        for verdict, total, sign in zip(verdicts, totals, _SIGNS, strict=True)
    ]
    ax.set_title(
        f"{sum(totals)} claims, a sign each; at the end of a row: how many of them are true", fontsize=10, loc="left"
    )
    legend = fig.legend(handles=handles, loc="outside lower center", ncols=len(handles), frameon=False)
    legend.get_frame().set_edgecolor(QUIET)
    return fig


def _said(table: Mapping[str, Sequence[int]], verdicts: Sequence[str]) -> str:
    """Return the counts as sentences."""
    rows = (", ".join(f"{n} {v}" for n, v in zip(counts, verdicts, strict=True)) for counts in table.values())
    return " ".join(f"{topic}: {row}." for topic, row in zip(table, rows, strict=True))
