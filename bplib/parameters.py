"""Parameters: all weights and biases of a network in one flat vector, and the same memory seen layer by layer.

The learning rule is one line on the flat vector, and so are saving and the numerical checks of a gradient; the
equations want ``W[l]`` and ``b[l]``.  Both views share their memory: writing to one is writing to the other.

Layer 0 is the input and has no weights, so ``W[0]`` and ``b[0]`` are None: that way ``W[l]`` in the code is W^l in
the equations.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from itertools import pairwise

import numpy as np


class Parameters:
    """``flat`` of shape (P,), ``W[l]`` of shape (n_l, n_{l-1}) and ``b[l]`` of shape (n_l,), in the order W1 b1 W2 b2
    ...
    """

    def __init__(self, sizes: Sequence[int], dtype=np.float64, flat: np.ndarray | None = None):
        self.sizes = tuple(sizes)
        self.flat = np.zeros(count(sizes), dtype) if flat is None else flat
        self.W: list = [None]
        self.b: list = [None]
        start = 0
        for n_in, n_out in pairwise(sizes):
            middle, end = start + n_out * n_in, start + n_out * n_in + n_out
            self.W.append(self.flat[start:middle].reshape(n_out, n_in))
            self.b.append(self.flat[middle:end])
            start = end

    def __deepcopy__(self, memo: dict) -> Parameters:
        """Return a copy whose vector and views share their memory with each other, and with nothing else."""
        twin = type(self)(self.sizes, flat=self.flat.copy())
        rest = {name: value for name, value in vars(self).items() if name not in vars(twin)}
        vars(twin).update(copy.deepcopy(rest, memo))
        return twin

    def blocks(self) -> dict[str, np.ndarray]:
        """Return every weight matrix and bias by its name: {"W[1]": ..., "b[1]": ..., "W[2]": ...}, views in flat
        order.
        """
        names = (("W", self.W), ("b", self.b))
        return {f"{name}[{l}]": values[l] for l in range(1, len(self.sizes)) for name, values in names}


def count(sizes: Sequence[int]) -> int:
    """Return P, the number of weights and biases of a network with these layer sizes."""
    return sum(n_out * (n_in + 1) for n_in, n_out in pairwise(sizes))
