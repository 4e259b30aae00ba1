"""Elman networks that learn through time."""

import numpy as np
import pytest

from bplib.data.sequences import xor_in_time
from bplib.experiments.through_time import (
    drawn,
    latch_model,
    recurrent_weights,
    trained_at_the_last_moment,
    trained_on_latch,
    trained_on_xor,
)
from bplib.layers import Dense, Elman, EveryMoment
from bplib.model import Model
from bplib.optimizers import Adam, GradientDescent


def test_recurrent_weights_have_the_radius(rng):
    U = recurrent_weights(6, 1.3, rng)
    assert np.abs(np.linalg.eigvals(U)).max() == pytest.approx(1.3)
    assert np.linalg.svd(U, compute_uv=False)[0] > 1.3
    with pytest.raises(ValueError, match="radius"):
        recurrent_weights(6, -1, rng)


def test_what_is_drawn_has_the_radius_the_gain_and_the_window(rng):
    layer, parameters = drawn(200, 0.7, rng, gain=0.25, window=3)
    assert (layer.n, layer.window) == (200, 3)
    assert np.abs(np.linalg.eigvals(parameters.view.U)).max() == pytest.approx(0.7)
    z = rng.normal(size=(500, 4)) @ parameters.view.W.T
    assert z.std() == pytest.approx(0.25, rel=0.1)
    assert not parameters.view.b.any()


def test_a_network_learns_which_symbol_came_first():
    learnt = trained_on_latch(3, 0, Adam(0.01), updates=150)
    assert learnt.right > 0.95
    assert learnt.lengths.shape == (150,)
    assert trained_on_latch(3, 0, Adam(0.01), updates=0).right < 0.8


def test_what_is_held_stays_as_it_was(monkeypatch):
    models = []

    def remembered(*arguments):
        models.append(latch_model(*arguments))
        before.append(models[-1].theta.copy())
        return models[-1]

    before = []
    monkeypatch.setattr("bplib.experiments.through_time.latch_model", remembered)
    trained_on_latch(3, 0, GradientDescent(0.1), updates=2, held=("U", "b"))
    start, end = models[0].parameters.like(before[0]).view[0], models[0].parameters.view[0]
    np.testing.assert_array_equal(start.U, end.U)
    np.testing.assert_array_equal(start.b, end.b)
    assert not np.array_equal(start.W, end.W)


def test_where_the_others_follow_it_is_learning_with_window_1():
    both = trained_on_latch(3, 3, Adam(0.03), window=1, radius=0.05).right
    assert 0.9 < both < 1
    shared, alone = (
        trained_at_the_last_moment(3, 3, Adam(0.03), others_follow=follow, radius=0.05) for follow in (True, False)
    )
    assert shared == pytest.approx(both, abs=0.01)
    assert alone < 0.7


def test_each_network_gets_the_mean_of_its_minibatch():
    both = trained_on_latch(3, 3, GradientDescent(0.1), window=1, radius=0.05).right
    shared = trained_at_the_last_moment(3, 3, GradientDescent(0.1), others_follow=True, radius=0.05)
    assert shared == pytest.approx(both, abs=0.002)


def test_the_gradient_is_shortened_to_what_is_asked_for(monkeypatch):
    made = []
    monkeypatch.setattr(
        "bplib.experiments.through_time.latch_model", lambda *given: made.append(latch_model(*given)) or made[-1]
    )
    for updates in (0, 1):
        learnt = trained_on_latch(3, 0, GradientDescent(1.0), updates=updates, clip=0.01)
    assert learnt.lengths[0] > 0.01
    assert np.linalg.norm(made[1].theta - made[0].theta) == pytest.approx(0.01, rel=1e-3)


def test_the_error_of_a_stream_is_its_rms():
    rng = np.random.default_rng(4)
    model = Model(
        [Elman(1, 3), EveryMoment(), Dense(3, 1)], "sigmoid", "binary_cross_entropy", rng=rng, dtype="float32"
    )
    X, Y = xor_in_time(8, 1000, rng, np.float32)
    errors = model.predict(X).reshape(23, 1000) - Y[..., 0]
    np.testing.assert_allclose(trained_on_xor(3, None, 4, Adam(0.1), 0), np.sqrt((errors**2).mean(axis=1)), rtol=1e-5)


def test_only_the_third_bit_can_be_foretold():
    errors = trained_on_xor(8, None, 0, Adam(0.03), updates=400)
    assert errors.shape == (23,)
    assert errors[1::3].max() < 0.2 < 0.45 < min(errors[0::3].min(), errors[2::3].min())
