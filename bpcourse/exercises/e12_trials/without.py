"""Task 12.8: "without reparametrisation a VAE cannot be trained": the strongest way without, and the right control.

The costs of the worlds are planted.  A way is trained if it does better than the best that can be done without a code.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bpcourse.exercises.e12_trials.unfair import finite, table
from bpcourse.exercises.e12_trials.worlds import everywhere, near, setting, source
from bpcourse.tasks import Mistake, Part, TrialTask, World

CANNOT, WORSE, AS_WELL, NONE = "cannot be trained", "trained, but worse", "trained as well", "no comparison"
VERDICTS = (CANNOT, WORSE, AS_WELL, NONE)
PATH, OTHERS = "path", ("score", "baseline")
COUNTS = 0.5  # a difference of medians that is larger counts
BELOW = {  # below the cost without a code: the path, the better way without it, and the other one
    CANNOT: (2.0, -0.1, -0.2),
    WORSE: (2.0, 1.2, -0.2),
    AS_WELL: (2.0, 2.0, 1.0),
    NONE: (-0.1, -0.1, -0.2),
}


def world(rng, kind: str, right: str, at=(3, 3, 3), shifts: Callable = lambda where: ()) -> World:
    """Return a world with its verdict.

    ``at`` are the numbers of the best rates of the path and of the others, and ``shifts(where)`` what is planted for
    both of the others, as (seeds, rate, of validation, of test).
    """
    where, no_code = setting(rng), float(rng.uniform(20, 30))
    others = tuple(map(str, rng.permutation(OTHERS)))  # the better one first
    planted = [
        (near(who, where.rates[rate], seeds, *of) if rate is not None else everywhere(who, seeds, *of))
        for seeds, rate, *of in shifts(where)
        for who in others
    ]
    floor = no_code - np.add(BELOW[right], rng.uniform(-0.1, 0.1, 3))
    run = source(rng, [where.rates[i] for i in at], floor, planted, names=(PATH, *others))
    controls = {"untrained": no_code + float(rng.uniform(8, 12)), "no code": no_code}
    return World(kind, (run, OTHERS, where.rates, where.choosing, where.reporting, controls), right)


def _shuffled(rng, worlds: list[World]) -> list[World]:
    return [worlds[i] for i in rng.permutation(len(worlds))]


def the_claim(rng) -> list[World]:
    """Draw worlds for each verdict: the claim is true in some, false in others, and in others nothing is trained."""
    return _shuffled(rng, [world(rng, right, right) for right in (*VERDICTS, WORSE, AS_WELL, CANNOT)])


def own_rates(rng) -> list[World]:
    """Draw worlds in which the best rates of the path and of the others are a decade and more apart."""
    drawn = [(WORSE, (4, 1, 1)), (AS_WELL, (1, 4, 4)), (CANNOT, (1, 4, 4)), (WORSE, (2, 5, 4)), (AS_WELL, (5, 1, 2))]
    return _shuffled(rng, [world(rng, "rates-apart", right, at) for right, at in drawn])


def seeds_and_test(rng) -> list[World]:
    """Draw worlds in which few seeds, the best run, a mean, or what was chosen by say something else."""
    start = int(rng.integers(4))

    def some(where, every):
        return [seed for i, seed in enumerate((*where.choosing, *where.reporting)) if i % every == start]

    def first(where):
        return [((*where.choosing[:2], *where.reporting[:2], 0, 1), None, -2.0, -2.0)]

    return _shuffled(
        rng,
        [
            world(rng, "first-seeds", CANNOT, shifts=first),
            world(rng, "lucky-runs", CANNOT, shifts=lambda w: [(some(w, 4), None, -2.0, -2.0)]),
            world(rng, "diverged-runs", AS_WELL, shifts=lambda w: [(some(w, 5), None, np.inf, np.inf)]),
            world(rng, "luck-while-choosing", CANNOT, shifts=lambda w: [(w.choosing, None, -2.0, -2.0)]),
            world(rng, "luck-in-the-report", WORSE, shifts=lambda w: [(w.reporting, 5, -2.5, -2.5)]),
            world(rng, "test-looks-good-elsewhere", WORSE, shifts=lambda w: [(None, 5, 0.0, -2.5)]),
            world(rng, "validation-flatters", CANNOT, shifts=lambda w: [(None, None, -2.0, 0.0)]),
        ],
    )


def judged(path: float, other: float, controls: dict, control="no code", strict=False) -> str:
    """Return the verdict of two medians; ``strict``: whatever is worse than the path is called untrained."""
    limit = controls[control] - COUNTS
    if other < limit:
        as_well = other <= path + COUNTS
        return AS_WELL if as_well else CANNOT if strict else WORSE
    return CANNOT if path < limit else NONE


def own(curves: dict) -> dict[str, int]:
    """Return for each way the number of its own best rate."""
    return {way: int(np.argmin(costs)) for way, costs in curves.items()}


def rate_of(*ways: str) -> Callable[[dict], dict[str, int]]:
    """Return a choice of one rate for all: the best of these ways together."""
    return lambda curves: dict.fromkeys(curves, int(np.argmin(sum(np.minimum(curves[way], 1e3) for way in ways))))


def experiment(
    run,
    others,
    rates,
    choosing,
    reporting,
    controls,
    *,
    middle=np.median,
    final=None,
    few=lambda seeds: seeds,
    choose=lambda choosing, reporting: choosing,
    report=lambda choosing, reporting: reporting,
    by=0,
    of=1,
    rate=own,
    strongest=min,
    verdict=judged,
) -> str:
    """Return the verdict; each keyword is a piece that an unfair experiment may replace."""
    seeds = few(choose(choosing, reporting))
    at = rate({way: table(run, way, rates, seeds, by, middle, finite) for way in (PATH, *others)})
    seeds = few(report(choosing, reporting))
    cost = {way: table(run, way, [rates[i]], seeds, of, final or middle, finite)[0] for way, i in at.items()}
    return verdict(cost[PATH], strongest(cost[way] for way in others), controls)


def _unfair(id: str, words: str, **pieces) -> Mistake:
    return Mistake(id, words, lambda *given: experiment(*given, **pieces))


def _path_not_asked(path, other, controls):
    return CANNOT if (said := judged(path, other, controls)) == NONE else said


def _exact(path, other, controls):
    if other < controls["no code"]:
        return AS_WELL if other <= path else WORSE
    return CANNOT if path < controls["no code"] else NONE


def _renamed(**names: str) -> Callable:
    names = {key.replace("_", " "): name for key, name in names.items()}
    return lambda *medians: names.get(right := judged(*medians), right)


OWN = "Each way needs the rate that is best for it."
MISTAKES = (
    _unfair(
        "path-taken-for-the-control",
        "Whatever does worse than the path is called untrained. The claim says that nothing is learnt: the control is "
        "the best that can be done without a code.",
        verdict=lambda *medians: judged(*medians, strict=True),
    ),
    _unfair(
        "untrained-taken-for-the-control",
        "It compares with the untrained network. Whoever has learnt the mean picture is far below that, and uses no "
        'code at all. Compare with "no code".',
        verdict=lambda *medians: judged(*medians, control="untrained"),
    ),
    _unfair(
        "only-the-first-way",
        "Only the first way without the path is tried. "
        + ('"Cannot" falls if any of them can: try them all, and take the best.'),
        strongest=next,
    ),
    _unfair(
        "only-the-last-way",
        "Only the last way without the path is tried. "
        + ('"Cannot" falls if any of them can: try them all, and take the best.'),
        strongest=lambda costs: [*costs][-1],
    ),
    _unfair(
        "weakest-way",
        'The weakest way without the path decides. "Cannot" falls if any of them can: take the best.',
        strongest=max,
    ),
    _unfair(
        "mean-of-the-ways",
        'The mean of the ways without the path decides. "Cannot" falls if any of them can: take the best.',
        strongest=lambda costs: float(np.mean([*costs])),
    ),
    _unfair("rate-of-the-path-for-all", f"All run with the rate that is best for the path. {OWN}", rate=rate_of(PATH)),
    _unfair(
        "rate-of-another-for-all",
        f"All run with the rate that is best for a way without the path. {OWN}",
        rate=rate_of(*OTHERS),
    ),
    _unfair(
        "one-rate-for-all", f"All run with one rate, the best for all together. {OWN}", rate=rate_of(PATH, *OTHERS)
    ),
    _unfair(
        "one-fixed-rate",
        f"All run with the rate in the middle of the grid. {OWN}",
        rate=lambda curves: dict.fromkeys(curves, 3),
    ),
    _unfair("one-seed", "One or two seeds decide. In one world these are odd.", few=lambda seeds: seeds[:1]),
    _unfair(
        "mean-of-the-runs",
        "Means, or the worst runs, are compared. One run that diverges makes a mean infinite. Take medians.",
        middle=np.mean,
    ),
    _unfair(
        "best-of-the-runs",
        "The best run of each way is taken. It shows who was lucky once. Take medians.",
        middle=np.min,
    ),
    _unfair(
        "reported-by-the-choosing-seeds",
        "What is reported comes from the seeds that have chosen the rate. Run the chosen rate again, with the "
        "reporting seeds.",
        report=lambda choosing, reporting: choosing,
    ),
    _unfair(
        "chosen-by-the-reporting-seeds",
        "The rate is chosen by the seeds that are reported. Then the report is the best of many tries. Choose with the "
        "choosing seeds.",
        choose=lambda choosing, reporting: reporting,
    ),
    _unfair("test-seen", "The rate is chosen by test costs. What has been used to choose is no test any more.", by=1),
    _unfair("validation-reported", "Validation costs are reported. They have helped to choose: report the test.", of=0),
    _unfair(
        "validation-and-test-exchanged",
        "Validation and test have changed places: run returns (validation, test).",
        by=1,
        of=0,
    ),
    _unfair(
        "path-not-asked",
        "It does not ask whether the path is trained. Where nothing at all is, the claim has not been put to the test.",
        verdict=_path_not_asked,
    ),
    _unfair("any-difference-counts", "Every difference counts, however small. Up to 0.5 it is none.", verdict=_exact),
    _unfair(
        "worse-and-as-well-exchanged",
        '"trained, but worse" and "trained as well" have changed places. The smaller cost is the better one.',
        verdict=_renamed(**{"trained,_but_worse": AS_WELL, "trained_as_well": WORSE}),
    ),
    _unfair(
        "cannot-and-no-comparison-exchanged",
        '"cannot be trained" and "no comparison" have changed places.',
        verdict=_renamed(cannot_be_trained=NONE, no_comparison=CANNOT),
    ),
)
VARIANTS = {
    "mean-of-the-runs": [lambda *given: experiment(*given, final=np.mean)],
    "best-of-the-runs": [lambda *given: experiment(*given, final=np.min)],
    "one-seed": [lambda *given, n=n: experiment(*given, few=lambda seeds: seeds[:n]) for n in (2, 3)]
    + [lambda *given, seeds=seeds: experiment(*given, few=lambda _: seeds) for seeds in ([0], [0, 1])]
    + [lambda *given: experiment(*given, report=lambda choosing, reporting: reporting[:1])],
    "rate-of-another-for-all": [lambda *given, way=way: experiment(*given, rate=rate_of(way)) for way in OTHERS],
}
FACTS = {
    CANNOT: ("true-claim-missed", "In a world where the claim is true: the path is trained, and no other way is"),
    WORSE: ("can-be-trained-missed", "In a world where a way without the path is trained, and does less well"),
    AS_WELL: ("as-well-missed", "In a world where a way without the path does as well as the path"),
    NONE: ("nothing-trained-missed", "In a world where nothing does better than no code, not even the path"),
    "rates-apart": ("own-rates-missed", "In a world where the best rates of the path and of the others are far apart"),
    "first-seeds": ("first-seeds-decide", "In a world where the first two seeds are odd"),
    "lucky-runs": ("lucky-runs-decide", "In a world where one run in four was lucky"),
    "diverged-runs": ("diverged-runs-decide", "In a world where one run in five diverged (inf)"),
    "luck-while-choosing": (
        "reported-what-was-chosen-by",
        "In a world where the ways without the path were lucky with the seeds for choosing, and only with these",
    ),
    "luck-in-the-report": (
        "chosen-by-what-is-reported",
        "In a world where a bad rate was lucky with the seeds for the report, and only with these",
    ),
    "test-looks-good-elsewhere": ("chosen-by-the-test", "In a world where a rate looks good by the test alone"),
    "validation-flatters": ("validation-decides", "In a world where validation flatters, and the test does not"),
}
FACTS = {kind: (id, f'{words}, it says "{{said}}"; right is "{{right}}".') for kind, (id, words) in FACTS.items()}

WITHOUT = TrialTask(
    id="12.8",
    title="Can it not be trained?",
    misconceptions="worse taken for untrained; the wrong control; the weakest rival; its rate taken from the other",
    answer="without_path",
    difficulty=4,
    minutes=20,
    section="lesson 12, section 3",
    verdicts=VERDICTS,
    facts=FACTS,
    always={CANNOT: "Does each way get the rate that is best for it?"},
    parts=(
        Part("the claim and its control", 0.75, the_claim),
        Part("each its own rate", 0.75, own_rates),
        Part("seeds, validation and test", 1.0, seeds_and_test),
    ),
    mistakes=MISTAKES,
    variants=VARIANTS,
    hints=(
        "Three ways: the path, and each of the others. For each choose its own rate by validation, with the choosing "
        "seeds, and take the median test cost of the reporting seeds.",
        'Of the others take the one that does best: "cannot" falls if any of them can. It is trained if it is below '
        'controls["no code"] by more than 0.5.',
        "If it is, compare it with the path. If it is not, ask whether the path is trained.",
    ),
    insight='"Cannot" is a sentence about the best attempt, and "trained" one about a control. Worse than a rival is '
    "not untrained.",
)
