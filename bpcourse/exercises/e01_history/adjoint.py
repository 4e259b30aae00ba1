"""Task 01.4: the adjoint gradient of a control problem."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.words import Scale

Array = np.ndarray


def _adjoint(
    A,
    B,
    c,
    d,
    end,
    turn=lambda M: M.swapaxes(1, 2),
    turn_b=lambda M: M.swapaxes(1, 2),
    stage=1,
    running=lambda c, k: c[k],
    inside=False,
    start=1.0,
    pull=0,
) -> Array:
    """Return ∂J/∂u_k, (N, p), with a piece replaced for each mistake."""
    N, A_t, B_t = len(A), turn(A), turn_b(B)
    lam = [None] * N + [start * end]
    for k in range(N - 1, -1, -1):
        A_k = A_t[min(k + pull, N - 1)]
        lam[k] = A_k @ (lam[k + 1] + running(c, k)) if inside else A_k @ lam[k + 1] + running(c, k)
    return np.array([B_t[k] @ lam[k + stage] for k in range(N)]) + d


def _forward_sweep(A, B, c, d, end):
    lam = [end]
    for k in range(len(A)):
        lam.append(A[k].T @ lam[-1] + c[k])
    return np.array([B[k].T @ lam[k + 1] for k in range(len(A))]) + d


def _one_stage_back(A, B, c, d, end):
    """Return the gradient when only the next stage's cost counts."""
    reaction = np.concatenate([c[1:], end[None]])
    return np.array([B[k].T @ reaction[k] for k in range(len(A))]) + d


def _end_at_every_stage(A, B, _c, d, end):
    return np.array([B[k].T @ end for k in range(len(A))]) + d


def _adjoint_with(**pieces):
    return lambda A, B, c, d, end: _adjoint(A, B, c, d, end, **pieces)


def _nothing(c, k):
    return np.zeros_like(c[k])


def _next_cost(c, k):
    return c[k + 1] if k + 1 < len(c) else np.zeros_like(c[k])


ADJOINT_MISTAKES = (
    Mistake(
        "not-transposed",
        "λ has been multiplied by A_k as in the forward direction. Backwards it is the transpose: λ_k = A_kᵀ λ_{k+1}.",
        _adjoint_with(turn=lambda M: M),
    ),
    Mistake(
        "control-not-transposed",
        "B_k has been used without its transpose. It fits only because there are as many controls as states.",
        _adjoint_with(turn_b=lambda M: M),
    ),
    Mistake(
        "costate-one-stage-early",
        "λ_k stands where λ_{k+1} belongs: the control u_k acts on the state *after* stage k.",
        _adjoint_with(stage=0),
    ),
    Mistake(
        "matrix-of-the-next-stage",
        "The sweep uses A of the next stage: from λ_{k+1} to λ_k leads A_k.",
        _adjoint_with(pull=1),
    ),
    Mistake(
        "running-cost-of-controls-forgotten",
        "∂L_k/∂u_k is missing: the control also costs something directly.",
        lambda A, B, c, d, end: _adjoint(A, B, c, 0 * d, end),
    ),
    Mistake(
        "running-cost-of-states-forgotten",
        "∂L_k/∂x_k is missing in the costate. A state on the way costs something too: λ_k = A_kᵀ λ_{k+1} + ∂L_k/∂x_k.",
        _adjoint_with(running=_nothing),
    ),
    Mistake(
        "running-costs-forgotten",
        "Both running costs are missing: ∂L_k/∂x_k in the costate and ∂L_k/∂u_k in the gradient.",
        lambda A, B, c, d, end: _adjoint(A, B, c, 0 * d, end, running=_nothing),
    ),
    Mistake(
        "running-cost-of-the-next-stage",
        "∂L/∂x of the next stage is added: λ_k gets ∂L_k/∂x_k, with the same k.",
        _adjoint_with(running=_next_cost),
    ),
    Mistake(
        "running-cost-inside",
        "∂L_k/∂x_k is added before the product with A_kᵀ. The state x_k costs this directly: add it afterwards.",
        _adjoint_with(inside=True),
    ),
    Mistake(
        "running-cost-subtracted",
        "The running cost of the state has the wrong sign: all costs are added.",
        _adjoint_with(running=lambda c, k: -c[k]),
    ),
    Mistake(
        "end-forgotten",
        "The sweep starts from 0. It starts from the end: λ_N = ∂Φ/∂x_N.",
        _adjoint_with(start=0.0),
    ),
    Mistake(
        "forward-in-time",
        "The sweep goes forward in time, from stage 0. It must begin at the end, with the last matrix.",
        _forward_sweep,
    ),
    Mistake(
        "turned-round",
        "The rows are in the wrong order: the sweep finds the last stage first.",
        lambda A, B, c, d, end: _adjoint(A, B, c, d, end)[::-1],
    ),
    Mistake(
        "only-the-next-state",
        "Only the cost of the next state is counted. A control acts on every later state, through all the matrices.",
        _one_stage_back,
    ),
    Mistake(
        "end-at-every-stage",
        "∂Φ/∂x_N is used at every stage as it is. On its way back it must go through the matrices.",
        _end_at_every_stage,
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
    answer="control_gradient",
    difficulty=3,
    minutes=30,
    section="lesson 1a, section 3",
    oracle=_adjoint,
    scales=lambda A, B, c, d, end: (Scale(len(A), "stages", f"{len(A)}, the number of stages"),),
    most_time=15,
    too_slow="It is right but far too slow. Does it begin again for each stage? One sweep is enough: each costate "
    "comes from the next one, by one product of a matrix with a vector.",
    parts=(
        Part("only the end costs", 0.75, _draw_process(6, 4, 2, running=False)),
        Part("states and controls cost on the way", 1.0, _draw_process(7, 4, 2)),
        Part("as many controls as states", 0.5, _draw_process(5, 3, 3)),
        Part("1,000 stages", 0.75, _draw_process(1000, 6, 2)),
    ),
    mistakes=ADJOINT_MISTAKES,
    hints=(
        "λ_k says how the whole cost that is still to come reacts to a push of x_k. Start with λ_N = end.",
        "A push of x_k costs c_k directly, and pushes x_{k+1} by A_k times as much: λ_k = A_kᵀ λ_{k+1} + c_k.",
        "A push of u_k costs d_k directly, and pushes x_{k+1} through B_k: row k of the result is B_kᵀ λ_{k+1} + d_k.",
    ),
)
