"""Answers as they are usually written: each change in their text is a mistake with words of its own."""

import numpy as np
import pytest

from bpcourse.sandboxed.answers import LocalAnswer
from bpcourse.tasks import FunctionTask, Part, written
from bpcourse.tasks.explanation import made
from bpcourse.tasks.slips import Site, Slip


def usual(x, y, limit):
    """Return two results as people write them."""
    total = np.zeros(len(x))
    for n in range(len(x)):
        scaled = x[n] / 2  # the scale
        total[n] = np.minimum(scaled * y[n] + x[n], limit)  # the entry
    return total, np.sum(total**2)


def draw(size):
    return lambda rng: (rng.normal(size=size), rng.normal(size=size) + 3, 0.7)


TASK = FunctionTask(
    id="99.1",
    title="A task",
    answer="usual",
    difficulty=1,
    minutes=1,
    section="lesson 3, section 3",
    hints=("", "", ""),
    names=("total", "square"),
    oracle=usual,
    general=False,
    written=(usual,),
    parts=(Part("few", 1.0, draw(4)), Part("many", 1.0, draw(7))),
)


def _entries(entry, turns=lambda n: range(n)):
    """Return an answer that makes its entries in another way, or others of them."""

    def answer(x, y, limit):
        total = np.zeros(len(x))
        for n in turns(len(x)):
            total[n] = entry(x, y, limit, n)
        return total, np.sum(total**2)

    return answer


CASES = {
    "a factor is missing": (
        _entries(lambda x, y, limit, n: min(x[n] / 2 + x[n], limit)),
        "In the entry: y[n] is missing.",
    ),
    "brackets": (
        _entries(lambda x, y, limit, n: min(x[n] / 2 * (y[n] + x[n]), limit)),
        "In the entry: scaled * (y[n] + x[n]) stands where something else belongs.",
    ),
    "a number": (
        _entries(lambda x, y, limit, n: min(x[n] / 30 * y[n] + x[n], limit)),
        "In the scale: 30 stands where another number belongs.",
    ),
    "an index": (
        _entries(lambda x, y, limit, n: min(x[n] / 2 * y[n - 1] + x[n], limit)),
        "In the entry: y[n - 1] stands where another entry of y belongs.",
    ),
    "a limit": (
        _entries(lambda x, y, limit, n: x[n] / 2 * y[n] + x[n]),
        "In the entry: the limit of scaled * y[n] + x[n] is missing.",
    ),
    "a turn of the loop": (
        _entries(lambda x, y, limit, n: min(x[n] / 2 * y[n] + x[n], limit), lambda n: range(0, n, 2)),
        "In the loop over n: the loop takes every other turn.",
    ),
    "something done to one factor": (
        _entries(lambda x, y, limit, n: min(x[n] / 2 * np.tanh(y[n]) + x[n], limit)),
        "In the entry: y[n] has gone through a tanh that does not belong there.",
    ),
    "something joined with one factor": (
        _entries(lambda x, y, limit, n: min(x[n] / 2 * (y[n] - x[n]) + x[n], limit)),
        "In the entry: y[n] has had x[n] subtracted.",
    ),
}


@pytest.mark.parametrize(("answer", "words"), CASES.values(), ids=CASES)
def test_one_change_in_the_text_is_told_with_its_place(answer, words):
    for seed in range(2):
        assert TASK.examine(LocalAnswer(answer), np.random.default_rng(seed)).mistake.message == words


def test_a_right_answer_is_accepted_and_a_strange_one_has_no_name():
    assert TASK.examine(LocalAnswer(usual), np.random.default_rng(0)).points == 2
    strange = _entries(lambda x, y, limit, n: np.cos(3.7 * x[n]) * 0.123 + y[n] ** 1.1)
    assert TASK.examine(LocalAnswer(strange), np.random.default_rng(0)).mistake.mistake == "unknown"


def begins_anew(x):
    """Return an array with another first entry."""
    x = x.copy()
    x[0] = 7.0
    return x


def test_arguments_stay_as_they_were_whatever_a_change_writes_into():
    x = np.zeros(3)
    assert sum(made(mistake, (x,)) is not None for mistake in written.rewritten(begins_anew)) > 50
    assert not x.any()


def test_where_the_text_is_not_at_hand_nothing_is_changed():
    namespace = {}
    exec("def f(x):\n    return x", namespace)
    assert not list(written.rewritten(namespace["f"]))


def chain(x, y, first=lambda x: x**2, second=lambda a, y: a * y, third=np.sum, fourth=np.mean):
    """Return what comes of four pieces, one after the other, and two results beside."""
    a = first(x)
    b = second(a, y)
    return a, b, third(b), fourth(a)


SEVERAL = FunctionTask(
    id="99.2",
    title="A task",
    answer="chain",
    difficulty=1,
    minutes=1,
    section="lesson 3, section 3",
    hints=("", "", ""),
    names=("a", "b", "c", "d"),
    oracle=chain,
    pairs=False,
    general=False,
    sites=(
        Site("first", (Slip("cubed", "a is cubed.", lambda x: x**3), Slip("plain", "a is x.", lambda x: x))),
        Site("second", (Slip("added", "y is added.", lambda a, y: a + y),)),
        Site("third", (Slip("largest", "the largest is taken.", np.max),)),
        Site("fourth", (Slip("spread", "the deviation is taken.", np.std),)),
    ),
    parts=(Part("few", 1.0, lambda rng: (rng.normal(size=4), rng.normal(size=4))),),
)


def test_three_slips_and_four_are_found_one_after_the_other():
    def three(x, y):
        return x**3, x**3 + y, np.max(x**3 + y), np.mean(x**3)

    def four(x, y):
        return x, x + y, np.max(x + y), np.std(x)

    found = [SEVERAL.examine(LocalAnswer(answer), np.random.default_rng(0)).mistake for answer in (three, four)]
    assert [one.mistake for one in found] == ["cubed + added + largest", "plain + added + largest + spread"]
    assert found[0].message.startswith("Three slips at once. (1) ")
    assert "(4) The deviation is taken." in found[1].message
