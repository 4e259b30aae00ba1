"""The experiment of the learning-rate finder: the range test of a rule on handwritten digits, and runs of a few passes.

``range_test_of`` and ``trained`` are pure functions of what is chosen, and remember what they have found.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from bplib import _validation as check
from bplib.data import datasets
from bplib.network import Network
from bplib.optimizers import OPTIMIZERS
from bplib.optimizers.range_test import RangeTest, range_test
from bplib.training import train

Array = np.ndarray

# The highest rate of the range test of each rule; the lowest is a hundred thousandth of it.
RULES = {
    "GradientDescent": 100,
    "Momentum": 10,
    "Nesterov": 10,
    "AdaGrad": 10,
    "RMSprop": 1,
    "Adam": 1,
    "NAdam": 1,
    "Lion": 1,
    "Muon": 10,
}
BATCH_SIZES = (8, 16, 32, 64, 128, 256)
_DECADE = (1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8)  # ten rates in equal factors, rounded
RATES = (*(float(f"{rate}e{k}") for k in range(-5, 2) for rate in _DECADE), 100.0)
PASSES = 5
LOW, HIGH = 0.006, 12.0  # costs on the right


class Choice(NamedTuple):
    """What a run is made with."""

    rule: str
    batch_size: int
    rate: float


class Run(NamedTuple):
    """The training cost before the first pass and after each, (PASSES + 1,), and the final held-out accuracy."""

    costs: Array
    accuracy: float


# --- the experiment


@cache
def _digits() -> tuple:
    """Return ((X, Y) to learn from, (X, Y) held out)."""
    return datasets.split(*datasets.digits(), 0.25, np.random.default_rng(0))


def _network() -> Network:
    """Return the network for digits, 64-32-10, always with the same initial weights."""
    return Network([64, 32, 10], "tanh softmax", "cross_entropy", rng=np.random.default_rng(0))


@cache
def range_test_of(rule: str, batch_size: int) -> RangeTest:
    """Return the range test of a rule on digits."""
    (X, Y), _ = _digits()
    high, rng = check.choice("rule", rule, RULES), np.random.default_rng(1)
    return range_test(_network(), X, Y, OPTIMIZERS[rule], low=high / 1e5, high=high, batch_size=batch_size, rng=rng)


@lru_cache(1000)
def trained(choice: Choice) -> Run:
    """Return the run of five passes on digits."""
    (X, Y), held_out = _digits()
    network, optimizer = _network(), OPTIMIZERS[choice.rule](choice.rate)
    plan = {"epochs": PASSES, "batch_size": choice.batch_size, "optimizer": optimizer, "rng": np.random.default_rng(0)}
    first = network.cost(X, Y)
    with np.errstate(over="ignore", invalid="ignore"):
        history = train(network, X, Y, validation=held_out, **plan)
    return Run(np.array([first, *history.cost]), history.validation_accuracy[-1])


# --- in words


def written(rate: float) -> str:
    """Return a rate without an exponent."""
    return np.format_float_positional(rate, trim="-")


def suggested_in_words(choice: Choice) -> tuple[float, float]:
    """Return the range in which to look for a good rate, as it is said: with one digit."""
    low, high = range_test_of(choice.rule, choice.batch_size).suggested
    return float(f"{low:.1g}"), float(f"{high:.1g}")


def in_words(choice: Choice, run: Run | None) -> str:
    """Say what the run came to and where the range test suggests to look."""
    low, high = map(written, suggested_in_words(choice))
    said = f"The curve is lowest at a rate of about {high}: look for a good one between {low} and {high}."
    after = f"After {PASSES} passes with rate {written(choice.rate)}"
    if run is None:
        return f"{after}: wait until the controls rest. {said}"
    cost = f"{run.costs[-1]:.2g}" if run.costs[-1] < HIGH else f"above {HIGH:g}"
    return f"{after} the cost is {cost}, and {run.accuracy:.0%} of the held-out digits are right. {said}"


def guess_in_words(choice: Choice, guess: float | None) -> str:
    """Ask for a guess, or say how far it was from the range that the test suggests."""
    if guess is None:
        return (
            f"Guess first: with which rate would you train by {choice.rule}, in batches of {choice.batch_size}? "
            "Move the rate there, and press the button."
        )
    low, high = suggested_in_words(choice)
    said = f"Your guess was {written(guess)}"
    if guess < low:
        return f"{said}: {_times(low / guess)} below this range."
    if guess > high:
        return f"{said}: {_times(guess / high)} above this range."
    return f"{said}: in this range, " + (
        "at its upper end." if guess == high else f"{_times(high / guess)} below its upper end."
    )


def _times(factor: float) -> str:
    """Return a factor in words, with two digits."""
    return f"a factor of {factor:.1f}" if factor < 9.95 else f"a factor of {float(f'{factor:.2g}'):,.0f}"
