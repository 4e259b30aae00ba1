"""Grading: tasks, the diagnosis of mistakes, scores, and the command line of the course.

In a notebook: ``from bplib.grading import check, hint, scoreboard``.
"""

from bplib.grading.learner import check, hint, scoreboard

__all__ = ["check", "hint", "scoreboard"]
