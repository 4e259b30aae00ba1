"""Least squares: the Jacobian against numerical derivatives, Levenberg-Marquardt against SciPy, and its invariance."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import jacobian as autograd_jacobian
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import least_squares as scipy_least_squares

from bplib import Network, propagation
from bplib.activations import ACTIVATIONS
from bplib.data import datasets
from bplib.numerical_derivatives import relative_error
from bplib.optimizers.least_squares import (
    Damping,
    damped_step,
    jacobian,
    levenberg_marquardt,
    minimize_squares,
    residuals,
)
from bplib.parameters import Parameters

SMOOTH = [name for name in ACTIVATIONS if name not in ("relu", "leaky_relu")]


def sine(seed, dtype=np.float64):
    """Return Hagan and Menhaj's problem, 40 points of a sine, and a 1-15-1 network with normal weights and biases."""
    X = np.linspace(-1, 1, 40)[:, None]
    rng = np.random.default_rng(seed)
    network = Network([1, 15, 1], "sigmoid identity", rng=rng, dtype=dtype)
    network.theta = rng.normal(size=46)
    return network, X, 0.5 + 0.25 * np.sin(3 * np.pi * X)


GOAL = 0.02 / 80  # a sum of squares of 0.02 over 40 points, as a mean cost


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_jacobian_equals_a_complex_step(data):
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    sizes = data.draw(st.lists(st.integers(1, 4), min_size=2, max_size=4))
    names = [data.draw(st.sampled_from(SMOOTH)) for _ in sizes[1:]]
    network = Network(sizes, names, rng=rng)
    network.theta = network.theta + rng.normal(0, 0.5, network.theta.size)
    X = rng.normal(size=(data.draw(st.integers(1, 5)), sizes[0]))
    J = jacobian(network, X)
    assert J.shape == (len(X) * sizes[-1], network.theta.size)
    for p in range(network.theta.size):
        theta = network.theta.astype(complex)
        theta[p] += 1e-30j
        outputs = propagation.forward(Parameters(sizes, flat=theta), network.f, X).A[-1]
        np.testing.assert_allclose(J[:, p], outputs.imag.ravel() / 1e-30, rtol=1e-9, atol=1e-13)


def test_the_jacobian_equals_autograd(rng):
    network, X = Network([3, 4, 2], "tanh softmax", rng=rng), rng.normal(size=(5, 3))

    def outputs(theta):
        W1, b1, W2, b2 = theta[:12].reshape(4, 3), theta[12:16], theta[16:24].reshape(2, 4), theta[24:]
        z = anp.dot(anp.tanh(anp.dot(X, W1.T) + b1), W2.T) + b2
        return (anp.exp(z) / anp.sum(anp.exp(z), axis=1, keepdims=True)).ravel()

    np.testing.assert_allclose(jacobian(network, X), autograd_jacobian(outputs)(network.theta), rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize(("loss", "factor"), [("quadratic", 1 / 6), ("mean_squared_error", 1 / 9)])
def test_the_gradient_of_the_cost_is_the_jacobian_times_the_residuals(loss, factor, rng):
    network = Network([4, 5, 3], "relu identity", loss, rng=rng)
    X, Y = rng.normal(size=(6, 4)), rng.normal(size=(6, 3))
    e = residuals(network, X, Y)
    assert network.cost(X, Y) == pytest.approx(e @ e * (1 / 12 if loss == "quadratic" else 1 / 18), rel=1e-12)
    np.testing.assert_allclose(jacobian(network, X).T @ e * factor, network.gradient(X, Y).flat, rtol=1e-10, atol=1e-14)


# --- the step


def test_the_step_of_gauss_and_newton_does_not_depend_on_the_coordinates(rng):
    J, e = rng.normal(size=(30, 6)), rng.normal(size=30)
    B = rng.normal(size=(6, 6))  # θ = B φ, so that the Jacobian by φ is J B
    d = damped_step(J, e)
    assert relative_error(B @ damped_step(J @ B, e), d) < 1e-12
    gradient, gradient_in_phi = J.T @ e, (J @ B).T @ e
    assert relative_error(B @ gradient_in_phi, gradient) > 0.1
    assert relative_error(B @ damped_step(J @ B, e, 1.0), damped_step(J, e, 1.0)) > 0.01


def test_the_damped_step_lies_between_gauss_newton_and_a_short_step_against_the_gradient(rng):
    J, e = rng.normal(size=(30, 6)), rng.normal(size=30)
    np.testing.assert_allclose(damped_step(J, e, 1e-12), damped_step(J, e), rtol=1e-9)
    np.testing.assert_allclose(damped_step(J, e, 1e9) * 1e9, -J.T @ e, rtol=1e-5)
    d, mu = damped_step(J, e, 2.5), 2.5
    np.testing.assert_allclose((J.T @ J + mu * np.eye(6)) @ d, -J.T @ e, rtol=1e-12)


def test_one_step_solves_a_linear_problem(rng):
    J, y, theta = rng.normal(size=(20, 4)), rng.normal(size=20), np.zeros(4)
    search = minimize_squares(lambda t: J @ t - y, lambda t: J, theta, damping=1e-14)
    np.testing.assert_allclose(theta, np.linalg.lstsq(J, y, rcond=None)[0], rtol=1e-9)
    assert len(search) <= 2
    assert search.ended == "minimum"
    assert search.gain[0] == pytest.approx(1)


def test_the_damping_follows_the_gain_ratio():
    damping = Damping(9.0)
    damping.change(1.0)  # as promised
    assert (damping.mu, damping.nu) == (3, 2)
    damping.change(0.5)
    assert damping.mu == 3
    damping.change(0.25)
    assert damping.mu == 3 * 1.125
    for mu, nu in ((6.75, 4), (27, 8), (216, 16)):
        damping.change(-0.1)
        assert (damping.mu, damping.nu) == (mu, nu)
    damping.change(0.5)
    assert (damping.mu, damping.nu) == (216, 2)
    shallow = Damping(1.0, lowest=0.5)
    shallow.change(1.0)
    assert shallow.mu == 0.5


def test_rosenbrocks_valley(rng):
    theta = np.array([-1.2, 1.0])
    search = minimize_squares(
        lambda t: np.array([10 * (t[1] - t[0] ** 2), 1 - t[0]]), lambda t: np.array([[-20 * t[0], 10], [-1, 0]]), theta
    )
    np.testing.assert_allclose(theta, [1, 1], rtol=1e-6)
    assert search.cost == sorted(search.cost, reverse=True)
    assert search.cost[0] == pytest.approx(12.1)
    assert len(search) == len(search.mu) == len(search.gain) == len(search.passes) - 1 < 40


# --- on networks


@pytest.mark.parametrize("seed", range(5))
def test_the_sine_of_hagan_and_menhaj_takes_a_few_dozen_iterations(seed):
    network, X, Y = sine(seed)
    search = levenberg_marquardt(network, X, Y, iterations=60, goal=GOAL)
    assert search.ended == "goal"
    assert 15 <= len(search) <= 50
    assert network.cost(X, Y) == pytest.approx(search.cost[-1], rel=1e-10)
    assert search.cost[-1] <= GOAL < search.cost[-2]


def test_it_finds_the_minimum_that_scipy_finds():
    _, X, Y = sine(0)
    network, start = Network([1, 2, 1], "sigmoid identity", rng=np.random.default_rng(0)), np.random.default_rng(0)
    network.theta = 2 * start.normal(size=7)
    other = Network([1, 2, 1], "sigmoid identity", rng=np.random.default_rng(0))

    def e(theta):
        other.theta = theta
        return residuals(other, X, Y)

    expected = scipy_least_squares(e, network.theta.copy(), method="lm", xtol=1e-12, ftol=1e-12, gtol=1e-12)
    search = levenberg_marquardt(network, X, Y, iterations=500, tolerance=1e-10)
    assert search.ended == "minimum"
    assert search.cost[-1] == pytest.approx(expected.cost / 40, rel=1e-7)
    np.testing.assert_allclose(network.predict(X).ravel() - Y.ravel(), expected.fun, atol=1e-3)


def test_a_float32_network_is_searched_in_float64():
    (network, X, Y), (other, _, _) = sine(1, np.float32), sine(1)
    other.theta = network.theta
    search, expected = (levenberg_marquardt(n, X.astype(np.float32), Y.astype(np.float32)) for n in (network, other))
    assert network.dtype == np.float32
    assert len(search) == len(expected)
    assert search.cost[-1] == pytest.approx(expected.cost[-1], rel=1e-9)


def test_several_outputs_and_a_saturated_output_layer(rng):
    X, Y = datasets.digits()
    network = Network([64, 3, 10], "tanh sigmoid", "mean_squared_error", rng=rng)
    search = levenberg_marquardt(network, X[:20], Y[:20], iterations=8)
    assert search.cost[-1] < 0.3 * search.cost[0]
    assert network.cost(X[:20], Y[:20]) == pytest.approx(search.cost[-1], rel=1e-10)


def test_an_interrupt_keeps_what_has_been_reached(monkeypatch):
    network, X, Y = sine(0)
    steps = []

    def interrupted(*args):
        steps.append(1)
        if len(steps) == 6:
            raise KeyboardInterrupt
        return damped_step(*args)

    monkeypatch.setattr("bplib.optimizers.least_squares.damped_step", interrupted)
    search = levenberg_marquardt(network, X, Y)
    assert search.ended == "interrupted"
    assert network.cost(X, Y) == pytest.approx(search.cost[-1])
    assert len(search) == len(search.mu) < 6


def test_where_no_step_helps_it_says_so():
    theta = np.array([3.0])
    search = minimize_squares(lambda t: np.abs(t) + 1, lambda t: -np.ones((1, 1)), theta)  # the wrong sign
    assert search.ended == "no further descent"
    assert theta == 3


REFUSED = {
    "cross-entropy": ({"loss": "cross_entropy"}, {}, "needs a cost that is a sum of squares, got cross_entropy"),
    "iterations": ({}, {"iterations": -1}, "iterations must be at least 0"),
    "goal": ({}, {"goal": -1}, "goal must lie in"),
    "tolerance": ({}, {"tolerance": -1}, "tolerance must lie in"),
    "damping": ({}, {"damping": 0}, "damping must lie in"),
}


@pytest.mark.parametrize(("kind", "options", "message"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_sense_is_refused(kind, options, message, rng):
    network = Network([2, 2], "softmax", rng=rng, **kind)
    with pytest.raises(ValueError, match=message):
        levenberg_marquardt(network, np.ones((2, 2)), np.eye(2), **options)
