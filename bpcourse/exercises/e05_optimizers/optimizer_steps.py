"""Tasks of exercise 05 that are one step of a rule: the heavy ball, Nesterov's rule, and Adam with decoupled decay."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from bpcourse.sandboxed.answers import Source
from bpcourse.tasks import FunctionTask, Mistake, Part

# --- 05.3 the heavy ball, and Nesterov's


@lru_cache(maxsize=64)
def _function(gradient) -> Callable:
    """Return the gradient as a function: a source is compiled, a function is itself."""
    return gradient.function() if isinstance(gradient, Source) else gradient


def _ball(push=None, place=None, move=None, keep=None):
    """Return the step of task 05.3; each option replaces a piece, to make a mistake.

    ``place(x, v, beta, nesterov)`` is where the gradient is read, ``push(g, eta, beta)`` what it adds to the velocity,
    ``keep(v, beta)`` what is kept of the old one, and ``move(x, old, new)`` the new place.
    """
    push = push or (lambda g, eta, beta: -eta * g)
    place = place or (lambda x, v, beta, nesterov: x + beta * v if nesterov else x)
    move = move or (lambda x, old, new: x + new)
    keep = keep or (lambda v, beta: beta * v)

    def step(gradient, x, v, eta, beta, nesterov):
        new = keep(v, beta) + push(_function(gradient)(place(x, v, beta, nesterov)), eta, beta)
        return move(x, v, new), new

    return step


def _pytorch(gradient, x, v, eta, beta, nesterov):
    """Make the step v ← βv + g, x ← x - ηv, with Nesterov's point ahead in the same unit of v."""
    new = beta * v + _function(gradient)(x - eta * beta * v if nesterov else x)
    return x - eta * new, new


def _library_nesterov(gradient, x, v, eta, beta, nesterov):
    g = _function(gradient)(x)
    new = beta * v - eta * g
    return x + (beta * new - eta * g if nesterov else new), new


def _point_ahead(gradient, x, v, eta, beta, nesterov):
    x, v = _ball()(gradient, x, v, eta, beta, nesterov)
    return x + (beta * v if nesterov else 0.0), v


def _from_ahead(gradient, x, v, eta, beta, nesterov):
    start = x + beta * v if nesterov else x
    new = beta * v - eta * _function(gradient)(start)
    return start + new, new


def _draw_ball(n: int, moving: bool, nesterov: bool):
    def draw(rng):
        A = rng.uniform(0.5, 2, (n, n)) * rng.choice([-1, 1], (n, n))
        c = rng.uniform(0.3, 1, n)
        text = (
            "def gradient(x):\n"
            "    x = np.asarray(x, float)\n"
            f"    A, c = np.array({A.round(3).tolist()}), np.array({c.round(3).tolist()})\n"
            "    return A @ x + c * x**3\n"
        )
        x = rng.uniform(0.5, 1.5, n) * rng.choice([-1, 1], n)
        v = rng.uniform(0.3, 1, n) * rng.choice([-1, 1], n) if moving else np.zeros(n)
        return Source(text, "gradient"), x, v, float(rng.uniform(0.05, 0.3)), float(rng.uniform(0.55, 0.85)), nesterov

    return draw


BALL_STEP = FunctionTask(
    id="05.3",
    title="A step of the heavy ball, and of Nesterov's",
    answer="ball_step",
    difficulty=2,
    minutes=20,
    section="lesson 5a, section 2",
    names=("x", "v"),
    oracle=_ball(),
    parts=(
        Part("the heavy ball, rolling", 0.75, _draw_ball(4, True, False)),
        Part("the heavy ball, from rest", 0.25, _draw_ball(3, False, False)),
        Part("Nesterov, rolling", 0.75, _draw_ball(4, True, True)),
        Part("Nesterov, from rest", 0.25, _draw_ball(3, False, True)),
    ),
    mistakes=(
        Mistake(
            "no-memory",
            "The old velocity has no influence: this is plain gradient descent. v ← βv - ηg.",
            _ball(keep=lambda v, beta: 0.0 * v),
        ),
        Mistake(
            "undamped",
            "The whole of the old velocity is kept. Only the share β of it is.",
            _ball(keep=lambda v, beta: v),
        ),
        Mistake(
            "one-minus-beta-kept",
            "The share 1 - β of the old velocity is kept. It is the share β.",
            _ball(keep=lambda v, beta: (1 - beta) * v),
        ),
        Mistake(
            "damped",
            "The gradient enters with the factor (1 - β)η, as in an average. Here it is v ← βv - ηg.",
            _ball(push=lambda g, eta, beta: -(1 - beta) * eta * g),
        ),
        Mistake(
            "uphill",
            "The gradient has the wrong sign: v ← βv - ηg.",
            _ball(push=lambda g, eta, beta: eta * g),
        ),
        Mistake(
            "velocity-subtracted",
            "x has been moved against the velocity. With v ← βv - ηg the minus is already in v: x ← x + v.",
            _ball(move=lambda x, old, new: x - new),
        ),
        Mistake(
            "velocity-of-the-other-sign",
            "Here v ← βv + ηg and x ← x - v. That is the same path if it begins so; but the v that your function gets "
            "points in the direction of the motion, and so must the one that it returns.",
            _ball(push=lambda g, eta, beta: eta * g, move=lambda x, old, new: x - new),
        ),
        Mistake(
            "rate-missing",
            "The rate is missing: the gradient is multiplied by η.",
            _ball(push=lambda g, eta, beta: -g),
        ),
        Mistake(
            "rate-twice",
            "The rate comes in twice: it is in v already, so x ← x + v.",
            lambda gradient, x, v, eta, beta, nesterov: _ball(move=lambda x, old, new: x + eta * new)(
                gradient, x, v, eta, beta, nesterov
            ),
        ),
        Mistake(
            "other-unit",
            "Here v ← βv + g and x ← x - ηv, as PyTorch has it. That v has another unit and another sign than the v "
            "that your function gets: v ← βv - ηg, x ← x + v.",
            _pytorch,
        ),
        Mistake(
            "old-velocity",
            "x has been moved by the old velocity. First make the new v, then x ← x + v with it.",
            _ball(move=lambda x, old, new: x + old),
        ),
        Mistake(
            "velocity-not-renewed",
            "x is right, but the v that is returned is the old one. The next step needs the new one.",
            lambda gradient, x, v, eta, beta, nesterov: (_ball()(gradient, x, v, eta, beta, nesterov)[0], v),
        ),
        Mistake(
            "beta-on-both",
            "β multiplies the new gradient as well: v ← β(v - ηg). It belongs to the old velocity only.",
            _ball(push=lambda g, eta, beta: -beta * eta * g),
        ),
        Mistake(
            "not-ahead",
            "With nesterov=True the gradient must be read at x + βv. This is the heavy ball's, read at x.",
            _ball(place=lambda x, v, beta, nesterov: x),
        ),
        Mistake(
            "always-ahead",
            "The heavy ball reads the gradient at x. Only with nesterov=True it is read ahead.",
            _ball(place=lambda x, v, beta, nesterov: x + beta * v),
        ),
        Mistake(
            "too-far-ahead",
            "The gradient has been read at x + v. The velocity is going to carry the ball to x + βv.",
            _ball(place=lambda x, v, beta, nesterov: x + v if nesterov else x),
        ),
        Mistake(
            "behind",
            "The gradient has been read behind the ball, at x - βv. The velocity is going to carry it to x + βv.",
            _ball(place=lambda x, v, beta, nesterov: x - beta * v if nesterov else x),
        ),
        Mistake(
            "starts-ahead",
            "The gradient is read at the right place, but the step begins there too. It begins at x: x ← x + v.",
            _from_ahead,
        ),
        Mistake(
            "point-ahead",
            "This is the point ahead, x + βv, at which the next gradient will be read. Asked for is x.",
            _point_ahead,
        ),
        Mistake(
            "library-form",
            "This is the form of bplib's Nesterov, whose parameters are the point ahead: it reads the gradient at x. "
            "Here x is the ball, and the gradient is read at x + βv.",
            _library_nesterov,
        ),
    ),
    hints=(
        "Three lines: where to read the gradient, the new velocity, the new place.",
        "The place is x, or with nesterov=True x + beta * v. Call gradient(...) once.",
        "new = beta * v - eta * g makes a new array; v *= beta would change the caller's. Return x + new and new.",
    ),
)


# --- 05.4 Adam with decoupled decay


def _adamw(
    average=None,
    square=None,
    hats=None,
    scale=None,
    shrink=None,
    coupled=False,
    numerator=lambda g, m: m,
):
    """Return the step of task 05.4; each option replaces a piece, to make a mistake.

    ``average(m, g, beta)`` renews m and v (of g²), ``square(g, m)`` is what v averages, ``hats(m, v, t, b1, b2)``
    corrects, ``scale(m, v, eps)`` is the step in units of η with ``numerator(g, m_hat)`` for its m, and
    ``shrink(theta, eta, decay)`` the decay, unless it is ``coupled``.
    """
    average = average or (lambda m, g, beta: beta * m + (1 - beta) * g)
    square = square or (lambda g, m: g * g)
    hats = hats or (lambda m, v, t, b1, b2: (m / (1 - b1**t), v / (1 - b2**t)))
    scale = scale or (lambda m, v, epsilon: m / (np.sqrt(v) + epsilon))
    shrink = shrink or (lambda theta, eta, decay: (1 - eta * decay) * theta)

    def step(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
        with np.errstate(all="ignore"):
            if coupled:
                g = g + decay * theta
            m = average(m, g, beta1)
            v = average(v, square(g, m), beta2)
            m_hat, v_hat = hats(m, v, t, beta1, beta2)
            start = theta if coupled else shrink(theta, eta, decay)
            return start - eta * scale(numerator(g, m_hat), v_hat, epsilon), m, v

    return step


def _rearranged(change):
    """Return Adam's step with its arguments changed first: ``change(arguments)`` gets and returns a dictionary."""
    names = ("theta", "g", "m", "v", "t", "eta", "beta1", "beta2", "epsilon", "decay")
    return lambda *arguments: _adamw()(**change(dict(zip(names, arguments, strict=True))))


def _corrections_kept(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    new, m, v = _adamw()(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay)
    return new, m / (1 - beta1**t), v / (1 - beta2**t)


def _decay_last(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    new, m, v = _adamw()(theta, g, m, v, t, eta, beta1, beta2, epsilon, 0.0)
    return (1 - eta * decay) * new, m, v


def _unscaled_epsilon(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    """Make the step with the corrections moved into the rate and ε left beside the uncorrected root."""
    _, m, v = _adamw()(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay)
    rate = eta * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return (1 - eta * decay) * theta - rate * m / (np.sqrt(v) + epsilon), m, v


def _old_averages(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    old_m, old_v = m / (1 - beta1**t), v / (1 - beta2**t)
    _, m, v = _adamw()(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay)
    return (1 - eta * decay) * theta - eta * old_m / (np.sqrt(old_v) + epsilon), m, v


def _draw_adam(first: bool = False, tiny: bool = False, decay: bool = False):
    def draw(rng):
        epsilon = float(rng.uniform(1, 3)) * (1e-3 if tiny else 1e-8)
        size = epsilon if tiny else 1.0
        beta1, beta2, t = float(rng.uniform(0.8, 0.92)), float(rng.uniform(0.95, 0.99)), int(rng.integers(4, 9))
        theta = rng.uniform(0.3, 2, 5) * rng.choice([-1, 1], 5)
        g = size * rng.uniform(0.3, 2, 5) * rng.permutation([1, 1, 1, -1, -1])
        m, v, t = (np.zeros(5), np.zeros(5), 1) if first else (*_averages(rng, size, beta1, beta2, t - 1), t)
        rate, shrinking = float(rng.uniform(0.05, 0.2)), float(rng.uniform(0.2, 0.6)) if decay else 0.0
        return theta, g, m, v, t, rate, beta1, beta2, epsilon, shrinking

    return draw


def _averages(rng, size, beta1, beta2, steps):
    """Return m and v after some steps with random gradients of a size."""
    m, v = np.zeros(5), np.zeros(5)
    drift = size * rng.uniform(0.3, 1, 5) * rng.choice([-1, 1], 5)
    for _ in range(steps):
        g = drift + 0.5 * size * rng.normal(size=5)
        m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g
    return m, v


ADAMW_STEP = FunctionTask(
    id="05.4",
    title="A step of Adam, with decay",
    answer="adamw_step",
    difficulty=3,
    minutes=25,
    section="lesson 5b, sections 1 and 4",
    names=("theta", "m", "v"),
    oracle=_adamw(),
    parts=(
        Part("a later step", 1.0, _draw_adam()),
        Part("the first step", 0.5, _draw_adam(first=True)),
        Part("gradients as small as ε", 0.75, _draw_adam(tiny=True)),
        Part("with decay", 0.75, _draw_adam(decay=True)),
    ),
    mistakes=(
        Mistake(
            "no-correction",
            "The bias correction is missing: m̂ = m/(1 - β₁ᵗ), v̂ = v/(1 - β₂ᵗ). Without it the first step is "
            "(1 - β₁)/√(1 - β₂) times η: too large for β₂ above 1 - (1 - β₁)², too small below.",
            _adamw(hats=lambda m, v, t, b1, b2: (m, v)),
        ),
        Mistake(
            "only-m-corrected",
            "m is corrected, v is not. Both begin at zero: v̂ = v/(1 - β₂ᵗ).",
            _adamw(hats=lambda m, v, t, b1, b2: (m / (1 - b1**t), v)),
        ),
        Mistake(
            "only-v-corrected",
            "v is corrected, m is not. Both begin at zero: m̂ = m/(1 - β₁ᵗ).",
            _adamw(hats=lambda m, v, t, b1, b2: (m, v / (1 - b2**t))),
        ),
        Mistake(
            "counted-from-zero",
            "The correction divides by 1 - βᵗ⁻¹, which is zero at the first step. t counts from 1: the power is t.",
            _adamw(hats=lambda m, v, t, b1, b2: (m / (1 - b1 ** (t - 1)), v / (1 - b2 ** (t - 1)))),
        ),
        Mistake(
            "counted-too-far",
            "The correction has the power t + 1. t is the number of this step, so the power is t.",
            _adamw(hats=lambda m, v, t, b1, b2: (m / (1 - b1 ** (t + 1)), v / (1 - b2 ** (t + 1)))),
        ),
        Mistake(
            "correction-without-t",
            "The correction always divides by 1 - β, as in the first step. At step t it is 1 - βᵗ, which goes to 1.",
            _adamw(hats=lambda m, v, t, b1, b2: (m / (1 - b1), v / (1 - b2))),
        ),
        Mistake(
            "correction-times-t",
            "The correction divides by 1 - βt. It is the power: 1 - βᵗ, beta ** t.",
            _adamw(hats=lambda m, v, t, b1, b2: (m / (1 - b1 * t), v / (1 - b2 * t))),
        ),
        Mistake(
            "correction-multiplied",
            "m and v are multiplied by 1 - βᵗ. They are too small: divide.",
            _adamw(hats=lambda m, v, t, b1, b2: (m * (1 - b1**t), v * (1 - b2**t))),
        ),
        Mistake(
            "corrections-kept",
            "The corrected m̂ and v̂ are returned. m and v must go on uncorrected, or they are corrected again and "
            "again.",
            _corrections_kept,
        ),
        Mistake(
            "epsilon-inside-the-root",
            "ε stands inside the root: √(v̂ + ε). It stands outside, √v̂ + ε; inside, it acts like √ε.",
            _adamw(scale=lambda m, v, epsilon: m / np.sqrt(v + epsilon)),
        ),
        Mistake(
            "epsilon-before-the-correction",
            "ε is added to √v, before the correction. It is added to √v̂.",
            _unscaled_epsilon,
        ),
        Mistake(
            "epsilon-missing",
            "ε is missing: √v̂ + ε. Where the gradients are as small as ε it halves the step, and where they are 0 "
            "it saves you from 0/0.",
            _adamw(scale=lambda m, v, epsilon: m / np.sqrt(v)),
        ),
        Mistake(
            "no-root",
            "The root is missing: the step is η m̂/(√v̂ + ε). Without the root a large gradient makes a small step.",
            _adamw(scale=lambda m, v, epsilon: m / (v + epsilon)),
        ),
        Mistake(
            "not-scaled",
            "The step is η m̂: this is momentum. It must be divided by √v̂ + ε.",
            _adamw(scale=lambda m, v, epsilon: m),
        ),
        Mistake(
            "only-the-sign",
            "This is a step by the sign of m̂: sign descent with momentum. Here m̂ is divided by √v̂ + ε.",
            _adamw(scale=lambda m, v, epsilon: np.sign(m)),
        ),
        Mistake(
            "gradient-for-m",
            "The step is made with g in place of m̂: this is RMSprop with a correction, without momentum.",
            _adamw(numerator=lambda g, m: g),
        ),
        Mistake(
            "old-averages",
            "The step is made with the m and v of the step before. Renew them first.",
            _old_averages,
        ),
        Mistake(
            "betas-swapped",
            "β₁ and β₂ are exchanged: β₁ belongs to m, β₂ to v.",
            _rearranged(lambda a: {**a, "beta1": a["beta2"], "beta2": a["beta1"]}),
        ),
        Mistake(
            "weights-of-the-average-swapped",
            "β and 1 - β are exchanged: m ← β₁m + (1 - β₁)g. The new gradient has the small share.",
            _adamw(average=lambda m, g, beta: (1 - beta) * m + beta * g),
        ),
        Mistake(
            "sum-for-average",
            "The new gradient enters with its full weight: m ← β₁m + (1 - β₁)g, and v in the same way.",
            _adamw(average=lambda m, g, beta: beta * m + g),
        ),
        Mistake(
            "no-averages",
            "m and v are those of this gradient alone. They are averages: m ← β₁m + (1 - β₁)g.",
            _adamw(average=lambda m, g, beta: (1 - beta) * g),
        ),
        Mistake(
            "square-of-m",
            "v is made of the squares of m. It is the average of g².",
            _adamw(square=lambda g, m: m * m),
        ),
        Mistake(
            "not-squared",
            "v is made of g. It is the average of g².",
            _adamw(square=lambda g, m: g),
        ),
        Mistake(
            "size-for-square",
            "v is made of |g|. It is the average of g², so that the root has the unit of g.",
            _adamw(square=lambda g, m: np.abs(g)),
        ),
        Mistake(
            "uphill",
            "The step goes uphill: θ ← θ - η m̂/(√v̂ + ε).",
            _adamw(scale=lambda m, v, epsilon: -m / (np.sqrt(v) + epsilon)),
        ),
        Mistake(
            "rate-missing",
            "The rate η is missing.",
            _rearranged(lambda a: {**a, "eta": 1.0, "decay": a["eta"] * a["decay"]}),
        ),
        Mistake(
            "decay-coupled",
            "λθ has been added to g, so the decay passes through the averages and is divided by √v̂: weights with "
            "large gradients hardly shrink. Take it out: θ ← (1 - ηλ)θ, then Adam's step.",
            _adamw(coupled=True),
        ),
        Mistake(
            "decay-without-the-rate",
            "The decay is not multiplied by the rate: θ ← (1 - ηλ)θ.",
            _adamw(shrink=lambda theta, eta, decay: (1 - decay) * theta),
        ),
        Mistake(
            "decay-grows",
            "The decay has the wrong sign: the weights grow. θ ← (1 - ηλ)θ.",
            _adamw(shrink=lambda theta, eta, decay: (1 + eta * decay) * theta),
        ),
        Mistake(
            "decay-last",
            "The decay comes after Adam's step and shrinks that, too. First θ ← (1 - ηλ)θ, then the step.",
            _decay_last,
        ),
        Mistake(
            "no-decay",
            "There is no decay: θ ← (1 - ηλ)θ before Adam's step.",
            _adamw(shrink=lambda theta, eta, decay: theta),
        ),
    ),
    hints=(
        "In this order: renew m and v, correct both into m̂ and v̂, shrink θ by 1 - ηλ, subtract η m̂/(√v̂ + ε).",
        "At the first step m̂ is g and v̂ is g²: every weight moves by η. Test that.",
        "m_hat = m / (1 - beta1**t), v_hat = v / (1 - beta2**t), and np.sqrt(v_hat) + epsilon below. Return m and v, "
        "not the hats.",
    ),
)
