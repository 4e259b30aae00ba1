"""Task 01.7: exclusive or: how many get stuck."""

from __future__ import annotations

from bpcourse.tasks import Mistake, Part, ValueTask
from bpcourse.tasks.judgement import Band, Entry, Word, factor, is_number
from bpcourse.tasks.words import Diagnosis

STUCK = {"stuck_2": 0.29, "stuck_3": 0.033, "stuck_8": 0.0, "E_stuck": 0.16}  # 500 starts, weights from -2 to 2
MATTERS = ("initial range", "learning rate", "sweeps")


def _for_chance(name: str, number: float, band: Band) -> Diagnosis:
    text = f"{name} is {number:.3g}, too {'small' if number < band.low else 'large'} for chance alone. Are "
    return Diagnosis("outside-the-band", f"{text}there 500 starts, with the settings of train_xor?")


def _measured(low: float, high: float, spread: float = 1.25) -> Band:
    return Band(low, high, factor(spread), _for_chance)


SHARE_OF_3 = _measured(0.004, 0.075)


def _wrong_chances(p: float = STUCK["stuck_3"]) -> dict[str, float]:
    """Return what each known mistake makes of the share p, in place of (1 - p)⁵⁰."""
    return {
        "all-fifty-stuck": p**50,
        "at-least-one": 1 - (1 - p) ** 50,
        "single-run": 1 - p,
        "expected-number": 50 * p,
        "straight-line": 1 - 50 * p,
        "chance-per-cent": 100 * (1 - p) ** 50,
        "times-fifty": 50 * (1 - p),
        "not-all-fifty": 1 - p**50,
        "share-itself": p,
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
        mistake, wrong = min(_wrong_chances(p).items(), key=lambda one: abs(value - one[1]))
        if abs(value - wrong) < min(0.006, 0.5 * abs(wrong)) + 0.1 * abs(wrong):
            return Diagnosis(mistake, entry.known[mistake][1])
        text = f"{entry.name}: each of the 50 runs gets through with probability 1 - stuck_3, independently of the "
        return Diagnosis("wrong-chance", f"{text}others.")


XOR_WIDTH = ValueTask(
    id="01.7",
    title="Predict, measure: how many get stuck on XOR",
    misconceptions='learning rate or patience blamed; "none of 50 failed" taken for "none fails"',
    answer="xor_runs",
    difficulty=3,
    minutes=25,
    section="lesson 1b, section 3",
    truth=lambda: {**STUCK, "matters": "initial range", "none_in_50": (1 - STUCK["stuck_3"]) ** 50},
    parts=(
        Part("stuck_2", 0.5, judgement=_measured(0.2, 0.38)),
        Part("stuck_3", 0.5, judgement=SHARE_OF_3),
        Part("stuck_8", 0.25, judgement=_measured(0.0, 0.006)),
        Part("E_stuck", 0.25, judgement=_measured(0.155, 0.165, spread=1.04)),
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
            "solved-counted",
            "This is the number of the runs that learn. Asked for is the share that gets stuck, between 0 and 1.",
            lambda: {"stuck_2": 355.0, "stuck_3": 483.5, "stuck_8": 500.0},
        ),
        Mistake(
            "solved-per-cent",
            "This is the share of the runs that learn, in per cent. Asked for is that which gets stuck, between 0 "
            "and 1.",
            lambda: {"stuck_2": 71.0, "stuck_3": 96.7, "stuck_8": 100.0},
        ),
        Mistake(
            "widths-exchanged",
            "This looks like the share of the other number of hidden units: stuck_2 belongs to 2-2-1, stuck_3 to "
            "2-3-1.",
            lambda: {"stuck_2": 0.033, "stuck_3": 0.29},
        ),
        Mistake(
            "range-of-the-lesson",
            "This is the share with initial weights from -1 to 1, as in the lesson. Here they go from -2 to 2.",
            lambda: {"stuck_2": 0.15, "stuck_3": 0.003},
        ),
        Mistake(
            "small-range",
            "This is about the share with initial weights from -0.5 to 0.5. Here they go from -2 to 2.",
            lambda: {"stuck_2": 0.06},
        ),
        Mistake(
            "none-seen",
            "With 500 starts and a share of a few per cent it is next to impossible to see none. Fewer starts, or "
            "another range?",
            lambda: {"stuck_2": 0.0, "stuck_3": 0.0},
        ),
        Mistake(
            "a-few-runs",
            "About one half is what a handful of runs may give, one stuck of two, and so few say nothing of the share. "
            "500 starts are asked for.",
            lambda: {"stuck_2": 0.5, "stuck_3": 0.5, "stuck_8": 0.5},
        ),
        Mistake(
            "one-run",
            "This is the answer of a single run that got stuck, or of none but those. 500 starts are asked for, and "
            "the share of those that get stuck.",
            lambda: {"stuck_2": 1.0, "stuck_3": 1.0},
        ),
        Mistake(
            "number-of-the-book",
            "About 1 % is what the report of 1986 has: twice stuck in some hundred runs, under other settings. Count "
            "in your own 500 runs.",
            lambda: {"stuck_2": 0.01},
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
            "mean-of-the-stuck",
            "This is between the states: a mean over all stuck runs. Round E of each, and count which is commonest.",
            lambda: {"E_stuck": 0.17},
        ),
        Mistake(
            "mean-of-all-runs",
            "This is the mean over all runs, those that learn too. Look at those that are stuck: runs.E[~runs.solved].",
            lambda: {"E_stuck": 0.056},
        ),
        Mistake(
            "half-twice",
            "runs.E has its factor ½ already.",
            lambda: {"E_stuck": 0.08},
        ),
        Mistake(
            "root-of-E",
            "This is the root. Give E itself, as in runs.E.",
            lambda: {"E_stuck": 0.4},
        ),
        Mistake(
            "E-per-cent",
            "This is a hundred times E. Give E itself, as in runs.E.",
            lambda: {"E_stuck": 16.0},
        ),
        Mistake(
            "half-forgotten",
            "This is the sum of the squares: E has a factor ½, as in runs.E. (Or it is the error with all four outputs "
            "at ½; most runs that are stuck have two patterns right.)",
            lambda: {"E_stuck": 0.32},
        ),
        Mistake(
            "mean-over-patterns",
            "This is the mean over the four patterns. E is the sum, as in runs.E.",
            lambda: {"E_stuck": 0.04},
        ),
        Mistake(
            "targets-0-and-1",
            "¼ is this valley for the targets 0 and 1 (two outputs right, two at ½, and a ½ in the cost). Here the "
            "targets are 0.1 and 0.9. Measure: runs.E[~runs.solved].",
            lambda: {"E_stuck": 0.25},
        ),
        Mistake(
            "rarer-state-with-targets-0-and-1",
            "⅓ is a state that is stuck for the targets 0 and 1. Here the targets are 0.1 and 0.9. Measure: "
            "runs.E[~runs.solved].",
            lambda: {"E_stuck": 1 / 3},
        ),
        Mistake(
            "all-outputs-one-half",
            "½ is the error for the targets 0 and 1 with all four outputs at ½. Here the targets are 0.1 and 0.9, and "
            "most runs that are stuck have two patterns right.",
            lambda: {"E_stuck": 0.5},
        ),
        Mistake(
            "mean-with-targets-0-and-1",
            "⅛ is the mean over the four patterns, without the ½, of the valley for the targets 0 and 1. Here the "
            "targets are 0.1 and 0.9, and E is the sum with a ½, as in runs.E.",
            lambda: {"E_stuck": 0.125},
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
            "chance-per-cent",
            "none_in_50: this is in per cent. Give a number between 0 and 1.",
            lambda: {"none_in_50": _wrong_chances()["chance-per-cent"]},
        ),
        Mistake(
            "times-fifty",
            "none_in_50: the chance of one run has been multiplied by 50. Independent chances are multiplied with each "
            "other: (1 - p)⁵⁰.",
            lambda: {"none_in_50": _wrong_chances()["times-fifty"]},
        ),
        Mistake(
            "not-all-fifty",
            "none_in_50: this is the chance that not all 50 get stuck. Asked for is that not one does: (1 - p)⁵⁰.",
            lambda: {"none_in_50": _wrong_chances()["not-all-fifty"]},
        ),
        Mistake(
            "share-itself",
            "none_in_50: this is the share of one run that gets stuck. Asked for is the chance that none of 50 does.",
            lambda: {"none_in_50": _wrong_chances()["share-itself"]},
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
    insight=(
        "With two hidden units the initial range moves the share that gets stuck: lesson 1b, section 8, finds 4 % "
        "from ±0.3 and 29 % from ±2."
    ),
)
