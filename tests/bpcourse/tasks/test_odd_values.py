"""Whatever number or thing stands in a right answer: it is judged, and the check itself does not fail on it."""

from __future__ import annotations

import numpy as np
import pytest
from everything import spread

from bpcourse.exercises import EXERCISES
from bpcourse.sandboxed.plain import Foreign, of_objects
from bpcourse.tasks import examined
from bpcourse.tasks.task import OURS

TASKS = [task for exercise in EXERCISES.values() for task in exercise.tasks]
ODD = (float("inf"), 2**63, -(2**4000), Foreign("thing"))  # not more: each is compared with what many slips give
AMONG_NUMBERS = (float("inf"), -(2**4000))


class Odd:
    """An answer that is right but for an odd thing in the place of all of it, or of one number in it."""

    seconds = 0.0

    def __init__(self, task, odd, whole: bool):
        self.task, self.odd, self.whole = task, odd, whole

    def value(self):
        """Return the right entries with the odd thing in one of them."""
        return {key: self._with_odd(entry) for key, entry in self.task.truth().items()}

    def call(self, *arguments):
        """Return the right result with the odd thing in it."""
        return self._with_odd(self.task.oracle(*arguments)) if hasattr(self.task, "oracle") else self.odd

    def _with_odd(self, value):
        if not self.whole and isinstance(value, (list, tuple)) and len(value):
            return type(value)([*value[:-1], self._with_odd(value[-1])])
        if not self.whole and isinstance(value, np.ndarray) and value.size and value.ndim:
            return of_objects([*value.ravel().tolist()[:-1], self.odd], value.shape)
        return self.odd


@pytest.mark.parametrize("task", spread(TASKS, 3), ids=lambda task: task.id)
def test_no_odd_value_is_a_fault_of_the_check(task):
    for odd, whole in [*((odd, True) for odd in ODD), *((odd, False) for odd in AMONG_NUMBERS)]:
        result = examined(task, Odd(task, odd, whole), np.random.default_rng(0))
        assert not [finding.message for finding in result.findings if finding.mistake == OURS], odd
