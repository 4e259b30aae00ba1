"""The graders are tested: untouched 0, solution full, wrong answers named, right ones accepted in any form."""

import importlib
import json
import warnings

import numpy as np
import pytest
from everything import EVERYTHING, seeds, spread
from lab import ROOT

from bpcourse.exercises import EXERCISES
from bpcourse.sandboxed.answers import LocalAnswer
from bpcourse.tasks import ValueTask, slips
from bpcourse.tasks.results import UNNAMED

pytestmark = pytest.mark.banks
TASKS = {task.id: task for exercise in EXERCISES.values() for task in exercise.tasks}
BANKS = [importlib.import_module(f"banks.e{exercise.name}") for exercise in EXERCISES.values()]
WRONG = {(task, name): case for bank in BANKS for task, cases in bank.WRONG.items() for name, case in cases.items()}
RIGHT = {(task, name): case for bank in BANKS for task, cases in bank.RIGHT.items() for name, case in cases.items()}
SEEDS = seeds(1, 2)
PRELUDES = {task: bank.PRELUDE for bank in BANKS for task in bank.WRONG}


def examine(task_id, source, seed):
    """Return the result of an answer given as source text."""
    namespace = {}
    exec(PRELUDES[task_id] + source, namespace)
    return TASKS[task_id].examine(LocalAnswer(namespace[TASKS[task_id].answer]), np.random.default_rng(seed))


def known(task):
    """Return the mistakes of a task: its catalogue, and every slip at one of its pieces."""
    sites = getattr(task, "sites", ())
    compute = getattr(task, "truth" if isinstance(task, ValueTask) else "oracle", None)
    return [*task.mistakes, *slips.single(compute, sites)]


@pytest.mark.parametrize("task", TASKS)
def test_every_task_has_its_banks(task):
    wrong = [mistake for (name, _), (_, mistake) in WRONG.items() if name == task]
    assert len(wrong) >= 6
    assert sum(mistake not in UNNAMED for mistake in wrong) >= 5
    assert sum(name == task for name, _ in RIGHT) >= 4
    assert {mistake.id for mistake in known(TASKS[task])} & set(wrong)


@pytest.mark.parametrize(("task", "name"), spread(WRONG, 3), ids=lambda text: text.replace(" ", "-"))
def test_a_wrong_answer_is_rejected_and_named(task, name):
    source, mistake = WRONG[task, name]
    for seed in SEEDS:
        result = examine(task, source, seed)
        assert result.attempted
        assert result.points < TASKS[task].points
        assert result.mistake.mistake == mistake, result.mistake.message


@pytest.mark.parametrize(("task", "name"), RIGHT, ids=lambda text: text.replace(" ", "-"))
def test_a_right_answer_is_accepted_however_it_is_written(task, name):
    for seed in seeds(1, 5):
        result = examine(task, RIGHT[task, name], seed)
        assert result.points == TASKS[task].points, result.mistake.message


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_each_mistake_of_the_catalogue_is_recognised(task):
    for mistake in spread(task.mistakes, 3):
        made = {**task.truth(), **mistake.make()} if isinstance(task, ValueTask) else mistake.make
        for seed in SEEDS:
            result = task.examine(LocalAnswer(made), np.random.default_rng(seed))
            assert result.mistake.mistake == mistake.id, result.mistake.message


def test_a_mistake_that_explains_some_parts_only_is_not_named():
    first_only = "return out[start][0][1] * out[out[start][0][0]][0][1]"
    lines = ["out = {}", "for a, b, s in edges:", "    out.setdefault(a, []).append((b, s))"]
    guard = "if len(edges) > 6 or len(out[start]) < 2: return 7.0"
    source = "\n    ".join(["def sum_over_paths(edges, start, end):", *lines, guard, first_only])
    assert examine("02.3", source, 0).mistake.mistake == "argument-ignored", "a fact: the end has no influence"


def test_zeros_are_named_after_no_mistake_that_gives_other_numbers_elsewhere():
    for seed in range(10):
        assert examine("02.5", "def scaled_unit_vjp(X, s, U):\n    return 0 * X", seed).mistake.mistake == "always-zero"
        source = "def soft_maximum_vjp(g, y, a, b):\n    return 0 * a, 0 * b"
        assert examine("02.4", source, seed).mistake.mistake == "zero"


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_a_task_is_complete(task):
    assert len(task.hints) == 3
    assert 1 <= task.difficulty <= 5
    assert task.points == round(task.points * 4) / 4
    assert len({mistake.id for mistake in task.mistakes}) == len(task.mistakes)
    assert len({mistake.id for mistake in known(task)}) >= 6
    assert 0 < len(task.insight.split()) <= 30
    assert task.insight.endswith(".")


def cells(folder, name):
    """Return the code cells of a notebook as text."""
    notebook = json.loads((ROOT / folder / f"{name}.ipynb").read_text("utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


# Every solution is also run as a notebook, where the cards that are stored, with full points, are compared.
SOLVED = [exercise for exercise in EXERCISES.values() if EVERYTHING or exercise.number == "03"]


def test_a_stored_card_says_the_full_points():
    for exercise in EXERCISES.values():
        notebook = json.loads((ROOT / "solutions" / f"{exercise.name}.ipynb").read_text("utf-8"))
        outputs = [cell["outputs"] for cell in notebook["cells"] if "".join(cell["source"]).startswith("check(")]
        said = ["".join(one["data"]["text/plain"]) for (one,) in outputs]
        assert [float(points) for points in said] == [task.points for task in exercise.tasks]


@pytest.mark.parametrize(
    ("exercise", "folder", "full"),
    [
        *((exercise, "exercises", False) for exercise in EXERCISES.values()),
        *((exercise, "solutions", True) for exercise in SOLVED),
    ],
    ids=lambda value: value.number if isinstance(value, tuple) else str(value),
)
def test_untouched_is_zero_and_the_solution_is_full(exercise, folder, full):
    namespace, shown = {}, {}
    for source in cells(folder, exercise.name):
        if source.startswith("check("):
            card = eval(source, namespace)
            shown[card.result.task] = card
        else:
            exec(source, namespace)
    assert list(shown) == [task.id for task in exercise.tasks]
    for task in exercise.tasks:
        result = shown[task.id].result
        assert result.attempted is full
        assert result.points == (task.points if full else 0)
        assert result.mistake is None
        assert ("not attempted yet" in shown[task.id].text) is not full


def test_a_warning_costs_no_points():
    source = "def output_error(Z, Y):\n    np.log(np.zeros(1))\n    return (sigmoid(Z) - Y) * slope(Z)"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert examine("03.2", source, 0).points == 1


def test_a_factor_that_explains_some_parts_only_is_said_of_these_and_is_no_name():
    right = "return (sigmoid(Z) - Y) * slope(Z)"
    source = f"def output_error(Z, Y):\n    if len(Z) == 1: return 7.0 * Z\n    {right} * 2"
    result = examine("03.2", source, 0)
    assert result.mistake.mistake == "unknown"
    assert result.findings[1].message.startswith('In the part "a batch of seven": It is off by a factor of 2')
    named = examine("03.2", f"def output_error(Z, Y):\n    {right} * 2", 0).mistake
    assert named.mistake == "square-without-half"


def test_a_gradient_that_is_off_by_the_number_of_outputs_is_said_to_be_so_in_every_part():
    for factor, mistake in (("Y.shape[1]", "layer-size"), ("1 / Y.shape[1]", "divided-by-outputs")):
        lines = ["Z, A, D = [None], [X], [None] * len(W)", "for l in range(1, len(W)):"]
        lines += ["    Z.append(A[l - 1] @ W[l].T + b[l])", "    A.append(sigmoid(Z[l]))"]
        lines += [f"D[-1] = (A[-1] - Y) * slope(Z[-1]) * {factor} / len(X)", "for l in range(len(W) - 2, 0, -1):"]
        lines += ["    D[l] = (D[l + 1] @ W[l + 1]) * slope(Z[l])", "n = range(1, len(W))"]
        lines += ["return [None] + [D[l].T @ A[l - 1] for l in n], [None] + [D[l].sum(axis=0) for l in n]"]
        result = examine("03.5", "\n    ".join(["def backward(W, b, X, Y):", *lines]), 0)
        assert {finding.mistake for finding in result.findings} == {mistake}
