"""The questions of lesson 6a, two resting places."""

from bpcourse.predictions.question import Question, Right, Wrong

QUESTIONS = (
    Question(
        "06a.strong-connection",
        "2 · A ball in a landscape",
        (
            Wrong(
                "They settle further out, at larger values of h and o",
                "From w = 0.6 to 0.9 it is so. But above w = 1 there is no lowest place to settle in.",
            ),
            Wrong(
                "They end in a cycle of two places",
                "By turns no move raises the energy. So a cycle that goes down and up again is out; here it goes "
                "down without end.",
            ),
            Right(
                "They settle nowhere: they grow without end",
                "The smallest curvature is 1 - w = -0.2: the bowl has become a saddle, and the two units drive each "
                "other up.",
            ),
        ),
    ),
    Question(
        "06a.five-digits",
        "3 · Hopfield's networks in one page",
        (
            Wrong(
                "All five come back",
                "With two digits both did. With five a mixture of them, at -70.8, lies lower than any of the five.",
            ),
            Wrong(
                "Two or three of the five come back",
                "Some digits are less alike than others, and one may hope for these. But the best of the five still "
                "has 8 wrong dots.",
            ),
            Right(
                "None of the five comes back",
                "They have 8 to 12 wrong dots. All five end in the same mixture, at -70.8; the lowest of the digits "
                "lies at -64.1.",
            ),
        ),
    ),
    Question(
        "06a.depth",
        "4 · A network that settles",
        (
            Wrong(
                "Each hidden layer more still needs more sweeps: news has further to travel",
                "One sweep upwards carries news through all layers. In the table before, the deeper networks were "
                "also the flatter ones; here λ is held.",
            ),
            Right(
                "All four need about the same number of sweeps",
                "With λ = 0.30 in all four they need 17, 16, 16 and 16 sweeps.",
            ),
            Wrong(
                "The deeper networks need clearly fewer",
                "Their weights were made smaller, but only to hold λ at 0.30. They need 16 sweeps where one hidden "
                "layer needs 17.",
            ),
        ),
    ),
    Question(
        "06a.hidden-unit",
        "5 · Nudging",
        (
            Wrong(
                "It has stayed: nobody pulls at it",
                "The spring does pull at the output only. But the hidden unit receives w·o, and the output has moved.",
            ),
            Right(
                "It has moved in the same direction as the output, but less far",
                "The output has moved by 0.2056 and the hidden unit by 0.1234, w = 0.6 times as far.",
            ),
            Wrong(
                "It has moved as far as the output, or further",
                "It does follow the output. But the connection hands on w = 0.6 of the way.",
            ),
        ),
    ),
)
