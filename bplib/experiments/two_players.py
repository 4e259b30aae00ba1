"""Two players of a game of points, S games side by side: a generator G makes points, a discriminator D judges them.

D ends in one sigmoid unit, a = D(x), with 1 for "real".  What comes in at its logit z (Goodfellow et al. 2014):

    D's step      a - 1 for real points, a for made ones           cross-entropy, nothing new
    G's step      a - 1    for the cost -ln D(G(noise)),
                  -a       for the cost ln(1 - D(G(noise))), "minimax"

In G's step the seed goes through D, which does not move, to ∂C/∂x of the made points; that is G's seed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bplib import _validation as check
from bplib.data.points import Mixture, Modes, modes
from bplib.experiments.many_dense_networks import ManyDense
from bplib.optimizers import Adam

Array = np.ndarray

GOALS = {"not_saturating": lambda a: a - 1, "minimax": lambda a: -a}


class Games:
    """S games for the points of a mixture: ``G`` and ``D`` of each, with generators of their own."""

    def __init__(self, mixture: Mixture, seeds: Sequence[int], rate: float, *, hidden: int = 32, goal="not_saturating"):
        self.mixture, self.rngs = mixture, [np.random.default_rng(seed) for seed in seeds]
        self.seed = check.choice("goal", goal, GOALS)
        self.G = ManyDense([2, hidden, hidden, 2], "relu relu identity", self.rngs, start="he")
        self.D = ManyDense([2, hidden, hidden, 1], "leaky_relu leaky_relu sigmoid", self.rngs, start="he")
        self.new_optimizers(rate)

    def new_optimizers(self, rate: float) -> None:
        """Give both players a fresh Adam with β₁ = ½."""
        self.of_G, self.of_D = Adam(rate, 0.5), Adam(rate, 0.5)

    def noise(self, m: int) -> Array:
        """Return what G makes points of, (S, m, 2), for each game from its own generator."""
        return np.stack([rng.standard_normal((m, 2), dtype=np.float32) for rng in self.rngs])

    def step_of_D(self, m: int) -> None:
        """Show D m real points and m made ones."""
        real = np.stack([self.mixture.sample(m, rng) for rng in self.rngs])
        trace = self.D.forward(np.concatenate([real, self.G.answers(self.noise(m))], axis=1))
        label = (np.arange(2 * m) < m).astype(np.float32)[:, None]
        self.D.back(trace, (trace.A[-1] - label) / (2 * m))
        self.D.step(self.of_D)

    def step_of_G(self, m: int) -> None:
        """Let G have the gradient of m points by D's input."""
        made, g = self.gradient_of_points(m)
        self.G.back(made, g)
        self.G.step(self.of_G)

    def gradient_of_points(self, m: int):
        """Return the trace of m made points and ∂C/∂x, (S, m, 2), of G's goal; D's own gradient is not used."""
        made = self.G.forward(self.noise(m))
        judged = self.D.forward(made.A[-1])
        return made, self.D.back(judged, self.seed(judged.A[-1]) / m, below=True)

    def play(self, rounds: int, steps_of_G: int = 1, m: int = 64) -> None:
        """Play some rounds: in each a step of D, then the steps of G."""
        for _ in range(rounds):
            self.step_of_D(m)
            for _ in range(steps_of_G):
                self.step_of_G(m)

    def modes(self, m: int = 1000) -> list[Modes]:
        """Return what the points of each G hit of the mixture, all made of the same noise."""
        made = self.G.answers(np.random.default_rng(1).normal(size=(m, 2)))
        return [modes(points, self.mixture) for points in made]
