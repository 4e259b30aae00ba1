"""Layers: every backward rule against oracles that do not know it, sharing, initial values, and what is refused."""

from dataclasses import dataclass
from importlib.util import find_spec
from types import SimpleNamespace
from typing import ClassVar

import numpy as np
import pytest
from layer_cases import CASES, SEED

from bplib import autodiff, layers
from bplib.activations import tanh
from bplib.layers import Apply, BatchNorm, Chain, Dense, Dropout, Embedding, Layer, Residual, Scale
from bplib.layers.layer import LayerParameters, distinct

# --- the oracles: each returns the gradients of Σ c ⊙ y by the parameters, (P,), and by x (None where x counts)


def by_complex_step(case, parameters, x, c):
    def cost(theta, x):
        return (c * case.layer.forward(parameters.like(theta.astype(complex)).view, x, chance(case))[0]).sum()

    def slopes(f, at):
        steps = (at + 1e-20j * unit.reshape(at.shape) for unit in np.eye(at.size))
        return np.array([f(step).imag / 1e-20 for step in steps]).reshape(at.shape)

    by_x = None if case.layer.counts else slopes(lambda x: cost(parameters.flat, x), x)
    return slopes(lambda theta: cost(theta, x), parameters.flat), by_x


def by_tape(case, parameters, x, c):
    p = {name: autodiff.Node(block) for name, block in parameters.blocks().items()}
    math = SimpleNamespace(**{name: getattr(autodiff, name) for name in autodiff.__all__}, constant=lambda a: a)
    x = x if case.layer.counts else autodiff.Node(x)
    found = autodiff.gradients((c * case.by_hand(math, p, x)).sum())
    by_x = None if case.layer.counts else found[x]
    return np.concatenate([found.get(node, node.grad).ravel() for node in p.values()] or [np.zeros(0)]), by_x


def by_pytorch(case, parameters, x, c):
    import torch

    p = {name: torch.tensor(block, requires_grad=True) for name, block in parameters.blocks().items()}
    names = ("tanh", "sigmoid", "relu", "log", "exp", "sqrt")
    math = SimpleNamespace(**{name: getattr(torch, name) for name in names}, constant=torch.from_numpy)
    x = x if case.layer.counts else torch.tensor(x, requires_grad=True)
    (torch.from_numpy(c) * case.by_hand(math, p, x)).sum().backward()
    grads = [torch.zeros_like(value) if value.grad is None else value.grad for value in p.values()]
    by_x = None if case.layer.counts else x.grad.numpy()
    return np.concatenate([grad.numpy().ravel() for grad in grads] or [np.zeros(0)]), by_x


ORACLES = {"complex step": by_complex_step, "tape": by_tape}
if find_spec("torch"):
    ORACLES["PyTorch"] = by_pytorch


def chance(case):
    return np.random.default_rng(SEED) if case.learning else None


def drawn(case, rng):
    """Return parameters away from all special values, inputs, and the weights c of the outputs."""
    parameters = LayerParameters(case.layer, flat=rng.normal(size=LayerParameters(case.layer).flat.size))
    for block in parameters.kept:
        np.abs(block, out=block)  # variances
    x = rng.integers(0, case.layer.vocabulary, case.shape) if case.layer.counts else rng.normal(size=case.shape)
    return parameters, x, rng.normal(size=case.layer.forward(parameters.view, x)[0].shape)


@pytest.mark.parametrize("oracle", ORACLES)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_way_back_is_the_derivative(case, oracle, rng):
    parameters, x, c = drawn(case, rng)
    expected, expected_x = ORACLES[oracle](case, parameters, x, c)
    for block in parameters.like(expected).kept:
        block[:] = 0  # no gradient moves it
    _, seen = case.layer.forward(parameters.like(parameters.flat.copy()).view, x, chance(case))
    grad = parameters.like(np.zeros_like(parameters.flat))
    g_x = case.layer.backward(parameters.view, seen, c, grad.view)
    np.testing.assert_allclose(grad.flat, expected, rtol=1e-12, atol=1e-12)
    if expected_x is None:
        assert g_x is None
    else:
        assert g_x.shape == x.shape
        np.testing.assert_allclose(g_x, expected_x, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_gradients_are_added_and_neither_x_nor_g_nor_parameters_are_touched(case, rng):
    parameters, x, c = drawn(case, rng)
    parameters = parameters.like(parameters.flat.copy())
    _, seen = case.layer.forward(parameters.view, x, chance(case))
    before = [array.copy() for array in (x, c, parameters.flat)]
    once = parameters.like(np.zeros_like(parameters.flat))
    case.layer.backward(parameters.view, seen, c, once.view)
    again = parameters.like(np.ones_like(parameters.flat))
    case.layer.backward(parameters.view, seen, c, again.view, back=False)
    np.testing.assert_allclose(again.flat, once.flat + 1, rtol=1e-13, atol=1e-13)
    for array, old in zip((x, c, parameters.flat), before, strict=True):
        np.testing.assert_array_equal(array, old)


def test_every_layer_of_the_library_is_among_the_cases():
    used = {type(part).__name__ for case in CASES.values() for _, part in distinct(case.layer)}
    assert set(layers.__all__) - {"Layer", "LayerParameters"} <= used


# --- parameters


def test_parameters_lie_in_one_vector_in_the_order_of_a_network():
    parameters = LayerParameters(Chain([Dense(2, 3), Apply(tanh), Dense(3, 1)]))
    parameters.flat[:] = np.arange(13)
    assert list(parameters.blocks()) == ["0.W", "0.b", "2.W", "2.b"]
    np.testing.assert_array_equal(parameters.view[0].W, [[0, 1], [2, 3], [4, 5]])
    np.testing.assert_array_equal(parameters.view[2].b, [12])
    parameters.view[2].W[0, 0] = -1
    assert parameters.flat[9] == -1
    assert [block.shape for block in parameters.decaying] == [(3, 2), (1, 3)]


def test_the_same_record_twice_is_one_layer_and_two_equal_records_are_two():
    layer = Dense(4, 4)
    assert LayerParameters(Chain([layer, layer])).flat.size == 20
    assert LayerParameters(Chain([Dense(4, 4), Dense(4, 4)])).flat.size == 40
    shared = LayerParameters(Chain([layer, Residual(layer)])).view
    assert shared[0] is shared[1][0]


@dataclass(frozen=True)
class Noted(Layer):
    """A layer that keeps a matrix, and notes down whether it is asked for ∂C/∂x."""

    asked: list
    kept: ClassVar = ("M",)

    def shapes(self):
        return {"W": (2, 2), "M": (2, 2)}

    def forward(self, p, x, rng=None):
        return x, None

    def backward(self, p, seen, g, grad, back=True):
        self.asked.append(back)
        return g if back else None


def test_what_is_kept_does_not_decay_whatever_its_shape():
    parameters = LayerParameters(Noted([]))
    (decaying,) = parameters.decaying
    assert decaying is parameters.view.W


def test_nobody_asks_the_lowest_layer_for_the_gradient_of_its_inputs():
    chain = Chain([Residual(Noted(asked := [])), Chain([Noted(asked), Apply(tanh)])])
    parameters, x = LayerParameters(chain), np.ones((3, 2))
    _, seen = chain.forward(parameters.view, x)
    assert chain.backward(parameters.view, seen, x, parameters.view, back=False) is None
    assert asked == [True, False]


def test_what_counts_is_the_lowest_layer_of_all():
    table = Embedding(6, 2)
    assert Chain([Chain([table]), Dense(2, 2)]).counts
    assert Residual(table).counts
    assert not Chain([Dense(2, 2), table]).counts


def test_initial_values_are_those_that_the_layers_name(rng):
    parameters = LayerParameters(Chain([Dense(400, 300, "he"), Dense(300, 200, "lecun")]))
    parameters.start(rng)
    assert parameters.view[0].W.var() == pytest.approx(2 / 400, rel=0.03)
    assert parameters.view[1].W.var() == pytest.approx(1 / 300, rel=0.03)
    assert not parameters.view[0].b.any()
    factor = LayerParameters(Scale(-0.5))
    factor.start(rng)
    assert factor.flat == -0.5


def test_dropout_silences_the_right_fraction_and_keeps_the_mean(rng):
    y, factors = Dropout(0.25).forward(None, np.ones((200, 300)), rng)
    assert (y == 0).mean() == pytest.approx(0.25, abs=0.01)
    assert set(np.unique(factors)) == {0, 1 / 0.75}
    assert Dropout(0.25).forward(None, np.ones((2, 3), np.float32), rng)[0].dtype == np.float32


def test_a_table_adds_what_a_row_collects_in_several_places(rng):
    layer = Embedding(6, 2)
    parameters = LayerParameters(layer, flat=rng.normal(size=12))
    x, g = np.array([[1, 4, 1]]), np.arange(1.0, 7.0).reshape(1, 3, 2)
    grad = parameters.like(np.zeros(12))
    _, seen = layer.forward(parameters.view, x)
    layer.backward(parameters.view, seen, g, grad.view)
    np.testing.assert_array_equal(grad.view.E[[1, 4]], [[1 + 5, 2 + 6], [3, 4]])
    assert not grad.view.E[[0, 2, 3, 5]].any()


# --- what is refused

REFUSED = {
    "no units": (lambda: Dense(0, 3), ValueError, "n_in must be at least 1, got 0"),
    "half a unit": (lambda: Dense(2, 2.5), TypeError, "n_out must be a whole number"),
    "unknown rule": (lambda: Dense(2, 3, "xavier"), ValueError, "initial_weights must be one of glorot"),
    "name of an activation": (lambda: Apply("tanh"), TypeError, "must be an activation of bplib.activations"),
    "rate": (lambda: Dropout(1.0), ValueError, r"rate must lie in \[0, 1\)"),
    "no list": (lambda: Chain(Dense(2, 2)), TypeError, r"layers must be a list of layers, got Dense\(n_in=2"),
    "a class": (lambda: Chain([Dense]), TypeError, r"must be a layer, got .*: make one, Dense\(...\)"),
    "empty chain": (lambda: Chain([]), ValueError, "at least one layer, got none"),
    "activation for a layer": (
        lambda: Chain([Dense(2, 2), tanh]),
        TypeError,
        r"layers\[1\] .*becomes one as Apply\(f\)",
    ),
    "number for a layer": (lambda: Residual(3), TypeError, "inner must be a layer, got 3"),
}


@pytest.mark.parametrize(("make", "error", "message"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_layer_is_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()


@pytest.mark.parametrize(
    ("layer", "shape", "message"),
    [
        (Dense(3, 2), (4, 5), r"Dense\(n_in=3.*takes inputs of shape \(m, 3\), got \(4, 5\)"),
        (Dense(3, 2), (3,), r"takes inputs of shape \(m, 3\), got \(3,\)$"),
        (Dense(30, 2), (4, 5, 3, 2), r"\(m, 30\), got \(4, 5, 3, 2\): images\? put a Flatten\(\) before it"),
        (Dense(31, 2), (4, 5, 3, 2), r"\(m, 31\), got \(4, 5, 3, 2\)$"),
        (Residual(Dense(3, 2)), (4, 3), r"must keep the shape of its inputs, \(4, 3\), got \(4, 2\)"),
        (Residual(Dense(3, 1)), (4, 3), r"must keep the shape of its inputs, \(4, 3\), got \(4, 1\)"),
    ],
)
def test_inputs_of_another_shape_are_refused(layer, shape, message):
    with pytest.raises(ValueError, match=message):
        layer.forward(LayerParameters(layer).view, np.ones(shape))


def test_another_array_in_the_place_of_a_parameter_is_refused(rng):
    """It would be cut off from the vector: checked, but neither trained nor saved."""
    p = LayerParameters(Dense(3, 2)).view
    with pytest.raises(AttributeError, match=r"write into the array, p\.W\[\.\.\.\] = or \+="):
        p.W = np.ones((2, 3))
    p.W += 1
    p.b[...] = 2
    assert p.W.sum() == 6


def test_what_a_layer_keeps_must_be_among_its_parameters():
    class Misspelt(BatchNorm):
        kept = ("means",)

    with pytest.raises(ValueError, match="keeps means, but its parameters are gamma, beta, mean, variance"):
        LayerParameters(Misspelt(3))


def test_numbers_of_numpy_make_the_same_layer():
    assert repr(Dense(np.int64(5), np.int32(3))) == repr(Dense(5, 3))
    assert repr(Dropout(np.float32(0.5))) == repr(Dropout(0.5))


def test_a_layer_without_rules_says_so():
    with pytest.raises(NotImplementedError, match="Layer gives no rule forward"):
        layers.Layer().forward(None, np.ones((1, 1)))
