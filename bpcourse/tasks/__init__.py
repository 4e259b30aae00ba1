"""Kinds of tasks, values, functions and verdicts; how a part is judged, how a mistake is known, what a result is."""

from bpcourse.tasks.functions import FunctionTask
from bpcourse.tasks.parts import Mistake, Part
from bpcourse.tasks.task import Task, examined
from bpcourse.tasks.values import ValueTask
from bpcourse.tasks.verdicts import VerdictTask

__all__ = ["FunctionTask", "Mistake", "Part", "Task", "ValueTask", "VerdictTask", "examined"]
