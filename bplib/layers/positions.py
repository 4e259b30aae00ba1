"""Positions: attention does not see where a row stands; so a vector that depends on the position is added to each row.

    y_xt = x_xt + P_t            forward
    ∂C/∂P_t = Σ_x g_xt           BP3: P_t is a bias that all examples share
    ∂C/∂x = g                    BP2

P is learnt, or it is made of waves of many lengths (Vaswani et al. 2017):

    P_t,2i = sin(t ω_i)          P_t,2i+1 = cos(t ω_i)          ω_i = 10000^(-2i/d)

Sine and cosine of one ω_i turn by the same angle from each position to the next, so that P_t+k is P_t times a matrix
that does not depend on t; and no sequence is too long for them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bplib import _validation as check
from bplib.layers.layer import Array, Layer, Views


@dataclass(frozen=True)
class LearntPositions(Layer):
    """y = x + P, from x, (m, up to T, d), with P, (T, d), learnt; it begins as N(0, 1)."""

    T: int
    d: int

    def __post_init__(self):
        for name in ("T", "d"):
            object.__setattr__(self, name, check.whole_number(name, getattr(self, name), low=1))

    def shapes(self) -> dict[str, tuple[int, ...]]:
        return {"P": (self.T, self.d)}

    def start(self, p: Views, rng: np.random.Generator) -> None:
        p.P[:] = rng.normal(size=p.P.shape)

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, int]:
        check_rows(self, x, self.d)
        if x.shape[1] > self.T:
            raise ValueError(
                f"{self} knows T = {self.T} positions, got sequences of {x.shape[1]}, shape {x.shape}: make it with a "
                "larger T, or cut the sequences"
            )
        return x + p.P[: x.shape[1]], x.shape[1]

    def backward(self, p: Views, T: int, g: Array, grad: Views, back: bool = True) -> Array:
        grad.P[:T] += np.add.reduce(g, axis=0)  # BP3
        return g  # BP2


@dataclass(frozen=True)
class SinusoidalPositions(Layer):
    """y = x + P, from x, (m, T, d), of any length T, with the waves P of ``sinusoids``; nothing is learnt."""

    d: int

    def __post_init__(self):
        object.__setattr__(self, "d", _even(self.d))

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, None]:
        check_rows(self, x, self.d)
        waves = sinusoids(x.shape[1], self.d)
        return x + waves.astype(np.result_type(x.real.dtype, np.float32)), None  # of whole numbers, too

    def backward(self, p: Views, seen: None, g: Array, grad: Views, back: bool = True) -> Array:
        return g  # BP2


def sinusoids(T: int, d: int) -> Array:
    """Return P, (T, d): in row t the sine and the cosine of t ω_i, one beside the other, for every ω_i."""
    T, d = check.whole_number("T", T, low=1), _even(d)
    angles = np.arange(T)[:, None] * 10000 ** (-np.arange(0, d, 2) / d)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(T, d)


def check_rows(layer: Layer, x: Array, d: int) -> None:
    """Raise ValueError unless x is (m, T, d), with at least one position of one example."""
    if x.ndim != 3 or x.shape[2] != d or 0 in x.shape:
        hint = ": for one sequence use x[None]" if x.ndim == 2 and x.shape[1] == d else ""
        hint = ": tokens? put an Embedding before it" if x.dtype.kind in "iu" and x.ndim == 2 else hint
        raise ValueError(f"{layer} takes sequences of shape (m, T, {d}), examples first, got {x.shape}{hint}")


def _even(d) -> int:
    d = check.whole_number("d", d, low=2)
    if d % 2:
        raise ValueError(f"d must be even, got {d}: every wave has a sine and a cosine")
    return d
