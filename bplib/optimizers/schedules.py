"""Schedules: learning rates that change from step to step.

A schedule is a function of t, the number of steps already made (0 at the first step), and every optimiser takes one in
place of a number: ``Adam(warm_up(cosine(0.001, steps=2000), steps=100))``.
A pass over m examples in minibatches of n takes ⌈m/n⌉ steps.
"""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi

from bplib import _validation as check

Schedule = Callable[[int], float]


def constant(rate: float) -> Schedule:
    """Return η(t) = η₀."""
    rate = _positive("rate", rate)
    return lambda t: rate


def step_decay(rate: float, every: int, factor: float = 0.1) -> Schedule:
    """Return η(t) = η₀ · factor^⌊t/every⌋: the rate falls by ``factor`` at once, each time ``every`` steps are made."""
    rate, every = _positive("rate", rate), check.whole_number("every", every, low=1)
    factor = float(check.number("factor", factor, 0, 1, low_open=True))
    return lambda t: rate * factor ** (t // every)


def inverse_time(rate: float, half_after: float) -> Schedule:
    """Return η(t) = η₀ / (1 + t/``half_after``), which falls like 1/t: the sum of the rates diverges and that of their
    squares does not, as Robbins and Monro (1951) ask for.
    """
    rate, half_after = _positive("rate", rate), _positive("half_after", half_after)
    return lambda t: rate / (1 + t / half_after)


def cosine(rate: float, steps: int, final: float = 0.0) -> Schedule:
    """Return η(t) = η₁ + ½ (η₀ - η₁)(1 + cos(π t/``steps``)): half a wave from the rate η₀ down to η₁, ``final``, where
    it stays (Loshchilov and Hutter 2017, without restarts).
    """
    rate, steps = _positive("rate", rate), check.whole_number("steps", steps, low=1)
    final = float(check.number("final", final, 0, rate))
    return lambda t: final + (rate - final) * (1 + cos(pi * min(t / steps, 1))) / 2


def warm_up(schedule: float | Schedule, steps: int) -> Schedule:
    """Return η(t) · min(1, (t + 1)/``steps``): any schedule, or a number, that begins with small rates which grow
    evenly (Goyal et al. 2017).
    """
    schedule, steps = as_schedule("schedule", schedule), check.whole_number("steps", steps, low=1)
    return lambda t: schedule(t) * min(1.0, (t + 1) / steps)


def as_schedule(name: str, rate: float | Schedule) -> Schedule:
    """Return a function of t from a schedule or from a positive number, or raise TypeError/ValueError."""
    return rate if callable(rate) else constant(_positive(name, rate))


def _positive(name: str, value: float) -> float:
    return float(check.number(name, value, 0, low_open=True))
