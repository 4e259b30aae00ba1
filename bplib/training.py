"""Training: steps of gradient descent, or of another optimiser, on shuffled minibatches, and a record of how it went.

One step of gradient descent moves every parameter against its gradient, θ ← θ - η ∂C/∂θ, where C is the mean cost of
the minibatch.  Weight decay adds ½ λ Σ w² to the cost (weights only, not biases), so that a step also shrinks the
weights by the factor 1 - ηλ; the other rules, and what weight decay means there, are in ``bplib.optimizers``.  Dropout
(Srivastava et al. 2014) silences each hidden unit with probability p for one step and scales the others by 1/(1 - p).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from bplib import _validation as check
from bplib.data.classes import accuracy_of, are_classes
from bplib.optimizers.descent import GradientDescent
from bplib.optimizers.schedules import Schedule
from bplib.optimizers.stepping import Optimizer, clip_norm
from bplib.trainable import Trainable, checked_model

Array = np.ndarray


class Measured(NamedTuple):
    """The mean cost and the accuracy after one epoch, of training and validation examples; None where there is none."""

    cost: float
    accuracy: float | None
    validation_cost: float | None
    validation_accuracy: float | None


@dataclass
class History:
    """What ``train`` measured after each epoch, and why it ended: "all epochs", "early stopping" or "interrupted".

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


def train(
    model: Trainable,
    X,
    Y,
    *,
    epochs: int,
    batch_size: int,
    learning_rate: float | Schedule | None = None,
    optimizer: Optimizer | None = None,
    rng: np.random.Generator,
    validation: tuple | None = None,
    weight_decay: float = 0.0,
    clip: float | None = None,
    dropout: float = 0.0,
    patience: int | None = None,
    progress: bool = False,
) -> History:
    """Train a model in place on X, one example a row, and Y, (m, n_L), and return its history.

    Args:
        learning_rate, optimizer: one of the two: the rate of gradient descent, a number or a schedule
            (``bplib.optimizers.schedules``), or an optimiser, such as ``Adam(0.001)``, which goes on from its state.
        weight_decay: λ of gradient descent.  Together with an optimiser it is refused: there the decay depends on the
            rule, ``AdamW(0.001, weight_decay=0.01)``.
        clip: the longest gradient; a longer one is shortened to this norm.
        validation: (X, Y) that is measured after each epoch and never learnt from (``datasets.split`` makes one).
        patience: stop after this many epochs without a new lowest validation cost and go back to the best parameters
            (an optimiser keeps its state of the end).
        progress: show a progress bar.

    An interrupt (Ctrl-C, or the stop button of a notebook) ends the training early and returns the history as usual:
    the model keeps what it has learnt so far.
    """
    X, Y = checked_model(model).checked_pair(X, Y)
    check.whole_number("epochs", epochs, low=0)
    model.check_dropout(dropout)
    if validation is not None:
        validation = model.checked_pair(*check.pair("validation", validation))
    stopping = _EarlyStopping(model, patience, validation)
    optimizer = _checked_optimizer(learning_rate, optimizer, weight_decay)
    _check_step(batch_size, clip, rng)
    history = History()
    try:
        for _ in _epochs(epochs, progress):
            _descend(model, X, Y, batch_size, optimizer, rng, clip, dropout)
            held_out = _measure(model, *validation) if validation is not None else (None, None)
            history.rows.append(Measured(*_measure(model, X, Y), *held_out))
            if stopping.is_due(held_out[0]):
                history.ended = "early stopping"
                break
    except KeyboardInterrupt:
        history.ended = "interrupted"
    stopping.go_back()
    return history


class _EarlyStopping:
    """The lowest validation cost so far and its parameters; without ``patience`` it never stops and keeps nothing."""

    def __init__(self, model: Trainable, patience: int | None, validation: tuple | None):
        if patience is not None:
            check.whole_number("patience", patience, low=1)
            if validation is None:
                raise ValueError("patience needs validation=(X, Y): it watches the cost of held-out examples")
        self.model, self.patience = model, patience
        self.lowest, self.theta, self.waited = np.inf, None, 0

    def is_due(self, cost: float | None) -> bool:
        """Note the validation cost of an epoch; return whether the last improvement is ``patience`` epochs ago."""
        if self.patience is None:
            return False
        if cost < self.lowest:
            self.lowest, self.theta, self.waited = cost, self.model.theta.copy(), 0
            return False
        self.waited += 1
        return self.waited >= self.patience

    def go_back(self) -> None:
        """Return to the best parameters, if there are any."""
        if self.theta is not None:
            self.model.theta = self.theta


def train_epoch(
    model: Trainable,
    X,
    Y,
    *,
    batch_size: int,
    learning_rate: float | None = None,
    optimizer: Optimizer | None = None,
    rng: np.random.Generator,
    weight_decay: float = 0.0,
    clip: float | None = None,
    dropout: float = 0.0,
) -> None:
    """Make one pass over the examples in random order, a step for each minibatch; nothing is measured.

    The arguments are those of ``train``, but a schedule must be that of an optimiser, which goes on from call to call.
    """
    if callable(learning_rate):
        raise TypeError("a schedule would begin anew at each epoch: use optimizer=GradientDescent(schedule)")
    X, Y = checked_model(model).checked_pair(X, Y)
    optimizer = _checked_optimizer(learning_rate, optimizer, weight_decay)
    _check_step(batch_size, clip, rng)
    model.check_dropout(dropout)
    _descend(model, X, Y, batch_size, optimizer, rng, clip, dropout)


def _descend(model: Trainable, X, Y, batch_size, optimizer, rng, clip, dropout) -> None:
    """Make the pass on checked arguments; the last minibatch may be smaller."""
    gradient = model.empty_gradient()
    order = rng.permutation(model.examples(X))
    for start in range(0, len(order), batch_size):
        batch = order[start : start + batch_size]
        model.learn_from(*model.taken(X, Y, batch), gradient, rng=rng, dropout=dropout)
        if clip is not None:
            clip_norm(gradient.flat, clip)
        optimizer.step(model.parameters, gradient, overwrite=True)


def _measure(model: Trainable, X: Array, Y: Array) -> tuple[float, float | None]:
    """Return the mean cost and, for classes, the accuracy, from a single forward pass."""
    Z, A = model.outputs(X)
    return float(model.mean_cost(Z, A, Y)), accuracy_of(A, Y) if are_classes(Y) else None


def _epochs(epochs: int, progress: bool):
    if not progress:
        return range(epochs)
    from tqdm.auto import tqdm

    return tqdm(range(epochs), unit="epoch")


def _check_step(batch_size, clip, rng) -> None:
    check.whole_number("batch_size", batch_size, low=1)
    if clip is not None:
        check.number("clip", clip, 0, low_open=True)
    check.generator(rng)


def _checked_optimizer(learning_rate, optimizer, weight_decay) -> Optimizer:
    """Return the optimiser, or gradient descent with the learning rate; exactly one of the two must be given."""
    if (learning_rate is None) == (optimizer is None):
        got = "neither" if optimizer is None else "both"
        raise TypeError(f"give learning_rate, for gradient descent, or optimizer, for example Adam(0.001); got {got}")
    if optimizer is None:
        return GradientDescent(learning_rate, weight_decay=weight_decay)
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"optimizer must be an optimiser, for example Adam(0.001), got {optimizer!r}")
    if weight_decay:
        raise TypeError(
            "weight_decay goes with learning_rate: an optimiser brings its own, as in AdamW(0.001, weight_decay=0.01)"
        )
    return optimizer
