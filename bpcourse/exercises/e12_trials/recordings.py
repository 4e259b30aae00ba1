"""Task 12.4: how much a few seeds can say: recorded runs of two contestants, with and without a difference.

The runs come in pairs: a and b have been run with the same seeds, which are hard or easy for both.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from bpcourse.tasks import Mistake, Part, TrialTask, World

Array = np.ndarray
VERDICTS = ("A", "B", "cannot tell")
UNSURE = "cannot tell"


def recorded(rng, n: int, kind: str, gap: float, hard: float) -> World:
    """Return errors of n pairs of runs.

    ``gap`` is the mean difference of a pair in units of its deviation, ``hard`` the deviation of the seeds in units of
    that of the runs.  The deviation of the runs differs by a factor of up to 100 from world to world, and their level
    by a factor of up to 30: no fixed limit serves all.
    """
    scale, level, winner = 10 ** rng.uniform(-2.5, -0.5), 10 ** rng.uniform(1, 2.5), "AB"[rng.integers(2)]
    seeds = level + hard * rng.normal(size=n)
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


def _share(a: Array, b: Array, share: float) -> str:
    """Return the verdict of a rule that asks for a share of the seeds, such as three quarters."""
    wins, losses = float((a < b).mean()), float((b < a).mean())
    return "A" if wins >= share else "B" if losses >= share else UNSURE


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
        "share-of-the-seeds",
        "A share of the seeds has to agree, the same for any number of them. Of eight fair coins six or more fall on "
        "one side in more than one of four trials. Ask for the more, the fewer the seeds.",
        partial(_share, share=0.75),
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
        "too-strict",
        "The limit is too strict: it misses differences that are there. Chance alone steps over 2.4 standard errors in "
        "one of twenty contests with eight seeds, and over 2.07 with 24. More is not needed.",
        lambda a, b: by(_t(a, b), 5.0),
    ),
    Mistake(
        "few-of-the-seeds",
        "Only some of the seeds are used. The others are there, and a difference that eight do not show 24 may.",
        lambda a, b: by(_t(a[:8], b[:8]), 2.3),
    ),
    Mistake(
        "fixed-limit",
        "A fixed number is the limit. It belongs to one world: elsewhere the errors are a hundred times as large, and "
        "so is what chance does. Take the spread of the runs themselves for the unit.",
        lambda a, b: by((b - a).mean(), 0.1),
    ),
    Mistake(
        "limit-in-per-cent",
        "The limit is a share of the errors themselves. How large they are says nothing about how much they vary from "
        "seed to seed. Take the spread of the differences for the unit.",
        lambda a, b: by((b - a).mean() / (a.mean() + b.mean()), 0.025),
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


def limited(score: Callable[[Array, Array], float], low: float, high: float) -> Callable:
    """Return a test: is there a limit of the score, from low to high, that gives these verdicts?"""
    limits = np.geomspace(low, high, 1 + int(40 * np.log10(high / low)))[:, None]

    def best(shown: list[tuple], said: list[str]) -> float:
        scores = np.array([score(a, b) for a, b in shown])
        verdicts = np.array([("B", UNSURE, "A").index(one) - 1 for one in said])
        return float((np.sign(scores) * (np.abs(scores) > limits) == verdicts).mean(axis=1).max())

    def fits(shown: list[tuple], said: list[str], agreement: float) -> bool:
        few = slice(None, None, 10)  # enough to see that most rules are other ones
        return best(shown[few], said[few]) > agreement - 0.05 and best(shown, said) >= agreement

    return fits


def _relative(middle: Callable) -> Callable:
    return lambda a, b: float(middle(b) - middle(a)) / float(middle(a) + middle(b))


def _fixed(middle: Callable) -> Callable:
    return lambda a, b: float(middle(b) - middle(a))


def _of_the_first(seeds: int) -> Callable:
    return lambda a, b: _t(a[:seeds], b[:seeds])


FITTED = {
    "one-standard-error": [limited(_t, 0.3, 1.6)],
    "one-standard-error-of-each": [limited(_unpaired, 0.3, 1.6)],
    "share-of-the-seeds": [limited(lambda a, b: float((a < b).mean() - (b < a).mean()), 0.15, 0.9)],
    "deviation-for-standard-error": [limited(lambda a, b: _t(a, b) / np.sqrt(len(a)), 0.8, 4)],
    "too-strict": [limited(_t, 3.2, 15)],
    "few-of-the-seeds": [limited(_of_the_first(seeds), 1.6, 4) for seeds in range(3, 12)]
    + [limited(lambda a, b: _t(a[-8:], b[-8:]), 1.6, 4), limited(lambda a, b: _t(a[::2], b[::2]), 1.6, 4)],
    "fixed-limit": [
        limited(_fixed(np.mean), 1e-3, 3),
        limited(_fixed(np.median), 1e-3, 3),
        limited(lambda a, b: float(np.median(b - a)), 1e-3, 3),
    ],
    "limit-in-per-cent": [limited(_relative(np.mean), 1e-3, 1), limited(_relative(np.median), 1e-3, 1)],
}
LOST = (
    "In contests with {n} seeds it misses differences that one can see: {{wrong}} of {{of}}. In one of them it says "
    '"{{said}}", where "{{right}}" is right.'
)
ALARM = (
    "In contests with {n} seeds it finds differences where there are none: in {{wrong}} of {{of}}. In one of them it "
    'says "{{said}}", where "{{right}}" is right.'
)
SIZES = {"8 seeds": 8, "hard seeds": 12, "24 seeds": 24}
FACTS = {f"nothing, {kind}": ("false-alarms", ALARM.format(n=n)) for kind, n in SIZES.items()}
FACTS |= {kind: ("differences-missed", LOST.format(n=n)) for kind, n in SIZES.items()}

ALLOWED = {  # right rules go beyond one of these by chance in fewer than one of a thousand checks
    "8 seeds": 0.25,  # who counts signs can see no difference here unless all eight agree
    "nothing, 8 seeds": 0.155,
    "hard seeds": 0.1,
    "nothing, hard seeds": 0.14,
    "24 seeds": 0.145,
    "nothing, 24 seeds": 0.15,
}

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
    fitted=FITTED,
    allowed=ALLOWED,
    parts=(
        Part("8 seeds", 0.75, contests(8, 60, 240, 2.2, "8 seeds")),
        Part("12 hard and easy seeds", 0.75, contests(12, 150, 200, 1.5, "hard seeds", hard=3.0)),
        Part("24 seeds", 0.5, contests(24, 250, 100, 1.1, "24 seeds")),
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
