"""LSUV: after it each dense layer has weighted inputs of variance 1 on the data it was measured on."""

import numpy as np
import pytest

from bplib.activations import relu, tanh
from bplib.depth.lsuv import lsuv
from bplib.initial_weights import orthogonal
from bplib.layers import Apply, Chain, Dense, Residual
from bplib.model import Model
from bplib.network import Network


def test_every_layer_has_variance_one_also_within_a_residual(rng):
    inner = Chain([Dense(30, 30), Apply(tanh)])
    model = Model([Dense(20, 30), Apply(relu), Residual(inner, 0.5), Dense(30, 4)], rng=rng)
    X = rng.normal(3, 5, (200, 20))
    model.theta = rng.normal(size=model.theta.size)  # whatever it was before
    assert lsuv(model, X, rng) is model
    p, x = model.parameters.view, X
    first, _ = model.layers.layers[0].forward(p[0], x)
    a = relu(first)
    branch, _ = inner.layers[0].forward(p[2][0][0], a)
    last, _ = model.layers.layers[3].forward(p[3], a + 0.5 * tanh(branch))
    assert [z.std() for z in (first, branch, last)] == pytest.approx([1, 1, 1], rel=1e-12)
    W = p[2][0][0].W
    np.testing.assert_allclose(W @ W.T, (W @ W.T)[0, 0] * np.eye(30), atol=1e-12)
    assert not any(block.any() for name, block in model.parameters.blocks().items() if name.endswith("b"))


def test_the_same_seed_gives_the_same_start():
    X = np.random.default_rng(0).normal(size=(50, 6))
    starts = [lsuv(Model([Dense(6, 3)], rng=np.random.default_rng(1)), X, np.random.default_rng(2)) for _ in range(2)]
    np.testing.assert_array_equal(starts[0].theta, starts[1].theta)


def test_inputs_that_are_all_the_same_are_refused(rng):
    model = Model([Dense(3, 3, "he"), Apply(tanh), Dense(3, 2)], rng=rng)
    with pytest.raises(ValueError, match=r"Dense\(n_in=3.*is handed the same inputs for every example"):
        lsuv(model, np.zeros((4, 3)), rng)
    with pytest.raises(ValueError, match="the same inputs for every example"):
        lsuv(model, np.tile(rng.normal(size=3), (4, 1)), rng)


def test_what_is_no_model_and_what_is_no_generator_is_refused(rng):
    with pytest.raises(TypeError, match="model must be a Model, which is built of layers, got <Network"):
        lsuv(Network([3, 2], rng=rng), rng.normal(size=(4, 3)), rng)
    with pytest.raises(TypeError, match="rng must be a NumPy random generator"):
        lsuv(Model([Dense(3, 2)], rng=rng), rng.normal(size=(4, 3)), 0)


@pytest.mark.parametrize("shape", [(5, 5), (7, 4), (4, 7)])
def test_orthogonal_weights_have_singular_values_of_one(shape, rng):
    W = orthogonal(*shape, rng)
    assert W.shape == shape
    np.testing.assert_allclose(np.linalg.svd(W, compute_uv=False), np.ones(min(shape)), rtol=1e-12)


def test_every_direction_is_equally_likely(rng):
    """Without the signs of R the first column of Q would always lean to one side."""
    first = np.array([orthogonal(3, 3, rng)[0, 0] for _ in range(400)])
    assert abs(first.mean()) < 0.12
    assert first.var() == pytest.approx(1 / 3, abs=0.05)
