"""Forward and backward propagation: the four equations of backpropagation for a minibatch, one example a row.

For layers l = 1 ... L, with a^0 = x, weighted inputs z^l = W^l a^{l-1} + b^l and activations a^l = f(z^l), the error
of a unit is δ^l_j = ∂C_x/∂z^l_j, and

    BP1   δ^L = ∇_a C ⊙ f'(z^L)
    BP2   δ^l = (W^{l+1})ᵀ δ^{l+1} ⊙ f'(z^l)
    BP3   ∂C_x/∂b^l = δ^l
    BP4   ∂C_x/∂W^l = δ^l (a^{l-1})ᵀ

The cost C of a minibatch is the mean over its m examples, and so are BP3 and BP4.  (For a layer whose units depend on
each other, such as softmax, "⊙ f'(z)" is a product with the transposed Jacobian; ``Activation.backward`` knows.)

Lists over layers start with the input layer: ``A[0]`` is X; ``Z[0]`` and ``D[0]`` do not exist and are None.
The functions trust their arguments: ``bplib.Network`` checks what a user hands in, once, and calls them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bplib.activations import Activation
from bplib.losses import Loss
from bplib.parameters import Parameters

Array = np.ndarray


@dataclass(slots=True)
class Trace:
    """What a forward pass leaves behind: ``Z[l]`` and ``A[l]`` of shape (m, n_l), and the dropout factors
    ``masks[l]`` if any.

    Where there is a mask, ``A[l]`` is the activation times its mask: that is what layer l + 1 has seen.
    """

    Z: list
    A: list
    masks: list | None = None


class Gradient(Parameters):
    """∂C/∂parameters in the layout of the parameters, and ``D[l]``, the errors δ^l of every example, shape (m, n_l)."""

    D: list


def forward(parameters: Parameters, f: Sequence[Activation], X: Array, masks: Sequence | None = None) -> Trace:
    """Compute every weighted input and activation from X of shape (m, n_0)."""
    W, b = parameters.W, parameters.b
    Z, A = [None], [X]
    for l in range(1, len(W)):
        z = A[l - 1] @ W[l].T
        z += b[l]
        a = f[l](z)
        if masks and masks[l] is not None:
            a *= masks[l]
        Z.append(z)
        A.append(a)
    return Trace(Z, A, masks)


def backward(
    parameters: Parameters, f: Sequence[Activation], loss: Loss, trace: Trace, Y: Array, out: Gradient | None = None
) -> Gradient:
    """Compute δ^L ... δ^1 and the gradient of the mean cost by BP1-BP4; ``out`` lends its memory to the result."""
    W, Z, A, masks = parameters.W, trace.Z, trace.A, trace.masks
    L, m = len(W) - 1, len(Y)
    gradient = Gradient(parameters.sizes, parameters.flat.dtype) if out is None else out
    gradient.D = D = [None] * (L + 1)
    D[L] = loss.delta(f[L], Z[L], A[L], Y)  # BP1
    for l in range(L, 0, -1):
        delta_mean = D[l] / m
        np.add.reduce(delta_mean, axis=0, out=gradient.b[l])  # BP3
        np.matmul(delta_mean.T, A[l - 1], out=gradient.W[l])  # BP4
        if l > 1:
            grad_a = D[l] @ W[l]
            if masks and masks[l - 1] is not None:
                D[l - 1] = f[l - 1].backward(grad_a * masks[l - 1], Z[l - 1])
            else:
                D[l - 1] = f[l - 1].backward(grad_a, Z[l - 1], A[l - 1])  # BP2
    return gradient
