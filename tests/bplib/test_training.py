"""Training: one step is that of the equations; history, early stopping, decay, dropout, interrupts keep their word."""

import numpy as np
import pytest

from bplib import Network, training
from bplib.data import datasets
from bplib.network import dropout_masks
from bplib.optimizers import Adam, AdamW, GradientDescent, Momentum
from bplib.optimizers.schedules import inverse_time
from bplib.training import train, train_epoch


@pytest.fixture
def moons(rng):
    return datasets.two_moons(120, rng)


def network_for(seed=0, dtype=np.float64):
    return Network([2, 8, 1], "tanh sigmoid", "binary_cross_entropy", rng=np.random.default_rng(seed), dtype=dtype)


def test_one_full_batch_epoch_is_one_step_against_the_gradient(moons, rng):
    network = network_for()
    expected = network.theta - 0.5 * network.gradient(*moons).flat
    train_epoch(network, *moons, batch_size=120, learning_rate=0.5, rng=rng)
    np.testing.assert_allclose(network.theta, expected, rtol=1e-12)


def test_every_example_is_used_once_an_epoch_in_an_order_of_its_own(rng, monkeypatch):
    seen = []
    X = np.arange(10.0)[:, None]
    network = Network([1, 1], rng=rng)
    learn = network.learn_from
    monkeypatch.setattr(
        network, "learn_from", lambda x, *others, **more: seen.append(x[:, 0]) or learn(x, *others, **more)
    )
    for _ in range(2):
        train_epoch(network, X, X / 10, batch_size=4, learning_rate=0.1, rng=rng)
    assert [len(batch) for batch in seen] == [4, 4, 2, 4, 4, 2]
    first, second = np.concatenate(seen[:3]), np.concatenate(seen[3:])
    np.testing.assert_array_equal(np.sort(first), X[:, 0])
    np.testing.assert_array_equal(np.sort(second), X[:, 0])
    assert (first != second).any()


def test_training_solves_the_moons_and_records_it(moons, rng):
    network = network_for()
    learn, held_out = datasets.split(*moons, 0.25, rng)
    history = train(network, *learn, epochs=150, batch_size=10, learning_rate=0.5, rng=rng, validation=held_out)
    assert len(history) == 150
    assert history.ended == "all epochs"
    assert history.cost[-1] < 0.1 * history.cost[0]
    assert history.accuracy[-1] == network.accuracy(*learn) > 0.97
    assert history.validation_cost[-1] == pytest.approx(network.cost(*held_out), rel=1e-12)
    assert history.validation_accuracy[-1] == network.accuracy(*held_out)


def test_the_seed_makes_the_training(moons):
    ends = []
    for _ in range(2):
        network = network_for()
        train(network, *moons, epochs=2, batch_size=7, learning_rate=0.5, dropout=0.3, rng=np.random.default_rng(5))
        ends.append(network.theta.copy())
    np.testing.assert_array_equal(*ends)


def test_regression_has_no_accuracy(rng):
    X = rng.normal(size=(20, 1))
    network = Network([1, 1], "identity", rng=rng)
    history = train(network, X, 3 * X + 1, epochs=100, batch_size=5, learning_rate=0.1, rng=rng)
    assert history.accuracy == [None] * 100
    assert network.W[1][0, 0] == pytest.approx(3, abs=1e-6)
    with pytest.raises(ValueError, match="no best epoch"):
        _ = history.best_epoch


def test_weight_decay_is_the_gradient_of_the_decay_term(moons, rng):
    network = network_for()
    expected = network.theta - 0.5 * network.gradient(*moons).flat
    decayed = network.parameters.__class__(network.sizes, flat=expected)
    for l in (1, 2):
        decayed.W[l] -= 0.5 * 0.01 * network.W[l]
    train_epoch(network, *moons, batch_size=120, learning_rate=0.5, weight_decay=0.01, rng=rng)
    np.testing.assert_allclose(network.theta, expected, rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_gradient_descent_is_the_same_to_the_last_bit_as_its_two_lines(moons, dtype):
    (X, Y), network, other = moons, network_for(dtype=dtype), network_for(dtype=dtype)
    train(network, X, Y, epochs=3, batch_size=16, learning_rate=0.3, weight_decay=0.02, rng=np.random.default_rng(7))
    rng = np.random.default_rng(7)
    for _ in range(3):
        order = rng.permutation(120)
        for start in range(0, 120, 16):
            batch = order[start : start + 16]
            gradient = other.gradient(X[batch], Y[batch]).flat
            for W in other.W[1:]:
                W *= 1 - 0.3 * 0.02
            theta = other.theta
            theta -= 0.3 * gradient
    np.testing.assert_array_equal(network.theta, other.theta)


@pytest.mark.parametrize("name", ["Adam", "AdamW", "Momentum"])
def test_an_optimiser_makes_the_steps(name, moons):
    def fresh():
        return {"Adam": Adam(0.01), "AdamW": AdamW(0.01, weight_decay=0.3), "Momentum": Momentum(0.1)}[name]

    (X, Y), network, other, optimizer, by_hand = moons, network_for(), network_for(), fresh(), fresh()
    train(network, X, Y, epochs=2, batch_size=50, optimizer=optimizer, rng=np.random.default_rng(7))
    train_epoch(network, X, Y, batch_size=50, optimizer=optimizer, rng=np.random.default_rng(8))
    for rng in (twice := np.random.default_rng(7), twice, np.random.default_rng(8)):
        order = rng.permutation(120)
        for batch in (order[:50], order[50:100], order[100:]):
            by_hand.step(other.parameters, other.gradient(X[batch], Y[batch]))
    assert optimizer.t == by_hand.t == 9
    np.testing.assert_array_equal(network.theta, other.theta)


def test_a_schedule_goes_on_from_epoch_to_epoch(moons):
    asked = []

    def schedule(t):
        asked.append(t)
        return 0.1 / (1 + t)

    network, other = network_for(), network_for()
    train(network, *moons, epochs=3, batch_size=60, learning_rate=schedule, rng=np.random.default_rng(0))
    assert asked == [0, 1, 2, 3, 4, 5]
    optimizer, rng = GradientDescent(inverse_time(0.1, 1)), np.random.default_rng(0)
    for _ in range(3):
        train_epoch(other, *moons, batch_size=60, optimizer=optimizer, rng=rng)
    np.testing.assert_array_equal(network.theta, other.theta)
    with pytest.raises(TypeError, match="begin anew at each epoch"):
        train_epoch(other, *moons, batch_size=60, learning_rate=schedule, rng=rng)


def test_clipping_bounds_every_step_and_leaves_short_gradients_alone(moons, rng):
    network, other = network_for(), network_for()
    length = np.linalg.norm(network.gradient(*moons).flat)
    before = network.theta.copy()
    train_epoch(network, *moons, batch_size=120, learning_rate=0.5, clip=length / 4, rng=rng)
    assert np.linalg.norm(network.theta - before) == pytest.approx(0.5 * length / 4)
    train_epoch(other, *moons, batch_size=120, learning_rate=0.5, clip=length * 1.01, rng=rng)
    assert np.linalg.norm(other.theta - before) == pytest.approx(0.5 * length)


def test_stopped_saved_and_loaded_training_goes_on_bit_for_bit(moons, tmp_path):
    network, optimizer, rng = network_for(dtype=np.float32), Adam(), np.random.default_rng(1)
    train(network, *moons, epochs=2, batch_size=9, optimizer=optimizer, rng=rng)
    network.save(tmp_path / "run.npz", optimizer)
    again, later = Network.load(tmp_path / "run.npz"), Adam()
    later.load(tmp_path / "run.npz")
    for run, rule in ((network, optimizer), (again, later)):
        train(run, *moons, epochs=2, batch_size=9, optimizer=rule, rng=np.random.default_rng(2))
    np.testing.assert_array_equal(again.theta, network.theta)


def test_dropout_silences_the_right_fraction_and_keeps_the_mean(rng):
    network = Network([3, 200, 100, 2], rng=rng)
    masks = dropout_masks(network, 100, 0.25, rng)
    assert masks[0] is None
    assert masks[3] is None
    assert (masks[1] == 0).mean() == pytest.approx(0.25, abs=0.01)
    assert masks[2].mean() == pytest.approx(1, abs=0.02)
    assert set(np.unique(masks[1])) == {0, 1 / 0.75}


def test_early_stopping_goes_back_to_the_best(moons, rng):
    learn, held_out = datasets.split(*moons, 0.5, rng)
    flipped = (held_out[0], 1 - held_out[1])
    network = network_for()
    options = {"batch_size": 10, "learning_rate": 0.5, "rng": rng}
    history = train(network, *learn, epochs=50, validation=flipped, patience=3, **options)
    assert history.ended == "early stopping"
    assert len(history) == history.best_epoch + 3
    assert network.cost(*flipped) == pytest.approx(min(history.validation_cost), rel=1e-12)


@pytest.mark.parametrize("costs", [[3.0, 4.0, 2.0, 5.0, 5.0], [3.0, 2.0, 2.0, 2.0], [3.0, 2.0, np.nan, np.nan]])
def test_only_a_lower_cost_renews_the_patience(costs, moons):
    stopping = training._EarlyStopping(network_for(), 2, moons)
    assert [stopping.is_due(cost) for cost in costs] == [False] * (len(costs) - 1) + [True]
    assert stopping.lowest == 2


def test_after_an_interrupt_patience_goes_back_to_the_best_as_well(moons, rng, monkeypatch):
    network, costs = network_for(), iter([1.0, 2.0])
    is_due = training._EarlyStopping.is_due

    def told(stopping, cost):
        try:
            return is_due(stopping, next(costs))
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr(training._EarlyStopping, "is_due", told)
    options = {"batch_size": 40, "learning_rate": 0.5, "rng": rng, "validation": moons, "patience": 5}
    history = train(network, *moons, epochs=9, **options)
    assert history.ended == "interrupted"
    assert network.cost(*moons) == history.validation_cost[0]


def test_an_interrupt_leaves_network_and_history_usable(moons, rng, monkeypatch):
    network, calls = network_for(), []
    descend = training._descend

    def interrupted(*args, **kwargs):
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        descend(*args, **kwargs)

    monkeypatch.setattr(training, "_descend", interrupted)
    history = train(network, *moons, epochs=10, batch_size=10, learning_rate=0.5, rng=rng)
    assert history.ended == "interrupted"
    assert len(history.cost) == len(history.accuracy) == 3
    assert network.cost(*moons) == pytest.approx(history.cost[-1])


def test_the_progress_bar_counts_epochs(moons, rng, capsys):
    train(network_for(), *moons, epochs=2, batch_size=40, learning_rate=0.1, rng=rng, progress=True)
    assert "2/2" in capsys.readouterr().err


BAD = {
    "epochs": ({"epochs": -1}, "epochs must be at least 0"),
    "batch of 0": ({"batch_size": 0}, "batch_size must be at least 1"),
    "half a batch": ({"batch_size": 2.5}, "batch_size must be a whole number"),
    "negative rate": ({"learning_rate": -0.1}, r"learning_rate must lie in \(0, inf\), got -0.1"),
    "rate that is no number": ({"learning_rate": float("nan")}, "learning_rate must lie in"),
    "dropout of everything": ({"dropout": 1.0}, r"dropout must lie in \[0, 1\), got 1.0"),
    "negative decay": ({"weight_decay": -1}, "weight_decay must lie in"),
    "seed for a generator": ({"rng": 3}, "np.random.default_rng"),
    "patience alone": ({"patience": 2}, "patience needs validation"),
    "three for validation": ({"validation": (1, 2, 3)}, r"^validation must be a pair \(X, Y\), got 3 things$"),
    "inputs for validation": ({"validation": np.ones((2, 2))}, r"^validation must be a pair \(X, Y\), got ndarray$"),
    "one number for validation": ({"validation": 0.2}, r"^validation must be a pair \(X, Y\), got float$"),
    "numbers for validation": ({"validation": (1, 2)}, "X must have shape"),
    "no rule": ({"learning_rate": None}, "give learning_rate, .* or optimizer, .* got neither"),
    "two rules": ({"optimizer": Adam()}, "got both"),
    "a class": ({"learning_rate": None, "optimizer": Adam}, "optimizer must be an optimiser, for example Adam"),
    "a name": ({"learning_rate": None, "optimizer": "adam"}, "optimizer must be an optimiser, .* got 'adam'"),
    "decay beside a rule": (
        {"learning_rate": None, "optimizer": Adam(), "weight_decay": 0.1},
        "an optimiser brings its own, as in AdamW",
    ),
    "clip": ({"clip": 0}, r"clip must lie in \(0, inf\)"),
}


@pytest.mark.parametrize(("options", "message"), BAD.values(), ids=BAD)
def test_wrong_options_are_refused_before_anything_moves(options, message, moons, rng):
    network = network_for()
    before = network.theta.copy()
    good = {"epochs": 1, "batch_size": 10, "learning_rate": 0.1, "rng": rng}
    with pytest.raises((ValueError, TypeError), match=message):
        train(network, *moons, **(good | options))
    if not {"epochs", "patience", "validation"} & set(options):
        del good["epochs"]
        with pytest.raises((ValueError, TypeError), match=message):
            train_epoch(network, *moons, **(good | options))
    np.testing.assert_array_equal(network.theta, before)
