"""Walks through a computational graph: paths from an input to the output, and the order in which nodes pass on.

A path is a broad band under its edges, in a colour of its own: what is written at it has that colour.  In an order of
visits the arrows point backwards, and the number on one is what was passed along it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, PathPatch
from matplotlib.text import Text

from bplib.autodiff import Node
from bplib.plotting.computation_graph import Box, GraphDiagram, draw_boxes, draw_graph
from bplib.plotting.diagram import INK, WRONG
from bplib.plotting.graph_layout import BOX_HEIGHT, BOX_WIDTH, layout
from bplib.plotting.number_text import number_text
from bplib.plotting.palette import LIGHT

BANDS = tuple(LIGHT[name] for name in ("violet", "green", "ochre", "pink"))
ROOM = 30  # above and below the graph, for what is written at the paths


# --- paths


def draw_paths(
    ax: Axes, output: Node, paths: Mapping[str, Sequence[Node]], total: str = "", **options
) -> list[list[PathPatch]]:
    """Draw the graph of ``output`` and a band under each of ``paths``: a text to write at it, and the nodes on it.

    The text stands above or below the node that is farthest from the middle, ``total`` below the output; ``options``
    go to ``draw_graph``.  Returns for each path the bands under its edges.
    """
    diagram = draw_graph(ax, output, gradients=False, **options)
    number = {node: i for i, node in enumerate(diagram.nodes)}
    places = layout([[number[parent] for parent in node.parents] for node in diagram.nodes])
    for key, text in diagram.texts.items():
        if key[0] in ("title", "value"):
            text.set_y(text.get_position()[1] + 9)  # into the middle: the boxes have no gradient
    ax.set_ylim(places["height"] - 14 + ROOM, -ROOM)
    bands = []
    for (text, nodes), colour in zip(paths.items(), BANDS, strict=False):
        edges = [(number[child], child.parents.index(parent)) for parent, child in pairwise(nodes)]
        bands.append([_band(diagram.edges[edge], colour) for edge in edges])
        _write_at(diagram, [places["nodes"][number[node]] for node in nodes], places["height"] / 2, text, colour)
    _write_at(diagram, [places["nodes"][number[output]]], -1, total, INK)
    ax.set_label(f"A graph. Written at its paths: {', '.join(paths)}. Below the output: {total}.")
    return bands


def _band(edge: FancyArrowPatch, colour: str) -> PathPatch:
    style = {"facecolor": "none", "edgecolor": colour, "alpha": 0.35, "zorder": 1.8, "capstyle": "round"}
    return edge.axes.add_patch(PathPatch(edge.get_path(), linewidth=7 * edge.get_linewidth(), **style))


def _write_at(diagram: GraphDiagram, places: list, middle: float, text: str, colour: str) -> None:
    """Write a text above or below that one of the places which is farthest from the middle."""
    x, y = max(places, key=lambda place: abs(place[1] - middle))
    side = -1 if y < middle else 1
    title = diagram.texts["title", 0]
    style = {"color": colour, "weight": "bold", "fontsize": 1.1 * title.get_fontsize()}
    va = "bottom" if side < 0 else "top"
    diagram.texts["path", text] = title.axes.text(x, y + side * (BOX_HEIGHT / 2 + 8), text, ha="center", va=va, **style)


# --- orders of visits


def draw_visits(ax: Axes, order: Sequence, names: Mapping[object, str], title: str = "") -> GraphDiagram:
    """Draw how nodes with a ``number`` and ``edges`` (argument, slope) pass on gradients in this order of visits.

    A disc has the number of the visit.  A box says what the node passes on, before the slopes, and what it has in the
    end.  What arrives after a node has passed on is red and dotted.
    """
    passed, grad, shares = walk(order)
    nodes = _arguments_first(order[0])
    number = {node: i for i, node in enumerate(nodes)}
    parents = [[number[argument] for argument, _ in node.edges] for node in nodes]
    boxes = [_visited(node, names[node], passed[node], grad[node]) for node in nodes]
    found = {(number[node], slot): share for (node, slot), share in shares.items()}
    diagram = draw_boxes(ax, parents, boxes, found)
    for (child, slot), edge in diagram.edges.items():
        edge.set_arrowstyle("<|-")
        if order.index(nodes[parents[child][slot]]) < order.index(nodes[child]):
            _too_late(edge, diagram.texts["slope", child, slot])
    for i, (node, place) in enumerate(zip(nodes, layout(parents)["nodes"], strict=True)):
        if passed[node] != grad[node] and node.edges:
            diagram.texts["value", i].set_color(WRONG)
        diagram.texts["visit", i] = _disc(ax, place, order.index(node) + 1, diagram.texts["title", i].get_fontsize())
    ax.set_title(title, loc="left", fontsize=11)
    visited = [boxes[number[node]] for node in order]
    steps = [f"{box.title} {box.value} and ends with {box.gradient}." for box in visited if box.value]
    ends = [f"{box.title} ends with {box.gradient}." for box in visited if not box.value]
    ax.set_label(" ".join([f"{title}.", *steps, *ends]))
    return diagram


def walk(order: Sequence) -> tuple[dict, dict, dict]:
    """Return what each node passes on, the gradient that it has in the end, and the shares by (node, argument's place).

    The nodes pass on in the given order, which begins with the output; what arrives at one later stays there.
    """
    grad, passed, shares = dict.fromkeys(order, 0.0), {}, {}
    grad[order[0]] = 1.0
    for node in order:
        passed[node] = grad[node]
        for slot, (argument, slope) in enumerate(node.edges):
            shares[node, slot] = passed[node] * slope
            grad[argument] += shares[node, slot]
    return passed, grad, shares


def _arguments_first(node, found: list | None = None) -> list:
    """Return the few nodes behind a node, each after its arguments."""
    found = [] if found is None else found
    for argument, _ in node.edges:
        _arguments_first(argument, found)
    if node not in found:
        found.append(node)
    return found


def _visited(node, name: str, passed: float, grad: float) -> Box:
    passes = f"passes on {number_text(passed)}" if node.edges else None
    return Box(name, passes, f"grad {number_text(grad)}", grad, is_input=not node.edges)


def _too_late(edge: FancyArrowPatch, label: Text) -> None:
    edge.set(color=WRONG, linestyle=":", linewidth=1.6 * edge.get_linewidth())
    label.set(color=WRONG, text=f"{label.get_text()}, too late")
    label.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1})


def _disc(ax: Axes, place: tuple[float, float], visit: int, size: float) -> Text:
    x, y = place[0] + BOX_WIDTH / 2 - 3, place[1] - BOX_HEIGHT / 2 + 2
    disc = {"boxstyle": "circle,pad=0.25", "facecolor": LIGHT["accent"], "edgecolor": "none"}
    style = {"color": LIGHT["on-accent"], "weight": "bold", "fontsize": size, "zorder": 6}
    return ax.text(x, y, str(visit), ha="center", va="center", bbox=disc, **style)
