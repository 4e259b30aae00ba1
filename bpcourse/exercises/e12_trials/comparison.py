"""Task 12.3: a fair comparison of two contestants, in worlds that are traps for unfair ones."""

from __future__ import annotations

from functools import partial
from math import inf, nan

import numpy as np

from bpcourse.exercises.e12_trials.unfair import MISTAKES
from bpcourse.exercises.e12_trials.worlds import everywhere, near, ordered, other, setting, source
from bpcourse.tasks import Part, TrialTask, World

VERDICTS = ("A", "B", "no difference", "widen the rates")


def world(rng, kind: str, winner: str, *, at=(3, 3), shifts=lambda where: (), lead=0.3, who="A", above="inf") -> World:
    """Return a world of a kind with its winner.

    ``at`` are the numbers of the best rates of ``who`` and of the other, and ``shifts(where)`` what is planted.
    """
    where, base = setting(rng), rng.uniform(0.5, 0.8)
    best = ordered(who, *(where.rates[i] for i in at))
    floor = [base + (lead if winner == other(one) else 0) for one in "AB"]
    run = source(rng, best, floor, shifts(where), above)
    return World(kind, (run, where.rates, where.choosing, where.reporting), winner)


def clear(rng, winner: str = "no difference") -> World:
    """Return a world without a trap."""
    at = int(rng.integers(2, 5))
    return world(rng, "clear", winner, at=(at, at))


def _one(rng) -> str:
    return "AB"[rng.integers(2)]


def _shuffled(rng, worlds: list[World]) -> list[World]:
    return [worlds[i] for i in rng.permutation(len(worlds))]


def clear_cases(rng) -> list[World]:
    """Draw a world for each verdict but the last."""
    return _shuffled(rng, [clear(rng, winner) for winner in ("A", "B", "no difference")])


def rates_apart(rng) -> list[World]:
    """Draw worlds in which the contestants have best rates a decade and a half apart, or two decades."""
    drawn = [("A", (1, 4)), ("B", (1, 4)), ("A", (5, 2)), ("B", (5, 2))]
    drawn += [("no difference", (1, 4)), ("no difference", (5, 1))]
    return _shuffled(rng, [world(rng, "rates-apart", winner, at=at) for winner, at in drawn])


def _first_two(where) -> tuple:
    return where.choosing[:2] + where.reporting[:2] + (0, 1)


def odd_seeds(rng) -> list[World]:
    """Draw worlds in which few seeds, the best seed or a mean say something else than the median."""
    who = _one(rng)
    rival, third, fourth = other(who), int(rng.integers(1, 5)), int(rng.integers(1, 4))
    some = lambda seeds, every, at: [seed for i, seed in enumerate(seeds) if i % every == at]  # noqa: E731
    return _shuffled(
        rng,
        [
            world(rng, "first-seeds", "no difference", shifts=lambda w: [everywhere(who, _first_two(w), 0.6)]),
            world(rng, "first-seeds", rival, shifts=lambda w: [everywhere(rival, _first_two(w), 0.6)]),
            world(
                rng,
                "lucky-runs",
                who,
                shifts=lambda w: [everywhere(rival, some((*w.choosing, *w.reporting), 4, fourth), -0.48)],
            ),
            world(
                rng,
                "lucky-rate",
                who,
                shifts=lambda w: [near(who, w.rates[5], w.choosing[fourth : fourth + 1], -1.6, -1.6)],
            ),
            world(
                rng,
                "diverged-runs",
                who,
                shifts=lambda w: [everywhere(who, some((*w.choosing, *w.reporting), 5, third), inf)],
            ),
        ],
    )


def not_a_number(rng) -> list[World]:
    """Draw worlds in which runs that diverge return nan: above a rate, and in most runs of one at one rate."""

    def unstable(where, who):
        seeds = (*where.choosing, *where.reporting)
        most = [seed for i, seed in enumerate(seeds) if i % 5 not in (0, 3)]
        worse = [near(who, where.rates[i], None, 0.2, 0.2) for i in (2, 4)]
        return [near(who, where.rates[3], most, nan, nan), *worse]

    return _shuffled(
        rng,
        [
            world(rng, "nan-above", _one(rng), above="nan"),
            *(world(rng, "nan-mostly", other(w), shifts=partial(unstable, who=w), lead=-0.2) for w in "AB"),
            clear(rng),
        ],
    )


def choosing_and_reporting(rng) -> list[World]:
    """Draw worlds in which what was chosen by must not be reported, and what is reported not be chosen by."""
    who, same = _one(rng), "no difference"
    rest = np.roll(["A", "B", "A", "B"], int(rng.integers(2)))

    def luck_in_report(where):
        return [near(rest[1], where.rates[5], where.reporting, -1.5, -1.5)]

    def leak(where):
        return [near(rest[2], where.rates[5], None, 0, -2.5)]

    return _shuffled(
        rng,
        [
            world(rng, "luck-while-choosing", same, shifts=lambda w: [everywhere(rest[0], w.choosing, -0.4)]),
            world(rng, "luck-in-the-report", same, shifts=luck_in_report),
            world(rng, "test-looks-good-elsewhere", same, shifts=leak),
            world(rng, "validation-flatters", same, shifts=lambda w: [everywhere(rest[3], None, -0.4, 0)]),
            clear(rng, who),
        ],
    )


def edges(rng) -> list[World]:
    """Draw worlds in which the best rate of one contestant is the first or the last, and some in which it is not."""
    low = _one(rng)
    high = other(low)
    wide = "widen the rates"
    return _shuffled(
        rng,
        [
            world(rng, "edge", wide, at=(0, 3), who=low),
            world(rng, "edge", wide, at=(6, 3), who=high),
            world(rng, "edge", wide, at=(0, 6), who=low),
            world(rng, "edge", wide, at=(6, 2), who=low),
            world(rng, "edge", wide, at=(0, 4), who=high),
            world(rng, "near-the-edge", _one(rng), at=(1, 1)),
            world(rng, "near-the-edge", "no difference", at=(5, 5)),
        ],
    )


FACTS = {
    "clear": (
        "clear-case-missed",
        'In a world without any trap, where the rates, seeds and runs are as they should be, it says "{said}"; '
        'right is "{right}". Is the smaller error the better one, and does 0.1 decide?',
    ),
    "rates-apart": (
        "own-rates-missed",
        "In a world where the best rates of the two are far apart, and each is at its best there, it says "
        '"{said}"; right is "{right}". Does each have its own rate?',
    ),
    "first-seeds": (
        "first-seeds-decide",
        'In a world where the first two seeds of each list are odd and the others are not, it says "{said}"; right is '
        '"{right}". How many seeds stand behind the verdict? One run is an anecdote.',
    ),
    "lucky-runs": (
        "lucky-runs-decide",
        'In a world where one run in four of one contestant was lucky, it says "{said}"; right is "{right}". What does '
        "the median say?",
    ),
    "lucky-rate": (
        "lucky-run-chooses",
        'In a world where a bad rate of one contestant was lucky in a single run, it says "{said}"; right is '
        '"{right}". Which rate do the medians choose?',
    ),
    "diverged-runs": (
        "diverged-runs-decide",
        "In a world where one run in five of one contestant diverged (inf) and its median is the better one, it says "
        '"{said}"; right is "{right}".',
    ),
    "nan-above": (
        "nan-not-expected",
        "In a world where large rates give nan in place of a number, it says "
        '"{said}"; right is "{right}". Comparisons with nan are all False, and np.argmin takes a nan for the smallest: '
        "make inf of it first.",
    ),
    "nan-mostly": (
        "nan-left-out",
        "In a world where most runs of one contestant diverge (nan) at the rate that looks best, it says "
        '"{said}"; right is "{right}". A run that diverged is a bad run. Left out, it flatters the others.',
    ),
    "luck-while-choosing": (
        "reported-what-was-chosen-by",
        "In a world where one contestant was lucky with the seeds for choosing, and only with these, it says "
        '"{said}"; right is "{right}". Report runs with the other seeds.',
    ),
    "luck-in-the-report": (
        "chosen-by-what-is-reported",
        "In a world where a bad rate was lucky with the seeds for the report, and only with these, it says "
        '"{said}"; right is "{right}". Choose the rate with the other seeds.',
    ),
    "test-looks-good-elsewhere": (
        "chosen-by-the-test",
        "In a world where a rate looks good by the test errors alone, it says "
        '"{said}"; right is "{right}". Choose by validation errors.',
    ),
    "validation-flatters": (
        "validation-reported",
        "In a world where validation flatters one contestant, and the test does not, it says "
        '"{said}"; right is "{right}". Report test errors.',
    ),
    "edge": (
        "edge-not-seen",
        'In a world where the best rate of one contestant is the first or the last of the grid, it says "{said}"; '
        'right is "{right}": a better rate may lie outside.',
    ),
    "near-the-edge": (
        "edge-where-none-is",
        'In a world where the best rate is the second or the last but one, it says "{said}"; right is "{right}". The '
        "grid is wide enough there.",
    ),
}

COMPARE = TrialTask(
    id="12.3",
    title="A fair comparison",
    misconceptions="one rate for both; one seed, a mean or the best seed; reported by what was chosen by; the edge",
    answer="compare",
    difficulty=3,
    minutes=25,
    section="lesson 12, section 3",
    verdicts=VERDICTS,
    facts=FACTS,
    parts=(
        Part("clear cases", 0.25, clear_cases),
        Part("each its own rate", 0.75, rates_apart),
        Part("odd seeds", 0.75, odd_seeds),
        Part("runs that diverge", 0.5, not_a_number),
        Part("choosing and reporting", 1.0, choosing_and_reporting),
        Part("the edge of the grid", 0.75, edges),
    ),
    mistakes=MISTAKES,
    hints=(
        "Two stages for each contestant: choose its rate by the validation errors of the choosing seeds; then run that "
        "rate with the reporting seeds, and look at the test errors.",
        "Take medians in both stages. A run that diverged counts as inf: np.where(np.isnan(errors), np.inf, errors).",
        'If the number of the chosen rate is 0 or len(rates) - 1, for either contestant, return "widen the rates". '
        "Else compare the two medians, and let 0.1 decide.",
    ),
    insight="Every way to be unfair has a world in which it gives the wrong verdict. Most look like care: "
    "averages, the best of several runs, the same rate for all.",
)
