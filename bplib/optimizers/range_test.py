"""The range test: a learning rate from one short run in which the rate grows at every step.

The rate starts far too small and is multiplied by the same factor after each minibatch, until it is far too large.
The cost of the minibatches tells three regions apart: at first it stays where it is, then it falls, and at last it
turns and grows.  A good rate lies before the turn.  The test takes some hundred steps, so it can be repeated for each
rule and batch size; it speaks of the network as it is now, at the beginning of its training or later.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from bplib import _validation as check
from bplib.optimizers.schedules import Schedule
from bplib.optimizers.stepping import Optimizer
from bplib.trainable import Trainable, checked_model

Array = np.ndarray


class RangeTest(NamedTuple):
    """What a range test has measured at each of its T steps: ``rates``, (T,), ``costs``, (T,), the cost of the
    minibatch before the step with that rate, and ``smooth``, (T,), the mean of the costs around each step.
    """

    rates: Array
    costs: Array
    smooth: Array

    @property
    def lowest(self) -> float:
        """Return the rate at which the smoothed cost is lowest: where it turns, already close to the edge."""
        return float(self.rates[self.smooth.argmin()])

    @property
    def steepest(self) -> float:
        """Return the rate, before the lowest cost, at which the smoothed cost falls fastest."""
        fall = np.diff(self.smooth[: self.smooth.argmin() + 1])  # the steps are even in the logarithm of the rate
        return float(self.rates[fall.argmin()]) if len(fall) else self.lowest

    @property
    def suggested(self) -> tuple[float, float]:
        """Return the range of rates to try, from a tenth of ``lowest`` to itself; a third of it is a good first try."""
        return self.lowest / 10, self.lowest

    @property
    def turned(self) -> bool:
        """Return whether the smoothed cost fell first and grew afterwards, that is, whether the rates of the test went
        far enough in both directions; without that ``suggested`` says little.
        """
        lowest = self.smooth.min()
        return bool(self.smooth[0] > 1.1 * lowest and self.smooth[-1] > 1.1 * lowest)


def range_test(
    model: Trainable,
    X,
    Y,
    rule: Callable[[Schedule], Optimizer],
    *,
    low: float = 1e-5,
    high: float = 10.0,
    steps: int = 200,
    batch_size: int,
    rng: np.random.Generator,
    window: int = 15,
) -> RangeTest:
    """Raise the rate of ``rule`` from ``low`` to ``high`` in equal factors, one step on a random minibatch of X,
    (m, n_0), and Y, (m, n_L), for each rate, and return the costs.

    The network is left as it was found.  The test ends early when a cost is no longer finite.

    Args:
        rule: makes an optimiser from its learning rate: a class, such as ``Adam``, or ``lambda rate: Momentum(rate,
            0.99)``.
        batch_size: examples in a minibatch, at most m.
        window: the number of costs in a mean of ``smooth``, an odd number; fewer at both ends.

    Raises:
        ValueError, TypeError: when an argument makes no sense, or the cost is not finite before the first step.
    """
    X, Y = checked_model(model).checked_pair(X, Y)
    rates = _checked_rates(low, high, steps)
    _check_step(batch_size, model.examples(X), window)
    check.generator(rng)
    optimizer = _made(rule, lambda t: rates[t])
    before = model.theta.copy()
    try:
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            costs = _costs(model, X, Y, optimizer, steps, batch_size, rng)
    finally:
        model.theta[:] = before
    if not len(costs):
        raise ValueError("the cost is not finite before the first step: there is something wrong with the network")
    return RangeTest(rates[: len(costs)], costs, smoothed(costs, window))


def smoothed(values: Array, window: int) -> Array:
    """Return the mean of the ``window`` (odd) values around each of ``values``, (T,); at both ends there are fewer."""
    half = window // 2
    sums = np.convolve(values, np.ones(window))[half : half + len(values)]
    return sums / np.convolve(np.ones(len(values)), np.ones(window))[half : half + len(values)]


def _costs(model: Trainable, X: Array, Y: Array, optimizer: Optimizer, steps: int, batch_size: int, rng) -> Array:
    """Make the steps and return the cost of each minibatch, shape (steps,); fewer when one is not finite."""
    gradient, costs = model.empty_gradient(), []
    for _ in range(steps):
        x, y = model.taken(X, Y, rng.choice(model.examples(X), batch_size, replace=False))
        cost = float(model.mean_cost(*model.learn_from(x, y, gradient, rng=rng), y))
        if not np.isfinite(cost):
            break
        costs.append(cost)
        optimizer.step(model.parameters, gradient)
    return np.array(costs)


def _made(rule: Callable[[Schedule], Optimizer], schedule: Schedule) -> Optimizer:
    """Return the optimiser that the rule makes from the schedule, or raise TypeError saying what a rule is."""
    if isinstance(rule, type) and getattr(rule, "rate", None) is None:
        raise TypeError(f"{rule.__name__} has no learning rate that a range test could raise")
    expected = "rule must make an optimiser from a learning rate, as Adam or lambda rate: Momentum(rate, 0.99) do"
    if isinstance(rule, Optimizer) or not callable(rule):
        raise TypeError(f"{expected}; got {rule!r}")
    optimizer = rule(schedule)
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"{expected}; it made {optimizer!r}")
    if not callable(getattr(optimizer, "learning_rate", None)):
        raise TypeError(f"{expected}; it made {optimizer!r}, which does not use the rate that it was given")
    return optimizer


def _checked_rates(low, high, steps) -> Array:
    """Return ``steps`` rates from low to high in equal factors, (steps,)."""
    check.number("low", low, 0, low_open=True)
    check.number("high", high, 0, low_open=True)
    if not low < high:
        raise ValueError(f"the rate must grow: low must be smaller than high, got {low:g} and {high:g}")
    return np.geomspace(low, high, check.whole_number("steps", steps, low=2))


def _check_step(batch_size, m: int, window) -> None:
    if check.whole_number("batch_size", batch_size, low=1) > m:
        raise ValueError(f"batch_size must be at most the number of examples, {m}, got {batch_size}")
    if check.whole_number("window", window, low=1) % 2 == 0:
        raise ValueError(f"window must be odd, so that it has a middle, got {window}")
