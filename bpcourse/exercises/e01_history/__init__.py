"""Exercise 01: history that runs, from who found what to how an experiment is read."""

from __future__ import annotations

from bpcourse.exercises.e01_history.adjoint import ADJOINT
from bpcourse.exercises.e01_history.contributions import WHO_TASK
from bpcourse.exercises.e01_history.perceptron import PERCEPTRON
from bpcourse.exercises.e01_history.printed_targets import RECOVER_TARGETS
from bpcourse.exercises.e01_history.reports import READ_REPORTS
from bpcourse.exercises.e01_history.rounding import ROUNDING
from bpcourse.exercises.e01_history.symmetry_codes import SYMMETRY_CODES
from bpcourse.exercises.e01_history.xor_width import XOR_WIDTH

TASKS = (WHO_TASK, PERCEPTRON, RECOVER_TARGETS, ADJOINT, ROUNDING, SYMMETRY_CODES, XOR_WIDTH, READ_REPORTS)
