"""What the training playground knows: a problem, a network, and how its training goes.  No widgets here, no figures."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from bplib import _validation as check
from bplib.data import datasets
from bplib.network import Network
from bplib.training import Measured, train_epoch

Array = np.ndarray
EXAMPLES = 200  # to train on, and half as many held out

# Name of the problem: how to make it, and its usual noise.
PROBLEMS = {
    "XOR clouds": (datasets.xor_clouds, 0.3),
    "two moons": (datasets.two_moons, 0.1),
    "circles": (datasets.circles, 0.1),
    "spirals": (datasets.spirals, 0.03),
}
ACTIVATIONS = ("tanh", "sigmoid", "relu", "leaky_relu", "softplus", "silu")


@dataclass(frozen=True)
class Choices:
    """What a run starts from; equal choices give equal runs.

    ``width`` units in each of ``depth`` hidden layers; ``noise`` is a multiple of the problem's usual noise; ``seed``
    draws the initial weights and the order of the examples, never the data.
    """

    problem: str = "XOR clouds"
    activation: str = "tanh"
    width: int = 4
    depth: int = 1
    noise: float = 1.0
    seed: int = 0

    def network(self) -> Network:
        """Return the network: sigmoid output, binary cross-entropy, initial weights that suit the activation."""
        depth, width = check.whole_number("depth", self.depth, low=1), check.whole_number("width", self.width, low=1)
        if self.activation not in ACTIVATIONS:
            raise ValueError(f"activation must be one of {', '.join(ACTIVATIONS)}; got {self.activation!r}")
        initial = "glorot" if self.activation in ("tanh", "sigmoid") else "he"
        return Network(
            [2, *[width] * depth, 1],
            [self.activation] * depth + ["sigmoid"],
            "binary_cross_entropy",
            rng=np.random.default_rng([self.seed, 1]),
            initial_weights=initial,
        )

    def data(self) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
        """Return (X, Y) to train on and (X, Y) held out, X of shape (m, 2) and Y of shape (m, 1)."""
        make, usual_noise = check.choice("problem", self.problem, PROBLEMS)
        noise, rng = usual_noise * check.number("noise", self.noise, 0), np.random.default_rng(0)
        return make(EXAMPLES, rng, noise), make(EXAMPLES // 2, rng, noise)


class TrainingRun:
    """A network in training: ``history[t]`` is what was measured after t epochs.

    ``learning_rate`` and ``batch_size`` may change at any time.  When the numbers overflow, the run goes back to the
    last finite weights and is ``overflowed``: nothing but a reset helps.
    """

    def __init__(self, choices: Choices | None = None, *, learning_rate: float = 0.3, batch_size: int = 10):
        self.learning_rate = check.number("learning_rate", learning_rate, 0, low_open=True)
        self.batch_size = check.whole_number("batch_size", batch_size, low=1)
        self.reset(choices or Choices())

    def reset(self, choices: Choices | None = None, **changes) -> None:
        """Start again from the same choices, from others, or with some of them changed; the rates stay."""
        choices = replace(choices or self.choices, **changes)
        self.network, (self.train, self.held_out) = choices.network(), choices.data()
        self.choices, self.overflowed = choices, False
        self._rng = np.random.default_rng([choices.seed, 2])
        self.history = [self._measure()]

    @property
    def epochs(self) -> int:
        """Return the number of finished epochs."""
        return len(self.history) - 1

    def step(self, epochs: int = 1) -> None:
        """Train for some epochs; overflow ends the run quietly, without a warning."""
        for _ in range(check.whole_number("epochs", epochs, low=1)):
            if self.overflowed:
                return
            self._one_epoch()

    def _one_epoch(self) -> None:
        before = self.network.theta.copy()
        with np.errstate(all="ignore"):
            train_epoch(
                self.network, *self.train, batch_size=self.batch_size, learning_rate=self.learning_rate, rng=self._rng
            )
            measured = self._measure()
        if np.isfinite(self.network.theta).all() and np.isfinite(measured).all():
            self.history.append(measured)
        else:
            self.overflowed = True
            self.network.theta = before

    def _measure(self) -> Measured:
        network = self.network
        return Measured(*(f(*data) for data in (self.train, self.held_out) for f in (network.cost, network.accuracy)))

    def outputs(self, points: Array) -> Array:
        """Return the network's outputs, shape (m, 1), for points of shape (m, 2)."""
        with np.errstate(all="ignore"):
            return self.network.predict(points)

    def summary(self) -> str:
        """Return epoch, cost and accuracy in one line."""
        now = self.history[-1]
        return (
            f"Epoch {self.epochs}: cost {now.cost:.3g} (held out {now.validation_cost:.3g}), "
            f"accuracy {now.accuracy:.1%} (held out {now.validation_accuracy:.1%})"
        )

    def status(self) -> str:
        """Return in plain words how the training goes."""
        if self.overflowed:
            return "Overflow: the weights grew beyond all numbers. Lower the learning rate and reset."
        return status_in_words(self.history, self.outputs(self.train[0]))


RECENT = 20  # epochs that the words look back on


def status_in_words(history: list[Measured], outputs: Array) -> str:
    """Say how the training goes, from what was measured before it and after each epoch, and the present outputs."""
    cost = np.array([row.cost for row in history])
    held_out = np.array([row.validation_cost for row in history])
    now, recent = history[-1], cost[-RECENT:]
    if len(history) == 1:
        return "Not trained yet."
    if recent.mean() > 1.5 * max(cost[0], np.log(2)):
        return f"Diverging: the cost grew from {cost[0]:.2g} to {now.cost:.2g}. Lower the learning rate."
    if np.ptp(outputs) < 1e-6:
        return "Stuck: every point gets the same answer, the units are dead. Lower the learning rate and reset."
    if _rough(recent):
        return "Jumping: the cost goes up and down by a large part. Lower the learning rate."
    best, lately = held_out.min(), held_out[-RECENT:].mean()
    if lately > 1.3 * best + 0.02 and recent.mean() < 0.8 * lately:
        return f"Overfitting: the held-out cost has risen from {best:.2g} to {lately:.2g}."
    if now.accuracy >= 0.97:
        some = "every" if now.accuracy == 1 else "nearly every"
        return f"Learned: {some} training point is on the right side of the boundary."
    if len(history) > RECENT and recent[0] - recent[-5:].mean() < 0.005 * recent[0]:
        return "Hardly moving: try a higher learning rate, new weights, or more units."
    return "Learning: the cost is falling."


def _rough(cost: Array) -> bool:
    """Return whether a third of the steps go up, and by 20 % on average, while the cost is still worth mentioning."""
    up = np.diff(cost) > 0
    if len(cost) < 6 or up.mean() < 1 / 3 or cost.mean() < 0.05:
        return False
    return bool((cost[1:][up] / cost[:-1][up]).mean() > 1.2)
