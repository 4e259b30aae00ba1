"""Recurrent networks at once: the gradient against differences of the cost, and the error that arrives, by hand."""

import numpy as np
import pytest

from bplib.experiments.many_recurrent_networks import recurrent_gradients
from bplib.numerical_derivatives import numerical_gradient, relative_error

R, N, M, T = 3, 4, 5, 6


@pytest.fixture
def networks(rng):
    """Return W, u, v, sequences and answers of three networks."""
    W, (u, v) = rng.normal(size=(R, N, N)) / 2, rng.normal(size=(2, R, N))
    return W, u, v, rng.normal(size=(M, T)), rng.integers(0, 2, M)


def cost(theta, sequences, answers):
    """Return the mean cross-entropy of one network, one sequence and one moment after the other."""
    W, u, v = theta[: N * N].reshape(N, N), theta[N * N : N * N + N], theta[N * N + N :]
    costs = []
    for x, answer in zip(sequences, answers, strict=True):
        h = np.zeros(N)
        for value in x:
            h = np.tanh(W @ h + u * value)
        costs.append(np.log1p(np.exp(-(v @ h) if answer else v @ h)))
    return np.mean(costs)


def test_the_gradient_is_the_slope_of_the_cost(networks):
    W, u, v, sequences, answers = networks
    found = recurrent_gradients(W, u, v, sequences, answers).gradient
    for i in range(R):
        theta = np.concatenate([W[i].ravel(), u[i], v[i]])
        expected = numerical_gradient(lambda theta: cost(theta, sequences, answers), theta)
        assert relative_error(found[i], expected) < 1e-8


def test_right_answers_are_counted_for_each_network(networks):
    W, u, v, sequences, _ = networks
    h = np.zeros((M, N))
    for x in sequences.T:
        h = np.tanh(h @ W[0].T + x[:, None] * u[0])
    answers = (h @ v[0] > 0).astype(int)
    flipped = np.stack([v[0], -v[0]])
    right = recurrent_gradients(W[[0, 0]], u[[0, 0]], flipped, sequences, answers).right
    np.testing.assert_array_equal(right, [1, 0])


def test_what_arrives_is_the_product_of_weights_and_slopes():
    """One unit, w = 0.5, inputs 0: every state is 0 and every slope 1, so w⁴ arrives; with w = 0 nothing does."""
    one = np.ones((1, 1))
    W = np.array([[[0.5]], [[0.0]]])
    found = recurrent_gradients(W, np.ones((2, 1)), np.ones((2, 1)), np.zeros((1, 4)), np.array([1]))
    np.testing.assert_allclose(found.arrived, [0.5**4, 0])
    assert recurrent_gradients(one[None], one, 0 * one, np.zeros((1, 4)), np.array([1])).arrived == 0


@pytest.mark.parametrize(
    ("place", "change", "message"),
    [
        (1, lambda u: u[0], r"u must have shape \(R, n\), here \(3, 4\), got \(4,\)"),
        (2, lambda v: v[:1], r"v must have shape \(R, n\), here \(3, 4\), got \(1, 4\)"),
        (
            3,
            lambda sequences: sequences.T,
            r"answers must have shape \(m,\), here \(6,\), got \(5,\): one answer a seq",
        ),
        (4, lambda answers: answers[:1], r"answers must have shape \(m,\), here \(5,\), got \(1,\)"),
        (0, lambda W: W[0], r"W must have shape \(R, n, n\)"),
    ],
)
def test_nothing_broadcasts_by_accident(networks, place, change, message):
    given = list(networks)
    given[place] = change(given[place])
    with pytest.raises(ValueError, match=message):
        recurrent_gradients(*given)
