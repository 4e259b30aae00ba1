"""Mistakes made in public, transferred to exercise 05: the fourth bank, set aside."""

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import (
    adam_move,
    averages,
    descent_and_signs,
    fingerprint,
    gain_and_move,
    resilient,
    two_steps_of_adam,
)

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note(
    "e05-141",
    "05.1",
    "kozistr/pytorch_optimizer#308",
    "1 minus is taken twice in the corrections, so that only the powers are left.",
)(two_steps_of_adam(lambda m, v, t: (m / 0.5**t, v / 0.75**t)))


@note(
    "e05-142",
    "05.2",
    "d2l-ai/d2l-vi#1944",
    "The best rate is thought to be that at which the steepest direction is done.",
)
def _(H, beta):
    values = np.linalg.eigvalsh(H)
    low, high = values[0], values[-1]
    return 2 / high, (2 + 2 * beta) / high, 1 / high, np.log(1e-6) / np.log(1 - low / high)


@note(
    "e05-143",
    "05.3",
    "HomericIntelligence/Odyssey#2435",
    "The velocity is one of bare gradients, and the rate comes only when the ball moves.",
)
def _(gradient, x, v, eta, beta, nesterov):
    v = beta * v + gradient(x + beta * v if nesterov else x)
    return x - eta * v, v


@note(
    "e05-144",
    "05.4",
    "oracle/tribuo#401",
    "Multiplies by the root of the second average where it should divide.",
)
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    step = eta * m / (1 - beta1**t) * (np.sqrt(v / (1 - beta2**t)) + epsilon)
    return (1 - eta * decay) * theta - step, m, v


@note(
    "e05-145",
    "05.4",
    "pytorch/pytorch#23737",
    "The root of the correction, under the root of the average.",
)
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    step = eta * m / (1 - beta1**t) / (np.sqrt(v / np.sqrt(1 - beta2**t)) + epsilon)
    return (1 - eta * decay) * theta - step, m, v


@note(
    "e05-146",
    "05.4",
    "mila-iqia/blocks#1175",
    "Both averages have their two shares exchanged, and ε is corrected together with the second.",
)
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, 1 - beta1, 1 - beta2)
    step = eta * m / (1 - beta1**t) * np.sqrt(1 - beta2**t) / (np.sqrt(v) + epsilon)
    return (1 - eta * decay) * theta - step, m, v


@note(
    "e05-147",
    "05.5",
    "downhill.readthedocs.io stable/generated/downhill.adaptive.RProp",
    "The two factors are those of a library, which differ from 1 by a hundredth only.",
)
def _(gradients, eta, first):
    return *descent_and_signs(gradients, eta), resilient(gradients, first, up=1.01, down=0.99)


@note("e05-148", "05.6", "fncbook/fnc#32", "The brake is squared before it is added.")
def _(residuals, jacobian, theta, mu):
    e, J = residuals(theta), jacobian(theta)
    d = np.linalg.solve(J.T @ J + mu**2 * np.eye(len(theta)), -J.T @ e)
    return gain_and_move(residuals, theta, mu, e, J, d)


@note(
    "e05-149",
    "05.6",
    "eso.org sci/software/esomidas/doc/user/18NOV/vola/node130",
    "On the right-hand side the transpose has been lost.",
)
def _(residuals, jacobian, theta, mu):
    e, J = residuals(theta), jacobian(theta)
    d = np.linalg.solve(J.T @ J + mu * np.eye(len(theta)), -J @ e)
    return gain_and_move(residuals, theta, mu, e, J, d)


@note(
    "e05-150",
    "05.7",
    "lisa-lab/pylearn2#1030",
    "The library's form of Nesterov's is held for an error of the program: a change of the gradient means late.",
)
def _(points, gradients, eta, beta):
    word = fingerprint(points, gradients, eta, beta, _is_zero)
    return "late" if word == "nesterov" else word


def _is_zero(left, steps):
    return np.abs(left) < 1e-6 * np.abs(steps).max()


def _adam(rate):
    def rule(theta, g, memory, t, steps):
        m, v = averages(g, memory.get("m", 0), memory.get("v", 0), 0.9, 0.99)
        move = adam_move(m, v, t, rate(t, steps), 0.9, 0.99, 1e-8)
        return theta - move, {"m": m, "v": v}

    return rule


note(
    "e05-151",
    "05.8",
    "Lightning-AI/pytorch-lightning#18570",
    "The number of epochs stands where the number of steps belongs: the rate is zero after a few of them.",
)(_adam(lambda t, steps: 0.065 * max(0, 1 - t / 10)))

note(
    "e05-152",
    "05.8",
    "ScrollPrize/villa#1495",
    "A cosine whose length was given in epochs goes up and down again all the time, and ends near the top.",
)(_adam(lambda t, steps: 0.065 * (1 + np.cos(np.pi * t / 7)) / 2))

note(
    "e05-153",
    "05.8",
    "leftthomas/SRGAN#94",
    "The rate is cut to a tenth after so many steps as should have been epochs.",
)(_adam(lambda t, steps: 0.065 * 0.1 ** (t // 5)))
