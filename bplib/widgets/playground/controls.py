"""The buttons, menus and sliders of the training playground; they know nothing of what they control."""

from __future__ import annotations

import ipywidgets as widgets

from bplib.widgets.playground.mathematics import ACTIVATIONS, PROBLEMS, TrainingRun
from bplib.widgets.shared.controls import labelled, row_of


class Controls(widgets.VBox):
    """The controls, set to what ``run`` starts with.

    ``choices`` (by name) start the training again when they change, ``rates`` may change while it goes on; ``start``,
    ``step``, ``reset`` and ``new_weights`` are buttons, ``speed`` is the number of epochs a frame.
    """

    def __init__(self, run: TrainingRun):
        self.start = widgets.ToggleButton(tooltip="Train, or pause", layout=widgets.Layout(width="130px"))
        self.step = _button("Step", "step-forward", "Train for one epoch")
        self.reset = _button("Reset", "undo", "Back to the same initial weights")
        self.new_weights = _button("New weights", "random", "Other initial weights, same data")
        self.choices, self.rates = _choices(run), _rates(run)
        self.speed = labelled(widgets.SelectionSlider, "Epochs a frame", 2, options=(1, 2, 5, 10, 20, 50))
        buttons = row_of(self.start, self.step, self.reset, self.new_weights)
        super().__init__([buttons, row_of(*self.choices.values(), *self.rates.values(), self.speed)])
        self.show_running(False)

    def show_running(self, running: bool) -> None:
        """Make the first button say what it will do next."""
        self.start.value = running
        self.start.description, self.start.icon = ("Pause", "pause") if running else ("Start", "play")


def _choices(run: TrainingRun) -> dict[str, widgets.Widget]:
    """Return a control for each of the ``Choices`` but the seed."""
    now, when_released = run.choices, {"continuous_update": False}
    return {
        "problem": labelled(widgets.Dropdown, "Data set", now.problem, options=list(PROBLEMS)),
        "activation": labelled(widgets.Dropdown, "Activation", now.activation, options=ACTIVATIONS),
        "noise": labelled(widgets.FloatSlider, "Noise", now.noise, min=0, max=3, step=0.25, **when_released),
        "depth": labelled(widgets.IntSlider, "Hidden layers", now.depth, min=1, max=4, **when_released),
        "width": labelled(widgets.IntSlider, "Units in each", now.width, min=1, max=16, **when_released),
    }


def _rates(run: TrainingRun) -> dict[str, widgets.Widget]:
    """Return a control for the learning rate and one for the batch size, both in steps by factors of two or three."""
    sizes = sorted({1, 2, 5, 10, 20, 50, 100, 200, run.batch_size})
    rates = sorted({0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, run.learning_rate})
    rates = [(f"{rate:g}", rate) for rate in rates]
    return {
        "learning_rate": labelled(widgets.SelectionSlider, "Learning rate", run.learning_rate, options=rates),
        "batch_size": labelled(widgets.SelectionSlider, "Batch size", run.batch_size, options=sizes),
    }


def _button(description: str, icon: str, tooltip: str) -> widgets.Button:
    return widgets.Button(description=description, icon=icon, tooltip=tooltip, layout=widgets.Layout(width="130px"))
