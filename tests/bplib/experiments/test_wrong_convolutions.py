"""Planted mistakes: forwards as the right layer, backwards wrong in exactly the part that the name says."""

import numpy as np
import pytest

from bplib.experiments.digit_images import convolutional
from bplib.experiments.wrong_convolutions import MISTAKES, AllWinners, MeanBias, SharedByAll, Unturned
from bplib.layers import Convolution, LayerParameters, MaxPool, MeanPool
from bplib.model import Model


def back(layer, x, g, seed=0):
    """Return y, ∂C/∂x and ∂C/∂parameters by name of a layer with random parameters."""
    parameters = LayerParameters(layer)
    parameters.flat[:] = np.random.default_rng(seed).normal(size=parameters.flat.size)
    grad = LayerParameters(layer)
    grad.flat[:] = 1  # what was there before stays
    y, seen = layer.forward(parameters.view, x)
    g_x = layer.backward(parameters.view, seen, g, grad.view)
    return y, g_x, grad.blocks()


@pytest.mark.parametrize("wrong", [Unturned, MeanBias])
def test_a_wrong_convolution_is_wrong_in_one_part(rng, wrong):
    x, g = rng.normal(size=(2, 3, 5, 6)), rng.normal(size=(2, 4, 5, 6))
    y, g_x, blocks = back(Convolution(3, 4, 3, padding=1), x, g)
    other_y, other_g_x, other = back(wrong(3, 4, 3, padding=1), x, g)
    np.testing.assert_array_equal(y, other_y)
    np.testing.assert_allclose(other["W"], blocks["W"])
    assert np.allclose(g_x, other_g_x) == (wrong is MeanBias)
    assert np.allclose(blocks["b"], other["b"]) == (wrong is Unturned)
    if wrong is MeanBias:
        np.testing.assert_allclose(other["b"] - 1, (blocks["b"] - 1) / 30)
        return
    turned = Convolution(3, 4, 3, padding=1)
    p, grad = LayerParameters(turned), LayerParameters(turned)
    p.flat[:] = np.random.default_rng(0).normal(size=p.flat.size)
    p.view.W[:] = p.view.W[:, :, ::-1, ::-1].copy()
    expected = turned.backward(p.view, turned.forward(p.view, x)[1], g, grad.view)
    np.testing.assert_allclose(other_g_x, expected)


@pytest.mark.parametrize("layer", [Unturned(1, 2, 3), MeanBias(1, 2, 3), SharedByAll(), AllWinners()])
def test_no_wrong_layer_hands_on_what_nobody_asks_for(layer, rng):
    parameters = LayerParameters(layer)
    y, seen = layer.forward(parameters.view, rng.normal(size=(2, 1, 4, 4)))
    assert layer.backward(parameters.view, seen, y, LayerParameters(layer).view, back=False) is None


def test_a_wrong_pool_hands_g_to_others(rng):
    x, g = rng.normal(size=(2, 3, 4, 4)), rng.normal(size=(2, 3, 2, 2))
    np.testing.assert_allclose(back(SharedByAll(), x, g)[1], back(MeanPool(), x, g)[1])
    np.testing.assert_array_equal(back(AllWinners(), x, g)[1], back(MaxPool(), x, g)[1])
    tied = np.array([[[[1.0, 1.0], [0.0, 1.0]]]])
    assert back(AllWinners(), tied, np.full((1, 1, 1, 1), 7.0))[1].tolist() == [[[[7, 7], [0, 7]]]]
    assert back(MaxPool(), tied, np.full((1, 1, 1, 1), 7.0))[1].tolist() == [[[[7, 0], [0, 0]]]]


def test_every_mistake_makes_a_network_of_the_same_shape():
    wrong = {name: [type(layer) for layer in convolutional(**kinds)] for name, kinds in MISTAKES.items()}
    first = next(iter(wrong.values()))
    others = [{now for now, right in zip(kinds, first, strict=True) if now is not right} for kinds in wrong.values()]
    assert others == [set(), {Unturned}, {MeanBias}, {SharedByAll}, {AllWinners}]
    sizes = {Model(convolutional(**kinds), rng=np.random.default_rng(0)).theta.size for kinds in MISTAKES.values()}
    assert sizes == {1898}
