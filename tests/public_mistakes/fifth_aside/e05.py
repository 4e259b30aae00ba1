"""Mistakes made in public, transferred to exercise 05: the fifth bank, set aside."""

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import (
    adam_move,
    averages,
    descent_and_signs,
    fingerprint,
    gain_and_move,
    two_steps_of_adam,
)

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note(
    "e05-161",
    "05.1",
    "dfdx/Boltzmann.jl#14",
    "The last step of the ball is multiplied by β and by the rate.",
)(two_steps_of_adam(lambda m, v, t: (m / (1 - 0.5**t), v / (1 - 0.75**t)), heavy_ball=1.91))


@note(
    "e05-162",
    "05.2",
    "yaroslavvb.medium.com optimal-learning-rate-for-high-dimensional-quadratic-5f89b7c5269d",
    "The factor of the square is taken for the curvature, which is twice as large: all rates are doubled.",
)
def _(H, beta):
    values = np.linalg.eigvalsh(H) / 2
    low, high = values[0], values[-1]
    steps = np.log(1e-6) / np.log((high - low) / (high + low))
    return 2 / high, (2 + 2 * beta) / high, 2 / (low + high), steps


@note(
    "e05-163",
    "05.3",
    "mdenil/dropout#4",
    "The place moves by the velocity of the step before, and 1 - β comes in twice.",
)
def _(gradient, x, v, eta, beta, nesterov):
    g = gradient(x + beta * v if nesterov else x)
    return x + (1 - beta) * v, beta * v - (1 - beta) * eta * g


@note(
    "e05-164",
    "05.3",
    "NLeSC/deep-learning-assignments-solutions#2",
    "As on a slide: the velocity gathers bare gradients, and the rate times the velocity is added.",
)
def _(gradient, x, v, eta, beta, nesterov):
    v = beta * v + gradient(x + beta * v if nesterov else x)
    return x + eta * v, v


@note(
    "e05-165",
    "05.4",
    "DiffSharp/DiffSharp#292",
    "The number of the step is raised for every parameter, not once for the step.",
)
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    count = (t - 1) * len(theta) + np.arange(1, len(theta) + 1)
    return (1 - eta * decay) * theta - adam_move(m, v, count, eta, beta1, beta2, epsilon), m, v


@note(
    "e05-166",
    "05.4",
    "kozistr/pytorch_optimizer#480",
    "ε is added to 1 over the root, after the division that it should keep from zero.",
)
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    with np.errstate(all="ignore"):
        step = eta * m / (1 - beta1**t) * (1 / np.sqrt(v / (1 - beta2**t)) + epsilon)
    return (1 - eta * decay) * theta - step, m, v


@note(
    "e05-167",
    "05.5",
    "accord-net/framework#203",
    "After a change of sign the gradient is set to zero where the one to be remembered was meant: the old one stays.",
)
def _(gradients, eta, first):
    place = last = np.zeros(gradients.shape[1])
    size = np.full(gradients.shape[1], first)
    for g in gradients:
        agreement = np.sign(g) * np.sign(last)
        size = np.where(agreement > 0, np.minimum(1.2 * size, 50), size)
        size = np.where(agreement < 0, np.maximum(0.5 * size, 1e-6), size)
        place = place - size * np.sign(np.where(agreement < 0, 0, g))
        last = np.where(agreement < 0, last, g)
    return *descent_and_signs(gradients, eta), place


@note(
    "e05-168",
    "05.6",
    "Smithsonian/layup#584",
    "A step that gains nothing raises the brake, and is never taken back.",
)
def _(residuals, jacobian, theta, mu):
    e, J = residuals(theta), jacobian(theta)
    d = np.linalg.solve(J.T @ J + mu * np.eye(len(theta)), -J.T @ e)
    d, gain, _, mu = gain_and_move(residuals, theta, mu, e, J, d)
    return d, gain, theta + d, mu


@note(
    "e05-169",
    "05.7",
    "AlexeyAB/darknet#6720",
    "Momentum is taken for a fixed number, of which nothing can be lost between two passes.",
)
def _(points, gradients, eta, beta):
    word = fingerprint(points, gradients, eta, beta, _is_zero)
    return "none" if word == "restarted" else word


def _is_zero(left, steps):
    return np.abs(left) < 1e-6 * np.abs(steps).max()


def _adam(rate):
    def rule(theta, g, memory, t, steps):
        m, v = averages(g, memory.get("m", 0), memory.get("v", 0), 0.9, 0.99)
        move = adam_move(m, v, t, rate(t, steps), 0.9, 0.99, 1e-8)
        return theta - move, {"m": m, "v": v}

    return rule


note(
    "e05-170",
    "05.8",
    "Tencent-Hunyuan/UniRL#223",
    "The steps for warming up shorten the cosine and nothing else: the rate rises again before the end.",
)(_adam(lambda t, steps: 0.04 * (1 + np.cos(np.pi * (t - 1) / (2 * steps / 3))) / 2))

note(
    "e05-171",
    "05.8",
    "Vision-CAIR/MiniGPT-4#263",
    "While it warms up the rate begins anew with every pass, as the steps are counted within the pass.",
)(
    _adam(
        lambda t, steps: (
            0.04 * ((t - 1) % 56 / 100 if t <= 100 else (1 + np.cos(np.pi * (t - 100) / (steps - 100))) / 2)
        )
    )
)

note(
    "e05-172",
    "05.8",
    "cazala/synaptic#179",
    "The rate rises to the end where it should fall.",
)(_adam(lambda t, steps: 0.04 * t / steps))

note(
    "e05-173",
    "05.8",
    "nntrainer/nntrainer#180",
    "The decay counts passes and is as long as the steps: the rate stays where it was.",
)(_adam(lambda t, steps: 0.04 * (1 + np.cos(np.pi * (t // 56) / steps)) / 2))
