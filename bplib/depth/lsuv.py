"""LSUV, layer-sequential unit variance: a start that is measured on data, not derived (Mishkin and Matas 2016)."""

from __future__ import annotations

import numpy as np

from bplib import _validation as check
from bplib.initial_weights import orthogonal
from bplib.layers import Chain, Dense, Layer, Residual
from bplib.layers.layer import Views
from bplib.model import Model

Array = np.ndarray


def lsuv(model: Model, X: Array, rng: np.random.Generator) -> Model:
    """Give each dense layer orthogonal weights, divided so that its z has variance 1 on X, and return the model.

    From the bottom to the top, for what a layer is handed depends on the layers below.  Biases become 0.

    Raises:
        ValueError: where the inputs of a layer are the same for all examples of X, so that no weights give a variance.
    """
    check.generator(rng)
    if not isinstance(model, Model):
        raise TypeError(f"model must be a Model, which is built of layers, got {model!r}")
    _through(model.layers, model.parameters.view, model.checked_inputs(X), rng)
    return model


def _through(layer: Layer, p: Views, x: Array, rng: np.random.Generator) -> Array:
    """Return what a layer makes of x, after its weights were set."""
    if isinstance(layer, Chain):
        for i, inner in enumerate(layer.layers):
            x = _through(inner, p[i], x, rng)
        return x
    if isinstance(layer, Residual):
        return x + layer.scale * _through(layer.inner, p[0], x, rng)
    if isinstance(layer, Dense):
        _set(layer, p, x, rng)
    return layer.forward(p, x)[0]


def _set(layer: Dense, p: Views, x: Array, rng: np.random.Generator) -> None:
    p.b[:] = 0
    p.W[:] = orthogonal(layer.n_out, layer.n_in, rng)
    deviation = layer.forward(p, x)[0].std()
    if (x == x[0]).all() or not deviation > 0:
        raise ValueError(f"{layer} is handed the same inputs for every example: no weights make their variance 1")
    p.W /= deviation
