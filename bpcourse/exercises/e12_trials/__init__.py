"""Exercise 12: experiments that put claims on trial, in worlds where the answer is known."""

from __future__ import annotations

from bpcourse.exercises.e12_trials.cause import BECAUSE
from bpcourse.exercises.e12_trials.comparison import COMPARE
from bpcourse.exercises.e12_trials.forgetting import FORGETTING
from bpcourse.exercises.e12_trials.game import GAME
from bpcourse.exercises.e12_trials.recordings import DIFFERS
from bpcourse.exercises.e12_trials.scope import SCOPE
from bpcourse.exercises.e12_trials.sentences import SENTENCES
from bpcourse.exercises.e12_trials.without import WITHOUT

TASKS = (SENTENCES, BECAUSE, COMPARE, DIFFERS, GAME, FORGETTING, SCOPE, WITHOUT)
