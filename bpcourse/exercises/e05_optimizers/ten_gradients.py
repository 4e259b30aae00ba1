"""Task 05.5: where three rules end: gradient descent, the sign alone, Rprop."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.common.exchanged import results_exchanged
from bpcourse.exercises.e05_optimizers.more_slips import MORE_RULES_MISTAKES, MORE_RULES_SITES
from bpcourse.exercises.e05_optimizers.other_steps import RULES_WHOLE
from bpcourse.exercises.e05_optimizers.rarer_slips import RULES_RARE_MISTAKES
from bpcourse.exercises.e05_optimizers.three_rules import RULES_MISTAKES, RULES_SITES, three_rules
from bpcourse.tasks import FunctionTask, Part
from bpcourse.tasks.words import Scale


def _draw_steps(zeros: bool = False):
    """Draw eight gradients for four weights: each meets a change of sign, after which the old sign comes back."""

    def draw(rng):
        signs = np.array([[1, 1, 1, 1], [1, 1, -1, 1], [1, -1, 1, 1], [-1, 1, 1, 1], [1, 1, 1, -1]])
        signs = np.vstack([signs, rng.choice([-1, 1], (3, 4))]) * rng.choice([-1, 1], 4)
        gradients = signs * rng.uniform(0.1, 2, (8, 4))
        if zeros:
            gradients[2, 0] = gradients[3, 1] = gradients[4, 2] = 0.0
        return gradients, float(rng.uniform(0.05, 0.2)), float(rng.uniform(0.1, 0.3))

    return draw


def _draw_long(rng):
    """Draw gradients whose signs never change: the steps grow until they may grow no more."""
    signs = rng.choice([-1, 1], 5)
    return signs * rng.uniform(0.1, 2, (12, 5)), float(rng.uniform(0.05, 0.2)), float(rng.uniform(15, 25))


def _draw_short(rng):
    """Draw gradients whose signs always change: the steps shrink until they may shrink no more."""
    signs = np.where(np.arange(30) % 2, 1, -1)[:, None] * rng.choice([-1, 1], 5)
    return signs * rng.uniform(0.1, 2, (30, 5)), float(rng.uniform(0.05, 0.2)), float(rng.uniform(3e-6, 6e-6))


def _draw_ten(rng):
    """Draw a dozen times nine small gradients and a large one that outweighs them, in another order each weight."""
    small = rng.uniform(0.05, 0.2, 5) * rng.choice([-1, 1], 5)
    ten = np.tile(small, (10, 1))
    ten[rng.permutation(10)[:5], range(5)] = -9 * small
    return np.tile(ten, (12, 1)), float(rng.uniform(0.005, 0.02)), float(rng.uniform(0.05, 0.2))


RESULTS = ("descent", "signs", "rprop")
THREE_RULES = FunctionTask(
    id="05.5",
    title="Ten gradients: who runs away?",
    misconceptions='the gradient not forgotten after a change of sign; one step size for all weights; "signs '
    'average, too"',
    answer="three_rules",
    difficulty=3,
    minutes=20,
    section="lesson 5b, section 2",
    names=RESULTS,
    oracle=three_rules,
    sites=(*RULES_SITES, *MORE_RULES_SITES),
    in_pairs=6,
    rarely=(*RULES_WHOLE, *RULES_RARE_MISTAKES),
    scales=lambda gradients, eta, first: (
        Scale(len(gradients), "mean-for-sum", f"{len(gradients)}, the number of gradients"),
    ),
    called={
        "added": "what descent adds",
        "signed": "what the rule of signs sees",
    },
    parts=(
        Part("a few gradients, some change their sign", 0.75, _draw_steps()),
        Part("some gradients are zero", 0.25, _draw_steps(zeros=True)),
        Part("the longest step", 0.25, _draw_long),
        Part("the shortest step", 0.25, _draw_short),
        Part("nine and one, a dozen times", 1.0, _draw_ten),
    ),
    mistakes=(*RULES_MISTAKES, *MORE_RULES_MISTAKES, *results_exchanged(three_rules, RESULTS)),
    hints=(
        "The first two are sums over the gradients. For Rprop write a loop, with Δ and the last gradient of each "
        "weight.",
        "agreement = np.sign(g) * np.sign(last): 1 is the same sign, -1 a change, 0 neither. np.where works on all "
        "weights at once.",
        "Where the sign has changed: Δ is halved, g is set to 0, and then both the step -Δ sign(g) and the last "
        "gradient are 0 by themselves.",
    ),
    insight=(
        "From 1,347 to 32 digits a step, Rprop falls from 1.00 to 0.94 right and gradient descent, rate 0.3, rises "
        "from 0.89 to 1.00 (medians; lesson 5b, section 2)."
    ),
)
