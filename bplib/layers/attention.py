"""Attention: every position asks all positions, and takes a weighted mean of what they say (Vaswani et al. 2017).

    S = Q Kᵀ/√d_k                AT1  scores: how well query i goes with key j; masked ones become -∞
    P = softmax of each row      AT2  how much i takes from j: no number negative, every row has sum 1
    Y = P V                      AT3

Backwards, with g = ∂C/∂Y,

    ∂C/∂V = Pᵀ g                 from AT3
    ∂C/∂P = g Vᵀ                 from AT3
    ∂C/∂S = P ⊙ (∂C/∂P - r)      from AT2: r_i = Σ_j P_ij ∂C/∂P_ij, one number a row, so that every row has sum 0
    ∂C/∂Q = ∂C/∂S K/√d_k         from AT1
    ∂C/∂K = (∂C/∂S)ᵀ Q/√d_k      from AT1

Two components of q and k that are independent, of mean 0 and variance 1, give products of which d_k sum up to a score
of variance d_k; hence 1/√d_k.

A layer makes queries, keys and values from the same x, and its heads do so side by side in d_k = d/heads columns each:

    Q, K, V = x Wqᵀ, x Wkᵀ, x Wvᵀ          y = (the Y of all heads, one beside the other) Woᵀ

so that three gradients meet in ∂C/∂x.  There are no biases: that of K would add one number to a whole row of S, which
softmax does not see.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bplib import _validation as check
from bplib._blas import add_product
from bplib.initial_weights import INITIAL_WEIGHTS
from bplib.layers.layer import Array, Layer, Views
from bplib.layers.positions import check_rows


class Looks(NamedTuple):
    """What ``attend`` has seen: Q, K, V and P, (..., T_q, T_k), where each query looked."""

    Q: Array
    K: Array
    V: Array
    P: Array

    @property
    def S(self) -> Array:
        """Return the scores before the mask, made again: they are not kept."""
        return scores(self.Q, self.K)


def scores(Q: Array, K: Array) -> Array:
    """Return S = Q Kᵀ/√d_k, (..., T_q, T_k), for Q, (..., T_q, d_k), and K, (..., T_k, d_k)."""
    return (Q * Q.shape[-1] ** -0.5) @ K.swapaxes(-1, -2)


def softmax_rows(S: Array) -> Array:
    """Return the softmax of each row of S; entries of -∞ become 0, and a row of nothing else becomes 0 altogether."""
    S = check.floats("S", S)
    if S.ndim < 1 or S.shape[-1] == 0:
        raise ValueError(f"S must have rows of at least one score, got shape {S.shape}")
    top = S.real.max(axis=-1, keepdims=True)
    P = S - np.where(top == -np.inf, 0, top)
    np.exp(P, out=P)
    total = P.sum(axis=-1, keepdims=True)
    P /= np.where(total == 0, 1, total)
    return P


def softmax_rows_backward(P: Array, g: Array) -> Array:
    """Turn g = ∂C/∂P into ∂C/∂S: the Jacobian of each row, diag(P_i) - P_i P_iᵀ, which is never built."""
    if P.shape != g.shape:
        raise ValueError(f"g = ∂C/∂P must have the shape of P, {P.shape}, got {g.shape}")
    r = np.einsum("...ij,...ij->...i", P, g)
    return P * (g - r[..., None])


def attend(Q: Array, K: Array, V: Array, mask: Array | None = None) -> tuple[Array, Looks]:
    """Return Y, (..., T_q, d_v), and what the way back needs; axes before the last two are examples, or heads.

    ``mask`` is True where a query may look, (T_q, T_k), or with axes for examples and heads in front.  It works before
    the softmax, so that what is left of a row has sum 1 again.  A query that may look nowhere gets 0.
    """
    Q, K, V = check.floats("Q", Q), check.floats("K", K), check.floats("V", V)
    _check_sizes(Q, K, V)
    S = scores(Q, K)  # AT1
    if mask is not None:
        real = S.real.dtype.type
        S += np.where(checked_mask(mask, S.shape), real(0), real(-np.inf))
    P = softmax_rows(S)  # AT2
    return P @ V, Looks(Q, K, V, P)  # AT3


def attend_backward(looks: Looks, g: Array) -> tuple[Array, Array, Array]:
    """Turn g = ∂C/∂Y into ∂C/∂Q, ∂C/∂K and ∂C/∂V."""
    Q, K, V, P = looks
    if g.shape != (*P.shape[:-1], V.shape[-1]):
        raise ValueError(f"g = ∂C/∂Y must have the shape of Y, {(*P.shape[:-1], V.shape[-1])}, got {g.shape}")
    g_V = P.swapaxes(-1, -2) @ g
    g_S = softmax_rows_backward(P, g @ V.swapaxes(-1, -2))
    g_S *= Q.shape[-1] ** -0.5
    return g_S @ K, g_S.swapaxes(-1, -2) @ Q, g_V


class AttentionSeen(NamedTuple):
    """What a layer has seen: its inputs, what its heads did, (m, heads, T, ...), and their Y side by side, (m T, d)."""

    x: Array
    heads: Looks
    Y: Array


@dataclass(frozen=True)
class Attention(Layer):
    """y, (m, T, d), from x, (m, T, d).

    Args:
        d: the numbers of a position.
        heads: how many look side by side, each in d/heads columns.
        causal: whether a position looks at itself and at those before it only.  Then no position sees a later one, so
            that sequences that are padded at the end need no other mask here, but one in their cost.
        initial_weights: the rule for all four matrices.
    """

    d: int
    heads: int = 1
    causal: bool = False
    initial_weights: str = "lecun"

    def __post_init__(self):
        for name in ("d", "heads"):
            object.__setattr__(self, name, check.whole_number(name, getattr(self, name), low=1))
        if self.d % self.heads:
            fit = [h for h in range(1, self.d + 1) if self.d % h == 0]
            raise ValueError(
                f"heads must divide d = {self.d}, as each has d/heads columns, got {self.heads}; {fit} do so"
            )
        if not isinstance(self.causal, (bool, np.bool_)):
            raise TypeError(f"causal must be True or False, got {self.causal!r}")
        check.choice("initial_weights", self.initial_weights, INITIAL_WEIGHTS)

    def shapes(self) -> dict[str, tuple[int, ...]]:
        return dict.fromkeys(("Wq", "Wk", "Wv", "Wo"), (self.d, self.d))

    def start(self, p: Views, rng: np.random.Generator) -> None:
        for W in (p.Wq, p.Wk, p.Wv, p.Wo):
            W[:] = INITIAL_WEIGHTS[self.initial_weights](self.d, self.d, rng)

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, AttentionSeen]:
        check_rows(self, x, self.d)
        (m, T, _), rows = x.shape, x.reshape(-1, self.d)
        Q, K, V = (self._apart(rows @ W.T, m) for W in (p.Wq, p.Wk, p.Wv))
        Y, looks = attend(Q, K, V, np.tri(T, dtype=bool) if self.causal else None)
        Y = self._together(Y)
        return (Y @ p.Wo.T).reshape(x.shape), AttentionSeen(x, looks, Y)

    def backward(self, p: Views, seen: AttentionSeen, g: Array, grad: Views, back: bool = True) -> Array | None:
        rows, g_y = seen.x.reshape(-1, self.d), g.reshape(-1, self.d)
        add_product(grad.Wo, g_y, seen.Y)  # BP4
        g_each = attend_backward(seen.heads, self._apart(g_y @ p.Wo, len(g)))
        g_Q, g_K, g_V = (self._together(g_head) for g_head in g_each)
        for grad_W, g_row in ((grad.Wq, g_Q), (grad.Wk, g_K), (grad.Wv, g_V)):
            add_product(grad_W, g_row, rows)  # BP4
        return (g_Q @ p.Wq + g_K @ p.Wk + g_V @ p.Wv).reshape(g.shape) if back else None  # BP2

    def _apart(self, rows: Array, m: int) -> Array:
        """Return rows, (m T, d), as (m, heads, T, d_k), a view: head h has the columns from h d_k on."""
        return rows.reshape(m, -1, self.heads, self.d // self.heads).swapaxes(1, 2)

    def _together(self, Y: Array) -> Array:
        """Return (m, heads, T, d_k) as rows, (m T, d)."""
        return Y.swapaxes(1, 2).reshape(-1, self.d)


def checked_mask(mask, shape: tuple[int, ...]) -> Array:
    """Return the mask as booleans that go with scores of this shape, or raise an error that says why not."""
    mask = check.array("mask", mask)
    if mask.dtype.kind not in "biuf" or not ((mask == 0) | (mask == 1)).all():
        raise ValueError(
            f"mask must say True (or 1) where a query may look, and False (or 0) elsewhere, got other values, dtype "
            f"{mask.dtype}: for a mask that is added to the scores use mask == 0"
        )
    axes = shape[-mask.ndim :]
    if not 2 <= mask.ndim <= len(shape) or any(n not in (1, of) for n, of in zip(mask.shape, axes, strict=True)):
        hint = ": for a mask of the keys of each example, (m, T), use mask.reshape(m, 1, 1, T)"
        raise ValueError(
            f"mask must have shape (T_q, T_k) = {shape[-2:]}, or fit the scores {shape}, got {mask.shape}"
            f"{hint if mask.shape == (shape[0], shape[-1]) else ''}"
        )
    if not mask.any():
        raise ValueError(
            f"mask, shape {mask.shape}, hides every key from every query: is it the other way round? True is where a "
            "query may look; use ~mask"
        )
    return mask.astype(bool)


def _check_sizes(Q: Array, K: Array, V: Array) -> None:
    """Raise ValueError unless queries and keys have one length, and there is a value for each key."""
    same = min(Q.ndim, K.ndim, V.ndim) >= 2 and Q.shape[-1] == K.shape[-1] and K.shape[-2] == V.shape[-2]
    if not same or not Q.shape[:-2] == K.shape[:-2] == V.shape[:-2]:
        raise ValueError(
            "Q, K and V must have shapes (..., T_q, d_k), (..., T_k, d_k) and (..., T_k, d_v), got "
            f"{Q.shape}, {K.shape} and {V.shape}"
        )
    if not Q.size or not K.size:
        raise ValueError(f"there must be a query and a key, with a number each, got {Q.shape} and {K.shape}")
