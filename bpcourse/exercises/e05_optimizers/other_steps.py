"""Mistakes in the rules of exercise 05 that are no slip at one piece: a step made twice, a decision for all weights."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from bpcourse.exercises.e05_optimizers.adamw_rule import adamw
from bpcourse.exercises.e05_optimizers.ball_rule import ball
from bpcourse.exercises.e05_optimizers.marquardt_rule import marquardt
from bpcourse.exercises.e05_optimizers.stable_rates_slips import limits
from bpcourse.exercises.e05_optimizers.three_rules import three_rules
from bpcourse.sandboxed.answers import Source
from bpcourse.tasks import Mistake


@lru_cache(maxsize=64)
def _function(source) -> Callable:
    return source.function() if isinstance(source, Source) else source


TWO_STEPS = "These are the results after two steps. Asked for is one."

# --- 05.2


def _unsorted(H, beta, order=lambda curvatures: curvatures):
    """Return the four numbers with the first and the last eigenvalue in another order, and no size in the factor."""
    return limits(
        H,
        beta,
        curvatures=lambda H: order(np.linalg.eigvals(H)),
        count=lambda factor, low, high: np.log(1e-6) / np.log((high - low) / (high + low)),
    )


ORDER = (
    "The first eigenvalue has been taken for the smallest and the last for the largest, in an order that is another "
    "one. np.linalg.eigvalsh sorts them, np.linalg.eigvals and np.linalg.svd do not, or the other way round."
)
LIMITS_WHOLE = (
    Mistake("eigenvalues-unsorted", ORDER, _unsorted),
    Mistake("eigenvalues-unsorted-all", ORDER, lambda H, beta: limits(H, beta, curvatures=np.linalg.eigvals)),
    Mistake("eigenvalues-descending", ORDER, lambda H, beta: _unsorted(H, beta, lambda all: np.sort(all)[::-1])),
    Mistake(
        "best-from-the-mean",
        "best: 1 over the mean of all curvatures stands there. Only the smallest and the largest count: "
        "2/(λmin + λmax).",
        lambda H, beta: limits(H, beta, best=lambda low, high: len(H) / np.trace(H)),
    ),
    Mistake(
        "best-from-the-median",
        "best: 1 over the median of the curvatures stands there. Only the smallest and the largest count: "
        "2/(λmin + λmax).",
        lambda H, beta: limits(H, beta, best=lambda low, high: 1 / np.median(np.linalg.eigvalsh(H))),
    ),
)

# --- 05.3


def _two_ball_steps(gradient, x, v, *settings):
    return ball(gradient, *ball(gradient, x, v, *settings), *settings)


def _corrected_step(gradient, x, v, eta, beta, nesterov):
    """Make the step of the heavy ball, and with Nesterov a second push by the gradient at its end."""
    place, new = ball(gradient, x, v, eta, beta, False)
    if not nesterov:
        return place, new
    new = new - eta * _function(gradient)(place)
    return x + new, new


BALL_WHOLE = (
    Mistake("two-steps", TWO_STEPS, _two_ball_steps),
    Mistake(
        "pushed-twice",
        "Two gradients push in one step: that at x, and that where the heavy ball would arrive. Nesterov's rule reads "
        "one gradient, at x + βv.",
        _corrected_step,
    ),
)

# --- 05.4


def _two_adam_steps(theta, g, m, v, t, *settings):
    theta, m, v = adamw(theta, g, m, v, t, *settings)
    return adamw(theta, g, m, v, t + 1, *settings)


def _epsilon_added(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    new, m, v = adamw(theta, g, m, v, t, eta, beta1, beta2, 0.0, decay)
    return new + epsilon, m, v


def _decayed_gradient(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    return adamw(theta, (1 - eta * decay) * g, m, v, t, eta, beta1, beta2, epsilon, 0.0)


def _decay_of_all_steps(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    new, m, v = adamw(theta, g, m, v, t, eta, beta1, beta2, epsilon, 0.0)
    return new - eta * decay * t * theta, m, v


def _decay_to_the_power(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    new, m, v = adamw(theta, g, m, v, t, eta, beta1, beta2, epsilon, 0.0)
    return new + ((1 - eta * decay) ** t - 1) * theta, m, v


ADAMW_WHOLE = (
    Mistake("two-steps", TWO_STEPS, _two_adam_steps),
    Mistake(
        "epsilon-added-to-the-place",
        "ε has been added to θ: it stands outside of the fraction. Write m̂ / (√v̂ + ε), with brackets.",
        _epsilon_added,
    ),
    Mistake(
        "gradient-decayed",
        "The gradient has been multiplied by 1 - ηλ, and θ has not. The decay is that of θ.",
        _decayed_gradient,
    ),
    Mistake(
        "decay-of-all-steps",
        "The decay has been multiplied by t. Each step shrinks θ once, by 1 - ηλ.",
        _decay_of_all_steps,
    ),
    Mistake(
        "decay-to-the-power-t",
        "θ has been multiplied by (1 - ηλ)ᵗ. The θ that is given has shrunk in the earlier steps already: once is "
        "enough.",
        _decay_to_the_power,
    ),
)

# --- 05.5

Decision = Callable[[np.ndarray], int]  # 1 to grow, -1 to shrink, 0 to do neither


def _one_decision(decide: Decision, each_stays: bool) -> Callable:
    """Return the rules with one Δ, changed for all weights at once; who stays is asked of each, or of all."""

    def made(gradients, eta, first):
        x, last, size = np.zeros(gradients.shape[1]), np.zeros(gradients.shape[1]), first
        for g in gradients:
            decided = decide(g * last)
            size = min(1.2 * size, 50.0) if decided > 0 else max(0.5 * size, 1e-6) if decided < 0 else size
            last = np.where(g * last < 0 if each_stays else decided < 0, 0.0, g)
            x = x - size * np.sign(last)
        return *three_rules(gradients, eta, first)[:2], x

    return made


def _by_all(agreement: np.ndarray) -> int:
    return int((agreement > 0).all()) - int((agreement < 0).all())


def _by_the_sum(agreement: np.ndarray) -> int:
    return int(np.sign(agreement.sum()))


RULES_WHOLE = tuple(
    Mistake(
        "one-decision-for-all",
        "rprop: one decision is made for all weights, and with it one Δ. Each weight has a Δ of its own and compares "
        "its own sign: np.where, and not if.",
        _one_decision(decide, each_stays),
    )
    for decide in (_by_all, _by_the_sum)
    for each_stays in (True, False)
)

# --- 05.6


def _until_accepted(residuals, jacobian, theta, mu):
    """Raise μ until a step is good, ten times at most, and then make it."""
    for _ in range(10):
        made = marquardt(residuals, jacobian, theta, mu)
        if made[1] > 0:
            break
        mu = 10 * mu
    return made


def _two_marquardt_steps(residuals, jacobian, theta, mu):
    return marquardt(residuals, jacobian, *marquardt(residuals, jacobian, theta, mu)[2:])


def _promise_from_there(residuals, jacobian, theta, mu):
    """Make the step with the Jacobian of the new place in what is promised."""
    d = marquardt(residuals, jacobian, theta, mu)[0]
    there = _function(jacobian)(theta + d)
    return marquardt(
        residuals,
        jacobian,
        theta,
        mu,
        promised=lambda J, e, d, mu: e @ e - (e + there @ d) @ (e + there @ d),
    )


MARQUARDT_WHOLE = (
    Mistake(
        "until-accepted",
        "A step that is not good has been tried again at once with a larger μ, until one is. Asked for is one try: "
        "return its d and gain, θ as it was, and 10 μ.",
        _until_accepted,
    ),
    Mistake("two-steps", TWO_STEPS, _two_marquardt_steps),
    Mistake(
        "jacobian-of-the-new-place",
        "gain: what is promised has been made with the Jacobian at θ + d. The straight line is that at θ.",
        _promise_from_there,
    ),
    Mistake(
        "promise-of-the-change-alone",
        "gain: the promise is |e|² - |Jd|² here. The straight line arrives at e + Jd, with e.",
        lambda *given: marquardt(*given, promised=lambda J, e, d, mu: e @ e - (J @ d) @ (J @ d)),
    ),
    Mistake(
        "step-for-place",
        "theta: after a good step d itself stands there. The new place is θ + d.",
        lambda *given: marquardt(*given, moved=lambda theta, d, ok, gain: d if ok else theta),
    ),
)
