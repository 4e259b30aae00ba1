"""What the seeds experiment trains, and what there is to see of it.

``run`` trains, a pure function of a ``Setting``; ``picture_of`` says what there is to see, a pure function of an
``Outcome``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from bplib import _validation as check
from bplib.data import datasets
from bplib.historic.many_networks import random_networks
from bplib.historic.many_runs import StopRule, all_on_the_right_side, error_at_most, train

Array = np.ndarray

SWEEPS = 4000  # a network that takes longer counts as unsolved
LOW, HIGH = 0.1, 0.9  # the targets of 1986
PATIENCE = 1.2  # seconds on one core that an answer may take
CRITERIA = {"error": "small error (see below)", "side": "right side of ½"}


class Setting(NamedTuple):
    """What is trained, how, and how often.

    ``reach`` r draws the initial weights evenly from -r to r; another ``draw`` gives other starts.
    """

    task: str
    hidden: int
    learning_rate: float
    momentum: float
    reach: float
    seeds: int = 100
    criterion: str = "error"
    draw: int = 0


class Task(NamedTuple):
    """A task of 1986: its patterns, whether the inputs reach the output directly too, the error that counts as solved,
    the number of sweeps that is printed for it and what that number is, and the setting it goes with.
    """

    patterns: Callable[[], tuple[Array, Array]]
    direct: bool
    error: float
    why: str
    printed: Callable[[int], float]
    source: str
    setting: Setting
    cost: tuple[float, float]  # microseconds a sweep takes for one seed: a start, and more for each hidden unit


TASKS = {
    "mirror symmetry": Task(
        datasets.mirror_symmetry,
        False,
        0.0202,
        "the error of the network that Nature prints",
        lambda hidden: 1425,
        "6-2-1 in Nature 1986",
        Setting("mirror symmetry", 2, 0.1, 0.9, 0.3),
        (1.0, 0.75),
    ),
    "XOR, direct links": Task(
        datasets.xor,
        True,
        0.0006,
        "the error of the network that PDP prints",
        lambda hidden: 558,
        "2-1-1 in PDP, chapter 8",
        Setting("XOR, direct links", 1, 0.5, 0.9, 0.5),
        (1.2, 0.1),
    ),
    "XOR": Task(
        datasets.xor,
        False,
        0.02,
        "a mean squared error of 0.01",
        lambda hidden: 280 - 33 * np.log2(hidden),
        "PDP formula, η = 0.25",
        Setting("XOR", 2, 0.25, 0.9, 1.0),
        (0.8, 0.1),
    ),
}


# --- the experiment


class Outcome(NamedTuple):
    """What came of a setting: ``seeds`` were trained, ``sweeps`` holds the sweeps of those that solved the task, in
    increasing order, and ``errors`` the last errors E of the others.
    """

    setting: Setting
    seeds: int
    sweeps: Array
    errors: Array


class OutdatedError(Exception):
    """The setting has changed: nobody waits for this result any more."""


def seeds_in_time(setting: Setting) -> int:
    """Return how many of the wanted seeds can be trained in ``PATIENCE`` seconds even when none solves the task."""
    start, more = TASKS[setting.task].cost
    possible = PATIENCE * 1e6 / SWEEPS / (start + more * setting.hidden)
    return min(setting.seeds, int(possible // 10) * 10)


def run(setting: Setting, outdated: Callable[[], bool] = lambda: False) -> Outcome:
    """Train the networks of a setting; raise OutdatedError as soon as ``outdated()``."""
    task = check.choice("task", setting.task, TASKS)
    X, Y = task.patterns()
    n_in, seeds = X.shape[1], seeds_in_time(setting)
    rng = np.random.default_rng(setting.draw)
    starts = random_networks([n_in, setting.hidden, 1], seeds, setting.reach, rng, task.direct)
    until = _until(_rule(setting), outdated)
    rates = {"eta": setting.learning_rate, "alpha": setting.momentum}
    runs = train(starts, X, LOW + (HIGH - LOW) * Y, sweeps=SWEEPS, until=until, **rates)
    return Outcome(setting, seeds, runs.sweeps_needed, runs.E[~runs.solved])


def _rule(setting: Setting) -> StopRule:
    check.choice("criterion", setting.criterion, CRITERIA)
    return all_on_the_right_side if setting.criterion == "side" else error_at_most(TASKS[setting.task].error)


def _until(rule: StopRule, outdated: Callable[[], bool]) -> StopRule:
    """Return the rule, asked before every sweep, as a place to break the training off."""

    def until(E: Array, a: Array, y: Array) -> Array:
        if outdated():
            raise OutdatedError
        return rule(E, a, y)

    return until


# --- what there is to see

EDGES = np.geomspace(20, SWEEPS, 51)  # of the histogram


class Picture(NamedTuple):
    """What is drawn: the title, the share of the networks in each bin of EDGES, how many of how many solved the task,
    the median of the sweeps (None when nothing is solved), the printed number with its source, and what to say.
    """

    title: str
    bins: Array
    solved: tuple[int, int]
    median: float | None
    printed: float
    source: str
    words: str


def picture_of(outcome: Outcome) -> Picture:
    """Return what there is to see of an outcome."""
    setting, seeds, sweeps, _ = outcome
    task = TASKS[setting.task]
    counts, _ = np.histogram(np.clip(sweeps, EDGES[0], EDGES[-1]), EDGES)
    n_in = task.patterns()[0].shape[1]
    title = (
        f"{setting.task}, {n_in}-{setting.hidden}-1: learning rate {setting.learning_rate:g}, "
        f"momentum {setting.momentum:g}, start ±{setting.reach:g}, {seeds} seeds"
        + (f" (not {setting.seeds}, for speed)" if seeds < setting.seeds else "")
    )
    median = float(np.median(sweeps)) if len(sweeps) else None
    printed = float(task.printed(setting.hidden))
    return Picture(title, counts / seeds, (len(sweeps), seeds), median, printed, task.source, _words(outcome))


def _words(outcome: Outcome) -> str:
    """Say what happened: how many solved it and how fast, where the others are, and what was left out."""
    setting, seeds, sweeps, errors = outcome
    task = TASKS[setting.task]
    goal = "all outputs on the right side of ½" if setting.criterion == "side" else f"E ≤ {task.error:g}, {task.why}"
    said = [f"{len(sweeps)} of {seeds} networks solved it within {SWEEPS:,} sweeps ({goal})."]
    if len(sweeps):
        low, median, high = np.percentile(sweeps, (25, 50, 75))
        said.append(f"Median {median:,.0f} sweeps, the middle half {low:,.0f} to {high:,.0f}.")
    if len(errors):
        values, counts = np.unique([f"{error:.2g}" for error in errors], return_counts=True)
        most = int(counts.argmax())
        said.append(f"Of those that did not, {counts[most]} ended near E = {float(values[most]):g}.")
    if seeds < setting.seeds:
        said.append(f"Only {seeds} seeds instead of {setting.seeds}, so that the answer comes in time.")
    return " ".join(said)
