"""Rounding error by one backward sweep: exact local errors, right derivatives, and a prediction that comes true."""

import operator

import numpy as np
import pytest

from bplib.historic.rounding_error import exact, number, operations, predicted_error, sensitivities


@pytest.mark.parametrize("combine", [operator.add, operator.sub, operator.mul, operator.truediv])
def test_local_error_and_derivatives_of_each_operation(combine, rng):
    x, y = rng.uniform(1, 2, (2, 50)).astype(np.float32) * np.float32([[1], [3.7]])
    a, b = number(x), number(y)
    result = combine(a, b)
    assert result.value.dtype == np.float32
    truth = combine(x.astype(float), y.astype(float))
    np.testing.assert_array_equal(result.local_error, result.value - truth)
    assert result.sign == {"add": "+", "sub": "-", "mul": "*", "truediv": "/"}[combine.__name__]
    assert a.sign == ""
    assert 0 < np.abs(result.local_error).max() <= 6e-8 * np.abs(truth).max()
    c, h = sensitivities(result), 1e-6
    for variable, step in ((a, (h, 0)), (b, (0, h))):
        up, down = (combine(exact(a) + sign * step[0], exact(b) + sign * step[1]) for sign in (1, -1))
        np.testing.assert_allclose(c[id(variable)], (up - down) / (2 * h), atol=1e-8)


def test_a_number_that_is_used_twice_collects_from_both():
    a = number([3.0])
    square = a * a
    result = square + square * a
    assert sensitivities(result)[id(a)].tolist() == [2 * 3 + 3 * 9]
    assert sensitivities(result)[id(square)].tolist() == [1 + 3]
    assert sensitivities(a + a)[id(a)].tolist() == [2]


def test_the_sweep_can_be_repeated_and_survives_a_long_computation():
    total = number([1.0])
    first = total
    for _ in range(5000):
        total = total + first
    assert len(operations(total)) == 5001
    for _ in range(2):
        assert sensitivities(total)[id(first)].tolist() == [5001]


def test_constants_stand_for_all_trials():
    x = number([1.0, 2.0, 4.0])
    third = x / number(3.0)
    np.testing.assert_allclose(predicted_error(third), third.local_error)
    np.testing.assert_allclose(sensitivities(third)[id(x)], 1 / 3)


def test_inputs_carry_no_error():
    assert predicted_error(number([0.1, 0.7])).tolist() == [0, 0]


def test_the_error_of_a_sum_of_squares_is_predicted(rng):
    data = rng.normal(100, 3, (20, 100)).astype(np.float32)
    numbers, n = [number(row) for row in data], number(20)
    total, squares = numbers[0], numbers[0] * numbers[0]
    for x in numbers[1:]:
        total, squares = total + x, squares + x * x
    result = squares - total * total / n
    d = data.astype(float)
    true = exact(result) - ((d**2).sum(axis=0) - d.sum(axis=0) ** 2 / 20)
    assert np.median(np.abs(true)) > 1e-3
    np.testing.assert_allclose(predicted_error(result), true, atol=1e-8)
