"""Parameters: all weights and biases of a model in one flat vector, and the same memory seen block by block.

The learning rule is one line on the flat vector, and so are saving and the numerical checks of a gradient; the
equations want ``W[l]`` and ``b[l]``.  Both views share their memory: writing to one is writing to the other.

``Vector`` is what training, optimisers and checks know; ``Parameters`` are those of a dense network.  Layer 0 is the
input and has no weights, so ``W[0]`` and ``b[0]`` are None: that way ``W[l]`` in the code is W^l in the equations.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Self

import numpy as np

Array = np.ndarray


class Vector:
    """``flat``, shape (P,), and its named blocks; a subclass gives ``blocks`` and ``like``."""

    flat: Array
    made_of: object  # what makes another one of its kind, with ``flat``: the sizes, or a layer

    def blocks(self) -> dict[str, Array]:
        """Return every block by its name, in flat order; they are views of ``flat``."""
        raise NotImplementedError

    def like(self, flat: Array) -> Self:
        """Return another vector, shape (P,), seen in the same blocks."""
        raise NotImplementedError

    @property
    def decaying(self) -> list[Array]:
        """Return the blocks that weight decay shrinks: the weights, that is, what has two axes or more."""
        return [block for block in self.blocks().values() if block.ndim > 1]

    @property
    def kept(self) -> list[Array]:
        """Return the blocks that no gradient moves: what a model notes down while it learns, such as running means."""
        return []

    def __reduce__(self) -> tuple:
        """Let copies and pickles be made anew from the vector: their views share its memory, as they do here."""
        rest = {name: value for name, value in vars(self).items() if name not in vars(self.like(self.flat))}
        return _made_again, (type(self), self.made_of, self.flat), rest


class Parameters(Vector):
    """``W[l]``, shape (n_l, n_{l-1}), and ``b[l]``, shape (n_l,), in the flat order W1 b1 W2 b2 and so on."""

    def __init__(self, sizes: Sequence[int], dtype=np.float64, flat: Array | None = None):
        self.sizes = self.made_of = tuple(sizes)
        self.flat = np.zeros(count(sizes), dtype) if flat is None else flat
        self.W: list = [None]
        self.b: list = [None]
        start = 0
        for n_in, n_out in pairwise(sizes):
            middle, end = start + n_out * n_in, start + n_out * n_in + n_out
            self.W.append(self.flat[start:middle].reshape(n_out, n_in))
            self.b.append(self.flat[middle:end])
            start = end

    def like(self, flat: Array) -> Self:
        return type(self)(self.sizes, flat=flat)

    def blocks(self) -> dict[str, Array]:
        names = (("W", self.W), ("b", self.b))
        return {f"{name}[{l}]": values[l] for l in range(1, len(self.sizes)) for name, values in names}


class DenseLayers:
    """Short names for what has the ``parameters`` of dense layers: L, ``W[l]`` and ``b[l]``."""

    parameters: Parameters

    @property
    def L(self) -> int:
        """Return the number of layers with weights."""
        return len(self.parameters.sizes) - 1

    @property
    def W(self) -> list:
        """Return the weight matrices; ``W[l]`` has shape (n_l, n_{l-1}), ``W[0]`` is None."""
        return self.parameters.W

    @property
    def b(self) -> list:
        """Return the biases; ``b[l]`` has shape (n_l,), ``b[0]`` is None."""
        return self.parameters.b


def _made_again(kind: type[Vector], made_of, flat: Array) -> Vector:
    return kind(made_of, flat=flat)


def count(sizes: Sequence[int]) -> int:
    """Return P, the number of weights and biases of a network with these layer sizes."""
    return sum(n_out * (n_in + 1) for n_in, n_out in pairwise(sizes))
