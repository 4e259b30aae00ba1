"""Task 04.1: forward through the whole network."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.common.slips import sigmoid_slope
from bpcourse.exercises.e04_full_implementation.rarer_slips import FORWARD_RARELY
from bpcourse.exercises.e04_full_implementation.shared import random_parameters
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, Slip
from bplib.activations import sigmoid


def forward_in_pieces(
    W,
    b,
    X,
    *,
    given=lambda X: X,
    incoming=lambda A, Z, l: A[l - 1],
    product=lambda a, W, l: a @ W[l].T,
    with_bias=lambda s, b, l: s + b[l],
    activation=sigmoid,
    hidden=None,
    last=None,
    kept=lambda Z, A, W, b: (Z, A),
):
    """Return (Z, A); each keyword is a piece that a slip may replace; ``hidden`` and ``last`` are activations, too."""
    hidden, last = hidden or activation, last or activation
    Z, A = [None], [given(X)]
    for l in range(1, len(W)):
        Z.append(with_bias(product(incoming(A, Z, l), W, l), b, l))
        A.append((hidden if l < len(W) - 1 else last)(Z[l]))
    return kept(Z, A, W, b)


def _softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


ACTIVATIONS = (
    Slip(
        "no-sigmoid",
        "there is no sigmoid: A[l] is Z[l]. In this task every layer has one.",
        lambda z: z,
    ),
    Slip("slope-for-sigma", "σ'(z) stands where σ(z) belongs.", sigmoid_slope),
    Slip("sigmoid-twice", "the sigmoid is applied twice.", lambda z: sigmoid(sigmoid(z))),
    Slip("tanh", "this is tanh. In this task every layer has the sigmoid.", np.tanh),
    Slip("relu", "this is the ReLU. In this task every layer has the sigmoid.", lambda z: np.maximum(z, 0)),
    Slip(
        "softmax",
        "this is a softmax over the layer. The sigmoid looks at each unit by itself.",
        _softmax,
    ),
    Slip("exp-without-minus", "the minus of the exponent is missing: σ(z) = 1/(1 + e^-z).", lambda z: sigmoid(-z)),
    Slip(
        "brackets-missing",
        "1 / 1 + e^-z has no brackets around the sum: σ(z) = 1 / (1 + e^-z).",
        lambda z: 1 + np.exp(-z),
    ),
    Slip("exp-for-sigma", "e^-z stands where σ(z) = 1/(1 + e^-z) belongs.", lambda z: np.exp(-z)),
    Slip("steps", "the units fire or do not, 1 or 0. The sigmoid is what lies between.", lambda z: (z > 0) * 1.0),
    Slip(
        "rounded-to-classes",
        "the activations have been rounded to 0 or 1. Leave them as they are: the backward pass needs them.",
        lambda z: np.round(sigmoid(z)),
    ),
    Slip("half-tanh", "tanh(z/2) lies between -1 and 1. The sigmoid is (1 + tanh(z/2)) / 2.", lambda z: np.tanh(z / 2)),
    Slip("tanh-of-z", "(1 + tanh z) / 2 is σ(2z).", lambda z: sigmoid(2 * z)),
    Slip("one-minus-sigma", "1 - σ(z) stands where σ(z) belongs.", lambda z: 1 - sigmoid(z)),
    Slip("divided-by-sum", "the activations have been divided by their sum.", lambda z: _shares(sigmoid(z))),
)


def _shares(a):
    return a / a.sum(axis=1, keepdims=True)


BIASES = (
    Slip("bias-forgotten", "the biases are missing: z = W a + b.", lambda s, b, l: s),
    Slip("bias-subtracted", "the biases are subtracted. Here z = W a + b.", lambda s, b, l: s - b[l]),
    Slip(
        "bias-of-another-layer",
        "the bias is that of the layer before. Layer l has W[l] and b[l].",
        lambda s, b, l: s + b[max(l - 1, 1)],
    ),
    Slip(
        "bias-of-the-next-layer",
        "the bias is that of the next layer. Layer l has W[l] and b[l].",
        lambda s, b, l: s + b[min(l + 1, len(b) - 1)],
    ),
    Slip(
        "bias-of-the-first-layer",
        "every layer gets the bias of the first. It has its own.",
        lambda s, b, l: s + b[1],
    ),
    Slip("bias-of-the-last-layer", "every layer gets the bias of the last. It has its own.", lambda s, b, l: s + b[-1]),
    Slip("bias-twice", "the biases are added twice.", lambda s, b, l: s + 2 * b[l]),
    Slip(
        "bias-of-first-unit",
        "every unit of a layer gets the bias of its first unit. Each has its own.",
        lambda s, b, l: s + b[l][0],
    ),
    Slip("bias-summed", "every unit of a layer gets the sum of all biases.", lambda s, b, l: s + b[l].sum()),
    Slip("bias-averaged", "every unit of a layer gets the mean of all biases.", lambda s, b, l: s + b[l].mean()),
    Slip("bias-multiplied", "the biases have been multiplied in. Add them.", lambda s, b, l: s * b[l]),
    Slip("one-for-bias", "1 has been added where the biases belong.", lambda s, b, l: s + 1),
    Slip("bias-in-first-layer-only", "only the first layer has a bias.", lambda s, b, l: s + b[1] if l == 1 else s),
    Slip(
        "bias-not-in-the-last-layer",
        "the last layer has no bias here. It has one.",
        lambda s, b, l: s + b[l] if l < len(b) - 1 else s,
    ),
    Slip("bias-reversed", "the biases of a layer are in reversed order.", lambda s, b, l: s + b[l][::-1]),
)

PRODUCTS = (
    Slip(
        "not-transposed",
        "with examples as rows it is A[l-1] @ W[l].T. Without the transpose the shapes fit only by chance.",
        lambda a, W, l: a @ W[l],
    ),
    Slip(
        "weights-of-the-layer-before",
        "the weights are those of the layer before. Layer l has W[l] and b[l].",
        lambda a, W, l: a @ W[max(l - 1, 1)].T,
    ),
    Slip(
        "weights-of-the-next-layer",
        "the weights are those of the next layer. Layer l has W[l] and b[l].",
        lambda a, W, l: a @ W[min(l + 1, len(W) - 1)].T,
    ),
    Slip("weights-of-the-first-layer", "every layer gets the weights of the first.", lambda a, W, l: a @ W[1].T),
    Slip("weights-of-the-last-layer", "every layer gets the weights of the last.", lambda a, W, l: a @ W[-1].T),
    Slip(
        "inputs-averaged",
        "the weighted inputs of a unit have been averaged. They must be added.",
        lambda a, W, l: a @ W[l].T / a.shape[1],
    ),
    Slip("absolute-weights", "the weights have lost their sign.", lambda a, W, l: a @ np.abs(W[l]).T),
    Slip("product-negative", "the product with the weights has the wrong sign.", lambda a, W, l: -a @ W[l].T),
)

INCOMING = (
    Slip(
        "weighted-input-passed-on",
        "the next layer is fed with Z[l-1]. It must get the activations A[l-1].",
        lambda A, Z, l: Z[l - 1] if l > 1 else A[0],
    ),
    Slip(
        "always-the-input",
        "every layer gets the input X. Layer l gets the activations of layer l-1.",
        lambda A, Z, l: A[0],
    ),
    Slip(
        "layer-skipped",
        "each layer gets the activations of layer l-2. Layer l gets those of layer l-1.",
        lambda A, Z, l: A[max(l - 2, 0)],
    ),
    Slip(
        "slope-passed-on",
        "the next layer is fed with the slope σ'(z). It must get the activations A[l-1].",
        lambda A, Z, l: A[l - 1] * (1 - A[l - 1]) if l > 1 else A[0],
    ),
    Slip(
        "squashed-again",
        "A[l-1] has been squashed once more before it goes into the next layer, also the input.",
        lambda A, Z, l: sigmoid(A[l - 1]),
    ),
    Slip(
        "first-example-for-all",
        "every example goes on as the first one.",
        lambda A, Z, l: np.broadcast_to(A[l - 1][0], A[l - 1].shape),
    ),
)

KEPT = (
    Slip(
        "z-overwritten",
        "Z holds the activations: they have been written over the weighted inputs, or both lists hold the same arrays. "
        "Keep z and a apart; the backward pass needs σ'(z).",
        lambda Z, A, W, b: ([None, *A[1:]], A),
    ),
    Slip(
        "a-is-z",
        "A holds the weighted inputs, though the next layer gets the activations. Keep those in A.",
        lambda Z, A, W, b: (Z, [A[0], *Z[1:]]),
    ),
    Slip(
        "bias-missing-in-z",
        "Z holds W a without the bias; the bias was added inside the sigmoid only. Keep the sum in Z.",
        lambda Z, A, W, b: ([None, *(z - v for z, v in zip(Z[1:], b[1:], strict=True))], A),
    ),
    Slip(
        "slope-in-z",
        "Z holds σ'(z). Keep z itself there.",
        lambda Z, A, W, b: ([None, *(sigmoid_slope(z) for z in Z[1:])], A),
    ),
    Slip(
        "last-layer-everywhere",
        "every entry of the lists is the last layer: one array has been filled anew for each. Make a new one.",
        lambda Z, A, W, b: ([None, *[Z[-1]] * (len(Z) - 1)], [A[0], *[A[-1]] * (len(A) - 1)]),
    ),
    Slip(
        "transposed-lists",
        "the arrays of the layers are transposed: one example is a row, (m, n_l).",
        lambda Z, A, W, b: ([None, *(z.T for z in Z[1:])], [A[0], *(a.T for a in A[1:])]),
    ),
    Slip(
        "examples-as-columns",
        "the examples are columns here, as in some other courses. In this one an example is a row: Z and A are "
        "(m, n_l).",
        lambda Z, A, W, b: ([None, *(z.T for z in Z[1:])], [a.T for a in A]),
    ),
)

GIVEN = (
    Slip("input-squashed", "the sigmoid has been applied to the input. A[0] is X as it is.", sigmoid),
    Slip(
        "input-standardised",
        "the input has been standardised. A[0] is X as it is.",
        lambda X: (X - X.mean(axis=0)) / X.std(axis=0),
    ),
    Slip("input-normalised", "the input has been divided by its largest entry.", lambda X: X / np.abs(X).max()),
)


def _bias_after_sigmoid(W, b, X):
    Z, A = [None], [X]
    for l in range(1, len(W)):
        Z.append(A[l - 1] @ W[l].T)
        A.append(sigmoid(Z[l]) + b[l])
    return Z, A


def _draw_forward(m: int, *sizes: int):
    def draw(rng):
        return *random_parameters(rng, *sizes), rng.normal(size=(m, sizes[0]))

    return draw


FORWARD = FunctionTask(
    id="04.1",
    title="Forward through the whole network",
    misconceptions="`W` without its transpose (unnoticed with equal widths); σ applied to the input",
    answer="forward",
    difficulty=1,
    minutes=10,
    section="lesson 4, section 2",
    names=("Z", "A"),
    oracle=forward_in_pieces,
    sites=(
        Site("activation", ACTIVATIONS, called="the activation"),
        Site("last", ACTIVATIONS, "the last layer", called="the activation of the last layer"),
        Site("hidden", ACTIVATIONS, "the hidden layers"),
        Site("with_bias", BIASES, called="the weighted input"),
        Site("product", PRODUCTS),
        Site("incoming", INCOMING),
        Site("kept", KEPT),
        Site("given", GIVEN),
    ),
    rarely=FORWARD_RARELY,
    called={
        "product": "the product with the weights",
        "incoming": "what comes in",
    },
    parts=(
        Part("one example, one hidden layer", 0.5, _draw_forward(1, 4, 6, 3), telling=False),
        Part("a batch, three hidden layers", 1.0, _draw_forward(7, 4, 6, 3, 5, 2)),
        Part("layers of equal size", 0.5, _draw_forward(9, 4, 4, 4, 4), telling=False),
    ),
    mistakes=(
        Mistake(
            "bias-after-sigmoid",
            "The bias is added after the sigmoid. It belongs inside: a = σ(W a + b).",
            _bias_after_sigmoid,
        ),
    ),
    hints=(
        "Begin with Z = [None] and A = [X], and append one entry for each layer.",
        "Row i of the product belongs to example i when you write A[l-1] @ W[l].T.",
        "for l in range(1, len(W)): Z[l] = A[l-1] @ W[l].T + b[l], then A[l] = sigmoid(Z[l]).",
    ),
    insight=(
        "The backward pass uses what you keep here, at the price of memory: 824 activations for each example in a "
        "network 784-30-10 (lesson 3, section 12)."
    ),
)
