"""Task 04.4: central differences."""

from __future__ import annotations

import numpy as np

from bpcourse.sandboxed.answers import Source
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.words import Scale


def _function(cost):
    """Return the cost function: a source is compiled, a function is itself."""
    return cost.function() if isinstance(cost, Source) else cost


def _measured(cost, theta, h, difference=None, step=None):
    """Return the difference quotients for each entry; ``step(theta, index, h)`` and ``difference`` replace a piece."""
    cost = _function(cost)
    step = step or _one_entry
    difference = difference or (lambda theta, move: (cost(theta + move) - cost(theta - move)) / (2 * h))
    gradient = np.zeros(theta.shape)
    for index in np.ndindex(theta.shape):
        gradient[index] = difference(theta, step(theta, index, h))
    return gradient


def _one_entry(theta, index, h):
    move = np.zeros(theta.shape)
    move[index] = h
    return move


def _quotient(of):
    """Return measured differences in which ``of(cost, theta, move, h)`` replaces the central one."""

    def made(cost, theta, h):
        function = _function(cost)
        return _measured(cost, theta, h, lambda theta, move: of(function, theta, move, h))

    return made


def _moves(step):
    """Return measured differences with another step."""
    return lambda cost, theta, h: _measured(cost, theta, h, step=step)


def _row(theta, index, h):
    move = np.zeros(theta.shape)
    move[index[0]] = h
    return move


def _not_restored(cost, theta, h):
    function, theta, gradient = _function(cost), theta.astype(float), np.zeros(theta.shape)
    for index in np.ndindex(theta.shape):
        theta[index] += h
        up = function(theta)
        theta[index] -= 2 * h
        gradient[index] = (up - function(theta)) / (2 * h)
    return gradient


def _in_place(whole_gradient: bool):
    """Return the lesson's loop, which fills the arrays that it is given: wrong where these hold whole numbers."""

    def made(cost, theta, h):
        function, theta = _function(cost), theta.copy()
        gradient = np.zeros_like(theta) if whole_gradient else np.zeros(theta.shape)
        for index in np.ndindex(theta.shape):
            saved = theta[index]
            theta[index] = saved + h
            up = function(theta)
            theta[index] = saved - h
            gradient[index] = (up - function(theta)) / (2 * h)
            theta[index] = saved
        return gradient

    return made


def _draw_cost(*shape: int, whole: bool = False):
    def draw(rng):
        u, v = (np.round(rng.uniform(0.4, 1.4, shape) * rng.choice([-1, 1], shape), 3) for _ in range(2))
        text = (
            "def cost(theta):\n"
            "    theta = np.asarray(theta, float)\n"
            f"    u, v = np.array({u.tolist()}), np.array({v.tolist()})\n"
            "    return float(np.sin((u * theta).sum()) + (v * theta**3).sum() + (theta**4).sum() / 4)\n"
        )
        values = rng.choice([-2, -1, 1, 2], shape) if whole else rng.normal(0, 1, shape)
        return Source(text, "cost"), values, float(rng.choice([0.03, 0.07, 0.13]))

    return draw


MEASURED_GRADIENT = FunctionTask(
    id="04.4",
    title="Measure a gradient",
    answer="measured_gradient",
    difficulty=2,
    minutes=20,
    section="lesson 4, section 5",
    oracle=_measured,
    scales=lambda cost, theta, h: (Scale(h, "step-size", f"h = {h:g}, the step"),),
    parts=(
        Part("a vector of parameters", 1.0, _draw_cost(5)),
        Part("a matrix of parameters", 1.0, _draw_cost(2, 4)),
        Part("parameters given as whole numbers", 0.5, _draw_cost(3, 2, whole=True)),
    ),
    mistakes=(
        Mistake(
            "one-sided",
            "This is the one-sided difference, from θ to θ + h. The central one goes from θ - h to θ + h.",
            _quotient(lambda cost, theta, move, h: (cost(theta + move) - cost(theta)) / h),
        ),
        Mistake(
            "one-sided-backward",
            "This is the one-sided difference, from θ - h to θ. The central one goes from θ - h to θ + h.",
            _quotient(lambda cost, theta, move, h: (cost(theta) - cost(theta - move)) / h),
        ),
        Mistake(
            "one-sided-halved",
            "Only one of the two costs is measured away from θ, but the difference is divided by 2h.",
            _quotient(lambda cost, theta, move, h: (cost(theta + move) - cost(theta)) / (2 * h)),
        ),
        Mistake(
            "h-for-2h",
            "From θ - h to θ + h it is 2h: divide by 2h, not by h.",
            _quotient(lambda cost, theta, move, h: (cost(theta + move) - cost(theta - move)) / h),
        ),
        Mistake(
            "not-divided",
            "The difference of the costs has not been divided by 2h.",
            _quotient(lambda cost, theta, move, h: cost(theta + move) - cost(theta - move)),
        ),
        Mistake(
            "times-h",
            "Divide by 2h: write (up - down) / (2 * h). Without the brackets / 2 * h multiplies by h.",
            _quotient(lambda cost, theta, move, h: (cost(theta + move) - cost(theta - move)) / 2 * h),
        ),
        Mistake(
            "other-step",
            "The step is not h. This is what a very small step gives; use the h that is handed to you.",
            _quotient(
                lambda cost, theta, move, h: (cost(theta + move / h * 1e-5) - cost(theta - move / h * 1e-5)) / 2e-5
            ),
        ),
        Mistake(
            "half-step",
            "The steps go from θ - h/2 to θ + h/2. Here they go to θ - h and θ + h.",
            _quotient(lambda cost, theta, move, h: (cost(theta + move / 2) - cost(theta - move / 2)) / h),
        ),
        Mistake(
            "all-at-once",
            "All parameters are moved at the same time. Move one, and leave the others where they are.",
            _moves(lambda theta, index, h: np.full(theta.shape, h)),
        ),
        Mistake(
            "row-at-once",
            "A whole row of parameters is moved at the same time. Move one entry: np.ndindex(theta.shape) gives them.",
            _moves(_row),
        ),
        Mistake(
            "not-restored",
            "A parameter is not put back before the next one is moved.",
            _not_restored,
        ),
        Mistake(
            "whole-numbers",
            "theta holds whole numbers here, and an array of whole numbers cannot hold θ + h nor the gradient: both "
            "are cut off. Work on theta.astype(float).",
            _in_place(whole_gradient=True),
        ),
        Mistake(
            "whole-steps",
            "theta holds whole numbers here, and θ + h is cut off when it is written into it. Work on "
            "theta.astype(float).",
            _in_place(whole_gradient=False),
        ),
    ),
    hints=(
        "Copy theta as an array of floats. For each entry: save it, move it up, measure, move it down, "
        "measure, restore.",
        "np.ndindex(theta.shape) runs over all indices, for a vector and for a matrix alike.",
        "gradient[index] = (up - down) / (2 * h), and then theta[index] = saved.",
    ),
)
