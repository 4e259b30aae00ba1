"""Exercise 02: the chain rule, from slopes multiplied by hand to gradients of vectors, and what may be believed."""

from __future__ import annotations

from bpcourse.exercises.e02_chain_rule.chain_rule import (
    BY_HAND,
    CHECKS,
    COSTS,
    SCALED_UNIT,
    SOFT_MAXIMUM,
    SUM_OVER_PATHS,
    TWO_SIGMOIDS,
)
from bpcourse.exercises.e02_chain_rule.visiting_orders import TOPOLOGICAL_ORDER

TASKS = (BY_HAND, TWO_SIGMOIDS, SUM_OVER_PATHS, SOFT_MAXIMUM, SCALED_UNIT, TOPOLOGICAL_ORDER, CHECKS, COSTS)
