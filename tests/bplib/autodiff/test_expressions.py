"""Expressions: what may be written, what is said about mistakes, and the values and gradients of the graphs."""

import math
import re

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from expression_mistakes import MISTAKES
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bplib.autodiff import Node
from bplib.autodiff.expressions import MOST_CHARACTERS, MOST_NODES, ExpressionError, Step, graph, parse
from bplib.autodiff.tokens import FUNCTIONS, tokens


@pytest.mark.parametrize(("text", "message", "start", "end"), MISTAKES)
def test_a_mistake_is_named_with_its_place(text, message, start, end):
    with pytest.raises(ExpressionError, match=message) as caught:
        parse(text)
    assert (caught.value.start, caught.value.end) == (start, end)


@pytest.mark.parametrize("text", [None, 3, b"x", ["x"]])
def test_what_is_no_text_is_a_type_error(text):
    with pytest.raises(TypeError, match="must be a text"):
        parse(text)


def value(text, **values):
    return graph(text, values)[0].value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-x^2", -9),
        ("(-x)^2", 9),
        ("2^3^2 + 0*x", 512),
        ("2**-x", 1 / 8),
        ("x-1-1", 1),
        ("12/x/2", 2),
        ("1 - -x", 4),
        ("+x", 3),
        ("x · 2 − 1 ÷ 2", 5.5),
        ("max(x, 4) + max(1, x)", 7),
        (".5*x + 5. - 1e-1", 6.4),
        ("lambda*x + if", 3 * 2 + 5),
        ("\xa0x\n", 3),
    ],
)
def test_precedence_and_spelling_are_those_of_python(text, expected):
    values = {"x": 3, "lambda": 2, "if": 5}
    needed = {name: values[name] for name in parse(text).variables}
    assert graph(text, needed)[0].value == pytest.approx(expected)


def test_the_examples_of_the_lesson():
    output, inputs = graph("sin(x) * exp(x)", {"x": 0.7})
    output.backward()
    assert inputs["x"].grad == pytest.approx(2.837, abs=5e-4)
    names = {"w1": 0.2, "w2": 0.4, "b1": 0.3, "b2": 0.1, "x": 1, "t": 1}
    output, inputs = graph("(sigmoid(w1*x + b1) + sigmoid(w2*x + b2) - t)^2", names)
    output.backward()
    assert output.value == pytest.approx(0.059985, abs=5e-7)
    assert inputs["w1"].grad == pytest.approx(0.115114, abs=5e-7)
    output, inputs = graph("a + a", {"a": 3})
    output.backward()
    assert inputs["a"].grad == 2


def test_equal_parts_are_one_node_and_constants_are_none():
    assert parse("x*y + sin(x*y)").steps == (
        Step("input", (), "x"),
        Step("input", (), "y"),
        Step("multiply", (0, 1)),
        Step("sin", (2,)),
        Step("add", (2, 3)),
    )
    assert parse("2*3*x").steps[1:] == (Step("multiply", (6.0, 0)),)
    assert parse("(x + y) * (x + 1.0)").steps[3] == Step("add", (0, 1.0)), "the number 1 is not step 1"
    assert parse("(x + y) * (x + 1.0)").steps[2] == Step("add", (0, 1))


@pytest.mark.parametrize(
    ("text", "values", "message"),
    [
        ("y + log(x)", {"x": -1, "y": 0}, "Log of -1: only numbers above 0 .* The inputs are y = 0, x = -1"),
        ("log(x)", {"x": 0}, "Log of 0"),
        ("sqrt(x - 1)", {"x": 0.5}, "Square root of -0.5"),
        ("1/(x - x)", {"x": 1}, "Division by 0"),
        ("x^-1", {"x": 0}, "0 to the power -1"),
        ("x^0.5", {"x": -2}, "-2 to the power 0.5"),
        ("exp(x)", {"x": 800}, "Too large"),
        ("x^y", {"x": 10, "y": 400}, "Too large"),
        ("x*x", {"x": 1e200}, "Too large"),
        ("x + y", {"x": 1}, "values are needed for x, y; got them for x"),
        ("x", {"x": 1, "z": 2}, "values are needed for x; got them for x, z"),
        ("x", {"x": math.nan}, "x must be a finite number, got nan"),
        ("x", {"x": "1"}, "x must be a finite number, got '1'"),
        ("x", {"x": True}, "x must be a finite number, got True"),
    ],
)
def test_where_there_is_no_value_it_is_said_why(text, values, message):
    with pytest.raises(ExpressionError, match=message):
        graph(text, values)


def test_the_trace_stops_where_a_value_is_missing():
    nodes, problem = parse("x + log(y) * exp(x)").trace({"x": 2, "y": -1})
    assert [node.value for node in nodes] == [2, -1]
    assert problem.startswith("log of -1:")


# --- random expressions


def texts():
    """Return random expressions of x and y that can be read."""
    leaves = st.sampled_from(["x", "y", "2", "0.5", "1.5", "3"])

    def larger(parts):
        sign = st.sampled_from(["+", "-", "*", "/"])
        one = [name for name, n in FUNCTIONS.items() if n == 1]
        return st.one_of(
            st.builds("({} {} {})".format, parts, sign, parts),
            st.builds("{} {} {}".format, parts, sign, parts),
            st.builds("{}({})".format, st.sampled_from(one), parts),
            st.builds("max({}, {})".format, parts, parts),
            st.builds("-({})".format, parts),
            st.builds("({})^{}".format, parts, st.sampled_from(["2", "3", "-1"])),
        )

    return st.recursive(leaves, larger, max_leaves=8).filter(lambda text: len(text) <= MOST_CHARACTERS)


def evaluated(text, np_):
    """Return the function of (x, y) that Python makes of the text, with the functions of ``np_``."""
    names = {name: getattr(np_, name) for name in ("exp", "log", "tanh", "sin", "cos", "sqrt")}
    names |= {"sigmoid": lambda a: 1 / (1 + np_.exp(-a)), "relu": lambda a: np_.maximum(a, 0.0), "max": np_.maximum}
    floats = re.sub(r"(?<![\w.])(\d+)(?![\w.])", r"\1.0", text.replace("^", "**"))
    return lambda x, y: eval(floats, {"__builtins__": {}}, {**names, "x": x, "y": y})


HUNDREDTHS = st.integers(-300, 300).map(lambda number: number / 100)


@given(texts(), HUNDREDTHS, HUNDREDTHS)
@settings(deadline=None, max_examples=150)
def test_values_and_gradients_equal_those_of_python_and_autograd(text, x, y):
    try:
        expression = parse(text)
        inputs = {name: {"x": x, "y": y}[name] for name in expression.variables}
        nodes = expression.nodes(inputs)
    except ExpressionError:
        assume(False)
    assert nodes[-1].value == pytest.approx(float(evaluated(text, np)(x, y)), rel=1e-12, abs=1e-12)
    assume(all(abs(a.value - b) > 1e-3 for a, b in kinks(nodes)))
    nodes[-1].backward()
    size = max(abs(number) for node in nodes for number in (node.value, node.grad, node.value * node.grad))
    assume(size < 1e6)
    with np.errstate(all="ignore"):
        expected = {name: float(grad(evaluated(text, anp), "xy".index(name))(x, y)) for name in inputs}
    assume(np.isfinite(list(expected.values())).all())
    for node in nodes:
        if node.operation is None:
            assert node.grad == pytest.approx(expected[node.name], rel=1e-9, abs=1e-9 * size)


def kinks(nodes):
    """Return pairs of a node and the value at which the operation on it has a kink or an infinite slope."""
    for node in nodes:
        if node.operation is not None and node.operation.name in ("relu", "sqrt"):
            yield node.parents[0], 0.0
        if node.operation is not None and node.operation.name == "maximum":
            a, b = node.values
            yield from ((parent, b if parent.value == a else a) for parent in node.parents)


WORDS = [
    "x",
    "y1",
    "2",
    ".5",
    "1e3",
    "sin",
    "max",
    "exp",
    "log",
    "(",
    ")",
    "+",
    "-",
    "*",
    "/",
    "^",
    "**",
    ",",
    " ",
    "$",
]


@given(st.one_of(st.text(max_size=30), st.lists(st.sampled_from(WORDS), max_size=25).map("".join)))
@settings(deadline=None, max_examples=400)
def test_any_text_is_read_or_refused_in_words(text):
    try:
        expression = parse(text)
    except ExpressionError as error:
        places = error.start, error.end, str(error)
    else:
        places = None
    if places is not None:
        assert 0 <= places[0] <= places[1] <= len(text)
        assert places[2].endswith(".")
        return
    assert len(expression.steps) <= MOST_NODES
    try:
        nodes = expression.nodes(dict.fromkeys(expression.variables, 0.5))
    except ExpressionError:
        return
    assert all(isinstance(node, Node) and math.isfinite(node.value) for node in nodes)


@pytest.mark.parametrize(
    "text", ["(" * 99 + "x" + ")" * 99, "+" * 199 + "x", "x" + "^x" * 99, "2^" * 99 + "x", "-" * 199 + "x"]
)
def test_deep_expressions_are_read_or_refused(text):
    try:
        assert parse(text).variables == ["x"]
    except ExpressionError as error:
        assert "too large" in str(error).lower()  # noqa: PT017


def test_whatever_the_text_nothing_of_python_gets_through():
    for text in (
        "__import__('os')",
        "x if x else y",
        "[x]",
        "x.__class__",
        "lambda x: x",
        "x := 1",
        "f'{x}'",
        "0x1F*x",
    ):
        with pytest.raises(ExpressionError):
            parse(text)


def test_tokens_keep_their_places():
    assert [(t.kind, t.text, t.start, t.end) for t in tokens(" 2 ** sin(x)")] == [
        ("number", "2", 1, 2),
        ("^", "**", 3, 5),
        ("function", "sin", 6, 9),
        ("(", "(", 9, 10),
        ("name", "x", 10, 11),
        (")", ")", 11, 12),
    ]
