"""Mistakes made in public, transferred to exercise 05: the sixth bank, set aside."""

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
    "e05-181",
    "05.1",
    "phlippe/uvadlc_notebooks#35",
    "A hat is missing in the step: below the root stands the average before its correction.",
)(two_steps_of_adam(lambda m, v, t: (m / (1 - 0.5**t), v / (1 - 0.75**t)), adam=0.702))


@note(
    "e05-182",
    "05.2",
    "zhuchen03/ConvexPolytopePosioning#4",
    "The largest curvature is estimated by one random vector: the length of its image over its own.",
)
def _(H, beta):
    low, y = np.linalg.eigvalsh(H)[0], np.random.default_rng(0).normal(size=len(H))
    high = np.linalg.norm(H @ y) / np.linalg.norm(y)
    with np.errstate(all="ignore"):
        steps = np.log(1e-6) / np.log((high - low) / (high + low))
    return 2 / high, (2 + 2 * beta) / high, 2 / (low + high), steps


@note(
    "e05-183",
    "05.3",
    "patrikeh/go-deep#17",
    "For Nesterov's rule the line of the momentum is simply made a second time, with the same gradient.",
)
def _(gradient, x, v, eta, beta, nesterov):
    g = gradient(x)
    v = beta * v - eta * g
    if nesterov:
        v = beta * v - eta * g
    return x + v, v


@note("e05-184", "05.3", "gpleiss/nnlr#6", "Each step begins with a new, empty state: the velocity is not kept.")
def _(gradient, x, v, eta, beta, nesterov):
    v = np.zeros_like(v) - eta * gradient(x)
    return x + v, v


@note("e05-185", "05.3", "BRML/climin#24", "The sign of the step is that of somebody who wants to climb.")
def _(gradient, x, v, eta, beta, nesterov):
    v = beta * v + eta * gradient(x + beta * v if nesterov else x)
    return x + v, v


@note(
    "e05-186",
    "05.4",
    "pytorch/pytorch#22628",
    "ε is added to the root before the correction, and so is corrected, too.",
)
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    step = eta * m / (1 - beta1**t) * np.sqrt(1 - beta2**t) / (np.sqrt(v) + epsilon)
    return (1 - eta * decay) * theta - step, m, v


@note("e05-187", "05.4", "tensorflow/addons#2282", "The decay is not multiplied by the rate.")
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    return (1 - decay) * theta - adam_move(m, v, t, eta, beta1, beta2, epsilon), m, v


@note(
    "e05-188",
    "05.4",
    "huggingface/transformers#14539",
    "The decay comes last, so that it acts on parameters that have been moved already.",
)
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    return (1 - eta * decay) * (theta - adam_move(m, v, t, eta, beta1, beta2, epsilon)), m, v


@note("e05-189", "05.4", "nntrainer/nntrainer#3565", "The decay is added to the gradient and goes into the averages.")
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g + decay * theta, m, v, beta1, beta2)
    return theta - adam_move(m, v, t, eta, beta1, beta2, epsilon), m, v


@note(
    "e05-190",
    "05.5",
    "github.com phoxis/CascadeML/src/learner/sgd_update_methods/sgd_rprop_c.py",
    "The last gradient is small and positive at the start, not zero; and the limits are set in a copy of the sizes.",
)
def _(gradients, eta, first):
    place, last = np.zeros(gradients.shape[1]), np.full(gradients.shape[1], 0.01)
    size = np.full(gradients.shape[1], first)
    for g in gradients:
        agreement = np.sign(g) * np.sign(last)
        size = np.where(agreement > 0, 1.2 * size, np.where(agreement < 0, 0.5 * size, size))
        last = np.where(agreement < 0, 0, g)
        place = place - size * np.sign(last)
    return *descent_and_signs(gradients, eta), place


@note(
    "e05-191",
    "05.6",
    "AtheMathmo/rusty-machine#154",
    "The constant is added to all entries of the matrix, not to its diagonal only.",
)
def _(residuals, jacobian, theta, mu):
    e, J = residuals(theta), jacobian(theta)
    d = np.linalg.lstsq(J.T @ J + mu, -J.T @ e, rcond=None)[0]
    return gain_and_move(residuals, theta, mu, e, J, d)


@note(
    "e05-192",
    "05.6",
    "rubengooj/pl-slam#35",
    "The brake multiplies the diagonal; and it is made ten times as strong when the error has become smaller.",
)
def _(residuals, jacobian, theta, mu):
    e, J = residuals(theta), jacobian(theta)
    H = J.T @ J
    d = np.linalg.solve(H + mu * np.diag(np.diag(H)), -J.T @ e)
    return gain_and_move(residuals, theta, mu, e, J, d, better=lambda mu, gain: 10 * mu)


@note(
    "e05-193",
    "05.7",
    "patrikeh/go-deep#17",
    "As the same line stands there twice, Nesterov's rule is thought to give what the heavy ball gives.",
)
def _(points, gradients, eta, beta):
    word = fingerprint(points, gradients, eta, beta, _is_zero)
    return "none" if word == "nesterov" else word


def _is_zero(left, steps):
    return np.abs(left) < 1e-6 * np.abs(steps).max()


def _adam(rate):
    def rule(theta, g, memory, t, steps):
        m, v = averages(g, memory.get("m", 0), memory.get("v", 0), 0.9, 0.99)
        return theta - adam_move(m, v, t, rate(t, steps), 0.9, 0.99, 1e-8), {"m": m, "v": v}

    return rule


def _half_cosine(part):
    return 0.04 * (1 + np.cos(np.pi * part)) / 2


note(
    "e05-194",
    "05.8",
    "facebookresearch/fairchem#1967",
    "The cosine runs while it warms up, so that the rate drops at once when that is over.",
)(_adam(lambda t, steps: 0.04 * 5 * t / steps if t <= steps / 5 else _half_cosine((t - 1) / steps)))

note(
    "e05-195",
    "05.8",
    "tensorflow/models#9776",
    "The number of all steps has a nought too many: the rate hardly falls.",
)(_adam(lambda t, steps: _half_cosine((t - 1) / (10 * steps))))

note(
    "e05-196",
    "05.8",
    "lindermanlab/S5#11",
    "The steps for warming up are counted as steps of the cosine, too, and it is over before the training is.",
)(_adam(lambda t, steps: 0.04 * 10 * t / steps if t <= steps / 10 else _half_cosine(min(1.0, (t - 1) / (0.9 * steps)))))

note(
    "e05-197",
    "05.8",
    "erfanzar/eformer#2",
    "It warms up until the end and never decays.",
)(_adam(lambda t, steps: 0.04 * t / steps))
