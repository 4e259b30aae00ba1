"""Four trained networks whose weights were printed in 1986, as data: they can still be run, and questioned.

The letter in Nature prints one network for mirror symmetry (Rumelhart, Hinton and Williams 1986, figure 1); chapter 8
of *Parallel Distributed Processing* prints another (figure 9) and two networks for exclusive or (figures 3 and 5).
The papers write biases as weights; the numbers are given here exactly as printed.  Units are logistic.  The targets
are not among the data: what they must have been can be found out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bplib.data import datasets
from bplib.historic.many_networks import ManyNetworks

Array = np.ndarray


@dataclass(frozen=True)
class PrintedNetwork:
    """Weights as a figure of 1986 prints them: ``hidden`` (n_1, n_0), ``hidden_bias`` (n_1,), ``output`` (n_1,),
    ``output_bias``, and ``direct`` (n_0,) from the inputs straight to the output, if there are such links.
    """

    name: str
    source: str
    hidden: Array
    hidden_bias: Array
    output: Array
    output_bias: float
    direct: Array | None
    task: str

    def network(self) -> ManyNetworks:
        """Return the network, one network long: ``.outputs(X)`` has shape (1, m, 1)."""
        n_1, n_0 = np.shape(self.hidden)
        parts = [self.hidden, self.hidden_bias, self.output, self.output_bias]
        parts += [] if self.direct is None else [self.direct]
        theta = np.concatenate([np.ravel(part) for part in parts])
        return ManyNetworks((n_0, n_1, 1), theta[None].astype(float), self.direct is not None)

    def patterns(self) -> tuple[Array, Array]:
        """Return all its input patterns X, (m, n_0), and the right answers, 0 or 1, (m, 1)."""
        return {"symmetry": datasets.mirror_symmetry, "xor": datasets.xor}[self.task]()


PRINTED_NETWORKS = [
    PrintedNetwork(
        "symmetry, Nature",
        "Nature 323 (1986), figure 1",
        hidden=[[14.2, -3.6, 7.2, -7.2, 3.6, -14.2], [-14.2, 3.6, -7.1, 7.1, -3.6, 14.2]],
        hidden_bias=[-1.1, -1.1],
        output=[-8.8, -8.8],
        output_bias=6.4,
        direct=None,
        task="symmetry",
    ),
    PrintedNetwork(
        "symmetry, PDP",
        "Parallel Distributed Processing 1 (1986), chapter 8, figure 9",
        hidden=[[-3.18, 6.32, -12.56, 12.56, -6.33, 3.17], [3.16, -6.34, 12.52, -12.51, 6.31, -3.17]],
        hidden_bias=[-1.0, -1.0],
        output=[-9.44, -9.44],
        output_bias=6.89,
        direct=None,
        task="symmetry",
    ),
    PrintedNetwork(
        "XOR 2-1-1 with direct links",
        "Parallel Distributed Processing 1 (1986), chapter 8, figure 3",
        hidden=[[-6.4, -6.4]],
        hidden_bias=[2.2],
        output=[-9.4],
        output_bias=6.3,
        direct=[-4.2, -4.2],
        task="xor",
    ),
    PrintedNetwork(
        'XOR 2-2-1 "at a local minimum"',
        "Parallel Distributed Processing 1 (1986), chapter 8, figure 5",
        hidden=[[-2.0, 9.2], [4.3, 8.8]],
        hidden_bias=[2.0, -0.1],
        output=[-4.5, 5.3],
        output_bias=-0.8,
        direct=None,
        task="xor",
    ),
]
