"""Autoencoders: what stands in for pictures, the seed of the sparse term, and what they are shown."""

import numpy as np
import pytest

from bplib.experiments import autoencoders
from bplib.experiments.many_dense_networks import ManyDense
from bplib.numerical_derivatives import numerical_gradient


@pytest.fixture
def X(rng):
    X = rng.normal(size=(300, 6)) @ rng.normal(size=(6, 6))
    return X - X.mean(axis=0)


def test_the_rows_have_the_covariance_of_the_pictures_and_no_mean(X):
    values, U = autoencoders.principal(X)
    rows = autoencoders.same_covariance(values, U)
    assert rows.shape == (12, 6)
    assert (np.diff(values) <= 0).all()
    np.testing.assert_allclose(rows.T @ rows / 12, X.T @ X / 300, atol=1e-12)
    np.testing.assert_allclose(rows.mean(axis=0), 0, atol=1e-12)


def test_linear_ones_end_at_the_cost_of_the_components_left_out(X):
    values, U = autoencoders.principal(X / np.sqrt(X.var()))
    nets = autoencoders.linear(autoencoders.same_covariance(values, U), 2, range(3))
    np.testing.assert_allclose(autoencoders.costs(nets, X / np.sqrt(X.var())), values[2:].sum() / 2, rtol=2e-3)


def test_the_sparse_seed_is_the_derivative_of_the_sparse_term(rng):
    A, beta, rho = rng.uniform(0.1, 0.9, (2, 5, 3)), 0.7, 0.05

    def term(flat):
        r = flat.reshape(A.shape).mean(axis=1)
        return np.sum(beta * (rho * np.log(rho / r) + (1 - rho) * np.log((1 - rho) / (1 - r))))

    found = numerical_gradient(term, A.ravel(), "complex_step").reshape(A.shape)
    seed = autoencoders.sparse_seed(A, beta, rho)
    assert seed.shape == (2, 1, 3)
    np.testing.assert_allclose(np.broadcast_to(seed, A.shape), found)


def test_a_stronger_sparse_term_makes_units_quieter(X):
    rows = np.tile(X / 4, (2, 1))
    means = [autoencoders.sparse(rows, beta, (0, 1), hidden=8).forward(rows).A[1].mean() for beta in (0, 1, 10)]
    assert means[0] > means[1] > means[2]
    assert means[2] < means[0] / 2


def test_costs_are_half_squared_errors_in_the_units_of_the_pictures(X):
    nets = ManyDense([6, 2, 6], "tanh identity", [np.random.default_rng(0)], dtype=float)
    A = nets.network(0).predict(3 * X) / 3
    assert autoencoders.costs(nets, X, 3) == pytest.approx(np.sum((A - X) ** 2) / 600)


def test_with_noise_they_learn_to_take_it_away_and_without_to_copy(X, rng):
    X = X[:, :1] * np.ones(6) / X[:, 0].std()  # pictures on a line
    noisy = X + 0.5 * rng.normal(size=X.shape)
    plan = [6, 12, 6], "tanh identity", 0.02, (0, 1)
    errors = [
        np.mean((autoencoders.trained(X, *plan, noise=noise).answers(noisy) - X) ** 2, axis=(1, 2))
        for noise in (0.0, 0.5)
    ]
    assert max(errors[1]) < 0.1
    assert max(errors[1]) < min(errors[0])
