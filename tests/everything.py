"""What is tried by default and what only with BPCOURSE_EVERYTHING=1, as ``.ci/run`` does; no case is left out there."""

import os
from collections.abc import Iterable
from dataclasses import fields, replace

EVERYTHING = os.environ.get("BPCOURSE_EVERYTHING", "") not in ("", "0")


def seeds(few: int, all_of_them: int) -> range:
    """Return the seeds that a bank of answers is held against."""
    return range(all_of_them if EVERYTHING else few)


def spread(things: Iterable, every: int) -> list:
    """Return all things, or one of ``every`` so many of them, from the first to the last."""
    return list(things)[:: 1 if EVERYTHING else every]


def some(things: list, few: int) -> list:
    """Return all things, or the last few of them."""
    return things if EVERYTHING else things[-few:]


def nameless(task):
    """Return a task that gives the same points and names no mistake: names take time, no points hang on them."""
    silence = {"sites": (), "mistakes": (), "rarely": (), "general": False}
    return replace(task, **{field.name: silence[field.name] for field in fields(task) if field.name in silence})
