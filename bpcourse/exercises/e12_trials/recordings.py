"""Task 12.4: how much a few seeds can say: recorded runs of two contestants, with and without a difference.

The runs come in pairs: a and b have been run with the same seeds, which are hard or easy for both.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bpcourse.tasks import Mistake, Part, TrialTask, World

Array = np.ndarray
VERDICTS = ("A", "B", "cannot tell")
UNSURE = "cannot tell"


def recorded(rng, n: int, kind: str, gap: float, hard: float) -> World:
    """Return errors of n pairs of runs.

    ``gap`` is the mean difference of a pair in units of its deviation, ``hard`` the deviation of the seeds in units of
    that of the runs.
    """
    scale, winner = rng.uniform(0.01, 0.03), "AB"[rng.integers(2)]
    seeds = 20 + hard * rng.normal(size=n)
    a, b = seeds + rng.normal(size=n), seeds + rng.normal(size=n)
    (b if winner == "A" else a)[:] += gap * np.sqrt(2)
    return World(kind, (scale * a, scale * b), winner if gap else UNSURE)


def contests(n: int, found: int, nothing: int, gap: float, kind: str, hard: float = 0.3) -> Callable:
    """Return a draw of recordings with n seeds, ``found`` with a difference and ``nothing`` without one."""

    def draw(rng):
        worlds = [recorded(rng, n, kind, gap, hard) for _ in range(found)]
        worlds += [recorded(rng, n, f"nothing, {kind}", 0.0, hard) for _ in range(nothing)]
        return [worlds[i] for i in rng.permutation(len(worlds))]

    return draw


def by(score: Array | float, limit: float = 0.0) -> str:
    """Return the verdict of a number that is positive where A has the smaller errors."""
    return UNSURE if abs(score) <= limit else "A" if score > 0 else "B"


def _error(d: Array) -> float:
    return float(d.std(ddof=1) / np.sqrt(len(d)))


def _t(a: Array, b: Array) -> float:
    return float((b - a).mean()) / _error(b - a)


def _unpaired(a: Array, b: Array) -> float:
    return float(b.mean() - a.mean()) / np.hypot(_error(a), _error(b))


def _ranges(a: Array, b: Array) -> str:
    return "A" if a.max() < b.min() else "B" if b.max() < a.min() else UNSURE


def _all_pairs(a: Array, b: Array) -> str:
    return "A" if (a < b).all() else "B" if (b < a).all() else UNSURE


def _quartiles(a: Array, b: Array) -> str:
    low, high = np.quantile([a, b], (0.25, 0.75), axis=1)
    return "A" if high[0] < low[1] else "B" if high[1] < low[0] else UNSURE


ANY = "Without a difference the two numbers are different, too: it finds one in every contest."
MISTAKES = (
    Mistake("means-compared", f"The smaller mean wins. {ANY}", lambda a, b: by(b.mean() - a.mean())),
    Mistake("medians-compared", f"The smaller median wins. {ANY}", lambda a, b: by(np.median(b) - np.median(a))),
    Mistake("one-seed", f"The first seed decides. {ANY}", lambda a, b: by(b[0] - a[0])),
    Mistake("best-run-compared", f"The best run wins. {ANY}", lambda a, b: by(b.min() - a.min())),
    Mistake("worst-run-compared", f"The worst run loses. {ANY}", lambda a, b: by(b.max() - a.max())),
    Mistake(
        "majority-of-the-seeds",
        "Who wins more seeds wins. Of eight fair coins more than four fall on one side in three of four trials.",
        lambda a, b: by((a < b).mean() - 0.5),
    ),
    Mistake(
        "one-standard-error",
        "One standard error is the limit. Chance alone steps over it in about one of three contests. Take two and a "
        "bit.",
        lambda a, b: by(_t(a, b), 1.0),
    ),
    Mistake(
        "one-standard-error-of-each",
        "The limit is one standard error, and the seeds are not paired. Chance alone steps over it in about one of "
        "three contests.",
        lambda a, b: by(_unpaired(a, b), 1.0),
    ),
    Mistake(
        "pairs-ignored",
        "The two columns are taken apart. Where seeds are hard or easy for both, that hides the difference: look at "
        "a - b, seed by seed.",
        lambda a, b: by(_unpaired(a, b), 2.2),
    ),
    Mistake(
        "deviation-for-standard-error",
        "The limit is two deviations of the single differences. That is how far one run may lie; the mean of n "
        "of them is surer by √n.",
        lambda a, b: by(_t(a, b) / np.sqrt(len(a)), 2.0),
    ),
    Mistake(
        "ranges-must-not-overlap",
        "A difference is found only where the ranges do not overlap. The more seeds there are, the wider they get: "
        "it sees the less the more you know.",
        _ranges,
    ),
    Mistake(
        "quartiles-must-not-overlap",
        "A difference is found only where the middle halves do not overlap. They do not get narrower with more seeds.",
        _quartiles,
    ),
    Mistake(
        "all-pairs-must-agree",
        "A difference is found only where every seed says the same. The more seeds there are, the rarer that is.",
        _all_pairs,
    ),
    Mistake(
        "larger-is-taken-for-better",
        "The contestant with the larger errors is called the better one.",
        lambda a, b: by(-_t(a, b), 2.2),
    ),
    Mistake(
        "A-only",
        "It never says that B is better. A difference may go either way.",
        lambda a, b: "A" if _t(a, b) > 2.2 else UNSURE,
    ),
    Mistake(
        "no-third-verdict-for-B",
        "Whatever is not A's is called B's. Most of it is nobody's.",
        lambda a, b: "A" if _t(a, b) > 2.2 else "B",
    ),
)
LOST = (
    "In contests with {n} seeds and a difference that one can see it is wrong too often: with those that had none, "
    "{{wrong}} "
    'wrong verdicts of {{of}}. One of them: "{{said}}" where "{{right}}" is right.'
)
ALARM = (
    "In contests with {n} seeds it finds differences where there are none: with those that had one, {{wrong}} wrong "
    "verdicts "
    'of {{of}}. One of them: "{{said}}" where "{{right}}" is right.'
)
SIZES = {"8 seeds": 8, "hard seeds": 12, "24 seeds": 24}
FACTS = {f"nothing, {kind}": ("false-alarms", ALARM.format(n=n)) for kind, n in SIZES.items()}
FACTS |= {kind: ("differences-missed", LOST.format(n=n)) for kind, n in SIZES.items()}

DIFFERS = TrialTask(
    id="12.4",
    title="How many seeds are enough",
    misconceptions="any difference of means taken for one; deviation and standard error; pairs taken apart",
    answer="differs",
    difficulty=3,
    minutes=15,
    section="lesson 12, section 3",
    verdicts=VERDICTS,
    facts=FACTS,
    agreement=0.975,
    allowed={"8 seeds": 0.15, "12 hard and easy seeds": 0.12, "24 seeds": 0.12},
    parts=(
        Part("8 seeds", 0.75, contests(8, 40, 120, 2.2, "8 seeds")),
        Part("12 hard and easy seeds", 0.75, contests(12, 40, 90, 1.5, "hard seeds", hard=3.0)),
        Part("24 seeds", 0.5, contests(24, 40, 90, 1.2, "24 seeds")),
    ),
    mistakes=MISTAKES,
    hints=(
        "Both ran with the same seeds, so look at the differences d = a - b. If the contestants are alike, d is as "
        "often above 0 as below.",
        "How far may the mean of d be from 0 by chance? Its standard error is d.std(ddof=1) / np.sqrt(len(d)).",
        "With eight seeds chance steps over 2.4 standard errors in one of twenty contests, with 24 over 2.07.",
    ),
    insight="A difference is there in every table. How far it may come from chance depends on the spread of the pairs "
    "and on their number.",
)
