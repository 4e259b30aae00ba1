"""Classifiers side by side: against the library's network, one by one, and what training does to them."""

import numpy as np
import pytest

from bplib import Network
from bplib.experiments.many_classifiers import Classifiers, classify, taught
from bplib.model import vjp
from bplib.numerical_derivatives import numerical_gradient
from bplib.optimizers import GradientDescent

SIZES = [5, 4, 3, 6]


def one(nets, i):
    """Return one of the networks as a ``Network``."""
    network = Network(nets.sizes, f"{nets.f.name} {nets.f.name} softmax", "cross_entropy", rng=np.random.default_rng(0))
    network.theta = nets.theta[i]
    return network


def examples(rng, m=7):
    return rng.normal(size=(m, 5)), np.eye(6)[rng.integers(6, size=m)]


@pytest.mark.parametrize("f", ["tanh", "relu"])
def test_forwards_and_backwards_they_are_the_networks_of_the_library(rng, f):
    nets = Classifiers(SIZES, f, [3, 4, 5])
    X, delta = rng.normal(size=(3, 7, 5)), rng.normal(size=(3, 7, 6))
    passed = nets.forward(X)
    gradient, g_X = nets.go_back(passed, delta)
    for i in range(3):
        network = one(nets, i)
        trace = network.forward(X[i])
        wanted, wanted_X = vjp(network, trace, delta=delta[i])
        np.testing.assert_allclose(passed.A[-1][i], trace.A[-1], atol=1e-14)
        np.testing.assert_allclose(gradient[i], wanted.flat, atol=1e-13)
        np.testing.assert_allclose(g_X[i], wanted_X, atol=1e-13)


def test_classify_is_the_gradient_of_the_mean_cross_entropy(rng):
    nets, (X, Y) = Classifiers(SIZES, "tanh", [1]), examples(rng)
    network = one(nets, 0)
    wanted = numerical_gradient(lambda theta: network.cost(X, Y, theta), network.theta.copy(), "complex_step")
    np.testing.assert_allclose(classify(nets, X[None], Y[None])[0], wanted, atol=1e-14)


def test_a_network_starts_from_its_own_seed_whoever_stands_beside_it():
    together, alone = Classifiers(SIZES, "relu", [8, 9]), Classifiers(SIZES, "relu", [9])
    np.testing.assert_array_equal(together.theta[1], alone.theta[0])
    assert (together.b[1] == 0).all()
    with pytest.raises(ValueError, match="one seed at least"):
        Classifiers(SIZES, "relu", [])


def test_a_network_learns_in_its_own_order_whoever_stands_beside_it(rng):
    X, Y = examples(rng, 20)
    together = taught(Classifiers(SIZES, "relu", [8, 9]), X, Y, 0.01, 3, batch=6)
    alone = taught(Classifiers(SIZES, "relu", [9]), X, Y, 0.01, 3, batch=6)
    np.testing.assert_allclose(together.theta[1], alone.theta[0], atol=1e-12)


def test_an_epoch_in_one_batch_is_a_step_of_descent(rng):
    X, Y = examples(rng)
    nets = Classifiers(SIZES, "tanh", [2])
    start, gradient = nets.theta.copy(), classify(nets, X[None], Y[None])
    taught(nets, X, Y, 0.5, 1, batch=7, optimizer=GradientDescent(0.5))
    np.testing.assert_allclose(nets.theta, start - 0.5 * gradient, atol=1e-14)


def test_targets_may_be_each_networks_own(rng):
    X, Y = examples(rng)
    other = np.eye(6)[(Y.argmax(1) + 1) % 6]
    both = taught(Classifiers(SIZES, "tanh", [2, 2]), X, np.stack([Y, other]), 0.05, 4)
    np.testing.assert_allclose(both.theta[1], taught(Classifiers(SIZES, "tanh", [2]), X, other, 0.05, 4).theta[0])
    assert not np.allclose(both.theta[0], both.theta[1])


def test_right_counts_and_a_copy_is_apart(rng):
    nets, (X, Y) = Classifiers(SIZES, "tanh", [2, 3]), examples(rng)
    said = nets.forward(X).A[-1].argmax(-1)
    np.testing.assert_allclose(nets.right(X, Y), (said == Y.argmax(1)).mean(1))
    other = nets.copy()
    other.W[1][:] = 0
    assert nets.W[1].any()
    np.testing.assert_array_equal(other.W[2], nets.W[2])
