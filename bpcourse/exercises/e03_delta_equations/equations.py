"""Tasks 03.2, 03.3 and 03.4: BP1; BP2; BP3 and BP4."""

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
from bpcourse.exercises.e03_delta_equations.shared import scales_of
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, Slip
from bpcourse.tasks.words import Scale
from bplib.activations import sigmoid, softmax

# --- 03.2 BP1


def _draw_output(m: int):
    def draw(rng):
        return rng.normal(0, 1.5, (m, 5)), rng.random((m, 5))

    return draw


def _output_error(Z, Y, difference=lambda a, y, z: a - y, slope=sigmoid_slope, mean=lambda D: D, output=sigmoid):
    return mean(difference(output(Z), Y, Z) * slope(Z))


OUTPUTS = (
    Slip("softmax-output", "the outputs come from a softmax. Each output has a sigmoid of its own.", softmax),
    Slip("tanh-output", "tanh stands where σ belongs.", np.tanh),
    Slip("relu-output", "max(z, 0) stands where a = σ(z) belongs.", lambda z: np.maximum(z, 0)),
    Slip("sign-of-the-exponent", "1 / (1 + e^z) is σ(-z): the exponent is -z.", lambda z: sigmoid(-z)),
)


MEANS = (
    Slip(
        "mean-over-batch",
        "δ belongs to each example: no mean or sum over the batch here. That comes in BP3 and BP4.",
        lambda D: D.mean(axis=0),
    ),
    Slip(
        "sum-over-batch",
        "δ belongs to each example: no mean or sum over the batch here. That comes in BP3 and BP4.",
        lambda D: D.sum(axis=0),
    ),
    Slip(
        "divided-by-m",
        "δ belongs to each example: it is not divided by m here. The mean comes in BP3 and BP4.",
        lambda D: D / len(D),
    ),
    Slip("sum-over-outputs", "δ has an entry for each output. Here they have been added up.", lambda D: D.sum(axis=1)),
    Slip(
        "mean-over-outputs", "δ has an entry for each output. Here they have been averaged.", lambda D: D.mean(axis=1)
    ),
    Slip("sum-of-all", "δ has an entry for each output of each example. Here all have been added up.", np.sum),
    Slip("mean-of-all", "δ has an entry for each output of each example. Here all have been averaged.", np.mean),
    Slip("output-error-transposed", "this is the transpose: examples are rows.", np.transpose),
)


OUTPUT_ERROR = FunctionTask(
    id="03.2",
    title="BP1: the error of the output layer",
    misconceptions="σ' taken at $a$; a mean over the batch where each example has its own δ",
    answer="output_error",
    difficulty=1,
    minutes=10,
    section="lesson 3, section 3",
    oracle=_output_error,
    sites=(
        Site("difference", DIFFERENCES, called="the difference of answer and target"),
        Site("slope", SIGMOID_SLOPES, called="the slope"),
        Site("mean", MEANS, called="δ"),
        Site("output", OUTPUTS, called="a"),
    ),
    scales=lambda Z, Y: scales_of(len(Z), outputs=Z.shape[1]),
    parts=(Part("one example", 0.5, _draw_output(1), telling=False), Part("a batch of seven", 0.5, _draw_output(7))),
    mistakes=(
        Mistake("no-slope", "This is a - y alone. BP1 multiplies it by σ'(z).", lambda Z, Y: sigmoid(Z) - Y),
        Mistake(
            "matrix-product",
            "A matrix product stands where δ is made entry by entry: use *, not @ or np.dot.",
            lambda Z, Y: (sigmoid(Z) - Y) @ sigmoid_slope(Z).T,
        ),
        Mistake(
            "matrix-product-of-columns",
            "A matrix product stands where δ is made entry by entry: use *, not @ or np.dot.",
            lambda Z, Y: (sigmoid(Z) - Y).T @ sigmoid_slope(Z),
        ),
        Mistake(
            "sum-of-products",
            "The products have been added up, as np.dot does with two vectors. δ has an entry for each output: use *.",
            lambda Z, Y: ((sigmoid(Z) - Y) * sigmoid_slope(Z)).sum(),
        ),
        Mistake(
            "slope-added",
            "The slope has been added. BP1 multiplies by it.",
            lambda Z, Y: sigmoid(Z) - Y + sigmoid_slope(Z),
        ),
        Mistake(
            "slope-of-the-difference",
            "σ' has been applied to a number that is no weighted input: a - y, or its slope. Multiply a - y by σ'(z).",
            lambda Z, Y: sigmoid_slope(sigmoid(Z) - Y),
        ),
        Mistake(
            "brackets-missing",
            "Brackets are missing: the slope multiplies the target alone, a - y σ'(z). It belongs to the difference.",
            lambda Z, Y: sigmoid(Z) - Y * sigmoid_slope(Z),
        ),
        Mistake(
            "brackets-missing-in-the-slope",
            "Brackets are missing: (a - y) · a · 1 - a is not (a - y) · a · (1 - a).",
            lambda Z, Y: (sigmoid(Z) - Y) * sigmoid(Z) - sigmoid(Z),
        ),
        Mistake(
            "cost-returned",
            "This is the cost. δ is its derivative by z, a number for each output of each example.",
            lambda Z, Y: ((sigmoid(Z) - Y) ** 2).sum(axis=1).mean() / 2,
        ),
    ),
    hints=(
        "Two factors: how the cost changes with a, and how a changes with z.",
        "The first factor is a - y with a = σ(z). The second is slope(Z).",
        "Everything works entry by entry on the whole array; no loop is needed.",
    ),
    insight=(
        "Pushing each output's weighted input up and down measures the same numbers: lesson 3, sections 2 and 3, "
        "gets -0.0529 and 0.1456 in both ways."
    ),
)


# --- 03.3 BP2


def _draw_hidden(n_next: int, n: int):
    def draw(rng):
        return rng.normal(size=n_next), rng.normal(size=(n_next, n)), rng.normal(0, 1.5, n)

    return draw


def _hidden_error(delta, W, z, way_back=lambda delta, W: W.T @ delta, slope=sigmoid_slope):
    return way_back(delta, W) * slope(z)


PATHS = (
    Slip(
        "not-transposed",
        "W has been used as in the forward pass. Backwards, the errors are collected over the first index: the "
        "transpose of W. With equal layer sizes no shape warns you.",
        lambda delta, W: W @ delta,
    ),
    Slip(
        "one-path",
        "only the path through the first unit of the next layer is counted. Add over all paths.",
        lambda delta, W: W[0] * delta[0],
    ),
    Slip(
        "last-path",
        "only the path through the last unit of the next layer is counted. Add over all paths, with +=.",
        lambda delta, W: W[-1] * delta[-1],
    ),
    Slip(
        "mean-over-paths",
        "the paths are averaged here. They must be added.",
        lambda delta, W: W.T @ delta / len(delta),
    ),
    Slip(
        "weights-left-out",
        "the errors of the next layer are added up without their weights.",
        lambda delta, W: np.full(W.shape[1], delta.sum()),
    ),
    Slip(
        "errors-left-out",
        "the weights are added up without the errors δ of the next layer.",
        lambda delta, W: W.sum(axis=0),
    ),
    Slip(
        "sums-multiplied",
        "this is the sum of the weights times the sum of the errors. Each path has its own product w_kj δ_k.",
        lambda delta, W: W.sum(axis=0) * delta.sum(),
    ),
    Slip(
        "absolute-weights", "the weights have lost their sign: |w| stands there.", lambda delta, W: np.abs(W).T @ delta
    ),
    Slip("squared-weights", "the weights have been squared.", lambda delta, W: (W**2).T @ delta),
    Slip(
        "weights-normalised",
        "the weights have been divided by their sum. The error is multiplied by the weight itself.",
        lambda delta, W: (W / W.sum(axis=1, keepdims=True)).T @ delta,
    ),
    Slip(
        "weights-normalised",
        "the weights into the next layer have been divided by their sum, unit by unit. The error is multiplied by the "
        "weight itself.",
        lambda delta, W: (W / W.sum(axis=0)).T @ delta,
    ),
    Slip(
        "largest-path",
        "the largest product has been taken. All products w_kj δ_k are added.",
        lambda delta, W: (W * delta[:, None]).max(axis=0),
    ),
    Slip(
        "way-back-negative",
        "the error changes its sign on the way back: there, or in the slope, a (1 - a), which is never negative.",
        lambda delta, W: -W.T @ delta,
    ),
    Slip(
        "cut-to-a-square",
        "W and δ have been cut to the smaller of the two layer sizes. All rows and columns count: W.T @ delta needs no "
        "square.",
        lambda delta, W: W[: min(W.shape), : min(W.shape)].T @ delta[: min(W.shape)],
    ),
    Slip(
        "cut-to-a-square",
        "W and δ have been cut to the smaller of the two layer sizes, and W is not transposed. All rows and columns "
        "count: W.T @ delta needs no square.",
        lambda delta, W: W[: min(W.shape), : min(W.shape)] @ delta[: min(W.shape)],
    ),
    Slip(
        "first-of-the-next-layer-left-out",
        "the first unit of the next layer has been left out, as where it stands for a bias. All of them count.",
        lambda delta, W: W[1:].T @ delta[1:],
    ),
    Slip(
        "last-of-the-next-layer-left-out",
        "the last unit of the next layer has been left out. The loop ends one too early.",
        lambda delta, W: W[:-1].T @ delta[:-1],
    ),
    Slip(
        "inverse-for-transpose",
        "the inverse of W stands where its transpose belongs.",
        lambda delta, W: np.linalg.pinv(W) @ delta,
    ),
    Slip(
        "sign-of-weights",
        "the weights have lost their size: only their sign is left.",
        lambda delta, W: np.sign(W).T @ delta,
    ),
    Slip("doubled", "the error has been doubled on the way back.", lambda delta, W: 2 * W.T @ delta),
    Slip(
        "entry-by-entry",
        "W and δ have been multiplied entry by entry; the sum over the units of the next layer is missing.",
        lambda delta, W: W * delta[:, None],
    ),
    Slip(
        "entry-by-entry-along-rows",
        "W and δ have been multiplied entry by entry, along the rows. A sum over the units of the next layer belongs "
        "here: W.T @ delta.",
        lambda delta, W: W * delta,
    ),
    Slip(
        "all-paths-summed",
        "all products have been added up; each unit j adds only its own paths, w_kj δ_k.",
        lambda delta, W: (W.T @ delta).sum(),
    ),
)


HIDDEN_ERROR = FunctionTask(
    id="03.3",
    title="BP2: one layer back, one example",
    misconceptions="$W$ for its transpose (unnoticed when layers are equally wide); a single path in place of the sum",
    answer="hidden_error",
    difficulty=2,
    minutes=15,
    section="lesson 3, section 4",
    oracle=_hidden_error,
    sites=(
        Site("way_back", PATHS, called="the error that goes back"),
        Site("slope", SIGMOID_SLOPES, called="the slope"),
    ),
    scales=lambda delta, W, z: (Scale(len(delta), "layer-size", f"{len(delta)}, the size of the next layer"),),
    parts=(
        Part("from 5 units back to 3", 1.0, _draw_hidden(5, 3)),
        Part("from 4 units back to 4", 1.0, _draw_hidden(4, 4), telling=False),
    ),
    mistakes=(
        Mistake(
            "error-added",
            "The slope has been added. BP2 multiplies.",
            lambda delta, W, z: W.T @ delta + sigmoid_slope(z),
        ),
        Mistake(
            "first-unit-only",
            "This is δ of the first unit alone. Does a return stand inside the loop?",
            lambda delta, W, z: (W.T @ delta * sigmoid_slope(z))[0],
        ),
        Mistake(
            "slope-inside",
            "δ^l is asked for, and σ' of the layer itself stands outside the sum. Here it has been taken at W.T @ δ.",
            lambda delta, W, z: sigmoid_slope(W.T @ delta),
        ),
        Mistake(
            "matrix-product-with-slope",
            "The error and the slope have been joined by a matrix product. They are multiplied entry by entry: use *.",
            lambda delta, W, z: (W.T @ delta) @ sigmoid_slope(z),
        ),
        Mistake(
            "activation-for-error",
            "This multiplies by the activation σ(z) and the slope. BP2 has the weighted errors and the slope only.",
            lambda delta, W, z: (W.T @ delta) * sigmoid(z) * sigmoid_slope(z),
        ),
        Mistake(
            "first-unit-missing",
            "One unit is missing: the first column of W has been taken off, as where it belongs to a bias. Here W has "
            "no such column: each is a unit.",
            lambda delta, W, z: (W.T @ delta * sigmoid_slope(z))[1:],
        ),
        Mistake(
            "first-unit-missing-no-slope",
            "One unit is missing: the first column of W has been taken off, as where it belongs to a bias. Here W has "
            "no such column. Besides, the slope σ'(z) is missing.",
            lambda delta, W, z: (W.T @ delta)[1:],
        ),
        Mistake(
            "last-unit-missing",
            "One unit is missing: the last column of W has been taken off, as where it belongs to a bias. Here W has "
            "no such column: each is a unit.",
            lambda delta, W, z: (W.T @ delta * sigmoid_slope(z))[:-1],
        ),
        Mistake(
            "first-unit-zero",
            "The first unit gets no error, as where the first column of W belongs to a bias. Here W has no such "
            "column.",
            lambda delta, W, z: W.T @ delta * sigmoid_slope(z) * (np.arange(len(z)) > 0),
        ),
        Mistake(
            "slope-of-the-next-layer",
            "The slope has been multiplied into δ of the next layer. It belongs outside the sum: first the weights, "
            "then σ'(z).",
            lambda delta, W, z: W.T @ (delta * sigmoid_slope(z)),
        ),
        Mistake(
            "slope-through-the-weights",
            "The slope has gone through the weights, and δ has been multiplied afterwards. It is the other way round: "
            "(W.T @ δ) * σ'(z).",
            lambda delta, W, z: (W.T @ sigmoid_slope(z)) * delta,
        ),
    ),
    hints=(
        "Unit j feeds every unit k of the next layer. What does a nudge of z_j change there?",
        "δ_j = (Σ_k w_kj δ_k) σ'(z_j). The sum runs over the first index of W.",
        "A sum over the first index of W is a product with W.T.",
    ),
    insight=(
        "Products with weights and slopes take all errors one layer back; through nine further layers of 100 units "
        "10¹⁸ paths lead to the cost (lesson 3, section 4)."
    ),
)


# --- 03.4 BP3 and BP4


def _draw_layer(m: int, n: int, n_prev: int):
    def draw(rng):
        return rng.normal(size=(m, n)), rng.normal(size=(m, n_prev))

    return draw


def _layer_gradient(
    D, A, weight_mean=lambda D, A: D.T @ A / len(D), bias_mean=lambda D: D.mean(axis=0), bias_from=None
):
    """Return (grad_W, grad_b); ``bias_from(D, A, grad_W)``, if given, stands in place of ``bias_mean``."""
    grad_W = weight_mean(D, A)
    return grad_W, bias_from(D, A, D.T @ A / len(D)) if bias_from else bias_mean(D)


PRODUCTS = (
    *WEIGHT_MEANS,
    Slip(
        "transposed",
        "this is the transpose: it must have the shape of W, (units of this layer, units of the layer before).",
        lambda D, A: A.T @ D / len(D),
    ),
    Slip(
        "transposed-sum", "this is the transpose, and the sum over the batch instead of the mean.", lambda D, A: A.T @ D
    ),
    Slip(
        "not-transposed",
        "D itself stands where D.T belongs. With as many examples as units no shape warns you.",
        lambda D, A: D @ A / len(D),
    ),
    Slip(
        "not-averaged",
        "a product for every example stands there. The mean over them is missing.",
        lambda D, A: D[:, :, None] * A[:, None],
    ),
    *(
        Slip(
            "entry-by-entry",
            "D and A have been multiplied entry by entry. The matrix product D.T @ A belongs there, also where the "
            "layers are of one size.",
            piece,
        )
        for piece in (
            lambda D, A: D * A / len(D),
            lambda D, A: D * A,
            lambda D, A: (D * A).mean(axis=0),
            lambda D, A: D.T * A / len(D),
            lambda D, A: D.T * A,
        )
    ),
    Slip(
        "transposed-twice",
        "this is the transpose, doubled: 2/m for 1/m, and A.T @ D for D.T @ A.",
        lambda D, A: 2 * A.T @ D / len(D),
    ),
    Slip(
        "incoming-for-errors",
        "A stands where D belongs as well: A.T @ A. BP4 has the product of errors and activations.",
        lambda D, A: A.T @ A / len(D),
    ),
    Slip(
        "errors-for-incoming",
        "D stands where A belongs as well: D.T @ D. BP4 has the product of errors and activations.",
        lambda D, A: D.T @ D / len(D),
    ),
)


LAYER_GRADIENT = FunctionTask(
    id="03.4",
    title="BP3 and BP4: the gradients of a layer",
    misconceptions="sum for mean; bias averaged over units; the product of means for the mean of products",
    answer="layer_gradient",
    difficulty=2,
    minutes=15,
    section="lesson 3, sections 5 and 8",
    names=("grad_W", "grad_b"),
    oracle=_layer_gradient,
    sites=(
        Site("weight_mean", PRODUCTS, "grad_W", result="grad_W"),
        Site("bias_mean", BIAS_MEANS, "grad_b", result="grad_b"),
        Site("bias_from", BIASES_FROM, "grad_b", result="grad_b"),
    ),
    scales=lambda D, A: scales_of(len(D), units=D.shape[1]),
    called={
        "weight_mean": "the gradient of the weights",
        "bias_mean": "the gradient of the biases",
    },
    parts=(
        Part("one example", 0.5, _draw_layer(1, 3, 5), telling=False),
        Part("a batch of seven", 1.0, _draw_layer(7, 3, 5)),
        Part("as many examples as units", 0.5, _draw_layer(4, 4, 4), telling=False),
    ),
    mistakes=(
        Mistake(
            "sum-for-mean",
            "This is the sum over the batch. The cost is the mean, so divide by m.",
            lambda D, A: (D.T @ A, D.sum(axis=0)),
        ),
        Mistake(
            "overwritten",
            "Only the last example is left: in the loop each one overwrites the one before. Add them up, with +=.",
            lambda D, A: (np.outer(D[-1], A[-1]) / len(D), D[-1] / len(D)),
        ),
    ),
    hints=(
        "For one example: ∂C/∂w_jk = a_k δ_j and ∂C/∂b_j = δ_j. Then the mean over the examples.",
        "The matrix product D.T @ A sums a_k δ_j over the examples.",
        "grad_W = D.T @ A / m, grad_b = the mean of D over axis 0.",
    ),
    insight=(
        "Examples can disagree: in lesson 3, section 8, seven of them want different changes of one weight, some up "
        "and some down. The gradient is the mean of their wishes."
    ),
)
