"""The questions of lesson 5c, comparing and choosing."""

from bpcourse.predictions.question import Question, Right, Wrong


def _tournament(rule: str, times: list[float]) -> bool:
    """Whether Lion and Muon alone are near the lowest cost of the first problem, and gradient descent nowhere."""
    near = times[0] < 1.5 if rule in ("Lion", "Muon") else times[0] > 2
    return near and (rule != "gradient descent" or min(times) > 1.2)


def _long_memory(rule: str, learnt: int, arriving: float, slope: float) -> bool:
    """Whether all five learn it, and error and slope are left in the end but for gradient descent."""
    return learnt == 5 and (arriving > 0.05) == (slope > 0.05) == (rule != "gradient descent")


_EIGHT_LAYERS = {  # activation, initial weights, times, rule: the least and the largest share that is right
    ("sigmoid", "glorot", 1, "GradientDescent"): (0, 0.65),
    ("sigmoid", "glorot", 1, "Adam"): (0.6, 0.95),
    ("sigmoid", "glorot", 4, "GradientDescent"): (0.6, 0.8),
    ("sigmoid", "glorot", 4, "Adam"): (1, 1),
    ("relu", "glorot", 1, "GradientDescent"): (0.7, 0.99),
    ("relu", "he", 1, "GradientDescent"): (1, 1),
}


def _eight_layers(activation: str, initial: str, times: float, rule: str, right: list[float]) -> bool:
    """Whether all five runs lie within what is said of them."""
    least, most = _EIGHT_LAYERS[activation, initial, times, rule]
    return least <= min(right) <= max(right) <= most


QUESTIONS = (
    Question(
        "05c.curvature",
        "1 · Schedules and warm-up",
        (
            Wrong(
                "It has fallen in both networks",
                "So says the explanation, and for the digits it is right. In the deep network the median rises to "
                "more than ten times its first value.",
            ),
            Right(
                "It has fallen in the one for the digits and risen in the deep one",
                "For the digits it goes from about 3 to about 2, in the deep network from about 2 to more than ten "
                "times that.",
            ),
            Wrong(
                "It has risen in the one for the digits and fallen in the deep one",
                "A deep network may look the more dangerous one at the start. But there its curvature is about 2, "
                "below that of the other, and then it rises.",
            ),
            Wrong(
                "It has risen in both",
                "Such a rise is described for many networks (Cohen et al. 2021). For the digits, at this small rate, "
                "it has fallen: from about 3 to about 2.",
            ),
        ),
        holds=lambda name, median: (median[2:4].max() > 20) == (name == "deep, narrow") and median[-1] < 10,
    ),
    Question(
        "05c.tournament",
        "3 · A tournament",
        (
            Wrong(
                "Adam has the lowest median cost on all four problems",
                "On the other three it has, or comes close to it. But on the digits Lion and Muon come to less than "
                "half its cost.",
            ),
            Wrong(
                "The leaders differ, and gradient descent, at its own best rate, is one of them",
                "Its own best rate makes the comparison fair. But on each of the four problems another rule has a "
                "lower median cost.",
            ),
            Right(
                "The leaders differ, and gradient descent leads nowhere",
                "Lion and Muon lead on the digits; on the other three Adam leads, or comes close to it. The cost of "
                "gradient descent is several times the lowest on each.",
            ),
        ),
        holds=_tournament,
    ),
    Question(
        "05c.long-memory",
        "4 · Popular claims on trial",
        (
            Wrong(
                "Nobody learns it",
                "At the weights of the start only three millionths of the error arrive. But the first steps change "
                "the weights that the error has to pass.",
            ),
            Right(
                "All three rules learn it in most of their networks",
                "Each of the three learns it in 5 of 5 networks. The first steps change W, and so what arrives.",
            ),
            Wrong(
                "Only Adam and Rprop learn it: the gradient is too small for gradient descent",
                "The gradient is tiny at the start, and gradient descent does not scale it. But at this rate its "
                "steps change W enough: 5 of 5 networks learn it.",
            ),
        ),
        holds=_long_memory,
    ),
    Question(
        "05c.eight-layers",
        "4 · Popular claims on trial",
        (
            Wrong(
                "From neither start, and gradient descent does not solve it with ReLU",
                "Eight hidden layers sound like too many for either. But Adam solves it from the larger start, and "
                "gradient descent with ReLU and He's weights.",
            ),
            Wrong(
                "From neither start, and gradient descent solves it with ReLU",
                "The half about gradient descent is right. But from weights four times as large Adam solves it with "
                "each of five seeds, sigmoids and all.",
            ),
            Right(
                "From the larger start only, and gradient descent solves it with ReLU",
                "With sigmoids Adam gets about three quarters right from Glorot's weights, and all from the larger "
                "ones; gradient descent with ReLU and He's weights gets all right.",
            ),
            Wrong(
                "From both starts, and gradient descent does not solve it with ReLU",
                "Adam does help from Glorot's weights, to about three quarters, but does not solve it there. And "
                "gradient descent does solve it, with ReLU and He's weights.",
            ),
        ),
        holds=_eight_layers,
    ),
)
