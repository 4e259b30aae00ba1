"""The picture of the learning-rate finder: the range test on the left, and beside it the runs that were made."""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, NullFormatter

from bplib.optimizers.range_test import RangeTest
from bplib.plotting.style import CLASS_COLOURS, INK, QUIET, quiet_axes
from bplib.widgets.rate_finder.mathematics import HIGH, LOW, PASSES, RATES, Array, Choice, Run, written

TOP = 4.0  # of the costs on the left
EARLIER = 5  # runs that stay on the right
GAP = 1.36  # the factor between two labels on the right that do not touch
BLUE, RED = CLASS_COLOURS
WHOLE = {"clip_on": False, "in_layout": False}  # a line whose markers are whole on the edge, and has no place yet


def setup(figure: Figure) -> dict[str, Artist | list[Artist]]:
    """Make the two Axes and return what moves in them."""
    left, right = figure.subplots(1, 2, width_ratios=(1.1, 1))
    for ax in (left, right):
        quiet_axes(ax)
    right.set_title(f"{PASSES} passes, and held-out accuracy", loc="left", color=INK, fontsize=10.5)
    return _setup_test(left) | _setup_runs(right)


def _setup_test(ax: Axes) -> dict[str, Artist]:
    ax.set(xscale="log", xlim=(RATES[0], RATES[-1]), ylim=(0, TOP), xlabel="learning rate", ylabel="cost")
    ax.xaxis.set_major_locator(FixedLocator(10.0 ** np.arange(-5, 3)))
    ax.xaxis.set_minor_formatter(NullFormatter())
    loud = {"color": RED, "linestyle": "none", "zorder": 5, **WHOLE}
    quiet = {"color": QUIET, "markerfacecolor": "white", "linestyle": "none", "zorder": 4, **WHOLE}
    moving = {
        "title": ax.set_title(" ", loc="left", color=INK, fontsize=10.5),
        "range": ax.axvspan(1e-3, 1e-2, color="#f0d9a8", alpha=0.9, linewidth=0, label="look for a rate here"),
        "costs": ax.plot([], [], ".", markersize=3, color=BLUE, alpha=0.3)[0],
        "curve": ax.plot([], [], color=BLUE, linewidth=2, label="cost in the range test")[0],
        "lowest": ax.axvline(1, color=INK, linestyle=":", linewidth=1.2),
        "rate": ax.axvline(1, color=RED, linewidth=1.5),
        "earlier points": ax.plot([], [], "o", **quiet, label=f"cost after {PASSES} passes")[0],
        "earlier above": ax.plot([], [], "^", **quiet)[0],
        "point": ax.plot([], [], "o", markersize=8, **loud)[0],
        "above": ax.plot([], [], "^", markersize=9, **loud)[0],
    }
    ax.legend(loc="upper left", frameon=False, fontsize=8.5, borderaxespad=0, handlelength=1.4)  # stays where it is
    return moving


def _setup_runs(ax: Axes) -> dict[str, Artist | list[Artist]]:
    ax.set(yscale="log", xlim=(0, PASSES * 2.3), ylim=(LOW, HIGH), ylabel="training cost")
    ax.set_xlabel("passes over the digits", loc="left")
    ax.set_xticks(range(PASSES + 1))
    ax.set_yticks([0.01, 0.1, 1, 10], ["0.01", "0.1", "1", "10"])
    ax.spines["bottom"].set_bounds(0, PASSES)
    label = {"fontsize": 8.5, "va": "center"}
    return {
        "waiting": ax.text(PASSES / 2, np.sqrt(LOW * HIGH), "", color="#666666", fontsize=10, ha="center", va="center"),
        "earlier": [ax.plot([], [], color=QUIET, linewidth=1.1, **WHOLE)[0] for _ in range(EARLIER)],
        "earlier labels": [ax.text(0, 1, "", color="#666666", **label) for _ in range(EARLIER)],
        "run": ax.plot([], [], "o-", color=RED, linewidth=2.2, markersize=5, zorder=5, **WHOLE)[0],
        "run label": ax.text(0, 1, "", color="#a84900", weight="bold", zorder=5, **label),
    }


def draw_test(a: dict, choice: Choice, test: RangeTest, runs: dict[Choice, Run]) -> None:
    """Show the range test of a choice, its rate, and the last costs of the runs with the same rule and batch size."""
    low, high = test.suggested
    a["title"].set_text(f"Range test: {choice.rule}, batches of {choice.batch_size}")
    a["range"].set(x=low, width=high - low, visible=True)
    a["lowest"].set_visible(True)
    a["waiting"].set_text("")
    a["costs"].set_data(test.rates, np.where(test.costs <= TOP, test.costs, np.nan))
    a["curve"].set_data(test.rates, test.smooth)
    for name, rate in (("lowest", test.lowest), ("rate", choice.rate)):
        a[name].set_xdata([rate, rate])
    ends = {run.rate: made.costs[-1] for run, made in runs.items() if run[:2] == choice[:2]}
    own = {rate: ends.pop(rate) for rate in [choice.rate] if rate in ends}
    _mark(a["earlier points"], a["earlier above"], ends)
    _mark(a["point"], a["above"], own)


def _mark(points: Line2D, above: Line2D, costs: dict[float, float]) -> None:
    """Put a point at each rate and cost, or a triangle on the upper edge where the cost is not in the picture."""
    inside = {rate: cost for rate, cost in costs.items() if cost <= TOP}
    points.set_data(list(inside), list(inside.values()))
    above.set_data([rate for rate in costs if rate not in inside], [TOP] * (len(costs) - len(inside)))


def draw_runs(a: dict, choice: Choice, runs: dict[Choice, Run]) -> None:
    """Show the run of a choice, when there is one, and the last few others in grey, each with its label."""
    others = [run for run in runs if run != choice][-EARLIER:]
    drawn = [(run, a["earlier"][i], a["earlier labels"][i]) for i, run in enumerate(others)]
    for line, label in zip(a["earlier"][len(others) :], a["earlier labels"][len(others) :], strict=True):
        line.set_data([], [])
        label.set_text("")
    a["run"].set_data([], [])
    a["run label"].set_text("")
    if choice in runs:
        drawn.append((choice, a["run"], a["run label"]))
    ends = [_in_view(runs[run].costs)[-1] for run, _, _ in drawn]
    for (run, line, label), height in zip(drawn, spread(ends), strict=True):
        line.set_data(range(PASSES + 1), _in_view(runs[run].costs))
        label.set(text=_label(run, runs[run], choice), x=PASSES * 1.04, y=height)


def hide_the_answer(a: dict) -> None:
    """Take away all that follows from the range test, and all runs: the rate is still to be guessed."""
    for name in ("range", "lowest"):
        a[name].set_visible(False)
    for line in (*a["earlier"], a["run"]):
        line.set_data([], [])
    for label in (*a["earlier labels"], a["run label"]):
        label.set_text("")
    a["waiting"].set_text("first your guess,\nthen the runs")


def spread(heights: list[float]) -> Array:
    """Return heights on a logarithmic axis, near those given, that lie at least a factor GAP apart and in the axis."""
    order, gap = np.argsort(heights, kind="stable"), np.log(GAP)
    found, ceiling = np.empty(len(heights)), np.log(HIGH / 1.1)
    floor = np.log(LOW) + gap * np.arange(len(heights))
    for rank in reversed(range(len(heights))):  # from above: push down what is too close ...
        found[order[rank]] = ceiling = min(max(np.log(heights[order[rank]]), floor[rank]), ceiling)
        ceiling -= gap
    return np.exp(found)


def _in_view(costs: Array) -> Array:
    """Return the costs with those off the axis, and those that are no numbers, on its edge."""
    return np.clip(np.where(np.isfinite(costs), costs, HIGH), LOW, HIGH)


def _label(run: Choice, made: Run, present: Choice) -> str:
    """Return the rate and the accuracy, with the rule and batch size where they are others than those at present."""
    rule = "" if run.rule == present.rule else f"{run.rule.replace('GradientDescent', 'GD')} "
    batch = "" if run.batch_size == present.batch_size else f" ({run.batch_size})"
    return f"{rule}{written(run.rate)}{batch}: {made.accuracy:.0%}"
