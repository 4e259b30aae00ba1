"""Surfaces and trajectories: derivatives against the complex step, and what is said to be seen on each surface."""

import numpy as np
import pytest

from bplib.numerical_derivatives import numerical_gradient
from bplib.optimizers import OPTIMIZERS, Adam, GradientDescent, Rprop
from bplib.optimizers.surfaces import RACERS, SURFACES
from bplib.optimizers.trajectories import FAR, normal_numbers, path, racer, trajectory

each_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
QUADRATIC = ("bowl", "ravine", "diagonal ravine")


def run(name, rule, rate=None, **options):
    """Return the trajectory and the costs of a rule on a surface, with its tuned rate or another."""
    surface = SURFACES[name]
    path = trajectory(surface, racer(rule, rate or surface.rates[rule]), **options)
    return path, surface.cost(path)


def random_points(surface, rng, n=20):
    """Return n points on the map, shape (n, 2)."""
    left, right, bottom, top = surface.bounds
    return rng.uniform((left, bottom), (right, top), (n, 2))


# --- the surfaces


@each_surface
def test_gradient_and_hessian_agree_with_the_complex_step(surface, rng):
    for w in random_points(surface, rng):
        np.testing.assert_allclose(surface.gradient(w), numerical_gradient(surface.cost, w, "complex_step"), rtol=1e-12)
        rows = [numerical_gradient(lambda v, i=i: surface.gradient(v)[i], w, "complex_step") for i in (0, 1)]
        np.testing.assert_allclose(surface.hessian(w), rows, rtol=1e-11, atol=1e-11)


@each_surface
def test_many_points_at_once(surface, rng):
    points = random_points(surface, rng, 6)
    grid = points.reshape(2, 3, 2)
    np.testing.assert_array_equal(surface.cost(grid).ravel(), [surface.cost(w) for w in points])
    np.testing.assert_array_equal(surface.gradient(grid).reshape(-1, 2), [surface.gradient(w) for w in points])


@each_surface
def test_the_minima_are_minima_at_cost_0_and_everything_is_on_the_map(surface, rng):
    left, right, bottom, top = surface.bounds
    for w in np.array(surface.minima):
        assert surface.cost(w) == 0
        np.testing.assert_array_equal(surface.gradient(w), 0)
        assert np.linalg.eigvalsh(surface.hessian(w)).min() > 0
    for x, y in (surface.start, *surface.minima):
        assert left < x < right
        assert bottom < y < top
    assert right - left == top - bottom
    assert (surface.cost(random_points(surface, rng, 1000)) > 0).all()
    assert tuple(surface.rates) == RACERS


@pytest.mark.parametrize("name", QUADRATIC)
def test_gradient_descent_needs_a_rate_below_2_over_the_largest_curvature(name):
    limit = 2 / SURFACES[name].largest_curvature
    assert limit == pytest.approx({"bowl": 0.5}.get(name, 0.04))
    assert run(name, "GradientDescent", 0.99 * limit, steps=2000)[1][-1] < 1e-12
    assert len(run(name, "GradientDescent", 1.01 * limit, steps=2000)[0]) < 2001


# --- what ``look`` says


def test_the_diagonal_ravine_is_the_ravine_turned(rng):
    ravine, diagonal = SURFACES["ravine"], SURFACES["diagonal ravine"]
    turn = np.array([[1, -1], [1, 1]]) / np.sqrt(2)
    points = random_points(ravine, rng)
    np.testing.assert_allclose(diagonal.cost(points @ turn.T), ravine.cost(points))
    np.testing.assert_allclose(turn @ ravine.start, diagonal.start)
    for rule in ("GradientDescent", "Momentum", "Nesterov"):
        assert ravine.rates[rule] == diagonal.rates[rule]
        np.testing.assert_allclose(run("ravine", rule)[1], run("diagonal ravine", rule)[1], rtol=1e-6)
    for rule in ("AdaGrad", "Rprop"):
        arrival = [
            np.flatnonzero(run(name, rule, steps=300)[1] > 1e-3)[-1] + 1 for name in ("ravine", "diagonal ravine")
        ]
        assert arrival[0] < 20
        assert arrival[1] > 3 * arrival[0]


def test_in_the_bowl_all_arrive():
    assert all(run("bowl", rule)[1][-1] < 1e-3 for rule in RACERS)
    assert run("bowl", "GradientDescent", 0.51)[1][-1] > 10
    assert all(run("bowl", "Rprop", rate)[1][33] < 1e-3 for rate in (0.01, 0.1, 1.0))


def test_in_the_ravine_gradient_descent_is_behind():
    assert run("ravine", "GradientDescent")[1][-1] > 10 * run("ravine", "Momentum")[1][-1]


def test_nobody_leaves_the_ridge_of_the_saddle_when_it_starts_there():
    for rule in RACERS:
        assert run("saddle", rule)[1][-1] < 0.02
        path, costs = run("saddle", rule, start=(-1.5, 0.0))
        assert (path[:, 1] == 0).all()
        assert costs.min() >= 0.25


def test_in_the_valley_a_hundred_steps_are_not_enough():
    assert all(run("Rosenbrock valley", rule)[1][-1] > 1e-3 for rule in RACERS)
    later = {rule: run("Rosenbrock valley", rule, steps=1000)[1][-1] for rule in RACERS}
    assert max(later["Momentum"], later["Nesterov"], later["Adam"]) < 1e-3
    assert later["NAdam"] > 1


def test_on_the_floor_of_beale_small_rates_creep():
    surface = SURFACES["Beale"]
    slow, quick = ("GradientDescent", "Momentum", "Nesterov"), ("AdaGrad", "RMSprop", "Adam", "NAdam", "Rprop")
    assert max(surface.rates[rule] for rule in slow) < min(surface.rates[rule] for rule in quick) / 10
    assert min(run("Beale", rule)[1][-1] for rule in slow) > max(run("Beale", rule)[1][-1] for rule in quick)
    assert all(len(run("Beale", rule, start=(-4.0, 4.0))[0]) < 101 for rule in slow)


def test_in_noise_gradient_descent_hovers_and_rprop_freezes():
    hover = [run("noisy bowl", "GradientDescent", rate, steps=500)[1][100:].mean() for rate in (0.02, 0.1, 0.4)]
    assert 0.001 < 2 * hover[0] < hover[1] < hover[2] / 2
    path, costs = run("noisy bowl", "Rprop", steps=500)
    assert np.abs(np.diff(path[-50:], axis=0)).max() < 1e-4
    assert costs[-1] > 0.01


# --- trajectories


def test_a_trajectory_worked_out_by_hand():
    path = trajectory(SURFACES["bowl"], GradientDescent(0.25), start=(2, 1), steps=2)
    np.testing.assert_array_equal(path, [[2, 1], [1.5, 0], [1.125, 0]])


def test_a_path_in_a_bowl_worked_out_by_hand():
    """λ = (1, 10), η = 0.15: the coordinates are multiplied by 0.85 and by -0.5 at each step."""
    points = path(GradientDescent(0.15), lambda x: np.array([1.0, 10.0]) * x, (10, 1), 3)
    np.testing.assert_allclose(points, [[10, 1], [8.5, -0.5], [7.225, 0.25], [6.14125, -0.125]])


def test_a_path_is_a_trajectory_without_noise():
    bowl = SURFACES["bowl"]
    expected = trajectory(bowl, Adam(0.1), steps=50)
    np.testing.assert_array_equal(path(Adam(0.1), bowl.gradient, bowl.start, 50), expected)


def test_the_noise_is_added_to_the_gradient():
    path = trajectory(SURFACES["noisy bowl"], GradientDescent(0.25), start=(2, 1), steps=1, seed=7)
    np.testing.assert_allclose(path[1], np.array([1.5, 0]) - 0.25 * normal_numbers(7, 1)[0])


def test_a_trajectory_ends_where_it_goes_too_far():
    path = trajectory(SURFACES["ravine"], GradientDescent(1.0))
    assert len(path) < 10
    assert np.abs(path).max() <= FAR


def test_normal_numbers():
    values = normal_numbers(3, 5000)
    np.testing.assert_array_equal(values, normal_numbers(3, 5000))
    np.testing.assert_array_equal(values[:10], normal_numbers(3, 10))
    assert values.shape == (5000, 2)
    np.testing.assert_allclose(np.cov(values.T), np.eye(2), atol=0.04)
    np.testing.assert_allclose(values.mean(axis=0), 0, atol=0.04)
    assert (np.abs(values) < 1).mean() == pytest.approx(0.683, abs=0.01)
    assert np.abs(normal_numbers(1, 20)[0] - normal_numbers(2, 20)[0]).min() > 0.01


def test_racers_have_their_settings():
    assert all(isinstance(racer(name, 0.1), OPTIMIZERS[name]) for name in RACERS)
    adam, rprop = racer("Adam", 0.1, 0.8, 0.9), racer("Rprop", 0.3)
    assert isinstance(adam, Adam)
    assert (adam.rate, adam.beta1, adam.beta2) == (0.1, 0.8, 0.9)
    assert isinstance(rprop, Rprop)
    assert rprop.first == 0.3
    assert (racer("Momentum", 0.1, 0.5).beta, racer("Nesterov", 0.1, 0.5).beta, racer("Lion", 0.1, 0.5).beta1) == (
        0.5,
    ) * 3


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: racer("Adagrad", 0.1), "name must be one of GradientDescent, Momentum"),
        (lambda: racer("Momentum", 0.1, 1.0), r"beta must lie in \[0, 1\), got 1.0"),
        (lambda: trajectory(SURFACES["bowl"], Adam(), start=(1, 2, 3)), r"shape \(2,\), got \(3,\)"),
        (lambda: normal_numbers(0, 3), "seed must be at least 1, got 0"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
