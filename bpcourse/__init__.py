"""The course around the library: lessons, exercises and their checks, scores, and the grading of a class.

In a notebook: ``from bpcourse import check, hint, predict, scoreboard``.  They are loaded when they are asked for, so
that ``import bpcourse`` loads nothing, and the check of the installation works where NumPy is missing.
"""

from importlib import import_module

__all__ = ["check", "hint", "predict", "scoreboard"]


def __getattr__(name: str):
    """Load what a learner calls when it is asked for (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("bpcourse.prediction" if name == "predict" else "bpcourse.learner"), name)
