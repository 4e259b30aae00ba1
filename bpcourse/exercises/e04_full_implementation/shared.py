"""What several tasks of exercise 04 need: the batch size as a factor, random parameters, slips with a - y."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from bpcourse.exercises.common.slips import DIFFERENCES
from bpcourse.tasks.slips import Slip
from bpcourse.tasks.words import Scale


def batch_scale(m: int) -> Scale:
    """Return the batch size as a factor that an answer may be off by."""
    return Scale(m, "batch-size", f"m = {m}, the batch size")


def random_parameters(rng, *sizes: int):
    """Return random W and b for layers of these sizes, index 0 (the input layer) None."""
    W = [None] + [rng.normal(0, 1, (n, k)) for k, n in pairwise(sizes)]
    return W, [None] + [rng.normal(0, 0.7, n) for n in sizes[1:]]


OF_ANY_COST = {
    "target-minus-answer",
    "squared-difference",
    "absolute-difference",
    "sign-of-difference",
    "target-not-subtracted",
    "target-only",
    "minus-target",
    "target-added",
    "target-squashed",
    "sigma-twice",
    "difference-over-outputs",
}

# What stands in place of δ = a - y, the error of a sigmoid output with the cross-entropy.
OUTPUT_ERRORS = (
    Slip(
        "with-output-slope",
        "δ of the output has been multiplied by σ'(z). That belongs to the quadratic cost; here it is a - y.",
        lambda a, y, z: (a - y) * a * (1 - a),
    ),
    Slip("no-sigma", "δ is a - y with a = σ(z), not z - y.", lambda a, y, z: z - y),
    *(slip for slip in DIFFERENCES if slip.id in OF_ANY_COST),
    Slip(
        "derivative-by-a",
        "(a - y) / (a (1 - a)) is the derivative of the cost by a. δ is the derivative by z: the slope a (1 - a) "
        "cancels the denominator.",
        lambda a, y, z: (a - y) / (a * (1 - a)),
    ),
    Slip(
        "divided-by-answer",
        "(a - y) has been divided by a. δ is a - y alone.",
        lambda a, y, z: (a - y) / a,
    ),
    Slip(
        "first-term-only",
        "this is built from -y ln a alone, whose δ is -y (1 - a). The term (1 - y) ln(1 - a) has a share as well.",
        lambda a, y, z: -y * (1 - a),
    ),
    Slip(
        "target-over-answer",
        "-y/a is the derivative of -y ln a by a. δ is the derivative of the whole cost by z, a - y.",
        lambda a, y, z: -y / a,
    ),
    Slip(
        "half-difference",
        "½ (a - y): the cross-entropy has no ½.",
        lambda a, y, z: (a - y) / 2,
    ),
    Slip(
        "twice-difference",
        "2 (a - y) belongs to the square (a - y)². Here δ is a - y.",
        lambda a, y, z: 2 * (a - y),
    ),
)

# More of them, where the loss is a task by itself: in a network some look like another slope.
ENTROPY_ERRORS = (
    Slip(
        "zero-at-zero",
        "δ is 0 where z = 0: no case counts it. There a = ½, and δ is a - y as everywhere.",
        lambda a, y, z: np.where(z == 0, 0.0, a - y),
    ),
    Slip(
        "times-activation",
        "a - y has been multiplied by a. δ is a - y alone: the slope has cancelled.",
        lambda a, y, z: (a - y) * a,
    ),
    Slip(
        "both-terms-by-a",
        "-y/a + (1 - y)/(1 - a) is the derivative of the cost by a. δ is the derivative by z: times a (1 - "
        "a), and a - y "
        "is left.",
        lambda a, y, z: -y / a + (1 - y) / (1 - a),
    ),
    Slip(
        "sign-of-second-term",
        "-y (1 - a) - (1 - y) a has the sign of the second term wrong: -y (1 - a) + (1 - y) a is a - y.",
        lambda a, y, z: -y * (1 - a) - (1 - y) * a,
    ),
    Slip(
        "second-term-only",
        "(1 - y) a is the share of (1 - y) ln(1 - a) alone. δ is a - y.",
        lambda a, y, z: (1 - y) * a,
    ),
    Slip("slope-for-error", "σ'(z) stands where δ = a - y belongs.", lambda a, y, z: a * (1 - a)),
    Slip(
        "divided-by-slope-of-square",
        "(a - y)² stands over a (1 - a). δ is a - y.",
        lambda a, y, z: (a - y) ** 2 / (a * (1 - a)),
    ),
)
