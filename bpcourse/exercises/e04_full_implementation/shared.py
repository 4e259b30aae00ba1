"""What several tasks of exercise 04 need: the batch size as a factor, random parameters, slips with a - y."""

from __future__ import annotations

from itertools import pairwise

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
