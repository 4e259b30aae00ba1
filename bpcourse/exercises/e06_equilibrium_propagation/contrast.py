"""Task 06.4: the contrast."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e06_equilibrium_propagation.networks import states
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.words import Scale


def _contrast(free, plus, minus, beta, product=None, change=None, divide=None, m=None, second=None) -> tuple:
    """Return (grad_W, grad_b); each option replaces a piece.

    ``product(plus, other, l)`` and ``change(plus, other, l)`` are the differences of the products and of the states.
    """
    other = second(free, plus, minus) if second else free if minus is None else minus
    product = product or (lambda s, t, l: s[l].T @ s[l - 1] - t[l].T @ t[l - 1])
    change = change or (lambda s, t, l: s[l].sum(axis=0) - t[l].sum(axis=0))
    factor = -1 / (divide or _distance)(beta, minus) / (m or len)(free[0])
    layers = range(1, len(free))
    grad_W = [None, *(factor * product(plus, other, l) for l in layers)]
    return grad_W, [None, *(factor * change(plus, other, l) for l in layers)]


def _distance(beta, minus) -> float:
    return beta if minus is None else 2 * beta


def _contrasted(**pieces):
    return lambda free, plus, minus, beta: _contrast(free, plus, minus, beta, **pieces)


def _turned(W: int, b: int):
    """Return the contrast with the signs of weights and biases multiplied."""

    def made(free, plus, minus, beta):
        grad_W, grad_b = _contrast(free, plus, minus, beta)
        return [None, *(W * g for g in grad_W[1:])], [None, *(b * g for g in grad_b[1:])]

    return made


def _mean_products(s, t, l):
    def mean(s):
        return len(s[0]) * np.outer(s[l].mean(axis=0), s[l - 1].mean(axis=0))

    return mean(s) - mean(t)


def _bias_not_divided(free, plus, minus, beta):
    grad_W, grad_b = _contrast(free, plus, minus, beta)
    return grad_W, [None, *(g * _distance(beta, minus) for g in grad_b[1:])]


def _bias_summed(free, plus, minus, beta):
    grad_W, grad_b = _contrast(free, plus, minus, beta)
    return grad_W, [None, *(g * len(free[0]) for g in grad_b[1:])]


def _twice_where_symmetric(free, plus, minus, beta):
    return _contrast(free, plus, minus, beta, divide=lambda beta, minus: beta)


def _draw_phases(m: int, *sizes: int, symmetric: bool, away: bool = False):
    def draw(rng):
        free = states(rng, m, *sizes)
        plus, minus = ([free[0], *(np.clip(s + rng.normal(0, 0.1, s.shape), 0, 1) for s in free[1:])] for _ in range(2))
        beta = float(rng.uniform(0.2, 0.45) * (-1 if away else 1))
        return free, plus, minus if symmetric else None, beta

    return draw


CONTRAST = FunctionTask(
    id="06.4",
    title="The contrast of two states",
    answer="ep_gradient",
    difficulty=3,
    minutes=20,
    section="lesson 6a, sections 6 and 8",
    names=("grad_W", "grad_b"),
    oracle=_contrast,
    scales=lambda free, plus, minus, beta: (
        Scale(len(free[0]), "batch-size", f"m = {len(free[0])}, the batch size"),
        Scale(abs(beta), "beta", f"β = {abs(beta):.3g}"),
    ),
    parts=(
        Part("one-sided", 1.0, _draw_phases(7, 4, 6, 3, symmetric=False)),
        Part("symmetric", 1.0, _draw_phases(7, 4, 6, 5, 3, symmetric=True)),
        Part("one-sided, pushed away", 0.5, _draw_phases(8, 4, 5, 3, symmetric=False, away=True)),
        Part("symmetric, layers of equal size", 0.5, _draw_phases(9, 5, 5, 5, symmetric=True)),
    ),
    mistakes=(
        Mistake(
            "weights-ascend",
            "The sign of grad_W is wrong, that of grad_b is right. ∂E/∂W = -s sᵀ has a minus.",
            _turned(-1, 1),
        ),
        Mistake(
            "biases-ascend",
            "The sign of grad_b is wrong, that of grad_W is right. ∂E/∂b = -s has a minus.",
            _turned(1, -1),
        ),
        Mistake(
            "size-of-beta",
            "The sign of β has been dropped. With β < 0 the states have moved away from the target; dividing by a "
            "negative β puts that right.",
            _contrasted(divide=lambda beta, minus: abs(_distance(beta, minus))),
        ),
        Mistake(
            "ascent",
            "All signs are wrong: this is what a step of learning adds to the parameters, Hebb for the pulled states "
            "and anti-Hebb for the others. Asked for is ∂J/∂θ, which a step subtracts.",
            _turned(-1, -1),
        ),
        Mistake(
            "sum-of-the-phases",
            "The two phases are added. It is the difference that knows about the target: one state learns, the other "
            "one unlearns.",
            _contrasted(
                product=lambda s, t, l: s[l].T @ s[l - 1] + t[l].T @ t[l - 1],
                change=lambda s, t, l: s[l].sum(axis=0) + t[l].sum(axis=0),
            ),
        ),
        Mistake(
            "one-phase-only",
            "Only the pulled states are there. Without the other phase subtracted, every weight between active units "
            "grows, whatever the target.",
            _contrasted(product=lambda s, t, l: s[l].T @ s[l - 1], change=lambda s, t, l: s[l].sum(axis=0)),
        ),
        Mistake(
            "bias-not-divided",
            "grad_b has not been divided by β (or 2β). It is a slope with respect to β like grad_W.",
            _bias_not_divided,
        ),
        Mistake(
            "beta-missing",
            "The difference is not divided by β. Without the 1/β a small pull gives a small step, and one with β < 0 "
            "goes uphill.",
            _contrasted(divide=lambda beta, minus: 1.0),
        ),
        Mistake(
            "two-without-beta",
            "The difference is divided by 2 alone. From -β to β the pull changes by 2β: divide by that.",
            _contrasted(divide=lambda beta, minus: beta if minus is None else 2.0),
        ),
        Mistake(
            "times-beta",
            "The difference has been multiplied by β. It is a slope: divide.",
            _contrasted(divide=lambda beta, minus: 1 / _distance(beta, minus)),
        ),
        Mistake(
            "beta-for-two-beta",
            "From -β to β it is 2β, as with central differences. Here it was divided by β.",
            _twice_where_symmetric,
        ),
        Mistake(
            "two-beta-for-beta",
            "From 0 to β it is β. Here it was divided by 2β, which belongs to the symmetric estimate.",
            _contrasted(divide=lambda beta, minus: 2 * beta),
        ),
        Mistake(
            "free-for-minus",
            "There is a state for -β, and the free one has been used in its place, but divided by 2β. Symmetric means "
            "plus against minus.",
            _contrasted(second=lambda free, plus, minus: free),
        ),
        Mistake(
            "one-sided-always",
            "This is the one-sided estimate although a state for -β is there. Use it: the error then falls with β².",
            lambda free, plus, minus, beta: _contrast(free, plus, None, beta),
        ),
        Mistake(
            "minus-against-free",
            "plus has not been used: this is the free state against the one for -β.",
            lambda free, plus, minus, beta: _contrast(free, free, minus, beta, divide=lambda beta, _: beta),
        ),
        Mistake(
            "bias-summed",
            "grad_b is the sum over the examples. Take the mean.",
            _bias_summed,
        ),
        Mistake(
            "sum-for-mean",
            "The sum over the examples has been taken. Every gradient of the course is the mean.",
            _contrasted(m=lambda X: 1),
        ),
        Mistake(
            "divided-twice",
            "It has been divided by m twice.",
            _contrasted(m=lambda X: len(X) ** 2),
        ),
        Mistake(
            "product-of-differences",
            "This is the product of the differences. It must be the difference of the products: each phase with the "
            "two ends of the connection in that same phase.",
            _contrasted(product=lambda s, t, l: (s[l] - t[l]).T @ (s[l - 1] - t[l - 1])),
        ),
        Mistake(
            "lower-end-of-the-free-state",
            "The lower end of each connection is taken from one phase in both products. The lower layer moves too: "
            "each product has both of its ends from the same phase.",
            _contrasted(product=lambda s, t, l: (s[l] - t[l]).T @ t[l - 1]),
        ),
        Mistake(
            "lower-end-of-the-pulled-state",
            "The lower end of each connection is taken from plus in both products. Each product has both of its ends "
            "from the same phase.",
            _contrasted(product=lambda s, t, l: (s[l] - t[l]).T @ s[l - 1]),
        ),
        Mistake(
            "upper-end-only-once",
            "The upper end of each connection is taken from plus in both products. Each product has both of its ends "
            "from the same phase.",
            _contrasted(product=lambda s, t, l: s[l].T @ (s[l - 1] - t[l - 1])),
        ),
        Mistake(
            "products-of-means",
            "The states have been averaged over the examples first. Multiply example by example, then take the mean.",
            _contrasted(product=_mean_products),
        ),
    ),
    hints=(
        "∂E/∂W^l = -s^l (s^{l-1})ᵀ; as a mean over the examples -s[l].T @ s[l-1] / m. Biases: -s[l].mean(axis=0).",
        "The estimate is the slope of ∂E/∂θ in β, measured between two states: their difference / distance in β.",
        "other, distance = (free, beta) if minus is None else (minus, 2 * beta).",
    ),
)
