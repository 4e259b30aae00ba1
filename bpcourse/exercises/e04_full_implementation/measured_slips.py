"""The slips that are made in a difference quotient, piece by piece (see ``measured_gradient``)."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks.slips import Slip


def one_entry(theta, index, h):
    """Return the move of one entry by h."""
    move = np.zeros(theta.shape)
    move[index] = h
    return move


def _block(place):
    """Return a move of all entries at ``place(index)``."""

    def move(theta, index, h):
        moves = np.zeros(theta.shape)
        moves[place(index)] = h
        return moves

    return move


def _own_step(step: float) -> Slip:
    """Return the slip of a step of one's own in place of h, and of dividing by it."""
    return Slip(
        f"own-step-{step:g}",
        f"the step is {step:g}, not h. Use the h that is handed to you.",
        lambda theta, index, h: one_entry(theta, index, step),
    )


MOVES = (
    Slip(
        "all-at-once",
        "all parameters are moved at the same time. Move one, and leave the others where they are.",
        lambda theta, index, h: np.full(theta.shape, h),
    ),
    Slip(
        "row-at-once",
        "whole rows of parameters are moved at the same time. Move one entry: np.ndindex(theta.shape) gives them.",
        _block(lambda index: index[0]),
    ),
    Slip(
        "column-at-once",
        "whole columns of parameters are moved at the same time. Move one entry: np.ndindex(theta.shape) gives them.",
        _block(lambda index: (..., index[-1])),
    ),
    Slip(
        "first-entry-only",
        "the first parameter is moved every time. Move the one whose derivative is measured.",
        _block(lambda index: tuple(0 * i for i in index)),
    ),
    Slip(
        "relative-step",
        "the step has been multiplied by the parameter. It is h for every parameter.",
        lambda theta, index, h: one_entry(theta, index, h * theta[index]),
    ),
    Slip(
        "relative-step-by-size",
        "the step has been multiplied by |θ|. It is h for every parameter.",
        lambda theta, index, h: one_entry(theta, index, h * abs(theta[index])),
    ),
    Slip(
        "relative-step-at-least-h",
        "the step has been multiplied by max(1, |θ|). It is h for every parameter.",
        lambda theta, index, h: one_entry(theta, index, h * max(1.0, abs(theta[index]))),
    ),
    Slip(
        "half-step-divided-by-2h",
        "the steps go from θ - h/2 to θ + h/2. Here they go to θ - h and θ + h.",
        lambda theta, index, h: one_entry(theta, index, h / 2),
    ),
    Slip(
        "double-step",
        "the steps go to θ - 2h and θ + 2h. Here they go to θ - h and θ + h.",
        lambda theta, index, h: one_entry(theta, index, 2 * h),
    ),
    *map(_own_step, (1e-5, 1e-4, 1e-3, 0.01, 0.1, 1.0)),
)


def _of_a_number(cost, number: float, h: float) -> float:
    return cost(number + h) - cost(number - h)


DIFFERENCES = (
    Slip(
        "one-sided-halved",
        "only one of the two costs is measured away from θ: from θ to θ + h. The central difference goes from θ - h.",
        lambda cost, theta, move: cost(theta + move) - cost(theta),
    ),
    Slip(
        "one-sided-backward-halved",
        "only one of the two costs is measured away from θ: from θ - h to θ. The central difference goes to θ + h.",
        lambda cost, theta, move: cost(theta) - cost(theta - move),
    ),
    Slip(
        "down-minus-up",
        "the difference has the wrong sign: C(θ + h) - C(θ - h), up minus down.",
        lambda cost, theta, move: cost(theta - move) - cost(theta + move),
    ),
    Slip(
        "sum-for-difference",
        "the two costs have been added. Subtract the lower one.",
        lambda cost, theta, move: cost(theta + move) + cost(theta - move),
    ),
    Slip(
        "up-only",
        "the cost at θ + h stands alone. Subtract the one at θ - h.",
        lambda cost, theta, move: cost(theta + move),
    ),
    Slip(
        "two-steps-up",
        "the costs are those at θ and θ + 2h. The central difference goes from θ - h to θ + h.",
        lambda cost, theta, move: cost(theta + 2 * move) - cost(theta),
    ),
    Slip(
        "both-the-same",
        "both costs are measured at the same place: up and down are one and the same array, or nothing has been moved. "
        "Copy theta for each of them. (Or the step is not h but so small, 1e-20, that θ ± h is θ itself.)",
        lambda cost, theta, move: 0.0,
    ),
    Slip(
        "number-alone",
        "the cost has been asked for one number alone. It wants the whole array theta, with one entry moved.",
        lambda cost, theta, move: _of_a_number(cost, float(theta[move != 0][0]), float(move[move != 0][0])),
    ),
    Slip(
        "absolute-difference",
        "the difference has lost its sign.",
        lambda cost, theta, move: abs(cost(theta + move) - cost(theta - move)),
    ),
    Slip(
        "second-difference",
        "C(θ + h) - 2 C(θ) + C(θ - h) measures the second derivative.",
        lambda cost, theta, move: cost(theta + move) - 2 * cost(theta) + cost(theta - move),
    ),
    Slip(
        "four-points",
        "this is a difference of four points, more exact than the one that is asked for.",
        lambda cost, theta, move: (
            (8 * (cost(theta + move) - cost(theta - move)) - cost(theta + 2 * move) + cost(theta - 2 * move)) / 6
        ),
    ),
)

DIVISIONS = (
    Slip("h-for-2h", "from θ - h to θ + h it is 2h: divide by 2h, not by h.", lambda difference, h: difference / h),
    Slip(
        "times-h",
        "divide by 2h: write (up - down) / (2 * h). Without the brackets / 2 * h multiplies by h.",
        lambda difference, h: difference / 2 * h,
    ),
    Slip(
        "not-divided",
        "the difference of the costs has not been divided by 2h.",
        lambda difference, h: difference,
    ),
    Slip("halved-only", "the difference has been divided by 2, not by 2h.", lambda difference, h: difference / 2),
    Slip(
        "times-2h",
        "the difference has been multiplied by 2h. Divide by it.",
        lambda difference, h: difference * 2 * h,
    ),
    Slip("h-squared", "the difference has been divided by h².", lambda difference, h: difference / h**2),
    Slip("two-h-squared", "the difference has been divided by 2h².", lambda difference, h: difference / (2 * h**2)),
    Slip(
        "four-h",
        "the difference has been divided by 4h: the 2 is there twice.",
        lambda difference, h: difference / (4 * h),
    ),
)

KEPT = (
    Slip("gradient-transposed", "this is the transpose. The gradient has the shape of theta.", np.transpose),
    Slip("gradient-flat", "the gradient is a flat array here. It has the shape of theta.", np.ravel),
    Slip("gradient-rounded", "the gradient has been rounded to whole numbers.", np.trunc),
    Slip("gradient-summed", "the entries have been added up. Return all of them.", np.sum),
    Slip("gradient-averaged", "the entries have been averaged. Return all of them.", np.mean),
    Slip("gradient-negative", "the gradient has the wrong sign.", np.negative),
    Slip(
        "gradient-normalised",
        "the gradient has been divided by its length. Return it as it is.",
        lambda gradient: gradient / np.linalg.norm(gradient),
    ),
    Slip(
        "divided-by-the-largest",
        "the gradient has been divided by its largest entry. Return it as it is.",
        lambda gradient: gradient / np.abs(gradient).max(),
    ),
    Slip(
        "added-to-all",
        "each difference has been added to every entry: write gradient[index] = ..., and not gradient += ...",
        lambda gradient: np.full(gradient.shape, gradient.sum()),
    ),
    Slip(
        "last-entry-only",
        "one number stands there: the last entry. Keep all of them.",
        lambda gradient: gradient.flat[-1],
    ),
    Slip(
        "filled-with-the-last",
        "every entry is the last one: the whole array has been overwritten in each turn. Write gradient[index] = ...",
        lambda gradient: np.full(gradient.shape, gradient.flat[-1]),
    ),
    Slip(
        "first-entries-missing",
        "the first entry has been left out: counting begins at 0.",
        lambda gradient: _without(gradient, 0),
    ),
    Slip(
        "first-entry-alone",
        "only the first entry is there, the others are 0: does a return stand inside the loop?",
        lambda gradient: np.where(np.arange(gradient.size).reshape(gradient.shape) == 0, gradient, 0.0),
    ),
    Slip(
        "last-entry-alone",
        "only the last entry is there, the others are 0: is the array made anew in each turn of the loop?",
        lambda gradient: np.where(np.arange(gradient.size)[::-1].reshape(gradient.shape) == 0, gradient, 0.0),
    ),
    Slip(
        "divided-by-number-of-parameters",
        "the gradient has been divided by the number of parameters. Each entry is a derivative by itself.",
        lambda gradient: gradient / gradient.size,
    ),
    Slip("last-entry-missing", "the last entry has been left out.", lambda gradient: _without(gradient, -1)),
)


def _without(gradient, place: int):
    left = gradient.copy()
    left.flat[place] = 0
    return left
