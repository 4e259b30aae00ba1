"""A Transformer in a ``Model``: examples first, several answers an example, and all that trains and checks knows it."""

import numpy as np
import pytest

from bplib.data.reber import embedded_reber
from bplib.data.sequences import encoded, recall, reversal, tokens
from bplib.gradient_check import check_gradient, check_network
from bplib.layers import Chain, LayerParameters, SinusoidalPositions
from bplib.layers.transformer import pre_norm, transformer
from bplib.model import Model, vjp
from bplib.numerical_derivatives import numerical_gradient
from bplib.optimizers import Adam
from bplib.optimizers.range_test import range_test
from bplib.optimizers.schedules import warm_up
from bplib.training import train


def reading(rng, **options):
    """Return a model that answers at every one of up to 5 positions, with 4 kinds of tokens."""
    return Model(transformer(4, 5, 6, blocks=2, heads=3, hidden=7, causal=True), rng=rng, **options)


def answering(rng, **options):
    """Return a model that is asked for the value of a key."""
    layers = transformer(6, 7, 4, blocks=2, causal=True, every=False, answers=3, positions=SinusoidalPositions(4))
    return Model(layers, rng=rng, **options)


def test_gradients_of_the_mean_cost_are_its_slopes(rng):
    for model, X, Y in (
        (reading(rng), *tokens(*reversal(3, 4, rng, kinds=4))),
        (answering(rng), *tokens(*recall(3, 4, rng, kinds=3))),
    ):
        expected = numerical_gradient(lambda theta: model.cost(X, Y, theta), model.theta, "complex_step")  # noqa: B023
        np.testing.assert_allclose(model.gradient(X, Y).flat, expected, rtol=1e-11, atol=1e-12)


def test_the_gradient_is_that_of_autograd(rng):
    anp, grad = pytest.importorskip("autograd.numpy"), pytest.importorskip("autograd").grad
    model, (X, Y) = reading(rng), tokens(*reversal(5, 3, rng, kinds=4))
    model.theta = model.theta + 0.3 * rng.normal(size=model.theta.size)
    hot, visible = np.eye(4)[X], np.tri(5)

    def norm(p, name, x):
        centred = x - anp.mean(x, axis=-1, keepdims=True)
        h = centred / anp.sqrt(anp.mean(centred**2, axis=-1, keepdims=True) + 1e-5)
        return p[f"{name}.gamma"] * h + p[f"{name}.beta"]

    def dense(p, name, x):
        return anp.matmul(x, p[f"{name}.W"].T) + p[f"{name}.b"]

    def attention(p, name, x):
        Q, K, V = (anp.reshape(anp.matmul(x, p[f"{name}.{W}"].T), (3, 5, 3, 2)) for W in ("Wq", "Wk", "Wv"))
        E = anp.exp(anp.einsum("xihd,xjhd->xhij", Q, K) / np.sqrt(2)) * visible
        Y = anp.einsum("xhij,xjhd->xihd", E / anp.sum(E, axis=-1, keepdims=True), V)
        return anp.matmul(anp.reshape(Y, (3, 5, 6)), p[f"{name}.Wo"].T)

    def cost(p):
        x = anp.matmul(hot, p["0.E"]) + p["1.P"]
        for block in ("2", "3"):
            x = x + attention(p, f"{block}.0.0.1", norm(p, f"{block}.0.0.0", x))
            hidden = dense(p, f"{block}.1.0.1", norm(p, f"{block}.1.0.0", x))
            x = x + dense(p, f"{block}.1.0.3", hidden * (hidden > 0))
        Z = anp.reshape(dense(p, "6", norm(p, "5", x)), (15, 4))
        return anp.mean(anp.log(anp.sum(anp.exp(Z), axis=1)) - anp.sum(Z * Y, axis=1))

    expected, found = grad(cost)(dict(model.parameters.blocks())), model.gradient(X, Y).blocks()
    assert expected.keys() == found.keys()
    for name, block in found.items():
        np.testing.assert_allclose(block, expected[name], rtol=1e-11, atol=1e-14, err_msg=name)


def test_the_number_of_parameters_and_the_shapes_of_answers(rng):
    model, d, hidden = reading(rng), 6, 7
    block = 4 * d + 4 * d * d + (d + 1) * hidden + (hidden + 1) * d
    assert model.theta.size == 4 * d + 5 * d + 2 * block + 2 * d + (d + 1) * 4
    X = rng.integers(0, 4, (3, 2))  # shorter than the positions
    assert model.predict(X).shape == (6, 4)
    assert answering(rng).predict(X).shape == (3, 3)
    assert LayerParameters(pre_norm(8)).view[1][0][1].W.shape == (32, 8)


def test_an_answer_does_not_depend_on_what_comes_later(rng):
    model, X = reading(rng), rng.integers(0, 4, (3, 5))
    long, short = model.predict(X).reshape(3, 5, 4), model.predict(X[:, :2]).reshape(3, 2, 4)
    np.testing.assert_allclose(long[:, :2], short, rtol=1e-12)


def test_a_block_without_positions_moves_with_its_places(rng):
    block, order = pre_norm(6, 2), [2, 0, 3, 1]
    parameters = LayerParameters(block)
    parameters.start(rng)
    x = rng.normal(size=(2, 4, 6))
    moved = block.forward(parameters.view, x[:, order])[0]
    np.testing.assert_allclose(moved, block.forward(parameters.view, x)[0][:, order], rtol=1e-12, atol=1e-13)


def test_some_examples_come_with_their_answers(rng):
    X, Y = tokens(*reversal(3, 5, rng, kinds=4))
    model = reading(rng)
    assert model.examples(X) == 5
    x, y = model.taken(X, Y, np.array([4, 1]))
    np.testing.assert_array_equal(x, X[[4, 1]])
    np.testing.assert_array_equal(y.argmax(1), X[[4, 1], ::-1].ravel())


def test_it_is_trained_by_what_trains_everything(rng):
    X, Y = tokens(*reversal(3, 256, rng, kinds=4, dtype=np.float32))
    model = Model(transformer(4, 3, 8, heads=2), rng=rng, dtype=np.float32)
    rule = Adam(warm_up(0.02, 10), beta2=0.98)
    history = train(model, X, Y, epochs=12, batch_size=32, optimizer=rule, rng=rng, clip=1.0)
    assert history.cost[-1] < 0.1
    assert history.accuracy[-1] > 0.97
    found = range_test(reading(rng), X, Y, rule=Adam, batch_size=60, low=1e-4, high=1e-2, steps=3, rng=rng)
    assert len(found.costs) == 3


def test_the_jacobian_of_answers_at_every_position_has_the_order_of_the_answers(rng):
    X, Y = tokens(*reversal(3, 2, rng, kinds=4))
    model = reading(rng)
    J, A = model.jacobian(X), model.predict(X)
    assert J.shape == (2 * 3 * 4, model.theta.size)
    np.testing.assert_allclose((-Y / A / len(Y)).ravel() @ J, model.gradient(X, Y).flat, rtol=1e-10, atol=1e-12)
    assert check_network(model, X, Y).passed


def test_strings_of_several_lengths_are_learnt_from_by_a_seed_at_the_top(rng):
    data = encoded([embedded_reber(rng) for _ in range(3)]).tokens()
    T = data.X.shape[1]
    model = Model(transformer(7, T, 4, 2, 2, causal=True, hidden=5), rng=rng)

    def cost(theta):
        return data.cost(*model.outputs(data.X, model.parameters.like(theta)))

    trace = model.forward(data.X)
    gradient, g_X = vjp(model, trace, delta=data.delta(trace.A))
    assert g_X is None
    assert check_gradient(cost, gradient.flat, model.theta).passed
    padding = np.where(data.mask == 1, data.X, 3)  # what is padded has no influence
    assert data.cost(*model.outputs(padding)) == cost(model.theta)


def test_answers_that_do_not_fit_are_refused(rng):
    X, Y = tokens(*reversal(3, 5, rng, kinds=4))
    with pytest.raises(
        ValueError, match=r"X, examples first, holds m = 5 sequences of T = 3 positions, .* have 15 rows, got 5$"
    ):
        reading(rng).cost(X, Y[:5])
    with pytest.raises(ValueError, match=r"one row an example, got 5 and 15 rows"):
        answering(rng).cost(X, Y[:, :3] + np.eye(3)[0] * Y[:, 3:])
    with pytest.raises(TypeError, match="X must hold whole numbers"):
        reading(rng).predict(np.ones((2, 3)))
    with pytest.raises(ValueError, match="knows T = 5 positions, got sequences of 6"):
        reading(rng).predict(np.ones((2, 6), int))


def test_a_transformer_is_saved_and_read(rng, tmp_path):
    model, X = reading(rng, dtype=np.float32), rng.integers(0, 4, (3, 5))
    model.save(tmp_path / "model.npz")
    again = Model.load(tmp_path / "model.npz", transformer(4, 5, 6, blocks=2, heads=3, hidden=7, causal=True))
    np.testing.assert_array_equal(again.predict(X), model.predict(X))
    with pytest.raises(ValueError, match="was saved by other layers"):
        Model.load(tmp_path / "model.npz", transformer(4, 5, 6, blocks=2, heads=2, hidden=7, causal=True))


def test_a_block_used_twice_collects_twice(rng):
    block, x, g = pre_norm(6, 3), rng.normal(size=(2, 4, 6)), rng.normal(size=(2, 4, 6))
    shared, apart = LayerParameters(Chain([block, block])), LayerParameters(Chain([block, pre_norm(6, 3)]))
    shared.start(rng)
    apart.flat[:] = np.tile(shared.flat, 2)
    found = []
    for parameters in (shared, apart):
        grad = parameters.like(np.zeros_like(parameters.flat))
        _, seen = parameters.layer.forward(parameters.view, x)
        parameters.layer.backward(parameters.view, seen, g, grad.view)
        found.append(grad.flat)
    np.testing.assert_allclose(found[0], found[1].reshape(2, -1).sum(axis=0), rtol=1e-12, atol=1e-12)


def test_a_number_of_blocks_or_answers_that_makes_no_sense_is_an_error():
    with pytest.raises(ValueError, match="blocks must be at least 0, got -1"):
        transformer(5, 3, 4, -1)
    with pytest.raises(TypeError, match="every must be True, or False for an answer at the last position only"):
        transformer(5, 3, 4, every="last")
