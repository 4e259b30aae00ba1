"""Forgetting: networks that learn one task and then another, and what is said to help against it.

    halves, permuted    two tasks made of the digits
    fisher              F = mean of the squared gradients of single examples: BP4 with squares
    anchored            C + ½ λ Σ F_i (θ_i - θ*_i)²: elastic weight consolidation (Kirkpatrick et al. 2017); with all F
                        alike, equal springs
    rehearsed           some old examples beside the new ones
    aligned, top_only   learning without backpropagation: fixed random matrices on the way back; only the last layer

All but ``fisher`` and the tasks are goals of ``many_classifiers.taught``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bplib import _validation as check
from bplib.data import datasets
from bplib.experiments.many_classifiers import Classifiers, Goal, classify

Array = np.ndarray


class Task(NamedTuple):
    """Examples to learn from, and others to ask."""

    X: Array
    Y: Array
    test_X: Array
    test_Y: Array


def halves() -> tuple[Task, Task]:
    """Return the digits 0 to 4, and 5 to 9, a quarter held out; both have ten classes."""
    all_of_them = _split()
    return _some(all_of_them, 0), _some(all_of_them, 5)


def permuted(seed: int = 1) -> tuple[Task, Task]:
    """Return the digits, and the same with their pixels in another order."""
    task, order = _split(), np.random.default_rng(seed).permutation(64)
    return task, Task(task.X[:, order], task.Y, task.test_X[:, order], task.test_Y)


def _split() -> Task:
    learn, test = datasets.split(*datasets.digits(), 0.25, np.random.default_rng(0))
    return Task(*learn, *test)


def _some(task: Task, first: int) -> Task:
    """Return the five classes from ``first`` on."""
    kept = [(Y.argmax(axis=1) // 5 == first // 5) for Y in (task.Y, task.test_Y)]
    return Task(task.X[kept[0]], task.Y[kept[0]], task.test_X[kept[1]], task.test_Y[kept[1]])


def fisher(nets: Classifiers, X: Array) -> Array:
    """Return F, (S, P): the mean over X of the squared gradient of one example, labels drawn from the network itself.

    The gradient of one example is δ a, so its square is δ² a²: F = (D ⊙ D)ᵀ(A ⊙ A)/m.
    """
    passed = nets.forward(X)
    P = passed.A[-1]
    drawn = np.array([rng.random((len(X), 1)) for rng in nets.rngs])
    labels = np.eye(P.shape[-1])[(P.cumsum(axis=-1) > drawn).argmax(axis=-1)]
    D = nets.errors(passed, P - labels)
    squares = passed._replace(A=[A**2 for A in passed.A])
    return nets.gradient(squares, [d**2 for d in D]) / len(X)


def anchored(start: Array, F: Array | float, strength: float) -> Goal:
    """Return the goal to classify and to stay near ``start``, (S, P): the gradient gets λ F (θ - θ*)."""
    check.number("strength", strength, 0)
    return lambda nets, X, Y: classify(nets, X, Y) + strength * F * (nets.theta - start)


def rehearsed(X_old: Array, Y_old: Array, keep: int, rngs) -> Goal:
    """Return the goal to classify the new examples and as many old ones, of ``keep`` that each network has kept."""
    if check.whole_number("keep", keep, low=1) > len(X_old):
        raise ValueError(f"keep must be at most {len(X_old)}, the number of old examples, got {keep}")
    kept = np.array([rng.choice(len(X_old), keep, replace=False) for rng in rngs])
    own = np.arange(len(kept))[:, None]

    def goal(nets: Classifiers, X: Array, Y: Array) -> Array:
        which = kept[own, [rng.integers(keep, size=X.shape[1]) for rng in rngs]]
        return classify(nets, np.concatenate([X, X_old[which]], axis=1), np.concatenate([Y, Y_old[which]], axis=1))

    return goal


def aligned(nets: Classifiers) -> Goal:
    """Return the goal to classify with fixed random matrices in the place of W on the way back (Lillicrap 2016)."""
    feedback = nets.copy()
    for i, rng in enumerate(nets.rngs):
        feedback.theta[i] = rng.normal(0, 1 / np.sqrt(nets.sizes[-2]), nets.theta.shape[1])

    def goal(nets: Classifiers, X: Array, Y: Array) -> Array:
        passed = nets.forward(X)
        return nets.gradient(passed, feedback.errors(passed, (passed.A[-1] - Y) / X.shape[1]))

    return goal


def top_only(nets: Classifiers, X: Array, Y: Array) -> Array:
    """Return ∂C/∂θ of the last layer, and 0 for all others: no δ goes back."""
    passed = nets.forward(X)
    D = [np.zeros_like(A) for A in passed.A[:-1]] + [(passed.A[-1] - Y) / X.shape[1]]
    return nets.gradient(passed, D)
