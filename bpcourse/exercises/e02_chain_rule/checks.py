"""Task 02.7: the step of a check, and when the check lies."""

from __future__ import annotations

from bpcourse.tasks import Mistake, Part, ValueTask
from bpcourse.tasks.judgement import Band, Word, factor
from bpcourse.tasks.words import Diagnosis

VERDICTS = ("kink", "float32", "h too small", "special point", "too small", "wrong gradient", "all is well")


VERDICT = Word(VERDICTS, refused=f"{{name}} must be one of the verdicts: {', '.join(VERDICTS)}.")


def _wrong_step(name: str, h: float, band: Band) -> Diagnosis:
    """Return what is wrong with a step outside of its band that is no known mistake."""
    if h <= 0:
        text = f"{name}: a step is positive. Asked for is the step itself, such as 1e-3, not its exponent."
        return Diagnosis("exponent", text)
    if h < band.low and name == "complex":
        text = "complex: no step of this size is needed, and below 1e-308 float64 has fewer and fewer digits: the "
        return Diagnosis("underflow", f"{text}imaginary part, the slope times h, loses its own.")
    if h < band.low:
        text = f"{name}: this h is too small. The rounding error of the costs stays in their difference, and is "
        return Diagnosis(
            "step-too-small", f"{text}divided by h: it grows by more than the error of the formula shrinks."
        )
    text = f"{name}: this h is too large. The bend of the cost over such a distance spoils the slope."
    return Diagnosis("step-too-large", text)


def _step(low: float, high: float) -> Band:
    return Band(low, high, factor(3), _wrong_step, example=", such as 1e-3")


CHECKS = ValueTask(
    id="02.7",
    title="Choose the step, and say when the check lies",
    misconceptions='"the smaller h, the better"; a right gradient blamed for a kink; a pass at a special point '
    "believed",
    answer="checks",
    difficulty=3,
    minutes=25,
    section="lesson 2, sections 9 and 10",
    truth=lambda: {
        "one_sided": 1e-8,
        "central": 1e-5,
        "central32": 5e-3,
        "complex": 1e-20,
        "A": "kink",
        "B": "float32",
        "C": "h too small",
        "D": "special point",
        "E": "too small",
        "F": "wrong gradient",
    },
    parts=(
        Part("one_sided", 0.25, judgement=_step(9e-10, 1.6e-7)),
        Part("central", 0.25, judgement=_step(4e-7, 1.1e-4)),
        Part("central32", 0.25, judgement=_step(4e-4, 5e-2)),
        Part("complex", 0.25, judgement=_step(1e-300, 1.1e-8)),
        *(Part(name, 0.25, judgement=VERDICT) for name in "ABCDEF"),
    ),
    mistakes=(
        Mistake(
            "central-step-for-one-sided",
            "one_sided: this is the step for central differences. The error of the one-sided one grows with h itself, "
            "not with h², so it needs a smaller step.",
            lambda: {"one_sided": 6e-6},
        ),
        Mistake(
            "one-sided-step-for-central",
            "central: this is the step for one-sided differences. The error of the central one is of the order h², so "
            "a larger step is allowed, and there is less rounding.",
            lambda: {"central": 1e-8},
        ),
        Mistake(
            "machine-epsilon",
            "This h is the resolution of float64 itself: the costs differ by a few last digits at most, and no "
            "digit of the slope can be relied on.",
            lambda: {"one_sided": 2.2e-16, "central": 2.2e-16},
        ),
        Mistake(
            "epsilon-of-float32",
            "central32: this h is the resolution of float32 itself: the costs differ by a last digit at most, and no "
            "digit of the slope can be relied on.",
            lambda: {"central32": 1.2e-7},
        ),
        Mistake(
            "one-sided-step-for-float32",
            "central32: the root of the resolution is the step for one-sided differences. The error of the central one "
            "is of the order h², so a larger step is allowed, and there is less rounding.",
            lambda: {"central32": 2e-4},
        ),
        Mistake(
            "float64-step-for-float32",
            "central32: this is the step for float64. float32 has about 7 digits, so the rounding error is half "
            "a billion times as large, and the step must be larger too.",
            lambda: {"central32": 6e-6},
        ),
        Mistake(
            "complex-like-central",
            "complex: no difference of two costs is taken here, so a small h loses nothing. Only the error of the "
            "order h² is left: choose it so small that it vanishes.",
            lambda: {"complex": 6e-6},
        ),
        Mistake(
            "right-gradient-blamed",
            "A, B or C: this gradient is right. Change h, or the precision, and the check passes.",
            lambda: dict.fromkeys("ABC", "wrong gradient"),
        ),
        Mistake(
            "pass-believed",
            "D or E: the check passes, and the gradient is wrong all the same. Try D at another θ. For E look at the "
            "relative error.",
            lambda: dict.fromkeys("DE", "all is well"),
        ),
        Mistake(
            "failure-overlooked",
            "A check that fails is never a case of all is well: look for the reason.",
            lambda: dict.fromkeys("ABCF", "all is well"),
        ),
        Mistake(
            "bug-explained-away",
            "F: vary the step from 1e-2 to 1e-8, and θ too: it stays wrong. Then it is no fault of the check.",
            lambda: {"F": "special point"},
        ),
        Mistake(
            "bug-taken-for-rounding",
            "F: rounding would change when h changes. Vary the step from 1e-2 to 1e-8: the error stays the same.",
            lambda: {"F": "h too small"},
        ),
        Mistake(
            "bug-taken-for-a-kink",
            "F: where is the kink? This cost is smooth, and the error is the same at every step.",
            lambda: {"F": "kink"},
        ),
        Mistake(
            "kink-taken-for-rounding",
            "A: a smaller h mends it, so it is no rounding, which would grow. Which entry is wrong, and how far is its "
            "θ from 0?",
            lambda: {"A": "h too small"},
        ),
        Mistake(
            "kink-taken-for-special",
            "A: the gradient is right. Ask for the reason of the disagreement: which entry is it, and how far is its θ "
            "from 0?",
            lambda: {"A": "special point"},
        ),
        Mistake(
            "kink-taken-for-small",
            "A: the entries of this gradient are 1, 0 and 3. But one θ is very small: smaller than h.",
            lambda: {"A": "too small"},
        ),
        Mistake(
            "float32-taken-for-step",
            "B: try larger steps. No power of ten brings the error below the limit of 1e-6: too few digits. "
            "Look at the dtype of θ.",
            lambda: {"B": "h too small"},
        ),
        Mistake(
            "float32-where-float64",
            "Look at the dtype of this θ: it is float64.",
            lambda: dict.fromkeys("ACDEF", "float32"),
        ),
        Mistake(
            "kink-where-smooth",
            "B or C: this cost is a sum of sin θ · e^θ, which has no kink.",
            lambda: dict.fromkeys("BC", "kink"),
        ),
        Mistake(
            "special-taken-for-small",
            "D: the gradient is of size 1. Look at θ: one entry is 0, where tanh has the slope 1. Which factor could "
            "be forgotten there without harm?",
            lambda: {"D": "too small"},
        ),
        Mistake(
            "small-taken-for-special",
            "E: what is special is the size. Look at the entries of the gradient, and at the limit that they are held "
            "against.",
            lambda: {"E": "special point"},
        ),
        Mistake(
            "float32-taken-for-special",
            "B: the gradient is right, and the same at another θ. Look at the dtype of θ, and count its digits.",
            lambda: {"B": "special point"},
        ),
        Mistake(
            "digits-taken-for-size",
            "B: the entries of this gradient are of size 1. Look at the dtype of θ, and count its digits.",
            lambda: {"B": "too small"},
        ),
        Mistake(
            "step-taken-for-special",
            "C: the gradient is right, and the same check fails at another θ too. Try another step.",
            lambda: {"C": "special point"},
        ),
        Mistake(
            "step-taken-for-size",
            "C: the entries of this gradient are of size 1. What is small is the step.",
            lambda: {"C": "too small"},
        ),
        Mistake(
            "kink-where-it-passes",
            "D, E or F: this cost is smooth, it has no kink, and the gradient is wrong.",
            lambda: dict.fromkeys("DEF", "kink"),
        ),
        Mistake(
            "step-blamed-for-a-pass",
            "D or E: the gradient is wrong, and the check passes at ordinary steps. It is not the step that hides the "
            "mistake.",
            lambda: dict.fromkeys("DE", "h too small"),
        ),
        Mistake(
            "bug-taken-for-size",
            "F: the entries of this gradient are not small, and the check does not pass. It is right to fail.",
            lambda: {"F": "too small"},
        ),
        Mistake(
            "why-did-it-pass",
            "D or E: the gradient is wrong, but the check has passed. The verdict must say why it did.",
            lambda: dict.fromkeys("DE", "wrong gradient"),
        ),
    ),
    hints=(
        "Two errors balance: rounding, about ε / h, and the bend, about h for one-sided and h² for central steps.",
        "Run each report again: with h ten times larger and smaller, in float64, and at a random θ. What changes?",
        "Which failure stays at every step, in float64 too? D and E pass: try D at θ = (0.5, 0.8); print E's gradient.",
    ),
    insight=(
        "With central differences and a step of 1e-5, in float64, lesson 4, section 5, finds each of the five "
        "bugs that it has planted."
    ),
)
