"""The delta explorer: forward and backward pass of a small network, step by step, with every number within reach.

The mathematics runs in the browser (``mathematics.js``), so the picture follows the hand at once and stays alive in
pages without a kernel.  This module hands over the numbers of a ``bplib.Network``, reads back what the learner made of
them, and draws the picture that stands in where nothing runs.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import traitlets
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bplib import _validation as check
from bplib.network import Network
from bplib.plotting.network_diagram import draw_network
from bplib.plotting.network_layout import layout
from bplib.widgets.browser_widget import BrowserWidget, checked_step, script, step_in_picture, style_sheet
from bplib.worked_example import worked_example

HIDDEN = ("sigmoid", "tanh", "relu", "identity")
OUTPUTS = {"quadratic": HIDDEN, "binary_cross_entropy": ("sigmoid",), "cross_entropy": ("softmax",)}
MOST_UNITS, MOST_LAYERS = 6, 4
SHOW = ("both", "weights", "gradients")
RATES = 0.001, 10.0  # of learning
WIDTH = 860  # of the drawing in the page, at least: the numbers on the edges then leave room for the edges


class DeltaExplorer(BrowserWidget):
    """An explorer of one example in a small network, for example ``DeltaExplorer(network, X, Y)``.

    The numbers are plain lists, the same in the browser and here: ``weights[l - 1]`` is W^l, ``biases[l - 1]`` is b^l,
    ``x`` and ``y`` are the example; ``network()``, ``X`` and ``Y`` give them back as arrays.

    Args:
        network: a ``bplib.Network``, at most 6 units a layer and 4 layers with weights; default: the worked example.
        X, Y: one example, shapes (1, n_0) and (1, n_L).
        stage: how far the two passes have come, from 0 (only the input) to ``last_stage``, or "all".
            The picture that stands in shows everything at stage 0.
        eta: the rate of a step of learning, from 0.001 to 10.
        show: what the edges show, "both", "weights" or "gradients".
        selected: ["weight", l, j, k], ["bias", l, j], ["unit", l, j], ["input", k] or ["target", j]; units from 0.

    Raises:
        ValueError, TypeError: when the network is too large, has units that are not offered, or a shape is wrong.
    """

    _title, _name = "Delta explorer", "explorer"
    _code = script("delta_explorer")
    _css = style_sheet("delta_explorer", root="delta-explorer")

    sizes = traitlets.List(traitlets.Int()).tag(sync=True)
    activations = traitlets.List(traitlets.Unicode()).tag(sync=True)
    loss = traitlets.Unicode().tag(sync=True)
    weights = traitlets.List().tag(sync=True)
    biases = traitlets.List().tag(sync=True)
    x = traitlets.List().tag(sync=True)
    y = traitlets.List().tag(sync=True)
    stage = traitlets.Int().tag(sync=True)
    selected = traitlets.List().tag(sync=True)
    show = traitlets.Enum(SHOW, "both").tag(sync=True)
    eta = traitlets.Float(1.0).tag(sync=True)
    costs = traitlets.List().tag(sync=True)  # since learning began, before the first step and after each
    places = traitlets.Dict().tag(sync=True)  # where things are drawn
    original = traitlets.Dict().tag(sync=True)  # the numbers to come back to

    def __init__(self, network: Network | None = None, X=None, Y=None, *, stage=0, show="both", selected=None, eta=1.0):
        if network is None:
            if X is not None or Y is not None:
                raise ValueError("X and Y need a network: use DeltaExplorer(network, X, Y)")
            network, X, Y = worked_example()
        _check_network(network)
        X, Y = (
            _one_example(name, value, size)
            for name, value, size in (("X", X, network.sizes[0]), ("Y", Y, network.sizes[-1]))
        )
        X, Y = network.checked_inputs(X), network.checked_targets(Y)
        numbers = {
            "sizes": list(network.sizes),
            "activations": [f.name for f in network.f[1:]],
            "loss": network.loss.name,
            "weights": [W.tolist() for W in network.W[1:]],
            "biases": [b.tolist() for b in network.b[1:]],
            "x": X[0].tolist(),
            "y": Y[0].tolist(),
        }
        super().__init__(
            **numbers,
            original=numbers,
            show=show,
            eta=float(check.number("eta", eta, *RATES)),
            stage=checked_step("stage", stage, _last_stage(network.L)),
            selected=_checked_key(selected or _first_choice(network.sizes), network.sizes),
            places=layout(network.sizes, width=WIDTH),
        )

    # --- what the learner made of it

    @property
    def X(self) -> np.ndarray:
        """Return the input, shape (1, n_0)."""
        return np.array([self.x], dtype=float)

    @property
    def Y(self) -> np.ndarray:
        """Return the target, shape (1, n_L)."""
        return np.array([self.y], dtype=float)

    def network(self) -> Network:
        """Return a new network with the numbers that are shown now."""
        network = Network(self.sizes, self.activations, self.loss, rng=np.random.default_rng(0))
        for l, (W, b) in enumerate(zip(self.weights, self.biases, strict=True), start=1):
            network.W[l][:], network.b[l][:] = W, b
        return network

    @property
    def last_stage(self) -> int:
        """Return the number of the stage at which everything is computed."""
        return _last_stage(len(self.weights))

    # --- the same state without a kernel, or without anything that runs

    def figure(self) -> Figure:
        """Return the graph as a Matplotlib figure: the numbers that have been computed at this stage."""
        network, places = self.network(), layout(self.sizes)
        trace = network.forward(self.X)
        gradient = network.backward(trace, self.Y)
        up, cost_known, down, learned = _reached(step_in_picture(self.stage, self.last_stage), network.L)
        layers = range(network.L + 1)
        forward = SimpleNamespace(Z=trace.Z[: up + 1], A=trace.A[: up + 1])
        backward = SimpleNamespace(
            D=[gradient.D[l] if l >= down else None for l in layers],
            W=[gradient.W[l] if l >= learned else None for l in layers],
            b=[gradient.b[l] if l >= learned else None for l in layers],
        )
        figure = Figure(figsize=(places["width"] / 96, places["height"] / 96), dpi=120)
        FigureCanvasAgg(figure)
        ax = figure.add_axes((0, 0, 1, 1))
        cost = network.cost(self.X, self.Y) if cost_known else None
        draw_network(ax, network, forward, backward, self.Y, cost=cost, show=self.show)
        return figure

    def description(self) -> str:
        """Return the numbers of ``figure`` in words."""
        network = self.network()
        trace = network.forward(self.X)
        gradient = network.backward(trace, self.Y)
        up, cost_known, down, _ = _reached(step_in_picture(self.stage, self.last_stage), network.L)
        sizes, f = "-".join(map(str, self.sizes)), ", ".join(self.activations)
        lines = [f"Delta explorer: network {sizes}, {f}, {self.loss.replace('_', ' ')} cost."]
        lines.append(f"Input x = {_numbers(self.x)}; target y = {_numbers(self.y)}.")
        for l in range(1, up + 1):
            line = f"Layer {l}: z = {_numbers(trace.Z[l][0])}; a = {_numbers(trace.A[l][0])}"
            lines.append(line + (f"; delta = {_numbers(gradient.D[l][0])}." if l >= down else "."))
        if cost_known:
            lines.append(f"Cost C = {_numbers([network.cost(self.X, self.Y)])}.")
        return "\n".join(lines)


# --- stages: input, forward 1 ... L, cost, then δ^l and the derivatives of layer l for l = L ... 1, then all


def _last_stage(L: int) -> int:
    return 3 * L + 2


def _reached(stage: int, L: int) -> tuple[int, bool, int, int]:
    """Return the highest layer with z and a, whether C is known, and the lowest layers with δ and with derivatives."""
    backward_steps = min(max(0, stage - L - 1), 2 * L)
    return min(stage, L), stage > L, L + 1 - (backward_steps + 1) // 2, L + 1 - backward_steps // 2


# --- checks


def _check_network(network) -> None:
    if not isinstance(network, Network):
        raise TypeError(f"network must be a bplib.Network, got {type(network).__name__}")
    if network.L > MOST_LAYERS or max(network.sizes) > MOST_UNITS:
        raise ValueError(
            f"the explorer draws at most {MOST_LAYERS} layers with weights and {MOST_UNITS} units a layer, "
            f"got sizes {network.sizes}"
        )
    names = [f.name for f in network.f[1:]]
    for l, name in enumerate(names[:-1], start=1):
        if name not in HIDDEN:
            raise ValueError(f"the explorer knows the hidden units {', '.join(HIDDEN)}; layer {l} has {name}")
    if network.loss.name not in OUTPUTS:
        raise ValueError(f"the explorer knows the losses {', '.join(OUTPUTS)}; got {network.loss.name}")
    outputs = OUTPUTS[network.loss.name]
    if names[-1] not in outputs:
        raise ValueError(
            f"with the {network.loss.name} loss the explorer knows the outputs {', '.join(outputs)}; got {names[-1]}"
        )


def _one_example(name: str, value, size: int) -> np.ndarray:
    """Return ``value`` as an array of shape (1, size), or raise an error that says what is wrong."""
    if value is None:
        raise ValueError(f"{name} must be one example of shape (1, {size}), got None")
    value = check.real_matrix(name, value, size)
    if len(value) != 1:
        raise ValueError(f"{name} must be one example of shape (1, {size}), got {value.shape}: use {name}[:1]")
    return value


def _first_choice(sizes) -> list:
    """Return a weight to begin with: into the second unit of the first layer, where there is one."""
    return ["weight", 1, min(1, sizes[1] - 1), 0]


def _checked_key(key, sizes) -> list:
    kind, *where = key
    layers = range(1, len(sizes))
    known = {
        "weight": len(where) == 3
        and where[0] in layers
        and where[1] < sizes[where[0]]
        and where[2] < sizes[where[0] - 1],
        "bias": len(where) == 2 and where[0] in layers and where[1] < sizes[where[0]],
        "unit": len(where) == 2 and where[0] in layers and where[1] < sizes[where[0]],
        "input": len(where) == 1 and where[0] < sizes[0],
        "target": len(where) == 1 and where[0] < sizes[-1],
    }
    if not known.get(kind, False) or min(where) < 0:
        raise ValueError(
            f"selected must name a number or unit of sizes {tuple(sizes)}, such as ['weight', 1, 0, 0]; got {key!r}"
        )
    return [kind, *map(int, where)]


def _numbers(values) -> str:
    """Return numbers with four decimals, separated by commas; no negative zero."""
    return ", ".join(f"{round(float(value), 4) + 0.0:.4f}" for value in values)
