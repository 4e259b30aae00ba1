"""Tasks 03.7 and 03.8: what it costs; predict, measure, conclude."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from bpcourse.tasks import FunctionTask, Mistake, Part, ValueTask
from bpcourse.tasks.judgement import Word

# --- 03.7 what it costs


def _counts(sizes):
    weights = [n * k for k, n in pairwise(sizes)]
    return sum(weights), 2 * sum(weights) - weights[0]


def _with_units(layers: slice):
    """Return counts whose backward pass has one more product for each unit of the layers ``sizes[1:][layers]``."""

    def made(sizes):
        forward, backward = _counts(sizes)
        return forward, backward + sum(sizes[1:][layers])

    return made


ONE_FOR_EACH_UNIT = (
    "Backwards this counts one more for each {}. The products with σ' are left out of this count, and BP3 multiplies "
    "nothing."
)


def _draw_sizes(layers: int):
    def draw(rng):
        return ([int(n) for n in rng.choice(np.arange(3, 40), layers, replace=False)],)

    return draw


MULTIPLY_ADDS = FunctionTask(
    id="03.7",
    title="Count the work",
    answer="multiply_adds",
    difficulty=2,
    minutes=10,
    section="lesson 3, section 12",
    names=("forward", "backward"),
    oracle=_counts,
    parts=(
        Part("one hidden layer", 0.5, _draw_sizes(3)),
        Part("three hidden layers", 1.0, _draw_sizes(5)),
        Part("no hidden layer", 0.5, _draw_sizes(2)),
    ),
    mistakes=(
        Mistake(
            "error-of-the-input",
            "BP2 has been counted for the first layer too. No weight needs the error of the input.",
            lambda sizes: (_counts(sizes)[0], 2 * _counts(sizes)[0]),
        ),
        Mistake(
            "bp2-forgotten",
            "Backwards there are two products a layer: BP4 for the gradient, and BP2 to pass the error down.",
            lambda sizes: (_counts(sizes)[0], _counts(sizes)[0]),
        ),
        Mistake(
            "bp4-forgotten",
            "BP4 costs a multiplication for each weight as well.",
            lambda sizes: (_counts(sizes)[0], _counts(sizes)[0] - sizes[0] * sizes[1]),
        ),
        Mistake(
            "both-passes",
            "This is the sum of both passes. The backward pass alone is asked for.",
            lambda sizes: (_counts(sizes)[0], sum(_counts(sizes))),
        ),
        Mistake("slopes-counted", ONE_FOR_EACH_UNIT.format("unit"), _with_units(slice(None))),
        Mistake("hidden-slopes-counted", ONE_FOR_EACH_UNIT.format("hidden unit"), _with_units(slice(-1))),
        Mistake(
            "biases-counted",
            "Biases are added, not multiplied: they do not count.",
            lambda sizes: (
                _counts(sizes)[0] + sum(sizes[1:]),
                2 * (_counts(sizes)[0] + sum(sizes[1:])) - sizes[1] * (sizes[0] + 1),
            ),
        ),
        Mistake(
            "last-layer-left-out",
            "BP2 has been left out for the last layer instead of the first.",
            lambda sizes: (_counts(sizes)[0], 2 * _counts(sizes)[0] - sizes[-1] * sizes[-2]),
        ),
        Mistake(
            "units-for-weights",
            "These are units. A layer has n_l times n_{l-1} weights.",
            lambda sizes: (sum(sizes[1:]), 2 * sum(sizes[1:]) - sizes[1]),
        ),
    ),
    hints=(
        "Each weight is used once in the forward pass.",
        "Backwards each weight is used in BP4, and in BP2 unless it belongs to the first layer.",
        "pairwise(sizes) from itertools gives (n_{l-1}, n_l) for each layer.",
    ),
)


# --- 03.8 predict, measure, conclude

PACE = Word(("faster", "slower", "equally fast"))

SATURATION = ValueTask(
    id="03.8",
    title="Predict, measure, conclude: the slowest mistake",
    answer="saturation",
    difficulty=3,
    minutes=15,
    section="lesson 3, section 9",
    tolerance=5e-3,
    truth=lambda: {"z": np.log(2), "delta": 4 / 27, "conclusion": "slower"},
    parts=(Part("z", 0.75), Part("delta", 0.75), Part("conclusion", 0.5, judgement=PACE)),
    mistakes=(
        Mistake(
            "steepest-sigmoid",
            "At z = 0 the sigmoid is steepest, but δ is that slope times a - y = a, which grows with z.",
            lambda: {"z": 0.0, "delta": 0.125},
        ),
        Mistake(
            "slope-only",
            "This is the largest slope of the sigmoid. δ multiplies it by a - y.",
            lambda: {"delta": 0.25},
        ),
        Mistake(
            "activation-not-z",
            "This is the activation a at the maximum. Asked for is the weighted input z.",
            lambda: {"z": 2 / 3},
        ),
        Mistake(
            "cross-entropy",
            "This is δ of the cross-entropy, a - y. The quadratic cost multiplies it by σ'(z).",
            lambda: {"delta": 2 / 3},
        ),
        Mistake(
            "cost-not-delta",
            "This is the cost at that point, ½ a². Asked for is δ.",
            lambda: {"delta": (2 / 3) ** 2 / 2},
        ),
        Mistake(
            "target-one",
            "This belongs to the target 1. Here the target is 0.",
            lambda: {"z": -np.log(2), "delta": -4 / 27},
        ),
        Mistake(
            "more-wrong-is-faster",
            "Look at δ for z = 5 and for z = 10: beyond the maximum it falls, though the answer gets worse.",
            lambda: {"conclusion": "faster"},
        ),
        Mistake(
            "no-difference",
            "Compare δ at z = 1, 5 and 10. It is not the same.",
            lambda: {"conclusion": "equally fast"},
        ),
    ),
    hints=(
        "Compute δ(z) = a · a (1 - a) on a fine grid of z and look for the largest value.",
        "np.linspace(-10, 10, 20001) is fine enough; np.argmax finds the place.",
        "The maximum lies where a = 2/3.",
    ),
)
