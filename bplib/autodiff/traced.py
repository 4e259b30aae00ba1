"""Traced numbers: Python's operators, for numbers that want to know what is computed with them.

``a * b`` with a Traced ``a`` or ``b`` is the operation ``multiply`` of the table, and what becomes of
it is for the subclass to say: a ``Node`` remembers it for the way back, a ``Dual`` takes its tangent along.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bplib.autodiff import operations as table


def both_ways(operation: table.Operation) -> tuple[Callable, Callable]:
    """Return two methods: self with another, and another with self."""

    def left(self, other):
        return self.record(operation, self, other)

    def right(self, other):
        return self.record(operation, other, self)

    return left, right


class Traced:
    """A number or array that takes part in operations; a subclass says in ``record`` what becomes of the result."""

    __slots__ = ()
    __array_ufunc__ = None  # array + traced: NumPy leaves it to __radd__

    __add__, __radd__ = both_ways(table.add)
    __sub__, __rsub__ = both_ways(table.subtract)
    __mul__, __rmul__ = both_ways(table.multiply)
    __truediv__, __rtruediv__ = both_ways(table.divide)
    __pow__, __rpow__ = both_ways(table.power)
    __matmul__, __rmatmul__ = both_ways(table.matmul)

    def __neg__(self):
        return self.record(table.negate, self)

    def __getitem__(self, key):
        return self.record(table.index, self, key)

    @property
    def T(self):
        """Return the transpose: all axes in reverse order."""
        return self.record(table.transpose, self)

    @property
    def shape(self) -> tuple[int, ...]:
        """Return the shape of the value, () for a number."""
        return () if isinstance(self.value, float) else self.value.shape

    def sum(self, axis: int | tuple[int, ...] | None = None):
        """Return the sum over an axis or several, or over all entries."""
        return self.record(table.total, self, axis)

    def mean(self, axis: int | tuple[int, ...] | None = None):
        """Return the mean over an axis or several, or over all entries."""
        total = self.sum(axis)
        return total / (np.size(self.value) / max(np.size(total.value), 1))
