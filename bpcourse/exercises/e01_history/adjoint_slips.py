"""The slips of task 01.4, in the sweep of the costates and in what the gradient is made of."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks.slips import Site, Slip

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
        "A_kᵀ λ_{k+1} has been added to λ_{k+1}, as += does. That is for A with the identity left out; here A_k is "
        "all of ∂F_k/∂x.",
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
    Slip(
        "last-matrix-left-out",
        "the last matrix is left out: the sweep begins one stage too early, and λ_{N-1} is λ_N without the product.",
        lambda A, k, lam: A[k].T @ lam if k + 1 < len(A) else lam,
    ),
    Slip(
        "added-to-the-costate-untransposed",
        "A_k λ_{k+1} has been added to λ_{k+1}, without the transpose. Backwards it is A_kᵀ λ_{k+1} alone.",
        lambda A, k, lam: lam + A[k] @ lam,
    ),
    Slip(
        "subtracted-from-the-costate",
        "A_kᵀ λ_{k+1} has been subtracted from λ_{k+1}. Here A_k is all of ∂F_k/∂x: λ_k = A_kᵀ λ_{k+1} + ∂L_k/∂x_k.",
        lambda A, k, lam: lam - A[k].T @ lam,
    ),
    Slip(
        "transpose-inverted",
        "the step back solves a system with A_kᵀ. The costate is multiplied by it.",
        lambda A, k, lam: np.linalg.solve(A[k].T, lam),
    ),
    Slip("matrix-twice", "A_kᵀ has been multiplied in twice.", lambda A, k, lam: A[k].T @ (A[k].T @ lam)),
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
    Slip(
        "last-running-cost-forgotten",
        "∂L/∂x of the last stage is missing: the sweep begins with k = N - 1, and that stage costs something too.",
        lambda c, k: c[k] if k + 1 < len(c) else 0 * c[k],
    ),
    Slip("squared-running-cost", "∂L_k/∂x_k has been squared. It is a derivative already.", lambda c, k: c[k] ** 2),
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
        "B_kᵀ λ has the wrong sign: there, or in λ from the end on. All parts of the gradient are added, and λ begins "
        "with +end and gets +∂L_k/∂x_k.",
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
    Slip(
        "last-direct-cost-forgotten",
        "∂L/∂u of the last stage is missing: the control there costs something too.",
        lambda d, k: d[k] if k + 1 < len(d) else 0 * d[k],
    ),
    Slip(
        "first-direct-cost-forgotten",
        "∂L/∂u of stage 0 is missing: the control there costs something too.",
        lambda d, k: d[k] if k else 0 * d[k],
    ),
    Slip("squared-direct-cost", "∂L_k/∂u_k has been squared. It is a derivative already.", lambda d, k: d[k] ** 2),
    Slip("first-direct-cost", "∂L/∂u of stage 0 is added at every stage.", lambda d, k: d[0]),
    Slip("last-direct-cost", "∂L/∂u of the last stage is added at every stage.", lambda d, k: d[-1]),
)


def _short(lam):
    """Return the costate scaled to length 1."""
    return lam / np.linalg.norm(lam)


ADJOINT_SITES = (
    Site("step_back", STEPS_BACK, called="what comes back from the next stage"),
    Site("running", RUNNING, called="the running cost of the state"),
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
                "costate-made-short",
                "λ has been scaled to length 1 at each stage. It stays as long as it becomes.",
                lambda back, lam, cost: _short(back(lam) + cost),
            ),
            Slip(
                "costate-averaged",
                "λ_k is the mean of what comes from later stages and of its own cost. The two are added.",
                lambda back, lam, cost: (back(lam) + cost) / 2,
            ),
            Slip(
                "future-forgotten",
                "λ_{k+1} is missing in λ_k: the costs of the stages that are still to come.",
                lambda back, lam, cost: cost,
            ),
        ),
        called="λ_k",
    ),
    Site("start", STARTS, called="the costate of the end"),
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
    Site("acts", CONTROLS, called="the effect of the control on the next state"),
    Site("direct", DIRECT, called="the running cost of the control"),
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
            Slip(
                "rows-added-up-from-the-end",
                "each row holds the sum of all rows after it too. A row is ∂J/∂u_k alone.",
                lambda g: np.cumsum(g[::-1], axis=0)[::-1],
            ),
            Slip(
                "one-row-for-all",
                "every row is the same, the sum over all stages. A row is ∂J/∂u_k alone.",
                lambda g: np.broadcast_to(g.sum(axis=0), g.shape),
            ),
            Slip(
                "summed-over-stages",
                "the stages have been added up. There is a row for each.",
                lambda g: g.sum(axis=0),
            ),
            Slip(
                "rows-divided-by-N",
                "the gradient has been divided by the number of stages. J is a sum over them.",
                lambda g: g / len(g),
            ),
            Slip(
                "last-row-for-all",
                "every row is that of the last stage that the sweep reaches, k = 0: the list holds the same array.",
                lambda g: np.broadcast_to(g[0], g.shape),
            ),
            Slip(
                "gradient-made-short",
                "each row has been scaled to length 1.",
                lambda g: g / np.linalg.norm(g, axis=1, keepdims=True),
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
