"""Small recurrent networks, several at once: backpropagation through time, and how much of the error arrives.

    h_t = tanh(W h_{t-1} + u x_t),  h_0 = 0        the answer is σ(v · h_T), the cost the cross-entropy

With R networks of n units, m sequences and T moments: W (R, n, n), u and v (R, n), sequences (m, T), answers (m,) of 0
and 1.  On the way back BP2 leads from each moment to the one before it, so the error passes through T products with W
and with slopes; whether it arrives was the question of Hochreiter (1991) and of Bengio, Simard and Frasconi (1994).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bplib import _validation as check
from bplib.activations import sigmoid

Array = np.ndarray


class Passage(NamedTuple):
    """One way forward and back: ``gradient`` (R, P), the mean cost's slopes for W, u, v in a row; ``right`` (R,), the
    share of right answers; ``arrived`` (R,), the length of ∂C/∂h_0 divided by that of ∂C/∂h_T (0 where that is 0).
    """

    gradient: Array
    right: Array
    arrived: Array


def recurrent_gradients(W: Array, u: Array, v: Array, sequences: Array, answers: Array) -> Passage:
    """Return what R networks get from one way through time and back; the shapes are those of the module.

    Raises ValueError where a shape is another one.
    """
    R, n, _ = check.of_shape("W", W, "R, n, n", (None, None, np.shape(W)[-1])).shape
    m, _ = check.of_shape("sequences", sequences, "m, T", (None, None)).shape
    for name, value in (("u", u), ("v", v)):
        check.of_shape(name, value, "R, n", (R, n))
    check.of_shape("answers", answers, "m", (m,), ": one answer a sequence, and a row of sequences is one of them")
    h = _states(W, u, sequences)
    output = sigmoid((h[-1] @ v[:, :, None])[..., 0])
    error = (output - answers) / len(answers)
    back = error[..., None] * v[:, None]  # ∂C/∂h_T, (R, m, n)
    grad_v = (error[:, None] @ h[-1])[:, 0]
    grad_W, grad_u, first = _through_time(W, h, sequences, back)
    gradient = np.hstack([grad_W.reshape(len(W), -1), grad_u, grad_v])
    right = ((output > 0.5) == (answers > 0.5)).mean(axis=1)
    return Passage(gradient, right, _length(first) / np.maximum(_length(back), 1e-300))


def _states(W: Array, u: Array, sequences: Array) -> list[Array]:
    """Return h_0, ..., h_T, each (R, m, n)."""
    h = [np.zeros((len(W), len(sequences), W.shape[1]))]
    for x in sequences.T:
        h.append(np.tanh(h[-1] @ W.swapaxes(1, 2) + x[:, None] * u[:, None]))
    return h


def _through_time(W: Array, h: list[Array], sequences: Array, back: Array) -> tuple[Array, Array, Array]:
    """Return ∂C/∂W, ∂C/∂u and ∂C/∂h_0 from ``back``, ∂C/∂h_T."""
    grad_W, grad_u = np.zeros_like(W), np.zeros(W.shape[:2])
    for t in range(len(h) - 1, 0, -1):
        D = back * (1 - h[t] ** 2)
        grad_W += D.swapaxes(1, 2) @ h[t - 1]  # BP4, summed over the moments
        grad_u += sequences[:, t - 1] @ D
        back = D @ W  # BP2
    return grad_W, grad_u, back


def _length(errors: Array) -> Array:
    """Return the length of each network's errors, (R, m, n) -> (R,)."""
    return np.linalg.norm(errors, axis=(1, 2))
