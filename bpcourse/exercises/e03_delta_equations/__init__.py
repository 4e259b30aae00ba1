"""Exercise 03: the δ equations, from a calculation by hand to a backward pass for any network."""

from __future__ import annotations

from bpcourse.exercises.e03_delta_equations.backward_pass import BACKWARD
from bpcourse.exercises.e03_delta_equations.by_hand import BY_HAND
from bpcourse.exercises.e03_delta_equations.conclusions import MULTIPLY_ADDS, SATURATION
from bpcourse.exercises.e03_delta_equations.equations import HIDDEN_ERROR, LAYER_GRADIENT, OUTPUT_ERROR
from bpcourse.exercises.e03_delta_equations.softmax_loss import SOFTMAX_LOSS

TASKS = (BY_HAND, OUTPUT_ERROR, HIDDEN_ERROR, LAYER_GRADIENT, BACKWARD, SOFTMAX_LOSS, MULTIPLY_ADDS, SATURATION)
