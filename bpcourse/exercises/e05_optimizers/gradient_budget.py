"""A budget of gradients: a rule of the learner's own trains a network on digits, and is ranked among four rivals.

The grader holds the network, the digits and the minibatches.  At each step it sends the parameters and one gradient,
and receives new parameters; so nobody can have more gradients than the budget allows.  In every game the inputs are
turned by a random rotation and the classes are numbered anew: weights that were trained before are of no use.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np

from bpcourse.sandboxed.answers import AnswerFailed, ArgumentsChanged, NotAttempted
from bpcourse.tasks import Mistake, Part, Task
from bpcourse.tasks.results import Finding, Result
from bpcourse.tasks.words import Diagnosis
from bplib.data import datasets
from bplib.network import Network
from bplib.optimizers import Adam, GradientDescent, Momentum, Optimizer
from bplib.optimizers.schedules import cosine

Array = np.ndarray
SIZES, STEPS, BATCH, GAMES = (64, 32, 10), 200, 32, 3
FIRST = 12  # steps of which the moves are kept, to be compared with those of Adam
SECONDS = 3.0  # of computing time for the rule in one game; ours need less than a tenth of it

RIVALS = {
    "gradient descent, η = 0.8": lambda: GradientDescent(0.8),
    "momentum, η = 0.15, β = 0.9": lambda: Momentum(0.15),
    "Adam, η = 0.02": lambda: Adam(0.02),
    "Adam, η = 0.04 on half a cosine": lambda: Adam(cosine(0.04, STEPS)),
}


# --- a game


class Game(NamedTuple):
    """A network before its training, its data, and the numbers of the examples in each minibatch, (steps, batch)."""

    network: Network
    X: Array
    Y: Array
    batches: Array

    def gradient(self, theta: Array, t: int) -> Array:
        """Return the gradient of minibatch t = 1, 2, ... at theta, (P,)."""
        self.network.theta = theta
        batch = self.batches[t - 1]
        return self.network.gradient(self.X[batch], self.Y[batch]).flat.copy()

    def cost(self, theta: Array) -> float:
        """Return the cost of all digits at theta, (P,)."""
        self.network.theta = theta
        return self.network.cost(self.X, self.Y)


@lru_cache(maxsize=1)
def _digits() -> tuple[Array, Array]:
    return datasets.digits()


def game(seed: int) -> tuple[Game, Array]:
    """Return a game and the parameters at its start, (P,)."""
    rng = np.random.default_rng(seed)
    X, Y = _digits()
    X, Y = X @ np.linalg.qr(rng.normal(size=(64, 64)))[0], Y[:, rng.permutation(10)]
    network = Network(SIZES, "tanh softmax", "cross_entropy", rng=rng)
    return Game(network, X, Y, rng.integers(0, len(X), (STEPS, BATCH))), network.theta.copy()


@lru_cache(maxsize=64)
def rival_costs(seed: int) -> tuple[float, ...]:
    """Return the costs with which the rivals end a game."""
    return tuple(_cost_of(make(), seed) for make in RIVALS.values())


def _cost_of(optimizer: Optimizer, seed: int) -> float:
    played, theta = game(seed)
    for t in range(1, STEPS + 1):
        optimizer.step(theta, played.gradient(theta, t))
    return played.cost(theta)


# --- the game of an answer


@dataclass
class Played:
    """What was seen of a game: the costs at its start and end, and of each step the length, the cosine with the
    gradient's downhill, and how much of the step before is in it (see ``_kick``).
    """

    start: float = 0.0
    end: float = np.inf
    size: float = 1.0  # the length of theta at the start
    lengths: list[float] = field(default_factory=list)
    downhill: list[float] = field(default_factory=list)
    kicks: list[tuple[float, float]] = field(default_factory=list)
    alike: list[bool] = field(default_factory=list)
    gradients: list[Array] = field(default_factory=list)
    moves: list[Array] = field(default_factory=list)
    last: Array | None = None
    step_returned: bool = False
    remembers: bool = False

    @property
    def way(self) -> float:
        """Return the length of the whole way, in units of the length of theta at the start."""
        return sum(self.lengths) / self.size


def play(answer, seed: int) -> Played | Diagnosis:
    """Let an answer play a game, and return what was seen, or what is wrong with a step of it."""
    (played, theta), memory, seen, seconds = game(seed), {}, Played(), 0.0
    seen.start, seen.size = played.cost(theta), float(np.linalg.norm(theta))
    with np.errstate(all="ignore"):
        for t in range(1, STEPS + 1):
            g = played.gradient(theta, t)
            made = _step(answer, theta, g, memory, t)
            if isinstance(made, Diagnosis):
                return made
            new, memory = made
            if t == 1:
                against = (np.sign(new) == -np.sign(g)).all() and (np.sign(theta) != np.sign(new)).any()
                seen.step_returned = bool(against) and float(np.linalg.norm(new)) < seen.size
            _note(seen, new - theta, g)
            theta, seconds = new, seconds + answer.seconds
            if seconds > SECONDS:
                text = f"A game has used more than {SECONDS:g} s of computing time for its {STEPS} steps."
                return Diagnosis("too-slow", text)
        seen.end, seen.remembers = played.cost(theta), bool(memory)
    return seen


def _note(seen: Played, move: Array, g: Array) -> None:
    length, slope = float(np.linalg.norm(move)), float(np.linalg.norm(g))
    seen.lengths.append(length)
    seen.downhill.append(float(-(move @ g) / (length * slope)) if length * slope > 0 else 0.0)
    sizes = np.abs(move[np.abs(g) > 0.03 * np.abs(g).max()])  # elsewhere ε tells rules apart
    seen.alike.append(bool(sizes.size > 1 and np.ptp(sizes) < 1e-3 * sizes.max() and (move * g <= 0).all()))
    if len(seen.moves) < FIRST:
        seen.gradients.append(g)
        seen.moves.append(move)
    if seen.last is not None:
        seen.kicks.append(_kick(move, seen.last, g))
    seen.last = move


def _kick(move: Array, last: Array, g: Array) -> tuple[float, float]:
    """Return the share of the last step in this one, if it is made of that and the gradient, and what is left over."""
    both = np.stack([last, -g])
    try:
        shares = np.linalg.solve(both @ both.T, both @ move)
    except np.linalg.LinAlgError:
        return 0.0, 1.0
    left = float(np.linalg.norm(move - shares @ both)) / (float(np.linalg.norm(move)) or 1.0)
    return float(shares[0]), left


def _step(answer, theta: Array, g: Array, memory, t: int):
    """Return (new theta, memory) of one step of an answer, or what is wrong with it."""
    try:
        made = answer.call(theta, g, memory, t, STEPS)
    except AnswerFailed as failure:
        text = f"At t = {t} it stopped with {failure}"
        if t == 1 and str(failure).startswith("KeyError"):
            return Diagnosis("memory-empty-at-first", f"{text} The memory is {{}} at first: memory.get(name, 0.0).")
        return Diagnosis("raises", text)
    except ArgumentsChanged:
        text = "The rule writes into theta, g or memory. Make new ones: theta - ..., and {'m': m} for the memory."
        return Diagnosis("changes-input", text)
    if made is None:
        return Diagnosis("returns-nothing", "The function returns None. Is a return missing?")
    if not isinstance(made, (tuple, list)) or len(made) != 2:
        alone = isinstance(made, np.ndarray) and made.shape == theta.shape
        return Diagnosis(
            "memory-not-returned" if alone else "form",
            "It must return two things: the new theta, and the memory for the next step.",
        )
    try:
        new = np.asarray(made[0], float)
    except (TypeError, ValueError, OverflowError):
        new = np.empty(0)
    if new.shape != theta.shape:
        return Diagnosis("shape", f"The new theta must be an array of numbers of shape {theta.shape}, as the old one.")
    if not np.isfinite(new).all():
        text = f"At t = {t} theta is no longer finite. A division by zero, or a rate that is far too large?"
        return Diagnosis("not-finite-theta", text)
    if not isinstance(made[1], dict):
        return Diagnosis("memory-no-dictionary", "The memory that is returned must be a dictionary, {} if it is empty.")
    return new, made[1]


# --- what a game tells of the rule


def symptom(games: list[Played]) -> str:
    """Return the id of the mistake that the games of a rule show, or "behind"."""
    way, ratio = np.mean([one.way for one in games]), np.mean([one.end / one.start for one in games])
    lengths = np.mean([one.lengths for one in games], axis=0)
    plain = all(min(one.downhill) > 1 - 1e-9 for one in games)
    kicks = np.array([kick for one in games for kick in one.kicks if kick[1] < 1e-6])
    rolls = not plain and len(kicks) > GAMES * STEPS / 2  # each step is a share of the last one, and of the gradient
    kept = float(np.median(kicks[:, 0])) if rolls else 0.0
    late, middle = lengths[-STEPS // 10 :].mean(), lengths[2 * STEPS // 5 : 3 * STEPS // 5].mean()
    signs = {
        "step-returned": games[0].step_returned,
        "uphill": games[0].downhill[0] < 0,
        "never-damped": kept > 0.999,
        "velocity-of-the-wrong-sign": kept < -0.01,
        "hardly-moves": way < 0.05,
        "worse-than-at-the-start": ratio > 0.9,
        "stops-early": lengths[-STEPS // 5 :].max() <= 1e-9 * lengths.max(),
        "memory-lost": not plain and not any(one.remembers for one in games),
        "only-the-sign": np.mean([one.alike[1:] for one in games]) > 0.9,
        **{name: shown == name for name in CORRECTIONS for shown in [correction(games[0])]},
        "rate-too-small": way < 2.2,
        "rate-too-large": way > 15,
        "no-memory": plain,
        "rate-stays": late > 0.4 * middle,
    }
    return next((name for name, shown in signs.items() if shown), "behind")


CORRECTIONS: dict[str, Callable] = {  # by what they change Adam's step
    "corrections-multiplied": lambda t, b, c: (1 - b**t) ** 2 / (1 - c**t),
    "corrections-missing": lambda t, b, c: (1 - b**t) / (1 - c**t) ** 0.5,
    "corrections-twice": lambda t, b, c: (1 - c**t) ** 0.5 / (1 - b**t),
}


def correction(seen: Played) -> str:
    """Return which of the wrong corrections the first steps have, if they are Adam's with a constant rate; or ""."""
    if not all(move.any() for move in seen.moves):
        return ""
    for beta1, beta2 in product((0.9, 0.8, 0.95, 0.5), (0.999, 0.99, 0.9, 0.95, 0.98, 0.9999)):
        m, v, rates = 0.0, 0.0, []
        for t, (g, move) in enumerate(zip(seen.gradients, seen.moves, strict=True), 1):
            m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g
            step = m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + 1e-8)
            there = v > 0.03 * v.max()  # elsewhere ε tells rules apart
            rates.append(-float(move[there] @ step[there] / (step[there] @ step[there])))
            if np.abs(move + rates[-1] * step)[there].max() > 0.02 * np.abs(move[there]).max():
                break
        else:
            rates = np.array(rates)
            for name, factor in CORRECTIONS.items():
                pattern = np.array([factor(t, beta1, beta2) for t in range(1, len(rates) + 1)])
                if np.abs(rates / pattern / (rates[0] / pattern[0]) - 1).max() < 0.02:
                    return name
    return ""


def _places(cost: float, rivals: Array) -> str:
    """Return the costs of all, the best first, and the place of the answer."""
    table = sorted([(float(cost), "your rule"), *zip(rivals.tolist(), RIVALS, strict=True)])
    place = [name for _, name in table].index("your rule") + 1
    listed = "; ".join(f"{value:.3g} {name}" for value, name in table)
    return f"Place {place} of {len(table)}. The costs, the best first: {listed}."


# --- rules as learners write them


def _descent(rate: float):
    return lambda theta, g, memory, t, steps: (theta - rate * g, {})


def _momentum(beta: float, rate: float):
    """Return v ← βv + g, theta ← theta - ηv as a rule."""

    def rule(theta, g, memory, *_):
        v = beta * memory.get("v", 0.0) + g
        return theta - rate * v, {"v": v}

    return rule


def _adam(rate, beta1=0.9, beta2=0.99, keep=lambda m, v: {"m": m, "v": v}, stands=lambda theta: theta):
    """Return Adam as a rule, with the rate as a function of t and the number of steps."""

    def rule(theta, g, memory, t, steps):
        m = beta1 * memory.get("m", 0.0) + (1 - beta1) * g
        v = beta2 * memory.get("v", 0.0) + (1 - beta2) * g * g
        step = (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + 1e-8)
        return stands(theta) - rate(t, steps) * step, keep(m, v)

    return rule


def _plain_adam(corrected, rate: float = 0.02):
    """Return Adam with a constant rate, and m and v ``corrected(m, v, t)`` in some way."""

    def rule(theta, g, memory, t, _steps):
        m = 0.9 * memory.get("m", 0.0) + 0.1 * g
        v = 0.99 * memory.get("v", 0.0) + 0.01 * g * g
        above, below = corrected(m, v, t)
        return theta - rate * above / (np.sqrt(below) + 1e-8), {"m": m, "v": v}

    return rule


CORRECTED = (
    "This is Adam whose corrections {}. In the first steps m and v are too small: each is divided by its 1 - βᵗ."
)
ADAMS = (
    Mistake(
        "only-the-sign",
        "At each step all weights move by the same amount, against the sign of their gradients. So only "
        "signs are left: "
        "the averages of Adam begin anew at each step, or are not used.",
        lambda theta, g, memory, t, steps: (theta - 0.06 * np.sign(g), {"t": t}),
    ),
    Mistake(
        "corrections-multiplied",
        CORRECTED.format("multiply, where they should divide: the first steps are far too long"),
        _plain_adam(lambda m, v, t: (m * (1 - 0.9**t), v * (1 - 0.99**t)), 0.15),
    ),
    Mistake(
        "corrections-missing",
        CORRECTED.format("are missing, or the same at every step"),
        _plain_adam(lambda m, v, t: (m, v)),
    ),
    Mistake(
        "corrections-twice",
        CORRECTED.format("are made twice"),
        _plain_adam(lambda m, v, t: (m / (1 - 0.9**t) ** 2, v / (1 - 0.99**t) ** 2)),
    ),
)
MISTAKES = (
    *ADAMS,
    Mistake(
        "step-returned",
        "This is the step alone. The rule must return the new theta: theta minus the step.",
        _adam(lambda t, steps: 0.02, stands=lambda theta: 0.0 * theta),
    ),
    Mistake(
        "uphill",
        "The first step goes uphill. The gradient must be subtracted.",
        _descent(-0.3),
    ),
    Mistake(
        "never-damped",
        "The velocity is never damped: each step is the whole of the last one, and a share of the gradient. So theta "
        "swings through the valley and never comes to rest. The share β belongs to the old velocity: v ← βv + g.",
        _momentum(1.0, 0.9 * 0.15),
    ),
    Mistake(
        "velocity-of-the-wrong-sign",
        "The remembered part of the step goes in the wrong direction: the last step is subtracted. It is added, with "
        "the share β.",
        _momentum(-0.9, 0.15),
    ),
    Mistake(
        "hardly-moves",
        "theta hardly moves at all. The rate is smaller than it should be by orders of magnitude, or the new theta is "
        "not returned.",
        _descent(1e-5),
    ),
    Mistake(
        "worse-than-at-the-start",
        "The cost is hardly lower than at the start, or higher. The rate is far too large.",
        _descent(4.0),
    ),
    Mistake(
        "stops-early",
        "For the last fifth of the budget theta stands still, so these gradients are wasted. Stretch the schedule over "
        "all the steps.",
        _adam(lambda t, steps: 0.02 * max(0.0, 1 - t / 100)),
    ),
    Mistake(
        "rate-too-small",
        "theta has not come far when the budget is spent: the rate is too small. Try larger ones, a factor of 3 apart.",
        _adam(lambda t, steps: 0.003),
    ),
    Mistake(
        "rate-too-large",
        "theta has gone a very long way for what it has reached: it jumps to and fro. The rate is too large, at least "
        "towards the end.",
        _adam(lambda t, steps: 0.12),
    ),
    Mistake(
        "no-memory",
        "Each step is a multiple of the gradient: this is gradient descent. With a memory the steps can add up in a "
        "direction in which the gradients agree.",
        lambda theta, g, memory, t, steps: (theta - 0.8 * (1 - t / steps / 2) * g, {}),
    ),
    Mistake(
        "memory-lost",
        "The memory that comes back is empty at the end, so that the averages begin anew at each step. Return it: "
        "(theta, {'m': m, 'v': v}).",
        _adam(lambda t, steps: 0.01, keep=lambda m, v: {}),
    ),
    Mistake(
        "rate-stays",
        "At the end the steps are nearly as long as in the middle. A constant rate dances on a floor of noise; a "
        "schedule lets it fall towards zero. Then a larger rate at the beginning pays, too.",
        _adam(lambda t, steps: 0.018),
    ),
)
WORDS = {mistake.id: mistake.words for mistake in MISTAKES}
WORDS["behind"] = (
    "The steps get shorter towards the end, and that is good, but a rival is still ahead. Try a larger rate at the "
    "beginning, perhaps after a short warm-up, or another shape of the fall."
)


# --- the task


@dataclass(frozen=True, kw_only=True)
class BudgetTask(Task):
    """A rule to write that is ranked: each part is a rival, and is earned when the rule ends below it, in the mean of
    the logarithms of the costs of a few fresh games.
    """

    def examine(self, answer, rng: np.random.Generator) -> Result:
        """Return what is right and wrong about a rule (see ``bpcourse.sandboxed.answers``)."""
        seeds, games = [int(seed) for seed in rng.integers(2**32, size=GAMES)], []
        for seed in seeds:
            try:
                played = play(answer, seed)
            except NotAttempted:
                return self.untouched()
            if isinstance(played, Diagnosis):
                return Result(self.id, tuple(Finding.of(part, played) for part in self.parts))
            games.append(played)
        cost = np.exp(np.mean([np.log(max(one.end, 1e-12)) for one in games]))
        rivals = np.exp(np.mean([np.log(rival_costs(seed)) for seed in seeds], axis=0))
        name = symptom(games)
        behind = Diagnosis(name, f"{WORDS[name]} {_places(cost, rivals)}")
        found = [None if cost < rival * (1 - 1e-6) else behind for rival in rivals]
        return Result(self.id, tuple(map(Finding.of, self.parts, found)))


BUDGET = BudgetTask(
    id="05.8",
    title="A budget of 200 gradients",
    misconceptions="a constant rate to the end; a schedule without a larger rate at the start; memory not handed on",
    answer="my_rule",
    difficulty=4,
    minutes=30,
    section="lesson 5b, section 1; lesson 5c, sections 1 and 3",
    parts=tuple(Part(f"ahead of {name}", 0.75) for name in RIVALS),
    mistakes=MISTAKES,
    hints=(
        "Begin with your Adam of task 05.4, with m and v in the memory: memory.get('m', 0 * g). Then tune its rate.",
        "Let the rate fall to zero over the budget: eta = top * (1 - t / steps), or half a cosine. Then raise the top.",
        "A top near 0.06 that falls on a line to zero is enough. A warm-up over the first 20 steps, min(1, t / 20), "
        "forgives a top that is larger still.",
    ),
    insight=(
        "No rule led on all four problems of lesson 5c, section 3; there a rate wrong by a factor √10 made the "
        "cost about twice as large, in the median."
    ),
)
