"""Recorded paths: points and gradients of a heavy ball that may have a bug, and what a test makes of them.

The promised rule is v ← βv - ηg, x ← x + v, from rest.  Subtract the promised step from the recorded one: what is left
is the fingerprint of the bug.  Surfaces, settings, units and noise are drawn anew at every check.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import NamedTuple

import numpy as np

from bpcourse.exercises.e05_optimizers.path_tests import PATH_TESTS
from bpcourse.tasks import Mistake, Part, VerdictTask

Array = np.ndarray
VERDICTS = ("none", "no memory", "damped", "late", "nesterov", "restarted", "decay", "one weight")


class Recorded(NamedTuple):
    """What an answer is shown: points (T + 1, n), gradients at the first T of them (T, n), and the η and β promised."""

    points: Array
    gradients: Array
    eta: float
    beta: float


# --- the paths


class Ball:
    """The state of a rolling ball: its place x, its velocity v, the last gradient; all (n,)."""

    def __init__(self, x: Array):
        self.x, self.v, self.last = x, np.zeros_like(x), np.zeros_like(x)


def _promised(ball: Ball, g: Array, eta: float, beta: float) -> None:
    ball.v = beta * ball.v - eta * g
    ball.x = ball.x + ball.v


def _no_memory(ball, g, eta, _beta):
    ball.x = ball.x - eta * g


def _damped(ball, g, eta, beta):
    _promised(ball, (1 - beta) * g, eta, beta)


def _late(ball, g, eta, beta):
    _promised(ball, ball.last, eta, beta)
    ball.last = g


def _nesterov(ball, g, eta, beta):
    ball.v = beta * ball.v - eta * g
    ball.x = ball.x + beta * ball.v - eta * g


def _restarted(every: int):
    """Return the step of a ball whose velocity is lost after each ``every`` steps."""
    steps = 0

    def step(ball, g, eta, beta):
        nonlocal steps
        if steps % every == 0:
            ball.v = np.zeros_like(ball.v)
        steps += 1
        _promised(ball, g, eta, beta)

    return step


def _decaying(share: float):
    """Return the step with λx added to the gradient; ``share`` is ηλ."""

    def step(ball, g, eta, beta):
        _promised(ball, g + share / eta * ball.x, eta, beta)

    return step


def _one_weight(weight: int, kind: str):
    """Return the step in which one weight has the gradient 0, that of its neighbour, or its own with a wrong sign."""

    def step(ball, g, eta, beta):
        wrong = {"frozen": 0.0, "neighbour": g[weight - 1], "sign": -g[weight]}[kind]
        _promised(ball, np.where(np.arange(len(g)) == weight, wrong, g), eta, beta)

    return step


def record(step, rng: np.random.Generator, unit: float = 1.0, steps: int = 24, far: float = 0.0) -> Recorded:
    """Return the path of a ball in a bowl with noisy gradients; its minimum is about ``far`` units from the origin."""
    n = 5
    curvatures, eta, beta = rng.uniform(0.3, 3, n), float(rng.uniform(0.1, 0.3)), float(rng.uniform(0.6, 0.92))
    minimum = far * rng.uniform(1, 2, n)
    ball, points, gradients = Ball(minimum + rng.uniform(1, 3, n) * rng.choice([-1, 1], n)), [], []
    for _ in range(steps):
        points.append(ball.x)
        gradients.append(curvatures * (ball.x - minimum) + 0.3 * rng.normal(size=n))
        step(ball, gradients[-1], eta, beta)
    return Recorded(unit * np.array([*points, ball.x]), unit * np.array(gradients), eta, beta)


# --- the parts: recorded paths with the right verdicts


def _draw(first, second):
    """Return a draw of a path in a small unit, one in a large unit and a right one, in random order; ``first`` and
    ``second`` are functions ``rng -> (step, verdict)``.
    """

    def draw(rng):
        small, large, any_unit = 1e-4 * rng.uniform(1, 1.2), 10.0 ** rng.uniform(1, 3), 10.0 ** rng.uniform(-4, 3)
        drawn = []
        for suspect, unit in ((first, small), (second, large), (_always(_promised, "none"), any_unit)):
            step, name = suspect(rng)
            drawn.append((record(step, rng, unit), name))
        return _shuffled(drawn, rng)

    return draw


def _always(step, verdict):
    return lambda rng: (step, verdict)


def _a_restart(rng):
    return _restarted(int(rng.integers(5, 9))), "restarted"


def _a_decay(rng):
    return _decaying(float(rng.uniform(0.0008, 0.0015))), "decay"  # in the small unit it leaves less than a millionth


def _a_weight(rng):
    return _one_weight(int(rng.integers(1, 4)), str(rng.choice(["frozen", "neighbour", "sign"]))), "one weight"


def _no_false_alarms(rng):
    """Draw right paths, an ordinary, a short and a far one (rounded by more than 10⁻⁷), and one with a plain bug."""
    far = record(_promised, rng, unit=1000.0, far=1e6)
    right = [record(_promised, rng), far, record(_promised, rng, steps=3)]
    bug = (_no_memory, "no memory") if rng.random() < 0.5 else (_damped, "damped")
    return _shuffled([*((path, "none") for path in right), (record(bug[0], rng), bug[1])], rng)


def _shuffled(things: list, rng) -> tuple:
    return tuple(things[i] for i in rng.permutation(len(things)))


# --- tests as learners write them


def _left(path: Recorded) -> Array:
    """Return the recorded steps minus the promised ones, (T, n)."""
    moves = np.diff(path.points, axis=0)
    return moves - path.beta * np.vstack([0 * moves[:1], moves[:-1]]) + path.eta * path.gradients


def verdict(path: Recorded, limit: float | None = None) -> str:
    """Return which bug a path shows; ``limit`` is what counts as zero, in place of a millionth of the steps."""
    moves = np.diff(path.points, axis=0)
    velocity = np.vstack([0 * moves[:1], moves[:-1]])
    jump = np.diff(np.vstack([0 * path.gradients[:1], path.gradients]), axis=0)
    size = float(np.abs(moves).max())
    zero = 1e-6 * size if limit is None else limit
    left = _left(path)

    def is_zero(values):
        return bool(np.abs(values).max(initial=0) <= zero)

    if is_zero(left):
        return "none"
    if left.shape[1] > 1 and sum(not is_zero(column) for column in left.T) == 1:
        return "one weight"
    lost = np.abs(left + path.beta * velocity).max(axis=1) <= zero
    if lost.all():
        return "no memory"
    if all(gone or is_zero(row) for gone, row in zip(lost, left, strict=True)):
        return "restarted"
    if is_zero(left - path.beta * path.eta * path.gradients):
        return "damped"
    if is_zero(left - path.eta * jump):
        return "late"
    if is_zero(left + path.beta * path.eta * jump):
        return "nesterov"
    places = path.points[:-1]
    return "decay" if is_zero(left - (left * places).sum() / (places**2).sum() * places) else "none"


def _cut(steps: slice = slice(None), weights: slice = slice(None)) -> Callable[..., str]:
    """Return the verdict of a test that looks at some of the steps or weights only."""

    def made(points, gradients, eta, beta):
        seen = gradients[steps, weights]
        limit = 1e-6 * float(np.abs(np.diff(points, axis=0)).max())
        return verdict(Recorded(points[: len(seen) + 1, weights], seen, eta, beta), limit)

    return made


def _with_names(**names: str) -> Callable[..., str]:
    """Return the verdict with some names replaced; an underscore stands for a blank."""

    def made(*path):
        right = verdict(Recorded(*path))
        return names.get(right.replace(" ", "_"), right)

    return made


def _by_the_velocity(points, gradients, eta, beta):
    """Return the verdict of a test that takes every path with a lost velocity for a ball without memory."""
    right = verdict(Recorded(points, gradients, eta, beta))
    return "no memory" if right == "restarted" else right


MISTAKES = (
    Mistake(
        "never-finds",
        "Your test calls every path right. A broken optimiser often arrives all the same: compare each step with the "
        "promised one, and try your test on a bug of your own.",
        lambda *path: "none",
    ),
    Mistake(
        "always-cries",
        "Your test names a bug in every path. Some of them are right.",
        lambda *path: verdict(Recorded(*path)).replace("none", "decay"),
    ),
    Mistake(
        "first-step-only",
        "Your test looks at the first step only. There the velocity is zero, with memory as without it.",
        _cut(steps=slice(1)),
    ),
    Mistake(
        "few-steps-only",
        "Your test looks at the first few steps only. A velocity that is lost after each pass is lost later.",
        _cut(steps=slice(4)),
    ),
    Mistake(
        "one-weight-only",
        "Your test looks at a single weight only. The bug may be in another.",
        _cut(weights=slice(1)),
    ),
    Mistake(
        "absolute-limit",
        "Your test counts differences as zero below a fixed limit. The paths come in all units: hold the differences "
        "against the size of the steps.",
        lambda *path: verdict(Recorded(*path), limit=1e-3),
    ),
    Mistake(
        "restart-taken-for-no-memory",
        "A velocity that is lost now and then is taken for one that is lost always. At how many of the steps is it "
        "lost?",
        _by_the_velocity,
    ),
    Mistake(
        "no-memory-taken-for-restart",
        "A velocity that is lost at every step is taken for one that is lost after each pass. At how many of the steps "
        "is it lost?",
        _with_names(no_memory="restarted"),
    ),
    Mistake(
        "late-taken-for-nesterov",
        "late is taken for nesterov. Both leave a multiple of the change of the gradient, g - g before; the signs are "
        "opposite.",
        _with_names(late="nesterov"),
    ),
    Mistake(
        "nesterov-taken-for-late",
        "nesterov is taken for late. Both leave a multiple of the change of the gradient, g - g before; the signs are "
        "opposite.",
        _with_names(nesterov="late"),
    ),
    Mistake(
        "late-and-nesterov-exchanged",
        "late and nesterov are exchanged. A late ball does not move in its first step; Nesterov's first step is longer "
        "than ηg.",
        _with_names(late="nesterov", nesterov="late"),
    ),
    Mistake(
        "decay-overlooked",
        "A small decay goes unseen. What it leaves is less than a hundredth of a step, but it is proportional to x at "
        "every step.",
        _with_names(decay="none"),
    ),
    Mistake(
        "damped-taken-for-no-memory",
        "damped is taken for no memory. A damped ball remembers; it is the new gradient that is made smaller.",
        _with_names(damped="no memory"),
    ),
    Mistake(
        "one-weight-taken-for-damped",
        "A bug of one weight is taken for one of all. Look at each weight by itself first.",
        _with_names(one_weight="damped"),
    ),
)


def _limited(limit: float) -> Callable[..., str]:
    return lambda *path: verdict(Recorded(*path), limit=limit)


ABSOLUTE = next(mistake for mistake in MISTAKES if mistake.id == "absolute-limit")
SEVERAL = (  # tried last: other fixed limits, and any verdict taken for another one
    *(ABSOLUTE._replace(make=_limited(10.0**-power)) for power in (0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 12, 15)),
    *(
        Mistake(
            f"{a}-taken-for-{b}".replace(" ", "-"),
            f'Every path that is "{a}" is taken for "{b}". The others are right. What do these two leave, in formulas?',
            _with_names(**{a.replace(" ", "_"): b}),
        )
        for a, b in permutations(VERDICTS[1:], 2)
    ),
    *(
        Mistake(
            f"{bug}-overlooked".replace(" ", "-"),
            f'Every path that is "{bug}" is taken for a right one. The others are right. What does it leave?',
            _with_names(**{bug.replace(" ", "_"): "none"}),
        )
        for bug in VERDICTS[1:]
    ),
)


# --- the task


FIND_BUG = VerdictTask(
    id="05.7",
    title="Find the bug in a recorded path",
    misconceptions='"it arrives, so it is right"; a fixed limit for zero; a late gradient and Nesterov\'s confused',
    answer="find_bug",
    difficulty=4,
    minutes=30,
    section="lesson 5a, section 2",
    verdicts=VERDICTS,
    false_alarm='Your test says "{said}" about a path that is as promised. Does it allow for rounding?',
    missed="Your test finds nothing wrong with a path that is not as promised.",
    wrong='It is true that something is wrong with the path, but it is not "{said}".',
    wrong_id="wrong-bug",
    parts=(
        Part(
            "the velocity: forgotten, or the gradient damped",
            0.5,
            _draw(_always(_no_memory, "no memory"), _always(_damped, "damped")),
        ),
        Part(
            "another gradient: late, or Nesterov's", 0.75, _draw(_always(_late, "late"), _always(_nesterov, "nesterov"))
        ),
        Part("made anew after each pass", 0.5, _draw(_a_restart, _a_restart)),
        Part("a little decay", 0.5, _draw(_a_decay, _a_decay)),
        Part("one weight among five", 0.5, _draw(_a_weight, _a_weight)),
        Part("no false alarms", 0.25, _no_false_alarms),
    ),
    mistakes=MISTAKES,
    several=(*SEVERAL, *PATH_TESTS),
    hints=(
        "moves = np.diff(points, axis=0) are the steps, and the velocity before a step is the move before it.",
        "left = moves - (beta * before - eta * gradients) is zero for a right path. What is it, in formulas, for each "
        "of the bugs?",
        "No memory leaves -β times the move before, damped ηβg, late η(g - g before), nesterov -ηβ(g - g before), "
        "decay a multiple of x. One weight leaves a single column.",
    ),
    insight=(
        "A faulty rule can end well: in lesson 5b, section 1, at its own best rate, Adam without its correction had "
        "the lower median cost for two of three β₂."
    ),
)
