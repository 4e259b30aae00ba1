"""The questions of lesson 1b, history from 1986 on."""

from bpcourse.predictions.question import Question, Right, Wrong

QUESTIONS = (
    Question(
        "01b.targets",
        "1 · Weights that were printed can still be questioned",
        (
            Wrong(
                "0 and 1",
                "These are the answers that one means. But with them the gradient at the printed weights is a "
                "hundred times as long, 0.5482: the training would have been far from rest.",
            ),
            Right(
                "0.1 and 0.9",
                "With 0.101 and 0.900 the gradient at the printed weights nearly vanishes, 0.0053; with 0 and 1 it "
                "is 0.5482.",
            ),
            Wrong(
                "0.2 and 0.8",
                "Numbers inside 0 and 1 is right, and these two the letter uses for its family trees (section 6). "
                "Here the gradient is smallest for 0.101 and 0.900.",
            ),
        ),
    ),
    Question(
        "01b.symmetry",
        "2 · Mirror symmetry, tried again 400 times",
        (
            Wrong(
                "Nearly all of the 400 starts learn it",
                "The letter shows a run that learnt. But one run says nothing of the share, and here it is 42 %.",
            ),
            Right(
                "Between a third and a half of them do",
                "42 % of the 400 learn it, from 33 to 54 in each hundred. The others end at an error some ninety "
                "times as large.",
            ),
            Wrong(
                "About one in ten does",
                "Most of the starts do fail, but not nine in ten: 42 % learn it.",
            ),
        ),
    ),
    Question(
        "01b.more-units",
        "3 · Exclusive or, and how many units are enough",
        (
            Wrong(
                "It grows: more hidden units, more ways to get stuck",
                "More weights make a larger surface, and one may think of more places to get stuck. But the failures "
                "fall, from 77 of 500 to 4 with one unit more.",
            ),
            Wrong(
                "It falls slowly: with four units it is still about half of what it is with two",
                "That it falls is right. But a single unit more leaves 4 failures of 77, and two more leave none.",
            ),
            Right(
                "It falls fast: with four units hardly a run in a hundred fails",
                "Of 500 runs 77 get stuck with two hidden units, 4 with three and none with four.",
            ),
        ),
    ),
    Question(
        "01b.held-out",
        "6 · Family trees",
        (
            Wrong(
                "More than 90 %",
                "Four of four were right in the letter. But at a share of 60 % four of four still happens in 13 % of "
                "the tests, if questions are independent.",
            ),
            Right(
                "Between 40 and 75 %",
                "Half of them or somewhat more are right, by our recipe. Four out of four is the exception, in fewer "
                "than 10 of the 26 splits.",
            ),
            Wrong(
                "Less than 20 %",
                "All 24 outputs must be right, so guessing earns next to nothing. But the network does generalise: "
                "half of the questions or somewhat more are right.",
            ),
        ),
        holds=lambda learnt, share, all_4: 0.4 < share < 0.75 < 0.85 < learnt and all_4 < 10,
    ),
)
