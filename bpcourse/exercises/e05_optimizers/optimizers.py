"""Tasks 05.1 and 05.2: three rules by hand, and the largest stable rate of a bowl."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks import FunctionTask, Mistake, Part, ValueTask

# --- 05.1 by hand: C = 2 x² from x = 10 with η = 0.1 and β = ½; then Adam with β₁ = ½, β₂ = ¾ and η = 0.3 from x = 1


def _rolled(steps=3, slope=4.0, push=-0.1, beta=0.5, ahead=0.0, move=lambda old, new: new, x=10.0) -> float:
    """Return where v ← βv + push·g(x + ahead·v), x ← x + move(old v, new v) leads from rest; the slope is that of g."""
    v = 0.0
    for _ in range(steps):
        old, v = v, beta * v + push * slope * (x + ahead * v)
        x += move(old, v)
    return x


def _adam(beta1=0.5, beta2=0.75, new=None, square=lambda g, m: g * g, hat=None, root=np.sqrt, keep=False) -> dict:
    """Return the entries of Adam after the gradients 4 and -10; each option replaces a piece, to make a mistake."""
    x, m, v, m_hat, v_hat = 1.0, 0.0, 0.0, 0.0, 0.0
    for t, g in enumerate((4.0, -10.0), 1):
        m, v = (m_hat, v_hat) if keep else (m, v)
        m = beta1 * m + (1 - beta1 if new is None else new) * g
        v = beta2 * v + (1 - beta2 if new is None else new) * square(g, m)
        m_hat, v_hat = (m / (1 - beta1**t), v / (1 - beta2**t)) if hat is None else hat(m, v, t)
        x -= 0.3 * m_hat / root(abs(v_hat))
    return {"m": m, "v": v, "m_hat": m_hat, "v_hat": v_hat, "adam": x}


def _without(name: str, entries: dict) -> dict:
    return {key: value for key, value in entries.items() if key != name}


BY_HAND = ValueTask(
    id="05.1",
    title="Three rules by hand",
    answer="by_hand",
    difficulty=1,
    minutes=15,
    section="lesson 5a, sections 1 and 2; lesson 5b, section 1",
    tolerance=2e-3,
    truth=lambda: {
        "descent": _rolled(beta=0.0),
        "heavy_ball": _rolled(),
        "nesterov": _rolled(ahead=0.5),
        **_adam(),
    },
    parts=tuple(Part(name, 0.25) for name in ("descent", "heavy_ball", "nesterov", "m", "v", "m_hat", "v_hat", "adam")),
    mistakes=(
        Mistake(
            "two-steps",
            "This is the place after two steps. Asked for is the third.",
            lambda: {
                "descent": _rolled(2, beta=0.0),
                "heavy_ball": _rolled(2),
                "nesterov": _rolled(2, ahead=0.5),
            },
        ),
        Mistake(
            "gradient-is-x",
            "The gradient of 2 x² is 4 x. Here it has been taken as x.",
            lambda: {
                "descent": _rolled(slope=1, beta=0.0),
                "heavy_ball": _rolled(slope=1),
                "nesterov": _rolled(slope=1, ahead=0.5),
            },
        ),
        Mistake(
            "gradient-is-2x",
            "The gradient of 2 x² is 4 x. Here it has been taken as 2 x.",
            lambda: {"descent": _rolled(slope=2, beta=0.0)},
        ),
        Mistake(
            "uphill",
            "The steps go uphill: the gradient must be subtracted.",
            lambda: {
                "descent": _rolled(push=0.1, beta=0.0),
                "heavy_ball": _rolled(push=0.1),
                "nesterov": _rolled(push=0.1, ahead=0.5),
            },
        ),
        Mistake(
            "velocity-forgotten",
            "heavy_ball or nesterov: this is plain gradient descent. From the second step on half of the last velocity "
            "is kept.",
            lambda: {"heavy_ball": _rolled(beta=0.0), "nesterov": _rolled(beta=0.0)},
        ),
        Mistake(
            "damped",
            "heavy_ball or nesterov: the gradient enters with (1 - β) here, as in an average. In the lesson it is "
            "v ← βv - ηg.",
            lambda: {"heavy_ball": _rolled(push=-0.05), "nesterov": _rolled(push=-0.05, ahead=0.5)},
        ),
        Mistake(
            "old-velocity",
            "heavy_ball: x has been moved by the velocity of the step before. First make the new v, then move by it.",
            lambda: {"heavy_ball": _rolled(move=lambda old, new: old)},
        ),
        Mistake(
            "undamped",
            "heavy_ball: the whole velocity is kept. Only the share β = ½ of it is.",
            lambda: {"heavy_ball": _rolled(beta=1.0)},
        ),
        Mistake(
            "velocity-of-the-wrong-sign",
            "heavy_ball: the remembered part of the step goes in the wrong direction.",
            lambda: {"heavy_ball": _rolled(beta=-0.5)},
        ),
        Mistake(
            "heavy-ball-for-nesterov",
            "nesterov: this is the heavy ball. Nesterov reads the gradient at x + βv, not at x.",
            lambda: {"nesterov": _rolled()},
        ),
        Mistake(
            "looks-too-far-ahead",
            "nesterov: the gradient has been read at x + v. Only the share β of the velocity is kept, so it is x + βv.",
            lambda: {"nesterov": _rolled(ahead=1.0)},
        ),
        Mistake(
            "looks-back",
            "nesterov: the gradient has been read behind the ball, at x - βv.",
            lambda: {"nesterov": _rolled(ahead=-0.5)},
        ),
        Mistake(
            "point-ahead",
            "nesterov: this is the point ahead, x + βv, at which the next gradient would be read. Asked for is x.",
            lambda: {"nesterov": _rolled(ahead=0.5) + 0.5 * (_rolled(ahead=0.5) - _rolled(2, ahead=0.5))},
        ),
        Mistake(
            "no-correction",
            "There is no bias correction: m̂ = m/(1 - β₁ᵗ), v̂ = v/(1 - β₂ᵗ).",
            lambda: _without("v", _without("m", _adam(hat=lambda m, v, t: (m, v)))),
        ),
        Mistake(
            "betas-swapped",
            "β₁ and β₂ are exchanged: β₁ = ½ belongs to m, β₂ = ¾ to v.",
            lambda: _adam(0.75, 0.5),
        ),
        Mistake(
            "sum-for-average",
            "The new gradient enters with its full weight. In an average it enters with 1 - β.",
            lambda: _adam(new=1.0),
        ),
        Mistake(
            "square-of-m",
            "v: the square of m has been averaged. v is the average of g².",
            lambda: {name: value for name, value in _adam(square=lambda g, m: m * m).items() if name[0] == "v"},
        ),
        Mistake(
            "not-squared",
            "v: the gradients have been averaged without their squares.",
            lambda: {name: value for name, value in _adam(square=lambda g, m: g).items() if name[0] == "v"},
        ),
        Mistake(
            "corrections-kept",
            "m or v: the corrected averages have been kept and averaged on. m and v go on uncorrected; m̂ and v̂ are "
            "made anew at each step.",
            lambda: _adam(keep=True),
        ),
        Mistake(
            "correction-without-t",
            "m_hat or v_hat: the correction is that of the first step. At step t it divides by 1 - βᵗ, here t = 2.",
            lambda: {"m_hat": _adam()["m"] / 0.5, "v_hat": _adam()["v"] / 0.25},
        ),
        Mistake(
            "multiplied",
            "m_hat or v_hat: it has been multiplied by 1 - βᵗ. The averages are too small: divide.",
            lambda: {"m_hat": _adam()["m"] * 0.75, "v_hat": _adam()["v"] * 7 / 16},
        ),
        Mistake(
            "no-root",
            "adam: the root is missing. The step is η m̂/√v̂.",
            lambda: {"adam": _adam(root=lambda v: v)["adam"]},
        ),
        Mistake(
            "first-step-only",
            "adam: this is the place after the first gradient. There is a second one.",
            lambda: {"adam": 0.7},
        ),
        Mistake(
            "adam-uphill",
            "adam: the steps have the wrong sign.",
            lambda: {"adam": 2.0 - _adam()["adam"]},
        ),
    ),
    hints=(
        "In this bowl g = 4 x. First step, from rest: v = -4 and x = 6 with the ball as without it.",
        "Second step of the ball: v = ½ · (-4) - 0.1 · 24. Nesterov reads g at 6 + ½ · (-4) = 4 instead of at 6.",
        "Adam: m is 2, then -4; v is 4, then 28. The corrections of the second step are 1 - ¼ and 1 - 9/16.",
    ),
)


# --- 05.2 the largest stable rate of a bowl ½ xᵀ H x


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
            "This is the condition number. The number of steps grows in proportion to it, and is larger.",
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
            "The largest sum over a row has been taken for the largest curvature. It is an upper bound for it: safe, "
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
