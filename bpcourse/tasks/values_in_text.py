"""What may be done to a value where it stands in a text, and with what else at hand it may be joined."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bpcourse.tasks.changes import FUNCTIONS, SIZES, SQUARES, WHOLE, WITH, Change, along, changed, same_shape
from bplib.activations import sigmoid


def _slope(x):
    return sigmoid(x) * (1 - sigmoid(x))


CUTS = (
    Change("cut-to-the-first", "has been cut down to its first entry.", lambda x: x[:1]),
    Change("cut-to-the-last", "has been cut down to its last entry.", lambda x: x[-1:]),
    Change("without-its-first", "has lost its first entry.", lambda x: x[1:]),
    Change("without-its-last", "has lost its last entry.", lambda x: x[:-1]),
)
DONE = (
    *SIZES,
    Change("with-its-slope", "has been multiplied by the slope of a sigmoid there.", lambda x: x * _slope(x)),
    Change("its-slope", "has been replaced by the slope of a sigmoid there.", _slope),
    Change("times-one-minus", "has been multiplied by 1 minus itself.", lambda x: x * (1 - x)),
    *FUNCTIONS,
    WHOLE[0],
    Change("as-yes-or-no", "has been made 0 or 1, whichever side of ½ it is on.", lambda x: (x > 0.5) * 1.0),
    *along("mean-everywhere", "sum-everywhere", "first-everywhere", "last-everywhere", "reversed", "centred"),
    *CUTS,
    SQUARES[0],
    *(change for change in SQUARES if change.id in {"diagonal-only", "diagonal-missing"}),
)
JOINED = {
    **{id: WITH[id] for id in ("times", "plus", "minus")},
    "times-slope": ("has been multiplied by {other} (1 - {other}).", lambda x, y: x * y * (1 - y)),
}


def done(number: int, value):
    """Return a value to which what has that number has been done."""
    try:
        return changed(DONE[number].make, value)
    except ValueError:
        if 1 not in np.shape(value):
            raise
        return value  # of one row nothing is taken, and nothing moved


def joined(number: int, value, *others: Callable):
    """Return a value joined with another one; the number says by which operation, and with which of ``others``."""
    other, operation = divmod(number, len(JOINED))
    return same_shape(list(JOINED.values())[operation][1], others[other](), np.asarray(value))
