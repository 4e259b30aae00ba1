"""Hidden units that hand δ back with a wrong slope, and what lesson 3 says about training with them."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from bplib import Network
from bplib.data import datasets
from bplib.experiments.wrong_slopes import SigmoidWithSlope, compared, exchanged, give_hidden_units, true_gradient
from bplib.plotting.many_runs import draw_ends, draw_medians
from bplib.training import train


def slope_of_a(z, a):
    s = 1 / (1 + np.exp(-a))
    return s * (1 - s)


def right(z, a):
    return a * (1 - a)


@pytest.fixture
def moons():
    return datasets.two_moons(200, np.random.default_rng(1), noise=0.15)


def small(seed=0, sizes=(2, 6, 1)):
    return Network(list(sizes), "sigmoid", "binary_cross_entropy", rng=np.random.default_rng(seed))


def test_forwards_nothing_changes_and_backwards_the_slope_does(moons):
    X, Y = moons
    network, spoilt = small(), give_hidden_units(small(), slope_of_a)
    np.testing.assert_array_equal(spoilt.predict(X), network.predict(X))
    D2, W2, trace = spoilt.gradient(X, Y).D[2], network.W[2], network.forward(X)
    np.testing.assert_allclose(spoilt.gradient(X, Y).D[1], (D2 @ W2) * slope_of_a(trace.Z[1], trace.A[1]), rtol=1e-14)
    np.testing.assert_array_equal(true_gradient(spoilt, X, Y).flat, network.gradient(X, Y).flat)
    assert SigmoidWithSlope(right).slope(np.zeros(3)) == pytest.approx([0.25] * 3)


def test_every_hidden_layer_gets_the_slope_and_the_output_does_not(moons):
    X, Y = moons
    deep = give_hidden_units(small(sizes=(2, 4, 3, 1)), lambda z, a: np.zeros_like(a))
    gradient = deep.gradient(X, Y)
    assert np.count_nonzero(gradient.W[3]) == 3
    assert not gradient.W[2].any()
    assert not gradient.W[1].any()
    with pytest.raises(ValueError, match="layer 1 are tanh"):
        give_hidden_units(Network([2, 3, 1], "tanh sigmoid", rng=np.random.default_rng(0)), right)


def test_comparison(moons):
    assert compared(give_hidden_units(small(), right), *moons) == pytest.approx((0, 1))
    assert compared(give_hidden_units(small(), lambda z, a: -right(z, a)), *moons) == pytest.approx((2, -1))
    assert compared(give_hidden_units(small(), lambda z, a: 3 * right(z, a)), *moons) == pytest.approx((2, 1))
    nothing = compared(give_hidden_units(small(), lambda z, a: 0 * a), *moons)
    assert nothing == pytest.approx((1, np.nan), nan_ok=True)


@pytest.mark.parametrize(("keep", "other"), [("direction", "length"), ("length", "direction")])
def test_half_of_the_mistake_is_undone_in_one_layer(moons, keep, other):
    network = give_hidden_units(small(), slope_of_a)

    def halves(gradient):
        layer = np.append(gradient.W[1], gradient.b[1])
        return {"length": np.linalg.norm(layer), "direction": layer / np.linalg.norm(layer)}

    wrong, right, mixed = network.gradient(*moons), true_gradient(network, *moons), exchanged(network, *moons, keep)
    np.testing.assert_allclose(halves(mixed)[keep], halves(wrong)[keep], rtol=1e-12)
    np.testing.assert_allclose(halves(mixed)[other], halves(right)[other], rtol=1e-12)
    np.testing.assert_array_equal(mixed.W[2], right.W[2])
    with pytest.raises(ValueError, match="'sign'"):
        exchanged(network, *moons, "sign")


# --- what the lesson says, and no cell of it prints


def test_on_the_digits_the_slope_at_a_hides():
    (X, Y), held_out = datasets.split(*datasets.digits(), 0.2, np.random.default_rng(1))
    accuracies, cosines = {}, []
    for slope in (right, slope_of_a):
        found, late = [], []
        for seed in range(5):
            network = Network([64, 64, 10], "sigmoid softmax", "cross_entropy", rng=np.random.default_rng(seed))
            give_hidden_units(network, slope)
            train(network, X, Y, epochs=15, batch_size=16, learning_rate=0.3, rng=np.random.default_rng(100 + seed))
            found.append(network.accuracy(*held_out))
            late.append(compared(network, X, Y)[1])
        cosines.append(late)
        accuracies[slope] = np.median(found)
    assert accuracies[right] == pytest.approx(0.97, abs=0.01)
    assert accuracies[slope_of_a] == pytest.approx(accuracies[right], abs=0.01)
    assert cosines[0] == pytest.approx([1] * 5)
    assert 0.2 < min(cosines[1]) < 0.5
    assert 0.6 < max(cosines[1]) < 0.85


# --- the figure


def test_medians_and_ends():
    left, right = Figure().subplots(1, 2)
    runs = {"one": np.array([[0, 1, 2], [0, 3, 4], [0, 2, 9]]), "two": np.zeros((3, 3))}
    lines = draw_medians(left, np.arange(3), runs, "epoch", "cosine")
    np.testing.assert_array_equal(lines[0].get_ydata(), [0, 2, 4])
    band = left.collections[0].get_paths()[0].vertices
    assert (band[:, 1].min(), band[:, 1].max()) == (0, 9)
    rows = draw_ends(right, {name: values[:, -1] for name, values in runs.items()}, "accuracy", guide=0.5)
    np.testing.assert_array_equal(rows[0].get_xdata(), [2, 4, 9])
    assert [label.get_text() for label in right.get_yticklabels()] == ["one", "two"]
    assert right.get_ylim()[0] > right.get_ylim()[1], "the first contestant is on top"
