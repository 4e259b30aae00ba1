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
    assert set(lookup(1, 1000, rng)[2]) == set(range(KEYS)), "each key is asked for"


class Recorder:
    """An optimiser that takes no step, and notes where it stands and what it is given."""

    def step(self, theta, gradient):
        """Note both."""
        self.theta, self.gradient = theta.copy(), gradient.copy()


def begun(d, scale, shrink):
    """Return the parameters at the start and the first gradient, as one recorder has seen them."""
    seen = Recorder()
    looked_up(d, scale, 3, seen, shrink=shrink, updates=1)
    return seen


def test_rows_begin_with_the_length_1_times_the_shrinking():
    for d, shrink in ((16, 1), (64, 1), (64, 0.5)):
        assert begun(d, 1, shrink).theta.std() * d**0.5 == pytest.approx(shrink, rel=0.1)


def test_a_smaller_start_is_the_same_function_as_scaled_scores():
    d, shrink = 16, 16**-0.25
    scaled, small = begun(d, d**-0.5, 1), begun(d, 1, shrink)
    np.testing.assert_allclose(small.theta, shrink * scaled.theta, rtol=1e-5)
    np.testing.assert_allclose(shrink * small.gradient, scaled.gradient, rtol=1e-3, atol=1e-7)


def test_the_share_is_that_of_a_thousand_queries():
    shares = [1000 * looked_up(4, 1, seed, GradientDescent(1), updates=0) for seed in range(5)]
    np.testing.assert_allclose(shares, np.round(shares), atol=1e-9)
    assert any(round(share) % 10 for share in shares)


def test_it_is_learnt():
    assert looked_up(16, 0.25, 3, GradientDescent(1), updates=100) > 0.7


def test_numbers_that_make_no_sense_are_an_error():
    with pytest.raises(ValueError, match="d must be at least 1"):
        looked_up(0, 1, 0, GradientDescent(1))
    with pytest.raises(ValueError, match="scale must"):
        looked_up(4, np.nan, 0, GradientDescent(1))
    with pytest.raises(ValueError, match="shrink must"):
        looked_up(4, 1, 0, GradientDescent(1), shrink=np.inf)


def test_what_would_broadcast_is_an_error(rng):
    (X, x, right), W = lookup(3, 5, rng), rng.normal(size=(2, 3, 3))
    for wrong, message in (
        ((W[:, :2], X, x, right), "W must have shape"),
        ((W, X, x[:1], right), r"x must have shape \(m, d\), here \(5, 3\), got \(1, 3\): a query for each"),
        ((W, X[:, :1], x, right), "X must have shape"),
        ((W, X, x, right[:1]), "right must have shape"),
        ((W, X, x, right - KEYS), "right must hold whole numbers from 0 to 15"),
        ((W, X, x, right / 1), "right must hold whole numbers"),
    ):
        for function in (lookup_gradient, lookup_cost):
            with pytest.raises(ValueError, match=message):
                function(wrong[0], 1, *wrong[1:])
    with pytest.raises(ValueError, match="m must be at least 1"):
        lookup(3, 0, rng)
