"""Transformers whose way forward is right and whose way back is wrong, each by one mistake in one rule.

    by entries      softmax by its slope p(1 - p), entry by entry: that the others give what one takes is forgotten
    no scale        1/√d_k is forgotten on the way back
    exchanged       ∂C/∂Q and ∂C/∂K in each other's place
    no values       ∂C/∂V is lost
    no way around   a residual hands on what comes through its branch, without g itself

``planted`` puts one of them into a network; ``MISTAKES`` has them by name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bplib._blas import add_product
from bplib.experiments.small_transformers import exchanged, values_of
from bplib.layers import Attention, Residual
from bplib.layers.attention import AttentionSeen, Looks, attend_backward
from bplib.layers.layer import Array, Layer, Views
from bplib.model import Model

Rule = Callable[[Looks, Array], tuple[Array, Array, Array]]


# --- wrong ways back through softmax(Q Kᵀ/√d_k) V: ∂C/∂Q, ∂C/∂K, ∂C/∂V


def by_entries(looks: Looks, g: Array) -> tuple[Array, Array, Array]:
    """Return ∂C/∂Q, ∂C/∂K and ∂C/∂V with the slope p(1 - p) in the place of the Jacobian of a row."""
    Q, K, V, P = looks
    g_S = P * (1 - P) * (g @ V.swapaxes(-1, -2)) * Q.shape[-1] ** -0.5
    return g_S @ K, g_S.swapaxes(-1, -2) @ Q, P.swapaxes(-1, -2) @ g


def no_scale(looks: Looks, g: Array) -> tuple[Array, Array, Array]:
    """Return them without the factor 1/√d_k in ∂C/∂Q and ∂C/∂K."""
    g_Q, g_K, g_V = attend_backward(looks, g)
    root = np.sqrt(looks.Q.shape[-1]).astype(g.real.dtype)
    return g_Q * root, g_K * root, g_V


def exchanged_gradients(looks: Looks, g: Array) -> tuple[Array, Array, Array]:
    """Return ∂C/∂K, ∂C/∂Q and ∂C/∂V, the first two in each other's place."""
    g_Q, g_K, g_V = attend_backward(looks, g)
    return g_K, g_Q, g_V


def no_values(looks: Looks, g: Array) -> tuple[Array, Array, Array]:
    """Return them with zeros for ∂C/∂V."""
    g_Q, g_K, g_V = attend_backward(looks, g)
    return g_Q, g_K, np.zeros_like(g_V)


# --- layers


@dataclass(frozen=True)
class WrongAttention(Attention):
    """Attention with another rule in the place of ``attend_backward``."""

    rule: Rule = attend_backward

    def backward(self, p: Views, seen: AttentionSeen, g: Array, grad: Views, back: bool = True) -> Array | None:
        rows, g_y = seen.x.reshape(-1, self.d), g.reshape(-1, self.d)
        add_product(grad.Wo, g_y, seen.Y)
        found = self.rule(seen.heads, self._apart(g_y @ p.Wo, len(g)))
        g_Q, g_K, g_V = (self._together(part) for part in found)
        for grad_W, part in ((grad.Wq, g_Q), (grad.Wk, g_K), (grad.Wv, g_V)):
            add_product(grad_W, part, rows)
        return (g_Q @ p.Wq + g_K @ p.Wk + g_V @ p.Wv).reshape(g.shape) if back else None


@dataclass(frozen=True)
class NoWayAround(Residual):
    """A residual that forgets on the way back that there is a way around."""

    def backward(self, p: Views, seen, g: Array, grad: Views, back: bool = True) -> Array | None:
        return self.inner.backward(p[0], seen, g, grad[0], back)


MISTAKES: dict[str, Rule | None] = {
    "none": attend_backward,
    "softmax: entry by entry": by_entries,
    "1/√d forgotten": no_scale,
    "∂Q and ∂K exchanged": exchanged_gradients,
    "∂V lost": no_values,
    "residual: g not added": None,
}
"""The rule of each mistake in the place of ``attend_backward``; None: the mistake is in the residuals."""


def planted(model: Model, mistake: str) -> Model:
    """Return a model with the same parameters that makes this mistake, a name of ``MISTAKES``, on its way back."""
    rule = MISTAKES[mistake]

    def other(layer: Layer) -> Layer:
        if rule is None and type(layer) is Residual:
            return NoWayAround(*values_of(layer))
        if rule is not None and type(layer) is Attention:
            return WrongAttention(*values_of(layer), rule)
        return layer

    wrong = Model(exchanged(model.layers, other), rng=np.random.default_rng(0), dtype=model.dtype)
    wrong.theta = model.theta
    return wrong
