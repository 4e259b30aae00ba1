"""Answers to tasks of exercise 06 as they are usually written; a change in their text is a mistake."""

from __future__ import annotations

import numpy as np


def energy_and_forces(W, b, s, Y, beta):
    """Return (E, C, forces) of task 06.2."""
    L = len(W) - 1
    E = 0.0
    for l in range(1, L + 1):
        E = E + np.sum(s[l] ** 2, axis=1) / 2  # the squares in E
        E = E - np.sum(s[l] * (s[l - 1] @ W[l].T), axis=1)  # the connections in E
        E = E - s[l] @ b[l]  # the biases in E
    C = np.sum((s[L] - Y) ** 2, axis=1) / 2
    forces = [None] * (L + 1)
    for l in range(1, L + 1):
        forces[l] = s[l - 1] @ W[l].T + b[l] - s[l]  # the force from below
        if l < L:
            forces[l] = forces[l] + s[l + 1] @ W[l + 1]  # the force from above
        else:
            forces[l] = forces[l] + beta * (Y - s[l])  # the pull
    return E, C, forces


def sweep(W, b, s, Y, beta, order):
    """Return the states of task 06.3, what comes from below first."""
    L = len(W) - 1
    s = list(s)
    for l in order:
        z = s[l - 1] @ W[l].T + b[l]  # what comes from below
        if l < L:
            z = z + s[l + 1] @ W[l + 1]  # what comes from above
        else:
            z = (z + beta * Y) / (1 + beta)  # the outputs
        s[l] = np.clip(z, 0, 1)  # the limits
    return s


def sweep_by_kind(W, b, s, Y, beta, order):
    """Return the states of task 06.3, hidden layers and outputs apart."""
    L = len(W) - 1
    s = list(s)
    for l in order:
        if l < L:
            z = s[l - 1] @ W[l].T + s[l + 1] @ W[l + 1] + b[l]  # the hidden layers
        else:
            z = (s[l - 1] @ W[l].T + b[l] + beta * Y) / (1 + beta)  # the outputs
        s[l] = np.minimum(np.maximum(z, 0), 1)  # the limits
    return s


def ep_gradient(free, plus, minus, beta):
    """Return the gradients of task 06.4."""
    L, m = len(free) - 1, len(free[0])
    other = free if minus is None else minus
    distance = beta if minus is None else 2 * beta
    grad_W, grad_b = [None] * (L + 1), [None] * (L + 1)
    for l in range(1, L + 1):
        of_plus = plus[l].T @ plus[l - 1]  # the product of the pulled phase
        of_other = other[l].T @ other[l - 1]  # the product of the other phase
        grad_W[l] = (of_other - of_plus) / (m * distance)  # grad_W
        grad_b[l] = np.sum(other[l] - plus[l], axis=0) / (m * distance)  # grad_b
    return grad_W, grad_b


def mended_epoch(W, b, X, Y, batch_size, beta, rate, free_steps, nudged_steps):
    """Return (W, b) of task 06.6, with the relaxation inside."""
    L = len(W) - 1
    W, b = [None] + [w.copy() for w in W[1:]], [None] + [v.copy() for v in b[1:]]

    def relaxed(states, y, pull, steps):
        states = list(states)
        for _ in range(steps):
            old = list(states)
            for l in range(1, L + 1):
                beside = old[l + 1] @ W[l + 1] if l < L else pull * (y - old[l])  # what comes from above, and the pull
                force = old[l - 1] @ W[l].T + b[l] + beside - old[l]  # the force
                states[l] = np.clip(old[l] + 0.5 * force, 0, 1)  # the step of the relaxation
        return states

    for start in range(0, len(X), batch_size):
        rows = np.arange(len(X))[start : start + batch_size]
        x, y, m = X[rows], Y[rows], len(rows)
        rest = [x] + [np.zeros((m, len(v))) for v in b[1:]]  # the rest before the free phase
        free = relaxed(rest, y, 0, free_steps)  # the free phase
        plus = relaxed(free, y, beta, nudged_steps)  # the phase that is pulled
        minus = relaxed(free, y, -beta, nudged_steps)  # the phase that is pushed
        scale = rate / (2 * beta * m)
        for l in range(1, L + 1):
            W[l] = W[l] + scale * (plus[l].T @ plus[l - 1] - minus[l].T @ minus[l - 1])  # the step of W
            b[l] = b[l] + scale * np.sum(plus[l] - minus[l], axis=0)  # the step of b
    return W, b
