"""Optimal control: costates are derivatives, the Jacobians belong to the stages, the flights are the known ones."""

import numpy as np
import pytest

from bplib.historic.optimal_control import DoubleIntegrator, OrbitTransfer, control_gradient, costates, trajectory
from bplib.worked_example import worked_example


def systems():
    return [DoubleIntegrator(N=7, duration=1.3, start=(1.0, -0.5)), OrbitTransfer(N=9)]


@pytest.mark.parametrize("system", systems(), ids=lambda system: type(system).__name__)
def test_the_control_gradient_is_the_measured_one(system, rng):
    U = rng.normal(size=(system.N, 1))
    X = trajectory(system, U)
    end = rng.normal(size=X.shape[1])
    gradient = control_gradient(system, X, U, end)
    assert gradient.shape == U.shape
    for k in range(system.N):
        push = np.zeros_like(U)
        push[k] = 1e-5
        measured = (trajectory(system, U + push)[-1] - trajectory(system, U - push)[-1]) @ end / 2e-5
        assert gradient[k, 0] == pytest.approx(measured, abs=1e-9)


@pytest.mark.parametrize("system", systems(), ids=lambda system: type(system).__name__)
def test_the_costate_says_how_the_end_reacts_to_a_push_of_the_state(system, rng):
    U = rng.normal(size=(system.N, 1))
    X = trajectory(system, U)
    end = rng.normal(size=X.shape[1])
    A, B = system.jacobians(X, U)
    lam = costates(A, end)
    assert A.shape == (system.N, len(end), len(end))
    assert B.shape == (system.N, len(end), 1)
    assert len(lam) == system.N + 1
    np.testing.assert_array_equal(lam[-1], end)
    for k in (0, 3, system.N - 1):
        for i in range(len(end)):
            ends = []
            for sign in (1, -1):
                x = X[k].copy()
                x[i] += sign * 1e-5
                for j in range(k, system.N):
                    x = system.step(j, x, U[j])
                ends.append(np.asarray(x) @ end)
            assert lam[k][i] == pytest.approx((ends[0] - ends[1]) / 2e-5, abs=1e-8)


def test_the_costates_of_a_network_are_those_of_backpropagation():
    network, X, Y = worked_example()
    A = network.forward(X).A
    slopes = [a[0] * (1 - a[0]) for a in A[1:]]
    lam = costates([slope[:, None] * W for slope, W in zip(slopes, network.W[1:], strict=True)], A[2][0] - Y[0])
    D = network.gradient(X, Y).D
    for l in (1, 2):
        np.testing.assert_allclose(lam[l] * slopes[l - 1], D[l][0], rtol=1e-14)


def test_the_cart_moves_exactly():
    cart = DoubleIntegrator(N=10, duration=2.0, start=(1.0, 3.0))
    X = trajectory(cart, np.full((10, 1), -1.5))
    t = np.linspace(0, 2, 11)
    np.testing.assert_allclose(X, np.stack([1 + 3 * t - 0.75 * t**2, 3 - 1.5 * t], axis=1), atol=1e-13)


def test_without_thrust_the_craft_stays_on_its_orbit(monkeypatch):
    craft = OrbitTransfer(N=400, duration=2 * np.pi)
    monkeypatch.setattr(craft, "acceleration", lambda t: 0.0 * t)
    U = np.zeros((400, 1))
    X = trajectory(craft, U)
    np.testing.assert_allclose(X, np.tile([1.0, 0.0, 1.0], (401, 1)), atol=1e-12)
    places = craft.places(X)
    np.testing.assert_allclose(places[[100, 200, 400]], [[0, 1], [-1, 0], [1, 0]], atol=1e-9)
    np.testing.assert_allclose(craft.thrusts(X, U)[[0, 100]], [[0, 1], [-1, 0]], atol=1e-9)
    np.testing.assert_allclose(craft.thrusts(X, U + np.pi / 2)[[0, 100]], [[1, 0], [0, 1]], atol=1e-9)


def test_a_tangential_thrust_raises_the_orbit_and_the_middle_is_between():
    craft = OrbitTransfer(N=50)
    U = np.zeros((50, 1))
    X = trajectory(craft, U)
    assert X[-1, 0] > 1.2
    np.testing.assert_allclose(craft.middles(X, U), (X[1:] + X[:-1]) / 2, atol=5e-4)
    np.testing.assert_allclose(np.linalg.norm(craft.thrusts(X, U + 0.3), axis=1), 1, atol=1e-12)


def test_the_midpoint_rule_is_of_second_order(rng):
    ends = [trajectory(OrbitTransfer(N), np.full((N, 1), 0.4))[-1] for N in (20, 40, 320)]
    coarse, fine = (np.abs(end - ends[2]).max() for end in ends[:2])
    assert 3.5 < coarse / fine < 4.7
