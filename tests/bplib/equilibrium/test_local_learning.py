"""The small reference rules: each is what its equation says, and backpropagation where the theory has it."""

import numpy as np
import pytest

from bplib import Network
from bplib.equilibrium import EnergyNetwork
from bplib.equilibrium.local_learning import contrastive_hebbian, feedback_alignment, predictive_coding, random_feedback
from bplib.numerical_derivatives import numerical_gradient, relative_error
from bplib.parameters import Parameters


@pytest.fixture
def feedforward(rng):
    network = Network([4, 6, 5, 3], "tanh tanh sigmoid", rng=rng)
    return network, rng.normal(size=(7, 4)), rng.random((7, 3))


def angle(a, b):
    return float(np.degrees(np.arccos(np.clip((a * b).sum() / np.linalg.norm(a) / np.linalg.norm(b), -1, 1))))


def test_contrastive_hebbian_learning_of_two_neurons():
    network = EnergyNetwork([1, 1, 1], rng=np.random.default_rng(0))
    network.theta = np.array([0, 0.4, 0.6, 0.1])
    gradient = contrastive_hebbian(network, [[0.0]], [[1.0]], tolerance=1e-14)
    assert gradient.nudged[0].states[1][0, 0] == pytest.approx(1.0)
    assert -gradient.W[2][0, 0] == pytest.approx(0.6181640625, abs=1e-9)
    np.testing.assert_allclose(-gradient.b[1], 1 - 0.71875, atol=1e-9)
    assert gradient.settled


def test_contrastive_hebbian_learning_is_the_slope_of_the_difference_of_the_energies(rng):
    network = EnergyNetwork([4, 5, 5, 3], "tanh", rng=rng)
    X, Y = rng.normal(size=(6, 4)), rng.uniform(-0.9, 0.9, (6, 3))
    gradient = contrastive_hebbian(network, X, Y, tolerance=1e-14)
    np.testing.assert_array_equal(gradient.nudged[0].states[-1], Y)

    def objective(theta):  # at settled states only the explicit θ of the energy counts
        other = EnergyNetwork([4, 5, 5, 3], "tanh", rng=np.random.default_rng(0))
        other.theta = theta
        again = contrastive_hebbian(other, X, Y, tolerance=1e-13)
        return (other.energy(again.nudged[0].states) - other.energy(again.free.states)).mean()

    assert relative_error(gradient.flat, numerical_gradient(objective, network.theta)) < 1e-7


def test_feedback_by_the_weights_themselves_is_backpropagation(feedforward):
    network, X, Y = feedforward
    gradient, expected = feedback_alignment(network, X, Y, network.W), network.gradient(X, Y)
    np.testing.assert_allclose(gradient.flat, expected.flat, rtol=1e-13)
    for l in (1, 2, 3):
        np.testing.assert_allclose(gradient.D[l], expected.D[l], rtol=1e-13)


def test_random_feedback_changes_hidden_layers_only_and_by_its_equation(feedforward, rng):
    network, X, Y = feedforward
    B = random_feedback(network, rng)
    gradient, expected, trace = feedback_alignment(network, X, Y, B), network.gradient(X, Y), network.forward(X)
    np.testing.assert_allclose(gradient.W[3], expected.W[3], rtol=1e-13)
    delta = (expected.D[3] @ B[3]) * (1 - trace.A[2] ** 2)
    np.testing.assert_allclose(gradient.W[2], delta.T @ trace.A[1] / 7, rtol=1e-12)
    delta = (delta @ B[2]) * (1 - trace.A[1] ** 2)
    np.testing.assert_allclose(gradient.W[1], delta.T @ X / 7, rtol=1e-12)
    np.testing.assert_allclose(gradient.b[1], delta.mean(axis=0), rtol=1e-12)


@pytest.mark.parametrize("degrees", [0, 20, 45, 90, 180])
def test_feedback_stands_at_the_angle_that_was_asked_for(feedforward, rng, degrees):
    network, _, _ = feedforward
    B = random_feedback(network, rng, np.radians(degrees))
    assert B[:2] == [None, None]
    for l in (2, 3):
        assert angle(B[l], network.W[l]) == pytest.approx(degrees, abs=1e-5)
        assert np.linalg.norm(B[l]) == pytest.approx(np.linalg.norm(network.W[l]))
    small = EnergyNetwork([4, 3, 2], rng=rng, dtype=np.float32)
    assert random_feedback(small, rng, 1.0)[2].dtype == np.float32


def prediction_energy(network, v):
    return sum(
        ((v[l] - network.f[l](v[l - 1] @ network.W[l].T + network.b[l])) ** 2).sum() for l in range(1, network.L + 1)
    ) / (2 * len(v[0]))


def test_predictive_coding_without_hidden_layers_is_backpropagation(rng):
    network = Network([4, 3], "sigmoid", rng=rng)
    X, Y = rng.normal(size=(7, 4)), rng.random((7, 3))
    np.testing.assert_allclose(predictive_coding(network, X, Y).flat, network.gradient(X, Y).flat, rtol=1e-12)


def test_predictive_coding_is_the_slope_of_its_settled_energy(feedforward):
    network, X, Y = feedforward
    gradient = predictive_coding(network, X, Y, sweeps=2000)

    def settled_energy(theta):  # v by plain descent on the energy, with numerical slopes
        other = Parameters(network.sizes, flat=theta)

        def energy(hidden):
            v = [X, hidden[:42].reshape(7, 6), hidden[42:].reshape(7, 5), Y]
            return sum(((v[l] - network.f[l](v[l - 1] @ other.W[l].T + other.b[l])) ** 2).sum() for l in (1, 2, 3)) / 2

        from scipy.optimize import minimize

        start = np.concatenate([a.ravel() for a in network.forward(X).A[1:3]])
        return minimize(energy, start, method="BFGS", options={"gtol": 1e-6}).fun / 7

    for i in (0, 45, -1):
        unit = np.zeros_like(network.theta)
        unit[i] = 1e-3
        slope = (settled_energy(network.theta + unit) - settled_energy(network.theta - unit)) / 2e-3
        assert gradient.flat[i] == pytest.approx(slope, rel=2e-3, abs=1e-6)


def test_predictive_coding_approaches_backpropagation_when_the_outputs_are_nearly_right(feedforward):
    network, X, Y = feedforward
    A = network.predict(X)
    angles = []
    for closeness in (1.0, 0.1, 0.001):
        near = A + closeness * (Y - A)
        got = predictive_coding(network, X, near, sweeps=3000)
        angles.append(angle(got.flat, network.gradient(X, near).flat))
    assert angles[0] > angles[2]
    lazy = predictive_coding(network, X, Y, sweeps=0)
    np.testing.assert_allclose(lazy.W[3], network.gradient(X, Y).W[3], rtol=1e-12)
    assert np.abs(lazy.W[1]).max() == 0  # before v moves, no hidden layer knows of an error


def test_wrong_input_is_refused(feedforward, rng):
    network, X, Y = feedforward
    with pytest.raises(ValueError, match=r"B\[3\] and W\[3\] must both have shape"):
        feedback_alignment(network, X, Y, [None, None, network.W[2], network.W[3].T])
    with pytest.raises(ValueError, match="one row an example"):
        feedback_alignment(network, X, Y[:3], network.W)
    with pytest.raises(ValueError, match="one row an example"):
        predictive_coding(network, X, Y[:3])
    with pytest.raises(ValueError, match="rate must lie in"):
        predictive_coding(network, X, Y, rate=0)
    with pytest.raises(ValueError, match="angle must lie in"):
        random_feedback(network, rng, 4.0)
    with pytest.raises(TypeError, match=r"np.random.default_rng"):
        random_feedback(network, 3)
