"""The networks that were printed in 1986: they do what the papers say, and give away the targets."""

import numpy as np
import pytest

from bplib.historic.printed_networks import PRINTED_NETWORKS

NATURE, PDP_SYMMETRY, XOR_DIRECT, XOR_STUCK = PRINTED_NETWORKS


def answers(printed):
    X, _ = printed.patterns()
    return printed.network().outputs(X)[0, :, 0]


@pytest.mark.parametrize("printed", [NATURE, PDP_SYMMETRY, XOR_DIRECT], ids=lambda printed: printed.name)
def test_the_trained_ones_answer_every_pattern_right(printed):
    _, Y = printed.patterns()
    np.testing.assert_array_equal(answers(printed) > 0.5, Y[:, 0] > 0.5)


def test_the_answers_of_the_xor_networks():
    np.testing.assert_allclose(answers(XOR_DIRECT), [0.103, 0.877, 0.877, 0.109], atol=6e-4)
    np.testing.assert_allclose(answers(XOR_STUCK), [0.096, 0.500, 0.898, 0.500], atol=6e-4)


@pytest.mark.parametrize(
    ("printed", "E"), [(NATURE, 0.0202), (PDP_SYMMETRY, 0.0414), (XOR_DIRECT, 0.00059), (XOR_STUCK, 0.160)]
)
def test_their_errors_with_the_targets_0_1_and_0_9(printed, E):
    _, Y = printed.patterns()
    assert 0.5 * ((answers(printed) - 0.1 - 0.8 * Y[:, 0]) ** 2).sum() == pytest.approx(E, rel=6e-3)


@pytest.mark.parametrize(
    ("printed", "low", "high"),
    [(NATURE, 0.101, 0.900), (PDP_SYMMETRY, 0.099, 0.897), (XOR_DIRECT, 0.103, 0.880), (XOR_STUCK, 0.098, 0.900)],
)
def test_the_targets_can_be_recovered(printed, low, high):
    X, Y = printed.patterns()
    network = printed.network()
    A = network.forward(X)
    parts = [network.backward(A, part[None]).theta[0] for part in (A[-1][0], (Y.T < 0.5) * 1.0, (Y.T > 0.5) * 1.0)]
    targets = np.linalg.lstsq(np.stack(parts[1:], axis=1), parts[0], rcond=None)[0]
    np.testing.assert_allclose(targets, [low, high], atol=6e-4)


def test_mirror_weights_of_the_symmetry_networks_are_opposite():
    for printed in (NATURE, PDP_SYMMETRY):
        W = np.array(printed.hidden)
        np.testing.assert_allclose(W, -W[:, ::-1], atol=0.11)
        np.testing.assert_allclose(W[1], -W[0], atol=0.11)
