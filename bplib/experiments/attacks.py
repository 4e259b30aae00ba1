"""Attacks by the gradient of the input: pictures that are changed a little, so that a network takes them for others.

    signed          x + ε sign(∂C/∂x), cut to 0 ... 1: the fast gradient sign method (Goodfellow et al. 2014)
    in_steps        the same in ten steps, never more than ε away from x
    hardened        the goal to classify each example and its attacked twin
    removed         pictures without the pixels that stand highest in some order: does a map show what counts?

∂C/∂x is that of the cross-entropy.
"""

from __future__ import annotations

import numpy as np

from bplib import _validation as check
from bplib.experiments.many_classifiers import Classifiers, Goal, classify

Array = np.ndarray


def input_gradient(nets: Classifiers, X: Array, Y: Array) -> Array:
    """Return ∂C_x/∂x = δ¹W¹ of each example, (S, m, n_0), for the cross-entropy."""
    passed = nets.forward(X)
    return nets.errors(passed, passed.A[-1] - Y)[0]


def signed(nets: Classifiers, X: Array, Y: Array, epsilon: float) -> Array:
    """Return the attacked pictures, (S, m, n_0), each made for its own network."""
    check.number("epsilon", epsilon, 0)
    return np.clip(X + epsilon * np.sign(input_gradient(nets, X, Y)), 0, 1)


def in_steps(nets: Classifiers, X: Array, Y: Array, epsilon: float, steps: int = 10) -> Array:
    """Return pictures attacked in steps of ε/4, each pixel at most ε from where it was, (S, m, n_0)."""
    check.number("epsilon", epsilon, 0)
    attacked = X
    for _ in range(check.whole_number("steps", steps, low=1)):
        attacked = attacked + epsilon / 4 * np.sign(input_gradient(nets, attacked, Y))
        attacked = np.clip(attacked, X - epsilon, X + epsilon).clip(0, 1)
    return attacked


def hardened(epsilon: float) -> Goal:
    """Return the goal to classify each example and what ``signed`` makes of it at this moment."""

    def goal(nets: Classifiers, X: Array, Y: Array) -> Array:
        both = np.concatenate([X, signed(nets, X, Y, epsilon)], axis=1)
        return classify(nets, both, np.concatenate([Y, Y], axis=1))

    return goal


def correlations(X: Array, Y: Array) -> Array:
    """Return the correlation of each row of X with that of Y, (...,); a row without spread gives 0."""
    X, Y = (A - A.mean(axis=-1, keepdims=True) for A in (X, Y))
    size = np.sqrt((X**2).sum(axis=-1) * (Y**2).sum(axis=-1))
    return (X * Y).sum(axis=-1) / np.where(size == 0, 1, size)


def removed(X: Array, order: Array, count: int, instead: Array) -> Array:
    """Return X, with the ``count`` pixels of each picture that stand highest in ``order`` replaced, (..., m, n_0).

    ``order`` is (m, n_0) or (S, m, n_0); ``instead``, (n_0,), is what is put there.
    """
    check.whole_number("count", count, low=0)
    which = np.argsort(-order, axis=-1, kind="stable")[..., :count]
    changed = np.broadcast_to(X, order.shape).copy()
    np.put_along_axis(changed, which, instead[which], axis=-1)
    return changed
