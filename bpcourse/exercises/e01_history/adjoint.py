"""Task 01.4: the adjoint gradient of a control problem."""

from __future__ import annotations

from functools import partial

import numpy as np

from bpcourse.exercises.e01_history.adjoint_slips import ADJOINT_SITES
from bpcourse.exercises.e01_history.further import ADJOINT_FURTHER
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.words import Scale

Array = np.ndarray


def control_gradient(
    A,
    B,
    c,
    d,
    end,
    *,
    start=lambda end, c: end,
    step_back=lambda A, k, lam: A[k].T @ lam,
    running=lambda c, k: c[k],
    joined=lambda back, lam, cost: back(lam) + cost,
    stage=lambda k, N: k + 1,
    acts=lambda B, k, lam: B[k].T @ lam,
    direct=lambda d, k: d[k],
    last=0,
    rows=lambda g: g,
) -> Array:
    """Return ∂J/∂u_k, (N, p); each keyword is a piece that a slip may replace.

    ``joined(back, lam, cost)`` makes λ_k of the step back, λ_{k+1} and the running cost.  The sweep goes down to stage
    ``last``; what it does not reach is 0.
    """
    N = len(A)
    lam = [0 * end] * N + [start(end, c)]
    for k in range(N - 1, last - 1, -1):
        lam[k] = joined(partial(step_back, A, k), lam[k + 1], running(c, k))
    return rows(np.array([acts(B, k, lam[stage(k, N)]) + direct(d, k) for k in range(N)]))


def _forward_sweep(A, B, c, d, end):
    lam = [end]
    for k in range(len(A)):
        lam.append(A[k].T @ lam[-1] + c[k])
    return np.array([B[k].T @ lam[k + 1] for k in range(len(A))]) + d


def _one_stage_back(A, B, c, d, end):
    """Return the gradient when only the next stage's cost counts."""
    reaction = np.concatenate([c[1:], end[None]])
    return np.array([B[k].T @ reaction[k] for k in range(len(A))]) + d


ADJOINT_MISTAKES = (
    Mistake(
        "running-costs-forgotten",
        "Both running costs are missing: ∂L_k/∂x_k in the costate and ∂L_k/∂u_k in the gradient.",
        lambda A, B, c, d, end: control_gradient(A, B, 0 * c, 0 * d, end),
    ),
    Mistake(
        "running-costs-subtracted",
        "Both running costs have been subtracted: ∂L_k/∂x_k in the costate and ∂L_k/∂u_k in the gradient. Add them.",
        lambda A, B, c, d, end: control_gradient(A, B, -c, -d, end),
    ),
    Mistake(
        "forward-in-time",
        "The sweep goes forward in time, from stage 0. It must begin at the end, with the last matrix.",
        _forward_sweep,
    ),
    Mistake(
        "only-the-next-state",
        "Only the cost of the next state is counted. A control acts on every later state, through all the matrices.",
        _one_stage_back,
    ),
)


def _draw_process(N: int, n: int, p: int, running: bool = True):
    def draw(rng):
        A = rng.normal(0, 1, (N, n, n)) / np.sqrt(n) * 0.9
        if N > 100:  # turned, hardly shortened: what the last stages cost is still felt at the first
            A = np.linalg.qr(rng.normal(size=(N, n, n)))[0] * 0.999
        B = rng.normal(0, 1, (N, n, p))
        c, d = (rng.normal(0.3, 1, (N, k)) * running for k in (n, p))
        return A, B, c, d, rng.normal(0.5, 1, n)

    return draw


ADJOINT = FunctionTask(
    id="01.4",
    title="Steer by the adjoint gradient",
    misconceptions="$A$ for its transpose; the costate of stage k for that of k + 1; running costs forgotten, or "
    "added inside the product",
    answer="control_gradient",
    difficulty=3,
    minutes=30,
    section="lesson 1a, section 3",
    oracle=control_gradient,
    sites=ADJOINT_SITES,
    scales=lambda A, B, c, d, end: (Scale(len(A), "stages", f"{len(A)}, the number of stages"),),
    most_time=15,
    too_slow="It is right but far too slow. Does it begin again for each stage? One sweep is enough: each costate "
    "comes from the next one, by one product of a matrix with a vector.",
    parts=(
        Part("only the end costs", 0.75, _draw_process(6, 4, 2, running=False)),
        Part("states and controls cost on the way", 1.0, _draw_process(7, 4, 2)),
        Part("as many controls as states", 0.5, _draw_process(5, 3, 3), telling=False),
        Part("1,000 stages", 0.75, _draw_process(1000, 6, 2)),
    ),
    mistakes=ADJOINT_MISTAKES,
    rarely=ADJOINT_FURTHER,
    hints=(
        "λ_k says how the whole cost that is still to come reacts to a push of x_k. Start with λ_N = end.",
        "A push of x_k costs c_k directly, and pushes x_{k+1} by A_k times as much: λ_k = A_kᵀ λ_{k+1} + c_k.",
        "A push of u_k costs d_k directly, and pushes x_{k+1} through B_k: row k of the result is B_kᵀ λ_{k+1} + d_k.",
    ),
    insight=(
        "Without running costs such a sweep also gives the δ of a network, up to factors σ': lesson 1a, section 3, "
        "hands it the 2-3-2 network of lesson 3."
    ),
)
