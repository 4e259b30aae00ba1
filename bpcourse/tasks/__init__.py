"""Kinds of tasks, values, functions, verdicts, trials; how a part is judged and a mistake known, what a result is."""

from bpcourse.tasks.functions import FunctionTask
from bpcourse.tasks.parts import Mistake, Part
from bpcourse.tasks.task import Task, examined
from bpcourse.tasks.trials import TrialTask, World
from bpcourse.tasks.values import ValueTask
from bpcourse.tasks.verdicts import VerdictTask

__all__ = ["FunctionTask", "Mistake", "Part", "Task", "TrialTask", "ValueTask", "VerdictTask", "World", "examined"]
