"""Answers to tasks of exercise 01 as they are usually written; a change in their text is a mistake."""

from __future__ import annotations

import numpy as np


def targets_by_normal_equations(gradient):
    """Return (low, high) of task 01.3, from two equations with two unknowns."""
    g0 = gradient(0, 0)
    g1 = gradient(1, 0) - g0
    g2 = gradient(0, 1) - g0
    below = (g1 @ g1) * (g2 @ g2) - (g1 @ g2) ** 2
    low = ((g1 @ g2) * (g2 @ g0) - (g2 @ g2) * (g1 @ g0)) / below
    high = ((g1 @ g2) * (g1 @ g0) - (g1 @ g1) * (g2 @ g0)) / below
    return low, high


def control_gradient(A, B, c, d, end):
    """Return the gradient of task 01.4."""
    gradient = np.zeros(d.shape)
    costate = end
    for k in range(len(A) - 1, -1, -1):
        gradient[k] = B[k].T @ costate + d[k]  # the gradient of stage k
        costate = A[k].T @ costate + c[k]  # the step of the costate
    return gradient


def control_gradient_from_all_costates(A, B, c, d, end):
    """Return the gradient of task 01.4, with all costates first."""
    N = len(A)
    costate = np.zeros((N + 1, len(end)))
    costate[N] = end
    for k in range(N - 1, -1, -1):
        costate[k] = A[k].T @ costate[k + 1] + c[k]  # the step of the costate
    gradient = np.zeros(d.shape)
    for k in range(N):
        gradient[k] = B[k].T @ costate[k + 1] + d[k]  # the gradient of stage k
    return gradient


def predicted_error(steps, values, errors):
    """Return (error, culprit) of task 01.5."""
    c = np.zeros(len(values))
    c[len(values) - 1] = 1
    inputs = len(values) - len(steps)
    for n in range(len(steps) - 1, -1, -1):
        operation, i, j = steps[n]
        own = c[inputs + n]
        if operation == "+":
            c[i] += own  # the first of a sum
            c[j] += own  # the second of a sum
        if operation == "-":
            c[i] += own  # the first of a difference
            c[j] -= own  # the second of a difference
        if operation == "*":
            c[i] += own * values[j]  # the first of a product
            c[j] += own * values[i]  # the second of a product
        if operation == "/":
            c[i] += own / values[j]  # the numerator
            c[j] -= own * values[i] / values[j] ** 2  # the denominator
    arriving = c * np.array(errors)
    return np.sum(arriving), np.argmax(np.abs(arriving))
