"""The graph explorer: an expression as a graph of operations, computed forward and differentiated backward by steps.

The mathematics runs in the browser (``mathematics.js``), so the picture follows the hand at once and stays alive
in pages without a kernel.  This module checks what goes in, reads back what the learner made of it, and draws the
picture that stands in where nothing runs.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import traitlets
from matplotlib.figure import Figure

from bplib import _validation as check
from bplib.autodiff import Node
from bplib.autodiff.expressions import Expression, parse
from bplib.plotting.computation_graph import Box, draw_boxes, local_derivatives, operation_text, sized_figure
from bplib.plotting.number_text import number_text, subscript
from bplib.widgets.browser_widget import BrowserWidget, checked_step, script, step_in_picture, style_sheet

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
    examples = traitlets.List().tag(sync=True)  # what the page offers
    original = traitlets.Dict().tag(sync=True)  # what to come back to

    def __init__(self, expression: str | None = None, *, stage=0, selected: str | None = None, **values: float):
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

    def _pictured(self) -> _State:
        return _State(self._parsed(), self._inputs(), step_in_picture(self.stage, self.last_stage))

    def description(self) -> str:
        """Return the numbers of ``figure`` in words."""
        state = self._pictured()
        lines = [f"Graph explorer: {self.expression}"]
        for step, name, box in zip(state.steps, state.names, state.boxes(), strict=True):
            if box.value or box.remark:
                told = f"{name} = {step.operation}: " if step.operation != "input" else f"{name}: "
                lines.append(told + ", ".join(filter(None, (box.value, box.gradient, box.remark))))
        return "\n".join(lines)


def names_of(expression: Expression) -> list[str]:
    """Return a name for each step: inputs have theirs, others are v₁, v₂, ..., the output is y; as in the browser."""
    variables = expression.variables
    output = next((name for name in "yfCL" if name not in variables), "output")
    taken = {name[0] for name in variables if not name[1:] or name[1:].isdigit()}
    letter = next((letter for letter in "vunp" if letter not in taken), "node ")
    inner = [i for i, step in enumerate(expression.steps[:-1]) if step.operation != "input"]
    names = {i: letter + subscript(number) for number, i in enumerate(inner, start=1)}
    return [step.name or names.get(i, output) for i, step in enumerate(expression.steps)]


class _State:
    """What is known at a stage: ``nodes`` up to where the forward pass is, ``grads`` where the backward pass has been.

    Stages: 0 the inputs, then each operation forward, the output's own gradient 1, each operation backward, everything.
    """

    def __init__(self, expression: Expression, values: Mapping[str, float], stage: int):
        self.steps, self.names = expression.steps, names_of(expression)
        operations = [i for i, step in enumerate(self.steps) if step.operation != "input"]
        nodes, self.problem = expression.trace(values)
        reached = {i for i, step in enumerate(self.steps) if step.operation == "input"} | set(operations[:stage])
        failed = len(nodes) if self.problem else None
        self.failed = failed if failed in reached else None
        self.nodes = {i: node for i, node in enumerate(nodes) if i in reached}
        self.values = dict(zip(expression.variables, values.values(), strict=True))
        slopes = {i: local_derivatives(node) for i, node in self.nodes.items()}
        self.slopes = {(i, slot): slope for i, row in slopes.items() for slot, slope in enumerate(row)}
        self.grads, self.arrived = {}, dict.fromkeys(range(len(self.steps)), 0)
        if stage > len(operations) and self.problem is None:
            self._backward(operations[::-1][: stage - len(operations) - 1])

    def _backward(self, operations: list[int]) -> None:
        self.grads[len(self.steps) - 1] = 1.0
        for i in operations:
            for slot, parent in enumerate(self.steps[i].parents):
                slope = self.slopes[i, slot]
                if not np.isfinite(slope):
                    self.failed = i
                    self.problem = "no finite slope: the local derivative is infinite or does not exist here"
                    return
                self.grads[parent] = self.grads.get(parent, 0.0) + self.grads[i] * slope
                self.arrived[parent] += 1

    def boxes(self) -> list[Box]:
        """Return what is written into each node."""
        return [self.box(i) for i in range(len(self.steps))]

    def box(self, i: int) -> Box:
        """Return what is written into node i."""
        step, node, grad = self.steps[i], self.nodes.get(i), self.grads.get(i)
        value = step.name and number_text(self.values[step.name])
        constants = [None if isinstance(a, int) else a for a in step.arguments]
        first = step.name or f"{self.names[i]}: {operation_text(step.operation, constants)}"
        if node is not None:
            value = number_text(node.value)
        gradient = None
        if grad is not None:
            uses = sum(other.parents.count(i) for other in self.steps)
            gradient = f"grad {number_text(grad)}" if self.arrived[i] == uses else f"{number_text(grad)} + …"
        remark = self.problem.split(":")[0] if i == self.failed else None
        return Box(first, value or None, gradient, grad or 0.0, step.operation == "input", remark)


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
