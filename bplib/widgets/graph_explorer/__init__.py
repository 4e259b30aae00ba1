"""The graph explorer: an expression as a graph of operations, computed forward and differentiated backward by steps.

The mathematics runs in the browser (``mathematics.js``), so the picture follows the hand at once and stays alive
in pages without a kernel.  This module checks what goes in, reads back what the learner made of it, and draws the
picture that stands in where nothing runs.
"""

from __future__ import annotations

from collections.abc import Mapping

import traitlets
from matplotlib.figure import Figure

from bplib import _validation as check
from bplib.autodiff import Node
from bplib.autodiff.expressions import Expression, parse
from bplib.plotting.computation_graph import draw_boxes, sized_figure
from bplib.widgets.browser_widget import BrowserWidget, checked_step, script, step_in_picture, style_sheet
from bplib.widgets.graph_explorer.passes import VISITS, Passes, names_of

EXAMPLES = (
    ("a product: two paths from x", "sin(x) * exp(x)", {"x": 0.7}),
    (
        "two sigmoids and a cost",
        "(sigmoid(w1*x + b1) + sigmoid(w2*x + b2) - t)^2",
        {"w1": 0.2, "x": 1.0, "b1": 0.3, "w2": 0.4, "b2": 0.1, "t": 1.0},
    ),
    ("one node used twice", "a + a", {"a": 3.0}),
    ("a diamond", "(x * y) * (x + y)", {"x": 1.5, "y": 2.0}),
    ("an inner node used twice", "x*y + sin(x*y)", {"x": 0.5, "y": 2.0}),
    ("a short and a long path that meet", "x*x + 3*(x*x)", {"x": 2.0}),
    ("a polynomial", "x^3 - 2*x", {"x": 1.5}),
    ("a chain that saturates", "tanh(tanh(tanh(3*x)))", {"x": 1.0}),
    ("relu at its kink", "relu(w*x + b)", {"w": 2.0, "x": 0.5, "b": -1.0}),
)
STARTS = (0.5, 2.0, 1.5, 0.8, 1.2)  # values of inputs that nobody has given
LIMIT = 100.0  # inputs go from -LIMIT to LIMIT


class GraphExplorer(BrowserWidget):
    """An explorer of the graph of one expression, for example ``GraphExplorer("x*y + sin(x)", x=2, y=0.5)``.

    ``expression`` is the text, ``values`` the inputs by name; ``output()`` gives both back as Nodes.

    Args:
        expression: see ``bplib.autodiff.expressions``; default: sin(x) * exp(x) at 0.7.
        stage: how far the two passes have come, from 0 (only the inputs) to ``last_stage``, or "all".
            The picture that stands in shows everything at stage 0.
        visits: in which order nodes hand on their gradients: "right", or as programs do by mistake, "too early"
            (level by level from the output) or "overwriting" (what was there, where a share should be added).
        selected: the name of the node whose paths are listed: an input, or v₁ as "v1"; default: the first input.
        **values: the inputs, from -100 to 100; those that are missing get a value.

    Raises:
        ExpressionError, ValueError: when the expression cannot be read or an argument does not fit to it.
    """

    _title, _name = "Graph explorer", "explorer"
    _offers = ("examples",)
    _dpi = 100
    _code = script("graph_explorer")
    _css = style_sheet("graph_explorer", root="graph-explorer")

    expression = traitlets.Unicode().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    stage = traitlets.Int().tag(sync=True)
    selected = traitlets.Int().tag(sync=True)  # the number of a step
    visits = traitlets.Enum(VISITS, "right").tag(sync=True)
    examples = traitlets.List().tag(sync=True)  # what the page offers
    original = traitlets.Dict().tag(sync=True)  # what to come back to

    def __init__(
        self, expression: str | None = None, *, stage=0, selected: str | None = None, visits="right", **values: float
    ):
        examples = [{"title": name, "expression": text, "values": inputs} for name, text, inputs in EXAMPLES]
        given = next((example["values"] for example in examples if example["expression"] == expression), {})
        if expression is None:
            expression, given = examples[0]["expression"], examples[0]["values"]
        read = parse(expression)
        inputs = _inputs(read, {**given, **values})
        super().__init__(
            expression=expression,
            values=inputs,
            stage=checked_step("stage", stage, _last_stage(read)),
            selected=_number_of(selected, read),
            visits=check.choice("visits", visits, dict(zip(VISITS, VISITS, strict=True))),
            examples=examples,
            original={"expression": expression, "values": inputs},
        )

    @traitlets.validate("expression")
    def _check_expression(self, proposal):
        parse(proposal["value"])
        return proposal["value"]

    # --- what the learner made of it

    def output(self) -> Node:
        """Return the output as a Node, after its ``backward``; raise ``ExpressionError`` where there is no value."""
        output = self._parsed().nodes(self._inputs())[-1]
        output.backward()
        return output

    @property
    def last_stage(self) -> int:
        """Return the number of the stage at which everything is computed."""
        return _last_stage(self._parsed())

    def _parsed(self) -> Expression:
        return parse(self.expression)

    def _inputs(self) -> dict[str, float]:
        return _inputs(self._parsed(), {n: v for n, v in self.values.items() if n in self._parsed().variables})

    # --- the same state without a kernel, or without anything that runs

    def _state(self) -> dict:
        return {**super()._state(), "values": self._inputs()}

    def figure(self) -> Figure:
        """Return the graph as a Matplotlib figure: the numbers that have been computed at this stage."""
        read = self._parsed()
        state = self._pictured()
        figure = sized_figure([step.parents for step in read.steps])
        draw_boxes(figure.axes[0], [step.parents for step in read.steps], state.boxes(), state.slopes)
        return figure

    def _pictured(self) -> Passes:
        return Passes(self._parsed(), self._inputs(), step_in_picture(self.stage, self.last_stage), self.visits)

    def description(self) -> str:
        """Return the numbers of ``figure`` in words."""
        state = self._pictured()
        lines = [f"Graph explorer: {self.expression}"]
        for step, name, box in zip(state.steps, state.names, state.boxes(), strict=True):
            if box.value or box.remark:
                told = f"{name} = {step.operation}: " if step.operation != "input" else f"{name}: "
                lines.append(told + ", ".join(filter(None, (box.value, box.gradient, box.remark))))
        return "\n".join(lines)


# --- checks


def _last_stage(expression: Expression) -> int:
    return 2 * (len(expression.steps) - len(expression.variables)) + 2


def _inputs(expression: Expression, values: Mapping[str, float]) -> dict[str, float]:
    """Return a value for each input, in order; raise ValueError for a name that is none of them, or no number."""
    variables = expression.variables
    if unknown := [name for name in values if name not in variables]:
        raise ValueError(f"{expression.text} has the inputs {', '.join(variables)}; got a value for {unknown[0]}")
    start = {name: STARTS[i % len(STARTS)] for i, name in enumerate(variables)}
    return {name: float(check.number(name, values.get(name, start[name]), -LIMIT, LIMIT)) for name in variables}


def _number_of(name: str | None, expression: Expression) -> int:
    """Return the number of the step with this name, of the first input for None."""
    plain = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
    names = [known.translate(plain) for known in names_of(expression)]
    if name is None:
        return 0
    if not isinstance(name, str) or name.translate(plain) not in names:
        raise ValueError(f"selected must be one of {', '.join(names)}; got {name!r}")
    return names.index(name.translate(plain))
