"""Networks that name the noise in points, S of them side by side, and how near they come to the exact answer.

Inputs, levels and sampler are those of ``bplib.generative.diffusion``; the seed at the top is a - ε.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bplib.data.points import Mixture
from bplib.experiments.many_dense_networks import ManyDense
from bplib.generative.diffusion import N_INPUTS, Batch, inputs, noisy
from bplib.optimizers import Adam

Array = np.ndarray


def trained(mixture: Mixture, seeds: Sequence[int], rate: float, steps: int, *, hidden=48, m=64) -> ManyDense:
    """Return networks 13-hidden-hidden-2 after some steps of Adam, whose rate falls to 0 in a line.

    Their starts are those of the seeds; all draw their points and noise from one more generator, that of the first.
    """
    rngs = [np.random.default_rng(seed) for seed in seeds]
    nets = ManyDense([N_INPUTS, hidden, hidden, 2], "relu relu identity", rngs, start="he")

    def examples():
        for _ in range(steps):
            batch = noisy(mixture.sample(len(nets) * m, rngs[0]), rngs[0])
            X, epsilon = inputs(batch.x, batch.sigma), batch.epsilon
            yield tuple(rows.reshape(len(nets), m, -1).astype(np.float32) for rows in (X, epsilon))

    nets.learn(examples(), Adam(lambda t: rate * (1 - t / steps)))
    return nets


def cost(named: Array, batch: Batch) -> float:
    """Return ½ Σ (a - ε)² in the mean, for the noise that was named, (m, 2)."""
    return float(np.square(named - batch.epsilon).sum(axis=1).mean() / 2)


def score_error(noise, mixture: Mixture, sigma: float, m: int = 2000) -> float:
    """Return |s - exact| / |exact| of the score s = -noise/σ, over noisy points at one level."""
    rng = np.random.default_rng(5)
    x = mixture.sample(m, rng) + sigma * rng.normal(size=(m, 2))
    exact = mixture.score(x, sigma)
    return float(np.linalg.norm(-noise(x, np.full(m, sigma)) / sigma - exact) / np.linalg.norm(exact))
