"""Searches over whole passes: conjugate gradient and L-BFGS, which take all examples at once.

Gradient descent forgets what it has learnt of the surface at each step.  On a quadratic, conjugate gradient chooses
each direction such that the progress along the earlier ones is kept; L-BFGS builds an estimate of the curvature from
the last few steps and gradients.  Both search along a line for each step, so they need the cost as well as the
gradient, and both must be the same function all the time: no minibatches.  The searches are SciPy's.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from bplib import _validation as check
from bplib.trainable import Trainable, checked_model

Array = np.ndarray


@dataclass
class Search:
    """What a search measured before it began and after each iteration: the mean cost, and how often it had passed
    through all examples by then (forward and backward); ``ended`` says why it ended.
    """

    cost: list[float] = field(default_factory=list)
    passes: list[int] = field(default_factory=list)
    ended: str = "all iterations"

    def __len__(self) -> int:
        """Return the number of iterations made."""
        return len(self.cost) - 1


def conjugate_gradient(model: Trainable, X, Y, *, iterations: int = 100, goal: float = 0.0, tolerance=1e-8) -> Search:
    """Train in place on all of X, (m, n_0), and Y, (m, n_L), by nonlinear conjugate gradient (Polak and Ribière 1969,
    in SciPy's ``minimize(method="CG")``).

    It ends at a cost of ``goal``, or where no entry of the gradient is larger than ``tolerance``.  The numbers are
    float64 on the way, whatever the type of the model.
    """
    return _minimize(model, X, Y, "CG", iterations, goal, tolerance, {})


def lbfgs(model: Trainable, X, Y, *, iterations: int = 100, goal: float = 0.0, tolerance=1e-8, memory=10) -> Search:
    """Train in place by L-BFGS, which remembers the last ``memory`` steps (Liu and Nocedal 1989, in SciPy's
    ``minimize(method="L-BFGS-B")``); the rest is as in ``conjugate_gradient``.
    """
    options = {"maxcor": check.whole_number("memory", memory, low=1), "ftol": 0.0, "maxfun": 100 * (iterations + 1)}
    return _minimize(model, X, Y, "L-BFGS-B", iterations, goal, tolerance, options)


def checked_search(model: Trainable, X, Y, iterations: int, goal: float, tolerance: float) -> tuple[Array, Array]:
    """Return X, (m, n_0), and Y, (m, n_L), in float64, or raise an error that says which argument is wrong."""
    check.whole_number("iterations", iterations, low=0)
    check.number("goal", goal, 0)
    check.number("tolerance", tolerance, 0)
    X, Y = checked_model(model).checked_pair(X, Y)
    return X.astype(np.float64) if X.dtype.kind == "f" else X, Y.astype(np.float64)


class _GoalReachedError(Exception):
    """Ends a search of SciPy's at the goal."""


def _minimize(model: Trainable, X, Y, method: str, iterations: int, goal, tolerance, options: dict) -> Search:
    from scipy.optimize import minimize

    X, Y = checked_search(model, X, Y, iterations, goal, tolerance)
    search, passes, costs = Search(), 0, {}  # costs of the points tried since the last iteration

    def cost_and_gradient(theta: Array) -> tuple[float, Array]:
        nonlocal passes
        passes += 1
        gradient = model.empty_gradient(np.float64)
        outputs = model.learn_from(X, Y, gradient, parameters=model.parameters.like(theta))
        costs[theta.tobytes()] = cost = float(model.mean_cost(*outputs, Y))
        return cost, gradient.flat

    def record(theta: Array) -> None:
        cost = costs.get(theta.tobytes())
        search.cost.append(cost_and_gradient(theta)[0] if cost is None else cost)
        search.passes.append(passes)
        costs.clear()
        model.theta = theta
        if search.cost[-1] <= goal:
            raise _GoalReachedError

    theta = model.theta.astype(np.float64)
    options = options | {"maxiter": iterations, "gtol": tolerance}
    try:
        record(theta)
        if iterations:
            result = minimize(cost_and_gradient, theta, jac=True, method=method, callback=record, options=options)
            search.ended = {0: "minimum", 1: "all iterations"}.get(result.status, "no further descent")
    except _GoalReachedError:
        search.ended = "goal"
    except KeyboardInterrupt:
        search.ended = "interrupted"
    return search
