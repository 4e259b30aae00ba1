"""Tasks 04.5 and 04.6: standardise; dropout."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks import FunctionTask, Mistake, Part

# --- 04.5 standardise


def _standardised(X_learn, X_test, source=None, centre=True, scale=None):
    """Return both, prepared with the mean and deviation of ``source``; each option makes a mistake."""
    source = X_learn if source is None else source
    mean = source.mean(axis=0) if centre else 0.0
    deviation = source.std(axis=0) if scale is None else scale(source)
    deviation = np.where(deviation == 0, 1.0, deviation)
    return (X_learn - mean) / deviation, (X_test - mean) / deviation


def _leak_of_mean(X_learn, X_test):
    mean, deviation = np.vstack([X_learn, X_test]).mean(axis=0), X_learn.std(axis=0)
    deviation = np.where(deviation == 0, 1.0, deviation)
    return (X_learn - mean) / deviation, (X_test - mean) / deviation


def _unguarded(deviation_of):
    """Return the usual formula with a divisor that is not looked at."""
    return lambda X_learn, X_test: tuple((X - X_learn.mean(axis=0)) / deviation_of(X_learn) for X in (X_learn, X_test))


def _by_row(X):
    return (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)


def _draw_table(m_test: int, constant: bool = False):
    def draw(rng):
        centre, width = np.array([130.0, 3.0, 9.0, -40.0]), np.array([50.0, 1.2, 5.0, 7.0])
        X_learn = centre + width * rng.normal(size=(11, 4))
        X_test = centre + width * rng.normal(0.5, 1.5, (m_test, 4))
        if constant:
            X_learn[:, 2] = 4.0
        return X_learn, X_test

    return draw


STANDARDISE = FunctionTask(
    id="04.5",
    title="Standardise without a leak",
    answer="standardised",
    difficulty=2,
    minutes=10,
    section="lesson 4, section 12",
    names=("learn", "test"),
    oracle=_standardised,
    parts=(
        Part("four columns", 1.0, _draw_table(6)),
        Part("a single test example", 0.5, _draw_table(1)),
        Part("a column that never changes", 0.5, _draw_table(6, constant=True)),
    ),
    mistakes=(
        Mistake(
            "leak",
            "Mean and deviation are those of all examples. So the test leaks into the training: take them from the "
            "learning examples only.",
            lambda X_learn, X_test: _standardised(X_learn, X_test, np.vstack([X_learn, X_test])),
        ),
        Mistake(
            "leak-of-mean", "The mean is that of all examples. Take it from the learning examples only.", _leak_of_mean
        ),
        Mistake(
            "test-by-itself",
            "The test examples have been standardised by themselves. They must go through the same formula as the "
            "learning examples, with the same numbers.",
            lambda X_learn, X_test: (_standardised(X_learn, X_test)[0], _standardised(X_test, X_test)[0]),
        ),
        Mistake(
            "test-untouched",
            "The test examples have been left as they are. The network would meet areas near 130 where it knows "
            "numbers near 1.",
            lambda X_learn, X_test: (_standardised(X_learn, X_test)[0], X_test),
        ),
        Mistake(
            "test-not-centred",
            "The mean has not been subtracted from the test examples.",
            lambda X_learn, X_test: (
                _standardised(X_learn, X_test)[0],
                _standardised(X_learn, X_test, centre=False)[1],
            ),
        ),
        Mistake(
            "one-scale-for-all",
            "One mean and one deviation have been taken for the whole table. Each column needs its own: axis=0.",
            lambda X_learn, X_test: tuple((X - X_learn.mean()) / X_learn.std() for X in (X_learn, X_test)),
        ),
        Mistake(
            "rows-for-columns",
            "Each example has been standardised by itself, over its columns. It must be done column by column: axis=0.",
            lambda X_learn, X_test: (_by_row(X_learn), _by_row(X_test)),
        ),
        Mistake(
            "not-scaled",
            "The mean has been subtracted, but nothing is divided by the deviation.",
            lambda X_learn, X_test: _standardised(X_learn, X_test, scale=lambda X: np.ones(X.shape[1])),
        ),
        Mistake(
            "not-centred",
            "It has been divided by the deviation, but the mean has not been subtracted.",
            lambda X_learn, X_test: _standardised(X_learn, X_test, centre=False),
        ),
        Mistake(
            "variance",
            "It has been divided by the variance. The deviation is its root.",
            lambda X_learn, X_test: _standardised(X_learn, X_test, scale=lambda X: X.var(axis=0)),
        ),
        Mistake(
            "sample-deviation",
            "This deviation divides by m - 1. Here it is the plain one, which np.std gives by default.",
            lambda X_learn, X_test: _standardised(X_learn, X_test, scale=lambda X: X.std(axis=0, ddof=1)),
        ),
        Mistake(
            "range",
            "It has been divided by the range, largest minus smallest. Divide by the deviation.",
            lambda X_learn, X_test: _standardised(X_learn, X_test, scale=lambda X: np.ptp(X, axis=0)),
        ),
        Mistake(
            "tiny-divisor",
            "A column that never changes has been divided by a tiny number, which makes the test examples huge. Only "
            "centre it.",
            _unguarded(lambda X: X.std(axis=0) + 1e-8),
        ),
        Mistake(
            "divided-by-zero",
            "A column that never changes has deviation 0. Only centre it.",
            _unguarded(lambda X: X.std(axis=0)),
        ),
    ),
    hints=(
        "Two numbers for each column, taken from X_learn. Then the same formula for both tables.",
        "mean = X_learn.mean(axis=0), deviation = X_learn.std(axis=0).",
        "deviation[deviation == 0] = 1 leaves a column that never changes centred only.",
    ),
)


# --- 04.6 dropout


def _dropout(A, grad, draws, p, mask=None, scale=None, back=None):
    """Return (A, grad) after dropout; ``mask``, ``scale`` and ``back`` each replace a piece, to make a mistake."""
    factor = (draws >= p if mask is None else mask) * (1 / (1 - p) if scale is None else scale)
    return A * factor, grad * factor if back is None else back


def _draw_dropout(m: int, low: float, high: float):
    def draw(rng):
        p = float(rng.uniform(low, high))
        draws = rng.random((m, 8))
        draws[0] = rng.permutation([p / 2, p / 3, p / 4, p + (1 - p) / 4, p + (1 - p) / 3, *rng.random(3)])
        return np.tanh(rng.normal(size=(m, 8))), rng.normal(size=(m, 8)), draws, p

    return draw


DROPOUT = FunctionTask(
    id="04.6",
    title="Dropout, forwards and back",
    answer="dropout",
    difficulty=3,
    minutes=15,
    section="lesson 4, section 13",
    names=("dropped", "grad_A"),
    oracle=_dropout,
    parts=(
        Part("one example", 0.5, _draw_dropout(1, 0.2, 0.4)),
        Part("a batch, few units silenced", 1.0, _draw_dropout(6, 0.2, 0.4)),
        Part("a batch, most units silenced", 1.0, _draw_dropout(6, 0.6, 0.8)),
    ),
    mistakes=(
        Mistake(
            "not-masked-back",
            "Forwards it is right. Backwards a silenced unit must get no gradient: the same mask, the same scale.",
            lambda A, grad, draws, p: _dropout(A, grad, draws, p, back=grad),
        ),
        Mistake(
            "not-scaled-back",
            "Forwards it is right. Backwards the scale 1/(1 - p) is missing.",
            lambda A, grad, draws, p: _dropout(A, grad, draws, p, back=grad * (draws >= p)),
        ),
        Mistake(
            "scaled-back-only",
            "Forwards it is right. Backwards there is the scale but no mask.",
            lambda A, grad, draws, p: _dropout(A, grad, draws, p, back=grad / (1 - p)),
        ),
        Mistake(
            "times-activation",
            "Backwards the gradient has been multiplied by the activations. The slope of a · factor is the factor.",
            lambda A, grad, draws, p: _dropout(A, grad, draws, p, back=grad * A * (draws >= p) / (1 - p)),
        ),
        Mistake(
            "mask-from-sign",
            "Backwards only units with a positive activation get a gradient. An activation may be negative and alive.",
            lambda A, grad, draws, p: _dropout(A, grad, draws, p, back=grad * ((A > 0) & (draws >= p)) / (1 - p)),
        ),
        Mistake(
            "silences-the-others",
            "The wrong units are silenced: those with draws < p must go, the others stay.",
            lambda A, grad, draws, p: _dropout(A, grad, draws, p, mask=draws < p),
        ),
        Mistake(
            "p-means-keep",
            "p has been taken as the probability to keep a unit. Here it is the probability to silence it.",
            lambda A, grad, draws, p: _dropout(A, grad, draws, p, mask=draws < p, scale=1 / p),
        ),
        Mistake(
            "not-scaled",
            "The units that stay are not scaled. Without 1/(1 - p) the next layer gets less in training than in use.",
            lambda A, grad, draws, p: _dropout(A, grad, draws, p, scale=1.0),
        ),
        Mistake(
            "divided-by-p",
            "The units that stay are divided by p. A fraction 1 - p of them stays: divide by 1 - p.",
            lambda A, grad, draws, p: _dropout(A, grad, draws, p, scale=1 / p),
        ),
        Mistake(
            "scaled-down",
            "The units that stay are multiplied by 1 - p. They must make up for those that are silent: divide.",
            lambda A, grad, draws, p: _dropout(A, grad, draws, p, scale=1 - p),
        ),
        Mistake(
            "scaled-by-count",
            "The scale is taken from how many units happen to stay. It is 1/(1 - p), whatever the draw.",
            lambda A, grad, draws, p: _dropout(A, grad, draws, p, scale=1 / max((draws >= p).mean(), 1e-9)),
        ),
        Mistake(
            "mask-of-first-example",
            "All examples have got the mask of the first. Each example has its own.",
            lambda A, grad, draws, p: _dropout(A, grad, draws, p, mask=np.broadcast_to(draws[0] >= p, draws.shape)),
        ),
    ),
    hints=(
        "Make one array of factors from draws and p: 0 for a silenced unit, 1/(1 - p) for the others.",
        "Forwards: A times the factors. By the chain rule the gradient is multiplied by the same factors.",
        "factors = (draws >= p) / (1 - p).",
    ),
)
