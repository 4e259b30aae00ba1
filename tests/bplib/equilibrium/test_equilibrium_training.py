"""Training by equilibrium propagation: a step is that of the gradient; tricks change the speed and not the result."""

import tracemalloc

import numpy as np
import pytest

from bplib._blas import add_product
from bplib.data import augmentation, datasets
from bplib.data.augmentation import drop_inputs, shift_images
from bplib.equilibrium import EnergyNetwork
from bplib.equilibrium import training as equilibrium_training
from bplib.equilibrium.training import persistent_states, train_epoch

SETTLED = {"free_sweeps": 300, "nudged_sweeps": 300}


def problem(unit="hard_sigmoid", sizes=(5, 6, 4, 3), m=9, seed=3):
    rng = np.random.default_rng(seed)
    network = EnergyNetwork(sizes, unit, rng=rng, gain=1.0)
    return network, rng.normal(size=(m, sizes[0])), np.eye(sizes[-1])[rng.integers(0, sizes[-1], m)]


@pytest.mark.parametrize("unit", ["hard_sigmoid", "tanh", "shifted_sigmoid"])
@pytest.mark.parametrize("nudging", ["symmetric", "one_sided", "random_sign"])
def test_one_full_batch_is_one_step_against_the_gradient_with_a_rate_for_each_layer(unit, nudging):
    network, X, Y = problem(unit)
    options = {"rng": np.random.default_rng(7)} if nudging == "random_sign" else {}
    rng = np.random.default_rng(7)
    if nudging == "random_sign":  # the training draws the order of the examples first
        options["rng"].permutation(len(X))
    gradient = network.gradient(X, Y, 0.3, nudging, tolerance=1e-14, **options)
    before, rates = network.theta.copy(), (0.5, 0.2, 0.1)
    expected = type(network.parameters)(network.sizes, flat=before.copy())
    for l in (1, 2, 3):
        expected.W[l] -= rates[l - 1] * gradient.W[l]
        expected.b[l] -= rates[l - 1] * gradient.b[l]
    train_epoch(network, X, Y, learning_rates=rates, rng=rng, batch_size=9, beta=0.3, nudging=nudging, **SETTLED)
    assert np.abs(network.theta - before).max() > 1e-3
    np.testing.assert_allclose(network.theta, expected.flat, atol=1e-11)


def test_examples_whose_outputs_are_right_are_left_out_without_changing_the_step():
    network, X, _ = problem(sizes=(5, 6, 3), m=20)
    network.b[2][:] = [-9, -9, 9]
    free = network.relax(X, tolerance=1e-14).states
    Y = free[-1].copy()
    assert set(np.unique(Y)) == {0, 1}  # all outputs are saturated
    network.b[2][1] = -0.05 - (free[1] @ network.W[2][1]).max()  # still 0, but a nudge can lift it
    Y[:4, 1] = 1  # four examples are wrong
    before = network.theta.copy()
    gradient = network.gradient(X, Y, 0.4, tolerance=1e-14).flat
    rng = np.random.default_rng(0)
    seen = train_epoch(network, X, Y, learning_rates=(1, 1), rng=rng, batch_size=20, beta=0.4, **SETTLED)
    assert seen.pulled == 0.2
    assert np.abs(gradient).max() > 0
    np.testing.assert_allclose(network.theta, before - gradient, atol=1e-12)


def test_when_every_output_is_right_nothing_moves():
    network, X, Y = problem(sizes=(5, 6, 3))
    network.b[2][:] = [9, -9, -9]
    Y[:] = [1, 0, 0]
    before = network.theta.copy()
    seen = train_epoch(network, X, Y, learning_rates=(1, 1), rng=np.random.default_rng(0), batch_size=4)
    np.testing.assert_array_equal(network.theta, before)
    assert (seen.cost, seen.accuracy, seen.pulled) == (0, 1, 0)


def test_every_example_is_used_once_an_epoch_and_the_report_is_what_was_seen(monkeypatch):
    network, X, Y = problem(m=10)
    seen, landscape = [], network.landscape
    monkeypatch.setattr(network, "landscape", lambda x: seen.append(x[:, 0]) or landscape(x))
    report = train_epoch(network, X, Y, learning_rates=(0, 0, 0), rng=np.random.default_rng(1), batch_size=4, **SETTLED)
    assert [len(batch) for batch in seen] == [4, 4, 2]
    np.testing.assert_array_equal(np.sort(np.concatenate(seen)), np.sort(X[:, 0]))
    assert (np.concatenate(seen) != X[:, 0]).any()
    assert report.cost == pytest.approx(network.objective(X, Y), rel=1e-9)
    assert report.accuracy == network.accuracy(X, Y)
    assert report.residual < 1e-9
    rough = train_epoch(
        network, X, Y, learning_rates=(0, 0, 0), rng=np.random.default_rng(1), batch_size=4, free_sweeps=1
    )
    assert rough.residual > 1e-3


def test_a_small_last_minibatch_is_a_mean_over_its_own_examples():
    network, X, Y = problem(sizes=(5, 4, 3), m=5)
    expected, order = network.theta.copy(), np.random.default_rng(2).permutation(5)
    other = EnergyNetwork(network.sizes, rng=np.random.default_rng(0))
    for batch in (order[:3], order[3:]):
        other.theta = expected
        expected = expected - 0.3 * other.gradient(X[batch], Y[batch], 0.5, tolerance=1e-14).flat
    train_epoch(network, X, Y, learning_rates=(0.3, 0.3), rng=np.random.default_rng(2), batch_size=3, **SETTLED)
    np.testing.assert_allclose(network.theta, expected, atol=1e-11)


def test_persistent_states_continue_where_each_example_ended(rng):
    network, X, Y = problem(m=10)
    memory = persistent_states(network, 10)
    still = {"learning_rates": (0, 0, 0), "batch_size": 4, "free_sweeps": 2, "free_states": memory}
    residuals = [train_epoch(network, X, Y, rng=rng, **still).residual for _ in range(25)]
    assert residuals[-1] < 1e-6 < residuals[0]
    for layer, settled in zip(memory[1:], network.relax(X).states[1:], strict=True):
        np.testing.assert_allclose(layer, settled, atol=1e-5)


def test_over_relaxation_reaches_further_with_the_same_sweeps(rng):
    network, X, Y = problem(sizes=(5, 20, 20, 20, 3), m=30)
    network.theta = network.theta * 1.5
    still = {"learning_rates": (0,) * 4, "batch_size": 30, "free_sweeps": 25, "rng": rng}
    plain, faster = (train_epoch(network, X, Y, omega=omega, **still).residual for omega in (1.0, 1.4))
    assert faster < plain / 2


def test_the_digits_are_learnt():
    X, Y = (array.astype(np.float32) for array in datasets.digits())
    accuracies = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        (x, y), held_out = datasets.split(X, Y, 0.2, rng)
        network = EnergyNetwork([64, 128, 10], rng=rng, dtype=np.float32)
        for epoch in range(15):
            eta = 1 - epoch / 15
            train_epoch(network, x, y, learning_rates=(0.3 * eta, 0.1 * eta), rng=rng, batch_size=10)
        accuracies.append(network.accuracy(*held_out))
    assert np.mean(accuracies) >= 0.97


def test_exclusive_or_is_learnt_by_smooth_units():
    X, Y = datasets.xor()
    rng = np.random.default_rng(0)
    network = EnergyNetwork([2, 4, 1], "tanh", rng=rng, gain=1.0)
    options = {"batch_size": 4, "beta": 0.1, "free_sweeps": 30, "nudged_sweeps": 15}
    for _ in range(500):
        train_epoch(network, 2 * X - 1, 2 * Y - 1, learning_rates=(0.2, 0.2), rng=rng, **options)
    assert (np.sign(network.predict(X * 2 - 1)) == 2 * Y - 1).all()


def test_training_stays_in_float32_and_in_place(rng):
    network = EnergyNetwork([6, 5, 4, 3], rng=rng, dtype=np.float32)
    kept = network.theta, network.W[1], network.b[2]
    X, Y = rng.random((30, 6)), np.eye(3)[rng.integers(0, 3, 30)]
    memory = persistent_states(network, 30)
    before = network.theta.copy()
    train_epoch(network, X, Y, learning_rates=(0.1, 0.1, 0.1), rng=rng, free_states=memory, augment=drop_inputs(0.2))
    assert (network.theta != before).any()
    assert all(array.dtype == np.float32 for array in (network.theta, *memory[1:]))
    assert np.shares_memory(kept[0], network.theta)
    assert np.shares_memory(kept[1], network.theta)
    assert np.shares_memory(kept[2], network.theta)


@pytest.mark.parametrize("unit", ["hard_sigmoid", "tanh", "shifted_sigmoid"])
def test_no_state_turns_into_float64_on_the_way(unit, rng, monkeypatch):
    network = EnergyNetwork([6, 5, 4, 3], unit, rng=rng, dtype=np.float32)
    kinds, move = set(), equilibrium_training.move

    def watched(landscape, s, l, omega):
        new = move(landscape, s, l, omega)
        kinds.add(new.dtype)
        return new

    monkeypatch.setattr(equilibrium_training, "move", watched)
    X, Y = rng.random((30, 6)), np.eye(3)[rng.integers(0, 3, 30)]
    for nudging in ("symmetric", "one_sided", "random_sign"):
        train_epoch(network, X, Y, learning_rates=(0.1, 0.1, 0.1), rng=rng, nudging=nudging, omega=0.9)
    assert kinds == {np.dtype(np.float32)}


def test_memory_stays_flat(rng):
    network = EnergyNetwork([200, 50, 10], rng=rng, dtype=np.float32)
    X = rng.random((2000, 200), dtype=np.float32)
    Y = np.eye(10, dtype=np.float32)[rng.integers(0, 10, 2000)]
    options = {"learning_rates": (0.1, 0.1), "rng": rng}
    train_epoch(network, X, Y, **options)
    tracemalloc.start()
    try:
        train_epoch(network, X, Y, **options)
        after_one, _ = tracemalloc.get_traced_memory()
        for _ in range(4):
            train_epoch(network, X, Y, **options)
        after_five, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after_five - after_one < 20_000
    assert peak < X.nbytes / 2  # no second copy of the examples


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_product_is_added_in_place(dtype, rng):
    C, A, B = (rng.normal(size=shape).astype(dtype) for shape in ((4, 6), (3, 4), (3, 6)))
    expected, kept = C + A.T @ B, C
    add_product(C, A, B)
    np.testing.assert_allclose(C, expected, rtol=1e-5 if dtype == np.float32 else 1e-13)
    assert kept is C


# --- augmentation


def test_dropped_inputs_keep_their_mean(rng):
    X = rng.uniform(1, 2, (400, 50)).astype(np.float32)
    before = X.copy()
    changed = drop_inputs(0.25)(X, rng)
    assert changed.dtype == np.float32
    assert (changed == 0).mean() == pytest.approx(0.25, abs=0.02)
    kept = changed != 0
    np.testing.assert_allclose(changed[kept], X[kept] / 0.75, rtol=1e-6)
    np.testing.assert_array_equal(X, before)
    np.testing.assert_array_equal(drop_inputs(0)(X, rng), X)


def test_images_are_shifted_each_on_its_own(rng):
    image = np.zeros((5, 5), np.float32)
    image[1:4, 2] = [1, 2, 3]
    X = np.tile(image.ravel(), (300, 1))
    changed = shift_images(5)(X, rng)
    assert changed.dtype == np.float32
    expected = {
        np.roll(image, (down, right), axis=(0, 1)).tobytes() for down in (-1, 0, 1) for right in (-1, 0, 1)
    }  # the image does not touch the edge, so rolling loses nothing
    assert {row.tobytes() for row in changed} == expected
    edge = np.zeros((50, 25), np.float32)
    edge[:, 4] = 1  # the corner: what leaves at the edge does not come back on the other side
    assert set(shift_images(5)(edge, rng).nonzero()[1]) <= {3, 4, 8, 9}
    both = augmentation.both(shift_images(5), drop_inputs(0.5))(X, rng)
    assert both.max() == 6
    with pytest.raises(ValueError, match="images of side 4 have 16 inputs"):
        shift_images(4)(X, rng)


# --- refusals

REFUSED = {
    "one rate": ({"learning_rates": (0.1,)}, "learning_rates must hold one for each of the layers 1 to 3"),
    "a number for the rates": ({"learning_rates": 0.1}, "learning_rates must hold one for each"),
    "negative rate": ({"learning_rates": (0.1, -0.1, 0.1)}, r"learning_rates\[1\] must lie in"),
    "batch of 0": ({"batch_size": 0}, "batch_size must be at least 1"),
    "beta 0": ({"beta": 0}, r"beta must lie in \(0, 1\), got 0"),
    "symmetric beta 1": ({"beta": 1.0}, r"beta must lie in \(0, 1\), got 1"),
    "nudging": ({"nudging": "holomorphic"}, "nudging must be one of symmetric, one_sided, random_sign"),
    "no sweep": ({"free_sweeps": 0}, "free_sweeps must be at least 1"),
    "half a sweep": ({"nudged_sweeps": 1.5}, "nudged_sweeps must be a whole number"),
    "omega": ({"omega": 2.0}, r"omega must lie in \(0, 2\)"),
    "a seed": ({"rng": 3}, "np.random.default_rng"),
    "rows of the memory": ({"free_states": [None, np.zeros((2, 6))]}, "free_states must be what persistent_states"),
}


@pytest.mark.parametrize(("options", "message"), REFUSED.values(), ids=REFUSED)
def test_wrong_options_are_refused_before_anything_moves(options, message, rng):
    network, X, Y = problem()
    before = network.theta.copy()
    good = {"learning_rates": (0.1, 0.1, 0.1), "rng": rng}
    with pytest.raises((ValueError, TypeError), match=message):
        train_epoch(network, X, Y, **(good | options))
    np.testing.assert_array_equal(network.theta, before)


def test_over_relaxed_training_of_smooth_units_is_refused(rng):
    network, X, Y = problem("tanh")
    with pytest.raises(ValueError, match="omega above 1 needs hard-sigmoid units"):
        train_epoch(network, X, Y, learning_rates=(0.1, 0.1, 0.1), rng=rng, omega=1.2)
