"""What several tasks of exercise 04 need: the slope of σ, the batch size as a factor, random parameters."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from bpcourse.tasks.words import Scale
from bplib.activations import sigmoid


def sigmoid_slope(z):
    """Return σ'(z), also for whole numbers."""
    return sigmoid.slope(np.asarray(z, float))


def batch_scale(m: int) -> Scale:
    """Return the batch size as a factor that an answer may be off by."""
    return Scale(m, "batch-size", f"m = {m}, the batch size")


def random_parameters(rng, *sizes: int):
    """Return random W and b for layers of these sizes, index 0 (the input layer) None."""
    W = [None] + [rng.normal(0, 1, (n, k)) for k, n in pairwise(sizes)]
    return W, [None] + [rng.normal(0, 0.7, n) for n in sizes[1:]]
