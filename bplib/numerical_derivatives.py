"""Numerical derivatives: slopes and gradients measured from the cost alone.

    one-sided    (C(θ + h) - C(θ)) / h             truncation error ~ h,   best h ~ ε^{1/2}
    central      (C(θ + h) - C(θ - h)) / 2h        truncation error ~ h²,  best h ~ ε^{1/3}
    complex step Im C(θ + ih) / h                  truncation error ~ h², no difference is taken: h = 10⁻²⁰ (Squire and
    Trapp 1998)

Here ε is the resolution of the numbers, 2·10⁻¹⁶ in float64 and 10⁻⁷ in float32.  The best h is meant for values, θ and
bends of size about 1; otherwise it is that times the distance over which the cost bends.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bplib import _validation as check

Array = np.ndarray
Cost = Callable[[Array], float]


def one_sided(cost: Cost, theta: Array, direction: Array, h: float) -> float:
    """Return (C(θ + hv) - C(θ)) / h, the slope of the cost along the direction v, as seen from one side."""
    return (cost(theta + h * direction) - cost(theta)) / h


def central(cost: Cost, theta: Array, direction: Array, h: float) -> float:
    """Return (C(θ + hv) - C(θ - hv)) / 2h, the slope along v with the first-order error cancelled."""
    return (cost(theta + h * direction) - cost(theta - h * direction)) / (2 * h)


def complex_step(cost: Cost, theta: Array, direction: Array, h: float) -> float:
    """Return Im C(θ + ihv) / h: where the cost is analytic the step adds no rounding error of its own.

    What cancels inside the cost still does, as in (e^x - 1) / x near 0.  NumPy compares complex numbers by their real
    parts first, so a maximum has its slope, at a kink that of one side.  ``abs`` and ``np.linalg.norm`` return real
    numbers: through them the slope is lost without a message.  In NumPy 2 ``sign(x) * x`` has twice the slope of |x|;
    √(x²) and max(x, -x) are right.
    """
    return (cost(theta + 1j * h * direction)).imag / h


METHODS = {"central": central, "one_sided": one_sided, "complex_step": complex_step}


def default_step(method: str, dtype) -> float:
    """Return the step h that balances truncation against rounding for values, θ and bends of size about 1."""
    check.choice("method", method, METHODS)
    epsilon = np.finfo(dtype).eps
    return float({"one_sided": epsilon ** (1 / 2), "central": epsilon ** (1 / 3), "complex_step": 1e-20}[method])


def numerical_gradient(cost: Cost, theta: Array, method: str = "central", step: float | None = None) -> Array:
    """Return the gradient of ``cost`` at theta, shape (P,), one parameter after the other.

    "central" and "one_sided" take 2 P evaluations, "complex_step" P.
    """
    slope = check.choice("method", method, METHODS)
    theta = checked_vector("theta", theta)
    h = default_step(method, theta.dtype) if step is None else check.number("step", step, 0, low_open=True)
    gradient = np.empty_like(theta)
    for i in range(theta.size):
        unit = np.zeros_like(theta)
        unit[i] = 1
        gradient[i] = slope(cost, theta, unit, h)
    return gradient


def relative_error(got: Array, expected: Array) -> float:
    """Return ‖got - expected‖ / max(‖got‖, ‖expected‖): 0 when equal, up to 2; 0 also when both are zero."""
    scale = max(np.linalg.norm(got), np.linalg.norm(expected))
    return float(np.linalg.norm(np.subtract(got, expected)) / scale) if scale else 0.0


def step_sweep(cost: Cost, gradient: Array, theta: Array, direction: Array, steps) -> dict[str, Array]:
    """Return for each method the relative error of the slope along ``direction`` at each step: the U-curves of a
    check.  The arithmetic is that of theta: a float32 theta shows what is left in float32.
    """
    theta = checked_vector("theta", theta)
    exact = np.array([np.dot(gradient, direction)])
    return {
        name: np.array([relative_error(np.array([slope(cost, theta, direction, float(h))]), exact) for h in steps])
        for name, slope in METHODS.items()
    }


def checked_vector(name: str, value) -> Array:
    """Return ``value`` as a vector of floats, or raise ValueError."""
    vector = check.array(name, value)
    if vector.ndim != 1 or vector.dtype.kind != "f":
        raise ValueError(f"{name} must be a vector of floats, got dtype {vector.dtype} and shape {vector.shape}")
    return vector
