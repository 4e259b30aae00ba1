"""Drill: steps of optimisers in a bowl: gradient descent, the heavy ball, and the averages of Adam."""

from __future__ import annotations

import numpy as np

from bpcourse.drills.question import TWO, Kind, Question, judged, one_of, short
from bpcourse.tasks.slips import Site, Slip

GRADIENTS = Site(
    "gradient",
    (
        Slip("curvature-left-out", "the gradient of ½ λ x² is λ x. Here the λ is missing.", lambda lam, x: x),
        Slip("cost-for-gradient", "the cost ½ λ x² stands where its slope λ x belongs.", lambda lam, x: lam * x**2 / 2),
        Slip("place-left-out", "the gradient is λ x. Here the x is missing.", lambda lam, x: lam),
        Slip(
            "half-kept",
            "the ½ of the cost cancels with the 2 of the square: the gradient is λ x.",
            lambda lam, x: lam * x / 2,
        ),
    ),
)
OLD_GRADIENT = Slip(
    "old-gradient",
    "the second step has been made with the gradient of the first. Each step reads it anew, where it stands.",
    lambda x, start: start,
)


# --- gradient descent

DESCENT = (
    GRADIENTS,
    Site("place", (OLD_GRADIENT,)),
    Site(
        "step",
        (
            Slip("uphill", "the step goes against the gradient: x - η g.", lambda x, g, eta: x + eta * g),
            Slip("rate-left-out", "the learning rate is missing: x - η g.", lambda x, g, eta: x - g),
            Slip(
                "step-for-place",
                "the step alone stands there. It is added to the place: x - η g.",
                lambda x, g, eta: -eta * g,
            ),
        ),
    ),
    Site(
        "steps",
        (
            Slip("one-step-only", "this is the place after one step. Two are asked for.", 1),
            Slip("three-steps", "this is the place after three steps. Two are asked for.", 3),
        ),
    ),
)


def descent(rng: np.random.Generator) -> Question:
    """Return the question for two steps of gradient descent in ½ λ x²."""
    lam, eta = one_of(rng, (2, 3, 4, 5, 6)), one_of(rng, (0.05, 0.1, 0.2, 0.25, 0.3))
    start = one_of(rng, (-10, -8, -4, 4, 10, 20))

    def truth(
        *,
        gradient=lambda lam, x: lam * x,
        place=lambda x, start: x,
        step=lambda x, g, eta: x - eta * g,
        steps=2,
    ) -> dict:
        x = start
        for _ in range(steps):
            x = step(x, gradient(lam, place(x, start)), eta)
        return {"x": x}

    factor = 1 - eta * lam
    return Question(
        f"C = ½ · {lam:g} x². Gradient descent with η = {eta:g} starts at x = {start:g}. Where is x after two steps?",
        judged(truth, DESCENT, "lesson 5a, section 1"),
        f"each step multiplies x by 1 - ηλ = {short(factor)}: {', '.join(short(start * factor**n) for n in range(3))}.",
    )


# --- the heavy ball

BALL = (
    GRADIENTS,
    Site("place", (OLD_GRADIENT,)),
    Site(
        "velocity",
        (
            Slip(
                "velocity-forgotten",
                "the velocity is lost after the first step: v ← β v - η g keeps a part of it.",
                lambda v, g, beta, eta: -eta * g,
            ),
            Slip(
                "velocity-kept-whole",
                "the velocity has not been damped: v ← β v - η g.",
                lambda v, g, beta, eta: v - eta * g,
            ),
            Slip(
                "gradient-averaged",
                "the gradient has been damped by 1 - β, as in an average. The heavy ball adds up: v ← β v - η g.",
                lambda v, g, beta, eta: beta * v - (1 - beta) * eta * g,
            ),
            Slip(
                "gradient-damped",
                "β has multiplied the gradient too: v ← β v - η g.",
                lambda v, g, beta, eta: beta * (v - eta * g),
            ),
            Slip(
                "uphill",
                "the ball has been pushed up the slope: v ← β v - η g.",
                lambda v, g, beta, eta: beta * v + eta * g,
            ),
            Slip("rate-left-out", "the learning rate is missing: v ← β v - η g.", lambda v, g, beta, eta: beta * v - g),
        ),
    ),
    Site(
        "steps",
        (
            Slip("one-step-only", "this is the place after one step. Two are asked for.", 1),
            Slip("three-steps", "this is the place after three steps. Two are asked for.", 3),
        ),
    ),
)


def heavy_ball(rng: np.random.Generator) -> Question:
    """Return the question for two steps of the heavy ball from rest."""
    lam, eta, beta = one_of(rng, (2, 3, 4, 5)), one_of(rng, (0.05, 0.1, 0.2)), one_of(rng, (0.4, 0.5, 0.8, 0.9))
    start = one_of(rng, (-10, -4, 4, 10, 20))

    def truth(
        *,
        gradient=lambda lam, x: lam * x,
        place=lambda x, start: x,
        velocity=lambda v, g, beta, eta: beta * v - eta * g,
        steps=2,
    ) -> dict:
        x, v = start, 0.0
        for _ in range(steps):
            v = velocity(v, gradient(lam, place(x, start)), beta, eta)
            x = x + v
        return {"x": x}

    first = -eta * lam * start
    second = beta * first - eta * lam * (start + first)
    return Question(
        f"C = ½ · {lam:g} x². The heavy ball with η = {eta:g} and β = {beta:g} starts from rest at x = {start:g}. "
        "Where is x after two steps?",
        judged(truth, BALL, "lesson 5a, section 2"),
        f"v = {short(first)}, x = {short(start + first)}; "
        f"then v = {short(second)}, x = {short(start + first + second)}.",
    )


# --- Adam's averages

ADAM = (
    Site(
        "average",
        (
            Slip(
                "added-up",
                "the averages take half of the new one: m ← ½ m + ½ g. Here it is added whole.",
                lambda m, g: m / 2 + g,
            ),
            Slip(
                "only-the-last", "the first gradient is forgotten: m ← ½ m + ½ g keeps half of m.", lambda m, g: g / 2
            ),
        ),
    ),
    Site(
        "begun",
        (
            Slip(
                "begun-with-the-first",
                "m and v start at 0. Here they start at the first gradient and its square.",
                lambda g: (g, g**2),
            ),
        ),
    ),
    Site(
        "square",
        (
            Slip("not-squared", "v is the average of g², and here g has not been squared.", lambda g: g),
            Slip("size-for-square", "v is the average of g², not of |g|.", abs),
        ),
    ),
    Site(
        "correction",
        (
            Slip("no-correction", "these are m and v. They are still to be divided by 1 - β^t = 1 - ¼.", lambda t: 1),
            Slip(
                "correction-of-step-1", "in the second step t is 2: divide by 1 - (½)² = ¾, not by ½.", lambda t: 1 / 2
            ),
            Slip("multiplied", "m and v are divided by 1 - β^t, not multiplied by it.", lambda t: 4 / 3),
            Slip("divided-by-power", "m and v are divided by 1 - β^t, not by β^t.", lambda t: 1 / 4),
        ),
    ),
)


def adam_averages(rng: np.random.Generator) -> Question:
    """Return the question for Adam's corrected averages after two gradients, with both β = ½: whole numbers."""
    g1 = int(one_of(rng, (-8, -7, -5, -4, -2, 2, 4, 5, 7, 8)))
    g2 = g1 + 3 * int(one_of(rng, (-4, -3, -2, -1, 1, 2, 3, 4)))

    def truth(
        *,
        begun=lambda g: (0, 0),
        average=lambda m, g: m / 2 + g / 2,
        square=lambda g: g**2,
        correction=lambda t: 1 - 0.5**t,
    ) -> dict:
        m, v = begun(g1)
        for g in (g1, g2):
            m, v = average(m, g), average(v, square(g))
        return {"m̂": m / correction(2), "v̂": v / correction(2)}

    m, v = g1 / 4 + g2 / 2, g1**2 / 4 + g2**2 / 2
    return Question(
        f"Adam with β1 = β2 = ½. Its first two gradients are {g1} and {g2}. "
        "What are the corrected m̂ and v̂ in the second step, in this order?",
        judged(truth, ADAM, "lesson 5b, section 1"),
        f"m = {m:g}, v = {v:g}, both divided by 1 - ¼: m̂ = {m / 0.75:g}, v̂ = {v / 0.75:g}.",
        TWO,
    )


OPTIMIZER_STEPS = Kind(
    "optimizer steps",
    "gradient descent, the heavy ball, the averages of Adam",
    (descent, heavy_ball, adam_averages),
)
