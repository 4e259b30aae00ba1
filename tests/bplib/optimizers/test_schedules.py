"""Schedules: their values, how they compose, and what they refuse."""

import numpy as np
import pytest

from bplib.optimizers import GradientDescent, schedules
from bplib.optimizers.schedules import constant, cosine, inverse_time, step_decay, warm_up

VALUES = {
    "constant": (constant(0.3), {0: 0.3, 1000: 0.3}),
    "step": (step_decay(0.8, every=10, factor=0.5), {0: 0.8, 9: 0.8, 10: 0.4, 19: 0.4, 20: 0.2, 35: 0.1}),
    "inverse time": (inverse_time(0.6, half_after=5), {0: 0.6, 5: 0.3, 10: 0.2, 25: 0.1}),
    "cosine": (cosine(0.4, steps=100), {0: 0.4, 50: 0.2, 100: 0, 500: 0}),
    "cosine to a rest": (cosine(0.5, steps=60, final=0.1), {0: 0.5, 20: 0.4, 30: 0.3, 40: 0.2, 60: 0.1, 61: 0.1}),
    "warm-up of a number": (warm_up(0.8, steps=4), {0: 0.2, 1: 0.4, 2: 0.6, 3: 0.8, 4: 0.8, 99: 0.8}),
    "warm-up of a schedule": (warm_up(inverse_time(0.6, 5), steps=10), {0: 0.06, 5: 0.18, 9: 0.6 / 2.8, 10: 0.2}),
}


@pytest.mark.parametrize(("schedule", "values"), VALUES.values(), ids=VALUES)
def test_values(schedule, values):
    np.testing.assert_allclose([schedule(t) for t in values], list(values.values()), rtol=1e-12, atol=1e-16)


def test_an_optimiser_asks_with_the_number_of_steps_made():
    asked = []
    optimizer, theta = GradientDescent(lambda t: asked.append(t) or 1 / (t + 1)), np.zeros(1)
    for _ in range(3):
        optimizer.step(theta, np.ones(1))
    assert asked == [0, 1, 2]
    assert theta == pytest.approx(-(1 + 1 / 2 + 1 / 3))
    assert optimizer.rate == 0.25


def test_a_rate_of_0_stands_still():
    optimizer, theta = GradientDescent(cosine(0.1, steps=1)), np.zeros(1)
    optimizer.step(theta, np.ones(1))
    optimizer.step(theta, np.ones(1))
    assert theta == -0.1


REFUSED = {
    "no rate": (lambda: constant(0), "rate must lie in"),
    "growing steps": (lambda: step_decay(0.1, 10, 1.5), r"factor must lie in \(0, 1\]"),
    "every 0 steps": (lambda: step_decay(0.1, 0), "every must be at least 1"),
    "half of a step": (lambda: cosine(0.1, 2.5), "steps must be a whole number"),
    "a rest above the start": (lambda: cosine(0.1, 5, final=0.2), r"final must lie in \[0, 0.1\]"),
    "no time": (lambda: inverse_time(0.1, 0), "half_after must lie in"),
    "warm-up of nothing": (lambda: warm_up(None, 5), "schedule must be a number"),
    "warm-up of no steps": (lambda: warm_up(0.1, 0), "steps must be at least 1"),
}


@pytest.mark.parametrize(("call", "message"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_sense_is_refused(call, message):
    with pytest.raises((ValueError, TypeError), match=message):
        call()


def test_every_schedule_is_tested():
    made = {name for name, thing in vars(schedules).items() if getattr(thing, "__module__", "") == schedules.__name__}
    assert {name for name in made if not name.startswith("_")} == {
        *("constant", "step_decay", "inverse_time", "cosine", "warm_up", "as_schedule")
    }
