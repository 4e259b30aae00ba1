"""All that a submission may see of the course: in the sandbox this folder stands in the place of ``bpcourse``.

There ``from bpcourse import check`` gives the functions below, which do nothing: a notebook's own checks say nothing.
The modules of this folder are the only others that there are.  So nothing in it imports anything of ours but its
neighbours.
"""

__all__ = ["check", "hint", "predict", "scoreboard"]


def check(*arguments, **options) -> None:
    """Do nothing."""


def hint(*arguments, **options) -> None:
    """Do nothing."""


def predict(*arguments, **options) -> None:
    """Do nothing."""


def scoreboard(*arguments, **options) -> None:
    """Do nothing."""
