"""Optimisers: each rule against steps worked out by hand, what it is invariant to, and that its state keeps."""

import copy
import inspect
import tracemalloc
from math import sqrt

import numpy as np
import pytest

from bplib import Network
from bplib.numerical_derivatives import numerical_gradient
from bplib.optimizers import (
    OPTIMIZERS,
    Adadelta,
    AdaGrad,
    Adam,
    AdamW,
    GradientDescent,
    Lion,
    Momentum,
    Muon,
    NAdam,
    Nesterov,
    RMSprop,
    Rprop,
    clip_norm,
    stepping,
)
from bplib.optimizers.muon import orthogonal
from bplib.optimizers.schedules import inverse_time

HOT = ["GradientDescent", "Momentum", "Nesterov", "AdaGrad", "RMSprop", "Adadelta", "Adam", "AdamW", "NAdam", "Lion"]


def make(name, **options):
    """Return an optimiser with a rate of 0.01 where it has no default of its own."""
    rate = inspect.signature(OPTIMIZERS[name]).parameters.get("learning_rate")
    needs_a_rate = rate is not None and rate.default is rate.empty
    return OPTIMIZERS[name](0.01, **options) if needs_a_rate else OPTIMIZERS[name](**options)


def walk(optimizer, gradients, theta=2.0):
    """Return θ after each step from ``theta`` with these gradients, for one parameter."""
    theta, path = np.array([theta]), []
    for g in gradients:
        optimizer.step(theta, np.array([float(g)]))
        path.append(theta[0])
    return path


# From θ = 2 with the gradients 4, -1, 2.  With β = ½ for both averages: m = 2, ½, 5/4 and v = 8, 9/2, 17/4; their sums
# of weights are 1/2, 3/4, 7/8, so m̂ = 4, 2/3, 10/7 and v̂ = 16, 6, 34/7.
HALF = {"beta1": 0.5, "beta2": 0.5, "epsilon": 1.0}
ADAM = [4 / 5, (2 / 3) / (sqrt(6) + 1), (10 / 7) / (sqrt(34 / 7) + 1)]
BY_HAND = {
    "gradient descent": (GradientDescent(0.5), [2, -0.5, 1]),
    "momentum": (Momentum(0.5, 0.5), [2, 0.5, 1.25]),
    "Nesterov": (Nesterov(0.5, 0.5), [1 + 2, 0.25 - 0.5, 0.625 + 1]),
    "AdaGrad": (AdaGrad(1.0, epsilon=1.0), [4 / 5, -1 / (sqrt(17) + 1), 2 / (sqrt(21) + 1)]),
    # v = 4, 13/4, 55/16.
    "RMSprop": (
        RMSprop(1.0, 0.75, epsilon=1.0),
        [4 / (sqrt(4) + 1), -1 / (sqrt(13 / 4) + 1), 2 / (sqrt(55 / 16) + 1)],
    ),
    # u = 0, 8/9, 61/99 before each step, whatever the rate.
    "Adadelta": (
        Adadelta(0.5, 0.5, epsilon=1.0),
        [2 * sqrt(1 / 9), -sqrt((17 / 9) / 5.5) / 2, sqrt((160 / 99) / 5.25)],
    ),
    "Adam": (Adam(1.0, **HALF), ADAM),
    # With β₁ = ¼: m = 3, 0, 3/2.
    "NAdam": (
        NAdam(1.0, 0.25, 0.5, epsilon=1.0),
        [(4 / 5 + 4) / 5, (0 - 4 / 5) / (sqrt(6) + 1), (32 / 85 + 32 / 21) / (sqrt(34 / 7) + 1)],
    ),
    # ½ m + ½ g = 2, ½ - ½, ¼ + 1; m = 0, 1, ½ before each step.
    "Lion": (Lion(1.0, 0.5, 0.75), [1, 0, 1]),
    "iRprop-": (Rprop(), [0.1, 0, 0.05]),
    "Rprop+": (Rprop("plus"), [0.1, -0.1, 0.05]),
}


@pytest.mark.parametrize(("optimizer", "steps"), BY_HAND.values(), ids=BY_HAND)
def test_three_steps_worked_out_by_hand(optimizer, steps):
    np.testing.assert_allclose(walk(optimizer, [4, -1, 2]), 2 - np.cumsum(steps), rtol=1e-14)


def test_adamw_shrinks_first_and_apart_from_the_rule():
    path = walk(AdamW(1.0, **HALF, weight_decay=0.25), [4, -1, 2])
    expected = [theta := 2 * 0.75 - ADAM[0], theta := theta * 0.75 - ADAM[1], theta * 0.75 - ADAM[2]]
    np.testing.assert_allclose(path, expected, rtol=1e-14)


def test_lion_renews_its_average_after_the_step_with_the_other_beta():
    lion = Lion(1.0, 0.5, 0.75)
    walk(lion, [4, -1, 2])
    assert lion.state()["m"] == [0.75 * 0.5 + 0.25 * 2]


RPROP = {  # g: the signs kept, changed, forgotten; a zero leaves everything as it is
    "improved minus": [0.1, 0.12, 0, 0.06, 0.072, 0, 0.072],
    "plus": [0.1, 0.12, -0.12, 0.06, 0.072, 0, 0.072],
}


@pytest.mark.parametrize("variant", RPROP)
def test_rprop_grows_where_the_sign_stays_and_halves_where_it_changes(variant):
    path = walk(Rprop(variant), [1, 5, -2, 3, 0.1, 0, 7])
    np.testing.assert_allclose(path, 2 - np.cumsum(RPROP[variant]), rtol=1e-14)


def test_rprop_keeps_its_steps_between_the_bounds():
    rprop = Rprop(first=1.0, largest=1.5, smallest=0.3)
    walk(rprop, [1, 1, 1, 1])
    assert rprop.state()["step_size"] == [1.5]
    walk(rprop, [-1, -1, 1, 1, -1, -1])
    assert rprop.state()["step_size"] == [0.3]


def test_hintons_ten_gradients_do_not_average_under_signs():
    gradients = 100 * ([0.1] * 9 + [-0.9])
    assert walk(GradientDescent(0.01), gradients, 0.0)[-1] == pytest.approx(0, abs=1e-12)
    assert walk(Lion(0.01, 0.0, 0.0), gradients, 0.0)[-1] == pytest.approx(-8)
    assert walk(Rprop("improved minus"), gradients, 0.0)[-1] < -1000


# --- what the rules are invariant to


@pytest.mark.parametrize("name", ["Rprop", "Lion"])
def test_sign_methods_do_not_see_the_scale_of_the_gradient(name, rng):
    gradients, ends = rng.normal(size=(30, 5)), []
    for scale in (1.0, 2.0**-600, 1e6):
        optimizer, theta = make(name), np.zeros(5)
        for g in gradients:
            optimizer.step(theta, g * scale)
        ends.append(theta)
    np.testing.assert_array_equal(ends[0], ends[1])
    np.testing.assert_array_equal(ends[0], ends[2])


@pytest.mark.parametrize("beta2", [0.9, 0.999])
@pytest.mark.parametrize("rule", [Adam, AdamW])
def test_the_first_step_of_adam_is_the_rate(rule, beta2, rng):
    theta, g = np.zeros(9), rng.normal(size=9)
    rule(0.25, 0.9, beta2, epsilon=1e-300).step(theta, g)
    np.testing.assert_allclose(theta, -0.25 * np.sign(g), rtol=1e-12)


def test_adam_with_both_betas_0_is_sign_descent(rng):
    optimizer, theta, gradients = Adam(0.1, 0.0, 0.0, epsilon=1e-300), np.zeros(6), rng.normal(size=(20, 6))
    for g in gradients:
        optimizer.step(theta, g)
    np.testing.assert_allclose(theta, -0.1 * np.sign(gradients).sum(axis=0), rtol=1e-12, atol=1e-15)


def test_the_ball_of_nesterov_sees_the_gradient_ahead(rng):
    H, beta, eta = np.diag([1.0, 7.0, 30.0]), 0.9, 0.02
    ball, v, ahead = np.array([3.0, -1, 2]), np.zeros(3), np.array([3.0, -1, 2])
    nesterov = Nesterov(eta, beta)
    for _ in range(40):
        v = beta * v - eta * H @ (ball + beta * v)
        ball = ball + v
        nesterov.step(ahead, H @ ahead)
        np.testing.assert_allclose(ahead, ball + beta * v, rtol=1e-9, atol=1e-12)


def test_the_best_heavy_ball_on_a_quadratic_is_as_fast_as_the_theory_says():
    a, b = 1.0, 100.0
    eta, beta = 4 / (sqrt(a) + sqrt(b)) ** 2, ((sqrt(b) - sqrt(a)) / (sqrt(b) + sqrt(a))) ** 2
    curvatures = np.array([a, 30.0, b])
    optimizer, theta = Momentum(eta, beta), np.ones(3)
    sizes = []
    for _ in range(400):
        optimizer.step(theta, curvatures * theta)
        sizes.append(np.linalg.norm(theta))
    factor = (sizes[399] / sizes[199]) ** (1 / 200)
    assert sqrt(beta) == pytest.approx(9 / 11)  # where plain descent has 99/101 at best
    assert factor == pytest.approx(9 / 11, rel=0.01)


def test_plain_descent_is_stable_up_to_twice_the_inverse_curvature():
    for rate, bounded in ((0.499, True), (0.501, False)):
        optimizer, theta = GradientDescent(rate), np.array([1.0])
        for _ in range(3000):
            optimizer.step(theta, 4 * theta)
        assert (abs(theta[0]) < 1) == bounded


# --- every rule


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_rule_lowers_the_cost_of_a_network(name, rng):
    network = Network([2, 8, 2], "tanh softmax", "cross_entropy", rng=rng)
    X = rng.normal(size=(40, 2))
    Y = np.eye(2)[(X[:, 0] * X[:, 1] > 0).astype(int)]
    optimizer, before = make(name), network.cost(X, Y)
    for _ in range(100):
        optimizer.step(network.parameters, network.gradient(X, Y))
    assert network.cost(X, Y) < before - 1e-3
    assert optimizer.t == 100
    assert f"<{name} " in repr(optimizer)
    assert "100 steps made" in repr(optimizer)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_numbers_keep_their_type(name, dtype, rng):
    network = Network([4, 3, 2], rng=rng, dtype=dtype)
    optimizer = make(name)
    if hasattr(optimizer, "learning_rate"):
        optimizer.learning_rate = lambda t: np.float64(0.01)
    for _ in range(3):
        gradient = network.gradient(rng.random((5, 4)), rng.random((5, 2)))
        kept = gradient.flat.copy()
        optimizer.step(network.parameters, gradient)
        np.testing.assert_array_equal(gradient.flat, kept)
    assert network.theta.dtype == dtype
    assert {v.dtype for v in optimizer.state().values() if isinstance(v, np.ndarray)} <= {np.dtype(dtype)}
    assert np.isfinite(network.theta).all()


@pytest.mark.parametrize("name", HOT)
def test_a_step_in_float32_is_that_in_float64_up_to_rounding(name, rng):
    gradients, ends = rng.normal(size=(10, 50)), []
    for dtype in (np.float64, np.float32):
        optimizer, theta = make(name), np.ones(50, dtype)
        for g in gradients:
            optimizer.step(theta, g.astype(dtype))
        ends.append(theta)
    np.testing.assert_allclose(ends[1], ends[0], rtol=3e-6)


@pytest.mark.parametrize("name", HOT)
def test_a_step_allocates_no_vector(name, rng):
    theta, g = rng.normal(size=(2, 600_000)).astype(np.float32)
    optimizer = make(name)
    optimizer.step(theta, g)
    tracemalloc.start()
    try:
        for gradient in (g, g.copy()):  # the same array as before, and another one
            before = tracemalloc.get_traced_memory()[0]
            tracemalloc.reset_peak()
            optimizer.step(theta, gradient)
            assert tracemalloc.get_traced_memory()[1] - before < 8_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", [name for name in OPTIMIZERS if name != "Muon"])
@pytest.mark.parametrize("overwrite", [False, True])
def test_blocks_and_borrowed_memory_change_nothing(name, overwrite, rng, monkeypatch):
    gradients, ends = rng.normal(size=(5, 23)), []
    for block in (1000, 7):
        monkeypatch.setattr(stepping, "BLOCK", block)
        optimizer, theta = make(name), np.ones(23)
        for g in gradients:
            optimizer.step(theta, g.copy(), overwrite=overwrite and block == 7)
        ends.append((theta, optimizer.state()))
    np.testing.assert_array_equal(ends[0][0], ends[1][0])
    assert_same_state(ends[1][1], ends[0][1])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_saved_with_the_network_training_goes_on_bit_for_bit(name, rng, tmp_path):
    network, batches = Network([3, 4, 2], rng=rng, dtype=np.float32), rng.random((8, 6, 5))
    optimizer = make(name)
    optimizer.learning_rate = inverse_time(0.01, 5)

    def go_on(network, optimizer, batches):
        for batch in batches:
            optimizer.step(network.parameters, network.gradient(batch[:, :3], batch[:, 3:]))

    go_on(network, optimizer, batches[:3])
    network.save(tmp_path / "run.npz", optimizer)
    go_on(network, optimizer, batches[3:])
    again, later = Network.load(tmp_path / "run.npz"), make(name)
    later.learning_rate = inverse_time(0.01, 5)
    later.load(tmp_path / "run.npz")
    assert later.t == 3
    go_on(again, later, batches[3:])
    np.testing.assert_array_equal(again.theta, network.theta)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_copy_goes_its_own_way(name, rng):
    network, X, Y = Network([3, 4, 2], rng=rng), rng.random((6, 3)), rng.random((6, 2))
    optimizer, other = make(name), Network([3, 4, 2], rng=rng)
    optimizer.step(network.parameters, network.gradient(X, Y))
    twin, other.theta = copy.deepcopy(optimizer), network.theta
    for _ in range(2):
        optimizer.step(network.parameters, network.gradient(X, Y))
    assert twin.t == 1
    for _ in range(2):
        twin.step(other.parameters, other.gradient(X, Y))
    np.testing.assert_array_equal(other.theta, network.theta)
    assert_same_state(twin.state(), optimizer.state())


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_state_is_a_copy_on_the_way_out_and_on_the_way_in(name, rng):
    network, X, Y = Network([3, 4, 2], rng=rng), rng.random((6, 3)), rng.random((6, 2))
    optimizer = make(name)
    optimizer.step(network.parameters, network.gradient(X, Y))
    state, kept = optimizer.state(), copy.deepcopy(optimizer.state())
    for _ in range(2):
        optimizer.step(network.parameters, network.gradient(X, Y))
        assert_same_state(state, kept)
        optimizer.restore(state)
        assert_same_state(optimizer.state(), kept)


def assert_same_state(got, expected):
    """Fail unless both states hold the same names and numbers."""
    assert got.keys() == expected.keys()
    for name, value in expected.items():
        np.testing.assert_array_equal(got[name], value)


def test_reset_forgets_everything(rng):
    optimizer, fresh, g = Adam(), Adam(), rng.normal(size=4)
    optimizer.step(np.zeros(7), np.ones(7))
    optimizer.reset()
    a, b = np.zeros(4), np.zeros(4)
    optimizer.step(a, g)
    fresh.step(b, g)
    np.testing.assert_array_equal(a, b)


# --- weight decay, Muon, clipping


@pytest.mark.parametrize("rule", [GradientDescent, Momentum, Nesterov, AdamW, Lion, Muon])
def test_decay_shrinks_the_weights_and_spares_the_biases(rule, rng):
    network = Network([3, 4, 2], rng=rng)
    network.theta = rng.normal(size=network.theta.size)
    W, b = [w.copy() for w in network.W[1:]], [x.copy() for x in network.b[1:]]
    gradient = network.gradient(rng.random((5, 3)), rng.random((5, 2)))
    gradient.flat[:] = 0
    rule(0.1, weight_decay=0.5).step(network.parameters, gradient)
    for l in (1, 2):
        np.testing.assert_allclose(network.W[l], W[l - 1] * 0.95, rtol=1e-14)
        np.testing.assert_array_equal(network.b[l], b[l - 1])


def test_decay_of_gradient_descent_is_the_gradient_of_the_decay_term(rng):
    network, X, Y = Network([3, 4, 2], rng=rng), rng.random((5, 3)), rng.random((5, 2))

    def cost(theta):
        W = network.parameters.__class__(network.sizes, flat=theta).W[1:]
        return network.cost(X, Y, theta) + 0.05 * sum((w * w).sum() for w in W)

    expected = network.theta - 0.3 * numerical_gradient(cost, network.theta.copy(), "complex_step")
    GradientDescent(0.3, weight_decay=0.1).step(network.parameters, network.gradient(X, Y))
    np.testing.assert_allclose(network.theta, expected, rtol=1e-12)


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (5, 5), (1, 7), (7, 1)])
def test_newton_schulz_brings_all_singular_values_near_1(shape, rng):
    G = rng.normal(size=shape)
    U, s, Vt = np.linalg.svd(G, full_matrices=False)
    s = s / np.linalg.norm(s)
    for _ in range(5):
        s = 3.4445 * s - 4.7750 * s**3 + 2.0315 * s**5
    np.testing.assert_allclose(orthogonal(G), U * s @ Vt, rtol=1e-5, atol=1e-6)
    assert np.abs(s - 1).max() < 0.35


def test_muon_steps_by_orthogonal_matrices_and_takes_adams_step_for_biases(rng):
    network = Network([3, 6, 2], rng=rng)
    adam, before = Adam(0.004), network.theta.copy()
    b, momentum = network.b[1].copy(), np.zeros((6, 3))
    W, muon = network.W[1].copy(), Muon(0.1, 0.9, bias_rate=0.004)
    for _ in range(4):
        gradient = network.gradient(rng.random((5, 3)), rng.random((5, 2)))
        momentum = 0.9 * momentum + gradient.W[1]
        W -= 0.1 * sqrt(2) * orthogonal(gradient.W[1] + 0.9 * momentum)
        adam.step(b, gradient.b[1].copy())
        muon.step(network.parameters, gradient)
    np.testing.assert_allclose(network.W[1], W, rtol=1e-12)
    np.testing.assert_allclose(network.b[1], b, rtol=1e-12)
    assert (network.theta != before).all()


def test_muon_must_know_the_matrices():
    with pytest.raises(TypeError, match=r"step\(network.parameters"):
        Muon().step(np.zeros(3), np.ones(3))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_clipping_shortens_long_gradients_only(dtype):
    g = np.array([3, 0, -4], dtype)
    assert clip_norm(g, 10) == 5
    np.testing.assert_array_equal(g, [3, 0, -4])
    assert clip_norm(g, 1) == pytest.approx(5)
    np.testing.assert_allclose(g, [0.6, 0, -0.8], rtol=1e-6)
    assert g.dtype == dtype


def test_clipping_survives_squares_that_overflow():
    g = np.array([3e30, 4e30], np.float32)
    assert clip_norm(g, 2.0) == pytest.approx(5e30)
    np.testing.assert_allclose(g, [1.2, 1.6], rtol=1e-6)


# --- what is refused

REFUSED = {
    "negative rate": (lambda: Adam(-0.1), ValueError, r"learning_rate must lie in \(0, inf\), got -0.1"),
    "no rate": (lambda: Momentum("fast"), TypeError, "learning_rate must be a number"),
    "beta of 1": (lambda: Momentum(0.1, 1.0), ValueError, r"beta must lie in \[0, 1\), got 1.0"),
    "beta1 of 1": (lambda: Adam(beta1=1.0), ValueError, r"beta1 must lie in \[0, 1\)"),
    "beta2 above 1": (lambda: AdamW(beta2=1.5), ValueError, r"beta2 must lie in \[0, 1\)"),
    "negative beta": (lambda: RMSprop(beta=-0.1), ValueError, "beta must lie in"),
    "Lion's betas": (lambda: Lion(beta2=1), ValueError, "beta2 must lie in"),
    "epsilon of 0": (lambda: AdaGrad(epsilon=0), ValueError, r"epsilon must lie in \(0, inf\)"),
    "Adadelta's beta": (lambda: Adadelta(beta=1.0), ValueError, "beta must lie in"),
    "Muon's beta": (lambda: Muon(beta=1.0), ValueError, "beta must lie in"),
    "Muon's biases": (lambda: Muon(bias_rate=0), ValueError, "learning_rate must lie in"),
    "negative decay": (lambda: AdamW(weight_decay=-1), ValueError, "weight_decay must lie in"),
    "decay of descent": (lambda: GradientDescent(0.1, weight_decay=-1), ValueError, "weight_decay must lie in"),
    "variant": (lambda: Rprop("minus"), ValueError, "variant must be one of plus, improved minus"),
    "steps that cannot grow": (lambda: Rprop(grow=1.0), ValueError, r"grow must lie in \(1, inf\)"),
    "steps that cannot shrink": (lambda: Rprop(shrink=1.0), ValueError, r"shrink must lie in \[0, 1\)"),
    "steps that vanish": (lambda: Rprop(shrink=0), ValueError, r"shrink must lie in \(0, inf\)"),
    "first step out of bounds": (lambda: Rprop(first=60), ValueError, r"first must lie in \[1e-06, 50\]"),
    "schedule below 0": (
        lambda: Adam(lambda t: -1.0).step(np.zeros(2), np.ones(2)),
        ValueError,
        "the learning rate at t = 0 must lie in",
    ),
    "shapes": (lambda: Adam().step(np.zeros(2), np.ones(3)), ValueError, "same length"),
    "types": (lambda: Adam().step(np.zeros(2), np.ones(2, np.float32)), ValueError, "same length and type"),
    "whole numbers": (lambda: Adam().step(np.zeros(2, int), np.ones(2, int)), TypeError, "float32 or float64"),
    "a matrix": (lambda: Adam().step(np.zeros((2, 2)), np.ones((2, 2))), TypeError, "must be a vector"),
    "a list": (lambda: Adam().step([1.0], [1.0]), TypeError, "theta must be a vector .* got list"),
    "state of another rule": (lambda: Adam().restore(AdamW().state()), ValueError, "rule Adam, the state is one of A"),
    "half a state": (
        lambda: Adam().restore({"rule": "Adam", "t": 3, "m": np.ones(2)}),
        ValueError,
        "must hold t, m, v",
    ),
}


@pytest.mark.parametrize(("call", "error", "message"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_sense_is_refused_with_a_reason(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_an_optimiser_of_another_network_is_refused():
    optimizer = Adam()
    optimizer.step(np.zeros(3), np.ones(3))
    with pytest.raises(ValueError, match=r"remembers 3 parameters in float64, got 4 in float64: make a new optimiser"):
        optimizer.step(np.zeros(4), np.ones(4))
    assert optimizer.t == 1


def test_a_file_without_an_optimiser_says_so(tmp_path, rng):
    Network([2, 1], rng=rng).save(tmp_path / "net.npz")
    with pytest.raises(ValueError, match="holds no optimiser"):
        Adam().load(tmp_path / "net.npz")
