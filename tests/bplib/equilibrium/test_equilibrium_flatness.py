"""The smallest curvature of a landscape: by hand, by second differences of the energy, and what follows for sweeps."""

import numpy as np
import pytest

from bplib.equilibrium import EnergyNetwork
from bplib.equilibrium.flatness import best_omega, smallest_curvature, sweeps_for
from bplib.equilibrium.local_learning import random_feedback
from bplib.equilibrium.oracles import connections


def two_units(w=0.6):
    """Return the two units of lesson 6a as a network: hidden drive .4, weight w, output drive .1; input and target."""
    network = EnergyNetwork([1, 1, 1], rng=np.random.default_rng(0))
    network.theta = np.array([0, 0.4, w, 0.1])
    return network, np.zeros((1, 1)), np.ones((1, 1))


def small(unit, sizes=(5, 4, 3), seed=0, gain=0.6):
    """Return a network with biases of ½, so that no unit stands at a wall, and inputs and targets."""
    rng = np.random.default_rng(seed)
    network = EnergyNetwork(sizes, unit, rng=rng, gain=gain)
    for b in network.b[1:]:
        b[:] = 0.5
    return network, 0.3 * rng.normal(size=(3, sizes[0])), rng.uniform(0.3, 0.7, (3, sizes[-1]))


@pytest.mark.parametrize("beta", [-0.63, -0.3, 0, 2])
def test_two_units_by_hand(beta):
    network, X, _ = two_units()
    inside = [X, np.full((1, 1), 0.5), np.full((1, 1), 0.5)]
    assert smallest_curvature(network, inside, beta)[0] == pytest.approx(1 - 0.6 / np.sqrt(1 + beta))


def test_two_units_lose_their_bowl_at_minus_one_plus_w_squared():
    network, X, _ = two_units()
    inside = [X, np.full((1, 1), 0.5), np.full((1, 1), 0.5)]
    assert smallest_curvature(network, inside, -0.639)[0] > 0 > smallest_curvature(network, inside, -0.641)[0]


@pytest.mark.parametrize("unit", ["tanh", "shifted_sigmoid"])
@pytest.mark.parametrize("beta", [0, 0.7])
def test_it_is_the_lowest_curvature_of_the_energy(unit, beta):
    """Second differences of F, each unit divided by the root of its own, give the same smallest eigenvalue."""
    network, X, Y = small(unit)
    free = network.relax(X, tolerance=1e-12, sweeps=3000).states
    states = network.nudge(free, Y, beta, tolerance=1e-12, sweeps=3000).states if beta else free
    found = smallest_curvature(network, states, beta)
    for i in range(len(X)):
        H = second_differences(network, [s[i : i + 1] for s in states], Y[i : i + 1], beta)
        scale = 1 / np.sqrt(np.diag(H))
        assert found[i] == pytest.approx(np.linalg.eigvalsh(scale[:, None] * H * scale)[0], abs=1e-4)


def second_differences(network, states, Y, beta, k=1e-3):
    """Return the matrix of the second derivatives of F by the states of one example, by central differences."""
    s = np.concatenate(states[1:], axis=1)[0]
    cuts = np.cumsum(network.sizes[1:-1])

    def F(values):
        return network.total_energy([states[0], *np.split(values[None], cuts, axis=1)], Y, beta)[0]

    steps = k * np.eye(len(s))

    def pair(p, q):
        return F(s + p + q) - F(s + p - q) - F(s - p + q) + F(s - p - q)

    return np.array([[pair(p, q) for q in steps] for p in steps]) / (4 * k * k)


def test_units_at_a_wall_do_not_count():
    network, X, _ = two_units(1.2)
    at_the_wall = network.relax(X, sweeps=3000)
    assert at_the_wall.states[1][0, 0] == at_the_wall.states[2][0, 0] == 1
    assert smallest_curvature(network, at_the_wall.states)[0] == 1
    assert smallest_curvature(network, [X, np.full((1, 1), 0.5), np.full((1, 1), 0.5)])[0] == pytest.approx(-0.2)


def bowl(hidden, curvature, seed=0):
    """Return a network with this smallest curvature, an input, and the states where it rests, none at a wall."""
    rng = np.random.default_rng(seed)
    network = EnergyNetwork((5, *[6] * hidden, 3), rng=rng)
    network.theta = network.theta * ((1 - curvature) / np.linalg.eigvalsh(connections(network))[-1])
    states = [rng.normal(size=(1, 5)), *(rng.uniform(0.3, 0.7, (1, n)) for n in network.sizes[1:])]
    for b, force in zip(network.b[1:], network.forces(states)[1:], strict=True):
        b -= force[0]
    return network, states


def away_after(network, rest, sweeps, **options):
    """Return how far from rest the states are after some sweeps from a place beside it."""
    rng = np.random.default_rng(1)
    start = [rest[0], *(s + 0.1 * rng.normal(size=s.shape) for s in rest[1:])]
    states = network.relax(rest[0], start, sweeps=sweeps, tolerance=0, **options)
    return np.sqrt(sum(((s - r) ** 2).sum() for s, r in zip(states.states[1:], rest[1:], strict=True)))


@pytest.mark.parametrize("hidden", [1, 2, 3])
@pytest.mark.parametrize("curvature", [0.2, 0.4])
def test_it_says_how_much_a_sweep_leaves(hidden, curvature):
    network, rest = bowl(hidden, curvature)
    assert smallest_curvature(network, rest)[0] == pytest.approx(curvature)
    for scheme, left in (("layerwise", (1 - curvature) ** 2), ("synchronous", 1 - curvature)):
        away = [away_after(network, rest, sweeps, scheme=scheme) for sweeps in (20, 22)]
        assert (away[1] / away[0]) ** 0.5 == pytest.approx(left, rel=0.02)


@pytest.mark.parametrize("hidden", [1, 2, 3])
def test_the_best_over_relaxation_leaves_less_than_its_neighbours(hidden):
    network, rest = bowl(hidden, 0.1)
    best = best_omega(smallest_curvature(network, rest)[0])
    assert best == pytest.approx(1.39, abs=0.01)
    left = [away_after(network, rest, 30, omega=omega) for omega in (1, 1.2, best, 1.6)]
    assert left[2] == min(left)


def test_sweeps_and_omega_of_known_bowls():
    assert (1 - 0.3) ** (2 * sweeps_for(1e-6, 0.3)) == pytest.approx(1e-6)
    assert best_omega(1) == 1
    assert best_omega(0.4) == pytest.approx(2 / 1.8)


def test_what_has_no_landscape_is_refused():
    network, X, _ = small("hard_sigmoid")
    states = network.relax(X).states
    with pytest.raises(ValueError, match="beta must lie in"):
        smallest_curvature(network, states, -1)
    network.feedback = random_feedback(network, np.random.default_rng(1))
    with pytest.raises(ValueError, match="no landscape"):
        smallest_curvature(network, states)
    for curvature in (0, 1, -0.2):
        with pytest.raises(ValueError, match="curvature must lie in"):
            sweeps_for(1e-6, curvature)
