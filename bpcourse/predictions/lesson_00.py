"""The question of lesson 0, where one tries how predictions work."""

from bpcourse.predictions.question import Question, Right, Wrong

QUESTIONS = (
    Question(
        "00.shape",
        "Notation",
        (
            Wrong(
                "(4, 3)",
                "“From 4 inputs to 3 units” is how one says it. In the notation of this course the unit that "
                "receives comes first.",
            ),
            Right(
                "(3, 4)",
                "Layer 1 has a row for each of its 3 units, and in each row a weight for each of the 4 inputs.",
            ),
            Wrong(
                "(5, 3, 4)",
                "There are five examples. But all five meet the same weights; only Z and A have a row for each "
                "example.",
            ),
        ),
    ),
)
