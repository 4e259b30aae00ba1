"""The questions of lesson 3, the δ equations."""

from bpcourse.predictions.question import Question, Right, Wrong

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
                "It is 0.72 away from its target, output 1 only 0.27. Its δ is +0.1456; the other four are at most "
                "0.0677 in size.",
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
                "It grows all the way: the more wrong the output, the larger δ",
                "The difference a - y does grow all the way. But δ is that difference times σ', and σ' goes to 0.",
            ),
            Right(
                "It grows at first and then falls again",
                "From 0.12500 at z = 0 it grows to 0.14373 at z = 1, and falls to 0.00005 at z = 10: there the slope "
                "σ' is nearly 0.",
            ),
            Wrong(
                "It falls all the way",
                "The slope σ' does fall all the way. But at first the difference grows faster: 0.12500 at z = 0, "
                "0.14373 at z = 1.",
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
                "train: their median cosines fall to about 0.1 or below.",
            ),
            Wrong(
                "Two or three",
                "Three more do learn something, and come to 0.81 to 0.84. But so does a straight line, 0.815; the "
                "right gradient reaches 0.995.",
            ),
            Right(
                "One",
                "Only the sum for the mean gets to 0.995, as the right gradient does: it points the right way and is "
                "too long, and a smaller rate mends that.",
            ),
            Wrong(
                "None",
                "All five are wrong. But the sum for the mean is wrong in its length only, and each has a rate of "
                "its own.",
            ),
        ),
    ),
)
