"""Points of the plane: what is drawn, the exact score of the ring, and how made points are judged."""

import numpy as np
import pytest

from bplib.data.points import Mixture, eight_clouds, modes, moons, ring, spiral
from bplib.numerical_derivatives import numerical_gradient, relative_error

LOPSIDED = Mixture([[0.3, -0.2], [1.1, 0.4], [-0.7, 0.9]], 0.25)


@pytest.fixture
def places(rng):
    """Return places between and around the clouds."""
    return rng.uniform(-1.5, 1.5, (12, 2))


def density(mixture: Mixture, x, sigma):
    """Return p at one point, term by term."""
    v = mixture.deviation**2 + sigma**2
    terms = [np.exp(-((x[0] - a) ** 2 + (x[1] - b) ** 2) / (2 * v)) / (2 * np.pi * v) for a, b in mixture.centres]
    return sum(terms) / len(terms)


def test_a_ring_has_eight_clouds_of_its_deviation(rng):
    points = ring(20_000, rng, 0.05)
    centres = eight_clouds().centres
    assert np.hypot(*centres.T) == pytest.approx(np.ones(8))
    assert centres[0] == pytest.approx([1, 0])
    away = points[:, None] - centres
    nearest = np.square(away).sum(axis=2).argmin(axis=1)
    assert np.bincount(nearest) / len(points) == pytest.approx(np.full(8, 1 / 8), abs=0.01)
    assert away[np.arange(len(points)), nearest].std(axis=0) == pytest.approx([0.05, 0.05], rel=0.03)


def test_a_spiral_grows_with_its_angle_and_is_spread_evenly_along_it(rng):
    x, y = spiral(4000, rng, 0).T
    radius = np.hypot(x, y)
    assert radius.max() == pytest.approx(1.5, abs=0.01)
    assert np.angle((x + 1j * y) * np.exp(-1j * 2 * np.pi * radius)) == pytest.approx(np.zeros(4000), abs=1e-9)
    assert np.quantile(radius**2, [0.25, 0.5, 0.75]) == pytest.approx(2.25 * np.array([0.25, 0.5, 0.75]), abs=0.06)
    assert np.abs(spiral(4000, np.random.default_rng(1)) - spiral(4000, np.random.default_rng(1), 0)).mean() > 0.02


def test_moons_are_two_half_circles(rng):
    assert moons(500, rng).shape == (500, 2)
    assert moons(500, rng).mean(axis=0) == pytest.approx([0, 0], abs=0.1)


def test_the_log_density_is_that_of_the_sum_of_its_clouds(places):
    for sigma in (0.0, 0.4):
        expected = [np.log(density(LOPSIDED, x, sigma)) for x in places]
        assert LOPSIDED.log_density(places, sigma) == pytest.approx(expected, rel=1e-12)


def test_far_away_nothing_underflows():
    x = np.array([[60.0, -80.0]])
    assert LOPSIDED.log_density(x) < -1e4
    assert np.isfinite(LOPSIDED.score(x)).all()


@pytest.mark.parametrize("sigma", [0.0, 0.1, 1.0])
def test_the_score_is_the_gradient_of_the_log_density(places, sigma):
    for mixture in (LOPSIDED, eight_clouds(0.2)):
        for x in places:
            expected = numerical_gradient(lambda at, of=mixture: of.log_density(at[None], sigma)[0], x)
            assert relative_error(mixture.score(x[None], sigma)[0], expected) < 1e-7


def test_each_point_may_have_its_own_level(places):
    sigma = np.linspace(0.1, 2, len(places))
    one_by_one = [LOPSIDED.score(x[None], s)[0] for x, s in zip(places, sigma, strict=True)]
    assert LOPSIDED.score(places, sigma) == pytest.approx(np.array(one_by_one), rel=1e-12)
    assert LOPSIDED.noise(places, sigma) == pytest.approx(-sigma[:, None] * np.array(one_by_one), rel=1e-12)


def test_the_best_denoiser_is_the_mean_of_the_clean_points_that_may_be_behind(places):
    """The mean over the clouds, each weighted by its share, of where a Gaussian and its noise say the point was."""
    s, sigma = LOPSIDED.deviation, 0.5
    for x in places:
        weights = np.array([density(Mixture([c], s), x, sigma) for c in LOPSIDED.centres])
        means = (sigma**2 * LOPSIDED.centres + s**2 * x) / (s**2 + sigma**2)
        expected = weights @ means / weights.sum()
        assert LOPSIDED.denoised(x[None], sigma)[0] == pytest.approx(expected, rel=1e-10)


def test_no_shift_or_scale_of_the_best_denoiser_is_better(rng):
    clean = LOPSIDED.sample(20_000, rng)
    x = clean + 0.5 * rng.normal(size=clean.shape)
    best = LOPSIDED.denoised(x, 0.5)
    error = np.square(best - clean).mean()
    for other in (best + 0.05, 0.95 * best + 0.05 * x, x):
        assert np.square(other - clean).mean() > error


def test_modes_counts_what_is_near():
    clouds = eight_clouds(0.1)
    some = np.vstack(
        [np.tile(clouds.centres[0] + [0.39, 0], (60, 1)), np.tile(clouds.centres[3], (30, 1)), [[0.0, 0.0]] * 9]
    )
    made = modes(np.vstack([some, clouds.centres[5:6]]), clouds)
    assert made.hit == 3  # one point of a hundred is enough
    assert made.near == pytest.approx(0.91)
    assert made.shares == pytest.approx([0.6, 0, 0, 0.3, 0, 0.01, 0, 0])
    assert modes(some, clouds, least=0.5).hit == 1
    assert modes(some, clouds, within=3).near == pytest.approx(30 / 99)
    assert modes(ring(2000, np.random.default_rng(3))).hit == 8


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda rng: ring(0, rng), "m must be at least 1, got 0"),
        (lambda rng: ring(5, rng, -1.0), r"deviation must lie in \(0"),
        (lambda rng: spiral(5, rng, -1.0), r"deviation must lie in \[0"),
        (lambda rng: Mixture([1.0, 2.0], 0.1), r"centres must have shape \(m, 2\), got \(2,\)"),
        (lambda rng: eight_clouds().score(np.zeros((2, 3))), r"x must have shape \(m, 2\), got \(2, 3\)"),
        (lambda rng: eight_clouds().score(np.zeros((2, 2)), [1.0] * 3), r"sigma must be a number or have shape \(2,\)"),
        (lambda rng: eight_clouds().score(np.zeros((2, 2)), -0.1), "0 or more and finite, got -0.1"),
        (lambda rng: modes(np.zeros((3, 2)), least=0), r"least must lie in \(0, 1\]"),
    ],
)
def test_what_makes_no_sense_is_said(rng, call, said):
    with pytest.raises(ValueError, match=said):
        call(rng)
