"""Exercise 04: a full implementation, from the forward pass to a test that finds planted bugs."""

from __future__ import annotations

from bpcourse.exercises.e04_full_implementation.cross_entropy import BINARY_CROSS_ENTROPY
from bpcourse.exercises.e04_full_implementation.dropout import DROPOUT
from bpcourse.exercises.e04_full_implementation.find_bug import FIND_BUG
from bpcourse.exercises.e04_full_implementation.forward import FORWARD
from bpcourse.exercises.e04_full_implementation.measured_gradient import MEASURED_GRADIENT
from bpcourse.exercises.e04_full_implementation.rates import RATES
from bpcourse.exercises.e04_full_implementation.standardise import STANDARDISE
from bpcourse.exercises.e04_full_implementation.step import STEP

TASKS = (FORWARD, BINARY_CROSS_ENTROPY, STEP, MEASURED_GRADIENT, STANDARDISE, DROPOUT, FIND_BUG, RATES)
