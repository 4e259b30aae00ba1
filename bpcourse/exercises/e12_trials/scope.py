"""Task 12.7: the scope of a claim: on which of four problems is A better than B?"""

from __future__ import annotations

from functools import partial
from math import inf, log10

import numpy as np

from bpcourse.exercises.e12_trials.unfair import decided, finite
from bpcourse.exercises.e12_trials.worlds import setting
from bpcourse.sandboxed.answers import Source
from bpcourse.tasks import Mistake, Part, TrialTask, World

PROBLEMS = ("digits", "moons", "parity", "spirals", "houses", "letters")
NOWHERE = "nowhere"
TEMPLATE = """
from math import inf, log10, nan, sin

PLANTED, SHIFTS, SALT = {planted}, {shifts}, {salt}


def run(contestant, problem, rate, seed):
    if (contestant, problem) not in PLANTED:
        raise ValueError(f"no such contestant or problem: {{contestant!r}}, {{problem!r}}")
    best, floor = PLANTED[contestant, problem]
    x, seed = log10(rate), int(seed)
    if x > best + 1.1:
        return inf
    cost = floor + (x - best) ** 2 + 0.01 * sin(SALT * (seed + 1) + 5 * x + len(problem) + (contestant == "A"))
    for who, where, seeds, added, low, high in SHIFTS:
        if who == contestant and where in (problem, None) and seed in seeds and low < x < high:
            cost += added
    return cost
"""


def world(rng, kind: str, leads: list[float], apart="none", shifts=lambda problems, where: (), scales=(1, 1, 1, 1)):
    """Return a world with four problems, in which A leads by ``leads``.

    Where ``apart`` is "contestants", the best rates of A and B are apart, where it is "problems", on each problem in
    another way.  ``scales`` are added to the errors of a problem for both.
    """
    where = setting(rng)
    problems = tuple(map(str, rng.permutation(PROBLEMS)[:4]))
    planted = {}
    for i, (problem, lead, scale) in enumerate(zip(problems, leads, scales, strict=True)):
        for who in "AB":
            at = {"none": (3, 3), "problems": ((1, 4), (5, 2), (2, 5), (4, 1))[i], "contestants": (1, 4)}[apart][
                who == "B"
            ]
            floor = scale * rng.uniform(0.95, 1) if who == "A" else planted["A", problem][1] + lead
            planted[who, problem] = log10(where.rates[at]), float(floor)
    planned = [(*shift, -inf, inf)[:6] for shift in shifts(problems, where)]
    text = TEMPLATE.format(planted=planted, shifts=planned, salt=rng.uniform(1, 50))
    right = " ".join(sorted(problem for problem, lead in zip(problems, leads, strict=True) if lead > 0.1)) or NOWHERE
    return World(kind, (Source(text, "run"), problems, where.rates, where.choosing, where.reporting), right)


def _shuffled(rng, things: list) -> list:
    return [things[i] for i in rng.permutation(len(things))]


def _leads(rng, *leads: float) -> list[float]:
    return [float(lead) for lead in rng.permutation(leads)]


def some_all_none(rng) -> list[World]:
    """Draw worlds in which A is better on some problems, on all, and on none, where it is no worse."""
    drawn = [(0.3, 0.3, 0, -0.3), (0.3, 0.3, 0.3, 0), (0.3, 0.3, 0.3, 0.3), (0, 0, 0, 0), (0.3, 0, -0.3, -0.3)]
    return _shuffled(rng, [world(rng, "plain", _leads(rng, *leads)) for leads in drawn])


def own_rates(rng) -> list[World]:
    """Draw worlds in which each problem has its own best rate, or each contestant."""
    leads = [[0.3, 0.3, 0.0, -0.3], _leads(rng, 0.3, -0.3, -0.3, 0), [0.0, 0.3, -0.3, 0.0]]
    kinds = ("problems", "contestants", "problems")
    worlds = [world(rng, f"rates of {apart}", lead, apart) for apart, lead in zip(kinds, leads, strict=True)]
    return _shuffled(rng, worlds)


def odd_ones(rng) -> list[World]:
    """Draw worlds in which one problem is large, one has lucky seeds, one has runs that diverge; and with luck."""

    def first(problems, where):
        lucky = ("A", problems[3], (*where.reporting[5:7], *where.choosing[5:7]), -0.9)
        return [("B", problems[1], (*where.reporting[:2], *where.choosing[:2], 0, 1), 0.7), lucky]

    def diverged(problems, where):
        return [("A", problem, where.reporting[i::5], inf) for i, problem in enumerate(problems)]

    def lucky(_problems, where):
        return [("A", None, where.choosing, -0.4)]

    def luck_in_the_report(_problems, where):
        x = log10(where.rates[5])
        return [("A", None, where.reporting, -1.5, x - 0.1, x + 0.1)]

    large = _leads(rng, 5, -0.3, -0.3, -0.3)
    return _shuffled(
        rng,
        [
            world(rng, "one large problem", large, scales=tuple(40 if lead > 1 else 1 for lead in large)),
            world(rng, "first seeds", [0.3, 0, -0.3, -0.3], shifts=first),
            world(rng, "diverged runs", _leads(rng, 0.3, 0.3, -0.3, 0), shifts=diverged),
            world(rng, "luck while choosing", _leads(rng, 0, 0, 0.3, -0.3), shifts=lucky),
            world(rng, "luck in the report", _leads(rng, 0, 0, 0.3, -0.3), shifts=luck_in_the_report),
        ],
    )


def as_words(returned) -> str | None:
    """Return names of problems in order, as one text, or None if they are none."""
    if not isinstance(returned, (list, tuple, set, frozenset)) or not all(isinstance(one, str) for one in returned):
        return None
    names = sorted({str(one) for one in returned})
    return (" ".join(names) or NOWHERE) if set(names) <= set(PROBLEMS) else None


def median_of(run, who: str, problem: str, rates, seeds, middle=np.median, few=lambda seeds: seeds) -> np.ndarray:
    """Return the median error of a contestant on a problem at each of the rates."""
    return np.array([float(middle(finite([run(who, problem, rate, seed) for seed in few(seeds)]))) for rate in rates])


def own_rate(curves: dict, who: str, problem: str, shared: tuple[bool, bool]) -> int:
    """Return the number of the rate that serves a contestant on a problem: the best of all that share it."""
    over_problems, over_contestants = shared
    who = "A" if over_contestants else who
    tied = [key for key in curves if key[0] == who and (over_problems or key[1] == problem)]
    return int(np.argmin(sum(np.minimum(curves[key], 1e3) for key in tied)))


def experiment(
    run,
    problems,
    rates,
    choosing,
    reporting,
    *,
    middle=np.median,
    few=lambda seeds: seeds,
    choose=lambda choosing, reporting: choosing,
    report=lambda choosing, reporting: reporting,
    shared=(False, False),
    counts=lambda a, b: decided(a, b) == "A",
    over_all=None,
) -> list[str]:
    """Return the problems on which A is better; each keyword is a piece that an unfair experiment may replace.

    ``shared`` says whether one rate serves all problems, and whether it serves both contestants.
    """
    ask = partial(median_of, run, middle=middle, few=few)
    seeds = choose(choosing, reporting)
    curves = {(who, problem): ask(who, problem, rates, seeds) for who in "AB" for problem in problems}
    seeds = report(choosing, reporting)
    errors = {key: ask(*key, [rates[own_rate(curves, *key, shared)]], seeds)[0] for key in curves}
    a, b = ([errors[who, problem] for problem in problems] for who in "AB")
    if over_all:
        return list(problems) if over_all(np.array(a), np.array(b)) else []
    return [problem for problem, one, other in zip(problems, a, b, strict=True) if counts(one, other)]


def _unfair(id: str, words: str, **pieces) -> Mistake:
    return Mistake(id, words, lambda *given: experiment(*given, **pieces))


MISTAKES = (
    _unfair(
        "one-rate-for-all-problems",
        "One rate serves all problems. A problem whose best rate is another one tells about the rate, not about A "
        "and B.",
        shared=(True, False),
    ),
    _unfair(
        "rate-of-A-for-both",
        "On each problem both run with the rate that is best for A.",
        shared=(False, True),
    ),
    _unfair(
        "one-rate-for-everything",
        "One rate, the best for A over all problems, serves everybody everywhere. Each contestant needs its own on "
        "each problem.",
        shared=(True, True),
    ),
    _unfair(
        "mean-over-the-problems",
        "The mean over the problems decides for all. One problem with large errors outvotes the others, and a claim "
        "about all of them is more than was seen.",
        over_all=lambda a, b: a.mean() < b.mean() - 0.1,
    ),
    _unfair(
        "most-problems-decide",
        "Where A is better on most problems, it says all; else none. Name those on which it is better.",
        over_all=lambda a, b: (a < b - 0.1).mean() > 0.5,
    ),
    _unfair(
        "half-of-the-problems-decide",
        "Where A is better on half of the problems, it says all; else none. Name those on which it is better.",
        over_all=lambda a, b: (a < b - 0.1).mean() >= 0.5,
    ),
    _unfair(
        "all-or-nothing",
        "Where A is not better everywhere it says nowhere. A claim may hold with a scope: name the problems.",
        over_all=lambda a, b: (a < b - 0.1).all(),
    ),
    _unfair(
        "one-example-for-all",
        "Where A is better on one problem it says on all. Name those on which it is better.",
        over_all=lambda a, b: (a < b - 0.1).any(),
    ),
    _unfair(
        "no-worse-called-better",
        "Where the two are alike A is called better. No difference is a result, and none in favour of the claim.",
        counts=lambda a, b: decided(a, b) != "B",
    ),
    _unfair(
        "any-difference-counts",
        "The smaller median wins, however small the difference. Below 0.1 it is none.",
        counts=lambda a, b: a < b,
    ),
    _unfair(
        "any-difference-counts-for-B",
        "It names the problems on which B is better. The claim is about A.",
        counts=lambda a, b: decided(a, b) == "B",
    ),
    _unfair(
        "wherever-they-differ",
        "It names the problems on which the two differ. The claim says that A is the better one.",
        counts=lambda a, b: decided(a, b) != "no difference",
    ),
    _unfair("one-seed", "One or two seeds decide. Take them all.", few=lambda seeds: seeds[:1]),
    _unfair(
        "mean-of-the-runs", "Means over the seeds are compared. One run that diverges spoils them.", middle=np.mean
    ),
    _unfair("best-of-the-runs", "The best run of each is compared. It shows who was lucky once.", middle=np.min),
    _unfair(
        "reported-by-the-choosing-seeds",
        "What is reported comes from the seeds that have chosen the rate. Run again with the others.",
        report=lambda choosing, reporting: choosing,
    ),
    _unfair(
        "chosen-by-the-reporting-seeds",
        "The rate is chosen by the seeds that are reported. Then the report is the best of many tries. Choose with the "
        "choosing seeds.",
        choose=lambda choosing, reporting: reporting,
    ),
    Mistake(
        "stops-at-the-first",
        "It names one problem at most, the first on which A is better. Does it return inside the loop?",
        lambda *given: experiment(*given)[:1],
    ),
)
FACTS = {
    "one large problem": ("large-problem-decides", "In a world where one problem has errors forty times as large"),
    "first seeds": (
        "first-seeds-decide",
        "In a world where on one problem the first two seeds are odd, and on another one two seeds lucky",
    ),
    "diverged runs": ("diverged-runs-decide", "In a world where one run in five diverges (inf)"),
    "luck while choosing": (
        "reported-what-was-chosen-by",
        "In a world where A is lucky with the seeds for choosing, and only with these",
    ),
    "luck in the report": (
        "chosen-by-what-is-reported",
        "In a world where a bad rate of A is lucky with the seeds for the report, and only with these",
    ),
    "rates of problems": ("rates-of-problems-missed", "In a world where each problem has its own best rate"),
    "rates of contestants": ("rates-of-contestants-missed", "In a world where the best rates of A and B are far apart"),
    "plain": ("plain-case-missed", "In a world without any trap"),
}
FACTS = {kind: (id, f"{words}, it names: {{said}}. Right is: {{right}}.") for kind, (id, words) in FACTS.items()}

SCOPE = TrialTask(
    id="12.7",
    title="Where does it hold?",
    misconceptions="a mean over problems; most problems taken for all; one rate for all problems; alike called better",
    answer="holds_on",
    difficulty=4,
    minutes=15,
    section="lesson 12, sections 3 and 4",
    read=as_words,
    form="a list of problems, with their names as they were given",
    facts=FACTS,
    always={NOWHERE: "Is the smaller error the better one, and does it name what it found?"},
    parts=(
        Part("some, all, none", 0.5, some_all_none),
        Part("each its own rates", 0.75, own_rates),
        Part("odd ones", 0.75, odd_ones),
    ),
    mistakes=MISTAKES,
    hints=(
        "It is the comparison of 12.3, once for each problem, without the edge. Write it as a function of a problem.",
        "For each problem: choose the rate of A, and that of B, by the medians of the choosing seeds.",
        "Name the problem if the median of A over the reporting seeds is smaller by more than 0.1.",
    ),
    insight="A verdict has a scope: the problems on which it was seen. A mean over problems has none, and most of them "
    "are not all.",
)
