"""Exercise 05: its oracles agree with the library, recorded paths show their bugs, and nobody exceeds the budget."""

import json

import numpy as np
import pytest
from lab import ROOT

from bpcourse.exercises.e05_optimizers import gradient_budget as budget
from bpcourse.exercises.e05_optimizers.marquardt import MARQUARDT_STEP
from bpcourse.exercises.e05_optimizers.optimizer_steps import ADAMW_STEP, BALL_STEP
from bpcourse.exercises.e05_optimizers.recorded_paths import FIND_BUG, record
from bpcourse.exercises.e05_optimizers.ten_gradients import THREE_RULES
from bpcourse.sandboxed.answers import LocalAnswer
from bplib.optimizers import Adam, AdamW, GradientDescent, Lion, Momentum, Nesterov, Rprop
from bplib.optimizers.least_squares import damped_step

# --- the oracles


@pytest.mark.parametrize("nesterov", [False, True])
def test_the_ball_rolls_as_in_the_library(nesterov, rng):
    def gradient(x):
        return np.array([1.0, 3.0, 0.5]) * x + x**3

    x, v, optimizer = rng.normal(size=3), np.zeros(3), (Nesterov if nesterov else Momentum)(0.1, 0.8)
    place = x.copy()
    for _ in range(9):
        x, v = BALL_STEP.oracle(gradient, x, v, 0.1, 0.8, nesterov)
        optimizer.step(place, gradient(place))
    np.testing.assert_allclose(place, x + 0.8 * v if nesterov else x, rtol=1e-12)


def test_adam_with_decay_is_the_library_s(rng):
    theta, m, v, optimizer = rng.normal(size=5), np.zeros(5), np.zeros(5), None
    optimizer, other = AdamW(0.1, 0.9, 0.97, epsilon=1e-3, weight_decay=0.3), theta.copy()
    for t in range(1, 9):
        g = rng.normal(size=5)
        theta, m, v = ADAMW_STEP.oracle(theta, g, m, v, t, 0.1, 0.9, 0.97, 1e-3, 0.3)
        optimizer.step(other, g)
    np.testing.assert_allclose(other, theta, rtol=1e-12)


@pytest.mark.parametrize("part", THREE_RULES.parts, ids=lambda part: part.name)
def test_the_three_rules_end_where_the_library_s_do(part, rng):
    gradients, eta, first = part.draw(rng)
    ends = []
    for optimizer in (GradientDescent(eta), Lion(eta, 0, 0), Rprop(first=first)):
        x = np.zeros(gradients.shape[1])
        for g in gradients:
            optimizer.step(x, g)
        ends.append(x)
    for end, expected in zip(THREE_RULES.oracle(gradients, eta, first), ends, strict=True):
        np.testing.assert_allclose(end, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("part", MARQUARDT_STEP.parts, ids=lambda part: part.name)
def test_a_step_of_marquardt_is_the_library_s_and_its_jacobian_is_right(part, rng):
    residuals, jacobian, theta, mu = part.draw(rng)
    e, J = residuals.function(), jacobian.function()(theta)
    d, gain, _, _ = MARQUARDT_STEP.oracle(residuals, jacobian, theta, mu)
    np.testing.assert_allclose(d, damped_step(J, e(theta), mu), rtol=1e-9)
    columns = [(e(theta + h) - e(theta - h)) / 2e-6 for h in 1e-6 * np.eye(len(theta))]
    np.testing.assert_allclose(J, np.stack(columns, axis=1), atol=1e-6)
    assert bool(gain > 0) is (part.name != "a step that must be taken back")


# --- recorded paths

PATHS = [pair for seed in range(3) for part in FIND_BUG.parts for pair in part.draw(np.random.default_rng(seed))]


@pytest.mark.parametrize(("path", "verdict"), PATHS, ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_left_of_a_step_is_the_fingerprint_of_the_bug(path, verdict):
    points, gradients, eta, beta = path
    steps, none = np.diff(points, axis=0), np.zeros((1, points.shape[1]))
    velocity, change = np.vstack([none, steps[:-1]]), np.diff(np.vstack([none, gradients]), axis=0)
    left = steps - beta * velocity + eta * gradients
    zero = 1e-7 * np.abs(steps).max()
    columns, rows = np.abs(left).max(axis=0) > zero, np.abs(left).max(axis=1) > zero
    fingerprint = {
        "none": 0 * left,
        "no memory": -beta * velocity,
        "damped": beta * eta * gradients,
        "late": eta * change,
        "nesterov": -beta * eta * change,
        "restarted": np.where(rows[:, None], -beta * velocity, 0),
        "decay": (left * points[:-1]).sum() / (points[:-1] ** 2).sum() * points[:-1],
        "one weight": np.where(columns, left, 0),
    }[verdict]
    assert np.abs(left - fingerprint).max() <= zero
    if verdict == "one weight":
        assert columns.sum() == 1
    elif verdict != "none":
        assert columns.all()
    if verdict == "restarted":
        assert 2 <= rows.sum() <= 4
    if verdict == "decay":
        assert np.abs(left).max() > 1e4 * zero


def test_the_promised_path_is_the_library_s(rng):
    def promised(ball, g, eta, beta):
        ball.v = beta * ball.v - eta * g
        ball.x = ball.x + ball.v

    points, gradients, eta, beta = record(promised, rng)
    x, optimizer = points[0].copy(), Momentum(eta, beta)
    for g, expected in zip(gradients, points[1:], strict=True):
        optimizer.step(x, g)
        np.testing.assert_allclose(x, expected, rtol=1e-10)


# --- the budget


class Counting(LocalAnswer):
    """An answer that counts its calls; ``pretend`` is the computing time that it claims for each."""

    def __init__(self, given, pretend=0.0):
        super().__init__(given)
        self.calls, self.pretend = 0, pretend

    def call(self, *arguments):
        self.calls += 1
        value = super().call(*arguments)
        self.seconds = self.pretend
        return value


def adam_rule(theta, g, memory, t, steps):
    m, v = 0.9 * memory.get("m", 0) + 0.1 * g, 0.999 * memory.get("v", 0) + 0.001 * g**2
    return theta - 0.02 * m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8), {"m": m, "v": v}


def test_a_rule_gets_exactly_the_gradients_of_the_budget():
    answer = Counting(adam_rule)
    budget.BUDGET.examine(answer, np.random.default_rng(0))
    assert answer.calls == budget.GAMES * budget.STEPS


def test_a_rival_handed_in_ends_like_the_rival_and_is_not_ahead_of_it():
    seed = int(np.random.default_rng(0).integers(2**32, size=budget.GAMES)[0])
    played = budget.play(LocalAnswer(adam_rule), seed)
    np.testing.assert_allclose(played.end, budget.rival_costs(seed)[2], rtol=1e-6)
    result = budget.BUDGET.examine(LocalAnswer(adam_rule), np.random.default_rng(0))
    assert result.findings[2].part == "ahead of Adam, η = 0.02"
    assert result.findings[2].earned == 0


def test_a_rule_that_takes_too_long_is_stopped():
    answer = Counting(adam_rule, pretend=budget.SECONDS / 10)
    result = budget.BUDGET.examine(answer, np.random.default_rng(0))
    assert result.points == 0
    assert result.mistake.mistake == "too-slow"
    assert answer.calls < 20


def test_weights_that_were_trained_in_another_game_are_of_no_use():
    (played, theta), optimizer = budget.game(1), Adam(0.02)
    for t in range(1, budget.STEPS + 1):
        optimizer.step(theta, played.gradient(theta, t))
    assert played.cost(theta) < 0.2
    brought_along = LocalAnswer(lambda place, g, memory, t, steps: (theta, {}))
    assert budget.play(brought_along, 2).end > 1
    assert budget.BUDGET.examine(brought_along, np.random.default_rng(0)).points == 0


@pytest.mark.parametrize("folder", ["exercises", "solutions"])
def test_the_game_of_the_notebook_is_the_one_that_is_graded(folder):
    notebook = json.loads((ROOT / folder / "05_optimizers.ipynb").read_text("utf-8"))
    sources = ["".join(cell["source"]) for cell in notebook["cells"] if cell["id"] == "game"]
    namespace = {"np": np}
    exec(sources[0], namespace)
    np.testing.assert_allclose(namespace["play"](adam_rule, 5), budget.play(LocalAnswer(adam_rule), 5).end, rtol=1e-9)
