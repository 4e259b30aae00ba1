"""The course around the library: lessons, exercises and their checks, scores, and the grading of a class.

In a notebook: ``from bpcourse import check`` (``hint``, ``drill``, ``scoreboard``; in a lesson ``caption``,
``predict``, ``answering``, ``predicted``).  They are loaded when they are asked for, so that ``import bpcourse`` loads
nothing, and the check of the installation works where NumPy is missing.
"""

from importlib import import_module

_PLACES = {
    "answering": "bpcourse.predictions.answering",
    "caption": "bpcourse.captions",
    "check": "bpcourse.learner",
    "drill": "bpcourse.drills",
    "hint": "bpcourse.learner",
    "predict": "bpcourse.predictions.asking",
    "predicted": "bpcourse.predictions.tally",
    "scoreboard": "bpcourse.learner",
}
__all__ = ["answering", "caption", "check", "drill", "hint", "predict", "predicted", "scoreboard"]


def __getattr__(name: str):
    """Load what a learner calls when it is asked for (PEP 562)."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
