"""Losses: one number that says how far the outputs of one example are from its targets.

A loss gives three things, for outputs ``A = f(Z)`` and targets ``Y``, all of shape (m, n_L), one example a row:

* ``per_example``: the costs C_x, shape (m,).  The cost C of a minibatch is their mean.
* ``gradient``: ∇_a C_x, how each cost changes with the outputs, shape (m, n_L).
* ``delta``: BP1, δ^L = ∂C_x/∂z^L, shape (m, n_L).

The cross-entropies are computed from the weighted inputs Z and not from A: a confidently wrong output is rounded to
exactly 0 or 1, where ln A is infinite, while Z still knows how wrong it is.
"""

from __future__ import annotations

import numpy as np

from bplib import _validation as check
from bplib.activations import Activation, softplus

Array = np.ndarray


class Loss:
    """One loss; ``output`` names the only output activation that it accepts, or is None when any will do."""

    name: str
    output: str | None = None

    def per_example(self, Z: Array, A: Array, Y: Array) -> Array:
        """Return the cost C_x of each example, shape (m,)."""
        check.same_shape("A", A, "Y", Y)
        return self._per_example(Z, A, Y)

    def gradient(self, A: Array, Y: Array) -> Array:
        """Return ∇_a C_x, shape (m, n_L)."""
        check.same_shape("A", A, "Y", Y)
        return self._gradient(A, Y)

    def delta(self, f: Activation, Z: Array, A: Array, Y: Array) -> Array:
        """Return δ^L = ∇_a C ⊙ σ'(z^L) (BP1), or its form with a Jacobian for softmax; shape (m, n_L)."""
        return f.backward(self.gradient(A, Y), Z, A)

    def checked_targets(self, Y, outputs: int, dtype) -> Array:
        """Return Y as targets of this loss, an array of ``dtype`` and shape (m, outputs), or raise ValueError."""
        if self.output == "softmax" and check.array("Y", Y).ndim == 1:
            raise ValueError(
                f"Y must have shape (m, {outputs}), got {np.shape(Y)}: for class numbers use "
                f"bplib.data.classes.one_hot(Y, {outputs})"
            )
        Y = check.real_matrix("Y", Y, outputs, dtype)
        self._check_range(Y)
        return Y

    def _check_range(self, Y: Array) -> None:
        """Raise ValueError when no network could be asked for these targets."""

    def __repr__(self) -> str:
        return f"<loss {self.name}>"


class Quadratic(Loss):
    """C_x = ½ Σ_j (a_j - y_j)², so that ∇_a C = a - y."""

    name = "quadratic"

    def _per_example(self, Z: Array, A: Array, Y: Array) -> Array:
        return ((A - Y) ** 2).sum(axis=1) / 2

    def _gradient(self, A: Array, Y: Array) -> Array:
        return A - Y


class MeanSquaredError(Loss):
    """C_x = (1/n_L) Σ_j (a_j - y_j)²: the quadratic cost times 2/n_L, which changes the effective learning rate."""

    name = "mean_squared_error"

    def _per_example(self, Z: Array, A: Array, Y: Array) -> Array:
        return ((A - Y) ** 2).mean(axis=1)

    def _gradient(self, A: Array, Y: Array) -> Array:
        return (A - Y) * (2 / Y.shape[1])


class BinaryCrossEntropy(Loss):
    """C_x = -Σ_j [y_j ln a_j + (1 - y_j) ln(1 - a_j)] for sigmoid outputs.

    Each output is a question of yes or no by itself.  With a = σ(z) the logarithms are
    -ln a = softplus(-z) and -ln(1 - a) = softplus(z), and in δ^L = a - y the slope of the sigmoid has cancelled.
    """

    name = "binary_cross_entropy"
    output = "sigmoid"

    def _per_example(self, Z: Array, A: Array, Y: Array) -> Array:
        return (Y * softplus(-Z) + (1 - Y) * softplus(Z)).sum(axis=1)

    def _gradient(self, A: Array, Y: Array) -> Array:
        return (A - Y) / (A * (1 - A))

    def delta(self, f: Activation, Z: Array, A: Array, Y: Array) -> Array:
        check.same_shape("A", A, "Y", Y)
        return A - Y

    def _check_range(self, Y: Array) -> None:
        if Y.min() < 0 or Y.max() > 1:
            raise ValueError(
                f"binary cross-entropy needs targets between 0 and 1, got values from {Y.min():g} to {Y.max():g}. "
                "For targets -1 and 1 use (Y + 1) / 2."
            )


class CrossEntropy(Loss):
    """C_x = -Σ_j y_j ln a_j for softmax outputs; each example belongs to one of n_L classes.

    With a = softmax(z) the logarithm is ln a_j = z_j - ln Σ_k e^{z_k}; with Σ_j y_j = 1 the Jacobian collapses to δ^L
    = a - y.
    """

    name = "cross_entropy"
    output = "softmax"

    def _per_example(self, Z: Array, A: Array, Y: Array) -> Array:
        Z = Z - Z.real.max(axis=1, keepdims=True)
        log_A = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
        return -(Y * log_A).sum(axis=1)

    def _gradient(self, A: Array, Y: Array) -> Array:
        return -Y / A

    def delta(self, f: Activation, Z: Array, A: Array, Y: Array) -> Array:
        check.same_shape("A", A, "Y", Y)
        return A - Y

    def _check_range(self, Y: Array) -> None:
        if Y.min() < 0 or np.abs(Y.sum(axis=1) - 1).max() > 1e-4:
            raise ValueError(
                "cross-entropy needs targets that are probabilities over the classes: no negative entry, each row with "
                f"sum 1. Got entries from {Y.min():g} to {Y.max():g} and row sums from {Y.sum(axis=1).min():g} to "
                f"{Y.sum(axis=1).max():g}. For class numbers use bplib.data.classes.one_hot(labels, classes)."
            )


quadratic, mean_squared_error = Quadratic(), MeanSquaredError()
binary_cross_entropy, cross_entropy = BinaryCrossEntropy(), CrossEntropy()

LOSSES: dict[str, Loss] = {
    loss.name: loss for loss in (quadratic, mean_squared_error, binary_cross_entropy, cross_entropy)
}


def loss_for(name: str, output: str) -> Loss:
    """Return the loss called ``name``, or raise ValueError when it does not go with outputs of that activation."""
    loss = check.choice("loss", name, LOSSES)
    if loss.output not in (None, output):
        why = "it is computed from their weighted inputs"
        raise ValueError(f"loss {name} needs {loss.output} outputs ({why}), got {output}")
    return loss
