"""The network: its gradient against independent oracles, its memory layout, saving, and what it refuses."""

import copy

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given, settings
from hypothesis import strategies as st

from bplib import Network, propagation
from bplib.activations import ACTIVATIONS, softmax
from bplib.network import dropout_masks
from bplib.numerical_derivatives import numerical_gradient, relative_error

KINKED = ["relu", "leaky_relu", "selu"]  # the slope has a step at z = 0
SMOOTH = [name for name in ACTIVATIONS if name not in KINKED]


@st.composite
def problems(draw, hidden=SMOOTH):
    """Draw a network with its inputs and targets: any architecture, activations, loss and batch size."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    sizes = draw(st.lists(st.integers(1, 5), min_size=2, max_size=5))
    loss = draw(st.sampled_from(["quadratic", "mean_squared_error", "binary_cross_entropy", "cross_entropy"]))
    last = {"binary_cross_entropy": "sigmoid", "cross_entropy": "softmax"}.get(loss) or draw(st.sampled_from(SMOOTH))
    names = [*(draw(st.sampled_from(hidden)) for _ in sizes[2:]), last]
    network = Network(sizes, names, loss, rng=rng, initial_weights=draw(st.sampled_from(["glorot", "unit_normal"])))
    network.theta = network.theta + rng.normal(0, 0.3, network.theta.size)
    m = draw(st.integers(1, 7))
    return network, rng.normal(size=(m, sizes[0])), softmax(rng.normal(size=(m, sizes[-1])))


@settings(max_examples=150, deadline=None)
@given(problems())
def test_backward_equals_complex_step(problem):
    network, X, Y = problem
    gradient = network.gradient(X, Y).flat
    expected = numerical_gradient(lambda theta: network.cost(X, Y, theta), network.theta, "complex_step")
    np.testing.assert_allclose(gradient, expected, rtol=1e-9, atol=1e-14)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_backward_equals_central_differences(problem):
    network, X, Y = problem
    gradient = network.gradient(X, Y).flat
    cost = lambda theta: network.cost(X, Y, theta)  # noqa: E731
    expected = (
        4 * numerical_gradient(cost, network.theta, step=1e-3) - numerical_gradient(cost, network.theta, step=2e-3)
    ) / 3
    if np.linalg.norm(expected) > 1e-3:
        assert relative_error(gradient, expected) < 1e-7


@settings(max_examples=40, deadline=None)
@given(problems(hidden=KINKED))
def test_backward_with_kinks_equals_complex_step_away_from_them(problem):
    network, X, Y = problem
    Z = network.forward(X).Z[1:-1]
    if all(np.abs(z).min() > 1e-9 for z in Z):
        expected = numerical_gradient(lambda theta: network.cost(X, Y, theta), network.theta, "complex_step")
        np.testing.assert_allclose(network.gradient(X, Y).flat, expected, rtol=1e-9, atol=1e-14)


def test_gradient_equals_an_independent_implementation(rng):
    network = Network([5, 4, 3], "tanh softmax", "cross_entropy", rng=rng)
    X, Y = rng.normal(size=(6, 5)), np.eye(3)[[0, 1, 2, 2, 1, 0]]

    def cost(W1, b1, W2, b2):
        z = anp.dot(anp.tanh(anp.dot(X, W1.T) + b1), W2.T) + b2
        return -anp.mean(anp.sum(Y * (z - anp.log(anp.sum(anp.exp(z), axis=1, keepdims=True))), axis=1))

    arguments = network.W[1], network.b[1], network.W[2], network.b[2]
    gradient = network.gradient(X, Y)
    for i, got in enumerate((gradient.W[1], gradient.b[1], gradient.W[2], gradient.b[2])):
        np.testing.assert_allclose(got, grad(cost, i)(*arguments), rtol=1e-12, atol=1e-16)


def test_delta_is_the_derivative_of_one_example_by_its_weighted_input(rng):
    network = Network([3, 4, 2], "tanh sigmoid", rng=rng)
    X, Y = rng.normal(size=(5, 3)), rng.random((5, 2))
    D = network.gradient(X, Y).D
    for j in range(4):
        nudged = network.b[1].copy()
        network.b[1][j] += 1e-6
        up = network.loss.per_example(None, network.predict(X), Y)
        network.b[1][j] -= 2e-6
        down = network.loss.per_example(None, network.predict(X), Y)
        network.b[1][:] = nudged
        np.testing.assert_allclose(D[1][:, j], (up - down) / 2e-6, rtol=1e-6, atol=1e-10)
    assert D[0] is None


def test_dropout_is_differentiated_as_it_was_applied(rng):
    network = Network([3, 6, 5, 2], "sigmoid tanh sigmoid", rng=rng)
    X, Y = rng.normal(size=(4, 3)), rng.random((4, 2))
    masks = dropout_masks(network, 4, 0.5, rng)

    def cost(theta):
        parameters = propagation.Parameters(network.sizes, flat=theta)
        A = propagation.forward(parameters, network.f, X, masks).A[-1]
        return (((A - Y) ** 2).sum(axis=1) / 2).mean()

    trace = propagation.forward(network.parameters, network.f, X, masks)
    gradient = propagation.backward(network.parameters, network.f, network.loss, trace, Y)
    np.testing.assert_allclose(gradient.flat, numerical_gradient(cost, network.theta, "complex_step"), atol=1e-15)


def test_flat_vector_and_layers_share_their_memory(rng):
    network = Network([2, 3, 1], rng=rng)
    assert network.theta.size == 2 * 3 + 3 + 3 + 1
    network.theta = np.arange(13.0)
    np.testing.assert_array_equal(network.W[1], [[0, 1], [2, 3], [4, 5]])
    np.testing.assert_array_equal(network.b[1], [6, 7, 8])
    network.W[2][0, 0] = -1
    assert network.theta[9] == -1
    assert network.W[0] is None
    assert network.b[0] is None
    assert list(network.parameters.blocks()) == ["W[1]", "b[1]", "W[2]", "b[2]"]


def test_the_seed_makes_the_network():
    make = lambda seed: Network([4, 3, 2], rng=np.random.default_rng(seed)).theta  # noqa: E731
    np.testing.assert_array_equal(make(1), make(1))
    assert (make(1) != make(2)).any()


@pytest.mark.parametrize(
    ("rule", "variance"), [("glorot", 2 / 500), ("he", 2 / 300), ("lecun", 1 / 300), ("unit_normal", 1)]
)
def test_initial_weights_have_the_variance_of_their_rule(rule, variance, rng):
    network = Network([300, 200], rng=rng, initial_weights=rule)
    assert network.W[1].var() == pytest.approx(variance, rel=0.03)
    assert not network.b[1].any()


def test_float32_stays_float32(rng):
    network = Network([4, 3, 2], "silu softmax", "cross_entropy", rng=rng, dtype=np.float32)
    gradient = network.gradient(rng.normal(size=(5, 4)), np.eye(2)[[0, 1, 1, 0, 1]])
    assert gradient.flat.dtype == gradient.D[1].dtype == network.predict(np.ones((1, 4))).dtype == np.float32


def test_saved_and_loaded_it_is_the_same_network(tmp_path, rng):
    network = Network([4, 3, 2], "relu softmax", "cross_entropy", rng=rng, dtype=np.float32)
    network.save(tmp_path / "net.npz")
    loaded = Network.load(tmp_path / "net.npz")
    assert repr(loaded) == repr(network)
    np.testing.assert_array_equal(loaded.theta, network.theta)
    assert [path.name for path in tmp_path.iterdir()] == ["net.npz"]


def test_a_failing_save_keeps_the_old_file(tmp_path, rng, monkeypatch):
    network = Network([2, 1], rng=rng)
    network.save(tmp_path / "net.npz")
    before = (tmp_path / "net.npz").read_bytes()
    monkeypatch.setattr(np, "savez", lambda *a, **k: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        network.save(tmp_path / "net.npz")
    assert (tmp_path / "net.npz").read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


def test_loading_something_else_says_so(tmp_path):
    np.savez(tmp_path / "other.npz", x=1)
    with pytest.raises(ValueError, match="not a saved network: it has no activations"):
        Network.load(tmp_path / "other.npz")
    np.savez(tmp_path / "other.npz", sizes=[2, 1], activations=["tanh"], loss="quadratic")
    with pytest.raises(ValueError, match="not a saved network: it has no theta"):
        Network.load(tmp_path / "other.npz")


BAD_NETWORKS = {
    "one size": (([3],), "at least an input and an output"),
    "size 0": (([3, 0, 1],), r"sizes\[1\] must be at least 1, got 0"),
    "fraction": (([3, 2.5],), r"sizes\[1\] must be a whole number"),
    "unknown activation": (([3, 1], "sigmoidal"), "must be one of identity, sigmoid"),
    "too few activations": (([3, 2, 1, 1], "tanh sigmoid"), "one for each of the layers 1 to 3; got 2"),
    "unknown loss": (([3, 1], "sigmoid", "mse"), "loss must be one of quadratic"),
    "loss and output do not fit": (([3, 1], "tanh", "binary_cross_entropy"), "needs sigmoid outputs .* got tanh"),
}


@pytest.mark.parametrize(("arguments", "message"), BAD_NETWORKS.values(), ids=BAD_NETWORKS)
def test_impossible_networks_are_refused(arguments, message, rng):
    with pytest.raises((ValueError, TypeError), match=message):
        Network(*arguments, rng=rng)


def test_other_arguments_are_refused(rng):
    with pytest.raises(TypeError, match=r"np.random.default_rng\(seed\), got 0"):
        Network([2, 1], rng=0)
    with pytest.raises(TypeError, match="float32 or float64, got int64"):
        Network([2, 1], rng=rng, dtype=np.int64)
    with pytest.raises(ValueError, match="initial_weights must be one of glorot"):
        Network([2, 1], rng=rng, initial_weights="xavier")


BAD_DATA = {
    "vector of inputs": (
        (np.ones(3), np.ones((1, 1))),
        ValueError,
        r"X must have shape \(m, 3\), got \(3,\).*X\[None, :\]",
    ),
    "transposed inputs": ((np.ones((3, 8)), np.ones((8, 1))), ValueError, r"looks transposed: use X\.T"),
    "vector of targets": (
        (np.ones((4, 3)), np.ones(4)),
        ValueError,
        r"Y must have shape \(m, 1\), got \(4,\): use Y\[:, None\]",
    ),
    "wide targets": ((np.ones((4, 3)), np.ones((4, 2))), ValueError, r"Y must have shape \(m, 1\), got \(4, 2\)"),
    "other number of examples": ((np.ones((4, 3)), np.ones((5, 1))), ValueError, "one row an example, got 4 and 5"),
    "NaN": ((np.array([[1, np.nan, 2]]), np.ones((1, 1))), ValueError, r"X must be finite, got nan at index \[0, 1\]"),
    "text": (([["a", "b", "c"]], np.ones((1, 1))), TypeError, "X must hold real numbers"),
    "complex": ((np.ones((1, 3), complex), np.ones((1, 1))), TypeError, "real numbers.*complex128"),
    "rows of different lengths": (
        ([[1, 2, 3], [1, 2]], np.ones((2, 1))),
        ValueError,
        "X must be an array, got rows of different lengths: row 0 has 3 entries, row 1 has 2$",
    ),
    "targets of different lengths": ((np.ones((2, 3)), [[1], [1, 2]]), ValueError, "Y must be an array.*row 1 has 2"),
    "a masked array": (
        (np.ma.masked_equal([[1.0, 2.0, -9.0]], -9.0), np.ones((1, 1))),
        TypeError,
        r"X must be an ordinary array, got a masked one, whose 1 masked entries.*X\.filled",
    ),
    "nothing": ((np.ones((0, 3)), np.ones((0, 1))), ValueError, "at least one example"),
}


@pytest.mark.parametrize(("data", "error", "message"), BAD_DATA.values(), ids=BAD_DATA)
def test_wrong_data_is_refused(data, error, message, rng):
    network = Network([3, 2, 1], rng=rng)
    for function in (network.gradient, network.cost, network.accuracy):
        with pytest.raises(error, match=message):
            function(*data)


def test_class_numbers_as_targets_get_the_remedy(rng):
    network = Network([3, 4], "softmax", "cross_entropy", rng=rng)
    with pytest.raises(ValueError, match=r"one_hot\(Y, 4\)"):
        network.gradient(np.ones((2, 3)), np.array([0, 3]))


def test_accuracy_of_real_targets_is_refused(rng):
    network = Network([3, 1], "identity", rng=rng)
    with pytest.raises(ValueError, match="accuracy counts classes"):
        network.accuracy(np.ones((2, 3)), np.array([[0.3], [1.7]]))


def test_parameters_of_another_network_are_refused(rng):
    network = Network([2, 1], rng=rng)
    with pytest.raises(ValueError, match=r"theta must have shape \(3,\).*got \(4,\)"):
        network.theta = np.zeros(4)
    with pytest.raises(ValueError, match=r"theta must have shape \(3,\).*got \(1, 3\)"):
        network.theta = np.zeros((1, 3))
    with pytest.raises(ValueError, match="theta must be finite"):
        network.theta = np.array([0, np.inf, 0])
    with pytest.raises(ValueError, match=r"theta must have shape \(3,\)"):
        network.cost([[1, 2]], [[1]], np.zeros(4))
    with pytest.raises(TypeError, match="what forward returned, got ndarray"):
        network.backward(np.ones((1, 1)), [[1]])


def test_a_deep_copy_is_a_network_of_its_own(rng):
    network = Network([3, 4, 2], rng=rng)
    twin, X = copy.deepcopy(network), rng.normal(size=(5, 3))
    before = network.predict(X)
    twin.theta = np.zeros(twin.theta.size)
    assert np.all(twin.W[1] == 0)
    assert np.all(twin.predict(X) == 0.5)
    assert np.array_equal(network.predict(X), before)
    gradient = network.gradient(X, np.zeros((5, 2)))
    other = copy.deepcopy(gradient)
    assert np.array_equal(other.D[2], gradient.D[2])
    assert not np.shares_memory(other.D[2], gradient.D[2])
