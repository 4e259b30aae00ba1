"""A computational graph drawn from the inputs on the left to the output on the right.

A box is a node: what it computes, its value, and in the tinted part its gradient, ∂output/∂node.  The number on an edge
is the local derivative of the node that the edge enters.  Blue and solid is positive, orange and dashed is negative.
Nodes that hold arrays show shapes in place of numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from bplib.autodiff import Node
from bplib.plotting.diagram import LINE, MARK, WRONG, Painter, sign_colour
from bplib.plotting.graph_layout import BOX_HEIGHT, BOX_WIDTH, LABEL_HEIGHT, layout
from bplib.plotting.number_text import number_text

SYMBOLS = {
    "add": "+",
    "subtract": "−",
    "multiply": "×",
    "divide": "÷",
    "power": "^",
    "negate": "−( )",
    "maximum": "max",
    "matmul": "@",
    "log_sum_exp": "logsumexp",
}
LONGEST = 14  # characters in the first line of a box


@dataclass
class Box:
    """What is written into a node: texts, or None for what is not known; ``sign`` is that of its gradient."""

    title: str
    value: str | None = None
    gradient: str | None = None
    sign: float = 0.0
    is_input: bool = False
    remark: str | None = None  # why there is no value, written below the box


@dataclass
class GraphDiagram:
    """The artists: ``boxes[i]``, ``texts["title" or "value" or "gradient" or "remark", i]`` for ``nodes[i]``;
    ``edges[child, slot]`` and ``texts["slope", child, slot]`` for the edge from a parent, by its place among them.
    """

    nodes: list[Node] = field(default_factory=list)
    boxes: dict[int, FancyBboxPatch] = field(default_factory=dict)
    edges: dict[tuple[int, int], FancyArrowPatch] = field(default_factory=dict)
    texts: dict[tuple, object] = field(default_factory=dict)


def draw_graph(
    ax: Axes,
    output: Node,
    *,
    values: bool = True,
    gradients: bool = True,
    slopes: bool = True,
    names: Mapping[Node, str] | None = None,
    highlight: Sequence[Node] = (),
) -> GraphDiagram:
    """Draw the graph of everything that ``output`` depends on into ``ax`` and return its artists.

    Args:
        output: a ``bplib.autodiff.Node``; at most some 40 nodes can be read.
        values, gradients, slopes: which numbers to write; gradients are there once ``backward`` has been called.
        names: names for nodes in place of their own.
        highlight: nodes to mark.
    """
    nodes, parents = _graph(output)
    boxes = [_box_of(node, (names or {}).get(node, node.name), values, gradients) for node in nodes]
    found = {
        (child, slot): slope
        for child, node in enumerate(nodes)
        for slot, slope in enumerate(local_derivatives(node) if slopes else ())
        if slope is not None
    }
    diagram = draw_boxes(ax, parents, boxes, found, {i for i, node in enumerate(nodes) if node in set(highlight)})
    diagram.nodes = nodes
    return diagram


def _box_of(node: Node, name: str, values: bool, gradients: bool) -> Box:
    """Return what stands in the box of a node."""
    return Box(
        title(node, name),
        _written(node.value) if values else None,
        f"grad {_written(node.grad)}" if gradients and node._grad is not None else None,
        float(node.grad) if np.ndim(node.grad) == 0 else 0.0,
        node.operation is None,
    )


def graph_figure(output: Node, scale: float = 1.0, **options) -> Figure:
    """Return a figure of the size that the graph of ``output`` needs; ``options`` go to ``draw_graph``."""
    figure = sized_figure(_graph(output)[1], scale)
    draw_graph(figure.axes[0], output, **options)
    return figure


def local_derivatives(node: Node) -> list[float | None]:
    """Return ∂node/∂argument for each argument of ``node`` that is a Node; None where that is no single number."""
    if node.operation is None:
        return []
    single = node.operation.is_elementwise and all(np.ndim(v) == 0 for v in (node.value, *node.values))
    rules = [
        vjp for vjp, a in zip(node.operation.vjps, node.arguments, strict=False) if isinstance(a, Node)
    ]  # an argument may be a number
    return [_slope(vjp, node) if single else None for vjp in rules]


def title(node: Node, name: str = "") -> str:
    """Return the first line of a box: the name of an input, or the operation and, before it, its name if it has one."""
    if node.operation is None:
        return name or "input"
    constants = [None if isinstance(a, Node) else a for a in node.arguments]
    text = operation_text(node.operation.name, constants if node.operation.is_elementwise else [])
    return f"{name}: {text}" if name else text


def operation_text(name: str, constants: Sequence[float | None] = ()) -> str:
    """Return the symbol of an operation with its constant argument, as in "× 3" and "1 −"; None stands for a node."""
    symbol = SYMBOLS.get(name, name)
    place = next((i for i, constant in enumerate(constants) if constant is not None), None)
    if place is None:
        return symbol
    first, text = place == 0, _written(constants[place])
    if symbol == "max":
        return f"max({text}, ·)" if first else f"max(·, {text})"
    return f"{text} {symbol}" if first else f"{symbol} {text}"


def sized_figure(parents: Sequence[Sequence[int]], scale: float = 1.0) -> Figure:
    """Return a figure with one Axes, of the size that this graph needs."""
    places = layout(parents)
    figure = Figure(figsize=(places["width"] * scale / 96, places["height"] * scale / 96), dpi=120)
    figure.add_axes((0, 0, 1, 1))
    return figure


def draw_boxes(
    ax: Axes,
    parents: Sequence[Sequence[int]],
    boxes: Sequence[Box],
    slopes: Mapping[tuple[int, int], float],
    marked: set[int] = frozenset(),
) -> GraphDiagram:
    """Draw a graph, given by the parents of each node, with these boxes, and numbers on edges by (child, slot)."""
    painter = _GraphPainter(ax, layout(parents), GraphDiagram())
    for edge in painter.places["edges"]:
        painter.edge(edge, slopes.get((edge["child"], edge["slot"])))
    for i, box in enumerate(boxes):
        painter.box(i, box, i in marked)
    return painter.diagram


class _GraphPainter(Painter):
    """Draws the parts of one graph."""

    def box(self, i: int, box: Box, marked: bool) -> None:
        x, y = self.places["nodes"][i]
        self._frame(i, box, marked)
        first = box.title if len(box.title) <= LONGEST else box.title[: LONGEST - 1] + "…"
        self.text(("title", i), x, y - 18, first)
        if box.value is not None:
            self.text(("value", i), x, y - 1, box.value, weight="bold")
        if box.gradient is not None:
            self._gradient(i, box)
        if box.remark:
            self.text(("remark", i), x, y + BOX_HEIGHT / 2 + 11, box.remark, 11.5, color=WRONG)

    def _frame(self, i: int, box: Box, marked: bool) -> None:
        x, y = self.places["nodes"][i]
        rounding = 16 if box.is_input else 5
        if marked:
            self.rounded(x, y, BOX_WIDTH + 12, BOX_HEIGHT + 12, rounding + 5, color=MARK, zorder=1.5)
        look = {"facecolor": "white", "edgecolor": WRONG if box.remark else LINE, "linewidth": 1.5 * self.points}
        self.diagram.boxes[i] = self.rounded(x, y, BOX_WIDTH, BOX_HEIGHT, rounding, **look, zorder=3)

    def _gradient(self, i: int, box: Box) -> None:
        """Write the gradient, on a ground of the colour of its sign."""
        x, y = self.places["nodes"][i]
        colour, sides = sign_colour(box.sign), [x - BOX_WIDTH / 2, x + BOX_WIDTH / 2]
        ground = self.ax.fill_between(sides, y + 8, y + BOX_HEIGHT / 2, color=colour, alpha=0.16, lw=0, zorder=3.5)
        ground.set_clip_path(self.diagram.boxes[i])
        self.text(("gradient", i), x, y + 18, box.gradient, 11.5, color=colour, weight="bold")

    def edge(self, edge: dict, slope: float | None) -> None:
        key, points = (edge["child"], edge["slot"]), edge["points"]
        vertices, codes = [points[0]], [Path.MOVETO]
        for (x0, y0), (x1, y1) in pairwise(points):
            middle = (x0 + x1) / 2
            vertices += [(middle, y0), (middle, y1), (x1, y1)]
            codes += [Path.CURVE4] * 3
        colour = LINE if slope is None else sign_colour(slope)
        self.diagram.edges[key] = FancyArrowPatch(
            path=Path(vertices, codes),
            arrowstyle="-|>",
            mutation_scale=9 * self.points,
            linewidth=1.6 * self.points,
            linestyle=(0, (5, 2)) if slope is not None and slope < 0 else "-",
            color=colour,
            zorder=2,
        )
        self.ax.add_patch(self.diagram.edges[key])
        if slope is not None:
            (x, y), text = edge["label"], number_text(slope)
            self.rounded(x, y, 8 + 7.4 * len(text), LABEL_HEIGHT - 1, 4, facecolor="white", edgecolor="none", zorder=4)
            self.text(("slope", *key), x, y, text, 11.5, color=colour, weight="bold")


def _graph(output: Node) -> tuple[list[Node], list[list[int]]]:
    """Return the nodes, each after its parents and first arguments first, and the numbers of the parents of each."""
    if not isinstance(output, Node):
        raise TypeError(f"a graph is drawn from its output, a bplib.autodiff.Node; got {type(output).__name__}")
    number, stack = {}, [(output, False)]
    while stack:
        node, parents_done = stack.pop()
        if parents_done:
            number.setdefault(node, len(number))
        elif node not in number:
            stack += [(node, True), *((parent, False) for parent in reversed(node.parents))]
    return list(number), [[number[parent] for parent in node.parents] for node in number]


def _slope(vjp, node: Node) -> float:
    """Return the local derivative by one rule, infinite or NaN where there is none."""
    with np.errstate(all="ignore"):
        return float(vjp(1.0, node.value, *node.values))


def _written(value) -> str:
    """Return a number as text, an array as its shape."""
    return number_text(value) if np.ndim(value) == 0 else str(np.shape(value))
