"""What lesson 7b measures: each measure on a model where the answer is known."""

import numpy as np
import pytest

from bplib.activations import tanh
from bplib.experiments import deep_remedies
from bplib.experiments.deep_remedies import (
    Jolt,
    answered,
    bending,
    deep_sigmoids,
    descend,
    gone_back,
    in_stretches,
    moved_below,
    pieces,
    profile,
    shares,
    slopes_in_a_row,
    watched,
)
from bplib.layers import Apply, BatchNorm, Dense, Dropout, LayerNorm, LayerParameters, Residual, Scale
from bplib.model import Model


@pytest.fixture
def data(rng):
    return rng.normal(size=(40, 3)), np.eye(2)[rng.integers(0, 2, 40)]


def net(rng, *middle):
    return Model([Dense(3, 4), *middle, Apply(tanh), Dense(4, 2)], rng=rng)


def test_fixed_factors_are_found_forwards_and_from_the_top_down(rng):
    x = rng.normal(size=(5, 3))
    up, down = profile([Scale(3.0), Residual(Scale(1.0)), Scale(0.5)], x, rng)
    assert up == pytest.approx(3.0)
    assert down == pytest.approx([1.0, 0.5, 1.0, 3.0])


def test_paths_without_branches_are_all_when_branches_are_nothing_and_lengths_are_binomial(rng):
    assert shares(0.0, 4, 3, rng) == pytest.approx([1, 0, 0, 0, 0])
    found = np.mean([shares(1.0, 20, 40, rng) for _ in range(5)], axis=0)
    assert found.sum() == pytest.approx(1)
    assert found @ np.arange(21) == pytest.approx(10, abs=1.0)  # a branch has as much power as what goes around it


def test_the_slopes_of_a_straight_network_are_all_alike_and_those_of_a_deep_one_are_measured(rng):
    x = np.linspace(-1, 1, 9)[:, None]
    g = slopes_in_a_row(lambda: [Scale(1.0)], x, np.random.default_rng(3), n=5)
    W, b = np.random.default_rng(3), None
    first = Dense(1, 5, "he")
    p = LayerParameters(first)
    p.start(W)
    top = LayerParameters(Dense(5, 1, "lecun"))
    top.start(W)
    b = W.normal(size=5)
    active = x @ p.view.W.T + b > 0
    assert g == pytest.approx((active * p.view.W[:, 0]) @ top.view.W[0])


def test_descent_makes_the_steps_that_it_says(rng, data):
    model = net(rng)
    start = model.theta.copy()
    gradient = model.gradient(*data).flat
    costs = descend(model, data, 1, 0.1, rng, batch=40)
    assert model.theta == pytest.approx(start - 0.1 * gradient)
    assert costs == pytest.approx([Model.cost(model, *data, theta=start)])


def test_every_example_is_seen_before_one_comes_again(rng, data):
    seen = []
    descend(net(rng), data, 4, 0.1, rng, batch=10, change=lambda X, _: seen.append(X) or X)
    assert np.sort(np.concatenate(seen), axis=0) == pytest.approx(np.sort(data[0], axis=0))


def test_decay_shrinks_weights_and_no_biases(rng, data):
    model = net(rng)
    model.parameters.view[0].b[:] = 1.0
    before = model.theta.copy()
    descend(model, data, 1, 0.0, rng, decay=5.0)
    assert model.theta == pytest.approx(before)
    other = net(np.random.default_rng(0))
    b = other.parameters.view[0].b
    W, gradient = other.parameters.view[0].W.copy(), other.gradient(*data)
    b[:] = 0
    descend(other, data, 1, 0.1, rng, batch=40, decay=5.0)
    after = other.parameters.view[0].W
    assert after == pytest.approx(0.5 * W - 0.1 * gradient.view[0].W)


def test_training_that_overflows_ends_in_infinite_costs(rng, data):
    model = Model([Dense(3, 2)], "identity", "quadratic", rng=rng)
    with np.errstate(all="ignore"):
        costs = descend(model, data, 20, 1e30, rng)
    assert np.isfinite(costs[0])
    assert costs[-1] == np.inf


def test_a_jolt_goes_back_as_it_came_and_is_still_while_the_model_answers(rng):
    layer, x = Jolt(), rng.normal(size=(6, 2))
    p = LayerParameters(layer).view
    y, scale = layer.forward(p, x, rng)
    assert np.abs(y - x).max() > 0.01
    assert layer.backward(p, scale, np.ones((6, 2)), p) == pytest.approx(scale * np.ones((6, 2)))
    assert layer.forward(p, x)[0] is x


def test_a_model_in_single_precision_is_trained_and_measured_in_it(rng, data):
    types = set()

    class Seen(Jolt):
        def forward(self, p, x, rng=None):
            y, scale = super().forward(p, x, rng)
            types.update((x.dtype, y.dtype, scale.dtype))
            return y, scale

    model = Model([Dense(3, 4), Seen(), Apply(tanh), Dense(4, 2)], rng=rng, dtype=np.float32)
    descend(model, data, 2, 0.1, rng, batch=8)
    watched(model, lambda model, X, Y, rate: types.update((X.dtype, Y.dtype)) or 0.0, data, 0.1, rng, 8)
    assert types == {np.dtype(np.float32)}
    assert in_stretches(model, data, 0.1, rng).dtype == np.float32


def test_nothing_below_the_first_layer_moves(rng, data):
    model = net(rng, BatchNorm(4))
    before = model.theta.copy()
    assert moved_below(model, *data, rate=0.1, layer=1) == 0
    found = moved_below(model, *data, rate=0.1, layer=2)
    assert 0 < found < 1
    assert moved_below(model, *data, rate=0.2, layer=2) > found
    assert (model.theta == before).all()


def test_a_layer_that_is_not_there_is_refused(rng, data):
    for layer in (0, 3):
        with pytest.raises(ValueError, match="layer must"):
            moved_below(net(rng), *data, rate=0.1, layer=layer)


def test_the_step_on_which_the_gradient_bends_most_counts(rng, data):
    model = net(rng)
    model.theta *= 3
    found, whole = bending(model, *data, 4.0), model.gradient(*data).flat
    start, ratios = model.theta.copy(), []
    for factor in (0.5, 1, 2, 4):
        model.theta = start - 4.0 * factor * whole
        ratios.append(np.linalg.norm(model.gradient(*data).flat - whole) / np.linalg.norm(4.0 * factor * whole))
    assert np.argmax(ratios) < 3
    assert found == pytest.approx(max(ratios))


def test_the_bending_of_a_bowl_is_its_curvature_along_the_gradient(rng):
    model = Model([Dense(1, 1)], "identity", "quadratic", rng=rng)
    X, Y = np.array([[2.0], [-2.0]]), np.zeros((2, 1))
    model.parameters.view[0].W[:] = 1.0
    before = model.theta.copy()
    assert bending(model, X, Y, 0.05) == pytest.approx(4.0)
    assert (model.theta == before).all()


def test_a_measure_is_taken_five_times_while_the_model_learns(rng, data):
    model, places = net(rng), []
    found = watched(model, lambda model, X, Y, rate: places.append(model.theta.copy()) or len(X), data, 0.1, rng, 8)
    assert found == 8
    assert len({place.tobytes() for place in places}) == 5
    values = [*range(4), 1000]
    assert watched(model, lambda *_: values.pop(), data, 0.1, rng, 8) == 2


def test_steps_between_measures_have_minibatches_of_the_same_size(rng, data, monkeypatch):
    sizes = []
    monkeypatch.setattr(deep_remedies, "descend", lambda *given, **_: sizes.append((given[2], given[-1])))
    watched(net(rng), lambda *_: 0.0, data, 0.1, rng, 8)
    assert sizes == [(20, 8)] * 5


def test_what_stands_in_for_dropout_is_done_where_it_stands(rng, data):
    model = net(rng, Dropout(0.5))
    accuracy, cost = answered(model, *data, lambda a: a)
    assert (accuracy, cost) == pytest.approx((model.accuracy(*data), model.cost(*data)))
    half = answered(model, *data, lambda a: a / 2)[1]
    model.parameters.view[0].W[:] /= 2
    assert half == pytest.approx(model.cost(*data))


def test_one_layer_has_a_piece_more_than_kinks_between_the_ends():
    rng = np.random.default_rng(5)
    found = pieces(1, 30, rng)
    again = np.random.default_rng(5)
    W, b = again.normal(0, 2**0.5, 30), again.normal(0, 0.5, 30)
    assert found == 1 + (np.abs(b / W) < 3).sum()
    assert pieces(6, 5, rng) > 1


@pytest.mark.parametrize("norm", [None, LayerNorm])
def test_centred_sigmoids_lie_around_the_middle_and_weights_are_large(norm):
    X = np.random.default_rng(1).random((200, 30))
    model, plain = (
        deep_sigmoids(norm, np.random.default_rng(0), centre, depth=2, n=40) for centre in (X.mean(axis=0), None)
    )
    dense = [i for i, layer in enumerate(model.layers.layers) if isinstance(layer, Dense)]
    for i, mean in zip(dense, (X.mean(axis=0), np.full(40, 0.5), np.full(40, 0.5)), strict=True):
        p = model.parameters.view[i]
        assert p.W @ mean + p.b == pytest.approx(np.zeros(len(p.b)), abs=1e-12)
        assert not plain.parameters.view[i].b.any()
    assert np.std(model.parameters.view[0].W) > 2 * (2 / 70) ** 0.5 > np.std(plain.parameters.view[0].W)


def test_stopping_goes_back_to_the_lowest_cost_that_was_seen(rng, data):
    held_out = rng.normal(size=(20, 3)), np.eye(2)[rng.integers(0, 2, 20)]
    by_hand, order, seen = net(np.random.default_rng(2)), np.random.default_rng(3), []
    for _ in range(30):
        descend(by_hand, data, 30, 0.3, order, batch=10)
        seen.append((by_hand.cost(*held_out), by_hand.theta.copy()))
    model = net(np.random.default_rng(2))
    path = in_stretches(model, data, 0.3, np.random.default_rng(3))
    assert path == pytest.approx(np.array([theta for _, theta in seen]))
    assert model.theta == pytest.approx(seen[-1][1])
    lowest, theta = min(seen, key=lambda pair: pair[0])
    assert gone_back(model, path, held_out).theta == pytest.approx(theta)
    assert lowest < seen[-1][0]
