"""Tests of functions to write: what is slow, and what no mistake explains."""

import numpy as np
import pytest

from bpcourse.sandboxed.answers import LocalAnswer
from bpcourse.tasks.functions import FunctionTask, is_slow
from bpcourse.tasks.parts import Mistake, Part


class Timed:
    """An answer whose calls take so many seconds, one after the other."""

    def __init__(self, *seconds: float):
        self._coming = list(seconds)
        self.seconds = self._coming.pop(0)

    def right_once_more(self) -> bool:
        self.seconds = self._coming.pop(0)
        return True


@pytest.mark.parametrize(
    ("seconds", "slow"),
    [
        ((0.9,), False),
        ((2.0, 0.9), False),
        ((2.0, 2.0, 0.9), False),
        ((2.0, 2.0, 2.0), True),
        ((90.0, 0.9), False),
        ((90.0, 90.0), True),
    ],
)
def test_an_answer_is_slow_if_it_is_so_again(seconds, slow):
    answer = Timed(*seconds)
    assert is_slow(answer, 1.0, answer.right_once_more) is slow


def test_what_is_no_answer_the_second_time_is_slow():
    assert is_slow(Timed(2.0), 1.0, lambda: False)


def test_nothing_but_nan_is_explained_by_no_mistake():
    task = FunctionTask(
        id="00.1",
        title="Root",
        answer="root",
        misconceptions="the logarithm",
        difficulty=1,
        minutes=1,
        section="lesson 0",
        insight="",
        hints=(),
        oracle=np.sqrt,
        parts=(Part("numbers", 1.0, lambda rng: (rng.uniform(1, 2, 3),)),),
        mistakes=(Mistake("logarithm", "The logarithm has been taken.", lambda x: np.log(-x)),),
    )
    result = task.examine(LocalAnswer(lambda x: x * np.nan), np.random.default_rng(0))
    assert result.mistake.mistake == "not-finite"
