"""The step of task 05.4, of Adam with decoupled decay, in pieces, with the slips that are made in each."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bpcourse.exercises.e05_optimizers.adamw_slips import (
    ABOVE,
    AVERAGES,
    BELOW,
    GRADIENTS,
    HATS,
    LARGEST,
    PLACES,
    RATES,
    RETURNED,
    ROOTS,
    SQUARES,
)
from bpcourse.tasks import Mistake
from bpcourse.tasks.slips import Site


def _average(old, new, beta, *_):
    return beta * old + (1 - beta) * new


def _corrected(m, beta, _, t):
    return m / (1 - beta**t)


def adamw(
    theta,
    g,
    m,
    v,
    t,
    eta,
    beta1,
    beta2,
    epsilon,
    decay,
    *,
    gradient=lambda g, theta, eta, decay: (g, decay),
    average_m=_average,
    average_v=_average,
    square=lambda g, m, theta, decay: g * g,
    hat_m=_corrected,
    hat_v=_corrected,
    above=lambda m_hat, g, beta, t: m_hat,
    below=lambda v_hat, epsilon, correction, g: np.sqrt(v_hat) + epsilon,
    rate=lambda eta, t, beta: eta,
    place=lambda theta, step, eta, decay, below: (1 - eta * decay) * theta - step,
    returned_m=lambda m, m_hat, old: m,
    returned_v=lambda v, v_hat, old: v,
):
    """Return (theta, m, v) after a step; each keyword is a piece that a slip may replace.

    ``gradient`` is what enters, with the decay that is left for ``place``.  ``average_m`` and ``average_v`` renew m
    and v, ``square`` is what v averages, ``hat_m`` and ``hat_v`` correct, ``above`` and ``below`` stand over and under
    the line, ``place`` shrinks theta and makes the step.
    """
    g, decay = gradient(g, theta, eta, decay)
    new_m = average_m(m, g, beta1, beta2, t)
    new_v = average_v(v, square(g, new_m, theta, decay), beta2, beta1, t)
    m_hat, v_hat = hat_m(new_m, beta1, beta2, t), hat_v(new_v, beta2, beta1, t)
    divisor = below(v_hat, epsilon, 1 - beta2**t, g)
    new = place(theta, rate(eta, t, beta1) * above(m_hat, g, beta1, t) / divisor, eta, decay, divisor)
    return new, returned_m(new_m, m_hat, m), returned_v(new_v, v_hat, v)


def _made(**pieces) -> Callable:
    """Return the step with some pieces replaced."""
    return lambda *arguments: adamw(*arguments, **pieces)


ADAMW_SITES = (
    Site("place", PLACES),
    Site("below", BELOW, called="what stands below the line"),
    Site("hat_m", HATS, "m̂", called="m̂"),
    Site("hat_v", HATS, "v̂", called="v̂"),
    Site("average_m", AVERAGES, "m"),
    Site("average_v", AVERAGES, "v"),
    Site("average_v", LARGEST),
    Site("square", SQUARES, called="the square"),
    Site("above", ABOVE, called="what stands above the line"),
    Site("rate", RATES),
    Site("returned_m", RETURNED, "m"),
    Site("returned_v", RETURNED, "v"),
    Site("returned_v", ROOTS),
    Site("gradient", GRADIENTS),
)


def _with(**changes) -> Callable:
    """Return the step with its arguments changed first: each change gets all arguments as a dictionary."""
    names = ("theta", "g", "m", "v", "t", "eta", "beta1", "beta2", "epsilon", "decay")

    def made(*arguments):
        given = dict(zip(names, arguments, strict=True))
        return adamw(**given | {name: change(given) for name, change in changes.items()})

    return made


def _old_averages(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    """Make the step with the averages of the step before, and renew them afterwards."""
    _, new_m, new_v = adamw(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay)
    step = eta * _corrected(m, beta1, beta2, t) / (np.sqrt(_corrected(v, beta2, beta1, t)) + epsilon)
    return (1 - eta * decay) * theta - step, new_m, new_v


def _bracket_missing(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    """Make the step η (m̂/√v̂ + ε)."""
    new, m, v = adamw(theta, g, m, v, t, eta, beta1, beta2, 0.0, decay)
    return new - eta * epsilon, m, v


def _in_order(*order: int) -> Callable:
    return lambda *arguments: tuple(adamw(*arguments)[place] for place in order)


WRONG_ORDER = "The results stand in another order: theta, m, v is asked for."


ADAMW_MISTAKES = (
    Mistake(
        "no-correction",
        "The bias correction is missing: m̂ = m/(1 - β₁ᵗ), v̂ = v/(1 - β₂ᵗ). Without it the first step is "
        "(1 - β₁)/√(1 - β₂) times η: too large for β₂ above 1 - (1 - β₁)², too small below.",
        _made(hat_m=lambda m, *_: m, hat_v=lambda v, *_: v),
    ),
    Mistake(
        "betas-swapped",
        "β₁ and β₂ are exchanged: β₁ belongs to m, β₂ to v.",
        _with(beta1=lambda given: given["beta2"], beta2=lambda given: given["beta1"]),
    ),
    Mistake(
        "old-averages",
        "The step is made with the m and v of the step before. Renew them first.",
        _old_averages,
    ),
    Mistake(
        "bracket-missing",
        "η (m̂/√v̂ + ε) stands where η m̂/(√v̂ + ε) belongs: brackets are missing.",
        _bracket_missing,
    ),
    Mistake(
        "rate-missing",
        "The rate η is missing, in the decay too.",
        _with(eta=lambda given: 1.0),
    ),
    Mistake(
        "betas-fixed",
        "β₁ and β₂ have been taken as 0.9 and 0.999. They are arguments.",
        _with(beta1=lambda given: 0.9, beta2=lambda given: 0.999),
    ),
    Mistake("theta-last", WRONG_ORDER, _in_order(1, 2, 0)),
    Mistake("m-and-v-exchanged", WRONG_ORDER, _in_order(0, 2, 1)),
    Mistake("theta-and-m-exchanged", WRONG_ORDER, _in_order(1, 0, 2)),
)
