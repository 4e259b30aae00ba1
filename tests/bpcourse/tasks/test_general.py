"""General slips: what may be done to any result, argument or piece is told without a slip of the task."""

from dataclasses import replace

import numpy as np
import pytest

from bpcourse.sandboxed.answers import LocalAnswer
from bpcourse.tasks import FunctionTask, Part
from bpcourse.tasks.leaves import fitted
from bpcourse.tasks.slips import Site
from bpcourse.tasks.words import Scale, of_results


def compute(x, y, slope=lambda z: np.cos(z)):
    """Return two results, of which one has a piece."""
    return y * slope(x), x - y


def draw(size):
    return lambda rng: (rng.random(size) + 0.5, rng.random(size) + 2)


TASK = FunctionTask(
    id="99.1",
    title="A task",
    answer="compute",
    difficulty=1,
    minutes=1,
    section="lesson 3, section 3",
    hints=("", "", ""),
    names=("product", "gap"),
    oracle=compute,
    sites=(Site("slope", (), called="the slope"),),
    parts=(Part("few", 1.0, draw(3)), Part("many", 1.0, draw(5))),
)

CASES = {
    "a result has been changed": (lambda x, y: (y * np.cos(x), (x - y) ** 2), "gap has been squared."),
    "along an axis": (
        lambda x, y: (np.cumsum(y * np.cos(x)), x - y),
        "product has been summed up from entry to entry.",
    ),
    "rounded": (lambda x, y: (y * np.cos(x), np.round(x - y, 2)), "gap has been rounded to 2 decimals."),
    "with an argument": (lambda x, y: (y * y * np.cos(x), x - y), "product has been multiplied by the argument y."),
    "an argument has been changed": (
        lambda x, y: (np.flip(y) * np.cos(x), x - np.flip(y)),
        "The argument y has its entries in reverse order.",
    ),
    "an argument for another": (
        lambda x, _y: (x * np.cos(x), x - x),
        "The argument x has been used where y belongs; y itself is not used.",
    ),
    "a piece has been changed": (lambda x, y: (y * (1 - np.cos(x)), x - y), "The slope has been subtracted from 1."),
    "a piece with its input": (lambda x, y: (y * (np.cos(x) + x), x - y), "The slope has had z added."),
    "twice the same result": (
        lambda x, y: (y * np.cos(x), y * np.cos(x)),
        "product stands in both results. Has a variable been written over, or one name for the other?",
    ),
    "each result in its own way": (
        lambda x, y: ((y * np.cos(x))[::-1], np.sqrt(np.abs(x - y)) * 0 + (x - y) ** 3),
        "Two slips at once. (1) product has its entries in reverse order. (2) gap has been taken to the third power.",
    ),
}


def told(answer, task=TASK):
    result = task.examine(LocalAnswer(answer), np.random.default_rng(0))
    return {finding.message for finding in result.findings if finding.mistake}


@pytest.mark.parametrize("case", CASES)
def test_a_general_slip_is_told_in_words(case):
    answer, words = CASES[case]
    assert all(message.endswith(words) for message in told(answer)), told(answer)


def test_zeros_have_no_general_name():
    assert not any("argument" in message for message in told(lambda x, y: (0 * x, 0 * x)))


def test_three_results_in_another_order_are_told():
    task = replace(TASK, oracle=lambda x, y: (x + y, x - y, x * y), sites=(), names=("sum", "gap", "product"))
    words = "The results stand in another order, (product, sum, gap). Asked for is (sum, gap, product)."
    assert told(lambda x, y: (x * y, x + y, x - y), task) == {words}


def test_nothing_but_nan_in_one_result_has_no_general_name():
    messages = told(lambda x, y: (y * np.cos(x), np.nan * x))  # so would be the root of the gap, which is negative
    assert all("gap holds nan" in message and "root" not in message for message in messages), messages


def test_results_of_which_the_same_is_said_are_named_together():
    said = of_results({"a": "The sign is wrong.", "b": "The sign is wrong.", "c": "It is too late."})
    assert said == ["In a and b: the sign is wrong.", "In c: it is too late."]


def test_a_slip_that_fits_in_one_part_only_has_no_name():
    messages = told(lambda x, y: (y * np.cos(x), (x - y) ** (2 if len(x) == 3 else 4)))
    assert all("None of the mistakes" in message for message in messages)


def mean_task():
    return replace(
        TASK,
        oracle=lambda x: (x.mean(), x),
        sites=(),
        names=("cost", "x"),
        scales=lambda x: (Scale(len(x), "batch-size", f"m = {len(x)}, the batch size"),),
        parts=tuple(Part(f"{m}", 1.0, lambda rng, m=m: (rng.random(m) + 0.5,)) for m in (3, 5)),
    )


def test_a_fixed_number_where_a_size_belongs_is_told():
    words = "cost has been divided by the same number in every part, 100, where the batch size belongs."
    assert told(lambda x: (x.sum() / 100, x), mean_task()) == {f"x: right. Wrong: cost. {words}"}


def test_an_entry_too_many_is_told_where_the_others_are_right():
    messages = told(lambda x, y: (np.append(1, y * np.cos(x)), x - y))
    assert all(m.endswith("The first entry is one too many; the others are right.") for m in messages)


def test_a_needless_axis_does_not_hide_what_was_done():
    messages = told(lambda x, y: ((y * np.cos(x) ** 2)[None], x - y))
    assert all("has shape (1, " in m and m.endswith("The slope has been squared.") for m in messages)


def test_a_number_0_is_a_sum_to_which_nothing_was_added():
    right = {"sum": np.ones((2, 3)), "size": np.ones(())}
    found = {"sum": np.array(0), "size": np.array(0)}
    assert fitted(found, right)["sum"].shape == (2, 3)
    assert not fitted(found, right)["sum"].any()
    assert fitted(found, right)["size"].shape == ()
    assert fitted({"sum": np.array(1.0)}, right)["sum"].shape == (), "1 stays what it is"


def product(D, A):
    """Return the mean product of two tables of examples."""
    return D.T @ A / len(D)


TABLES = replace(
    TASK,
    names=("product",),
    oracle=product,
    sites=(),
    parts=(Part("a batch", 1.0, lambda rng: (rng.normal(size=(6, 3)), rng.normal(size=(6, 4)))),),
)


@pytest.mark.parametrize(
    "draw_rows",
    [
        lambda D, A: (np.random.default_rng(0).permutation(D), A),
        lambda D, A: tuple(x[np.random.default_rng(42).integers(0, len(x), len(x))] for x in (D, A)),
        lambda D, A: tuple(x[np.random.RandomState(1).randint(0, len(x), 1)] for x in (D, A)),
    ],
    ids=["one table shuffled", "examples drawn", "a single example"],
)
def test_rows_by_chance_are_told(draw_rows):
    for seed in range(2):
        result = TABLES.examine(LocalAnswer(lambda D, A: product(*draw_rows(D, A))), np.random.default_rng(seed))
        assert result.mistake.mistake == "rows-by-chance"


def test_a_diagonal_that_is_missing_is_told():
    wrong = LocalAnswer(lambda D, A: product(D, A) * (1 - np.eye(3, 4)))
    assert TABLES.examine(wrong, np.random.default_rng(0)).mistake.message == "product has 0 on its diagonal."
