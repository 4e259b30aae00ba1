"""Walks through a graph: the band of a path lies under its edges, and an order of visits shows what comes too late."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from bplib.autodiff import Node, exp, sin
from bplib.plotting.diagram import WRONG
from bplib.plotting.figure import alternative, figure, png
from bplib.plotting.graph_walks import draw_paths, draw_visits, walk


class Value:
    """A number of a small engine, as lesson 2 builds it."""

    def __init__(self, number, edges=()):
        self.number, self.edges = number, edges


@pytest.fixture
def diamond():
    """Return x, u = x x, v = 3 u and y = u + v at x = 2, and their names."""
    x, three = Value(2.0), Value(3.0)
    u = Value(4.0, ((x, 2.0), (x, 2.0)))
    v = Value(12.0, ((three, 4.0), (u, 3.0)))
    y = Value(16.0, ((u, 1.0), (v, 1.0)))
    return [y, u, v, x, three], {x: "x", three: "3", u: "u", v: "v", y: "y"}


def two_paths():
    x = Node(0.7, "x")
    p, q = sin(x), exp(x)
    return x, p, q, p * q


def test_the_bands_of_a_path_have_one_colour_and_lie_under_its_edges():
    x, p, q, y = two_paths()
    fig, ax = figure(frames=False)
    upper, lower = draw_paths(ax, y, {"first": (x, p, y), "second": (x, q, y)}, "sum", names={y: "y"})
    edges = [patch for patch in ax.patches if hasattr(patch, "get_arrowstyle")]
    assert len(edges) == 4
    found = {id(e) for band in upper + lower for e in edges if np.array_equal(vertices(band), vertices(e))}
    assert len(found) == 4
    assert all(band.get_linewidth() > 5 * edges[0].get_linewidth() for band in upper + lower)
    colours = [{to_hex(band.get_edgecolor()) for band in bands} for bands in (upper, lower)]
    texts = {text.get_text(): text for text in ax.texts}
    assert colours == [{texts["first"].get_color()}, {texts["second"].get_color()}]
    assert colours[0] != colours[1]
    assert np.mean(vertices(upper[0])[:, 1]) < np.mean(vertices(lower[0])[:, 1])
    assert texts["first"].get_position()[1] < texts["y: ×"].get_position()[1] < texts["second"].get_position()[1]
    assert "sum" in texts
    assert alternative(fig) == "A graph. Written at its paths: first, second. Below the output: sum."
    assert png(fig)


def vertices(patch):
    return patch.get_path().vertices


def test_a_walk_passes_on_what_has_arrived(diamond):
    (y, u, v, x, three), _ = diamond
    passed, grad, shares = walk([y, u, v, x, three])
    assert [passed[node] for node in (y, u, v)] == [1, 1, 1]
    assert [grad[node] for node in (y, u, v, x, three)] == [1, 4, 1, 4, 4]
    assert shares == {(y, 0): 1, (y, 1): 1, (u, 0): 2, (u, 1): 2, (v, 0): 4, (v, 1): 3}
    passed, grad, _ = walk([y, v, u, x, three])
    assert (passed[u], grad[u], grad[x]) == (4, 4, 16)


@pytest.mark.parametrize(("places", "late", "gets"), [((0, 1, 2, 3, 4), 1, "4"), ((0, 2, 1, 3, 4), 0, "16")])
def test_what_comes_too_late_is_red(diamond, places, late, gets):
    nodes, names = diamond
    order = [nodes[place] for place in places]
    fig, ax = figure(frames=False)
    shown = draw_visits(ax, order, names, "in this order")
    red = [edge for edge in shown.edges.values() if to_hex(edge.get_edgecolor()) == WRONG]
    assert len(red) == late
    assert all(edge.get_linestyle() == ":" for edge in red)
    words = [text.get_text() for text in shown.texts.values()]
    assert words.count("3, too late") == late
    assert words.count("3") == 3 - late, "an input, a visit and what v passes to u"
    x = next(key[1] for key, text in shown.texts.items() if text.get_text() == "x")
    assert shown.texts["gradient", x].get_text() == f"grad {gets}"
    u = next(key[1] for key, text in shown.texts.items() if text.get_text() == "u")
    assert shown.texts["visit", u].get_text() == str(1 + order.index(nodes[1]))
    assert (shown.texts["value", u].get_color() == WRONG) == bool(late)
    assert alternative(fig).startswith("in this order. y passes on 1 and ends with grad 1.")
    assert f"x ends with grad {gets}." in alternative(fig)
    assert png(fig)
