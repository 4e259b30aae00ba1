"""Both ways with the library, step for step what the page does: the networks, the chance, the costs and the rates.

``mathematics.js`` says the same in JavaScript.  All chance comes from the seeded generator that both share, each kind
of it from a stream of its own.
"""

from __future__ import annotations

import numpy as np

from bplib.data.points import Mixture, eight_clouds
from bplib.generative import diffusion
from bplib.network import Network
from bplib.optimizers import Adam
from bplib.widgets.shared.generator import uniforms

Array = np.ndarray
JITTER = {"ring": 0.08, "spiral": 0.03, "moons": 0.06, "own points": 0.05}
DATA, OWN = tuple(JITTER), "own points"
BATCH, HIDDEN, LAST_STEP, COUNT = 64, 32, 3000, 300
GOALS = {"-ln D": lambda a: a - 1, "minimax": lambda a: -a}  # δ at D's output when G is asked to fool it
GAME_RATE, GAME_BETA, FIRST_RATE, LAST_RATE = 0.002, 0.5, 0.005, 0.00001
_OF_G, _OF_D, _OF_NOISE, _REAL, _CODES, _CLEAN, _LEVEL, _EPS = range(1, 9)
_SHOWN, _Z, _START, _FRESH = range(20, 24)


class Stream:
    """The numbers of the generator of a seed for a purpose, in their order."""

    def __init__(self, seed: int, purpose: int):
        self._seed, self._purpose, self._taken = seed, purpose, 0

    def uniform(self, *shape: int) -> Array:
        """Return the next numbers in [0, 1)."""
        count = int(np.prod(shape))
        self._taken += count
        return uniforms(self._seed, self._purpose, count, self._taken - count).reshape(shape)

    def normal(self, *shape: int) -> Array:
        """Return the next normal numbers, each made of two uniform ones."""
        return normal(self.uniform(*shape, 2))


def normal(u: Array) -> Array:
    """Return normal numbers by the method of Box and Muller, from pairs of uniform ones in the last axis."""
    return np.sqrt(-2 * np.log(1 - u[..., 0])) * np.cos(2 * np.pi * u[..., 1])


def clouds_of(data: str, points) -> Mixture | None:
    """Return the mixture that the data are, if they are one."""
    if data == "ring":
        return eight_clouds(JITTER["ring"])
    return Mixture(points, JITTER[OWN]) if data == OWN and len(points) else None


def drawn(data: str, points, m: int, stream: Stream) -> Array:
    """Return m points of the data, (m, 2), each from five uniform numbers: its place, and two normal ones."""
    u = stream.uniform(m, 5)
    return places(data, points, u[:, 0]) + JITTER[data] * normal(u[:, 1:].reshape(m, 2, 2))


def places(data: str, points, u: Array) -> Array:
    """Return a place of the data, (m, 2), for each of m numbers in [0, 1)."""
    if clouds := clouds_of(data, points):
        return clouds.centres[(u * len(clouds.centres)).astype(int)]
    if data == "spiral":
        radius = np.sqrt(u)
        return 1.5 * radius[:, None] * np.column_stack([np.cos(3 * np.pi * radius), np.sin(3 * np.pi * radius)])
    t, side = np.where(u < 0.5, 2 * u, 2 * u - 1), np.where(u < 0.5, 1, -1)
    return side[:, None] * np.column_stack([np.cos(np.pi * t) - 0.5, np.sin(np.pi * t) - 0.25])


def network(sizes: list[int], activations: str, loss: str, stream: Stream) -> Network:
    """Return a network whose weights are drawn by He's rule, layer by layer, row by row."""
    made = Network(sizes, activations, loss, rng=np.random.default_rng(0))
    for W in made.W[1:]:
        W[:] = np.sqrt(2 / W.shape[1]) * stream.normal(*W.shape)
    return made


class Game:
    """G makes points from noise, D says how likely a point is real; each step moves one of them."""

    def __init__(self, data: str, points, seed: int):
        self.G = network([2, HIDDEN, HIDDEN, 2], "relu relu identity", "quadratic", Stream(seed, _OF_G))
        names = "leaky_relu leaky_relu sigmoid"
        self.D = network([2, HIDDEN, HIDDEN, 1], names, "binary_cross_entropy", Stream(seed, _OF_D))
        self._rules = Adam(GAME_RATE, GAME_BETA), Adam(GAME_RATE, GAME_BETA)
        self._real, self._codes = Stream(seed, _REAL), Stream(seed, _CODES)
        self._drawn = lambda: drawn(data, points, BATCH, self._real)

    def step_of_D(self) -> None:
        """Let D learn that real points are 1 and made ones 0."""
        X = np.vstack([self._drawn(), self.G.predict(self._codes.normal(BATCH, 2))])
        labels = np.repeat([[1.0], [0.0]], BATCH, axis=0)
        self._rules[1].step(self.D.theta, self.D.gradient(X, labels).flat)

    def step_of_G(self, goal: str) -> None:
        """Let G learn from what D says of its points: D's input gradient is handed in at the top of G."""
        up = self.G.forward(self._codes.normal(BATCH, 2))
        gradient, _ = self.G.go_back(up, self.wishes(up.A[-1], goal) / BATCH)
        self._rules[0].step(self.G.theta, gradient.flat)

    def wishes(self, points: Array, goal: str) -> Array:
        """Return ∂C_x/∂x, (m, 2), of the cost of G for points, (m, 2)."""
        on_top = self.D.forward(points)
        return self.D.go_back(on_top, GOALS[goal](on_top.A[-1]))[1]

    def round(self, goal: str, steps_of_G: int) -> None:
        """Make a step of D, and so many of G."""
        self.step_of_D()
        for _ in range(steps_of_G):
            self.step_of_G(goal)


class Denoiser:
    """A network that learns to name the noise in points, at levels from 0.05 to 2."""

    def __init__(self, data: str, points, seed: int):
        self.network = network([13, HIDDEN, HIDDEN, 2], "relu relu identity", "quadratic", Stream(seed, _OF_NOISE))
        self._streams = [Stream(seed, purpose) for purpose in (_CLEAN, _LEVEL, _EPS)]
        self._drawn = lambda: drawn(data, points, BATCH, self._streams[0])
        self._rule, self.steps = Adam(FIRST_RATE), 0

    def step(self) -> None:
        """Let it learn from a minibatch; its rate falls linearly to next to nothing."""
        clean, epsilon = self._drawn(), self._streams[2].normal(BATCH, 2)
        sigma = diffusion.LOWEST * (diffusion.HIGHEST / diffusion.LOWEST) ** self._streams[1].uniform(BATCH)
        X = diffusion.inputs(clean + sigma[:, None] * epsilon, sigma)
        self._rule.learning_rate = max(0, FIRST_RATE * (1 - self.steps / LAST_STEP)) + LAST_RATE
        self._rule.step(self.network.theta, self.network.gradient(X, epsilon).flat)
        self.steps += 1

    def way(self, start: Array, fresh: Array) -> Array:
        """Return the way of points down all levels, (levels + 1, m, 2), for noise (m, 2) and (levels, m, 2)."""
        levels, noise = diffusion.levels(len(fresh)), diffusion.noise_of(self.network)
        way = [levels[0] * start]
        for sigma, following, z in zip(levels, [*levels[1:], 0.0], fresh, strict=True):
            way.append(diffusion.step(way[-1], noise(way[-1], sigma), sigma, following, z))
        return np.array(way)


def real_points(data: str, points, seed: int) -> Array:
    """Return the real points that are shown, (300, 2)."""
    return drawn(data, points, COUNT, Stream(seed, _SHOWN))


def codes(seed: int) -> Array:
    """Return the noise from which the points are made that are shown, (300, 2)."""
    return Stream(seed, _Z).normal(COUNT, 2)


def chance_of_the_way(seed: int, levels: int = 20) -> tuple[Array, Array]:
    """Return the noise at the beginning of the way, (300, 2), and the fresh noise of its steps, (levels, 300, 2)."""
    return Stream(seed, _START).normal(COUNT, 2), Stream(seed, _FRESH).normal(levels, COUNT, 2)
