"""Tasks 04.1 and 04.3: forward; one training step."""

from __future__ import annotations

from bpcourse.exercises.e04_full_implementation.shared import random_parameters, sigmoid_slope
from bpcourse.tasks import FunctionTask, Mistake, Part
from bplib.activations import sigmoid

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
        return *random_parameters(rng, *sizes), rng.normal(size=(m, sizes[0]))

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
            lambda W, b, X: _forward(W, b, X, activation=lambda l, z: sigmoid_slope(z)),
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


# --- 04.3 one training step


def _gradient(W, b, X, Y, start=None, slope=None, divide=None, back=None):
    """Return (grad_W, grad_b) for sigmoid units and cross-entropy; each option replaces one piece."""
    slope = slope or (lambda Z, A, l: sigmoid_slope(Z[l]))
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
    return _step(start=lambda Z, A: (A[-1] - Y) * sigmoid_slope(Z[-1]))(W, b, X, Y, eta)


def _last_layer_only(W, b, X, Y, eta):
    new_W, new_b = _step()(W, b, X, Y, eta)
    return [*W[:-1], new_W[-1]], [*b[:-1], new_b[-1]]


def _draw_step(m: int, *sizes: int):
    def draw(rng):
        W, b = random_parameters(rng, *sizes)
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
        Mistake(
            "slope-of-a",
            "In BP2, σ' is taken at a instead of z.",
            _step(slope=lambda Z, A, l: sigmoid_slope(A[l])),
        ),
        Mistake(
            "slope-of-next-layer",
            "In BP2 the slope is that of another layer: δ^l needs σ'(z^l), of the same layer l.",
            _step(slope=lambda Z, A, l: sigmoid_slope(Z[l + 1])),
        ),
    ),
    hints=(
        "Compute the whole gradient first, with the old parameters. Move afterwards.",
        "δ of the last layer is A[L] - Y, since the cost is the cross-entropy. Then BP2, BP3, BP4 with the mean.",
        "new_W[l] = W[l] - eta * grad_W[l] makes a new array. W[l] -= ... would change the caller's.",
    ),
)
