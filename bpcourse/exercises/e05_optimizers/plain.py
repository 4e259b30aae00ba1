"""Right answers to the tasks of exercise 05 as a good learner writes them; the comments are what a line is called."""

from __future__ import annotations

import numpy as np


def by_hand() -> dict:
    """Return the entries of the task by hand."""
    x = 10.0
    for _ in range(3):  # gradient descent
        x = x - 0.1 * 4 * x
    descent = x
    x, v = 10.0, 0.0
    for _ in range(3):  # the heavy ball
        g = 4 * x  # the gradient of the heavy ball
        v = 0.5 * v - 0.1 * g  # the velocity of the heavy ball
        x = x + v  # the place of the heavy ball
    heavy_ball = x
    x, v = 10.0, 0.0
    for _ in range(3):  # Nesterov's rule
        ahead = x + 0.5 * v  # Nesterov's look ahead
        g = 4 * ahead  # Nesterov's gradient
        v = 0.5 * v - 0.1 * g  # Nesterov's velocity
        x = x + v  # Nesterov's place
    nesterov = x
    theta, m, v, t = 1.0, 0.0, 0.0, 0
    for g in (4.0, -10.0):  # the loop of Adam
        t += 1  # the counter t
        m = 0.5 * m + (1 - 0.5) * g  # m
        v = 0.75 * v + (1 - 0.75) * g**2  # v
        m_hat = m / (1 - 0.5**t)  # m̂
        v_hat = v / (1 - 0.75**t)  # v̂
        theta = theta - 0.3 * m_hat / np.sqrt(v_hat)  # the step of Adam
    numbers = {"descent": descent, "heavy_ball": heavy_ball, "nesterov": nesterov}
    return numbers | {"m": m, "v": v, "m_hat": m_hat, "v_hat": v_hat, "adam": theta}


def limits(H, beta):
    """Return the four numbers of a bowl."""
    curvatures = np.linalg.eigvalsh(H)
    low = curvatures[0]  # the smallest curvature
    high = curvatures[-1]  # the largest curvature
    limit = 2 / high  # limit
    heavy = 2 * (1 + beta) / high  # heavy
    best = 2 / (low + high)  # best
    factor = (high - low) / (high + low)  # the factor of a step
    steps = np.log(1e-6) / np.log(factor)  # steps
    return limit, heavy, best, steps


def limits_by_condition(H, beta):
    """Return the four numbers of a bowl, the factor from the condition number."""
    curvatures = np.linalg.eigvalsh(H)
    kappa = curvatures[-1] / curvatures[0]  # the condition number κ
    largest = curvatures.max()  # the largest curvature
    best = 2 / (curvatures.min() + largest)  # best
    factor = (kappa - 1) / (kappa + 1)  # the factor of a step
    return 2 / largest, (2 + 2 * beta) / largest, best, -6 * np.log(10) / np.log(factor)


def ball_step(gradient, x, v, eta, beta, nesterov):
    """Return place and velocity after a step."""
    place = x  # the place of the gradient
    if nesterov:  # the condition for Nesterov's rule
        place = x + beta * v  # the place of the gradient
    g = gradient(place)  # the gradient
    new_v = beta * v - eta * g  # the velocity
    new_x = x + new_v  # the place
    return new_x, new_v


def adamw_step(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    """Return the parameters and both averages after a step."""
    m = beta1 * m + (1 - beta1) * g  # m
    v = beta2 * v + (1 - beta2) * g**2  # v
    m_hat = m / (1 - beta1**t)  # m̂
    v_hat = v / (1 - beta2**t)  # v̂
    shrunk = theta - eta * decay * theta  # the decay
    step = m_hat / (np.sqrt(v_hat) + epsilon)  # the direction of the step
    new = shrunk - eta * step  # the step
    return new, m, v


def adamw_step_by_increments(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    """Return the parameters and both averages after a step, with averages that move towards the gradient."""
    new_m = m + (1 - beta1) * (g - m)  # m
    new_v = v + (1 - beta2) * (g * g - v)  # v
    m_hat = new_m / (1 - beta1**t)  # m̂
    v_hat = new_v / (1 - beta2**t)  # v̂
    theta = theta * (1 - eta * decay)  # the decay
    theta = theta - eta * m_hat / (np.sqrt(v_hat) + epsilon)  # the step
    return theta, new_m, new_v


def three_rules(gradients, eta, first):
    """Return where the three rules end."""
    n = gradients.shape[1]
    descent, signs, rprop = np.zeros(n), np.zeros(n), np.zeros(n)
    last = np.zeros(n)  # the last gradient
    size = np.full(n, first)  # the first size
    for k in range(len(gradients)):  # the loop over the gradients
        g = gradients[k]
        descent = descent - eta * g  # gradient descent
        signs = signs - eta * np.sign(g)  # the rule of signs
        agreement = np.sign(g) * np.sign(last)  # the agreement of Rprop
        longer = np.minimum(1.2 * size, 50)  # the longer step
        shorter = np.maximum(0.5 * size, 1e-6)  # the shorter step
        size = np.where(agreement > 0, longer, size)  # the case that the signs agree
        size = np.where(agreement < 0, shorter, size)  # the case that the sign has changed
        g = np.where(agreement < 0, 0, g)  # forgetting the gradient
        rprop = rprop - size * np.sign(g)  # the step of Rprop
        last = g  # the last gradient
    return descent, signs, rprop


def three_rules_weight_by_weight(gradients, eta, first):
    """Return where the three rules end, Rprop weight by weight."""
    descent = -eta * gradients.sum(axis=0)  # gradient descent
    signs = -eta * np.sign(gradients).sum(axis=0)  # the rule of signs
    rprop = np.zeros(gradients.shape[1])
    for i in range(gradients.shape[1]):  # the loop over the weights
        size, last = first, 0.0
        for k in range(len(gradients)):  # the loop over the gradients
            g = gradients[k, i]
            if g * last > 0:  # the case that the signs agree
                size = min(1.2 * size, 50)
            elif g * last < 0:  # the case that the sign has changed
                size = max(0.5 * size, 1e-6)
                g = 0.0
            rprop[i] -= size * np.sign(g)  # the step of Rprop
            last = g  # the last gradient
    return descent, signs, rprop


def marquardt_step(residuals, jacobian, theta, mu):
    """Return the step, its gain ratio, and the new parameters and brake."""
    e = residuals(theta)  # the residuals
    J = jacobian(theta)  # the Jacobian
    A = J.T @ J + mu * np.eye(len(theta))  # the matrix
    d = np.linalg.solve(A, -J.T @ e)  # the step d
    line = e + J @ d  # the promise; what the model promises
    new_theta = theta + d  # the new place
    new = residuals(new_theta)  # the new residuals
    promised = e @ e - line @ line  # the promised gain
    gained = e @ e - new @ new  # the gain that is made
    gain = gained / promised  # the gain ratio
    if gain > 0:  # the test of the gain
        return d, gain, new_theta, mu / 10
    return d, gain, theta, 10 * mu


def marquardt_step_by_costs(residuals, jacobian, theta, mu):
    """Return the step, its gain ratio, and the new parameters and brake, with costs and the gradient."""
    e = residuals(theta)  # the residuals
    J = jacobian(theta)  # the Jacobian
    g = J.T @ e  # the gradient
    H = J.T @ J  # JᵀJ
    d = -np.linalg.inv(H + mu * np.eye(len(theta))) @ g  # the step d
    cost = (e**2).sum() / 2  # the cost
    new_cost = (residuals(theta + d) ** 2).sum() / 2  # the new cost
    promised = ((e + J @ d) ** 2).sum() / 2  # the promised cost
    gain = (cost - new_cost) / (cost - promised)  # the gain ratio
    new_theta = theta  # the old place
    new_mu = 10 * mu  # the brake of a bad step
    if gain > 0:  # the test of the gain
        new_theta = theta + d  # the new place
        new_mu = mu / 10  # the new brake
    return d, gain, new_theta, new_mu
