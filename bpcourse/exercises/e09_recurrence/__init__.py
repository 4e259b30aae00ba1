"""Exercise 09: recurrence, backpropagation through time by hand, windows that cut, gates in every order."""

from __future__ import annotations

from bpcourse.exercises.e09_recurrence.by_hand import BY_HAND
from bpcourse.exercises.e09_recurrence.elman import ELMAN
from bpcourse.exercises.e09_recurrence.find_bug import FIND_BUG
from bpcourse.exercises.e09_recurrence.lstm import LSTM_BACKWARD
from bpcourse.exercises.e09_recurrence.predict import PREDICT
from bpcourse.exercises.e09_recurrence.truncation import TRUNCATION

TASKS = (BY_HAND, ELMAN, TRUNCATION, LSTM_BACKWARD, FIND_BUG, PREDICT)
