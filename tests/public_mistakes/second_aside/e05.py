"""Mistakes made in public, transferred to exercise 05: the second bank, set aside."""

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


def _hats(m, v, t):
    return m / (1 - 0.5**t), v / (1 - 0.75**t)


note("e05-61", "05.1", "fastai/fastbook#482", "Both balls get their gradient damped by 1 - β, as in an average.")(
    two_steps_of_adam(_hats, heavy_ball=3.02, nesterov=3.52)
)

note("e05-62", "05.1", "PennyLaneAI/pennylane#1928", "The power stands outside the bracket: (1 - β) to the t.")(
    two_steps_of_adam(lambda m, v, t: (m / 0.5**t, v / 0.25**t))
)

note("e05-63", "05.1", "mila-iqia/blocks#1159", "β is the share of the new, as in an early version of the paper.")(
    two_steps_of_adam(_hats, v=78.0, v_hat=83.2, adam=0.8754)
)


@note(
    "e05-64",
    "05.2",
    "distillpub/post--momentum#51",
    "The largest rate that does not run away is called the best.",
)
def _(H, beta):
    values = np.linalg.eigvalsh(H)
    low, high = values[0], values[-1]
    return 2 / high, (2 + 2 * beta) / high, 2 / high, np.log(1e-6) / np.log(np.abs(1 - 2 * low / high))


@note(
    "e05-65",
    "05.3",
    "chainer/chainer#4274",
    "The formula for the point ahead, and the velocity in it is the new one.",
)
def _(gradient, x, v, eta, beta, nesterov):
    g = gradient(x)
    v = beta * v - eta * g
    return (x + beta**2 * v - (1 + beta) * eta * g if nesterov else x + v), v


@note("e05-66", "05.3", "BRML/climin#29", "The rate multiplies the old velocity, too.")
def _(gradient, x, v, eta, beta, nesterov):
    v = beta * eta * v
    v = v - eta * gradient(x + v if nesterov else x)
    return x + v, v


@note("e05-67", "05.3", "udlbook/udlbook#149", "The look ahead goes by the whole velocity, without β.")
def _(gradient, x, v, eta, beta, nesterov):
    v = beta * v - eta * gradient(x + v if nesterov else x)
    return x + v, v


@note("e05-68", "05.3", "fastai/fastbook#482", "The gradient gets a factor 1 - β, as in an average.")
def _(gradient, x, v, eta, beta, nesterov):
    v = beta * v - (1 - beta) * eta * gradient(x + beta * v if nesterov else x)
    return x + v, v


@note("e05-69", "05.4", "karpathy/convnetjs#70", "The corrections multiply where they should divide.")
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    step = eta * m * (1 - beta1**t) / (np.sqrt(v * (1 - beta2**t)) + epsilon)
    return (1 - eta * decay) * theta - step, m, v


@note("e05-70", "05.4", "frgfm/holocron#1", "The averages are corrected in place, and go on corrected.")
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    m, v = m / (1 - beta1**t), v / (1 - beta2**t)
    return (1 - eta * decay) * theta - eta * m / (np.sqrt(v) + epsilon), m, v


@note(
    "e05-71", "05.4", "PennyLaneAI/pennylane#1928", "The corrections are made twice, in the averages and in the rate."
)
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    rate = eta * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return (1 - eta * decay) * theta - adam_move(m, v, t, rate, beta1, beta2, epsilon), m, v


@note("e05-72", "05.4", "keras-team/keras#10129", "The steps are counted from 0: at the first one 0 is divided by 0.")
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    step = eta * m / (1 - beta1 ** (t - 1)) / (np.sqrt(v / (1 - beta2 ** (t - 1))) + epsilon)
    return (1 - eta * decay) * theta - step, m, v


@note("e05-73", "05.4", "e-sensing/torchopt#14", "The decay is subtracted as it is, without the parameters.")
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    return theta - eta * decay - adam_move(m, v, t, eta, beta1, beta2, epsilon), m, v


@note(
    "e05-74",
    "05.4",
    "mila-iqia/blocks#1144",
    "The first average is made with the power of β, which falls from step to step.",
)
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = beta1**t * m + (1 - beta1**t) * g, beta2 * v + (1 - beta2) * g**2
    return (1 - eta * decay) * theta - adam_move(m, v, t, eta, beta1, beta2, epsilon), m, v


@note("e05-75", "05.4", "LiyuanLucasLiu/RAdam#69", "As it was printed: the old average is divided by β.")
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = beta1 * m + (1 - beta1) * g, v / beta2 + (1 - beta2) * g**2
    return (1 - eta * decay) * theta - adam_move(m, v, t, eta, beta1, beta2, epsilon), m, v


@note("e05-76", "05.4", "fastai/fastbook#174", "Sums in place of averages: the new gradient has no factor.")
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = beta1 * m + g, beta2 * v + g**2
    return (1 - eta * decay) * theta - adam_move(m, v, t, eta, beta1, beta2, epsilon), m, v


@note(
    "e05-77",
    "05.5",
    "bulyaki.com 2013/04/14/the-resilient-propagation-rprop-algorithm",
    "The sign of the weight is watched, not that of its derivative.",
)
def _(gradients, eta, first):
    place = last = np.zeros(gradients.shape[1])
    size = np.full(gradients.shape[1], first)
    for g in gradients:
        agreement = np.sign(place) * np.sign(last)
        size = np.where(agreement > 0, np.minimum(1.2 * size, 50), size)
        size = np.where(agreement < 0, np.maximum(0.5 * size, 1e-6), size)
        last, place = place, place - size * np.sign(np.where(agreement < 0, 0, g))
    return *descent_and_signs(gradients, eta), place


@note(
    "e05-78",
    "05.6",
    "motifsbyvincent.blogspot.com p/levenberg-marquardt",
    "A step that makes things better is taken back, and one that does not is kept.",
)
def _(residuals, jacobian, theta, mu):
    e, J = residuals(theta), jacobian(theta)
    d = np.linalg.solve(J.T @ J + mu * np.eye(len(theta)), -J.T @ e)
    d, gain, _, mu = gain_and_move(residuals, theta, mu, e, J, d)
    return d, gain, (theta if gain > 0 else theta + d), mu


@note(
    "e05-79",
    "05.6",
    "djconnel.blogspot.com 2014/01",
    "The brake shortens the step of Gauss and Newton, and leaves its direction.",
)
def _(residuals, jacobian, theta, mu):
    e, J = residuals(theta), jacobian(theta)
    d = np.linalg.solve(J.T @ J, -J.T @ e) / (1 + mu)
    return gain_and_move(residuals, theta, mu, e, J, d)


@note("e05-80", "05.7", "fastai/fastbook#174", "Holds the damped rule for the one that was promised.")
def _(points, gradients, eta, beta):
    def zero(left, steps):
        return np.abs(left) < 1e-6 * np.abs(steps).max()

    return fingerprint(points, (1 - beta) * gradients, eta, beta, zero)


def _adam(rate, hats):
    def rule(theta, g, memory, t, steps):
        m, v = averages(g, memory.get("m", 0), memory.get("v", 0), 0.9, 0.999)
        m_hat, v_hat = hats(m, v, t)
        return theta - rate * m_hat / (np.sqrt(v_hat) + 1e-8), {"m": m, "v": v}

    return rule


note("e05-81", "05.8", "mila-iqia/blocks#767", "Adam with the rate that a library has for its default.")(
    _adam(0.0002, lambda m, v, t: (m / (1 - 0.9**t), v / (1 - 0.999**t)))
)

note("e05-82", "05.8", "karpathy/convnetjs#70", "Adam whose corrections multiply.")(
    _adam(0.02, lambda m, v, t: (m * (1 - 0.9**t), v * (1 - 0.999**t)))
)
