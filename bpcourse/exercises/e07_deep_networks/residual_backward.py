"""Task 07.6: a pre-norm residual block backwards."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e07_deep_networks.norm_slips import SUMS
from bpcourse.exercises.e07_deep_networks.residual_slips import (
    ALPHA,
    COLLECTED,
    DOWN,
    FOR_GAMMA,
    FOR_V,
    ROOTS_OF_SQUARES,
    ROWS,
    SCALED,
    SLOPES,
    SQUARES,
    WAYS,
    through_the_norm,
)
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site
from bpcourse.tasks.words import Scale

Array = np.ndarray


def _block(
    g,
    A,
    V,
    gamma,
    alpha,
    epsilon,
    *,
    mean_square=lambda A: (A**2).mean(axis=1, keepdims=True),
    inverse=lambda q, epsilon: (q + epsilon) ** -0.5,
    down=lambda g, alpha: alpha * g,
    way=lambda g_z, V: g_z @ V,
    slope=lambda g_r, A, u: g_r * (u > 0),
    scaled=lambda g_u, gamma: gamma * g_u,
    norm_back=through_the_norm,
    collect=lambda g, through, alpha: g + through,
    for_V=lambda g, g_z, g_u, r, u, h, A: g_z.T @ r,
    for_gamma=lambda g_r, g_u, h, A, gamma: g_u * h,
    sum_gamma=lambda values: values.sum(axis=0),
    for_alpha=lambda g, r, z, A, alpha: (g * z).sum(),
) -> tuple:
    """Return (g_A, grad_V, grad_gamma, grad_alpha); each keyword is a piece that a slip may replace."""
    s = inverse(mean_square(A), epsilon)
    h = A * s
    u = gamma * h
    r = np.maximum(u, 0)
    z = r @ V.T
    g_z = down(g, alpha)
    g_r = way(g_z, V)
    g_u = slope(g_r, A, u)
    g_A = collect(g, norm_back(scaled(g_u, gamma), A, h, s), alpha)
    grad_gamma = sum_gamma(for_gamma(g_r, g_u, h, A, gamma))
    return g_A, for_V(g, g_z, g_u, r, u, h, A), grad_gamma, for_alpha(g, r, z, A, alpha)


def _inside(A, V, gamma, alpha, epsilon) -> tuple:
    """Return s, h, u and A' of the forward pass."""
    s = ((A**2).mean(axis=1, keepdims=True) + epsilon) ** -0.5
    h = A * s
    return s, h, gamma * h, A + alpha * np.maximum(gamma * h, 0) @ V.T


# --- mistakes that concern more than one piece


def _added_before_the_norm(g, A, V, gamma, alpha, epsilon):
    s, h, u, _ = _inside(A, V, gamma, alpha, epsilon)
    k = gamma * (g + alpha * (g @ V) * (u > 0))
    return (through_the_norm(k, A, h, s), *_block(g, A, V, gamma, alpha, epsilon)[1:])


def _slope_outside(g, A, V, gamma, alpha, epsilon):
    s, h, u, _ = _inside(A, V, gamma, alpha, epsilon)
    through = through_the_norm(gamma * alpha * (g @ V), A, h, s) * (u > 0)
    return (g + through, *_block(g, A, V, gamma, alpha, epsilon)[1:])


def _gated(g, A, V, gamma, alpha, epsilon):
    """Return what belongs to A' = relu(A + α ...)."""
    return _block(g * (_inside(A, V, gamma, alpha, epsilon)[3] > 0), A, V, gamma, alpha, epsilon)


def _skip_with(gate):
    """Return the block with another skip: ``gate(A, u)`` on it."""

    def made(g, A, V, gamma, alpha, epsilon):
        u = _inside(A, V, gamma, alpha, epsilon)[2]
        right = _block(g, A, V, gamma, alpha, epsilon)
        return (right[0] - g + g * gate(A, u), *right[1:])

    return made


def _direct_way(g, A, V, gamma, alpha, epsilon):
    """Return what comes of γ on the direct way from A to h only."""
    s, h, u, _ = _inside(A, V, gamma, alpha, epsilon)
    g_u = alpha * (g @ V) * (u > 0)
    through = s * (gamma * g_u - h * (g_u * h).mean(axis=1, keepdims=True))
    return (g + through, *_block(g, A, V, gamma, alpha, epsilon)[1:])


def _scaled_behind(g, A, V, gamma, alpha, epsilon):
    """Return what belongs to r = γ relu(h)."""
    s, h, _, _ = _inside(A, V, gamma, alpha, epsilon)
    r, g_r = gamma * np.maximum(h, 0), alpha * (g @ V)
    g_A = g + through_the_norm(gamma * g_r * (h > 0), A, h, s)
    return g_A, alpha * g.T @ r, (g_r * np.maximum(h, 0)).sum(axis=0), (g * (r @ V.T)).sum()


SPOILT_SKIP = (
    "In g_A, the skip has a slope of ReLU on it. Nothing stands on the way around: g passes as it is. (A ReLU that "
    "works in place, or a mask that is laid on g itself, does this without a word.)"
)
MISTAKES = (
    Mistake(
        "added-before-the-norm",
        "In g_A, the two ways have been added too early: the g of the skip went through the norm together with what "
        "came through the branch. It joins at A, after the norm.",
        _added_before_the_norm,
    ),
    Mistake(
        "relu-after-the-addition",
        "This belongs to A' = relu(A + ...): g has been cut where A' is negative. Here nothing stands after the "
        "addition.",
        _gated,
    ),
    Mistake("skip-through-the-slope", SPOILT_SKIP, _skip_with(lambda _A, u: u > 0)),
    Mistake("skip-through-the-slope-at-a", SPOILT_SKIP, _skip_with(lambda A, _u: A > 0)),
    Mistake(
        "slope-outside-the-norm",
        "In g_A, the slope of ReLU has been multiplied after the norm. On the way back it comes before: first ReLU, "
        "then γ, then the norm.",
        _slope_outside,
    ),
    Mistake(
        "scaled-behind-the-relu",
        "γ has been multiplied after ReLU, γ relu(h). It comes before: r = relu(γ h), and where γ is negative that is "
        "something else.",
        _scaled_behind,
    ),
    Mistake(
        "gamma-on-the-direct-way-only",
        "In g_A, γ is missing in the term along h: all that comes back to h has been multiplied by γ first.",
        _direct_way,
    ),
    Mistake(
        "all-divided-by-m",
        "All that leaves the branch has been divided by m although g has it already: g is the gradient of the mean "
        "cost.",
        lambda *given: (
            given[0] + (_block(*given)[0] - given[0]) / len(given[0]),
            *(one / len(given[0]) for one in _block(*given)[1:]),
        ),
    ),
    Mistake(
        "alpha-and-gamma-exchanged",
        "grad_gamma and grad_alpha have changed places. The order is g_A, grad_V, grad_gamma, grad_alpha.",
        lambda *given: tuple(_block(*given)[i] for i in (0, 1, 3, 2)),
    ),
)


def _scales(_g, A, _V, _gamma, _alpha, _epsilon) -> tuple[Scale, ...]:
    return Scale(len(A), "batch-size", f"m = {len(A)}"), Scale(A.shape[1], "layer-size", f"n = {A.shape[1]}")


def _draw(m: int, n: int, spread: float = 1.5, alpha: float | None = None):
    """Return a draw of g, A, V, γ of both signs, α and ε, which is large enough to be seen."""

    def draw(rng):
        A = spread * (rng.normal(0.3, 1, (m, n)) * rng.uniform(0.6, 1.6, (m, 1)))
        gamma = rng.permutation(np.where(np.arange(n) % 2, -1.0, 1.0)) * rng.uniform(0.4, 2.0, n)
        g, V = rng.normal(0.2, 1, (m, n)) / m, rng.normal(size=(n, n))
        a = float(rng.uniform(0.3, 0.85)) if alpha is None else alpha
        return g, A, V, gamma, a, float(rng.uniform(0.05, 0.15))

    return draw


RESIDUAL_BACKWARD = FunctionTask(
    id="07.6",
    title="A residual block backwards",
    misconceptions="the skip sent through the norm, or scaled; the term along h forgotten; the slope taken at A",
    answer="block_backward",
    difficulty=4,
    minutes=30,
    section="lesson 7b, section 6",
    names=("g_A", "grad_V", "grad_gamma", "grad_alpha"),
    oracle=_block,
    sites=(
        Site("collect", COLLECTED, result="g_A"),
        Site("down", DOWN, called="αg"),
        Site("way", WAYS, called="the way back through V"),
        Site("slope", SLOPES, called="the g before ReLU"),
        Site("scaled", SCALED, result="g_A", called="γ times g"),
        Site("norm_back", ROWS, result="g_A", called="the way back through the norm"),
        Site("mean_square", SQUARES, "the forward pass", called="the mean square of A"),
        Site("inverse", ROOTS_OF_SQUARES, "the forward pass", called="1/√(q + ε)"),
        Site("for_V", FOR_V, result="grad_V"),
        Site("for_gamma", FOR_GAMMA, result="grad_gamma"),
        Site("sum_gamma", SUMS, "grad_gamma", "grad_gamma"),
        Site("for_alpha", ALPHA, result="grad_alpha"),
    ),
    in_pairs=7,
    parts=(
        Part("seven examples, five units", 1.5, _draw(7, 5)),
        Part("small activations, so that ε counts", 1.0, _draw(6, 4, 0.3)),
        Part("as many examples as units", 0.5, _draw(5, 5), telling=False),
        Part("α = 0, as ReZero begins", 0.5, _draw(6, 3, alpha=0.0), telling=False),
    ),
    mistakes=MISTAKES,
    scales=_scales,
    hints=(
        "Write the forward pass in single steps (q, s, h, u, r, z, A') and go back through them one by one. A is used "
        "twice.",
        "At the end g_A has two parts: g itself, and what came through α, V, ReLU, γ and the norm.",
        "Through the norm, with k = γ g_u: s * (k - h * (k * h).mean(axis=1, keepdims=True)). grad_alpha is the sum of "
        "g times the branch.",
    ),
    insight="The g of the skip arrives whatever V, γ and α are. With α = 0 nothing else does, and α is all that "
    "learns at first.",
)
