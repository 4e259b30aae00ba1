"""A model of layers: the same gradient as a network's, and everything that trains a network trains it unchanged."""

import copy
import pickle
from itertools import pairwise

import numpy as np
import pytest

from bplib import Network
from bplib.activations import ACTIVATIONS, tanh
from bplib.data import datasets
from bplib.gradient_check import check_gradient, check_network
from bplib.layers import Apply, BatchNorm, Chain, Dense, Dropout, Embedding, Flatten, Layer, Residual
from bplib.model import LayerTrace, Model, vjp
from bplib.numerical_derivatives import numerical_gradient
from bplib.optimizers import OPTIMIZERS, Adam, AdamW, Muon
from bplib.optimizers.full_batch import conjugate_gradient, lbfgs
from bplib.optimizers.least_squares import jacobian, levenberg_marquardt, residuals
from bplib.optimizers.range_test import range_test
from bplib.training import train, train_epoch

SIZES = [5, 7, 6, 3]
ENDS = [("softmax", "cross_entropy"), ("sigmoid", "binary_cross_entropy"), ("tanh", "quadratic")]
ENDS += [("softmax", "mean_squared_error")]


def layers_of(sizes, f=tanh):
    """Return dense layers with an activation between them, as a network has them."""
    pairs = [(Dense(n_in, n_out), Apply(f)) for n_in, n_out in pairwise(sizes)]
    return [layer for pair in pairs for layer in pair][:-1]


def twins(rng, end="softmax", loss="cross_entropy", sizes=SIZES, dtype=np.float64):
    """Return a network and a model of layers with the same parameters, inputs and targets."""
    network = Network(sizes, [*["tanh"] * (len(sizes) - 2), end], loss, rng=rng, dtype=dtype)
    network.theta = rng.normal(0, 0.5, network.theta.size)
    model = Model(layers_of(sizes), end, loss, rng=rng, dtype=dtype)
    model.theta = network.theta
    Y = np.eye(sizes[-1])[rng.integers(0, sizes[-1], 8)]
    return network, model, rng.normal(size=(8, sizes[0])), Y


def learning(rng):
    """Return a model with everything that is different while it learns, with inputs and targets."""
    layers = [Dense(5, 6), BatchNorm(6), Apply(tanh), Dropout(0.3), Residual(Dense(6, 6)), Dense(6, 3)]
    return Model(layers, rng=rng), rng.normal(size=(8, 5)), np.eye(3)[rng.integers(0, 3, 8)]


# --- two roads, one gradient


@pytest.mark.parametrize(("end", "loss"), ENDS)
def test_dense_layers_have_the_gradient_of_the_network(end, loss, rng):
    network, model, X, Y = twins(rng, end, loss)
    assert model.theta.shape == network.theta.shape
    np.testing.assert_allclose(model.gradient(X, Y).flat, network.gradient(X, Y).flat, rtol=0, atol=1e-15)
    assert model.cost(X, Y) == pytest.approx(network.cost(X, Y), rel=1e-14)
    np.testing.assert_allclose(model.predict(X), network.predict(X), rtol=1e-14)
    np.testing.assert_array_equal(model.classify(X), network.classify(X))
    assert model.accuracy(X, Y) == network.accuracy(X, Y)


def test_trained_alike_they_stay_alike(rng):
    network, model, X, Y = twins(rng)
    options = {"epochs": 5, "batch_size": 3, "validation": (X[:4], Y[:4]), "clip": 0.5}
    histories = [
        train(trained, X, Y, optimizer=AdamW(0.02, weight_decay=0.1), rng=np.random.default_rng(1), **options)
        for trained in (network, model)
    ]
    np.testing.assert_allclose(model.theta, network.theta, rtol=1e-9)
    np.testing.assert_allclose(histories[1].validation_cost, histories[0].validation_cost, rtol=1e-9)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dropout_of_a_network_is_that_of_the_layer(dtype):
    network = Network([5, 40, 3], "tanh softmax", "cross_entropy", rng=np.random.default_rng(1), dtype=dtype)
    model = Model([Dense(5, 40), Apply(tanh), Dropout(0.4), Dense(40, 3)], rng=np.random.default_rng(1), dtype=dtype)
    X, Y, out = np.ones((6, 5), dtype), np.eye(3, dtype=dtype)[[0, 1, 2, 0, 1, 2]], network.empty_gradient()
    network.learn_from(X, Y, out, rng=np.random.default_rng(2), dropout=0.4)
    expected = model.gradient(X, Y, np.random.default_rng(2)).flat
    np.testing.assert_allclose(out.flat, expected, rtol=0, atol=10 * np.finfo(dtype).eps)


@pytest.mark.parametrize("search", [conjugate_gradient, lbfgs, levenberg_marquardt])
@pytest.mark.parametrize("which", ["network", "model"])
def test_searches_are_in_float64_on_the_way_whatever_the_type(which, search, rng):
    chosen = {"network": 0, "model": 1}[which]
    single = twins(rng, "tanh", "quadratic", [5, 4, 3], np.float32)
    double = twins(rng, "tanh", "quadratic", [5, 4, 3])[chosen]
    double.theta, X, Y = single[chosen].theta, single[2].astype(np.float32), single[3]
    assert jacobian(single[chosen], X).dtype == np.float32
    costs = [search(trained, X, Y, iterations=5).cost for trained in (single[chosen], double)]
    np.testing.assert_allclose(costs[0], costs[1], rtol=1e-9)


@pytest.mark.parametrize("search", [conjugate_gradient, lbfgs])
def test_searches_go_the_same_way(search, rng):
    network, model, X, Y = twins(rng)
    costs = [search(trained, X, Y, iterations=8).cost for trained in (network, model)]
    np.testing.assert_allclose(costs[1], costs[0], rtol=1e-6)


def test_levenberg_marquardt_goes_the_same_way_by_the_same_jacobian(rng):
    network, model, X, Y = twins(rng, "tanh", "quadratic", [5, 4, 3])
    np.testing.assert_allclose(jacobian(model, X), jacobian(network, X), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(residuals(model, X, Y), residuals(network, X, Y), rtol=1e-13, atol=1e-15)
    costs = [levenberg_marquardt(trained, X, Y, iterations=5).cost for trained in (network, model)]
    np.testing.assert_allclose(costs[1], costs[0], rtol=1e-6)


def test_the_range_test_measures_the_same_and_leaves_the_model_as_it_was(rng):
    network, model, X, Y = twins(rng)
    before = model.theta.copy()
    options = {"steps": 20, "batch_size": 4, "low": 1e-4, "high": 1.0}
    found = [range_test(m, X, Y, Adam, rng=np.random.default_rng(2), **options).costs for m in (network, model)]
    np.testing.assert_allclose(found[1], found[0], rtol=1e-9)
    np.testing.assert_array_equal(model.theta, before)


def test_the_range_test_measures_the_model_as_it_learns(rng):
    model, X, Y = learning(rng)
    costs = range_test(model, X, Y, Adam, low=1e-12, high=2e-12, steps=5, batch_size=8, rng=rng).costs
    assert np.ptp(costs) > 1e-3  # all examples at every step and nothing learnt: what differs is the chance


def test_float32_stays_float32(rng):
    _, model, X, Y = twins(rng, dtype=np.float32)
    assert model.gradient(X, Y).flat.dtype == model.predict(X).dtype == np.float32
    train(model, X, Y, epochs=1, batch_size=3, optimizer=Adam(), rng=rng)
    assert model.theta.dtype == np.float32


# --- checks as it answers and as it learns


@pytest.mark.parametrize("seed", [None, 0, 1])
@pytest.mark.parametrize(("method", "error"), [("complex_step", 1e-13), ("central", 1e-6)])
def test_the_gradient_check_holds_as_it_answers_and_as_it_learns(method, error, seed, rng):
    model, X, Y = learning(rng)
    model.theta = model.theta + rng.normal(0, 0.1, model.theta.size) * (model.theta != 1)
    before = model.theta.copy()
    result = check_network(model, X, Y, method, seed=seed, tolerance=error)
    assert result.passed, result.verdict
    assert {block.name for block in result.blocks} == set(model.parameters.blocks())
    np.testing.assert_array_equal(model.theta, before)


def test_the_check_notices_a_layer_that_forgets_a_path(rng):
    class Forgetful(Residual):
        def backward(self, p, seen, g, grad, back=True):
            return self.inner.backward(p[0], seen, g, grad[0], back)

    model = Model([Dense(5, 6), Forgetful(Dense(6, 6)), Dense(6, 3)], rng=rng)
    result = check_network(model, rng.normal(size=(4, 5)), np.eye(3)[[0, 1, 2, 0]], "complex_step")
    assert [block.name for block in result.failed] == ["0.W", "0.b"]


@pytest.mark.parametrize("seed", [0, 1])
def test_the_check_as_it_learns_sees_what_is_wrong_only_then(seed, rng):
    class Unmasked(Dropout):
        def backward(self, p, mask, g, grad, back=True):
            return g

    model, X, Y = (
        Model([Dense(5, 6), Unmasked(0.5), Dense(6, 3)], rng=rng),
        rng.normal(size=(4, 5)),
        np.eye(3)[[0, 1, 2, 0]],
    )
    assert check_network(model, X, Y).passed
    assert [block.name for block in check_network(model, X, Y, seed=seed).failed] == ["0.W", "0.b"]


def test_chance_and_statistics_belong_to_learning_only(rng):
    model, X, _ = learning(rng)
    np.testing.assert_array_equal(model.predict(X), model.predict(X))
    draws = [model.forward(X, np.random.default_rng(seed)).A for seed in (1, 1, 2)]
    np.testing.assert_array_equal(draws[0], draws[1])
    assert np.abs(draws[0] - draws[2]).max() > 1e-3


def test_what_is_kept_is_written_while_it_learns_and_neither_learns_nor_decays(rng):
    model, X, Y = learning(rng)
    blocks, before = model.parameters.blocks(), copy.deepcopy(model.parameters.blocks())
    kept, z = ("1.mean", "1.variance"), X @ model.parameters.view[0].W.T
    model.forward(X, rng)
    model.gradient(X, Y, rng)
    model.cost(X, Y)
    for name in kept:
        np.testing.assert_array_equal(blocks[name], before[name])
    train_epoch(model, X, Y, batch_size=8, optimizer=AdamW(0.01, weight_decay=10.0), rng=rng)
    np.testing.assert_allclose(blocks["1.mean"], 0.1 * z.mean(axis=0))
    np.testing.assert_allclose(blocks["1.variance"], 1 + 0.1 * (z.var(axis=0) - 1))
    assert {id(block) for block in model.parameters.kept} == {id(blocks[name]) for name in kept}
    assert all(block.ndim == 2 for block in model.parameters.decaying)


# --- seeds at the top


def other_cost(model, X, c):
    """Return Σ c ⊙ a^L: a cost of which the seed is c."""
    return lambda theta, X=X: (c * model.outputs(X, model.parameters.like(theta))[1]).sum()


@pytest.mark.parametrize("which", ["network", "model"])
def test_vjp_takes_a_seed_to_parameters_and_inputs(which, rng):
    network, model, X, _ = twins(rng, "softmax", "cross_entropy")
    chosen = {"network": network, "model": model}[which]
    c = rng.normal(size=(8, 3))
    gradient, g_X = vjp(chosen, chosen.forward(X), c)
    cost = other_cost(chosen, X, c)
    expected = numerical_gradient(cost, chosen.theta, "complex_step")
    np.testing.assert_allclose(gradient.flat, expected, rtol=1e-12, atol=1e-14)
    expected_X = numerical_gradient(lambda x: cost(chosen.theta, x.reshape(X.shape)), X.ravel(), "complex_step")
    np.testing.assert_allclose(g_X.ravel(), expected_X, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("which", ["network", "model"])
def test_a_seed_takes_the_type_of_the_model(which, rng):
    network, model, X, Y = twins(rng, dtype=np.float32)
    chosen = {"network": network, "model": model}[which]
    gradient, g_X = vjp(chosen, chosen.forward(X), delta=Y)
    assert gradient.flat.dtype == g_X.dtype == np.float32


@pytest.mark.parametrize("which", ["network", "model"])
def test_the_seed_of_a_loss_gives_its_gradient(which, rng):
    network, model, X, Y = twins(rng)
    chosen = {"network": network, "model": model}[which]
    trace = chosen.forward(X)
    delta = (chosen.predict(X) - Y) / len(X)
    gradient, _ = vjp(chosen, trace, delta=delta)
    np.testing.assert_allclose(gradient.flat, chosen.gradient(X, Y).flat, rtol=1e-13, atol=1e-16)


def test_whole_numbers_have_no_gradient_but_their_table_has(rng):
    model = Model([Embedding(9, 4), Flatten(), Dense(12, 3)], rng=rng)
    X = rng.integers(0, 9, (6, 3))
    gradient, g_X = vjp(model, model.forward(X), np.ones((6, 3)) * [1, 0, -1])
    assert g_X is None
    assert gradient.view[0].E[X].any()
    assert check_network(model, X, np.eye(3)[rng.integers(0, 3, 6)], "complex_step").passed


def test_a_search_leaves_whole_numbers_whole(rng):
    model, X = Model([Embedding(9, 4), Flatten(), Dense(12, 3)], rng=rng), rng.integers(0, 9, (6, 3))
    search = lbfgs(model, X, np.eye(3)[[0, 1, 2, 0, 1, 2]], iterations=5)
    assert search.cost[-1] < 0.5 * search.cost[0]


# --- optimisers


class Pictures(Layer):
    """y_o = Σ w_oij x_ij for pictures x, (m, 2, 2): a weight of three axes."""

    def shapes(self):
        return {"W": (3, 2, 2), "b": (3,)}

    def start(self, p, rng):
        p.W[:] = rng.normal(size=p.W.shape)

    def forward(self, p, x, rng=None):
        return np.einsum("mij,oij->mo", x, p.W) + p.b, x

    def backward(self, p, x, g, grad, back=True):
        grad.W += np.einsum("mo,mij->oij", g, x)
        grad.b += g.sum(axis=0)
        return np.einsum("mo,oij->mij", g, p.W) if back else None


@pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_every_rule_lowers_the_cost_of_a_model(rule, rng):
    model = Model([Pictures()], rng=rng)
    X = rng.normal(size=(30, 2, 2))
    Y = np.eye(3)[X.reshape(30, 4)[:, :3].argmax(axis=1)]
    optimizer = rule() if rule.__name__ in ("Adadelta", "Rprop") else rule(0.05)
    cost = model.cost(X, Y)
    train(model, X, Y, epochs=40, batch_size=30, optimizer=optimizer, rng=rng)
    assert model.cost(X, Y) < cost - 0.01


def test_muon_takes_a_weight_of_three_axes_as_a_matrix_with_a_row_for_each_output(rng):
    flat, model = Model([Dense(4, 3)], rng=rng), Model([Pictures()], rng=rng)
    flat.theta = model.theta
    X, Y = rng.normal(size=(10, 2, 2)), np.eye(3)[rng.integers(0, 3, 10)]
    for trained, inputs in ((flat, X.reshape(10, 4)), (model, X)):
        train_epoch(trained, inputs, Y, batch_size=10, optimizer=Muon(0.1), rng=np.random.default_rng(1))
    np.testing.assert_allclose(model.theta, flat.theta, rtol=1e-10)


def test_weight_decay_spares_biases(rng):
    model = Model([Dense(4, 3)], rng=rng)
    model.theta = np.ones(15)
    zero = model.empty_gradient()
    AdamW(0.1, weight_decay=1.0).step(model.parameters, zero)
    np.testing.assert_allclose(model.theta, [0.9] * 12 + [1] * 3)


# --- files and copies


def test_saved_and_loaded_it_goes_on_as_if_it_had_never_stopped(tmp_path, rng):
    model, X, Y = learning(rng)
    optimizer = Adam(0.01)
    train(model, X, Y, epochs=2, batch_size=4, optimizer=optimizer, rng=rng)
    model.save(tmp_path / "model.npz", optimizer)
    again, later = Model.load(tmp_path / "model.npz", model.layers), Adam(0.01)
    later.load(tmp_path / "model.npz")
    assert repr(again) == repr(model)
    for trained, rule in ((model, optimizer), (again, later)):
        train(trained, X, Y, epochs=2, batch_size=4, optimizer=rule, rng=np.random.default_rng(3))
    np.testing.assert_array_equal(again.theta, model.theta)
    with np.load(tmp_path / "model.npz", allow_pickle=False) as file:
        assert {"theta", "layers", "activation", "loss"} <= set(file.files)


def test_type_activation_and_loss_come_back_from_a_file(tmp_path, rng):
    model = Model([Dense(4, 3)], "tanh", "quadratic", rng=rng, dtype=np.float32)
    model.save(tmp_path / "model.npz")
    again = Model.load(tmp_path / "model.npz", [Dense(4, 3)])
    assert repr(again) == repr(model)
    np.testing.assert_array_equal(again.theta, model.theta)


def test_a_file_of_other_layers_is_refused(tmp_path, rng):
    Model([Dense(4, 3)], rng=rng).save(tmp_path / "model.npz")
    with pytest.raises(ValueError, match=r"saved by other layers: Chain.*Dense\(n_in=4.*; got Chain.*Dense\(n_in=3"):
        Model.load(tmp_path / "model.npz", [Dense(3, 4)])
    Network([4, 3], rng=rng).save(tmp_path / "network.npz")
    with pytest.raises(ValueError, match="is not a saved model: it has no activation, blocks, layers"):
        Model.load(tmp_path / "network.npz", [Dense(4, 3)])
    with pytest.raises(ValueError, match=r"path must end in \.npz"):
        Model([Dense(4, 3)], rng=rng).save(tmp_path / "model.pickle")


def test_a_file_of_layers_that_share_otherwise_is_refused(tmp_path, rng):
    a, b = Dense(4, 4), Dense(4, 4)
    Model([a, a, b], rng=rng).save(tmp_path / "model.npz")
    Model.load(tmp_path / "model.npz", [a, a, b])
    with pytest.raises(ValueError, match="was saved by other layers"):
        Model.load(tmp_path / "model.npz", [a, b, b])


@pytest.mark.parametrize(
    "again", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))], ids=["copy", "pickle"]
)
@pytest.mark.parametrize("which", [0, 1], ids=["network", "model"])
def test_a_copy_goes_on_learning(which, again, rng):
    model, X, Y = twins(rng)[which], *twins(rng)[2:]
    twin = again(model)
    for trained in (model, twin):
        train(trained, X, Y, epochs=3, batch_size=3, optimizer=Adam(0.01), rng=np.random.default_rng(1))
    np.testing.assert_array_equal(twin.theta, model.theta)
    assert twin.cost(X, Y) == model.cost(X, Y) == model.cost(X, Y, model.theta)


def test_a_deep_copy_is_a_model_of_its_own(rng):
    model, X, _ = learning(rng)
    twin, before = copy.deepcopy(model), model.predict(X)
    twin.theta = np.zeros(twin.theta.size)
    assert not twin.parameters.view[0].W.any()
    np.testing.assert_array_equal(model.predict(X), before)


def test_the_seed_makes_the_model():
    make = lambda seed: Model(layers_of(SIZES), rng=np.random.default_rng(seed)).theta  # noqa: E731
    np.testing.assert_array_equal(make(1), make(1))
    assert (make(1) != make(2)).any()


# --- what is refused

REFUSED = {
    "activation for the output": (lambda r: Model([Dense(2, 2)], tanh, rng=r), ValueError, "activation must be one of"),
    "loss that does not fit": (lambda r: Model([Dense(2, 2)], "tanh", rng=r), ValueError, "needs softmax outputs"),
    "no layers": (lambda r: Model([], rng=r), ValueError, "at least one layer"),
    "sizes for layers": (lambda r: Model([2, 3], rng=r), TypeError, r"layers\[0\] must be a layer, got 2"),
    "network for layers": (lambda r: Model(ACTIVATIONS["tanh"], rng=r), TypeError, r"layers must be a layer"),
    "seed for rng": (lambda r: Model([Dense(2, 2)], rng=3), TypeError, "rng must be a NumPy random generator"),
    "type": (lambda r: Model([Dense(2, 2)], rng=r, dtype=int), TypeError, "dtype must be float32 or float64"),
}


@pytest.mark.parametrize(("make", "error", "message"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_model_is_refused(make, error, message, rng):
    with pytest.raises(error, match=message):
        make(rng)


BAD_DATA = {
    "width": (np.ones((4, 3)), np.eye(3)[[0, 1, 2, 0]], ValueError, r"Dense\(n_in=5.*got \(1, 3\)"),
    "vector": (np.ones(5), np.eye(3)[:1], ValueError, r"takes inputs of shape \(m, 5\)"),
    "a number": (3.0, np.eye(3)[:1], ValueError, "one example a row, got the single number 3.0"),
    "nothing": (np.ones((0, 5)), np.ones((0, 3)), ValueError, "at least one example"),
    "NaN": (np.full((2, 5), np.nan), np.eye(3)[:2], ValueError, r"X must be finite, got nan at index \[0, 0\]"),
    "complex": (np.ones((2, 5), complex), np.eye(3)[:2], TypeError, "X must hold real numbers"),
    "rows": (np.ones((2, 5)), np.eye(3), ValueError, "one row an example, got 2 and 3"),
    "class numbers": (np.ones((2, 5)), np.array([0, 2]), ValueError, r"one_hot\(Y, 3\)"),
    "width of targets": (np.ones((2, 5)), np.eye(2), ValueError, r"Y must have shape \(m, 3\), got \(2, 2\)"),
}


@pytest.mark.parametrize(("X", "Y", "error", "message"), BAD_DATA.values(), ids=BAD_DATA)
def test_wrong_data_is_refused(X, Y, error, message, rng):
    model = Model(layers_of(SIZES), rng=rng)
    train_it = lambda X, Y: train(model, X, Y, epochs=1, batch_size=1, learning_rate=1.0, rng=rng)  # noqa: E731
    for function in (model.gradient, model.cost, model.accuracy, train_it):
        with pytest.raises(error, match=message):
            function(X, Y)


def test_other_wrong_uses_get_the_remedy(rng):
    model, X, Y = learning(rng)
    with pytest.raises(TypeError, match=r"in a Model dropout is a layer, Dropout\(0\.5\)"):
        train(model, X, Y, epochs=1, batch_size=4, learning_rate=0.1, rng=rng, dropout=0.5)
    with pytest.raises(ValueError, match=r"must end in one row an example, \(m, n_L\), got shape \(1, 4, 3\)"):
        Model([Dense(5, 3)], rng=rng).cost(np.ones((2, 4, 5)), np.ones((2, 3)))
    with pytest.raises(TypeError, match="X must hold whole numbers, got an array of dtype float64"):
        Model([Embedding(9, 4), Flatten(), Dense(12, 3)], rng=rng).predict(np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"X must hold at least one example, got shape \(0, 5\)"):
        model.predict(np.ones((0, 5)))
    with pytest.raises(TypeError, match="X must hold whole numbers, got an array of dtype bool"):
        Model([Embedding(9, 4), Flatten(), Dense(12, 3)], rng=rng).predict(np.ones((2, 3), bool))
    with pytest.raises(ValueError, match=r"theta must have shape .* for <Model Chain.*got \(3,\)"):
        model.theta = np.zeros(3)
    trace = model.forward(X)
    for seeds, got in (({}, "neither"), ({"g": Y, "delta": Y}, "both")):
        with pytest.raises(TypeError, match=f"give g = .* or delta = .* got {got}"):
            vjp(model, trace, **seeds)
    with pytest.raises(ValueError, match="A and the seed must have one row an example, got 8 and 2"):
        vjp(model, trace, Y[:2])
    for name in ("g", "delta"):
        with pytest.raises(ValueError, match=rf"^{name} must have shape \(m, 3\), got \(8, 1\)"):
            vjp(model, trace, **{name: Y[:, :1]})
    with pytest.raises(TypeError, match="what forward returned, got ndarray"):
        vjp(model, X, Y)
    with pytest.raises(ValueError, match="trace must be one of this model"):
        vjp(learning(rng)[0], trace, Y)
    with pytest.raises(
        ValueError, match=r"trace must be one of a network with the sizes \(5, 3\), got one with \(5, 4, 3\)"
    ):
        vjp(Network([5, 3], rng=rng), Network([5, 4, 3], rng=rng).forward(X), Y)
    with pytest.raises(TypeError, match="rng must be a NumPy random generator"):
        model.forward(X, rng=3)
    with pytest.raises(TypeError, match="theta must hold real numbers"):
        model.theta = model.theta + 0j
    with pytest.raises(TypeError, match="theta must hold numbers"):
        model.theta = model.theta.astype(str)
    with pytest.raises(ValueError, match=r"must end in one row an example, \(m, n_L\), got shape \(2, 4, 3\)"):
        Model([Dense(5, 3)], rng=rng).predict(np.ones((2, 4, 5)))
    assert isinstance(trace, LayerTrace)


@pytest.mark.parametrize("value", [Dense(5, 3), 3, None], ids=["layer", "number", "nothing"])
def test_what_is_no_model_is_refused(value, rng):
    X, Y = np.ones((2, 5)), np.eye(3)[:2]
    for use in (
        lambda: train(value, X, Y, epochs=1, batch_size=1, learning_rate=1.0, rng=rng),
        lambda: train_epoch(value, X, Y, batch_size=1, learning_rate=1.0, rng=rng),
        lambda: check_network(value, X, Y),
        lambda: lbfgs(value, X, Y),
        lambda: levenberg_marquardt(value, X, Y),
        lambda: jacobian(value, X),
        lambda: range_test(value, X, Y, Adam, batch_size=1, rng=rng),
        lambda: vjp(value, None, Y),
    ):
        with pytest.raises(TypeError, match="model must be a Network, or a Model of layers, got"):
            use()


def test_the_check_wants_a_seed_and_not_a_generator(rng):
    model, X, Y = learning(rng)
    for seed, message in ((rng, "seed must be a whole number"), (True, "seed must be a whole"), (-1, "at least 0")):
        with pytest.raises((TypeError, ValueError), match=message):
            check_network(model, X, Y, seed=seed)
    network, _, X, Y = twins(rng)
    assert check_network(network, X, Y, seed=1).passed
    with pytest.raises(ValueError, match="nothing to check"):
        check_network(Model([Apply(tanh)], rng=rng), np.ones((2, 3)), np.eye(3)[:2])


# --- a model that learns


def test_a_model_learns_digits(rng):
    X, Y = datasets.digits()
    learn, held_out = datasets.split(X, Y, 0.25, rng)
    layers = [Dense(64, 32, "he"), BatchNorm(32), Apply(ACTIVATIONS["relu"]), Dropout(0.1), Dense(32, 10)]
    model = Model(layers, rng=rng, dtype=np.float32)
    history = train(model, *learn, epochs=8, batch_size=32, optimizer=Adam(0.005), rng=rng, validation=held_out)
    assert history.validation_accuracy[-1] > 0.93


def test_a_layer_alone_is_a_model(rng):
    model = Model(Dense(5, 3), rng=rng)
    X, Y = rng.normal(size=(4, 5)), np.eye(3)[[0, 1, 2, 0]]
    cost = lambda theta: model.cost(X, Y, theta)  # noqa: E731
    assert check_gradient(cost, model.gradient(X, Y).flat, model.theta, method="complex_step").passed
    assert list(model.parameters.blocks()) == ["W", "b"]
    assert isinstance(Chain([Dense(5, 3)]).layers, tuple)
