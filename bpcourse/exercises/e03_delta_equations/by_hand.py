"""Task 03.1: by hand: x = (1, -2), y = 1, a 2-2-1 network."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.common.slips import DIFFERENCES, SIGMOID_SLOPES, sigmoid_slope
from bpcourse.tasks import Mistake, Part, ValueTask
from bpcourse.tasks.slips import Site, Slip
from bplib.activations import sigmoid

X1, Y1 = np.array([1.0, -2.0]), np.array([1.0])
W1, B1 = np.array([[1.0, 0.5], [0.5, -0.25]]), np.array([0.0, -0.5])
W2, B2 = np.array([[3.0, -2.0]]), np.array([0.5])


def _by_hand(
    *,
    hidden_input=lambda: W1 @ X1 + B1,
    hidden=sigmoid,
    output_input=lambda a1: W2 @ a1 + B2,
    output=sigmoid,
    difference=lambda a, y, z: a - y,
    slope_out=sigmoid_slope,
    way_back=lambda delta: W2.T @ delta,
    slope=sigmoid_slope,
    outer=lambda delta, a1: np.outer(delta, X1),
) -> dict:
    """Return the entries of the task; each keyword is a piece that a slip may replace."""
    z1 = hidden_input()
    a1 = hidden(z1)
    z2 = output_input(a1)
    a2 = output(z2)
    delta2 = difference(a2, Y1, z2) * slope_out(z2)
    delta1 = way_back(delta2) * slope(z1)
    return {"a2": a2[0], "delta2": delta2[0], "delta1": delta1, "dW1": outer(delta1, a1)}


RIGHT = _by_hand()
HIDDEN, OUTPUT = sigmoid(W1 @ X1 + B1), RIGHT["a2"]
EXPONENT = Slip("sign-of-the-exponent", "1 / (1 + e^z) is σ(-z): the exponent is -z.", lambda z: sigmoid(-z))

FORWARD = (
    Site(
        "hidden_input",
        (
            Slip(
                "hidden-bias-forgotten",
                "the biases of the hidden units are missing: z¹ = W¹ x + b¹.",
                lambda: W1 @ X1,
            ),
            Slip(
                "hidden-bias-subtracted",
                "the biases of the hidden units have been subtracted.",
                lambda: W1 @ X1 - B1,
            ),
            Slip(
                "transposed-forward",
                "W¹ has been transposed: row j holds the weights of unit j.",
                lambda: W1.T @ X1 + B1,
            ),
            Slip(
                "input-sign",
                "the sign of the second input has been lost: x = (1, -2).",
                lambda: W1 @ np.abs(X1) + B1,
            ),
            Slip(
                "hidden-weight-sign",
                "the sign of -0.25, the last weight of W¹, has been lost.",
                lambda: np.abs(W1) @ X1 + B1,
            ),
            Slip(
                "hidden-rows-exchanged",
                "the rows of W¹ have changed places: the first row holds the weights of the first hidden unit.",
                lambda: W1[::-1] @ X1 + B1,
            ),
        ),
        called="z¹",
    ),
    Site(
        "hidden",
        (Slip("hidden-not-squashed", "the hidden units have no sigmoid: a¹ = σ(z¹).", lambda z: z), EXPONENT),
        called="a¹",
    ),
    Site(
        "output_input",
        (
            Slip("bias-forgotten", "the bias of the output is missing: z² = W² a¹ + b².", lambda a1: W2 @ a1),
            Slip("bias-subtracted", "the bias of the output has been subtracted.", lambda a1: W2 @ a1 - B2),
            Slip(
                "weight-sign",
                "the sign of the second weight has been lost: W² = (3, -2).",
                lambda a1: np.abs(W2) @ a1 + B2,
            ),
        ),
        called="z²",
    ),
    Site(
        "output",
        (Slip("weighted-input", "this is z², the weighted input. The activation is σ(z²).", lambda z: z), EXPONENT),
        called="a²",
    ),
)

SAME_FOR_TARGET_1 = {"target-over-answer", "difference-of-cross-entropy", "sign-of-difference"}  # as other slips
SLOPES_OUT = tuple(slip for slip in SIGMOID_SLOPES if slip.id != "slope-negative")  # the same as y - a
SLOPE_OF_THE_OUTPUT = Slip(
    "slope-of-the-output",
    "the slope of the output unit stands there. δ¹ has the slopes of the hidden units themselves, σ'(z¹).",
    lambda z: np.full(2, OUTPUT * (1 - OUTPUT)),
)
BACKWARD = (
    Site("slope_out", SLOPES_OUT, "BP1", called="the slope"),
    Site(
        "difference",
        tuple(slip for slip in DIFFERENCES if slip.id not in SAME_FOR_TARGET_1),
        called="the difference of answer and target",
    ),
    Site(
        "way_back",
        (
            Slip(
                "weights-left-out",
                "BP2 carries δ² back through the weights of W². They are missing, or have been added up: 3 - 2 = 1.",
                lambda delta: np.ones(2) * delta,
            ),
            Slip(
                "weight-signs-lost",
                "BP2 carries δ² back through the weights with their signs.",
                lambda delta: np.abs(W2).T @ delta,
            ),
            Slip(
                "own-weights",
                "BP2 goes back through W², which leaves the layer, not through W¹.",
                lambda delta: W1.sum(axis=1) * delta,
            ),
            Slip("weights-squared", "the weights have been squared on the way back.", lambda delta: (W2**2).T @ delta),
            Slip(
                "weights-normalised",
                "the weights have been divided by their sum. BP2 multiplies by the weight itself.",
                lambda delta: (W2 / W2.sum()).T @ delta,
            ),
            Slip(
                "weights-exchanged",
                "the two weights of W² have changed places on the way back.",
                lambda delta: W2.T[::-1] @ delta,
            ),
            Slip(
                "activations-for-weights",
                "δ² has been multiplied by the activations a¹. BP2 carries it back through the weights W².",
                lambda delta: HIDDEN * delta,
            ),
        ),
        "BP2",
        called="the error that goes back",
    ),
    Site("slope", (*SIGMOID_SLOPES, SLOPE_OF_THE_OUTPUT), "BP2", called="the slope"),
    Site(
        "outer",
        (
            Slip(
                "dW-transposed",
                "this is the transpose: row j of ∂C/∂W belongs to the unit j that receives.",
                lambda delta, a1: np.outer(X1, delta),
            ),
            Slip(
                "dW-from-activations",
                "BP4 multiplies by what comes in at the start of the weight: for W¹ that is x, not a¹.",
                lambda delta, a1: np.outer(delta, a1),
            ),
            Slip(
                "input-sign",
                "the sign of the second input has been lost: x = (1, -2).",
                lambda delta, a1: np.outer(delta, np.abs(X1)),
            ),
            Slip(
                "dW-negative",
                "∂C/∂W is asked for, not the step against it: the sign is that of δ x.",
                lambda delta, a1: -np.outer(delta, X1),
            ),
            Slip(
                "dW-without-input",
                "BP4 multiplies δ by the input of the weight. It is missing.",
                lambda delta, a1: np.outer(delta, [1, 1]),
            ),
            Slip(
                "dW-times-weight",
                "BP4 multiplies δ by the input, not by the weight.",
                lambda delta, a1: delta[:, None] * W1,
            ),
            Slip(
                "dW-times-weight-too",
                "the weights have been multiplied in as well. BP4 has δ and the input, and no weight.",
                lambda delta, a1: np.outer(delta, X1) * W1,
            ),
            Slip(
                "dW-from-the-output",
                "δ² stands where δ¹ belongs. Each row of ∂C/∂W¹ has the error of its own hidden unit.",
                lambda delta, a1: np.outer([RIGHT["delta2"]] * 2, X1),
            ),
            Slip(
                "dW-diagonal",
                "δ_j has met the input of the same number only, and the rest is 0. Each unit receives both inputs: "
                "every δ_j is multiplied by every x_k.",
                lambda delta, a1: np.diag(delta * X1),
            ),
            Slip(
                "dW-entry-by-entry",
                "δ and x have been multiplied entry by entry, which leaves two numbers. There are four weights: every "
                "δ_j is multiplied by every x_k.",
                lambda delta, a1: delta * X1,
            ),
            Slip(
                "dW-summed",
                "δ and x have been multiplied and added up, which leaves one number. There are four weights: every δ_j "
                "is multiplied by every x_k.",
                lambda delta, a1: delta @ X1,
            ),
        ),
        called="dW1",
    ),
)


TANH = "Every unit has tanh where σ belongs."


def _with_tanh(slope) -> dict:
    return _by_hand(hidden=np.tanh, output=np.tanh, slope_out=slope, slope=slope)


BY_HAND = ValueTask(
    id="03.1",
    title="A network by hand",
    misconceptions="σ' left out in BP1; σ taken for σ'; the gradient of $W^1$ formed with $a^1$ where the input "
    "belongs",
    answer="by_hand",
    difficulty=1,
    minutes=15,
    section="lesson 3, sections 3 to 5",
    tolerance=2e-3,
    truth=_by_hand,
    sites=(*FORWARD, *BACKWARD),
    parts=(Part("a2", 0.5), Part("delta2", 0.5), Part("delta1", 0.5), Part("dW1", 0.5)),
    mistakes=(
        Mistake(
            "delta1-exchanged",
            "The two errors of the hidden layer have changed places.",
            lambda: {"delta1": RIGHT["delta1"][::-1]},
        ),
        Mistake("tanh-for-sigmoid", TANH, lambda: _with_tanh(lambda z: 1 - np.tanh(z) ** 2)),
        Mistake("tanh-with-a-1-a", TANH, lambda: _with_tanh(lambda z: np.tanh(z) * (1 - np.tanh(z)))),
    ),
    hints=(
        "Go forwards first: z¹ = W¹ x + b¹. Both entries are easy numbers, 0 and 0.5.",
        "σ'(z) = a (1 - a), so σ'(0) = 0.25. For BP2: δ¹_j = (w²_1j · δ²) · σ'(z¹_j).",
        "∂C/∂w¹_jk = x_k · δ¹_j: row j holds δ¹_j times each input.",
    ),
    insight=(
        "The same steps give all 17 derivatives of the 2-3-2 network of lesson 3, sections 3 to 5, where the "
        "complex step confirms them."
    ),
)
