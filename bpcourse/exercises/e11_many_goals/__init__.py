"""Exercise 11: the seeds of many goals, and the gradient of the input."""

from __future__ import annotations

from bpcourse.exercises.e11_many_goals.denoise import DENOISE
from bpcourse.exercises.e11_many_goals.encoder import ENCODER
from bpcourse.exercises.e11_many_goals.fisher import FISHER
from bpcourse.exercises.e11_many_goals.generator import GENERATOR
from bpcourse.exercises.e11_many_goals.input_gradient import INPUT_GRADIENT
from bpcourse.exercises.e11_many_goals.policy import POLICY
from bpcourse.exercises.e11_many_goals.sparse import SPARSE
from bpcourse.exercises.e11_many_goals.student import STUDENT

TASKS = (INPUT_GRADIENT, SPARSE, ENCODER, GENERATOR, POLICY, FISHER, STUDENT, DENOISE)
