"""Checkpoints: the same gradient as without, from less memory."""

import tracemalloc

import numpy as np
import pytest

from bplib.layers import GRU, LSTM, Elman, LayerParameters
from bplib.layers.checkpointing import gradient_in_segments

T, M, K, N = 10, 3, 2, 4


def in_segments(layer, parameters, x, seed, segment, state=None):
    grad = parameters.like(np.zeros_like(parameters.flat))
    g_state = gradient_in_segments(layer, parameters.view, x, seed, grad.view, segment, state)
    return grad.flat, g_state


@pytest.mark.parametrize("segment", [1, 3, 5, 10, 99])
@pytest.mark.parametrize("layer", [Elman(K, N), LSTM(K, N), GRU(K, N)], ids=["Elman", "LSTM", "GRU"])
def test_segments_give_the_gradient_of_the_whole(layer, segment, rng):
    parameters = LayerParameters(layer, flat=rng.normal(size=LayerParameters(layer).flat.size))
    x, weights, (h, c) = rng.normal(size=(T, M, K)), rng.normal(size=(T, M, N)), rng.normal(size=(2, M, N))
    state = (h, c) if isinstance(layer, LSTM) else h
    grad = parameters.like(np.zeros_like(parameters.flat))
    y, seen = layer.unroll(parameters.view, x, state)
    _, expected = layer.through_time(parameters.view, seen, weights * y, grad.view)  # C = Σ weights ⊙ y² / 2

    def seed(start, h):
        return weights[start : start + len(h)] * h

    flat, g_state = in_segments(layer, parameters, x, seed, segment, state)
    np.testing.assert_allclose(flat, grad.flat, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(g_state, expected, rtol=1e-12, atol=1e-12)


def test_segments_hold_less_at_a_time(rng):
    layer, x = Elman(1, 16), rng.normal(size=(1024, 8, 1))
    parameters = LayerParameters(layer, flat=rng.normal(size=LayerParameters(layer).flat.size))

    def peak(segment):
        tracemalloc.start()
        in_segments(layer, parameters, x, lambda start, h: np.zeros_like(h), segment)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(32) < peak(1024) / 8
    assert peak(32) < peak(4)  # many segments: many states are kept


def test_what_cannot_be_done_in_segments_is_refused(rng):
    layer = Elman(K, N, window=2)
    parameters, x = LayerParameters(layer), np.ones((T, M, K))
    with pytest.raises(ValueError, match=r"keep the whole way back, but Elman.* cuts it off: .* window=None"):
        in_segments(layer, parameters, x, None, 5)
    with pytest.raises(ValueError, match="segment must be at least 1, got 0"):
        in_segments(Elman(K, N), parameters, x, None, 0)
    with pytest.raises(ValueError, match="T = 0"):
        in_segments(Elman(K, N), parameters, x[:0], None, 5)
