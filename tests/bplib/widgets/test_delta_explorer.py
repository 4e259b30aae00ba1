"""The delta explorer: its numbers against bplib.Network, its picture, and in a browser all that a hand can do to it."""

import itertools
import math
import re

import numpy as np
import pytest
from matplotlib.figure import Figure
from pages import assert_it_plays_to_the_end, load_module, opening, resize

from bplib import Network
from bplib.optimizers import GradientDescent
from bplib.plotting.diagram import NEGATIVE, POSITIVE
from bplib.plotting.network_diagram import draw_network, gradient_width, weight_width
from bplib.plotting.network_layout import LABEL_HEIGHT, LABEL_WIDTH, layout
from bplib.plotting.number_text import number_text
from bplib.widgets import delta_explorer
from bplib.widgets.delta_explorer import HIDDEN, OUTPUTS, DeltaExplorer
from bplib.worked_example import worked_example

COMBINATIONS = [(hidden, output, loss) for loss, outputs in OUTPUTS.items() for output in outputs for hidden in HIDDEN]
SIZES = [(2, 3, 2), (3, 2), (1, 4, 2, 3), (2, 2, 3, 1, 2), (6, 6, 5)]


def problem(sizes, hidden, output, loss, rng):
    """Return a network with random weights and biases, and one example."""
    network = Network(sizes, [*[hidden] * (len(sizes) - 2), output], loss, rng=rng)
    network.theta = rng.normal(0, 1.5, network.theta.size)
    Y = rng.uniform(size=(1, sizes[-1]))
    return network, rng.normal(size=(1, sizes[0])), Y / Y.sum() if loss == "cross_entropy" else Y


# --- in Python


def test_traits_are_the_numbers_of_the_network(rng):
    network, X, Y = problem((2, 4, 3), "tanh", "softmax", "cross_entropy", rng)
    explorer = DeltaExplorer(network, X, Y)
    assert (explorer.sizes, explorer.activations, explorer.loss) == ([2, 4, 3], ["tanh", "softmax"], "cross_entropy")
    for l in (1, 2):
        np.testing.assert_array_equal(explorer.weights[l - 1], network.W[l])
        np.testing.assert_array_equal(explorer.biases[l - 1], network.b[l])
    np.testing.assert_array_equal(explorer.X, X)
    np.testing.assert_array_equal(explorer.Y, Y)
    np.testing.assert_array_equal(explorer.network().theta, network.theta)


def test_without_a_network_it_shows_the_worked_example():
    network, X, Y = worked_example()
    explorer = DeltaExplorer()
    np.testing.assert_array_equal(explorer.network().theta, network.theta)
    np.testing.assert_array_equal(explorer.X, X)
    np.testing.assert_array_equal(explorer.Y, Y)


def test_network_follows_what_the_learner_changed():
    explorer = DeltaExplorer()
    explorer.set_state({"weights": [[[9, -2], [0.5, 0.5], [-1, 1]], explorer.weights[1]], "x": [3, 4]})
    assert explorer.network().W[1][0, 0] == 9
    np.testing.assert_array_equal(explorer.X, [[3, 4]])


def network_of(sizes, activations="sigmoid", loss="quadratic"):
    return Network(sizes, activations, loss, rng=np.random.default_rng(0))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("2-3-2",), TypeError, "network must be a bplib.Network, got str"),
        ((None, [[1, 2]]), ValueError, "X and Y need a network"),
        ((network_of([2, 3]),), ValueError, r"X must be one example of shape \(1, 2\), got None"),
        ((network_of([2, 3]), np.ones((4, 2)), np.ones((4, 3))), ValueError, r"got \(4, 2\): use X\[:1\]"),
        ((network_of([2, 3]), np.ones((1, 2)), np.ones((1, 2))), ValueError, r"Y must have shape \(m, 3\)"),
        ((network_of([2, 3]), [[1, np.nan]], np.ones((1, 3))), ValueError, "X must be finite"),
        ((network_of([2, 7]), np.ones((1, 2)), np.ones((1, 7))), ValueError, "at most 4 layers .* 6 units"),
        ((network_of([1] * 6), [[1]], [[1]]), ValueError, "at most 4 layers"),
        ((network_of([2, 2, 1], "silu sigmoid"), [[1, 1]], [[1]]), ValueError, "layer 1 has silu"),
        ((network_of([2, 2], "softmax"), [[1, 1]], [[1, 0]]), ValueError, "outputs .* got softmax"),
        ((network_of([2, 1], loss="mean_squared_error"), [[1, 1]], [[1]]), ValueError, "got mean_squared_error"),
        ((network_of([2, 1], loss="binary_cross_entropy"), [[1, 1]], [[2]]), ValueError, "between 0 and 1"),
    ],
)
def test_bad_arguments_are_named(arguments, error, message):
    with pytest.raises(error, match=message):
        DeltaExplorer(*arguments)


@pytest.mark.parametrize("stage", [-1, 9, 1.5, True, "last"])
def test_a_stage_that_does_not_exist_is_refused(stage):
    with pytest.raises(ValueError, match="stage must be"):
        DeltaExplorer(stage=stage)


@pytest.mark.parametrize("key", [["weight", 1, 3, 0], ["bias", 0, 0], ["unit", 3, 0], ["input", -1], ["edge", 1]])
def test_a_selection_that_does_not_exist_is_refused(key):
    with pytest.raises(ValueError, match="selected must name"):
        DeltaExplorer(selected=key)


def test_the_description_has_the_numbers():
    assert DeltaExplorer().description() == (
        "Delta explorer: network 2-3-2, sigmoid, sigmoid, quadratic cost.\n"
        "Input x = 1.0000, 0.5000; target y = 1.0000, 0.0000.\n"
        "Layer 1: z = 0.0000, 1.0000, -1.0000; a = 0.5000, 0.7311, 0.2689; delta = -0.0628, 0.0469, -0.0677.\n"
        "Layer 2: z = 1.0000, 0.9242; a = 0.7311, 0.7159; delta = -0.0529, 0.1456.\n"
        "Cost C = 0.2924."
    )


def test_description_and_figure_show_only_what_has_been_computed():
    description = DeltaExplorer(stage=4).description().splitlines()
    assert len(description) == 5
    assert "delta" not in description[2]
    assert "delta" in description[3]
    texts = [text.get_text() for text in DeltaExplorer(stage=1).figure().axes[0].texts]
    assert "a 0.7311" in texts
    assert not [text for text in texts if text.startswith(("δ", "∂"))]


def diagram(network, *arguments, **options):
    places = layout(network.sizes)
    ax = Figure(figsize=(places["width"] / 100, places["height"] / 100), dpi=100).add_axes((0, 0, 1, 1))
    return draw_network(ax, network, *arguments, **options)


def test_artists_of_the_diagram_hold_the_numbers(rng):
    network, X, Y = problem((3, 4, 2), "tanh", "sigmoid", "binary_cross_entropy", rng)
    trace = network.forward(X)
    gradient = network.backward(trace, Y)
    shown = diagram(network, trace, gradient, Y, cost=network.cost(X, Y))
    points = 72 / 100
    largest = max(np.abs(g).max() for g in gradient.W[1:])
    assert len(shown.edges) == len(shown.gradient_edges) == 12 + 8
    for key, line in shown.edges.items():
        _, l, j, k = key
        w, g = network.W[l][j, k], gradient.W[l][j, k]
        back = shown.gradient_edges[key]
        assert line.get_linewidth() == pytest.approx(weight_width(w) * points)
        assert back.get_linewidth() == pytest.approx(gradient_width(g, largest) * points)
        assert (line.get_linestyle() == "-") == (w > 0)
        assert line.get_edgecolor()[:3] == pytest.approx(
            tuple(int((POSITIVE if w > 0 else NEGATIVE)[i : i + 2], 16) / 255 for i in (1, 3, 5))
        )
        assert shown.texts[key].get_text() == number_text(w)
        assert shown.texts["derivative", *key].get_text() == f"∂ {number_text(g)}"
    for l, n in ((1, 4), (2, 2)):
        for j in range(n):
            assert shown.texts["z", l, j].get_text() == f"z {number_text(trace.Z[l][0, j])}"
            assert shown.texts["a", l, j].get_text() == f"a {number_text(trace.A[l][0, j])}"
            assert shown.texts["delta", l, j].get_text() == f"δ {number_text(gradient.D[l][0, j])}"
    assert shown.texts["cost",].get_text() == number_text(network.cost(X, Y))


def test_diagram_options():
    network, X, Y = worked_example()
    plain = diagram(network, edge_labels=False, biases=False, captions=False)
    assert set(plain.texts) == {("name", 0, 0), ("name", 0, 1), ("a", 0, 0), ("a", 0, 1)}
    assert not plain.gradient_edges
    path = [("weight", 1, 1, 0), ("unit", 1, 1), ("weight", 2, 0, 1)]
    marked = diagram(
        network, network.forward(X), network.gradient(X, Y), highlight=path, edge_labels=path, show="weights"
    )
    assert set(marked.marks) == set(path)
    assert {key for key in marked.texts if key[0] == "weight"} == {path[0], path[2]}
    assert not marked.gradient_edges
    with pytest.raises(ValueError, match="show must be"):
        diagram(network, show="deltas")


@pytest.mark.parametrize("n_in", range(1, 5))
@pytest.mark.parametrize("n_out", range(1, 5))
def test_labels_of_the_diagram_do_not_overlap(n_in, n_out):
    places = layout([n_in, n_out])
    assert places["labels_fit"] == [n_in * n_out <= 16]
    centres = [centre for row in places["labels"][0] for centre in row]
    for (x, y), (other_x, other_y) in itertools.combinations(centres, 2):
        assert abs(x - other_x) >= LABEL_WIDTH or abs(y - other_y) >= LABEL_HEIGHT


def test_a_wider_layout_moves_the_layers_apart_and_leaves_the_edges_longer():
    plain, wide = layout([2, 3, 2]), layout([2, 3, 2], width=860)
    assert (plain["width"], wide["width"]) == (699, 860)
    assert wide["height"] == plain["height"]
    assert layout([6] * 5, width=860) == layout([6] * 5)


NUMBERS = [0, 1, -0.5, 0.7310585786, -0.0528, 12.34567, -123.4567, 1234.56, 9999.4, 99999, 4.9e-5, -2e-9, 0.03125, 1e-4]


def test_number_text():
    texts = [
        "0",
        "1",
        "−0.5",
        "0.7311",
        "−0.0528",
        "12.346",
        "−123.46",
        "1234.6",
        "9999.4",
        "1.0e5",
        "4.9e−5",
        "−2.0e−9",
        "0.0313",
        "0.0001",
    ]
    assert [number_text(value) for value in NUMBERS] == texts


# --- in a browser

FORWARD_AND_BACKWARD = """nets => nets.map(net => {
    const trace = module.forward(net);
    return { ...trace, ...module.backward(net, trace), cost: module.cost(net, trace) };
})"""
NET = """() => Object.fromEntries(
    ["sizes", "activations", "loss", "weights", "biases", "x", "y"].map(name => [name, explorer.get(name)]))"""


open_page = opening(lambda: DeltaExplorer(stage="all"), ".delta-explorer")


def as_lists(network, X, Y):
    """Return a network and one example as the module in the browser takes them."""
    names = {"sizes": list(network.sizes), "activations": [f.name for f in network.f[1:]], "loss": network.loss.name}
    lists = {"weights": [W.tolist() for W in network.W[1:]], "biases": [b.tolist() for b in network.b[1:]]}
    return {**names, **lists, "x": X[0].tolist(), "y": Y[0].tolist()}


def part(page, *key):
    return page.locator(f'[data-key="{",".join(map(str, key))}"]')


def delta_text(page, l, j):
    return part(page, "unit", l, j).locator(".delta").text_content()


def shown_network(page):
    """Return the network, X and Y that the page holds now."""
    net = page.evaluate(NET)
    network = Network(net["sizes"], net["activations"], net["loss"], rng=np.random.default_rng(0))
    for l, (W, b) in enumerate(zip(net["weights"], net["biases"], strict=True), start=1):
        network.W[l][:], network.b[l][:] = W, b
    return network, np.array([net["x"]], float), np.array([net["y"]], float)


TEXTS = """() => Object.fromEntries([...document.querySelectorAll("[data-key]")].map(
    node => [node.dataset.key, [...node.querySelectorAll("text")].map(text => text.textContent)]))"""


def assert_page_shows_its_network(page):
    """Compare all that stands in the graph with what bplib computes from the numbers of the page."""
    network, X, Y = shown_network(page)
    trace = network.forward(X)
    gradient = network.backward(trace, Y)
    texts = page.evaluate(TEXTS)
    assert page.locator(".cost .number").text_content() == number_text(network.cost(X, Y))
    for l in range(1, network.L + 1):
        for j in range(network.sizes[l]):
            z, a, delta = (values[l][0, j] for values in (trace.Z, trace.A, gradient.D))
            expected = [f"z {number_text(z)}", f"a {number_text(a)}", f"δ {number_text(delta)}"]
            assert texts[f"unit,{l},{j}"] == expected
            expected = [f"b {number_text(network.b[l][j])}", f"∂ {number_text(gradient.b[l][j])}"]
            assert texts[f"bias,{l},{j}"] == expected
            for k in range(network.sizes[l - 1]):
                expected = [number_text(network.W[l][j, k]), f"∂ {number_text(gradient.W[l][j, k])}"]
                assert texts[f"weight,{l},{j},{k}"] == expected


@pytest.mark.browser
def test_mathematics_in_the_browser_equals_the_library(context, rng):
    problems = [problem(sizes, *names, rng) for names, sizes in itertools.product(COMBINATIONS, SIZES)]
    page = context.new_page()
    load_module(page, DeltaExplorer)
    results = page.evaluate(FORWARD_AND_BACKWARD, [as_lists(*one) for one in problems])
    page.close()
    for (network, X, Y), got in zip(problems, results, strict=True):
        trace = network.forward(X)
        gradient = network.backward(trace, Y)
        what = str(network)
        np.testing.assert_allclose(got["cost"], network.cost(X, Y), rtol=1e-12, atol=1e-12, err_msg=what)
        for l in range(1, network.L + 1):
            pairs = [(got["z"][l], trace.Z[l][0]), (got["a"][l], trace.A[l][0]), (got["delta"][l], gradient.D[l][0])]
            pairs += [(got["weights"][l - 1], gradient.W[l]), (got["biases"][l - 1], gradient.b[l])]
            for ours, expected in pairs:
                np.testing.assert_allclose(ours, expected, rtol=1e-12, atol=1e-12, err_msg=what)


FIFTY_STEPS = """nets => nets.map(net => {
    const costs = [module.cost(net)];
    for (let step = 0; step < 50; step++) {
        net = module.learned(net, 0.3);
        costs.push(module.cost(net));
    }
    return { costs, theta: [net.weights.flat(2), net.biases.flat()] };
})"""


def fifty_steps(network, X, Y, eta):
    """Return the costs before and after each of 50 steps of gradient descent of the library."""
    costs, rule = [network.cost(X, Y)], GradientDescent(eta)
    for _ in range(50):
        rule.step(network.theta, network.gradient(X, Y).flat)
        costs.append(network.cost(X, Y))
    return costs


@pytest.mark.browser
def test_fifty_steps_of_learning_in_the_browser_are_those_of_the_library(context, rng):
    problems = [problem((2, 3, 2), *names, rng) for names in COMBINATIONS if "identity" not in names]
    page = context.new_page()
    load_module(page, DeltaExplorer)
    results = page.evaluate(FIFTY_STEPS, [as_lists(*one) for one in problems])
    page.close()
    for (network, X, Y), got in zip(problems, results, strict=True):
        np.testing.assert_allclose(got["costs"], fifty_steps(network, X, Y, 0.3), atol=1e-9, err_msg=str(network))
        weights = np.concatenate([W.ravel() for W in network.W[1:]])
        np.testing.assert_allclose(got["theta"][0], weights, atol=1e-9)
        np.testing.assert_allclose(got["theta"][1], np.concatenate(network.b[1:]), atol=1e-9)


@pytest.mark.browser
def test_cross_entropies_in_the_browser_survive_saturated_units(context):
    page = context.new_page()
    load_module(page, DeltaExplorer)
    for output, loss, Y in (("sigmoid", "binary_cross_entropy", [[0, 1]]), ("softmax", "cross_entropy", [[0, 1]])):
        network = Network([1, 2], output, loss, rng=np.random.default_rng(0))
        network.W[1][:] = [[900], [-900]]
        (got,) = page.evaluate(FORWARD_AND_BACKWARD, [as_lists(network, np.array([[1]]), np.array(Y))])
        assert got["cost"] == network.cost([[1]], Y) == 1800
        assert got["delta"][1] == network.gradient([[1]], Y).D[1][0].tolist()
    page.close()


@pytest.mark.browser
def test_targets_of_classes_keep_their_sum(context):
    page = context.new_page()
    load_module(page, DeltaExplorer)
    change = "([y, i, value]) => module.withValue({ y, loss: 'cross_entropy' }, ['target', i], value).y"
    assert page.evaluate(change, [[0.2, 0.6, 0.2], 1, 0.2]) == pytest.approx([0.4, 0.2, 0.4])
    assert page.evaluate(change, [[0.5, 0.1, 0.4], 0, 0]) == pytest.approx([0, 0.2, 0.8])
    assert page.evaluate(change, [[0, 1, 0], 1, 0.5]) == [0.25, 0.5, 0.25]
    page.close()


@pytest.mark.browser
def test_numbers_are_written_alike_in_the_browser_and_in_figures(context):
    page = context.new_page()
    load_module(page, DeltaExplorer)
    assert page.evaluate("values => values.map(module.numberText)", NUMBERS) == [number_text(v) for v in NUMBERS]
    widths = page.evaluate("[module.weightWidth(-1.5), module.gradientWidth(-0.2, 0.5), module.gradientWidth(0, 0)]")
    assert widths == pytest.approx([weight_width(-1.5), gradient_width(-0.2, 0.5), gradient_width(0, 0)])
    page.close()


@pytest.mark.browser
def test_stages_reach_the_same_numbers_in_the_browser_and_in_figures(context):
    page = context.new_page()
    load_module(page, DeltaExplorer)
    for L in range(1, 5):
        weights = {"weights": [[[1]]] * L}
        for stage in range(3 * L + 3):
            got = page.evaluate("([net, stage]) => module.reached(net, stage)", [weights, stage])
            assert tuple(got.values()) == delta_explorer._reached(stage, L), (L, stage)
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("choice", [("tanh", "relu", "quadratic"), ("relu", "softmax", "cross_entropy")])
def test_page_shows_the_numbers_of_any_network(open_page, rng, choice):
    assert_page_shows_its_network(open_page(DeltaExplorer(*problem((2, 3, 4, 2), *choice, rng), stage="all")))


@pytest.mark.browser
def test_dragging_changes_everything_that_depends_on_it(open_page):
    page = open_page()
    targets = [("weight", 2, 1, 1), ("bias", 1, 0), ("input", 0), ("target", 1)]
    for key in targets:
        before = shown_network(page), delta_text(page, 1, 1)
        box = part(page, *key).locator(".box, .disc").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x, y - 30, steps=3)
        page.mouse.up()
        (network, X, Y), (old_network, old_X, old_Y) = shown_network(page), before[0]
        if key[0] == "weight":
            assert network.W[2][1, 1] == old_network.W[2][1, 1] + 0.6
        elif key[0] == "bias":
            assert network.b[1][0] == old_network.b[1][0] + 0.6
        else:
            change = X - old_X if key[0] == "input" else Y - old_Y
            assert change[0, key[1]] == pytest.approx(0.6)
        assert delta_text(page, 1, 1) != before[1] or key[0] == "bias"
        assert_page_shows_its_network(page)
        assert part(page, *key).evaluate("node => node === document.activeElement")
    page.mouse.move(x, y - 200)
    assert_page_shows_its_network(page)


@pytest.mark.browser
def test_an_edge_can_be_dragged_by_its_line(open_page):
    page = open_page()
    line = page.locator(".lines .hit").first
    x, y = line.evaluate(
        "node => { const p = node.getPointAtLength(12), m = node.getScreenCTM();"
        " return [p.x * m.a + m.e, p.y * m.d + m.f] }"
    )
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 50, steps=2)
    page.mouse.up()
    network, _, _ = shown_network(page)
    assert network.W[1][0, 0] == 0
    assert part(page, "weight", 1, 0, 0).evaluate("node => node === document.activeElement")


@pytest.mark.browser
def test_arrow_keys_change_a_number_and_stay_inside(open_page):
    page = open_page()
    page.evaluate("document.addEventListener('keydown', () => (window.escaped = true))")
    weight = part(page, "weight", 1, 2, 1)
    weight.focus()
    value = 1
    for key, step in [
        ("ArrowUp", 0.1),
        ("ArrowDown", -0.1),
        ("Shift+ArrowUp", 0.01),
        ("PageDown", -1),
        ("PageUp", 1),
    ]:
        page.keyboard.press(key)
        value += step
        assert float(weight.get_attribute("aria-valuenow")) == pytest.approx(value)
    assert shown_network(page)[0].W[1][2, 1] == pytest.approx(1.01)
    assert_page_shows_its_network(page)
    assert page.evaluate("window.escaped") is None
    part(page, "unit", 2, 1).focus()
    assert page.locator("[name=selected]").input_value() == "unit,2,1"


@pytest.mark.browser
def test_the_field_takes_a_number(open_page):
    page = open_page()
    page.locator("[name=selected]").select_option(label="Bias of output unit 2 (b²₂)")
    page.locator("[name=value]").fill("-1.25")
    assert shown_network(page)[0].b[2][1] == -1.25
    assert_page_shows_its_network(page)


@pytest.mark.browser
def test_steps_fill_in_the_equation_that_is_used(open_page):
    page = open_page(DeltaExplorer(stage=0))
    step, lit = page.locator("[name=step]"), page.locator(".general .lit")
    seen = []
    numbers = lambda tag: page.locator(f'.equation[data-tag="{tag}"] .lower').all_text_contents()  # noqa: E731
    assert "δ" not in "".join(part(page, "unit", 1, 1).locator("text").all_text_contents()).replace("δ", "", 1)
    for expected in (["forward"], ["forward"], ["cost"], ["BP1"], ["BP3", "BP4"], ["BP2"], ["BP3", "BP4"]):
        seen.append(step.text_content())
        step.click()
        assert [tag.split()[0] for tag in lit.locator("b").all_text_contents()] == expected
        if expected == ["BP2"]:
            row = ["0.0469", "=", "(", "1", "·", "−0.0529", "+", "2", "·", "0.1456", ") ·", "0.1966"]
            assert numbers("BP2") == row
            assert numbers("slope") == ["0.1966", "=", "0.7311", "· (1 −", "0.7311", ")"]
            marked = page.locator(".handle.marked").evaluate_all("nodes => nodes.map(node => node.dataset.key)")
            assert set(marked) == {"unit,1,1", "unit,2,0", "unit,2,1", "weight,2,0,1", "weight,2,1,1"}
            assert "BP2" in page.locator("[aria-live]").last.text_content()
            assert part(page, "weight", 1, 1, 0).locator(".derivative").text_content() == ""
    assert numbers("BP3") == ["0.0469", "=", "0.0469"]
    assert numbers("BP4") == ["0.0469", "=", "1", "·", "0.0469"]
    assert seen == ["Forward step →"] * 3 + ["← Backward step"] * 4
    page.locator("[name=undo]").click()
    assert page.evaluate("explorer.get('stage')") == 6
    page.locator("[name=back]").click()
    assert delta_text(page, 2, 0) == "δ"
    page.locator("[name=all]").click()
    assert_page_shows_its_network(page)


def test_it_begins_at_step_0_and_its_picture_shows_everything():
    explorer = DeltaExplorer()
    assert explorer.stage == 0
    assert explorer.description() == DeltaExplorer(stage="all").description()
    texts = [text.get_text() for text in explorer.figure().axes[0].texts]
    assert "δ 0.0469" in texts


@pytest.mark.browser
def test_it_plays_by_mouse_and_by_keyboard(open_page):
    assert_it_plays_to_the_end(open_page(DeltaExplorer()), 8)


@pytest.mark.browser
def test_numbers_follow_a_drag_at_every_stage(open_page):
    page = open_page(DeltaExplorer(stage=6))
    part(page, "weight", 2, 0, 1).focus()
    page.keyboard.press("PageUp")
    network, X, Y = shown_network(page)
    delta = network.gradient(X, Y).D[1][0, 1]
    assert delta_text(page, 1, 1) == f"δ {number_text(delta)}"
    assert page.locator('.equation[data-tag="BP2"] .lower').nth(3).text_content() == "2"


@pytest.mark.browser
def test_numbers_of_an_equation_give_its_result(open_page, rng):
    """Evaluate every filled equation of every stage as arithmetic and compare with its left side."""
    for hidden, output, loss in [
        ("sigmoid", "tanh", "quadratic"),
        ("tanh", "sigmoid", "binary_cross_entropy"),
        ("relu", "softmax", "cross_entropy"),
    ]:
        network, X, Y = problem((2, 3, 3, 2), hidden, output, loss, rng)
        network.theta = network.theta / 3
        page = open_page(DeltaExplorer(network, X, Y, stage=0))
        filled = [text.partition(" = ") for text in page.evaluate(FILLED, 11)]
        sides = [(left, right) for left, equals, right in filled if equals]
        assert len(sides) >= 15
        for left, right in sides:
            assert arithmetic(right) == pytest.approx(arithmetic(left), abs=2e-3, rel=2e-3), f"{left} = {right}"


FILLED = """async stages => {
    const texts = [];
    for (let stage = 0; stage < stages; stage++) {
        explorer.set("stage", stage);
        await null;
        const rows = document.querySelectorAll(".equation .pairs");
        texts.push(...[...rows].map(row => row.ariaLabel.split("in numbers ")[1]));
    }
    return texts;
}"""


def arithmetic(text):
    """Return the value of an equation's side as it is written."""
    for written, python in (
        ("−", "-"),
        ("·", "*"),
        ("½", "0.5 *"),
        ("[", "("),
        ("]", ")"),
        (")²", ")**2"),
        ("ln(", "* log("),
    ):
        text = text.replace(written, python)
    text = re.sub(r"ln ([\d.e-]+)", r"* log(\1)", text)
    names = {"log": math.log, "tanh": math.tanh, "σ": lambda z: 1 / (1 + math.exp(-z)), "relu": lambda z: max(z, 0)}
    return eval(text, {"__builtins__": {}}, names)


@pytest.mark.browser
def test_choosing_activation_and_loss(open_page):
    page = open_page()
    for hidden, output, loss in COMBINATIONS:
        page.locator("[name=loss]").select_option(loss)
        page.locator("[name=hidden]").select_option(hidden)
        if loss == "quadratic":
            page.locator("[name=output]").select_option(output)
        net = page.evaluate(NET)
        assert (net["activations"], net["loss"]) == ([hidden, output], loss)
        assert_page_shows_its_network(page)
    part(page, "target", 0).focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("explorer.get('y')") == pytest.approx([0.9, 0.1])
    for _ in range(2):
        page.keyboard.press("PageUp")
    assert page.evaluate("explorer.get('y')") == [1, 0]
    page.locator("[name=restore]").click()
    assert page.evaluate(NET) == DeltaExplorer().original


@pytest.mark.browser
def test_nudge_compares_the_predicted_with_the_actual_change(open_page):
    page = open_page(DeltaExplorer(stage="all", selected=["weight", 2, 1, 0]))
    network, X, Y = worked_example()
    slope, before = network.gradient(X, Y).W[2][1, 0], network.cost(X, Y)
    page.locator("[name=epsilon]").select_option("0.01")
    page.locator("[name=nudge]").click()
    assert shown_network(page)[0].W[2][1, 0] == -1 + 0.01
    for row, epsilon in zip(page.locator(".nudge tr").all()[1:], (0.1, 0.01, 0.001), strict=True):
        network.W[2][1, 0] = -1 + epsilon
        actual = network.cost(X, Y) - before
        epsilon_text, *cells = row.locator("th, td").all_text_contents()
        predicted, measured, difference = (number_from(cell) for cell in cells)
        assert float(epsilon_text) == epsilon
        assert predicted == pytest.approx(slope * epsilon, rel=1e-3)
        assert measured == pytest.approx(actual, rel=1e-3)
        assert difference == pytest.approx(actual - slope * epsilon, rel=0.06)
    page.locator("[name=take-back]").click()
    assert page.evaluate(NET) == DeltaExplorer().original
    assert not page.locator(".nudge table").is_visible()
    page.locator("[name=selected]").select_option("input,0")
    assert not page.locator("[name=nudge]").is_visible()


def number_from(text):
    digits, _, power = text.replace("−", "-").partition("×10")
    return float(digits) * 10 ** int(power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) or 0)


@pytest.mark.browser
def test_learning_by_mouse_and_by_keyboard(open_page):
    page = open_page(DeltaExplorer(eta=0.5))
    network, X, Y = worked_example()
    expected = fifty_steps(network, X, Y, 0.5)
    costs = lambda: page.evaluate("explorer.get('costs')")  # noqa: E731
    curve, words, once = page.locator(".curve"), page.locator(".so-far"), page.locator("[name=learn]")
    assert curve.get_attribute("aria-label") == "Cost curve: C = 0.2924, before the first step"
    squares = float((worked_example()[0].gradient(X, Y).flat ** 2).sum())
    assert number_from(words.text_content().split("≈ ")[1].rstrip(".")) == pytest.approx(-0.5 * squares, rel=1e-3)
    once.click()
    assert costs() == pytest.approx(expected[:2], abs=1e-12)
    assert page.evaluate("explorer.get('stage')") == 8, "a step needs both passes"
    assert_page_shows_its_network(page)
    once.press("Enter")
    assert costs() == pytest.approx(expected[:3], abs=1e-12)
    changed = number_from(words.text_content().split("changed it by ")[1].split(". The next")[0])
    assert changed == pytest.approx(expected[2] - expected[1], rel=1e-3)
    page.locator("[name=restore]").click()
    assert curve.get_attribute("aria-label").endswith("before the first step"), "other numbers begin a new curve"
    page.emulate_media(reduced_motion="no-preference")
    play = page.locator("[name=play-learning]")
    play.press("Enter")
    page.wait_for_function("explorer.get('costs').length > 3", timeout=120_000)
    assert play.text_content() == "Stop learning"
    page.wait_for_function("explorer.get('costs').length === 51", timeout=120_000)
    assert costs() == pytest.approx(expected, abs=1e-9)
    assert play.text_content() == "Play 50 steps"
    assert curve.get_attribute("aria-label") == f"Cost curve: C from 0.2924 to {number_text(expected[-1])} in 50 steps"
    assert "After 50 steps" in page.locator("[aria-live].visually-hidden").text_content()
    assert page.locator(".curve .costs").get_attribute("d").count("L") == 50
    np.testing.assert_allclose(shown_network(page)[0].theta, network.theta, atol=1e-9)


@pytest.mark.browser
def test_learning_stops_by_hand_and_where_the_numbers_would_grow_too_large(open_page, rng):
    page = open_page(DeltaExplorer(*problem((2, 3, 2), "identity", "identity", "quadratic", rng), eta=10))
    page.locator("[name=play-learning]").click()
    assert "choose a smaller one" in page.locator(".so-far").text_content()
    assert page.locator("[name=learn]").is_disabled()
    assert_page_shows_its_network(page)
    page.locator("[name=restore]").click()
    page.locator("[name=eta]").fill("0.01")
    assert page.evaluate("explorer.get('eta')") == 0.01
    page.emulate_media(reduced_motion="no-preference")
    page.locator("[name=play-learning]").click()
    page.wait_for_function("explorer.get('costs').length > 2", timeout=120_000)
    page.locator("[name=play-learning]").click()
    stopped = page.evaluate("explorer.get('costs').length")
    page.locator("[name=learn]").click()
    assert page.evaluate("explorer.get('costs').length") == stopped + 1


def test_the_rate_is_checked_and_the_record_holds_it():
    with pytest.raises(ValueError, match="eta must lie in"):
        DeltaExplorer(eta=0)
    state = DeltaExplorer(eta=0.25).record()["state"]
    assert (state["eta"], state["costs"]) == (0.25, [])


@pytest.mark.browser
def test_everything_that_takes_keys_has_a_name_and_keeps_its_keys(open_page, rng):
    page = open_page(DeltaExplorer(*problem((2, 2, 3, 1), "tanh", "sigmoid", "binary_cross_entropy", rng), stage="all"))
    nodes = page.locator(".delta-explorer :is(button, select, input, [tabindex])")
    assert nodes.count() > 40
    facts = nodes.evaluate_all(
        "nodes => nodes.map(node => [node.outerHTML.slice(0, 90), node.dataset.lmSuppressShortcuts,"
        " node.ariaLabel || node.innerText || node.labels?.[0]?.innerText])"
    )
    for html, suppressed, name in facts:
        assert suppressed == "true", html
        assert name, html
    names = page.locator("[role=slider]").evaluate_all("nodes => nodes.map(node => node.ariaLabel)")
    assert len(set(names)) == len(names)
    assert "weight from input 1 to unit 2 of hidden layer 1 (w¹₂₁)" in names
    assert "bias of output unit 1 (b³₁)" in names
    tree = page.locator(".delta-explorer").aria_snapshot()
    assert 'slider "target 1 (y₁)"' in tree
    assert 'button "output unit 1: z ' in tree
    assert re.search(r'math: BP|math "', tree)


@pytest.mark.browser
def test_python_changes_reach_the_page(open_page):
    page = open_page()
    page.evaluate("explorer.set('x', [2, -1])")
    page.wait_for_function("document.querySelector('[data-key=\"input,0\"] .number').textContent === '2'")
    assert_page_shows_its_network(page)


@pytest.mark.browser
@pytest.mark.parametrize("width", [600, 800, 1000])
def test_nothing_sticks_out_at_any_width(open_page, width):
    page = open_page()
    resize(page, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    overlapping = page.evaluate(OVERLAPS)
    assert overlapping == []


OVERLAPS = """() => {
    const texts = [...document.querySelectorAll(".graph > svg text")].filter(node => node.textContent);
    const boxes = texts.map(node => [node.textContent, node.getBoundingClientRect()]);
    return boxes.flatMap(([text, a], i) => boxes.slice(i + 1)
        .filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
            && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4)
        .map(([other]) => [text, other]));
}"""
