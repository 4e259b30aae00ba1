"""Deep networks before they are trained: their lengths by layer, and two that are rewritten."""

import numpy as np
import pytest

from bplib.experiments.deep_networks import as_sigmoids, by_old_rule, deep, factor, lengths, started_by_lsuv, trained
from bplib.optimizers import Adam


@pytest.fixture
def few(rng):
    return rng.normal(size=(30, 8)), np.eye(3)[rng.integers(0, 3, 30)]


def test_a_number_as_start_is_the_deviation_times_the_root_of_the_inputs():
    network = deep("tanh", 1.5, 0, depth=2, width=200, sizes=(50, 3))
    assert network.sizes == (50, 200, 200, 3)
    assert [f.name for f in network.f[1:]] == ["tanh", "tanh", "softmax"]
    for l, n in ((1, 50), (2, 200)):
        assert network.W[l].std() * np.sqrt(n) == pytest.approx(1.5, rel=0.03)
    biases = deep("tanh", 1.0, 0, depth=3, width=500, biases=0.3).b
    assert biases[2].std() == pytest.approx(0.3, rel=0.1)
    assert not biases[4].any()
    assert deep("relu", "unit_normal", 0).W[2].std() == pytest.approx(1, rel=0.03)


def test_the_old_rule_is_even_in_one_over_the_root_of_the_inputs():
    network = by_old_rule(deep("tanh", "glorot", 0, 2, 100, sizes=(50, 3)))
    for l, n in ((1, 50), (2, 100)):
        assert 0.99 < np.abs(network.W[l]).max() * np.sqrt(n) <= 1


def test_lengths_are_those_of_the_errors_the_gradients_and_the_signals(few):
    network = deep("sigmoid", "glorot", 1, 3, 6, sizes=(8, 3))
    found, gradient, trace = lengths(network, *few), network.gradient(*few), network.forward(few[0])
    assert [len(values) for values in found] == [3, 3, 3, 3]
    for l in (1, 2, 3):
        assert found.delta[l - 1] == pytest.approx(np.sqrt(np.mean(gradient.D[l] ** 2)))
        assert found.weights[l - 1] == pytest.approx(np.sqrt(np.sum(gradient.W[l] ** 2)))
        assert found.squares[l - 1] == pytest.approx(np.mean(trace.Z[l] ** 2))
        assert found.below[l - 1] == pytest.approx(np.sqrt(np.mean(trace.A[l - 1] ** 2)))


def test_the_factor_of_a_layer_leads_from_the_last_to_the_first():
    assert factor(np.array([2.5, 10.0, 5.0])) == pytest.approx(np.sqrt(0.5))
    assert factor(np.array([8.0, 4.0, 2.0, 1.0])) == pytest.approx(2)


def test_sigmoids_compute_what_tanh_computes_with_half_the_errors(few):
    network = deep("tanh", "glorot", 2, 4, 7, sizes=(8, 3))
    network.theta += 0.1
    twin = as_sigmoids(network)
    np.testing.assert_allclose(twin.forward(few[0]).A[-1], network.forward(few[0]).A[-1], rtol=1e-12)
    for l in (1, 2, 3, 4):
        np.testing.assert_allclose(2 * twin.gradient(*few).D[l], network.gradient(*few).D[l], atol=1e-14)


def test_training_follows_the_gradient_of_the_minibatches(few):
    network, twin = (deep("tanh", "glorot", 0, 1, 5, sizes=(8, 3)) for _ in range(2))
    cost = trained(network, *few, 0.1, 7, steps=2, batch_size=10)
    rng = np.random.default_rng(107)
    for _ in range(2):
        batch = rng.choice(30, 10, replace=False)
        twin.theta -= 0.1 * twin.gradient(few[0][batch], few[1][batch]).flat
    np.testing.assert_allclose(network.theta, twin.theta, rtol=1e-12)
    assert cost == pytest.approx(twin.cost(*few))


def test_another_optimiser_makes_its_own_steps(few):
    network = deep("tanh", "glorot", 0, 1, 5, sizes=(8, 3))
    before = network.theta.copy()
    trained(network, *few, Adam(0.003), 0, steps=1, batch_size=10)
    assert np.abs(network.theta - before).max() == pytest.approx(0.003, rel=1e-4)


def test_lsuv_gives_every_layer_the_variance_1(few):
    network = started_by_lsuv("sigmoid", few[0], 0, depth=4, width=12)
    assert network.sizes == (8, 12, 12, 12, 12, 10)
    np.testing.assert_allclose([Z.var() for Z in network.forward(few[0]).Z[1:]], 1, rtol=1e-10)


REFUSED = {
    "start": (lambda: deep("tanh", -1.0, 0), r"start must lie in \(0, inf\), got -1"),
    "biases": (lambda: deep("tanh", 1.0, 0, biases=float("nan")), "biases must lie in"),
    "depth": (lambda: deep("tanh", 1.0, 0, depth=0), "depth must be at least 1, got 0"),
    "one layer": (lambda: factor(np.array([1.0])), "values must be two or more positive numbers, one a layer"),
    "a size of 0": (lambda: factor(np.array([1.0, 0.0])), "values must be two or more positive numbers"),
    "ReLU": (lambda: as_sigmoids(deep("relu", "he", 0, 2, 4)), "network must have hidden layers of tanh, got <Network"),
}


@pytest.mark.parametrize(("make", "message"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_sense_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
