"""The step of task 05.3, of the heavy ball and of Nesterov's, in pieces, with the slips that are made in each."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from bpcourse.sandboxed.answers import Source
from bpcourse.tasks import Mistake
from bpcourse.tasks.slips import Site, Slip


@lru_cache(maxsize=64)
def _function(gradient) -> Callable:
    """Return the gradient as a function: a source is compiled, a function is itself."""
    return gradient.function() if isinstance(gradient, Source) else gradient


def ball(
    gradient,
    x,
    v,
    eta,
    beta,
    nesterov,
    *,
    here=lambda x, v, eta, beta: x,
    ahead=lambda x, v, eta, beta: x + beta * v,
    kept=lambda v, x, eta, beta: beta * v,
    push=lambda g, v, eta, beta: -eta * g,
    velocity=None,
    move=lambda x, old, new, g, eta, beta, nesterov: x + new,
    returned=lambda old, new, eta, beta: new,
    form=None,
):
    """Return (x, v) after a step; each keyword is a piece that a slip may replace.

    ``here`` and ``ahead`` are where the heavy ball and Nesterov's read the gradient, ``kept`` what is kept of the old
    velocity, ``push`` what the gradient adds, ``move`` the new place, ``returned`` the velocity that is returned.
    ``velocity(v, g, eta, beta)``, if given, is the whole new velocity, ``form`` stands for ``ahead`` and ``move``.
    """
    ahead, move = form or (ahead, move)
    g = _function(gradient)((ahead if nesterov else here)(x, v, eta, beta))
    new = velocity(v, g, eta, beta) if velocity else kept(v, x, eta, beta) + push(g, v, eta, beta)
    return move(x, v, new, g, eta, beta, nesterov), returned(v, new, eta, beta)


def _made(**pieces) -> Callable:
    """Return the step with some pieces replaced."""
    return lambda *arguments: ball(*arguments, **pieces)


def _read_again(gradient, x, v, eta, beta, nesterov):
    """Make the step with the gradient that is read where the heavy ball would arrive."""
    place = x + beta * v - eta * _function(gradient)(x) if nesterov else x
    new = beta * v - eta * _function(gradient)(place)
    return x + new, new


READ = (  # where the gradient has been read: the id, the place in words, the place
    ("too-far-ahead", "at x + v", lambda x, v, eta, beta: x + v),
    ("behind", "behind the ball, at x - βv", lambda x, v, eta, beta: x - beta * v),
    ("behind-by-v", "behind the ball, at x - v", lambda x, v, eta, beta: x - v),
    ("ahead-by-the-other-share", "at x + (1 - β)v", lambda x, v, eta, beta: x + (1 - beta) * v),
    ("ahead-with-the-rate", "at x + ηβv, though the rate is in v already", lambda x, v, eta, beta: x + eta * beta * v),
    (
        "behind-with-the-rate",
        "at x - ηβv, as for a v that is a sum of gradients",
        lambda x, v, eta, beta: x - eta * beta * v,
    ),
    ("ahead-by-the-rate", "at x + ηv", lambda x, v, eta, beta: x + eta * v),
    ("behind-by-the-rate", "at x - ηv", lambda x, v, eta, beta: x - eta * v),
    ("ahead-bracket", "at β(x + v)", lambda x, v, eta, beta: beta * (x + v)),
    ("beta-on-the-place", "at βx + v", lambda x, v, eta, beta: beta * x + v),
    ("ahead-squared", "at x + β²v", lambda x, v, eta, beta: x + beta**2 * v),
    ("read-at-the-velocity", "at βv", lambda x, v, eta, beta: beta * v),
    ("read-at-v", "at v", lambda x, v, eta, beta: v),
    ("ahead-by-beta", "at x + β", lambda x, v, eta, beta: x + beta),
    ("half-ahead", "halfway, at x + ½βv", lambda x, v, eta, beta: x + beta * v / 2),
)
ANYWHERE = tuple(
    Slip(id, f"the gradient has been read {place}. The heavy ball reads it at x, Nesterov's rule at x + βv.", piece)
    for id, place, piece in READ
)
ALWAYS_AHEAD = (
    Slip(
        "always-ahead",
        "the gradient has been read at x + βv. Only with nesterov=True it is read ahead; the heavy ball reads it at x.",
        lambda x, v, eta, beta: x + beta * v,
    ),
)
NEVER_AHEAD = (
    Slip(
        "not-ahead",
        "the gradient has been read at x, as the heavy ball does. With nesterov=True it must be read at x + βv.",
        lambda x, v, eta, beta: x,
    ),
    Slip(
        "beta-fixed",
        "β has been taken as 0.9 in the point ahead. It is an argument.",
        lambda x, v, eta, beta: x + 0.9 * v,
    ),
)

KEPT = (
    Slip(
        "no-memory",
        "the old velocity has no influence: this is plain gradient descent. v ← βv - ηg.",
        lambda v, x, eta, beta: 0.0 * v,
    ),
    Slip("undamped", "the whole of the old velocity is kept. Only the share β of it is.", lambda v, x, eta, beta: v),
    Slip(
        "one-minus-beta-kept",
        "the share 1 - β of the old velocity is kept. It is the share β.",
        lambda v, x, eta, beta: (1 - beta) * v,
    ),
    Slip(
        "kept-of-the-other-sign",
        "the old velocity has the wrong sign: v ← βv - ηg.",
        lambda v, x, eta, beta: -beta * v,
    ),
    Slip("beta-squared", "β multiplies the old velocity twice. Once is enough.", lambda v, x, eta, beta: beta**2 * v),
    Slip(
        "rate-on-the-velocity",
        "the rate multiplies the old velocity, too. It belongs to the gradient only: the rate is in v already.",
        lambda v, x, eta, beta: eta * beta * v,
    ),
    Slip(
        "rate-for-beta",
        "η stands where β belongs: v ← βv - ηg.",
        lambda v, x, eta, beta: eta * v,
    ),
    Slip(
        "divided-by-beta", "the old velocity has been divided by β. Multiply by it.", lambda v, x, eta, beta: v / beta
    ),
    Slip("beta-subtracted", "β has been subtracted from v. It multiplies it: βv.", lambda v, x, eta, beta: v - beta),
    Slip("place-for-velocity", "βx stands where βv belongs.", lambda v, x, eta, beta: beta * x),
    Slip("velocity-without-sign", "the old velocity has lost its sign.", lambda v, x, eta, beta: beta * np.abs(v)),
    Slip("beta-fixed", "β has been taken as 0.9. It is an argument.", lambda v, x, eta, beta: 0.9 * v),
)

PUSH = (
    Slip("uphill", "the gradient has the wrong sign: v ← βv - ηg.", lambda g, v, eta, beta: eta * g),
    Slip(
        "damped",
        "the gradient enters with the factor (1 - β)η, as in an average. Here it is v ← βv - ηg.",
        lambda g, v, eta, beta: -(1 - beta) * eta * g,
    ),
    Slip("rate-missing", "the rate is missing: the gradient is multiplied by η.", lambda g, v, eta, beta: -g),
    Slip(
        "average-of-gradients",
        "v is an average of gradients here, βv + (1 - β)g. In this task it is v ← βv - ηg, with the rate and the "
        "minus in it.",
        lambda g, v, eta, beta: (1 - beta) * g,
    ),
    Slip(
        "sum-of-gradients",
        "v is a sum of gradients here, βv + g. In this task it is v ← βv - ηg, with the rate and the minus in it.",
        lambda g, v, eta, beta: g,
    ),
    Slip(
        "beta-on-both",
        "β multiplies the new gradient as well: v ← β(v - ηg). It belongs to the old velocity only.",
        lambda g, v, eta, beta: -beta * eta * g,
    ),
    Slip(
        "beta-for-rate",
        "β stands where η belongs: v ← βv - ηg.",
        lambda g, v, eta, beta: -beta * g,
    ),
    Slip(
        "share-for-rate",
        "1 - β stands where η belongs: v ← βv - ηg.",
        lambda g, v, eta, beta: -(1 - beta) * g,
    ),
    Slip("rate-squared", "the rate multiplies the gradient twice.", lambda g, v, eta, beta: -(eta**2) * g),
    Slip("divided-by-rate", "the gradient has been divided by η. Multiply by it.", lambda g, v, eta, beta: -g / eta),
    Slip("half-the-gradient", "only half of the gradient is used.", lambda g, v, eta, beta: -eta * g / 2),
    Slip("twice-the-gradient", "the gradient is counted twice.", lambda g, v, eta, beta: -2 * eta * g),
    Slip("sign-of-the-gradient", "only the sign of the gradient is used.", lambda g, v, eta, beta: -eta * np.sign(g)),
    Slip("size-of-the-gradient", "the gradient has lost its sign.", lambda g, v, eta, beta: -eta * np.abs(g)),
    Slip("squared-gradient", "the gradient has been squared.", lambda g, v, eta, beta: -eta * g**2),
    Slip(
        "gradient-of-length-1",
        "the gradient has been divided by its length. It enters as it is.",
        lambda g, v, eta, beta: -eta * g / np.linalg.norm(g),
    ),
    Slip("gradient-clipped", "the gradient has been clipped to ±1.", lambda g, v, eta, beta: -eta * np.clip(g, -1, 1)),
    Slip("mean-gradient", "every weight gets the mean of the gradient.", lambda g, v, eta, beta: -eta * g.mean()),
    Slip(
        "gradient-times-velocity",
        "the gradient has been multiplied by the velocity.",
        lambda g, v, eta, beta: -eta * g * v,
    ),
    Slip("gradient-left-out", "the gradient is missing: v ← βv - ηg.", lambda g, v, eta, beta: 0.0 * g),
)

MOVES = (
    Slip(
        "velocity-subtracted",
        "x has been moved against the velocity. With v ← βv - ηg the minus is already in v: x ← x + v.",
        lambda x, old, new, g, eta, beta, nesterov: x - new,
    ),
    Slip(
        "old-velocity",
        "x has been moved by the old velocity. First make the new v, then x ← x + v with it.",
        lambda x, old, new, g, eta, beta, nesterov: x + old,
    ),
    Slip(
        "rate-twice",
        "the rate comes in twice: it is in v already, so x ← x + v.",
        lambda x, old, new, g, eta, beta, nesterov: x + eta * new,
    ),
    Slip(
        "rate-again-and-minus",
        "x ← x - ηv stands here. Rate and minus are in v already: x ← x + v.",
        lambda x, old, new, g, eta, beta, nesterov: x - eta * new,
    ),
    Slip(
        "starts-ahead",
        "the gradient is read at the right place, but the step begins there too. It begins at x: x ← x + v.",
        lambda x, old, new, g, eta, beta, nesterov: x + beta * old + new if nesterov else x + new,
    ),
    Slip(
        "point-ahead",
        "this is the point ahead, x + βv, at which the next gradient will be read. Asked for is x.",
        lambda x, old, new, g, eta, beta, nesterov: x + new + beta * new if nesterov else x + new,
    ),
    Slip(
        "ahead-twice",
        "x ← x + βv - ηg is the move of a library whose parameters are the point ahead; it reads the gradient there. "
        "Here x is the ball: read the gradient at x + βv, then x ← x + v.",
        lambda x, old, new, g, eta, beta, nesterov: x + beta * new - eta * g if nesterov else x + new,
    ),
    Slip(
        "ahead-in-both",
        "x ← x + βv - ηg with the new v stands here, for both rules. It is x ← x + v.",
        lambda x, old, new, g, eta, beta, nesterov: x + beta * new - eta * g,
    ),
    Slip(
        "point-ahead-in-both",
        "this is x + v + βv, for both rules. It is x ← x + v.",
        lambda x, old, new, g, eta, beta, nesterov: x + new + beta * new,
    ),
    Slip(
        "starts-ahead-in-both",
        "the step begins at x + βv, for both rules. It begins at x: x ← x + v.",
        lambda x, old, new, g, eta, beta, nesterov: x + beta * old + new,
    ),
    Slip(
        "gradient-in-twice",
        "the gradient comes in twice: it is in v already, so x ← x + v.",
        lambda x, old, new, g, eta, beta, nesterov: x + new - eta * g,
    ),
    Slip(
        "moved-by-the-gradient",
        "x has been moved by -ηg alone. The velocity moves it: x ← x + v.",
        lambda x, old, new, g, eta, beta, nesterov: x - eta * g,
    ),
    Slip(
        "old-and-new-added",
        "x has been moved by the old and the new velocity. The new one is enough: the old is in it.",
        lambda x, old, new, g, eta, beta, nesterov: x + old + new,
    ),
    Slip(
        "mean-of-velocities",
        "x has been moved by the mean of the old and the new velocity. Here the new one moves it.",
        lambda x, old, new, g, eta, beta, nesterov: x + (old + new) / 2,
    ),
    Slip(
        "beta-in-twice",
        "x has been moved by βv. β is in the new v already: x ← x + v.",
        lambda x, old, new, g, eta, beta, nesterov: x + beta * new,
    ),
    Slip(
        "step-returned",
        "this is the step alone. Asked for is the new place, x + v.",
        lambda x, old, new, g, eta, beta, nesterov: new,
    ),
    Slip(
        "place-not-moved",
        "x is as it was. The new place is x + v.",
        lambda x, old, new, g, eta, beta, nesterov: x,
    ),
    Slip(
        "old-velocity-subtracted",
        "x has been moved against the old velocity. First make the new v, then x ← x + v with it.",
        lambda x, old, new, g, eta, beta, nesterov: x - old,
    ),
)

RETURNED = (
    Slip(
        "velocity-not-renewed",
        "the v that is returned is the old one. The next step needs the new one.",
        lambda old, new, eta, beta: old,
    ),
    Slip(
        "velocity-returned-negative",
        "the v that is returned has the wrong sign.",
        lambda old, new, eta, beta: -new,
    ),
    Slip(
        "velocity-over-rate",
        "the v that is returned has been divided by the rate.",
        lambda old, new, eta, beta: new / eta,
    ),
    Slip(
        "beta-v-returned",
        "the v that is returned is βv of the new v. The next step multiplies by β itself.",
        lambda old, new, eta, beta: beta * new,
    ),
    Slip(
        "only-the-kept-part",
        "the v that is returned is βv, without the new gradient.",
        lambda old, new, eta, beta: beta * old,
    ),
    Slip(
        "only-the-gradient-part",
        "the v that is returned is -ηg, without the share β of the old one.",
        lambda old, new, eta, beta: new - beta * old,
    ),
    Slip(
        "velocity-reset",
        "the v that is returned is 0. The ball would begin from rest at every step.",
        lambda old, new, eta, beta: 0.0 * new,
    ),
)

BALL_SITES = (
    Site("push", PUSH, called="the share of the gradient"),
    Site("kept", KEPT, called="the share of the old velocity"),
    Site("move", MOVES),
    Site("ahead", NEVER_AHEAD),
    Site("ahead", ANYWHERE, "Nesterov's rule"),
    Site("here", ALWAYS_AHEAD),
    Site("here", ANYWHERE, "the heavy ball"),
    Site("returned", RETURNED),
)


def _subtracted(x, _, new, *__):
    return x - new


BALL_MISTAKES = (
    Mistake(
        "velocity-of-the-other-sign",
        "Here v ← βv + ηg and x ← x - v. That is the same path if it begins so; but the v that your function gets "
        "points in the direction of the motion, and so must the one that it returns.",
        _made(push=lambda g, v, eta, beta: eta * g, move=_subtracted),
    ),
    Mistake(
        "velocity-of-the-other-sign-throughout",
        "Here v ← βv + ηg and x ← x - v, with the gradient read at x - βv. That is the same path if it begins so; but "
        "the v that your function gets points in the direction of the motion, and so must the one that it returns.",
        _made(
            push=lambda g, v, eta, beta: eta * g,
            move=_subtracted,
            ahead=lambda x, v, eta, beta: x - beta * v,
        ),
    ),
    Mistake(
        "other-unit",
        "Here v ← βv + g and x ← x - ηv, as PyTorch has it. That v has another unit and another sign than the v "
        "that your function gets: v ← βv - ηg, x ← x + v.",
        _made(
            push=lambda g, v, eta, beta: g,
            move=lambda x, old, new, g, eta, beta, nesterov: x - eta * new,
            ahead=lambda x, v, eta, beta: x - eta * beta * v,
        ),
    ),
    Mistake(
        "step-of-pytorch",
        "This is the step of PyTorch: v ← βv + g, and x ← x - ηv, or with Nesterov x ← x - η(g + βv). That v has "
        "another unit and another sign than the v that your function gets: v ← βv - ηg, x ← x + v.",
        _made(
            push=lambda g, v, eta, beta: g,
            move=lambda x, old, new, g, eta, beta, nesterov: x - eta * (g + beta * new if nesterov else new),
            ahead=lambda x, v, eta, beta: x,
        ),
    ),
    Mistake(
        "average-for-velocity",
        "Here v ← βv + (1 - β)g and x ← x - ηv: v is an average of gradients. In this task it is the velocity: "
        "v ← βv - ηg, x ← x + v.",
        _made(
            push=lambda g, v, eta, beta: (1 - beta) * g,
            move=lambda x, old, new, g, eta, beta, nesterov: x - eta * new,
        ),
    ),
    Mistake(
        "library-form",
        "This is the form of bplib's Nesterov, whose parameters are the point ahead: it reads the gradient at x. "
        "Here x is the ball, and the gradient is read at x + βv.",
        _made(
            ahead=lambda x, v, eta, beta: x,
            move=lambda x, old, new, g, eta, beta, nesterov: x + beta * new - eta * g if nesterov else x + new,
        ),
    ),
    Mistake(
        "library-form-in-both",
        "x ← x + βv - ηg with the new v stands here, for both rules, with the gradient read at x. That is Nesterov's "
        "rule where the parameters are the point ahead. Here x is the ball: x ← x + v.",
        _made(
            ahead=lambda x, v, eta, beta: x,
            move=lambda x, old, new, g, eta, beta, nesterov: x + beta * new - eta * g,
        ),
    ),
    Mistake(
        "switch-the-wrong-way",
        "The two rules are exchanged: with nesterov=True the gradient is read at x, and otherwise ahead.",
        _made(ahead=lambda x, v, eta, beta: x, here=lambda x, v, eta, beta: x + beta * v),
    ),
    Mistake(
        "read-where-it-arrives",
        "The gradient has been read at x + βv - ηg, where the heavy ball would arrive. Only the velocity is known "
        "before: x + βv. One gradient is enough.",
        _read_again,
    ),
)
