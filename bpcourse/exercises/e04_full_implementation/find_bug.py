"""Task 04.7: the debugging lab."""

from __future__ import annotations

from bpcourse.exercises.e04_full_implementation.flawed_tests import MISTAKES, TWO_AT_ONCE
from bpcourse.exercises.e04_full_implementation.planted_bugs import (
    BIAS_OF_A_BATCH,
    NO_PROPER_SLOPE,
    PRODUCT_OF_MEANS,
    SCALED_WEIGHTS,
    SIGN_THAT_CANCELS,
    VERDICTS,
    WEIGHTS_OF_A_BATCH,
    WRONG_BELOW_THE_TOP,
    WRONG_BIAS,
    WRONG_INPUTS,
    WRONG_START,
    WRONG_WAY_BACK,
    bugs,
    no_false_alarms,
)
from bpcourse.exercises.e04_full_implementation.probes import probed
from bpcourse.tasks import Part, VerdictTask

FIND_BUG = VerdictTask(
    id="04.7",
    title="The debugging lab",
    misconceptions="a single example, one hidden layer or equal widths in the test data; right gradients called wrong",
    answer="find_bug",
    difficulty=4,
    minutes=40,
    section="lesson 4, section 5",
    verdicts=VERDICTS,
    false_alarm="Your test says {said} about a gradient that is right. Does it allow for rounding?",
    missed="Your test finds nothing wrong with a gradient in which an equation is broken. Either its limit is too "
    "wide, so that a gradient of half or twice the size passes (take a relative error near 1e-5), or it "
    "does not look at the "
    "blocks that are spoilt, or its problem hides the bug (one example, one hidden layer, equal sizes).",
    wrong="A bug is found, but it is not in {said}. Which blocks does it spoil?",
    wrong_id="wrong-equation",
    shown=lambda source: (source.function(),),
    parts=(
        Part("a bug in BP1", 0.5, bugs("BP1", NO_PROPER_SLOPE, WRONG_START)),
        Part("a bug in BP2", 0.5, bugs("BP2", SIGN_THAT_CANCELS, WRONG_WAY_BACK)),
        Part("a bug in BP2 that needs depth", 1.0, bugs("BP2", WRONG_BELOW_THE_TOP, WRONG_BELOW_THE_TOP)),
        Part("a bug in BP3", 0.5, bugs("BP3", BIAS_OF_A_BATCH, WRONG_BIAS)),
        Part("a bug in BP4", 0.5, bugs("BP4", WEIGHTS_OF_A_BATCH, SCALED_WEIGHTS, PRODUCT_OF_MEANS, WRONG_INPUTS)),
        Part("no false alarms", 1.0, no_false_alarms),
    ),
    mistakes=MISTAKES,
    several=tuple(mistake for mistake in TWO_AT_ONCE if mistake.id != "limit-too-wide"),  # that is probed
    probed=probed,
    hints=(
        "Measure the right gradient at random parameters, then note for each layer whether weights and biases agree.",
        "Only biases wrong, or only weights wrong: that names the equation. Both wrong: look at the last layer.",
        "Use several examples, two hidden layers of different width, and a relative error with a limit near 1e-5.",
    ),
    insight=(
        "In lesson 4, section 10, the accuracy on digits does not show the bug σ'(a) for σ'(z); the gradient "
        "check of lesson 4, section 5, does."
    ),
)
