"""A slip that is made at some calls of a piece, or in one case of an argument, is found; and what is right is left."""

import numpy as np

from bpcourse.sandboxed.answers import LocalAnswer
from bpcourse.tasks import FunctionTask, Part
from bpcourse.tasks.slips import Site, Slip


def chain(x, factors, push, *, times=lambda x, factor: x * factor, pushed=lambda x, push: x + push):
    """Return x times each of the factors, pushed once; each keyword is a piece."""
    for factor in factors:
        x = times(x, factor)
    return pushed(x, push)


SITES = (
    Site("times", (Slip("added", "the factor has been added.", lambda x, factor: x + factor),)),
    Site("pushed", (Slip("tripled", "the push is three times as strong.", lambda x, push: x + 3 * push),)),
)


def draw(low, high):
    return lambda rng: (rng.normal(size=4), list(rng.uniform(2, 3, (4, 4))), float(rng.uniform(low, high)))


TASK = FunctionTask(
    id="00.1",
    title="A chain",
    misconceptions="none",
    answer="chain",
    difficulty=1,
    minutes=1,
    section="none",
    hints=("", "", ""),
    insight="None.",
    oracle=chain,
    sites=SITES,
    parts=(Part("pushed", 1.0, draw(1, 2)), Part("pulled", 1.0, draw(-2, -1))),
)


def said(answer):
    """Return the finding of which a learner is told first."""
    return TASK.examine(LocalAnswer(answer), np.random.default_rng(0)).mistake


def at(*places):
    """Return the chain that adds the factor at some places."""

    def answer(x, factors, push):
        for i, factor in enumerate(factors):
            x = x + factor if i - len(factors) * (i > 1) in places else x * factor
        return x + push

    return answer


def test_a_slip_at_some_calls_of_a_piece_is_named_with_when():
    assert said(at(0)).mistake == "added (at first)"
    assert said(at(-1)).mistake == "added (at last)"
    assert said(at(0, 1, -2)).mistake == "added (until the last)"
    assert said(at(1, -2, -1)).mistake == "added (later)"
    assert "only between the first and the last" in said(at(1, -2)).message


def test_a_slip_in_one_case_is_named_with_the_case():
    found = said(lambda x, factors, push: chain(x, factors, 3 * push if push < 0 else push))
    assert found.mistake == "tripled (in one case)"
    assert "only where push is negative" in found.message


def test_what_is_made_of_no_slip_at_some_calls_keeps_no_name():
    assert said(lambda x, factors, push: chain(x, factors, push) + 0.37 * x**2).mistake == "unknown"
