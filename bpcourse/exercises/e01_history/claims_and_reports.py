"""Tasks of exercise 01 without a function: who contributed what, what an experiment shows, what a report leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from bpcourse.tasks import Mistake, Part, ValueTask
from bpcourse.tasks.diagnosis import Diagnosis
from bpcourse.tasks.judgement import Band, Entry, Word, factor, is_number

# --- 01.1 who contributed what

WHO = {
    "unit": "Widrow 1960",
    "sail": "Kelley 1960",
    "words": "Rosenblatt 1962",
    "forward": "Wengert 1964",
    "limits": "Minsky 1969",
    "reverse": "Linnainmaa 1970",
    "model": "Werbos 1974",
    "shown": "Rumelhart 1986",
}
WORKS = (*WHO.values(), "Leibniz 1676", "Dreyfus 1962", "Werbos 1982", "Hopfield 1982", "Hochreiter 1991")

# (entry, work named there): the confusion
CONFUSIONS = {
    ("reverse", "Rumelhart 1986"): (
        "famous-for-first",
        "reverse: the papers of 1986 made the method famous. The algorithm for any sequence of operations had "
        "been published long before, and the letter in Nature does not claim to be the only source.",
    ),
    ("reverse", "Wengert 1964"): (
        "forward-for-reverse",
        "reverse: Wengert's paper is on forward mode. Asked for is reverse mode.",
    ),
    ("reverse", "Kelley 1960"): (
        "trajectory-for-any-computation",
        "reverse: Kelley's backward sweep is for trajectories. The one for any sequence of elementary "
        "operations was published ten years later.",
    ),
    ("reverse", "Leibniz 1676"): (
        "rule-for-algorithm",
        "reverse: the chain rule is 17th-century mathematics. An algorithm that uses it backwards, at the cost "
        "of one sweep, is another thing.",
    ),
    ("forward", "Linnainmaa 1970"): (
        "reverse-for-forward",
        "forward: Linnainmaa went backwards. Forward mode was published six years before him.",
    ),
    ("sail", "Rumelhart 1986"): (
        "network-for-trajectory",
        "sail: no spacecraft in 1986. The backward sweep for trajectories was published in optimal control, around "
        "1960, without any network.",
    ),
    ("sail", "Dreyfus 1962"): (
        "dreyfus-for-kelley",
        "sail: Dreyfus derived the recursion from the chain rule alone. The solar sail is two years older.",
    ),
    ("words", "Rumelhart 1986"): (
        "words-are-older",
        'words: they wrote "back-propagation" in 1985 and 1986. The words asked for are 24 years older than the '
        "letter, and stand for a heuristic without a gradient.",
    ),
    ("shown", "Rosenblatt 1962"): (
        "words-without-method",
        "shown: Rosenblatt had the words, but his threshold units have the slope zero, so there was no "
        "gradient to follow.",
    ),
    ("reverse", "Rosenblatt 1962"): (
        "words-without-algorithm",
        "reverse: Rosenblatt had the words, for a heuristic. His threshold units have the slope zero.",
    ),
    ("model", "Rumelhart 1986"): (
        "found-again-for-proposed",
        "model: they found it again, and showed what it can do. It had been proposed for learning models twelve "
        "years before.",
    ),
    ("model", "Linnainmaa 1970"): (
        "no-learning-in-1970",
        "model: Linnainmaa's subject was rounding error. There is nothing on learning in it.",
    ),
    ("model", "Werbos 1982"): (
        "thesis-for-paper",
        "model: 1982 is the first published use for neural networks. The models from social science are in the "
        "thesis, eight years before.",
    ),
    ("shown", "Werbos 1974"): (
        "proposed-for-shown",
        "shown: Werbos proposed such derivatives for learning models. That hidden units come to represent "
        "something useful was shown by experiments twelve years later.",
    ),
    ("unit", "Rosenblatt 1962"): (
        "perceptron-for-delta-rule",
        "unit: the rule of the perceptron only knows right and wrong. Gradient descent needs a measure of how "
        "wrong: the squared distance before the threshold.",
    ),
    ("limits", "Rosenblatt 1962"): (
        "convergence-for-limits",
        "limits: Rosenblatt's book has the theorem that the perceptron converges where the classes can be separated. "
        "What it can not compute was proved seven years later.",
    ),
    ("shown", "Hopfield 1982"): (
        "prize-for-backpropagation",
        "shown: Hopfield's paper of 1982 is on an associative memory. The Nobel prize of 2024, to him and "
        "Hinton, was not given for backpropagation either.",
    ),
}
WHAT = {
    "Widrow 1960": "Widrow and Hoff published gradient descent for one linear unit.",
    "Kelley 1960": "Kelley published the gradient of the cost of a trajectory, by a sweep backwards in time.",
    "Rosenblatt 1962": "Rosenblatt's book has the perceptron's rule, its theorem, and a heuristic with a fitting name.",
    "Wengert 1964": "Wengert published forward mode.",
    "Minsky 1969": "Minsky and Papert proved what perceptrons cannot compute whose fixed units see some inputs only.",
    "Linnainmaa 1970": "Linnainmaa published reverse mode for any sequence of operations, to follow rounding errors.",
    "Werbos 1974": "Werbos's thesis has cheap exact derivatives for models from social science.",
    "Rumelhart 1986": "The papers of 1986 show by experiments that hidden units learn useful representations.",
    "Leibniz 1676": "From Leibniz we have the chain rule.",
    "Dreyfus 1962": "Dreyfus derived the backward recursion of optimal control from the chain rule alone.",
    "Werbos 1982": "In 1982 Werbos published the first use for neural networks.",
    "Hopfield 1982": "Hopfield's paper of 1982 is on an associative memory with an energy function.",
    "Hochreiter 1991": "Hochreiter's thesis of 1991 explains why gradients vanish.",
}


def _taken_for_others(work: str):
    """Return the mistake of naming this work where another belongs, and no special confusion is known."""
    entries = [entry for entry, right in WHO.items() if right != work and (entry, work) not in CONFUSIONS]
    return lambda: dict.fromkeys(entries, work)


STEPS = {  # of the algorithm, in the order of publication
    "control": 1960,
    "forward mode": 1964,
    "any computation": 1970,
    "learning models": 1974,
    "neural networks": 1982,
    "representations": 1986,
}
IN_ORDER = list(STEPS)
ORDERS = (
    Mistake(
        "newest-first",
        "order: this is the right order turned round. Begin with the oldest.",
        lambda: {"order": IN_ORDER[::-1]},
    ),
    Mistake(
        "networks-first",
        "order: not one of these steps began with neural networks. Their use was published in 1982 and became famous "
        "in 1986, when the recursion and the algorithm were there.",
        lambda: {"order": ["neural networks", "representations", *IN_ORDER[:4]]},
    ),
    Mistake(
        "theory-before-practice",
        "order: the general algorithm (1970) came *after* the backward sweep for trajectories (1960), which is a case "
        "of it.",
        lambda: {"order": ["forward mode", "any computation", "control", *IN_ORDER[3:]]},
    ),
)


@dataclass(frozen=True)
class InOrder:
    """All steps in the order of their years; of a wrong order the first pair that is the wrong way round is said."""

    years: dict[str, int]

    def judge(self, entry: Entry) -> Diagnosis | None:
        """Compare the list with the order, then with those that known mistakes make."""
        steps = sorted(self.years)
        if not isinstance(entry.value, (list, tuple)) or sorted(map(str, entry.value)) != steps:
            return Diagnosis("form", f"{entry.name} must be a list of these six, each once: {', '.join(steps)}.")
        order = [str(step) for step in entry.value]
        for mistake, (made, words) in entry.known.items():
            if made == order:
                return Diagnosis(mistake, words)
        for one, other in pairwise(order):
            if self.years[one] > self.years[other]:
                text = f'{entry.name}: "{one}" ({self.years[one]}) stands before "{other}" ({self.years[other]}).'
                return Diagnosis("out-of-order", text)
        return None


WHO_TASK = ValueTask(
    id="01.1",
    title="Who contributed what",
    answer="who",
    difficulty=1,
    minutes=15,
    section="lesson 1a, section 1",
    truth=lambda: {**WHO, "order": IN_ORDER},
    parts=(
        *(Part(name, 0.25, judgement=Word(WORKS)) for name in WHO),
        Part("order", 0.5, judgement=InOrder(STEPS)),
    ),
    mistakes=(
        *(
            Mistake(confusion, words, lambda entry=entry, work=work: {entry: work})
            for (entry, work), (confusion, words) in CONFUSIONS.items()
        ),
        *ORDERS,
        *(
            Mistake(
                f"not-{work.lower().replace(' ', '-')}",
                f"{words} Here another work is asked for.",
                _taken_for_others(work),
            )
            for work, words in WHAT.items()
        ),
    ),
    hints=(
        "The timeline in lesson 1a, section 1, says what each work contributed. Click the entries.",
        "Ask of each work: is there a gradient in it? Does it go backwards? Is it for one kind of problem, or for any?",
        "control 1960, forward mode 1964, any computation 1970, learning models 1974.",
    ),
)


# --- 01.7 exclusive or: how many get stuck

STUCK = {"stuck_2": 0.29, "stuck_3": 0.033, "stuck_8": 0.0, "E_stuck": 0.16}  # 500 starts, weights from -2 to 2
MATTERS = ("initial range", "learning rate", "sweeps")


def _for_chance(name: str, number: float, band: Band) -> Diagnosis:
    text = f"{name} is {number:.3g}, too {'small' if number < band.low else 'large'} for chance alone. Are "
    return Diagnosis("outside-the-band", f"{text}there 500 starts, with the settings of train_xor?")


def _measured(low: float, high: float) -> Band:
    return Band(low, high, factor(1.25), _for_chance)


SHARE_OF_3 = _measured(0.004, 0.075)


def _wrong_chances(p: float = STUCK["stuck_3"]) -> dict[str, float]:
    """Return what each known mistake makes of the share p, in place of (1 - p)⁵⁰."""
    return {
        "all-fifty-stuck": p**50,
        "at-least-one": 1 - (1 - p) ** 50,
        "single-run": 1 - p,
        "expected-number": 50 * p,
        "straight-line": 1 - 50 * p,
    }


class NoneInFifty:
    """The chance that none of 50 runs gets stuck, compared with the learner's own share for three hidden units."""

    def judge(self, entry: Entry) -> Diagnosis | None:
        """Compare the chance with (1 - p)⁵⁰, then with what known mistakes make of p."""
        p, value = entry.given.get("stuck_3"), entry.value
        if not is_number(value):
            return Diagnosis("form", f"{entry.name} must be a number.")
        if not is_number(p) or not SHARE_OF_3.low <= p <= SHARE_OF_3.high:
            return Diagnosis("share-first", f"{entry.name} is compared with your own stuck_3, which is not right yet.")
        if (1 - p - 0.005) ** 50 - 0.005 <= value <= (1 - p + 0.005) ** 50 + 0.005:  # p may have been rounded
            return None
        for mistake, wrong in _wrong_chances(p).items():
            if abs(value - wrong) < 0.006 + 0.1 * abs(wrong):
                return Diagnosis(mistake, entry.known[mistake][1])
        text = f"{entry.name}: each of the 50 runs gets through with probability 1 - stuck_3, independently of the "
        return Diagnosis("wrong-chance", f"{text}others.")


XOR_WIDTH = ValueTask(
    id="01.7",
    title="Predict, measure: how many get stuck on XOR",
    answer="xor_runs",
    difficulty=3,
    minutes=25,
    section="lesson 1b, section 3",
    truth=lambda: {**STUCK, "matters": "initial range", "none_in_50": (1 - STUCK["stuck_3"]) ** 50},
    parts=(
        Part("stuck_2", 0.5, judgement=_measured(0.2, 0.38)),
        Part("stuck_3", 0.5, judgement=SHARE_OF_3),
        Part("stuck_8", 0.25, judgement=_measured(0.0, 0.006)),
        Part("E_stuck", 0.25, judgement=_measured(0.155, 0.165)),
        Part("matters", 0.5, judgement=Word(MATTERS)),
        Part("none_in_50", 0.5, judgement=NoneInFifty()),
    ),
    mistakes=(
        Mistake(
            "solved-for-stuck",
            "This is the share of the runs that learn. Asked for is the share that gets stuck.",
            lambda: {"stuck_2": 0.71, "stuck_3": 0.967, "stuck_8": 1.0},
        ),
        Mistake(
            "per-cent",
            "This is in per cent. Give the share, a number between 0 and 1.",
            lambda: {"stuck_2": 29.0, "stuck_3": 3.3},
        ),
        Mistake(
            "counted",
            "This is the number of runs. Divide by the number of starts.",
            lambda: {"stuck_2": 145.0, "stuck_3": 16.5},
        ),
        Mistake(
            "range-of-the-lesson",
            "This is the share with initial weights from -1 to 1, as in the lesson. Here they go from -2 to 2.",
            lambda: {"stuck_2": 0.15, "stuck_3": 0.003},
        ),
        Mistake(
            "none-seen",
            "With 500 starts and a share of a few per cent it is next to impossible to see none. Fewer starts, or "
            "another range?",
            lambda: {"stuck_2": 0.0, "stuck_3": 0.0},
        ),
        Mistake(
            "width-makes-it-worse",
            "So many get stuck with 2 units. With 8 there are more ways around the barrier, not fewer.",
            lambda: {"stuck_8": 0.29},
        ),
        Mistake(
            "rarer-state",
            "Some runs do end there, but most end in another state. Round E of all stuck runs, and count.",
            lambda: {"E_stuck": 0.21},
        ),
        Mistake(
            "half-forgotten",
            "This is the sum of the squares. E has a factor ½, as in runs.E.",
            lambda: {"E_stuck": 0.32},
        ),
        Mistake(
            "mean-over-patterns",
            "This is the mean over the four patterns. E is the sum, as in runs.E.",
            lambda: {"E_stuck": 0.04},
        ),
        Mistake(
            "error-of-those-that-learn",
            "This is the error at which a run counts as solved. Look at those that are not: runs.E[~runs.solved].",
            lambda: {"E_stuck": 0.01},
        ),
        Mistake(
            "rate-blamed",
            "Measure it: with η from 0.1 to 2 the share hardly moves.",
            lambda: {"matters": "learning rate"},
        ),
        Mistake(
            "patience",
            "Measure it: with four times the sweeps hardly any more get out.",
            lambda: {"matters": "sweeps"},
        ),
        Mistake(
            "at-least-one",
            "none_in_50: this is the chance that at least one of the 50 gets stuck. Asked for is none.",
            lambda: {"none_in_50": _wrong_chances()["at-least-one"]},
        ),
        Mistake(
            "all-fifty-stuck",
            "none_in_50: this is the chance that all 50 get stuck. Each must get through.",
            lambda: {"none_in_50": _wrong_chances()["all-fifty-stuck"]},
        ),
        Mistake(
            "expected-number",
            "none_in_50: this is how many of 50 are expected to get stuck. Asked for is the chance of none.",
            lambda: {"none_in_50": _wrong_chances()["expected-number"]},
        ),
        Mistake(
            "straight-line",
            "none_in_50: probabilities of independent runs are multiplied, not subtracted 50 times: (1 - p)⁵⁰.",
            lambda: {"none_in_50": _wrong_chances()["straight-line"]},
        ),
        Mistake(
            "single-run",
            "none_in_50: this is the chance that *one* run gets through. There are 50 of them.",
            lambda: {"none_in_50": _wrong_chances()["single-run"]},
        ),
    ),
    hints=(
        "runs.share_solved is the share that learns; the others are stuck, and runs.E[~runs.solved] are their errors.",
        "np.unique(errors.round(2), return_counts=True) counts them. For matters, change one setting at a time.",
        "Runs are independent: none of 50 stuck has the probability (1 - stuck_3) ** 50.",
    ),
)


# --- 01.8 reports, and what is wrong with them

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
            "D: two settings differ between the recipes. And in lesson 1b, section 2, all or none learn with the "
            "momentum that is blamed here, depending on where the output weights start.",
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
