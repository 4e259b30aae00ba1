"""Signals in random networks against the mean-field theory."""

import numpy as np
import pytest

from bplib.activations import tanh
from bplib.depth.mean_field import MeanField
from bplib.experiments.random_signals import arriving, carried


@pytest.mark.parametrize("weights", [1.0, 2.5])
def test_two_inputs_and_the_errors_do_what_the_theory_says(weights):
    field, runs = MeanField(tanh, weights, 0.05), [carried(weights, 0.05, seed, 20, 200) for seed in range(5)]
    assert np.median([run.chi for run in runs]) == pytest.approx(field.chi(), rel=0.05)
    assert np.median([run.square for run in runs]) == pytest.approx(field.fixed_length(), rel=0.1)
    first = (0.9 * weights + 0.05) / (weights + 0.05)
    assert np.median([run.cosines[0] for run in runs]) == pytest.approx(first, abs=0.03)
    drawn_together = runs[0].cosines[-1] > runs[0].cosines[0]
    assert drawn_together == (field.chi() < 1)


def test_small_signals_are_handed_down_by_the_weights_alone():
    assert carried(0.01, 0.0, 0, 20, 200).chi == pytest.approx(0.01, rel=0.1)


def test_too_few_layers_and_no_cosine_are_refused():
    with pytest.raises(ValueError, match="layers must be at least 7, got 6"):
        carried(1.0, 0.05, 0, 6, 20)
    with pytest.raises(ValueError, match="cosine must lie in"):
        carried(1.0, 0.05, 0, 10, 20, cosine=2)


def test_the_mean_square_that_arrives_is_1_in_wide_networks(rng):
    ratios = arriving(60, 150, rng, depth=5)
    assert ratios.shape == (150,)
    assert np.mean(ratios**2) == pytest.approx(1, abs=0.15)


def test_in_narrow_networks_half_of_them_lose_nearly_all(rng):
    assert np.median(arriving(10, 200, rng, depth=50)) < 0.01
