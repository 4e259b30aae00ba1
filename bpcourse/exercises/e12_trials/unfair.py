"""Comparisons of two contestants that are unfair: the mistakes of task 12.3.

A comparison is put together from pieces; an unfair one has another piece in the place of one of them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bpcourse.exercises.e12_trials.worlds import COUNTS
from bpcourse.tasks import Mistake


def finite(errors) -> np.ndarray:
    """Return errors in which inf stands for nan: a run that diverged."""
    errors = np.asarray(errors, float)
    return np.where(np.isnan(errors), np.inf, errors)


def as_they_are(errors) -> np.ndarray:
    """Return errors with their nan."""
    return np.asarray(errors, float)


def left_out(errors) -> np.ndarray:
    """Return errors without runs that diverged, inf if there are no others."""
    errors = np.asarray(errors, float)
    kept = errors[np.isfinite(errors)]
    return kept if kept.size else np.array([np.inf])


def table(run: Callable, who: str, rates, seeds, of: int, middle: Callable, cleaned: Callable) -> list[float]:
    """Return for each rate the middle of the errors, of validation (0) or of the test (1)."""
    return [float(middle(cleaned([run(who, rate, seed)[of] for seed in seeds]))) for rate in rates]


def own(tables: dict[str, list[float]]) -> dict[str, int]:
    """Return for each contestant the number of its own best rate."""
    return {who: int(np.argmin(errors)) for who, errors in tables.items()}


def of_a(tables: dict) -> dict[str, int]:
    """Return the best rate of A for both."""
    return dict.fromkeys("AB", own(tables)["A"])


def of_b(tables: dict) -> dict[str, int]:
    """Return the best rate of B for both."""
    return dict.fromkeys("AB", own(tables)["B"])


def in_the_middle(tables: dict) -> dict[str, int]:
    """Return the rate in the middle of the grid for both."""
    return dict.fromkeys("AB", len(tables["A"]) // 2)


def best_for_the_sum(tables: dict) -> dict[str, int]:
    """Return the rate at which the two are best together."""
    return dict.fromkeys("AB", int(np.argmin(np.add(tables["A"], tables["B"]))))


def decided(a: float, b: float) -> str:
    """Return the verdict of two numbers, of which the smaller one is better."""
    if a < b - COUNTS:
        return "A"
    return "B" if b < a - COUNTS else "no difference"


def comparison(
    run,
    rates,
    choosing,
    reporting,
    *,
    cleaned=finite,
    middle=np.median,
    final=None,
    by=0,
    of=1,
    chosen=own,
    choose=lambda choosing, reporting: choosing,
    report=lambda choosing, reporting: reporting,
    edge=lambda i, rates: i in (0, len(rates) - 1),
    seen=any,
    verdict=decided,
) -> str:
    """Return the verdict; each keyword is a piece that an unfair comparison may replace."""
    seeds = choose(choosing, reporting)
    at = chosen({who: table(run, who, rates, seeds, by, middle, cleaned) for who in "AB"})
    if seen(edge(i, rates) for i in at.values()):
        return "widen the rates"
    seeds = report(choosing, reporting)
    a, b = (table(run, who, [rates[at[who]]], seeds, of, final or middle, cleaned)[0] for who in "AB")
    return verdict(a, b)


def _unfair(id: str, words: str, **pieces) -> Mistake:
    return Mistake(id, words, lambda *given: comparison(*given, **pieces))


def _exact(a: float, b: float) -> str:
    return "A" if a < b else "B"


def _median_of_numbers(errors: np.ndarray) -> float:
    kept = errors[~np.isnan(errors)]
    return float(np.median(kept)) if kept.size else np.nan


def _mean_of_numbers(errors: np.ndarray) -> float:
    kept = errors[~np.isnan(errors)]
    return float(kept.mean()) if kept.size else np.nan


def _never(_i, _rates) -> bool:
    return False


def _merely_finite(tables: dict) -> dict[str, int]:
    return {who: int(np.argmax(np.where(np.isfinite(errors), errors, -np.inf))) for who, errors in tables.items()}


OWN = "Each contestant needs the rate that is best for it."
MISTAKES = (
    _unfair("rate-of-A-for-both", f"Both run with the rate that is best for A. {OWN}", chosen=of_a),
    _unfair("rate-of-B-for-both", f"Both run with the rate that is best for B. {OWN}", chosen=of_b),
    _unfair("one-fixed-rate", f"Both run with the rate in the middle of the grid. {OWN}", chosen=in_the_middle),
    _unfair(
        "one-rate-for-both",
        f"Both run with one rate, the best for the two together. {OWN}",
        chosen=best_for_the_sum,
    ),
    _unfair(
        "mean-of-the-runs",
        "Means are compared. One run that diverges makes a mean infinite, whatever the others did. Take medians.",
        middle=np.mean,
    ),
    _unfair(
        "best-of-the-runs",
        "The best run of each is compared. It shows who was lucky once. Take medians.",
        middle=np.min,
    ),
    _unfair(
        "mean-reported",
        "The rates are chosen by medians, but means are reported. One run that diverges makes a mean infinite.",
        final=np.mean,
    ),
    _unfair(
        "best-run-reported",
        "The rates are chosen by medians, but the best run is reported. It shows who was lucky once.",
        final=np.min,
    ),
    _unfair(
        "best-run-chooses",
        "Medians are reported, but the rate is the one with the best single run. That run may have been lucky. Take "
        "medians there, too.",
        middle=np.min,
        final=np.median,
    ),
    _unfair(
        "worst-of-the-runs",
        "The worst run of each is compared. It shows who was unlucky once. Take medians.",
        middle=np.max,
    ),
    _unfair(
        "diverged-runs-left-out",
        "Runs that diverged are left out. They are bad runs: without them a contestant looks the better the more of "
        "its runs fail. Count them as inf.",
        cleaned=left_out,
    ),
    _unfair(
        "nan-makes-B",
        "A run that gives nan gets off lightly: compared as it is, or taken for 0. np.argmin takes either for the "
        "smallest, and comparisons with nan are False. Make inf of nan first.",
        cleaned=as_they_are,
        verdict=lambda a, b: "B" if np.isnan(a - b) else decided(a, b),
    ),
    _unfair(
        "nan-skipped",
        "A run that gives nan gets off lightly: left out, as by np.nanmedian, compared as it is, or taken for 0. A run "
        "that diverged is a bad run: make inf of nan, and take np.median.",
        cleaned=as_they_are,
        middle=_median_of_numbers,
    ),
    _unfair(
        "means-without-nan",
        "Means are compared, and runs that diverged are left out of them, as np.nanmean does. Make inf of nan, and "
        "take np.median.",
        cleaned=as_they_are,
        middle=_mean_of_numbers,
    ),
    _unfair(
        "nan-compared",
        "It compares with nan. np.argmin takes nan for the smallest, and every comparison with nan is False. Make inf "
        "of it first.",
        cleaned=as_they_are,
    ),
    _unfair(
        "reported-by-the-choosing-seeds",
        "What is reported comes from the seeds that have chosen the rate. By those seeds a lucky contestant was lucky "
        "twice. Run the chosen rate again, with the reporting seeds.",
        report=lambda choosing, reporting: choosing,
    ),
    _unfair(
        "chosen-by-the-reporting-seeds",
        "The rate is chosen by the seeds that are reported. Then the report is the best of many tries. Choose with the "
        "choosing seeds.",
        choose=lambda choosing, reporting: reporting,
    ),
    _unfair(
        "lists-exchanged",
        "The two lists of seeds have changed places.",
        choose=lambda choosing, reporting: reporting,
        report=lambda choosing, reporting: choosing,
    ),
    _unfair(
        "test-seen",
        "The rate is chosen by test errors. What has been used to choose is no test any more. Choose by validation.",
        by=1,
    ),
    _unfair(
        "validation-reported", "Validation errors are reported. They have helped to choose: report the test.", of=0
    ),
    _unfair(
        "validation-and-test-exchanged",
        "Validation and test have changed places: run returns (validation, test).",
        by=1,
        of=0,
    ),
    _unfair(
        "edge-ignored",
        "The best rate may be the first or the last of the grid. Then a better one may lie outside, and there is no "
        'verdict on the contestants yet: "widen the rates".',
        edge=_never,
    ),
    _unfair(
        "edge-of-both-asked",
        "It widens the rates only where both contestants have their best rate at an edge. One is enough: a better rate "
        "of that one may lie outside.",
        seen=all,
    ),
    _unfair(
        "edge-of-A-only",
        "Only the rate of A is asked whether it lies at an edge. That of B may, too.",
        seen=next,
    ),
    _unfair(
        "edge-of-B-only",
        "Only the rate of B is asked whether it lies at an edge. That of A may, too.",
        seen=lambda edges: [*edges][-1],
    ),
    _unfair(
        "lower-edge-ignored",
        "Only the upper edge of the grid is looked at. The best rate may be the first one, too.",
        edge=lambda i, rates: i == len(rates) - 1,
    ),
    _unfair(
        "upper-edge-ignored",
        "Only the lower edge of the grid is looked at. The best rate may be the last one, too.",
        edge=lambda i, rates: i == 0,
    ),
    _unfair(
        "edge-too-wide",
        "The second rate and the last but one are no edges: there is a worse rate on either side of them.",
        edge=lambda i, rates: i < 2 or i > len(rates) - 3,
    ),
    _unfair(
        "no-difference-never-said",
        "The smaller median wins, however small the difference. Below 0.1 it is no difference: this was agreed before.",
        verdict=_exact,
    ),
    _unfair(
        "larger-is-taken-for-better",
        "The contestant with the larger error is called the better one.",
        verdict=lambda a, b: decided(b, a),
    ),
    _unfair(
        "worst-rate-chosen",
        "The rate with the largest error is chosen. It is an error: the smallest is the best.",
        chosen=_merely_finite,
    ),
)
"""Unfair comparisons, the likeliest first."""
