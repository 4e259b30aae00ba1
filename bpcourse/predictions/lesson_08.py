"""The questions of lesson 8, convolution."""

import numpy as np

from bpcourse.predictions.question import Question, Right, Wrong


def _middle(results: dict, name: str, condition: str) -> float:
    """Return the median of one contestant's runs."""
    return float(np.median(results[name][condition]))


def _close_when_centred(results: dict) -> bool:
    """Whether the medians on centred digits differ by at most 3 points, and shuffling costs the convolution more."""
    middle = {(name, c): _middle(results, name, c) for name in results for c in ("centred", "shuffled")}
    gain = middle["convolution", "centred"] - middle["dense 24", "centred"]
    lost = {name: middle[name, "centred"] - middle[name, "shuffled"] for name in results}
    return abs(gain) <= 3 and min(middle.values()) > 93 and lost["convolution"] > max(0.5, lost["dense 64"])


def _a_third_lost(results: dict) -> bool:
    """Whether a shift costs the convolution about a third, the dense ones more, and less where shifts were learnt."""
    still = {name: _middle(results, name, "shifted") for name in results}
    after = {name: _middle(results, name, "shifted, learnt moving") for name in results}
    dense = max(still["dense 24"], still["dense 64"])
    return 52 < still["convolution"] < 75 and dense < 52 and after["convolution"] > max(90, after["dense 24"] + 4)


def _none_given_away(shares: dict) -> bool:
    """Whether no median of a wrong network is more than 3 points below that of the right one."""
    middle = {name: np.median(found) for name, found in shares.items()}
    return min(middle.values()) >= middle["none"] - 3 and middle["none"] > 94


def _three_shown(errors: dict) -> bool:
    """Whether the right network and the one with all winners agree with the cost, and the three others do not."""
    largest = {name: max(blocks.values()) for name, blocks in errors.items()}
    unseen = {name for name, error in largest.items() if error < 1e-10}
    return unseen == {"none", "pool: all of g to each tie"} and sorted(largest.values())[2] > 0.1


QUESTIONS: tuple[Question, ...] = (
    Question(
        "08.mean",
        "2 · Correlation, convolution, and why the kernel turns",
        (
            Right(
                "Not at all: the two means are equal",
                "Every g hands out g times each weight, to the same places in another order; the sum is the same.",
            ),
            Wrong(
                "It has the other sign",
                "Turning the kernel changes places, not signs: each g still hands out g times each of its weights.",
            ),
            Wrong(
                "It is off by an amount that depends on the kernel and on g",
                "The single entries are. But their sum is the sum of all g times the sum of all weights, either way.",
            ),
        ),
    ),
    Question(
        "08.border",
        "5 · Strides and padding",
        (
            Wrong(
                "None: the windows overlap, and every pixel is in at least one of them",
                "They overlap, but three windows end at the seventh pixel, and for a fourth one there is no room.",
            ),
            Wrong(
                "28, those all around the border",
                "The first window begins at the upper left corner, so the first row and column are used.",
            ),
            Right(
                "15, in the last row and the last column",
                "(8 - 3)/2 is rounded down to 2: three windows, which end at the seventh row and column.",
            ),
        ),
    ),
    Question(
        "08.ties",
        "6 · Pooling, and ties",
        (
            Wrong(
                "In less than 5 %: two of four pixels are rarely equal",
                "Of random real numbers none would be. But paper is 0 everywhere, and full ink is 16.",
            ),
            Wrong(
                "In 5 % to 25 %",
                "The blocks in which all four are equal, nearly all of them empty paper, are more than that alone.",
            ),
            Right(
                "In more than 25 %",
                "41 %; in 27 % all four pixels are equal.",
            ),
        ),
    ),
    Question(
        "08.lenet",
        "8 · The numbers of LeNet, derived",
        (
            Wrong(
                "C1 and C3 together, the convolutions over the image",
                "They have most of the connections. But their weights are shared: 1,672 parameters.",
            ),
            Right(
                "C5",
                "48,120 of 60,000. Its kernels are as large as the maps, so nothing is shared.",
            ),
            Wrong(
                "F6, the dense layer",
                "It has 10,164, from 120 inputs each. A unit of C5 has 400.",
            ),
        ),
    ),
    Question(
        "08.centred",
        "9 · What does it buy?",
        (
            Wrong(
                "Convolution is ahead by more than 3 points",
                "On larger pictures it may be. Here every digit stands in the middle, and a dense network can learn "
                "what each place means.",
            ),
            Right(
                "They differ by at most 3 points",
                "Convolution is ahead by about half a point, over 25 other splits by one; the ranges overlap.",
            ),
            Wrong(
                "Dense is ahead by more than 3 points: a weight for each pixel can do more",
                "A weight for each pixel is no great handicap where all is in its place, but no advantage either: its "
                "median is a little below that of the convolution.",
            ),
        ),
        holds=_close_when_centred,
    ),
    Question(
        "08.shifted",
        "9 · What does it buy?",
        (
            Wrong(
                "Over 75 %: the kernels look everywhere",
                "The kernels do. But the blocks of the pooling, the dense layer on top and the edge of the image stay "
                "where they are.",
            ),
            Right(
                "Between 52 % and 75 %",
                "About 65 %; the dense networks get about 46 %.",
            ),
            Wrong(
                "Below 52 %: the layer on top has learnt each place by heart",
                "The dense networks do fall below 52 %. Without pooling convolution falls to 52 %, too (five splits).",
            ),
        ),
        holds=_a_third_lost,
    ),
    Question(
        "08.planted",
        "11 · Four mistakes on trial",
        (
            Right(
                "None",
                "All medians are within 3 points of the right one: the layer on top has a right gradient, and what is "
                "below learns well enough from a wrong one.",
            ),
            Wrong(
                "One or two",
                "The quarter to each costs a point or two, less than the splits differ among themselves.",
            ),
            Wrong(
                "Three or four: a wrong gradient leads elsewhere",
                "It leads elsewhere, but a step need not be steepest to go down, and the layer on top is right.",
            ),
        ),
        holds=_none_given_away,
    ),
    Question(
        "08.checked",
        "11 · Four mistakes on trial",
        (
            Wrong(
                "All four",
                "Three. Behind ReLU, and with random images, the values that tie are zeros, where ReLU hands "
                "nothing on.",
            ),
            Right(
                "Three",
                "The tie mistake has an error as small as that of the right network: only zeros tie, and ReLU's slope "
                "erases what they are handed.",
            ),
            Wrong(
                "Two or fewer: what did not harm the training is too small to be seen",
                "What a check sees and what training needs are two things: three have errors of a tenth or more.",
            ),
        ),
        holds=_three_shown,
    ),
)
