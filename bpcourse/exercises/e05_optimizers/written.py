"""Answers to tasks of exercise 05 as they are usually written; a change in their text is a mistake."""

from __future__ import annotations

import numpy as np


def limits(H, beta):
    """Return the four numbers of task 05.2."""
    curvatures = np.linalg.eigvalsh(H)
    low, high = curvatures[0], curvatures[-1]
    limit = 2 / high
    heavy = 2 * (1 + beta) / high
    best = 2 / (low + high)
    factor = (high - low) / (high + low)  # the factor of a step
    steps = np.log(1e-6) / np.log(factor)
    return limit, heavy, best, steps


def ball_step(gradient, x, v, eta, beta, nesterov):
    """Return (x, v) of task 05.3."""
    place = x + beta * v if nesterov else x  # the place of the gradient
    g = gradient(place)
    v = beta * v - eta * g  # the new velocity
    x = x + v  # the step
    return x, v


def adamw_step(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    """Return (theta, m, v) of task 05.4."""
    theta = theta - eta * decay * theta  # the decay
    m = beta1 * m + (1 - beta1) * g  # m
    v = beta2 * v + (1 - beta2) * g**2  # v
    m_hat = m / (1 - beta1**t)  # the correction of m
    v_hat = v / (1 - beta2**t)  # the correction of v
    theta = theta - eta * m_hat / (np.sqrt(v_hat) + epsilon)  # the step
    return theta, m, v


def three_rules(gradients, eta, first):
    """Return the three ends of task 05.5."""
    n = gradients.shape[1]
    descent, signs, rprop = np.zeros(n), np.zeros(n), np.zeros(n)
    size, last = np.full(n, first), np.zeros(n)
    for g in gradients:
        descent = descent - eta * g  # gradient descent
        signs = signs - eta * np.sign(g)  # the rule of signs
        agreement = g * last
        grown = np.minimum(1.2 * size, 50)  # the growth of Δ
        halved = np.maximum(0.5 * size, 1e-6)  # the halving of Δ
        size = np.where(agreement > 0, grown, np.where(agreement < 0, halved, size))  # the new Δ
        g = np.where(agreement < 0, 0, g)  # the gradient after a change of sign
        rprop = rprop - size * np.sign(g)  # the step of rprop
        last = g  # the last gradient
    return descent, signs, rprop


def marquardt_step(residuals, jacobian, theta, mu):
    """Return the four results of task 05.6."""
    e, J = residuals(theta), jacobian(theta)
    left = J.T @ J + mu * np.eye(len(theta))  # the matrix
    d = np.linalg.solve(left, -J.T @ e)  # the right side
    new = theta + d
    after = residuals(new)
    line = e + J @ d  # the straight line
    gained = np.sum(e**2) - np.sum(after**2)  # the numerator of the gain
    promised = np.sum(e**2) - np.sum(line**2)  # the denominator of the gain
    gain = gained / promised
    if gain > 0:
        theta = new  # the new parameters
        mu = mu / 10  # the brake after a good step
    else:
        mu = mu * 10  # the brake after a bad step
    return d, gain, theta, mu
