"""Task 05.2: the largest stable rate of a bowl ½ xᵀ H x."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks import FunctionTask, Mistake, Part


def _limits(H, beta, top=None, low=None, heavy=None, best=None, steps=None):
    """Return (limit, heavy, best, steps); each option replaces a piece, to make a mistake."""
    curvatures = np.linalg.eigvalsh(H)
    high = curvatures[-1] if top is None else top(H)
    low = curvatures[0] if low is None else low(H)
    heavy = (2 + 2 * beta) / high if heavy is None else heavy(low, high, beta)
    best = 2 / (low + high) if best is None else best(low, high)
    factor = (high - low) / (high + low) if steps is None else steps(low, high)
    with np.errstate(all="ignore"):
        return 2 / high, heavy, best, np.log(1e-6) / np.log(np.abs(factor))


def _with(**pieces):
    """Return the limits with some pieces replaced."""
    return lambda H, beta: _limits(H, beta, **pieces)


def _entry(place: int, make):
    """Return the limits with one entry replaced by ``make(right entries, H, beta)``."""

    def made(H, beta):
        entries = list(_limits(H, beta))
        entries[place] = make(entries, H, beta)
        return tuple(entries)

    return made


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


LIMITS = FunctionTask(
    id="05.2",
    title="The largest stable rate",
    answer="limits",
    difficulty=2,
    minutes=15,
    section="lesson 5a, sections 1 and 2",
    names=("limit", "heavy", "best", "steps"),
    oracle=_limits,
    parts=(
        Part("a bowl along the axes", 0.5, _draw_bowl(4, (4, 40), turned=False)),
        Part("a turned bowl", 1.0, _draw_bowl(5, (5, 50))),
        Part("forty weights, a long valley", 0.5, _draw_bowl(40, (500, 5000))),
    ),
    mistakes=(
        Mistake(
            "one-over-lambda",
            "This is 1/λmax. There the steepest direction is at its minimum in one step; it still shrinks up to "
            "twice that rate.",
            _entry(0, lambda entries, H, beta: entries[0] / 2),
        ),
        Mistake(
            "limit-of-descent",
            "This is the limit of gradient descent. The heavy ball bears (1 + β) times as much.",
            _with(heavy=lambda low, high, beta: 2 / high),
        ),
        Mistake(
            "limit-of-nesterov",
            "This is Nesterov's limit, (2 + 2β)/(1 + 2β) divided by λmax. Asked for is the heavy ball.",
            _with(heavy=lambda low, high, beta: (2 + 2 * beta) / (1 + 2 * beta) / high),
        ),
        Mistake(
            "rule-of-thumb",
            "1 - β times the rate of gradient descent keeps the long-run step as long as it was. It is good "
            "advice, but not the limit, which is larger than without the ball.",
            _with(heavy=lambda low, high, beta: 2 * (1 - beta) / high),
        ),
        Mistake(
            "over-one-minus-beta",
            "The limit grows by the factor 1 + β. The factor 1/(1 - β) is how much farther the ball rolls in a "
            "constant gradient.",
            _with(heavy=lambda low, high, beta: 2 / (1 - beta) / high),
        ),
        Mistake(
            "best-for-the-ball",
            "This is the best rate for the heavy ball with the best β. Asked for is the largest rate with the β "
            "that is given.",
            _with(heavy=lambda low, high, beta: 4 / (np.sqrt(low) + np.sqrt(high)) ** 2),
        ),
        Mistake(
            "steepest-in-one-step",
            "This is 1/λmax, best for the steepest direction and slow for the flattest. The best rate makes the "
            "two as fast as each other.",
            _with(best=lambda low, high: 1 / high),
        ),
        Mistake(
            "best-is-the-limit",
            "This is the limit, where the steepest direction does not shrink at all.",
            _with(best=lambda low, high: 2 / high),
        ),
        Mistake(
            "best-for-the-heavy-ball",
            "This is the best rate of the heavy ball. Asked for is that of gradient descent.",
            _with(best=lambda low, high: 4 / (np.sqrt(low) + np.sqrt(high)) ** 2),
        ),
        Mistake(
            "half-of-the-best",
            "This is half of it. 1 - ηλmin = ηλmax - 1 gives η = 2/(λmin + λmax).",
            _with(best=lambda low, high: 1 / (low + high)),
        ),
        Mistake(
            "steps-of-the-ball",
            "The root of the condition number is the privilege of the heavy ball. Here it is gradient descent.",
            _with(steps=lambda low, high: (np.sqrt(high) - np.sqrt(low)) / (np.sqrt(high) + np.sqrt(low))),
        ),
        Mistake(
            "steps-at-one-over-lambda",
            "This belongs to the rate 1/λmax, whose factor is 1 - 1/κ. With the best rate it is (κ - 1)/(κ + 1).",
            _with(steps=lambda low, high: 1 - low / high),
        ),
        Mistake(
            "millionth-of-the-cost",
            "This is when the cost is a millionth. Asked for is the distance, whose square the cost is.",
            _entry(3, lambda entries, H, beta: entries[3] / 2),
        ),
        Mistake(
            "not-divided-by-ln",
            "The logarithm to the base 10 has been mixed with the natural one. Use the same for both.",
            _entry(3, lambda entries, H, beta: entries[3] / np.log(10)),
        ),
        Mistake(
            "condition-number",
            "This is the condition number. For a large one the number of steps is about 7 times as large.",
            _entry(3, lambda entries, H, beta: np.linalg.cond(H)),
        ),
        Mistake(
            "factor",
            "This is the factor of one step. Asked for is how many steps make a millionth of it.",
            _entry(3, lambda entries, H, beta: (np.linalg.cond(H) - 1) / (np.linalg.cond(H) + 1)),
        ),
        Mistake(
            "flattest-direction",
            "The flattest direction has been taken for the limit. The steepest one decides: λmax.",
            _with(top=lambda H: np.linalg.eigvalsh(H)[0], low=lambda H: np.linalg.eigvalsh(H)[-1]),
        ),
        Mistake(
            "diagonal",
            "The diagonal of H has been taken for the curvatures. That holds for a bowl along the axes only; in a "
            "turned one they are the eigenvalues.",
            _with(top=lambda H: np.diag(H).max(), low=lambda H: np.diag(H).min()),
        ),
        Mistake(
            "largest-diagonal-entry",
            "The largest entry of H, which is on its diagonal, has been taken for the largest curvature. That is the "
            "curvature along an axis; a direction between the axes may be steeper.",
            _with(top=lambda H: np.diag(H).max()),
        ),
        Mistake(
            "trace",
            "The trace has been taken for the largest curvature. It is the sum of all curvatures: safe, but too small "
            "a rate.",
            _with(top=np.trace),
        ),
        Mistake(
            "mean-curvature",
            "The mean curvature has been taken for the largest. One direction is enough to diverge.",
            _with(top=lambda H: np.trace(H) / len(H)),
        ),
        Mistake(
            "frobenius",
            "The root of the sum of all squares has been taken for the largest curvature. np.linalg.norm of a matrix "
            "is that, unless you ask for the norm 2.",
            _with(top=np.linalg.norm),
        ),
        Mistake(
            "row-sums",
            "The largest sum of sizes over a row has been taken for the largest curvature. It is an upper bound: safe, "
            "but too small a rate.",
            _with(top=lambda H: np.abs(H).sum(axis=1).max()),
        ),
        Mistake(
            "squares-of-the-curvatures",
            "These are the squares of the curvatures: eigenvalues of HᵀH. Those of H itself are asked for.",
            lambda H, beta: _limits(H @ H, beta),
        ),
        Mistake(
            "roots-of-the-curvatures",
            "The roots of the curvatures stand where the curvatures belong.",
            _with(top=lambda H: np.sqrt(np.linalg.eigvalsh(H)[-1]), low=lambda H: np.sqrt(np.linalg.eigvalsh(H)[0])),
        ),
    ),
    hints=(
        "np.linalg.eigvalsh(H) returns the curvatures of the bowl in ascending order.",
        "Each direction is multiplied by 1 - ηλ. For the heavy ball the lesson gives ηλ < 2 + 2β.",
        "With the best rate the factor is (κ - 1)/(κ + 1); it must be multiplied by itself ln 10⁻⁶/ln(factor) times.",
    ),
)
