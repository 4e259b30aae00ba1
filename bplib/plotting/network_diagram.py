"""A small network drawn as a graph: units with z, a and δ, edges with w and ∂C/∂w.

A unit is a circle in two parts: the upper one holds the forward pass (z and a), the lower one the backward pass (δ).
An edge is a line whose width grows with the size of its number; blue and solid is positive, orange and dashed is
negative.  The thin arrow beside an edge is its ∂C/∂w and points backwards.

``bplib.plotting.network_layout`` says where everything is; the explorer in the browser draws from the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Polygon

from bplib.plotting.diagram import INK, LINE, MARK, MUTED, Painter, sign_colour
from bplib.plotting.network_layout import LABEL_HEIGHT, RADIUS, layout
from bplib.plotting.number_text import number_text, subscript

SPLIT = 8  # the two parts of a unit meet this far below its centre

Key = tuple


def weight_width(w: float) -> float:
    """Return the width of the line of a weight: from 1 towards 7, whatever the other weights are."""
    return float(1 + 6 * (1 - np.exp(-abs(w) / 2)))


def gradient_width(g: float, largest: float) -> float:
    """Return the width of the line of a derivative, in proportion to the largest one in the network."""
    return 0.8 + 3.2 * abs(g) / largest if largest > 0 else 0.8


@dataclass
class NetworkDiagram:
    """The artists by what they show: ("weight", l, j, k), ("bias", l, j), ("unit", l, j), ("target", j), ("cost",).

    Units have the texts ("z", l, j), ("a", l, j) and ("delta", l, j) besides; inputs are ("unit", 0, k) with the text
    ("a", 0, k); the text below a number, its derivative, is ("derivative", *key).
    """

    edges: dict[Key, FancyArrowPatch] = field(default_factory=dict)
    gradient_edges: dict[Key, FancyArrowPatch] = field(default_factory=dict)
    units: dict[Key, Circle] = field(default_factory=dict)
    marks: dict[Key, object] = field(default_factory=dict)
    texts: dict[Key, object] = field(default_factory=dict)


def draw_network(
    ax: Axes,
    network,
    trace=None,
    gradient=None,
    Y=None,
    *,
    example: int = 0,
    cost: float | None = None,
    show: str = "both",
    edge_labels: bool | Iterable[Key] = True,
    biases: bool = True,
    captions: bool = True,
    highlight: Iterable[Key] = (),
) -> NetworkDiagram:
    """Draw a network into ``ax`` and return its artists.

    Args:
        network: a ``bplib.Network``.
        trace, gradient: what ``network.forward`` and ``network.backward`` returned; layers that are missing or None
            stay blank.
        Y: targets, (m, n_L), drawn beside the outputs.
        example: the row of the minibatch whose z, a, δ and targets are drawn.
        cost: the number in the box on the right.
        show: what the edges show, "weights", "gradients" or "both".
        edge_labels: numbers on all edges, on none, or on those with the given keys ("weight", l, j, k).
        biases, captions: whether to write them.
        highlight: keys of units, weights and targets to mark, for example ("unit", 1, 0); units count from 0.
    """
    if show not in ("weights", "gradients", "both"):
        raise ValueError(f"show must be weights, gradients or both; got {show!r}")
    painter = _NetworkPainter(ax, network, layout(network.sizes), example)
    painter.marked = {tuple(key) for key in highlight}
    painter.edges(gradient, show, edge_labels)
    painter.units(trace, gradient, biases, show)
    if Y is not None:
        painter.targets(np.asarray(Y)[example])
    if cost is not None:
        painter.cost(cost)
    if captions:
        painter.captions(Y is not None, cost is not None)
    return painter.diagram


class _NetworkPainter(Painter):
    """Draws the parts of one network."""

    def __init__(self, ax: Axes, network, places: dict, example: int):
        super().__init__(ax, places, NetworkDiagram())
        self.network, self.example, self.marked = network, example, set()

    def line(self, start, end, value: float, width: float, zorder: float, arrow: bool = False) -> FancyArrowPatch:
        patch = FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>" if arrow else "-",
            mutation_scale=9 * self.points,
            shrinkA=0,
            shrinkB=0,
            linewidth=width * self.points,
            linestyle="-" if value >= 0 else (0, (3, 1.4)),
            color=sign_colour(value),
            zorder=zorder,
        )
        return self.ax.add_patch(patch)

    def box(self, x: float, y: float, width: float, height: float, **style) -> FancyBboxPatch:
        return self.rounded(x, y, width, height, 5, **{"facecolor": "white", "edgecolor": "none", "zorder": 4, **style})

    def mark(self, key: Key, artist) -> None:
        self.diagram.marks[key] = self.ax.add_patch(artist)

    def edges(self, gradient, show: str, edge_labels) -> None:
        wanted = edge_labels if isinstance(edge_labels, bool) else {tuple(key) for key in edge_labels}
        largest = max((np.abs(g).max() for g in gradient.W[1:] if g is not None), default=0) if gradient else 0
        for l in range(1, self.network.L + 1):
            grad_W = _layer(gradient, "W", l)
            for j, k in np.ndindex(self.network.W[l].shape):
                key = ("weight", l, j, k)
                g = None if grad_W is None or show == "weights" else grad_W[j, k]
                self.edge(key, self.network.W[l][j, k], g, largest, show)
                fits = self.places["labels_fit"][l - 1]
                if (fits if wanted is True else wanted and key in wanted) or key in self.marked:
                    self.edge_label(key, self.network.W[l][j, k], g)

    def edge(self, key: Key, w: float, g: float | None, largest: float, show: str) -> None:
        _, l, j, k = key
        start, end = (np.array(self.places["units"][i][u]) for i, u in ((l - 1, k), (l, j)))
        along = (end - start) / np.linalg.norm(end - start)
        start = start + along * self.places["radii"][l - 1]
        end = end - along * self.places["radii"][l]
        if key in self.marked:
            halo = FancyArrowPatch(
                start, end, arrowstyle="-", shrinkA=0, shrinkB=0, linewidth=15 * self.points, color=MARK
            )
            self.mark(key, halo)
        if show != "gradients":
            self.diagram.edges[key] = self.line(start, end, w, weight_width(w), 2)
        if g is not None:
            aside = np.array([-along[1], along[0]]) * (weight_width(w) / 2 + 4 if show == "both" else 0)
            self.diagram.gradient_edges[key] = self.line(
                end + aside - along, start + aside + along, g, gradient_width(g, largest), 2.5, arrow=True
            )

    def edge_label(self, key: Key, w: float, g: float | None) -> None:
        _, l, j, k = key
        x, y = self.places["labels"][l - 1][j][k]
        self.number_and_derivative(key, x, y, number_text(w), g)

    def number_and_derivative(self, key: Key, x: float, y: float, number: str, g: float | None) -> None:
        """Write a number in a white box and, when there is one, its derivative below."""
        derivative = "" if g is None else f"∂ {number_text(g)}"
        width = 6 + max(7.6 * len(number), 6.6 * len(derivative))
        self.box(x, y, width, LABEL_HEIGHT if derivative else 17)
        self.text(key, x, y - (7 if g is not None else 0), number, weight="bold")
        if g is not None:
            self.text(("derivative", *key), x, y + 7, derivative, 11, color=sign_colour(g))

    def units(self, trace, gradient, biases: bool, show: str) -> None:
        for l, layer in enumerate(self.places["units"]):
            Z, A, D = _layer(trace, "Z", l), _layer(trace, "A", l), _layer(gradient, "D", l)
            for j, (x, y) in enumerate(layer):
                key, r = ("unit", l, j), self.places["radii"][l]
                if key in self.marked:
                    self.mark(key, Circle((x, y), r + 7, color=MARK, zorder=2.6))
                style = {"facecolor": "white", "edgecolor": LINE, "linewidth": 1.5 * self.points, "zorder": 3}
                self.diagram.units[key] = self.ax.add_patch(Circle((x, y), r, **style))
                if l == 0:
                    self.text(("name", 0, j), x, y - 9, f"x{subscript(j + 1)}", color=MUTED)
                    self.text(
                        ("a", 0, j), x, y + 8, "" if A is None else number_text(A[self.example, j]), weight="bold"
                    )
                    continue
                if Z is not None:
                    self.text(("z", l, j), x, y - 20, f"z {number_text(Z[self.example, j])}")
                    self.text(("a", l, j), x, y - 3, f"a {number_text(A[self.example, j])}", weight="bold")
                if D is not None:
                    self.delta(l, j, x, y, r, float(D[self.example, j]))
                if biases:
                    self.bias(l, j, _layer(gradient, "b", l) if show != "weights" else None)

    def delta(self, l: int, j: int, x: float, y: float, r: float, delta: float) -> None:
        """Tint the lower part of a unit and write δ into it."""
        angle = np.linspace(np.arcsin(SPLIT / r), np.pi - np.arcsin(SPLIT / r), 40)
        outline = np.column_stack([x + r * np.cos(angle), y + r * np.sin(angle)])
        self.ax.add_patch(Polygon(outline, color=sign_colour(delta), alpha=0.16, linewidth=0, zorder=3.5))
        self.text(("delta", l, j), x, y + 20, f"δ {number_text(delta)}", 12, color=sign_colour(delta), weight="bold")

    def bias(self, l: int, j: int, grad_b) -> None:
        x, bottom = self.places["biases"][l - 1][j]
        g = None if grad_b is None else grad_b[j]
        y = bottom - (LABEL_HEIGHT if g is not None else 17) / 2
        self.number_and_derivative(("bias", l, j), x, y, f"b {number_text(self.network.b[l][j])}", g)

    def targets(self, y_row) -> None:
        for j, (x, y) in enumerate(self.places["targets"]):
            edge = self.places["units"][-1][j][0] + RADIUS
            self.ax.plot([edge, x - 24], [y, y], color=LINE, linewidth=1.2 * self.points, linestyle=":", zorder=1)
            if ("target", j) in self.marked:
                self.mark(("target", j), Circle((x, y), 31, color=MARK, zorder=2.6))
            self.box(x, y, 52, 38, edgecolor=LINE, linewidth=1.5 * self.points)
            self.text(("name", j), x, y - 8, f"y{subscript(j + 1)}", color=MUTED)
            self.text(("target", j), x, y + 8, number_text(y_row[j]), weight="bold")

    def cost(self, cost: float) -> None:
        x, y = self.places["cost"]
        for gx, gy in self.places["targets"]:
            self.ax.plot([gx + 26, x], [gy, y], color=LINE, linewidth=1.2 * self.points, linestyle=":", zorder=1)
        self.box(x, y, 76, 46, edgecolor=INK, linewidth=1.8 * self.points)
        self.text(("name", "cost"), x, y - 10, "C", color=MUTED)
        self.text(("cost",), x, y + 9, number_text(cost), weight="bold")

    def captions(self, with_targets: bool, with_cost: bool) -> None:
        shown = self.network.L + 1
        for i, (x, y, text) in enumerate(self.places["captions"]):
            if i < shown or (i == shown and with_targets) or (i == shown + 1 and with_cost):
                self.text(("caption", i), x, y, text, 11.5, color=MUTED)


def _layer(values, name: str, l: int):
    """Return ``values.name[l]``, or None when there is no such thing (yet)."""
    layers = getattr(values, name, None)
    return layers[l] if layers is not None and l < len(layers) else None
