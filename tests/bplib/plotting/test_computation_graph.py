"""Pictures of computational graphs: the layout as a pure function, and the artists of the picture."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from bplib.autodiff import Node, operations
from bplib.autodiff.expressions import graph, parse
from bplib.plotting.computation_graph import draw_graph, graph_figure, local_derivatives, operation_text
from bplib.plotting.diagram import MARK, NEGATIVE, POSITIVE
from bplib.plotting.graph_layout import (
    BOX_HEIGHT,
    BOX_WIDTH,
    LABEL_HEIGHT,
    LABEL_WIDTH,
    apart,
    crossings,
    layout,
    point_at,
    ranks,
)
from bplib.plotting.number_text import number_text
from bplib.widgets.graph_explorer import EXAMPLES


def parents_of(text):
    return [step.parents for step in parse(text).steps]


# --- the layout


def test_an_input_stands_before_its_first_use_and_an_operation_after_its_arguments():
    x, y, first, second, late, total = range(6)
    parents = [[], [], [x, y], [first], [], [second, late]]
    assert ranks(parents) == [0, 0, 1, 2, 2, 3]
    assert ranks([[]]) == [0]
    assert total == 5


def test_crossings_are_counted():
    links = [[], [], [1], [0], [0, 1]]
    assert crossings([[0, 1], [2, 3]], links) == 1
    assert crossings([[0, 1], [3, 2]], links) == 0
    assert crossings([[0, 1], [2, 3, 4]], links) == 2


@pytest.mark.parametrize("text", [text for _, text, _ in EXAMPLES])
def test_the_examples_are_drawn_with_the_fewest_crossings(text):
    places = layout(parents_of(text))
    assert crossing_edges(places) == (1 if text == "(x * y) * (x + y)" else 0)


def crossing_edges(places):
    """Count the pairs of edges between the same two columns whose ends lie in opposite order."""
    pieces = {}
    for edge in places["edges"]:
        for start, end in itertools.pairwise(edge["points"]):
            if start[0] < end[0] and len(edge["points"]) != 3:
                pieces.setdefault((start[0], end[0]), []).append((start[1], end[1]))
    pairs = (pair for lines in pieces.values() for pair in itertools.combinations(lines, 2))
    return sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for a, b in pairs)


@st.composite
def graphs(draw):
    """Draw the parents of each node of a random graph, up to 14 nodes with at most two parents each."""
    n = draw(st.integers(1, 14))
    return [draw(st.lists(st.integers(0, i - 1), max_size=2)) if i else [] for i in range(n)]


@given(graphs())
@settings(deadline=None, max_examples=60)
def test_any_graph_has_room(parents):
    places = layout(parents)
    for (x, y), (u, v) in itertools.combinations(places["nodes"], 2):
        assert abs(x - u) >= BOX_WIDTH + 1 or abs(y - v) >= BOX_HEIGHT + 1
    for x, y in places["nodes"]:
        assert BOX_WIDTH / 2 <= x <= places["width"] - BOX_WIDTH / 2
        assert BOX_HEIGHT / 2 <= y <= places["height"] - BOX_HEIGHT / 2
    assert [(e["parent"], e["child"], e["slot"]) for e in places["edges"]] == [
        (parent, child, slot) for child, row in enumerate(parents) for slot, parent in enumerate(row)
    ]
    for edge in places["edges"]:
        points, (x, y) = edge["points"], places["nodes"][edge["parent"]]
        assert points[0] == (x + BOX_WIDTH / 2, y)
        x, y = places["nodes"][edge["child"]]
        assert points[-1][0] == x - BOX_WIDTH / 2
        assert abs(points[-1][1] - y) < BOX_HEIGHT / 2
        assert all(a[0] < b[0] for a, b in itertools.pairwise(points)), "an edge never goes back"
        assert points[0][0] < edge["label"][0] < points[-1][0]
        for x, y in places["nodes"]:
            assert not any(abs(px - x) <= BOX_WIDTH / 2 - 1 and abs(py - y) < BOX_HEIGHT / 2 for px, py in line(points))
    ends = [(e["child"], e["points"][-1]) for e in places["edges"]]
    assert len(set(ends)) == len(ends), "no two arrows share a tip"
    assert layout(parents) == places


def line(points):
    """Return points all along an edge."""
    return [point_at(a, b, t) for a, b in itertools.pairwise(points) for t in np.linspace(0, 1, 9)]


@pytest.mark.parametrize("text", [text for _, text, _ in EXAMPLES])
def test_labels_of_the_examples_do_not_overlap(text):
    labels = [edge["label"] for edge in layout(parents_of(text))["edges"]]
    for (x, y), (u, v) in itertools.combinations(labels, 2):
        assert abs(x - u) >= LABEL_WIDTH or abs(y - v) >= LABEL_HEIGHT


@pytest.mark.parametrize("text", [text for _, text, _ in EXAMPLES])
def test_no_label_of_the_examples_lies_on_another_edge(text):
    edges = layout(parents_of(text))["edges"]
    for edge, other in itertools.permutations(edges, 2):
        x, y = edge["label"]
        assert all(abs(x - u) > 6 or abs(y - v) > 8 for u, v in line(other["points"]))


@pytest.mark.parametrize("parents", [[[], [], [1], [0], [2, 3]], [[], [], [], [2], [0, 3], [1, 2], [5, 4]]])
def test_crossings_that_can_be_avoided_are(parents):
    assert crossing_edges(layout(parents)) == 0


def test_two_edges_between_the_same_nodes_part():
    first, second = layout([[], [0, 0]])["edges"]
    assert first["label"][1] < second["label"][1] - 2 * LABEL_HEIGHT
    long = layout([[], [0], [1], [2, 0], [3, 0]])["edges"]
    assert len({tuple(edge["points"]) for edge in long}) == len(long)


def test_apart_moves_as_little_as_it_can():
    assert apart([0, 10, 20], [0, 5, 5], [1, 1, 1]) == [0, 10, 20]
    assert apart([0, 0], [0, 10], [1, 1]) == [-5, 5]
    assert apart([0, 0], [0, 10], [1, 4]) == pytest.approx([-8, 2])
    assert apart([9, 0, 0], [0, 3, 3], [1, 1, 1]) == [0, 3, 6]


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(0, 20), st.integers(1, 8)), min_size=1, max_size=5))
@settings(deadline=None, max_examples=60)
def test_apart_is_the_least_squares_solution(rows):
    wanted, gaps, weights = zip(*rows, strict=True)
    found = np.array(apart(wanted, gaps, weights))
    assert (np.diff(found) >= np.array(gaps[1:]) - 1e-9).all()

    def cost(places):
        return (np.array(weights) * (places - wanted) ** 2).sum()

    for i, j in itertools.combinations_with_replacement(range(len(rows)), 2):
        for step in (-1e-3, 1e-3):  # a block moved: no neighbouring solution is better
            moved = found.copy()
            moved[i : j + 1] += step
            if (np.diff(moved) >= np.array(gaps[1:]) - 1e-12).all():
                assert cost(moved) >= cost(found) - 1e-9


def test_long_edges_run_almost_level_beside_the_nodes():
    places = layout(parents_of("tanh(tanh(tanh(x))) * x"))
    long = next(edge for edge in places["edges"] if len(edge["points"]) > 2)
    assert len(long["points"]) == 8
    heights = [y for _, y in long["points"][1:-1]]
    assert max(heights) - min(heights) < 12


# --- the picture


def texts_of(diagram, kind):
    return {key[1:]: text.get_text() for key, text in diagram.texts.items() if key[0] == kind}


def test_artists_hold_the_numbers():
    output, inputs = graph("x*y - exp(2*x)", {"x": 0.5, "y": -3})
    before = draw_graph(Figure().add_axes((0, 0, 1, 1)), output)
    assert texts_of(before, "gradient") == {}
    output.backward()
    shown = draw_graph(Figure().add_axes((0, 0, 1, 1)), output, names={output: "C"}, highlight=[inputs["x"]])
    assert list(texts_of(shown, "title").values()) == ["x", "y", "×", "2 ×", "exp", "C: −"]
    for i, node in enumerate(shown.nodes):
        assert shown.texts["value", i].get_text() == number_text(node.value)
        assert shown.texts["gradient", i].get_text() == f"grad {number_text(node.grad)}"
    slopes = {"2,0": -3, "2,1": 0.5, "3,0": 2, "4,0": np.e, "5,0": 1, "5,1": -1}
    found = {f"{child},{slot}": text for (child, slot), text in texts_of(shown, "slope").items()}
    assert found == {key: number_text(slope) for key, slope in slopes.items()}
    for (child, slot), edge in shown.edges.items():
        expected = POSITIVE if slopes[f"{child},{slot}"] > 0 else NEGATIVE
        assert edge.get_edgecolor()[:3] == pytest.approx([int(expected[i : i + 2], 16) / 255 for i in (1, 3, 5)])
        assert (edge.get_linestyle() == "-") == (slopes[f"{child},{slot}"] > 0)
    marks = [patch for patch in shown.boxes[0].axes.patches if patch.get_facecolor() == rgba(MARK)]
    assert len(marks) == 1


def rgba(colour):
    from matplotlib.colors import to_rgba

    return to_rgba(colour)


def test_options_leave_numbers_out():
    output, _ = graph("x^2", {"x": 3})
    output.backward()
    bare = draw_graph(Figure().add_axes((0, 0, 1, 1)), output, values=False, gradients=False, slopes=False)
    assert {key[0] for key in bare.texts} == {"title"}


def test_arrays_show_their_shapes():
    X, W, b = Node(np.ones((4, 3)), "X"), Node(np.ones((2, 3)), "W"), Node(np.zeros(2), "b")
    output = operations.tanh(X @ W.T + b).sum() * 2
    output.backward()
    shown = draw_graph(Figure().add_axes((0, 0, 1, 1)), output)
    titles, values, gradients = (list(texts_of(shown, kind).values()) for kind in ("title", "value", "gradient"))
    assert titles == ["X", "W", "transpose", "@", "b", "+", "tanh", "sum", "× 2"]
    assert values[:7] == ["(4, 3)", "(2, 3)", "(3, 2)", "(4, 2)", "(2,)", "(4, 2)", "(4, 2)"]
    assert gradients[:2] == ["grad (4, 3)", "grad (2, 3)"]
    assert texts_of(shown, "slope") == {(8, 0): "2"}


def test_a_node_used_twice_is_drawn_once_with_two_edges():
    output, _ = graph("a + a", {"a": 3})
    output.backward()
    shown = draw_graph(Figure().add_axes((0, 0, 1, 1)), output)
    assert len(shown.boxes) == 2
    assert set(shown.edges) == {(1, 0), (1, 1)}
    assert shown.texts["gradient", 0].get_text() == "grad 2"


def test_local_derivatives():
    x, y = Node(2.0), Node(5.0)
    assert local_derivatives(x) == []
    assert local_derivatives(x / y) == pytest.approx([1 / 5, -2 / 25])
    assert local_derivatives(3 - y) == [-1]
    assert local_derivatives(operations.sqrt(Node(0.0))) == [np.inf]
    assert local_derivatives(Node(0.0) ** 0.5) == [np.inf]
    assert local_derivatives(Node(np.ones(2)) * 2) == [None]


def test_constants_stand_beside_the_symbol():
    assert operation_text("multiply", [3.0, None]) == "3 ×"
    assert operation_text("subtract", [None, 0.5]) == "− 0.5"
    assert operation_text("maximum", [None, 0.0]) == "max(·, 0)"
    assert operation_text("max", [1.0, None]) == "max(1, ·)"
    assert operation_text("sin", [None]) == "sin"


def test_a_figure_fits_its_graph():
    output, _ = graph("tanh(tanh(x))", {"x": 1})
    places, figure = layout([[], [0], [1]]), graph_figure(output, scale=2)
    assert figure.get_size_inches() == pytest.approx([places["width"] / 48, places["height"] / 48])
    with pytest.raises(TypeError, match=r"a bplib\.autodiff\.Node; got float"):
        graph_figure(1.0)


def test_a_long_chain_needs_no_recursion():
    node = Node(1.0)
    for _ in range(1500):
        node = -node
    from bplib.plotting.computation_graph import _graph

    nodes, parents = _graph(node)
    assert len(nodes) == 1501
    assert parents[1:] == [[i] for i in range(1500)]
