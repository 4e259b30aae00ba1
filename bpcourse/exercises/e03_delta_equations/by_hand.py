"""Task 03.1: by hand: x = (1, -2), y = 1, a 2-2-1 network."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e03_delta_equations.shared import sigmoid_slope
from bpcourse.tasks import Mistake, Part, ValueTask
from bplib.activations import sigmoid

X1, Y1 = np.array([1.0, -2.0]), np.array([1.0])
W1, B1 = np.array([[1.0, 0.5], [0.5, -0.25]]), np.array([0.0, -0.5])
W2, B2 = np.array([[3.0, -2.0]]), np.array([0.5])


def _by_hand(slope_out=sigmoid_slope, slope_hidden=sigmoid_slope, back=W2, sign=1.0) -> dict:
    """Return the entries of task 03.1, with a piece replaced for each mistake."""
    z1 = W1 @ X1 + B1
    a1 = sigmoid(z1)
    z2 = W2 @ a1 + B2
    a2 = sigmoid(z2)
    delta2 = sign * (a2 - Y1) * slope_out(z2)
    delta1 = (back.T @ delta2) * slope_hidden(z1)
    return {"a2": a2[0], "delta2": delta2[0], "delta1": delta1, "dW1": np.outer(delta1, X1)}


def _only(entries: dict, *names: str) -> dict:
    return {name: entries[name] for name in names}


def _ones(z):
    return np.ones_like(z)


BY_HAND = ValueTask(
    id="03.1",
    title="A network by hand",
    answer="by_hand",
    difficulty=1,
    minutes=15,
    section="lesson 3, sections 3 to 5",
    tolerance=2e-3,
    truth=_by_hand,
    parts=(Part("a2", 0.5), Part("delta2", 0.5), Part("delta1", 0.5), Part("dW1", 0.5)),
    mistakes=(
        Mistake(
            "bias-forgotten",
            "The bias of the output is missing: z² = W² a¹ + b².",
            lambda: {"a2": sigmoid(W2 @ sigmoid(W1 @ X1 + B1))[0]},
        ),
        Mistake(
            "weighted-input",
            "This is z², the weighted input. The activation is σ(z²).",
            lambda: {"a2": (W2 @ sigmoid(W1 @ X1 + B1) + B2)[0]},
        ),
        Mistake(
            "no-slope",
            "This is a - y alone. BP1 multiplies it by σ'(z²) = a (1 - a).",
            lambda: _only(_by_hand(slope_out=_ones), "delta2", "delta1", "dW1"),
        ),
        Mistake(
            "sigma-for-slope",
            "Here σ(z) stands where σ'(z) = σ(z) (1 - σ(z)) belongs.",
            lambda: _only(_by_hand(slope_out=sigmoid), "delta2", "delta1", "dW1"),
        ),
        Mistake(
            "slope-of-a",
            "σ' has been taken at a instead of z. With a at hand, σ'(z) is simply a (1 - a).",
            lambda: _only(_by_hand(slope_out=lambda z: sigmoid_slope(sigmoid(z))), "delta2", "delta1", "dW1"),
        ),
        Mistake(
            "target-minus-answer",
            "The sign is wrong: δ holds a - y, answer minus target.",
            lambda: _only(_by_hand(sign=-1.0), "delta2", "delta1", "dW1"),
        ),
        Mistake(
            "no-hidden-slope",
            "BP2 multiplies by the slope of the hidden unit, σ'(z¹). It is missing.",
            lambda: _only(_by_hand(slope_hidden=_ones), "delta1", "dW1"),
        ),
        Mistake(
            "hidden-sigma-for-slope",
            "In BP2, σ(z¹) stands where σ'(z¹) belongs.",
            lambda: _only(_by_hand(slope_hidden=sigmoid), "delta1", "dW1"),
        ),
        Mistake(
            "weights-left-out",
            "BP2 carries δ² back through the weights of W². They are missing.",
            lambda: _only(_by_hand(back=np.ones((1, 2))), "delta1", "dW1"),
        ),
        Mistake(
            "dW-transposed",
            "This is the transpose: row j of ∂C/∂W belongs to the unit j that receives.",
            lambda: {"dW1": _by_hand()["dW1"].T},
        ),
        Mistake(
            "dW-from-activations",
            "BP4 multiplies by what comes in at the start of the weight: for W¹ that is x, not a¹.",
            lambda: {"dW1": np.outer(_by_hand()["delta1"], sigmoid(W1 @ X1 + B1))},
        ),
    ),
    hints=(
        "Go forwards first: z¹ = W¹ x + b¹. Both entries are easy numbers, 0 and 0.5.",
        "σ'(z) = a (1 - a), so σ'(0) = 0.25. For BP2: δ¹_j = (w²_1j · δ²) · σ'(z¹_j).",
        "∂C/∂w¹_jk = x_k · δ¹_j: row j holds δ¹_j times each input.",
    ),
)
