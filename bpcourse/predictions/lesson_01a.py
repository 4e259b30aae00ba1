"""The questions of lesson 1a, history before 1986."""

from bpcourse.predictions.question import Question, Right, Wrong

QUESTIONS = (
    Question(
        "01a.perceptron-on-xor",
        "2 · One unit learns, and what stops two layers of thresholds (1958 to 1969)",
        (
            Wrong(
                "The weights grow for ever",
                "There is no end of mistakes, and each one changes the weights. But the four corrections of a pass "
                "add up to zero.",
            ),
            Right(
                "The weights come back to where they have been, again and again",
                "All four patterns are mistakes in every pass, and the four corrections add up to zero: each of the "
                "10,000 passes ends at (0, 0, 0).",
            ),
            Wrong(
                "The weights settle, with three of the four patterns right",
                "Three of four is the best that a straight line can do. But the rule does not look for the best: it "
                "changes the weights at every mistake.",
            ),
        ),
    ),
    Question(
        "01a.one-pass",
        "4 · 1970: how wrong is a computer's result?",
        (
            Wrong(
                "Less than ten times as large",
                "On paper the two formulas are equal, and the one pass even has fewer operations, 92 and not 120. "
                "What counts is how large each rounding is, and how much it weighs in the result.",
            ),
            Wrong(
                "Ten to a thousand times as large",
                "Much larger is right, and it is more still: 1.3e-03 with one pass, 5.8e-07 with two.",
            ),
            Right(
                "More than a thousand times as large",
                "The typical errors are 1.3e-03 with one pass and 5.8e-07 with two: more than two thousand times.",
            ),
        ),
        holds=lambda off: off < 1e-9,
    ),
    Question(
        "01a.culprit",
        "4 · 1970: how wrong is a computer's result?",
        (
            Wrong(
                "The subtraction at the end, of two numbers near 300,000 whose difference is about 250",
                "Two large numbers that nearly cancel look dangerous. But this subtraction rounds nothing: the "
                "errors were there before, and it hands them on.",
            ),
            Right(
                "The additions into Σ x, a sum that grows to 3,000",
                "They do 75.5 % of the harm: an error in Σ x counts 6.89 times in the result, one in Σ x² only 0.03 "
                "times.",
            ),
            Wrong(
                "The additions into Σ x², a sum that grows to 300,000",
                "Their own errors are the larger ones, 4.7e-03 and not 4.7e-05. But each counts only 0.03 times in "
                "the result, which makes 19.1 % of the harm.",
            ),
        ),
    ),
)
