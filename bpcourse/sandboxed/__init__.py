"""All that a submission may see of the course: in the sandbox this folder stands in the place of ``bpcourse``.

There ``from bpcourse import check`` gives the functions below, which do nothing: a notebook's own checks say nothing.
The modules of this folder are the only others that there are.  So nothing in it imports anything of ours but its
neighbours.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

__all__ = ["answering", "caption", "check", "drill", "hint", "predict", "predicted", "scoreboard"]


def answering(*_arguments, **_options) -> AbstractContextManager:
    """Do nothing around a cell that answers."""
    return nullcontext()


def caption(name: str) -> str:
    """Return the name: nobody reads the caption."""
    return name


def check(*arguments, **options) -> None:
    """Do nothing."""


class _Drills:
    """What is called ``drill``: it does nothing, and neither do its answers."""

    def __call__(self, *_arguments, **_options) -> _Drills:
        return self

    def answer(self, *given) -> None:
        """Do nothing."""

    def solution(self) -> None:
        """Do nothing."""


drill = _Drills()


def hint(*arguments, **options) -> None:
    """Do nothing."""


def predict(*arguments, **options) -> None:
    """Do nothing."""


def predicted(*arguments, **options) -> None:
    """Do nothing."""


def scoreboard(*arguments, **options) -> None:
    """Do nothing."""
