"""Energy networks: energy, relaxation and the gradients of equilibrium propagation, against independent oracles."""

import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bplib.data import datasets
from bplib.equilibrium import EnergyNetwork
from bplib.equilibrium.local_learning import random_feedback
from bplib.equilibrium.oracles import (
    backpropagation_through_time,
    equilibrium_updates,
    implicit_gradient,
    recurrent_backpropagation,
)
from bplib.equilibrium.relaxation import downwards, move, upwards
from bplib.equilibrium.units import UNITS
from bplib.numerical_derivatives import numerical_gradient, relative_error

EXACT = {"tolerance": 1e-15, "sweeps": 400}
SMOOTH = ("tanh", "shifted_sigmoid")


def two_neurons(**options):
    """Return the network with a closed form: hidden drive .4, weight .6, output drive .1; its input and its target."""
    network = EnergyNetwork([1, 1, 1], rng=np.random.default_rng(0), **options)
    network.theta = np.array([0, 0.4, 0.6, 0.1])
    return network, np.zeros((1, 1)), np.ones((1, 1))


def small(unit="tanh", sizes=(5, 4, 3), m=6, seed=0, gain=1.0):
    """Return a network with random biases, inputs and targets, away from every symmetry."""
    rng = np.random.default_rng(seed)
    network = EnergyNetwork(sizes, unit, rng=rng, gain=gain)
    for b in network.b[1:]:
        b[:] = rng.normal(0.3, 0.2, b.shape)
    return network, rng.normal(size=(m, sizes[0])), rng.uniform(0.1, 0.9, (m, sizes[-1]))


@pytest.fixture(scope="module")
def smooth_digits():
    """Return the network of the convergence measurements, 32 digits, and the exact gradient."""
    X, Y = datasets.digits()
    network = EnergyNetwork([64, 32, 10], "shifted_sigmoid", rng=np.random.default_rng(0))
    return network, X[:32], Y[:32], implicit_gradient(network, X[:32], Y[:32], tolerance=1e-14).flat


# --- two neurons, closed form


def test_the_free_phase_of_two_neurons():
    network, X, Y = two_neurons()
    free = network.relax(X, tolerance=1e-14)
    assert free.settled
    assert free.states[1][0, 0] == pytest.approx(0.71875, abs=1e-12)
    assert free.states[2][0, 0] == pytest.approx(0.53125, abs=1e-12)
    assert network.energy(free.states)[0] == pytest.approx(-0.1703125, abs=1e-12)
    assert network.cost(free.states, Y)[0] == pytest.approx(0.10986328125, abs=1e-12)
    assert network.objective(X, Y, tolerance=1e-14) == pytest.approx(0.10986328125, abs=1e-12)


@pytest.mark.parametrize("beta", [0.5, 0.1, 0.01, 0.001, -0.3])
def test_the_nudged_phase_of_two_neurons(beta):
    network, X, Y = two_neurons()
    nudged = network.nudge(network.relax(X).states, Y, beta, tolerance=1e-14).states
    o = (0.6 * 0.4 + 0.1 + beta) / (1 - 0.36 + beta)
    assert nudged[2][0, 0] == pytest.approx(o, abs=1e-12)
    assert nudged[1][0, 0] == pytest.approx(0.4 + 0.6 * o, abs=1e-12)


@pytest.mark.parametrize(
    ("beta", "one_sided", "symmetric"),
    [(0.1, 0.681275, 0.768336), (0.01, 0.751317, 0.759973), (0.001, 0.759023, 0.759889)],
)
def test_the_estimates_of_two_neurons(beta, one_sided, symmetric):
    network, X, Y = two_neurons()
    assert -network.gradient(X, Y, beta, "one_sided", tolerance=1e-14).W[2] == pytest.approx(one_sided, abs=6e-7)
    assert -network.gradient(X, Y, beta, tolerance=1e-14).W[2] == pytest.approx(symmetric, abs=6e-7)


def test_the_exact_gradient_of_two_neurons():
    network, X, Y = two_neurons()
    expected = [0, -0.439453125, -0.7598876953125, -0.732421875]
    for oracle in (implicit_gradient, recurrent_backpropagation):
        np.testing.assert_allclose(oracle(network, X, Y, tolerance=1e-14).flat, expected, atol=1e-9)
    near = network.gradient(X, Y, 1e-3, "richardson", tolerance=1e-15, sweeps=100).flat
    np.testing.assert_allclose(near, expected, atol=1e-9)


def test_the_sweeps_of_two_neurons():
    network, X, _ = two_neurons()
    report = network.relax(X, sweeps=4, record=True)
    np.testing.assert_allclose(report.outputs[:, 0, 0], [0, 0.34, 0.4624, 0.506464, 0.52232704], atol=1e-12)
    np.testing.assert_allclose(report.energies[1:, 0], [-0.1378, -0.166099, -0.169766, -0.170242], atol=6e-7)
    assert (report.sweeps, report.settled) == (4, False)


# --- energy


@pytest.mark.parametrize("unit", UNITS)
def test_the_energy_is_that_of_the_fully_connected_form(unit, rng):
    network, X, Y = small(unit, sizes=(3, 4, 2, 2))
    states = [X, *(rng.uniform(0.1, 0.9, (len(X), n)) for n in (4, 2, 2))]
    u = np.concatenate(states, axis=1)
    starts = np.cumsum([0, *network.sizes])
    W = np.zeros((u.shape[1], u.shape[1]))
    for l in range(1, 4):
        W[starts[l] : starts[l + 1], starts[l - 1] : starts[l]] = network.W[l]
    W = W + W.T
    free = u[:, 3:]
    if unit == "hard_sigmoid":
        own = free**2 / 2
    else:  # U by integrating its slope numerically
        t, w = np.polynomial.legendre.leggauss(60)
        path = 0.5 + (free[..., None] - 0.5) * (t + 1) / 2
        own = (UNITS[unit].inverse(path) * w).sum(axis=-1) * (free - 0.5) / 2
        own += UNITS[unit].own_energy(np.array(0.5))
    b = np.concatenate(network.b[1:])
    expected = own.sum(axis=1) - np.einsum("mi,ij,mj->m", u, W, u) / 2 - free @ b
    np.testing.assert_allclose(network.energy(states), expected, rtol=1e-12)
    cost = ((states[-1] - Y) ** 2).sum(axis=1) / 2
    np.testing.assert_allclose(network.total_energy(states, Y, 0.7), expected + 0.7 * cost, rtol=1e-12)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("beta", [None, 0.7, -0.4])
def test_forces_are_the_slopes_of_the_energy(unit, beta, rng):
    network, X, Y = small(unit, sizes=(3, 4, 2, 3), m=1)
    s = [X, *(rng.uniform(0.1, 0.9, (1, n)) for n in (4, 2, 3))]
    ends = np.cumsum([4, 2])

    def total(flat):
        states = [X, *(part[None] for part in np.split(flat, ends))]
        return network.energy(states)[0] if beta is None else network.total_energy(states, Y, beta)[0]

    expected = -numerical_gradient(total, np.concatenate([layer[0] for layer in s[1:]]))
    got = network.forces(s) if beta is None else network.forces(s, Y, beta)
    assert got[0] is None
    np.testing.assert_allclose(np.concatenate(got[1:], axis=1)[0], expected, atol=1e-9)


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_undoes_itself(unit):
    f = UNITS[unit]
    s = np.linspace(0.02, 0.98, 49)
    np.testing.assert_allclose(f.value(f.inverse(s)), s, rtol=1e-12)
    z, h = f.inverse(s), 1e-6
    np.testing.assert_allclose(f.slope(s), (f.value(z + h) - f.value(z - h)) / (2 * h), atol=1e-8)
    np.testing.assert_allclose(f.inverse(s), (f.own_energy(s + h) - f.own_energy(s - h)) / (2 * h), atol=1e-8)
    assert np.isfinite(f.own_energy(np.array([f.low, f.high, f.rest]))).all()
    assert f.slope(s).max() <= 1


# --- relaxation


@st.composite
def landscapes(draw):
    """Draw a network with big weights, a nudge, states anywhere, and ω."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    unit = draw(st.sampled_from(list(UNITS)))
    sizes = draw(st.lists(st.integers(1, 6), min_size=2, max_size=5))
    network = EnergyNetwork(sizes, unit, rng=rng)
    network.theta = rng.normal(0, draw(st.sampled_from([0.3, 2.0])), network.theta.size)
    m = draw(st.integers(1, 4))
    landscape = network.landscape(rng.normal(size=(m, sizes[0])))
    beta = draw(st.sampled_from([0.0, 0.5, -0.5, 2.0]))
    if beta:
        landscape = landscape.nudged(rng.uniform(size=(m, sizes[-1])), beta)
    f = UNITS[unit]
    states = [landscape.X, *(rng.uniform(f.low, f.high, (m, n)) for n in sizes[1:])]
    return landscape, states, draw(st.floats(0.05, 1.0 if f.smooth else 1.95))


@settings(max_examples=150, deadline=None)
@given(landscapes())
def test_moving_a_layer_never_raises_the_energy(problem):
    landscape, s, omega = problem
    energy = landscape.total_energy(s)
    for _ in range(4):
        for layers in (upwards(landscape), downwards(landscape)):
            for l in layers:
                s[l] = move(landscape, s, l, omega)
                lower = landscape.total_energy(s)
                assert (lower <= energy + 1e-10 * np.maximum(1, np.abs(energy))).all()
                energy = lower


def test_the_other_schemes_can_raise_the_energy(rng):
    network = EnergyNetwork([2, 6, 6], rng=rng)
    network.theta = rng.normal(0, 2, network.theta.size)
    X = rng.normal(size=(50, 2))
    for scheme in ("gradient_flow", "synchronous"):
        energies = network.relax(X, scheme=scheme, sweeps=20, record=True).energies
        assert np.diff(energies, axis=0).max() > 0.1
    assert np.diff(network.relax(X, sweeps=20, record=True).energies, axis=0).max() < 1e-12


@pytest.mark.parametrize("unit", UNITS)
def test_all_schemes_find_the_same_fixed_point(unit):
    network, X, Y = small(unit, sizes=(5, 4, 6, 3), gain=0.5)
    X = X / 4
    flow = {"scheme": "gradient_flow", "epsilon": 0.02, "sweeps": 5000}
    for beta in (0.0, 0.4, -0.4):
        start = network.relax(X)
        ends = [
            network.nudge(start.states, Y, beta, **options).states
            for options in ({}, {"omega": 0.7}, flow, {"scheme": "synchronous"})
        ]
        for end in ends:
            for layer, reference in zip(end, ends[0], strict=True):
                np.testing.assert_allclose(layer, reference, atol=1e-8)
            largest = max(np.abs(force).max() for force in network.forces(end, Y, beta)[1:])
            assert unit == "hard_sigmoid" or largest < 1e-7


def test_over_relaxation_needs_fewer_sweeps(rng):
    network = EnergyNetwork([8, 20, 20, 20, 4], rng=rng, gain=2.2)
    X = rng.uniform(size=(30, 8))
    plain, faster = network.relax(X), network.relax(X, omega=1.5)
    assert plain.settled
    assert faster.settled
    assert faster.sweeps < 0.6 * plain.sweeps


def test_the_first_sweep_of_the_gradient_flow_is_the_step_of_the_paper():
    network, X, Y = small("hard_sigmoid", sizes=(5, 4, 3))
    start = network.relax(X, sweeps=1).states
    moved = network.nudge(start, Y, 0.8, scheme="gradient_flow", epsilon=0.5, sweeps=1).states
    for l, force in enumerate(network.forces(start, Y, 0.8)[1:], start=1):
        np.testing.assert_allclose(moved[l], np.clip(start[l] + 0.5 * force, 0, 1), atol=1e-15)


def test_a_state_that_has_not_settled_is_reported():
    network, X, Y = small("tanh", gain=2.0)
    short, long = network.relax(X, sweeps=3), network.relax(X)
    assert not short.settled
    assert short.residual > 1e-3
    assert short.outcome.startswith("NOT settled after 3 sweeps: the residual is still")
    assert long.settled
    assert 0 < long.residual <= 1e-10
    assert long.outcome.startswith(f"settled after {long.sweeps} sweeps")
    for report in (short, long):
        s, (W1, W2), (b1, b2) = report.states, network.W[1:], network.b[1:]
        hidden = np.tanh(X @ W1.T + b1 + s[2] @ W2) - s[1]
        output = np.tanh(s[1] @ W2.T + b2) - s[2]
        assert report.residual == pytest.approx(max(np.abs(hidden).max(), np.abs(output).max()), rel=1e-6, abs=1e-15)
    assert not network.gradient(X, Y, sweeps=3).settled
    assert network.gradient(X, Y).settled
    with pytest.raises(ValueError, match="needs the fixed point, and the free phase has NOT settled after 3 sweeps"):
        implicit_gradient(network, X, Y, sweeps=3)


def test_a_gradient_is_settled_only_if_every_phase_is():
    network, X, Y = small("tanh")
    gradient = network.gradient(X, Y)
    assert len(gradient.nudged) == 2
    for phase in (gradient.free, *gradient.nudged):
        phase.settled = False
        assert not gradient.settled
        phase.settled = True
    assert gradient.settled


def test_every_nudged_phase_starts_from_the_free_states():
    network, X, Y = small("tanh")
    options = {"sweeps": 2, "tolerance": 0}
    gradient = network.gradient(X, Y, 0.3, **options)
    for beta, phase in zip((0.3, -0.3), gradient.nudged, strict=True):
        expected = network.nudge(gradient.free.states, Y, beta, **options).states
        for layer, reference in zip(phase.states, expected, strict=True):
            np.testing.assert_array_equal(layer, reference)


def test_a_phase_starts_where_it_is_told_and_leaves_the_start_alone():
    network, X, Y = small()
    free = network.relax(X)
    again = network.relax(X, start=free.states)
    assert again.sweeps == 1
    before = [layer.copy() for layer in free.states]
    network.nudge(free.states, Y, 0.5)
    network.gradient(X, Y)
    for layer, old in zip(free.states, before, strict=True):
        np.testing.assert_array_equal(layer, old)
    assert network.nudge(free.states, Y, 1e-13).sweeps == 1


# --- gradients


def test_estimates_converge_with_the_orders_of_the_theory(smooth_digits):
    network, X, Y, exact = smooth_digits
    near, far = [0.05, 0.02, 0.01, 0.005, 0.002, 0.001], [0.1, 0.05, 0.02]
    orders = {
        "one_sided": (near, 1, 0.05),
        "symmetric": (near, 2, 0.05),
        "richardson": (far, 4, 0.2),
        "holomorphic": (far, 4, 0.2),
    }
    for nudging, (betas, order, band) in orders.items():
        errors = [relative_error(network.gradient(X, Y, beta, nudging, **EXACT).flat, exact) for beta in betas]
        slope = np.polyfit(np.log(betas), np.log(errors), 1)[0]
        assert slope == pytest.approx(order, abs=band), nudging
    assert relative_error(network.gradient(X, Y, 1e-3, **EXACT).flat, exact) < 1e-5


def test_the_holomorphic_order_is_the_number_of_points(smooth_digits):
    network, X, Y, exact = smooth_digits
    errors = [
        relative_error(network.gradient(X, Y, beta, "holomorphic", points=6, **EXACT).flat, exact)
        for beta in (0.2, 0.1)
    ]
    assert np.log2(errors[0] / errors[1]) == pytest.approx(6, abs=0.2)
    two = network.gradient(X, Y, 0.1, "holomorphic", points=2, **EXACT).flat
    np.testing.assert_allclose(two, network.gradient(X, Y, 0.1, **EXACT).flat, atol=1e-13)


def test_random_sign_is_one_sided_with_either_sign(smooth_digits, rng):
    network, X, Y, _ = smooth_digits
    plus = network.gradient(X, Y, 0.2, "one_sided").flat
    minus = 2 * network.gradient(X, Y, 0.2, "symmetric").flat - plus
    seen = set()
    for _ in range(12):
        got = network.gradient(X, Y, 0.2, "random_sign", rng=rng).flat
        seen.add(int(np.allclose(got, plus, atol=1e-8)) - int(np.allclose(got, minus, atol=1e-8)))
    assert seen == {-1, 1}


@pytest.mark.parametrize("unit", SMOOTH)
@pytest.mark.parametrize("sizes", [(5, 3), (5, 4, 3), (4, 5, 3, 4)])
def test_the_oracles_agree_with_the_relaxed_cost(unit, sizes):
    network, X, Y = small(unit, sizes)
    exact = implicit_gradient(network, X, Y, **EXACT)
    cost = lambda theta: network.objective(X, Y, theta, tolerance=0, sweeps=300)  # noqa: E731
    assert relative_error(exact.flat, numerical_gradient(cost, network.theta, "complex_step")) < 1e-12
    assert relative_error(exact.flat, numerical_gradient(cost, network.theta)) < 1e-7
    again = recurrent_backpropagation(network, X, Y, **EXACT)
    assert relative_error(again.flat, exact.flat) < 1e-13
    for l in range(1, len(sizes)):
        np.testing.assert_allclose(again.D[l], exact.D[l], atol=1e-14)
    assert relative_error(network.gradient(X, Y, 1e-3, "richardson", **EXACT).flat, exact.flat) < 1e-8


def test_the_oracles_know_the_slope_of_the_hard_sigmoid():
    network, X, Y = small("hard_sigmoid", (5, 6, 3), m=8, gain=1.5)
    s = network.relax(X, tolerance=1e-14).states
    inside = [((layer > 0) & (layer < 1)).mean() for layer in s[1:]]
    assert 0.1 < inside[0] < 0.9
    cost = lambda theta: network.objective(X, Y, theta, tolerance=1e-14)  # noqa: E731
    expected = numerical_gradient(cost, network.theta)
    assert relative_error(implicit_gradient(network, X, Y, tolerance=1e-14).flat, expected) < 1e-6
    assert relative_error(recurrent_backpropagation(network, X, Y, tolerance=1e-14).flat, expected) < 1e-6


def test_open_outputs_pass_their_errors_on_at_the_walls_only():
    network, X, Y = small("hard_sigmoid", (5, 6, 3), m=8, gain=0.5)
    network.b[2][0] = 9
    ways = (recurrent_backpropagation(network, X, Y, open_outputs=way, tolerance=1e-14) for way in (False, True))
    exact, opened = ways
    s = network.relax(X, tolerance=1e-14).states[-1]
    at_wall = (s == 0) | (s == 1)
    assert 0 < at_wall.mean() < 1
    assert (exact.D[2][at_wall] == 0).all()
    np.testing.assert_allclose(opened.D[2], s - Y + opened.D[1] @ network.W[2].T, atol=1e-12)


def test_with_feedback_of_their_own_the_oracle_is_the_slope_at_fixed_feedback(rng):
    network, X, Y = small("tanh", (4, 5, 3, 4))
    network.feedback = random_feedback(network, rng, np.pi / 3)
    cost = lambda theta: network.objective(X, Y, theta, tolerance=0, sweeps=300)  # noqa: E731
    expected = numerical_gradient(cost, network.theta, "complex_step")
    assert relative_error(implicit_gradient(network, X, Y, **EXACT).flat, expected) < 1e-12
    assert relative_error(recurrent_backpropagation(network, X, Y, **EXACT).flat, expected) < 1e-12
    assert relative_error(network.gradient(X, Y, 1e-3, **EXACT).flat, expected) > 0.1
    with pytest.raises(ValueError, match="there is no energy"):
        network.energy(network.relax(X).states)


@pytest.mark.parametrize("unit", ["hard_sigmoid", "tanh"])
def test_updates_follow_backpropagation_through_time_step_by_step(unit):
    network, X, Y = small(unit, (6, 5, 3), gain=0.4)
    for b in network.b[1:]:
        b[:] = 0.4 if unit == "hard_sigmoid" else b
    X = X / 4
    free = network.relax(X, tolerance=1e-15).states
    assert min(min(s.min() - UNITS[unit].low, UNITS[unit].high - s.max()) for s in free[1:]) > 0.02  # no kink near
    expected = np.array([part.flat for part in backpropagation_through_time(network, free, Y, 60, 0.2)])
    beta = 0.001 / 0.2
    for symmetric, bound in ((False, 5e-3), (True, 5e-5)):
        updates = equilibrium_updates(network, free, Y, beta, 60, 0.2, symmetric)
        got = np.array([part.flat for part in updates])
        assert got.shape == expected.shape == (60, network.theta.size)
        assert relative_error(got, expected) <= bound
        for t in (0, 1, 2, 5):
            assert relative_error(got[t], expected[t]) <= 3 * bound


@pytest.mark.parametrize("unit", UNITS)
def test_backpropagation_through_time_is_the_slope_of_the_cost_after_those_steps(unit):
    network, X, Y = small(unit, (4, 5, 3), gain=0.8)
    start = network.landscape(X).at_rest()

    def cost(theta):
        other = EnergyNetwork(network.sizes, unit, rng=np.random.default_rng(0))
        other.theta = theta
        end = other.relax(X, start=start, scheme="gradient_flow", epsilon=0.3, sweeps=7, tolerance=0).states
        return other.cost(end, Y).mean()

    parts = backpropagation_through_time(network, start, Y, 7, 0.3)
    assert relative_error(sum(part.flat for part in parts), numerical_gradient(cost, network.theta)) < 1e-6


def test_a_long_backpropagation_through_time_is_the_exact_gradient():
    network, X, Y = small("tanh", gain=0.4)
    parts = backpropagation_through_time(network, network.landscape(X).at_rest(), Y, 600, 0.2)
    exact = implicit_gradient(network, X, Y, tolerance=1e-14).flat
    assert relative_error(sum(part.flat for part in parts), exact) < 1e-10


def test_what_has_not_settled_cancels_in_symmetric_nudging_only(smooth_digits):
    network, X, Y, exact = smooth_digits
    unfinished = {"sweeps": 4, "tolerance": 0}
    error = {
        (nudging, beta): np.linalg.norm(network.gradient(X, Y, beta, nudging, **unfinished).flat - exact)
        / np.linalg.norm(exact)
        for nudging in ("one_sided", "symmetric")
        for beta in (0.01, 0.001)
    }
    assert error["one_sided", 0.001] > 5 * error["one_sided", 0.01]
    assert error["symmetric", 0.001] < 1.5 * error["symmetric", 0.01]
    assert error["symmetric", 0.001] < 0.05


# --- float32, files, feedback, refusals


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("scheme", ["layerwise", "gradient_flow", "synchronous"])
def test_float32_stays_float32(unit, scheme):
    network = EnergyNetwork([5, 4, 3], unit, rng=np.random.default_rng(0), dtype=np.float32)
    X, Y = np.ones((2, 5)) / 3, np.eye(3)[:2]
    free = network.relax(X, scheme=scheme, epsilon=0.1, record=True)
    nudged = network.nudge(free.states, Y, np.float64(0.3), scheme=scheme, epsilon=0.1)
    for array in (*free.states, free.energies, free.outputs, *nudged.states, network.total_energy(free.states, Y, 0.5)):
        assert array.dtype == np.float32
    assert all(force.dtype == np.float32 for force in network.forces(free.states, Y, 0.5)[1:])
    for nudging in ("one_sided", "symmetric", "richardson"):
        gradient = network.gradient(X, Y, 0.3, nudging, scheme=scheme, epsilon=0.1)
        assert gradient.flat.dtype == np.float32
        assert gradient.settled
        assert all(s.dtype == np.float32 for phase in gradient.nudged for s in phase.states)


def test_a_deep_copy_is_a_network_of_its_own(rng):
    network = EnergyNetwork([3, 4, 2], "tanh", rng=rng)
    twin, before = copy.deepcopy(network), network.theta.copy()
    twin.W[1][:] = 0
    assert not twin.theta[:12].any()
    np.testing.assert_array_equal(network.theta, before)


def test_saved_networks_come_back(tmp_path, rng):
    network = EnergyNetwork([3, 4, 2], "tanh", rng=rng, dtype=np.float32)
    network.save(tmp_path / "net.npz")
    other = EnergyNetwork.load(tmp_path / "net.npz")
    assert type(other) is EnergyNetwork
    assert (other.sizes, other.unit, other.dtype) == (network.sizes, network.unit, network.dtype)
    np.testing.assert_array_equal(other.theta, network.theta)
    with pytest.raises(ValueError, match=r"path must end in .npz"):
        network.save(tmp_path / "net.txt")
    np.savez(tmp_path / "other.npz", theta=network.theta)
    with pytest.raises(ValueError, match="is not a saved energy network: it has no sizes, unit"):
        EnergyNetwork.load(tmp_path / "other.npz")
    network.feedback = random_feedback(network, rng)
    with pytest.raises(ValueError, match="only networks with symmetric connections can be saved"):
        network.save(tmp_path / "net.npz")


def test_the_seed_makes_the_network():
    a, b = (EnergyNetwork([3, 4, 2], rng=np.random.default_rng(5)) for _ in range(2))
    np.testing.assert_array_equal(a.theta, b.theta)
    assert repr(a) == "<EnergyNetwork 3-4-2, hard_sigmoid, 26 parameters>"
    double = EnergyNetwork([3, 4, 2], rng=np.random.default_rng(5), gain=1.0)
    np.testing.assert_allclose(double.theta, 2 * a.theta)


def test_predictions_are_the_free_outputs(rng):
    network, X, _ = small("hard_sigmoid", (5, 4, 3), m=20)
    outputs = network.relax(X).states[-1]
    np.testing.assert_array_equal(network.predict(X), outputs)
    np.testing.assert_array_equal(network.classify(X), outputs.argmax(axis=1))
    assert network.accuracy(X, np.eye(3)[outputs.argmax(axis=1)]) == 1
    with pytest.raises(ValueError, match="accuracy counts classes"):
        network.accuracy(X, outputs + 0.25)


GOOD_STATES = [np.zeros((2, 3)), np.zeros((2, 4)), np.zeros((2, 2))]
REFUSED = {
    "size 0": (lambda n: EnergyNetwork([3, 0], rng=np.random.default_rng(0)), r"sizes\[1\] must be at least 1"),
    "unit": (lambda n: EnergyNetwork([3, 2], "relu", rng=np.random.default_rng(0)), "unit must be one of hard_sigmoid"),
    "seed": (lambda n: EnergyNetwork([3, 2], rng=3), "np.random.default_rng"),
    "dtype": (lambda n: EnergyNetwork([3, 2], rng=np.random.default_rng(0), dtype=int), "dtype must be float32 or"),
    "gain": (lambda n: EnergyNetwork([3, 2], rng=np.random.default_rng(0), gain=-1), "gain must lie in"),
    "theta": (lambda n: setattr(n, "theta", np.zeros(3)), r"theta must have shape \(26,\)"),
    "columns of X": (lambda n: n.relax(np.zeros((2, 4))), r"X must have shape \(m, 3\), got \(2, 4\)"),
    "X not finite": (lambda n: n.relax(np.full((2, 3), np.nan)), "X must be finite"),
    "rows of start": (lambda n: n.relax(np.zeros((3, 3)), start=GOOD_STATES), "one row an example, got 3 and 2"),
    "a report for states": (lambda n: n.energy(n.relax(np.zeros((2, 3)))), "use .states of what relax returned"),
    "too few layers": (lambda n: n.energy(GOOD_STATES[:2]), "states must be a list of X and the states of layers 1 to"),
    "a layer of another size": (
        lambda n: n.energy([*GOOD_STATES[:2], np.zeros((2, 5))]),
        r"states\[2\] must have shape",
    ),
    "rows of layers": (lambda n: n.energy([*GOOD_STATES[:2], np.zeros((1, 2))]), "one row an example, got 2 and 1"),
    "rows of Y": (
        lambda n: n.nudge(GOOD_STATES, np.zeros((3, 2)), 0.1),
        "Y must have a row for each of the 2 examples",
    ),
    "beta -1": (lambda n: n.nudge(GOOD_STATES, np.zeros((2, 2)), -1), r"beta must lie in \(-1, inf\), got -1"),
    "beta 0": (lambda n: n.gradient(np.zeros((2, 3)), np.zeros((2, 2)), 0), r"beta must lie in \(0, 1\), got 0"),
    "nudging": (
        lambda n: n.gradient(np.zeros((2, 3)), np.zeros((2, 2)), 0.1, "both"),
        "nudging must be one of symmetric",
    ),
    "no rng": (lambda n: n.gradient(np.zeros((2, 3)), np.zeros((2, 2)), 0.1, "random_sign"), "np.random.default_rng"),
    "kinks": (lambda n: n.gradient(np.zeros((2, 3)), np.zeros((2, 2)), 0.1, "holomorphic"), "needs smooth units"),
    "complex kinks": (lambda n: n.objective(np.zeros((2, 3)), np.zeros((2, 2)), n.theta + 0j), "complex step"),
    "scheme": (lambda n: n.relax(np.zeros((2, 3)), scheme="newton"), "scheme must be one of layerwise, gradient_flow"),
    "omega": (lambda n: n.relax(np.zeros((2, 3)), omega=2), r"omega must lie in \(0, 2\), got 2"),
    "epsilon": (lambda n: n.relax(np.zeros((2, 3)), epsilon=0), r"epsilon must lie in \(0, inf\)"),
    "sweeps": (lambda n: n.relax(np.zeros((2, 3)), sweeps=2.5), "sweeps must be a whole number"),
    "tolerance": (lambda n: n.relax(np.zeros((2, 3)), tolerance=-1), "tolerance must lie in"),
    "feedback": (
        lambda n: setattr(n, "feedback", [None, None, np.zeros((4, 2))]),
        r"shapes \[\(2, 4\)\], got \[\(4, 2\)\]",
    ),
    "feedback list": (lambda n: setattr(n, "feedback", [np.zeros((2, 4))]), "feedback must be .* got 1 entries"),
}


@pytest.mark.parametrize(("call", "message"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_sense_is_refused(call, message):
    network = EnergyNetwork([3, 4, 2], rng=np.random.default_rng(0))
    with pytest.raises((ValueError, TypeError), match=message):
        call(network)


def test_over_relaxation_of_smooth_units_is_refused():
    network, X, _ = small("tanh")
    with pytest.raises(ValueError, match="omega above 1 needs hard-sigmoid units"):
        network.relax(X, omega=1.2)


def test_one_sided_nudging_may_pull_as_hard_as_it_likes():
    network, X, Y = two_neurons()
    strong = network.gradient(X, Y, 1.0, "one_sided", tolerance=1e-14)
    o = (0.6 * 0.4 + 0.1 + 1) / (1 - 0.36 + 1)
    assert -strong.b[2][0] == pytest.approx(o - 0.53125, abs=1e-10)
    with pytest.raises(ValueError, match=r"beta must lie in \(0, 1\), got 1"):
        network.gradient(X, Y, 1.0)
