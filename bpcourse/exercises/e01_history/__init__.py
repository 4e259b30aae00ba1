"""Exercise 01: history that runs, from who found what to how an experiment is read."""

from __future__ import annotations

from bpcourse.exercises.e01_history.claims_and_reports import READ_REPORTS, WHO_TASK, XOR_WIDTH
from bpcourse.exercises.e01_history.old_algorithms import ADJOINT, PERCEPTRON, RECOVER_TARGETS, ROUNDING
from bpcourse.exercises.e01_history.symmetry_codes import SYMMETRY_CODES

TASKS = (WHO_TASK, PERCEPTRON, RECOVER_TARGETS, ADJOINT, ROUNDING, SYMMETRY_CODES, XOR_WIDTH, READ_REPORTS)
