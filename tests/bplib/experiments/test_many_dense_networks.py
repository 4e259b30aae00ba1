"""Dense networks side by side do what each of them does alone."""

import numpy as np
import pytest

from bplib import Network
from bplib.experiments.many_dense_networks import ManyDense, shuffled
from bplib.model import vjp
from bplib.optimizers import Adam, GradientDescent

SIZES, UNITS = [4, 5, 3, 2], "tanh relu sigmoid"


def generators(count=3):
    return [np.random.default_rng(seed) for seed in range(count)]


@pytest.fixture
def nets():
    return ManyDense(SIZES, UNITS, generators(), dtype=float, start="he")


def test_each_network_starts_as_one_of_its_own_generator(nets):
    for i, rng in enumerate(generators()):
        alone = Network(SIZES, UNITS, rng=rng, initial_weights="he")
        np.testing.assert_array_equal(nets.theta[i], alone.theta)
        np.testing.assert_array_equal(nets.network(i).theta, alone.theta)
        for l in (1, 2, 3):
            np.testing.assert_array_equal(nets.W[l][i], alone.W[l])
            np.testing.assert_array_equal(nets.b[l][i], alone.b[l])


def test_answers_and_gradients_are_those_of_each_network(nets, rng):
    nets.theta += rng.normal(0, 0.1, nets.theta.shape)
    X, g = rng.normal(size=(3, 6, 4)), rng.normal(size=(3, 6, 2))
    trace = nets.forward(X)
    g_X = nets.back(trace, g, below=True)
    for i in range(3):
        alone = nets.network(i)
        gradient, below = vjp(alone, alone.forward(X[i]), delta=g[i])
        np.testing.assert_allclose(nets.answers(X)[i], alone.predict(X[i]))
        np.testing.assert_allclose(nets.gradient[i], gradient.flat, atol=1e-14)
        np.testing.assert_allclose(g_X[i], below, atol=1e-14)
    assert nets.back(trace, g) is None


def test_rows_that_all_networks_share_may_be_given_once(nets, rng):
    X = rng.normal(size=(6, 4))
    np.testing.assert_allclose(nets.answers(X), nets.answers(np.stack(3 * [X])))


def test_the_layers_above_one_go_on_from_what_it_holds(nets, rng):
    trace = nets.forward(rng.normal(size=(3, 6, 4)))
    for l in range(4):
        np.testing.assert_allclose(nets.answers_above(l, trace.A[l]), trace.A[-1])


def test_what_a_goal_says_of_a_hidden_layer_comes_in_before_the_slope(nets, rng):
    """Σ c a² of layer 1 has the gradient 2 c a there, and none above."""
    X, c = rng.normal(size=(3, 6, 4)), 0.3
    trace = nets.forward(X)
    nets.back(trace, np.zeros((3, 6, 2)), {1: 2 * c * trace.A[1]})
    assert not nets.g_W[2].any()
    below = Network(SIZES[:2], "tanh", rng=rng)
    below.W[1][:], below.b[1][:] = nets.W[1][1], nets.b[1][1]
    alone = vjp(below, below.forward(X[1]), 2 * c * trace.A[1][1])[0]
    np.testing.assert_allclose(nets.g_W[1][1], alone.W[1])
    np.testing.assert_allclose(nets.g_b[1][1], alone.b[1])


def test_learning_side_by_side_is_learning_alone(nets, rng):
    X, Y = rng.normal(size=(4, 3, 6, 4)), rng.uniform(0.1, 0.9, (4, 3, 6, 2))
    alone, optimizer = nets.network(2), Adam(0.01)
    for x, y in zip(X[:, 2], Y[:, 2], strict=True):
        trace = alone.forward(x)
        optimizer.step(alone.theta, vjp(alone, trace, delta=(trace.A[-1] - y) / 6)[0].flat)
    nets.learn(zip(X, Y, strict=True), Adam(0.01))
    np.testing.assert_allclose(nets.theta[2], alone.theta)


def test_a_step_moves_by_the_gradient_that_was_written(nets, rng):
    before = nets.theta.copy()
    nets.back(nets.forward(rng.normal(size=(3, 6, 4))), rng.normal(size=(3, 6, 2)))
    nets.step(GradientDescent(0.5))
    np.testing.assert_allclose(nets.theta, before - 0.5 * nets.gradient)


def test_a_pass_shows_each_row_once_in_an_order_of_its_own():
    X = np.arange(10.0)[:, None]
    batches = list(shuffled(X, 2, 3, generators(2)))
    assert [batch.shape for batch in batches] == 6 * [(2, 3, 1)]
    first = np.concatenate(batches[:3], axis=1)[:, :, 0]
    assert all(len(set(rows)) == 9 for rows in first)
    assert (first[0] != first[1]).any()
    assert (first != np.concatenate(batches[3:], axis=1)[:, :, 0]).any()
