"""Exercise 05: optimisers, from three steps by hand to a budget of gradients on digits."""

from __future__ import annotations

from bpcourse.exercises.e05_optimizers.by_hand import BY_HAND
from bpcourse.exercises.e05_optimizers.gradient_budget import BUDGET
from bpcourse.exercises.e05_optimizers.marquardt import MARQUARDT_STEP
from bpcourse.exercises.e05_optimizers.optimizer_steps import ADAMW_STEP, BALL_STEP
from bpcourse.exercises.e05_optimizers.recorded_paths import FIND_BUG
from bpcourse.exercises.e05_optimizers.stable_rates import LIMITS
from bpcourse.exercises.e05_optimizers.ten_gradients import THREE_RULES

TASKS = (BY_HAND, LIMITS, BALL_STEP, ADAMW_STEP, THREE_RULES, MARQUARDT_STEP, FIND_BUG, BUDGET)
