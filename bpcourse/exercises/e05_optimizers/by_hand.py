"""Task 05.1: by hand: C = 2 x² from x = 10 with η = 0.1 and β = ½; then Adam with β₁ = ½, β₂ = ¾ and η = 0.3."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.common.exchanged import entries_exchanged
from bpcourse.exercises.e05_optimizers.adamw_slips import AVERAGES, HATS
from bpcourse.exercises.e05_optimizers.more_slips import FIRST_VELOCITIES, MORE_AHEAD, MORE_MOVES
from bpcourse.tasks import Mistake, Part, ValueTask
from bpcourse.tasks.slips import Site, Slip


def _average(old, new, beta, *_):
    return beta * old + (1 - beta) * new


def _corrected(m, beta, _, t):
    return m / (1 - beta**t)


def _place(
    steps, gradient, push, kept=lambda v: 0.0, ahead=lambda x, v: x, move=lambda x, old, new: x + new, x=10.0, v=0.0
):
    """Return (x, v) after some steps from x with the velocity v, as a rule from rest at 10."""
    x, v = np.float64(x), np.float64(v)
    for _ in range(steps):
        old, v = v, kept(v) + push(gradient(ahead(x, v)))
        x = move(x, old, v)
    return x, v


def _adam(gradients, average_m, average_v, square, hat_m, hat_v, stored, above, below, rate, x) -> dict:
    """Return the entries of Adam after its gradients, from x."""
    x, m, v = np.float64(x), np.float64(0.0), np.float64(0.0)
    for t, g in enumerate(np.array(gradients), 1):
        m = average_m(m, g, 0.5, 0.75, t)
        v = average_v(v, square(g, m), 0.75, 0.5, t)
        m_hat, v_hat = hat_m(m, 0.5, 0.75, t), hat_v(v, 0.75, 0.5, t)
        x = x - rate * above(m_hat, g) / below(v_hat)
        made = {"m": m, "v": v, "m_hat": m_hat, "v_hat": v_hat, "adam": x}
        m, v = stored(m, m_hat), stored(v, v_hat)
    return made


def _by_hand(
    *,
    steps=3,
    gradient=lambda x: 4 * x,
    push=lambda g: -0.1 * g,
    share=1.0,
    kept=lambda v: 0.5 * v,
    ahead=lambda x, v: x + 0.5 * v,
    move=lambda x, old, new: x + new,
    shown=lambda x, v: x,
    gradients=(4.0, -10.0),
    average_m=_average,
    average_v=_average,
    square=lambda g, m: g * g,
    hat_m=_corrected,
    hat_v=_corrected,
    stored=lambda m, m_hat: m,
    above=lambda m_hat, g: m_hat,
    below=np.sqrt,
    rate=0.3,
    begin=10.0,
    begin_adam=1.0,
    first=0.0,
) -> dict:
    """Return the entries of the task; each keyword is a piece that a slip may replace.

    ``share`` is that of the gradient in the velocity of both balls, ``ahead`` where Nesterov's reads it, and ``shown``
    what is given for its place; ``stored`` is what Adam averages on.
    """

    def pushed(g):
        return share * push(g)

    with np.errstate(all="ignore"):
        return {
            "descent": _place(steps, gradient, push, x=begin)[0],
            "heavy_ball": _place(steps, gradient, pushed, kept, move=move, x=begin, v=first)[0],
            "nesterov": shown(*_place(steps, gradient, pushed, kept, ahead, move, begin, first)),
            **_adam(gradients, average_m, average_v, square, hat_m, hat_v, stored, above, below, rate, begin_adam),
        }


STEPS = (
    Slip("two-steps", "this is the place after two steps. Asked for is the third.", 2),
    Slip("four-steps", "this is the place after four steps. Asked for is the third.", 4),
    Slip("one-step", "this is the place after the first step. Asked for is the third.", 1),
)

GRADIENTS = (
    Slip("gradient-is-x", "the gradient of 2 x² is 4 x. Here it has been taken as x.", lambda x: x),
    Slip("gradient-is-2x", "the gradient of 2 x² is 4 x. Here it has been taken as 2 x.", lambda x: 2 * x),
    Slip(
        "gradient-is-the-cost",
        "the gradient of 2 x² is 4 x. Here the cost itself has been used.",
        lambda x: 2 * x * x,
    ),
    Slip("gradient-is-4", "the gradient of 2 x² is 4 x. Here it has been taken as 4.", lambda x: 4.0),
    Slip(
        "gradient-not-renewed",
        "the gradient is that of the start, 40, in every step. It is read anew in each.",
        lambda x: 40.0,
    ),
    Slip("gradient-is-4x-squared", "the gradient of 2 x² is 4 x. Here it has been taken as 4 x².", lambda x: 4 * x * x),
    Slip("gradient-is-8x", "the gradient of 2 x² is 4 x. Here it has been taken as 8 x.", lambda x: 8 * x),
)

PUSHES = (
    Slip("uphill", "the steps go uphill: the gradient must be subtracted.", lambda g: 0.1 * g),
    Slip("rate-missing", "the rate 0.1 is missing.", lambda g: -g),
    Slip("other-rate", "the rate is that of Adam, 0.3. Here it is 0.1.", lambda g: -0.3 * g),
    Slip("rate-a-hundredth", "the rate has been taken as 0.01. It is 0.1.", lambda g: -0.01 * g),
    Slip("rate-in-the-square", "the rate multiplies the gradient twice.", lambda g: -0.1 * 0.1 * g),
)

SHARES = (
    Slip("damped", "the gradient enters with (1 - β) here, as in an average. In the lesson it is v ← βv - ηg.", 0.5),
    Slip("gradient-twice", "the gradient is counted twice.", 2.0),
)

KEPT = (
    Slip(
        "velocity-forgotten",
        "heavy_ball or nesterov: this is plain gradient descent. From the second step on half of the last velocity is "
        "kept.",
        lambda v: 0.0,
    ),
    Slip("undamped", "the whole velocity is kept. Only the share β = ½ of it is.", lambda v: v),
    Slip(
        "velocity-of-the-wrong-sign",
        "the remembered part of the step goes in the wrong direction.",
        lambda v: -0.5 * v,
    ),
    Slip("beta-twice", "a quarter of the velocity is kept. The share is β = ½, once.", lambda v: 0.25 * v),
    Slip("usual-beta", "β has been taken as 0.9. Here it is ½.", lambda v: 0.9 * v),
)

AHEAD = (
    Slip(
        "heavy-ball-for-nesterov",
        "nesterov: this is the heavy ball. Nesterov reads the gradient at x + βv, not at x.",
        lambda x, v: x,
    ),
    Slip(
        "looks-too-far-ahead",
        "nesterov: the gradient has been read at x + v. Only the share β of the velocity is kept, so it is x + βv.",
        lambda x, v: x + v,
    ),
    Slip("looks-back", "nesterov: the gradient has been read behind the ball, at x - βv.", lambda x, v: x - 0.5 * v),
    Slip("looks-back-by-v", "nesterov: the gradient has been read behind the ball, at x - v.", lambda x, v: x - v),
    Slip(
        "looks-by-the-rate",
        "nesterov: the gradient has been read at x + ηv. It is x + βv.",
        lambda x, v: x + 0.1 * v,
    ),
    Slip(
        "looks-at-beta-x",
        "nesterov: the gradient has been read at β(x + v). β belongs to the velocity only: x + βv.",
        lambda x, v: 0.5 * (x + v),
    ),
    Slip(
        "looks-at-the-velocity",
        "nesterov: the gradient has been read at βv. The place x is missing.",
        lambda x, v: 0.5 * v,
    ),
)

MOVES = (
    Slip(
        "old-velocity",
        "x has been moved by the velocity of the step before. First make the new v, then move by it.",
        lambda x, old, new: x + old,
    ),
    Slip(
        "velocity-subtracted",
        "x has been moved against the velocity. The minus is in v already.",
        lambda x, old, new: x - new,
    ),
    Slip(
        "starts-ahead",
        "the step begins at the point ahead, x + βv. It begins at x: x + v with the new v.",
        lambda x, old, new: x + 0.5 * old + new,
    ),
    Slip("beta-in-the-move", "x has been moved by βv. β is in the new v already.", lambda x, old, new: x + 0.5 * new),
    Slip(
        "old-and-new",
        "x has been moved by the old and the new velocity. The new one is enough.",
        lambda x, old, new: x + old + new,
    ),
    Slip("rate-in-the-move", "x has been moved by ηv. The rate is in v already.", lambda x, old, new: x + 0.1 * new),
    Slip(
        "velocity-returned",
        "this is the velocity of the last step. Asked for is the place.",
        lambda x, old, new: new,
    ),
)

SHOWN = (
    Slip(
        "point-ahead",
        "nesterov: this is the point ahead, x + βv, at which the next gradient would be read. Asked for is x.",
        lambda x, v: x + 0.5 * v,
    ),
    Slip("velocity-for-place", "nesterov: this is the velocity. Asked for is the place x.", lambda x, v: v),
)

BOTH_GRADIENTS = (
    Slip("sign-of-the-second-lost", "the second gradient is -10, with a minus.", (4.0, 10.0)),
    Slip("gradients-exchanged", "the two gradients have changed places: 4 comes first.", (-10.0, 4.0)),
    Slip("first-gradient-only", "this is the first step. There is a second gradient.", (4.0,)),
    Slip(
        "second-gradient-only",
        "this is made of the second gradient alone. The averages keep a share of the first.",
        (-10.0,),
    ),
    Slip("first-sign-wrong", "the first gradient is 4, without a minus.", (-4.0, -10.0)),
)

SQUARES = (
    Slip("square-of-m", "v: the square of m has been averaged. v is the average of g².", lambda g, m: m * m),
    Slip("not-squared", "v: the gradients have been averaged without their squares.", lambda g, m: g),
    Slip(
        "size-for-square",
        "v: the sizes of the gradients have been averaged. v is the average of g².",
        lambda g, m: abs(g),
    ),
    Slip("squares-with-sign", "v: the square of -10 is +100.", lambda g, m: abs(g) * g),
)

STORED = (
    Slip(
        "corrections-kept",
        "m or v: the corrected averages have been kept and averaged on. m and v go on uncorrected; m̂ and v̂ are made "
        "anew at each step.",
        lambda m, m_hat: m_hat,
    ),
)

ABOVE = (
    Slip("gradient-for-m", "adam: the step is made with g in place of m̂.", lambda m_hat, g: g),
    Slip(
        "size-of-m",
        "adam: m̂ has lost its sign. The second step goes upwards, since m̂ is negative.",
        lambda m_hat, g: abs(m_hat),
    ),
    Slip("only-the-sign", "adam: only the sign of m̂ has been used. It is m̂/√v̂.", lambda m_hat, g: np.sign(m_hat)),
)

BELOW = (
    Slip("no-root", "adam: the root is missing. The step is η m̂/√v̂.", lambda v_hat: v_hat),
    Slip("not-divided", "adam: the step has not been divided by √v̂.", lambda v_hat: 1.0),
    Slip(
        "multiplied-by-the-root",
        "adam: the step has been multiplied by √v̂. Divide by it.",
        lambda v_hat: 1 / np.sqrt(v_hat),
    ),
)

RATES = (
    Slip("adam-uphill", "adam: the steps have the wrong sign.", -0.3),
    Slip("adam-with-the-other-rate", "adam: the rate is 0.3. Here it has been taken as 0.1.", 0.1),
    Slip("adam-without-rate", "adam: the rate 0.3 is missing.", 1.0),
)

BEGINNINGS = (
    Slip("begins-at-1", "the path has begun at 1, where that of Adam begins. Here it is 10.", 1.0),
    Slip("begins-at-0", "the path has begun at 0. It begins at 10.", 0.0),
)
BEGINNINGS_OF_ADAM = (
    Slip("adam-from-10", "adam: it has begun at 10, where the other paths begin. Here it is 1.", 10.0),
    Slip("step-for-place", "adam: this is the sum of the steps alone. It begins at 1.", 0.0),
)

FIRST = {"correction-without-t": 0, "correction-multiplied": 1}  # at t = 2 some corrections give the same
CORRECTIONS = tuple(sorted(HATS[:10], key=lambda slip: FIRST.get(slip.id, 2)))
SITES = (
    Site("share", SHARES),
    Site("steps", STEPS),
    Site("gradient", GRADIENTS),
    Site("push", PUSHES),
    Site("kept", KEPT),
    Site("ahead", AHEAD),
    Site("move", MOVES),
    Site("shown", SHOWN),
    Site("stored", STORED),
    Site("average_m", AVERAGES[:6], "m"),
    Site("average_v", AVERAGES[:6], "v"),
    Site("square", SQUARES),
    Site("hat_m", CORRECTIONS, "m̂"),
    Site("hat_v", CORRECTIONS, "v̂"),
    Site("above", ABOVE),
    Site("below", BELOW),
    Site("rate", RATES),
    Site("gradients", BOTH_GRADIENTS),
    Site("first", FIRST_VELOCITIES),
    Site("ahead", MORE_AHEAD),
    Site("move", MORE_MOVES),
    Site("begin", BEGINNINGS),
    Site("begin_adam", BEGINNINGS_OF_ADAM),
)
RIGHT = _by_hand()


def _library_turned() -> float:
    """Return where Nesterov's rule ends in the form of a library, with a sign turned at the momentum."""
    x, v = 10.0, 0.0
    for _ in range(3):
        v = 0.5 * v + 4 * x
        x = x - 0.1 * 4 * x + 0.1 * 0.5 * v
    return x


BALLS = ("descent", "heavy_ball", "nesterov")


BY_HAND = ValueTask(
    id="05.1",
    title="Three rules by hand",
    misconceptions="the gradient damped as in an average; Nesterov's gradient read at x; corrected averages "
    "averaged on",
    answer="by_hand",
    difficulty=1,
    minutes=15,
    section="lesson 5a, sections 1 and 2; lesson 5b, section 1",
    tolerance=2e-3,
    truth=_by_hand,
    sites=SITES,
    called={
        "push": "the push of the gradient",
        "kept": "what is kept of the velocity",
        "ahead": "the place ahead",
        "move": "the new place",
        "gradient": "the gradient",
        "average_m": "the average m",
        "average_v": "the average v",
        "square": "the square",
        "hat_m": "m̂",
        "hat_v": "v̂",
        "above": "what stands above the line",
        "below": "what stands below the line",
    },
    parts=tuple(Part(name, 0.25) for name in ("descent", "heavy_ball", "nesterov", "m", "v", "m_hat", "v_hat", "adam")),
    mistakes=(
        Mistake(
            "first-step-only",
            "adam: this is the place after the first gradient. There is a second one.",
            lambda: {"adam": 0.7},
        ),
        Mistake(
            "never-damped",
            "The velocity is never damped: the share ½ stands at the gradient, and the whole of the old velocity is "
            "kept. It is v ← βv - ηg.",
            lambda: {name: _by_hand(share=0.5, kept=lambda v: v)[name] for name in BALLS[1:]},
        ),
        Mistake(
            "library-form-turned",
            "nesterov: this is the form of a library, v ← βv + g and x ← x - η(g + βv), with a sign turned at βv. By "
            "hand: read the gradient at x + βv, v ← βv - ηg, x ← x + v.",
            lambda: {"nesterov": _library_turned()},
        ),
        Mistake(
            "no-correction",
            "There is no bias correction: m̂ = m/(1 - β₁ᵗ), v̂ = v/(1 - β₂ᵗ).",
            lambda: _by_hand(hat_m=lambda m, *_: m, hat_v=lambda v, *_: v),
        ),
        Mistake(
            "betas-swapped",
            "β₁ and β₂ are exchanged: β₁ = ½ belongs to m, β₂ = ¾ to v.",
            lambda: _by_hand(
                average_m=lambda m, g, beta1, beta2, t: _average(m, g, beta2),
                average_v=lambda v, g, beta2, beta1, t: _average(v, g, beta1),
                hat_m=lambda m, beta1, beta2, t: _corrected(m, beta2, beta1, t),
                hat_v=lambda v, beta2, beta1, t: _corrected(v, beta1, beta2, t),
            ),
        ),
        *entries_exchanged(RIGHT, ("heavy_ball", "nesterov"), ("m", "m_hat"), ("v", "v_hat"), ("m", "v")),
        Mistake(
            "second-step-alone",
            "adam: this is the second step, made from 1. The first one has been left out, in the place only.",
            lambda: {"adam": 1 + RIGHT["adam"] - 0.7},
        ),
        Mistake(
            "cost-for-place",
            "this is the cost 2 x² at the place. Asked for is the place itself.",
            lambda: {name: 2 * RIGHT[name] ** 2 for name in BALLS},
        ),
        Mistake(
            "gradient-for-place",
            "this is the gradient 4 x at the place. Asked for is the place itself.",
            lambda: {name: 4 * RIGHT[name] for name in BALLS},
        ),
    ),
    hints=(
        "In this bowl g = 4 x. First step, from rest: v = -4 and x = 6 with the ball as without it.",
        "Second step of the ball: v = ½ · (-4) - 0.1 · 24. Nesterov reads g at 6 + ½ · (-4) = 4 instead of at 6.",
        "Adam: m is 2, then -4; v is 4, then 28. The corrections of the second step are 1 - ¼ and 1 - 9/16.",
    ),
    insight=(
        "In a constant gradient of 1 the heavy ball's steps grow towards η/(1 - β), Adam's are all η "
        "(lesson 5a, section 2; lesson 5b, section 1)."
    ),
)
