"""Task 09.5: find the bug in a recurrent network that can only be called."""

from __future__ import annotations

from bpcourse.exercises.e09_recurrence.flawed_tests import MISTAKES, TWO
from bpcourse.exercises.e09_recurrence.programs import VERDICTS, programs
from bpcourse.tasks import Part, VerdictTask

FIND_BUG = VerdictTask(
    id="09.5",
    title="Find the bug",
    misconceptions="one moment, a symmetric U or one call in the test; grad_U not compared, or with a loose tolerance",
    answer="find_bug",
    difficulty=4,
    minutes=30,
    section="lesson 9a, sections 2 and 10",
    verdicts=VERDICTS,
    false_alarm='Your test says "{said}" about a program that is right. Does it allow for rounding?',
    missed="Your test finds nothing wrong with a program that has a bug. Which bug would it not show: are there "
    "several moments, "
    "is U symmetric, is the program called twice?",
    wrong='A bug is found, but it is not "{said}". Which other one looks like this, and what tells them apart?',
    wrong_id="wrong-bug",
    shown=lambda source: (source.function(),),
    parts=(
        Part(
            "the way back in time",
            0.75,
            programs("next moment forgotten", "U transposed", "slope of the old state", "none"),
        ),
        Part("the use of U", 0.75, programs("new state for old", "wraps at the start", "none")),
        Part("one moment, and two calls", 0.75, programs("state carried over", "none", both="one moment")),
        Part("no false alarms", 0.75, programs("none", "none", "none", "state carried over", "wraps at the start")),
    ),
    mistakes=MISTAKES,
    several=TWO,
    hints=(
        "Compute the states and all gradients yourself, with your answer to 09.2 and h_0 = 0, and compare entry by "
        "entry. Call "
        "the program twice with the same arrays.",
        "If only grad_W is wrong, it is one bug; if only grad_U is wrong, one of two. If grad_b is wrong, D is, "
        "and one of three is to "
        "blame.",
        "To tell them apart, compute what each bug would give: D with U.T, D without later, D with the slope at "
        "H[:-1]; grad_U with "
        "H[1:] or np.roll.",
    ),
    insight="One moment, a symmetric U, one call: each hides one of these bugs. The state that is kept shows in no "
    "gradient "
    "check that begins anew.",
)
