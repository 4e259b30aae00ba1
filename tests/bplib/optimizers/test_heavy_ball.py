"""The heavy ball in a bowl: its roots against numpy.roots and runs of Momentum, and that the best is the best."""

import numpy as np
import pytest

from bplib.optimizers import Momentum
from bplib.optimizers.heavy_ball import best_ball, best_rate, critical_beta, factor, quarter, roots
from bplib.optimizers.trajectories import path

PAIRS = [(push, beta) for push in (0.001, 0.01, 0.3, 1.0, 1.7, 3.2, 4.9) for beta in (0.0, 0.04, 0.5, 0.9, 0.99)]


@pytest.mark.parametrize(("push", "beta"), PAIRS)
def test_roots_are_those_of_the_polynomial_in_their_order(push, beta):
    found, expected = roots(push, beta), np.roots([1, -(1 + beta - push), beta])
    np.testing.assert_allclose(np.sort_complex(found), np.sort_complex(expected), atol=1e-7)
    assert found.prod() == pytest.approx(beta, abs=1e-12)
    assert found.sum() == pytest.approx(1 + beta - push)
    if np.iscomplex(found).any():
        assert found[0].imag > 0
        assert factor(push, beta) == pytest.approx(np.sqrt(beta))
    else:
        assert abs(found[0]) >= abs(found[1])


@pytest.mark.parametrize(("push", "beta"), [(0.01, 0.5), (0.2, 0.0), (3.19, 0.6), (4.5, 0.9)])
def test_in_the_long_run_momentum_has_this_factor(push, beta):
    x = path(Momentum(push, beta), lambda x: x, [1.0], 60)[:, 0]
    signed = roots(push, beta)[0].real
    assert x[-1] / x[-2] == pytest.approx(signed, rel=1e-6)


def test_where_the_roots_are_complex_and_where_the_ball_arrives():
    for beta in (0.1, 0.5, 0.9):
        lower, upper, limit = (1 - beta**0.5) ** 2, (1 + beta**0.5) ** 2, 2 * (1 + beta)
        inside = [quarter(push, beta) < 0 for push in (0.999 * lower, 1.001 * lower, 0.999 * upper, 1.001 * upper)]
        assert inside == [False, True, True, False]
        assert factor(0.999 * limit, beta) < 1 < factor(1.001 * limit, beta)
        assert roots(limit, beta)[0] == pytest.approx(-1)
    assert quarter((1 - 0.3**0.5) ** 2, 0.3) == 0


def worst(eta, beta, low, high):
    """Return the slowest factor of the two ends of a bowl."""
    return max(factor(eta * low, beta), factor(eta * high, beta))


@pytest.mark.parametrize(("low", "high"), [(0.1, 10.0), (1.0, 100.0), (3.0, 7.0), (0.02, 50.0)])
def test_the_best_rate_and_the_best_ball_beat_their_neighbours(low, high):
    kappa = high / low
    eta = best_rate(low, high)
    best = worst(eta, 0.0, low, high)
    assert best == pytest.approx((kappa - 1) / (kappa + 1))
    assert all(worst(share * eta, 0.0, low, high) > best for share in (0.5, 0.99, 1.01))
    eta, beta = best_ball(low, high)
    best = worst(eta, beta, low, high)
    assert best == pytest.approx((np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1), abs=1e-7)
    shares, betas = np.linspace(0.05, 1.5, 59), np.linspace(0, 0.99, 67)
    assert all(worst(share * eta, other, low, high) > best for share in shares for other in betas)


@pytest.mark.parametrize("push", [0.001, 0.1, 0.7, 1.0, 1.5, 3.5])
def test_the_critical_beta_has_a_double_root_and_the_smallest_factor(push):
    beta = critical_beta(push)
    assert quarter(push, beta) == 0
    assert all(factor(push, other) > factor(push, beta) for other in np.linspace(0, 0.999, 100) if other != beta)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: roots(0, 0.5), r"push must lie in \(0, inf\), got 0"),
        (lambda: roots(1.0, 1.0), r"beta must lie in \[0, 1\), got 1.0"),
        (lambda: best_rate(0, 1), r"low must lie in \(0, inf\), got 0"),
        (lambda: best_ball(2, 1), r"high must lie in \[2, inf\), got 1"),
        (lambda: critical_beta(4), r"push must lie in \(0, 4\), got 4"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
