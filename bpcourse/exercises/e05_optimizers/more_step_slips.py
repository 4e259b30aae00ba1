"""More slips in the steps of tasks 05.3 and 05.4: forms of libraries, a ball from rest, other ways to decay."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bpcourse.exercises.e05_optimizers.adamw_rule import adamw
from bpcourse.exercises.e05_optimizers.ball_rule import ball
from bpcourse.tasks import Mistake
from bpcourse.tasks.slips import Site, Slip

# --- 05.3 the ball


def _ball(**pieces) -> Callable:
    return lambda *arguments: ball(*arguments, **pieces)


def _from_rest(first: Callable) -> Callable:
    """Return the step in which a ball at rest gets the velocity ``first(g, eta, beta)``."""

    def made(gradient, x, v, eta, beta, nesterov):
        if np.any(v):
            return ball(gradient, x, v, eta, beta, nesterov)
        return ball(gradient, x, v, eta, beta, nesterov, push=lambda g, v, eta, beta: first(g, eta, beta))

    return made


def _first(first, *_):
    """Return the old velocity whole, the place x, or the bare gradient: what a piece is made of."""
    return first


def _library(sign_of_gradient: float, sign_of_velocity: float) -> Callable:
    """Return the move of a library in which v is a sum of gradients, with these signs where Nesterov's rule is on."""

    def step(g, new, beta, nesterov):
        return sign_of_gradient * g + sign_of_velocity * beta * new if nesterov else -new

    return lambda x, old, new, g, eta, beta, nesterov: x + eta * step(g, new, beta, nesterov)


def _ahead_with_signs(sign_of_gradient: float, sign_of_velocity: float) -> Callable:
    """Return the move x + βv - ηg with the new v, with other signs where Nesterov's rule is on."""

    def step(g, new, eta, beta):
        return sign_of_velocity * beta * new + sign_of_gradient * eta * g

    return lambda x, old, new, g, eta, beta, nesterov: x + (step(g, new, eta, beta) if nesterov else new)


TURNED = (
    "With nesterov=True this is the form of a library, in which the gradient is read at x, and a sign is turned in it. "
    "That form moves by βv - ηg with the new v. "
)
HERE = "Here x is the ball: read the gradient at x + βv, v ← βv - ηg, x ← x + v."
SUM = "Here v ← βv + g, without η: v is a sum of gradients, as in PyTorch. "
READ_TWICE = "With Nesterov x ← x - η(g + βv), made for a gradient that is read at x; but it is read ahead, too. "
NEVER = "The velocity is never damped: β stands at the gradient, not at the old velocity. It is v ← βv - ηg."
REST = (
    "A ball at rest is treated in another way: its first velocity is {}. There is no exception: with v = 0 it is -ηg."
)

MORE_BALL_MISTAKES = (
    Mistake("never-damped", NEVER, _ball(kept=_first, push=lambda g, v, eta, beta: -beta * eta * g)),
    Mistake(
        "never-damped-without-rate",
        f"{NEVER} The rate η is missing, too.",
        _ball(kept=_first, push=lambda g, v, eta, beta: -beta * g),
    ),
    Mistake(
        "never-damped-of-the-other-sign",
        f"{NEVER} Besides, the sign is wrong, and η is missing in v.",
        _ball(kept=_first, push=lambda g, v, eta, beta: beta * g, move=_library(-1, -1)),
    ),
    Mistake("first-velocity-without-rate", REST.format("-g, without the rate η"), _from_rest(lambda g, *_: -g)),
    Mistake(
        "first-velocity-is-the-gradient",
        REST.format("the gradient itself, g, as in PyTorch, where v is a sum of gradients"),
        _from_rest(lambda g, *_: g),
    ),
    Mistake("first-velocity-uphill", REST.format("+ηg, uphill"), _from_rest(lambda g, eta, beta: eta * g)),
    Mistake("first-velocity-damped", REST.format("damped by 1 - β"), _from_rest(lambda g, eta, b: -(1 - b) * eta * g)),
    Mistake("first-velocity-zero", REST.format("0, so it never starts"), _from_rest(lambda g, *_: 0 * g)),
    Mistake(
        "library-form-turned",
        f"{SUM}{TURNED}{HERE}",
        _ball(ahead=_first, push=_first, move=_library(-1, 1)),
    ),
    Mistake(
        "sum-of-gradients-turned",
        f"{SUM}{TURNED}{HERE}",
        _ball(ahead=_first, push=_first, move=_library(1, -1)),
    ),
    Mistake("library-form-backwards", f"{TURNED}{HERE}", _ball(ahead=_first, move=_ahead_with_signs(-1, -1))),
    Mistake(
        "library-form-with-the-gradient-turned", f"{TURNED}{HERE}", _ball(ahead=_first, move=_ahead_with_signs(1, 1))
    ),
    Mistake("library-form-turned-throughout", f"{TURNED}{HERE}", _ball(ahead=_first, move=_ahead_with_signs(1, -1))),
    Mistake(
        "step-of-pytorch-read-ahead",
        f"{SUM}{READ_TWICE}{HERE}",
        _ball(push=_first, move=_library(-1, -1)),
    ),
    Mistake(
        "step-of-pytorch-read-ahead-by-its-rate",
        f"{SUM}{READ_TWICE}{HERE}",
        _ball(push=_first, move=_library(-1, -1), ahead=lambda x, v, eta, beta: x - eta * beta * v),
    ),
    Mistake(
        "old-velocity-added",
        "x ← x + βv + (1 + β)v' stands here, with the old v and the new v'. The form of a library has -βv there, and "
        f"reads the gradient at x. {HERE}",
        _ball(
            ahead=_first,
            move=lambda x, old, new, g, eta, beta, nesterov: x + beta * old + (1 + beta) * new if nesterov else x + new,
        ),
    ),
    Mistake(
        "average-of-pytorch",
        "Here v ← βv + (1 - β)g, and with Nesterov x ← x - η(g + βv): the dampening of PyTorch. In this task v is the "
        f"velocity. {HERE}",
        _ball(ahead=_first, push=lambda g, v, eta, beta: (1 - beta) * g, move=_library(-1, -1)),
    ),
    Mistake(
        "gradient-descent-beside",
        "x ← x - ηg stands here, and only v is renewed as it should. The velocity moves x: x ← x + v.",
        _ball(ahead=_first, move=lambda x, old, new, g, eta, beta, nesterov: x - eta * g),
    ),
)

MORE_KEPT = (
    Slip("beta-added", "β has been added to v. It multiplies it: βv.", lambda v, x, eta, beta: v + beta),
    Slip("one-plus-beta", "1 + β stands where β belongs.", lambda v, x, eta, beta: (1 + beta) * v),
    Slip("root-of-beta", "√β stands where β belongs.", lambda v, x, eta, beta: np.sqrt(beta) * v),
)
MORE_PUSH = (
    Slip("rate-fixed", "η has been taken as 0.1. It is an argument.", lambda g, v, eta, beta: -0.1 * g),
    Slip("rate-fixed", "η has been taken as 0.01. It is an argument.", lambda g, v, eta, beta: -0.01 * g),
    Slip("one-plus-beta", "1 + β stands at the gradient. It is -ηg.", lambda g, v, eta, beta: -(1 + beta) * eta * g),
    Slip(
        "gradient-averaged", "the gradient has been divided by its length.", lambda g, v, eta, beta: -eta * g / len(g)
    ),
)
MORE_BALL_SITES = (Site("kept", MORE_KEPT), Site("push", MORE_PUSH))

# --- 05.4 Adam with decay

MORE_PLACES = (
    Slip(
        "decay-added-without-the-rate",
        "λθ has been added: θ ← (1 + λ)θ. The sign is wrong, and the rate is missing: θ ← (1 - ηλ)θ.",
        lambda theta, step, eta, decay, below: (1 + decay) * theta - step,
    ),
    Slip(
        "decay-of-the-square",
        "ηλθ² has been subtracted. λθ² is in the cost; its derivative, with the ½, is λθ: θ ← (1 - ηλ)θ.",
        lambda theta, step, eta, decay, below: theta - eta * decay * theta**2 - step,
    ),
    Slip(
        "decay-of-half-the-square",
        "½ηλθ² has been subtracted, the cost of the decay. Its derivative is λθ: θ ← (1 - ηλ)θ.",
        lambda theta, step, eta, decay, below: theta - eta * decay * theta**2 / 2 - step,
    ),
    Slip(
        "decay-of-the-square-without-the-rate",
        "λθ² has been subtracted. It is the derivative of ½λθ², and with the rate: θ ← (1 - ηλ)θ.",
        lambda theta, step, eta, decay, below: theta - decay * theta**2 - step,
    ),
    Slip(
        "decay-of-the-sum-of-squares",
        "ηλ Σθ² has been subtracted from each weight. A weight loses a share of itself: ηλθ.",
        lambda theta, step, eta, decay, below: theta - eta * decay * theta @ theta - step,
    ),
    Slip(
        "decay-of-half-the-sum-of-squares",
        "½ηλ Σθ² has been subtracted from each weight. A weight loses a share of itself: ηλθ.",
        lambda theta, step, eta, decay, below: theta - eta * decay * theta @ theta / 2 - step,
    ),
    Slip(
        "decay-of-the-length",
        "ηλ times the length of θ has been subtracted. A weight loses a share of itself: ηλθ.",
        lambda theta, step, eta, decay, below: theta - eta * decay * np.linalg.norm(theta) - step,
    ),
    Slip(
        "decay-of-the-size",
        "ηλ|θ| has been subtracted: negative weights grow. It is ηλθ.",
        lambda theta, step, eta, decay, below: theta - eta * decay * np.abs(theta) - step,
    ),
    Slip(
        "decay-with-the-rate-squared",
        "the rate η multiplies the decay twice. It is ηλ.",
        lambda theta, step, eta, decay, below: (1 - eta**2 * decay) * theta - step,
    ),
    Slip(
        "decay-over-the-rate",
        "λ has been divided by η. Multiply: ηλ.",
        lambda theta, step, eta, decay, below: (1 - decay / eta) * theta - step,
    ),
    Slip(
        "decay-divided-by-weights",
        "the decay has been divided by the number of weights. It is ηλθ.",
        lambda theta, step, eta, decay, below: (1 - eta * decay / len(theta)) * theta - step,
    ),
    Slip(
        "decay-last-grows",
        "the decay comes after Adam's step, with the wrong sign. First θ ← (1 - ηλ)θ, then the step.",
        lambda theta, step, eta, decay, below: (1 + eta * decay) * (theta - step),
    ),
    Slip(
        "decay-in-the-step",
        "the step has been multiplied by λ, too.",
        lambda theta, step, eta, decay, below: theta - step * (1 + decay),
    ),
    Slip(
        "decay-in-the-rate",
        "η + λ stands where η belongs. The decay shrinks θ: θ ← (1 - ηλ)θ.",
        lambda theta, step, eta, decay, below: theta - step * (1 + decay / eta),
    ),
    Slip(
        "decay-only",
        "λθ has been subtracted, without the rate, and scaled like a gradient. It stays out of the scaling: "
        "θ ← (1 - ηλ)θ.",
        lambda theta, step, eta, decay, below: theta - step - decay * theta / below,
    ),
)
MORE_AVERAGES = (
    Slip(
        "never-damped",
        "the whole of the old average is kept, and β stands at what is new. The old has the share β, the new 1 - β.",
        lambda old, new, beta, other, t: old + beta * new,
    ),
    Slip(
        "divided-in-the-recursion",
        "it has been divided by 1 - β in the recursion itself, and goes on like that. m and v stay as they are; m̂ and "
        "v̂ are made beside them, with 1 - βᵗ.",
        lambda old, new, beta, other, t: (beta * old + (1 - beta) * new) / (1 - beta),
    ),
    Slip("mean-of-both", "old and new have the shares ½ and ½.", lambda old, new, beta, other, t: (old + new) / 2),
)
MORE_HATS = (
    Slip(
        "correction-plus",
        "the correction divides by 1 + βᵗ. It is 1 - βᵗ.",
        lambda m, beta, other, t: m / (1 + beta**t),
    ),
    Slip(
        "correction-of-the-wrong-sign",
        "the correction divides by βᵗ - 1. It is 1 - βᵗ.",
        lambda m, beta, other, t: m / (beta**t - 1),
    ),
    Slip("correction-times-share", "it is multiplied by 1 - β. Divide by 1 - βᵗ.", lambda m, b, o, t: m * (1 - b)),
    Slip(
        "correction-twice-t",
        "the correction has the power 2t. The power is t.",
        lambda m, beta, other, t: m / (1 - beta ** (2 * t)),
    ),
)
MORE_BELOW = (
    Slip(
        "epsilon-fixed",
        "1e-7 stands where ε belongs. It is an argument.",
        lambda v_hat, epsilon, correction, g: np.sqrt(v_hat) + 1e-7,
    ),
    Slip(
        "epsilon-times",
        "√v̂ has been multiplied by ε. It is added: √v̂ + ε.",
        lambda v_hat, epsilon, correction, g: np.sqrt(v_hat) * epsilon,
    ),
    Slip(
        "root-of-all-of-g",
        "the root of g² stands where √v̂ belongs, with the length of the whole gradient.",
        lambda v_hat, epsilon, correction, g: np.linalg.norm(g) + epsilon,
    ),
    Slip(
        "epsilon-twice",
        "ε is added twice.",
        lambda v_hat, epsilon, correction, g: np.sqrt(v_hat) + 2 * epsilon,
    ),
)
MORE_SQUARES = (
    Slip("theta-squared", "v is made of θ². It is the average of g².", lambda g, m, theta, decay: theta**2),
    Slip("twice-the-gradient", "v is made of 2g. It is the average of g².", lambda g, m, theta, decay: 2 * g),
)
MORE_RATES = (
    Slip("rate-times-t", "the rate has been multiplied by t. It stays η.", lambda eta, t, beta: eta * t),
    Slip("rate-fixed", "η has been taken as 0.001 in Adam's step. It is an argument.", lambda eta, t, beta: 1e-3),
    Slip("rate-halved", "the step has been halved.", lambda eta, t, beta: eta / 2),
)
MORE_ADAMW_SITES = (
    Site("place", MORE_PLACES),
    Site("average_m", MORE_AVERAGES, "m"),
    Site("average_v", MORE_AVERAGES, "v"),
    Site("hat_m", MORE_HATS, "m̂"),
    Site("hat_v", MORE_HATS, "v̂"),
    Site("below", MORE_BELOW),
    Site("square", MORE_SQUARES),
    Site("rate", MORE_RATES),
)


def _adamw(**pieces) -> Callable:
    return lambda *arguments: adamw(*arguments, **pieces)


def _bare(m, *_):
    return m


def _divided(old, new, beta, *_):
    return (beta * old + (1 - beta) * new) / (1 - beta)


def _changed(**changes) -> Callable:
    """Return the step with some of its arguments replaced."""
    names = ("theta", "g", "m", "v", "t", "eta", "beta1", "beta2", "epsilon", "decay")
    return lambda *arguments: adamw(**dict(zip(names, arguments, strict=True)) | changes)


def _decay_with_the_corrected_rate(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    new, m, v = adamw(theta, g, m, v, t, eta, beta1, beta2, epsilon, 0.0)
    return new - eta * np.sqrt(1 - beta2**t) / (1 - beta1**t) * decay * theta, m, v


def _rate_in_m(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    """Make the step with η in the average m, not in the step."""
    m = beta1 * m + (1 - beta1) * eta * g
    v = beta2 * v + (1 - beta2) * g * g
    step = m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon)
    return (1 - eta * decay) * theta - step, m, v


def _decay_in_m(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    """Make the step with λθ in the gradient of m only."""
    _, _, new_v = adamw(theta, g, m, v, t, eta, beta1, beta2, epsilon, 0.0)
    m = beta1 * m + (1 - beta1) * (g + decay * theta)
    return theta - eta * m / (1 - beta1**t) / (np.sqrt(new_v / (1 - beta2**t)) + epsilon), m, new_v


MORE_ADAMW_MISTAKES = (
    Mistake(
        "divided-in-the-recursion",
        "The averages have been divided by 1 - β in the recursion itself, and go on like that. m and v stay as they "
        "are; m̂ and v̂ are made beside them, with 1 - βᵗ.",
        _adamw(average_m=_divided, average_v=_divided, hat_m=_bare, hat_v=_bare),
    ),
    Mistake(
        "decay-with-the-corrected-rate",
        "The decay has the rate η √(1 - β₂ᵗ)/(1 - β₁ᵗ), into which the corrections have been put. It is η alone: "
        "θ ← (1 - ηλ)θ.",
        _decay_with_the_corrected_rate,
    ),
    Mistake(
        "rate-in-the-average",
        "The rate η is in the average m: m is made of ηg. It is the average of g; η belongs to the step.",
        _rate_in_m,
    ),
    Mistake(
        "decay-in-m",
        "λθ has been added to the gradient in m, so the decay is averaged and divided by √v̂. Take it out: "
        "θ ← (1 - ηλ)θ, then Adam's step.",
        _decay_in_m,
    ),
    Mistake("first-beta-fixed", "β₁ has been taken as 0.9. It is an argument.", _changed(beta1=0.9)),
    Mistake("second-beta-fixed", "β₂ has been taken as 0.999. It is an argument.", _changed(beta2=0.999)),
    Mistake(
        "both-betas-fixed",
        "β₁ and β₂ have been taken as 0.9 and 0.99. They are arguments.",
        _changed(beta1=0.9, beta2=0.99),
    ),
    Mistake("decay-fixed", "λ has been taken as 0.01. It is an argument.", _changed(decay=0.01)),
)
