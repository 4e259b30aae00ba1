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


# What is said of a verdict that does not fit, by the reports of which it may be thought.
NOT_SO = {
    "one run": {
        "B": "B: each number is the median of many networks. When was each of the two taken?",
        "C": "C: there are 500 starts on either side. Which of them are in the two means?",
        "D": "D: the shares are those of many starts. What differs between the two recipes?",
        "F": "F: 500 networks are behind these numbers. What is the sentence about?",
    },
    "two stopping rules": {
        "A": "A: there is one number only, and one rule for it. How many starts are behind it?",
        "E": "E: nothing is said of when training stops. On how many questions does the claim rest?",
    },
    "failures left out": {
        "A": "A: no run is left out that was made. How many were made?",
        "B": "B: the medians are not the point. When was each of the two numbers taken?",
        "D": "D: those that fail are counted, as a share of all. What differs between the two recipes?",
        "E": "E: all questions that were kept back have been counted. How many are they?",
    },
    "two changes": {
        "A": "A: nothing is compared here, so nothing differs. How many starts are behind the sentence?",
        "E": "E: nothing is compared here, so nothing differs. On how many questions does the claim rest?",
        "F": "F: nothing is compared here, so nothing differs. What was measured, and what is the sentence about?",
        "H": "H: one setting differs. But which run is the first number, and which the second?",
    },
    "test too small": {
        "B": "B: many networks were trained on either side. When was each of the two numbers taken?",
        "C": "C: 500 starts are many. Which of them are in the two means?",
        "D": "D: the number of starts is not the point. What differs between the two recipes?",
        "F": "F: 500 networks are many. What was measured, and what is the sentence about?",
        "H": "H: 500 networks on either side are many. Which of them is reported?",
    },
    "best against typical": {
        "B": "B: both numbers are medians. When was each of them taken?",
        "D": "D: both numbers are shares of all starts. What differs between the two recipes?",
        "E": "E: one network, and no best one was chosen. On how many questions does the claim rest?",
        "F": "F: no best run is reported here. What was measured, and what is the sentence about?",
    },
}
GOOD = "G: nothing is wrong with it. "
BLAMED_FOR = {
    "two stopping rules": "One and the same rule ends all runs.",
    "failures left out": "The stuck runs are what it counts.",
    "two changes": "One thing differs, the third unit.",
    "test too small": "500 starts are enough to tell 30 % from less than 10 %.",
    "wrong thing blamed": "The sentence is about what was measured.",
    "best against typical": "Both numbers are shares of all 500 starts.",
}


def _as_id(verdict: str) -> str:
    return verdict.replace(" ", "-")


def _unfitting():
    """Yield the mistakes of ``NOT_SO`` and ``BLAMED_FOR``."""
    for verdict, reports in NOT_SO.items():
        for report, words in reports.items():
            yield Mistake(f"{report}-is-not-{_as_id(verdict)}", words, _in(report, verdict))
    for verdict, words in BLAMED_FOR.items():
        yield Mistake(f"good-report-blamed-for-{_as_id(verdict)}", GOOD + words, _in("G", verdict))


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
    misconceptions="a mean over survivors; two stopping rules; one of two changes blamed",
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
        *_unfitting(),
    ),
    hints=(
        "How many runs are there, when do they stop, which of them are in the numbers, what differs, what is claimed?",
        "One report is sound. Each of the other verdicts is needed once.",
        "A gradient can be right while the descent is stuck; and a mean over survivors says nothing about the others.",
    ),
    insight=(
        "Lesson 5c, section 3, asks the like of a comparison of optimisers: each rule at its own tuned rate, "
        "equal budgets, several seeds, several problems."
    ),
)
