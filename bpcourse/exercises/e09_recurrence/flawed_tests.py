"""Tests of a recurrent program that have a flaw, and what they say of the planted bugs (task 09.5)."""

from __future__ import annotations

from bpcourse.exercises.common.flawed_tests import FlawedTests, named
from bpcourse.exercises.e09_recurrence.programs import BUGS, bug_of, writing_of
from bpcourse.tasks import Mistake
from bpcourse.tasks.verdicts import SOUND

UNSEEN = {
    "next moment forgotten": "If nothing comes back from the next moment, a sequence of one moment does not show "
    "it, nor does a G "
    "that differs from 0 at the first moment only.",
    "U transposed": "A U that is transposed on the way back does not show where U is symmetric (a multiple of 1, "
    "one unit), nor "
    "in a sequence of one moment. Take random numbers.",
    "slope of the old state": "The slope at the wrong state changes every gradient. Compare them with what they "
    "should be.",
    "new state for old": "The new state in place of the old one shows in grad_U alone. Compare grad_U.",
    "wraps at the start": "What stands before the first moment shows in grad_U alone, in one term of T. Compare "
    "grad_U entry by "
    "entry; a loose tolerance or a long sequence hides it.",
    "one moment": "If grad_W comes from one moment, a sequence of one moment does not show it. Compare grad_W.",
    "state carried over": "A state that is kept from one call to the next does not show in the first call. Call twice.",
}
LISTS = (
    (
        "only-one-moment",
        "A sequence of one moment shows little: take several.",
        ("next moment forgotten", "U transposed", "one moment"),
    ),
    (
        "grad_U-not-looked-at",
        "grad_U has not been looked at. Two bugs show there alone.",
        ("new state for old", "wraps at the start"),
    ),
    (
        "called-once-and-grad_U-not-looked-at",
        "grad_U has not been looked at, where two bugs show alone, and the program has been called once only.",
        ("new state for old", "wraps at the start", "state carried over"),
    ),
    (
        "states-only",
        "Only the states have been looked at. They are right at the first call of every program.",
        tuple(bug for bug in BUGS if bug != "state carried over"),
    ),
    (
        "only-grad_U",
        "Only grad_U has been looked at, in one call. Two bugs do not show there.",
        ("one moment", "state carried over"),
    ),
    (
        "only-biases-or-inputs",
        "Only grad_b or grad_X has been looked at, in one call. They show what is wrong with D; what is wrong with "
        "the sums for U "
        "and W they do not.",
        ("new state for old", "wraps at the start", "one moment", "state carried over"),
    ),
    (
        "way-back-not-looked-at",
        "What goes back in time has not been looked at: D of a moment depends on G of later ones.",
        ("next moment forgotten", "U transposed"),
    ),
    (
        "states-of-0",
        "Only what goes back has been looked at. Where all states are 0 (no inputs, no biases), slopes are 1, "
        "grad_U and grad_W are 0, and a state that is kept is 0, too. Take random numbers.",
        ("slope of the old state", "new state for old", "wraps at the start", "one moment", "state carried over"),
    ),
)
OF_D = ("next moment forgotten", "U transposed", "slope of the old state")
MERGED = tuple(
    (
        f"all-{of}-called-{named(bug)}",
        f'Different bugs {words} are all called "{bug}". Compute what each of them would give, and compare.',
        dict.fromkeys(group, bug),
    )
    for of, words, group in (("of-D", "in D", OF_D),)
    for bug in group
)
TOO_NARROW = (
    "A program that is right is called wrong. Two ways to add up the same numbers differ by rounding: allow for it "
    "(np.allclose). Is what you compare with right?"
)

TESTS = FlawedTests(bug_of, UNSEEN)
ONE_MOMENT = dict.fromkeys(("next moment forgotten", "U transposed", "one moment"), SOUND)
SHORT = Mistake(
    "sequences-of-one-moment",
    "A sequence of one moment shows little: nothing goes back in time, one moment is all, and what is wrong in grad_U "
    "looks alike. Take several moments.",
    TESTS.saying(ONE_MOMENT | {"wraps at the start": "new state for old"}),
)


def _blind_to_writing(which: int, *others: str):
    """Return a test that does not see "one moment" in one of its writings, nor other bugs at all."""
    return lambda net: SOUND if writing_of(net) == ("one moment", which) else TESTS.blind(*others)(net)


ONE_OF_TWO = tuple(
    Mistake(
        f"only-the-{seen}-moment-compared",
        f"If grad_W comes from the {unseen} moment only, it is not found: it may be the first or the last. Compare "
        "grad_W with what it should be, not with one wrong one.",
        _blind_to_writing(which),
    )
    for which, (unseen, seen) in enumerate((("first", "last"), ("last", "first")))
)
FIRST_G = Mistake(
    "G-at-the-first-moment-only",
    "A G that differs from 0 at the first moment only shows nothing of the way back in time, and then the first moment "
    "is all. Take a G at every moment.",
    _blind_to_writing(0, "next moment forgotten", "U transposed"),
)
MISTAKES = (
    *TESTS.blind_to_one(),
    *ONE_OF_TWO,
    FIRST_G,
    *TESTS.blind_to_several(LISTS),
    SHORT,
    *TESTS.the_same_of_all(),
    *TESTS.false_alarms(TOO_NARROW),
    *TESTS.renamed(MERGED),
    *TESTS.confused(),
)
TWO = TESTS.blind_to_two()
