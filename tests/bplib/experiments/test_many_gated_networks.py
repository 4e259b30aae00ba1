"""Many networks at once have the gradients and the answers that each of them has as a Model of its own."""

import numpy as np
import pytest

from bplib.experiments.many_gated_networks import Batch, ManyNetworks, last_answers, learn
from bplib.layers import GRU, LSTM, Dense, Elman, EveryMoment, LastMoment
from bplib.model import Model
from bplib.optimizers import GradientDescent

K, N, OUT, T, M, R = 3, 4, 2, 6, 5, 2
LAYERS = (Elman(K, N), Elman(K, N, window=2), LSTM(K, N), LSTM(K, N, window=4), LSTM(K, N, paths="c"))
LAYERS += (LSTM(K, N, paths="h"), GRU(K, N), GRU(K, N, window=1))


def networks(layer, rng, every_moment, output="softmax"):
    """Return two networks that differ in all their parameters, and their sequences."""
    rngs = [np.random.default_rng(seed) for seed in range(R)]
    nets = ManyNetworks(layer, OUT, output, rngs, every_moment=every_moment, dtype=np.float64)
    nets.theta += 0.3 * rng.normal(size=nets.theta.shape)
    return nets, rng.normal(size=(R, T, M, K))


@pytest.mark.parametrize("every_moment", [True, False])
@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_each_network_has_the_gradient_of_its_model(layer, every_moment, rng):
    nets, X = networks(layer, rng, every_moment)
    Y = np.eye(OUT)[rng.integers(0, OUT, (R, T, M))]
    batch = Batch(X, Y, np.full((R, T, M), 1 / (T * M))) if every_moment else last_answers(X, Y[:, 0])
    found = nets.gradients(batch)
    for r in range(R):
        layers = [layer, EveryMoment() if every_moment else LastMoment(), Dense(N, OUT)]
        model = Model(layers, rng=np.random.default_rng(0))
        model.theta = nets.theta[r]
        own = Y[r].reshape(-1, OUT) if every_moment else Y[r, 0]
        np.testing.assert_allclose(found[r], model.gradient(X[r], own).flat, rtol=0, atol=1e-14)
        np.testing.assert_allclose(nets.answers(X)[r].reshape(-1, OUT), model.forward(X[r]).A, atol=1e-14)


def test_a_network_starts_as_its_model_does():
    nets = ManyNetworks(GRU(K, N), OUT, "sigmoid", [np.random.default_rng(3)], every_moment=False, dtype=np.float64)
    layers = [GRU(K, N), LastMoment(), Dense(N, OUT)]
    model = Model(layers, "sigmoid", "binary_cross_entropy", rng=np.random.default_rng(3))
    np.testing.assert_array_equal(nets.theta[0], model.theta)


def test_each_gradient_is_shortened_by_itself(rng):
    nets, X = networks(Elman(K, N), rng, False, "identity")
    batch = last_answers(X, np.stack([np.full((M, OUT), 1e3), nets.answers(X)[1, 0] + 1e-3]))
    before, gradients = nets.theta.copy(), nets.gradients(batch)
    for _ in learn(nets, GradientDescent(1.0), [batch], clip=0.5):
        pass
    steps = before - nets.theta
    np.testing.assert_allclose(np.linalg.norm(steps[0]), 0.5)
    np.testing.assert_allclose(steps[1], gradients[1], atol=1e-15)
    assert np.linalg.norm(gradients[0]) > 10


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"Y": lambda Y: Y[..., :1]}, r"Y must have shape \(R, T, m, n_out\), here \(2, 6, 5, 2\), got \(2, 6, 5, 1\)"),
        ({"Y": lambda Y: Y[:, :1]}, r"got \(2, 1, 5, 2\)"),
        ({"weights": lambda w: w[:1]}, r"weights must have shape \(R, T, m\), here \(2, 6, 5\), got \(1, 6, 5\)"),
        ({"weights": lambda w: w[0, 0]}, r"got \(5,\)"),
    ],
)
def test_nothing_broadcasts_by_accident(change, message, rng):
    nets, X = networks(Elman(K, N), rng, True)
    batch = Batch(X, np.eye(OUT)[rng.integers(0, OUT, (R, T, M))], np.full((R, T, M), 1 / (T * M)))
    nets.gradients(batch)
    with pytest.raises(ValueError, match=message):
        nets.gradients(batch._replace(**{name: f(getattr(batch, name)) for name, f in change.items()}))


def test_answers_count_alike_also_where_inputs_are_whole_numbers():
    batch = last_answers(np.ones((R, T, M, K), int), np.ones((R, M, OUT)))
    np.testing.assert_allclose(batch.weights, 1 / M)


def test_a_length_to_clip_to_is_not_negative(rng):
    nets, X = networks(Elman(K, N), rng, False)
    batch = last_answers(X, np.eye(OUT)[rng.integers(0, OUT, (R, M))])
    with pytest.raises(ValueError, match="clip must lie in"):
        next(learn(nets, GradientDescent(1.0), iter([batch]), clip=-1))


@pytest.mark.parametrize("output", ["sigmoid", "identity"])
def test_other_outputs_have_the_gradient_of_their_cost(output, rng):
    nets, X = networks(Elman(K, N), rng, True, output)
    Y, weights = rng.uniform(size=(R, T, M, OUT)), rng.uniform(size=(R, T, M))
    found = nets.gradients(Batch(X, Y, weights))

    def costs():
        A = nets.answers(X)
        each = -Y * np.log(A) - (1 - Y) * np.log(1 - A) if output == "sigmoid" else (A - Y) ** 2 / 2
        return (each.sum(axis=-1) * weights).sum(axis=(1, 2))

    for i in range(0, nets.theta.shape[1], 7):
        nets.theta[:, i] += 1e-5
        up = costs()
        nets.theta[:, i] -= 2e-5
        np.testing.assert_allclose((up - costs()) / 2e-5, found[:, i], atol=1e-8)
        nets.theta[:, i] += 1e-5
