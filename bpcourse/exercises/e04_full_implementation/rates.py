"""Task 04.8: predict, measure, conclude."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks import Part, ValueTask
from bpcourse.tasks.judgement import Word
from bpcourse.tasks.slips import Site, Slip

AREAS = np.array([60.0, 90.0, 120.0, 140.0, 190.0])


def _curvature(x) -> float:
    """Return the largest curvature of the mean quadratic cost of w x + b."""
    inputs = np.stack([x, np.ones_like(x)], axis=1)
    return float(np.linalg.eigvalsh(inputs.T @ inputs / len(x)).max())


def _rate_entries(
    *,
    ready=lambda x: (x - x.mean()) / x.std(),
    raw=lambda x: x,
    curvature=_curvature,
    largest=lambda curvature: 2 / curvature,
    found_ready=lambda rate: rate,
    found_raw=lambda rate: rate,
    standardised=lambda ready, raw: ready,
    times=lambda ready, raw: ready / raw,
    slow="bias",
) -> dict:
    """Return the entries of the task; each keyword is a piece that a slip may replace."""
    rate_ready = found_ready(largest(curvature(ready(AREAS))))
    rate_raw = found_raw(largest(curvature(raw(AREAS))))
    return {"standardised": standardised(rate_ready, rate_raw), "times": times(rate_ready, rate_raw), "slow": slow}


POWERS = "powers of ten have been tried out, {}. Halve the interval between {}, until one per cent is reached."


def _power_of_ten(rate: float) -> Slip:
    """Return the slip of the largest power of ten that works, as the rate."""
    interval = "a rate with which the cost falls and one with which it grows"
    return Slip(
        f"tried-rate-{rate:g}",
        POWERS.format(f"and {rate:g} was the largest that was tried or that worked", interval),
        lambda _: rate,
    )


def _ratio_of_powers(ratio: float) -> Slip:
    """Return the slip of the ratio of two powers of ten."""
    interval = "a rate that is too small and one that is too large, for both kinds of areas"
    return Slip(
        f"tried-ratio-{ratio:g}",
        POWERS.format("and the ratio of two of them is a power of ten", interval),
        lambda ready, raw: ratio,
    )


def _coarse(name: str, what: str, rate: float) -> Slip:
    return Slip(
        f"coarse-{name}-{rate:g}",
        f"the largest rate with the {what} areas has been found too coarsely, as {rate:g}. Halve the interval between "
        "a rate that is too small and one that is too large until one per cent is reached.",
        lambda _: rate,
    )


SITES = (
    Site(
        "largest",
        (
            Slip(
                "best-not-largest",
                "this is half of the right value. Either the ½ of the cost is missing, or it is the rate that is best; "
                "the cost still falls up to twice that.",
                lambda curvature: 1 / curvature,
            ),
            Slip(
                "twice-the-largest",
                "this is twice the largest rate. Does the cost fall there, at the end of a thousand steps?",
                lambda curvature: 4 / curvature,
            ),
        ),
    ),
    Site(
        "curvature",
        (
            Slip(
                "sum-for-mean",
                "this belongs to the sum over the houses. The cost is the mean.",
                lambda x: len(x) * _curvature(x),
            ),
            Slip(
                "sum-and-half-missing",
                "this belongs to the sum over the houses, without the ½. The cost is the mean of ½ (a - y)².",
                lambda x: 2 * len(x) * _curvature(x),
            ),
        ),
    ),
    Site(
        "times",
        (
            Slip(
                "rate-for-times",
                "this is a rate, or the ratio upside down. Asked for is how many times larger the rate may be.",
                lambda ready, raw: raw,
            ),
            Slip(
                "ratio-upside-down",
                "this is a rate, or the ratio upside down. Asked for is how many times larger the rate may be.",
                lambda ready, raw: raw / ready,
            ),
            Slip(
                "half-of-it",
                "this is half of the right ratio. The two rates are not of the same kind: both must be the largest.",
                lambda ready, raw: ready / raw / 2,
            ),
            Slip(
                "twice-of-it",
                "this is twice the right ratio. The two rates are not of the same kind: both must be the largest.",
                lambda ready, raw: 2 * ready / raw,
            ),
            Slip(
                "deviation-once",
                "this is the deviation of the areas. The gradient with respect to w holds x once, and the change of w "
                "acts through x once more: think of squares.",
                lambda ready, raw: AREAS.std(),
            ),
            Slip(
                "mean-area",
                "this is the mean area. It is the mean of the squares that counts.",
                lambda ready, raw: AREAS.mean(),
            ),
            Slip(
                "square-of-mean",
                "this is the square of the mean area. It is the mean of the squares that counts.",
                lambda ready, raw: AREAS.mean() ** 2,
            ),
            Slip(
                "largest-area",
                "this is the largest area. All houses count, with the mean of their squares.",
                lambda ready, raw: AREAS.max(),
            ),
            Slip(
                "largest-area-squared",
                "this is the square of the largest area. All houses count, with the mean of their squares.",
                lambda ready, raw: AREAS.max() ** 2,
            ),
            Slip(
                "sum-of-squares",
                "this is the sum of the squares of the areas. The cost is the mean over the houses.",
                lambda ready, raw: (AREAS**2).sum(),
            ),
            *map(_ratio_of_powers, (1e4, 1e3, 1e5, 100.0, 10.0, 1e6)),
            Slip("no-effect", "measure again: standardising makes a very large difference.", lambda ready, raw: 1.0),
            Slip(
                "root-of-ratio",
                "this is the root of the right ratio. Divide the two rates.",
                lambda ready, raw: (ready / raw) ** 0.5,
            ),
            Slip(
                "powers-of-ten",
                "this is the logarithm of the ratio. Divide the two rates.",
                lambda ready, raw: np.log10(ready / raw),
            ),
            Slip("in-per-cent", "this is the ratio in per cent.", lambda ready, raw: 100 * ready / raw),
            Slip(
                "difference-of-rates",
                "this is the difference of the two rates. Asked for is how many times larger one is.",
                lambda ready, raw: ready - raw,
            ),
        ),
    ),
    Site(
        "raw",
        (
            Slip(
                "only-centred",
                "this compares with areas that are only centred, not with the raw ones.",
                lambda x: x - x.mean(),
            ),
            Slip(
                "only-divided",
                "this compares with areas that are divided by their deviation, not with the raw ones.",
                lambda x: x / x.std(),
            ),
        ),
    ),
    Site(
        "standardised",
        (
            Slip(
                "raw-for-standardised",
                "this is the largest rate with the raw areas. Asked for is the one with standardised areas.",
                lambda ready, raw: raw,
            ),
        ),
    ),
    Site(
        "ready",
        (
            Slip(
                "not-divided",
                "the areas are only centred. To standardise them divide by their deviation, too.",
                lambda x: x - x.mean(),
            ),
            Slip(
                "not-centred",
                "the areas are only divided by their deviation. To standardise them subtract the mean first.",
                lambda x: x / x.std(),
            ),
        ),
    ),
    Site("found_raw", tuple(_coarse("raw", "raw", rate) for rate in (1e-4, 1.2e-4, 1.1e-4, 1.3e-4, 1e-5, 1e-6))),
    Site(
        "found_ready",
        (
            *(_coarse("standardised", "standardised", rate) for rate in (1.9, 1.8, 1.95, 1.5, 2.1, 2.5, 3.0)),
            *map(_power_of_ten, (0.1, 0.01, 0.001, 10.0, 0.5)),
        ),
    ),
    Site(
        "slow",
        (
            Slip(
                "weight-is-slow",
                "the weight is already past its best value, 2. Look at the bias after a thousand steps; its best is "
                "100.",
                "weight",
            ),
            Slip(
                "both-alike",
                "with raw areas w has long arrived when b has hardly moved: both have one rate, but the curvature in w "
                "is very much larger than that in b. Print both after a thousand steps; the best are w = 2 and b = "
                "100.",
                "both alike",
            ),
        ),
    ),
)


RATES = ValueTask(
    id="04.8",
    title="Predict, measure, conclude: the largest learning rate",
    misconceptions='the limit taken as a matter of taste; "both parameters are slow alike"',
    answer="rates",
    difficulty=3,
    minutes=25,
    section="lesson 4, sections 7 and 12",
    tolerance=1e-2,
    truth=_rate_entries,
    sites=SITES,
    parts=(
        Part("standardised", 0.5),
        Part("times", 1.0),
        Part("slow", 0.5, judgement=Word(("weight", "bias", "both alike"))),
    ),
    hints=(
        "Write the loop of a training step for w and b, and a function that says whether the cost has fallen after a "
        "thousand steps.",
        "Halve the interval between a rate that is too small and one that is too large, some forty times.",
        "For one weight, the largest rate is 2 divided by the mean of x².",
    ),
    insight=(
        "Lesson 5a, section 1, derives such limits from curvatures; there standardising the inputs takes the "
        "condition number of the bowl for house prices from 211,086 to 15."
    ),
)
