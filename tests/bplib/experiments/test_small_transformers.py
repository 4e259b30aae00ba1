"""Small Transformers: their tasks, their training, and what happens when their looks are changed."""

import numpy as np
import pytest

from bplib.data.sequences import Strings
from bplib.experiments.small_transformers import (
    gradient_of,
    learning,
    looks,
    put,
    recaller,
    recalls,
    repeater,
    repetitions,
    reversals,
    reverser,
    right,
    rising_and_falling,
    steered,
    trained,
)
from bplib.gradient_check import check_network
from bplib.layers.transformer import transformer
from bplib.model import Model, vjp

UPDATES = 100


@pytest.fixture(scope="module")
def reversing():
    """Return a network that has learnt reversal."""
    return trained(reverser(0), reversals, UPDATES, 0.003, 1)


def seeded(seed):
    return np.random.default_rng(seed)


def test_reversals_and_recalls_ask_what_their_names_say():
    X, Y = reversals(5, seeded(0))
    np.testing.assert_array_equal(Y.reshape(5, 10, 10).argmax(2), X[:, ::-1])
    X, Y = recalls(200, seeded(0))
    keys, values = X[:, :12:2], X[:, 1:12:2]
    where = (keys == X[:, 12:]).argmax(1)
    assert keys.max() < 8 <= values.min()
    np.testing.assert_array_equal(values[np.arange(200), where] - 8, Y.argmax(1))


def test_repetitions_have_one_of_the_distances_in_a_minibatch():
    rng, seen = seeded(0), set()
    for _ in range(20):
        batch = repetitions(6, 9)(3, rng)
        assert isinstance(batch, Strings)
        seen.add(int((batch.mask[0] == 0).sum()))
    assert seen == {6, 9}


def test_the_rate_rises_stays_and_falls():
    rates = [rising_and_falling(0.01, 200)(t) for t in range(200)]
    assert rates[0] == pytest.approx(0.01 / 50)
    np.testing.assert_allclose(rates[50:100], 0.01)
    assert np.all(np.diff(rates[101:]) < 0)
    assert 0 < rates[-1] < 0.0002


def test_reversal_is_learnt_and_the_map_is_the_anti_diagonal(reversing):
    test = reversals(200, seeded(2))
    assert right(reverser(0), test) < 0.2
    assert right(reversing, test) > 0.95
    (P,) = looks(reversing, test[0])
    assert P.shape == (200, 1, 10, 10)
    assert P[:, 0, range(10), range(9, -1, -1)].mean() > 0.7


def test_the_same_seeds_give_the_same_network(reversing):
    again = trained(reverser(0), reversals, UPDATES, 0.003, 1)
    np.testing.assert_array_equal(again.theta, reversing.theta)
    assert list(learning(reverser(0), reversals, 3, 0.003, seeded(0), m=2)) == [1, 2, 3]


def test_only_answers_that_count_give_a_gradient_and_are_counted():
    model, batch = repeater(0, blocks=1), repetitions(7)(4, seeded(0))
    trace = model.forward(batch.X)
    np.testing.assert_array_equal(gradient_of(model, batch).flat, vjp(model, trace, delta=batch.delta(trace.A))[0].flat)
    hits = trace.A.argmax(1).reshape(4, 24) == batch.Y.argmax(2)
    assert right(model, batch) == pytest.approx(hits[:, 7:].mean())
    assert not batch.mask[:, :7].any()


def test_steering_to_what_is_there_changes_nothing(reversing):
    X, _ = reversals(20, seeded(3))
    same = steered(reversing, {0: lambda P: P})
    np.testing.assert_array_equal(same.predict(X), reversing.predict(X))
    assert steered(reversing, {}).layers == reversing.layers


def test_a_steered_network_looks_where_it_is_told(reversing):
    test = reversals(200, seeded(4))
    exact, wrong = (steered(reversing, {0: put(A)}) for A in (np.eye(10)[::-1], np.eye(10)))
    assert right(exact, test) > 0.95
    assert right(wrong, test) < 0.2
    np.testing.assert_array_equal(looks(wrong, test[0])[0][3, 0], np.eye(10))


def test_a_look_that_is_given_has_its_gradient(rng):
    model = Model(transformer(5, 4, 6, heads=2, hidden=7), rng=rng)
    given = steered(model, {0: put(rng.random((4, 4)))})
    X, Y = rng.integers(0, 5, (3, 4)), np.eye(5)[rng.integers(0, 5, 12)]
    assert check_network(given, X, Y, "complex_step").passed
    blocks = given.gradient(X, Y).blocks()
    assert not blocks["2.0.0.1.Wq"].any()
    assert not blocks["2.0.0.1.Wk"].any()
    assert blocks["2.0.0.1.Wv"].any()


def test_one_block_of_two_can_be_steered():
    model, (X, _) = recaller(0), recalls(6, seeded(0))
    look = np.eye(13)
    first, second = looks(steered(model, {1: put(look)}), X)
    np.testing.assert_array_equal(first, looks(model, X)[0])
    np.testing.assert_array_equal(second[:, 0], np.broadcast_to(look, (6, 13, 13)))
