"""Rewriting: a plain program with one edit, or two, as learners make them, and what that is called."""

from bpcourse.tasks.rewriting.pairs import together, unequalled
from bpcourse.tasks.rewriting.search import Edited, edited, named

__all__ = ["Edited", "edited", "named", "together", "unequalled"]
