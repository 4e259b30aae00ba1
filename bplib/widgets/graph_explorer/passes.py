"""Both passes of the graph explorer up to a stage, for its picture: in the right order of visits, or in a wrong one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bplib.autodiff.expressions import Expression
from bplib.plotting.computation_graph import Box, local_derivatives, operation_text
from bplib.plotting.number_text import number_text, subscript

VISITS = ("right", "too early", "overwriting")


def names_of(expression: Expression) -> list[str]:
    """Return a name for each step: inputs have theirs, others are v₁, v₂, ..., the output is y; as in the browser."""
    variables = expression.variables
    output = next((name for name in "yfCL" if name not in variables), "output")
    taken = {name[0] for name in variables if not name[1:] or name[1:].isdigit()}
    letter = next((letter for letter in "vunp" if letter not in taken), "node ")
    inner = [i for i, step in enumerate(expression.steps[:-1]) if step.operation != "input"]
    names = {i: letter + subscript(number) for number, i in enumerate(inner, start=1)}
    return [step.name or names.get(i, output) for i, step in enumerate(expression.steps)]


def visits_of(steps: Sequence, visits: str) -> list[int]:
    """Return the operations in the order in which they hand on their gradients; "too early" goes level by level."""
    order = [len(steps) - 1]
    if visits == "too early":
        for i in order:
            order += [parent for parent in dict.fromkeys(steps[i].parents) if parent not in order]
    else:
        order = list(range(len(steps)))[::-1]
    return [i for i in order if steps[i].operation != "input"]


class Passes:
    """What is known at a stage: ``nodes`` up to where the forward pass is, ``grads`` where the backward pass has been.

    Stages: 0 the inputs, then each operation forward, the output's own gradient 1, each operation backward, everything.
    """

    def __init__(self, expression: Expression, values: Mapping[str, float], stage: int, visits: str = "right"):
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
        self.early, self.overwritten, self.right = set(), set(), {}
        if stage > len(operations) and self.problem is None:
            self._backward(visits_of(self.steps, visits)[: stage - len(operations) - 1], visits == "overwriting")
            if stage == 2 * len(operations) + 2 and visits != "right":
                self.right = Passes(expression, values, stage).grads

    def _backward(self, operations: list[int], overwrite: bool) -> None:
        self.grads[len(self.steps) - 1] = 1.0
        for i in operations:
            for slot, parent in enumerate(self.steps[i].parents):
                slope = self.slopes[i, slot]
                if not np.isfinite(slope):
                    self.failed = i
                    self.problem = "no finite slope: the local derivative is infinite or does not exist here"
                    return
                self._hand_on(parent, self.grads[i] * slope, overwrite)
            if self.arrived[i] < self._uses(i):
                self.early.add(i)

    def _hand_on(self, parent: int, share: float, overwrite: bool) -> None:
        if overwrite and parent in self.grads:
            self.overwritten.add(parent)
        before = 0.0 if overwrite else self.grads.get(parent, 0.0)
        self.grads[parent] = before + share
        self.arrived[parent] += 1

    def _uses(self, i: int) -> int:
        return sum(step.parents.count(i) for step in self.steps)

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
            complete = self.arrived[i] == self._uses(i)
            gradient = f"grad {number_text(grad)}" if complete else f"{number_text(grad)} + …"
        remark = self.problem.split(":")[0] if i == self.failed else self._slip(i)
        return Box(first, value or None, gradient, grad or 0.0, step.operation == "input", remark)

    def _slip(self, i: int) -> str | None:
        """Return what stands below node i when an order of visits went wrong there, or its gradient is wrong."""
        right = self.right.get(i, self.grads.get(i))
        differs = right is not None and not np.isclose(right, self.grads[i], rtol=1e-9, atol=1e-12)
        told = [f"right: {number_text(right)}"] if differs else []
        if i in self.early:
            return "; ".join(["too early", *told])
        return told[0] if told else "overwritten" if i in self.overwritten else None
