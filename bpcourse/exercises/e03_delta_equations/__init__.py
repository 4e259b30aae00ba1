"""Exercise 03: the δ equations, from a calculation by hand to a backward pass for any network."""

from __future__ import annotations

from bpcourse.exercises.e03_delta_equations.delta_equations import (
    BACKWARD,
    BY_HAND,
    HIDDEN_ERROR,
    LAYER_GRADIENT,
    MULTIPLY_ADDS,
    OUTPUT_ERROR,
    SATURATION,
    SOFTMAX_LOSS,
)

TASKS = (BY_HAND, OUTPUT_ERROR, HIDDEN_ERROR, LAYER_GRADIENT, BACKWARD, SOFTMAX_LOSS, MULTIPLY_ADDS, SATURATION)
