"""Exercise 07: deep networks, from the factor of a layer to a diagnosis of programs that can only be called."""

from __future__ import annotations

from bpcourse.exercises.e07_deep_networks.batch_norm import BATCH_NORM
from bpcourse.exercises.e07_deep_networks.batch_norm_backward import BATCH_NORM_BACKWARD
from bpcourse.exercises.e07_deep_networks.clip import CLIP
from bpcourse.exercises.e07_deep_networks.factor import FACTOR
from bpcourse.exercises.e07_deep_networks.find_fault import FIND_FAULT
from bpcourse.exercises.e07_deep_networks.predict_and_measure import PREDICT
from bpcourse.exercises.e07_deep_networks.residual_backward import RESIDUAL_BACKWARD
from bpcourse.exercises.e07_deep_networks.start import START

TASKS = (FACTOR, START, BATCH_NORM, CLIP, BATCH_NORM_BACKWARD, RESIDUAL_BACKWARD, FIND_FAULT, PREDICT)
