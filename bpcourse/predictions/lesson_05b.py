"""The questions of lesson 5b, scales, signs and curvature."""

from bpcourse.predictions.question import Question, Right, Wrong

QUESTIONS = (
    Question(
        "05b.turned-bowl",
        "1 · A rate for each weight: from AdaGrad to Adam",
        (
            Wrong(
                "Nothing changes for anybody: it is the same bowl",
                "For momentum it is so, 140 steps at each angle. The others scale each weight, and the ravine runs "
                "along none of them any more.",
            ),
            Right(
                "AdaGrad, Adam and Rprop need more steps, Adam the least so",
                "At 45° Adam needs 372 steps in place of 128 and Rprop 527 in place of 27; AdaGrad needed 4, and "
                "does not arrive in 1,000.",
            ),
            Wrong(
                "They need fewer steps: turned, all gradients have the same size",
                "The sizes do become more alike. But then the scales do, too, and a scale for each weight cannot "
                "undo a ravine that runs across the weights.",
            ),
        ),
    ),
    Question(
        "05b.uncorrected",
        "1 · A rate for each weight: from AdaGrad to Adam",
        (
            Wrong(
                "The first steps are too small",
                "The mean m does start at a tenth of what it should be. But it is divided by √v, which starts at a "
                "thirtieth.",
            ),
            Right(
                "The first steps are too large",
                "The first is 3.16 times η, those around the tenth more than 6 times: √v is farther below its final "
                "value than m.",
            ),
            Wrong(
                "It makes no visible difference",
                "Both averages are too small, and one may hope that this cancels. It does not, 0.1/√0.001 = 3.16; "
                "after 500 steps it is still 1.59.",
            ),
        ),
    ),
    Question(
        "05b.other-betas",
        "1 · A rate for each weight: from AdaGrad to Adam",
        (
            Right(
                "With (0.9, 0.95) the first steps are too small",
                "They are 0.45, 0.61 and (the fifth) 0.86 of η: β₂ is below 1 - (1 - β₁)² = 0.99.",
            ),
            Wrong(
                "With (0.9, 0.95) the first steps are too large as well",
                "With β₂ = 0.999 it was so. But √v now starts at √0.05 = 0.22 of its final value, and m still at "
                "0.1: the first step is 0.45 η.",
            ),
            Wrong(
                "With (0.9, 0.95) each of the first steps is η, to two decimals",
                "There is a β₂ where the first step is η, 0.99 for this β₁. At 0.95 it is 0.45 η.",
            ),
        ),
    ),
    Question(
        "05b.ten-gradients",
        "2 · Only the sign: Rprop",
        (
            Wrong(
                "All rules stay near the start: the ten gradients add up to zero",
                "They do, and gradient descent, which adds them, stays. But a rule of signs counts: nine against one.",
            ),
            Wrong(
                "Gradient descent runs away, it believes the one large gradient; Rprop and the signs stay",
                "It does believe the large one. But the nine small ones weigh as much together, and each round ends "
                "where it began.",
            ),
            Right(
                "Rprop runs far away, the plain signs go some way, gradient descent stays",
                "In the second hundred of rounds Rprop drifts by -38,420, the signs by -8 and gradient descent by 0.",
            ),
        ),
    ),
    Question(
        "05b.sine",
        "3 · Curvature: Gauss-Newton and Levenberg-Marquardt",
        (
            Wrong(
                "fewer",
                "A step of Adam is far cheaper than one of Levenberg-Marquardt. But the question counts iterations, "
                "and none of its runs takes fewer than 900.",
            ),
            Wrong(
                "up to 5 times as many",
                "Adam adapts its steps, too. But that would be at most 150 iterations, and none of its runs takes "
                "fewer than 900.",
            ),
            Wrong(
                "5 to 25 times as many",
                "That would be at most 750 iterations. At none of the four rates does a run of Adam arrive so soon.",
            ),
            Right(
                "more than 25 times as many",
                "The median of Levenberg-Marquardt is 30 iterations; at each of the four rates Adam needs more than "
                "900, where it arrives at all.",
            ),
        ),
        holds=lambda counts: min(counts) > 900,  # thirty times the median of Levenberg-Marquardt
    ),
    Question(
        "05b.decay",
        "4 · Decay done right",
        (
            Wrong(
                "Both shrink alike, as with gradient descent",
                "There they do: 0.39 and 0.37. But Adam divides λw by the size of the gradients, and that is not the "
                "same for the two.",
            ),
            Wrong(
                "The weight with large gradients shrinks more",
                "Large gradients make large steps in gradient descent. But Adam divides by their size, and divides "
                "λw along with them: 0.41 is left.",
            ),
            Right(
                "The weight with small gradients shrinks more",
                "Adam divides λw by the size of the gradients: 0.02 of this weight is left, and 0.41 of the one with "
                "large gradients.",
            ),
        ),
    ),
)
