"""The graph explorer: its numbers against bplib.autodiff, its picture, and in a browser all that a hand can do."""

import math
import re

import numpy as np
import pytest
import traitlets
from expression_mistakes import MISTAKES
from pages import assert_it_plays_to_the_end, cell_that_hears, module_of, opening, resize
from playwright.sync_api import expect

from bplib.autodiff.expressions import ExpressionError, graph, parse
from bplib.plotting.computation_graph import local_derivatives
from bplib.plotting.graph_layout import layout
from bplib.plotting.number_text import number_text
from bplib.widgets.graph_explorer import EXAMPLES, VISITS, GraphExplorer, names_of

EXAMPLE = {text: values for _, text, values in EXAMPLES}
OTHERS = {
    "max(x, y) + max(y, 2) * max(-1, x)": {"x": 0.3, "y": 1.2},
    "-x / (2 - y) - sqrt(y) ^ x": {"x": 0.3, "y": 1.2},
    "log(x) * cos(y / x) + 2 ^ x": {"x": 0.3, "y": 1.2},
    "x + x*x + x*x*x + (x + 1)^-2": {"x": -0.4},
    "tanh(x) * sigmoid(y) + exp(x) * sin(y)": {"x": 0.3, "y": 1.2},
    "((x*y)*x + y)*(x*y) - relu(x)*relu(-y)": {"x": -0.4, "y": 3},
}
# Expressions, each with inputs at which its forward or backward pass cannot go on, and the words at the node.
STUCK = [
    ("y + log(x)", {"y": 1, "x": -1}, "log of −1", "log of -1"),
    ("1/(x - x) + x", {"x": 2}, "division by 0", "division by 0"),
    ("sqrt(x)", {"x": -4}, "square root of −4", "square root of -4"),
    ("exp(x*x) + 1", {"x": 100}, "too large", "too large"),
    ("x ^ 0.5", {"x": -8}, "−8 to the power 0.5", "-8 to the power 0.5"),
    ("x ^ -1", {"x": 0}, "0 to the power −1", "0 to the power -1"),
    ("sqrt(x) * exp(x) + x", {"x": 0}, "no finite slope", "no finite slope"),
]


def random_expression(rng, depth=4):
    """Return the text of a random expression of x, y and z that has a value and slopes wherever x, y, z > 0."""
    if depth == 0 or rng.random() < 0.15:
        return str(rng.choice(["x", "y", "z", "2", "0.5"]))
    part = lambda: random_expression(rng, depth - 1)  # noqa: E731
    kind = rng.choice(["sign", "function", "max", "power", "log", "divide"], p=[0.4, 0.25, 0.1, 0.1, 0.08, 0.07])
    if kind == "sign":
        return f"({part()} {rng.choice(['+', '-', '*'])} {part()})"
    if kind == "function":
        return f"{rng.choice(['tanh', 'sigmoid', 'relu', 'sin', 'cos', '-'])}({part()})"
    inner = f"(1.5 + sin({part()}))"
    written = {"max": f"max({part()}, {part()})", "power": f"{inner}^{rng.choice(['2', '-1', '0.5', 'y'])}"}
    return written.get(kind) or {"log": f"log({inner})", "divide": f"{part()} / {inner}"}[kind]


def random_problems(rng, number):
    """Return pairs of a text and values: random expressions with at least one input, not too large."""
    problems = []
    while len(problems) < number:
        try:
            variables = parse(text := random_expression(rng)).variables
        except ExpressionError:
            continue
        problems.append((text, {name: float(rng.uniform(0.2, 2)) for name in variables}))
    return problems


# --- in Python


def test_without_arguments_it_shows_the_first_example():
    explorer = GraphExplorer()
    assert (explorer.expression, explorer.values) == ("sin(x) * exp(x)", {"x": 0.7})
    assert (explorer.stage, explorer.last_stage) == (0, 8)
    output = explorer.output()
    x = output.parents[0].parents[0]
    assert x.grad == pytest.approx(2.837, abs=5e-4)


def test_inputs_have_the_values_given_those_of_the_example_or_others():
    assert GraphExplorer("a*b", a=4).values == {"a": 4, "b": 2}
    assert GraphExplorer("a + a").values == {"a": 3}
    assert GraphExplorer("a + a", a=-1).values == {"a": -1}


def test_output_follows_what_the_learner_changed():
    explorer = GraphExplorer("x*y", x=2, y=5)
    explorer.set_state({"expression": "x/y", "values": {"x": 8, "y": 4}})
    assert explorer.output().value == 2
    explorer.expression = "x + z"
    assert explorer.output().value == 8 + 2, "an input without a value gets one"
    assert explorer.last_stage == 4


@pytest.mark.parametrize(
    ("arguments", "values", "message"),
    [
        (["2x"], {}, "An operator is missing"),
        (["x"], {"z": 1}, "x has the inputs x; got a value for z"),
        (["x"], {"x": 101}, r"x must lie in \[-100, 100\], got 101"),
        (["x"], {"stage": 5}, 'stage must be "all" or a whole number from 0 to 2, got 5'),
        (["x"], {"stage": True}, "stage must be"),
        (["x"], {"stage": "end"}, "stage must be"),
        (["x*y"], {"selected": "w"}, "selected must be one of x, y, f; got 'w'"),
        (["sin(x)*y"], {"selected": 1}, "selected must be one of x, v1, y, f; got 1"),
    ],
)
def test_bad_arguments_are_named(arguments, values, message):
    with pytest.raises(ValueError, match=message):
        GraphExplorer(*arguments, **values)


def test_an_expression_that_cannot_be_read_is_refused_later_too():
    explorer = GraphExplorer()
    with pytest.raises((ExpressionError, traitlets.TraitError), match="is never closed"):
        explorer.expression = "sin(x"
    assert explorer.expression == "sin(x) * exp(x)"


def test_a_node_is_selected_by_its_name():
    assert GraphExplorer("sin(x)*exp(y)", selected="y").selected == 2
    assert GraphExplorer("sin(x)*exp(y)", selected="v2").selected == 3
    assert GraphExplorer("sin(x)*exp(y)", selected="v₂").selected == 3


def test_names_avoid_those_of_the_inputs():
    assert names_of(parse("sin(x) * exp(x)")) == ["x", "v₁", "v₂", "y"]
    assert names_of(parse("sin(y) * exp(v1)")) == ["y", "u₁", "v1", "u₂", "f"]
    assert names_of(parse("y + f*C*L + v*u*n*p"))[-1] == "output"
    assert names_of(parse("x")) == ["x"]


def test_the_description_has_the_numbers():
    assert GraphExplorer().description() == (
        "Graph explorer: sin(x) * exp(x)\n"
        "x: 0.7, grad 2.8375\n"
        "v₁ = sin: 0.6442, grad 2.0138\n"
        "v₂ = exp: 2.0138, grad 0.6442\n"
        "y = multiply: 1.2973, grad 1"
    )


def test_description_and_figure_show_only_what_has_been_computed():
    assert GraphExplorer().description() == GraphExplorer(stage="all").description(), "nothing can be pressed there"
    assert "v₁ = sin: 0.6442" in GraphExplorer(stage=1).description().splitlines()
    partial = GraphExplorer(stage=6)
    assert "x: 0.7, 1.2973 + …" in partial.description().splitlines()
    texts = [text.get_text() for text in partial.figure().axes[0].texts]
    assert "1.2973 + …" in texts
    assert "grad 1" in texts
    early = [text.get_text() for text in GraphExplorer(stage=1).figure().axes[0].texts]
    assert early == ["0.7648", "x", "0.7", "v₁: sin", "0.6442", "v₂: exp", "y: ×"]


def test_a_wrong_order_of_visits_is_described_beside_the_right_result():
    lines = GraphExplorer("x*x + 3*(x*x)", x=2, visits="too early").description().splitlines()
    assert "v₁ = multiply: 4, grad 4, too early" in lines
    assert "x: 2, grad 4, right: 16" in lines
    assert "x: 3, grad 1, right: 2" in GraphExplorer("a + a", a=3, visits="overwriting").description().replace(
        "a:", "x:"
    )
    assert "right" not in GraphExplorer("tanh(x)", visits="too early").description()
    with pytest.raises(ValueError, match="visits"):
        GraphExplorer(visits="late")


@pytest.mark.parametrize(("text", "values", "_", "words"), STUCK)
def test_where_it_goes_no_further_the_picture_says_so(text, values, _, words):
    explorer = GraphExplorer(text, **values)
    assert words in explorer.description()
    assert words in [text.get_text() for text in explorer.figure().axes[0].texts]


# --- in a browser


module = module_of(GraphExplorer)
open_page = opening(lambda: GraphExplorer(stage="all"), ".graph-explorer")


def as_data(expression):
    """Return the steps of an expression as the module in the browser has them."""
    return [
        {"operation": step.operation, "arguments": [{"step": a} if isinstance(a, int) else a for a in step.arguments]}
        | ({"name": step.name} if step.name else {})
        for step in expression.steps
    ]


COMPUTE = """problems => problems.map(([text, values]) => {
    const expression = module.parse(text);
    const run = module.evaluate(expression, values);
    const { grads, problem } = module.backward(expression, run);
    const sums = expression.steps.map((_, i) => {
        const { count, shown, sum } = module.paths(expression, run, i, 1000);
        return [count, shown.length, shown.reduce((total, path) => total + path.product, 0), sum];
    });
    const names = module.namesOf(expression);
    const labels = expression.steps.map(module.labelOf);
    const places = module.layout(expression.steps.map(module.parentsOf));
    return { ...expression, values: run.values, slopes: run.slopes, grads, problem, sums, names, labels, places };
})"""


@pytest.mark.browser
def test_mathematics_in_the_browser_equals_the_library(module, rng):
    problems = [*EXAMPLE.items(), *OTHERS.items(), *random_problems(rng, 80)]
    shared = 0
    for (text, values), got in zip(problems, module.evaluate(COMPUTE, problems), strict=True):
        expression = parse(text)
        assert got["steps"] == as_data(expression), text
        assert got["variables"] == expression.variables
        assert got["names"] == names_of(expression)
        assert got["problem"] is None, text
        nodes = expression.nodes(values)
        nodes[-1].backward()
        close(got["values"], [node.value for node in nodes], text)
        close(got["grads"], [node.grad for node in nodes], text)
        slopes = [[slope for slope in row if slope is not None] for row in got["slopes"]]
        for row, node in zip(slopes, nodes, strict=True):
            close(row, local_derivatives(node), text)
        for (count, listed, total, running), node in zip(got["sums"], nodes, strict=True):
            assert listed == min(count, 1000)
            close(running, node.grad, text)
            if count <= 1000:
                close(total, node.grad, text)
            shared += count > 1
    assert shared > 50, "the random expressions must have nodes that are used twice"


WANDER = """problems => problems.map(([text, values]) => ["too early", "overwriting"].map(visits => {
    const expression = module.parse(text);
    const { back, slips, wrong, kind } = module.progress(expression, values, 1e9, visits);
    const told = module.verdict({ names: module.namesOf(expression), expression, visits }, { back, slips, wrong });
    return [back.grads, slips.early, slips.overwritten.sort((a, b) => a - b), wrong, told, kind];
}))"""


def walked(nodes, visits):
    """Return the gradients that a program finds in an order of visits, and at which nodes it goes wrong."""
    number = {node: i for i, node in enumerate(nodes)}
    uses = [sum(number[parent] == i for node in nodes for parent in node.parents) for i in range(len(nodes))]
    queue, grads, come, slips = [nodes[-1]], [None] * len(nodes), [0] * len(nodes), set()
    grads[-1] = 1.0
    for node in queue if visits == "too early" else nodes[::-1]:
        queue += [parent for parent in dict.fromkeys(node.parents) if parent not in queue]
        if visits == "too early" and node.parents and come[number[node]] < uses[number[node]]:
            slips.add(number[node])
        for parent, slope in zip(node.parents, local_derivatives(node), strict=True):
            i, share = number[parent], grads[number[node]] * slope
            if visits == "overwriting" and come[i]:
                slips.add(i)
            grads[i] = share + (grads[i] or 0.0) * (visits == "too early")
            come[i] += 1
    return grads, sorted(slips)


@pytest.mark.browser
def test_wrong_orders_in_the_browser_go_wrong_as_such_programs_do(module, rng):
    by_chance = {"x*x + relu(-(x*x))": {"x": 2}}
    problems = [*EXAMPLE.items(), *OTHERS.items(), *by_chance.items(), *random_problems(rng, 60)]
    ends = []
    for (text, values), both in zip(problems, module.evaluate(WANDER, problems), strict=True):
        nodes = parse(text).nodes(values)
        nodes[-1].backward()
        right = [node.grad for node in nodes]
        for visits, (grads, early, overwritten, wrong, told, kind) in zip(VISITS[1:], both, strict=True):
            expected, slips = walked(nodes, visits)
            assert kind == "everything"
            close(grads, expected, (text, visits))
            assert (sorted(early), overwritten) == ((slips, []) if visits == "too early" else ([], slips)), text
            assert [i for i, _ in wrong] == [i for i in range(len(nodes)) if far(expected[i], right[i])], (text, visits)
            close([gradient for _, gradient in wrong], [right[i] for i, _ in wrong], text)
            end = "Wrong: grad" if wrong else "yet every gradient is right" if slips else "In this graph"
            assert end in told
            ends.append((visits, end))
            described = GraphExplorer(text, visits=visits, **values).description()
            assert re.findall("right: (.*)", described) == [number_text(gradient) for _, gradient in wrong]
    assert len(set(ends)) == 6, "each order is wrong somewhere, right by chance somewhere, and right in some graph"


def far(found, right):
    return abs(found - right) > 1e-9 * max(abs(found), abs(right), 1e-3)


def close(got, expected, text):
    expected = np.asarray(expected, float)
    np.testing.assert_allclose(got, expected, rtol=1e-11, atol=1e-12, err_msg=text)


@pytest.mark.browser
def test_the_layout_in_the_browser_is_that_of_the_figures(module, rng):
    problems = [*EXAMPLE.items(), *OTHERS.items(), *random_problems(rng, 20)]
    for (text, _), got in zip(problems, module.evaluate(COMPUTE, problems), strict=True):
        expected = layout([step.parents for step in parse(text).steps])
        places = got["places"]
        np.testing.assert_allclose(places["nodes"], expected["nodes"], atol=1e-6, err_msg=text)
        np.testing.assert_allclose([places["width"], places["height"]], [expected["width"], expected["height"]])
        for edge, other in zip(places["edges"], expected["edges"], strict=True):
            np.testing.assert_allclose(edge["points"], other["points"], atol=1e-6, err_msg=text)
            np.testing.assert_allclose(edge["label"], other["label"], atol=1e-6, err_msg=text)


REFUSALS = """texts => texts.map(text => {
    try { return module.parse(text).steps.length; }
    catch (error) { return [error.constructor.name, error.message, error.from, error.to]; }
})"""


@pytest.mark.browser
def test_mistakes_are_named_alike_in_the_browser(module, rng):
    words = [*"x 2 ( ( ) ) + - * / ^ , $".split(), "y1", ".5", "1e3", "sin", "max", "**", " "]  # noqa: SIM905
    random = ["".join(rng.choice(words, rng.integers(1, 9))) for _ in range(1500)]
    texts = [*(mistake[0] for mistake in MISTAKES), "constructor(x)", "toString + 1", *random]
    read = 0
    for text, got in zip(texts, module.evaluate(REFUSALS, texts), strict=True):
        try:
            expected = len(parse(text).steps)
            read += 1
        except ExpressionError as error:
            expected = ["ExpressionError", str(error).replace("-", "−"), error.start, error.end]
            got[1] = got[1].replace("-", "−")
        assert got == expected, text
    assert read > 30


@pytest.mark.browser
def test_domain_errors_are_named_alike_in_the_browser(module):
    problems = [[text, values] for text, values, *_ in STUCK]
    run = """problems => problems.map(([text, values]) => {
        const expression = module.parse(text);
        const { problem, step } = module.progress(expression, values, 1e9);
        return problem && [problem.step, problem.words];
    })"""
    for (text, values, words, _), got in zip(STUCK, module.evaluate(run, problems), strict=True):
        assert got[1].split(":")[0] == words
        nodes, problem = parse(text).trace(values)
        if problem is not None:  # otherwise it is a slope that is missing
            assert got == [len(nodes), problem.replace("-", "−")]


@pytest.mark.browser
def test_the_number_of_listed_paths_is_capped(module):
    text = "tanh(x)*x"
    for _ in range(3):
        text = f"({text})*({text})"
    paths = """([text, values]) => {
        const expression = module.parse(text);
        return module.paths(expression, module.evaluate(expression, values), 0, 8);
    }"""
    got = module.evaluate(paths, [text, {"x": 0.8}])
    assert (got["count"], len(got["shown"])) == (16, 8)
    nodes = parse(text).nodes({"x": 0.8})
    nodes[-1].backward()
    assert got["sum"] == pytest.approx(nodes[0].grad)


# --- the page


def part(page, step):
    return page.locator(f'[data-step="{step}"]')


def state(page):
    return page.evaluate("['expression', 'values', 'stage', 'selected'].map(name => explorer.get(name))")


TEXTS = """() => [...document.querySelectorAll("[data-step]")].map(
    node => [".title", ".value", ".gradient"].map(name => node.querySelector(name).textContent))"""


def assert_page_shows_its_expression(page):
    """Compare all numbers of the graph with what bplib computes from the text and the inputs of the page."""
    text, values, *_ = state(page)
    expression = parse(text)
    nodes = expression.nodes(values)
    nodes[-1].backward()
    shown = page.evaluate(TEXTS)
    expected = [[number_text(node.value), f"grad {number_text(node.grad)}"] for node in nodes]
    assert [row[1:] for row in shown] == expected
    slopes = [number_text(slope) for node in nodes for slope in local_derivatives(node)]
    assert page.locator("text.slope").all_text_contents() == slopes
    return dict(zip(names_of(expression), nodes, strict=True))


@pytest.mark.browser
def test_every_example_can_be_chosen(open_page):
    page = open_page()
    chooser = page.locator("[name=example]")
    for title, text, values in EXAMPLES:
        chooser.select_option(label=title)
        assert state(page)[:2] == [text, values]
        assert page.locator("[name=expression]").input_value() == text
        nodes = assert_page_shows_its_expression(page)
        assert f"grad {parse(text).variables[0]} = " in page.locator(".total").text_content()
        assert next(iter(nodes)) == parse(text).variables[0]
    page.locator("[name=restore]").click()
    assert state(page)[:2] == ["sin(x) * exp(x)", {"x": 0.7}]


@pytest.mark.browser
def test_typing_an_expression(open_page):
    page = open_page(GraphExplorer("a + a", stage="all"))
    field, error = page.locator("[name=expression]"), page.locator(".error")
    field.fill("a * b")
    assert state(page)[1] == {"a": 3, "b": 2}
    assert page.locator("[name=example] option:checked").text_content() == "your own"
    assert_page_shows_its_expression(page)
    field.fill("a * 2b")
    assert "An operator is missing" in error.text_content()
    assert error.locator("mark").text_content() == "b"
    assert field.get_attribute("aria-invalid") == "true"
    assert state(page)[0] == "a * b", "the graph keeps the last expression that could be read"
    page.locator("[name=undo]").click()
    assert field.input_value() == "a * 2b", "an unfinished text stays"
    assert error.is_visible()
    page.locator("[name=all]").click()
    field.fill("a * 2*b")
    assert not error.is_visible()
    assert field.get_attribute("aria-invalid") is None
    assert_page_shows_its_expression(page)
    field.fill("a")
    field.fill("a * constructor")
    assert state(page)[1] == {"a": 3, "constructor": 2}
    part(page, 0).focus()
    page.keyboard.press("ArrowUp")
    for text in ("b", "b + a"):
        field.fill(text)
    assert state(page)[1] == {"b": 2, "a": 3.1}, "an input that was gone for a moment has its value again"
    for example in ("0", "0", "1"):
        field.fill("sin(")
        assert error.is_visible()
        page.locator("[name=example]").select_option("")
        page.locator("[name=example]").select_option(example)
        assert not error.is_visible()
        assert field.input_value() == EXAMPLES[int(example)][1]


@pytest.mark.browser
def test_dragging_an_input(open_page):
    page = open_page(GraphExplorer("x*y + sin(x)", stage="all", x=1, y=2))
    box = part(page, 1).locator(".disc").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 30, steps=3)
    page.mouse.up()
    page.mouse.move(x + 5, y - 10)  # over the node, but let go
    assert state(page)[1] == {"x": 1, "y": 2.6}
    assert state(page)[3] == 1, "the dragged input is selected"
    assert part(page, 1).evaluate("node => node === document.activeElement")
    assert_page_shows_its_expression(page)


@pytest.mark.browser
def test_arrow_keys_change_an_input_and_stay_inside(open_page):
    page = open_page(GraphExplorer("x*y", stage="all", x=1, y=2))
    page.evaluate("document.addEventListener('keydown', () => (window.escaped = true))")
    part(page, 1).focus()
    value = 2
    keys = [("ArrowUp", 0.1), ("ArrowDown", -0.1), ("Shift+ArrowUp", 0.01), ("PageDown", -1), ("PageUp", 1)]
    for key, step in keys:
        page.keyboard.press(key)
        value += step
        assert float(part(page, 1).get_attribute("aria-valuenow")) == pytest.approx(value)
    assert_page_shows_its_expression(page)
    assert page.evaluate("window.escaped") is None
    page.locator("[name=value]").fill("-1.25")
    assert state(page)[1]["y"] == -1.25
    page.locator("[name=value]").fill("1000")
    assert state(page)[1]["y"] == 100


@pytest.mark.browser
def test_steps_fill_in_the_rule_that_is_used(open_page):
    page = open_page(GraphExplorer(stage=0))
    step = page.locator("[name=step]")
    numbers = lambda: [row.locator(".lower").all_text_contents() for row in page.locator(".pairs").all()]  # noqa: E731
    assert page.evaluate(TEXTS) == [
        ["x", "0.7", "grad"],
        *([t, "value", "grad"] for t in ("v₁: sin", "v₂: exp", "y: ×")),
    ]
    expected = [
        ("Forward step →", [["0.6442", "=", "sin(", "0.7", ")"], ["0.7648", "=", "cos(", "0.7", ")"]]),
        ("Forward step →", [["2.0138", "=", "exp(", "0.7", ")"], ["2.0138", "=", "2.0138"]]),
        (
            "Forward step →",
            [["1.2973", "=", "0.6442", "·", "2.0138"], ["2.0138", "=", "2.0138"], ["0.6442", "=", "0.6442"]],
        ),
        ("← Backward step", [["1", "=", "1"]]),
        ("← Backward step", [["2.0138", "=", "1", "·", "2.0138"], ["0.6442", "=", "1", "·", "0.6442"]]),
        ("← Backward step", [["1.2973", "=", "0.6442", "·", "2.0138"]]),
        ("← Backward step", [["2.8375", "=", "1.2973", "+", "2.0138", "·", "0.7648"]]),
        ("Show everything", [["2.8375", "=", "2.0138", "·", "0.7648", "+", "0.6442", "·", "2.0138"]]),
    ]
    for title, rows in expected:
        assert step.text_content() == title
        step.click()
        assert numbers() == rows
        if title == "← Backward step" and rows[0][0] == "1.2973":
            assert part(page, 0).locator(".gradient").text_content() == "1.2973 + …"
            assert "1 of 2 edges have arrived: not complete yet" in page.locator(".equation .note").text_content()
            assert "only a part" in page.locator(".total").text_content()
    assert "Step 8 of 8" in page.locator("[aria-live]").last.text_content()
    assert_page_shows_its_expression(page)
    assert step.text_content() == "No step left"
    assert page.locator("button.primary").all_text_contents() == ["Back to step 0"], "what to press next"
    page.locator("[name=undo]").click()
    assert state(page)[2] == 7
    page.locator("[name=back]").click()
    assert part(page, 3).locator(".value").text_content() == "value"
    track = page.locator("[name=stage]")
    track.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert state(page)[2] == 3
    page.locator("[name=all]").click()
    assert state(page)[2] == 8


@pytest.mark.browser
def test_one_watches_a_node_hand_on_too_early_by_mouse(open_page):
    page = open_page(GraphExplorer("x*x + 3*(x*x)", x=2))  # v₁ = x², v₂ = 3 v₁, y = v₁ + v₂
    page.locator("[name=visits]").select_option("too early")
    step, sentence = page.locator("[name=step]"), page.locator(".sentence")
    for _ in range(5):
        step.click()
    assert page.locator(".slipped").count() == 0
    step.click()
    assert "Too early: v₁ hands on 1 when only 1 of its 2 shares has come." in sentence.text_content()
    assert (
        part(page, 1).evaluate("node => node.matches('.slipped') && node.querySelector('.remark').textContent")
        == "too early"
    )
    step.click()
    assert "Too late: v₁ has handed on already, and what v₂ brings stays there." in sentence.text_content()
    assert page.locator(".line.lost").count() == page.locator(".sentence.problem").count() == 1
    assert "2 of 2 edges have arrived: complete, too late." in page.locator(".equation .note").text_content()
    step.click()
    assert "Wrong: grad x is 4, right is 16. v₁ handed on before all shares had come." in sentence.text_content()
    assert page.evaluate(TEXTS)[0] == ["x", "2", "grad 4"]
    assert part(page, 0).locator(".remark").text_content() == "right: 16"
    assert page.locator(".equation .note").text_content() == "v₁ handed on 1, before it had all its shares."
    assert "6 + 2 + 6 + 2 = 16. The backward pass found grad x = 4." in page.locator(".total").text_content()
    page.locator("[name=nudge]").click()
    assert page.locator(".nudged").text_content() == "y moved by 1.64; grad x · 0.1 foretold 0.4."
    page.locator("[name=example]").select_option(label="a diamond")
    assert "In this graph level by level is right too" in sentence.text_content()
    assert page.locator(":is(.slipped, .wrong, .lost)").count() == 0


@pytest.mark.browser
def test_one_watches_shares_being_overwritten_by_keyboard(open_page):
    page = open_page()
    page.locator("[name=visits]").focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    sentence = page.locator(".sentence")
    assert "Wrong: grad x is 1.5402, right is 2.8375. x kept only the share that came last." in sentence.text_content()
    assert "Wrong: grad x" in page.locator("[aria-live]").last.text_content()
    assert page.locator(".pairs .lower").all_text_contents() == ["1.5402", "=", "2.0138", "·", "0.7648"]
    page.locator("[name=undo]").press("Enter")
    assert "Overwriting: x had 1.2973, which is lost." in sentence.text_content()
    assert part(page, 0).get_attribute("aria-valuetext") == "0.7, grad 1.5402, overwritten"
    page.locator("[name=visits]").focus()
    page.keyboard.press("ArrowUp")
    assert state(page)[2] == 4, "a backward pass that is on its way begins anew"
    page.keyboard.press("ArrowUp")
    page.locator("[name=all]").press("Enter")
    assert_page_shows_its_expression(page)


@pytest.mark.browser
def test_it_plays_by_mouse_and_by_keyboard(open_page):
    assert_it_plays_to_the_end(open_page(GraphExplorer()), 8)


@pytest.mark.browser
def test_where_it_goes_no_further_the_play_ends(open_page):
    page = open_page(GraphExplorer("log(x) * x", x=-1))
    page.locator("[name=play]").click()
    page.wait_for_function("explorer.get('stage') === 1")
    page.wait_for_function("document.querySelector('[name=play]').textContent === 'Play'")
    assert page.locator(".sentence.problem").is_visible()


@pytest.mark.browser
def test_a_plus_a_is_seen_to_accumulate(open_page):
    page = open_page(GraphExplorer("a + a", stage=3))
    rows = [row.locator(".lower").all_text_contents() for row in page.locator(".pairs").all()]
    assert rows == [["1", "=", "1", "·", "1"], ["2", "=", "1", "+", "1", "·", "1"]]
    notes = page.locator(".equation .note").all_text_contents()
    assert notes == ["1 of 2 edges have arrived: not complete yet.", "2 of 2 edges have arrived: complete."]
    assert page.locator("text.slope").all_text_contents() == ["1", "1"]
    assert page.locator(".path .way").all_text_contents() == ["a → y (left)", "a → y (right)"]
    assert (
        page.locator(".total").text_content() == "Sum over both paths: 1 + 1 = 2. The backward pass found grad a = 2."
    )


@pytest.mark.browser
def test_nudges_in_the_browser_are_those_of_the_library(module):
    told = "([text, values, name]) => module.nudgeOf(module.parse(text), values, name, 0.1)"
    for _, text, values in EXAMPLES:
        for name in values:
            moved = GraphExplorer(text, **{**values, name: values[name] + 0.1}).output()
            output, nodes = graph(text, values)
            output.backward()
            got = module.evaluate(told, [text, values, name])
            assert got["actual"] == pytest.approx(moved.value - output.value, abs=1e-12)
            assert got["predicted"] == pytest.approx(0.1 * nodes[name].grad, abs=1e-12)
    assert module.evaluate(told, ["log(x)", {"x": -1}, "x"]) is None


@pytest.mark.browser
def test_an_input_is_nudged_by_mouse_and_by_keyboard(open_page):
    page = open_page(GraphExplorer(stage="all"))
    nudge, words, f = page.locator("[name=nudge]"), page.locator(".nudged"), lambda x: math.sin(x) * math.exp(x)
    slope = lambda x: math.exp(x) * (math.sin(x) + math.cos(x))  # noqa: E731
    for x, press in ((0.7, nudge.click), (0.8, lambda: nudge.press("Enter"))):
        press()
        moved, foretold = number_text(f(x + 0.1) - f(x)), number_text(0.1 * slope(x))
        assert words.text_content() == f"y moved by {moved}; grad x · 0.1 foretold {foretold}."
    assert page.evaluate("explorer.get('values').x") == pytest.approx(0.9)
    part(page, 0).focus()
    page.keyboard.press("ArrowUp")
    assert words.text_content() == "", "something else has changed"
    page.locator("[name=back]").click()
    assert not nudge.is_visible()


@pytest.mark.browser
def test_paths_of_the_chosen_node(open_page):
    page = open_page()
    ways, total = page.locator(".path"), page.locator(".total")
    assert ways.all_text_contents() == ["x → v₁ → y0.7648 · 2.0138 = 1.5402", "x → v₂ → y2.0138 · 0.6442 = 1.2973"]
    assert "1.5402 + 1.2973 = 2.8375. The backward pass found grad x = 2.8375." in total.text_content()
    ways.nth(1).hover()
    assert page.locator("rect.halo.marked").count() == 3
    assert page.locator("path.halo.marked").count() == 2
    page.locator(".sentence").hover()
    assert page.locator(".halo.marked").count() == 0
    ways.nth(0).focus()
    assert page.locator("path.halo.marked").count() == 2
    page.locator("[name=selected]").select_option(label="v₂: exp")
    assert ways.all_text_contents() == ["v₂ → y0.6442 = 0.6442"]
    part(page, 3).click()
    assert page.locator(".count").text_content() == "y is the output itself."
    page.locator("[name=back]").click()
    assert "once the forward pass has reached y" in page.locator(".count").text_content()


@pytest.mark.browser
def test_numbers_of_a_rule_give_its_result(open_page):
    """Evaluate every filled rule of every stage as arithmetic and compare with its left side."""
    checked = 0
    for text, values in OTHERS.items():
        page = open_page(GraphExplorer(text, stage=0, **values))
        for row in page.evaluate(FILLED):
            left, _, right = row.partition(" = ")
            assert arithmetic(right) == pytest.approx(arithmetic(left), abs=2e-3, rel=2e-3), row
            checked += 1
    assert checked > 100


FILLED = """async () => {
    const texts = [];
    for (let stage = 0; stage < 60; stage++) {
        explorer.set("stage", stage);
        await null;
        const rows = document.querySelectorAll(".pairs");
        texts.push(...[...rows].map(row => row.ariaLabel.split("in numbers ")[1].replace(/\\. $/, "")));
    }
    return [...new Set(texts)];
}"""


def arithmetic(text):
    """Return the value of a rule's side as it is written."""
    for written, python in (("−", "-"), ("·", "*"), ("²", "**2"), ("^", "**")):
        text = text.replace(written, python)
    text = re.sub(r"(-[\d.]+(?:e-?\d+)?) +(?=\*\*)", r"(\1)", text)
    names = {name: getattr(np, name) for name in ("exp", "log", "tanh", "sin", "cos", "sqrt")}
    names |= {"max": max, "relu": lambda a: max(a, 0), "sigmoid": lambda a: 1 / (1 + np.exp(-a))}
    return float(eval(text, {"__builtins__": {}}, names))


@pytest.mark.browser
@pytest.mark.parametrize(("text", "values", "words", "_"), STUCK)
def test_a_domain_error_is_shown_at_its_node(open_page, text, values, words, _):
    page = open_page(GraphExplorer(text, stage="all", **values))
    broken = page.locator(".node.broken")
    assert broken.count() == 1
    assert broken.locator(".remark").text_content() == words
    sentence = page.locator(".sentence")
    assert words.lower() in sentence.text_content().lower()
    assert page.locator("[name=step]").get_attribute("aria-disabled") == "true"
    part(page, int(page.locator(".node.input").last.get_attribute("data-step"))).focus()
    for key in ["ArrowUp"] * 3 if "sqrt" in text and values["x"] == 0 else ["PageUp"] * 9:
        page.keyboard.press(key)
    if text in ("y + log(x)", "x ^ -1", "x ^ 0.5", "sqrt(x)", "sqrt(x) * exp(x) + x"):
        assert broken.count() == 0, "once the input fits, everything is there again"
        assert_page_shows_its_expression(page)


@pytest.mark.browser
def test_a_kink_is_said(open_page):
    page = open_page(GraphExplorer("relu(w*x + b)", stage=3))
    assert part(page, 5).locator(".remark").text_content() == "at a kink"
    assert "The kink of relu: 0 from the left, 1 from the right" in page.locator(".equation .note").first.text_content()
    page.locator("[name=expression]").fill("max(x, x*1) + max(w, 2)")
    page.locator("[name=all]").click()
    assert page.locator(".remark").all_text_contents().count("at a kink") == 2


@pytest.mark.browser
def test_everything_that_takes_keys_has_a_name_and_keeps_its_keys(open_page):
    page = open_page(GraphExplorer(EXAMPLES[1][1], stage="all"))
    nodes = page.locator(".graph-explorer :is(button, select, input, [tabindex])")
    assert nodes.count() > 20
    facts = nodes.evaluate_all(
        "nodes => nodes.map(node => [node.outerHTML.slice(0, 90), node.dataset.lmSuppressShortcuts,"
        " node.ariaLabel || node.innerText || node.labels?.[0]?.innerText])"
    )
    for html, suppressed, name in facts:
        assert suppressed == "true", html
        assert name, html
    names = page.locator("[role=slider]").evaluate_all("nodes => nodes.map(node => node.ariaLabel)")
    assert names == [f"input {name}" for name in ("w1", "x", "b1", "w2", "b2", "t")]
    tree = page.locator(".graph-explorer").aria_snapshot()
    assert 'button "v₁: ×, 0.2, grad 0.1151"' in tree


@pytest.mark.browser
def test_python_changes_reach_the_page(open_page):
    page = open_page()
    page.evaluate("explorer.set('values', { x: 2 })")
    page.wait_for_function("document.querySelector('[data-step=\"0\"] .value').textContent === '2'")
    assert_page_shows_its_expression(page)
    page.evaluate("explorer.set('expression', 'x^2')")
    page.wait_for_function("document.querySelectorAll('[data-step]').length === 2")
    assert_page_shows_its_expression(page)


@pytest.mark.browser
def test_stages_show_the_same_numbers_in_the_browser_and_in_figures(open_page):
    for text, visits in ((EXAMPLES[3][1], "right"), (EXAMPLES[6][1], "overwriting"), (EXAMPLES[5][1], "too early")):
        explorer = GraphExplorer(text, visits=visits)
        page = open_page(explorer)
        for stage in range(explorer.last_stage + 1):
            explorer.stage = stage
            page.evaluate("stage => { explorer.set('stage', stage); }", stage)
            shown = {t for row in page.evaluate(TEXTS) for t in row}
            shown |= set(page.locator(":is(text.slope, .remark)").all_text_contents())
            drawn = {text.get_text() for text in explorer.figure().axes[0].texts}
            if stage == 0:  # the picture shows all, for who can press nothing
                everything = drawn
                assert shown - {"value", "grad", ""} < everything
            else:
                assert shown - {"value", "grad", ""} == drawn, stage
        assert drawn == everything


@pytest.mark.browser
@pytest.mark.parametrize("width", [500, 800, 1100])
def test_nothing_sticks_out_at_any_width(open_page, width):
    page = open_page(GraphExplorer(EXAMPLES[1][1], stage="all"))
    resize(page, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OVERLAPS) == []


@pytest.mark.browser
def test_in_a_narrow_page_the_node_at_work_is_in_view(open_page):
    page = open_page(GraphExplorer(EXAMPLES[1][1], stage=0))
    resize(page, 400)
    for _ in range(20):
        page.locator("[name=step]").click()
        marked = page.locator("rect.halo.marked").last
        if marked.count():
            box = marked.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 400
    assert page.locator(".legend").bounding_box()["x"] >= 0


OVERLAPS = """() => {
    const texts = [...document.querySelectorAll(".graph > svg text")].filter(node => node.textContent);
    const boxes = texts.map(node => [node.textContent, node.getBoundingClientRect()]);
    return boxes.flatMap(([text, a], i) => boxes.slice(i + 1)
        .filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
            && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4)
        .map(([other]) => [text, other]));
}"""


# --- in JupyterLab

CELL = cell_that_hears(
    GraphExplorer,
    ["values"],
    'f"kernel: {one.output().value:.4f}"',
    make='GraphExplorer("x*y + sin(x)", x=1, y=2, stage=0)',
)


@pytest.mark.browser
def test_a_learner_steps_drags_and_types_in_jupyterlab(run_cell):
    notebook = run_cell(CELL)
    page = notebook.page
    expect(part(page, 2).locator(".value")).to_have_text("value")
    for _ in range(8):
        page.locator("[name=step]").click()
    expect(part(page, 0).locator(".gradient")).to_have_text(f"grad {number_text(2 + np.cos(1))}")

    box = part(page, 1).locator(".disc").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 60, steps=8)
    page.mouse.up()
    dragged = float(part(page, 1).get_attribute("aria-valuenow"))
    assert dragged > 2.5
    expect(page.locator(".widget-label")).to_have_text(f"kernel: {dragged + np.sin(1):.4f}")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".widget-label")).to_have_text(f"kernel: {dragged - 0.1 + np.sin(1):.4f}")

    page.locator("[name=expression]").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("x*y - z")
    expect(page.locator(".widget-label")).to_have_text(f"kernel: {dragged - 0.1 - 1.5:.4f}")
    assert notebook.console == []
    assert notebook.external == []
