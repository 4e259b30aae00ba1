"""The losses: values, gradients and the short cut δ = a - y against the general path, far into saturation."""

import numpy as np
import pytest

from bplib.activations import ACTIVATIONS, sigmoid, softmax
from bplib.losses import LOSSES, Loss, binary_cross_entropy, cross_entropy, mean_squared_error, quadratic

OUTPUT = {"quadratic": "tanh", "mean_squared_error": "softmax", "binary_cross_entropy": "sigmoid"} | {
    "cross_entropy": "softmax"
}


def outputs_and_targets(name, rng, m=4, n=3):
    Z = rng.normal(0, 2, (m, n))
    return ACTIVATIONS[OUTPUT[name]], Z, softmax(rng.normal(size=(m, n)))


@pytest.mark.parametrize("name", LOSSES)
def test_delta_is_the_derivative_of_the_cost_by_the_weighted_input(name, rng):
    loss = LOSSES[name]
    f, Z, Y = outputs_and_targets(name, rng)
    steps = [Z + 1e-20j * unit for unit in np.eye(Z.shape[1])]
    by_complex_step = np.stack([loss.per_example(z, f(z), Y).imag / 1e-20 for z in steps], axis=1)
    np.testing.assert_allclose(loss.delta(f, Z, f(Z), Y), by_complex_step, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("name", ["binary_cross_entropy", "cross_entropy"])
def test_the_short_cut_a_minus_y_equals_the_general_path(name, rng):
    loss = LOSSES[name]
    f, Z, Y = outputs_and_targets(name, rng)
    np.testing.assert_allclose(loss.delta(f, Z, f(Z), Y), f(Z) - Y, atol=1e-15)
    np.testing.assert_allclose(Loss.delta(loss, f, Z, f(Z), Y), f(Z) - Y, atol=1e-13)


def test_known_values():
    A, Y = np.array([[0.75, 0.5]]), np.array([[1.0, 0.0]])
    assert quadratic.per_example(A, A, Y)[0] == (0.25**2 + 0.5**2) / 2
    assert mean_squared_error.per_example(A, A, Y)[0] == (0.25**2 + 0.5**2) / 2
    Z = np.log(np.array([[3.0, 1.0]]))
    assert binary_cross_entropy.per_example(Z, sigmoid(Z), Y)[0] == pytest.approx(-np.log(0.75) - np.log(0.5))
    assert cross_entropy.per_example(Z, softmax(Z), Y)[0] == pytest.approx(-np.log(0.75))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_confidently_wrong_answer_has_a_finite_exact_cost(dtype):
    Z, Y = np.array([[-1000.0, 1000.0]], dtype), np.array([[1.0, 0.0]], dtype)
    assert binary_cross_entropy.per_example(Z, sigmoid(Z), Y)[0] == 2000
    assert cross_entropy.per_example(Z, softmax(Z), Y)[0] == 2000
    np.testing.assert_array_equal(binary_cross_entropy.delta(sigmoid, Z, sigmoid(Z), Y), [[-1, 1]])


def test_targets_no_network_could_have_are_refused():
    with pytest.raises(ValueError, match=r"between 0 and 1.*\(Y \+ 1\) / 2"):
        binary_cross_entropy.checked_targets([[-1.0], [1.0]], 1, float)
    with pytest.raises(ValueError, match="one_hot"):
        cross_entropy.checked_targets([[3.0, 1.0]], 2, float)
    with pytest.raises(ValueError, match=r"between 0 and 1, got values from 0 to 1\.5"):
        binary_cross_entropy.checked_targets([[0.0], [1.5]], 1, float)
    with pytest.raises(ValueError, match=r"row sums from 1 to 1\.001"):
        cross_entropy.checked_targets([[0.0, 1.0], [0.5, 0.501]], 2, float)


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_shapes_that_would_broadcast_are_refused(loss):
    A, Y = np.full((3, 1), 0.5), np.ones(3)
    message = r"A and Y must both have shape \(m, n\), got \(3, 1\) and \(3,\): use Y\[:, None\]"
    for function in (
        loss.per_example,
        lambda Z, A, Y: loss.gradient(A, Y),
        lambda Z, A, Y: loss.delta(sigmoid, Z, A, Y),
    ):
        with pytest.raises(ValueError, match=message):
            function(A, A, Y)
