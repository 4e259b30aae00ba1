"""What the folded answers of lesson 3 say about the δ explorer, and no cell prints."""

import numpy as np
import pytest

from bplib import Network
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
