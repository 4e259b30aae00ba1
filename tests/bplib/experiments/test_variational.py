"""Variational autoencoders: the encoder's seed three ways, the cost, and that a step is a step of the whole cost."""

import numpy as np
import pytest

from bplib.experiments import variational
from bplib.numerical_derivatives import numerical_gradient
from bplib.optimizers import GradientDescent


def test_the_path_is_the_derivative_with_the_noise_held(rng):
    """For f = Σ c h²: the derivatives of the whole cost by μ and s."""
    mu, s, eps, c = rng.normal(size=(4, 1, 3, 2))

    def cost(flat):
        m, t = flat.reshape(2, 3, 2)
        return np.sum(c[0] * (m + np.exp(t / 2) * eps[0]) ** 2) + variational.divergence(m, t).sum()

    found = numerical_gradient(cost, np.concatenate([mu, s]).ravel(), "complex_step").reshape(2, 3, 2)
    seed = variational.seed_of_encoder(2 * c * (mu + np.exp(s / 2) * eps), np.zeros((1, 3)), mu, s, eps)
    np.testing.assert_allclose(seed[0], np.concatenate([*found], axis=1))


@pytest.mark.parametrize("way", ["score", "baseline"])
def test_the_score_function_means_the_same_as_the_path(way, rng):
    mu, s, N = np.array([0.5, -0.3]), np.array([-1.0, -0.5]), 400_000
    eps = rng.normal(size=(1, N, 2))
    h = mu + np.exp(s / 2) * eps
    path = variational.seed_of_encoder(2 * h, None, mu, s, eps)
    score = variational.seed_of_encoder(None, np.sum(h**2, axis=2), mu, s, eps, way)
    np.testing.assert_allclose(score.mean(axis=1), path.mean(axis=1), atol=0.03)
    assert (score.var(axis=1) > path.var(axis=1)).all()


def test_a_way_that_is_not_known_is_named(rng):
    with pytest.raises(ValueError, match="way"):
        variational.seed_of_encoder(*rng.normal(size=(5, 1, 3, 2)), "magic")


def test_surprise_is_the_binary_cross_entropy_of_a_picture(rng):
    Z, X = rng.normal(size=(4, 5)), rng.uniform(size=(4, 5))
    a = 1 / (1 + np.exp(-Z))
    np.testing.assert_allclose(variational.surprise(Z, X), -np.sum(X * np.log(a) + (1 - X) * np.log(1 - a), axis=1))


def test_a_step_goes_down_the_slope_of_the_mean_cost(rng):
    X, eps = rng.uniform(size=(2, 5, 7)), rng.normal(size=(2, 5, 2))
    nets = variational.fresh(7, 4, 2, [np.random.default_rng(seed) for seed in (0, 1)], dtype=float)

    def cost(flat):
        encoder, decoder = nets.encoder.network(1), nets.decoder.network(1)
        up, down = np.split(flat, [encoder.theta.size])
        mu, s = np.split(encoder.outputs(X[1], encoder.parameters.like(up))[1], 2, axis=1)
        Z = decoder.outputs(mu + np.exp(s / 2) * eps[1], decoder.parameters.like(down))[0]
        return np.mean(np.sum(np.log(1 + np.exp(Z)) - X[1] * Z, axis=1) + variational.divergence(mu, s))

    before = np.concatenate([net.theta[1] for net in nets])
    found = numerical_gradient(cost, before, "complex_step")
    variational.step(nets, X, eps, "path", (GradientDescent(1.0), GradientDescent(1.0)))
    np.testing.assert_allclose(before - np.concatenate([net.theta[1] for net in nets]), found, atol=1e-12)


def test_they_learn_codes_that_lower_the_cost(rng):
    bars = np.repeat(np.eye(3), 8, axis=1)[rng.integers(0, 3, 640)] * 0.8 + 0.1
    nets = variational.train(bars, "path", 0.01, (0, 1), epochs=30)
    mean = bars.mean(axis=0)
    no_code = -np.sum(bars * np.log(mean) + (1 - bars) * np.log(1 - mean), axis=1).mean()
    assert max(variational.cost(nets, bars, rng)) < no_code - 1
