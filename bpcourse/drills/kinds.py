"""The kinds of drills that there are, in the order of the lessons."""

from bpcourse.drills.chain_rule import CHAIN_RULE
from bpcourse.drills.counting import COUNTING
from bpcourse.drills.delta_by_hand import DELTA_BY_HAND
from bpcourse.drills.optimizer_steps import OPTIMIZER_STEPS
from bpcourse.drills.shapes import SHAPES

KINDS = (CHAIN_RULE, DELTA_BY_HAND, SHAPES, COUNTING, OPTIMIZER_STEPS)
