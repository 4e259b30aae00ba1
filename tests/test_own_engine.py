"""The engine that a learner builds in lesson 02: it is as short as the lesson says, and its examination examines."""

import ast
import contextlib
import io
import json
from collections import deque

import pytest
from lab import ROOT

CELLS = json.loads((ROOT / "lessons" / "02_chain_rule.ipynb").read_text("utf-8"))["cells"]
SOURCE = {cell["id"]: "".join(cell["source"]) for cell in CELLS}
ENGINE = ("engine-1", "engine-5", "engine-7", "engine-8")


def definitions(source):
    """Return the imports, functions and classes of a cell, without what it tries out."""
    kept = [s for s in ast.parse(source).body if isinstance(s, (ast.Import, ast.FunctionDef, ast.ClassDef))]
    return "\n".join(ast.get_source_segment(source, statement) for statement in kept)


@pytest.fixture
def engine():
    """Return the names that the lesson has defined when the examination begins."""
    names = {}
    for cell in (*ENGINE, "engine-6"):
        exec(definitions(SOURCE[cell]), names)
    return names


def examined(names):
    """Return what the examination of the lesson prints, a line for each question."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(SOURCE["engine-9"], names)
    return printed.getvalue().splitlines()


def wrong_lines(names, wrong, right):
    """Return the numbers of the lines that change when ``gradients`` is replaced; -1 where it ends with an error."""
    try:
        lines = examined({**names, "gradients": wrong})
    except RecursionError:
        return [-1]
    return [i for i, (a, b) in enumerate(zip(lines, right, strict=True)) if a != b]


def level_by_level(output):
    """Return the nodes by their distance from the output."""
    order, seen, queue = [], {output}, deque([output])
    while queue:
        order.append(queue.popleft())
        for argument, _ in order[-1].edges:
            if argument not in seen:
                seen.add(argument)
                queue.append(argument)
    return order


def overwritten(names):
    """Return a backward pass that keeps the last share that arrives at a node, as the first try of the lesson does."""

    def gradients(output):
        order = names["topological_order"](output)[::-1]
        grad = dict.fromkeys(order, 0.0)
        grad[output] = 1.0
        for node in order:
            for argument, slope in node.edges:
                grad[argument] = grad[node] * slope
        return grad

    return gradients


def kept_from_run_to_run(names):
    """Return a backward pass that keeps gradients in the nodes, as the second try of the lesson does."""

    def gradients(output):
        grad = names["gradients"](output)
        for node, g in grad.items():
            node.grad = getattr(node, "grad", 0.0) + g
        return {node: node.grad for node in grad}

    return gradients


def test_the_engine_has_about_forty_lines():
    lines = [line for cell in ENGINE for line in definitions(SOURCE[cell]).splitlines() if line.strip()]
    assert 35 <= len(lines) <= 40


def test_the_examination_finds_each_of_the_four_traps(engine):
    right = examined(engine)
    in_order, recursive = engine["gradients_in_order"], engine["topological_order_recursive"]
    wrong = {
        "a + a": overwritten(engine),
        "backward twice": kept_from_run_to_run(engine),
        "level by level": lambda output: in_order(level_by_level(output)),
        "recursive": lambda output: in_order(recursive(output)[::-1]),
    }
    found = {name: wrong_lines(engine, gradients, right) for name, gradients in wrong.items()}
    places = {line.split(",")[0]: i for i, line in enumerate(right)}
    assert places["a + a"] in found["a + a"]
    assert places["the same again"] in found["backward twice"]
    assert places["a + a"] not in found["backward twice"]
    assert found["level by level"] == [places["u + 3u"]]
    assert found["recursive"] == [-1]
