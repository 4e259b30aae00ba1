"""Task 09.6: predict, then measure: what arrives 30 moments back, and what a network pays that has forgotten."""

from __future__ import annotations

from math import log, log2, log10

from bpcourse.tasks import Mistake, Part, ValueTask
from bpcourse.tasks.judgement import Band, Word, share
from bpcourse.tasks.words import Diagnosis

# Powers of ten.  Medians of 10 networks; eight groups of other seeds gave -0.92 to -0.70 and -16.0 to -15.5.
MEASURED = {"linear": 30 * log10(1.4), "tanh": -0.76, "logistic": -15.75}
FLOORS = {"knows_all": 8 / 15 * log(2), "forgets_one": 9 / 15 * log(2), "forgets_both": 10 / 15 * log(2)}
OPTIONS = ("spectral radius", "largest singular value", "largest entry")


def _outside(name: str, number: float, band: Band) -> Diagnosis:
    side = "small" if number < band.low else "large"
    return Diagnosis(
        "outside-the-band",
        f"{name} is {number:.3g}, too {side} for chance alone. Is it the median of ten networks, with the radius, the "
        "inputs and the distance of the notebook?",
    )


def _not_the_power(name: str, number: float, _band: Band) -> Diagnosis:
    return Diagnosis(
        "not-the-power",
        f"{name} is {number:.3g}. Nothing is left to chance here: every step multiplies the length by the same number, "
        "30 times.",
    )


def _not_the_floor(name: str, number: float, _band: Band) -> Diagnosis:
    if any(number == round(FLOORS[name], digits) for digits in (1, 2, 3)):
        return Diagnosis("rounded", f"{name} is right, but rounded too far: four decimals.")
    return Diagnosis(
        "not-the-floor",
        f"{name}: count the coins that such a network pays, divide by the letters that it predicts, and multiply by "
        "ln 2.",
    )


def _power(low: float, high: float, outside=_outside) -> Band:
    return Band(low, high, share(0.02), outside, ", the decimal logarithm of the ratio")


def _floor(name: str) -> Band:
    return Band(FLOORS[name] - 6e-4, FLOORS[name] + 6e-4, share(0.003), _not_the_floor, ", in nats a letter")


def _floors(coins: tuple, letters: float, unit: float = log(2)):
    return lambda: {name: n / letters * unit for name, n in zip(FLOORS, coins, strict=True)}


PREDICT = ValueTask(
    id="09.6",
    title="Predict, then measure",
    misconceptions="radius above 1 thought to explode in any case; logistic units thought like tanh; the loss of a "
    "network "
    "that has forgotten not computed",
    answer="predicted",
    difficulty=3,
    minutes=20,
    section="lesson 9a, section 5; lesson 9b, section 5",
    truth=lambda: {**MEASURED, "certain": "largest singular value", **FLOORS},
    parts=(
        Part("linear", 0.5, judgement=_power(4.37, 4.4, _not_the_power)),
        Part("tanh", 0.5, judgement=_power(-1.2, -0.45)),
        Part("logistic", 0.5, judgement=_power(-16.5, -15.1)),
        Part(
            "certain",
            0.5,
            judgement=Word(
                OPTIONS,
                otherwise=Diagnosis("not-certain", "Which number bounds how much longer a vector may get in one step?"),
            ),
        ),
        *(Part(name, 0.5, judgement=_floor(name)) for name in FLOORS),
    ),
    mistakes=(
        Mistake(
            "powers-of-the-radius",
            "This is 1.4³⁰. It holds while every slope is 1, so with no input and h = 0. With inputs the slopes of "
            "tanh are "
            "below 1, and they multiply, too. Measure.",
            lambda: {"tanh": 30 * log10(1.4), "logistic": 30 * log10(1.4)},
        ),
        Mistake(
            "thought-to-stay",
            "0 would be a gradient that keeps its length. Measure.",
            lambda: {"tanh": 0.0, "logistic": 0.0, "linear": 0.0},
        ),
        Mistake(
            "largest-slope-of-sigmoid",
            "This is (1.4/4)³⁰, as if every slope were ¼, its largest value. Most are smaller. Measure.",
            lambda: {"logistic": 30 * log10(0.35)},
        ),
        Mistake(
            "slope-of-sigmoid-alone",
            "This is (¼)³⁰: U is missing, and most slopes are below ¼. Measure.",
            lambda: {"logistic": -30 * log10(4)},
        ),
        Mistake(
            "tanh-and-logistic-exchanged",
            "tanh and logistic have changed places.",
            lambda: {"tanh": MEASURED["logistic"], "logistic": MEASURED["tanh"]},
        ),
        Mistake(
            "natural-logarithm",
            "This is the natural logarithm. Asked for is the power of ten: np.log10.",
            lambda: {name: value * log(10) for name, value in MEASURED.items()},
        ),
        Mistake(
            "binary-logarithm",
            "This is the logarithm to the base 2. Asked for is the power of ten: np.log10.",
            lambda: {name: MEASURED[name] * log2(10) for name in ("linear", "logistic")},
        ),
        Mistake(
            "squared-lengths",
            "This belongs to squares of lengths, which are sums of squares: the root is missing. np.linalg.norm "
            "takes it.",
            lambda: {name: 2 * MEASURED[name] for name in ("linear", "logistic")},
        ),
        Mistake(
            "steps-added",
            "Thirty steps have been added up. Each multiplies what the step before has left: 1.4³⁰.",
            lambda: {"linear": log10(30 * 1.4)},
        ),
        Mistake(
            "ratio-itself",
            "This is the ratio. Asked for is its decimal logarithm, np.log10(ratio).",
            lambda: {name: 10**value for name, value in MEASURED.items() if name != "logistic"},
        ),
        Mistake(
            "upside-down",
            "The sign is wrong: the error far back is divided by the one at the end.",
            lambda: {name: -value for name, value in MEASURED.items()},
        ),
        Mistake(
            "linear-with-inputs",
            "This is about what comes with inputs. For linear there are none, and U is 1.4 times an orthogonal matrix.",
            lambda: {"linear": MEASURED["tanh"]},
        ),
        Mistake(
            "one-moment-less",
            "The distance is 30 moments: this is a power of 1.4 with one factor less.",
            lambda: {"linear": 29 * log10(1.4)},
        ),
        Mistake(
            "one-moment-more",
            "The distance is 30 moments: this is a power of 1.4 with one factor more.",
            lambda: {"linear": 31 * log10(1.4)},
        ),
        Mistake(
            "one-step",
            "This is one step. The distance is 30 moments.",
            lambda: {"linear": log10(1.4)},
        ),
        Mistake(
            "radius-thought-certain",
            "The radius rules powers in the long run, and without slopes. A radius below 1 does not "
            "forbid growth at first, and with slopes that change one above 1 may vanish.",
            lambda: {"certain": "spectral radius"},
        ),
        Mistake(
            "entry-thought-certain",
            "Entries can all be small and U long: with n entries of 0.5 in a row a vector grows.",
            lambda: {"certain": "largest entry"},
        ),
        Mistake("in-bits", "This is in bits a letter. A coin costs ln 2 = 0.693 nats.", _floors((8, 9, 10), 15, 1.0)),
        Mistake(
            "first-letter-counted",
            "The first letter has been counted. It is given, not predicted: 15 letters are.",
            _floors((8, 9, 10), 16),
        ),
        Mistake(
            "embedded-once",
            "These are the floors of strings that are embedded once. Here a second pair of letters stands "
            "around them: four letters and a coin more.",
            _floors((7, 8, 9), 11),
        ),
        Mistake(
            "four-letters-forgotten",
            "The coins are right, but the strings have four letters more than those that are embedded once.",
            _floors((8, 9, 10), 11),
        ),
        Mistake(
            "coin-of-the-outer-pair-forgotten",
            "A coin has been forgotten: the second letter of the outer pair is tossed, too.",
            _floors((7, 8, 9), 15),
        ),
        Mistake(
            "two-letters-more",
            "The outer pair adds four letters: B, the letter, the letter again, E.",
            _floors((8, 9, 10), 13),
        ),
        Mistake(
            "summed-over-the-string",
            "This is the sum over a string. Divide by the 15 letters that are predicted.",
            _floors((8, 9, 10), 1),
        ),
        Mistake("one-nat-a-coin", "A coin costs ln 2 = 0.693 nats, not ½.", _floors((8, 9, 10), 15, 0.5)),
        Mistake(
            "one-and-both-exchanged",
            "forgets_one and forgets_both have changed places.",
            lambda: {"forgets_one": FLOORS["forgets_both"], "forgets_both": FLOORS["forgets_one"]},
        ),
        Mistake(
            "forgetting-costs-nothing",
            "This is the floor of a network that knows all. One that has forgotten a letter must toss a "
            "coin where it comes again.",
            lambda: {"forgets_one": FLOORS["knows_all"], "forgets_both": FLOORS["knows_all"]},
        ),
        Mistake(
            "two-coins-a-letter",
            "Two coins have been added for each letter that is forgotten. Where it stands first, every network pays "
            "for it; forgetting costs one coin more, where it comes again.",
            lambda: {"forgets_one": 10 / 15 * log(2), "forgets_both": 12 / 15 * log(2)},
        ),
        Mistake(
            "forgetting-saves",
            "A coin has been taken away. Forgetting costs one more.",
            lambda: {"forgets_one": 7 / 15 * log(2), "forgets_both": 6 / 15 * log(2)},
        ),
        Mistake("uniform", "This is the cost of saying 1/7 for each letter.", lambda: dict.fromkeys(FLOORS, log(7))),
        Mistake(
            "one-coin-a-letter",
            "ln 2 is paid at a coin only; at seven of fifteen letters there is no choice.",
            lambda: dict.fromkeys(FLOORS, log(2)),
        ),
    ),
    hints=(
        "Write your guesses down first. For linear every slope is 1: what do 30 steps with 1.4 Q do to the length?",
        "Lesson 9b, section 5: an embedded string has 7 coins in 11 letters behind the first. How many letters and "
        "coins does "
        "another pair around it add?",
        "np.median([arriving(...) for seed in range(10)]) with the three kinds of the notebook. A forgotten letter "
        "costs one more "
        "coin: 8, 9 and 10 coins.",
    ),
    insight="Slopes and weights multiply together: no radius is right by itself. And where the floor is known, the "
    "cost says what "
    "a network has forgotten.",
)
