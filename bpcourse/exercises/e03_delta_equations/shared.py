"""What several tasks of exercise 03 need: the slope of σ, and the factors that an answer may be off by."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks.diagnosis import Scale
from bplib.activations import sigmoid

MEAN_SQUARED_ERROR = (
    "This belongs to the mean of (a - y)² over the outputs. The cost here is ½ Σ (a - y)²: it adds over them."
)


def sigmoid_slope(z):
    """Return σ'(z), also for whole numbers."""
    return sigmoid.slope(np.asarray(z, float))


def scales_of(m: int, **others: int) -> tuple[Scale, ...]:
    """Return the batch size, and other sizes by name, as factors that an answer may be off by."""
    return (
        Scale(m, "batch-size", f"m = {m}, the batch size"),
        *(Scale(value, "layer-size", f"{value}, the number of {name}") for name, value in others.items()),
    )
