"""The learning-rate finder: the range test of a rule on handwritten digits, and runs with the rates that one chooses.

On the left the cost while the rate grows, with the range in which to look for a good rate; on the right five passes of
training with the rate of the slider.  The marker follows the slider at once; training waits until it rests.  Each run
leaves a grey line on the right and, for the same rule and batch size, a point on the left: so the range test is held
against what it promised.

``range_test_of`` and ``trained`` are pure functions of what is chosen; ``RateFinder`` is the shell of controls.
"""

from __future__ import annotations

import asyncio
from functools import cache, lru_cache
from typing import NamedTuple

import ipywidgets as widgets
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, NullFormatter

from bplib import _validation as check
from bplib.data import datasets
from bplib.network import Network
from bplib.optimizers import OPTIMIZERS
from bplib.optimizers.range_test import RangeTest, range_test
from bplib.plotting.style import CLASS_COLOURS, INK, QUIET, quiet_axes
from bplib.training import train
from bplib.widgets.live_figure import LiveFigure

Array = np.ndarray

# The highest rate of the range test of each rule; the lowest is a hundred thousandth of it.
RULES = {
    "GradientDescent": 100,
    "Momentum": 10,
    "Nesterov": 10,
    "AdaGrad": 10,
    "RMSprop": 1,
    "Adam": 1,
    "NAdam": 1,
    "Lion": 1,
    "Muon": 10,
}
BATCH_SIZES = (8, 16, 32, 64, 128, 256)
_DECADE = (1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8)  # ten rates in equal factors, rounded
RATES = (*(float(f"{rate}e{k}") for k in range(-5, 2) for rate in _DECADE), 100.0)
PASSES = 5
EARLIER = 5  # runs that stay on the right
REST = 0.15  # seconds without a change after which the training begins


class Choice(NamedTuple):
    """What a run is made with."""

    rule: str
    batch_size: int
    rate: float


class Run(NamedTuple):
    """The training cost before the first pass and after each, (PASSES + 1,), and the final held-out accuracy."""

    costs: Array
    accuracy: float


# --- the experiment


@cache
def _digits() -> tuple:
    """Return ((X, Y) to learn from, (X, Y) held out)."""
    return datasets.split(*datasets.digits(), 0.25, np.random.default_rng(0))


def _network() -> Network:
    """Return the network for digits, 64-32-10, always with the same initial weights."""
    return Network([64, 32, 10], "tanh softmax", "cross_entropy", rng=np.random.default_rng(0))


@cache
def range_test_of(rule: str, batch_size: int) -> RangeTest:
    """Return the range test of a rule on digits."""
    (X, Y), _ = _digits()
    high, rng = check.choice("rule", rule, RULES), np.random.default_rng(1)
    return range_test(_network(), X, Y, OPTIMIZERS[rule], low=high / 1e5, high=high, batch_size=batch_size, rng=rng)


@lru_cache(1000)
def trained(choice: Choice) -> Run:
    """Return the run of five passes on digits."""
    (X, Y), held_out = _digits()
    network, optimizer = _network(), OPTIMIZERS[choice.rule](choice.rate)
    plan = {"epochs": PASSES, "batch_size": choice.batch_size, "optimizer": optimizer, "rng": np.random.default_rng(0)}
    first = network.cost(X, Y)
    with np.errstate(over="ignore", invalid="ignore"):
        history = train(network, X, Y, validation=held_out, **plan)
    return Run(np.array([first, *history.cost]), history.validation_accuracy[-1])


# --- the picture

TOP = 4.0  # of the costs on the left
LOW, HIGH = 0.006, 12.0  # costs on the right
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
        "range": ax.axvspan(1e-3, 1e-2, color="#f0d9a8", alpha=0.5, linewidth=0, label="look for a rate here"),
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
        "earlier": [ax.plot([], [], color=QUIET, linewidth=1.1, **WHOLE)[0] for _ in range(EARLIER)],
        "earlier labels": [ax.text(0, 1, "", color="#666666", **label) for _ in range(EARLIER)],
        "run": ax.plot([], [], "o-", color=RED, linewidth=2.2, markersize=5, zorder=5, **WHOLE)[0],
        "run label": ax.text(0, 1, "", color="#a84900", weight="bold", zorder=5, **label),
    }


def draw_test(a: dict, choice: Choice, runs: dict[Choice, Run]) -> None:
    """Show the range test of a choice, its rate, and the last costs of the runs with the same rule and batch size."""
    test = range_test_of(choice.rule, choice.batch_size)
    low, high = test.suggested
    a["title"].set_text(f"Range test: {choice.rule}, batches of {choice.batch_size}")
    a["range"].set(x=low, width=high - low)
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


def spread(heights: list[float]) -> Array:
    """Return heights on a logarithmic axis, near those given, that lie at least a factor GAP apart and in the axis."""
    order, gap = np.argsort(heights, kind="stable"), np.log(GAP)
    found, ceiling = np.empty(len(heights)), np.log(HIGH / 1.1)
    floor = np.log(LOW) + gap * np.arange(len(heights))
    for rank in reversed(range(len(heights))):  # from above: push down what is too close ...
        found[order[rank]] = ceiling = min(max(np.log(heights[order[rank]]), floor[rank]), ceiling)
        ceiling -= gap
    return np.exp(found)


def written(rate: float) -> str:
    """Return a rate without an exponent."""
    return np.format_float_positional(rate, trim="-")


def _in_view(costs: Array) -> Array:
    """Return the costs with those off the axis, and those that are no numbers, on its edge."""
    return np.clip(np.where(np.isfinite(costs), costs, HIGH), LOW, HIGH)


def _label(run: Choice, made: Run, present: Choice) -> str:
    """Return the rate and the accuracy, with the rule and batch size where they are others than those at present."""
    rule = "" if run.rule == present.rule else f"{run.rule.replace('GradientDescent', 'GD')} "
    batch = "" if run.batch_size == present.batch_size else f" ({run.batch_size})"
    return f"{rule}{written(run.rate)}{batch}: {made.accuracy:.0%}"


# --- the controls


class RateFinder(LiveFigure):
    """A range test and runs that follow rule, batch size and rate, for example ``RateFinder("Adam", rate=0.01)``.

    Args:
        rule: one of RULES.
        batch_size: one of BATCH_SIZES.
        rate: one of RATES, ten in a decade from 0.00001 to 100.
        earlier: rates of runs that are there from the start, for comparison.
    """

    _timer: asyncio.TimerHandle | None = None
    _resting = True  # whether the controls stand still, so that a run is wanted

    def __init__(
        self, rule: str = "GradientDescent", batch_size: int = 64, rate: float = 0.25, earlier: tuple = (0.01, 2.5)
    ):
        start = _checked(Choice(rule, batch_size, rate))
        self._runs = {one: trained(one) for one in (_checked(start._replace(rate=rate)) for rate in earlier)}
        alt = "Range test of {rule} on digits, batches of {batch_size}, and training runs"
        super().__init__(setup, self._draw_all, alt=alt, size=(8.8, 3.9), **_controls(start))
        self._forget = widgets.Button(description="Forget earlier runs", tooltip="Remove the grey lines and points")
        self._forget.on_click(lambda _: self.forget())
        rule, batch_size, rate = self.controls.values()
        self.children[0].children = (rule, batch_size, self._forget, rate)

    @property
    def choice(self) -> Choice:
        """Return what the controls say."""
        return Choice(**self.values)

    @property
    def runs(self) -> dict[Choice, Run]:
        """Return the runs made so far, the latest last."""
        return dict(self._runs)

    def set(self, **values) -> RateFinder:
        """Set controls by name, train, draw and return the finder itself."""
        _checked(self.choice._replace(**{name: values[name] for name in values.keys() & self.controls.keys()}))
        super().set(**values)
        self._come_to_rest()
        return self

    def forget(self) -> None:
        """Forget all runs but the present one."""
        self._runs.clear()
        self._come_to_rest()

    def close(self) -> None:
        """Remove the finder from the page and from the kernel."""
        self._stop_waiting()
        super().close()

    # --- what happens when a control moves

    def _changed(self, change) -> None:
        """Move the marker at once; train when nothing has changed for a while, or at once where no time passes."""
        self._stop_waiting()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._resting = True
        else:
            self._resting = False
            self._timer = loop.call_later(REST, self._come_to_rest)
        super()._changed(change)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _come_to_rest(self) -> None:
        self._stop_waiting()
        self._resting = True
        self._show()

    def _draw_all(self, artists: dict, rule: str, batch_size: int, rate: float) -> str:
        """Draw the present choice, trained if the controls rest, and return what there is to see in words."""
        choice = Choice(rule, batch_size, rate)
        if self._resting:
            self._runs.pop(choice, None)
            self._runs[choice] = trained(choice)  # the latest is the last
        draw_test(artists, choice, self._runs)
        draw_runs(artists, choice, self._runs)
        return in_words(choice, self._runs.get(choice))


def in_words(choice: Choice, run: Run | None) -> str:
    """Say what the run came to and where the range test suggests to look."""
    test = range_test_of(choice.rule, choice.batch_size)
    low, high = (written(float(f"{rate:.1g}")) for rate in test.suggested)
    said = f"The curve is lowest at a rate of about {high}: look for a good one between {low} and {high}."
    after = f"After {PASSES} passes with rate {written(choice.rate)}"
    if run is None:
        return f"{after}: wait until the controls rest. {said}"
    cost = f"{run.costs[-1]:.2g}" if run.costs[-1] < HIGH else f"above {HIGH:g}"
    return f"{after} the cost is {cost}, and {run.accuracy:.0%} of the held-out digits are right. {said}"


def _controls(start: Choice) -> dict[str, widgets.Widget]:
    """Return a control for each field of ``Choice``, set to ``start``."""
    slider = widgets.SelectionSlider
    rates = [(written(rate), rate) for rate in RATES]
    return {
        "rule": _labelled(widgets.Dropdown, "Rule", start.rule, list(RULES), "16em"),
        "batch_size": _labelled(slider, "Batch size", start.batch_size, BATCH_SIZES, "20em"),
        "rate": _labelled(slider, "Learning rate", start.rate, rates, "48em"),
    }


def _labelled(kind, description: str, value, options, width: str) -> widgets.Widget:
    style, layout = {"description_width": "initial"}, widgets.Layout(width=width, max_width="97%")
    return kind(value=value, options=options, description=description, style=style, layout=layout)


def _checked(choice: Choice) -> Choice:
    """Return the choice, or raise ValueError/TypeError when the controls do not offer it."""
    for name, offered in (("rule", tuple(RULES)), ("batch_size", BATCH_SIZES)):
        value = getattr(choice, name)
        if value not in offered:
            raise ValueError(f"{name} must be one of {', '.join(map(str, offered))}; got {value!r}")
    rate = check.number("a rate", choice.rate, RATES[0], RATES[-1])
    if rate not in RATES:
        nearest = min(RATES, key=lambda one: abs(np.log(one / rate)))
        raise ValueError(f"there are ten rates in a decade; the nearest to {rate!r} is {written(nearest)}")
    return choice
