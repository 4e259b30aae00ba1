"""Task 02.2: what is done in place of the step downhill."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.common.slips import sigmoid_slope
from bpcourse.tasks.slips import Slip
from bplib.activations import sigmoid

X, EXPECTED, RATE = 1.5, 1.0, 0.5
PARAMETERS = np.array([0.2, 0.4, 0.3, 0.1])  # w1, w2, b1, b2


def weighted_inputs(parameters):
    """Return z1 and z2."""
    w1, w2, b1, b2 = parameters
    return np.array([w1 * X + b1, w2 * X + b2])


def moved(parameters, gradient):
    """Return the parameters after a step."""
    return parameters - RATE * gradient


def _only(*which: int):
    mask = np.isin(np.arange(4), which)
    return lambda p, g: moved(p, g * mask)


def _with_rate(rate: float):
    return lambda p, g: p - rate * g


def _gradient(p):
    """Return the four slopes at other parameters."""
    z = weighted_inputs(p)
    d = 2 * (sigmoid(z).sum() - EXPECTED) * sigmoid_slope(z)
    return np.concatenate([d * X, d])


def _one_after_the_other(p, gradient):
    """Return the parameters when the slopes of the second unit are taken after the first was moved."""
    first = moved(p, gradient * np.array([1, 0, 1, 0]))
    z = weighted_inputs(first)
    d = 2 * (sigmoid(z).sum() - EXPECTED) * sigmoid_slope(z)[1]
    return moved(first, d * np.array([0, X, 0, 1]))


def _groups(*groups: tuple[int, ...]):
    """Return the move of the parameters in groups, one after the other, each by the slopes at those moved so far."""

    def one_by_one(p, _gradient_before):
        for group in groups:
            p = moved(p, _gradient(p) * np.isin(np.arange(4), group))
        return p

    return one_by_one


NOT_TOGETHER = (
    "the parameters are not moved together: the slopes of the later ones have been taken after the first were moved. "
    "Take all slopes first."
)
ORDERS = (
    ((0, 1), (2, 3)),
    ((2, 3), (0, 1)),
    ((0, 2), (1, 3)),
    ((1, 3), (0, 2)),
    ((0,), (1,), (2,), (3,)),
    ((0,), (2,), (1,), (3,)),
    ((2,), (0,), (3,), (1,)),
    ((3,), (2,), (1,), (0,)),
    ((1,), (0,), (2,), (3,)),
    ((0,), (1, 2, 3)),
    ((0, 2), (0, 1, 2, 3)),
)

OTHER_RATES = (0.25, 0.1, 0.05, 0.01, 0.2, 0.001)

MOVES = (
    *(Slip("not-together", NOT_TOGETHER, _groups(*order)) for order in ORDERS),
    Slip("climbed", "the step has been added. Downhill is against the slope.", lambda p, g: p + RATE * g),
    Slip(
        "biases-not-moved",
        "only the weights have been moved. The biases are parameters too.",
        _only(0, 1),
    ),
    Slip(
        "weights-not-moved",
        "only the biases have been moved. The weights are parameters too.",
        _only(2, 3),
    ),
    Slip(
        "first-unit-moved",
        "only the first unit has been moved. w2 and b2 have slopes of their own.",
        _only(0, 2),
    ),
    Slip("second-unit-moved", "only the second unit has been moved.", _only(1, 3)),
    Slip("only-w1-moved", "only w1 has been moved. All four parameters have slopes.", _only(0)),
    Slip("only-b1-moved", "only b1 has been moved. All four parameters have slopes.", _only(2)),
    *(
        Slip(
            f"moved-from-another-{which}",
            f"a new parameter has been made from the old value of another one: {said}. Each is moved from its own old "
            "value.",
            lambda p, g, places=places: moved(p[places], g),
        )
        for which, said, places in (
            ("w2", "the new w2 from the old w1", [0, 0, 2, 3]),
            ("b2", "the new b2 from the old b1", [0, 1, 2, 2]),
            ("unit", "the new w2 and b2 from the old w1 and b1", [0, 0, 2, 2]),
            ("w1", "the new w1 from the old w2", [1, 1, 2, 3]),
            ("b1", "the new b1 from the old b2", [0, 1, 3, 3]),
            ("first-unit", "the new w1 and b1 from the old w2 and b2", [1, 1, 3, 3]),
            ("both", "the two units are exchanged", [1, 0, 3, 2]),
            ("kind", "weights from biases and biases from weights", [2, 3, 0, 1]),
            ("bias", "the new biases from the old weights", [0, 1, 0, 1]),
        )
    ),
    Slip(
        "assigned-not-subtracted",
        "the step itself has been put in place of the parameters. It is subtracted from the old values.",
        lambda p, g: -RATE * g,
    ),
    Slip(
        "gradient-for-parameters",
        "the slopes have been put in place of the parameters. The step is subtracted from the old values.",
        lambda p, g: g,
    ),
    Slip(
        "slopes-exchanged-in-the-step",
        "the two units have been moved by each other's slopes.",
        lambda p, g: moved(p, g[[1, 0, 3, 2]]),
    ),
    Slip(
        "same-step-for-weight-and-bias",
        "the biases have been moved by the slopes of the weights.",
        lambda p, g: moved(p, g[[0, 1, 0, 1]]),
    ),
    Slip(
        "weights-moved-as-biases",
        "the weights have been moved by the slopes of the biases: x is missing there.",
        lambda p, g: moved(p, g[[2, 3, 2, 3]]),
    ),
    Slip(
        "signs-of-the-slopes",
        "every parameter has been moved by the rate itself, whatever the size of its slope.",
        lambda p, g: moved(p, np.sign(g)),
    ),
    Slip(
        "moved-in-proportion",
        "the parameters have been multiplied by 1 - rate · slope.",
        lambda p, g: p * (1 - RATE * g),
    ),
    Slip(
        "two-steps",
        "two steps have been made. One is asked for.",
        lambda p, g: moved(moved(p, g), _gradient(moved(p, g))),
    ),
    Slip(
        "rate-forgotten",
        "the step is the gradient times the rate 0.5. Here the rate is 1, or the step was made twice.",
        _with_rate(1.0),
    ),
    *(
        Slip(f"rate-{rate:g}", f"the rate has been taken as {rate:g}. It is 0.5.", _with_rate(rate))
        for rate in OTHER_RATES
    ),
    *(
        Slip(
            f"climbed-with-rate-{rate:g}",
            f"the step has been added, and with the rate {rate:g}. Downhill is against the slope, and the rate is 0.5.",
            _with_rate(-rate),
        )
        for rate in (1, *OTHER_RATES)
    ),
    Slip(
        "weights-climb",
        "the step has been added to the weights, and subtracted from the biases only. Both go downhill.",
        lambda p, g: moved(p, g * np.array([-1, -1, 1, 1])),
    ),
    Slip(
        "biases-climb",
        "the step has been added to the biases, and subtracted from the weights only. Both go downhill.",
        lambda p, g: moved(p, g * np.array([1, 1, -1, -1])),
    ),
    Slip("divided-by-the-rate", "the gradient has been divided by the rate. Multiply by it.", _with_rate(2.0)),
    Slip(
        "same-step-for-both-units",
        "the second unit has been moved by the slopes of the first. It has slopes of its own, taken at z2.",
        lambda p, g: moved(p, g[[0, 0, 2, 2]]),
    ),
    Slip(
        "slopes-after-the-first-move",
        "the second unit has been moved with slopes that were taken after the first had moved. All slopes are taken "
        "before the step.",
        _one_after_the_other,
    ),
)
