"""Tasks of exercise 05 that are one step of a rule: the heavy ball, Nesterov's rule, and Adam with decoupled decay."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e05_optimizers.adamw_rule import ADAMW_MISTAKES, ADAMW_SITES, adamw
from bpcourse.exercises.e05_optimizers.ball_rule import BALL_MISTAKES, BALL_SITES, ball
from bpcourse.exercises.e05_optimizers.more_step_slips import (
    MORE_ADAMW_MISTAKES,
    MORE_ADAMW_SITES,
    MORE_BALL_MISTAKES,
    MORE_BALL_SITES,
)
from bpcourse.exercises.e05_optimizers.other_steps import ADAMW_WHOLE, BALL_WHOLE
from bpcourse.exercises.e05_optimizers.rarer_slips import ADAMW_RARE_MISTAKES
from bpcourse.exercises.e05_optimizers.step_factors import ADAMW_RARELY, BALL_RARELY
from bpcourse.sandboxed.answers import Source
from bpcourse.tasks import FunctionTask, Part

# --- 05.3 the heavy ball, and Nesterov's


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
    misconceptions="two conventions for the velocity mixed, so that the rate comes in twice; β forgotten in the "
    "point ahead",
    answer="ball_step",
    difficulty=2,
    minutes=20,
    section="lesson 5a, section 2",
    names=("x", "v"),
    oracle=ball,
    sites=(*BALL_SITES, *MORE_BALL_SITES),
    in_pairs=14,
    rarely=(*BALL_WHOLE, *BALL_RARELY),
    called={
        "move": "the new place",
        "ahead": "the place ahead",
        "here": "the place",
    },
    parts=(
        Part("the heavy ball, rolling", 0.75, _draw_ball(4, True, False)),
        Part("the heavy ball, from rest", 0.25, _draw_ball(3, False, False), telling=False),
        Part("Nesterov, rolling", 0.75, _draw_ball(4, True, True)),
        Part("Nesterov, from rest", 0.25, _draw_ball(3, False, True), telling=False),
    ),
    mistakes=(*BALL_MISTAKES, *MORE_BALL_MISTAKES),
    hints=(
        "Three lines: where to read the gradient, the new velocity, the new place.",
        "The place is x, or with nesterov=True x + beta * v. Call gradient(...) once.",
        "new = beta * v - eta * g makes a new array; v *= beta would change the caller's. Return x + new and new.",
    ),
    insight=(
        "Looking ahead has a price in a bowl: at β = 0.9 rate times curvature must stay below 1.357, with the "
        "heavy ball below 3.8 (lesson 5a, section 2)."
    ),
)


# --- 05.4 Adam with decoupled decay


def _draw_adam(first: bool = False, tiny: bool = False, decay: bool = False):
    def draw(rng):
        epsilon = float(rng.uniform(1, 3)) * (1e-3 if tiny else 1e-8)
        size = epsilon if tiny else 1.0
        beta1, beta2, t = float(rng.uniform(0.8, 0.92)), float(rng.uniform(0.95, 0.99)), int(rng.integers(4, 9))
        theta = rng.uniform(0.3, 2, 5) * rng.choice([-1, 1], 5)
        g = size * rng.uniform(0.3, 2, 5) * rng.permutation([1, 1, 1, -1, -1])
        m, v, t = (np.zeros(5), np.zeros(5), 1) if first else (*_averages(rng, size, beta1, beta2, t - 1), t)
        if not first:  # v falls in one weight: nobody who keeps the larger v gets by
            g[0] = rng.choice([-1, 1]) * 0.5 * np.sqrt(v[0])
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
    misconceptions="corrected averages returned; ε inside the root; t counted from zero; decay added to the gradient",
    answer="adamw_step",
    difficulty=3,
    minutes=25,
    section="lesson 5b, sections 1 and 4",
    names=("theta", "m", "v"),
    oracle=adamw,
    sites=(*ADAMW_SITES, *MORE_ADAMW_SITES),
    in_pairs=10,
    rarely=(*ADAMW_WHOLE, *ADAMW_RARE_MISTAKES, *ADAMW_RARELY),
    called={
        "average_m": "the average m",
        "average_v": "the average v",
        "rate": "the rate",
        "square": "the square",
        "place": "the new θ",
    },
    parts=(
        Part("a later step", 1.0, _draw_adam()),
        Part("the first step", 0.5, _draw_adam(first=True), telling=False),
        Part("gradients as small as ε", 0.75, _draw_adam(tiny=True)),
        Part("with decay", 0.75, _draw_adam(decay=True)),
    ),
    mistakes=(*ADAMW_MISTAKES, *MORE_ADAMW_MISTAKES),
    hints=(
        "In this order: renew m and v, correct both into m̂ and v̂, shrink θ by 1 - ηλ, subtract η m̂/(√v̂ + ε).",
        "At the first step m̂ is g and v̂ is g²: every weight moves by η. Test that.",
        "m_hat = m / (1 - beta1**t), v_hat = v / (1 - beta2**t), and np.sqrt(v_hat) + epsilon below. Return m and v, "
        "not the hats.",
    ),
    insight=(
        "Under pure noise AdamW takes two weights from 1 to 0.39 and 0.37; with the decay added to g they end at 0.41 "
        "and 0.02 (lesson 5b, section 4)."
    ),
)
