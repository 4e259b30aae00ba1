"""Rounding error by one backward sweep: what the reverse mode was published for (Linnainmaa 1970, 1976).

A computer rounds after every elementary operation.  Operation i should give v_i and leaves v_i + d_i behind; d_i is its
local rounding error.  All later operations carry it on, and in the result it arrives multiplied by

    c_i = ∂result / ∂v_i .

To first order the error of the result is Σ_i c_i d_i.  One sweep from the result back to the inputs finds all c_i:

    c_result = 1,      c_i = Σ_{j uses i} c_j ∂v_j/∂v_i .

Here numbers are kept in float32 and the local errors are measured with float64.  Each ``Rounded`` holds an array of
independent trials, so that one program is studied on many inputs at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

Array = np.ndarray


@dataclass(eq=False)
class Rounded:
    """A float32 number, (trials,), that remembers how it was made: ``local_error``, what it was computed from, the
    derivatives with respect to that, and the ``sign`` of the operation, "" for a number to start from.
    """

    value: Array
    local_error: Array
    made_from: tuple[Rounded, ...] = field(default=(), repr=False)
    partials: tuple[Array, ...] = field(default=(), repr=False)
    sign: str = ""

    def __add__(self, other: Rounded) -> Rounded:
        a, b = exact(self), exact(other)
        return _rounded(a + b, (self, other), (1.0, 1.0), "+")

    def __sub__(self, other: Rounded) -> Rounded:
        a, b = exact(self), exact(other)
        return _rounded(a - b, (self, other), (1.0, -1.0), "-")

    def __mul__(self, other: Rounded) -> Rounded:
        a, b = exact(self), exact(other)
        return _rounded(a * b, (self, other), (b, a), "*")

    def __truediv__(self, other: Rounded) -> Rounded:
        a, b = exact(self), exact(other)
        return _rounded(a / b, (self, other), (1 / b, -a / b**2), "/")


def number(value) -> Rounded:
    """Return a number to start from, as float32; its own rounding is not part of the computation."""
    value = np.asarray(value, np.float32)
    return Rounded(value, np.zeros(value.shape))


def exact(x: Rounded) -> Array:
    """Return the float32 number as float64, in which one operation on it is as good as exact."""
    return x.value.astype(np.float64)


def _rounded(result: Array, made_from: tuple[Rounded, ...], partials: tuple, sign: str) -> Rounded:
    value = result.astype(np.float32)
    return Rounded(value, value - result, made_from, partials, sign)


def operations(result: Rounded) -> list[Rounded]:
    """Return the numbers that ``result`` was made from, itself last, each after those that it uses."""
    order, seen, waiting = [], set(), [(result, False)]
    while waiting:
        x, used_are_in = waiting.pop()
        if used_are_in:
            order.append(x)
        elif id(x) not in seen:
            seen.add(id(x))
            waiting += [(x, True), *((before, False) for before in x.made_from)]
    return order


def sensitivities(result: Rounded) -> dict[int, Array]:
    """Return c_i = ∂result/∂v_i by ``id`` of each number: one sweep backwards, adding over all that use it."""
    order = operations(result)
    c = {id(x): np.zeros(result.value.shape) for x in order}
    c[id(result)] += 1
    for x in reversed(order):
        for before, partial in zip(x.made_from, x.partials, strict=True):
            c[id(before)] += c[id(x)] * partial
    return c


def predicted_error(result: Rounded) -> Array:
    """Return Σ c_i d_i, the first-order rounding error of the result, (trials,)."""
    c = sensitivities(result)
    return sum(c[id(x)] * x.local_error for x in operations(result))
