"""Normalising layers and DropConnect: what follows from their equations, running statistics, and what is refused."""

import numpy as np
import pytest

from bplib.layers import BatchNorm, Dense, DropConnect, LayerNorm, RMSNorm
from bplib.layers.layer import LayerParameters


def through(layer, x, g, learning=True, **values):
    """Return y, the gradient of the parameters and that of x, from the initial values and those that are given."""
    parameters = LayerParameters(layer)
    parameters.start(np.random.default_rng(0))
    for name, value in values.items():
        parameters.blocks()[name][:] = value
    y, seen = layer.forward(parameters.view, x, np.random.default_rng(1) if learning else None)
    grad = parameters.like(np.zeros_like(parameters.flat))
    return y, grad.blocks(), layer.backward(parameters.view, seen, g, grad.view), parameters.blocks()


def test_batch_norm_takes_away_the_common_shift_and_the_part_along_h(rng):
    x, g = rng.normal(2, 3, (6, 4)), rng.normal(size=(6, 4))
    y, _, g_x, _ = through(BatchNorm(4, 1e-12), x, g)
    np.testing.assert_allclose([y.mean(axis=0), y.var(axis=0)], [np.zeros(4), np.ones(4)], atol=1e-10)
    np.testing.assert_allclose([g_x.sum(axis=0), (g_x * y).sum(axis=0)], np.zeros((2, 4)), atol=1e-10)


def test_layer_norm_does_so_for_each_example_and_rms_norm_keeps_the_shift(rng):
    x, g = rng.normal(2, 3, (5, 6)), rng.normal(size=(5, 6))
    y, _, g_x, _ = through(LayerNorm(6, 1e-12), x, g)
    np.testing.assert_allclose([g_x.sum(axis=1), (g_x * y).sum(axis=1)], np.zeros((2, 5)), atol=1e-10)
    y, _, g_x, _ = through(RMSNorm(6, 1e-12), x, g)
    np.testing.assert_allclose((y**2).mean(axis=1), np.ones(5), atol=1e-10)
    np.testing.assert_allclose((g_x * y).sum(axis=1), np.zeros(5), atol=1e-10)
    assert np.abs(g_x.sum(axis=1)).min() > 1e-3


def test_a_batch_of_two_lets_no_gradient_through_batch_norm(rng):
    y, _, g_x, _ = through(BatchNorm(3, 1e-12), rng.normal(size=(2, 3)), rng.normal(size=(2, 3)))
    np.testing.assert_allclose(np.abs(y), np.ones((2, 3)), atol=1e-6)
    np.testing.assert_allclose(g_x, np.zeros((2, 3)), atol=1e-4)


@pytest.mark.parametrize("layer", [BatchNorm(3), LayerNorm(3), RMSNorm(3)])
def test_axes_between_the_first_and_the_last_count_as_examples(layer, rng):
    x, g = rng.normal(size=(2, 4, 3)), rng.normal(size=(2, 4, 3))
    gamma = rng.normal(size=3)
    y, grad, g_x, _ = through(layer, x, g, gamma=gamma)
    flat_y, flat_grad, flat_g_x, _ = through(layer, x.reshape(8, 3), g.reshape(8, 3), gamma=gamma)
    np.testing.assert_allclose(y.reshape(8, 3), flat_y, rtol=1e-13)
    np.testing.assert_allclose(g_x.reshape(8, 3), flat_g_x, rtol=1e-12, atol=1e-13)
    for name in grad:
        np.testing.assert_allclose(grad[name], flat_grad[name], rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("layer", [BatchNorm(3), LayerNorm(3), RMSNorm(3)])
def test_one_example_of_several_rows_is_learnt_from_and_what_nobody_asks_for_is_not_handed_down(layer, rng):
    parameters, x = LayerParameters(layer), rng.normal(size=(1, 4, 3))
    y, seen = layer.forward(parameters.view, x, rng)
    assert y.shape == x.shape
    assert layer.backward(parameters.view, seen, x, LayerParameters(layer).view, back=False) is None


def test_running_statistics_follow_while_it_learns_and_stand_while_it_answers():
    x = np.array([[1.0], [3.0], [8.0]])  # mean 4, variance 26/3
    _, _, _, after = through(BatchNorm(1, follow=0.25), x, np.ones_like(x))
    np.testing.assert_allclose([after["mean"], after["variance"]], [[1.0], [0.75 + 0.25 * 26 / 3]], rtol=1e-15)
    y, _, g_x, after = through(BatchNorm(1, 0.5), x, np.ones_like(x), learning=False, mean=2, variance=3.5, gamma=-3)
    np.testing.assert_array_equal(y, (x - 2) * -1.5)
    np.testing.assert_array_equal(g_x, np.full((3, 1), -1.5))
    assert (after["mean"], after["variance"]) == (2, 3.5)


def test_the_type_of_the_inputs_is_kept(rng):
    x = rng.normal(size=(4, 3)).astype(np.float32)
    for layer in (BatchNorm(3), LayerNorm(3), RMSNorm(3), DropConnect(3, 3)):
        parameters = LayerParameters(layer, np.float32)
        y, seen = layer.forward(parameters.view, x, rng)
        assert y.dtype == layer.backward(parameters.view, seen, y, parameters.view).dtype == np.float32


def test_drop_connect_silences_the_right_fraction_of_the_weights_anew_for_each_example(rng):
    layer = DropConnect(50, 40, rate=0.25)
    parameters = LayerParameters(layer, flat=np.ones(50 * 40 + 40))
    _, (_, mask) = layer.forward(parameters.view, np.ones((6, 50)), rng)
    assert mask.shape == (6, 40, 50)
    assert set(np.unique(mask)) == {0, 1 / 0.75}
    assert (mask == 0).mean() == pytest.approx(0.25, abs=0.02)
    assert (mask[0] != mask[1]).any()
    np.testing.assert_array_equal(
        layer.forward(parameters.view, np.ones((2, 50)))[0], Dense(50, 40).forward(parameters.view, np.ones((2, 50)))[0]
    )


REFUSED = {
    "no units": (lambda: BatchNorm(0), ValueError, "n must be at least 1, got 0"),
    "half a unit": (lambda: RMSNorm(2.5), TypeError, "n must be a whole number"),
    "a single unit": (lambda: LayerNorm(1), ValueError, "n must be at least 2, got 1: a single unit"),
    "no epsilon": (lambda: LayerNorm(3, 0), ValueError, r"epsilon must lie in \(0, inf\), got 0"),
    "nan": (lambda: RMSNorm(3, float("nan")), ValueError, "epsilon must lie in"),
    "follows not at all": (lambda: BatchNorm(3, follow=0.0), ValueError, r"follow must lie in \(0, 1\]"),
    "rate": (lambda: DropConnect(2, 3, rate=1), ValueError, r"rate must lie in \[0, 1\)"),
    "no inputs": (lambda: DropConnect(0, 3), ValueError, "n_in must be at least 1, got 0"),
}


@pytest.mark.parametrize(("make", "error", "message"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_layer_is_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()


@pytest.mark.parametrize(
    ("layer", "shape", "message"),
    [
        (BatchNorm(3), (1, 3), "cannot learn from a batch of one: minus its own mean every unit is 0; use 2 or more"),
        (BatchNorm(3), (4, 2), r"BatchNorm\(n=3.*takes inputs of shape \(m, 3\), got \(4, 2\)"),
        (LayerNorm(3), (4, 1), r"takes inputs of shape \(m, 3\), got \(4, 1\)"),
        (RMSNorm(3), (3,), r"takes inputs of shape \(m, 3\), got \(3,\)"),
        (DropConnect(3, 2), (2, 4, 3), r"DropConnect\(n_in=3.*learns from inputs of shape \(m, 3\), got \(2, 4, 3\)"),
        (DropConnect(3, 2), (4, 1), r"learns from inputs of shape \(m, 3\), got \(4, 1\)"),
    ],
)
def test_inputs_that_cannot_be_learnt_from_are_refused(layer, shape, message, rng):
    with pytest.raises(ValueError, match=message):
        layer.forward(LayerParameters(layer).view, np.ones(shape), rng)
