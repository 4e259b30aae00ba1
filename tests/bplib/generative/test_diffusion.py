"""Diffusion: levels, inputs of the network, a minibatch, the sampler with the exact answer and a learnt one."""

import numpy as np
import pytest

from bplib import Network
from bplib.data.points import eight_clouds, modes, ring
from bplib.generative.diffusion import inputs, levels, noise_of, noisy, sample, step
from bplib.optimizers import Adam


def test_levels_are_geometric():
    assert levels(3, 8.0, 2.0) == pytest.approx([8, 4, 2])
    assert levels()[[0, -1]] == pytest.approx([2, 0.05])
    assert levels() == pytest.approx(np.geomspace(2, 0.05, 20))


def test_inputs_are_the_thirteen_numbers_of_the_formula(rng):
    x, sigma = rng.normal(size=(4, 2)), np.array([0.05, 0.3, 1.0, 2.0])
    for (p, q), s, row in zip(x, sigma, inputs(x, sigma), strict=True):
        v, w, t = p / np.sqrt(0.5 + s * s), q / np.sqrt(0.5 + s * s), np.log(s)
        waves = [f(k * at) for k in (2, 4) for f in (np.sin, np.cos) for at in (v, w)]
        assert row == pytest.approx([v, w, *waves, t / 2, np.sin(1.5 * t), np.cos(1.5 * t)])
    assert inputs(x, 0.3)[1] == pytest.approx(inputs(x, sigma)[1])


def test_a_minibatch_is_clean_points_plus_sigma_times_the_noise(rng):
    clean = ring(20_000, rng)
    batch = noisy(clean, rng)
    assert batch.x == pytest.approx(clean + batch.sigma[:, None] * batch.epsilon)
    assert batch.epsilon.std(axis=0) == pytest.approx([1, 1], rel=0.02)
    thirds = np.quantile(np.log(batch.sigma), [0, 1 / 3, 2 / 3, 1])
    assert np.exp(thirds) == pytest.approx(levels(4)[::-1], rel=0.05)


def test_a_step_leaves_noise_of_the_next_level(rng):
    """Of a point whose noise is known, x₀ + σε, it makes x₀ plus noise of deviation s, by both samplers."""
    clean, epsilon = ring(40_000, rng), rng.normal(size=(40_000, 2))
    x = clean + 0.8 * epsilon
    for fresh in (None, rng.normal(size=x.shape)):
        left = step(x, epsilon, 0.8, 0.5, fresh) - clean
        assert left.std(axis=0) == pytest.approx([0.5, 0.5], rel=0.02)
        assert step(x, epsilon, 0.8, 0.0, fresh) == pytest.approx(clean)
    kept = np.mean((step(x, epsilon, 0.8, 0.5, rng.normal(size=x.shape)) - clean) * epsilon)
    assert kept == pytest.approx(0.5 * 0.5 / 0.8, rel=0.03)  # d = s²/σ: so much of the old noise is kept


@pytest.mark.parametrize("stochastic", [True, False])
def test_with_the_exact_answer_all_clouds_are_hit_alike(stochastic):
    way = sample(eight_clouds().noise, 1000, levels(), np.random.default_rng(1), stochastic)
    assert way.shape == (21, 1000, 2)
    assert way[0].std() == pytest.approx(2, rel=0.05)
    made = modes(way[-1])
    assert made.hit == 8
    assert made.near > 0.99
    assert made.shares == pytest.approx(np.full(8, 1 / 8), abs=0.04)


def test_without_chance_the_same_start_ends_at_the_same_point():
    ways = [sample(eight_clouds().noise, 5, levels(6), np.random.default_rng(2), chance) for chance in (True, False)]
    assert ways[0][0] == pytest.approx(ways[1][0])
    assert not np.allclose(ways[0][1], ways[1][1])
    rng = np.random.default_rng(2)
    x = levels(6)[0] * rng.normal(size=(5, 2))
    for s, t in zip(levels(6), [*levels(6)[1:], 0], strict=True):
        x = eight_clouds().denoised(x, s) + t * eight_clouds().noise(x, s)
    assert ways[1][-1] == pytest.approx(x)


def test_a_network_learns_to_name_the_noise():
    """After 400 steps its cost is far below that of answering 0, which is 1, and its points lie on the ring."""
    rng = np.random.default_rng(0)
    network = Network([13, 32, 32, 2], "relu relu identity", rng=rng, initial_weights="he")
    optimizer = Adam(0.005)
    for _ in range(400):
        batch = noisy(ring(64, rng), rng)
        optimizer.step(network.theta, network.gradient(inputs(batch.x, batch.sigma), batch.epsilon).flat)
    batch = noisy(ring(2000, rng), rng)
    assert 0.4 < np.square(noise_of(network)(batch.x, batch.sigma) - batch.epsilon).sum(axis=1).mean() / 2 < 0.65
    made = modes(sample(noise_of(network), 500, levels(), rng)[-1])
    assert made.hit == 8
    assert made.near > 0.6


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda rng: levels(1), "count must be at least 2, got 1"),
        (lambda rng: levels(5, 0.1, 0.2), r"highest must lie in \(0.2"),
        (lambda rng: inputs(np.zeros((3, 2)), 0.0), "sigma must be positive, got 0"),
        (lambda rng: inputs(np.zeros((3, 13)), 1.0), r"x must have shape \(m, 2\), got \(3, 13\)"),
        (lambda rng: noisy(np.zeros((3, 2)), rng, 0.1, 0.1), r"highest must lie in \(0.1"),
        (lambda rng: sample(eight_clouds().noise, 3, levels()[::-1], rng), r"turn them round, levels\[::-1\]"),
        (lambda rng: sample(eight_clouds().noise, 3, [1.0, 0.0], rng), "levels must be positive deviations"),
        (lambda rng: sample(lambda x, s: x[0], 3, levels(), rng), r"the shape of x, \(3, 2\), got \(2,\)"),
    ],
)
def test_what_makes_no_sense_is_said(rng, call, said):
    with pytest.raises(ValueError, match=said):
        call(rng)
