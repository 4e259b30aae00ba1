"""Task 01.4: the adjoint gradient of a control problem."""

from __future__ import annotations

from functools import partial

import numpy as np

from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, Slip
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


# --- slips

COSTATE = "λ_k = A_kᵀ λ_{k+1} + ∂L_k/∂x_k"

STARTS = (
    Slip("end-forgotten", "the sweep starts from 0. It starts from the end: λ_N = ∂Φ/∂x_N.", lambda end, c: 0 * end),
    Slip(
        "starts-with-ones",
        "the sweep starts from ones. It starts from the end: λ_N = ∂Φ/∂x_N.",
        lambda end, c: np.ones_like(end),
    ),
    Slip("end-negative", "the sweep starts from -∂Φ/∂x_N. There is no minus.", lambda end, c: -end),
    Slip("end-halved", "∂Φ/∂x_N has been halved. It is a derivative already.", lambda end, c: end / 2),
    Slip("end-doubled", "∂Φ/∂x_N has been doubled. It is a derivative already.", lambda end, c: 2 * end),
    Slip(
        "last-cost-at-the-end",
        "the running cost of the last stage has been added to λ_N. It belongs to λ_{N-1}: the state x_N has no running "
        "cost.",
        lambda end, c: end + c[-1],
    ),
    Slip(
        "starts-with-last-cost",
        "the sweep starts from the running cost of the last stage. It starts from the end: λ_N = ∂Φ/∂x_N.",
        lambda end, c: c[-1],
    ),
)

STEPS_BACK = (
    Slip(
        "not-transposed",
        "λ has been multiplied by A_k as in the forward direction. Backwards it is the transpose: A_kᵀ λ_{k+1}.",
        lambda A, k, lam: A[k] @ lam,
    ),
    Slip(
        "matrix-of-the-next-stage",
        "the sweep uses A of the next stage: from λ_{k+1} to λ_k leads A_k.",
        lambda A, k, lam: A[min(k + 1, len(A) - 1)].T @ lam,
    ),
    Slip(
        "matrix-of-the-next-stage-from-the-end",
        "the sweep uses A of the next stage: from λ_{k+1} to λ_k leads A_k, also for the last k.",
        lambda A, k, lam: A[k + 1].T @ lam if k + 1 < len(A) else lam,
    ),
    Slip(
        "matrix-of-the-stage-before",
        "the sweep uses A of the stage before: from λ_{k+1} to λ_k leads A_k.",
        lambda A, k, lam: A[k - 1].T @ lam,
    ),
    Slip(
        "matrices-from-the-front",
        "the matrices are taken from the front while the sweep comes from the end: the first step back needs the "
        "last A.",
        lambda A, k, lam: A[len(A) - 1 - k].T @ lam,
    ),
    Slip("first-matrix-for-all", "every step uses A_0. Each stage has its own matrix.", lambda A, k, lam: A[0].T @ lam),
    Slip(
        "last-matrix-for-all",
        "every step uses the last A. Each stage has its own matrix.",
        lambda A, k, lam: A[-1].T @ lam,
    ),
    Slip(
        "matrix-left-out",
        "the costate goes back without the matrices: " + COSTATE + ".",
        lambda A, k, lam: lam,
    ),
    Slip(
        "added-to-the-costate",
        "A_kᵀ λ_{k+1} has been added to λ_{k+1}. That is for A with the identity left out; here A_k is all of ∂F_k/∂x.",
        lambda A, k, lam: lam + A[k].T @ lam,
    ),
    Slip(
        "minus-as-in-continuous-time",
        "the costate changes its sign at every step. The minus of dλ/dt = -Aᵀλ belongs to continuous time.",
        lambda A, k, lam: -A[k].T @ lam,
    ),
    Slip(
        "costate-inverted",
        "the step back solves a system with A_k. Going back in time is for states; costates get the transpose.",
        lambda A, k, lam: np.linalg.solve(A[k], lam),
    ),
    Slip("absolute-matrix", "A_k has lost its signs.", lambda A, k, lam: np.abs(A[k]).T @ lam),
    Slip("diagonal-only", "only the diagonal of A_k is used.", lambda A, k, lam: np.diag(A[k]) * lam),
)

RUNNING = (
    Slip(
        "running-cost-of-states-forgotten",
        f"∂L_k/∂x_k is missing in the costate. A state on the way costs something too: {COSTATE}.",
        lambda c, k: 0 * c[k],
    ),
    Slip(
        "running-cost-of-the-next-stage",
        "∂L/∂x of the next stage is added: λ_k gets ∂L_k/∂x_k, with the same k.",
        lambda c, k: c[k + 1] if k + 1 < len(c) else 0 * c[k],
    ),
    Slip(
        "running-cost-of-the-next-stage",
        "∂L/∂x of the next stage is added: λ_k gets ∂L_k/∂x_k, with the same k.",
        lambda c, k: c[min(k + 1, len(c) - 1)],
    ),
    Slip(
        "running-cost-of-the-stage-before",
        "∂L/∂x of the stage before is added: λ_k gets ∂L_k/∂x_k, with the same k.",
        lambda c, k: c[k - 1],
    ),
    Slip(
        "running-costs-from-the-front",
        "the running costs of the states are taken from the front while the sweep comes from the end.",
        lambda c, k: c[len(c) - 1 - k],
    ),
    Slip(
        "running-cost-subtracted",
        "the running cost of the state has the wrong sign: all costs are added.",
        lambda c, k: -c[k],
    ),
    Slip(
        "running-cost-of-states-halved",
        "∂L_k/∂x_k has been halved. It is a derivative already.",
        lambda c, k: c[k] / 2,
    ),
    Slip(
        "running-cost-of-states-doubled",
        "∂L_k/∂x_k has been doubled. It is a derivative already.",
        lambda c, k: 2 * c[k],
    ),
    Slip(
        "running-cost-of-states-averaged",
        "∂L_k/∂x_k has been divided by the number of stages. J is a sum.",
        lambda c, k: c[k] / len(c),
    ),
    Slip(
        "all-running-costs",
        "the running costs of all stages are added at every stage. λ_k gets that of stage k.",
        lambda c, k: c.sum(axis=0),
    ),
    Slip("first-running-cost", "∂L/∂x of stage 0 is added at every stage.", lambda c, k: c[0]),
    Slip("last-running-cost", "∂L/∂x of the last stage is added at every stage.", lambda c, k: c[-1]),
)

CONTROLS = (
    Slip(
        "control-not-transposed",
        "B_k has been used without its transpose. It fits only because there are as many controls as states.",
        lambda B, k, lam: B[k] @ lam,
    ),
    Slip(
        "control-negative",
        "B_kᵀ λ has the wrong sign: all parts of the gradient are added.",
        lambda B, k, lam: -B[k].T @ lam,
    ),
    Slip(
        "control-of-the-next-stage",
        "B of the next stage is used: u_k acts through B_k.",
        lambda B, k, lam: B[min(k + 1, len(B) - 1)].T @ lam,
    ),
    Slip(
        "control-of-the-stage-before",
        "B of the stage before is used: u_k acts through B_k.",
        lambda B, k, lam: B[k - 1].T @ lam,
    ),
    Slip(
        "controls-from-the-front",
        "B is taken from the wrong end: u_k acts through B_k.",
        lambda B, k, lam: B[len(B) - 1 - k].T @ lam,
    ),
    Slip(
        "first-control-for-all",
        "B_0 is used at every stage. Each stage has its own matrix.",
        lambda B, k, lam: B[0].T @ lam,
    ),
    Slip(
        "last-control-for-all",
        "the last B is used at every stage. Each stage has its own matrix.",
        lambda B, k, lam: B[-1].T @ lam,
    ),
    Slip(
        "costate-left-out",
        "the costate is missing in the gradient: B_kᵀ λ_{k+1} + ∂L_k/∂u_k.",
        lambda B, k, lam: B[k].sum(axis=0),
    ),
    Slip(
        "controls-left-out",
        "B_kᵀ λ_{k+1} is missing: the control acts on all that comes later.",
        lambda B, k, lam: np.zeros(B.shape[2]),
    ),
    Slip("absolute-control", "B_k has lost its signs.", lambda B, k, lam: np.abs(B[k]).T @ lam),
)

DIRECT = (
    Slip(
        "running-cost-of-controls-forgotten",
        "∂L_k/∂u_k is missing: the control also costs something directly.",
        lambda d, k: 0 * d[k],
    ),
    Slip("direct-cost-subtracted", "∂L_k/∂u_k has the wrong sign: all costs are added.", lambda d, k: -d[k]),
    Slip(
        "direct-cost-of-the-next-stage",
        "∂L/∂u of the next stage is added: u_k costs ∂L_k/∂u_k, with the same k.",
        lambda d, k: d[min(k + 1, len(d) - 1)],
    ),
    Slip(
        "direct-cost-of-the-next-stage",
        "∂L/∂u of the next stage is added: u_k costs ∂L_k/∂u_k, with the same k.",
        lambda d, k: d[k + 1] if k + 1 < len(d) else 0 * d[k],
    ),
    Slip(
        "direct-cost-of-the-stage-before",
        "∂L/∂u of the stage before is added: u_k costs ∂L_k/∂u_k, with the same k.",
        lambda d, k: d[k - 1],
    ),
    Slip("direct-costs-turned-round", "∂L_k/∂u_k is taken from the wrong end.", lambda d, k: d[len(d) - 1 - k]),
    Slip("direct-cost-halved", "∂L_k/∂u_k has been halved. It is a derivative already.", lambda d, k: d[k] / 2),
    Slip("direct-cost-doubled", "∂L_k/∂u_k has been doubled. It is a derivative already.", lambda d, k: 2 * d[k]),
    Slip(
        "direct-cost-averaged",
        "∂L_k/∂u_k has been divided by the number of stages. J is a sum.",
        lambda d, k: d[k] / len(d),
    ),
    Slip(
        "all-direct-costs",
        "the costs of all controls are added at every stage. u_k costs ∂L_k/∂u_k.",
        lambda d, k: d.sum(axis=0),
    ),
    Slip("first-direct-cost", "∂L/∂u of stage 0 is added at every stage.", lambda d, k: d[0]),
    Slip("last-direct-cost", "∂L/∂u of the last stage is added at every stage.", lambda d, k: d[-1]),
)

ADJOINT_SITES = (
    Site("step_back", STEPS_BACK),
    Site("running", RUNNING),
    Site(
        "joined",
        (
            Slip(
                "running-cost-inside",
                "∂L_k/∂x_k is added before the product with A_kᵀ. The state x_k costs this directly: add it "
                "afterwards.",
                lambda back, lam, cost: back(lam + cost),
            ),
            Slip(
                "future-forgotten",
                "λ_{k+1} is missing in λ_k: the costs of the stages that are still to come.",
                lambda back, lam, cost: cost,
            ),
        ),
    ),
    Site("start", STARTS),
    Site(
        "stage",
        (
            Slip(
                "costate-one-stage-early",
                "λ_k stands where λ_{k+1} belongs: the control u_k acts on the state *after* stage k.",
                lambda k, N: k,
            ),
            Slip(
                "costate-one-stage-late",
                "λ_{k+2} stands where λ_{k+1} belongs: the control u_k acts on the very next state.",
                lambda k, N: min(k + 2, N),
            ),
            Slip(
                "end-at-every-stage",
                "∂Φ/∂x_N is used at every stage as it is. On its way back it must go through the matrices.",
                lambda k, N: N,
            ),
            Slip(
                "costate-of-the-start",
                "λ_0 is used at every stage: the gradient has been taken after the sweep, from the last costate found.",
                lambda k, N: 0,
            ),
            Slip(
                "costates-turned-round",
                "the costates are in the wrong order: the sweep finds the last stage first.",
                lambda k, N: N - k,
            ),
            Slip(
                "costates-turned-round-from-the-other",
                "the costates are in the wrong order: the sweep finds the last stage first.",
                lambda k, N: N - k - 1,
            ),
        ),
    ),
    Site("acts", CONTROLS),
    Site("direct", DIRECT),
    Site(
        "last",
        (Slip("first-stages-left-out", "the sweep stops before it reaches λ_1: range needs an end one lower.", 2),),
    ),
    Site(
        "rows",
        (
            Slip(
                "turned-round",
                "the rows are in the wrong order: the sweep finds the last stage first.",
                lambda g: g[::-1],
            ),
            Slip("rows-moved-down", "each row stands one stage too late.", lambda g: np.roll(g, 1, axis=0)),
            Slip("rows-moved-up", "each row stands one stage too early.", lambda g: np.roll(g, -1, axis=0)),
            Slip(
                "rows-added-up",
                "each row holds the sum of all rows before. A row is ∂J/∂u_k alone.",
                lambda g: np.cumsum(g, axis=0),
            ),
            Slip(
                "step-for-gradient",
                "all signs are turned round, as for a step against the gradient. Return ∂J/∂u itself.",
                lambda g: -g,
            ),
            Slip(
                "first-row-empty",
                "the row of stage 0 is missing: the sweep must end with k = 0.",
                lambda g: np.vstack([0 * g[:1], g[1:]]),
            ),
            Slip(
                "last-row-empty",
                "the row of the last stage is missing: the sweep begins with k = N - 1.",
                lambda g: np.vstack([g[:-1], 0 * g[:1]]),
            ),
        ),
    ),
)


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
    hints=(
        "λ_k says how the whole cost that is still to come reacts to a push of x_k. Start with λ_N = end.",
        "A push of x_k costs c_k directly, and pushes x_{k+1} by A_k times as much: λ_k = A_kᵀ λ_{k+1} + c_k.",
        "A push of u_k costs d_k directly, and pushes x_{k+1} through B_k: row k of the result is B_kᵀ λ_{k+1} + d_k.",
    ),
)
