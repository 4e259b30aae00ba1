"""Real-time recurrent learning: the gradient of backpropagation through time, found without going back."""

import numpy as np
import pytest

from bplib.activations import identity, sigmoid, tanh
from bplib.layers import Elman, LayerParameters
from bplib.layers.rtrl import influences, rtrl

T, M, K, N = 6, 4, 2, 3


def drawn(f, rng):
    layer = Elman(K, N, f)
    parameters = LayerParameters(layer, flat=rng.normal(size=N * (K + N + 1)))
    return layer, parameters, rng.normal(size=(T, M, K)), rng.normal(size=(T, M, N)), rng.normal(size=(M, N))


@pytest.mark.parametrize("f", [tanh, sigmoid, identity])
def test_it_is_the_gradient_of_backpropagation_through_time(f, rng):
    layer, parameters, x, g, h_0 = drawn(f, rng)
    grad = parameters.like(np.zeros_like(parameters.flat))
    _, seen = layer.unroll(parameters.view, x, h_0)
    layer.through_time(parameters.view, seen, g, grad.view)
    np.testing.assert_allclose(rtrl(layer, parameters.view, x, g, h_0), grad.flat, rtol=1e-12, atol=1e-12)


def test_influences_are_derivatives_of_the_states(rng):
    layer, parameters, x, _, h_0 = drawn(tanh, rng)
    steps = [parameters.like(parameters.flat + 1e-20j * unit) for unit in np.eye(parameters.flat.size)]
    ways = [layer.unroll(p.view, x, h_0)[0].imag / 1e-20 for p in steps]
    for t, (h, P) in enumerate(influences(layer, parameters.view, x, h_0)):
        assert h.shape == (M, N)
        for j, way in enumerate(ways):
            np.testing.assert_allclose(P[:, :, j], way[t], rtol=1e-12, atol=1e-12)


def test_gradients_of_another_shape_are_refused(rng):
    layer, parameters, x, g, _ = drawn(tanh, rng)
    with pytest.raises(
        ValueError, match=r"g must have shape \(T, m, n\) = \(6, 4, 3\) for x \(6, 4, 2\), got \(4, 6, 3\)"
    ):
        rtrl(layer, parameters.view, x, g.swapaxes(0, 1))
