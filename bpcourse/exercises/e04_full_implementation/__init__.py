"""Exercise 04: a full implementation, from the forward pass to a test that finds planted bugs."""

from __future__ import annotations

from bpcourse.exercises.e04_full_implementation.full_implementation import (
    BINARY_CROSS_ENTROPY,
    DROPOUT,
    FORWARD,
    MEASURED_GRADIENT,
    RATES,
    STANDARDISE,
    STEP,
)
from bpcourse.exercises.e04_full_implementation.planted_bugs import FIND_BUG

TASKS = (FORWARD, BINARY_CROSS_ENTROPY, STEP, MEASURED_GRADIENT, STANDARDISE, DROPOUT, FIND_BUG, RATES)
