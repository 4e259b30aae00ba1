"""The captions of the lessons' figures.

A caption is prose, so it does not stand in the code of a lesson but in ``captions.toml``: under the name of its cell,
in the table of its lesson.  In a notebook: ``show(fig, caption("paths"))``.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


def caption(name: str) -> str:
    """Return the caption of this name; raise KeyError with what there is."""
    known = {key: text for lesson in captions().values() for key, text in lesson.items()}
    if name not in known:
        raise KeyError(f"no caption is called {name!r}; there are {', '.join(sorted(known))}")
    return known[name]


@cache
def captions() -> dict[str, dict[str, str]]:
    """Return for each lesson, by its number, the captions by their names; a name comes up once in the course."""
    return tomllib.loads((files("bpcourse") / "captions.toml").read_text("utf-8"))
