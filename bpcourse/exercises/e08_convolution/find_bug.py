"""Task 08.6: find the bug in a pooling and a convolution that can only be called."""

from __future__ import annotations

from bpcourse.exercises.e08_convolution.flawed_tests import MISTAKES, TWO
from bpcourse.exercises.e08_convolution.programs import VERDICTS, programs
from bpcourse.tasks import Part, VerdictTask

FIND_BUG = VerdictTask(
    id="08.6",
    title="Find the bug",
    misconceptions="a symmetric kernel, one example, images without ties in the test data; sums compared in "
    "place of entries",
    answer="find_bug",
    difficulty=4,
    minutes=30,
    section="lesson 8, section 11",
    verdicts=VERDICTS,
    false_alarm='Your test says "{said}" about a program that is right. Does it allow for rounding?',
    missed="Your test finds nothing wrong with a program that has a bug. Which bug would it not show: is the kernel "
    "symmetric, is there one example only, are there ties?",
    wrong='A bug is found, but it is not "{said}". Which other one looks like this, and what tells them apart?',
    wrong_id="wrong-bug",
    shown=lambda source: (source.function(),),
    parts=(
        Part("the kernel on the way back", 0.75, programs("kernel not turned", "windows overwrite", "none")),
        Part(
            "padding, examples, biases",
            0.75,
            programs("padding cut at one end", "one example", "bias averaged", "none"),
        ),
        Part("pooling, with ties", 0.75, programs("pool shared", "ties", "none")),
        Part("no false alarms", 0.75, programs("none", "none", "none", "kernel not turned", "ties")),
    ),
    mistakes=MISTAKES,
    several=TWO,
    hints=(
        "Z is always right, and it is linear in W and b: what grad_W and grad_b should be can be computed from Z, or "
        "from your own answers to 08.3.",
        "Sums of g_A over the blocks of the pooling are the gradient of the convolution's input. Compare them with "
        "what each bug would make of it (08.4).",
        "Random W, several examples. For ties call the layer once more, with images of ones: in each block one entry "
        "of g_A may differ from 0.",
    ),
    insight="A symmetric kernel, one example, one place, images without ties: each hides one of these bugs. A test is "
    "only as good as its data.",
)
