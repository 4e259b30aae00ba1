"""Tasks of exercise 01 in which a learner writes an old algorithm: the perceptron and its bound, what printed weights
tell about their targets, the adjoint gradient of control, the prediction of a rounding error.
"""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np

from bpcourse.sandboxed.answers import Source
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.diagnosis import Scale, close

Array = np.ndarray


def _tell_apart(mistakes, arguments, right: tuple, tolerance: float) -> bool:
    """Return whether with these arguments no mistake gives the right result, or that of another one, tuples of numbers.

    Results differ when some entry differs by more than the tolerance; where a mistake cannot be made, the answer is no.
    """
    results = [right]
    with np.errstate(all="ignore"):
        for mistake in mistakes:
            try:
                made = mistake.make(*arguments)
            except np.linalg.LinAlgError:
                return False
            if any(all(close(a, b, tolerance) for a, b in zip(made, other, strict=True)) for other in results):
                return False
            results.append(made)
    return True


# --- 01.2 the perceptron and its bound


def _perceptron(
    X,
    signs,
    passes,
    wrong=lambda sign, z: sign * z <= 0,
    step=lambda sign, x, is_wrong: sign * x if is_wrong else 0 * x,
    at_once=True,
    restart=False,
) -> tuple[int, int, int]:
    """Return the mistakes, the passes and the mistakes of the first pass, with a piece replaced for each mistake."""
    w, counts = np.zeros(X.shape[1]), []
    for _ in range(passes):
        v, count = (np.zeros_like(w) if restart else w.copy()), 0
        for x, sign in zip(X, signs, strict=True):
            is_wrong = bool(wrong(sign, (v if at_once else w) @ x))
            v, count = v + step(sign, x, is_wrong), count + is_wrong
        w = v
        counts.append(count)
        if not count:
            break
    return sum(counts), len(counts), counts[0]


def _bound(
    X,
    signs,
    v,
    reach=lambda X: np.linalg.norm(X, axis=1).max(),
    gap=lambda margins: margins.min(),
    length=np.linalg.norm,
    of=lambda quotient: quotient**2,
) -> float:
    """Return (R/γ)², with a piece replaced for each mistake."""
    return float(of(reach(X) / gap(signs * (X @ v) / length(v))))


@lru_cache(2)
def _counted(X: bytes, shape: tuple[int, int], signs: tuple, passes: int) -> int:
    return _perceptron(np.frombuffer(X).reshape(shape), signs, passes)[0]


def _count(X, signs, passes) -> int:
    """Return the right number of mistakes; it is kept, for half of the known mistakes have it."""
    return _counted(X.tobytes(), X.shape, tuple(signs), passes)


def _mistakes_and_bound(X, signs, v, passes):
    return _count(X, signs, passes), _bound(X, signs, v)


def _other_count(which=0, **pieces):
    """Return the mistake of another run of the perceptron."""
    return lambda X, signs, v, passes: (_perceptron(X, signs, passes, **pieces)[which], _bound(X, signs, v))


def _other_bound(**pieces):
    """Return the mistake of another bound."""
    return lambda X, signs, v, passes: (_count(X, signs, passes), _bound(X, signs, v, **pieces))


def _gap_of_all(X, signs, v, passes):
    return _count(X, signs, passes), _bound(X, np.ones(len(X)), v)


def _point_by_point(X, signs, v, passes):
    quotients = np.linalg.norm(X, axis=1) * np.linalg.norm(v) / np.abs(X @ v)
    return _count(X, signs, passes), float(quotients.max() ** 2)


PERCEPTRON_MISTAKES = (
    Mistake(
        "margin-not-normalised",
        "The bound: γ is the margin of a direction of length 1. Divide v by its length, or the margin by ‖v‖.",
        _other_bound(length=lambda v: 1.0),
    ),
    Mistake(
        "threshold-left-out-of-the-length",
        "The bound: the length of v has been taken without its last entry. It is a weight like the others.",
        _other_bound(length=lambda v: np.linalg.norm(v[:-1])),
    ),
    Mistake(
        "threshold-left-out-of-R",
        "The bound: R is the length of the longest input, and the constant 1 at its end is part of the input.",
        _other_bound(reach=lambda X: np.linalg.norm(X[:, :-1], axis=1).max()),
    ),
    Mistake(
        "not-squared",
        "The bound is the square of R/γ.",
        _other_bound(of=lambda quotient: quotient),
    ),
    Mistake(
        "upside-down",
        "The bound is upside down: a narrow margin makes the work long, so γ stands below.",
        _other_bound(of=lambda quotient: quotient**-2),
    ),
    Mistake(
        "mean-margin",
        "The bound: the margin is the smallest distance, that of the nearest point, not the mean.",
        _other_bound(gap=np.mean),
    ),
    Mistake(
        "largest-margin",
        "The bound: the margin is the distance of the nearest point, not of the farthest.",
        _other_bound(gap=np.max),
    ),
    Mistake(
        "mean-length",
        "The bound: R is the length of the longest input, not the mean.",
        _other_bound(reach=lambda X: np.linalg.norm(X, axis=1).mean()),
    ),
    Mistake(
        "largest-entry",
        "The bound: R is the length of the longest input, the root of the sum of its squares, not its largest entry.",
        _other_bound(reach=lambda X: np.abs(X).max()),
    ),
    Mistake(
        "norm-of-the-matrix",
        "The bound: one length has been taken for all inputs together. R is the longest row: axis=1, then the maximum.",
        _other_bound(reach=np.linalg.norm),
    ),
    Mistake(
        "sign-left-out-of-the-margin",
        "The bound: the margin of a point is sign · (v · x). Without the sign, the smallest is the farthest point of "
        "the negative class.",
        _gap_of_all,
    ),
    Mistake(
        "quotient-point-by-point",
        "The bound: R and γ may belong to different points. Find the longest input and the smallest margin first.",
        _point_by_point,
    ),
    Mistake(
        "passes-counted",
        "Passes have been counted. Asked for is the number of mistakes, which is that of the updates.",
        _other_count(1),
    ),
    Mistake(
        "first-pass-only",
        "These are the mistakes of the first pass. Go through the examples again until a pass has none.",
        _other_count(2),
    ),
    Mistake(
        "tie-taken-for-right",
        "From w = 0 every w · x is 0, and that counts as a mistake here: sign · (w · x) <= 0. With < nothing ever "
        "begins.",
        _other_count(wrong=lambda sign, z: sign * z < 0),
    ),
    Mistake(
        "updated-when-right",
        "The weights change after every example. They must change after a mistake only.",
        _other_count(step=lambda sign, x, is_wrong: sign * x),
    ),
    Mistake(
        "sign-missing-in-the-update",
        "The input is always added. Add it when the unit should have fired, and subtract it when not: sign · x.",
        _other_count(step=lambda sign, x, is_wrong: x if is_wrong else 0 * x),
    ),
    Mistake(
        "update-the-wrong-way",
        "The update goes the wrong way: it makes each mistake worse. Add sign · x.",
        _other_count(step=lambda sign, x, is_wrong: -sign * x if is_wrong else 0 * x),
    ),
    Mistake(
        "threshold-not-learned",
        "The last weight is not updated. It is minus the threshold, and it learns like the others, from its input 1.",
        _other_count(step=lambda sign, x, is_wrong: sign * x * (np.arange(len(x)) < len(x) - 1) * is_wrong),
    ),
    Mistake(
        "sign-missing-in-the-test",
        "A mistake is counted whenever w · x <= 0, whatever the sign of the example.",
        _other_count(wrong=lambda sign, z: z <= 0),
    ),
    Mistake(
        "updated-after-the-pass",
        "The updates of a pass are collected and made at its end. The perceptron changes w at once, before it sees the "
        "next example.",
        _other_count(at_once=False),
    ),
    Mistake(
        "begins-again",
        "Each pass begins with w = 0 again. What was learnt must be kept.",
        _other_count(restart=True),
    ),
)


def _draw_points(m: int, n: int, margin: float, passes: int):
    """Return a draw of m points with n entries, the last 1, separated by ``margin``, and some direction that does it.

    All numbers are multiples of 1/64, so that a computer adds and multiplies them without any rounding.
    """

    def points(rng):
        v = rng.uniform(0.6, 2.4, n) * rng.choice([-1, 1], n) * 2
        v[-1] *= 0.5
        X = np.round(rng.uniform(-1.5, 1.5, (40 * m, n)) * 64) / 64
        X[:, -1] = 1
        distance = X @ v / np.linalg.norm(v)
        X = X[np.abs(distance) >= margin][:m]
        return X, np.sign(X @ v).astype(int), np.round(v, 2), passes

    def draw(rng):
        while True:
            arguments = points(rng)
            X, signs, v, passes = arguments
            if len(X) < m or (signs * (X @ v)).min() <= 0 or _perceptron(X, signs, passes)[1] < min(passes, 4):
                continue
            if _tell_apart(PERCEPTRON_MISTAKES, arguments, _mistakes_and_bound(*arguments), 1e-5):
                return arguments

    return draw


PERCEPTRON = FunctionTask(
    id="01.2",
    title="The perceptron and its bound",
    answer="mistakes_and_bound",
    difficulty=2,
    minutes=20,
    section="lesson 1a, section 2",
    names=("mistakes", "bound"),
    oracle=_mistakes_and_bound,
    parts=(
        Part("two inputs", 0.5, _draw_points(30, 3, 0.06, 25)),
        Part("four inputs", 1.0, _draw_points(40, 5, 0.05, 25)),
        Part("stopped after three passes", 0.5, _draw_points(60, 3, 0.01, 3)),
    ),
    mistakes=PERCEPTRON_MISTAKES,
    hints=(
        "Count a mistake whenever sign · (w · x) <= 0, and only then add sign · x to w. Begin with w = 0.",
        "A pass in which nothing was wrong is the last one.",
        "γ is the smallest of the numbers sign · (v · x) / ‖v‖, and R the largest of the ‖x‖.",
    ),
)


# --- 01.3 what printed weights tell about their targets

NETWORK = '''
W1, b1 = np.array({W1}), np.array({b1})
w2, b2 = np.array({w2}), {b2}
X, Y = np.array({X}), np.array({Y})
H = 1 / (1 + np.exp(-(X @ W1.T + b1)))
a = 1 / (1 + np.exp(-(H @ w2 + b2)))
def gradient(low, high):
    """Return dE/dw, all weights and biases in a row, for these two targets."""
    d2 = (a - np.where(Y > 0.5, high, low)) * a * (1 - a)
    D1 = np.outer(d2, w2) * H * (1 - H)
    return np.concatenate([(D1.T @ X).ravel(), D1.sum(0), H.T @ d2, [d2.sum()]])
'''


def _patterns(bits: int) -> Array:
    return np.array([[i >> k & 1 for k in range(bits)] for i in range(2**bits)], float)


def _odds(a):
    return np.log(a / (1 - a))


def _printed_symmetry(rng, low, high):
    """Return a network for mirror symmetry, trained nearly to the end, as a paper might print it."""
    sizes = rng.permutation([[1, 2, 4], [2, 3, 4]][rng.integers(2)]) * rng.uniform(3.2, 4)
    half = sizes * rng.choice([-1, 1], 3)
    W1 = np.array([[*half, *-half[::-1]], [*-half, *half[::-1]]])
    b1 = np.full(2, -rng.uniform(1, 1.4))
    off = 1 / (1 + np.exp(-b1[0]))
    out = (_odds(low) - _odds(high)) / (0.97 - 2 * off)
    jitter = rng.normal(0, 0.05, (2, 6))
    X = _patterns(6)
    return W1 + jitter, b1, np.full(2, out), _odds(high) - 2 * off * out, X, (X[:, ::-1] == X).all(axis=1) * 1.0


def _printed_xor(rng, low, high):
    """Return a network for exclusive or: one hidden unit for "or", one for "and", or both turned round."""
    size = rng.uniform(5.5, 7, 2)
    W1, b1 = size[:, None] * rng.uniform(0.95, 1.05, (2, 2)), -size * [0.4, 1.5]
    X = _patterns(2)
    H = 1 / (1 + np.exp(-(X @ W1.T + b1)))
    wanted = np.where(X.sum(axis=1) == 1, _odds(high), _odds(low))
    w2 = np.linalg.lstsq(np.column_stack([H, np.ones(4)]), wanted, rcond=None)[0]
    turned = rng.choice([-1, 1], 2)  # a unit with all signs turned answers 1 - a
    bias = w2[2] + (w2[:2] * (turned < 0)).sum()
    return turned[:, None] * W1, turned * b1, turned * w2[:2], bias, X, (X.sum(axis=1) == 1) * 1.0


@cache
def _compiled(source: Source):
    return source.function()


def _recovered(gradient, offset=True, sign=-1.0, solve=None, swap=False):
    """Return (low, high), with a piece replaced for each mistake."""
    g = _compiled(gradient) if isinstance(gradient, Source) else gradient
    g0 = g(0, 0)
    G = np.stack([g(1, 0) - offset * g0, g(0, 1) - offset * g0], axis=1)
    low, high = solve(G, sign * g0) if solve else np.linalg.solve(G.T @ G, sign * G.T @ g0)
    return (float(high), float(low)) if swap else (float(low), float(high))


def _without_cross_term(G, b):
    return (G.T @ b) / (G * G).sum(axis=0)


def _two_equations(G, b):
    return np.linalg.solve(G[:2], b[:2])


def _entry_by_entry(G, b):
    return np.mean(
        [np.linalg.lstsq(G[i : i + 2], b[i : i + 2], rcond=None)[0] for i in range(0, len(b) - 1, 2)], axis=0
    )


def _adding_to_one(G, b):
    """Return the best pair with low + high = 1."""
    direction = G[:, 0] - G[:, 1]
    low = direction @ (b - G[:, 1]) / (direction @ direction)
    return low, 1 - low


def _summed(G, b):
    """Return the pair of least size for which the entries of the gradient add up to zero."""
    return np.linalg.lstsq(G.sum(axis=0, keepdims=True), b.sum(keepdims=True), rcond=None)[0]


def _one_after_the_other(G, b):
    """Return high from low = 0, then low with that high."""
    high = G[:, 1] @ b / (G[:, 1] @ G[:, 1])
    return G[:, 0] @ (b - high * G[:, 1]) / (G[:, 0] @ G[:, 0]), high


def _to_digits(digits: int):
    return lambda gradient: tuple(round(x, digits) for x in _recovered(gradient))


def _with(**pieces):
    return lambda gradient: _recovered(gradient, **pieces)


TARGET_MISTAKES = (
    Mistake(
        "g0-not-subtracted",
        "gradient(1, 0) is g0 + g1, not g1: g0 must be subtracted first. The gradient is an affine function of the "
        "targets, not a linear one.",
        _with(offset=False),
    ),
    Mistake(
        "sign-of-g0",
        "The sign is wrong: g0 + low g1 + high g2 shall vanish, so g0 goes to the other side with a minus.",
        _with(sign=1.0),
    ),
    Mistake(
        "low-and-high-exchanged",
        "low and high are exchanged: low belongs to what changes in gradient(1, 0).",
        _with(swap=True),
    ),
    Mistake(
        "cross-term-forgotten",
        "Each target has been fitted as if the other one were 0. g1 and g2 are not at right angles: both unknowns "
        "belong in one system of equations.",
        _with(solve=_without_cross_term),
    ),
    Mistake(
        "one-after-the-other",
        "high has been fitted with low = 0, and then low with that high. Both must be found together.",
        _with(solve=_one_after_the_other),
    ),
    Mistake(
        "two-equations-only",
        "Only the first two entries of the gradient are used. The weights are rounded, so no pair makes all entries "
        "vanish: make the sum of all squares as small as possible.",
        _with(solve=_two_equations),
    ),
    Mistake(
        "entries-in-pairs",
        "The equations have been solved in pairs and the answers averaged. Pairs that hardly depend on the targets "
        "then count as much as the others. Take all of them into one least-squares problem.",
        _with(solve=_entry_by_entry),
    ),
    Mistake(
        "entries-summed",
        "The entries of the gradient have been added up before anything was solved. Each of them shall vanish.",
        _with(solve=_summed),
    ),
    Mistake(
        "assumed-to-add-to-one",
        "This assumes low + high = 1, as for 0.1 and 0.9. Nothing says so: there are two unknowns.",
        _with(solve=_adding_to_one),
    ),
    Mistake(
        "as-in-the-lesson",
        "0.1 and 0.9 are what the lesson found for the networks of 1986. These networks had other targets.",
        lambda gradient: (0.1, 0.9),
    ),
    Mistake(
        "zero-and-one",
        "0 and 1 are the right answers, not the targets. With these targets the gradient does not vanish.",
        lambda gradient: (0.0, 1.0),
    ),
    Mistake(
        "rounded",
        "Right to two digits: rounded, or found by trying values on a grid? Least squares gives all digits.",
        _to_digits(2),
    ),
    Mistake(
        "rounded-to-one-digit",
        "Right to one digit only. These targets need not be tenths.",
        _to_digits(1),
    ),
)


def _draw_printed(printed):
    def draw(rng):
        while True:
            low, high = rng.uniform(0.12, 0.3), rng.uniform(0.72, 0.95)
            W1, b1, w2, b2, X, Y = printed(rng, low, high)
            numbers = {
                "W1": np.round(W1, 1).tolist(),
                "b1": np.round(b1, 1).tolist(),
                "w2": np.round(w2, 1).tolist(),
                "b2": round(float(b2), 1),
                "X": X.tolist(),
                "Y": Y.tolist(),
            }
            source = Source(NETWORK.format(**numbers), "gradient")
            found = _recovered(source)
            near = abs(found[0] - low) < 0.05 and abs(found[1] - high) < 0.05
            if near and _tell_apart(TARGET_MISTAKES, (source,), found, 1e-4):
                return (source,)

    return draw


RECOVER_TARGETS = FunctionTask(
    id="01.3",
    title="What were the targets?",
    answer="recover_targets",
    difficulty=3,
    minutes=25,
    section="lesson 1b, section 1",
    names=("low", "high"),
    tolerance=2e-5,
    oracle=_recovered,
    parts=(
        Part("a network for XOR", 1.0, _draw_printed(_printed_xor)),
        Part("a network for mirror symmetry", 1.5, _draw_printed(_printed_symmetry)),
    ),
    mistakes=TARGET_MISTAKES,
    hints=(
        "Three calls of gradient give g0, g1 and g2: at (0, 0), (1, 0) and (0, 1).",
        "g1 = gradient(1, 0) - g0 and g2 = gradient(0, 1) - g0, the two columns of a matrix.",
        "np.linalg.lstsq(columns, -g0, rcond=None)[0] is the pair that makes g0 + low g1 + high g2 smallest.",
    ),
)


# --- 01.4 the adjoint gradient of a control problem


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


# --- 01.5 predict a rounding error

PARTIALS = {
    "+": lambda a, b: (1.0, 1.0),
    "-": lambda a, b: (1.0, -1.0),
    "*": lambda a, b: (b, a),
    "/": lambda a, b: (1 / b, -a / b**2),
}
RESULTS = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b}


def _sensitivities(steps, values, partials=None, add=True, forward=False, same_once=False) -> Array:
    """Return c_i = ∂result/∂v_i for all values, with a piece replaced for each mistake."""
    partials = {**PARTIALS, **(partials or {})}
    c, first = np.zeros(len(values)), len(values) - len(steps)
    c[-1] = 1.0
    for k in range(len(steps)) if forward else range(len(steps) - 1, -1, -1):
        operation, i, j = steps[k]
        for place, (used, partial) in enumerate(zip((i, j), partials[operation](values[i], values[j]), strict=True)):
            if not (same_once and place and i == j):
                c[used] = (c[used] if add else 0.0) + c[first + k] * partial
    return c


def _error_and_culprit(contributions) -> tuple[float, int]:
    return float(np.sum(contributions)), int(np.argmax(np.abs(contributions)))


def _predicted(steps, values, errors, **pieces) -> tuple[float, int]:
    return _error_and_culprit(_sensitivities(steps, values, **pieces) * np.array(errors))


def _by(weigh):
    """Return the mistake of another combination of the c_i and the errors."""

    def made(steps, values, errors):
        return weigh(_sensitivities(steps, values), np.array(errors), np.array(values), len(values) - len(steps))

    return made


def _predicted_with(**pieces):
    return lambda steps, values, errors: _predicted(steps, values, errors, **pieces)


def _last_use_wins(steps, values, errors):
    return _predicted(steps, values, errors, add=False)


def _right_error(culprit):
    """Return the mistake of another culprit, the error being right."""
    return _by(lambda c, e, v, first: (float(c @ e), int(culprit(c, e, first))))


ROUNDING_MISTAKES = (
    # Those of the culprit come first: the error is right then, and others have the same culprit by chance.
    Mistake(
        "culprit-by-local-error",
        "The culprit is the value whose error arrives largest in the result: the largest |c_i d_i|, not the largest "
        "|d_i|.",
        _right_error(lambda c, e, first: np.argmax(np.abs(e))),
    ),
    Mistake(
        "culprit-by-sensitivity",
        "The culprit is where |c_i d_i| is largest, not where |c_i| is: a sensitive place may have no error.",
        _right_error(lambda c, e, first: np.argmax(np.abs(c))),
    ),
    Mistake(
        "culprit-with-sign",
        "The culprit is where c_i d_i is largest in size. Here a negative contribution is the largest one.",
        _right_error(lambda c, e, first: np.argmax(c * e)),
    ),
    Mistake(
        "culprit-among-the-steps",
        "The culprit must be an index into values, which begin with the inputs. This is counted among the steps.",
        _right_error(lambda c, e, first: np.argmax(np.abs(c * e)) - first),
    ),
    Mistake(
        "errors-added",
        "The local errors are simply added up. Each arrives in the result multiplied by c_i = ∂result/∂v_i.",
        _by(lambda c, e, v, first: _error_and_culprit(e)),
    ),
    Mistake(
        "a-bound",
        "This is Σ |c_i d_i|, a bound for the worst case. Asked for is the error of this run: with all signs.",
        _by(lambda c, e, v, first: (float(np.abs(c * e).sum()), int(np.argmax(np.abs(c * e))))),
    ),
    Mistake(
        "largest-only",
        "This is the largest contribution alone. The error is the sum of all.",
        _by(lambda c, e, v, first: (float((c * e)[np.argmax(np.abs(c * e))]), int(np.argmax(np.abs(c * e))))),
    ),
    Mistake(
        "overwritten",
        "A value that is used twice keeps the share of one use only: each one overwrites the other. Add them, with +=.",
        _last_use_wins,
    ),
    Mistake(
        "same-value-once",
        "Where an operation uses a value with itself, as in v * v, it counts twice: once for each argument.",
        _predicted_with(same_once=True),
    ),
    Mistake(
        "forward-order",
        "The operations are gone through in forward order. An operation may hand on its c only when all that use it "
        "have handed on theirs: begin with the last one.",
        _predicted_with(forward=True),
    ),
    Mistake(
        "sign-of-minus",
        "In a - b the derivative with respect to b is -1.",
        _predicted_with(partials={"-": lambda a, b: (1.0, 1.0)}),
    ),
    Mistake(
        "factors-exchanged",
        "In a · b the derivative with respect to a is b. Here it is a itself.",
        _predicted_with(partials={"*": lambda a, b: (a, b)}),
    ),
    Mistake(
        "product-like-a-sum",
        "In a · b each factor is handed c as in a sum. The derivative with respect to a is b.",
        _predicted_with(partials={"*": lambda a, b: (1.0, 1.0)}),
    ),
    Mistake(
        "sign-of-the-denominator",
        "In a / b a larger b makes the quotient smaller: the derivative with respect to b is -a / b².",
        _predicted_with(partials={"/": lambda a, b: (1 / b, a / b**2)}),
    ),
    Mistake(
        "denominator-not-squared",
        "In a / b the derivative with respect to b is -a / b², with a square.",
        _predicted_with(partials={"/": lambda a, b: (1 / b, -a / b)}),
    ),
    Mistake(
        "one-over-b-squared",
        "In a / b the derivative with respect to b is -a / b². The numerator a is missing.",
        _predicted_with(partials={"/": lambda a, b: (1 / b, -1 / b**2)}),
    ),
    Mistake(
        "denominator-held-fixed",
        "In a / b the denominator gets nothing. It has an error too.",
        _predicted_with(partials={"/": lambda a, b: (1 / b, 0.0)}),
    ),
    Mistake(
        "nothing-handed-on",
        "Only the rounding of the last operation counts here. It must hand its c on to the values that it used, and so "
        "must all before it.",
        _by(lambda c, e, v, first: (float(e[-1]), len(e) - 1)),
    ),
    Mistake(
        "last-error-forgotten",
        "The rounding of the last operation is missing: its c is 1.",
        _by(lambda c, e, v, first: _error_and_culprit((c * e)[:-1])),
    ),
    Mistake(
        "inputs-forgotten",
        "The inputs have errors too: they were rounded when they were typed in. Sum over all values.",
        _by(lambda c, e, v, first: (float((c * e)[first:].sum()), first + int(np.argmax(np.abs(c * e)[first:])))),
    ),
    Mistake(
        "operations-forgotten",
        "These are the errors of the inputs alone. Every operation rounds as well.",
        _by(lambda c, e, v, first: (float((c * e)[:first].sum()), int(np.argmax(np.abs(c * e)[:first])))),
    ),
    Mistake(
        "relative-errors",
        "Each error has been divided by its value. The errors are given as they are: Σ c_i d_i.",
        _by(lambda c, e, v, first: _error_and_culprit(c * e / v)),
    ),
    Mistake(
        "times-the-value",
        "Each term has been multiplied by the value. The error of v_i is d_i itself: Σ c_i d_i.",
        _by(lambda c, e, v, first: _error_and_culprit(c * e * v)),
    ),
)


def _seven_digits(x: float) -> float:
    return float(f"{x:.7g}")


def _run(steps, inputs):
    """Return steps, values and errors of a computer that keeps seven digits, of inputs too; None far from size 1."""
    values = [_seven_digits(x) for x in inputs]
    errors = [kept - x for kept, x in zip(values, inputs, strict=True)]
    for operation, i, j in steps:
        exact = RESULTS[operation](values[i], values[j])
        values.append(_seven_digits(exact))
        errors.append(values[-1] - exact)
        if not 0.2 < abs(values[-1]) < 60:
            return None
    return steps, values, errors


def _inputs(rng, n: int) -> list[float]:
    return (rng.uniform(0.6, 3, n) * rng.choice([-1, 1], n)).tolist()


SHARED = [("*", 0, 0), ("/", 1, 2), ("-", 3, 4), ("*", 5, 4), ("/", 3, 6), ("+", 7, 5), ("*", 8, 1)]


def _draw_program(make, wanted: set[str]):
    """Return a draw of a program on which all these mistakes give something of their own."""

    def draw(rng):
        while True:
            arguments = _run(*make(rng))
            if arguments is None:
                continue
            mistakes = [mistake for mistake in ROUNDING_MISTAKES if mistake.id in wanted]
            if _is_well_behaved(*arguments) and _tell_apart(mistakes, arguments, _predicted(*arguments), 1e-5):
                return arguments

    return draw


def _is_well_behaved(steps, values, errors) -> bool:
    """Return whether one culprit stands out, and no error is so much enlarged that the second order would show."""
    c = _sensitivities(steps, values)
    second, first = np.sort(np.abs(c * np.array(errors)))[-2:]
    return first > 1.05 * second and np.abs(c).max() < 10


def _shared(rng):
    return SHARED, _inputs(rng, 3)


def _random_program(rng):
    """Make twelve operations of all four kinds on four inputs; every value but the last is used."""
    while True:
        steps = []
        for before in range(3, 15):
            pair = [int(rng.integers(before + 1)), before]
            steps.append((str(rng.choice(list("+-*/"))), *pair[:: rng.choice([-1, 1])]))
        used, kinds = {i for _, *pair in steps for i in pair}, {kind for kind, _, _ in steps}
        if len(used) == 15 and len(kinds) == 4:
            return steps, _inputs(rng, 4)


def _draw_long(rng):
    """Draw x ← (x p + x) / q, with p and q changing, 500 times: 2 to the 500th paths."""
    while True:
        p = [_seven_digits(x) for x in rng.uniform(0.5, 1.5, 3)]
        q = [_seven_digits(x + 1 + rng.uniform(-1e-3, 1e-3)) for x in p]
        steps, last = [], 0
        for k in range(500):
            which, n = int(rng.integers(3)), 7 + 3 * k
            steps += [("*", last, 1 + which), ("+", n, last), ("/", n + 1, 4 + which)]
            last = n + 2
        if arguments := _run(steps, [float(rng.uniform(8, 12)), *p, *q]):
            return arguments


ALL_ROUNDING = {mistake.id for mistake in ROUNDING_MISTAKES}
ROUNDING = FunctionTask(
    id="01.5",
    title="Predict a rounding error by a backward sweep",
    answer="predict_error",
    difficulty=4,
    minutes=35,
    section="lesson 1a, section 4",
    names=("error", "culprit"),
    oracle=_predicted,
    most_time=20,
    too_slow="It is right but far too slow. Does it go along every path, or through the program once for each error? "
    "One sweep backwards finds all c_i: each operation hands its c to the two values that it used.",
    parts=(
        Part("values used twice", 1.0, _draw_program(_shared, ALL_ROUNDING)),
        Part("a random program", 1.0, _draw_program(_random_program, ALL_ROUNDING - {"same-value-once"})),
        Part("1,500 operations", 1.0, _draw_long),
    ),
    mistakes=ROUNDING_MISTAKES,
    hints=(
        "A list c with a 0 for each value, and c = 1 for the last. Go through the steps from the last to the first.",
        'The step ("*", i, j) that made value n hands on c[n] * values[j] to c[i] and c[n] * values[i] to c[j].',
        "Add, with +=: a value may be used more than once. The error is Σ c_i d_i, the culprit the largest |c_i d_i|.",
    ),
)
