"""Looking up a key with scores that are scaled or not."""

import numpy as np
import pytest

from bplib.experiments.scaled_scores import KEYS, looked_up, lookup, lookup_cost, lookup_gradient
from bplib.numerical_derivatives import numerical_gradient, relative_error
from bplib.optimizers import GradientDescent


def test_the_gradient_is_that_of_the_cost(rng):
    data, W = lookup(3, 5, rng), 0.5 * rng.normal(size=(2, 3, 3))
    expected = numerical_gradient(
        lambda theta: lookup_cost(theta.reshape(W.shape), 0.7, *data), W.ravel(), "complex_step"
    )
    assert relative_error(lookup_gradient(W, 0.7, *data).ravel(), expected) < 1e-13


def test_a_query_is_one_of_the_vectors_and_noise(rng):
    X, x, right = lookup(400, 6, rng)
    assert X.shape == (6, KEYS, 400)
    apart = np.square(X - x[:, None]).mean(axis=2)
    np.testing.assert_array_equal(apart.argmin(axis=1), right)
    np.testing.assert_allclose(apart.min(axis=1), 1, atol=0.3)


def test_a_smaller_start_is_the_same_function_as_scaled_scores():
    d, none = 16, GradientDescent(1)
    scaled = looked_up(d, d**-0.5, 3, none, updates=0)
    assert looked_up(d, 1, 3, none, shrink=d**-0.25, updates=0) == pytest.approx(scaled, abs=0.002)


def test_it_is_learnt():
    assert looked_up(16, 0.25, 3, GradientDescent(1), updates=100) > 0.7


def test_numbers_that_make_no_sense_are_an_error():
    with pytest.raises(ValueError, match="d must be at least 1"):
        looked_up(0, 1, 0, GradientDescent(1))
