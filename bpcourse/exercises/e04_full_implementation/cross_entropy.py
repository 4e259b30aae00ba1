"""Task 04.2: binary cross-entropy from the weighted inputs."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e04_full_implementation.shared import batch_scale, sigmoid_slope
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.words import Scale
from bplib.activations import sigmoid


def _binary_cross_entropy(Z, Y):
    return (np.logaddexp(0, Z) - Y * Z).sum(axis=1), sigmoid(Z) - Y


def _text_book(a, Y):
    """Return -y ln a - (1 - y) ln(1 - a) of each output."""
    return -(Y * np.log(a) + (1 - Y) * np.log(1 - a))


def _plain(Z):
    """Return 1 / (1 + e^-z) as a learner writes it: rounded to 0 and 1 where the library stops a little short."""
    return 1 / (1 + np.exp(-Z))


def _wrong_loss(costs=None, delta=None):
    """Return a loss made of wrong costs or a wrong δ; what is None stays right."""

    def made(Z, Y):
        right_costs, right_delta = _binary_cross_entropy(Z, Y)
        return (right_costs if costs is None else costs(Z, Y)), (right_delta if delta is None else delta(Z, Y))

    return made


def _clipped(limit: str) -> Mistake:
    """Return the mistake of keeping a away from 0 and 1 by that much."""
    low, high = float(limit), 1 - float(limit)
    return Mistake(
        f"clipped-{limit}",
        f"The outputs have been kept {limit} away from 0 and 1. That avoids ln 0, but no output can cost more than "
        f"{-np.log(low):.0f}: the network looks less wrong than it is. Compute the cost from z.",
        _wrong_loss(lambda Z, Y: _text_book(np.clip(_plain(Z), low, high), Y).sum(axis=1)),
    )


def _draw_binary(soft: bool = False):
    def draw(rng):
        Y = rng.uniform(0.1, 0.9, (5, 3)) if soft else rng.permutation([0.0, 1.0, 1.0] * 5).reshape(5, 3)
        return rng.normal(0, 1.5, (5, 3)), Y

    return draw


def _draw_sure(rng):
    """Draw outputs that are sure: a row of ones and a row of zeros rightly so, half of the others wrongly."""
    Y = np.vstack([np.ones(3), np.zeros(3), rng.permutation([0.0, 1.0] * 6).reshape(4, 3)])
    right = np.vstack([np.ones((2, 3)), rng.permutation([1.0, -1.0] * 6).reshape(4, 3)])
    order = rng.permutation(6)
    return (right * (2 * Y - 1) * rng.uniform(800, 1200, (6, 3)))[order], Y[order]


BINARY_CROSS_ENTROPY = FunctionTask(
    id="04.2",
    title="Binary cross-entropy, safely",
    answer="binary_cross_entropy",
    difficulty=3,
    minutes=20,
    section="lesson 4, section 8",
    names=("costs", "delta"),
    oracle=_binary_cross_entropy,
    scales=lambda Z, Y: (
        batch_scale(len(Z)),
        Scale(Z.shape[1], "layer-size", f"{Z.shape[1]}, the number of outputs"),
    ),
    parts=(
        Part("ordinary weighted inputs", 1.0, _draw_binary()),
        Part("targets between 0 and 1", 0.5, _draw_binary(soft=True)),
        Part("weighted inputs of a thousand", 1.5, _draw_sure),
    ),
    mistakes=(
        Mistake(
            "from-rounded-outputs",
            "The cost is computed from an output that has been rounded to 0 or 1, and 0 · ln 0 gives nan. Do the "
            "logarithm on paper and compute the cost from z.",
            _wrong_loss(lambda Z, Y: _text_book(_plain(Z), Y).sum(axis=1)),
        ),
        *map(_clipped, ("1e-7", "1e-8", "1e-9", "1e-10", "1e-12", "1e-15")),
        Mistake(
            "half-the-cost",
            "Only -y ln a is counted. An output that should be 0 costs -ln(1 - a).",
            _wrong_loss(lambda Z, Y: (Y * np.logaddexp(0, -Z)).sum(axis=1)),
        ),
        Mistake(
            "softmax",
            "The outputs compete here as in a softmax. These are separate yes-or-no questions, each "
            "with its own sigmoid.",
            lambda Z, Y: (
                (Y * (np.logaddexp.reduce(Z, axis=1, keepdims=True) - Z)).sum(axis=1),
                np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)) - Y,
            ),
        ),
        Mistake(
            "quadratic-cost",
            "This is the quadratic cost, ½ (a - y)².",
            _wrong_loss(lambda Z, Y: ((sigmoid(Z) - Y) ** 2).sum(axis=1) / 2),
        ),
        Mistake(
            "mean-of-costs",
            "The costs have been averaged over the examples. Asked for is the cost of each example.",
            _wrong_loss(lambda Z, Y: _binary_cross_entropy(Z, Y)[0].mean()),
        ),
        Mistake(
            "not-summed",
            "The cost of an example adds over its outputs.",
            _wrong_loss(lambda Z, Y: np.logaddexp(0, Z) - Y * Z),
        ),
        Mistake(
            "mean-over-outputs",
            "The cost of an example adds over its outputs, and this is the mean over them.",
            _wrong_loss(lambda Z, Y: _binary_cross_entropy(Z, Y)[0] / Z.shape[1]),
        ),
        Mistake(
            "sum-over-examples",
            "The sum runs over the examples. It must run over the outputs of each example, axis 1.",
            _wrong_loss(lambda Z, Y: (np.logaddexp(0, Z) - Y * Z).sum(axis=0)),
        ),
        Mistake(
            "with-slope",
            "δ has been multiplied by σ'(z). With this cost the slope has already cancelled.",
            _wrong_loss(delta=lambda Z, Y: (sigmoid(Z) - Y) * sigmoid_slope(Z)),
        ),
        Mistake(
            "target-minus-answer",
            "The sign of δ is wrong: answer minus target.",
            _wrong_loss(delta=lambda Z, Y: Y - sigmoid(Z)),
        ),
        Mistake("no-sigma", "δ is a - y with a = σ(z), not z - y.", _wrong_loss(delta=lambda Z, Y: Z - Y)),
        Mistake(
            "delta-averaged",
            "δ belongs to each example; the mean over the batch comes in BP3 and BP4.",
            _wrong_loss(delta=lambda Z, Y: (sigmoid(Z) - Y) / len(Z)),
        ),
        Mistake(
            "ln-zero",
            "The cost takes ln of an output that has been rounded to 0. Do the logarithm on paper and compute the cost "
            "from z.",
            _wrong_loss(lambda Z, Y: -np.log(np.where(Y > 0.5, _plain(Z), 1 - _plain(Z))).sum(axis=1)),
        ),
        Mistake(
            "overflow",
            "e^z has overflowed. For large z, ln(1 + e^z) is simply z: np.logaddexp(0, z) knows that.",
            _wrong_loss(lambda Z, Y: (np.log(1 + np.exp(Z)) - Y * Z).sum(axis=1)),
        ),
        Mistake(
            "overflow-negative",
            "e^-z has overflowed. For very negative z, ln(1 + e^-z) is simply -z: np.logaddexp(0, -z) knows that.",
            _wrong_loss(lambda Z, Y: (np.log(1 + np.exp(-Z)) + (1 - Y) * Z).sum(axis=1)),
        ),
    ),
    hints=(
        "Put a = 1 / (1 + e^-z) into -y ln a - (1 - y) ln(1 - a) and simplify on paper.",
        "-ln a = ln(1 + e^-z) and -ln(1 - a) = ln(1 + e^z) = z + ln(1 + e^-z). All in all: ln(1 + e^z) - y z.",
        "np.logaddexp(0, Z) is ln(1 + e^z) without overflow. Sum over axis 1. δ is a - y.",
    ),
)
