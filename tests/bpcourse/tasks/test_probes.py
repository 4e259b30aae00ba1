"""Tests of probes: an answer is asked again with one argument exchanged."""

import numpy as np

from bpcourse.sandboxed.answers import LocalAnswer
from bpcourse.tasks import FunctionTask, Part


def _product(x, rate, share=None):
    return rate * np.asarray(x) + (0.0 if share is None else share)


def _drawn(rng):
    return rng.uniform(1, 2, 4), float(rng.uniform(0.2, 0.4))


TASK = FunctionTask(
    id="99.1",
    title="A product",
    answer="product",
    difficulty=1,
    minutes=1,
    section="lesson 4, section 1",
    hints=("", "", ""),
    parts=(Part("some", 1.0, _drawn),),
    oracle=_product,
)


def _said(answer):
    return TASK.examine(LocalAnswer(answer), np.random.default_rng(1)).mistake


def test_an_argument_that_has_no_influence_is_named():
    found = _said(lambda x, rate: 0.7312 * np.cos(x))
    assert found.mistake == "argument-ignored"
    assert "rate" in found.message


def test_an_answer_that_uses_all_arguments_is_not_accused():
    assert _said(lambda x, rate: np.cos(x) ** 2 / rate**1.7).mistake == "unknown"


def test_numbers_that_are_written_down_are_no_result_of_the_arguments():
    assert _said(lambda x, rate: np.array([0.3, 1.7, 5.2, 1.1])).mistake == "arguments-ignored"
