"""The gradient of a network of sigmoids by BP1 to BP4, in pieces, with the slips that are made in each."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.common.slips import (
    BIAS_MEANS,
    BIASES_FROM,
    DIFFERENCES,
    SIGMOID_SLOPES,
    WEIGHT_MEANS,
    sigmoid_slope,
)
from bpcourse.tasks.slips import Site, Slip
from bplib.activations import sigmoid


def forward(W, b, X, activation=sigmoid):
    """Return (Z, A) of a network whose layers are all sigmoids."""
    Z, A = [None], [X]
    for l in range(1, len(W)):
        Z.append(A[l - 1] @ W[l].T + b[l])
        A.append(activation(Z[l]))
    return Z, A


def network_gradient(
    W,
    b,
    X,
    Y,
    *,
    activations=forward,
    difference=lambda a, y, z: a - y,
    slope_out=sigmoid_slope,
    slope=sigmoid_slope,
    slope_layer=lambda l: l,
    handed_down=lambda delta, error: delta,
    output_handed_down=None,
    output_delta=lambda delta: delta,
    way_back=lambda D, W, l, A: D @ W[l + 1],
    incoming=lambda A, Z, l: A[l - 1],
    weight_mean=lambda D, A: D.T @ A / len(D),
    bias_mean=lambda D: D.mean(axis=0),
    bias_from=None,
    weight_from=None,
):
    """Return (grad_W, grad_b); each keyword is a piece that a slip may replace.

    ``handed_down(delta, error)`` is what a layer gives to the layer before: its δ.  The error is δ without the slope.
    ``output_handed_down``, if given, is that of the last layer; ``bias_from(D, A, grad_W)`` stands for ``bias_mean``,
    ``weight_from(D, A, W, l)`` for ``weight_mean``.
    """
    Z, A = activations(W, b, X)
    L = len(W) - 1
    D = {L: output_delta((error := difference(A[L], Y, Z[L])) * slope_out(Z[L]))}
    for l in range(L - 1, 0, -1):
        hand = output_handed_down if output_handed_down and l == L - 1 else handed_down
        error = way_back(hand(D[l + 1], error), W, l, A)
        D[l] = error * slope(Z[slope_layer(l)])
    layers = range(1, L + 1)
    if weight_from:
        grad_W = [None, *(weight_from(D, A, W, l) for l in layers)]
    else:
        grad_W = [None, *(weight_mean(D[l], incoming(A, Z, l)) for l in layers)]
    if bias_from:
        return grad_W, [None, *(bias_from(D[l], A[l - 1], grad_W[l]) for l in layers)]
    return grad_W, [None, *(bias_mean(D[l]) for l in layers)]


def _moved(rate: float) -> Slip:
    """Return the slip of moving W[l + 1] by that learning rate before BP2 uses it."""
    return Slip(
        f"updated-first-{rate:g}",
        "the weights have been moved before the error was passed down. All δ first, with the old weights.",
        lambda D, W, l, A: D @ (W[l + 1] - rate * D.T @ A[l] / len(D)),
    )


WAYS_BACK = (
    Slip(
        "wrong-layer-weights",
        "the error goes back through the weights that leave the layer, W^{l+1}. Here W^l has been used.",
        lambda D, W, l, A: D @ W[l],
    ),
    Slip(
        "transposed-back",
        "the weights are transposed. With examples as rows it is D[l+1] @ W[l+1], without a transpose.",
        lambda D, W, l, A: D @ W[l + 1].T,
    ),
    Slip(
        "weights-left-out",
        "the errors of the next layer are added up without their weights.",
        lambda D, W, l, A: np.tile(D.sum(axis=1, keepdims=True), (1, W[l + 1].shape[1])),
    ),
    Slip(
        "absolute-weights",
        "the weights have lost their sign: |w| stands there.",
        lambda D, W, l, A: D @ np.abs(W[l + 1]),
    ),
    Slip("squared-weights", "the weights have been squared.", lambda D, W, l, A: D @ W[l + 1] ** 2),
    Slip(
        "mean-over-paths",
        "the paths are averaged here. They must be added.",
        lambda D, W, l, A: D @ W[l + 1] / len(W[l + 1]),
    ),
    Slip(
        "one-path",
        "only the path through the first unit of the next layer is counted. Add over all paths.",
        lambda D, W, l, A: np.outer(D[:, 0], W[l + 1][0]),
    ),
    Slip(
        "last-path",
        "only the path through the last unit of the next layer is counted. Add over all paths, with +=.",
        lambda D, W, l, A: np.outer(D[:, -1], W[l + 1][-1]),
    ),
    Slip(
        "weights-normalised",
        "the weights have been divided by their sum over the next layer's unit. The error is multiplied by the weight "
        "itself.",
        lambda D, W, l, A: D @ (W[l + 1] / W[l + 1].sum(axis=1, keepdims=True)),
    ),
    Slip(
        "way-back-negative",
        "the error changes its sign on the way back: there, or in the slope, a (1 - a), which is never negative.",
        lambda D, W, l, A: -D @ W[l + 1],
    ),
    Slip(
        "activation-on-the-way",
        "the error has been multiplied by the activation a^l too. BP2 has the weights and the slope only.",
        lambda D, W, l, A: D @ W[l + 1] * A[l],
    ),
    Slip(
        "gradient-for-weights",
        "the error goes back through the gradient of the weights, where the weights W^{l+1} themselves belong.",
        lambda D, W, l, A: D @ (D.T @ A[l] / len(D)),
    ),
    Slip(
        "gradient-sum-for-weights",
        "the error goes back through the gradient of the weights, where the weights W^{l+1} themselves belong.",
        lambda D, W, l, A: D @ (D.T @ A[l]),
    ),
    Slip(
        "sign-of-weights",
        "the weights have lost their size: only their sign is left.",
        lambda D, W, l, A: D @ np.sign(W[l + 1]),
    ),
    Slip(
        "first-column-zero",
        "the first column of the weights has been set to 0, as where it belongs to a bias. Here every column is a "
        "weight, and the error goes back through all of them.",
        lambda D, W, l, A: D @ (W[l + 1] * (np.arange(W[l + 1].shape[1]) > 0)),
    ),
    Slip(
        "averaged-on-the-way",
        "the error has been averaged over the batch before it was passed down. Each example has an error of its own.",
        lambda D, W, l, A: np.broadcast_to(D.mean(axis=0) @ W[l + 1], (len(D), W[l + 1].shape[1])),
    ),
    Slip(
        "divided-by-m-on-the-way",
        "the error has been divided by m on the way back, at every layer. Divide once, in BP3 and BP4.",
        lambda D, W, l, A: D @ W[l + 1] / len(D),
    ),
    Slip(
        "twice-on-the-way",
        "the error has been doubled on the way back. A 2 of the square does not belong there.",
        lambda D, W, l, A: 2 * D @ W[l + 1],
    ),
    *map(_moved, (0.01, 0.1, 0.5, 1, 2, 3, 10)),
)

SLOPE_LAYERS = (
    Slip(
        "slope-of-next-layer",
        "the slope is that of another layer: δ^l needs σ'(z^l), of the same layer l.",
        lambda l: l + 1,
    ),
    Slip(
        "slope-of-layer-before",
        "the slope is that of the layer before: δ^l needs σ'(z^l), of the same layer l.",
        lambda l: l - 1,
    ),
)

HANDED_DOWN = (
    Slip(
        "raw-error-handed-down",
        "the error is handed down without its slope: what goes back to the layer before is δ, slope included.",
        lambda delta, error: error,
    ),
)

OUTPUT_HANDED_DOWN = (
    Slip(
        "raw-error-handed-down",
        "the last layer hands its raw error a - y down, without the slope σ'(z^L). What goes back is δ, "
        "slope included.",
        lambda delta, error: error,
    ),
    Slip(
        "raw-error-handed-down",
        "the last layer hands its target minus answer down, without the slope σ'(z^L). What goes back is δ, slope "
        "included.",
        lambda delta, error: -error,
    ),
    Slip(
        "answer-handed-down",
        "the last layer hands only the sign of its error down. What goes back is δ.",
        lambda delta, error: np.sign(delta),
    ),
)

INCOMING = (
    Slip(
        "activation-of-same-layer",
        "BP4 multiplies by what comes in, a^{l-1}. Here the activation a^l of the same layer has been used.",
        lambda A, Z, l: A[l],
    ),
    Slip(
        "weighted-input-for-incoming",
        "BP4 multiplies by the activation that comes in, a^{l-1}. Here the weighted input z^{l-1} has been used.",
        lambda A, Z, l: Z[l - 1] if l > 1 else A[0],
    ),
    Slip(
        "always-the-input",
        "BP4 multiplies by what comes into the layer, a^{l-1}. Here every layer gets the input x.",
        lambda A, Z, l: A[0],
    ),
    Slip(
        "slope-of-incoming",
        "BP4 multiplies by the activation that comes in, not by its slope.",
        lambda A, Z, l: A[l - 1] * (1 - A[l - 1]) if l > 1 else A[0],
    ),
    Slip(
        "input-squashed",
        "the sigmoid has been applied to the input. a^0 is x as it is.",
        lambda A, Z, l: A[l - 1] if l > 1 else sigmoid(A[0]),
    ),
)

WEIGHTS_FROM = (
    Slip(
        "weights-for-incoming",
        "BP4 multiplies by what comes in, a^{l-1}. Here the weights themselves have been used.",
        lambda D, A, W, l: D[l].mean(axis=0)[:, None] * W[l],
    ),
    Slip(
        "from-what-is-handed-down",
        "BP4 takes the δ of its own layer. Here it is made from the error that the layer hands down.",
        lambda D, A, W, l: (D[l] @ W[l]).T @ A[l - 1] / len(D[l]),
    ),
    Slip(
        "delta-of-the-next-layer",
        "BP4 takes the δ of its own layer. Here the δ of the next layer has been used.",
        lambda D, A, W, l: D[min(l + 1, len(W) - 1)].T @ A[l - 1] / len(D[l]),
    ),
    Slip(
        "delta-of-the-layer-before",
        "BP4 takes the δ of its own layer. Here the δ of the layer before has been used.",
        lambda D, A, W, l: D[max(l - 1, 1)].T @ A[l - 1] / len(D[l]),
    ),
    Slip(
        "delta-of-the-output",
        "BP4 takes the δ of its own layer. Here every layer gets the δ of the output.",
        lambda D, A, W, l: D[len(W) - 1].T @ A[l - 1] / len(D[l]),
    ),
    Slip(
        "means-multiplied",
        "the means of δ and of a over the batch have been multiplied. BP4 multiplies in each example first.",
        lambda D, A, W, l: np.outer(D[l].mean(axis=0), A[l - 1].mean(axis=0)),
    ),
    Slip(
        "weights-decay",
        "the weights have been added to their gradient, as with weight decay. The cost here has no such term.",
        lambda D, A, W, l: D[l].T @ A[l - 1] / len(D[l]) + W[l],
    ),
    Slip(
        "step-for-gradient",
        "this is the weights after a step. The gradient is asked for.",
        lambda D, A, W, l: W[l] - D[l].T @ A[l - 1] / len(D[l]),
    ),
)

BACKWARD_SITES = (
    Site("slope", SIGMOID_SLOPES, "BP2", called="the slope"),
    Site("way_back", WAYS_BACK, "BP2", called="the error that goes back"),
    Site("slope_layer", SLOPE_LAYERS, "BP2"),
    Site("handed_down", HANDED_DOWN, "BP2", called="what is handed down"),
    Site("output_handed_down", OUTPUT_HANDED_DOWN, "BP2"),
    Site("incoming", INCOMING, called="what comes in"),
    Site("weight_mean", WEIGHT_MEANS, "BP4", called="the gradient of the weights"),
    Site("bias_mean", BIAS_MEANS, "BP3", called="the gradient of the biases"),
    Site("bias_from", BIASES_FROM, "BP3"),
    Site("weight_from", WEIGHTS_FROM),
)
OUTPUT_DELTAS = (
    Slip(
        "averaged-at-the-top",
        "δ of the last layer has been averaged over the batch before it went back. Each example has a δ of its own: "
        "the mean comes in BP3 and BP4.",
        lambda delta: np.broadcast_to(delta.mean(axis=0), delta.shape),
    ),
    Slip(
        "summed-over-outputs",
        "δ of the outputs has been added up. Each output has a δ of its own.",
        lambda delta: np.broadcast_to(delta.sum(axis=1, keepdims=True), delta.shape),
    ),
    *(
        Slip(f"clipped-{most:g}", "δ of the last layer has been kept within limits. It goes back as it is.", piece)
        for most in (1, 0.5, 0.1)
        for piece in (lambda delta, most=most: np.clip(delta, -most, most),)
    ),
)
OUTPUT_SITES = (
    Site("output_delta", OUTPUT_DELTAS, "BP1"),
    Site("difference", DIFFERENCES, called="the difference of answer and target"),
    Site("slope_out", SIGMOID_SLOPES, "BP1", called="the slope"),
)
