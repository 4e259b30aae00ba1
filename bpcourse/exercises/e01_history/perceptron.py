"""Task 01.2: the perceptron and its bound."""

from __future__ import annotations

from functools import lru_cache
from operator import add, mul
from typing import NamedTuple

import numpy as np

from bpcourse.exercises.e01_history.bound_slips import BOUND_SITES
from bpcourse.exercises.e01_history.drawing import differ_from_right
from bpcourse.exercises.e01_history.further import perceptron_further
from bpcourse.exercises.e01_history.perceptron_slips import COUNT_SITES, all_mistakes
from bpcourse.tasks import FunctionTask, Mistake, Part

Array = np.ndarray


class Run(NamedTuple):
    """What came of learning: the examples on which each pass made a mistake, and the weights at the end."""

    wrong: tuple[tuple[int, ...], ...]
    w: tuple[float, ...]


@lru_cache(256)
def _run(
    X: bytes,
    signs: tuple,
    v: tuple,
    passes: int,
    start=lambda X, signs, v: [0.0] * len(v),
    most=lambda passes: passes,
    order=lambda m: range(m),
    wrong=lambda sign, z: sign * z <= 0,
    step=lambda sign, x, z, is_wrong: [sign * number for number in x] if is_wrong else None,
    join=lambda w, move: list(map(add, w, move)),
    stops=lambda wrong_signs: not wrong_signs,
    at_once=True,
    restart=False,
    goes_on=True,
) -> Run:
    """Return what comes of learning; it is kept, for many slips of the bound have the same run.

    The numbers are Python's: with so few of them a sum is faster than an array, and they are exact.
    """
    rows = np.frombuffer(X).reshape(-1, len(v)).tolist()
    w, counts = start(rows, signs, v), []
    for _ in range(most(passes)):
        new, wrong_ones = ([0.0] * len(w) if restart else w), []
        for i in order(len(rows)):
            x, sign = rows[i], signs[i]
            z = sum(map(mul, new if at_once else w, x))
            is_wrong = bool(wrong(sign, z))
            if move := step(sign, x, z, is_wrong):
                new = join(new, move)
            if is_wrong:
                wrong_ones.append(i)
                if not goes_on:
                    break
        w = new
        counts.append(tuple(wrong_ones))
        if stops([signs[i] for i in wrong_ones]):
            break
    return Run(tuple(counts), tuple(w))


@lru_cache(256)
def _bound(
    X: bytes,
    signs: tuple,
    v: tuple,
    reach=lambda X: np.linalg.norm(X, axis=1).max(),
    signed=lambda signs: signs,
    gap=lambda margins, signs: margins.min(),
    length=np.linalg.norm,
    per_point=None,
    of=lambda R, gamma: (R / gamma) ** 2,
) -> float:
    """Return (R/γ)²; ``per_point`` is the number that each margin is divided by besides, for a slip."""
    rows, direction, signs = np.frombuffer(X).reshape(-1, len(v)), np.array(v), np.array(signs)
    margins = signed(signs) * (rows @ direction) / length(direction)
    if per_point:
        margins = margins / per_point(rows)
    return float(of(reach(rows), gap(margins, signs)))


OF_THE_BOUND = {site.keyword for site in BOUND_SITES}


def mistakes_and_bound(
    X: Array, signs: Array, v: Array, passes: int, told=all_mistakes, direction=lambda v, w: v, **pieces
) -> tuple[float, float]:
    """Return (mistakes, (R/γ)²); each keyword, also of ``_run`` and ``_bound``, is a piece that a slip may replace."""
    data = np.ascontiguousarray(X, float).tobytes(), tuple(signs.tolist()), tuple(v.tolist())
    run = _run(*data, passes, **{key: piece for key, piece in pieces.items() if key not in OF_THE_BOUND})
    chosen = direction(data[2], run.w)
    bound = _bound(*data[:2], chosen, **{key: piece for key, piece in pieces.items() if key in OF_THE_BOUND})
    return told(run.wrong, len(X)), bound


def _point_by_point(X, signs, v, passes) -> tuple[float, float]:
    """Return the bound with the length and the margin of one and the same point."""
    return mistakes_and_bound(X, signs, v, passes, reach=lambda X: 1.0, per_point=lambda X: np.linalg.norm(X, axis=1))


PERCEPTRON_SITES = (*COUNT_SITES, *BOUND_SITES)
POINT_BY_POINT = Mistake(
    "quotient-point-by-point",
    "The bound: R and γ may belong to different points. Find the longest input and the smallest margin first.",
    _point_by_point,
)


# --- the draw

MUST_DIFFER = (  # what most often changes nothing comes first
    "starts-small",
    "last-example-left-out",
    "delta-rule-always",
    "begins-a-pass-after-a-mistake",
    "other-order",
    "threshold-moved-twice",
    "tie-taken-for-right",
    "sign-missing-in-the-test",
    "updated-when-right",
    "sign-missing-in-the-update",
    "threshold-not-learned",
    "assigned-not-added",
    "weights-made-short",
    "threshold-once-a-feature",
    "updated-after-the-pass",
    "begins-again",
    "starts-with-ones",
    "threshold-starts-with-one",
    "passes-counted",
    "first-pass-only",
    "examples-counted-once",
    "tested-against-one",
    "largest-margin",
    "sign-left-out-of-the-margin",
    "largest-entry",
    "learned-weights",
)
LAST_PASS = ("one-pass-fewer", "one-pass-more", "passes-ignored")  # they show where the passes run out
TIES = {1: "tie-is-plus", -1: "tie-is-minus"}  # the slip that the sign of the first example brings to light


def _points(rng, m: int, n: int, margin: float, first: int):
    """Return m points with n entries, the last 1, their signs, that of the first given, and a direction for them.

    All numbers are multiples of 1/64, so that a computer adds and multiplies them without any rounding.
    """
    v = rng.uniform(0.6, 2.4, n) * rng.choice([-1, 1], n) * 2
    v[-1] *= 0.5
    X = np.round(rng.uniform(-1.5, 1.5, (40 * m, n)) * 64) / 64
    X[:, -1] = 1
    distance = X @ v / np.linalg.norm(v)
    X = X[np.abs(distance) >= margin][:m]
    begin = np.flatnonzero(np.sign(X @ v) == first)[:1]  # the first example with this sign comes first
    X[[0, *begin]] = X[[*begin, 0]]
    near = 1 + np.argsort(np.abs(X[1:] @ v))[1:2]  # a point near the border comes last: it is wrong in some pass
    X[[-1, *near]] = X[[*near, -1]]
    return X, np.sign(X @ v).astype(int), np.round(v, 2)


def _tells_margins(margins, signs, first: int) -> bool:
    """Return whether v separates the classes, and the farthest point has the sign of the first."""
    return margins.min() > 0 and signs[margins.argmax()] == first


def _lasts(arguments: tuple) -> bool:
    """Return whether there are passes enough to tell slips apart; where they run out soon, two more have mistakes."""
    *data, passes = arguments
    least = passes + 2 if passes < 4 else 4
    mistakes = mistakes_and_bound(*data, max(passes, least), told=lambda wrong, m: [len(one) for one in wrong])[0]
    return len(mistakes) >= least and (passes >= 4 or mistakes[-1] > 0)


def _draw_points(m: int, n: int, margin: float, passes: int, first: int):
    wanted = (TIES[first], *MUST_DIFFER, *(LAST_PASS if passes < 4 else ()))

    def draw(rng):
        while True:
            X, signs, v = _points(rng, m, n, margin, first)
            if len(X) < m or signs[0] != first or not _tells_margins(signs * (X @ v), signs, first):
                continue
            arguments = X, signs, v, passes
            if not _lasts(arguments):
                continue
            if differ_from_right(mistakes_and_bound, PERCEPTRON_SITES, wanted, arguments):
                return arguments

    return draw


PERCEPTRON = FunctionTask(
    id="01.2",
    title="The perceptron and its bound",
    misconceptions="the margin of a direction that has not length 1; the constant 1 left out of R; updates after "
    "right answers",
    answer="mistakes_and_bound",
    difficulty=2,
    minutes=20,
    section="lesson 1a, section 2",
    names=("mistakes", "bound"),
    oracle=mistakes_and_bound,
    sites=PERCEPTRON_SITES,
    in_pairs=8,
    mistakes=(POINT_BY_POINT,),
    rarely=perceptron_further(lambda *given: mistakes_and_bound(*given)[1]),
    parts=(
        Part("two inputs", 0.5, _draw_points(25, 3, 0.06, 15, first=-1)),
        Part("four inputs", 1.0, _draw_points(40, 5, 0.05, 25, first=1)),
        Part("stopped after three passes", 0.5, _draw_points(60, 3, 0.01, 3, first=-1)),
    ),
    hints=(
        "Count a mistake whenever sign · (w · x) <= 0, and only then add sign · x to w. Begin with w = 0.",
        "A pass in which nothing was wrong is the last one.",
        "γ is the smallest of the numbers sign · (v · x) / ‖v‖, and R the largest of the ‖x‖.",
    ),
    insight=(
        "The number of examples does not enter the bound. On XOR, which no line separates, the weights came back "
        "to zero after every pass (lesson 1a, section 2)."
    ),
)
