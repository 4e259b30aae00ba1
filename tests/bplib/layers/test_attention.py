"""Attention: worked by hand, what queries see, masks, heads, positions, tokens, and what is refused.

That the way back of each layer is the derivative is judged with all other layers (``test_layers.py``).
"""

import numpy as np
import pytest

from bplib.activations import softmax
from bplib.layers import (
    Attention,
    Chain,
    Embedding,
    EveryPosition,
    LastPosition,
    LayerParameters,
    LearntPositions,
    SinusoidalPositions,
)
from bplib.layers.attention import attend, attend_backward, scores, softmax_rows, softmax_rows_backward
from bplib.layers.positions import sinusoids

M, H, T_Q, T_K, D_K, D_V = 2, 3, 4, 5, 6, 7


def drawn(rng):
    """Return queries, keys, values, and the gradient that comes from above: T_q, T_k, d_k and d_v all differ."""
    shapes = ((T_Q, D_K), (T_K, D_K), (T_K, D_V), (T_Q, D_V))
    return [rng.normal(size=(M, H, *shape)) for shape in shapes]


def parameters_of(layer, rng, dtype=np.float64):
    return LayerParameters(layer, flat=rng.normal(size=LayerParameters(layer).flat.size).astype(dtype))


def close(got, expected):
    np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-12)


def by_complex_step(f, at):
    """Return the slopes of f at an array, number by number."""
    steps = (at + 1e-20j * unit.reshape(at.shape) for unit in np.eye(at.size))
    return np.array([f(step).imag / 1e-20 for step in steps]).reshape(at.shape)


# --- the two rules of the core


def test_one_query_by_hand():
    """One query, 1, keys 0, ln 2, 0, values 4, 8, 0: p = ¼, ½, ¼, y = 5, ∂s = -¼, 1½, -1¼ and ∂q = 1½ ln 2."""
    K, V = np.array([[0], [np.log(2)], [0]]), np.array([[4.0], [8], [0]])
    Y, looks = attend(np.array([[1.0]]), K, V)
    close(looks.P, [[0.25, 0.5, 0.25]])
    close(Y, [[5]])
    close(softmax_rows_backward(looks.P, V.T), [[-0.25, 1.5, -1.25]])
    g_Q, g_K, g_V = attend_backward(looks, np.array([[1.0]]))
    close(g_Q, [[1.5 * np.log(2)]])
    close(g_K, [[-0.25], [1.5], [-1.25]])
    close(g_V, looks.P.T)


def test_the_jacobian_of_a_row_is_that_of_softmax(rng):
    S, g = rng.normal(size=(2, 3, 4, 5))
    P = softmax_rows(S)
    close(P, softmax(S))
    close(softmax_rows_backward(P, g), np.einsum("...j,...jk->...k", g, softmax.jacobian(S)))
    close(softmax_rows_backward(P, g).sum(axis=-1), 0)


@pytest.mark.parametrize("mask", [None, np.tri(T_Q, T_K, dtype=bool), np.eye(T_K)[None, 1:]], ids=["all", "tri", "eye"])
def test_the_core_goes_back_by_its_derivatives(mask, rng):
    *given, g = drawn(rng)
    Y, looks = attend(*given, mask)
    assert Y.shape == (M, H, T_Q, D_V)
    for i, found in enumerate(attend_backward(looks, g)):

        def cost(x, i=i):
            return (g * attend(*given[:i], x, *given[i + 1 :], mask)[0]).sum()

        close(found, by_complex_step(cost, given[i]))


def test_the_core_is_that_of_autograd(rng):
    anp, grad = pytest.importorskip("autograd.numpy"), pytest.importorskip("autograd").grad
    *given, g = drawn(rng)
    mask = np.tri(T_Q, T_K)

    def cost(given):
        Q, K, V = given
        E = anp.exp(anp.einsum("mhid,mhjd->mhij", Q, K) / np.sqrt(D_K)) * mask
        return anp.sum(g * anp.einsum("mhij,mhjd->mhid", E / anp.sum(E, axis=-1, keepdims=True), V))

    for found, expected in zip(attend_backward(attend(*given, mask)[1], g), grad(cost)(given), strict=True):
        close(found, expected)


def test_the_core_is_that_of_pytorch(rng):
    torch = pytest.importorskip("torch")
    *given, g = drawn(rng)
    mask = rng.random((M, 1, T_Q, T_K)) < 0.6
    mask[..., 0] = True
    theirs = [torch.tensor(x, requires_grad=True) for x in given]
    Y = torch.nn.functional.scaled_dot_product_attention(*theirs, attn_mask=torch.tensor(mask))
    Y.backward(torch.tensor(g))
    ours, looks = attend(*given, mask)
    close(ours, Y.detach().numpy())
    for found, x in zip(attend_backward(looks, g), theirs, strict=True):
        close(found, x.grad.numpy())


def test_nothing_that_is_given_is_changed(rng):
    *given, g = drawn(rng)
    before = [array.copy() for array in (*given, g)]
    attend_backward(attend(*given, np.tri(T_Q, T_K))[1], g)
    for array, old in zip((*given, g), before, strict=True):
        np.testing.assert_array_equal(array, old)


def test_large_scores_and_float32_stay_numbers(rng):
    Q, K, V, g = (x.astype(np.float32) for x in drawn(rng))
    Y, looks = attend(1e4 * Q, 1e4 * K, V, np.tri(T_Q, T_K))
    arrays = [Y, looks.P, looks.S, *attend_backward(looks, g)]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}
    assert all(np.isfinite(array).all() for array in arrays)


def test_scores_have_variance_1_and_are_made_again(rng):
    Q, K = rng.normal(size=(2, 400, 256))
    assert scores(Q, K).var() == pytest.approx(1, abs=0.05)
    *given, _ = drawn(rng)
    _, looks = attend(*given, np.tri(T_Q, T_K))
    np.testing.assert_array_equal(looks.S, scores(*given[:2]))
    assert np.isfinite(looks.S).all()


# --- masks


def test_what_is_masked_gets_nothing_and_gives_nothing(rng):
    Q, K, V, g = drawn(rng)
    mask = np.ones((T_Q, T_K), bool)
    mask[:, 2] = False
    Y, looks = attend(Q, K, V, mask)
    others = [0, 1, 3, 4]
    close(Y, attend(Q, K[..., others, :], V[..., others, :])[0])
    _, g_K, g_V = attend_backward(looks, g)
    assert not looks.P[..., 2].any()
    assert not g_K[..., 2, :].any()
    assert not g_V[..., 2, :].any()


@pytest.mark.parametrize("dtype", [np.float32, np.float64, complex])
def test_a_query_that_may_look_nowhere_gets_zeros_both_ways(dtype, rng):
    Q, K, V, g = (x.astype(dtype) for x in drawn(rng))
    mask = np.tri(T_Q, T_K, -1, dtype=bool)  # the first query has nobody before it
    Y, looks = attend(Q, K, V, mask)
    assert not Y[..., 0, :].any()
    assert not looks.P[..., 0, :].any()
    found = attend_backward(looks, g)
    assert not found[0][..., 0, :].any()
    assert all(np.isfinite(array).all() for array in (Y, *found))
    np.testing.assert_allclose(looks.P[..., 1:, :].sum(axis=-1), 1, rtol=1e-6)


def test_a_mask_of_keys_says_how_long_each_example_is(rng):
    Q, K, V, _ = drawn(rng)
    keys = np.arange(T_K) < np.array([[3], [5]])
    Y, _ = attend(Q, K, V, keys.reshape(M, 1, 1, T_K))
    close(Y[0], attend(Q[0], K[0, :, :3], V[0, :, :3])[0])
    close(Y[1], attend(Q[1], K[1], V[1])[0])


@pytest.mark.parametrize(
    ("mask", "message"),
    [
        (np.ones((T_K, T_Q)), r"shape \(T_q, T_k\) = \(4, 5\), or fit the scores \(2, 3, 4, 5\), got \(5, 4\)$"),
        (np.ones(T_K), r"got \(5,\)$"),
        (np.ones((M, T_K)), r"got \(2, 5\): for a mask of the keys of each example, .* mask\.reshape\(m, 1, 1, T\)"),
        (np.ones((1, M, H, T_Q, T_K)), r"got \(1, 2, 3, 4, 5\)$"),
        (np.zeros((T_Q, T_K), bool), r"hides every key from every query: is it the other way round\? .* use ~mask"),
        (np.where(np.tri(T_Q, T_K), 0, -1e9), r"True \(or 1\) where .* other values, dtype float64: .* mask == 0"),
        (np.full((T_Q, T_K), "x"), r"mask must say True"),
    ],
)
def test_masks_that_make_no_sense_are_refused(mask, message, rng):
    *given, _ = drawn(rng)
    with pytest.raises(ValueError, match=message):
        attend(*given, mask)


def test_queries_keys_and_values_that_do_not_fit_are_refused(rng):
    Q, K, V, _ = drawn(rng)
    for given in ((Q, K[..., :5], V), (Q, K, V[..., :4, :]), (Q[:1], K, V), (Q[0, 0, 0], K, V)):
        with pytest.raises(ValueError, match=r"shapes \(\.\.\., T_q, d_k\), .* got \("):
            attend(*given)


# --- the layer


def test_what_a_layer_has_seen_is_open(rng):
    layer = Attention(6, 3, causal=True)
    parameters, x = parameters_of(layer, rng), rng.normal(size=(2, 5, 6))
    y, seen = layer.forward(parameters.view, x)
    assert seen.heads.P.shape == seen.heads.S.shape == (2, 3, 5, 5)
    assert seen.heads.Q.shape == (2, 3, 5, 2)
    np.testing.assert_array_equal(seen.heads.P, np.tril(seen.heads.P))
    close(seen.heads.P.sum(axis=-1), 1)
    Q, K, V = (x @ W.T for W in (parameters.view.Wq, parameters.view.Wk, parameters.view.Wv))
    each = [attend(Q[..., c], K[..., c], V[..., c], np.tri(5))[0] for c in (slice(0, 2), slice(2, 4), slice(4, 6))]
    close(np.concatenate(each, axis=-1), seen.Y.reshape(2, 5, 6))
    close(y, np.concatenate(each, axis=-1) @ parameters.view.Wo.T)


def test_a_causal_layer_does_not_see_what_comes_later(rng):
    layer, x, later = Attention(6, 2, causal=True), rng.normal(size=(2, 5, 6)), rng.normal(size=(2, 2, 6))
    p = parameters_of(layer, rng).view
    changed = np.concatenate([x[:, :3], later], axis=1)
    y, z = layer.forward(p, x)[0], layer.forward(p, changed)[0]
    np.testing.assert_array_equal(y[:, :3], z[:, :3])
    assert np.abs(y[:, 3:] - z[:, 3:]).min() > 1e-6
    p = parameters_of(open_layer := Attention(6, 2), rng).view
    assert np.abs(open_layer.forward(p, x)[0] - open_layer.forward(p, changed)[0]).min() > 1e-6


def test_without_positions_the_order_is_not_seen(rng):
    layer, x, order = Attention(6, 2), rng.normal(size=(2, 5, 6)), [3, 0, 4, 1, 2]
    p = parameters_of(layer, rng).view
    close(layer.forward(p, x[:, order])[0], layer.forward(p, x)[0][:, order])


def test_heads_start_alike_and_weights_by_their_rule(rng):
    parameters = LayerParameters(Attention(300, 4))
    parameters.start(rng)
    assert list(parameters.blocks()) == ["Wq", "Wk", "Wv", "Wo"]
    for W in parameters.blocks().values():
        assert W.var() == pytest.approx(1 / 300, rel=0.03)
    assert len({W[0, 0] for W in parameters.blocks().values()}) == 4


def test_a_layer_keeps_float32_and_adds_to_what_is_there(rng):
    layer = Attention(6, 3, causal=True)
    parameters = parameters_of(layer, rng, np.float32)
    x, g = rng.normal(size=(2, 3, 5, 6)).astype(np.float32)
    y, seen = layer.forward(parameters.view, x)
    once, twice = (parameters.like(np.full_like(parameters.flat, start)) for start in (0, 2))
    g_x = layer.backward(parameters.view, seen, g, once.view)
    layer.backward(parameters.view, seen, g, twice.view)
    assert {y.dtype, g_x.dtype, seen.heads.P.dtype} == {np.dtype(np.float32)}
    np.testing.assert_allclose(twice.flat, once.flat + 2, rtol=1e-4, atol=1e-4)


# --- positions


def test_waves_turn_by_the_same_angle_from_place_to_place():
    P = sinusoids(9, 6)
    np.testing.assert_array_equal(P[0], [0, 1, 0, 1, 0, 1])
    close(P[3, :2], [np.sin(3), np.cos(3)])
    close(P[3, 4:], [np.sin(3 / 10000 ** (4 / 6)), np.cos(3 / 10000 ** (4 / 6))])
    turned = np.linalg.lstsq(P[:-2], P[2:], rcond=None)[0]
    close(P[:-2] @ turned, P[2:])
    np.testing.assert_array_equal(sinusoids(4, 6), P[:4])


def test_positions_that_are_not_used_get_no_gradient(rng):
    layer = LearntPositions(7, 3)
    parameters = parameters_of(layer, rng)
    y, seen = layer.forward(parameters.view, np.zeros((2, 4, 3)))
    np.testing.assert_array_equal(y[1], parameters.view.P[:4])
    grad = parameters.like(np.ones_like(parameters.flat))
    layer.backward(parameters.view, seen, np.ones((2, 4, 3)), grad.view)
    np.testing.assert_array_equal(grad.view.P, [[3] * 3] * 4 + [[1] * 3] * 3)


def test_waves_keep_float32():
    assert SinusoidalPositions(4).forward(None, np.zeros((2, 3, 4), np.float32))[0].dtype == np.float32


# --- what is refused


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Attention(6, 4), ValueError, r"heads must divide d = 6, .* got 4; \[1, 2, 3, 6\] do so"),
        (lambda: Attention(6, 0), ValueError, "heads must be at least 1, got 0"),
        (lambda: Attention(6, causal=3), TypeError, "causal must be True or False, got 3"),
        (lambda: Attention(6, initial_weights="small"), ValueError, "initial_weights must be one of glorot"),
        (lambda: Embedding(0, 3), ValueError, "vocabulary must be at least 1, got 0"),
        (lambda: LearntPositions(4.0, 3), TypeError, "T must be a whole number, got 4.0"),
        (lambda: SinusoidalPositions(5), ValueError, "d must be even, got 5: every wave has a sine and a cosine"),
    ],
)
def test_what_makes_no_layer_of_attention_is_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()


TOKENS = Embedding(4, 3)


@pytest.mark.parametrize(
    ("layer", "x", "error", "message"),
    [
        (TOKENS, [[0, 4]], ValueError, r"knows the tokens 0 to 3, got 4 at index \[0, 1\] \(1 such entries in all\)$"),
        (TOKENS, [[1, 4]], ValueError, r"got 4 at index \[0, 1\] \(1 such entries in all\); tokens count from 0$"),
        (TOKENS, [[-1, 2]], ValueError, r"knows the tokens 0 to 3, got -1 at index \[0, 0\]"),
        (TOKENS, [0, 1], ValueError, r"tokens of shape \(m, T\), .* got \(2,\): for one sequence use x\[None\]"),
        (TOKENS, np.ones((2, 5, 4), int), ValueError, r"got \(2, 5, 4\): is it one-hot\? use x\.argmax\(-1\)"),
        (TOKENS, np.ones((0, 5), int), ValueError, r"m and T at least 1, got \(0, 5\)$"),
        (TOKENS, [[0.0, 1.0]], TypeError, "takes tokens, whole numbers, got an array of dtype float64"),
        (LearntPositions(4, 3), np.ones((2, 5, 3)), ValueError, r"knows T = 4 positions, got sequences of 5, shape"),
        (LearntPositions(4, 3), np.ones((2, 3, 4)), ValueError, r"\(m, T, 3\), examples first, got \(2, 3, 4\)$"),
        (SinusoidalPositions(2), np.ones((3, 2)), ValueError, r"got \(3, 2\): for one sequence use x\[None\]"),
        (Attention(4), np.ones((2, 0, 4)), ValueError, r"\(m, T, 4\), examples first, got \(2, 0, 4\)"),
        (Attention(5), np.ones((2, 5), int), ValueError, r"got \(2, 5\): tokens\? put an Embedding before it"),
        (LastPosition(), np.ones((2, 0, 4)), ValueError, r"\(m, T, d\) with T ≥ 1, examples first, got \(2, 0, 4\)"),
        (EveryPosition(), np.ones((2, 4)), ValueError, r"\(m, T, d\) with T ≥ 1, examples first, got \(2, 4\)"),
    ],
)
def test_sequences_that_do_not_fit_are_refused(layer, x, error, message):
    with pytest.raises(error, match=message):
        layer.forward(LayerParameters(layer).view, np.asarray(x))


def test_the_error_of_a_long_sequence_reaches_through_a_chain(rng):
    layers = Chain([Embedding(4, 3), LearntPositions(2, 3)])
    with pytest.raises(ValueError, match="make it with a larger T, or cut the sequences"):
        layers.forward(LayerParameters(layers).view, np.ones((1, 3), int))


def test_gradients_that_would_broadcast_are_an_error(rng):
    Q, K, V = rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 5, 4)), rng.normal(size=(2, 5, 6))
    _, looks = attend(Q, K, V)
    for shape in ((1, 3, 6), (3, 6), (2, 1, 6)):
        with pytest.raises(ValueError, match=r"g = ∂C/∂Y must have the shape of Y, \(2, 3, 6\), got"):
            attend_backward(looks, rng.normal(size=shape))
    with pytest.raises(ValueError, match=r"g = ∂C/∂P must have the shape of P, \(2, 3, 5\), got \(2, 1, 5\)"):
        softmax_rows_backward(looks.P, rng.normal(size=(2, 1, 5)))


def test_nothing_to_look_at_is_an_error():
    for T_q, T_k, d in ((0, 2, 3), (2, 0, 3), (2, 2, 0)):
        with pytest.raises(ValueError, match="there must be a query and a key, with a number each"):
            attend(np.ones((1, T_q, d)), np.ones((1, T_k, d)), np.ones((1, T_k, 2)))
    with pytest.raises(ValueError, match="S must have rows of at least one score"):
        softmax_rows(np.ones((2, 0)))


def test_whole_numbers_and_lists_are_numbers():
    np.testing.assert_allclose(softmax_rows([[3, 1]]), softmax_rows(np.array([[3.0, 1.0]])))
    Y, _ = attend([[[1, 0]]], [[[1, 2]]], [[[4, 5, 6]]])
    np.testing.assert_array_equal(Y, [[[4, 5, 6]]])
    y, _ = SinusoidalPositions(4).forward(None, np.zeros((1, 3, 4), int))
    np.testing.assert_array_equal(y[0], sinusoids(3, 4), "waves are no whole numbers")
