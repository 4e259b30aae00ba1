"""Rewriting: a plain program with one edit, as learners make them, and what that edit is called."""

from bpcourse.tasks.rewriting.search import Edited, edited, named

__all__ = ["Edited", "edited", "named"]
