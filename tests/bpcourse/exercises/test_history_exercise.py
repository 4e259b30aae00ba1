"""What is particular to exercise 01: its inputs are drawn until what people do wrong gives something else."""

from itertools import permutations

import pytest

from bpcourse.exercises.e01_history.drawing import differ_from_right
from bpcourse.tasks.slips import Site, Slip


def _refuses(x):
    raise ValueError("Singular matrix")


def halved(x, piece=lambda x: x / 2):
    """Return a half of x, in a tuple."""
    return (piece(x),)


SLIPS = {"third": lambda x: x / 3, "never": _refuses, "rounded": lambda x: round(x / 2)}
SITES = (Site("piece", tuple(Slip(id, "", piece) for id, piece in SLIPS.items())),)


@pytest.mark.parametrize("ids", list(permutations(SLIPS)), ids=" ".join)
def test_a_slip_that_cannot_be_made_is_not_what_is_right_whichever_is_tried_first(ids):
    assert differ_from_right(halved, SITES, ids, (3.0,))
    assert not differ_from_right(halved, SITES, ids, (4.0,)), "rounded it is the same"
