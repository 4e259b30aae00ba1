"""Elman's network of 1990, step by step."""

import numpy as np

from bplib.historic.xor_in_time import _pass, errors_of_elman


def cost(W, V, context, x, y):
    """Return the cost of one bit, and the new state."""
    h = 1 / (1 + np.exp(-W @ np.array([x, *context, 1], W.dtype)))
    a = 1 / (1 + np.exp(-V @ np.array([*h, 1], V.dtype)))
    return (a - y) ** 2 / 2, h.real


def test_a_step_goes_down_the_cost_of_its_bit_with_the_context_held(rng):
    W, V, stream = rng.normal(size=(2, 4)), rng.normal(size=3), np.array([1.0, 0.0, 1.0])
    moved_W, moved_V = W[None].copy(), V[None].copy()
    _pass(moved_W, moved_V, stream[None], np.array([0.3]))
    context = [0.5, 0.5]
    for x, y in ((1, 0), (0, 1)):
        theta, held = np.concatenate([W.ravel(), V]), context
        slopes = []
        for unit in np.eye(11):
            moved = theta + 1e-20j * unit
            slopes.append(cost(moved[:8].reshape(2, 4), moved[8:], held, x, y)[0].imag / 1e-20)
        context = cost(W, V, held, x, y)[1]
        theta -= 0.3 * np.array(slopes)
        W, V = theta[:8].reshape(2, 4), theta[8:]
    np.testing.assert_allclose(moved_W[0], W, rtol=1e-12)
    np.testing.assert_allclose(moved_V[0], V, rtol=1e-12)


def test_each_copy_learns_as_if_alone():
    together = errors_of_elman((0.1, 1.0), (3, 4), passes=2, bits=60)
    assert together.shape == (2, 2, 3)
    np.testing.assert_allclose(together[1, 0], errors_of_elman((1.0,), (3,), passes=2, bits=60)[0, 0], rtol=1e-12)


def test_the_third_place_is_the_one_that_can_be_known(monkeypatch):
    def knowing(W, V, streams, eta):
        first, second, third = np.moveaxis(streams.reshape(len(W), -1, 3), 2, 0)
        np.testing.assert_array_equal(third, np.logical_xor(first, second))
        wrong = np.where(np.arange(streams.shape[1]) % 3 == 2, 0.0, [[0.25], [0.5]])  # one row a network
        return wrong[:, 1:]

    monkeypatch.setattr("bplib.historic.xor_in_time._pass", knowing)
    errors = errors_of_elman((0.1,), (0, 1), passes=1, bits=60)
    np.testing.assert_allclose(errors, [[[0.25, 0.25, 0], [0.5, 0.5, 0]]])
