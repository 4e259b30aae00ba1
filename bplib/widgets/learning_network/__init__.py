"""The learning network: a small network that shows its gradients while it learns.

The mathematics runs in the browser (``mathematics.js`` and its neighbours), so the network learns at the rate of the
screen and needs no kernel.  This module hands over the library's points, computes the same run with the library
(``run.py``), and draws the picture that stands in where nothing runs.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import traitlets
from matplotlib.figure import Figure

from bplib import _validation as check
from bplib.network import Network
from bplib.plotting.learning_network import learning_figure
from bplib.widgets.browser_widget import BrowserWidget, script, style_sheet
from bplib.widgets.learning_network.run import (
    DRAWS,
    OWN,
    PROBLEMS,
    RULES,
    Data,
    Run,
    own_points,
    plain_problems,
    points_of,
)

ACTIVATIONS = ("tanh", "sigmoid", "relu", "leaky_relu", "softplus", "silu", "selu", "identity")
LOSSES = ("binary_cross_entropy", "quadratic", "mean_squared_error")
MOST_LAYERS, MOST_UNITS, MOST_POINTS, MOST_STEPS, REACH = 4, 8, 200, 40_000, 2.0
RATES, LARGEST_BATCH, LAST_SEED = (1e-5, 1000.0), 1_000_000, 2**31
STILL = 300  # steps that the picture shows where none has been made
ROWS = 60  # of the curves in the picture


class LearningNetwork(BrowserWidget):
    """A network that shows its units, weights and gradients while it learns: ``LearningNetwork("spirals", [8, 8])``.

    ``run()`` computes with the library what the page shows.

    Args:
        problem: "XOR clouds", "two moons", "circles", "spirals" or "own points".
        hidden: the units of each hidden layer, up to 4 layers of 1 to 8 units; [] for none.
        activation: of the hidden units; the output is a sigmoid unit.
        loss: "binary_cross_entropy", "quadratic" or "mean_squared_error".
        initial: "glorot", "he", "lecun" or "unit_normal".
        noise: a multiple of the problem's usual noise, from 0 to 3.
        points: one's own points, up to 200, each (x, y, class) with x and y from -2 to 2 and class 0 or 1; they make
            the problem "own points".
        optimizer: "GradientDescent", "Momentum", "Nesterov" or "Adam" (with weight decay AdamW).
        learning_rate, batch_size, weight_decay: as in ``bplib.train``.
        seed: of the initial weights and of the order of the examples.
        steps: how many steps have been made, up to 40,000.  The picture that stands in shows 300 where it is 0.

    Raises:
        ValueError, TypeError: when an argument does not fit; the message says which.
    """

    _title, _name = "The learning network", "learningNetwork"
    _offers = ("problems",)
    _dpi = 100
    _code = script("learning_network")
    _css = style_sheet("learning_network", root="learning-network")

    problem = traitlets.Enum((*PROBLEMS, OWN)).tag(sync=True)
    noise = traitlets.Float(1.0, min=0.0, max=3.0).tag(sync=True)
    points = traitlets.List().tag(sync=True)
    hidden = traitlets.List(traitlets.Int()).tag(sync=True)
    activation = traitlets.Enum(ACTIVATIONS).tag(sync=True)
    loss = traitlets.Enum(LOSSES).tag(sync=True)
    initial = traitlets.Enum(tuple(DRAWS)).tag(sync=True)
    seed = traitlets.Int(min=0, max=LAST_SEED).tag(sync=True)
    optimizer = traitlets.Enum(tuple(RULES)).tag(sync=True)
    learning_rate = traitlets.Float(0.3, min=RATES[0], max=RATES[1]).tag(sync=True)
    batch_size = traitlets.Int(10, min=1, max=LARGEST_BATCH).tag(sync=True)
    weight_decay = traitlets.Float(min=0.0, max=1.0).tag(sync=True)
    past = traitlets.List().tag(sync=True)  # other rates of earlier steps: each with "until", the step that ended them
    steps = traitlets.Int(min=0, max=MOST_STEPS).tag(sync=True)
    stage = traitlets.Int().tag(sync=True)  # of the slow motion
    selected = traitlets.List(traitlets.Int()).tag(sync=True)  # a unit: layer and place
    speed = traitlets.Int(2, min=1, max=100).tag(sync=True)  # steps a frame, while it plays
    problems = traitlets.Dict().tag(sync=True)  # the library's points

    def __init__(
        self,
        problem: str | None = None,
        hidden: Sequence[int] = (4, 4),
        activation: str = "tanh",
        loss: str = "binary_cross_entropy",
        *,
        initial: str = "glorot",
        noise: float = 1.0,
        points=None,
        optimizer: str = "GradientDescent",
        learning_rate: float = 0.3,
        batch_size: int = 10,
        weight_decay: float = 0.0,
        seed: int = 0,
        steps: int = 0,
    ):
        if problem is None:
            problem = "XOR clouds" if points is None else OWN
        choices = {
            "problem": problem,
            "activation": activation,
            "loss": loss,
            "initial": initial,
            "optimizer": optimizer,
        }
        known = ((*PROBLEMS, OWN), ACTIVATIONS, LOSSES, DRAWS, RULES)
        for (name, value), names in zip(choices.items(), known, strict=True):
            check.choice(name, value, dict.fromkeys(names))
        hidden = _checked_hidden(hidden)
        super().__init__(
            **choices,
            hidden=hidden,
            noise=float(check.number("noise", noise, 0, 3)),
            points=_checked_points(points, problem),
            learning_rate=float(check.number("learning_rate", learning_rate, *RATES)),
            batch_size=_checked_number("batch_size", batch_size, 1, LARGEST_BATCH),
            weight_decay=float(check.number("weight_decay", weight_decay, 0, 1)),
            seed=_checked_number("seed", seed, 0, LAST_SEED),
            steps=_checked_number("steps", steps, 0, MOST_STEPS),
            selected=[len(hidden) + 1, 0],
            problems=plain_problems(),
        )

    # --- what is shown, in the library

    def data(self) -> tuple[Data, Data | None]:
        """Return (X, Y) to train on and (X, Y) held out, X (m, 2) and Y (m, 1); of one's own none is held out."""
        if self.problem == OWN:
            return own_points(self.points), None
        return points_of(self.problems[self.problem], self.noise)

    def run(self, steps: int | None = None) -> Run:
        """Return the run after so many steps, up to 40,000; default: those that the page has made."""
        steps = self.steps if steps is None else _checked_number("steps", steps, 0, MOST_STEPS)
        return Run(self._settings(), *self.data()).advance(steps)

    def network(self) -> Network:
        """Return the network as it is now."""
        return self.run().network

    def _settings(self) -> dict:
        names = ("hidden", "activation", "loss", "initial", "seed", "past", "optimizer", "learning_rate")
        return {name: getattr(self, name) for name in (*names, "batch_size", "weight_decay")}

    # --- the same without a kernel, or without anything that runs

    def _filmed(self) -> tuple[Run, list]:
        """Return the run of the picture, and its rows: step, what was measured, and the norms of ∂C/∂W^l."""
        run, last, rows = self.run(0), self.steps or STILL, []
        if not _can_learn(run.training):
            return run, rows
        for step in np.unique(np.linspace(0, last, ROWS).astype(int)):
            run.advance(step)
            rows.append((run.t, run.measured(), run.norms()))
            if run.lost:
                break
        return run, rows

    def figure(self) -> Figure:
        """Return the network with its maps, weights and gradients, the plane, the costs, and the gradient norms."""
        run, rows = self._filmed()
        gradient = run.gradient() if rows else None
        with np.errstate(all="ignore"):
            return learning_figure(run.network, gradient, run.training, run.held_out, rows)

    def description(self) -> str:
        """Return in words what ``figure`` shows."""
        sizes = "-".join(map(str, (2, *self.hidden, 1)))
        words = f"The learning network: {self.problem}, {sizes}, {self.activation}, {self.loss.replace('_', ' ')}.\n"
        run, rows = self._filmed()
        if not rows:
            return f"{words}There are no points of both classes yet."
        step, now, norms = rows[-1]
        held = "" if now.validation_cost is None else f" (held out {now.validation_accuracy:.1%})"
        end = " The numbers have overflowed." if run.lost else ""
        lengths = ", ".join(f"layer {l} {norm:.1g}" for l, norm in enumerate(norms, start=1))
        words += f"Step {step}: cost {now.cost:.2g}, accuracy {now.accuracy:.1%}{held}.{end}\n"
        return f"{words}Norms of the gradient: {lengths}."


def _can_learn(training: Data) -> bool:
    return {0.0, 1.0} <= set(training[1].ravel().tolist())


# --- checks


def _checked_number(name: str, value, low: int, high: int) -> int:
    return int(check.number(name, check.whole_number(name, value, low), low, high))


def _checked_hidden(hidden) -> list[int]:
    listed = isinstance(hidden, (Sequence, np.ndarray)) and not isinstance(hidden, (str, bytes))
    if not listed or getattr(hidden, "ndim", 1) != 1 or len(hidden) > MOST_LAYERS:
        raise ValueError(f"hidden must be a list of at most {MOST_LAYERS} numbers of units, got {hidden!r}")
    for l, n in enumerate(hidden, start=1):
        if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or not 1 <= n <= MOST_UNITS:
            raise ValueError(f"hidden layer {l} must have 1 to {MOST_UNITS} units, got {n!r}")
    return [int(n) for n in hidden]


def _checked_points(points, problem: str) -> list[list[float]]:
    if points is None or (isinstance(points, list) and not points):
        return []
    if problem != OWN:
        raise ValueError(f'points are for the problem "{OWN}", got points and the problem {problem!r}')
    values = check.real_matrix("points", points, 3)
    if len(values) > MOST_POINTS:
        raise ValueError(f"points must be at most {MOST_POINTS}, got {len(values)}")
    if np.abs(values[:, :2]).max() > REACH or not np.isin(values[:, 2], (0, 1)).all():
        raise ValueError(
            f"each of points must be (x, y, class) with x and y from -{REACH:g} to {REACH:g}, class 0 or 1"
        )
    return [[float(x), float(y), int(c)] for x, y, c in values]
