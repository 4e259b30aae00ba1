"""Task 01.8: reports, and what is wrong with them."""

from __future__ import annotations

from bpcourse.tasks import Mistake, Part, ValueTask
from bpcourse.tasks.judgement import Word
from bpcourse.tasks.words import Diagnosis

REPORTS = {
    "A": "one run",
    "B": "two stopping rules",
    "C": "failures left out",
    "D": "two changes",
    "E": "test too small",
    "F": "wrong thing blamed",
    "G": "sound",
    "H": "best against typical",
}
VERDICTS = tuple(REPORTS.values())


def _in(reports: str, verdict: str):
    return lambda: dict.fromkeys(reports, verdict)


NUDGES = {
    "A": "A: how many starts are behind this sentence?",
    "B": "B: when was each of the two numbers taken?",
    "C": "C: which runs are in the two means, and how many are in neither?",
    "D": "D: write down the settings of both recipes, and what differs.",
    "E": "E: on how many questions does this claim rest?",
    "F": "F: what was measured is the error. What is the sentence about?",
    "G": "G: many starts, one change, one rule, the failures counted, and no more claimed than was seen. Is there "
    "anything wrong with it?",
    "H": "H: which of the 500 runs is the first number, and which of the other 500 is the second?",
}


def _verdict(nudge: str) -> Word:
    return Word(VERDICTS, otherwise=Diagnosis("another-word", nudge))


READ_REPORTS = ValueTask(
    id="01.8",
    title="How to read an experiment",
    answer="verdicts",
    difficulty=2,
    minutes=20,
    section="lesson 1b, section 9",
    truth=lambda: REPORTS,
    parts=tuple(Part(name, 0.25, judgement=_verdict(nudge)) for name, nudge in NUDGES.items()),
    mistakes=(
        Mistake(
            "spread-overlooked",
            "A: is a single start enough for such a sentence? Print the sweeps of a few more.",
            _in("A", "sound"),
        ),
        Mistake(
            "rules-overlooked",
            "B: look at when each of the two numbers was taken. They do not end at the same moment.",
            _in("B", "sound"),
        ),
        Mistake(
            "survivors-believed",
            "C: the means are right. But over which runs are they taken, and how many runs are not in them?",
            _in("C", "sound"),
        ),
        Mistake(
            "cause-believed",
            "D: two settings differ between the recipes. And in lesson 1b, section 2, all of twenty starts or none "
            "learn with the momentum that is blamed here, depending on where the output weights start.",
            _in("D", "sound"),
        ),
        Mistake(
            "four-believed",
            "E: how often does a network that answers 60 % get four of four right? 0.6 to the fourth power is 13 %.",
            _in("E", "sound"),
        ),
        Mistake(
            "method-blamed",
            "F: the gradient at the end of these runs is right, and small. Is the method that finds the gradient at "
            "fault, or the descent that follows it on this surface?",
            _in("F", "sound"),
        ),
        Mistake(
            "extremes-believed",
            "H: the smallest of 500 numbers is set against the middle of 500 others.",
            _in("H", "sound"),
        ),
        Mistake(
            "good-report-blamed",
            "G: many starts, one change, one rule, the failures counted, and no more claimed than was seen. Nothing is "
            "wrong with it.",
            _in("G", "one run"),
        ),
        Mistake(
            "best-is-not-one",
            "H: there were 500 runs on either side. But which one of the 500 is reported?",
            _in("H", "one run"),
        ),
        Mistake(
            "best-hides-failures",
            "H: failures are left out too, but the sharper point is another: which one of the 500 is reported, and "
            "which of the others?",
            _in("H", "failures left out"),
        ),
        Mistake(
            "one-is-not-best",
            "A: nobody has chosen the best of many here. There was only one.",
            _in("A", "best against typical"),
        ),
        Mistake(
            "few-runs-or-few-questions",
            "A or E: in A there is one start, in E one network and only four questions. Which of the two is small?",
            lambda: {"A": "test too small", "E": "one run"},
        ),
        Mistake(
            "means-of-what",
            "C: hundreds of starts, and nobody has chosen the best. But who is in the mean?",
            lambda: {"C": "best against typical"},
        ),
        Mistake(
            "only-the-range-differs",
            "C: one setting differs, and one rule ends both. What matters is which runs are in the means.",
            lambda: {"C": "two changes"},
        ),
        Mistake(
            "rule-is-the-same",
            "The runs of this report end by one and the same rule.",
            _in("CDFH", "two stopping rules"),
        ),
        Mistake(
            "rules-are-the-change",
            "B: the same training, the same starts. Only the moment differs at which the sweeps are counted.",
            _in("B", "two changes"),
        ),
        Mistake(
            "blame-is-not-the-point",
            "The surface, or the gradient, is not at issue in this report.",
            _in("ABCEH", "wrong thing blamed"),
        ),
        Mistake(
            "momentum-blamed",
            "D: the momentum may play a part. But do these two numbers say so? What differs between the two recipes?",
            _in("D", "wrong thing blamed"),
        ),
        Mistake(
            "stuck-runs-are-counted",
            "F: nothing is left out, the stuck runs are what it is about. Ask what has got stuck.",
            _in("F", "failures left out"),
        ),
    ),
    hints=(
        "How many runs are there, when do they stop, which of them are in the numbers, what differs, what is claimed?",
        "One report is sound. Each of the other verdicts is needed once.",
        "A gradient can be right while the descent is stuck; and a mean over survivors says nothing about the others.",
    ),
)
