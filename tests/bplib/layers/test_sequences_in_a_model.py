"""Recurrent layers in a ``Model``: examples lie in the second axis, and all that trains and checks knows it."""

import numpy as np
import pytest

from bplib.activations import tanh
from bplib.data.reber import embedded_reber
from bplib.data.sequences import encoded, latch, reversal
from bplib.gradient_check import check_gradient, check_network
from bplib.layers import GRU, LSTM, Apply, Chain, Dense, Dropout, Elman, EveryMoment, LastMoment, Residual
from bplib.model import Model, vjp
from bplib.numerical_derivatives import numerical_gradient
from bplib.optimizers import Adam
from bplib.optimizers.range_test import range_test
from bplib.training import train


def answering(rng, **options):
    """Return a model that says at the end of a sequence which of two symbols it began with."""
    return Model([Elman(3, 6), LastMoment(), Dense(6, 1)], "sigmoid", "binary_cross_entropy", rng=rng, **options)


def reading(rng, layer=GRU(4, 5)):  # noqa: B008 (a frozen record)
    """Return a model that answers at every moment."""
    return Model([layer, EveryMoment(), Dense(5, 4)], rng=rng)


def test_what_lies_below_says_where_the_examples_are():
    assert Elman(2, 3).time_first
    assert Chain([Chain([LSTM(2, 3)]), LastMoment()]).time_first
    assert Residual(GRU(3, 3)).time_first
    assert not Chain([Dense(2, 3), Apply(tanh)]).time_first
    assert not Dense(2, 3).time_first


def test_gradients_of_the_mean_cost_are_its_slopes(rng):
    X, Y = latch(4, 7, rng)
    model = answering(rng)
    expected = numerical_gradient(lambda theta: model.cost(X, Y, theta), model.theta, "complex_step")
    np.testing.assert_allclose(model.gradient(X, Y).flat, expected, rtol=1e-11, atol=1e-12)
    X, Y = reversal(3, 5, rng, kinds=4)
    model, rows = reading(rng), Y.reshape(-1, 4)
    expected = numerical_gradient(lambda theta: model.cost(X, rows, theta), model.theta, "complex_step")
    np.testing.assert_allclose(model.gradient(X, rows).flat, expected, rtol=1e-11, atol=1e-12)


def test_strings_of_several_lengths_are_learnt_from_by_a_seed_at_the_top(rng):
    data = encoded([embedded_reber(rng) for _ in range(4)])
    model = Model([LSTM(7, 4), EveryMoment(), Dense(4, 7)], rng=rng)

    def cost(theta):
        return data.cost(*model.outputs(data.X, model.parameters.like(theta)))

    trace = model.forward(data.X)
    gradient, g_X = vjp(model, trace, delta=data.delta(trace.A))
    assert check_gradient(cost, gradient.flat, model.theta).passed
    assert not g_X[data.mask == 0].any()


@pytest.mark.parametrize("which", [[2, 0], [4, 1, 3]])
def test_some_examples_come_with_their_answers(which, rng):
    X, Y = latch(4, 7, rng)
    model = answering(rng)
    assert model.examples(X) == 7
    x, y = model.taken(X, Y, np.array(which))
    np.testing.assert_array_equal(x, X[:, which])
    np.testing.assert_array_equal(y, Y[which])
    X, Y = reversal(3, 5, rng, kinds=4)
    x, y = reading(rng).taken(X, Y.reshape(-1, 4), np.array(which))
    np.testing.assert_array_equal(x, X[:, which])
    np.testing.assert_array_equal(y, Y[:, which].reshape(-1, 4))


def test_it_is_trained_by_what_trains_everything(rng):
    X, Y = latch(3, 64, rng)
    model = answering(rng)
    history = train(model, X, Y, epochs=30, batch_size=16, optimizer=Adam(0.02), rng=rng, clip=1.0)
    assert history.cost[-1] < 0.1 < 0.5 < model.cost(X, 1 - Y)
    assert history.accuracy[-1] == 1
    found = range_test(answering(rng), X, Y, rule=Adam, batch_size=60, low=1e-4, high=1e-2, steps=3, rng=rng)
    assert len(found.costs) == 3


def test_the_jacobian_has_a_row_for_every_output_of_every_example(rng):
    X, Y = latch(2, 3, rng)
    model = answering(rng)
    J = model.jacobian(X)
    assert J.shape == (3, model.theta.size)
    A = model.predict(X)
    np.testing.assert_allclose(
        ((A - Y) / (A * (1 - A)) / 3).T @ J, model.gradient(X, Y).flat[None], rtol=1e-10, atol=1e-12
    )


def test_the_jacobian_of_answers_at_every_moment_has_the_order_of_the_answers(rng):
    X, Y = reversal(3, 2, rng, kinds=4)
    model, rows = reading(rng), Y.reshape(-1, 4)
    J = model.jacobian(X)
    assert J.shape == (3 * 2 * 4, model.theta.size)
    A = model.predict(X)
    np.testing.assert_allclose(
        (-rows / A / len(rows)).ravel() @ J, model.gradient(X, rows).flat, rtol=1e-10, atol=1e-12
    )
    assert check_network(model, X, rows).passed


def test_a_sequence_that_lies_the_other_way_is_refused(rng):
    X, Y = latch(4, 7, rng)
    with pytest.raises(
        ValueError, match=r"T = 7 moments of m = 5 sequences.* must have 5 rows, got 7; X looks batch first"
    ):
        answering(rng).gradient(X.swapaxes(0, 1), Y)
    with pytest.raises(ValueError, match=r"T = 5 moments of m = 7 sequences, so that Y must have 7 rows, got 3$"):
        answering(rng).cost(X, Y[:3])
    with pytest.raises(ValueError, match=r"takes sequences of shape \(T, m, 3\)"):
        answering(rng).predict(X[0])
    with pytest.raises(ValueError, match=r"takes sequences of shape \(T, m, 3\)"):
        answering(rng).cost(X[0, 0], Y)
    with pytest.raises(ValueError, match=r"time first, got \(5, 3\): for one sequence use x\[:, None\]"):
        answering(rng).cost(X[:, 0], Y)


def test_lists_of_different_lengths_are_no_sequences(rng):
    with pytest.raises(ValueError, match="got rows of different lengths: row 0 has 2 entries, row 1 has 1"):
        answering(rng).predict([[0, 1], [1]])


def test_a_model_of_sequences_is_saved_and_read(rng, tmp_path):
    X, Y = latch(3, 5, rng)
    layers = [LSTM(3, 4, window=2), Dropout(0.5), LastMoment(), Dense(4, 1)]
    model = Model(layers, "sigmoid", "quadratic", rng=rng, dtype=np.float32)
    model.save(tmp_path / "model.npz")
    again = Model.load(tmp_path / "model.npz", layers)
    np.testing.assert_array_equal(again.predict(X), model.predict(X))
    assert again.cost(X, Y) == model.cost(X, Y)
