"""Task 05.1: by hand: C = 2 x² from x = 10 with η = 0.1 and β = ½; then Adam with β₁ = ½, β₂ = ¾ and η = 0.3."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks import Mistake, Part, ValueTask


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
