"""Units without a slope, and estimators whose mean and spread are summed over all states."""

import numpy as np
import pytest

from bplib.experiments.many_classifiers import Classifiers, classify
from bplib.experiments.pretended_slopes import SLOPES, Coins, Step, bias_and_spread, estimates
from bplib.numerical_derivatives import numerical_gradient


@pytest.fixture
def coins(rng):
    return Coins(rng.normal(size=5), rng.normal(size=(3, 5)), 1)


def test_a_step_says_one_or_minus_one_and_its_slope_is_pretended():
    z = np.array([-2.0, -0.5, 0, 0.5, 3])
    for slope, wanted in zip(SLOPES, ([0] * 5, [1] * 5, [0, 1, 1, 1, 0], 1 - np.tanh(z) ** 2), strict=True):
        np.testing.assert_array_equal(Step(slope)(z), [-1, -1, -1, 1, 1])
        np.testing.assert_allclose(Step(slope).slope(z), wanted)


def test_with_the_true_slope_nothing_goes_below_the_step(rng):
    X, Y = rng.normal(size=(1, 6, 4)), np.eye(3)[rng.integers(3, size=(1, 6))]
    for slope in SLOPES:
        below = classify(Classifiers([4, 5, 3], Step(slope), [0]), X, Y)[:, : 4 * 5 + 5]
        assert below.any() == (slope != "0, the true one")


def test_the_chances_are_those_of_coins_with_mean_tanh(coins):
    assert len(np.unique(coins.states, axis=0)) == 32
    np.testing.assert_allclose(coins.chances.sum(), 1)
    np.testing.assert_allclose(coins.chances @ coins.states, np.tanh(coins.z))


def test_the_pulls_are_derivatives_of_the_costs(coins):
    def cost(h):
        z = coins.W @ h
        return np.log(np.exp(z).sum()) - z[coins.label]

    for i in (0, 17, 31):
        np.testing.assert_allclose(coins.costs[i], cost(coins.states[i]))
        wanted = numerical_gradient(cost, coins.states[i].copy(), "complex_step")
        np.testing.assert_allclose(coins.pulls[i], wanted, atol=1e-14)


def test_the_score_function_is_right_on_average_with_and_without_the_mean(coins):
    exact = numerical_gradient(coins.expected_cost, coins.z.copy(), "central")
    answers = estimates(coins)
    found = {name: bias_and_spread(coins.chances, answer, exact) for name, answer in answers.items()}
    for name in ("score function", "... minus the mean"):
        assert found[name][1] < 1e-7
    assert found["... minus the mean"][2] < found["score function"][2]
    assert found["slope 1"][1] > 0.01
    np.testing.assert_allclose(answers["slope of tanh"], answers["slope 1"] / np.cosh(coins.z) ** 2)


def test_bias_and_spread_by_hand():
    cosine, bias, spread = bias_and_spread(np.array([0.5, 0.5]), np.array([[0.0, 2], [2, 2]]), np.array([1.0, 0]))
    assert cosine == pytest.approx(1 / np.sqrt(5))
    assert (bias, spread) == (pytest.approx(2), pytest.approx(1))
