"""The seeds experiment: what a paper of 1986 reports of one run, from many random starts.

Choose a task, the number of hidden units, the learning rate, momentum and the range of the initial weights, and see
what share of the networks solves the task and after how many sweeps, with the number that the paper prints.

Three parts, one below the other: ``run`` trains (a pure function of a ``Setting``), ``picture_of`` says what there is
to see (a pure function of an ``Outcome``), and ``SeedsExperiment`` is the shell of controls.  In a notebook it trains
in a thread of its own, so that the kernel stays free; when the setting changes meanwhile, the training is broken off.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import escape
from typing import NamedTuple

import ipywidgets as widgets
import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullLocator, PercentFormatter

from bplib import _validation as check
from bplib.data import datasets
from bplib.historic.many_networks import random_networks
from bplib.historic.many_runs import StopRule, all_on_the_right_side, error_at_most, train
from bplib.plotting.style import CLASS_COLOURS, INK, QUIET, quiet_axes
from bplib.widgets.shared.fast_figure import FastFigure, image_tag, text_of

Array = np.ndarray

SWEEPS = 4000  # a network that takes longer counts as unsolved
LOW, HIGH = 0.1, 0.9  # the targets of 1986
PATIENCE = 1.2  # seconds on one core that an answer may take

# What the sliders offer.
HIDDEN = tuple(range(1, 9))
RATES = (0.01, 0.03, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0)
MOMENTA = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95)
REACHES = (0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 4.0)
SEEDS = (20, 50, 100, 200)
CRITERIA = {"error": "small error (see below)", "side": "right side of ½"}


class Setting(NamedTuple):
    """What is trained, how, and how often.

    ``reach`` r draws the initial weights evenly from -r to r; another ``draw`` gives other starts.
    """

    task: str
    hidden: int
    learning_rate: float
    momentum: float
    reach: float
    seeds: int = 100
    criterion: str = "error"
    draw: int = 0


class Task(NamedTuple):
    """A task of 1986: its patterns, whether the inputs reach the output directly too, the error that counts as solved,
    the number of sweeps that is printed for it and what that number is, and the setting it goes with.
    """

    patterns: Callable[[], tuple[Array, Array]]
    direct: bool
    error: float
    why: str
    printed: Callable[[int], float]
    source: str
    setting: Setting
    cost: tuple[float, float]  # microseconds a sweep takes for one seed: a start, and more for each hidden unit


TASKS = {
    "mirror symmetry": Task(
        datasets.mirror_symmetry,
        False,
        0.0202,
        "the error of the network that Nature prints",
        lambda hidden: 1425,
        "6-2-1 in Nature 1986",
        Setting("mirror symmetry", 2, 0.1, 0.9, 0.3),
        (1.0, 0.75),
    ),
    "XOR, direct links": Task(
        datasets.xor,
        True,
        0.0006,
        "the error of the network that PDP prints",
        lambda hidden: 558,
        "2-1-1 in PDP, chapter 8",
        Setting("XOR, direct links", 1, 0.5, 0.9, 0.5),
        (1.2, 0.1),
    ),
    "XOR": Task(
        datasets.xor,
        False,
        0.02,
        "a mean squared error of 0.01",
        lambda hidden: 280 - 33 * np.log2(hidden),
        "PDP formula, η = 0.25",
        Setting("XOR", 2, 0.25, 0.9, 1.0),
        (0.8, 0.1),
    ),
}


# --- the experiment


class Outcome(NamedTuple):
    """What came of a setting: ``seeds`` were trained, ``sweeps`` holds the sweeps of those that solved the task, in
    increasing order, and ``errors`` the last errors E of the others.
    """

    setting: Setting
    seeds: int
    sweeps: Array
    errors: Array


class OutdatedError(Exception):
    """The setting has changed: nobody waits for this result any more."""


def seeds_in_time(setting: Setting) -> int:
    """Return how many of the wanted seeds can be trained in ``PATIENCE`` seconds even when none solves the task."""
    start, more = TASKS[setting.task].cost
    possible = PATIENCE * 1e6 / SWEEPS / (start + more * setting.hidden)
    return min(setting.seeds, int(possible // 10) * 10)


def run(setting: Setting, outdated: Callable[[], bool] = lambda: False) -> Outcome:
    """Train the networks of a setting; raise OutdatedError as soon as ``outdated()``."""
    task = check.choice("task", setting.task, TASKS)
    X, Y = task.patterns()
    n_in, seeds = X.shape[1], seeds_in_time(setting)
    rng = np.random.default_rng(setting.draw)
    starts = random_networks([n_in, setting.hidden, 1], seeds, setting.reach, rng, task.direct)
    until = _until(_rule(setting), outdated)
    rates = {"eta": setting.learning_rate, "alpha": setting.momentum}
    runs = train(starts, X, LOW + (HIGH - LOW) * Y, sweeps=SWEEPS, until=until, **rates)
    return Outcome(setting, seeds, runs.sweeps_needed, runs.E[~runs.solved])


def _rule(setting: Setting) -> StopRule:
    check.choice("criterion", setting.criterion, CRITERIA)
    return all_on_the_right_side if setting.criterion == "side" else error_at_most(TASKS[setting.task].error)


def _until(rule: StopRule, outdated: Callable[[], bool]) -> StopRule:
    """Return the rule, asked before every sweep, as a place to break the training off."""

    def until(E: Array, a: Array, y: Array) -> Array:
        if outdated():
            raise OutdatedError
        return rule(E, a, y)

    return until


# --- what there is to see

EDGES = np.geomspace(20, SWEEPS, 51)  # of the histogram
ROOM = {"median": 2.0, "printed": 3.5}  # a label is as long as the way from a number of sweeps to so many times it
TICKS = (20, 50, 100, 200, 500, 1000, 2000, 4000)


class Picture(NamedTuple):
    """What is drawn: the title, the share of the networks in each bin of EDGES, how many of how many solved the task,
    the median of the sweeps (None when nothing is solved), the printed number with its source, and what to say.
    """

    title: str
    bins: Array
    solved: tuple[int, int]
    median: float | None
    printed: float
    source: str
    words: str


def picture_of(outcome: Outcome) -> Picture:
    """Return what there is to see of an outcome."""
    setting, seeds, sweeps, _ = outcome
    task = TASKS[setting.task]
    counts, _ = np.histogram(np.clip(sweeps, EDGES[0], EDGES[-1]), EDGES)
    n_in = task.patterns()[0].shape[1]
    title = (
        f"{setting.task}, {n_in}-{setting.hidden}-1: learning rate {setting.learning_rate:g}, "
        f"momentum {setting.momentum:g}, start ±{setting.reach:g}, {seeds} seeds"
        + (f" (not {setting.seeds}, for speed)" if seeds < setting.seeds else "")
    )
    median = float(np.median(sweeps)) if len(sweeps) else None
    printed = float(task.printed(setting.hidden))
    return Picture(title, counts / seeds, (len(sweeps), seeds), median, printed, task.source, _words(outcome))


def _words(outcome: Outcome) -> str:
    """Say what happened: how many solved it and how fast, where the others are, and what was left out."""
    setting, seeds, sweeps, errors = outcome
    task = TASKS[setting.task]
    goal = "all outputs on the right side of ½" if setting.criterion == "side" else f"E ≤ {task.error:g}, {task.why}"
    said = [f"{len(sweeps)} of {seeds} networks solved it within {SWEEPS:,} sweeps ({goal})."]
    if len(sweeps):
        low, median, high = np.percentile(sweeps, (25, 50, 75))
        said.append(f"Median {median:,.0f} sweeps, the middle half {low:,.0f} to {high:,.0f}.")
    if len(errors):
        values, counts = np.unique([f"{error:.2g}" for error in errors], return_counts=True)
        most = int(counts.argmax())
        said.append(f"Of those that did not, {counts[most]} ended near E = {float(values[most]):g}.")
    if seeds < setting.seeds:
        said.append(f"Only {seeds} seeds instead of {setting.seeds}, so that the answer comes in time.")
    return " ".join(said)


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


# --- the controls


class SeedsExperiment(widgets.VBox):
    """Controls, picture and words around ``run``, for example ``SeedsExperiment("XOR", hidden=3)``.

    Args:
        task: a key of TASKS; the other controls start with the setting of the paper.
        setting: fields of ``Setting`` to start with instead.
    """

    _wanted = 0  # counts the settings: what belongs to an earlier one is outdated
    _task: asyncio.Task | None = None
    _quiet = False  # while several controls move at once
    _closed = False

    def __init__(self, task: str = "mirror symmetry", **setting):
        start = check.choice("task", task, TASKS).setting
        self.controls, self._draw = _controls(start), 0
        self._painter, self._picture, self._words = SeedsPicture(), widgets.HTML(), widgets.HTML()
        self._paper = widgets.Button(description="Values of the paper", tooltip="Back to what the paper used")
        self._other = widgets.Button(description="Other starts", tooltip="Draw other initial weights")
        row = widgets.HBox([*self.controls.values(), self._paper, self._other])
        row.layout.flex_flow = "row wrap"
        super().__init__([row, self._picture, self._words])
        for name, control in self.controls.items():
            control.observe(self._task_changed if name == "task" else self._changed, "value")
        self._paper.on_click(lambda _: self._start_from(TASKS[self.controls["task"].value].setting))
        self._other.on_click(lambda _: self._other_starts())
        self.set(**setting)

    @property
    def setting(self) -> Setting:
        """Return what the controls say."""
        return Setting(**{name: control.value for name, control in self.controls.items()}, draw=self._draw)

    def set(self, **values) -> SeedsExperiment:
        """Set controls by name, train and draw at once, and return the experiment itself."""
        unknown = ", ".join(values.keys() - self.controls.keys())
        if unknown:
            raise ValueError(f"there is no control {unknown}; the controls are {', '.join(self.controls)}")
        for name, value in values.items():
            _check_choice(name, self.controls[name], value)
        self._quiet = True
        for name in sorted(values, key=lambda name: name != "task"):  # the task first: it sets the others
            self.controls[name].value = values[name]
        self._quiet = False
        self._wanted += 1
        self._show(run(self.setting))
        return self

    def frame(self) -> bytes:
        """Return the picture as a PNG."""
        return self._painter.png(picture_of(self.outcome))

    def describe(self) -> str:
        """Return in words what the picture shows."""
        picture = picture_of(self.outcome)
        printed = f"For comparison, {picture.source}: {picture.printed:,.0f}."
        return f"Seeds experiment, {picture.title}. {picture.words} {printed}"

    def close(self) -> None:
        """Stop training and remove the experiment from the page and from the kernel."""
        self._wanted, self._closed = self._wanted + 1, True
        for part in self.children:
            for inner in getattr(part, "children", ()):
                inner.close()
            part.close()
        super().close()

    # --- what happens when a control moves

    def _task_changed(self, change) -> None:
        """Begin with the values that the paper used for the new task."""
        self._start_from(TASKS[change.new].setting)

    def _start_from(self, setting: Setting) -> None:
        quiet, self._quiet = self._quiet, True
        for name in ("hidden", "learning_rate", "momentum", "reach"):
            self.controls[name].value = getattr(setting, name)
        self._quiet = quiet
        self._changed()

    def _other_starts(self) -> None:
        self._draw += 1
        self._changed()

    def _changed(self, _change=None) -> None:
        """Train for the new setting: in a notebook in the background, elsewhere at once."""
        if self._quiet:
            return
        self._wanted += 1
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._show(run(self.setting))
            return
        if self._task is None:
            self._task = loop.create_task(self._train_latest())

    async def _train_latest(self) -> None:
        """Train for the present setting in the other thread, again and again until the setting stays the same."""
        loop, finished = asyncio.get_running_loop(), None
        try:
            while finished != self._wanted and not self._closed:
                wanted = self._wanted
                self._say("Training …")
                try:
                    outcome = await loop.run_in_executor(_worker, run, self.setting, lambda w=wanted: w != self._wanted)
                except OutdatedError:
                    continue
                if wanted == self._wanted:
                    self._show(outcome)
                    finished = wanted
        finally:
            self._task = None

    def _show(self, outcome: Outcome) -> None:
        self.outcome = outcome
        picture = picture_of(outcome)
        self._picture.value = image_tag(self._painter.png(picture), self.describe())
        self._say(picture.words)

    def _say(self, words: str) -> None:
        self._words.value = f'<div style="line-height: 1.5; min-height: 3em; max-width: 860px">{escape(words)}</div>'

    def _repr_mimebundle_(self, **kwargs) -> dict:
        """Return the live experiment, and a picture with a text for where there is no kernel."""
        picture = {"text/plain": self.describe(), "image/png": text_of(self.frame())}
        return dict(super()._repr_mimebundle_(**kwargs) or {}) | picture


_worker = ThreadPoolExecutor(1, "seeds-experiment")  # one training at a time, beside the kernel's own thread


def _controls(start: Setting) -> dict[str, widgets.Widget]:
    """Return a control for each field of ``Setting`` but the draw, set to ``start``."""
    slider = widgets.SelectionSlider
    return {
        "task": _labelled(widgets.Dropdown, "Task", start.task, list(TASKS)),
        "hidden": _labelled(slider, "Hidden units", start.hidden, HIDDEN),
        "learning_rate": _labelled(slider, "Learning rate", start.learning_rate, _written(RATES)),
        "momentum": _labelled(slider, "Momentum", start.momentum, _written(MOMENTA)),
        "reach": _labelled(slider, "Start weights ±", start.reach, _written(REACHES)),
        "seeds": _labelled(slider, "Seeds", start.seeds, SEEDS),
        "criterion": _labelled(
            widgets.Dropdown, "Solved when", start.criterion, [(words, name) for name, words in CRITERIA.items()]
        ),
    }


def _labelled(kind, description: str, value, options) -> widgets.Widget:
    style, layout = {"description_width": "110px"}, widgets.Layout(width="290px")
    return kind(value=value, options=options, description=description, style=style, layout=layout)


def _check_choice(name: str, control: widgets.Widget, value) -> None:
    """Raise ValueError when the control does not offer the value."""
    offered = [option[1] if isinstance(option, tuple) else option for option in control.options]
    if value not in offered:
        raise ValueError(f"{name} must be one of {', '.join(map(str, offered))}; got {value!r}")


def _written(values) -> list[tuple[str, float]]:
    return [(f"{value:g}", value) for value in values]
