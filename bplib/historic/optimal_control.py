"""Optimal control by the adjoint method, as it was published around 1960 (Kelley 1960, Bryson 1961, Dreyfus 1962).

A system goes through N stages.  At stage k it is in the state x_k and gets the control u_k:

    x_{k+1} = F_k(x_k, u_k),    k = 0 ... N-1,    cost J = Φ(x_N) + Σ_k L_k(u_k) .

How does J change with each control?  Write A_k = ∂F_k/∂x and B_k = ∂F_k/∂u, matrices on the trajectory.  The costate
λ_k = ∂J/∂x_k says how the cost reacts to a push of the state at stage k, and it is found from the end:

    λ_N = ∂Φ/∂x_N              (compare BP1)
    λ_k = A_kᵀ λ_{k+1}          (compare BP2)
    ∂J/∂u_k = B_kᵀ λ_{k+1} + ∂L_k/∂u_k      (compare BP4)

States have n numbers, controls p; a trajectory is an array (N+1, n), the controls are (N, p).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

import numpy as np

Array = np.ndarray


class System(Protocol):
    """What the adjoint method wants to know about a system: where it starts, its stages and their Jacobians."""

    start: Sequence[float]

    def step(self, k: int, x: Sequence[float], u: Sequence[float]) -> Sequence[float]:
        """Return x_{k+1} = F_k(x_k, u_k)."""

    def jacobians(self, X: Array, U: Array) -> tuple[Array, Array]:
        """Return ∂F_k/∂x, (N, n, n), and ∂F_k/∂u, (N, n, p), for all stages of a trajectory."""


def trajectory(system: System, U: Array) -> Array:
    """Return the states x_0 ... x_N, (N+1, n), that the controls U, (N, p), lead through."""
    X = [tuple(system.start)]
    for k, u in enumerate(U.tolist()):
        X.append(system.step(k, X[-1], u))
    return np.array(X)


def costates(A: Sequence[Array], end: Array) -> list[Array]:
    """Return λ_0 ... λ_N by λ_k = A_kᵀ λ_{k+1}, from λ_N = ``end``, (n,), and A_0 ... A_{N-1}."""
    backwards = [np.asarray(end)]
    for A_k in reversed(A):
        backwards.append(A_k.T @ backwards[-1])
    return backwards[::-1]


def control_gradient(system: System, X: Array, U: Array, end: Array) -> Array:
    """Return how Φ(x_N) changes with every control, (N, p), given its gradient ``end`` at the last state."""
    A, B = system.jacobians(X, U)
    lam = np.array(costates(A, end))
    return np.einsum("knp,kn->kp", B, lam[1:])  # B_kᵀ λ_{k+1}


class DoubleIntegrator:
    """A cart on a rail: state (position, velocity), control the acceleration, constant during each of N equal stages.

    F is exact: position + τ velocity + ½ τ² u, velocity + τ u, with τ = duration / N.
    """

    def __init__(self, N: int = 50, duration: float = 1.0, start: tuple[float, float] = (1.0, 0.0)):
        self.N, self.tau, self.start = N, duration / N, start

    def step(self, k: int, x, u) -> tuple[float, float]:
        """Return position and velocity one stage later."""
        return x[0] + self.tau * x[1] + 0.5 * self.tau**2 * u[0], x[1] + self.tau * u[0]

    def jacobians(self, X: Array, U: Array) -> tuple[Array, Array]:
        """Return the same two matrices for every stage: the system is linear."""
        A = np.array([[1.0, self.tau], [0.0, 1.0]])
        B = np.array([[0.5 * self.tau**2], [self.tau]])
        return np.tile(A, (len(U), 1, 1)), np.tile(B, (len(U), 1, 1))


class OrbitTransfer:
    """A spacecraft with a small steady thrust on its way out from the Earth's orbit (Bryson and Ho 1969, pp. 66-69).

    State: distance r from the sun, radial speed, tangential speed; control: the angle φ of the thrust above the
    tangent.  Units: r = 1 is the Earth's orbit and the speed there is 1, so that a year lasts 2π.  The thrust gives
    the acceleration 0.1405 / (1 - 0.07487 t), growing because fuel is used up; the flight lasts 3.3207, or 193 days.
    Each of N stages is a step of the midpoint rule.
    """

    start = (1.0, 0.0, 1.0)

    def __init__(self, N: int = 50, duration: float = 3.3207):
        self.N, self.tau = N, duration / N

    def acceleration(self, t):
        """Return the acceleration by the thrust at time t."""
        return 0.1405 / (1 - 0.07487 * t)

    def rates(self, t: float, x, angle: float) -> tuple[float, float, float]:
        """Return the time derivatives of r, radial and tangential speed."""
        (r, radial, tangential), thrust = x, self.acceleration(t)
        return (
            radial,
            tangential * tangential / r - 1 / (r * r) + thrust * math.sin(angle),
            -radial * tangential / r + thrust * math.cos(angle),
        )

    def step(self, k: int, x, u) -> tuple[float, float, float]:
        """Return the state one stage later: the rates at its start lead to the middle, those there to its end."""
        t, tau = k * self.tau, self.tau
        middle = [a + 0.5 * tau * rate for a, rate in zip(x, self.rates(t, x, u[0]), strict=True)]
        return tuple(a + tau * rate for a, rate in zip(x, self.rates(t + 0.5 * tau, middle, u[0]), strict=True))

    def middles(self, X: Array, U: Array) -> Array:
        """Return the state in the middle of every stage, (N, 3)."""
        r, radial, tangential = X[:-1].T
        thrust, angle = self.acceleration(self.tau * np.arange(len(U))), U[:, 0]
        rates = [
            radial,
            tangential**2 / r - r**-2 + thrust * np.sin(angle),
            -radial * tangential / r + thrust * np.cos(angle),
        ]
        return X[:-1] + 0.5 * self.tau * np.stack(rates, axis=1)

    def _jacobians_of_rates(self, t: Array, X: Array, angle: Array) -> tuple[Array, Array]:
        """Return the derivatives of the rates with respect to the state, (N, 3, 3), and to the angle, (N, 3, 1)."""
        (r, radial, tangential), thrust, zero, one = X.T, self.acceleration(t), 0 * t, 0 * t + 1
        by_state = [
            [zero, one, zero],
            [-(tangential**2) / r**2 + 2 / r**3, zero, 2 * tangential / r],
            [radial * tangential / r**2, -tangential / r, -radial / r],
        ]
        by_angle = [[zero], [thrust * np.cos(angle)], [-thrust * np.sin(angle)]]
        return np.moveaxis(np.array(by_state), -1, 0), np.moveaxis(np.array(by_angle), -1, 0)

    def jacobians(self, X: Array, U: Array) -> tuple[Array, Array]:
        """Return the derivatives of each stage, by the chain rule through the middle of the stage."""
        t, tau = self.tau * np.arange(len(U)), self.tau
        f_x, f_u = self._jacobians_of_rates(t, X[:-1], U[:, 0])
        g_x, g_u = self._jacobians_of_rates(t + 0.5 * tau, self.middles(X, U), U[:, 0])
        A = np.eye(3) + tau * g_x @ (np.eye(3) + 0.5 * tau * f_x)
        B = tau * (g_x @ (0.5 * tau * f_u) + g_u)
        return A, B

    def places(self, X: Array) -> Array:
        """Return where the spacecraft is, (N+1, 2), with the sun at the origin; it starts to the right of it."""
        speed = X[:, 2] / X[:, 0]  # of the polar angle
        polar = np.concatenate([[0], np.cumsum(0.5 * self.tau * (speed[1:] + speed[:-1]))])
        return X[:, :1] * np.stack([np.cos(polar), np.sin(polar)], axis=1)

    def thrusts(self, X: Array, U: Array) -> Array:
        """Return the direction of the thrust in each stage, (N, 2), a vector of length 1."""
        outwards = self.places(X)[:-1] / X[:-1, :1]
        onwards = outwards[:, ::-1] * [-1, 1]
        return np.sin(U) * outwards + np.cos(U) * onwards
