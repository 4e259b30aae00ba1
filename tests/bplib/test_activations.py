"""The activation functions: values at the extremes, slopes against complex step, Jacobians against slopes."""

import numpy as np
import pytest

from bplib.activations import ACTIVATIONS, sigmoid, softmax, softplus, tanh

ELEMENTWISE = [f for f in ACTIVATIONS.values() if f.name != "softmax"]


@pytest.mark.parametrize("f", ACTIVATIONS.values(), ids=ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extreme_inputs_give_finite_values_of_the_same_type_without_a_warning(f, dtype):
    z = np.array([[-1000, -100, -1, 0, 1, 100, 1000]], dtype)
    a = f(z)
    assert a.dtype == dtype
    assert np.isfinite(a).all()
    grad = f.backward(np.ones_like(z), z, a)
    assert grad.dtype == dtype
    assert np.isfinite(grad).all()


@pytest.mark.parametrize("f", ELEMENTWISE, ids=lambda f: f.name)
def test_slope_is_the_derivative(f, rng):
    z = rng.normal(0, 3, (5, 4))
    by_complex_step = f(z + 1e-20j).imag / 1e-20
    np.testing.assert_allclose(f.slope(z), by_complex_step, rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(f.slope(z, f(z)), by_complex_step, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("f", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_jacobian_and_backward_are_the_derivative(f, rng):
    z, grad_a = rng.normal(0, 2, (3, 4)), rng.normal(size=(3, 4))
    by_complex_step = np.stack([f(z + 1e-20j * unit).imag / 1e-20 for unit in np.eye(4)], axis=-1)
    np.testing.assert_allclose(f.jacobian(z), by_complex_step, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(f.backward(grad_a, z), np.einsum("mj,mjk->mk", grad_a, by_complex_step), atol=1e-14)


def test_sigmoid_keeps_its_digits_far_out():
    assert sigmoid(np.array([-700.0]))[0] == pytest.approx(np.exp(-700), rel=1e-12)
    assert sigmoid(np.array([0.0]))[0] == 0.5
    assert softplus(np.array([-40.0]))[0] == pytest.approx(np.exp(-40), rel=1e-12)


def test_softmax_is_a_distribution_that_ignores_a_common_shift(rng):
    z = rng.normal(size=(4, 3))
    np.testing.assert_allclose(softmax(z).sum(axis=1), 1)
    np.testing.assert_allclose(softmax(z + 1000), softmax(z), rtol=1e-10)


def test_softmax_has_no_elementwise_slope():
    with pytest.raises(TypeError, match="no elementwise slope"):
        softmax.slope(np.zeros((1, 3)))


def test_functions_leave_their_input_alone(rng):
    for f in ACTIVATIONS.values():
        z = rng.normal(size=(2, 3))
        before = z.copy()
        f.backward(np.ones_like(z), z, f(z))
        a = f(z)
        a += 1
        np.testing.assert_array_equal(z, before)


def test_lists_and_whole_numbers_are_taken_and_text_is_refused():
    assert sigmoid([0, 0.0]).tolist() == [0.5, 0.5]
    assert softplus(0) == pytest.approx(np.log(2))
    assert softmax([[1, 1]]).tolist() == [[0.5, 0.5]]
    with pytest.raises(TypeError, match="z must hold numbers, got dtype <U1"):
        sigmoid(["a"])


def test_masks_are_not_lost_in_silence():
    with pytest.raises(TypeError, match="z must be an ordinary array, got a masked one, whose 1 masked entries"):
        tanh(np.ma.masked_equal([0.5, -9.0], -9.0))
