"""Tasks 03.2, 03.3 and 03.4: BP1; BP2; BP3 and BP4."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e03_delta_equations.shared import MEAN_SQUARED_ERROR, scales_of, sigmoid_slope
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.diagnosis import Scale
from bplib.activations import sigmoid

# --- 03.2 BP1


def _draw_output(m: int):
    def draw(rng):
        return rng.normal(0, 1.5, (m, 5)), rng.random((m, 5))

    return draw


OUTPUT_ERROR = FunctionTask(
    id="03.2",
    title="BP1: the error of the output layer",
    answer="output_error",
    difficulty=1,
    minutes=10,
    section="lesson 3, section 3",
    oracle=lambda Z, Y: (sigmoid(Z) - Y) * sigmoid_slope(Z),
    scales=lambda Z, Y: scales_of(len(Z), outputs=Z.shape[1]),
    parts=(Part("one example", 0.5, _draw_output(1)), Part("a batch of seven", 0.5, _draw_output(7))),
    mistakes=(
        Mistake("no-slope", "This is a - y alone. BP1 multiplies it by σ'(z).", lambda Z, Y: sigmoid(Z) - Y),
        Mistake(
            "sigma-for-slope",
            "Here σ(z) stands where σ'(z) = σ(z) (1 - σ(z)) belongs.",
            lambda Z, Y: (sigmoid(Z) - Y) * sigmoid(Z),
        ),
        Mistake(
            "slope-of-a",
            "σ' has been taken at a instead of z: slope(z) needs the weighted input.",
            lambda Z, Y: (sigmoid(Z) - Y) * sigmoid_slope(sigmoid(Z)),
        ),
        Mistake(
            "no-sigma",
            "The cost looks at the activations: a = σ(z), not z, is compared with y.",
            lambda Z, Y: (Z - Y) * sigmoid_slope(Z),
        ),
        Mistake(
            "cost-not-slope",
            "This is built from the cost ½ (a - y)². δ needs its derivative, a - y.",
            lambda Z, Y: (sigmoid(Z) - Y) ** 2 / 2 * sigmoid_slope(Z),
        ),
        Mistake(
            "mean-squared-error",
            MEAN_SQUARED_ERROR,
            lambda Z, Y: 2 * (sigmoid(Z) - Y) * sigmoid_slope(Z) / Y.shape[1],
        ),
        Mistake(
            "mean-over-batch",
            "δ belongs to each example: no mean or sum over the batch here. That comes in BP3 and BP4.",
            lambda Z, Y: ((sigmoid(Z) - Y) * sigmoid_slope(Z)).mean(axis=0),
        ),
    ),
    hints=(
        "Two factors: how the cost changes with a, and how a changes with z.",
        "The first factor is a - y with a = σ(z). The second is slope(Z).",
        "Everything works entry by entry on the whole array; no loop is needed.",
    ),
)


# --- 03.3 BP2


def _draw_hidden(n_next: int, n: int):
    def draw(rng):
        return rng.normal(size=n_next), rng.normal(size=(n_next, n)), rng.normal(0, 1.5, n)

    return draw


def _if_square(make):
    """Return ``make`` restricted to a square W, where the shapes of a wrong transpose fit."""

    def made(delta, W, z):
        if W.shape[0] != W.shape[1]:
            raise ValueError("shapes do not fit")
        return make(delta, W, z)

    return made


HIDDEN_ERROR = FunctionTask(
    id="03.3",
    title="BP2: one layer back, one example",
    answer="hidden_error",
    difficulty=2,
    minutes=15,
    section="lesson 3, section 4",
    oracle=lambda delta, W, z: (W.T @ delta) * sigmoid_slope(z),
    scales=lambda delta, W, z: (Scale(len(delta), "layer-size", f"{len(delta)}, the size of the next layer"),),
    parts=(
        Part("from 3 units back to 5", 1.0, _draw_hidden(3, 5)),
        Part("from 4 units back to 4", 1.0, _draw_hidden(4, 4)),
    ),
    mistakes=(
        Mistake(
            "not-transposed",
            "W has been used as in the forward pass. Backwards, the errors are collected over the first index: the "
            "transpose of W. With equal layer sizes no shape warns you.",
            _if_square(lambda delta, W, z: (W @ delta) * sigmoid_slope(z)),
        ),
        Mistake("no-slope", "The slope of the unit, σ'(z), is missing.", lambda delta, W, z: W.T @ delta),
        Mistake(
            "sigma-for-slope",
            "Here σ(z) stands where σ'(z) = σ(z) (1 - σ(z)) belongs.",
            lambda delta, W, z: (W.T @ delta) * sigmoid(z),
        ),
        Mistake(
            "slope-of-a",
            "σ' has been taken at a = σ(z) instead of z.",
            lambda delta, W, z: (W.T @ delta) * sigmoid_slope(sigmoid(z)),
        ),
        Mistake(
            "one-path",
            "Only the path through the first unit of the next layer is counted. Add over all paths.",
            lambda delta, W, z: W[0] * delta[0] * sigmoid_slope(z),
        ),
        Mistake(
            "mean-over-paths",
            "The paths are averaged here. They must be added.",
            lambda delta, W, z: (W.T @ delta) / len(delta) * sigmoid_slope(z),
        ),
        Mistake(
            "slope-twice",
            "σ'(z) has been multiplied in twice.",
            lambda delta, W, z: (W.T @ delta) * sigmoid_slope(z) ** 2,
        ),
        Mistake(
            "weights-left-out",
            "The errors of the next layer are added up without their weights.",
            lambda delta, W, z: delta.sum() * sigmoid_slope(z),
        ),
    ),
    hints=(
        "Unit j feeds every unit k of the next layer. What does a nudge of z_j change there?",
        "δ_j = (Σ_k w_kj δ_k) σ'(z_j). The sum runs over the first index of W.",
        "A sum over the first index of W is a product with W.T.",
    ),
)


# --- 03.4 BP3 and BP4


def _draw_layer(m: int, n: int, n_prev: int):
    def draw(rng):
        return rng.normal(size=(m, n)), rng.normal(size=(m, n_prev))

    return draw


LAYER_GRADIENT = FunctionTask(
    id="03.4",
    title="BP3 and BP4: the gradients of a layer",
    answer="layer_gradient",
    difficulty=2,
    minutes=15,
    section="lesson 3, sections 5 and 8",
    names=("grad_W", "grad_b"),
    oracle=lambda D, A: (D.T @ A / len(D), D.mean(axis=0)),
    scales=lambda D, A: scales_of(len(D), units=D.shape[1]),
    parts=(
        Part("one example", 0.5, _draw_layer(1, 3, 5)),
        Part("a batch of seven", 1.0, _draw_layer(7, 3, 5)),
        Part("as many examples as units", 0.5, _draw_layer(4, 4, 4)),
    ),
    mistakes=(
        Mistake(
            "sum-for-mean",
            "This is the sum over the batch. The cost is the mean, so divide by m.",
            lambda D, A: (D.T @ A, D.sum(axis=0)),
        ),
        Mistake(
            "bias-wrong-axis",
            "The bias gradient is averaged over the wrong axis: over the examples (axis 0), not over the units.",
            lambda D, A: (D.T @ A / len(D), D.mean(axis=1)),
        ),
        Mistake(
            "product-of-means",
            "This is the product of the two means. Multiply for each example first, then average.",
            lambda D, A: (np.outer(D.mean(axis=0), A.mean(axis=0)), D.mean(axis=0)),
        ),
        Mistake(
            "overwritten",
            "Only the last example is left: in the loop each one overwrites the one before. Add them up, with +=.",
            lambda D, A: (np.outer(D[-1], A[-1]) / len(D), D[-1] / len(D)),
        ),
        Mistake(
            "one-example",
            "Only the first example is counted.",
            lambda D, A: (np.outer(D[0], A[0]), D[0]),
        ),
        Mistake(
            "transposed",
            "grad_W is the transpose: it must have the shape of W, (units of this layer, units of the layer before).",
            lambda D, A: (A.T @ D / len(D), D.mean(axis=0)),
        ),
        Mistake(
            "not-transposed",
            "D itself stands where D.T belongs. With as many examples as units no shape warns you.",
            lambda D, A: (D @ A / len(D), D.mean(axis=0)),
        ),
        Mistake(
            "bias-collapsed",
            "grad_b has been averaged over the units too: one number for each unit is expected.",
            lambda D, A: (D.T @ A / len(D), D.mean()),
        ),
    ),
    hints=(
        "For one example: ∂C/∂w_jk = a_k δ_j and ∂C/∂b_j = δ_j. Then the mean over the examples.",
        "The matrix product D.T @ A sums a_k δ_j over the examples.",
        "grad_W = D.T @ A / m, grad_b = the mean of D over axis 0.",
    ),
)
