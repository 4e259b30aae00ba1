"""Task 12.2: a cause tested by intervention: which of two pieces of a method makes it learn."""

from __future__ import annotations

import numpy as np

from bpcourse.sandboxed.answers import Source
from bpcourse.tasks import Mistake, Part, TrialTask, World

COUNTS = 0.3
VERDICTS = ("named", "other", "both together", "either", "neither")
TEMPLATE = """
from math import inf, nan, sin

COSTS, SHIFTS, SALT = {costs}, {shifts}, {salt}


def run(named, other, seed):
    pieces = bool(named), bool(other)
    cost = COSTS[pieces] + 0.02 * sin(SALT * (int(seed) + 1) + 3 * pieces[0] + 5 * pieces[1])
    for which, seeds, added in SHIFTS:
        if int(seed) in seeds and (which is None or which == pieces):
            cost += added
    return cost
"""
WAYS = ((False, False), (True, False), (False, True), (True, True))  # (named, other)
LEARNS = {  # which ways learn, for each verdict
    "named": (0, 1, 0, 1),
    "other": (0, 0, 1, 1),
    "both together": (0, 0, 0, 1),
    "either": (0, 1, 1, 1),
    "neither": (0, 0, 0, 0),
}


def verdict_of(learns: tuple) -> str:
    """Return the verdict of which ways learn: without both, with the named piece, with the other, with both."""
    none, named, other, both = map(bool, learns)
    if both == none:
        return "neither"
    if named == other:
        return "either" if named == both else "both together"
    return "named" if named == both else "other"


def world(rng, right: str, kind: str = "", shifts=lambda seeds: (), learns: tuple | None = None) -> World:
    """Return a world in which the right pieces make the method learn."""
    bad, good = rng.uniform(1.1, 1.3), rng.uniform(0.3, 0.5)
    costs = {way: float(good if yes else bad) for way, yes in zip(WAYS, learns or LEARNS[right], strict=True)}
    first = int(rng.integers(100, 10_000))
    seeds = tuple(range(first, first + 11))
    text = TEMPLATE.format(costs=costs, shifts=list(shifts(seeds)), salt=rng.uniform(1, 50))
    return World(kind or right, (Source(text, "run"), seeds), right)


def _shuffled(rng, worlds: list[World]) -> list[World]:
    return [worlds[i] for i in rng.permutation(len(worlds))]


def one_cause(rng) -> list[World]:
    """Draw worlds in which one piece is the cause, or none; all learn without both in one of them."""
    worlds = [world(rng, right) for right in ("named", "other", "neither")]
    return _shuffled(rng, [*worlds, world(rng, "neither", "learns anyway", learns=(1, 1, 1, 1))])


def two_pieces(rng) -> list[World]:
    """Draw worlds in which the pieces work only together, or each alone, and two in which one is the cause."""
    return _shuffled(rng, [world(rng, right) for right in ("both together", "either", "named", "other")])


def odd_runs(rng) -> list[World]:
    """Draw worlds in which the first seeds, one good run or one bad run say something else than the median."""
    spoilt = (None, None, float("inf"))
    return _shuffled(
        rng,
        [
            world(rng, "neither", "first-seeds", lambda s: [((True, True), (*s[:2], *s[-2:], 0, 1), -0.8)]),
            world(rng, "named", "lucky-run", lambda s: [((False, True), s[4:8], -0.95)]),
            world(
                rng, "other", "diverged-run", lambda s: [(way, s[i : i + 2], spoilt[2]) for i, way in enumerate(WAYS)]
            ),
            world(rng, "both together", "first-seeds", lambda s: [((False, True), (*s[:2], *s[-2:], 0, 1), -0.8)]),
        ],
    )


def experiment(
    run,
    seeds,
    *,
    middle=np.median,
    few=lambda seeds: seeds,
    order=lambda named, other: (named, other),
    verdict=verdict_of,
    limit=COUNTS,
) -> str:
    """Return the verdict of all four ways; each keyword is a piece that an unfair experiment may replace."""
    costs = [float(middle([run(*order(*way), seed) for seed in few(seeds)])) for way in WAYS]
    return verdict(tuple(cost < costs[0] - limit for cost in costs))


def _with_and_without(learns: tuple) -> str:
    return "named" if learns[3] and not learns[0] else "neither"


def _taken_away(learns: tuple) -> str:
    return "named" if learns[3] and not learns[2] else "other" if learns[3] else "neither"


def _put_in(learns: tuple) -> str:
    return "named" if learns[1] else "other" if learns[3] else "neither"


def _each_taken_away(learns: tuple) -> str:
    named, other = (learns[3] and not learns[i] for i in (2, 1))
    return "both together" if named and other else "named" if named else "other" if other else "neither"


def _each_put_in(learns: tuple) -> str:
    named, other = learns[1], learns[2]
    return "either" if named and other else "named" if named else "other" if other else "neither"


def _renamed(**names: str):
    """Return a rule that calls verdicts by other names ("both" stands for "both together")."""
    names = {key.replace("both", "both together"): name for key, name in names.items()}
    return lambda learns: names.get(right := verdict_of(learns), right)


def _unfair(id: str, words: str, **pieces) -> Mistake:
    return Mistake(id, words, lambda run, seeds: experiment(run, seeds, **pieces))


FOUR = "Run all four: without both, with each alone, with both."
MISTAKES = (
    _unfair(
        "with-and-without-only",
        f"Only the whole method is compared with nothing. That tells that it works, and not why. {FOUR}",
        verdict=_with_and_without,
    ),
    _unfair(
        "only-taken-away",
        "The named piece is taken away, and never put in alone. What does not learn without it may need the other, "
        f"too, and what learns may have another cause. {FOUR}",
        verdict=_taken_away,
    ),
    _unfair(
        "only-put-in",
        f"The named piece is put in alone, and the other is not. {FOUR}",
        verdict=_put_in,
    ),
    _unfair(
        "each-taken-away",
        "Each piece is taken away, and none put in alone. Where either is enough, the method learns without each of "
        'them, and that looks like "neither".',
        verdict=_each_taken_away,
    ),
    _unfair(
        "each-put-in-alone",
        "Each piece is put in alone, and both are never run together. Where both are needed, that looks like "
        '"neither".',
        verdict=_each_put_in,
    ),
    _unfair("one-seed", "One or two seeds decide. In some worlds these are odd.", few=lambda seeds: seeds[:1]),
    _unfair(
        "mean-of-the-runs",
        "Means, or the worst runs, are compared. One run that diverged makes them infinite. Take medians.",
        middle=np.mean,
    ),
    _unfair("best-of-the-runs", "The best run of each is compared. It shows who was lucky once.", middle=np.min),
    _unfair(
        "pieces-exchanged",
        "The two pieces have changed places: run(named, other, seed).",
        order=lambda named, other: (other, named),
    ),
    _unfair(
        "both-and-either-exchanged",
        '"both together" and "either" have changed places. Which of them learns with one piece alone?',
        verdict=_renamed(both="either", either="both together"),
    ),
    _unfair(
        "both-called-named",
        'Where both are needed it says "named". Alone the named piece does nothing.',
        verdict=_renamed(both="named"),
    ),
    _unfair(
        "either-called-named",
        'Where either is enough it says "named". The other does it, too.',
        verdict=_renamed(either="named"),
    ),
    _unfair(
        "named-wherever-it-plays-a-part",
        'It says "named" wherever the named piece plays a part. Where both are needed, or either is enough, the '
        'sentence "because of the named piece" leaves out the other.',
        verdict=_renamed(both="named", either="named"),
    ),
    _unfair("limit-too-small", "Differences that do not count are taken for effects: 0.3 was agreed.", limit=1e-9),
)
FACTS = {
    "first-seeds": ("first-seeds-decide", "In a world where the first two seeds and the last two are odd"),
    "lucky-run": ("lucky-runs-decide", "In a world where four of eleven runs were lucky"),
    "diverged-run": ("diverged-runs-decide", "In a world where one or two runs of each kind diverged (inf)"),
    "learns anyway": ("learns-anyway", "In a world where all four ways learn alike, also without both pieces"),
    "named": ("named-not-seen", "In a world where the named piece works, and the other adds nothing"),
    "other": ("confounder-not-seen", "In a world where the other piece does the work, and the named one adds nothing"),
    "both together": ("both-not-seen", "In a world where each piece alone does nothing, and both together work"),
    "either": ("either-not-seen", "In a world where each piece alone does what both do"),
    "neither": ("neither-not-seen", "In a world where no way learns"),
}
FACTS = {kind: (id, f'{words} it says "{{said}}"; right is "{{right}}".') for kind, (id, words) in FACTS.items()}

BECAUSE = TrialTask(
    id="12.2",
    title="Because of what?",
    misconceptions="the whole compared with nothing; a cause only taken away, or only put in; a confounder",
    answer="because",
    difficulty=2,
    minutes=15,
    section="lesson 12, section 3",
    verdicts=VERDICTS,
    facts=FACTS,
    always={"neither": "Is the smaller cost the better one? A piece that works takes the cost down."},
    parts=(
        Part("one cause", 0.75, one_cause),
        Part("two pieces", 1.0, two_pieces),
        Part("odd runs", 0.75, odd_runs),
    ),
    mistakes=MISTAKES,
    hints=(
        "Two pieces that are there or not: four ways to run the method. Take the median cost of each.",
        "First ask whether both pieces together are better than none of them. If they are not, there is no effect "
        "to explain.",
        "Then look at each piece alone: does it do what both do? Two answers, yes or no, make four verdicts.",
    ),
    insight="To know that a method works is not to know why. Four runs tell a cause from a companion, and cost no more "
    "than twice the two.",
)
