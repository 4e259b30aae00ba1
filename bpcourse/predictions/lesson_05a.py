"""The questions of lesson 5a, steps in a bowl."""

from bpcourse.predictions.question import Question, Right, Wrong


def _above_the_limit(share: float, costs: list[float], product: float) -> bool:
    """Whether a network recovers below three times the limit, jumps above one and a half, and ends below its edge."""
    recovers, jumps = (costs[-1] < 0.1) == (share < 3), (max(costs) > 10) == (share > 1.5)
    return recovers and jumps and (share > 2 or product < (1 if share < 1.5 else 2))


QUESTIONS = (
    Question(
        "05a.rate-too-large",
        "1 · The bowl: how far may one step go?",
        (
            Wrong(
                "It arrives faster: the steps are longer",
                "For the flat direction it is so. But the steep one is multiplied by 1 - 2.1 = -1.1 at each step, "
                "and grows.",
            ),
            Wrong(
                "It arrives, but it zigzags",
                "It does zigzag, as at 0.19. But a zigzag arrives only if the factor is above -1, and here it is -1.1.",
            ),
            Right(
                "x1 arrives and x2 grows without end",
                "The factors are 0.79 and -1.10: after a hundred steps |x1| is 6e-10 and |x2| is 1e+04.",
            ),
            Wrong(
                "Both grow without end",
                "The cost does explode. But in a bowl each coordinate has its own factor, and that of x1 is 0.79.",
            ),
        ),
    ),
    Question(
        "05a.above-the-limit",
        "1 · The bowl: how far may one step go?",
        (
            Wrong(
                "At 1.2 times the limit the cost explodes, and at twice the limit as well",
                "In a bowl it would. But here the curvature changes: at 1.2 times the limit the product of rate and "
                "curvature falls from 2.4 to below 1.",
            ),
            Wrong(
                "At 1.2 times all is well; at twice the limit the cost explodes and stays high",
                "It does shoot up, beyond 10. But after 400 steps it is below 0.1 again; at three times the limit none "
                "of the three came back.",
            ),
            Right(
                "At 1.2 times all is well; at twice the limit the cost explodes, and comes back",
                "In these three the cost at twice the limit rises beyond 10 and comes back below 0.1, to a place where "
                "the product of rate and curvature is below 2.",
            ),
        ),
        holds=_above_the_limit,
    ),
    Question(
        "05a.heavy-ball",
        "2 · Momentum and Nesterov: derived",
        (
            Wrong(
                "With momentum, too, the steep direction arrives first and the flat one last",
                "Without momentum it is so: 1, 132 and 1,375 steps. With it the ball swings to and fro in the steep "
                "direction, and loses no more of its swing at each step than in the flat one.",
            ),
            Right(
                "All three arrive at the same pace",
                "They need 262, 257 and 263 steps to a millionth. In the long run a step shrinks all three by the "
                "same factor, as the lines below derive.",
            ),
            Wrong(
                "The flat direction arrives first: the ball is fast there",
                "The ball does gather speed there, and needs 262 steps, not 1,375. But the others need about as "
                "many, 257 and 263.",
            ),
        ),
    ),
    Question(
        "05a.less-momentum",
        "2 · Momentum and Nesterov: derived",
        (
            Wrong(
                "All three directions arrive in fewer steps",
                "Where the roots stay complex the factor does fall, to 0.71. But only the middle direction has "
                "complex roots now.",
            ),
            Wrong(
                "All three still arrive, but the flat one takes more steps",
                "The flat one does get slower, 0.93 a step and not 0.82. But the steep one does not arrive.",
            ),
            Wrong(
                "The flat direction diverges, the others arrive",
                "Its roots are no longer complex, and it is slower: 0.93 a step. But that is below 1, and it arrives.",
            ),
            Right(
                "The steep direction diverges, the others arrive",
                "Rate times curvature is 3.3, above the limit 2(1 + β) = 3, which is derived below: its factor is "
                "1.46.",
            ),
        ),
    ),
    Question(
        "05a.batch-size",
        "3 · Noise: the minibatch",
        (
            Right(
                "The smallest batches need the fewest passes, the full batch the fewest updates",
                "Batches of 4 need 3 passes and 1,011 updates, the full batch 76 of either.",
            ),
            Wrong(
                "The full batch needs the fewest of both: its gradient is exact",
                "It does need the fewest updates, 76. But each of them takes a whole pass, and batches of 4 need 3 "
                "passes.",
            ),
            Wrong(
                "The smallest batches need the fewest of both",
                "They do need the fewest passes, 3. But one pass in batches of 4 is 337 updates, and the full batch "
                "needs 76 in all.",
            ),
        ),
    ),
)
