"""The range test: what it does to the network, what it finds where the answer is known, and its errors."""

import numpy as np
import pytest

from bplib.data import datasets
from bplib.network import Network
from bplib.optimizers import Adam, AdamW, GradientDescent, Momentum, Rprop
from bplib.optimizers.range_test import RangeTest, range_test, smoothed


@pytest.fixture
def bowl(rng):
    """Return a linear model with one weight and one bias, inputs ±1, so that the curvature is 1 in every direction."""
    X = np.array([[-1.0], [1.0]] * 20)
    return Network([1, 1], "identity", "quadratic", rng=rng), X, 3 * X + 1


@pytest.fixture
def digits(rng):
    X, Y = datasets.digits()
    return Network([64, 16, 10], "tanh softmax", "cross_entropy", rng=rng), X[:400], Y[:400]


def seeded():
    return np.random.default_rng(1)


# --- what it does


def test_each_step_is_the_step_of_the_rule_with_the_rate_of_that_step(bowl):
    """The model has the full batch at each step, so that the costs can be computed by hand."""
    network, X, Y = bowl
    found = range_test(network, X, Y, GradientDescent, low=0.01, high=1.0, steps=9, batch_size=40, rng=seeded())
    assert np.allclose(found.rates, 10.0 ** np.linspace(-2, 0, 9))
    w, b, costs = network.W[1][0, 0], 0.0, []
    for rate in found.rates:
        costs.append(((w - 3) ** 2 + (b - 1) ** 2) / 2)
        w, b = w - rate * (w - 3), b - rate * (b - 1)
    assert np.allclose(found.costs, costs)


def test_the_network_is_left_as_it_was_found(digits, monkeypatch):
    network, X, Y = digits
    theta, memory = network.theta.copy(), network.theta
    found = range_test(network, X, Y, Adam, steps=40, batch_size=20, rng=seeded())
    assert found.costs[-1] != found.costs[0]
    assert np.array_equal(network.theta, theta)
    assert network.theta is memory

    def interrupt(self, *arguments, **options):
        network.theta[:] = 7
        raise KeyboardInterrupt

    monkeypatch.setattr(Adam, "step", interrupt)
    with pytest.raises(KeyboardInterrupt):
        range_test(network, X, Y, Adam, steps=40, batch_size=20, rng=seeded())
    assert np.array_equal(network.theta, theta)


def test_equal_seeds_give_equal_tests_and_the_minibatches_are_random(digits):
    plan = {"steps": 30, "batch_size": 20}
    one, two = (range_test(*digits, Momentum, rng=seeded(), **plan) for _ in range(2))
    other = range_test(*digits, Momentum, rng=np.random.default_rng(2), **plan)
    assert np.array_equal(one.costs, two.costs)
    assert not np.array_equal(one.costs, other.costs)
    assert len(set(one.costs[:5])) == 5  # at these rates the network stands still; the minibatches differ


def test_decay_of_a_rule_spares_the_biases(bowl):
    network, X, _ = bowl
    network.b[1][:] = 1.0
    found = range_test(
        *(network, X, np.ones_like(X), lambda rate: AdamW(rate, weight_decay=1e9)),
        **{"low": 1e-9, "high": 2e-9, "steps": 2, "batch_size": 40, "rng": seeded()},
    )
    assert found.costs[0] == pytest.approx(network.W[1][0, 0] ** 2 / 2)
    assert found.costs[1] == pytest.approx(0, abs=1e-12)  # the weight is wiped out, the bias stays at its target


def test_the_cost_explodes_where_theory_says(bowl):
    """Curvature 1: gradient descent shrinks the distance up to a rate of 2 and enlarges it above."""
    plan = {"low": 1.5, "high": 4, "steps": 60, "batch_size": 40, "window": 1}
    found = range_test(*bowl, GradientDescent, **plan, rng=seeded())
    growing = np.diff(found.costs) > 0
    assert found.rates[:-1][growing].min() == pytest.approx(2, rel=0.05)
    assert found.lowest == pytest.approx(2, rel=0.05)
    assert found.turned


def test_it_ends_early_and_quietly_when_the_cost_overflows(bowl):
    found = range_test(*bowl, GradientDescent, low=1e3, high=1e40, steps=200, batch_size=40, rng=seeded())
    assert 2 < len(found.rates) == len(found.costs) == len(found.smooth) < 200
    assert np.isfinite(found.costs).all()
    assert not found.turned


def test_the_suggested_rates_train_and_larger_ones_do_not(digits):
    from bplib.training import train

    network, X, Y = digits
    found = range_test(network, X, Y, GradientDescent, low=1e-3, high=100, batch_size=32, rng=seeded())
    assert found.turned
    theta, costs = network.theta.copy(), []
    for rate in (found.lowest / 100, found.lowest / 3, found.lowest * 5):
        network.theta = theta
        costs.append(train(network, X, Y, epochs=10, batch_size=32, learning_rate=rate, rng=seeded()).cost[-1])
    assert costs[1] < costs[0] / 3
    assert costs[1] < costs[2] / 3


# --- what is read off


def made(smooth):
    smooth = np.array(smooth, float)
    return RangeTest(10.0 ** np.arange(len(smooth)), smooth, smooth)


def test_lowest_steepest_and_suggested():
    found = made([5, 5, 4.5, 2, 1, 3, 9, 0.99 + 1])
    assert found.lowest == 1e4
    assert found.steepest == 1e2  # the step with this rate made it fall from 4.5 to 2
    assert found.suggested == (1e3, 1e4)
    assert found.turned


def test_a_fall_after_the_turn_is_not_the_steepest():
    assert made([5, 4, 1, 90, 2]).steepest == 1e1


@pytest.mark.parametrize("smooth", [[1, 2, 9], [5, 4, 1], [5, 5, 5], [3]])
def test_without_a_turn(smooth):
    found = made(smooth)
    assert not found.turned
    assert found.lowest in found.rates
    assert found.steepest in found.rates


def test_smoothed():
    values = np.array([1.0, 2, 6, 4, 10])
    assert smoothed(values, 3).tolist() == pytest.approx([1.5, 3, 4, 20 / 3, 7])
    assert smoothed(values, 1).tolist() == values.tolist()
    assert smoothed(values, 15).tolist() == pytest.approx([4.6] * 5)
    assert smoothed(values[:2], 15).tolist() == pytest.approx([1.5, 1.5])


# --- wrong arguments


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"rule": Adam(0.1)}, TypeError, r"rule must make an optimiser .* as Adam or lambda .* got <Adam"),
        ({"rule": "Adam"}, TypeError, "got 'Adam'"),
        ({"rule": lambda rate: rate}, TypeError, "it made <function"),
        ({"rule": lambda rate: Adam(0.1)}, TypeError, "does not use the rate that it was given"),
        ({"rule": Rprop}, TypeError, "Rprop has no learning rate that a range test could raise"),
        ({"rule": lambda rate: Rprop()}, TypeError, "does not use the rate"),
        ({"low": 0}, ValueError, r"low must lie in \(0, inf\), got 0"),
        ({"low": 1.0, "high": 1.0}, ValueError, "low must be smaller than high, got 1 and 1"),
        ({"steps": 1}, ValueError, "steps must be at least 2, got 1"),
        ({"batch_size": 41}, ValueError, "batch_size must be at most the number of examples, 40, got 41"),
        ({"batch_size": 0}, ValueError, "batch_size must be at least 1"),
        ({"window": 4}, ValueError, "window must be odd, so that it has a middle, got 4"),
        ({"rng": 1}, TypeError, "rng must be a NumPy random generator"),
        ({"Y": np.ones((3, 1))}, ValueError, "X and Y must have one row an example, got 40 and 3"),
        ({"X": np.ones((40, 2))}, ValueError, r"X must have shape \(m, 1\)"),
    ],
)
def test_wrong_arguments(bowl, change, error, words):
    network, X, Y = bowl
    given = {"X": X, "Y": Y, "rule": Adam, "batch_size": 8, "rng": seeded()} | change
    theta = network.theta.copy()
    with pytest.raises(error, match=words):
        range_test(network, given.pop("X"), given.pop("Y"), given.pop("rule"), **given)
    assert np.array_equal(network.theta, theta)


def test_a_broken_network_is_named(bowl):
    network, X, Y = bowl
    network.theta[:] = np.nan
    with pytest.raises(ValueError, match="not finite before the first step"):
        range_test(network, X, Y, Adam, batch_size=8, rng=seeded())
