"""Drills: small tasks without end, with fresh numbers, for ten minutes with paper; a module a kind.

A drill is a ``ValueTask`` that is drawn afresh (see ``question``), so it knows mistakes in the way the exercises do.
Nothing is recorded.
"""

from bpcourse.drills.session import Drill, drill

__all__ = ["Drill", "drill"]
