"""Exercise 02: the chain rule, from slopes multiplied by hand to gradients of vectors, and what may be believed."""

from __future__ import annotations

from bpcourse.exercises.e02_chain_rule.by_hand import BY_HAND
from bpcourse.exercises.e02_chain_rule.checks import CHECKS
from bpcourse.exercises.e02_chain_rule.costs import COSTS
from bpcourse.exercises.e02_chain_rule.scaled_unit import SCALED_UNIT
from bpcourse.exercises.e02_chain_rule.soft_maximum import SOFT_MAXIMUM
from bpcourse.exercises.e02_chain_rule.sum_over_paths import SUM_OVER_PATHS
from bpcourse.exercises.e02_chain_rule.two_sigmoids import TWO_SIGMOIDS
from bpcourse.exercises.e02_chain_rule.visiting_orders import TOPOLOGICAL_ORDER

TASKS = (BY_HAND, TWO_SIGMOIDS, SUM_OVER_PATHS, SOFT_MAXIMUM, SCALED_UNIT, TOPOLOGICAL_ORDER, CHECKS, COSTS)
