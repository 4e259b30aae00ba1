"""Answers to tasks of exercise 04 as they are usually written; a change in their text is a mistake."""

from __future__ import annotations

import numpy as np

from bplib.activations import sigmoid


def binary_cross_entropy(Z, Y):
    """Return (costs, delta) of task 04.2."""
    of_ones = Y * np.logaddexp(0, -Z)  # the term of y
    of_zeros = (1 - Y) * np.logaddexp(0, Z)  # the term of 1 - y
    costs = np.sum(of_ones + of_zeros, axis=1)
    delta = sigmoid(Z) - Y  # δ
    return costs, delta


def binary_cross_entropy_in_one(Z, Y):
    """Return (costs, delta) of task 04.2, in one formula."""
    positive = np.maximum(Z, 0)
    small = np.log1p(np.exp(-np.abs(Z)))  # the logarithm
    costs = np.sum(positive - Z * Y + small, axis=1)
    return costs, sigmoid(Z) - Y


def measured_gradient(cost, theta, h):
    """Return the differences of task 04.4."""
    theta = theta.astype(float)
    gradient = np.zeros(theta.shape)
    for index in np.ndindex(theta.shape):
        up, down = theta.copy(), theta.copy()
        up[index] = theta[index] + h  # the step up
        down[index] = theta[index] - h  # the step down
        gradient[index] = (cost(up) - cost(down)) / (2 * h)  # the quotient
    return gradient


def standardised(X_learn, X_test):
    """Return both tables of task 04.5."""
    mean = np.mean(X_learn, axis=0)
    never = np.max(X_learn, axis=0) == np.min(X_learn, axis=0)
    deviation = np.sqrt(np.mean((X_learn - mean) ** 2, axis=0))  # the deviation
    deviation = np.where(never, 1, deviation)  # the columns that never change
    learn = (X_learn - mean) / deviation
    test = (X_test - mean) / deviation
    return learn, test


def dropout(A, grad, draws, p):
    """Return both results of task 04.6."""
    mask = draws >= p
    scale = 1 / (1 - p)
    dropped = A * mask * scale
    grad_A = grad * mask * scale
    return dropped, grad_A
