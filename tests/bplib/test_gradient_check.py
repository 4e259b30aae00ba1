"""The gradient check: it passes right gradients, names wrong ones, and knows kinks and float32."""

import numpy as np
import pytest

from bplib import Network
from bplib import gradient_check as gc
from bplib import numerical_derivatives as nd
from bplib.activations import sigmoid


def smooth(theta):
    return (np.sin(theta) * np.exp(theta / 2)).sum()


def smooth_gradient(theta):
    return np.exp(theta / 2) * (np.cos(theta) + np.sin(theta) / 2)


@pytest.mark.parametrize(("method", "error"), [("one_sided", 1e-7), ("central", 1e-9), ("complex_step", 1e-15)])
def test_each_method_resolves_what_it_can(method, error, rng):
    theta = rng.normal(size=6)
    got = nd.numerical_gradient(smooth, theta, method)
    assert nd.relative_error(got, smooth_gradient(theta)) < error


def test_orders_of_the_truncation_errors(rng):
    theta, v = rng.normal(size=4), rng.normal(size=4)
    errors = nd.step_sweep(smooth, smooth_gradient(theta), theta, v, [1e-2, 1e-3])
    assert errors["one_sided"][0] / errors["one_sided"][1] == pytest.approx(10, rel=0.05)
    assert errors["central"][0] / errors["central"][1] == pytest.approx(100, rel=0.05)
    assert errors["complex_step"][0] / errors["complex_step"][1] == pytest.approx(100, rel=0.05)


def problem(rng, activations="tanh sigmoid", dtype=np.float64):
    network = Network([3, 4, 2], activations, rng=rng, dtype=dtype)
    return network, rng.normal(size=(5, 3)), rng.random((5, 2))


def test_a_sweep_in_float32_computes_in_float32():
    theta, steps = np.array([0.7], np.float32), 10.0 ** -np.arange(1, 10)
    seen = set()

    def cost(theta):
        seen.add(theta.dtype)
        return np.sin(theta[0])

    errors = nd.step_sweep(cost, np.cos([0.7]), theta, np.ones(1, np.float32), steps)
    assert seen == {np.dtype(np.float32), np.dtype(np.complex64)}
    assert errors["central"][-1] == 1.0  # the step is lost in rounding


@pytest.mark.parametrize("method", nd.METHODS)
def test_a_right_gradient_passes(method, rng):
    result = gc.check_network(*problem(rng), method)
    assert result.passed, str(result)
    assert result.verdict.startswith("The gradient agrees")
    assert [block.name for block in result.blocks] == ["W[1]", "b[1]", "W[2]", "b[2]"]


def test_a_wrong_entry_is_found_and_named(rng):
    network, X, Y = problem(rng)
    gradient = network.gradient(X, Y)
    gradient.W[1][2, 1] *= 2
    result = gc.check_gradient(
        lambda theta: network.cost(X, Y, theta),
        gradient.flat,
        network.theta,
        blocks={name: block.shape for name, block in network.parameters.blocks().items()},
    )
    (bad,) = result.failed
    assert (bad.name, bad.worst) == ("W[1]", (2, 1))
    assert bad.got == pytest.approx(2 * bad.expected)
    assert "W[1] disagrees" in result.verdict
    assert "index [2, 1]" in result.verdict
    assert "W[1]" in str(result)
    assert "DIFFERS" in str(result)


def test_a_gradient_that_is_not_a_number_fails(rng):
    theta = rng.normal(size=3)
    assert not gc.check_gradient(smooth, np.full(3, np.nan), theta).passed


def test_the_last_wrong_layer_is_the_one_to_mend(rng):
    network, X, Y = problem(rng)
    wrong = network.gradient(X, Y).flat * 2
    blocks = {name: block.shape for name, block in network.parameters.blocks().items()}
    result = gc.check_gradient(lambda theta: network.cost(X, Y, theta), wrong, network.theta, blocks=blocks)
    assert result.verdict.startswith("b[2] disagrees")
    assert "last layer that disagrees" in result.verdict


def test_a_step_across_a_kink_is_recognised(rng):
    theta = np.array([3e-7, 1.0, -0.5])
    cost = lambda theta: np.maximum(theta, 0).sum() + (theta**2).sum()  # noqa: E731
    gradient = (theta > 0) + 2 * theta
    result = gc.check_gradient(cost, gradient, theta)
    assert [block.kinks for block in result.failed] == [1]
    assert "kink" in result.verdict
    assert gc.check_gradient(cost, gradient, theta, step=1e-8, tolerance=1e-6).passed
    assert not gc.crosses_kink(cost, theta, 1, 6e-6)


@pytest.mark.parametrize(
    ("cost", "slope", "theta"),
    [
        (lambda t: np.sin(1000 * t), lambda t: 1000 * np.cos(1000 * t), [0.3, 0.7]),
        (np.log, lambda t: 1 / t, [1e-4, 2e-4]),
        (lambda t: np.sin(t / 1e6), lambda t: np.cos(t / 1e6) / 1e6, [3e6, 5e6]),
    ],
    ids=["bends at once", "ln near 0", "large numbers"],
)
def test_a_step_of_the_wrong_scale_is_blamed_before_the_gradient(cost, slope, theta):
    theta = np.array(theta)
    right, wrong = (gc.check_gradient(lambda t: cost(t).sum(), k * slope(theta), theta) for k in (1, 2))
    assert "look for a better step first" in right.verdict
    assert "last layer that disagrees" in wrong.verdict


def test_a_theta_far_larger_than_the_bends_asks_for_a_larger_step():
    places = 1e6 + np.linspace(0, 6, 200)
    errors = [
        np.median(
            [gc.check_gradient(lambda t: np.sin(t[0]), np.cos(t), t, step=h).blocks[0].error for t in places[:, None]]
        )
        for h in (6e-6, 6e-4)
    ]
    assert errors[1] < errors[0] / 5


def test_a_planted_mistake_is_not_blamed_on_the_step(rng):
    network, X, Y = problem(rng)
    gradient = network.gradient(X, Y).flat
    for i in range(gradient.size):
        wrong = gradient.copy()
        wrong[i] *= 1 + 1e-3
        result = gc.check_gradient(lambda theta: network.cost(X, Y, theta), wrong, network.theta)
        assert not any(block.unsettled for block in result.blocks)


def test_float32_is_blamed_on_float32(rng):
    result = gc.check_network(*problem(rng, dtype=np.float32), tolerance=1e-6)
    assert not result.passed
    assert "check in float64" in result.verdict


def test_random_directions_see_a_single_wrong_entry(rng):
    network, X, Y = problem(rng)
    cost, gradient = lambda theta: network.cost(X, Y, theta), network.gradient(X, Y).flat
    assert gc.check_directions(cost, gradient, network.theta, rng) < 1e-6
    gradient[3] += 0.01
    assert gc.check_directions(cost, gradient, network.theta, rng) > 1e-3


def test_relative_error_at_its_ends():
    assert nd.relative_error(np.zeros(2), np.zeros(2)) == 0
    assert nd.relative_error(np.ones(2), np.ones(2)) == 0
    assert nd.relative_error(np.ones(2), -np.ones(2)) == 2


def test_wrong_arguments_are_refused(rng):
    theta = rng.normal(size=3)
    with pytest.raises(ValueError, match=r"the shape of theta, \(3,\), got \(2,\)"):
        gc.check_gradient(smooth, theta[:2], theta)
    with pytest.raises(ValueError, match="vector of floats, got dtype int64"):
        nd.numerical_gradient(smooth, np.array([1, 2], np.int64))
    with pytest.raises(ValueError, match="must be one of central, one_sided, complex_step; got 'two_sided'"):
        nd.numerical_gradient(smooth, theta, "two_sided")
    with pytest.raises(ValueError, match="step must lie in"):
        nd.numerical_gradient(smooth, theta, step=0)
    with pytest.raises(ValueError, match="blocks must hold 3 parameters"):
        gc.check_gradient(smooth, theta, theta, blocks={"a": (2,)})


@pytest.mark.parametrize("method", ["central", "one_sided", "complex_step"])
def test_a_block_without_influence_is_measured_against_the_whole_gradient(method):
    """The cost depends on the difference of the last two only: a shift of both, their block, does nothing."""
    base, blocks = np.array([0.3, -0.8, 0.0]), {"W": (2,), "shift": (1,)}

    def cost(theta):
        w = theta[:2] + theta[2]
        return np.exp(w[0] - w[1]) + w[0] - w[1]

    slope = np.exp(1.1) + 1
    result = gc.check_gradient(cost, np.array([slope, -slope, 3e-17]), base, blocks=blocks, method=method)
    assert result.passed, result.verdict
    wrong = gc.check_gradient(cost, np.array([slope, -slope, 1e-3]), base, blocks=blocks, method=method)
    assert [block.name for block in wrong.failed] == ["shift"]


@pytest.mark.parametrize(("method", "small"), [("central", 1e-8), ("complex_step", 1e-12)])
def test_a_slope_above_the_noise_must_be_right_however_small(method, small):
    cost = lambda theta: theta[0] + small * theta[1]  # noqa: E731
    blocks = {"large": (1,), "small": (1,)}
    result = gc.check_gradient(cost, np.array([1.0, 2 * small]), np.ones(2), blocks=blocks, method=method)
    assert [block.name for block in result.failed] == ["small"]


@pytest.mark.parametrize(("level", "passed"), [(1e4, True), (1.0, False)])
def test_the_noise_grows_with_the_cost(level, passed):
    cost = lambda theta: level + np.sin(theta[0])  # noqa: E731
    theta, blocks = np.array([0.3, 0.5]), {"W": (1,), "idle": (1,)}
    assert gc.check_gradient(cost, np.array([np.cos(0.3), 1e-7]), theta, blocks=blocks).passed is passed


def test_the_noise_grows_with_the_size_of_the_block():
    assert gc._error(np.full(100, 0.9e-12), np.zeros(100), 1e-12, 2.0) == pytest.approx(4.5e-12)


def test_a_small_gradient_that_is_wrong_is_no_noise(rng):
    network, X, Y = problem(rng)
    gradient = network.gradient(X, Y)
    gradient.b[1][:] *= 1.001
    shapes = {name: block.shape for name, block in gradient.blocks().items()}
    cost = lambda theta: network.cost(X, Y, theta) * 1e-4  # noqa: E731
    result = gc.check_gradient(cost, gradient.flat * 1e-4, network.theta, blocks=shapes)
    assert [block.name for block in result.failed] == ["b[1]"]


def test_a_complex_step_goes_through_a_maximum_and_not_through_abs():
    theta, one = np.array([-0.7, 0.7]), np.array([1.0, 2.0])
    slopes = {f: nd.complex_step(lambda t, f=f: f(t).sum(), theta, one, 1e-20) for f in (np.abs, lambda t: t.clip(0))}
    assert list(slopes.values()) == pytest.approx([0, 2])


def test_a_complex_step_needs_the_right_form_of_the_absolute_value():
    theta, one = np.array([-0.7, 0.7]), np.array([-1.0, 2.0])
    forms = (
        lambda t: np.sqrt(t**2),
        lambda t: np.maximum(t, -t),
        lambda t: np.where(t > 0, t, -t),
        lambda t: np.sign(t) * t,
    )
    slopes = [nd.complex_step(lambda t, f=f: f(t).sum(), theta, one, 1e-20) for f in forms]
    assert slopes == pytest.approx([3, 3, 3, 6])


def test_a_complex_step_does_not_mend_what_cancels_inside_the_cost():
    theta, one = np.array([1e-8]), np.array([1.0])
    assert abs(nd.complex_step(lambda t: ((np.exp(t) - 1) / t).sum(), theta, one, 1e-20) - 0.5) > 0.3


def test_a_change_is_lost_beside_a_large_number_and_not_for_being_small():
    def errors(z, added):
        cost = lambda t: sigmoid(t).sum() + added  # noqa: E731
        return gc.check_gradient(cost, np.zeros(1), np.array([z])).blocks[0].error

    assert [errors(40.0, 0), errors(30.0, 0), errors(-40.0, 1)] == [0, 0, 0]
    assert [errors(-40.0, 0), errors(-30.0, 0), errors(10.0, 0)] == pytest.approx([1, 1, 1])
