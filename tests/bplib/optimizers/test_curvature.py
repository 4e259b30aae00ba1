"""The largest curvature of a cost against the eigenvalues of the second derivatives, written down as a whole."""

import numpy as np
import pytest

from bplib import Network
from bplib.optimizers.curvature import largest_curvature


def second_derivatives(network, X, Y, h=1e-5):
    """Return the matrix of second derivatives, (P, P), column by column from differences of the gradient."""
    theta, columns = network.theta.copy(), []
    for unit in np.eye(theta.size):
        sides = []
        for side in (h, -h):
            network.theta = theta + side * unit
            sides.append(network.gradient(X, Y).flat.copy())
        columns.append((sides[0] - sides[1]) / (2 * h))
    network.theta = theta
    return np.array(columns)


def test_a_linear_model_has_the_curvature_of_its_data(rng):
    X, Y = rng.normal(size=(50, 3)) * [1, 2, 5], rng.normal(size=(50, 1))
    columns = np.column_stack([X, np.ones(50)])
    expected = np.linalg.eigvalsh(columns.T @ columns / 50)[-1]
    assert largest_curvature(Network([3, 1], "identity", "quadratic", rng=rng), X, Y, rng) == pytest.approx(expected)


def test_a_network_has_the_largest_eigenvalue_and_is_left_as_it_was(rng):
    network = Network([3, 4, 2], "tanh softmax", "cross_entropy", rng=rng)
    X, Y = rng.normal(size=(20, 3)), np.eye(2)[rng.integers(0, 2, 20)]
    before, eigenvalues = network.theta.copy(), np.linalg.eigvalsh(second_derivatives(network, X, Y))
    found = largest_curvature(network, X, Y, rng, steps=300)
    assert found == pytest.approx(eigenvalues[np.abs(eigenvalues).argmax()], rel=1e-4)
    np.testing.assert_array_equal(network.theta, before)


def test_the_network_comes_back_when_the_data_are_refused(rng):
    network = Network([3, 1], "identity", "quadratic", rng=rng)
    before = network.theta.copy()
    with pytest.raises(ValueError, match="X must have shape"):
        largest_curvature(network, np.ones((4, 2)), np.ones((4, 1)), rng)
    np.testing.assert_array_equal(network.theta, before)
    with pytest.raises(ValueError, match="steps"):
        largest_curvature(network, np.ones((4, 3)), np.ones((4, 1)), rng, steps=0)
