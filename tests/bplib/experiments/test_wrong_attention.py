"""Planted mistakes: forwards as the right network, backwards wrong in the blocks that the mistake reaches."""

import numpy as np
import pytest

from bplib.experiments.wrong_attention import MISTAKES, planted
from bplib.gradient_check import check_network
from bplib.layers.transformer import transformer
from bplib.model import Model

BELOW = {"0.E", "1.P", "2.0.0.0.gamma", "2.0.0.0.beta"}
SPOILT = {
    "none": set(),
    "softmax: entry by entry": BELOW | {"2.0.0.1.Wq", "2.0.0.1.Wk"},
    "1/√d forgotten": BELOW | {"2.0.0.1.Wq", "2.0.0.1.Wk"},
    "∂Q and ∂K exchanged": BELOW | {"2.0.0.1.Wq", "2.0.0.1.Wk"},
    "∂V lost": BELOW | {"2.0.0.1.Wv"},
    "residual: g not added": BELOW | {f"2.0.0.1.W{name}" for name in "qkvo"},
}


@pytest.fixture
def right(rng):
    model = Model(transformer(5, 4, 6, heads=2, hidden=7), rng=rng)
    model.theta = model.theta + 0.3 * rng.normal(size=model.theta.size)
    return model


def test_every_mistake_has_its_expectation():
    assert list(SPOILT) == list(MISTAKES)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_spoils_what_lies_below_it_and_nothing_forwards(right, rng, mistake):
    X, Y = rng.integers(0, 5, (3, 4)), np.eye(5)[rng.integers(0, 5, 12)]
    wrong = planted(right, mistake)
    np.testing.assert_array_equal(wrong.predict(X), right.predict(X))
    found = check_network(wrong, X, Y, "complex_step")
    assert {block.name for block in found.failed} == SPOILT[mistake]


def test_the_forgotten_scale_is_a_factor(right, rng):
    X, Y = rng.integers(0, 5, (3, 4)), np.eye(5)[rng.integers(0, 5, 12)]
    found = planted(right, "1/√d forgotten").gradient(X, Y).blocks()["2.0.0.1.Wq"]
    np.testing.assert_allclose(found, np.sqrt(3) * right.gradient(X, Y).blocks()["2.0.0.1.Wq"])
    lost = planted(right, "∂V lost").gradient(X, Y).blocks()
    assert not lost["2.0.0.1.Wv"].any()
