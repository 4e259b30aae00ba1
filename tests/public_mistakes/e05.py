"""Mistakes made in public, transferred to exercise 05."""

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
    "e05-01",
    "05.1",
    "cs231n/cs231n.github.io#179",
    "t begins with 1 and is counted up before it is used: the powers are one too high.",
)(two_steps_of_adam(lambda m, v, t: (m / (1 - 0.5 ** (t + 1)), v / (1 - 0.75 ** (t + 1)))))

note("e05-03", "05.1", "oxiglade/mlx-rs#301", "No corrections at all.")(two_steps_of_adam(lambda m, v, t: (m, v)))

note("e05-04", "05.1", "ooples/AiDotNet#2008", "The coefficient stands at the gradient: the velocity is never damped.")(
    two_steps_of_adam(lambda m, v, t: (m / (1 - 0.5**t), v / (1 - 0.75**t)), heavy_ball=-0.08)
)

note(
    "e05-05",
    "05.1",
    "oysteijo/simd_neuralnet#17",
    "The interim place of Nesterov's is kept, and the velocity added once more.",
)(two_steps_of_adam(lambda m, v, t: (m / (1 - 0.5**t), v / (1 - 0.75**t)), nesterov=-2.64))

note(
    "e05-06",
    "05.1",
    "tensorflow/tensorflow#35102",
    "The corrections are in the rate, as in a library: the averages with the hat are the bare ones.",
)(two_steps_of_adam(lambda m, v, t: (m / (1 - 0.5**t), v / (1 - 0.75**t)), m_hat=-4.0, v_hat=28.0))


def _curvatures(H):
    values = np.linalg.eigvalsh(H)
    return values[0], values[-1]


def _steps(low, high):
    return np.log(1e-6) / np.log((high - low) / (high + low))


@note("e05-08", "05.2", "airoldilab/sgd#49", "The smallest curvature is estimated by the mean of the diagonal.")
def _(H, beta):
    low, high = np.trace(H) / len(H), _curvatures(H)[1]
    return 2 / high, (2 + 2 * beta) / high, 2 / (low + high), _steps(low, high)


@note("e05-09", "05.2", "distillpub/post--momentum#34", "The names of descent and momentum are switched.")
def _(H, beta):
    low, high = _curvatures(H)
    return (2 + 2 * beta) / high, 2 / high, 2 / (low + high), _steps(low, high)


@note(
    "e05-12",
    "05.3",
    "PaddlePaddle/Paddle#12231",
    "The library's form, with a wrong sign at the momentum of Nesterov's.",
)
def _(gradient, x, v, eta, beta, nesterov):
    g = gradient(x)
    v = beta * v + g
    return (x - eta * g + eta * beta * v if nesterov else x - eta * v), v


@note(
    "e05-13", "05.3", "oysteijo/simd_neuralnet#17", "Nesterov's interim step is kept, and the velocity added once more."
)
def _(gradient, x, v, eta, beta, nesterov):
    if nesterov:
        x = x + beta * v
    v = beta * v - eta * gradient(x)
    return x + v, v


@note("e05-16", "05.3", "keras-team/keras#7502", "The velocity is a new zero in every call.")
def _(gradient, x, v, eta, beta, nesterov):
    v = np.zeros_like(x)
    v = beta * v - eta * gradient(x + beta * v if nesterov else x)
    return x + v, v


@note(
    "e05-17", "05.3", "zc911/MatrixSlow#17", "A ball at rest gets the bare gradient for its velocity, without the rate."
)
def _(gradient, x, v, eta, beta, nesterov):
    if not v.any():
        v = -gradient(x)
        return x + v, v
    v = beta * v - eta * gradient(x + beta * v if nesterov else x)
    return x + v, v


@note("e05-18", "05.3", "Lasagne/Lasagne#527", "The rate is nowhere in the formula.")
def _(gradient, x, v, eta, beta, nesterov):
    v = beta * v - gradient(x + beta * v if nesterov else x)
    return x + v, v


@note("e05-22", "05.4", "karpathy/nanochat#304", "ε is added before the correction of v, and is corrected with it.")
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    size = eta * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return (1 - eta * decay) * theta - size * m / (np.sqrt(v) + epsilon), m, v


@note("e05-23", "05.4", "d2l-ai/d2l-zh#502", "ε stands inside the root, as the equation was printed.")
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    step = eta * m / (1 - beta1**t) / np.sqrt(v / (1 - beta2**t) + epsilon)
    return (1 - eta * decay) * theta - step, m, v


@note("e05-24", "05.4", "tensorflow/tensorflow#61411", "ε is subtracted.")
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    return (1 - eta * decay) * theta - adam_move(m, v, t, eta, beta1, beta2, -epsilon), m, v


@note("e05-25", "05.4", "eriklindernoren/ML-From-Scratch#35", "The corrections have no power of t.")
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    return (1 - eta * decay) * theta - adam_move(m, v, 1, eta, beta1, beta2, epsilon), m, v


@note("e05-27", "05.4", "egg-west/AdamW-pytorch#1", "The decay is not multiplied by the rate.")
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    return (1 - decay) * theta - adam_move(m, v, t, eta, beta1, beta2, epsilon), m, v


@note(
    "e05-28", "05.4", "egg-west/AdamW-pytorch#1", "The line that was proposed there adds the decay, without the rate."
)
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    return (1 + decay) * theta - adam_move(m, v, t, eta, beta1, beta2, epsilon), m, v


@note("e05-31", "05.4", "pytorch/pytorch#3740", "The decay is thought to be the square of the parameters.")
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    return theta - eta * decay * theta**2 - adam_move(m, v, t, eta, beta1, beta2, epsilon), m, v


@note("e05-33", "05.4", "cs231n/cs231n.github.io#179", "t is counted up once more inside.")
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    return (1 - eta * decay) * theta - adam_move(m, v, t + 1, eta, beta1, beta2, epsilon), m, v


@note("e05-34", "05.4", "PaddlePaddle/Paddle#5836", "The decay is an argument that nobody reads.")
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    return theta - adam_move(m, v, t, eta, beta1, beta2, epsilon), m, v


@note(
    "e05-35",
    "05.4",
    "PennyLaneAI/pennylane#1929",
    "The averages are divided by 1 - β in the recursion itself and go on like that.",
)
def _(theta, g, m, v, t, eta, beta1, beta2, epsilon, decay):
    m, v = averages(g, m, v, beta1, beta2)
    m, v = m / (1 - beta1), v / (1 - beta2)
    return (1 - eta * decay) * theta - eta * m / (np.sqrt(v) + epsilon), m, v


@note("e05-39", "05.5", "pints-team/pints#1459", "The shortest step is a thousandth of the first one.")
def _(gradients, eta, first):
    return *descent_and_signs(gradients, eta), resilient(gradients, first, shortest=1e-3 * first)


@note(
    "e05-40",
    "05.5",
    "libfann/fann#85",
    "That library's slopes are downhill already: the step has the sign of the gradient.",
)
def _(gradients, eta, first):
    return *descent_and_signs(gradients, eta), -resilient(gradients, first)


@note("e05-43", "05.6", "accord-net/framework#987", "The brake is scaled with the diagonal, as another book has it.")
def _(residuals, jacobian, theta, mu):
    e, J = residuals(theta), jacobian(theta)
    H = J.T @ J
    return gain_and_move(residuals, theta, mu, e, J, np.linalg.solve(H + mu * np.diag(np.diag(H)), -J.T @ e))


@note("e05-44", "05.6", "JuliaNLSolvers/Optim.jl#136", "The root of the brake is added.")
def _(residuals, jacobian, theta, mu):
    e, J = residuals(theta), jacobian(theta)
    d = np.linalg.solve(J.T @ J + np.sqrt(mu) * np.eye(len(theta)), -J.T @ e)
    return gain_and_move(residuals, theta, mu, e, J, d)


@note(
    "e05-46",
    "05.6",
    "matthieugomez/LeastSquaresOptim.jl#36",
    "The step is taken whether it is better or not; only the brake asks.",
)
def _(residuals, jacobian, theta, mu):
    e, J = residuals(theta), jacobian(theta)
    d = np.linalg.solve(J.T @ J + mu * np.eye(len(theta)), -J.T @ e)
    d, gain, _, mu = gain_and_move(residuals, theta, mu, e, J, d)
    return d, gain, theta + d, mu


@note("e05-48", "05.7", "parasdahal/deepnet#13", "One step without the velocity is enough to call the memory lost.")
def _(points, gradients, eta, beta):
    steps = np.diff(points, axis=0)
    bare = np.isclose(steps[1:], -eta * gradients[1:], rtol=1e-6, atol=0).all(axis=1)
    word = fingerprint(points, gradients, eta, beta, lambda left, steps: np.abs(left) < 1e-6 * np.abs(steps).max())
    return "no memory" if bare.any() else word


@note("e05-49", "05.7", "BVLC/caffe#6814", "A fixed threshold for zero, whatever the unit of the path.")
def _(points, gradients, eta, beta):
    return fingerprint(points, gradients, eta, beta, lambda left, steps: np.abs(left) < 1e-6)


@note(
    "e05-51",
    "05.7",
    "modern-fortran/neural-fortran#194",
    "Asks for equality to the last digit, and takes rounding for a bug.",
)
def _(points, gradients, eta, beta):
    return fingerprint(points, gradients, eta, beta, lambda left, steps: left == 0)


@note("e05-53", "05.8", "ooples/AiDotNet#2008", "A velocity that is never damped.")
def _(theta, g, memory, t, steps):
    v = memory.get("v", 0) + 0.9 * g
    return theta - 0.15 * v, {"v": v}
