"""The step of task 05.6, of Levenberg and Marquardt, in pieces, with the slips that are made in each."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from bpcourse.exercises.e05_optimizers.marquardt_slips import (
    BRAKES,
    GAINED,
    GOOD,
    LEFT,
    MOVED,
    PROMISED,
    RATIOS,
    RETURNED,
    RIGHT,
    SOLVED,
    TRIED,
    promised,
)
from bpcourse.sandboxed.answers import Source
from bpcourse.tasks import Mistake
from bpcourse.tasks.slips import Site


@lru_cache(maxsize=64)
def _function(given) -> Callable:
    """Return a function: a source is compiled, a function is itself."""
    return given.function() if isinstance(given, Source) else given


def marquardt(
    residuals,
    jacobian,
    theta,
    mu,
    *,
    left=lambda J, mu: J.T @ J + mu * np.eye(J.shape[1]),
    right=lambda J, e: -J.T @ e,
    solved=np.linalg.solve,
    tried=lambda theta, d: theta + d,
    gained=lambda e, new: e @ e - new @ new,
    promised=promised,
    ratio=lambda gained, promised, e, new: gained / promised,
    good=lambda gain: gain > 0,
    moved=lambda theta, d, ok, gain: theta + d if ok else theta,
    brake=lambda mu, ok: mu / 10 if ok else 10 * mu,
    brake_by_gain=None,
    returned=lambda d, theta, ok: d,
):
    """Return (d, gain, theta, mu) after a step; each keyword is a piece that a slip may replace.

    ``left`` and ``right`` are the two sides of the equations, ``tried`` the place of the new residuals, ``good`` the
    decision by the gain ratio, ``brake`` the new μ (``brake_by_gain``, if given, knows the ratio, too), ``returned``
    the step that is returned.
    """
    residuals, jacobian = _function(residuals), _function(jacobian)
    e, J = residuals(theta), jacobian(theta)
    d = solved(left(J, mu), right(J, e))
    new = residuals(tried(theta, d))
    gain = ratio(gained(e, new), promised(J, e, d, mu), e, new)
    ok = bool(good(gain))
    return (
        returned(d, theta, ok),
        gain,
        moved(theta, d, ok, gain),
        (brake_by_gain(mu, gain, ok) if brake_by_gain else brake(mu, ok)),
    )


def _made(**pieces) -> Callable:
    """Return the step with some pieces replaced."""
    return lambda *arguments: marquardt(*arguments, **pieces)


MARQUARDT_SITES = (
    Site("left", LEFT, called="the left side"),
    Site("right", RIGHT, called="the right side"),
    Site("solved", SOLVED),
    Site("promised", PROMISED, "the denominator", called="what is promised"),
    Site("ratio", RATIOS),
    Site("gained", GAINED, "the numerator", called="what is gained"),
    Site("moved", MOVED),
    Site("brake", BRAKES),
    Site("good", GOOD),
    Site("tried", TRIED),
    Site("returned", RETURNED),
)

MARQUARDT_MISTAKES = (
    Mistake(
        "jacobian-transposed",
        "J and Jᵀ are exchanged, which no shape tells you when there are as many residuals as parameters: JᵀJ and Jᵀe.",
        _made(left=lambda J, mu: J @ J.T + mu * np.eye(len(J)), right=lambda J, e: -J @ e),
    ),
    Mistake(
        "newton-on-the-residuals",
        "Here J + μI stands on the left, as in Newton's method for e = 0. It is JᵀJ + μI, and Jᵀe on the right.",
        _made(left=lambda J, mu: J + mu * np.eye(J.shape[1]), right=lambda J, e: -e),
    ),
    Mistake(
        "mean-of-the-residuals",
        "JᵀJ and Jᵀe have been divided by the number of residuals. The cost here is half the sum of squares; "
        "with the mean μ would mean something else.",
        _made(
            left=lambda J, mu: J.T @ J / len(J) + mu * np.eye(J.shape[1]),
            right=lambda J, e: -J.T @ e / len(e),
        ),
    ),
    Mistake(
        "gauss-newton-by-inverse",
        "This is J⁻¹e with a minus, the step for e + Jd = 0. With the brake it is (JᵀJ + μI) d = -Jᵀe.",
        _made(left=lambda J, mu: J, right=lambda J, e: -e),
    ),
    Mistake(
        "doubled-by-the-square",
        "JᵀJ and Jᵀe have both been doubled, as for the cost |e|² without its ½. Then μ means something else.",
        _made(left=lambda J, mu: 2 * J.T @ J + mu * np.eye(J.shape[1]), right=lambda J, e: -2 * J.T @ e),
    ),
    Mistake(
        "uphill-and-subtracted",
        "The equations are solved for +Jᵀe, and θ - d is the new place. That is the same path; but the d that is "
        "returned must be the step itself, with -Jᵀe on the right.",
        _made(
            right=lambda J, e: J.T @ e,
            tried=lambda theta, d: theta - d,
            promised=lambda J, e, d, mu: promised(J, e, -d, mu),
            moved=lambda theta, d, ok, gain: theta - d if ok else theta,
        ),
    ),
)
