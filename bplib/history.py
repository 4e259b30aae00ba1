"""The history of a training run: what was measured after each epoch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np


class Measured(NamedTuple):
    """The mean cost and the accuracy of the training and of the validation examples after one epoch; None where there
    is none.
    """

    cost: float
    accuracy: float | None
    validation_cost: float | None
    validation_accuracy: float | None


@dataclass
class History:
    """What ``train`` measured after each epoch, ``rows``, and why it ended: "all epochs", "early stopping" or
    "interrupted".

    Measured is the whole set, with the weights of that moment, without dropout and without the decay term.  There is no
    accuracy where the targets are not classes (0 or 1).
    """

    rows: list[Measured] = field(default_factory=list)
    ended: str = "all epochs"

    def __len__(self) -> int:
        """Return the number of finished epochs."""
        return len(self.rows)

    @property
    def cost(self) -> list:
        """Return the training cost after each epoch."""
        return [row.cost for row in self.rows]

    @property
    def accuracy(self) -> list:
        """Return the training accuracy after each epoch."""
        return [row.accuracy for row in self.rows]

    @property
    def validation_cost(self) -> list:
        """Return the cost of the validation examples after each epoch."""
        return [row.validation_cost for row in self.rows]

    @property
    def validation_accuracy(self) -> list:
        """Return the accuracy on the validation examples after each epoch."""
        return [row.validation_accuracy for row in self.rows]

    @property
    def best_epoch(self) -> int:
        """Return the epoch (the first is 1) with the lowest validation cost."""
        if not self.rows or self.rows[0].validation_cost is None:
            raise ValueError("there is no best epoch without at least one epoch and validation=(X, Y)")
        return int(np.nanargmin([np.inf, *self.validation_cost]))
