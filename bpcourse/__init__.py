"""The course around the library: tasks, the diagnosis of mistakes, scores, and the command line.

In a notebook: ``from bpcourse import check, hint, scoreboard``.
"""

from bpcourse.learner import check, hint, scoreboard

__all__ = ["check", "hint", "scoreboard"]
