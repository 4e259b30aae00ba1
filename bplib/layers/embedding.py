"""An embedding: a table with a row of d numbers for each token, and a token is looked up in it.

    y_xt = E[token_xt]                              forward
    ∂C/∂E[k] = Σ g_xt over all places of token k    BP4

Looking up is a dense layer without bias whose inputs are one-hot: y = hot E, with a 1 in hot where the token is.  So
∂C/∂E = hotᵀ g, and a token that stands in many places gets the sum of the gradients of its places (``E[tokens] += g``
would keep one of them).  Tokens are whole numbers, and there is no ∂C/∂x.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bplib import _validation as check
from bplib._blas import add_product
from bplib.layers.layer import Array, Layer, Views


@dataclass(frozen=True)
class Embedding(Layer):
    """y, (m, T, d), from tokens x, (m, T), whole numbers from 0 to ``vocabulary`` - 1; rows begin as N(0, 1)."""

    vocabulary: int
    d: int

    counts = True

    def __post_init__(self):
        for name in ("vocabulary", "d"):
            object.__setattr__(self, name, check.whole_number(name, getattr(self, name), low=1))

    def shapes(self) -> dict[str, tuple[int, ...]]:
        return {"E": (self.vocabulary, self.d)}

    def start(self, p: Views, rng: np.random.Generator) -> None:
        p.E[:] = rng.normal(size=p.E.shape)

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, Array]:
        self._check(x)
        return p.E[x], x

    def backward(self, p: Views, x: Array, g: Array, grad: Views, back: bool = True) -> None:
        rows = g.reshape(-1, self.d)
        hot = np.zeros((len(rows), self.vocabulary), g.dtype)
        hot[np.arange(len(rows)), x.ravel()] = 1
        add_product(grad.E, hot, rows)  # BP4

    def _check(self, x: Array) -> None:
        """Raise TypeError/ValueError unless x holds tokens of the vocabulary, (m, T)."""
        if x.dtype.kind not in "iu":
            raise TypeError(f"{self} takes tokens, whole numbers, got an array of dtype {x.dtype} and shape {x.shape}")
        if x.ndim != 2 or 0 in x.shape:
            hint = ": for one sequence use x[None]" if x.ndim == 1 else ""
            hint = ": is it one-hot? use x.argmax(-1)" if x.ndim == 3 and x.shape[2] == self.vocabulary else hint
            raise ValueError(f"{self} takes tokens of shape (m, T), m and T at least 1, got {x.shape}{hint}")
        low, high = x.min(), x.max()
        if low < 0 or high >= self.vocabulary:
            bad = np.argwhere((x < 0) | (x >= self.vocabulary))
            first = tuple(int(i) for i in bad[0])
            hint = "; tokens count from 0" if low == 1 and high == self.vocabulary else ""
            raise ValueError(
                f"{self} knows the tokens 0 to {self.vocabulary - 1}, got {x[first]} at index {list(first)} "
                f"({len(bad)} such entries in all){hint}"
            )
