"""What a task asks for cannot be taken from the library while the answer is judged, and is there again afterwards."""

import builtins
import sys
from contextlib import contextmanager, suppress
from itertools import count
from typing import NamedTuple

import numpy as np
import pytest

from bpcourse import check
from bpcourse.exercises import EXERCISES
from bpcourse.exercises.library import locked_for
from bpcourse.sandboxed.answers import AnswerFailed, LocalAnswer
from bpcourse.sandboxed.locked import function_of, locked
from bpcourse.sandboxed.plain import Foreign
from bplib.activations import sigmoid
from bplib.layers import Dense
from bplib.losses import CrossEntropy
from bplib.network import Network
from bplib.numerical_derivatives import one_sided
from bplib.optimizers import OPTIMIZERS
from bplib.propagation import forward

TASKS = [task.id for exercise in EXERCISES.values() for task in exercise.tasks]
NAMES = sorted({name for task in TASKS for name in locked_for(task)})


class Gradients(NamedTuple):
    """The parameters of a layer, or where their gradients go."""

    W: np.ndarray
    b: np.ndarray


@pytest.mark.parametrize("name", NAMES)
def test_each_function_is_there_and_is_locked_only_for_the_time_of_a_block(name):
    function = function_of(name)
    before = function.__code__
    with locked([name]), pytest.raises(RuntimeError, match="the library does what this task asks you to write"):
        function()
    assert function.__code__ is before


def test_the_steps_of_all_optimisers_are_locked_where_one_is_asked_for():
    steps = {f"{rule.update.__module__}:{rule.update.__qualname__}" for rule in OPTIMIZERS.values()}
    open_to_learners = sorted(steps - set(locked_for("05.3")))
    assert not open_to_learners, f"add to _RULES in bpcourse/exercises/library.py: {open_to_learners}"


def test_after_an_error_everything_is_open_again():
    network = Network([2, 3, 1], rng=np.random.default_rng(0))
    with pytest.raises(KeyError), locked(["bplib.network:Network.gradient"]):
        raise KeyError
    assert network.gradient(np.ones((1, 2)), np.ones((1, 1))).W[1].shape == (3, 2)


def from_the_network(W, b, X, Y):
    network = Network([len(X[0]), *(len(v) for v in b[1:])], rng=np.random.default_rng(0))
    gradient = network.gradient(X, Y)
    return gradient.W, gradient.b


def from_a_loss(Z, Y):
    return 0.0, CrossEntropy().delta(None, Z, Z, Y)


def from_propagation(W, b, X):
    return forward(None, None, X)


def from_an_activation(Z, Y):
    return sigmoid.backward(sigmoid.value(Z) - Y, Z, sigmoid.value(Z))


def from_a_layer(D, A):
    grad = Gradients(np.zeros((D.shape[1], A.shape[1])), np.zeros(D.shape[1]))
    Dense(A.shape[1], D.shape[1]).backward(None, A, D / len(D), grad, back=False)
    return grad.W, grad.b


def from_layers(W, b, X):
    Z, A = [None], [X]
    for l in range(1, len(W)):
        Z.append(Dense(*W[l].shape[::-1]).forward(Gradients(W[l], b[l]), A[-1])[0])
        A.append(sigmoid.value(Z[-1]))
    return Z, A


def from_differences(cost, theta, h):
    theta, grad = np.array(theta, float), np.zeros(np.shape(theta))
    for place in np.ndindex(grad.shape):
        step = np.zeros_like(grad)
        step[place] = 1
        grad[place] = (one_sided(cost, theta, step, h) - one_sided(cost, theta, -step, h)) / 2
    return grad


@pytest.mark.parametrize(
    ("task", "answer"),
    [
        ("03.2", from_an_activation),
        ("03.4", from_a_layer),
        ("03.5", from_the_network),
        ("03.6", from_a_loss),
        ("04.1", from_propagation),
        ("04.1", from_layers),
        ("04.4", from_differences),
    ],
)
def test_an_answer_that_only_calls_the_library_earns_nothing_and_is_told_so(task, answer):
    card = check(task, answer)
    assert card.result.points == 0
    assert "the library does what this task asks you to write" in str(card)


def test_another_name_does_not_help():
    mine = Network.gradient
    answer = LocalAnswer(lambda: mine(None, None, None), ["bplib.network:Network.gradient"])
    with pytest.raises(AnswerFailed, match="the library does"):
        answer.call()


def test_it_does_not_help_to_load_a_module_within_the_answer(monkeypatch):
    import bplib.experiments.deep_networks as loaded

    monkeypatch.setattr("bplib.experiments.deep_networks", loaded)  # the same as before, afterwards
    monkeypatch.delitem(sys.modules, "bplib.experiments.deep_networks")

    def factor(_D):
        from bplib.experiments.deep_networks import factor as known

        return known(np.array([1.0, 2.0]))

    with pytest.raises(AnswerFailed, match="the library does"):
        LocalAnswer(factor, locked_for("07.1")).call([])


class WorkedOutLater:
    """What makes its numbers only when somebody reads them."""

    def __init__(self, make):
        self.make = make

    def __array__(self, dtype=None, copy=None):
        return self.make()


class ListWorkedOutLater(list):
    """The same as a list."""

    def __init__(self, make):
        super().__init__([...])
        self.make = make

    def __iter__(self):
        return iter([self.make()])


@pytest.mark.parametrize("later", [WorkedOutLater, ListWorkedOutLater])
def test_it_does_not_help_to_call_the_library_when_the_answer_is_read(later):
    network = Network([2, 3, 1], rng=np.random.default_rng(0))
    made = later(lambda: network.gradient(np.ones((1, 2)), np.ones((1, 1))).W[1])
    answer = LocalAnswer(lambda: made, ["bplib.network:Network.gradient"])
    assert isinstance(answer.call(), Foreign)
    assert LocalAnswer(lambda: made).call() is not None


def test_input_is_there_again_after_a_check(monkeypatch):
    monkeypatch.setattr(builtins, "input", str)
    with pytest.raises(AnswerFailed, match="asks a person"):
        LocalAnswer(lambda: input("?")).call()
    assert builtins.input is str


@contextmanager
def interrupted_at(line):
    """Interrupt what is run in locked.py at its line number ``line``, counted as they come; yields whether it was."""
    lines, hit = count(), []

    def look(frame, event, _argument):
        if frame.f_code.co_filename != function_of.__code__.co_filename:
            return None
        if event == "line" and next(lines) == line:
            hit.append(line)
            raise KeyboardInterrupt
        return look

    before = sys.gettrace()
    sys.settrace(look)
    try:
        yield hit
    finally:
        sys.settrace(before)


def test_an_interrupt_at_any_line_leaves_the_library_open():
    functions = [function_of(name) for name in locked_for("03.2")]
    codes = [function.__code__ for function in functions]
    for line in count():
        with suppress(KeyboardInterrupt), interrupted_at(line) as hit:
            check("03.2", lambda Z, Y: (sigmoid(Z) - Y) * sigmoid(Z) * (1 - sigmoid(Z)))  # right: nothing is looked for
        assert [function.__code__ for function in functions] == codes
        if not hit:
            break
    assert line > 100


def test_two_checks_at_once_leave_the_library_open():
    name = "bplib.network:Network.gradient"
    before = function_of(name).__code__
    first, second = locked([name]), locked([name])
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    second.__exit__(None, None, None)
    assert function_of(name).__code__ is before
