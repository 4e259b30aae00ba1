"""Exercise 08: its oracles against the definition, what is closed, and what a comparison of means would not see."""

import numpy as np
import pytest
from banks import e08_convolution as bank

from bpcourse.exercises import EXERCISES
from bpcourse.exercises.e08_convolution.programs import VERDICTS, bug_of, program
from bpcourse.exercises.library import locked_for
from bpcourse.predictions.lesson_08 import QUESTIONS
from bpcourse.sandboxed.answers import LocalAnswer
from bplib.layers import by_loops

TASKS = {task.id: task for task in EXERCISES["08"].tasks}


def by_definition(task, given):
    """Return what the loops of the library make of the arguments of a task."""
    if task == "08.2":
        return [by_loops.convolve(*given)]
    if task == "08.3":
        g, A, size, stride, padding = given
        W = np.zeros((g.shape[1], A.shape[1], *size))
        return by_loops.convolve_backward(g, A, W, stride, padding)[1:]
    if task == "08.4":
        g, W, shape, stride, padding = given
        return by_loops.convolve_backward(g, np.zeros(shape), W, stride, padding)[:1]
    g, A, size, stride = given
    return [by_loops.max_pool_backward(g, A, *size, stride)]


@pytest.mark.parametrize("task", ["08.2", "08.3", "08.4", "08.5"])
def test_an_oracle_is_the_definition(task):
    for seed, part in enumerate(TASKS[task].parts):
        given = part.draw(np.random.default_rng(seed))
        made = TASKS[task].oracle(*given)
        for right, one in zip(by_definition(task, given), made if isinstance(made, tuple) else [made], strict=True):
            assert one.shape == right.shape
            assert np.abs(one - right).max() < 1e-12


def test_a_kernel_that_is_not_turned_earns_nothing_although_the_mean_is_the_same():
    task, source = TASKS["08.4"], bank.WRONG["08.4"]["not turned"][0]
    namespace = {}
    exec(bank.PRELUDE + source, namespace)
    given = task.parts[0].draw(np.random.default_rng(0))
    assert np.isclose(namespace["input_gradient"](*given).mean(), task.oracle(*given).mean())
    assert task.examine(LocalAnswer(namespace["input_gradient"]), np.random.default_rng(0)).points == 0


@pytest.mark.parametrize(
    ("task", "right", "changes"),
    [
        ("08.2", bank.CONVOLVE, ("return Z", "return Z.squeeze()")),
        ("08.3", bank.KERNEL, ("return grad_W, grad_b", "return grad_W.squeeze(), grad_b")),
        ("08.4", bank.INPUT, ("padding + V]\n", "padding + V].squeeze()\n")),
        ("08.5", bank.POOL, ("return g_A", "return g_A.squeeze()")),
    ],
)
def test_axes_of_length_one_stay(task, right, changes):
    namespace = {}
    exec(bank.PRELUDE + right.replace(*changes), namespace)
    result = TASKS[task].examine(LocalAnswer(namespace[TASKS[task].answer]), np.random.default_rng(0))
    assert 0 < result.points < TASKS[task].points


def test_a_program_is_right_forwards_and_has_its_bug_in_every_writing():
    rng = np.random.default_rng(0)
    A, W, b, g = (rng.normal(size=s) for s in ((2, 3, 6, 4), (4, 3, 2, 3), (4,), (2, 4, 4, 2)))
    Z = by_loops.convolve(by_loops.pool(A, 2, 2, 2), W, b, padding=1)
    for bug in VERDICTS:
        for _ in range(8):
            (source,), _ = program(rng, bug)
            assert bug_of(source.function()) == bug
            assert np.allclose(source.function()(A, W, b, g)[0], Z)


def test_each_bug_is_in_a_part_of_its_own_and_a_right_program_in_every_part():
    drawn = [[bug for _, bug in part.draw(np.random.default_rng(0))] for part in TASKS["08.6"].parts]
    assert [set(VERDICTS) - set(bugs) for bugs in drawn] == [
        {"padding cut at one end", "one example", "bias averaged", "pool shared", "ties"},
        {"kernel not turned", "windows overwrite", "pool shared", "ties"},
        {"kernel not turned", "windows overwrite", "padding cut at one end", "one example", "bias averaged"},
        set(VERDICTS) - {"none", "kernel not turned", "ties"},
    ]


def test_in_every_part_of_the_pooling_but_the_first_windows_tie():
    for part in TASKS["08.5"].parts:
        _, A, size, stride = part.draw(np.random.default_rng(0))
        windows = np.lib.stride_tricks.sliding_window_view(A, size, axis=(2, 3))[:, :, ::stride, ::stride]
        tied = (windows == windows.max(axis=(4, 5), keepdims=True)).sum(axis=(4, 5)) > 1
        assert tied.any() == (part.name != "no ties")
        assert 0 in A or part.name != "after ReLU; rows that no window reached"
        assert (A >= 0).all() == (part.name == "after ReLU; rows that no window reached")


BY_THE_LAYER = """
from bplib.layers import Convolution, LayerParameters
def convolve(A, W, b, stride, padding):
    layer = Convolution(W.shape[1], W.shape[0], W.shape[2:], stride, padding)
    flat = np.concatenate([W.ravel(), b])
    return layer.forward(LayerParameters(layer, flat=flat).view, A)[0]
"""
BY_THE_LOOPS = """
from bplib.layers.by_loops import uses
def input_gradient(g, W, shape, stride, padding):
    g_A = np.zeros(shape)
    for of_z, of_W, of_a in uses(shape, W.shape, stride, padding):
        g_A[of_a] += g[of_z] * W[of_W]
    return g_A
"""
BY_THE_POOL = """
from bplib.layers import MaxPool
def max_pool_backward(g, A, size, stride):
    layer = MaxPool(size, stride)
    _, seen = layer.forward(None, A)
    return layer.backward(None, seen, g, None)
"""


@pytest.mark.parametrize(("task", "source"), [("08.2", BY_THE_LAYER), ("08.4", BY_THE_LOOPS), ("08.5", BY_THE_POOL)])
def test_the_layers_of_the_library_are_locked(task, source):
    namespace = {}
    exec(bank.PRELUDE + source, namespace)
    given = TASKS[task].parts[0].draw(np.random.default_rng(0))
    assert np.allclose(namespace[TASKS[task].answer](*given), TASKS[task].oracle(*given))
    answer = LocalAnswer(namespace[TASKS[task].answer], locked_for(task))
    result = TASKS[task].examine(answer, np.random.default_rng(0))
    assert result.points == 0
    assert "the library does what this task asks you to write" in result.mistake.message


def test_all_ways_to_a_convolution_are_locked():
    names = {name.partition(":")[2] for name in locked_for("08.4") if name.startswith("bplib.layers")}
    assert {"padded", "cropped", "slices", "columns", "add_columns"} <= names
    assert {"uses", "convolve", "convolve_backward", "places_of_windows", "pool", "max_pool_backward"} <= names
    assert {"Convolution.forward", "Convolution.backward", "MaxPool.forward", "MaxPool.backward"} <= names


def test_what_the_answers_of_lesson_8_say_of_the_measurements():
    holds = {question.name: question.holds for question in QUESTIONS}
    errors = {"none": {"W": 1e-12}, "pool: all of g to each tie": {"W": 1e-12}, "a": {"W": 0.2}, "b": {"W": 0.5}}
    assert holds["08.checked"](errors)
    assert not holds["08.checked"]({**errors, "a": {"W": 1e-12}})
    assert not holds["08.checked"]({**errors, "pool: all of g to each tie": {"W": 0.3}, "a": {"W": 1e-12}})
    still = {"dense 24": 45, "dense 64": 47, "convolution": 65}
    results = {name: {"shifted": [n], "shifted, learnt moving": [n + 28]} for name, n in still.items()}
    results["convolution"]["shifted, learnt moving"] = [95]
    assert holds["08.shifted"](results)
    assert not holds["08.shifted"]({**results, "convolution": {"shifted": [65], "shifted, learnt moving": [80]}})
