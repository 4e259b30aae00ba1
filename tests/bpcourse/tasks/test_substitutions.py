"""A value that stands where another one belongs is told without a slip of the task, and so is a wrong expression."""

from itertools import pairwise

import numpy as np
import pytest

from bpcourse.sandboxed.answers import LocalAnswer
from bpcourse.tasks import FunctionTask, Part
from bpcourse.tasks.slips import Site, Slip
from bpcourse.tasks.traces import READINGS, Reading


def layers(
    W,
    x,
    y,
    *,
    forward=lambda a, w: a @ w.T,
    difference=lambda a, y: a - y,
    back=lambda d, w: d @ w,
    total=lambda d: d.sum(axis=0),
):
    """Return the sums of the errors of a linear network, the last layer's first, and the last error."""
    A = [x]
    for w in W:
        A.append(forward(A[-1], w))
    errors = [difference(A[-1], y)]
    for w in W[:0:-1]:
        errors.append(back(errors[-1], w))
    return [total(error) for error in errors], errors[0]


def draw(*sizes):
    def drawn(rng):
        W = [rng.normal(size=(n, k)) for k, n in pairwise(sizes)]
        return W, rng.normal(size=(4, sizes[0])), rng.normal(size=(4, sizes[-1]))

    return drawn


TASK = FunctionTask(
    id="99.3",
    title="A task",
    answer="layers",
    difficulty=1,
    minutes=1,
    section="lesson 3, section 3",
    hints=("", "", ""),
    names=("sums", "error"),
    oracle=layers,
    sites=(
        Site("forward", (), called="what goes forward"),
        Site("difference", (), called="the difference"),
        Site("back", (Slip("halved", "it is halved.", lambda d, w: d @ w / 2),), "BP2", called="the way back"),
        Site("total", (Slip("largest", "the largest is taken.", lambda d: d.max(axis=0)),), called="the sum"),
    ),
    parts=(Part("two layers", 1.0, draw(3, 5, 2)), Part("three layers", 1.0, draw(3, 5, 6, 2))),
)


def told(answer):
    result = TASK.examine(LocalAnswer(answer), np.random.default_rng(0))
    return {(finding.mistake, finding.message) for finding in result.findings if finding.mistake}


def outputs(W, x):
    A = [x]
    for w in W:
        A.append(A[-1] @ w.T)
    return A


def answer(begin):
    """Return the network with another first error; the last result is right."""

    def made(W, x, y):
        a = outputs(W, x)[-1]
        errors = [begin(a, y)]
        for w in W[:0:-1]:
            errors.append(errors[-1] @ w)
        return [error.sum(axis=0) for error in errors], a - y

    return made


def test_a_right_answer_has_nothing_to_explain():
    assert told(answer(lambda a, y: a - y)) == set()


def test_another_value_of_the_same_shape_is_told():
    def sums_of_activations(W, x, y):
        A = outputs(W, x)
        return [a.sum(axis=0) for a in A[:0:-1]], A[-1] - y

    words = "What goes forward stands where d (of the sum) belongs."
    found = told(sums_of_activations)
    assert {id for id, _ in found} == {"other-value-total"}
    assert all(message.endswith(words) for _, message in found)


def test_what_is_made_of_one_result_in_place_of_another_is_told():
    task = FunctionTask(
        **{
            **{name: getattr(TASK, name) for name in ("title", "answer", "difficulty", "minutes", "section", "hints")},
            "id": "99.4",
            "names": ("cost", "error"),
            "oracle": lambda a, y, error=lambda a, y: a - y: (((a - y) ** 2).sum(axis=1) / 2, error(a, y)),
            "sites": (Site("error", (), called="the error"),),
            "parts": tuple(
                Part(f"{m}", 1.0, lambda rng, m=m: (rng.normal(size=(m, 3)), rng.normal(size=(m, 3)))) for m in (4, 5)
            ),
        }
    )
    result = task.examine(LocalAnswer(lambda a, y: (np.abs(a - y).sum(axis=1), a - y)), np.random.default_rng(0))
    assert {finding.mistake for finding in result.findings} == {"other-value-cost"}
    assert all("The sum over axis 1 of the sizes of error" in finding.message for finding in result.findings)


def test_an_expression_of_two_values_is_told():
    messages = {message for _, message in told(answer(lambda a, y: a * (1 - y)))}
    assert messages
    assert all(message.endswith(" a · (1 - y) stands where the difference belongs.") for message in messages), messages


def test_what_nothing_explains_stays_unknown():
    found = told(lambda W, x, y: ([np.cos(31 * s) for s in layers(W, x, y)[0]], np.sin(17 * layers(W, x, y)[1])))
    assert {id for id, _ in found} == {"unknown"}


@pytest.mark.parametrize(
    ("reading", "indices"),
    [(Reading(1, 0), [0, 1, 2]), (Reading(-1, -1), [4, 3, 2]), (Reading(0, -1), [4, 4, 4]), (Reading(1, 1), [1, 2, 3])],
)
def test_a_stream_is_read_from_both_ends(reading, indices):
    assert reading in READINGS
    assert [reading.index(call, 5) for call in range(3)] == indices
