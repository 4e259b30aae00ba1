"""Mistakes made in public, transferred to exercise 05: the third that is set aside."""

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import (
    adam_move,
    averages,
    descent_and_signs,
    gain_and_move,
    resilient,
    two_steps_of_adam,
)

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note("e05-02", "05.1", "PennyLaneAI/pennylane#1929", "The corrections have no power of t.")(
    two_steps_of_adam(lambda m, v, t: (m / 0.5, v / 0.25))
)


def _curvatures(H):
    values = np.linalg.eigvalsh(H)
    return values[0], values[-1]


def _steps(low, high):
    return np.log(1e-6) / np.log((high - low) / (high + low))


@note("e05-07", "05.2", "dbindel/sjtu-summer2018#2", "1/λ for the limit: the factor shall not become negative.")
def _(H, beta):
    low, high = _curvatures(H)
    return 1 / high, (1 + beta) / high, 2 / (low + high), _steps(low, high)


@note("e05-14", "05.3", "pytorch/pytorch#5920", "Returns the point ahead, and not the ball.")
def _(gradient, x, v, eta, beta, nesterov):
    v = beta * v - eta * gradient(x + beta * v if nesterov else x)
    return (x + (1 + beta) * v if nesterov else x + v), v


@note("e05-15", "05.3", "ooples/AiDotNet#2008", "v + βg: the coefficient stands at the wrong term.")
def _(gradient, x, v, eta, beta, nesterov):
    v = v - beta * eta * gradient(x + beta * v if nesterov else x)
    return x + v, v


@note(
    "e05-19",
    "05.3",
    "google-research/tuning_playbook#7",
    "Nesterov's step is made of the new velocity, damped once more, with the gradient at x.",
)
def _(gradient, x, v, eta, beta, nesterov):
    g = gradient(x)
    v = beta * v - eta * g
    return (x + beta * v - eta * g if nesterov else x + v), v


@note("e05-26", "05.4", "oxiglade/mlx-rs#301", "The corrections are missing.")
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    return (1 - eta * decay) * theta - eta * m / (np.sqrt(v) + epsilon), m, v


@note("e05-29", "05.4", "aiqm/torchani#261", "The decay comes last and takes the step along.")
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    return (1 - eta * decay) * (theta - adam_move(m, v, t, eta, beta1, beta2, epsilon)), m, v


@note("e05-30", "05.4", "anhquan0412/basic_model_scratch#2", "The decay is added to the gradient before the averages.")
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g + decay * theta, m, v, beta1, beta2)
    return theta - adam_move(m, v, t, eta, beta1, beta2, epsilon), m, v


@note("e05-32", "05.4", "apache/mxnet#8925", "*= for +=: the gradient is multiplied by what the decay should add.")
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g * (1 + decay * theta), m, v, beta1, beta2)
    return theta - adam_move(m, v, t, eta, beta1, beta2, epsilon), m, v


@note(
    "e05-36",
    "05.5",
    "libfann/fann#85",
    "After a change of sign the weight is moved all the same, as if the slope were positive.",
)
def _(gradients, eta, first):
    return *descent_and_signs(gradients, eta), resilient(gradients, first, sign=lambda g: np.where(g >= 0, 1, -1))


@note("e05-37", "05.5", "google-deepmind/optax#1725", "The step that is returned is that of the time before.")
def _(gradients, eta, first):
    return *descent_and_signs(gradients, eta), resilient(gradients[:-1], first)


@note(
    "e05-38",
    "05.5",
    "pints-team/pints#1459",
    "The two factors are exchanged: 0.5 where the signs agree, 1.2 where they do not.",
)
def _(gradients, eta, first):
    return *descent_and_signs(gradients, eta), resilient(gradients, first, up=0.5, down=1.2)


@note("e05-41", "05.5", "libfann/fann#111", "After a change of sign the step is taken back, as the older rule has it.")
def _(gradients, eta, first):
    place = last = step = np.zeros(gradients.shape[1])
    size = np.full(gradients.shape[1], first)
    for g in gradients:
        agreement = np.sign(g) * np.sign(last)
        size = np.where(agreement > 0, np.minimum(1.2 * size, 50), size)
        size = np.where(agreement < 0, np.maximum(0.5 * size, 1e-6), size)
        step = np.where(agreement < 0, -step, -size * np.sign(g))
        last = np.where(agreement < 0, 0, g)
        place = place + step
    return *descent_and_signs(gradients, eta), place


@note("e05-45", "05.6", "google/jaxopt#188", "The brake is changed by the cubic formula of another text.")
def _(residuals, jacobian, theta, mu):
    e, J = residuals(theta), jacobian(theta)
    d = np.linalg.solve(J.T @ J + mu * np.eye(len(theta)), -J.T @ e)
    return gain_and_move(
        residuals,
        theta,
        mu,
        e,
        J,
        d,
        better=lambda mu, gain: mu * max(1 / 3, 1 - (2 * gain - 1) ** 3),
        worse=lambda mu: 2 * mu,
    )


@note("e05-50", "05.7", "google-deepmind/optax#1725", "Judges by whether the path arrives.")
def _(points, gradients, eta, beta):
    lengths = np.linalg.norm(gradients, axis=1)
    return "none" if lengths[-1] < lengths[0] else "no memory"


@note("e05-52", "05.8", "kozistr/pytorch_optimizer#516", "The averages are set to zero before every step.")
def _(theta, g, memory, t, steps):
    m, v = 0.1 * g, 0.001 * g**2
    return theta - 0.02 * m / 0.1 / (np.sqrt(v / 0.001) + 1e-8), {"m": m, "v": v}
