"""The questions of lesson 2, the chain rule."""

from bpcourse.predictions.question import Question, Right, Wrong

QUESTIONS = (
    Question(
        "02.two-paths",
        "3 · Several paths add",
        (
            Wrong(
                "The product of the slopes, 0.7648 · 2.0138, is the derivative of f",
                "Slopes multiply along one path. Here sin and exp lie on two paths from x to y.",
            ),
            Wrong(
                "The sum of the slopes, 0.7648 + 2.0138, is the derivative of f",
                "The two paths do add. But each has a second edge, from p or q to y, and its slope is not 1.",
            ),
            Right(
                "Neither; there is something still to multiply, and then to add",
                "Each slope is multiplied by the other factor, and the two products add: 1.540 + 1.297 = 2.837.",
            ),
        ),
    ),
    Question(
        "02.wrong-sign",
        "5 · A recipe that climbs",
        (
            Wrong(
                "At rate 0.5, from w₁ = 0.2, w₂ = 0.4, after 100 steps with the difference the output is near 0",
                "It does run away from the target. But it starts above it, at 1.245, and so it is driven up.",
            ),
            Right(
                "It is near 2, which the sum of two sigmoids approaches and never exceeds",
                "The sign is wrong, so each step climbs: from 1.245 the output is driven away from 1, up to 1.942.",
            ),
            Wrong(
                "It still swings around the target 1",
                "That is what a rate that is too large does. Here the sign is wrong: no step leads back.",
            ),
        ),
    ),
    Question(
        "02.fifty-runs",
        "6 · You build an engine",
        (
            Wrong(
                "With two hidden units all 50 runs learn",
                "Two hidden units can represent XOR, and the gradient is right. That does not say that a way "
                "down leads there.",
            ),
            Right(
                "With two hidden units more than half of the runs learn, but not all",
                "Here 40 of 50 do. The others come to rest elsewhere: a right gradient knows the way down from "
                "here only.",
            ),
            Wrong(
                "With two hidden units at most half of the runs learn",
                "Getting stuck is common, but not that common with these weights and this rate: 40 of 50 runs learn.",
            ),
        ),
    ),
    Question(
        "02.sweeps",
        "8 · Forward or reverse: which way round?",
        (
            Right(
                "Forward mode needs 1,000 sweeps, reverse mode 1",
                "A forward sweep starts at one input, and there are 1,000; a reverse sweep starts at one "
                "output, and there is 1.",
            ),
            Wrong(
                "Forward mode needs 1 sweep, reverse mode 1,000",
                "The names mislead: what counts is where a sweep starts, forward mode at one input, reverse "
                "mode at one output.",
            ),
            Wrong(
                "Both need 1 sweep, for it uses every edge",
                "A sweep may use every edge. But what arrives at the other end belongs to one start only.",
            ),
        ),
        holds=lambda difference: difference < 1e-14,
    ),
    Question(
        "02.best-step",
        "9 · Numerical differentiation: which step?",
        (
            Wrong(
                "In float64 (16 digits) the best step for (f(x+h) - f(x)) / h is about 1e-15, as small as possible",
                "For the formula alone a smaller step is better. But two nearly equal numbers are subtracted, "
                "and rounding stays.",
            ),
            Right(
                "It is about 1e-8, and smaller steps make the result worse",
                "The formula's error shrinks with h, that of rounding grows like 1/h; they meet near the root "
                "of 1e-16.",
            ),
            Wrong(
                "It does not matter below 1e-4",
                "The formula's error does get small there. The rounding error is divided by h, and grows.",
            ),
        ),
    ),
    Question(
        "02.saturated",
        "10 · When a gradient check lies",
        (
            Wrong(
                "The check misses the bug at both: such a slope is too small to be seen",
                "The slope is the same at both places, 4e-18, and at -40 it is seen. Small alone does not hide it.",
            ),
            Right(
                "It misses the bug at 40 and finds it at -40",
                "At 40 the sigmoid is near 1, where numbers lie 1e-16 apart; at -40 it is near 0, where they "
                "lie far closer.",
            ),
            Wrong(
                "It finds the bug at both: it compares in proportion",
                "It does compare in proportion. But at 40 the change of σ is lost before there is anything to compare.",
            ),
        ),
    ),
)
