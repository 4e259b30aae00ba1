"""Exercise 10: attention, its way back by rows, masks, layer norm, a block in which one piece is wrong."""

from __future__ import annotations

from bpcourse.exercises.e10_attention.attend import ATTEND
from bpcourse.exercises.e10_attention.attention_backward import ATTENTION_BACKWARD
from bpcourse.exercises.e10_attention.embedding import EMBEDDING
from bpcourse.exercises.e10_attention.find_bug import FIND_BUG
from bpcourse.exercises.e10_attention.heads import HEADS
from bpcourse.exercises.e10_attention.layer_norm import LAYER_NORM
from bpcourse.exercises.e10_attention.predict import PREDICT
from bpcourse.exercises.e10_attention.softmax_rows import SOFTMAX_ROWS

TASKS = (SOFTMAX_ROWS, ATTEND, ATTENTION_BACKWARD, EMBEDDING, LAYER_NORM, HEADS, FIND_BUG, PREDICT)
