"""Forward mode; that every operation has the right tangent is checked in test_autodiff.py beside the reverse mode."""

import numpy as np
import pytest

from bplib.autodiff import Dual, exp, gradient, jvp, log, log_sum_exp, sin, sqrt, tanh


def test_the_rules_of_dual_numbers():
    a, b = Dual(2.0, 3.0), Dual(5.0, 7.0)
    for dual, value, tangent in (
        *((a + b, 7, 10), (a - b, -3, -4), (a * b, 10, 3 * 5 + 2 * 7), (a / b, 0.4, (3 * 5 - 2 * 7) / 25)),
        *((-a, -2, -3), (a**2, 4, 12), (2**a, 4, 12 * np.log(2)), (a + 1, 3, 3), (1 - a, -1, -3), (a * a, 4, 12)),
        *((exp(a), np.exp(2), 3 * np.exp(2)), (sin(a), np.sin(2), 3 * np.cos(2)), (6 / a, 3, -4.5)),
    ):
        assert (dual.value, dual.tangent) == (pytest.approx(value), pytest.approx(tangent))


def test_one_run_gives_one_column_of_the_jacobian(rng):
    A, x = rng.normal(size=(4, 3)), rng.normal(size=3)
    for j in range(3):
        y, column = jvp(lambda x: tanh(A @ x), x, np.eye(3)[j])
        np.testing.assert_allclose(y, np.tanh(A @ x))
        np.testing.assert_allclose(column, (1 - y**2) * A[:, j])


def test_columns_make_up_the_gradient(rng):
    x = rng.normal(size=5)
    f = lambda x: log_sum_exp(x) * sin(x).sum()  # noqa: E731
    columns = [jvp(f, x, unit)[1] for unit in np.eye(5)]
    np.testing.assert_allclose(columns, gradient(f, x), rtol=1e-13)


def test_shapes_and_types_of_the_tangent(rng):
    y, t = jvp(lambda x: x + np.ones((2, 3)), np.ones(3), np.ones(3))
    assert y.shape == t.shape == (2, 3)
    assert [type(v) for v in jvp(sin, 3, 1)] == [float, float]
    assert [v.dtype for v in jvp(exp, np.ones(2, np.float32), np.ones(2))] == [np.float32] * 2
    assert jvp(lambda x: 7, 2.0, 1.0) == (7, 0.0)
    y, t = jvp(lambda x: np.ones(3), 2.0, 1.0)
    assert t.tolist() == [0, 0, 0]
    (row, *_) = Dual(np.ones((2, 3)), np.full((2, 3), 4.0))
    np.testing.assert_array_equal(row.tangent, [4, 4, 4])


def test_array_on_the_left(rng):
    A = rng.normal(size=(4, 3))
    assert isinstance(A @ Dual(np.ones(3), np.ones(3)), Dual)
    assert (np.ones((5, 3)) @ Dual(A, A).T).shape == (5, 4)
    assert (np.ones(3) * Dual(2.0, 1.0)).tangent.tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("f", "kind", "message"),
    [
        (lambda: jvp(log, -1.0, 1.0), FloatingPointError, "log of -1 is not a number"),
        (lambda: jvp(lambda x: sqrt(x * x), 0.0, 1.0), FloatingPointError, "derivative of sqrt of 0 is not a number"),
        (
            lambda: jvp(lambda x: sqrt(x) * 1.0, np.array([1.0, 0]), np.zeros(2)),
            FloatingPointError,
            r"derivative of sqrt of 0 is not a number \(NaN\), at index \[1\]",
        ),
        (lambda: Dual(np.ones(2), np.ones(3)), ValueError, r"must have one shape, got \(2,\) and \(3,\)"),
        (lambda: Dual(1j, 1.0), TypeError, "the value must hold real numbers, got complex128"),
        (lambda: Dual(1.0, 1j), TypeError, "the tangent must hold real numbers, got complex128"),
        (lambda: Dual(np.nan, 1.0), ValueError, "the value holds NaN"),
        (lambda: Dual(1.0, np.nan), ValueError, "the tangent holds NaN"),
        (
            lambda: Dual(np.ones(2), np.ones(2)) + np.ones(3),
            ValueError,
            r"add of an array of shape \(2,\) and an array of shape \(3,\)",
        ),
    ],
)
def test_mistakes_are_named(f, kind, message):
    with pytest.raises(kind, match=message):
        f()


def test_a_dual_shows_what_it_is():
    assert repr(Dual(2, 3)) == "<Dual 2.0, tangent 3.0>"
