"""The seeds experiment: what a paper of 1986 reports of one run, from many random starts.

Choose a task, the number of hidden units, the learning rate, momentum and the range of the initial weights, and see
what share of the networks solves the task and after how many sweeps, with the number that the paper prints.

In a notebook it trains in a thread of its own, so that the kernel stays free; when the setting changes meanwhile, the
training is broken off.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from html import escape

import ipywidgets as widgets

from bplib import _validation as check
from bplib.widgets.seeds_experiment.mathematics import CRITERIA, TASKS, Outcome, OutdatedError, Setting, picture_of, run
from bplib.widgets.seeds_experiment.picture import SeedsPicture
from bplib.widgets.shared.controls import labelled, row_of
from bplib.widgets.shared.fast_figure import image_tag, text_of
from bplib.widgets.shared.one_per_cell import OnePerCell
from bplib.widgets.shared.slider_names import SliderNames

# What the sliders offer.
HIDDEN = tuple(range(1, 9))
RATES = (0.01, 0.03, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0)
MOMENTA = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95)
REACHES = (0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 4.0)
SEEDS = (20, 50, 100, 200)


class SeedsExperiment(OnePerCell, widgets.VBox):
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
        row = row_of(*self.controls.values(), row_of(self._paper, self._other))
        super().__init__([row, self._picture, self._words, SliderNames()])
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
    criteria = [(words, name) for name, words in CRITERIA.items()]
    return {
        "task": labelled(widgets.Dropdown, "Task", start.task, options=list(TASKS)),
        "hidden": labelled(slider, "Hidden units", start.hidden, options=HIDDEN),
        "learning_rate": labelled(slider, "Learning rate", start.learning_rate, options=_written(RATES)),
        "momentum": labelled(slider, "Momentum", start.momentum, options=_written(MOMENTA)),
        "reach": labelled(slider, "Start weights ±", start.reach, options=_written(REACHES)),
        "seeds": labelled(slider, "Seeds", start.seeds, options=SEEDS),
        "criterion": labelled(widgets.Dropdown, "Solved when", start.criterion, options=criteria),
    }


def _check_choice(name: str, control: widgets.Widget, value) -> None:
    """Raise ValueError when the control does not offer the value."""
    offered = [option[1] if isinstance(option, tuple) else option for option in control.options]
    if value not in offered:
        raise ValueError(f"{name} must be one of {', '.join(map(str, offered))}; got {value!r}")


def _written(values) -> list[tuple[str, float]]:
    return [(f"{value:g}", value) for value in values]
