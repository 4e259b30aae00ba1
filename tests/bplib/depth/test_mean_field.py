"""Mean-field theory against closed forms, published values, and wide random networks."""

import numpy as np
import pytest

from bplib.activations import ACTIVATIONS, identity, relu, selu, sigmoid, softmax, tanh
from bplib.depth.mean_field import MeanField, critical_weights, expectation, normalised_chi


def test_an_expectation_is_that_of_the_normal_distribution():
    assert expectation(np.ones_like) == pytest.approx(1, abs=1e-12)
    assert expectation(lambda z: z**4) == pytest.approx(3, abs=1e-9)
    assert expectation(lambda z: (z > 0) * 1.0) == pytest.approx(0.5, abs=1e-12)
    assert expectation(np.abs) == pytest.approx(np.sqrt(2 / np.pi), abs=1e-5)


def test_relu_has_closed_forms():
    """Half of the power is passed on, whatever the length (He et al. 2015), and inputs become alike slowly."""
    start = MeanField(relu, 1.5, 0.3)
    assert [start.chi(q) for q in (0.1, 1.0, 50.0)] == pytest.approx([0.75] * 3, abs=1e-12)
    assert start.length_after(2.0) == pytest.approx(0.75 * 2 + 0.3, rel=1e-6)
    assert start.fixed_length() == pytest.approx(0.3 / 0.25, rel=1e-5)
    c, he = 0.0, MeanField(relu, 2.0)
    for expected in (0.318, 0.494):
        closed = (np.sqrt(1 - c * c) + c * (np.pi - np.arccos(c))) / np.pi
        c = he.correlation_after(c, 1.0)
        assert c == pytest.approx(closed, abs=1e-3)
        assert c == pytest.approx(expected, abs=1e-3)


def test_selu_keeps_a_standard_normal_signal_and_lets_gradients_grow():
    start = MeanField(selu, 1.0)
    assert start.length_after(1.0) == pytest.approx(1, abs=1e-4)
    assert start.chi(1.0) == pytest.approx(1.0716, abs=1e-3)


def test_the_critical_line_of_tanh_has_its_known_values():
    assert critical_weights(tanh, 0.05) == pytest.approx(1.761, abs=1e-3)
    assert critical_weights(tanh, 0.5) == pytest.approx(2.843, abs=1e-3)


def test_order_and_chaos_lie_on_the_two_sides_of_it():
    order, chaos = MeanField(tanh, 1.0, 0.05), MeanField(tanh, 2.5, 0.05)
    assert (order.chi(), chaos.chi()) == pytest.approx((0.759, 1.1335), abs=1e-3)
    assert (order.fixed_length(), chaos.fixed_length()) == pytest.approx((0.1936, 1.0640), abs=1e-3)
    assert (order.fixed_correlation(), chaos.fixed_correlation()) == pytest.approx((1, 0.4468), abs=1e-3)
    assert order.depth_of_gradients() == pytest.approx(1 / -np.log(0.759), rel=1e-3)


def test_where_it_starts_counts_where_every_place_is_at_rest():
    straight = MeanField(identity, 1.0)
    assert straight.fixed_length(3.0) == pytest.approx(3, rel=1e-9)
    assert straight.fixed_correlation(0.3) == pytest.approx(0.3, rel=1e-9)


def test_at_rest_is_what_no_longer_moves_and_is_meant_where_no_length_is_given():
    order, chaos = MeanField(tanh, 1.0, 0.05), MeanField(tanh, 2.5, 0.05)
    assert order.fixed_length(0.01) == pytest.approx(order.fixed_length(5.0), rel=1e-11)
    assert chaos.correlation_after(0.5) == chaos.correlation_after(0.5, chaos.fixed_length())
    assert chaos.depth_of_gradients() == pytest.approx(1 / np.log(1.1335), rel=1e-3)
    assert chaos.chi(0.0) == pytest.approx(2.5), "the slope at 0 is 1"


def test_signals_that_die_out_have_no_correlation():
    for ask in (MeanField(tanh, 0.5).fixed_correlation, lambda: MeanField(relu, 1.5).correlation_after(0.3)):
        with pytest.raises(ValueError, match="to rest at 0 for these variances: what dies out has no correlation"):
            ask()
    with pytest.raises(ValueError, match=r"c must lie in \[-1, 1\], got 2"):
        MeanField(identity, 1.0).fixed_correlation(2)


def test_beyond_its_end_the_length_has_no_resting_place():
    with pytest.raises(ValueError, match="the length grows without end for these variances"):
        MeanField(relu, 2.5).chi()


@pytest.mark.parametrize(("f", "weights"), [(tanh, 1.0), (tanh, 2.5), (relu, 1.5), (sigmoid, 16.0)], ids=str)
def test_wide_networks_do_what_the_theory_says(f, weights, rng):
    n, layers, biases = 400, 12, 0.05
    theory = MeanField(f, weights, biases)
    W = rng.normal(0, np.sqrt(weights / n), (layers, n, n))
    z = [rng.normal(0, np.sqrt(theory.fixed_length()), (20, n))]
    for matrix in W:
        z.append(f(z[-1]) @ matrix.T + rng.normal(0, np.sqrt(biases), n))
    delta = rng.normal(size=(20, n))
    lengths = [np.mean(delta**2)]
    for matrix, below in zip(W[::-1], z[-2::-1], strict=True):
        delta = (delta @ matrix) * f.slope(below)
        lengths.append(np.mean(delta**2))
    assert np.mean(z[-1] ** 2) == pytest.approx(theory.fixed_length(), rel=0.15)
    assert (lengths[-1] / lengths[0]) ** (1 / layers) == pytest.approx(theory.chi(), rel=0.04)


def test_normalising_over_examples_lets_every_activation_that_bends_explode():
    expected = {"relu": np.pi / (np.pi - 1), "tanh": 1.0853**2, "sigmoid": 1.01666**2, "identity": 1.0}
    for name, factor in expected.items():
        assert normalised_chi(ACTIVATIONS[name], "examples") == pytest.approx(factor, abs=2e-4)
    assert normalised_chi(relu, "units") == pytest.approx(1, abs=1e-4)
    assert normalised_chi(sigmoid, "units") == pytest.approx(0.3909**2, abs=1e-4)
    bent = [normalised_chi(f, "examples") for f in ACTIVATIONS.values() if f not in (softmax, identity)]
    assert min(bent) > 1.01


@pytest.mark.parametrize("f", ["relu", softmax], ids=str)
def test_what_does_not_work_on_single_units_is_refused(f):
    for make in (lambda: MeanField(f, 1.0), lambda: normalised_chi(f, "units")):
        with pytest.raises(TypeError, match="f must"):
            make()


def test_values_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match=r"weights must lie in \(0, inf\), got 0"):
        MeanField(tanh, 0)
    with pytest.raises(ValueError, match=r"biases must lie in \[0, inf\), got -1"):
        MeanField(tanh, 1.0, -1)
    with pytest.raises(ValueError, match=r"c must lie in \[-1, 1\], got 1.5"):
        MeanField(tanh, 1.0).correlation_after(1.5, 1.0)
    with pytest.raises(ValueError, match="over must be one of examples, units; got 'batch'"):
        normalised_chi(tanh, "batch")
    with pytest.raises(ValueError, match="must change its sign between weights = 2 and 3, and does not"):
        critical_weights(tanh, 0.05, 2, 3)
