"""Mutation: change one operator, number or method of a reference solution; the grader must notice nearly always."""

import ast
import copy
import json
import re

import numpy as np
import pytest
from everything import nameless, spread
from lab import ROOT

from bpcourse.exercises import EXERCISES
from bpcourse.sandboxed.answers import AnswerFailed, ArgumentsChanged, LocalAnswer, NotAttempted
from bpcourse.tasks import FunctionTask
from bpcourse.tasks.leaves import close, leaves

pytestmark = pytest.mark.banks
TASKS = [task for exercise in EXERCISES.values() for task in exercise.tasks if isinstance(task, FunctionTask)]
SWAPS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.MatMult: ast.Mult}
METHODS = {"sum": "mean", "mean": "sum", "max": "min", "exp": "log", "log": "exp"}


def sources(task):
    """Return the code before a task's answer in its solution notebook, and the answer itself, all cells of it."""
    exercise = EXERCISES[task.id[:2]]
    notebook = json.loads((ROOT / "solutions" / f"{exercise.name}.ipynb").read_text("utf-8"))
    before, answer = [], []
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and not source.startswith("check("):
            grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
            (answer if grade_id.startswith(f"{task.id.replace('.', '-')}-") else before).append(source)
            if re.search(rf"^def {task.answer}\(", source, re.MULTILINE):
                return "\n".join(before), "\n\n\n".join(answer)
    raise AssertionError(f"no solution of {task.id}")


def changes(node):
    """Return functions that each make one change to a copy of this node, in place."""
    found = []
    if isinstance(node, ast.BinOp) and type(node.op) in SWAPS:
        found.append(lambda n: setattr(n, "op", SWAPS[type(n.op)]()))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        found.append(lambda n: setattr(n, "op", ast.UAdd()))
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        found += [lambda n: setattr(n, "value", n.value + 1), lambda n: setattr(n, "value", n.value - 1)]
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        found.append(lambda n: setattr(n, "value", not n.value))
    if isinstance(node, ast.Attribute) and node.attr in METHODS:
        found.append(lambda n: setattr(n, "attr", METHODS[n.attr]))
    if isinstance(node, ast.Attribute) and node.attr == "T":
        found.append(lambda n: setattr(n, "attr", "real"))
    return found


def mutants(source):
    """Return (description, source) of every mutant of a function."""
    tree = ast.parse(source)
    for position, node in enumerate(ast.walk(tree)):
        for change in changes(node):
            mutated = copy.deepcopy(tree)
            target = list(ast.walk(mutated))[position]
            change(target)
            text = ast.unparse(mutated)
            if text != ast.unparse(tree):
                yield f"line {getattr(node, 'lineno', '?')}: {ast.unparse(node)} -> {ast.unparse(target)}", text


def result_of(answer, arguments, like, names):
    """Return the leaves of what an answer makes of arguments, or the kind of its failure."""
    try:
        return leaves(answer.call(*arguments), like, names)
    except ArgumentsChanged as changed:
        return leaves(changed.value, like, names) | {"changed": np.ones(1)}
    except (AnswerFailed, NotAttempted) as failure:
        return type(failure)


def differs(a, b):
    """Return whether two results of ``result_of`` are different, beyond rounding."""
    if isinstance(a, type) or isinstance(b, type):
        return a is not b
    return a.keys() != b.keys() or not all(close(a[name], b[name], 1e-9) for name in a)


def answer_of(task, source, notebook):
    """Return the answer that a source defines behind the cells before it."""
    namespace = dict(notebook)
    exec(source, namespace)
    return LocalAnswer(namespace[task.answer])


@pytest.mark.parametrize("task", spread(TASKS, 3), ids=lambda task: task.id)
def test_at_least_95_percent_of_the_mutants_lose_points(task):
    before, source = sources(task)
    changed, survivors, notebook = 0, [], {}
    exec(before, notebook)  # once: it may train networks
    good = answer_of(task, source, notebook)
    draws = [part.draw(np.random.default_rng(7)) for part in task.parts]
    expected = [task.oracle(*copy.deepcopy(draw)) for draw in draws]
    right = [result_of(good, draw, like, task.names) for draw, like in zip(draws, expected, strict=True)]
    silent = nameless(task)
    for what, text in mutants(source):
        bad = answer_of(task, text, notebook)
        with np.errstate(all="ignore"):
            made = [result_of(bad, draw, like, task.names) for draw, like in zip(draws, expected, strict=True)]
            if any(differs(*pair) for pair in zip(right, made, strict=True)):
                changed += 1
                if silent.examine(bad, np.random.default_rng(3)).points == task.points:
                    survivors.append(what)
    assert changed >= 2
    assert len(survivors) <= 0.05 * changed, survivors
