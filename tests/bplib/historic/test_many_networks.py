"""Many networks at once: each of them is the network that bplib.Network would be, forwards and backwards."""

import numpy as np
import pytest

from bplib import Network
from bplib.historic.many_networks import ManyNetworks, number_of_parameters, random_networks
from bplib.numerical_derivatives import numerical_gradient


def single(networks, i):
    """Return network number i as a bplib.Network."""
    network = Network(networks.sizes, "sigmoid", "quadratic", rng=np.random.default_rng(0))
    network.theta = networks.theta[i, : network.theta.size]
    return network


@pytest.fixture
def data(rng):
    return rng.normal(size=(7, 3)), rng.random((7, 2))


@pytest.mark.parametrize("sizes", [(3, 2), (3, 4, 2), (3, 5, 4, 2)])
def test_each_network_answers_as_if_alone(sizes, data, rng):
    networks = random_networks(sizes, 5, 1.5, rng)
    outputs = networks.outputs(data[0])
    assert outputs.shape == (5, 7, 2)
    for i in range(5):
        np.testing.assert_allclose(outputs[i], single(networks, i).predict(data[0]), rtol=1e-13)


@pytest.mark.parametrize("sizes", [(3, 2), (3, 4, 2), (3, 5, 4, 2)])
def test_each_gradient_is_that_of_the_network_alone_summed_over_the_patterns(sizes, data, rng):
    X, Y = data
    networks = random_networks(sizes, 5, 1.5, rng)
    A = networks.forward(X)
    gradient = networks.backward(A, A[-1] - Y.T)
    for i in range(5):
        expected = 7 * single(networks, i).gradient(X, Y).flat
        np.testing.assert_allclose(gradient.theta[i], expected, rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize("sizes", [(3, 2), (3, 4, 2)])
def test_the_gradient_with_direct_links_is_the_measured_one(sizes, data, rng):
    X, Y = data
    networks = random_networks(sizes, 3, 1.0, rng, direct=True)
    A = networks.forward(X)
    gradient = networks.backward(A, A[-1] - Y.T)

    def error(theta):
        outputs = ManyNetworks(sizes, theta[None], direct=True).outputs(X)[0]
        return 0.5 * ((outputs - Y) ** 2).sum()

    for i in range(3):
        measured = numerical_gradient(error, networks.theta[i], "complex_step")
        np.testing.assert_allclose(gradient.theta[i], measured, rtol=1e-11, atol=1e-14)
    assert np.abs(gradient.direct).min() > 0


def test_direct_links_lead_from_the_inputs_to_the_outputs():
    networks = ManyNetworks((2, 1, 1), np.zeros((1, 7)), direct=True)
    networks.direct[:] = [[[1.0, -2.0]]]
    np.testing.assert_allclose(networks.outputs([[3.0, 1.0]]), 1 / (1 + np.exp(-1.0)))


def test_the_layers_are_views_of_theta(rng):
    networks = random_networks((3, 4, 2), 5, 1.0, rng, direct=True)
    assert [W.shape for W in networks.W[1:]] == [(5, 4, 3), (5, 2, 4)]
    assert [b.shape for b in networks.b[1:]] == [(5, 4), (5, 2)]
    assert networks.direct.shape == (5, 2, 3)
    for part in (*networks.W[1:], *networks.b[1:], networks.direct):
        part[:] = 0
    assert not networks.theta.any()


def test_some_of_the_networks_are_copies(rng):
    networks = random_networks((3, 4, 2), 5, 1.0, rng, direct=True)
    some = networks[1:4:2]
    np.testing.assert_array_equal(some.theta, networks.theta[[1, 3]])
    np.testing.assert_array_equal(networks[[3, 1]].theta, networks.theta[[3, 1]])
    assert len(some) == 2
    assert some.direct is not None
    assert len(networks[4]) == 1
    some.W[1][:] = 0
    assert networks.W[1].all()


def test_more_networks_from_the_same_seed_begin_with_the_same(rng):
    few, many = (random_networks((6, 2, 1), S, 0.3, np.random.default_rng(4)) for S in (3, 30))
    np.testing.assert_array_equal(many.theta[:3], few.theta)
    assert np.abs(many.theta).max() <= 0.3
    assert np.abs(many.theta).max() > 0.29


def test_parameters_are_counted():
    assert number_of_parameters((6, 2, 1)) == 17
    assert number_of_parameters((2, 1, 1), direct=True) == 7


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda rng: ManyNetworks((2, 1), np.zeros((4, 9))), r"theta must have shape \(S, 3\).*got \(4, 9\)"),
        (lambda rng: ManyNetworks((2, 1), np.zeros(3)), r"theta must have shape \(S, 3\).*got \(3,\)"),
        (lambda rng: random_networks((2, 1), 0, 0.3, rng), "S must be at least 1, got 0"),
        (lambda rng: random_networks((2, 1), 5, -0.3, rng), "reach must lie in"),
        (lambda rng: random_networks((2,), 5, 0.3, rng), "sizes must list"),
    ],
)
def test_mistakes_are_named(make, message, rng):
    with pytest.raises(ValueError, match=message):
        make(rng)
