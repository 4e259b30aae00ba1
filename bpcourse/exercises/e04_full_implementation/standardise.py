"""Task 04.5: standardise without a leak."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, Slip


def _centred(X, mean, deviation, divide):
    """Return what is done with a table: the mean is subtracted, then it is divided."""
    return divide(X - mean, deviation)


def _only_centred_where_zero(centred, deviation):
    return centred / np.where(deviation == 0, 1.0, deviation)


def _standardised(
    X_learn,
    X_test,
    *,
    numbers=lambda X, X_learn, X_test: (X_learn.mean(axis=0), X_learn.std(axis=0)),
    mean=None,
    deviation=None,
    formula=_centred,
    test=None,
    divide=_only_centred_where_zero,
):
    """Return (learn, test); each keyword is a piece that a slip may replace.

    ``numbers`` gets the table X that is being prepared, and both tables, and returns mean and deviation; ``mean`` and
    ``deviation``, if given, stand in place of one of them, ``test`` in place of the formula for the test examples.
    """

    def prepared(X, formula):
        centre, width = numbers(X, X_learn, X_test)
        centre = mean(X, X_learn, X_test) if mean else centre
        width = deviation(X, X_learn, X_test) if deviation else width
        return formula(X, centre, width, divide)

    return prepared(X_learn, formula), prepared(X_test, test or formula)


def _both(X_learn, X_test):
    return np.vstack([X_learn, X_test])


def _of(X, less: int = 0):
    """Return mean and deviation of each column; the deviation divides by m, or by so many less."""
    return X.mean(axis=0), X.std(axis=0) * np.sqrt(np.divide(len(X), len(X) - less))


OWN = "Besides, each table has been prepared with its own."
COUNTED = "Besides, the test has been counted."
SAMPLE = "Besides, the deviation divides by m - 1."
LEAKS = (
    "all examples have been counted. So the test leaks into the training: take this from the learning examples only.",
    "each table has been prepared with its own. The test examples must go through the same formula as the learning "
    "examples, with the same numbers.",
    "this is one number for the whole table. Each column needs its own: axis=0.",
    "this has been taken over the columns of each example. It must be done column by column: axis=0.",
    "this has been taken from the test examples. Take it from the learning examples.",
    "this has been taken from the first example alone.",
    "this is the same for both tables, but from the mean of two, learning and test examples.",
)

NUMBERS = (
    Slip("leak", LEAKS[0], lambda X, a, b: _of(_both(a, b))),
    Slip("each-by-itself", LEAKS[1], lambda X, a, b: _of(X)),
    Slip("one-for-all", LEAKS[2], lambda X, a, b: (a.mean(), a.std())),
    Slip(
        "rows-for-columns",
        LEAKS[3],
        lambda X, a, b: (X.mean(axis=1, keepdims=True), X.std(axis=1, keepdims=True)),
    ),
    Slip("rows-for-columns", LEAKS[3], lambda X, a, b: (a.mean(axis=1), a.std(axis=1))),
    Slip("rows-for-columns", LEAKS[3], lambda X, a, b: (X.mean(axis=1), X.std(axis=1))),
    Slip("from-the-test", LEAKS[4], lambda X, a, b: _of(b)),
    Slip("one-for-all-by-itself", f"{LEAKS[2]} {OWN}", lambda X, a, b: (X.mean(), X.std())),
    Slip("one-for-all-leak", f"{LEAKS[2]} {COUNTED}", lambda X, a, b: (_both(a, b).mean(), _both(a, b).std())),
    Slip("sample-leak", f"{LEAKS[0]} {SAMPLE}", lambda X, a, b: _of(_both(a, b), less=1)),
    Slip("each-by-itself-sample", f"{LEAKS[1]} {SAMPLE}", lambda X, a, b: _of(X, less=1)),
    Slip("first-rows-only", "only the first rows have been counted.", lambda X, a, b: _of(a[: len(b)])),
    Slip(
        "smallest-and-range",
        "smallest entry and range stand where mean and deviation belong.",
        lambda X, a, b: (a.min(axis=0), np.ptp(a, axis=0)),
    ),
    Slip(
        "median-and-quartiles",
        "median and quartiles stand where mean and deviation belong.",
        lambda X, a, b: (np.median(a, axis=0), np.subtract(*np.percentile(a, [75, 25], axis=0))),
    ),
)

MEANS = (
    Slip("leak", LEAKS[0], lambda X, X_learn, X_test: _both(X_learn, X_test).mean(axis=0)),
    Slip("each-by-itself", LEAKS[1], lambda X, X_learn, X_test: X.mean(axis=0)),
    Slip("one-for-all", LEAKS[2], lambda X, X_learn, X_test: X_learn.mean()),
    Slip("rows-for-columns", LEAKS[3], lambda X, X_learn, X_test: X.mean(axis=1, keepdims=True)),
    Slip("from-the-test", LEAKS[4], lambda X, X_learn, X_test: X_test.mean(axis=0)),
    Slip("median", "this is the median, not the mean.", lambda X, X_learn, X_test: np.median(X_learn, axis=0)),
    Slip(
        "smallest-subtracted",
        "the smallest entry has been subtracted. Subtract the mean.",
        lambda X, X_learn, X_test: X_learn.min(axis=0),
    ),
    Slip("one-for-all-by-itself", LEAKS[2], lambda X, X_learn, X_test: X.mean()),
    Slip("one-for-all-leak", f"{LEAKS[2]} {COUNTED}", lambda X, a, b: _both(a, b).mean()),
    Slip(
        "sum-for-mean",
        "this is the sum of the column, not its mean.",
        lambda X, X_learn, X_test: X_learn.sum(axis=0),
    ),
    Slip("first-example", LEAKS[5], lambda X, X_learn, X_test: X_learn[0]),
    Slip(
        "mean-of-two-means",
        LEAKS[6],
        lambda X, X_learn, X_test: (X_learn.mean(axis=0) + X_test.mean(axis=0)) / 2,
    ),
)

DEVIATIONS = (
    Slip("leak", LEAKS[0], lambda X, X_learn, X_test: _both(X_learn, X_test).std(axis=0)),
    Slip("each-by-itself", LEAKS[1], lambda X, X_learn, X_test: X.std(axis=0)),
    Slip("one-for-all", LEAKS[2], lambda X, X_learn, X_test: X_learn.std()),
    Slip("rows-for-columns", LEAKS[3], lambda X, X_learn, X_test: X.std(axis=1, keepdims=True)),
    Slip(
        "variance",
        "this is the variance. The deviation is its root.",
        lambda X, X_learn, X_test: X_learn.var(axis=0),
    ),
    Slip(
        "sample-deviation",
        "this divides by m - 1. Here it is the plain one, which np.std gives by default.",
        lambda X, X_learn, X_test: X_learn.std(axis=0, ddof=1),
    ),
    Slip(
        "range",
        "this is the range, largest minus smallest. Divide by the deviation.",
        lambda X, X_learn, X_test: np.ptp(X_learn, axis=0),
    ),
    Slip(
        "largest-entry",
        "this is the largest entry of a column. Divide by the deviation.",
        lambda X, X_learn, X_test: X_learn.max(axis=0),
    ),
    Slip(
        "largest-size",
        "this is the largest entry of a column, without its sign. Divide by the deviation.",
        lambda X, X_learn, X_test: np.abs(X_learn).max(axis=0),
    ),
    Slip("from-the-test", LEAKS[4], lambda X, X_learn, X_test: X_test.std(axis=0)),
    Slip(
        "sample-leak",
        f"{LEAKS[0]} {SAMPLE}",
        lambda X, X_learn, X_test: _both(X_learn, X_test).std(axis=0, ddof=1),
    ),
    Slip(
        "mean-distance",
        "this is the mean distance from the mean. The deviation is the root of the mean square.",
        lambda X, X_learn, X_test: np.abs(X_learn - X_learn.mean(axis=0)).mean(axis=0),
    ),
    Slip(
        "not-from-the-mean",
        "this is the root of the mean of x². The deviation is taken from the mean.",
        lambda X, X_learn, X_test: np.sqrt((X_learn**2).mean(axis=0)),
    ),
    Slip(
        "length-of-column",
        "this is the length of the column, the root of the sum of x². Divide by the deviation.",
        lambda X, X_learn, X_test: np.sqrt((X_learn**2).sum(axis=0)),
    ),
    Slip(
        "sum-of-squares",
        "the mean is missing in the deviation: this is the root of the sum of (x - mean)².",
        lambda X, X_learn, X_test: X_learn.std(axis=0) * np.sqrt(len(X_learn)),
    ),
    Slip(
        "mean-for-deviation",
        "the mean stands where the deviation belongs.",
        lambda X, X_learn, X_test: X_learn.mean(axis=0),
    ),
    Slip(
        "root-twice",
        "the root has been taken of the deviation, which is a root already.",
        lambda X, X_learn, X_test: np.sqrt(X_learn.std(axis=0)),
    ),
    Slip("twice-the-deviation", "this is twice the deviation.", lambda X, X_learn, X_test: 2 * X_learn.std(axis=0)),
    Slip(
        "quartiles",
        "this is the distance between the quartiles. Divide by the deviation.",
        lambda X, X_learn, X_test: np.subtract(*np.percentile(X_learn, [75, 25], axis=0)),
    ),
    Slip("one-for-all-leak", f"{LEAKS[2]} {COUNTED}", lambda X, a, b: _both(a, b).std()),
    Slip("one-for-all-by-itself", LEAKS[2], lambda X, X_learn, X_test: X.std()),
)

FORMULAS = (
    Slip(
        "untouched",
        "these have been left as they are. The network would meet areas near 130 where it knows numbers near 1.",
        lambda X, mean, deviation, divide: X,
    ),
    Slip(
        "not-centred",
        "it has been divided by the deviation, but the mean has not been subtracted.",
        lambda X, mean, deviation, divide: divide(X, deviation),
    ),
    Slip(
        "not-scaled",
        "the mean has been subtracted, but nothing is divided by the deviation.",
        lambda X, mean, deviation, divide: X - mean,
    ),
    Slip(
        "brackets-missing",
        "only the mean has been divided: write (X - mean) / deviation, with brackets.",
        lambda X, mean, deviation, divide: X - divide(mean, deviation),
    ),
    Slip(
        "divided-first",
        "it has been divided first, and the whole mean subtracted afterwards: (X - mean) / deviation.",
        lambda X, mean, deviation, divide: divide(X, deviation) - mean,
    ),
    Slip(
        "mean-added",
        "the mean has been added. Subtract it.",
        lambda X, mean, deviation, divide: divide(X + mean, deviation),
    ),
    Slip(
        "multiplied",
        "it has been multiplied by the deviation. Divide.",
        lambda X, mean, deviation, divide: (X - mean) * deviation,
    ),
    Slip(
        "multiplied",
        "it has been multiplied by the deviation. Divide.",
        lambda X, mean, deviation, divide: (X - mean) * np.where(deviation == 0, 1.0, deviation),
    ),
    Slip(
        "signs-turned",
        "mean - X has the wrong sign.",
        lambda X, mean, deviation, divide: divide(mean - X, deviation),
    ),
    Slip(
        "between-minus-one-and-one",
        "this lies between -1 and 1, by smallest and largest entry. Subtract the mean, divide by the deviation.",
        lambda X, mean, deviation, divide: 2 * divide(X - mean, deviation) - 1,
    ),
    Slip(
        "deviation-added",
        "mean and deviation have both been subtracted. Divide by the deviation.",
        lambda X, mean, deviation, divide: X - mean - deviation,
    ),
    Slip(
        "squashed",
        "the sigmoid has been applied to what is ready. Only subtract and divide.",
        lambda X, mean, deviation, divide: 1 / (1 + np.exp(-divide(X - mean, deviation))),
    ),
    Slip(
        "absolute",
        "the sign of the distance from the mean has been lost.",
        lambda X, mean, deviation, divide: divide(np.abs(X - mean), deviation),
    ),
    Slip(
        "done-twice",
        "it has been done twice: numbers that are standardised already have been standardised again.",
        lambda X, mean, deviation, divide: divide(divide(X - mean, deviation) - mean, deviation),
    ),
)


def _tiny(limit: str) -> list[Slip]:
    """Return the slips of a tiny number in the divisor: added to it, under its root, as its least value."""
    number = float(np.finfo(float).eps) if limit == "eps" else float(limit)
    words = (
        f"A column that never changes has been divided by a tiny number ({limit}, or its root), which makes the test "
        "examples huge. Only centre it."
    )
    return [
        Slip("tiny-divisor", words, lambda centred, deviation: centred / (deviation + number)),
        Slip("tiny-divisor", words, lambda centred, deviation: centred / np.sqrt(deviation**2 + number)),
        Slip("tiny-divisor", words, lambda centred, deviation: centred / np.maximum(deviation, number)),
    ]


TINY = ("1e-8", "1e-7", "1e-10", "1e-12", "eps", "1e-6", "1e-5", "1e-9", "1e-15", "1e-16", "1e-3", "1e-4", "1e-20")

DIVISIONS = (
    Slip(
        "divided-by-zero",
        "columns that never change have deviation 0. Only centre them.",
        lambda centred, deviation: centred / deviation,
    ),
    *(slip for limit in TINY for slip in _tiny(limit)),
    Slip(
        "nan-replaced",
        "columns that never change have been divided by 0, and what came of it has been replaced. Only centre them.",
        lambda centred, deviation: np.nan_to_num(centred / deviation),
    ),
    Slip(
        "constant-column-zero",
        "columns that never change have been set to 0, in the test too. Only centre them.",
        lambda centred, deviation: np.where(deviation == 0, 0.0, centred / deviation),
    ),
    Slip(
        "infinities-replaced",
        "columns that never change have been divided by 0, and nan and infinity have been replaced by 0. Only "
        "centre them.",
        lambda centred, deviation: np.nan_to_num(centred / deviation, posinf=0.0, neginf=0.0),
    ),
    Slip(
        "one-added-everywhere",
        "1 has been added to every deviation, to avoid the 0. Only a column that never changes needs it.",
        lambda centred, deviation: centred / (deviation + 1),
    ),
    *(
        Slip(
            "small-deviations-too",
            f"columns with a deviation below {limit:g} have not been divided. Only a deviation of 0 is left out.",
            lambda centred, deviation, limit=limit: centred / np.where(deviation < limit, 1.0, deviation),
        )
        for limit in (0.5, 1.0, 2.0, 0.1, 0.05)
    ),
    Slip(
        "deviation-at-least-1",
        "deviations below 1 have been replaced by 1. Only one of 0 is.",
        lambda centred, deviation: centred / np.maximum(deviation, 1.0),
    ),
    Slip(
        "column-dropped",
        "columns that never change have been taken out. They stay, centred.",
        lambda centred, deviation: (centred / deviation)[:, deviation > 0],
    ),
    Slip(
        "not-scaled-at-all",
        "because one column never changes, no column is divided. Look at each by itself.",
        lambda centred, deviation: centred if (deviation == 0).any() else centred / deviation,
    ),
)


def _constant_untouched(X_learn, X_test):
    constant = X_learn.std(axis=0) == 0
    tables = zip(_standardised(X_learn, X_test), (X_learn, X_test), strict=True)
    return tuple(np.where(constant, X, prepared) for prepared, X in tables)


def _constant_becomes(learn, test):
    """Return tables in which a column that never changes holds what these functions make of it and its mean."""

    def made(X_learn, X_test):
        constant, mean = X_learn.std(axis=0) == 0, X_learn.mean(axis=0)
        ready = _standardised(X_learn, X_test)
        tables = ((learn, X_learn, ready[0]), (test, X_test, ready[1]))
        return tuple(np.where(constant, how(X, mean), prepared) for how, X, prepared in tables)

    return made


def _draw_table(m_test: int, constant: bool = False):
    def draw(rng):
        centre, width = np.array([130.0, 0.4, 9.0, -40.0]), np.array([50.0, 0.03, 5.0, 7.0])
        X_learn = centre + width * rng.normal(size=(11, 4))
        X_test = centre + width * rng.normal(0.5, 1.5, (m_test, 4))
        if constant:
            X_learn[:, 2] = 4.0
        return X_learn, X_test

    return draw


STANDARDISE = FunctionTask(
    id="04.5",
    title="Standardise without a leak",
    misconceptions="the test standardised by itself, or both together",
    answer="standardised",
    difficulty=2,
    minutes=10,
    section="lesson 4, section 12",
    names=("learn", "test"),
    oracle=_standardised,
    sites=(
        Site("numbers", NUMBERS),
        Site("mean", MEANS, "the mean", called="the mean"),
        Site("deviation", DEVIATIONS, "the deviation", called="the deviation"),
        Site("formula", FORMULAS),
        Site("test", FORMULAS, "the test examples"),
        Site("divide", DIVISIONS),
    ),
    in_pairs=15,
    called={
        "formula": "the standardised table",
    },
    parts=(
        Part("four columns", 1.0, _draw_table(6)),
        Part("a single test example", 0.5, _draw_table(1), telling=False),
        Part("a column that never changes", 0.5, _draw_table(6, constant=True)),
    ),
    mistakes=(
        Mistake(
            "constant-column-untouched",
            "A column that never changes has been left as it is. Subtract its mean, in both tables.",
            _constant_untouched,
        ),
        Mistake(
            "constant-column-emptied-first",
            "A column that never changes has been set to 0, and then its mean has been subtracted as well, so "
            "that minus "
            "the mean is left. Only subtract the mean.",
            _constant_becomes(lambda X, mean: 0 * X - mean, lambda X, mean: 0 * X - mean),
        ),
        Mistake(
            "constant-column-emptied-in-learning",
            "A column that never changes has been set to 0 in the learning examples before its mean was subtracted. "
            "Only subtract the mean.",
            _constant_becomes(lambda X, mean: 0 * X - mean, lambda X, mean: X - mean),
        ),
        Mistake(
            "constant-column-of-the-test-untouched",
            "A column that never changes has been left as it is in the test. Subtract the mean there, too.",
            _constant_becomes(lambda X, mean: X - mean, lambda X, mean: X),
        ),
        Mistake(
            "constant-column-divided-by-mean",
            "A column that never changes has been divided by its mean in place of its deviation. Only centre it.",
            _constant_becomes(lambda X, mean: (X - mean) / mean, lambda X, mean: (X - mean) / mean),
        ),
        Mistake(
            "constant-column-one",
            "A column that never changes holds ones now: it has been divided by itself. Only centre it.",
            _constant_becomes(lambda X, mean: X / mean, lambda X, mean: X / mean),
        ),
        Mistake(
            "constant-column-with-deviation-of-the-test",
            "A column that never changes has been divided by the deviation of the test. Only centre it: the test must "
            "not be looked at.",
            lambda a, b: tuple(
                np.where(a.std(axis=0) == 0, x / np.where(a.std(axis=0) == 0, b.std(axis=0), 1), x)
                for x in _standardised(a, b)
            ),
        ),
    ),
    hints=(
        "Two numbers for each column, taken from X_learn. Then the same formula for both tables.",
        "mean = X_learn.mean(axis=0), deviation = X_learn.std(axis=0).",
        "deviation[deviation == 0] = 1 leaves a column that never changes centred only.",
    ),
    insight=(
        "In lesson 4, section 16, standardising with the test changed next to nothing; choosing columns of noise with "
        "it lifted the accuracy from about 52 to about 84 %."
    ),
)
