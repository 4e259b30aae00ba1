"""Training that moves the weights of a layer before the error has been passed down through them."""

import numpy as np
import pytest

from bplib import Network
from bplib.data import datasets
from bplib.experiments.wrong_order import step_updating_first, train_updating_first
from bplib.training import train

X, Y = datasets.two_moons(40, np.random.default_rng(1), noise=0.15)


def made(sizes=(2, 5, 4, 1)):
    return Network(list(sizes), "sigmoid", "binary_cross_entropy", rng=np.random.default_rng(0))


def moved(rate, sizes=(2, 5, 4, 1)):
    """Return the network after one step, its gradient before it, and how far each parameter went, over the rate."""
    network = made(sizes)
    gradient, before = network.gradient(X, Y), network.theta.copy()
    step_updating_first(network, X, Y, rate)
    return network, gradient, (before - network.theta) / rate


def test_the_last_layer_moves_as_it_should_and_the_layer_below_sees_its_new_weights():
    network, gradient, _ = moved(3.0)
    np.testing.assert_allclose(network.W[3], made().W[3] - 3 * gradient.W[3], rtol=1e-13)
    trace = made().forward(X)
    delta = (gradient.D[3] @ network.W[3]) * trace.A[2] * (1 - trace.A[2])
    np.testing.assert_allclose(network.b[2], made().b[2] - 3 * delta.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(network.W[2], made().W[2] - 3 * delta.T @ trace.A[1] / 40, rtol=1e-12)


def test_the_error_of_a_step_grows_in_proportion_to_the_rate():
    errors = [np.abs(step - gradient.flat).max() for _, gradient, step in map(moved, (1e-4, 1e-3, 1e-2))]
    assert errors[1] / errors[0] == pytest.approx(10, rel=0.05)
    assert errors[2] / errors[1] == pytest.approx(10, rel=0.05)


def test_without_a_hidden_layer_it_is_the_library_s_training_with_the_same_minibatches():
    first, right = made((2, 1)), made((2, 1))
    settings = {"epochs": 3, "batch_size": 12, "learning_rate": 2.0}
    train_updating_first(first, X, Y, rng=np.random.default_rng(5), **settings)
    train(right, X, Y, rng=np.random.default_rng(5), **settings)
    np.testing.assert_allclose(first.theta, right.theta, rtol=1e-12)
