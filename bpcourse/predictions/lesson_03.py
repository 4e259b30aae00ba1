"""The questions of lesson 3, the δ equations."""

import numpy as np

from bpcourse.predictions.question import Question, Right, Wrong


def _wrong_gradients(ends: dict, cosines: dict, rates: dict) -> bool:
    """Whether all mistakes but the sum for the mean cost accuracy, and three of them the direction."""
    right, wrong = ("none", "sum for mean"), [name for name in ends if name not in ("none", "sum for mean")]
    accuracy = {name: np.median(end) for name, end in ends.items()}
    turned = [np.median(cosines[name][:, -50:]) for name in ("σ'(a) for σ'(z)", "σ(z) for σ'(z)", "no σ' at all")]
    return (
        all(accuracy[name] > 0.98 for name in right)
        and all(accuracy[name] < 0.88 for name in wrong)
        and abs(accuracy["none"] - accuracy["sum for mean"]) < 0.011
        and max(turned) < 0.4
        and all(0.03 < rate < 30 for rate in rates.values())
    )


QUESTIONS = (
    Question(
        "03.largest-delta",
        "2 · What happens to the cost if I nudge this $z$?",
        (
            Wrong(
                "Output 1 (it says 0.73 and should say 1) has the largest |δ|",
                "It is wrong, too, and should rise. But it is only 0.27 away from its target: δ = -0.0529.",
            ),
            Right(
                "Output 2 (it says 0.72 and should say 0) has the largest |δ|",
                "Its δ is +0.1456; the other four are at most 0.0677 in size. The two outputs answer nearly the same, "
                "so their slopes hardly differ, and the distance from the target decides between them.",
            ),
            Wrong(
                "A hidden unit has the largest |δ|, because it feeds both outputs",
                "Both outputs do count. But what comes back is multiplied by the hidden unit's own slope, at most ¼, "
                "and here none of the three exceeds 0.0677 in size.",
            ),
        ),
    ),
    Question(
        "03.saturation",
        "9 · Saturation, and why the cost should fit the unit",
        (
            Wrong(
                "Larger: the output is about twice as far from its target",
                "The difference a - y does double, nearly, from 0.5 to 1. But δ is that difference times σ', and σ' "
                "goes to 0.",
            ),
            Wrong(
                "Up to 1,000 times smaller",
                "Smaller it is. But the slope σ' falls nearly as the exponential of -z: from 0.12500 at z = 0 δ comes "
                "to 0.00660 at z = 5, and to 0.00005 at z = 10.",
            ),
            Right(
                "More than 1,000 times smaller",
                "From 0.12500 at z = 0 it grows to 0.14373 at z = 1, and falls to 0.00005 at z = 10: there the slope "
                "σ' is nearly 0.",
            ),
        ),
    ),
    Question(
        "03.zero-weights",
        "11 · Three experiments on the fine print",
        (
            Right(
                "They change, but stay copies of each other (to nine decimals)",
                "Equal weights get equal activations, equal δ and so equal changes: 1 different hidden unit of 6, "
                "and an accuracy of 0.815.",
            ),
            Wrong(
                "They become different from each other",
                "The examples come in a random order. But every minibatch is the same for all six units, and nothing "
                "tells them apart.",
            ),
            Wrong(
                "Nothing moves at all: every gradient is zero",
                "With all 200 points at once it is so, for the two classes cancel. But most minibatches of 20 are "
                "not balanced, and then the output weights move.",
            ),
        ),
    ),
    Question(
        "03.wrong-gradients",
        "11 · Three experiments on the fine print",
        (
            Wrong(
                "Four: all but the wrong sign",
                "In fresh networks these four do point nearly the right way. But three of them turn away while they "
                "train: their median cosines fall below 0.4.",
            ),
            Wrong(
                "Two or three",
                "Three more do learn something, but end below 0.88. A straight line has 0.815 (the zero start); the "
                "right gradient comes to over 0.98.",
            ),
            Right(
                "One",
                "Only the sum for the mean comes to over 0.98, as the right gradient does: for W¹ it points the right "
                "way and is only too long.",
            ),
            Wrong(
                "None",
                "All five are wrong. But the sum for the mean is wrong in its length only.",
            ),
        ),
        holds=_wrong_gradients,
    ),
)
