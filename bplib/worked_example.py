"""The 2-3-2 network that the lessons work by hand: the same small numbers in text, code, figures and explorer."""

from __future__ import annotations

import numpy as np

from bplib.network import Network


def worked_example() -> tuple[Network, np.ndarray, np.ndarray]:
    """Return the network (sigmoid units, quadratic cost), its input X of shape (1, 2) and its target Y of shape (1, 2).

    The weighted inputs of the hidden layer come out as 0, 1 and -1, and that of the first output as 1.
    """
    network = Network([2, 3, 2], "sigmoid", "quadratic", rng=np.random.default_rng(0))
    network.W[1][:] = [[1, -2], [0.5, 0.5], [-1, 1]]
    network.b[1][:] = [0, 0.25, -0.5]
    network.W[2][:] = [[2, 1, 1], [-1, 2, -2]]
    network.b[2][:] = [-1, 0.5]
    return network, np.array([[1, 0.5]]), np.array([[1.0, 0.0]])
