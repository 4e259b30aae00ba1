"""The tasks of exercise 04 but for the seventh, from the forward pass to the largest rate."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from bpcourse.sandboxed.answers import Source
from bpcourse.tasks import FunctionTask, Mistake, Part, ValueTask
from bpcourse.tasks.diagnosis import Scale
from bpcourse.tasks.judgement import Word
from bplib.activations import sigmoid


def _slope(z):
    return sigmoid.slope(np.asarray(z, float))


def _batch_size(m: int) -> Scale:
    return Scale(m, "batch-size", f"m = {m}, the batch size")


def _parameters(rng, *sizes: int):
    W = [None] + [rng.normal(0, 1, (n, k)) for k, n in pairwise(sizes)]
    return W, [None] + [rng.normal(0, 0.7, n) for n in sizes[1:]]


# --- 04.1 forward


def _forward(W, b, X, weighted=None, activation=None):
    """Return (Z, A); each option replaces one piece, to make a mistake."""
    weighted = weighted or (lambda l, A, Z: A[l - 1] @ W[l].T + b[l])
    activation = activation or (lambda l, z: sigmoid(z))
    Z, A = [None], [X]
    for l in range(1, len(W)):
        Z.append(weighted(l, A, Z))
        A.append(activation(l, Z[l]))
    return Z, A


def _draw_forward(m: int, *sizes: int):
    def draw(rng):
        return *_parameters(rng, *sizes), rng.normal(size=(m, sizes[0]))

    return draw


FORWARD = FunctionTask(
    id="04.1",
    title="Forward through the whole network",
    answer="forward",
    difficulty=1,
    minutes=10,
    section="lesson 4, section 2",
    names=("Z", "A"),
    oracle=_forward,
    parts=(
        Part("one example, one hidden layer", 0.5, _draw_forward(1, 4, 6, 3)),
        Part("a batch, three hidden layers", 1.0, _draw_forward(7, 4, 6, 3, 5, 2)),
        Part("layers of equal size", 0.5, _draw_forward(9, 4, 4, 4, 4)),
    ),
    mistakes=(
        Mistake(
            "bias-forgotten",
            "The biases are missing: z = W a + b.",
            lambda W, b, X: _forward(W, b, X, weighted=lambda l, A, Z: A[l - 1] @ W[l].T),
        ),
        Mistake(
            "bias-after-sigmoid",
            "The bias is added after the sigmoid. It belongs inside: a = σ(W a + b).",
            lambda W, b, X: _forward(W, b, X, lambda l, A, Z: A[l - 1] @ W[l].T, lambda l, z: sigmoid(z) + b[l]),
        ),
        Mistake(
            "bias-subtracted",
            "The biases are subtracted. Here z = W a + b.",
            lambda W, b, X: _forward(W, b, X, weighted=lambda l, A, Z: A[l - 1] @ W[l].T - b[l]),
        ),
        Mistake(
            "no-sigmoid",
            "There is no sigmoid: A[l] is Z[l]. A network of linear layers is itself only one linear layer.",
            lambda W, b, X: _forward(W, b, X, activation=lambda l, z: z),
        ),
        Mistake(
            "linear-output",
            "The last layer has no sigmoid. In this task every layer has one.",
            lambda W, b, X: _forward(W, b, X, activation=lambda l, z: z if l == len(W) - 1 else sigmoid(z)),
        ),
        Mistake(
            "slope-for-sigma",
            "σ'(z) stands where σ(z) belongs.",
            lambda W, b, X: _forward(W, b, X, activation=lambda l, z: _slope(z)),
        ),
        Mistake(
            "weighted-input-passed-on",
            "The next layer is fed with Z[l-1]. It must get the activations A[l-1].",
            lambda W, b, X: _forward(W, b, X, weighted=lambda l, A, Z: (Z[l - 1] if l > 1 else X) @ W[l].T + b[l]),
        ),
        Mistake(
            "input-squashed",
            "The sigmoid has been applied to the input. A[0] is X as it is.",
            lambda W, b, X: _forward(W, b, sigmoid(X)),
        ),
        Mistake(
            "sigmoid-twice",
            "The sigmoid is applied twice between two layers.",
            lambda W, b, X: _forward(W, b, X, activation=lambda l, z: sigmoid(sigmoid(z))),
        ),
        Mistake(
            "not-transposed",
            "With examples as rows it is A[l-1] @ W[l].T. Without the transpose the shapes fit only by chance.",
            lambda W, b, X: _forward(W, b, X, weighted=lambda l, A, Z: A[l - 1] @ W[l] + b[l]),
        ),
        Mistake(
            "always-the-input",
            "Every layer gets the input X. Layer l gets the activations of layer l-1.",
            lambda W, b, X: _forward(W, b, X, weighted=lambda l, A, Z: X @ W[l].T + b[l]),
        ),
        Mistake(
            "bias-of-another-layer",
            "The bias is that of another layer. Layer l has W[l] and b[l].",
            lambda W, b, X: _forward(W, b, X, weighted=lambda l, A, Z: A[l - 1] @ W[l].T + b[max(l - 1, 1)]),
        ),
    ),
    hints=(
        "Begin with Z = [None] and A = [X], and append one entry for each layer.",
        "Row i of the product belongs to example i when you write A[l-1] @ W[l].T.",
        "for l in range(1, len(W)): Z[l] = A[l-1] @ W[l].T + b[l], then A[l] = sigmoid(Z[l]).",
    ),
)


# --- 04.2 binary cross-entropy from the weighted inputs


def _binary_cross_entropy(Z, Y):
    return (np.logaddexp(0, Z) - Y * Z).sum(axis=1), sigmoid(Z) - Y


def _text_book(a, Y):
    """Return -y ln a - (1 - y) ln(1 - a) of each output."""
    return -(Y * np.log(a) + (1 - Y) * np.log(1 - a))


def _plain(Z):
    """Return 1 / (1 + e^-z) as a learner writes it: rounded to 0 and 1 where the library stops a little short."""
    return 1 / (1 + np.exp(-Z))


def _wrong_loss(costs=None, delta=None):
    """Return a loss made of wrong costs or a wrong δ; what is None stays right."""

    def made(Z, Y):
        right_costs, right_delta = _binary_cross_entropy(Z, Y)
        return (right_costs if costs is None else costs(Z, Y)), (right_delta if delta is None else delta(Z, Y))

    return made


def _clipped(limit: str) -> Mistake:
    """Return the mistake of keeping a away from 0 and 1 by that much."""
    low, high = float(limit), 1 - float(limit)
    return Mistake(
        f"clipped-{limit}",
        f"The outputs have been kept {limit} away from 0 and 1. That avoids ln 0, but no output can cost more than "
        f"{-np.log(low):.0f}: the network looks less wrong than it is. Compute the cost from z.",
        _wrong_loss(lambda Z, Y: _text_book(np.clip(_plain(Z), low, high), Y).sum(axis=1)),
    )


def _draw_binary(soft: bool = False):
    def draw(rng):
        Y = rng.uniform(0.1, 0.9, (5, 3)) if soft else rng.permutation([0.0, 1.0, 1.0] * 5).reshape(5, 3)
        return rng.normal(0, 1.5, (5, 3)), Y

    return draw


def _draw_sure(rng):
    """Draw outputs that are sure: a row of ones and a row of zeros rightly so, half of the others wrongly."""
    Y = np.vstack([np.ones(3), np.zeros(3), rng.permutation([0.0, 1.0] * 6).reshape(4, 3)])
    right = np.vstack([np.ones((2, 3)), rng.permutation([1.0, -1.0] * 6).reshape(4, 3)])
    order = rng.permutation(6)
    return (right * (2 * Y - 1) * rng.uniform(800, 1200, (6, 3)))[order], Y[order]


BINARY_CROSS_ENTROPY = FunctionTask(
    id="04.2",
    title="Binary cross-entropy, safely",
    answer="binary_cross_entropy",
    difficulty=3,
    minutes=20,
    section="lesson 4, section 8",
    names=("costs", "delta"),
    oracle=_binary_cross_entropy,
    scales=lambda Z, Y: (
        _batch_size(len(Z)),
        Scale(Z.shape[1], "layer-size", f"{Z.shape[1]}, the number of outputs"),
    ),
    parts=(
        Part("ordinary weighted inputs", 1.0, _draw_binary()),
        Part("targets between 0 and 1", 0.5, _draw_binary(soft=True)),
        Part("weighted inputs of a thousand", 1.5, _draw_sure),
    ),
    mistakes=(
        Mistake(
            "from-rounded-outputs",
            "The cost is computed from an output that has been rounded to 0 or 1, and 0 · ln 0 gives nan. Do the "
            "logarithm on paper and compute the cost from z.",
            _wrong_loss(lambda Z, Y: _text_book(_plain(Z), Y).sum(axis=1)),
        ),
        *map(_clipped, ("1e-7", "1e-8", "1e-9", "1e-10", "1e-12", "1e-15")),
        Mistake(
            "half-the-cost",
            "Only -y ln a is counted. An output that should be 0 costs -ln(1 - a).",
            _wrong_loss(lambda Z, Y: (Y * np.logaddexp(0, -Z)).sum(axis=1)),
        ),
        Mistake(
            "softmax",
            "The outputs compete here as in a softmax. These are separate yes-or-no questions, each "
            "with its own sigmoid.",
            lambda Z, Y: (
                (Y * (np.logaddexp.reduce(Z, axis=1, keepdims=True) - Z)).sum(axis=1),
                np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)) - Y,
            ),
        ),
        Mistake(
            "quadratic-cost",
            "This is the quadratic cost, ½ (a - y)².",
            _wrong_loss(lambda Z, Y: ((sigmoid(Z) - Y) ** 2).sum(axis=1) / 2),
        ),
        Mistake(
            "mean-of-costs",
            "The costs have been averaged over the examples. Asked for is the cost of each example.",
            _wrong_loss(lambda Z, Y: _binary_cross_entropy(Z, Y)[0].mean()),
        ),
        Mistake(
            "not-summed",
            "The cost of an example adds over its outputs.",
            _wrong_loss(lambda Z, Y: np.logaddexp(0, Z) - Y * Z),
        ),
        Mistake(
            "mean-over-outputs",
            "The cost of an example adds over its outputs, and this is the mean over them.",
            _wrong_loss(lambda Z, Y: _binary_cross_entropy(Z, Y)[0] / Z.shape[1]),
        ),
        Mistake(
            "sum-over-examples",
            "The sum runs over the examples. It must run over the outputs of each example, axis 1.",
            _wrong_loss(lambda Z, Y: (np.logaddexp(0, Z) - Y * Z).sum(axis=0)),
        ),
        Mistake(
            "with-slope",
            "δ has been multiplied by σ'(z). With this cost the slope has already cancelled.",
            _wrong_loss(delta=lambda Z, Y: (sigmoid(Z) - Y) * _slope(Z)),
        ),
        Mistake(
            "target-minus-answer",
            "The sign of δ is wrong: answer minus target.",
            _wrong_loss(delta=lambda Z, Y: Y - sigmoid(Z)),
        ),
        Mistake("no-sigma", "δ is a - y with a = σ(z), not z - y.", _wrong_loss(delta=lambda Z, Y: Z - Y)),
        Mistake(
            "delta-averaged",
            "δ belongs to each example; the mean over the batch comes in BP3 and BP4.",
            _wrong_loss(delta=lambda Z, Y: (sigmoid(Z) - Y) / len(Z)),
        ),
        Mistake(
            "ln-zero",
            "The cost takes ln of an output that has been rounded to 0. Do the logarithm on paper and compute the cost "
            "from z.",
            _wrong_loss(lambda Z, Y: -np.log(np.where(Y > 0.5, _plain(Z), 1 - _plain(Z))).sum(axis=1)),
        ),
        Mistake(
            "overflow",
            "e^z has overflowed. For large z, ln(1 + e^z) is simply z: np.logaddexp(0, z) knows that.",
            _wrong_loss(lambda Z, Y: (np.log(1 + np.exp(Z)) - Y * Z).sum(axis=1)),
        ),
        Mistake(
            "overflow-negative",
            "e^-z has overflowed. For very negative z, ln(1 + e^-z) is simply -z: np.logaddexp(0, -z) knows that.",
            _wrong_loss(lambda Z, Y: (np.log(1 + np.exp(-Z)) + (1 - Y) * Z).sum(axis=1)),
        ),
    ),
    hints=(
        "Put a = 1 / (1 + e^-z) into -y ln a - (1 - y) ln(1 - a) and simplify on paper.",
        "-ln a = ln(1 + e^-z) and -ln(1 - a) = ln(1 + e^z) = z + ln(1 + e^-z). All in all: ln(1 + e^z) - y z.",
        "np.logaddexp(0, Z) is ln(1 + e^z) without overflow. Sum over axis 1. δ is a - y.",
    ),
)


# --- 04.3 one training step


def _gradient(W, b, X, Y, start=None, slope=None, divide=None, back=None):
    """Return (grad_W, grad_b) for sigmoid units and cross-entropy; each option replaces one piece."""
    slope = slope or (lambda Z, A, l: _slope(Z[l]))
    back = back or (lambda D, l, A: D[l + 1] @ W[l + 1])
    (Z, A), L, m = _forward(W, b, X), len(W) - 1, divide or len(X)
    D = [None] * (L + 1)
    D[L] = A[L] - Y if start is None else start(Z, A)
    for l in range(L - 1, 0, -1):
        D[l] = back(D, l, A) * slope(Z, A, l)
    return [None, *(D[l].T @ A[l - 1] / m for l in range(1, L + 1))], [None, *(d.sum(axis=0) / m for d in D[1:])]


def _moved(W, b, gradient, rate_W: float, rate_b: float):
    """Return the parameters after a step against the gradient."""
    grad_W, grad_b = gradient
    new_W = [None, *(w - rate_W * g for w, g in zip(W[1:], grad_W[1:], strict=True))]
    return new_W, [None, *(v - rate_b * g for v, g in zip(b[1:], grad_b[1:], strict=True))]


def _step(**options):
    """Return a training step whose gradient has one piece replaced."""
    return lambda W, b, X, Y, eta: _moved(W, b, _gradient(W, b, X, Y, **options), eta, eta)


def _rates(rate_W, rate_b):
    """Return a training step with other rates for weights and biases, each a function of eta."""
    return lambda W, b, X, Y, eta: _moved(W, b, _gradient(W, b, X, Y), rate_W(eta), rate_b(eta))


def _updated_first(W, b, X, Y, eta):
    def back(D, l, A):
        return D[l + 1] @ (W[l + 1] - eta * D[l + 1].T @ A[l] / len(X))

    return _step(back=back)(W, b, X, Y, eta)


def _with_output_slope(W, b, X, Y, eta):
    return _step(start=lambda Z, A: (A[-1] - Y) * _slope(Z[-1]))(W, b, X, Y, eta)


def _last_layer_only(W, b, X, Y, eta):
    new_W, new_b = _step()(W, b, X, Y, eta)
    return [*W[:-1], new_W[-1]], [*b[:-1], new_b[-1]]


def _draw_step(m: int, *sizes: int):
    def draw(rng):
        W, b = _parameters(rng, *sizes)
        Y = (rng.random((m, sizes[-1])) < 0.5).astype(float)
        return W, b, rng.normal(size=(m, sizes[0])), Y, float(rng.uniform(1.2, 1.8) * rng.choice([0.5, 2.0]))

    return draw


STEP = FunctionTask(
    id="04.3",
    title="One training step",
    answer="step",
    difficulty=3,
    minutes=25,
    section="lesson 4, sections 4 and 6",
    names=("W", "b"),
    oracle=_step(),
    most_time=60,
    too_slow="The step is right, but it took far longer than a backward pass should. Was the gradient measured with "
    "differences?",
    parts=(
        Part("one hidden layer", 1.0, _draw_step(7, 4, 6, 3)),
        Part("three hidden layers", 1.0, _draw_step(5, 4, 6, 3, 7, 8)),
        Part("layers of equal size", 0.5, _draw_step(9, 5, 5, 5, 5)),
        Part("a network with 9,956 parameters", 0.5, _draw_step(13, 120, 75, 10, 11)),
    ),
    mistakes=(
        Mistake(
            "bias-ascends",
            "The biases go uphill while the weights go downhill.",
            _rates(lambda eta: eta, lambda eta: -eta),
        ),
        Mistake(
            "bias-forgotten", "The weights have moved, the biases have not.", _rates(lambda eta: eta, lambda eta: 0)
        ),
        Mistake(
            "weights-forgotten", "The biases have moved, the weights have not.", _rates(lambda eta: 0, lambda eta: eta)
        ),
        Mistake(
            "last-layer-only",
            "Only the last layer has moved.",
            _last_layer_only,
        ),
        Mistake(
            "ascends",
            "The step goes uphill. Subtract the gradient: θ ← θ - η ∂C/∂θ.",
            _rates(lambda eta: -eta, lambda eta: -eta),
        ),
        Mistake(
            "rate-forgotten",
            "The learning rate is missing: the whole gradient has been subtracted.",
            _rates(lambda eta: 1.0, lambda eta: 1.0),
        ),
        Mistake(
            "rate-twice",
            "The learning rate has been multiplied in twice.",
            _rates(lambda eta: eta**2, lambda eta: eta**2),
        ),
        Mistake(
            "nothing-moved",
            "These are the parameters as they were. The step has not been made, or its result is not returned.",
            _rates(lambda eta: 0, lambda eta: 0),
        ),
        Mistake(
            "gradient-returned",
            "This is the gradient. Asked for are the parameters after the step.",
            lambda W, b, X, Y, eta: _gradient(W, b, X, Y),
        ),
        Mistake(
            "step-returned",
            "This is the step alone, -η ∂C/∂θ. Add it to the parameters.",
            lambda W, b, X, Y, eta: tuple(
                [None, *(-eta * g for g in gradient[1:])] for gradient in _gradient(W, b, X, Y)
            ),
        ),
        Mistake(
            "sum-for-mean",
            "The gradient is the sum over the batch. The cost is the mean, so divide by m.",
            _step(divide=1),
        ),
        Mistake(
            "divided-twice",
            "The gradient has been divided by m twice.",
            lambda W, b, X, Y, eta: _step(divide=len(X) ** 2)(W, b, X, Y, eta),
        ),
        Mistake(
            "divided-by-outputs",
            "The gradient has been divided by the number of outputs, too. The cost of an example adds over them: only "
            "the mean over the examples is taken.",
            lambda W, b, X, Y, eta: _step(divide=Y.size)(W, b, X, Y, eta),
        ),
        Mistake(
            "updated-first",
            "A layer has been moved before its δ was passed down. BP2 needs the old weights.",
            _updated_first,
        ),
        Mistake(
            "with-output-slope",
            "δ of the last layer has been multiplied by σ'(z). That belongs to the quadratic cost; here it is a - y.",
            _with_output_slope,
        ),
        Mistake("no-hidden-slope", "In BP2 the slope σ'(z) is missing.", _step(slope=lambda Z, A, l: 1.0)),
        Mistake("sigma-for-slope", "In BP2, σ(z) stands where σ'(z) belongs.", _step(slope=lambda Z, A, l: A[l])),
        Mistake("slope-of-a", "In BP2, σ' is taken at a instead of z.", _step(slope=lambda Z, A, l: _slope(A[l]))),
        Mistake(
            "slope-of-next-layer",
            "In BP2 the slope is that of another layer: δ^l needs σ'(z^l), of the same layer l.",
            _step(slope=lambda Z, A, l: _slope(Z[l + 1])),
        ),
    ),
    hints=(
        "Compute the whole gradient first, with the old parameters. Move afterwards.",
        "δ of the last layer is A[L] - Y, since the cost is the cross-entropy. Then BP2, BP3, BP4 with the mean.",
        "new_W[l] = W[l] - eta * grad_W[l] makes a new array. W[l] -= ... would change the caller's.",
    ),
)


# --- 04.4 central differences


def _function(cost):
    """Return the cost function: a source is compiled, a function is itself."""
    return cost.function() if isinstance(cost, Source) else cost


def _measured(cost, theta, h, difference=None, step=None):
    """Return the difference quotients for each entry; ``step(theta, index, h)`` and ``difference`` replace a piece."""
    cost = _function(cost)
    step = step or _one_entry
    difference = difference or (lambda theta, move: (cost(theta + move) - cost(theta - move)) / (2 * h))
    gradient = np.zeros(theta.shape)
    for index in np.ndindex(theta.shape):
        gradient[index] = difference(theta, step(theta, index, h))
    return gradient


def _one_entry(theta, index, h):
    move = np.zeros(theta.shape)
    move[index] = h
    return move


def _quotient(of):
    """Return measured differences in which ``of(cost, theta, move, h)`` replaces the central one."""

    def made(cost, theta, h):
        function = _function(cost)
        return _measured(cost, theta, h, lambda theta, move: of(function, theta, move, h))

    return made


def _moves(step):
    """Return measured differences with another step."""
    return lambda cost, theta, h: _measured(cost, theta, h, step=step)


def _row(theta, index, h):
    move = np.zeros(theta.shape)
    move[index[0]] = h
    return move


def _not_restored(cost, theta, h):
    function, theta, gradient = _function(cost), theta.astype(float), np.zeros(theta.shape)
    for index in np.ndindex(theta.shape):
        theta[index] += h
        up = function(theta)
        theta[index] -= 2 * h
        gradient[index] = (up - function(theta)) / (2 * h)
    return gradient


def _in_place(whole_gradient: bool):
    """Return the lesson's loop, which fills the arrays that it is given: wrong where these hold whole numbers."""

    def made(cost, theta, h):
        function, theta = _function(cost), theta.copy()
        gradient = np.zeros_like(theta) if whole_gradient else np.zeros(theta.shape)
        for index in np.ndindex(theta.shape):
            saved = theta[index]
            theta[index] = saved + h
            up = function(theta)
            theta[index] = saved - h
            gradient[index] = (up - function(theta)) / (2 * h)
            theta[index] = saved
        return gradient

    return made


def _draw_cost(*shape: int, whole: bool = False):
    def draw(rng):
        u, v = (np.round(rng.uniform(0.4, 1.4, shape) * rng.choice([-1, 1], shape), 3) for _ in range(2))
        text = (
            "def cost(theta):\n"
            "    theta = np.asarray(theta, float)\n"
            f"    u, v = np.array({u.tolist()}), np.array({v.tolist()})\n"
            "    return float(np.sin((u * theta).sum()) + (v * theta**3).sum() + (theta**4).sum() / 4)\n"
        )
        values = rng.choice([-2, -1, 1, 2], shape) if whole else rng.normal(0, 1, shape)
        return Source(text, "cost"), values, float(rng.choice([0.03, 0.07, 0.13]))

    return draw


MEASURED_GRADIENT = FunctionTask(
    id="04.4",
    title="Measure a gradient",
    answer="measured_gradient",
    difficulty=2,
    minutes=20,
    section="lesson 4, section 5",
    oracle=_measured,
    scales=lambda cost, theta, h: (Scale(h, "step-size", f"h = {h:g}, the step"),),
    parts=(
        Part("a vector of parameters", 1.0, _draw_cost(5)),
        Part("a matrix of parameters", 1.0, _draw_cost(2, 4)),
        Part("parameters given as whole numbers", 0.5, _draw_cost(3, 2, whole=True)),
    ),
    mistakes=(
        Mistake(
            "one-sided",
            "This is the one-sided difference, from θ to θ + h. The central one goes from θ - h to θ + h.",
            _quotient(lambda cost, theta, move, h: (cost(theta + move) - cost(theta)) / h),
        ),
        Mistake(
            "one-sided-backward",
            "This is the one-sided difference, from θ - h to θ. The central one goes from θ - h to θ + h.",
            _quotient(lambda cost, theta, move, h: (cost(theta) - cost(theta - move)) / h),
        ),
        Mistake(
            "one-sided-halved",
            "Only one of the two costs is measured away from θ, but the difference is divided by 2h.",
            _quotient(lambda cost, theta, move, h: (cost(theta + move) - cost(theta)) / (2 * h)),
        ),
        Mistake(
            "h-for-2h",
            "From θ - h to θ + h it is 2h: divide by 2h, not by h.",
            _quotient(lambda cost, theta, move, h: (cost(theta + move) - cost(theta - move)) / h),
        ),
        Mistake(
            "not-divided",
            "The difference of the costs has not been divided by 2h.",
            _quotient(lambda cost, theta, move, h: cost(theta + move) - cost(theta - move)),
        ),
        Mistake(
            "times-h",
            "Divide by 2h: write (up - down) / (2 * h). Without the brackets / 2 * h multiplies by h.",
            _quotient(lambda cost, theta, move, h: (cost(theta + move) - cost(theta - move)) / 2 * h),
        ),
        Mistake(
            "other-step",
            "The step is not h. This is what a very small step gives; use the h that is handed to you.",
            _quotient(
                lambda cost, theta, move, h: (cost(theta + move / h * 1e-5) - cost(theta - move / h * 1e-5)) / 2e-5
            ),
        ),
        Mistake(
            "half-step",
            "The steps go from θ - h/2 to θ + h/2. Here they go to θ - h and θ + h.",
            _quotient(lambda cost, theta, move, h: (cost(theta + move / 2) - cost(theta - move / 2)) / h),
        ),
        Mistake(
            "all-at-once",
            "All parameters are moved at the same time. Move one, and leave the others where they are.",
            _moves(lambda theta, index, h: np.full(theta.shape, h)),
        ),
        Mistake(
            "row-at-once",
            "A whole row of parameters is moved at the same time. Move one entry: np.ndindex(theta.shape) gives them.",
            _moves(_row),
        ),
        Mistake(
            "not-restored",
            "A parameter is not put back before the next one is moved.",
            _not_restored,
        ),
        Mistake(
            "whole-numbers",
            "theta holds whole numbers here, and an array of whole numbers cannot hold θ + h nor the gradient: both "
            "are cut off. Work on theta.astype(float).",
            _in_place(whole_gradient=True),
        ),
        Mistake(
            "whole-steps",
            "theta holds whole numbers here, and θ + h is cut off when it is written into it. Work on "
            "theta.astype(float).",
            _in_place(whole_gradient=False),
        ),
    ),
    hints=(
        "Copy theta as an array of floats. For each entry: save it, move it up, measure, move it down, "
        "measure, restore.",
        "np.ndindex(theta.shape) runs over all indices, for a vector and for a matrix alike.",
        "gradient[index] = (up - down) / (2 * h), and then theta[index] = saved.",
    ),
)


# --- 04.5 standardise


def _standardised(X_learn, X_test, source=None, centre=True, scale=None):
    """Return both, prepared with the mean and deviation of ``source``; each option makes a mistake."""
    source = X_learn if source is None else source
    mean = source.mean(axis=0) if centre else 0.0
    deviation = source.std(axis=0) if scale is None else scale(source)
    deviation = np.where(deviation == 0, 1.0, deviation)
    return (X_learn - mean) / deviation, (X_test - mean) / deviation


def _leak_of_mean(X_learn, X_test):
    mean, deviation = np.vstack([X_learn, X_test]).mean(axis=0), X_learn.std(axis=0)
    deviation = np.where(deviation == 0, 1.0, deviation)
    return (X_learn - mean) / deviation, (X_test - mean) / deviation


def _unguarded(deviation_of):
    """Return the usual formula with a divisor that is not looked at."""
    return lambda X_learn, X_test: tuple((X - X_learn.mean(axis=0)) / deviation_of(X_learn) for X in (X_learn, X_test))


def _by_row(X):
    return (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)


def _draw_table(m_test: int, constant: bool = False):
    def draw(rng):
        centre, width = np.array([130.0, 3.0, 9.0, -40.0]), np.array([50.0, 1.2, 5.0, 7.0])
        X_learn = centre + width * rng.normal(size=(11, 4))
        X_test = centre + width * rng.normal(0.5, 1.5, (m_test, 4))
        if constant:
            X_learn[:, 2] = 4.0
        return X_learn, X_test

    return draw


STANDARDISE = FunctionTask(
    id="04.5",
    title="Standardise without a leak",
    answer="standardised",
    difficulty=2,
    minutes=10,
    section="lesson 4, section 12",
    names=("learn", "test"),
    oracle=_standardised,
    parts=(
        Part("four columns", 1.0, _draw_table(6)),
        Part("a single test example", 0.5, _draw_table(1)),
        Part("a column that never changes", 0.5, _draw_table(6, constant=True)),
    ),
    mistakes=(
        Mistake(
            "leak",
            "Mean and deviation are those of all examples. So the test leaks into the training: take them from the "
            "learning examples only.",
            lambda X_learn, X_test: _standardised(X_learn, X_test, np.vstack([X_learn, X_test])),
        ),
        Mistake(
            "leak-of-mean", "The mean is that of all examples. Take it from the learning examples only.", _leak_of_mean
        ),
        Mistake(
            "test-by-itself",
            "The test examples have been standardised by themselves. They must go through the same formula as the "
            "learning examples, with the same numbers.",
            lambda X_learn, X_test: (_standardised(X_learn, X_test)[0], _standardised(X_test, X_test)[0]),
        ),
        Mistake(
            "test-untouched",
            "The test examples have been left as they are. The network would meet areas near 130 where it knows "
            "numbers near 1.",
            lambda X_learn, X_test: (_standardised(X_learn, X_test)[0], X_test),
        ),
        Mistake(
            "test-not-centred",
            "The mean has not been subtracted from the test examples.",
            lambda X_learn, X_test: (
                _standardised(X_learn, X_test)[0],
                _standardised(X_learn, X_test, centre=False)[1],
            ),
        ),
        Mistake(
            "one-scale-for-all",
            "One mean and one deviation have been taken for the whole table. Each column needs its own: axis=0.",
            lambda X_learn, X_test: tuple((X - X_learn.mean()) / X_learn.std() for X in (X_learn, X_test)),
        ),
        Mistake(
            "rows-for-columns",
            "Each example has been standardised by itself, over its columns. It must be done column by column: axis=0.",
            lambda X_learn, X_test: (_by_row(X_learn), _by_row(X_test)),
        ),
        Mistake(
            "not-scaled",
            "The mean has been subtracted, but nothing is divided by the deviation.",
            lambda X_learn, X_test: _standardised(X_learn, X_test, scale=lambda X: np.ones(X.shape[1])),
        ),
        Mistake(
            "not-centred",
            "It has been divided by the deviation, but the mean has not been subtracted.",
            lambda X_learn, X_test: _standardised(X_learn, X_test, centre=False),
        ),
        Mistake(
            "variance",
            "It has been divided by the variance. The deviation is its root.",
            lambda X_learn, X_test: _standardised(X_learn, X_test, scale=lambda X: X.var(axis=0)),
        ),
        Mistake(
            "sample-deviation",
            "This deviation divides by m - 1. Here it is the plain one, which np.std gives by default.",
            lambda X_learn, X_test: _standardised(X_learn, X_test, scale=lambda X: X.std(axis=0, ddof=1)),
        ),
        Mistake(
            "range",
            "It has been divided by the range, largest minus smallest. Divide by the deviation.",
            lambda X_learn, X_test: _standardised(X_learn, X_test, scale=lambda X: np.ptp(X, axis=0)),
        ),
        Mistake(
            "tiny-divisor",
            "A column that never changes has been divided by a tiny number, which makes the test examples huge. Only "
            "centre it.",
            _unguarded(lambda X: X.std(axis=0) + 1e-8),
        ),
        Mistake(
            "divided-by-zero",
            "A column that never changes has deviation 0. Only centre it.",
            _unguarded(lambda X: X.std(axis=0)),
        ),
    ),
    hints=(
        "Two numbers for each column, taken from X_learn. Then the same formula for both tables.",
        "mean = X_learn.mean(axis=0), deviation = X_learn.std(axis=0).",
        "deviation[deviation == 0] = 1 leaves a column that never changes centred only.",
    ),
)


# --- 04.6 dropout


def _dropout(A, grad, draws, p, mask=None, scale=None, back=None):
    """Return (A, grad) after dropout; ``mask``, ``scale`` and ``back`` each replace a piece, to make a mistake."""
    factor = (draws >= p if mask is None else mask) * (1 / (1 - p) if scale is None else scale)
    return A * factor, grad * factor if back is None else back


def _draw_dropout(m: int, low: float, high: float):
    def draw(rng):
        p = float(rng.uniform(low, high))
        draws = rng.random((m, 8))
        draws[0] = rng.permutation([p / 2, p / 3, p / 4, p + (1 - p) / 4, p + (1 - p) / 3, *rng.random(3)])
        return np.tanh(rng.normal(size=(m, 8))), rng.normal(size=(m, 8)), draws, p

    return draw


DROPOUT = FunctionTask(
    id="04.6",
    title="Dropout, forwards and back",
    answer="dropout",
    difficulty=3,
    minutes=15,
    section="lesson 4, section 13",
    names=("dropped", "grad_A"),
    oracle=_dropout,
    parts=(
        Part("one example", 0.5, _draw_dropout(1, 0.2, 0.4)),
        Part("a batch, few units silenced", 1.0, _draw_dropout(6, 0.2, 0.4)),
        Part("a batch, most units silenced", 1.0, _draw_dropout(6, 0.6, 0.8)),
    ),
    mistakes=(
        Mistake(
            "not-masked-back",
            "Forwards it is right. Backwards a silenced unit must get no gradient: the same mask, the same scale.",
            lambda A, grad, draws, p: _dropout(A, grad, draws, p, back=grad),
        ),
        Mistake(
            "not-scaled-back",
            "Forwards it is right. Backwards the scale 1/(1 - p) is missing.",
            lambda A, grad, draws, p: _dropout(A, grad, draws, p, back=grad * (draws >= p)),
        ),
        Mistake(
            "scaled-back-only",
            "Forwards it is right. Backwards there is the scale but no mask.",
            lambda A, grad, draws, p: _dropout(A, grad, draws, p, back=grad / (1 - p)),
        ),
        Mistake(
            "times-activation",
            "Backwards the gradient has been multiplied by the activations. The slope of a · factor is the factor.",
            lambda A, grad, draws, p: _dropout(A, grad, draws, p, back=grad * A * (draws >= p) / (1 - p)),
        ),
        Mistake(
            "mask-from-sign",
            "Backwards only units with a positive activation get a gradient. An activation may be negative and alive.",
            lambda A, grad, draws, p: _dropout(A, grad, draws, p, back=grad * ((A > 0) & (draws >= p)) / (1 - p)),
        ),
        Mistake(
            "silences-the-others",
            "The wrong units are silenced: those with draws < p must go, the others stay.",
            lambda A, grad, draws, p: _dropout(A, grad, draws, p, mask=draws < p),
        ),
        Mistake(
            "p-means-keep",
            "p has been taken as the probability to keep a unit. Here it is the probability to silence it.",
            lambda A, grad, draws, p: _dropout(A, grad, draws, p, mask=draws < p, scale=1 / p),
        ),
        Mistake(
            "not-scaled",
            "The units that stay are not scaled. Without 1/(1 - p) the next layer gets less in training than in use.",
            lambda A, grad, draws, p: _dropout(A, grad, draws, p, scale=1.0),
        ),
        Mistake(
            "divided-by-p",
            "The units that stay are divided by p. A fraction 1 - p of them stays: divide by 1 - p.",
            lambda A, grad, draws, p: _dropout(A, grad, draws, p, scale=1 / p),
        ),
        Mistake(
            "scaled-down",
            "The units that stay are multiplied by 1 - p. They must make up for those that are silent: divide.",
            lambda A, grad, draws, p: _dropout(A, grad, draws, p, scale=1 - p),
        ),
        Mistake(
            "scaled-by-count",
            "The scale is taken from how many units happen to stay. It is 1/(1 - p), whatever the draw.",
            lambda A, grad, draws, p: _dropout(A, grad, draws, p, scale=1 / max((draws >= p).mean(), 1e-9)),
        ),
        Mistake(
            "mask-of-first-example",
            "All examples have got the mask of the first. Each example has its own.",
            lambda A, grad, draws, p: _dropout(A, grad, draws, p, mask=np.broadcast_to(draws[0] >= p, draws.shape)),
        ),
    ),
    hints=(
        "Make one array of factors from draws and p: 0 for a silenced unit, 1/(1 - p) for the others.",
        "Forwards: A times the factors. By the chain rule the gradient is multiplied by the same factors.",
        "factors = (draws >= p) / (1 - p).",
    ),
)


# --- 04.8 predict, measure, conclude

AREAS = np.array([60.0, 90.0, 120.0, 140.0, 190.0])


def _largest_rate(x) -> float:
    """Return 2/λ, where λ is the largest curvature of the mean quadratic cost of w x + b."""
    inputs = np.stack([x, np.ones_like(x)], axis=1)
    return float(2 / np.linalg.eigvalsh(inputs.T @ inputs / len(x)).max())


def _rate_entries() -> dict:
    standardised = _largest_rate((AREAS - AREAS.mean()) / AREAS.std())
    return {"standardised": standardised, "times": standardised / _largest_rate(AREAS), "slow": "bias"}


RATES = ValueTask(
    id="04.8",
    title="Predict, measure, conclude: the largest learning rate",
    answer="rates",
    difficulty=3,
    minutes=25,
    section="lesson 4, sections 7 and 12",
    tolerance=1e-2,
    truth=_rate_entries,
    parts=(
        Part("standardised", 0.5),
        Part("times", 1.0),
        Part("slow", 0.5, judgement=Word(("weight", "bias", "both alike"))),
    ),
    mistakes=(
        Mistake(
            "best-not-largest",
            "This is half of the right value. Either the ½ of the cost is missing, or it is the rate that is best; the "
            "cost still falls up to twice that.",
            lambda: {"standardised": 1.0},
        ),
        Mistake(
            "sum-for-mean",
            "This belongs to the sum over the houses. The cost is the mean.",
            lambda: {"standardised": _rate_entries()["standardised"] / len(AREAS)},
        ),
        Mistake(
            "rate-for-times",
            "This is a rate, or the ratio upside down. Asked for is how many times larger the rate may be.",
            lambda: {"times": _largest_rate(AREAS)},
        ),
        Mistake(
            "only-centred",
            "This compares with areas that are only centred, not with the raw ones.",
            lambda: {"times": AREAS.var()},
        ),
        Mistake(
            "deviation-once",
            "This is the deviation of the areas. The gradient with respect to w holds x once, and the change of w acts "
            "through x once more: think of squares.",
            lambda: {"times": AREAS.std()},
        ),
        Mistake(
            "mean-area",
            "This is the mean area. It is the mean of the squares that counts.",
            lambda: {"times": AREAS.mean()},
        ),
        Mistake(
            "half-of-it",
            "This is half of the right ratio. The two rates are not of the same kind: both must be the largest.",
            lambda: {"times": _rate_entries()["times"] / 2},
        ),
        Mistake("no-effect", "Measure again: standardising makes a very large difference.", lambda: {"times": 1.0}),
        Mistake(
            "weight-is-slow",
            "The weight has come most of its way. Look at the bias after a thousand steps, and at its best value, 100.",
            lambda: {"slow": "weight"},
        ),
        Mistake(
            "both-alike",
            "Print both after a thousand steps, and compare with their best values, w = 2 and b = 100.",
            lambda: {"slow": "both alike"},
        ),
    ),
    hints=(
        "Write the loop of a training step for w and b, and a function that says whether the cost has fallen after a "
        "thousand steps.",
        "Halve the interval between a rate that is too small and one that is too large, some forty times.",
        "For one weight, the largest rate is 2 divided by the mean of x².",
    ),
)
