"""The engine that a learner builds in lesson 02: it is as short as the lesson says, and its examination examines."""

import ast
import contextlib
import io
import json
from collections import deque

import numpy as np
import pytest
from lab import ROOT

from bplib.plotting.graph_walks import walk

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


def test_the_examination_finds_each_of_the_traps(engine):
    right = examined(engine)
    in_order, recursive = engine["gradients_in_order"], engine["topological_order_recursive"]
    wrong = {
        "a + a": overwritten(engine),
        "backward twice": kept_from_run_to_run(engine),
        "level by level": lambda output: in_order(level_by_level(output)),
        "recursive": lambda output: in_order(recursive(output, set())[::-1]),
    }
    found = {name: wrong_lines(engine, gradients, right) for name, gradients in wrong.items()}
    places = {line.split(",")[0]: i for i, line in enumerate(right)}
    assert places["a + a"] in found["a + a"]
    assert places["the same again"] in found["backward twice"]
    assert places["a + a"] not in found["backward twice"]
    assert found["level by level"] == [places["u + 3u"]]
    assert found["recursive"] == [-1]


def test_the_picture_of_the_visits_has_the_gradients_of_the_engine(engine):
    x, three = engine["Value"](2.0), engine["Value"](3.0)
    u = x * x
    v = three * u
    y = u + v
    for order in ([y, u, v, x, three], [y, v, u, x, three]):
        assert walk(order)[1] == engine["gradients_in_order"](order)


def test_the_examination_ends_with_more_paths_than_anybody_can_walk(engine):
    node = engine["Value"](1.0)
    for _ in range(100):
        node = node + node
    assert len(engine["topological_order"](node)) == 101
    last = examined(engine)[-1]
    assert last.startswith("100 diamonds")
    assert last.split()[-1] == f"{2.0**100:.4g}"


# --- the network that learns exclusive or


@pytest.fixture
def learner(engine):
    """Return the names that the lesson has defined when one network has learnt the exclusive or."""
    exec(definitions(SOURCE["xor-network"]), engine)
    engine["np"] = np
    with contextlib.redirect_stdout(io.StringIO()):
        exec(SOURCE["xor-train"], engine)
    return engine


def learn_all(seeds, hidden, steps=200, rate=0.1):
    """Return the outputs (runs, 4) of ``learn_xor`` for many seeds side by side."""
    X, targets = np.array([(-1, -1), (-1, 1), (1, -1), (1, 1)], float), np.array([-1, 1, 1, -1.0])
    W = np.array([np.random.default_rng(seed).normal(0, 0.5, 4 * hidden + 1) for seed in seeds])
    for step in range(steps + 1):
        V, v = W[:, : 3 * hidden].reshape(-1, hidden, 3), W[:, 3 * hidden :]
        h = np.tanh(np.einsum("sji,pi->spj", V[..., :2], X) + V[:, None, :, 2])
        o = np.tanh(np.einsum("spj,sj->sp", h, v[:, :-1]) + v[:, -1:])
        if step == steps:
            return o
        d = 2 * (o - targets) * (1 - o**2)
        e = d[..., None] * v[:, None, :-1] * (1 - h**2)
        grad_V = np.concatenate([np.einsum("spj,pi->sji", e, X), e.sum(1)[..., None]], 2)
        grad_v = np.concatenate([np.einsum("sp,spj->sj", d, h), d.sum(1, keepdims=True)], 1)
        W = W - rate * np.concatenate([grad_V.reshape(len(W), -1), grad_v], 1)


@pytest.mark.parametrize(("seed", "hidden", "steps"), [(0, 2, 0), (3, 2, 1), (9, 2, 30), (4, 3, 30)])
def test_the_outputs_are_those_after_the_last_step(learner, seed, hidden, steps):
    assert learner["learn_xor"](seed, hidden, steps) == pytest.approx(learn_all([seed], hidden, steps)[0], abs=1e-9)


def learnt(seeds, hidden):
    """Return how many of the runs from these seeds have learnt after 200 steps."""
    return int((np.abs(learn_all(seeds, hidden) - [-1, 1, 1, -1]).max(1) < 0.5).sum())


@pytest.mark.parametrize("hidden", [2, 3])
def test_of_the_fifty_runs_as_many_learn_as_the_lesson_prints(hidden):
    (cell,) = (cell for cell in CELLS if cell["id"] == "xor-seeds")
    printed = "".join("".join(output["text"]) for output in cell["outputs"])
    assert f"{hidden} hidden units: {learnt(range(1, 51), hidden)} of 50 runs" in printed


def test_on_other_seeds_too_more_than_half_learn_but_not_all_and_more_with_a_third_unit():
    two, three = (learnt(range(2001, 3001), hidden) for hidden in (2, 3))
    assert 650 < two < 850
    assert 950 < three < 1000
