"""A student that learns from a teacher's soft answers (Hinton, Vinyals and Dean 2015), also about a class it never saw.

With p_T = softmax(z/T) of the student and q_T = softmax(v/T) of the teacher, at the temperature T,

    C_x = -T² Σ q_T ln p_T,      δ^L = T (p_T - q_T)

    imitate         the goal at a temperature
    softened        q_T of teachers
    until_named     raise one output bias until a class is named as often as it should be
"""

from __future__ import annotations

import numpy as np

from bplib import _validation as check
from bplib.activations import softmax
from bplib.experiments.many_classifiers import Classifiers, Goal

Array = np.ndarray


def softened(teachers: Classifiers, X: Array, T: float) -> Array:
    """Return q_T of each teacher for X, (S, m, n_L)."""
    return softmax(teachers.forward(X).Z[-1] / check.number("T", T, 0, low_open=True))


def imitate(T: float) -> Goal:
    """Return the goal to answer as the teacher does; its targets are q_T, (S, m, n_L)."""

    def goal(nets: Classifiers, X: Array, Q: Array) -> Array:
        passed = nets.forward(X)
        return nets.go_back(passed, T * (softmax(passed.Z[-1] / T) - Q) / X.shape[1])[0]

    return goal


def until_named(nets: Classifiers, missing: int, X: Array, share: float) -> Array:
    """Raise the bias of one output, in each network, until that share of X is called this class; return by how much.

    A picture is called so when its z is above all others: the smallest rise is a quantile of what is missing.
    """
    Z = nets.forward(X).Z[-1]
    others = np.delete(Z, missing, axis=-1).max(axis=-1)
    rise = np.quantile(others - Z[..., missing], share, axis=-1)
    nets.b[-1][:, 0, missing] += rise
    return rise
