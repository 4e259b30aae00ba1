"""The heavy ball in a bowl: two roots say how a direction shrinks, and from them follow the best η and β.

Along a direction of curvature λ the rule v ← βv - ηλx, x ← x + v (``descent.Momentum``) is

    x_{t+1} = (1 + β - ηλ) x_t - β x_{t-1},    solved by x_t = r^t where    r² - (1 + β - ηλ) r + β = 0.

The product of the roots is β.  For (1 - √β)² < ηλ < (1 + √β)² they are complex, and both of size √β.  The direction
shrinks for 0 < ηλ < 2(1 + β), where both lie within the unit circle; at the end r = -1.  The product ηλ, all that
counts, is called ``push`` here.

Polyak (1964), doi:10.1016/0041-5553(64)90137-5; the roots and regions are pictured in Goh (2017),
doi:10.23915/distill.00006.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from bplib import _validation as check
from bplib.optimizers.stepping import fraction

DOUBLE = 1e-14  # a quarter of the discriminant below this is a rounded zero: both roots are the same


def quarter(push: float, beta: float) -> float:
    """Return a quarter of the discriminant: negative for complex roots, exactly 0 for a double one."""
    value = (1 + beta - push) ** 2 / 4 - beta
    return 0.0 if abs(value) < DOUBLE else value


def roots(push: float, beta: float) -> np.ndarray:
    """Return both roots r, complex, shape (2,): of real ones the larger in size first, else that with Im r ≥ 0.

    Raises ValueError, TypeError unless push > 0 and 0 ≤ β < 1.
    """
    check.number("push", push, 0, low_open=True)
    half, rest = (1 + fraction("beta", beta) - push) / 2, quarter(push, beta)
    if rest <= 0:
        return np.array([complex(half, sqrt(-rest)), complex(half, -sqrt(-rest))])
    larger = half + np.copysign(sqrt(rest), half)
    return np.array([larger, beta / larger], dtype=complex)  # the product is β


def factor(push: float, beta: float) -> float:
    """Return the size of the larger root: in the long run the distance is multiplied by it at each step."""
    return float(np.abs(roots(push, beta)).max())


def best_rate(low: float, high: float) -> float:
    """Return the best η without momentum for curvatures from ``low`` to ``high``: 2/(λmin + λmax).

    There the factors of the two ends are of the same size, 1 - ηλmin = ηλmax - 1.
    """
    _check_ends(low, high)
    return 2 / (low + high)


def best_ball(low: float, high: float) -> tuple[float, float]:
    """Return the best (η, β) for curvatures from ``low`` to ``high`` (Polyak 1964).

    All directions with complex roots shrink by √β.  The smallest β that leaves none out has the two ends of the bowl
    on the two ends of that range:

        √(ηλmin) = 1 - √β,  √(ηλmax) = 1 + √β.

    Their sum gives η = 4/(√λmin + √λmax)², their difference over their sum √β = (√λmax - √λmin)/(√λmax + √λmin).
    """
    _check_ends(low, high)
    return 4 / (sqrt(low) + sqrt(high)) ** 2, ((sqrt(high) - sqrt(low)) / (sqrt(high) + sqrt(low))) ** 2


def critical_beta(push: float) -> float:
    """Return the β for which a direction has a double root and its factor is smallest: (1 - √(ηλ))².

    With a smaller β the roots are real, and one of them is slow; with a larger one their size √β is larger.  For
    ηλ from 0 to 4, without the ends.
    """
    check.number("push", push, 0, 4, low_open=True, high_open=True)
    return (1 - sqrt(push)) ** 2


def _check_ends(low: float, high: float) -> None:
    check.number("low", low, 0, low_open=True)
    check.number("high", high, low)
