"""What lesson 3 says in its text and in its folded answers, and no cell prints."""

import numpy as np
import pytest

from bplib import Network
from bplib.data import datasets
from bplib.training import train
from bplib.worked_example import worked_example


def with_loss(loss):
    """Return the worked example with another loss."""
    network, X, Y = worked_example()
    other = Network(network.sizes, "sigmoid", loss, rng=np.random.default_rng(0))
    other.theta = network.theta
    return other, X, Y


def output_errors(loss, biases):
    """Return δ of output 2 for each value of its bias, and the activation at the last one."""
    network, X, Y = with_loss(loss)
    found = []
    for bias in biases:
        network.b[2][1] = bias
        found.append(network.gradient(X, Y).D[2][0, 1])
    return np.array(found), network.predict(X)[0, 1]


def test_a_wrong_output_grows_deaf_with_the_quadratic_cost_and_not_with_the_cross_entropy():
    biases = np.linspace(0.5, 8, 50)
    quadratic, a = output_errors("quadratic", biases)
    entropy, _ = output_errors("binary_cross_entropy", biases)
    assert a > 0.999
    assert (np.diff(quadratic) < 0).all()
    assert quadratic[-1] < 1e-3
    assert (np.diff(entropy) > 0).all()
    assert entropy[-1] == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("loss", ["quadratic", "binary_cross_entropy"])
def test_the_hidden_errors_follow_that_of_the_output(loss):
    network, X, Y = with_loss(loss)
    sizes = []
    for bias in np.linspace(0.5, 8, 50):
        network.b[2][1] = bias
        sizes.append(np.abs(network.gradient(X, Y).D[1][0]))
    assert (np.diff(sizes, axis=0) > 0).all() == (loss == "binary_cross_entropy")
    assert (sizes[-1] > sizes[0]).all() == (loss == "binary_cross_entropy")


def test_an_input_of_zero_leaves_no_gap_to_be_compared():
    network, X, Y = worked_example()
    network.W[1][0, 0] += 0.1
    assert network.cost(X * [0, 1], Y) == worked_example()[0].cost(X * [0, 1], Y)


def test_an_input_of_zero_silences_the_weights_that_start_there_and_no_others():
    network, X, Y = worked_example()
    gradient = network.gradient(X * [0, 1], Y)
    assert not gradient.W[1][:, 0].any()
    assert np.count_nonzero(gradient.flat) == gradient.flat.size - 3


def test_a_step_a_tenth_as_long_leaves_a_gap_a_hundred_times_smaller():
    network, X, Y = worked_example()
    gradient, before = network.gradient(X, Y).flat, network.cost(X, Y)
    for i in range(network.theta.size):
        moved = network.theta + np.outer((0.1, 0.01, 0.001), np.eye(network.theta.size)[i])
        costs = np.array([network.cost(X, Y, theta) for theta in moved])
        gaps = costs - before - (moved - network.theta) @ gradient
        assert gaps[:-1] / gaps[1:] == pytest.approx(100, rel=0.15)


def test_a_penalty_on_the_weights_leaves_every_error_as_it_is_and_adds_a_term_to_bp4():
    network, X, Y = worked_example()
    gradient, h = network.gradient(X, Y), 1e-5

    def slope(parameters, place):
        """Return the measured derivative of the cost with ½ · 0.7 · Σ w² added."""
        costs = []
        for shift in (h, -h):
            parameters[place] += shift
            costs.append(network.cost(X, Y) + 0.35 * sum((w**2).sum() for w in network.W[1:]))
            parameters[place] -= shift
        return (costs[0] - costs[1]) / (2 * h)

    for l in (1, 2):
        for j, delta in enumerate(gradient.D[l][0]):
            assert slope(network.b[l], j) == pytest.approx(delta, abs=1e-8)
        for place in np.ndindex(network.W[l].shape):
            right = gradient.W[l][place] + 0.7 * network.W[l][place]
            assert slope(network.W[l], place) == pytest.approx(right, abs=1e-8)


@pytest.mark.parametrize(("rate", "grows"), [(2.0, False), (5.0, True)])
def test_equal_units_that_rounding_has_moved_apart_stay_together_at_one_rate_and_part_at_another(rate, grows):
    """Rounding itself depends on the processor: here one weight is moved by as little as rounding does."""
    network = Network([2, 6, 1], "sigmoid", "binary_cross_entropy", rng=np.random.default_rng(0))
    network.theta = np.zeros(network.theta.size)
    network.W[1][0, 0] = 1e-16
    points, classes = datasets.two_moons(200, np.random.default_rng(1), noise=0.15)
    rng = np.random.default_rng(2)
    train(network, points, classes, epochs=150, batch_size=20, learning_rate=rate, rng=rng)
    apart = np.ptp(network.W[1], axis=0).max()
    assert apart > 0.1 if grows else apart < 5e-10
