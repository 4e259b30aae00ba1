"""One wrong number in a working by hand is told, where everything after it has been worked out from it."""

import numpy as np

from bpcourse.sandboxed.answers import LocalAnswer
from bpcourse.tasks import Part, ValueTask
from bpcourse.tasks.slips import Site
from bpcourse.tasks.values import has_many_digits


def by_hand(*, first=lambda: np.array([0.3, 0.8]), second=lambda z: z**2, third=lambda a: 2 * a.sum() + 1) -> dict:
    """Return the entries of a small working."""
    a = second(first())
    c = third(a=a)  # a piece may be called by the names of its arguments
    return {"a": a, "c": c, "d": c * a[0], "e": 3.0}


TASK = ValueTask(
    id="99.5",
    title="A task",
    answer="numbers",
    difficulty=1,
    minutes=1,
    section="lesson 3, section 3",
    hints=("", "", ""),
    tolerance=1e-3,
    truth=by_hand,
    sites=(Site("first", (), called="z"), Site("second", (), called="a"), Site("third", (), called="c")),
    parts=tuple(Part(name, 1.0) for name in by_hand()),
)


def told(**entries):
    given = {name: np.asarray(value).tolist() for name, value in by_hand().items()} | entries
    result = TASK.examine(LocalAnswer(given), np.random.default_rng(0))
    return {finding.part: (finding.mistake, finding.message) for finding in result.findings if finding.mistake}


def test_a_slip_that_is_carried_on_is_told_with_its_number():
    found = told(a=[0.09, 0.36], c=1.9, d=0.171)
    assert {id for id, _ in found.values()} == {"one-wrong-number"}
    assert all(
        "With 0.36 for a, number 2 of them, all that you gave comes out." in words for _, words in found.values()
    )


def test_a_slip_that_was_not_carried_on_has_no_name():
    assert "one-wrong-number" not in {id for id, _ in told(a=[0.09, 0.36], c=1.9, d=0.5).values()}


def test_a_single_wrong_number_tells_nothing():
    assert {id for id, _ in told(d=0.7123).values()} == {"unknown"}


def test_odd_entries_are_no_fault():
    for odd in (10**400, "text", [1, [2]], float("nan"), None):
        assert told(c=odd, d=odd)


def test_digits_tell_what_a_program_has_worked_out():
    assert has_many_digits(1 / 3)
    assert has_many_digits([0.5, 0.1 + 0.2 + 1e-9])
    assert not has_many_digits(0.3333)
    assert not has_many_digits("1/3")
