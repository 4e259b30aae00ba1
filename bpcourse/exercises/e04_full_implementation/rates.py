"""Task 04.8: predict, measure, conclude."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks import Mistake, Part, ValueTask
from bpcourse.tasks.judgement import Word

AREAS = np.array([60.0, 90.0, 120.0, 140.0, 190.0])


def _largest_rate(x) -> float:
    """Return 2/λ, where λ is the largest curvature of the mean quadratic cost of w x + b."""
    inputs = np.stack([x, np.ones_like(x)], axis=1)
    return float(2 / np.linalg.eigvalsh(inputs.T @ inputs / len(x)).max())


def _rate_entries() -> dict:
    standardised = _largest_rate((AREAS - AREAS.mean()) / AREAS.std())
    return {"standardised": standardised, "times": standardised / _largest_rate(AREAS), "slow": "bias"}


RATES = ValueTask(
    id="04.8",
    title="Predict, measure, conclude: the largest learning rate",
    answer="rates",
    difficulty=3,
    minutes=25,
    section="lesson 4, sections 7 and 12",
    tolerance=1e-2,
    truth=_rate_entries,
    parts=(
        Part("standardised", 0.5),
        Part("times", 1.0),
        Part("slow", 0.5, judgement=Word(("weight", "bias", "both alike"))),
    ),
    mistakes=(
        Mistake(
            "best-not-largest",
            "This is half of the right value. Either the ½ of the cost is missing, or it is the rate that is best; the "
            "cost still falls up to twice that.",
            lambda: {"standardised": 1.0},
        ),
        Mistake(
            "sum-for-mean",
            "This belongs to the sum over the houses. The cost is the mean.",
            lambda: {"standardised": _rate_entries()["standardised"] / len(AREAS)},
        ),
        Mistake(
            "rate-for-times",
            "This is a rate, or the ratio upside down. Asked for is how many times larger the rate may be.",
            lambda: {"times": _largest_rate(AREAS)},
        ),
        Mistake(
            "only-centred",
            "This compares with areas that are only centred, not with the raw ones.",
            lambda: {"times": AREAS.var()},
        ),
        Mistake(
            "deviation-once",
            "This is the deviation of the areas. The gradient with respect to w holds x once, and the change of w acts "
            "through x once more: think of squares.",
            lambda: {"times": AREAS.std()},
        ),
        Mistake(
            "mean-area",
            "This is the mean area. It is the mean of the squares that counts.",
            lambda: {"times": AREAS.mean()},
        ),
        Mistake(
            "half-of-it",
            "This is half of the right ratio. The two rates are not of the same kind: both must be the largest.",
            lambda: {"times": _rate_entries()["times"] / 2},
        ),
        Mistake("no-effect", "Measure again: standardising makes a very large difference.", lambda: {"times": 1.0}),
        Mistake(
            "weight-is-slow",
            "The weight is already past its best value, 2. Look at the bias after a thousand steps; its best is 100.",
            lambda: {"slow": "weight"},
        ),
        Mistake(
            "both-alike",
            "Print both after a thousand steps, and compare with their best values, w = 2 and b = 100.",
            lambda: {"slow": "both alike"},
        ),
    ),
    hints=(
        "Write the loop of a training step for w and b, and a function that says whether the cost has fallen after a "
        "thousand steps.",
        "Halve the interval between a rate that is too small and one that is too large, some forty times.",
        "For one weight, the largest rate is 2 divided by the mean of x².",
    ),
)
