"""What stops with an error because sizes differ is asked again with all sizes alike."""

from dataclasses import replace

import numpy as np

from bpcourse.sandboxed.answers import LocalAnswer, Source
from bpcourse.tasks import FunctionTask, Part
from bpcourse.tasks.alike import alike
from bpcourse.tasks.slips import Site, Slip


def product(W, x, *, times=lambda W, x: x @ W.T):
    """Return what a layer makes of examples."""
    return times(W, x)


def draw(m, n, k):
    return lambda rng: (rng.normal(size=(k, n)), rng.normal(size=(m, n)))


NOT_TRANSPOSED = Slip("not-transposed", "the transpose is missing.", lambda W, x: x @ W)
TASK = FunctionTask(
    id="99.6",
    title="A task",
    answer="product",
    difficulty=1,
    minutes=1,
    section="lesson 3, section 3",
    hints=("", "", ""),
    oracle=product,
    sites=(Site("times", (NOT_TRANSPOSED,)),),
    parts=(Part("few", 1.0, draw(5, 3, 4)), Part("many", 1.0, draw(7, 4, 6))),
)


def told(answer, task=TASK):
    result = task.examine(LocalAnswer(answer), np.random.default_rng(0))
    return {finding.mistake for finding in result.findings}, [finding.message for finding in result.findings]


def test_all_axes_are_cut_to_the_shortest():
    W, (a, b), number = alike((np.ones((5, 3)), [np.ones(4), None], 7))
    assert (W.shape, a.shape, b, number) == ((3, 3), (3,), None, 7)


def test_arguments_of_one_size_are_not_asked_again():
    assert alike((np.ones((3, 3)), 2.0)) is None


def test_a_function_that_is_handed_over_gives_less():
    (source,) = alike((Source("def f(x):\n    return np.ones((9, 2)) * x\n", "f"),))
    assert source.function()(3.0).shape == (2, 2)


def test_a_missing_transpose_is_named_where_no_part_has_equal_sizes():
    ids, messages = told(lambda W, x: x @ W)
    assert ids == {"not-transposed"}
    assert all(
        words.startswith("It stopped with ValueError") and "The transpose is missing." in words for words in messages
    )


def test_what_is_right_for_equal_sizes_is_told():
    def only_square(W, x):
        if W.shape[0] != W.shape[1]:
            raise ValueError
        return x @ W.T

    assert told(only_square)[0] == {"sizes-taken-for-equal"}


def test_an_error_that_has_another_reason_stays_an_error():
    assert told(lambda _W, _x: [][1])[0] == {"raises"}


def test_a_slip_that_would_not_have_stopped_is_not_named():
    halved = Site("times", (Slip("halved", "it is halved.", lambda W, x: x @ W.T / 2),))

    def answer(W, x):
        if W.shape[0] != W.shape[1]:
            raise ValueError
        return x @ W.T / 2

    assert told(answer, replace(TASK, sites=(halved,)))[0] == {"raises"}
