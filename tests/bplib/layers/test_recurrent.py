"""Recurrent layers: states handed on, truncation, paths, initial values, and what is refused.

That their way back is the derivative is judged with all other layers (``test_layers.py``).
"""

import numpy as np
import pytest

from bplib.activations import identity, relu, softmax
from bplib.layers import GRU, LSTM, Elman, EveryMoment, LastMoment, LayerParameters
from bplib.layers.recurrent import Recurrent

T, M, K, N = 7, 3, 2, 5
KINDS = {"Elman": Elman(K, N), "LSTM": LSTM(K, N), "GRU": GRU(K, N)}
all_kinds = pytest.mark.parametrize("layer", KINDS.values(), ids=KINDS)


def drawn(layer, rng):
    """Return parameters, inputs, the gradient that comes from above, and a state before the first moment."""
    parameters = LayerParameters(layer, flat=rng.normal(size=LayerParameters(layer).flat.size))
    h, c = rng.normal(size=(2, M, N))
    state = (h, c) if isinstance(layer, LSTM) else h
    return parameters, rng.normal(size=(T, M, K)), rng.normal(size=(T, M, N)), state


def gone_back(layer, parameters, x, g, state=None, g_end=None):
    """Return ∂C/∂parameters, ∂C/∂x, ∂C/∂state and the state at the end."""
    grad = parameters.like(np.zeros_like(parameters.flat))
    _, seen = layer.unroll(parameters.view, x, state)
    g_x, g_state = layer.through_time(parameters.view, seen, g, grad.view, True, g_end)
    return grad.flat, g_x, g_state, layer.end(seen)


def in_segments(layer, parameters, x, g, borders, state, hand_back):
    """Return ∂C/∂parameters and ∂C/∂x, one segment after the other; ``hand_back``: errors pass from one to another."""
    states = [state]
    for start, stop in borders:
        states.append(layer.end(layer.unroll(parameters.view, x[start:stop], states[-1])[1]))
    total, g_x, g_end = np.zeros_like(parameters.flat), np.zeros_like(x), None
    for (start, stop), before in reversed(list(zip(borders, states, strict=False))):
        flat, g_x[start:stop], g_end, _ = gone_back(layer, parameters, x[start:stop], g[start:stop], before, g_end)
        total += flat
        g_end = g_end if hand_back else None
    return total, g_x


def close(got, expected):
    np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-12)


# --- worked by hand


def test_a_linear_recurrence_by_hand():
    """For x = 1, 1, 2, w = 1, u = ½, C = ½ (h_3 - 1.75)²: h = 1, 1.5, 2.75 and δ = ¼, ½, 1."""
    x, expected = np.array([1.0, 1, 2]).reshape(3, 1, 1), {None: (2.75, 2, 0.125), 1: (2, 1.5, 0)}
    for window, (by_w, by_u, by_h) in expected.items():
        layer = Elman(1, 1, identity, window=window)
        parameters = LayerParameters(layer, flat=np.array([1, 0.5, 0]))
        h, _ = layer.forward(parameters.view, x)
        np.testing.assert_array_equal(h.ravel(), [1, 1.5, 2.75])
        flat, g_x, g_state, _ = gone_back(layer, parameters, x, np.array([0, 0, 1.0]).reshape(3, 1, 1))
        np.testing.assert_array_equal(flat[:2], [by_w, by_u])
        assert g_state.item() == by_h
        np.testing.assert_array_equal(g_x.ravel(), [0.25, 0.5, 1] if window is None else [0, 0, 1])


def test_a_cell_by_hand():
    """All sigmoids ½, g = ½, c_0 = 2: c_1 = 1.25, h_1 = ½ tanh 1.25, ∂c_1/∂c_0 = ½."""
    layer = LSTM(1, 1)
    parameters = LayerParameters(layer, flat=np.r_[np.zeros(8), 0, 0, 0, np.log(3) / 2])
    x, zero = np.zeros((1, 1, 1)), np.zeros((1, 1))
    _, _, (g_h, g_c), (h, c) = gone_back(layer, parameters, x, np.zeros((1, 1, 1)), (zero, zero + 2), (zero, zero + 1))
    close([h.item(), c.item(), g_c.item(), g_h.item()], [np.tanh(1.25) / 2, 1.25, 0.5, 0])


# --- states


@all_kinds
def test_two_halves_that_hand_on_their_states_are_one_sequence(layer, rng):
    parameters, x, g, state = drawn(layer, rng)
    flat, g_x, _, _ = gone_back(layer, parameters, x, g, state)
    parts, parts_x = in_segments(layer, parameters, x, g, [(0, 3), (3, T)], state, hand_back=True)
    close(parts, flat)
    close(parts_x, g_x)


@all_kinds
def test_the_gradient_of_the_first_state_is_its_derivative(layer, rng):
    parameters, x, g, state = drawn(layer, rng)
    _, _, g_state, _ = gone_back(layer, parameters, x, g, state)
    states, found = (state, g_state) if isinstance(layer, LSTM) else ((state,), (g_state,))
    for which, expected in enumerate(found):
        for index in np.ndindex(M, N):
            stepped = [part.astype(complex) for part in states]
            stepped[which][index] += 1e-20j
            given = tuple(stepped) if isinstance(layer, LSTM) else stepped[0]
            h, _ = layer.unroll(parameters.view, x.astype(complex), given)
            assert (g * h).sum().imag / 1e-20 == pytest.approx(expected[index], rel=1e-12, abs=1e-12)


@all_kinds
def test_the_end_is_a_copy_that_keeps_nothing_else_alive(layer, rng):
    parameters, x, _, state = drawn(layer, rng)
    end = layer.end(layer.unroll(parameters.view, x, state)[1])
    assert all(part.base is None for part in (end if isinstance(end, tuple) else (end,)))


@all_kinds
def test_states_and_outside_gradients_are_left_as_they_were(layer, rng):
    parameters, x, g, state = drawn(layer, rng)
    parts = state if isinstance(state, tuple) else (state,)
    g_end = tuple(part + 1 for part in parts)
    given = [*parts, *g_end, g]
    before = [array.copy() for array in given]
    gone_back(layer, parameters, x, g, state, g_end if isinstance(state, tuple) else g_end[0])
    for array, old in zip(given, before, strict=True):
        np.testing.assert_array_equal(array, old)


# --- truncation


@pytest.mark.parametrize("window", [1, 2, 3, 6])
@all_kinds
def test_a_window_cuts_the_way_back_counted_from_the_end(layer, window, rng):
    parameters, x, g, state = drawn(layer, rng)
    short = type(layer)(K, N, window=window)
    flat, g_x, _, _ = gone_back(short, parameters, x, g, state)
    stops = list(range(T, 0, -window))[::-1]
    borders = list(zip([0, *stops[:-1]], stops, strict=True))
    parts, parts_x = in_segments(layer, parameters, x, g, borders, state, hand_back=False)
    close(flat, parts)
    close(g_x, parts_x)
    assert np.abs(flat - gone_back(layer, parameters, x, g, state)[0]).max() > 1e-3


@all_kinds
def test_a_window_as_long_as_the_sequence_cuts_nothing(layer, rng):
    parameters, x, g, state = drawn(layer, rng)
    whole = gone_back(layer, parameters, x, g, state)
    long = gone_back(type(layer)(K, N, window=T), parameters, x, g, state)
    for got, expected in zip(long[:2], whole[:2], strict=True):
        np.testing.assert_array_equal(got, expected)
    np.testing.assert_array_equal(long[2], whole[2])


@pytest.mark.parametrize("paths", ["c", "h"])
def test_paths_of_an_lstm_leave_out_the_others(paths, rng):
    """What is not a path is held constant: there the old state of a first run comes in, whatever the parameters."""
    layer = LSTM(K, N, paths=paths)
    parameters, x, g, state = drawn(layer, rng)
    _, (_, _, H, C) = layer.unroll(parameters.view, x, state)

    def cost(theta):
        p, (h, c), total = parameters.like(theta).view, state, 0
        for t in range(T):
            h, c = (h, C[t]) if paths == "h" else (H[t], c)
            z = x[t] @ p.W.T + h @ p.U.T + p.b
            o, i, f = (1 / (1 + np.exp(-z[:, j * N : (j + 1) * N])) for j in range(3))
            c = f * c + i * np.tanh(z[:, 3 * N :])
            h = o * np.tanh(c)
            total += (g[t] * h).sum()
        return total

    steps = parameters.flat + 1e-20j * np.eye(parameters.flat.size)
    expected = [cost(theta).imag / 1e-20 for theta in steps]
    close(gone_back(layer, parameters, x, g, state)[0], expected)


# --- types, initial values


@all_kinds
def test_float32_stays_float32(layer, rng):
    parameters, x, g, state = drawn(layer, rng)
    parameters = parameters.like(parameters.flat.astype(np.float32))
    state = tuple(s.astype(np.float32) for s in state) if isinstance(state, tuple) else state.astype(np.float32)
    _, seen = layer.unroll(parameters.view, x.astype(np.float32), state)
    grad = parameters.like(np.zeros_like(parameters.flat))
    g_x, g_state = layer.through_time(parameters.view, seen, g.astype(np.float32), grad.view)
    assert {a.dtype for a in (*seen, g_x, *np.atleast_1d(g_state))} == {np.dtype(np.float32)}


def test_inputs_need_not_lie_in_order(rng):
    layer = KINDS["LSTM"]
    parameters, x, g, _ = drawn(layer, rng)
    turned, turned_g = x.swapaxes(0, 1).copy().swapaxes(0, 1), g.swapaxes(0, 1).copy().swapaxes(0, 1)
    for got, expected in zip(
        gone_back(layer, parameters, turned, turned_g)[:2], gone_back(layer, parameters, x, g)[:2], strict=True
    ):
        close(got, expected)


def test_initial_values_are_those_of_every_gate_by_itself(rng):
    layer = LSTM(40, 30, forget_bias=2.5, initial_weights="lecun", recurrent_weights="orthogonal")
    parameters = LayerParameters(layer)
    parameters.start(rng)
    p = parameters.view
    assert p.W.var() == pytest.approx(1 / 40, rel=0.05)
    for U in np.split(p.U, 4):
        close(U @ U.T, np.eye(30))
    np.testing.assert_array_equal(p.b.reshape(4, 30), np.array([0, 0, 2.5, 0])[:, None] * np.ones(30))
    assert {name: block.shape for name, block in LayerParameters(GRU(2, 3)).blocks().items()} == {
        "W": (9, 2),
        "U": (9, 3),
        "b": (9,),
        "b_h": (3,),
    }


def test_large_weighted_inputs_close_a_gate_without_a_warning():
    layer = LSTM(1, 1)
    parameters = LayerParameters(layer, np.float32)
    parameters.view.b[:] = [1000, -1000, 1000, 0]
    h, _ = layer.unroll(parameters.view, np.zeros((2, 1, 1), np.float32), (np.ones((1, 1)), np.ones((1, 1))))
    np.testing.assert_allclose(h.ravel(), np.tanh(1), rtol=1e-6)


# --- what is refused

REFUSED = {
    "window 0": (
        lambda: Elman(2, 3, window=0),
        ValueError,
        "window must be at least 1, got 0: with 1 no error goes back",
    ),
    "half a window": (lambda: GRU(2, 3, window=2.5), TypeError, "window must be a whole number, got 2.5"),
    "no units": (lambda: LSTM(2, 0), ValueError, "n must be at least 1, got 0"),
    "paths": (lambda: LSTM(2, 3, paths="both"), ValueError, "paths must be one of hc, c, h; got 'both'"),
    "softmax": (lambda: Elman(2, 3, softmax), TypeError, "with a slope, such as tanh, got <activation softmax>"),
    "name of f": (lambda: Elman(2, 3, "tanh"), TypeError, "f must be an activation .* got 'tanh'"),
    "rule": (lambda: GRU(2, 3, recurrent_weights="xavier"), ValueError, "recurrent_weights must be one of glorot"),
    "no rules": (lambda: Recurrent(2, 3).forward(None, None), NotImplementedError, "Recurrent gives no rule forward"),
}


@pytest.mark.parametrize(("make", "error", "message"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_recurrent_layer_is_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((T, K), r"takes sequences of shape \(T, m, 2\), time first, got \(7, 2\): for one sequence use x\[:, None\]"),
        ((T, K, M), r"time first, got \(7, 2, 3\); what comes in at one moment belongs in the last axis"),
        (
            (0, M, K),
            r"at least one moment of one example, got shape \(0, 3, 2\), that is, T = 0 and m = 3: was a slice",
        ),
        ((T, 0, K), r"T = 7 and m = 0"),
    ],
)
@all_kinds
def test_inputs_of_another_shape_are_refused(layer, shape, message):
    with pytest.raises(ValueError, match=message):
        layer.forward(LayerParameters(layer).view, np.ones(shape))


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((T, N), r"h_0 must have shape \(m, n\) = \(3, 5\) for x \(7, 3, 2\), got \(7, 5\); x looks batch first"),
        ((1, M, N), r"got \(1, 3, 5\); without the axis in front that counts layers: h_0\[0\]"),
        ((N,), r"got \(5,\)$"),
    ],
)
def test_a_state_of_another_shape_is_refused(shape, message):
    for layer, state in ((KINDS["GRU"], np.ones(shape)), (KINDS["LSTM"], (np.ones(shape), np.ones((M, N))))):
        with pytest.raises(ValueError, match=message):
            layer.unroll(LayerParameters(layer).view, np.ones((T, M, K)), state)


def test_the_state_of_an_lstm_is_a_pair():
    layer = KINDS["LSTM"]
    with pytest.raises(ValueError, match=r"is the pair \(h_0, c_0\).* got an array of shape \(3, 5\): is c_0 missing"):
        layer.unroll(LayerParameters(layer).view, np.ones((T, M, K)), np.ones((M, N)))


@pytest.mark.parametrize("layer", [LastMoment(), EveryMoment()])
def test_moments_are_those_of_sequences(layer):
    with pytest.raises(ValueError, match=r"takes sequences of shape \(T, m, n\) with T ≥ 1, time first, got \(3, 5\)"):
        layer.forward(None, np.ones((M, N)))


# --- PyTorch, where it is installed


@pytest.mark.parametrize(("layer", "theirs"), [(Elman(K, N), "RNN"), (LSTM(K, N), "LSTM"), (GRU(K, N), "GRU")])
def test_pytorch_has_the_same_numbers(layer, theirs, rng):
    torch = pytest.importorskip("torch")
    parameters, x, g, state = drawn(layer, rng)
    order = [1, 2, 3, 0] if theirs == "LSTM" else range(layer.gates)  # ours is o, i, f, g, theirs i, f, g, o

    def turned(block):
        return torch.tensor(np.concatenate([np.split(block, layer.gates)[j] for j in order]))

    p, module = parameters.view, getattr(torch.nn, theirs)(K, N).double()
    b_h = np.zeros_like(p.b)
    if theirs == "GRU":
        b_h[2 * N :] = p.b_h
    with torch.no_grad():
        module.weight_ih_l0.copy_(turned(p.W))
        module.weight_hh_l0.copy_(turned(p.U))
        module.bias_ih_l0.copy_(turned(p.b))
        module.bias_hh_l0.copy_(turned(b_h))
    inputs = torch.tensor(x, requires_grad=True)
    before = torch.tensor(np.array(state).reshape(-1, 1, M, N), requires_grad=True)
    h, _ = module(inputs, tuple(before) if theirs == "LSTM" else before[0])
    h.backward(torch.tensor(g))
    flat, g_x, g_state, _ = gone_back(layer, parameters, x, g, state)
    grad = parameters.like(flat).view
    close(layer.unroll(p, x, state)[0], h.detach().numpy())
    close(g_x, inputs.grad.numpy())
    close(np.array(g_state).reshape(before.shape), before.grad.numpy())
    for ours, other in ((grad.W, module.weight_ih_l0), (grad.U, module.weight_hh_l0), (grad.b, module.bias_ih_l0)):
        close(turned(ours).numpy(), other.grad.numpy())
    if theirs == "GRU":
        close(grad.b_h, module.bias_hh_l0.grad.numpy()[2 * N :])


def test_an_activation_with_a_kink_will_do(rng):
    layer = Elman(K, N, relu)
    parameters, x, g, state = drawn(layer, rng)
    flat, *_ = gone_back(layer, parameters, x, g, state)
    direction, h = rng.normal(size=flat.size), 1e-6
    costs = [
        (g * layer.unroll(parameters.like(parameters.flat + s * h * direction).view, x, state)[0]).sum()
        for s in (1, -1)
    ]
    assert (costs[0] - costs[1]) / (2 * h) == pytest.approx(flat @ direction, rel=1e-7)
