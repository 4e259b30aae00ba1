"""A result that is off by a length of an argument is told, whichever axis has it."""

import numpy as np
import pytest

from bpcourse.sandboxed.answers import LocalAnswer
from bpcourse.tasks import FunctionTask, Part


def mean(D, A):
    """Return the mean of the rows of a table beside another one."""
    return D.mean(axis=0), A.sum()


TASK = FunctionTask(
    id="99.7",
    title="A task",
    answer="mean",
    difficulty=1,
    minutes=1,
    section="lesson 3, section 3",
    hints=("", "", ""),
    names=("mean", "sum"),
    oracle=mean,
    parts=tuple(
        Part(f"{m}", 1.0, lambda rng, m=m, n=n: (rng.random((m, 3)) + 1, rng.random((m, n))))
        for m, n in ((4, 6), (5, 11))
    ),
)
CASES = {
    "the wrong count": (lambda D, A: D.sum(axis=0) / A.shape[1], "divided by the number of columns of A, where"),
    "twice": (lambda D, A: D.mean(axis=0) / A.shape[1], "divided by the number of columns of A."),
    "multiplied": (lambda D, A: D.mean(axis=0) * A.shape[1], "multiplied by the number of columns of A."),
    "and the sign": (
        lambda D, A: -D.mean(axis=0) * A.size,
        "multiplied by the number of all entries of A, and has the wrong",
    ),
}


def told(answer):
    result = TASK.examine(LocalAnswer(answer), np.random.default_rng(0))
    return {(finding.mistake, finding.message) for finding in result.findings if finding.mistake}


@pytest.mark.parametrize("case", CASES)
def test_the_length_is_named(case):
    wrong, words = CASES[case]
    for id, message in told(lambda D, A: (wrong(D, A), A.sum())):
        assert id == "wrong-length"
        assert words in message


def test_a_factor_that_is_the_same_everywhere_is_no_length():
    assert "wrong-length" not in {id for id, _ in told(lambda D, A: (D.mean(axis=0) * 6, A.sum()))}
