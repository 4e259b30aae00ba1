"""Slips that several tasks share: with the slope of σ, the difference a - y, the mean over a batch."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks.slips import Slip
from bplib.activations import sigmoid, softmax

MEAN_SQUARED_ERROR = (
    "This belongs to the mean of (a - y)² over the outputs. The cost here is ½ Σ (a - y)²: it adds over them."
)


def sigmoid_slope(z):
    """Return σ'(z), also for whole numbers."""
    return sigmoid.slope(np.asarray(z, float))


SIGMOID_SLOPES = (
    Slip("no-slope", "the slope σ'(z) is missing.", np.ones_like),
    Slip("sigma-for-slope", "σ(z) stands where σ'(z) = σ(z) (1 - σ(z)) belongs.", sigmoid),
    Slip("slope-of-a", "σ' is taken at a instead of z.", lambda z: sigmoid_slope(sigmoid(z))),
    Slip(
        "z-for-a-in-slope",
        "z (1 - z) stands where a (1 - a) belongs. That formula wants the activation a = σ(z).",
        lambda z: z * (1 - z),
    ),
    Slip(
        "slope-of-tanh",
        "1 - a² is the slope of tanh. The sigmoid has a (1 - a).",
        lambda z: 1 - sigmoid(z) ** 2,
    ),
    Slip(
        "slope-of-tanh-at-z",
        "1 - tanh²(z) is the slope of tanh. The sigmoid has a (1 - a).",
        lambda z: 1 - np.tanh(z) ** 2,
    ),
    Slip(
        "one-minus-z-squared",
        "1 - z² is no slope of the sigmoid: that is a (1 - a), with a = σ(z).",
        lambda z: 1 - z**2,
    ),
    Slip("one-minus-sigma", "1 - σ(z) stands where σ'(z) = σ(z) (1 - σ(z)) belongs.", lambda z: 1 - sigmoid(z)),
    Slip("slope-of-relu", "this is the slope of the ReLU, 1 or 0. The sigmoid has a (1 - a).", lambda z: (z > 0) * 1.0),
    Slip("slope-twice", "the slope σ'(z) has been multiplied in twice.", lambda z: sigmoid_slope(z) ** 2),
    Slip(
        "divided-by-slope", "this has been divided by the slope σ'(z). Multiply by it.", lambda z: 1 / sigmoid_slope(z)
    ),
    Slip(
        "slope-of-slope",
        "this is the second derivative of σ. One is enough: σ'(z) = a (1 - a).",
        lambda z: sigmoid_slope(z) * (1 - 2 * sigmoid(z)),
    ),
    Slip(
        "slope-negative", "the slope has the wrong sign: it is a (1 - a), not a (a - 1).", lambda z: -sigmoid_slope(z)
    ),
    Slip("slope-plus", "a (1 + a) stands where a (1 - a) belongs.", lambda z: sigmoid(z) * (1 + sigmoid(z))),
    Slip(
        "slope-from-exp",
        "e^-z / (1 + e^-z) is not the slope: the denominator is squared, e^-z / (1 + e^-z)².",
        lambda z: np.exp(-z) / (1 + np.exp(-z)),
    ),
    Slip(
        "slope-from-rising-exp",
        "e^z / (1 + e^-z)² has the sign of an exponent wrong.",
        lambda z: np.exp(z) / (1 + np.exp(-z)) ** 2,
    ),
    Slip("z-for-slope", "z itself stands where σ'(z) belongs.", lambda z: z),
    Slip("a-squared", "a² stands where a (1 - a) belongs.", lambda z: sigmoid(z) ** 2),
    Slip("slope-mixed", "z (1 - a) stands where a (1 - a) belongs.", lambda z: z * (1 - sigmoid(z))),
    Slip("slope-mixed-other", "a (1 - z) stands where a (1 - a) belongs.", lambda z: sigmoid(z) * (1 - z)),
    Slip("relu-for-slope", "max(z, 0), the ReLU itself, stands where σ'(z) belongs.", lambda z: np.maximum(z, 0)),
    Slip(
        "slope-of-leaky-relu",
        "this is the slope of a leaky ReLU, 1 or 0.01. The sigmoid has a (1 - a).",
        lambda z: np.where(np.asarray(z) > 0, 1.0, 0.01),
    ),
    Slip(
        "slope-of-softmax",
        "a (1 - a) has been taken with the softmax for a. Each unit has a sigmoid of its own.",
        lambda z: (a := softmax(z)) * (1 - a),
    ),
    Slip(
        "largest-slope",
        "¼ stands where σ'(z) belongs. That is its value at z = 0 only, the largest one.",
        lambda z: np.full(np.shape(z), 0.25),
    ),
)

DIFFERENCES = (
    Slip("target-minus-answer", "the sign is wrong: δ holds a - y, answer minus target.", lambda a, y, z: y - a),
    Slip("no-sigma", "the cost looks at the activations: a = σ(z), not z, is compared with y.", lambda a, y, z: z - y),
    Slip(
        "cost-not-slope",
        "this is built from the cost ½ (a - y)². δ needs its derivative, a - y.",
        lambda a, y, z: (a - y) ** 2 / 2,
    ),
    Slip("squared-difference", "(a - y)² stands where its derivative belongs, a - y.", lambda a, y, z: (a - y) ** 2),
    Slip(
        "absolute-difference", "the sign of a - y has been lost: |a - y| stands there.", lambda a, y, z: np.abs(a - y)
    ),
    Slip("sign-of-difference", "only the sign of a - y is left, not its size.", lambda a, y, z: np.sign(a - y)),
    Slip("target-not-subtracted", "the target is missing: δ begins with a - y.", lambda a, y, z: a),
    Slip("target-only", "this is built from the target alone; δ begins with a - y.", lambda a, y, z: y),
    Slip("minus-target", "-y stands where a - y belongs.", lambda a, y, z: -y),
    Slip("target-added", "a + y stands where a - y belongs.", lambda a, y, z: a + y),
    Slip(
        "square-without-half",
        "2 (a - y) belongs to (a - y)². The cost here has a ½ in front, so the 2 cancels.",
        lambda a, y, z: 2 * (a - y),
    ),
    Slip(
        "inner-derivative",
        "a - y has been multiplied by the activation a, as if that were an inner derivative. The derivative of "
        "½ (a - y)² by a is a - y: the inner derivative is 1.",
        lambda a, y, z: (a - y) * a,
    ),
    Slip(
        "inner-derivative-of-square",
        "2 (y - a) a takes a for the inner derivative of (y - a)². That is -1, and the 2 cancels the ½ of the cost: "
        "a - y is left.",
        lambda a, y, z: 2 * (y - a) * a,
    ),
    Slip("half-kept", "½ (a - y): the 2 from the square cancels the ½ of the cost.", lambda a, y, z: (a - y) / 2),
    Slip(
        "target-over-answer",
        "-y/a belongs to the cross-entropy -y ln a. The cost here is ½ (a - y)².",
        lambda a, y, z: -y / a,
    ),
    Slip(
        "difference-of-cross-entropy",
        "(a - y) / (a (1 - a)) belongs to the cross-entropy. The cost here is ½ (a - y)², its derivative a - y.",
        lambda a, y, z: (a - y) / (a * (1 - a)),
    ),
    Slip(
        "target-squashed",
        "σ has been applied to the target too. It is compared as it is.",
        lambda a, y, z: a - sigmoid(y),
    ),
    Slip(
        "sigma-twice", "σ has been applied twice: the activation is compared as it is.", lambda a, y, z: sigmoid(a) - y
    ),
    Slip(
        "predictions-rounded",
        "the answers have been rounded to 0 or 1 before they were compared. δ needs a as it is.",
        lambda a, y, z: np.round(a) - y,
    ),
    Slip(
        "minus-inner-derivative-of-target",
        "a - y has been multiplied by the target y. The derivative of ½ (a - y)² by a is a - y alone.",
        lambda a, y, z: (a - y) * y,
    ),
    Slip(
        "relative-difference",
        "a - y has been divided by the target. δ holds a - y itself.",
        lambda a, y, z: (a - y) / y,
    ),
    Slip(
        "mean-over-outputs-subtracted",
        "the mean over the outputs has been taken of a - y: each output has an error of its own.",
        lambda a, y, z: np.broadcast_to((a - y).mean(axis=-1, keepdims=True), np.shape(a)),
    ),
    Slip("mean-squared-error", MEAN_SQUARED_ERROR, lambda a, y, z: 2 * (a - y) / y.shape[-1]),
    Slip(
        "difference-over-outputs",
        "a - y has been divided by the number of outputs. The cost of an example adds over them.",
        lambda a, y, z: (a - y) / y.shape[-1],
    ),
)

TWICE_MEAN = (
    "this is twice what it should be: 2/m stands where 1/m belongs. The 2 of the square has cancelled "
    "with the ½ of the "
    "cost, in δ already; divide by m alone."
)
TWICE_SUM = (
    "this is twice the sum over the batch. The cost is the mean, so divide by m; and a 2 for the square "
    "does not belong "
    "here, it is no part of BP3 and BP4."
)

WEIGHT_MEANS = (
    Slip(
        "sum-for-mean",
        "this is the sum over the batch. The cost is the mean, so divide by m.",
        lambda D, A: D.T @ A,
    ),
    Slip("twice-mean", TWICE_MEAN, lambda D, A: 2 * D.T @ A / len(D)),
    Slip("twice-sum", TWICE_SUM, lambda D, A: 2 * D.T @ A),
    Slip("divided-twice", "this has been divided by m twice.", lambda D, A: D.T @ A / len(D) ** 2),
    Slip(
        "half-mean",
        "this has been divided by 2 m. The ½ of the cost cancels with its square.",
        lambda D, A: D.T @ A / (2 * len(D)),
    ),
    Slip(
        "divided-by-m-minus-1",
        "this has been divided by m - 1. The mean divides by m.",
        lambda D, A: D.T @ A / (len(D) - 1),
    ),
    Slip(
        "divided-by-units", "this has been divided by the number of units, not by m.", lambda D, A: D.T @ A / D.shape[1]
    ),
    Slip(
        "divided-by-inputs",
        "this has been divided by the number of inputs, not by the number of examples.",
        lambda D, A: D.T @ A / A.shape[1],
    ),
    Slip(
        "mean-of-all",
        "this has been divided by the number of all entries of δ, not by m alone.",
        lambda D, A: D.T @ A / D.size,
    ),
    Slip(
        "product-of-means",
        "this is the product of two means. Multiply for each example first, then average.",
        lambda D, A: np.outer(D.mean(axis=0), A.mean(axis=0)),
    ),
    Slip(
        "product-of-sums",
        "this is a product of sums. Multiply for each example first, then add.",
        lambda D, A: np.outer(D.sum(axis=0), A.sum(axis=0)) / len(D),
    ),
    Slip(
        "last-example",
        "only the last example is left: in the loop each one overwrites the one before. Add them up, with +=.",
        lambda D, A: np.outer(D[-1], A[-1]) / len(D),
    ),
    Slip("last-example-only", "only the last example is counted.", lambda D, A: np.outer(D[-1], A[-1])),
    Slip("one-example", "only the first example is counted.", lambda D, A: np.outer(D[0], A[0])),
    Slip("absolute-incoming", "this multiplies by |a|, without its sign.", lambda D, A: D.T @ np.abs(A) / len(D)),
    Slip(
        "incoming-left-out",
        "the activation that comes in is missing.",
        lambda D, A: np.outer(D.mean(axis=0), np.ones(A.shape[1])),
    ),
    Slip(
        "first-column-zero",
        "the first column is 0 here, as where it belongs to a bias. The biases have a vector of their own: every "
        "column of W has a gradient.",
        lambda D, A: D.T @ (A * (np.arange(A.shape[1]) > 0)) / len(D),
    ),
    Slip(
        "first-column-left-out",
        "the first column has been taken off, as where it belongs to a bias. The biases have a vector of their own: "
        "every column of W has a gradient.",
        lambda D, A: (D.T @ A / len(D))[:, 1:],
    ),
    Slip(
        "first-row-left-out",
        "the first row has been taken off, as where the first unit stands for a bias. Every unit has weights and δ.",
        lambda D, A: (D.T @ A / len(D))[1:],
    ),
    Slip(
        "column-of-ones-before",
        "there is a column more, for a bias. The biases have a gradient of their own, a vector.",
        lambda D, A: D.T @ np.c_[np.ones(len(A)), A] / len(D),
    ),
    Slip(
        "column-of-ones-after",
        "there is a column more, for a bias. The biases have a gradient of their own, a vector.",
        lambda D, A: D.T @ np.c_[A, np.ones(len(A))] / len(D),
    ),
    Slip(
        "wrong-one-transposed",
        "A.T stands where A belongs, and D where D.T belongs. With as many examples as units no shape warns you.",
        lambda D, A: D @ A.T / len(D),
    ),
    Slip("divided-by-root-of-m", "this has been divided by √m, not by m.", lambda D, A: D.T @ A / np.sqrt(len(D))),
    Slip("squared-errors", "δ has been squared here.", lambda D, A: (D**2).T @ A / len(D)),
    Slip("absolute-errors", "δ has lost its sign here: |δ|.", lambda D, A: np.abs(D).T @ A / len(D)),
)

_WORDS = {slip.id: slip.words for slip in WEIGHT_MEANS}

BIAS_MEANS = (
    Slip("sum-for-mean", _WORDS["sum-for-mean"], lambda D: D.sum(axis=0)),
    Slip("twice-mean", TWICE_MEAN, lambda D: 2 * D.mean(axis=0)),
    Slip("twice-sum", TWICE_SUM, lambda D: 2 * D.sum(axis=0)),
    Slip("divided-twice", _WORDS["divided-twice"], lambda D: D.mean(axis=0) / len(D)),
    Slip("half-mean", _WORDS["half-mean"], lambda D: D.mean(axis=0) / 2),
    Slip("divided-by-m-minus-1", _WORDS["divided-by-m-minus-1"], lambda D: D.sum(axis=0) / (len(D) - 1)),
    Slip("divided-by-units", _WORDS["divided-by-units"], lambda D: D.sum(axis=0) / D.shape[1]),
    Slip("mean-of-all", _WORDS["mean-of-all"], lambda D: D.sum(axis=0) / D.size),
    Slip("last-example", _WORDS["last-example"], lambda D: D[-1] / len(D)),
    Slip("last-example-only", _WORDS["last-example-only"], lambda D: D[-1]),
    Slip("one-example", _WORDS["one-example"], lambda D: D[0]),
    Slip(
        "bias-collapsed",
        "this has been averaged over the units too: one number for each unit is expected.",
        lambda D: D.mean(),
    ),
    Slip(
        "bias-one-for-all",
        "every unit gets the same number, the mean over all units. Each has a gradient of its own.",
        lambda D: np.full(D.shape[1], D.mean()),
    ),
    Slip(
        "bias-one-sum-for-all",
        "every unit gets the same number, the sum over all units and examples, divided by m.",
        lambda D: np.full(D.shape[1], D.sum() / len(D)),
    ),
    Slip(
        "bias-one-sum",
        "every unit gets the same number, the sum over all units and examples.",
        lambda D: np.full(D.shape[1], D.sum()),
    ),
    Slip(
        "bias-wrong-axis",
        "this is averaged over the wrong axis: over the examples (axis 0), not over the units.",
        lambda D: D.mean(axis=1),
    ),
    Slip(
        "bias-sum-over-units",
        "this is a sum over the units (axis 1). BP3 takes the mean over the examples, axis 0.",
        lambda D: D.sum(axis=1),
    ),
    Slip("bias-negative", "the gradient of the biases has the wrong sign.", lambda D: -D.mean(axis=0)),
    Slip("bias-not-averaged", "δ of every example stands there. BP3 takes the mean over the batch.", lambda D: D),
    Slip("absolute-bias", "the mean is taken of |δ|, without its sign.", lambda D: np.abs(D).mean(axis=0)),
    Slip(
        "bias-not-summed",
        "δ of every example stands there, divided by m. It must be added over the examples, axis 0.",
        lambda D: D / len(D),
    ),
    Slip("divided-by-root-of-m", _WORDS["divided-by-root-of-m"], lambda D: D.sum(axis=0) / np.sqrt(len(D))),
    Slip("squared-errors", _WORDS["squared-errors"], lambda D: (D**2).mean(axis=0)),
    Slip("bias-largest", "this is the largest δ of each unit. BP3 takes the mean.", lambda D: D.max(axis=0)),
    Slip("bias-median", "this is the median over the batch. BP3 takes the mean.", lambda D: np.median(D, axis=0)),
    Slip("bias-ones", "ones stand there. ∂z/∂b is 1, and it is multiplied by δ.", lambda D: np.ones(D.shape[1])),
)

FROM_GRADIENT = (
    "the gradient of the biases has been made from that of the weights, {}. It is the mean of the errors "
    "δ: no incoming "
    "activation stands in it."
)
FROM_INCOMING = (
    "the {} of the incoming activations stands where the mean of the errors δ belongs. The gradient of the biases is "
    "made from δ alone."
)
BIASES_FROM = (
    Slip("bias-from-weights", FROM_GRADIENT.format("summed over a row"), lambda D, A, grad_W: grad_W.sum(axis=1)),
    Slip(
        "bias-from-weights",
        FROM_GRADIENT.format("summed over a row, with the sum over the batch"),
        lambda D, A, grad_W: len(D) * grad_W.sum(axis=1),
    ),
    Slip("bias-from-weights", FROM_GRADIENT.format("averaged over a row"), lambda D, A, grad_W: grad_W.mean(axis=1)),
    Slip("bias-from-weights", FROM_GRADIENT.format("summed over a column"), lambda D, A, grad_W: grad_W.sum(axis=0)),
    Slip("bias-from-weights", FROM_GRADIENT.format("averaged by columns"), lambda D, A, grad_W: grad_W.mean(axis=0)),
    Slip("bias-from-weights", FROM_GRADIENT.format("its first column"), lambda D, A, grad_W: grad_W[:, 0]),
    Slip("bias-from-weights", FROM_GRADIENT.format("or is the same"), lambda D, A, grad_W: grad_W),
    Slip("bias-from-incoming", FROM_INCOMING.format("mean"), lambda D, A, grad_W: A.mean(axis=0)),
    Slip("bias-from-incoming", FROM_INCOMING.format("sum"), lambda D, A, grad_W: A.sum(axis=0)),
    Slip(
        "bias-times-incoming",
        "δ has been multiplied by the incoming activation, as for a weight. The bias has the input 1: the mean of δ "
        "alone.",
        lambda D, A, grad_W: (D * A).mean(axis=0),
    ),
)
