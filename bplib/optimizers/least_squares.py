"""Least squares: Gauss-Newton and Levenberg-Marquardt, for costs that are a sum of squares.

With residuals e = a - y, one for each example and output, the quadratic cost is |e|²/2m.  A small step d changes the
residuals to e + J d, where J = ∂e/∂θ is their Jacobian, so the best step by this estimate solves

    (JᵀJ + μ I) d = -Jᵀe .

Jᵀe is the gradient of ½|e|², and JᵀJ is its matrix of second derivatives as far as it can be had from first ones.
μ = 0 is the step of Gauss and Newton; a large μ gives a short step against the gradient.  Levenberg (1944) and
Marquardt (1963) change μ on the way; Hagan and Menhaj (1994) get J by backpropagation.  An iteration solves P
equations: the method is for a few hundred parameters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from bplib import _validation as check
from bplib.optimizers.full_batch import Search, checked_search
from bplib.trainable import Trainable, checked_model

Array = np.ndarray


def residuals(model: Trainable, X, Y) -> Array:
    """Return e = a - y, example by example, shape (m n_L,), for X, one example a row, and Y of shape (m, n_L)."""
    X, Y = checked_model(model).checked_pair(X, Y)
    return (model.outputs(X)[1] - Y).ravel()


def jacobian(model: Trainable, X) -> Array:
    """Return J, shape (m n_L, P): how each output of each example, in the order of ``residuals``, changes with θ."""
    return checked_model(model).jacobian(model.checked_inputs(X))


def damped_step(J: Array, e: Array, mu: float = 0.0) -> Array:
    """Return the step d, shape (P,), for the Jacobian J, (N, P), and the residuals e, (N,): the shortest solution of
    least squares for μ = 0 (Gauss-Newton), else the solution of (JᵀJ + μ I) d = -Jᵀe.
    """
    if mu == 0:
        return -np.linalg.lstsq(J, e, rcond=None)[0]
    H = J.T @ J
    H.flat[:: len(H) + 1] += mu
    return np.linalg.solve(H, -(J.T @ e))


@dataclass
class Damping:
    """μ and how it changes (Madsen, Nielsen and Tingleff 2004): after a good step μ ← μ max(1/3, 1 - (2ρ - 1)³), ν ← 2,
    after a bad one μ ← μν, ν ← 2ν.

    The gain ratio ρ is what a step has gained over what the estimate |e + J d|² promised; a step is good when ρ > 0.
    """

    mu: float
    lowest: float = 0.0
    nu: float = 2.0

    def change(self, gain: float) -> None:
        """Renew μ and ν after a step with this gain ratio."""
        if gain > 0:
            self.mu, self.nu = max(self.lowest, self.mu * max(1 / 3, 1 - (2 * gain - 1) ** 3)), 2.0
        else:
            self.mu, self.nu = self.mu * self.nu, 2 * self.nu


@dataclass
class DampedSearch(Search):
    """A ``Search`` that also holds, for each iteration, the damping μ and the gain ratio ρ of its last step; there,
    ``passes`` counts evaluations of the residuals, one for each step tried.  Each iteration takes one Jacobian.
    """

    mu: list[float] = field(default_factory=list)
    gain: list[float] = field(default_factory=list)


def levenberg_marquardt(
    model: Trainable, X, Y, *, iterations: int = 100, goal: float = 0.0, tolerance=1e-8, damping: float = 1e-3
) -> DampedSearch:
    """Train in place on all of X, (m, n_0), and Y, (m, n_L), by Levenberg-Marquardt; for a cost that is quadratic.

    It ends at a mean cost of ``goal``, or where no entry of the gradient of the cost is larger than ``tolerance``.
    μ begins at ``damping`` times the largest entry on the diagonal of JᵀJ.  The numbers are float64 on the way.
    """
    if checked_model(model).loss.name not in ("quadratic", "mean_squared_error"):
        raise ValueError(f"Levenberg-Marquardt needs a cost that is a sum of squares, got {model.loss.name}")
    X, Y = checked_search(model, X, Y, iterations, goal, tolerance)
    theta = model.theta.astype(np.float64)

    def e(theta: Array) -> Array:
        return (model.outputs(X, model.parameters.like(theta))[1] - Y).ravel()

    def J(theta: Array) -> Array:
        return model.jacobian(X, model.parameters.like(theta))

    unit = 1 / (2 * len(Y)) if model.loss.name == "quadratic" else 1 / Y.size
    options = {"iterations": iterations, "goal": goal, "tolerance": tolerance, "damping": damping, "unit": unit}
    search = minimize_squares(e, J, theta, **options)
    model.theta = theta
    return search


def minimize_squares(
    residuals: Callable[[Array], Array],
    jacobian: Callable[[Array], Array],
    theta: Array,
    *,
    iterations: int = 100,
    goal: float = 0.0,
    tolerance: float = 1e-8,
    damping: float = 1e-3,
    unit: float = 0.5,
) -> DampedSearch:
    """Move theta, (P,), in place to a minimum of the cost ``unit`` · |e|² by Levenberg-Marquardt.

    ``residuals`` is e(θ), (N,), and ``jacobian`` is J(θ) = ∂e/∂θ, (N, P).
    """
    check.number("damping", damping, 0, low_open=True)
    search, e, mu = DampedSearch(), residuals(theta), None
    search.cost, search.passes = [unit * float(e @ e)], [1]
    try:
        while search.cost[-1] > goal and len(search) < iterations:
            J = jacobian(theta)
            if 2 * unit * np.abs(J.T @ e).max() <= tolerance:
                search.ended = "minimum"
                break
            if mu is None:
                scale = float((J * J).sum(axis=0).max())
                mu = Damping(damping * scale, lowest=np.finfo(np.float64).eps * scale)
            e = _descend(residuals, J, e, theta, mu, search)
            if e is None:
                search.ended = "no further descent"
                break
            search.cost.append(unit * float(e @ e))
        else:
            search.ended = "goal" if search.cost[-1] <= goal else search.ended
    except KeyboardInterrupt:
        search.ended = "interrupted"
    return search


def _descend(residuals, J: Array, e: Array, theta: Array, damping: Damping, search: DampedSearch) -> Array | None:
    """Try steps until one lowers |e|², make it in place and return the new residuals; or None when none does."""
    passes = search.passes[-1]
    for trial in range(1, 41):
        mu = damping.mu
        d = damped_step(J, e, mu)
        new = residuals(theta + d)
        promised = float(d @ (mu * d - J.T @ e))
        gain = float(e @ e - new @ new) / promised if promised > 0 else 0.0
        damping.change(gain)
        if gain > 0:
            theta += d
            search.passes.append(passes + trial)
            search.mu.append(mu)
            search.gain.append(gain)
            return new
    return None
