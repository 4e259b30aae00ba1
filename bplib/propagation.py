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
    """What a forward pass leaves behind: ``Z[l]`` and ``A[l]``, shape (m, n_l), and the dropout factors ``masks[l]``.

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
    L, m = len(trace.Z) - 1, len(Y)
    gradient = Gradient(parameters.sizes, parameters.flat.dtype) if out is None else out
    delta = loss.delta(f[L], trace.Z[L], trace.A[L], Y)  # BP1
    go_back(parameters, f, trace, delta, gradient, m)
    return gradient


def go_back(
    parameters: Parameters, f: Sequence[Activation], trace: Trace, delta: Array, out: Gradient, m: float
) -> None:
    """From δ^L, shape (m, n_L), compute δ^{L-1} ... δ^1 by BP2, and BP3 and BP4, divided by ``m``, into ``out``."""
    W, Z, A, masks = parameters.W, trace.Z, trace.A, trace.masks
    L = len(W) - 1
    out.D = D = [None] * (L + 1)
    D[L] = delta
    for l in range(L, 0, -1):
        delta_mean = D[l] / m
        np.add.reduce(delta_mean, axis=0, out=out.b[l])  # BP3
        np.matmul(delta_mean.T, A[l - 1], out=out.W[l])  # BP4
        if l > 1:
            grad_a = D[l] @ W[l]
            if masks and masks[l - 1] is not None:
                D[l - 1] = f[l - 1].backward(grad_a * masks[l - 1], Z[l - 1])
            else:
                D[l - 1] = f[l - 1].backward(grad_a, Z[l - 1], A[l - 1])  # BP2


def jacobian(parameters: Parameters, f: Sequence[Activation], X: Array) -> Array:
    """Return ∂a^L/∂θ for every output of every example, shape (m n_L, P): BP2-BP4 for each output by itself.

    BP1 has ∇_a C = 1 for that output and 0 for the others; nothing is averaged over the examples.
    """
    trace = forward(parameters, f, X)
    Z, A, W = trace.Z, trace.A, parameters.W
    m, n = A[-1].shape
    J = np.empty((m * n, parameters.flat.size), parameters.flat.dtype)
    end = J.shape[1]
    D = np.tile(np.eye(n, dtype=J.dtype), (m, 1))
    for l in range(len(W) - 1, 0, -1):
        z, a, a_below = (np.repeat(values, n, axis=0) for values in (Z[l], A[l], A[l - 1]))
        D = f[l].backward(D, z, a)  # BP1, BP2
        middle = end - W[l].shape[0]
        J[:, middle:end] = D  # BP3
        end = middle - W[l].size
        np.multiply(D[:, :, None], a_below[:, None, :], out=J[:, end:middle].reshape(m * n, *W[l].shape))  # BP4
        D = D @ W[l]
    return J
