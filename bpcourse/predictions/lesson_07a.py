"""The questions of lesson 7a, the factor of a layer."""

import numpy as np

from bpcourse.predictions.question import Question, Right, Wrong


def _sigmoids_learn(ends: dict) -> bool:
    """Whether Glorot's sigmoids stay at the cost of guessing, those with N(0, 1) learn, and the others learn well."""
    small, large, *others = (np.asarray(costs) for costs in ends.values())
    return 2.28 < np.median(small) < 2.33 and 0.3 < np.median(large) < 1.2 and max(map(np.max, others)) < 0.4


def _edge(rights: dict) -> bool:
    """Whether the median is highest near the critical value, low far below and far above."""
    middle = {weights: np.median(row) for weights, row in rights.items()}
    best = max(middle, key=middle.get)
    return best in (1.4, 1.76, 2.2) and max(middle[0.5], middle[1], middle[4.5]) < 0.35 < 0.45 < middle[1.76]


QUESTIONS: tuple[Question, ...] = (
    Question(
        "07a.bigger-weights",
        "1 · A network that does not learn",
        (
            Wrong(
                "At most ¼: no slope is larger than that, and saturated units have still smaller ones",
                "The slopes do shrink. But BP2 multiplies by the weights, too, and they are ten times as large: 0.99.",
            ),
            Right(
                "Between 0.9 and 1.1: δ keeps about its length",
                "0.99. Larger weights and smaller slopes nearly cancel at this width.",
            ),
            Wrong(
                "Above 2: weights ten times as large make the factor ten times as large",
                "With the same slopes it would be 2.4. But larger weights make larger z, and with them smaller slopes.",
            ),
        ),
    ),
    Question(
        "07a.weight-gradients",
        "3 · A product of Jacobians",
        (
            Wrong(
                "About a thousandth as long: it goes with δ",
                "In BP4 δ is only one of two factors. The other one, the activation that comes in, is some five "
                "hundred times as large below as above.",
            ),
            Right(
                "About as long: between a third and three times",
                "0.8 times. The activations shrink on the way up as δ does on the way down.",
            ),
            Wrong(
                "About a thousand times as long: what comes into layer 1 is so much larger",
                "What comes in is larger by that much, but δ is smaller by that much. The product is what counts.",
            ),
        ),
    ),
    Question(
        "07a.sigmoids-learn",
        '5 · On trial: "sigmoids vanish because σ\' ≤ ¼"',
        (
            Wrong(
                "Between 2.2 and 2.4: saturated units learn nothing, δ or not",
                "Many are saturated, but not all, and δ gets through. The cost falls to about 0.8.",
            ),
            Right(
                "Below 1.2: it learns",
                "To about 0.8 in the median of five runs; with Glorot's weights it stays at 2.30.",
            ),
            Wrong(
                "Above 3: with weights that large no rate is small enough, and the cost climbs",
                "At rates of 1 and more it does climb. At its best rate, 0.1, it falls to about 0.8.",
            ),
        ),
        holds=_sigmoids_learn,
    ),
    Question(
        "07a.both-wishes",
        "6 · Initial weights, derived",
        (
            Right(
                "Below 0.5",
                "0.391. What keeps the length on the way up loses it on the way down when f has a mean.",
            ),
            Wrong(
                "Between 0.9 and 1.1: where the signals keep their length, δ keeps its own",
                "That holds for ReLU and for straight lines, where E f² and E f'² are equal. For sigmoids they are "
                "0.293 and 0.045.",
            ),
            Wrong(
                "Above 1.1: sigmoids need larger weights to keep q, and δ grows with them",
                "They do need larger ones, a σ_w² of 3.41. To keep δ it would have to be 22.3.",
            ),
        ),
    ),
    Question(
        "07a.edge",
        "7 · Order, chaos and the line between",
        (
            Wrong(
                "One of the smallest, 0.5 or 1: there no unit saturates",
                "No unit does. But all inputs become alike on the way up, and no δ arrives below.",
            ),
            Wrong(
                "One of the largest, 3 or 4.5: there δ arrives at more than its full length",
                "It does arrive, and explodes on the way. And inputs that were close are torn apart on the way up.",
            ),
            Right(
                "One in the middle, 1.4, 1.76 or 2.2",
                "1.76 and 2.2 have about half of the digits right, the smallest and largest a fifth or less.",
            ),
        ),
        holds=_edge,
    ),
    Question(
        "07a.width",
        "8 · What a mean hides",
        (
            Wrong(
                "Between 0.5 and 2: the mean square is 1",
                "A mean square can be carried by a few. Half of the networks are below 0.0006.",
            ),
            Wrong(
                "Between 0.01 and 0.5: a narrow network loses some of it",
                "So it is at width 30, with 0.09. At width 10 the median is 0.0006.",
            ),
            Right(
                "Below 0.01",
                "0.0006. The spread between networks grows with depth and shrinks with width.",
            ),
        ),
    ),
    Question(
        "07a.adam",
        "9 · What the optimiser can do",
        (
            Wrong(
                "About 1: the first step of Adam has the size of the rate, whatever the gradient",
                "That is so down to gradients of about ε = 1e-8. Here they are 3e-15.",
            ),
            Right(
                "Below 0.00001",
                "3e-07. The gradient is far below ε, so ε is what it is divided by.",
            ),
            Wrong(
                "Between 0.001 and 0.5: it is somewhat shorter",
                "At ten hidden layers it is 0.4. At twenty the gradient is 3e-15, and ε = 1e-8 rules.",
            ),
        ),
    ),
)
