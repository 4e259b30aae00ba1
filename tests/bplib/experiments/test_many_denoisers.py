"""Networks that name the noise: their cost lies between that of the exact answer and of none."""

import numpy as np
import pytest

from bplib.data.points import eight_clouds
from bplib.experiments import many_denoisers
from bplib.generative.diffusion import Batch, noise_of, noisy

RING = eight_clouds()


def test_the_cost_is_half_a_squared_error():
    batch = Batch(np.zeros((2, 2)), np.ones(2), np.array([[1.0, 2], [0, 0]]))
    assert many_denoisers.cost(np.array([[0.0, 2], [1, 1]]), batch) == pytest.approx((1 + 2) / 4)


def test_the_exact_answer_has_no_error_and_twice_it_all():
    assert many_denoisers.score_error(RING.noise, RING, 0.3) == pytest.approx(0, abs=1e-12)
    assert many_denoisers.score_error(lambda x, s: 2 * RING.noise(x, s), RING, 0.3) == pytest.approx(1)


def test_they_learn_to_name_noise(rng):
    nets = many_denoisers.trained(RING, (0, 1), 0.02, 300, hidden=24)
    batch = noisy(RING.sample(4000, rng), rng)
    floor, none = many_denoisers.cost(RING.noise(batch.x, batch.sigma), batch), many_denoisers.cost(0, batch)
    for i in range(2):
        found = many_denoisers.cost(noise_of(nets.network(i))(batch.x, batch.sigma), batch)
        assert floor < found < floor + 0.15 * (none - floor)
    assert (nets.theta[0] != nets.theta[1]).any()
