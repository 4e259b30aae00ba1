"""What the browser computes, in the library: the points, the seeded generator, and a run of so many steps.

A run depends on its settings and on the number of steps alone; ``run.js`` says the same in JavaScript.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, log, pi, sqrt

import numpy as np

from bplib.data import datasets
from bplib.network import Network
from bplib.optimizers import AdamW, GradientDescent, Momentum, Nesterov
from bplib.propagation import Gradient
from bplib.training import Measured

Array = np.ndarray
Data = tuple[Array, Array]
TRAINING, HELD_OUT = 200, 100  # examples
OWN = "own points"

# Name of the problem: how to make it, and its usual noise.
PROBLEMS = {
    "XOR clouds": (datasets.xor_clouds, 0.3),
    "two moons": (datasets.two_moons, 0.1),
    "circles": (datasets.circles, 0.1),
    "spirals": (datasets.spirals, 0.03),
}
RULES = {"GradientDescent": GradientDescent, "Momentum": Momentum, "Nesterov": Nesterov, "Adam": AdamW}
_ALL = 2**32
_GOLDEN, _STEP = 0x9E3779B9, 0x6D2B79F5
_WEIGHTS, _ORDER = 1, 2  # what the generators are for


# --- the points


def plain_problems() -> dict:
    """Return each data set as the browser takes it: flat coordinates without noise, the jitter at usual noise, classes.

    Coordinates have four decimals; the first ``training`` points are to learn from, the others are held out.
    """
    return {name: _plain(*problem) for name, problem in PROBLEMS.items()}


def _plain(make, usual: float) -> dict:
    (clean, Y), (noisy, _) = (_both(make, noise) for noise in (0.0, usual))
    jitter = noisy - clean
    parts = {"clean": clean.ravel().round(4).tolist(), "jitter": jitter.ravel().round(4).tolist()}
    return {**parts, "classes": Y[:, 0].astype(int).tolist(), "training": TRAINING}


def _both(make, noise: float) -> Data:
    rng = np.random.default_rng(0)
    (X, Y), (held_X, held_Y) = make(TRAINING, rng, noise), make(HELD_OUT, rng, noise)
    return np.concatenate([X, held_X]), np.concatenate([Y, held_Y])


def points_of(problem: Mapping, noise: float) -> tuple[Data, Data]:
    """Return (X, Y) to train on and (X, Y) held out, X of shape (m, 2) and Y of shape (m, 1)."""
    clean, jitter = (np.reshape(problem[name], (-1, 2)) for name in ("clean", "jitter"))
    X, Y = clean + noise * jitter, np.array(problem["classes"], float)[:, None]
    m = problem["training"]
    return (X[:m], Y[:m]), (X[m:], Y[m:])


def own_points(points) -> Data:
    """Return one's own points [x, y, class] as (X, Y)."""
    values = np.array(points, float).reshape(-1, 3)
    return values[:, :2], values[:, 2:]


# --- the generator


class Generator:
    """The generator of ``generator.js``, mulberry32: the same numbers from the same seed."""

    def __init__(self, seed: int, purpose: int):
        self._state = (seed * _GOLDEN + purpose) % _ALL

    def uniform(self) -> float:
        """Return a number in [0, 1)."""
        self._state = s = (self._state + _STEP) % _ALL
        t = (s ^ (s >> 15)) * (s | 1) % _ALL
        t ^= (t + (t ^ (t >> 7)) * (t | 61)) % _ALL
        return (t ^ (t >> 14)) / _ALL

    def normal(self) -> float:
        """Return a normal number, by the method of Box and Muller."""
        radius = sqrt(-2 * log(1 - self.uniform()))
        return radius * cos(2 * pi * self.uniform())

    def shuffled(self, m: int) -> list[int]:
        """Return the numbers 0 to m - 1 in random order (Fisher and Yates)."""
        order = list(range(m))
        for i in range(m - 1, 0, -1):
            j = int(self.uniform() * (i + 1))
            order[i], order[j] = order[j], order[i]
        return order


# The entry of W in a layer of n units with so many inputs.
DRAWS = {
    "glorot": lambda n, inputs, g: sqrt(6 / (inputs + n)) * (2 * g.uniform() - 1),
    "he": lambda n, inputs, g: sqrt(2 / inputs) * g.normal(),
    "lecun": lambda n, inputs, g: sqrt(1 / inputs) * g.normal(),
    "unit_normal": lambda n, inputs, g: g.normal(),
}


def initial_network(settings: Mapping) -> Network:
    """Return the network at step 0: sigmoid output, and initial weights drawn in the order of the rows."""
    hidden, generator = settings["hidden"], Generator(settings["seed"], _WEIGHTS)
    names = [settings["activation"]] * len(hidden) + ["sigmoid"]
    network = Network([2, *hidden, 1], names, settings["loss"], rng=np.random.default_rng(0))
    for W in network.W[1:]:
        n, inputs = W.shape
        W[:] = np.reshape([DRAWS[settings["initial"]](n, inputs, generator) for _ in range(n * inputs)], W.shape)
    return network


# --- the run


class Run:
    """A network that learns from the training points; ``t`` counts steps, and ``lost`` says that numbers overflowed."""

    def __init__(self, settings: Mapping, training: Data, held_out: Data | None = None):
        self.settings, self.training, self.held_out = settings, training, held_out
        self.network, self.t, self.lost = initial_network(settings), 0, False
        self._gradient = self.network.empty_gradient()
        self._order, self._draws = [], Generator(settings["seed"], _ORDER)
        self._optimizer, self._rule = None, ""

    def advance(self, steps: int) -> Run:
        """Go on until so many steps have been made, or the numbers overflow."""
        with np.errstate(all="ignore"):
            while self.t < steps and not self.lost:
                self._step()
        return self

    def _step(self) -> None:
        rates = next((one for one in self.settings["past"] if self.t < one["until"]), self.settings)
        X, Y = self.training
        self._order = self._order or self._draws.shuffled(len(X))
        batch, self._order = self._order[: rates["batch_size"]], self._order[rates["batch_size"] :]
        self.network.learn_from(X[batch], Y[batch], self._gradient)
        before = self.network.theta.copy()
        self._prepared(rates).step(self.network.parameters, self._gradient)
        self.t += 1
        if not np.isfinite(self.network.theta).all():
            self.network.theta, self.lost = before, True

    def _prepared(self, rates: Mapping):
        """Return the optimiser, a new one where the rule has changed, with these rates."""
        if rates["optimizer"] != self._rule:
            self._rule = rates["optimizer"]
            self._optimizer = RULES[self._rule](rates["learning_rate"])
        self._optimizer.learning_rate, self._optimizer.weight_decay = rates["learning_rate"], rates["weight_decay"]
        return self._optimizer

    def measured(self) -> Measured:
        """Return cost and accuracy of the training and of the held-out points now."""
        network, data = self.network, [self.training, *([self.held_out] if self.held_out else [])]
        with np.errstate(all="ignore"):
            found = [f(*one) for one in data for f in (network.cost, network.accuracy)]
        return Measured(*found, *[None] * (4 - len(found)))

    def gradient(self) -> Gradient:
        """Return the gradient of the mean cost of all training points now, and their errors."""
        with np.errstate(all="ignore"):
            return self.network.gradient(*self.training)

    def norms(self) -> list[float]:
        """Return the norm of ∂C/∂W^l for each layer."""
        gradient = self.gradient()
        with np.errstate(all="ignore"):
            return [float(np.linalg.norm(W)) for W in gradient.W[1:]]
