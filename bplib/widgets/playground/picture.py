"""The picture of the training playground: the decision boundary, and beside it cost and accuracy over the epochs."""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import PercentFormatter

from bplib.plotting.boundary import Boundary, empty_boundary, grid
from bplib.plotting.style import COLOURS, INK, QUIET, quiet_axes
from bplib.widgets.playground.mathematics import TrainingRun
from bplib.widgets.shared.fast_figure import FastFigure

RESOLUTION = 60  # the plane is asked at 60 by 60 points
FIRST_EPOCHS = 50  # shown at the start; the axis doubles when it is full
HIGHEST_COST = 19.2  # a diverging cost leaves the picture here
LOOKS = {"training": {"color": INK}, "held out": {"color": COLOURS[4], "linestyle": "--"}}
GUIDE = {"color": QUIET, "linewidth": 0.8, "linestyle": ":"}


class PlaygroundPicture:
    """Draws a ``TrainingRun`` as a PNG, fast enough for an animation."""

    def __init__(self):
        self._fast = FastFigure(self._setup, size=(8.6, 3.7))
        self._choices = None

    def _setup(self, figure: Figure) -> list[Artist]:
        axes = figure.subplot_mosaic("pc;pa", width_ratios=(1, 1.2), height_ratios=(2, 1))
        self._boundary: Boundary = empty_boundary(axes["p"])
        self._curves: list[Line2D] = _empty_curves(axes["c"], axes["a"])
        figure.align_ylabels()
        return [*self._boundary.artists, *self._curves]

    def png(self, run: TrainingRun) -> bytes:
        """Return the picture of the run as it stands."""
        if run.choices is not self._choices:
            self._limits = self._boundary.show_points(*run.train, run.held_out)
            self._choices = run.choices
        self._boundary.show_outputs(run.outputs(grid(self._limits, RESOLUTION)))
        _show_curves(self._curves, np.array(run.history))
        return self._fast.png()


def _empty_curves(cost: Axes, accuracy: Axes) -> list[Line2D]:
    """Set up two axes; return the curves of cost and accuracy in training, then the same two for the held-out."""
    cost.set(ylabel="cost")
    cost.tick_params(labelbottom=False)
    accuracy.set(xlabel="epoch", ylabel="accuracy", ylim=(0, 1.05), yticks=(0, 0.5, 1))
    accuracy.yaxis.set_major_formatter(PercentFormatter(1))
    cost.axhline(np.log(2), **GUIDE)  # the cost of answering one half everywhere
    accuracy.axhline(0.5, **GUIDE)
    for ax in (cost, accuracy):
        quiet_axes(ax)
        ax.set_xlim(0, 1000)  # the layout leaves room for a label as wide as that
    curves = [ax.plot([], [], label=name, **look)[0] for name, look in LOOKS.items() for ax in (cost, accuracy)]
    cost.legend(handles=curves[::2], loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False, borderpad=0)
    return curves


def _show_curves(curves: list[Line2D], history: np.ndarray) -> None:
    """Give the curves the history, shape (epochs + 1, 4), and room: the axes double whenever they are full."""
    epochs = np.arange(len(history))
    for curve, values in zip(curves, history.T, strict=True):
        curve.set_data(epochs, values)
    highest = min(history[:, ::2].max(), HIGHEST_COST)
    right = _doubled(FIRST_EPOCHS, epochs[-1])
    curves[0].axes.set(xlim=(0, right), ylim=(0, 1.02 * _doubled(1.2, highest)))
    curves[1].axes.set(xlim=(0, right))


def _doubled(start: float, needed: float) -> float:
    """Return the first of start, 2 start, 4 start ... that is at least ``needed``."""
    while start < needed:
        start *= 2
    return start
