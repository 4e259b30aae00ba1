"""Task 10.7: find the bug in half a block that can only be called."""

from __future__ import annotations

from bpcourse.exercises.e10_attention.flawed_tests import ALARMS, MISTAKES, TWO
from bpcourse.exercises.e10_attention.programs import LAST_OFF, OFF, VERDICTS, compiled, programs
from bpcourse.tasks import Part, VerdictTask

FIND_BUG = VerdictTask(
    id="10.7",
    title="Find the bug",
    misconceptions="γ of ones, tokens that all differ, or one position in the test; g_x not compared; a loose "
    "tolerance",
    answer="find_bug",
    difficulty=4,
    minutes=30,
    section="lesson 10a, section 9",
    verdicts=VERDICTS,
    false_alarm='Your test says "{said}" about a program that is right.',
    alarms=ALARMS,
    loose="Your test finds nothing wrong with a program whose numbers are off by 2 %, in all examples or in the "
    "last one. Is your tolerance near that of rounding (np.allclose without further numbers), and do you compare all "
    "examples?",
    missed="Your test finds nothing wrong with a program that has a bug. Which bug would it not show: are there "
    "several "
    "positions, do tokens repeat, is γ random?",
    wrong='A bug is found, but it is not "{said}". Which other one looks like this, and what tells them apart?',
    wrong_id="wrong-bug",
    shown=lambda source: (compiled(source),),
    parts=(
        Part(
            "back through the norm",
            1.0,
            programs("gamma forgotten", "mean left out", "part along H left out", "none"),
        ),
        Part("attention", 0.75, programs("mask after softmax", "heads mixed", "none")),
        Part("around, and down to the tokens", 0.75, programs("way around forgotten", "repeats lost", "none")),
        Part("no false alarms", 0.25, programs("none", "none", "none", "repeats lost", "part along H left out")),
        Part("off by 2 %", 0.25, programs(OFF, LAST_OFF, "none")),
    ),
    mistakes=MISTAKES,
    several=TWO,
    hints=(
        "Go through the results in the order in which they were made: Y, g_n, g_x, grad_E. Compute each yourself from "
        "what the program returned before it.",
        "If Y is right and g_n is wrong, the heads are to blame. With g_n as returned, your answer to 10.5 says "
        "what g_x "
        "should be; the difference tells which of four it is.",
        "g_x == norm(g_n) without G: way around forgotten. With gamma = 1 in your norm: gamma forgotten. With the "
        "mean of k "
        "added again: mean left out. If none of these, the part along H.",
    ),
    insight="Check each stage with what the stage before has returned: then one bug shows in one place, and tells "
    "its name.",
)
