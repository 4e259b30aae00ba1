"""Forward mode: dual numbers, which carry a value and a tangent through every operation together.

The tangent of the input is a direction v; that of the result is the Jacobian times v, the derivative along v.  One run
gives one column of the Jacobian (or one mixture of columns), where one backward pass gives one row.

    (a, ȧ) + (b, ḃ) = (a + b, ȧ + ḃ)        (a, ȧ)(b, ḃ) = (ab, ȧb + aḃ)        f(a, ȧ) = (f(a), f'(a) ȧ)

Source: R. Wengert, Communications of the ACM 7 (1964) 463-464.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bplib.autodiff.operations import Operation, quietly
from bplib.autodiff.real_numbers import at_first_nan, has_nan, in_words, like, real, simplest
from bplib.autodiff.traced import Traced

Array = np.ndarray


class Dual(Traced):
    """A value and its tangent, which have the same shape: real numbers, or arrays of them."""

    __slots__ = ("tangent", "value")

    def __init__(self, value, tangent):
        if np.shape(value) != np.shape(tangent):
            raise ValueError(f"value and tangent must have one shape, got {np.shape(value)} and {np.shape(tangent)}")
        self.value = real(value, "the value")
        self.tangent = like(self.value, real(tangent, "the tangent"))

    @staticmethod
    @quietly
    def record(operation: Operation, *arguments) -> Dual:
        """Return the result of an operation with its tangent: the sum of what the arguments' tangents give."""
        values = tuple(a.value if isinstance(a, Dual) else a for a in arguments)
        y = operation.value(values)
        tangent = sum(
            jvp_of_a(a.tangent, y, *values)
            for a, jvp_of_a in zip(arguments, operation.jvps, strict=False)
            if isinstance(a, Dual)
        )
        if has_nan(tangent := simplest(np.asarray(tangent))):
            values, place = at_first_nan(tangent, values, operation.is_elementwise)
            raise FloatingPointError(
                f"the derivative of {operation.name} of {in_words(values)} is not a number (NaN){place}"
            )
        return Dual(y, np.broadcast_to(tangent, np.shape(y)))

    def __repr__(self) -> str:
        return f"<Dual {self.value}, tangent {self.tangent}>"


def jvp(f: Callable, x: Array, tangent: Array) -> tuple[Array, Array]:
    """Return f(x) and J tangent, the Jacobian-vector product, both in the shape of f(x): one run of f."""
    y = f(Dual(x, tangent))
    return (y.value, y.tangent) if isinstance(y, Dual) else (y, simplest(np.zeros(np.shape(y))))
