"""Mistakes made in public, transferred to exercise 05: the third bank, set aside."""

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


note("e05-101", "05.1", "fastai/fastbook#342", "The new square goes into its average as a whole, without 1 - β.")(
    two_steps_of_adam(_hats, v=112.0, v_hat=256.0, adam=0.95)
)


@note(
    "e05-102",
    "05.2",
    "d2l-ai/d2l-vi#2074",
    "With momentum a step counts 1/(1 - β) times, so the rate may be only 1 - β times as large.",
)
def _(H, beta):
    values = np.linalg.eigvalsh(H)
    low, high = values[0], values[-1]
    factor = (high - low) / (high + low)
    return 2 / high, (1 - beta) * 2 / high, 2 / (low + high), np.log(1e-6) / np.log(factor)


@note(
    "e05-103",
    "05.3",
    "ml-explore/mlx#87",
    "Nesterov's look ahead is made with the gradient, to which the velocity is added, and not with the place.",
)
def _(gradient, x, v, eta, beta, nesterov):
    g = gradient(x)
    if nesterov:
        g = g - beta * v / eta
    v = beta * v - eta * g
    return x + v, v


@note(
    "e05-104",
    "05.3",
    "dfdx/Boltzmann.jl#16",
    "The old velocity moves the ball and is not handed on: what is kept is the step of the gradient alone.",
)
def _(gradient, x, v, eta, beta, nesterov):
    push = -eta * gradient(x + beta * v if nesterov else x)
    return x + beta * v + push, push


@note("e05-105", "05.4", "fastai/fastbook#342", "In the average of the squares the new one has no factor 1 - β.")
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + g**2
    return (1 - eta * decay) * theta - adam_move(m, v, t, eta, beta1, beta2, epsilon), m, v


@note(
    "e05-106",
    "05.4",
    "stockeh/mlx-optimizers#43",
    "The second average is that of the squared parameters, not of the squared gradients.",
)
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * theta**2
    return (1 - eta * decay) * theta - adam_move(m, v, t, eta, beta1, beta2, epsilon), m, v


@note(
    "e05-107",
    "05.4",
    "UselessToys/Ecosystem_WebUI#383",
    "The root is taken in place: the step is right, and the root goes on as the average.",
)
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    step = adam_move(m, v, t, eta, beta1, beta2, epsilon)
    return (1 - eta * decay) * theta - step, m, np.sqrt(v)


@note("e05-108", "05.4", "kozistr/pytorch_optimizer#397", "ε comes twice, inside the root and outside.")
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    step = eta * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t) + epsilon) + epsilon)
    return (1 - eta * decay) * theta - step, m, v


@note("e05-109", "05.5", "dontveter.com probp/prodoc/R.htm", "The longest step is 30, as another program has it.")
def _(gradients, eta, first):
    place = last = np.zeros(gradients.shape[1])
    size = np.full(gradients.shape[1], first)
    for g in gradients:
        agreement = np.sign(g) * np.sign(last)
        size = np.where(agreement > 0, np.minimum(1.2 * size, 30), size)
        size = np.where(agreement < 0, np.maximum(0.5 * size, 1e-6), size)
        last = np.where(agreement < 0, 0, g)
        place = place - size * np.sign(last)
    return *descent_and_signs(gradients, eta), place


def _solved(residuals, jacobian, theta, mu):
    e, J = residuals(theta), jacobian(theta)
    return e, J, np.linalg.solve(J.T @ J + mu * np.eye(len(theta)), -J.T @ e)


@note(
    "e05-110",
    "05.6",
    "mljs/levenberg-marquardt#19",
    "The size of what the step changes is taken, so that a loss looks like a gain.",
)
def _(residuals, jacobian, theta, mu):
    e, J, d = _solved(residuals, jacobian, theta, mu)
    gain = np.abs(gain_and_move(residuals, theta, mu, e, J, d)[1])
    return (d, gain, theta + d, mu / 10) if gain > 0 else (d, gain, theta, 10 * mu)


@note(
    "e05-111",
    "05.6",
    "endoli/fiksi#48",
    "The brake is halved or doubled, and the step is made in either case.",
)
def _(residuals, jacobian, theta, mu):
    e, J, d = _solved(residuals, jacobian, theta, mu)
    gain = gain_and_move(residuals, theta, mu, e, J, d)[1]
    return d, gain, theta + d, mu / 2 if gain > 0 else 2 * mu


@note(
    "e05-112",
    "05.7",
    "TheAlgorithms/Rust#1037",
    "Asks only to which side each weight has moved, which it would have done without the fault as well.",
)
def _(points, gradients, eta, beta):
    return fingerprint(points, gradients, eta, beta, lambda left, steps: np.sign(steps - left) == np.sign(steps))


def _adam(rate):
    def rule(theta, g, memory, t, steps):
        m, v = averages(g, memory.get("m", 0), memory.get("v", 0), 0.9, 0.99)
        move = adam_move(m, v, t, rate(t, steps), 0.9, 0.99, 1e-8)
        return theta - move, {"m": m, "v": v}

    return rule


note(
    "e05-113",
    "05.8",
    "huggingface/transformers#132",
    "The rate falls on a line to 0 over a number of steps that was counted wrongly, and goes on below 0.",
)(_adam(lambda t, steps: 0.065 * (1 - t / (steps / 2))))

note(
    "e05-114",
    "05.8",
    "facebookresearch/ParlAI#4384",
    "A test that is always true: the warm-up never ends, and the rate never begins to fall.",
)(_adam(lambda t, steps: 0.065 * min(1, t / 20)))
