"""Task 01.2: the perceptron and its bound."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from bpcourse.exercises.e01_history.drawing import tell_apart
from bpcourse.tasks import FunctionTask, Mistake, Part


def _perceptron(
    X,
    signs,
    passes,
    wrong=lambda sign, z: sign * z <= 0,
    step=lambda sign, x, is_wrong: sign * x if is_wrong else 0 * x,
    at_once=True,
    restart=False,
) -> tuple[int, int, int]:
    """Return the mistakes, the passes and the mistakes of the first pass, with a piece replaced for each mistake."""
    w, counts = np.zeros(X.shape[1]), []
    for _ in range(passes):
        v, count = (np.zeros_like(w) if restart else w.copy()), 0
        for x, sign in zip(X, signs, strict=True):
            is_wrong = bool(wrong(sign, (v if at_once else w) @ x))
            v, count = v + step(sign, x, is_wrong), count + is_wrong
        w = v
        counts.append(count)
        if not count:
            break
    return sum(counts), len(counts), counts[0]


def _bound(
    X,
    signs,
    v,
    reach=lambda X: np.linalg.norm(X, axis=1).max(),
    gap=lambda margins: margins.min(),
    length=np.linalg.norm,
    of=lambda quotient: quotient**2,
) -> float:
    """Return (R/γ)², with a piece replaced for each mistake."""
    return float(of(reach(X) / gap(signs * (X @ v) / length(v))))


@lru_cache(2)
def _counted(X: bytes, shape: tuple[int, int], signs: tuple, passes: int) -> int:
    return _perceptron(np.frombuffer(X).reshape(shape), signs, passes)[0]


def _count(X, signs, passes) -> int:
    """Return the right number of mistakes; it is kept, for half of the known mistakes have it."""
    return _counted(X.tobytes(), X.shape, tuple(signs), passes)


def _mistakes_and_bound(X, signs, v, passes):
    return _count(X, signs, passes), _bound(X, signs, v)


def _other_count(which=0, **pieces):
    """Return the mistake of another run of the perceptron."""
    return lambda X, signs, v, passes: (_perceptron(X, signs, passes, **pieces)[which], _bound(X, signs, v))


def _other_bound(**pieces):
    """Return the mistake of another bound."""
    return lambda X, signs, v, passes: (_count(X, signs, passes), _bound(X, signs, v, **pieces))


def _gap_of_all(X, signs, v, passes):
    return _count(X, signs, passes), _bound(X, np.ones(len(X)), v)


def _point_by_point(X, signs, v, passes):
    quotients = np.linalg.norm(X, axis=1) * np.linalg.norm(v) / np.abs(X @ v)
    return _count(X, signs, passes), float(quotients.max() ** 2)


PERCEPTRON_MISTAKES = (
    Mistake(
        "margin-not-normalised",
        "The bound: γ is the margin of a direction of length 1. Divide v by its length, or the margin by ‖v‖.",
        _other_bound(length=lambda v: 1.0),
    ),
    Mistake(
        "threshold-left-out-of-the-length",
        "The bound: the length of v has been taken without its last entry. It is a weight like the others.",
        _other_bound(length=lambda v: np.linalg.norm(v[:-1])),
    ),
    Mistake(
        "threshold-left-out-of-R",
        "The bound: R is the length of the longest input, and the constant 1 at its end is part of the input.",
        _other_bound(reach=lambda X: np.linalg.norm(X[:, :-1], axis=1).max()),
    ),
    Mistake(
        "not-squared",
        "The bound is the square of R/γ.",
        _other_bound(of=lambda quotient: quotient),
    ),
    Mistake(
        "upside-down",
        "The bound is upside down: a narrow margin makes the work long, so γ stands below.",
        _other_bound(of=lambda quotient: quotient**-2),
    ),
    Mistake(
        "mean-margin",
        "The bound: the margin is the smallest distance, that of the nearest point, not the mean.",
        _other_bound(gap=np.mean),
    ),
    Mistake(
        "largest-margin",
        "The bound: the margin is the distance of the nearest point, not of the farthest.",
        _other_bound(gap=np.max),
    ),
    Mistake(
        "mean-length",
        "The bound: R is the length of the longest input, not the mean.",
        _other_bound(reach=lambda X: np.linalg.norm(X, axis=1).mean()),
    ),
    Mistake(
        "largest-entry",
        "The bound: R is the length of the longest input, the root of the sum of its squares, not its largest entry.",
        _other_bound(reach=lambda X: np.abs(X).max()),
    ),
    Mistake(
        "norm-of-the-matrix",
        "The bound: one length has been taken for all inputs together. R is the longest row: axis=1, then the maximum.",
        _other_bound(reach=np.linalg.norm),
    ),
    Mistake(
        "sign-left-out-of-the-margin",
        "The bound: the margin of a point is sign · (v · x). Without the sign, the smallest is the farthest point of "
        "the negative class.",
        _gap_of_all,
    ),
    Mistake(
        "quotient-point-by-point",
        "The bound: R and γ may belong to different points. Find the longest input and the smallest margin first.",
        _point_by_point,
    ),
    Mistake(
        "passes-counted",
        "Passes have been counted. Asked for is the number of mistakes, which is that of the updates.",
        _other_count(1),
    ),
    Mistake(
        "first-pass-only",
        "These are the mistakes of the first pass. Go through the examples again until a pass has none.",
        _other_count(2),
    ),
    Mistake(
        "tie-taken-for-right",
        "From w = 0 every w · x is 0, and that counts as a mistake here: sign · (w · x) <= 0. With < nothing ever "
        "begins.",
        _other_count(wrong=lambda sign, z: sign * z < 0),
    ),
    Mistake(
        "updated-when-right",
        "The weights change after every example. They must change after a mistake only.",
        _other_count(step=lambda sign, x, is_wrong: sign * x),
    ),
    Mistake(
        "sign-missing-in-the-update",
        "The input is always added. Add it when the unit should have fired, and subtract it when not: sign · x.",
        _other_count(step=lambda sign, x, is_wrong: x if is_wrong else 0 * x),
    ),
    Mistake(
        "update-the-wrong-way",
        "The update goes the wrong way: it makes each mistake worse. Add sign · x.",
        _other_count(step=lambda sign, x, is_wrong: -sign * x if is_wrong else 0 * x),
    ),
    Mistake(
        "threshold-not-learned",
        "The last weight is not updated. It is minus the threshold, and it learns like the others, from its input 1.",
        _other_count(step=lambda sign, x, is_wrong: sign * x * (np.arange(len(x)) < len(x) - 1) * is_wrong),
    ),
    Mistake(
        "sign-missing-in-the-test",
        "A mistake is counted whenever w · x <= 0, whatever the sign of the example.",
        _other_count(wrong=lambda sign, z: z <= 0),
    ),
    Mistake(
        "updated-after-the-pass",
        "The updates of a pass are collected and made at its end. The perceptron changes w at once, before it sees the "
        "next example.",
        _other_count(at_once=False),
    ),
    Mistake(
        "begins-again",
        "Each pass begins with w = 0 again. What was learnt must be kept.",
        _other_count(restart=True),
    ),
)


def _draw_points(m: int, n: int, margin: float, passes: int):
    """Return a draw of m points with n entries, the last 1, separated by ``margin``, and some direction that does it.

    All numbers are multiples of 1/64, so that a computer adds and multiplies them without any rounding.
    """

    def points(rng):
        v = rng.uniform(0.6, 2.4, n) * rng.choice([-1, 1], n) * 2
        v[-1] *= 0.5
        X = np.round(rng.uniform(-1.5, 1.5, (40 * m, n)) * 64) / 64
        X[:, -1] = 1
        distance = X @ v / np.linalg.norm(v)
        X = X[np.abs(distance) >= margin][:m]
        return X, np.sign(X @ v).astype(int), np.round(v, 2), passes

    def draw(rng):
        while True:
            arguments = points(rng)
            X, signs, v, passes = arguments
            if len(X) < m or (signs * (X @ v)).min() <= 0 or _perceptron(X, signs, passes)[1] < min(passes, 4):
                continue
            if tell_apart(PERCEPTRON_MISTAKES, arguments, _mistakes_and_bound(*arguments), 1e-5):
                return arguments

    return draw


PERCEPTRON = FunctionTask(
    id="01.2",
    title="The perceptron and its bound",
    answer="mistakes_and_bound",
    difficulty=2,
    minutes=20,
    section="lesson 1a, section 2",
    names=("mistakes", "bound"),
    oracle=_mistakes_and_bound,
    parts=(
        Part("two inputs", 0.5, _draw_points(30, 3, 0.06, 25)),
        Part("four inputs", 1.0, _draw_points(40, 5, 0.05, 25)),
        Part("stopped after three passes", 0.5, _draw_points(60, 3, 0.01, 3)),
    ),
    mistakes=PERCEPTRON_MISTAKES,
    hints=(
        "Count a mistake whenever sign · (w · x) <= 0, and only then add sign · x to w. Begin with w = 0.",
        "A pass in which nothing was wrong is the last one.",
        "γ is the smallest of the numbers sign · (v · x) / ‖v‖, and R the largest of the ‖x‖.",
    ),
)
