"""A layer from outside the library, one more convolution, is trained and checked by what stands there, unchanged."""

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from bplib.activations import relu, softplus
from bplib.data import datasets
from bplib.gradient_check import check_network
from bplib.layers import Apply, Chain, Dense, Dropout, Layer, Residual
from bplib.layers.layer import LayerParameters
from bplib.model import Model, vjp
from bplib.numerical_derivatives import numerical_gradient
from bplib.optimizers import Adam
from bplib.training import train


@dataclass(frozen=True)
class Convolution(Layer):
    """y_fij = Σ_cab W_fcab x_c,i+a,j+b + b_f, from x, (m, channels, h, w), to (m, filters, h - k + 1, w - k + 1)."""

    channels: int
    filters: int
    k: int

    def shapes(self):
        return {"W": (self.filters, self.channels, self.k, self.k), "b": (self.filters,)}

    def start(self, p, rng):
        p.W[:] = rng.normal(0, np.sqrt(2 / p.W[0].size), p.W.shape)

    def forward(self, p, x, rng=None):
        if x.ndim != 4 or x.shape[1] != self.channels or min(x.shape[2:]) < self.k:
            raise ValueError(f"{self} takes inputs of shape (m, {self.channels}, h, w), h, w ≥ {self.k}, got {x.shape}")
        windows = sliding_window_view(x, (self.k, self.k), axis=(2, 3))
        return np.einsum("mcijab,fcab->mfij", windows, p.W, optimize=True) + p.b[:, None, None], windows

    def backward(self, p, windows, g, grad, back=True):
        grad.b += g.sum(axis=(0, 2, 3))
        grad.W += np.einsum("mfij,mcijab->fcab", g, windows, optimize=True)
        if not back:
            return None
        border = self.k - 1  # ∂C/∂x is a convolution too: of g, with zeros around it, by the turned kernels
        wide = np.pad(g, [(0, 0), (0, 0), (border, border), (border, border)])
        around = sliding_window_view(wide, (self.k, self.k), axis=(2, 3))
        return np.einsum("mfijab,fcab->mcij", around, p.W[:, :, ::-1, ::-1], optimize=True)


@dataclass(frozen=True)
class Reshape(Layer):
    """The numbers of each example in another shape."""

    shape: tuple[int, ...]

    def forward(self, p, x, rng=None):
        return x.reshape(len(x), *self.shape), x.shape

    def backward(self, p, shape, g, grad, back=True):
        return g.reshape(shape)


def by_loops(x, W, b):
    """Return what the convolution is by its definition, one number after the other."""
    (m, _, height, width), (filters, channels, k, _) = x.shape, W.shape
    y = np.zeros((m, filters, height - k + 1, width - k + 1))
    for e, f, i, j in np.ndindex(y.shape):
        y[e, f, i, j] = b[f]
        for c, u, v in np.ndindex(channels, k, k):
            y[e, f, i, j] += W[f, c, u, v] * x[e, c, i + u, j + v]
    return y


@pytest.mark.parametrize(("shape", "k"), [((3, 2, 5, 7), 3), ((1, 2, 3, 3), 3), ((2, 2, 4, 1), 1)])
def test_the_convolution_is_its_definition(shape, k, rng):
    layer = Convolution(2, 4, k)
    p = LayerParameters(layer, flat=rng.normal(size=LayerParameters(layer).flat.size)).view
    x = rng.normal(size=shape)
    np.testing.assert_allclose(layer.forward(p, x)[0], by_loops(x, p.W, p.b), rtol=1e-12, atol=1e-12)


def pictures(rng):
    """Return a model with everything that a layer can stand in, and pictures of 4 by 5 in two channels."""
    twice = Convolution(3, 3, 1)
    layers = [Convolution(2, 3, 2), Apply(softplus), twice, Residual(Chain([twice, Apply(softplus)])), Dropout(0.3)]
    layers += [Convolution(3, 2, 3), Reshape((4,)), Dense(4, 3)]
    return Model(layers, rng=rng), rng.normal(size=(4, 2, 4, 5)), np.eye(3)[[0, 2, 1, 2]]


@pytest.mark.parametrize("seed", [None, 1])
@pytest.mark.parametrize("method", ["central", "complex_step"])
def test_the_gradient_check_agrees(method, seed, rng):
    result = check_network(*pictures(rng), method, seed=seed)
    assert result.passed, result.verdict
    assert "0.W" in {block.name for block in result.blocks}


def test_the_gradient_of_the_pictures_agrees(rng):
    model, X, Y = pictures(rng)
    _, g_X = vjp(model, model.forward(X), delta=(model.predict(X) - Y) / len(X))
    cost = lambda x: model.mean_cost(*model.outputs(x.reshape(X.shape)), Y)  # noqa: E731
    expected = numerical_gradient(cost, X.ravel(), "complex_step")
    np.testing.assert_allclose(g_X.ravel(), expected, rtol=1e-11, atol=1e-14)


def test_it_learns_digits_and_refuses_other_pictures(rng):
    X, Y = datasets.digits()
    learn, held_out = datasets.split(X.reshape(-1, 1, 8, 8), Y, 0.25, rng)
    layers = [Convolution(1, 8, 3), Apply(relu), Convolution(8, 8, 3), Apply(relu), Reshape((128,)), Dense(128, 10)]
    model = Model(layers, rng=rng, dtype=np.float32)
    history = train(model, *learn, epochs=4, batch_size=32, optimizer=Adam(0.003), rng=rng, validation=held_out)
    assert history.validation_accuracy[-1] > 0.9
    with pytest.raises(ValueError, match=r"Convolution\(.*takes inputs of shape \(m, 1, h, w\).*got \(1, 64\)"):
        model.predict(X[:1])
