"""Right answers to the tasks of exercise 06 as a good learner writes them; the comments are what a line is called."""

from __future__ import annotations

import numpy as np


def two_units() -> dict:
    """Return the entries of the task by hand."""
    a, b, w, t, beta = 0.2, 0.02, 0.8, 1.0, 0.04
    o = (b + w * a) / (1 - w**2)  # the free o
    h = a + w * o  # the free h
    energy = h**2 / 2 + o**2 / 2 - w * h * o - a * h - b * o  # the energy
    cost = (o - t) ** 2 / 2  # the cost
    plus_o = (b + w * a + beta * t) / (1 - w**2 + beta)  # the pulled o
    plus_h = a + w * plus_o  # the pulled h
    minus_o = (b + w * a - beta * t) / (1 - w**2 - beta)  # the o that is pushed away
    minus_h = a + w * minus_o  # the h that is pushed away
    one_sided = -(plus_h * plus_o - h * o) / beta  # the one-sided estimate
    symmetric = -(plus_h * plus_o - minus_h * minus_o) / (2 * beta)  # the symmetric estimate
    slope = (a + 2 * w * o) / (1 - w**2)  # do/dw
    exact = (o - t) * slope  # the exact gradient
    entries = {"h_free": h, "o_free": o, "E": energy, "C": cost, "o_nudged": plus_o}
    return entries | {"one_sided": one_sided, "symmetric": symmetric, "exact": exact}


def energy_and_forces(W, b, s, Y, beta):
    """Return the energies, the costs and the forces."""
    E, forces = np.zeros(len(Y)), [None]
    for l in range(1, len(W)):  # the loop over the layers
        own = (s[l] ** 2).sum(axis=1) / 2  # the term ½ s²
        pair = (s[l] * (s[l - 1] @ W[l].T)).sum(axis=1)  # the term of the connections
        bias = s[l] @ b[l]  # the term of the biases
        E = E + own - pair - bias  # the energy
        force = s[l - 1] @ W[l].T + b[l] - s[l]  # the force from below
        if l < len(W) - 1:  # the hidden layers
            force = force + s[l + 1] @ W[l + 1]  # the force from above
        else:
            force = force + beta * (Y - s[l])  # the pull
        forces.append(force)
    C = ((s[-1] - Y) ** 2).sum(axis=1) / 2  # the cost
    return E, C, forces


def energy_and_forces_in_two_loops(W, b, s, Y, beta):
    """Return the energies, the costs and the forces, in one formula each."""
    L = len(W) - 1
    E = 0.0
    for l in range(1, L + 1):  # the energy
        E = E + (s[l] * (s[l] / 2 - s[l - 1] @ W[l].T - b[l])).sum(axis=1)
    C = 0.5 * ((s[L] - Y) ** 2).sum(axis=1)  # the cost
    forces = [None]
    for l in range(1, L + 1):  # the force from below
        forces.append(s[l - 1] @ W[l].T + b[l] - s[l])
    for l in range(1, L):  # the force from above
        forces[l] += s[l + 1] @ W[l + 1]
    forces[L] += beta * (Y - s[L])  # the pull
    return E, C, forces


def sweep(W, b, s, Y, beta, order):
    """Return the states after a sweep."""
    s = list(s)  # the copy of the list
    for l in order:  # the loop over the layers
        z = s[l - 1] @ W[l].T + b[l]  # the input from below
        if l < len(W) - 1:  # the hidden layers
            z = z + s[l + 1] @ W[l + 1]  # the input from above
        else:
            pulled = z + beta * Y  # the pull
            z = pulled / (1 + beta)  # the division at the output
        s[l] = np.clip(z, 0, 1)  # the clip
    return s


def sweep_with_walls(W, b, s, Y, beta, order):
    """Return the states after a sweep, with the walls one by one."""
    L, states = len(W) - 1, list(s)
    for l in order:  # the loop over the layers
        below, bias = states[l - 1] @ W[l].T, b[l]  # the input from below
        if l == L:  # the output layer
            z = (below + bias + beta * Y) / (1 + beta)  # the pull
        else:
            z = below + bias + states[l + 1] @ W[l + 1]  # the input from above
        z = np.maximum(z, 0)  # the wall at 0
        states[l] = np.minimum(z, 1)  # the wall at 1
    return states


def ep_gradient(free, plus, minus, beta):
    """Return the gradients from settled states."""
    other, distance = minus, 2 * beta
    if minus is None:  # the one-sided case
        other, distance = free, beta
    m = len(free[0])
    grad_W, grad_b = [None], [None]
    for l in range(1, len(free)):  # the loop over the layers
        first = other[l].T @ other[l - 1]  # the products of the other phase
        second = plus[l].T @ plus[l - 1]  # the products of the pulled phase
        grad_W.append((first - second) / (distance * m))  # grad_W
        grad_b.append((other[l] - plus[l]).sum(axis=0) / (distance * m))  # grad_b
    return grad_W, grad_b


def ep_gradient_in_two_cases(free, plus, minus, beta):
    """Return the gradients from settled states, the two cases apart."""
    m = len(free[0])
    grad_W, grad_b = [None] * len(free), [None] * len(free)
    for l in range(1, len(free)):  # the loop over the layers
        if minus is None:  # the one-sided case
            products = free[l].T @ free[l - 1] - plus[l].T @ plus[l - 1]  # the products of the one-sided case
            states = free[l] - plus[l]  # the states of the one-sided case
            distance = beta  # the distance of the one-sided case
        else:
            products = minus[l].T @ minus[l - 1] - plus[l].T @ plus[l - 1]  # the products of the symmetric case
            states = minus[l] - plus[l]  # the states of the symmetric case
            distance = 2 * beta  # the distance of the symmetric case
        grad_W[l] = products / m / distance  # grad_W
        grad_b[l] = states.mean(axis=0) / distance  # grad_b
    return grad_W, grad_b
