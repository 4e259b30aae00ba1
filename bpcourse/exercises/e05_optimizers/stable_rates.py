"""Task 05.2: the largest stable rate of a bowl ½ xᵀ H x."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.common.exchanged import results_exchanged
from bpcourse.exercises.e05_optimizers.more_slips import MORE_LIMITS_SITES
from bpcourse.exercises.e05_optimizers.other_steps import LIMITS_WHOLE
from bpcourse.exercises.e05_optimizers.rarer_slips import LIMITS_RARELY
from bpcourse.exercises.e05_optimizers.stable_rates_slips import LIMITS_SITES, limits
from bpcourse.tasks import FunctionTask, Part


def _draw_bowl(n: int, kappa: tuple[float, float], turned: bool = True):
    """Return a draw of a matrix H with n curvatures between λ and κλ, and a β."""

    def draw(rng):
        spread = np.log(rng.uniform(*kappa))
        inner = rng.uniform(0.2, 0.8, n - 2) * spread
        curvatures = rng.uniform(0.3, 3) * np.exp(rng.permutation([0.0, spread, *inner]))
        turn = np.linalg.qr(rng.normal(size=(n, n)))[0] if turned else np.eye(n)
        H = turn @ np.diag(curvatures) @ turn.T
        return (H + H.T) / 2, float(rng.uniform(0.3, 0.95))

    return draw


RESULTS = ("limit", "heavy", "best", "steps")
LIMITS = FunctionTask(
    id="05.2",
    title="The largest stable rate",
    misconceptions="the diagonal of a turned bowl taken for its curvatures; 1/λ for 2/λ; the heavy ball thought to "
    "bear less",
    answer="limits",
    difficulty=2,
    minutes=15,
    section="lesson 5a, sections 1 and 2",
    names=RESULTS,
    oracle=limits,
    sites=(*LIMITS_SITES, *MORE_LIMITS_SITES),
    in_pairs=10,
    rarely=LIMITS_RARELY,
    mistakes=(*LIMITS_WHOLE, *results_exchanged(limits, RESULTS)),
    called={
        "factor": "the factor of a step",
        "low": "λmin",
        "top": "λmax",
    },
    parts=(
        Part("a bowl along the axes", 0.5, _draw_bowl(4, (4, 40), turned=False)),
        Part("a turned bowl", 1.0, _draw_bowl(5, (5, 50))),
        Part("forty weights, a long valley", 0.5, _draw_bowl(40, (500, 5000))),
    ),
    hints=(
        "np.linalg.eigvalsh(H) returns the curvatures of the bowl in ascending order.",
        "Each direction is multiplied by 1 - ηλ. For the heavy ball the lesson gives ηλ < 2 + 2β.",
        "With the best rate the factor is (κ - 1)/(κ + 1); it must be multiplied by itself ln 10⁻⁶/ln(factor) times.",
    ),
    insight=(
        "One per cent above its limit a linear model's cost grows to 3.8e25 in 1,500 steps; three networks at 1.2 "
        "times theirs go on learning (lesson 5a, section 1)."
    ),
)
