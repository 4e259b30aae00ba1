"""Answers to exercise 01 as learners write them: WRONG with the mistake to be named, RIGHT written differently."""

PRELUDE = """
import numpy as np
from itertools import combinations, combinations_with_replacement, permutations, product
from math import gcd
"""


def _dictionary(name, right):
    """Return a function that writes the dictionary of an answer, with some entries replaced."""

    def write(**entries):
        pairs = ", ".join(f"{key}={value}" for key, value in {**right, **entries}.items())
        return f"{name} = dict({pairs})"

    return write


def _function(head, *lines):
    return "\n    ".join([f"def {head}:", *lines])


ORDER = ["control", "forward mode", "any computation", "learning models", "neural networks", "representations"]
_who = _dictionary(
    "who",
    dict(
        unit="'Widrow 1960'",
        sail="'Kelley 1960'",
        words="'Rosenblatt 1962'",
        forward="'Wengert 1964'",
        limits="'Minsky 1969'",
        reverse="'Linnainmaa 1970'",
        model="'Werbos 1974'",
        shown="'Rumelhart 1986'",
        order=ORDER,
    ),
)
_xor = _dictionary(
    "xor_runs",
    dict(
        stuck_2=0.302, stuck_3=0.034, stuck_8=0, E_stuck=0.16, matters="'initial range'", none_in_50="(1 - 0.034) ** 50"
    ),
)
_verdicts = _dictionary(
    "verdicts",
    dict(
        A="'one run'",
        B="'two stopping rules'",
        C="'failures left out'",
        D="'two changes'",
        E="'test too small'",
        F="'wrong thing blamed'",
        G="'sound'",
        H="'best against typical'",
    ),
)


def _perceptron(
    test="sign * (w @ x) <= 0",
    update="w = w + sign * x",
    count="mistakes += 1",
    end="if mistakes == before: break",
    gamma="(signs * (X @ v)).min() / np.linalg.norm(v)",
    R="np.linalg.norm(X, axis=1).max()",
    bound="(R / gamma) ** 2",
    begin="before = mistakes",
    result="mistakes, {bound}",
):
    """Return an answer to 01.2 with its pieces replaced."""
    return _function(
        "mistakes_and_bound(X, signs, v, passes)",
        "w, mistakes, steps = np.zeros(X.shape[1]), 0, 0",
        "for _ in range(passes):",
        f"    {begin}",
        "    steps += 1",
        "    for x, sign in zip(X, signs):",
        f"        if {test}:",
        f"            {update}",
        f"            {count}",
        f"    {end}",
        f"gamma = {gamma}",
        f"R = {R}",
        f"return {result.format(bound=bound)}",
    )


def _targets(
    g1="gradient(1, 0) - g0",
    g2="gradient(0, 1) - g0",
    solve="np.linalg.lstsq(G, -g0, rcond=None)[0]",
    result="low, high",
):
    """Return an answer to 01.3 with its pieces replaced."""
    return _function(
        "recover_targets(gradient)",
        "g0 = gradient(0, 0)",
        f"g1, g2 = {g1}, {g2}",
        "G = np.stack([g1, g2], axis=1)",
        f"low, high = {solve}",
        f"return {result}",
    )


def _adjoint(
    costate="A[k].T @ lam + c[k]",
    row="B[k].T @ lam + d[k]",
    start="end",
    stages="reversed(range(len(A)))",
    result="g",
    swap=False,
):
    """Return an answer to 01.4 with its pieces replaced; ``swap`` takes the costate of stage k for the control."""
    lines = [f"    g[k] = {row}", f"    lam = {costate}"]
    return _function(
        "control_gradient(A, B, c, d, end)",
        f"lam, g = {start}, np.zeros(d.shape)",
        f"for k in {stages}:",
        *(lines[::-1] if swap else lines),
        f"return {result}",
    )


def _rounding(
    plus="1, 1",
    minus="1, -1",
    times="b, a",
    over="1 / b, -a / b**2",
    hand="c[i] += c[n] * p; c[j] += c[n] * q",
    start="c[-1] = 1.0",
    order="range(len(steps) - 1, -1, -1)",
    arriving="c * np.array(errors)",
    error="arriving.sum()",
    culprit="np.abs(arriving).argmax()",
):
    """Return an answer to 01.5 with its pieces replaced."""
    return _function(
        "predict_error(steps, values, errors)",
        "c, first = np.zeros(len(values)), len(values) - len(steps)",
        start,
        f"for k in {order}:",
        "    (kind, i, j), n = steps[k], first + k",
        "    a, b = values[i], values[j]",
        f"    p, q = {{'+': ({plus}), '-': ({minus}), '*': ({times}), '/': ({over})}}[kind]",
        f"    {hand}",
        f"arriving = {arriving}",
        f"return {error}, {culprit}",
    )


def _codes(test, candidates="combinations(range(1, n + 1), k)", coprime="gcd(*w) == 1"):
    """Return an answer to 01.6 that keeps the candidates w that pass a test."""
    return f"""
def vanishes(w):
    return any(any(c) and not np.dot(c, w) for c in product((-1, 0, 1), repeat=len(w)))
def symmetry_codes(k, n):
    return [w for w in {candidates} if {coprime} and {test}]
"""


WRONG = {
    "01.1": {
        "the famous ones": (_who(reverse="'Rumelhart 1986'"), "famous-for-first"),
        "forward for reverse": (_who(reverse="'Wengert 1964'", forward="'Linnainmaa 1970'"), "reverse-for-forward"),
        "only reverse exchanged": (_who(reverse="'Wengert 1964'"), "forward-for-reverse"),
        "control for any computation": (_who(reverse="'Kelley 1960'"), "trajectory-for-any-computation"),
        "Leibniz for all": (_who(reverse="'Leibniz 1676'"), "rule-for-algorithm"),
        "1986 in orbit": (_who(sail="'Rumelhart 1986'"), "network-for-trajectory"),
        "Dreyfus": (_who(sail="'Dreyfus 1962'"), "dreyfus-for-kelley"),
        "words of 1986": (_who(words="'Rumelhart 1986'", shown="'Rosenblatt 1962'"), "words-are-older"),
        "Rosenblatt showed it": (_who(shown="'Rosenblatt 1962'"), "words-without-method"),
        "Linnainmaa learning": (_who(model="'Linnainmaa 1970'"), "no-learning-in-1970"),
        "the later Werbos": (_who(model="'Werbos 1982'"), "thesis-for-paper"),
        "Werbos showed it": (_who(shown="'Werbos 1974'"), "proposed-for-shown"),
        "perceptron for delta rule": (_who(unit="'Rosenblatt 1962'"), "perceptron-for-delta-rule"),
        "Hopfield": (_who(shown="'Hopfield 1982'"), "prize-for-backpropagation"),
        "Hochreiter": (_who(limits="'Hochreiter 1991'"), "not-hochreiter-1991"),
        "Minsky for forward mode": (_who(forward="'Minsky 1969'"), "not-minsky-1969"),
        "turned round": (_who(order=ORDER[::-1]), "newest-first"),
        "networks first": (_who(order=ORDER[4:] + ORDER[:4]), "networks-first"),
        "one pair exchanged": (_who(order=[*ORDER[:3], ORDER[4], ORDER[3], ORDER[5]]), "out-of-order"),
        "five steps": (_who(order=ORDER[:5]), "form"),
        "another name": (_who(shown="'Hinton'"), "form"),
        "not all filled in": (_who(model="...", order="..."), "not-filled-in"),
        "as they were listed": (_who(order=sorted(ORDER)), "not-sorted"),
        "forward mode first": (_who(order=[ORDER[1], ORDER[0], *ORDER[2:]]), "forward-mode-first"),
        "reverse before forward": (_who(order=[ORDER[0], ORDER[2], ORDER[1], *ORDER[3:]]), "reverse-before-forward"),
        "shown before used": (_who(order=[*ORDER[:4], ORDER[5], ORDER[4]]), "shown-before-used"),
        "learning too early": (
            _who(order=[*ORDER[:2], ORDER[3], ORDER[2], *ORDER[4:]]),
            "learning-before-the-algorithm",
        ),
        "theory first": (_who(order=[ORDER[1], ORDER[2], ORDER[0], *ORDER[3:]]), "theory-before-practice"),
        "1986 everywhere": (
            _who(reverse="'Rumelhart 1986'", model="'Rumelhart 1986'", words="'Rumelhart 1986'"),
            "words-are-older",
        ),
        "words for an algorithm": (_who(reverse="'Rosenblatt 1962'"), "words-without-algorithm"),
        "found again": (_who(model="'rumelhart 1986'", order=ORDER[::-1]), "found-again-for-proposed"),
        "Kelley for Widrow": (_who(unit="'Kelley 1960'", sail="'Widrow 1960'"), "not-kelley-1960"),
        "years for steps": (_who(order=[1960, 1964, 1970, 1974, 1982, 1986]), "form"),
    },
    "01.2": {
        "w made short after each update": (
            _perceptron(update="w = w + sign * x; w = w / np.linalg.norm(w)"),
            "weights-made-short",
        ),
        "assigned, not added": (_perceptron(update="w = sign * x"), "assigned-not-added"),
        "the delta rule at every example": (
            _perceptron(begin="before = mistakes; X = X").replace(
                "            w = w + sign * x\n                mistakes += 1",
                "            mistakes += 1\n            w = w + 0.1 * (sign - w @ x) * x",
            ),
            "delta-rule-always",
        ),
        "counted as 2": (_perceptron(count="mistakes += 2"), "mistakes-counted-twice"),
        "root of gamma": (_perceptron(bound="R / np.sqrt(gamma)"), "root-of-gamma"),
        "root of gamma, R squared": (_perceptron(bound="R**2 / gamma**0.5"), "root-of-gamma-R-squared"),
        "v not of length 1": (_perceptron(gamma="(signs * (X @ v)).min()"), "margin-not-normalised"),
        "length without the threshold": (
            _perceptron(gamma="(signs * (X @ v)).min() / np.linalg.norm(v[:-1])"),
            "threshold-left-out-of-the-length",
        ),
        "R without the 1": (
            _perceptron(R="np.linalg.norm(X[:, :-1], axis=1).max()"),
            "threshold-left-out-of-R",
        ),
        "not squared": (_perceptron(bound="R / gamma"), "not-squared"),
        "upside down": (_perceptron(bound="(gamma / R) ** 2"), "upside-down"),
        "mean margin": (_perceptron(gamma="(signs * (X @ v)).mean() / np.linalg.norm(v)"), "mean-margin"),
        "norm of the matrix": (_perceptron(R="np.linalg.norm(X)"), "norm-of-the-matrix"),
        "largest entry": (_perceptron(R="X.max()"), "largest-entry"),
        "no sign in the margin": (
            _perceptron(gamma="(X @ v).min() / np.linalg.norm(v)"),
            "sign-left-out-of-the-margin",
        ),
        "passes": (_perceptron(result="steps, {bound}"), "passes-counted"),
        "counted anew in each pass": (
            _perceptron(begin="before = mistakes = 0", end="first = mistakes if steps == 1 else first")
            .replace("steps = np.zeros(X.shape[1]), 0, 0", "steps, first = np.zeros(X.shape[1]), 0, 0, 0")
            .replace("return mistakes", "return first"),
            "first-pass-only",
        ),
        "a tie is right": (_perceptron(test="sign * (w @ x) < 0"), "tie-taken-for-right"),
        "always updated": (
            _perceptron(test="True", count="mistakes += sign * ((w - sign * x) @ x) <= 0"),
            "updated-when-right",
        ),
        "always added": (_perceptron(update="w = w + x"), "sign-missing-in-the-update"),
        "subtracted": (_perceptron(update="w = w - sign * x"), "update-the-wrong-way"),
        "sign missing in the test": (_perceptron(test="w @ x <= 0"), "sign-missing-in-the-test"),
        "updates collected": (
            _perceptron(begin="before, new = mistakes, w", update="new = new + sign * x", end="w = new").replace(
                "    w = new", "    w = new\n        if mistakes == before: break"
            ),
            "updated-after-the-pass",
        ),
        "begins again": (_perceptron(begin="before, w = mistakes, 0 * w"), "begins-again"),
        "one result": (_perceptron(result="{bound}"), "one-result-only"),
        "an error": (_perceptron(R="max(X)"), "raises"),
        "no return": (_perceptron().rpartition("\n")[0], "returns-nothing"),
        "0 is the answer -1": (_perceptron(test="sign != (1 if w @ x > 0 else -1)"), "tie-is-minus"),
        "0 is the answer 1": (_perceptron(test="sign != np.where(w @ x >= 0, 1, -1)"), "tie-is-plus"),
        "bias once a feature": (
            _perceptron(
                update="\n                ".join(
                    ["for j in range(len(w)):", "    w[j] += sign * x[j]", "    b += sign"]
                )
            )
            .replace("w @ x", "w @ x + b")
            .replace("steps = np.zeros(X.shape[1]), 0, 0", "steps, b = np.zeros(X.shape[1]), 0, 0, 0"),
            "threshold-once-a-feature-and-itself",
        ),
        "last weight once a feature": (
            _perceptron(
                update="\n                ".join(
                    ["for j in range(len(w) - 1):", "    w[j] += sign * x[j]", "    w[-1] += sign"]
                )
            ),
            "threshold-once-an-input",
        ),
        "a bias besides": (
            _perceptron(update="w, b = w + sign * x, b + sign")
            .replace("w @ x", "w @ x + b")
            .replace("steps = np.zeros(X.shape[1]), 0, 0", "steps, b = np.zeros(X.shape[1]), 0, 0, 0"),
            "threshold-moved-twice",
        ),
        "weights of ones": (_perceptron().replace("np.zeros(X", "np.ones(X"), "starts-with-ones"),
        "delta rule": (_perceptron(update="w = w + (sign - w @ x) * x"), "delta-rule"),
        "hinge": (_perceptron(test="sign * (w @ x) < 1"), "tested-against-one"),
        "one pass more": (_perceptron().replace("range(passes)", "range(passes + 1)"), "one-pass-more"),
        "until none is wrong": (_perceptron().replace("for _ in range(passes)", "while True"), "passes-ignored"),
        "margin of the learnt weights": (
            _perceptron(gamma="(signs * (X @ w)).min() / np.linalg.norm(w)"),
            "learned-weights",
        ),
        "each point's own quotient": (
            _perceptron(gamma="(signs * (X @ v) / np.linalg.norm(X, axis=1)).min() / np.linalg.norm(v)", R="1"),
            "quotient-point-by-point",
        ),
        "columns": (_perceptron(R="np.linalg.norm(X, axis=0).max()"), "columns-for-rows"),
        "R not squared": (_perceptron(bound="R / gamma**2"), "only-gamma-squared"),
        "tie and threshold in R": (
            _perceptron(test="sign * (w @ x) < 0", R="np.linalg.norm(X[:, :-1], axis=1).max()"),
            "tie-taken-for-right + threshold-left-out-of-R",
        ),
        "mean margin, not normalised": (
            _perceptron(gamma="(signs * (X @ v)).mean()"),
            "mean-margin + margin-not-normalised",
        ),
        "always added, updates collected": (
            _perceptron(begin="before, new = mistakes, w", update="new = new + x", end="w = new").replace(
                "    w = new", "    w = new\n        if mistakes == before: break"
            ),
            "sign-missing-in-the-update + updated-after-the-pass",
        ),
        "remembers the weights": (
            "W = []\n"
            + _perceptron(
                begin="before = mistakes; w = W[-1] if W else w",
                end="W.append(w)\n        if mistakes == before: break",
            ),
            "remembers-between-calls",
        ),
    },
    "01.3": {
        "only W1": (_targets(solve="np.linalg.lstsq(G[:-5], -g0[:-5], rcond=None)[0]"), "first-weights-only"),
        "only the output unit": (
            _targets(solve="np.linalg.lstsq(G[-3:], -g0[-3:], rcond=None)[0]"),
            "output-layer-only",
        ),
        "an intercept": (
            _targets(solve="np.linalg.lstsq(np.c_[G, np.ones(len(G))], -g0, rcond=None)[0][:2]"),
            "constant-column",
        ),
        "g0 not subtracted": (_targets("gradient(1, 0)", "gradient(0, 1)"), "g0-not-subtracted (g1, g2)"),
        "plus": (_targets(solve="np.linalg.lstsq(G, g0, rcond=None)[0]"), "sign-of-g0"),
        "exchanged": (_targets(result="high, low"), "low-and-high-exchanged"),
        "columns exchanged": (_targets("gradient(0, 1) - g0", "gradient(1, 0) - g0"), "low-and-high-exchanged"),
        "one by one": (_targets(solve="-(G * g0[:, None]).sum(0) / (G**2).sum(0)"), "cross-term-forgotten"),
        "two equations": (_targets(solve="np.linalg.solve(G[:2], -g0[:2])"), "two-equations-only"),
        "summed": (
            _targets(solve="np.linalg.pinv(G.sum(0)[None]) @ -g0.sum()[None]"),
            "entries-summed",
        ),
        "one unknown": (
            _targets(solve="(lambda t: (t, 1 - t))(-(g0 + g2) @ (g1 - g2) / ((g1 - g2) @ (g1 - g2)))"),
            "assumed-to-add-to-one",
        ),
        "as in 1986": (_targets(solve="0.1, 0.9"), "as-in-the-lesson"),
        "0 and 1": (_targets(solve="0, 1"), "zero-and-one"),
        "a grid": (
            _function(
                "recover_targets(gradient)",
                "g = gradient(0, 0)",
                "a, b = gradient(1, 0) - g, gradient(0, 1) - g",
                "grid = np.arange(1, 100) / 100",
                "size = lambda pair: ((g + pair[0] * a + pair[1] * b) ** 2).sum()",
                "M = np.array([[a @ a, a @ b], [a @ b, b @ b]])",
                "low, high = np.linalg.solve(M, [-a @ g, -b @ g])",
                "return grid[np.abs(grid - low).argmin()], grid[np.abs(grid - high).argmin()]",
            ),
            "rounded",
        ),
        "all that lstsq returns": (
            _targets(solve="0, 0", result="np.linalg.lstsq(G, -g0, rcond=None)"),
            "form",
        ),
        "no return": (_targets().rpartition("\n")[0], "returns-nothing"),
        "g0 not subtracted from g1": (_targets("gradient(1, 0)"), "g0-not-subtracted (g1)"),
        "g0 added": (_targets("gradient(1, 0) + g0", "gradient(0, 1) + g0"), "g0-added (g1, g2)"),
        "g2 from both": (_targets(g2="gradient(1, 1) - g0"), "both-targets-at-once (g2)"),
        "step of 0.1": (_targets("gradient(0.1, 0) - g0", "gradient(0, 0.1) - g0"), "step-not-divided (g1, g2)"),
        "g0 in the middle": (
            _targets("gradient(1, 0) - g0", "gradient(0, 1) - g0").replace("gradient(0, 0)", "gradient(0.1, 0.9)"),
            "g0-at-the-lesson",
        ),
        "one after the other": (
            _targets(solve="(lambda h: (-(g1 @ (g0 + h * g2)) / (g1 @ g1), h))(-(g2 @ g0) / (g2 @ g2))"),
            "one-after-the-other",
        ),
        "ridge": (_targets(solve="np.linalg.solve(G.T @ G + 1e-3 * np.eye(2), -G.T @ g0)"), "smoothed-0.001"),
        "projected": (_targets(solve="-G.T @ g0"), "only-projected"),
        "without the bias": (_targets(solve="np.linalg.lstsq(G[:-1], -g0[:-1], rcond=None)[0]"), "last-entry-left-out"),
        "three digits": (_targets(result="round(low, 3), round(high, 3)"), "rounded-to-three-digits"),
        "exchanged, without the bias": (
            _targets(solve="np.linalg.lstsq(G[:-1], -g0[:-1], rcond=None)[0]", result="high, low"),
            "last-entry-left-out + low-and-high-exchanged",
        ),
        "g0 not subtracted, two equations": (
            _targets("gradient(1, 0)", solve="np.linalg.solve(G[:2], -g0[:2])"),
            "g0-not-subtracted (g1) + two-equations-only",
        ),
        "plus and two equations": (_targets(solve="np.linalg.solve(G[:2], g0[:2])"), "two-equations-only"),
    },
    "01.4": {
        "brackets around both": (_adjoint(costate="A[k].T @ (lam + c[k])"), "running-cost-inside"),
        "the running cost of states in the control, too": (
            _adjoint(row="B[k].T @ (lam + c[k]) + d[k]"),
            "unknown",
        ),
        "a discount": (
            _adjoint(costate="0.9 * (A[k].T @ lam) + c[k]"),
            "what-comes-back-from-the-next-stage-times-0.9",
        ),
        "the running cost times λ": (_adjoint(costate="A[k].T @ (lam * c[k])"), "costates-multiplied"),
        "the costate added to itself": (
            _adjoint(costate="lam + A[k].T @ lam + c[k]"),
            "added-to-the-costate",
        ),
        "the costate made short": (
            _adjoint(costate="(A[k].T @ lam + c[k]) / np.linalg.norm(A[k].T @ lam + c[k])"),
            "costate-made-short",
        ),
        "a system with the transpose": (_adjoint(costate="np.linalg.solve(A[k].T, lam) + c[k]"), "transpose-inverted"),
        "one row for all": (_adjoint(result="0 * g + g.sum(axis=0)"), "one-row-for-all"),
        "A not transposed": (_adjoint("A[k] @ lam + c[k]"), "not-transposed"),
        "B not transposed": (_adjoint(row="B[k] @ lam + d[k]"), "control-not-transposed"),
        "costate of stage k": (_adjoint(swap=True), "costate-one-stage-early"),
        "A of the next stage": (_adjoint("A[min(k + 1, len(A) - 1)].T @ lam + c[k]"), "matrix-of-the-next-stage"),
        "d forgotten": (_adjoint(row="B[k].T @ lam"), "running-cost-of-controls-forgotten"),
        "c forgotten": (_adjoint("A[k].T @ lam"), "running-cost-of-states-forgotten"),
        "the lines of the lesson": (_adjoint("A[k].T @ lam", "B[k].T @ lam"), "running-costs-forgotten"),
        "c of the next stage": (
            _adjoint("A[k].T @ lam + (c[k + 1] if k + 1 < len(c) else 0)"),
            "running-cost-of-the-next-stage",
        ),
        "c inside": (_adjoint("A[k].T @ (lam + c[k])"), "running-cost-inside"),
        "c subtracted": (_adjoint("A[k].T @ lam - c[k]"), "running-cost-subtracted"),
        "starts from 0": (_adjoint(start="0 * end"), "end-forgotten"),
        "forwards": (
            _function(
                "control_gradient(A, B, c, d, end)",
                "lam, g = end, []",
                "for k in range(len(A)):",
                "    lam = A[k].T @ lam + c[k]",
                "    g.append(B[k].T @ lam + d[k])",
                "return np.array(g)",
            ),
            "forward-in-time",
        ),
        "rows turned round": (_adjoint(result="g[::-1]"), "turned-round"),
        "only the end": (_adjoint("lam"), "end-at-every-stage"),
        "again for each stage": (
            _function(
                "control_gradient(A, B, c, d, end)",
                "g = []",
                "for k in range(len(A)):",
                "    lam = end",
                "    for j in range(len(A) - 1, k, -1):",
                "        lam = A[j].T @ lam + c[j]",
                "    g.append(B[k].T @ lam + d[k])",
                "return np.array(g)",
            ),
            "too-slow",
        ),
        "arguments changed": (_adjoint(row="B[k].T @ lam + d[k]; d[k] = g[k]"), "changes-input"),
        "sign": (_adjoint(result="-g"), "step-for-gradient"),
        "mean over the stages": (_adjoint(result="g / len(A)"), "rows-divided-by-N"),
        "no return": (_adjoint().rpartition("\n")[0], "returns-nothing"),
        "matrices from the front": (_adjoint("A[len(A) - 1 - k].T @ lam + c[k]"), "matrices-from-the-front"),
        "A of the stage before": (_adjoint("A[k - 1].T @ lam + c[k]"), "matrix-of-the-stage-before"),
        "identity added": (_adjoint("lam + A[k].T @ lam + c[k]"), "added-to-the-costate"),
        "sign of continuous time": (_adjoint("-A[k].T @ lam + c[k]"), "minus-as-in-continuous-time"),
        "states turned back": (_adjoint("np.linalg.solve(A[k], lam) + c[k]"), "costate-inverted"),
        "last cost at the end": (_adjoint(start="end + c[-1]"), "last-cost-at-the-end"),
        "law of control": (_adjoint(row="-B[k].T @ lam + d[k]"), "control-negative"),
        "d of the stage before": (_adjoint(row="B[k].T @ lam + d[k - 1]"), "direct-cost-of-the-stage-before"),
        "the future forgotten": (_adjoint("c[k]"), "only-the-next-state"),
        "down to stage 1": (_adjoint(stages="range(len(A) - 1, 0, -1)"), "first-row-empty"),
        "not transposed and early": (
            _adjoint("A[k] @ lam + c[k]", swap=True),
            "not-transposed + costate-one-stage-early",
        ),
        "c inside, d forgotten": (
            _adjoint("A[k].T @ (lam + c[k])", "B[k].T @ lam"),
            "running-cost-inside + running-cost-of-controls-forgotten",
        ),
        "both subtracted": (
            _adjoint("A[k].T @ lam - c[k]", "B[k].T @ lam - d[k]"),
            "running-costs-subtracted",
        ),
        "remembers the end": (
            "kept = []\n"
            + _adjoint(start="kept[-1] if kept else end").replace(
                "    return", "    kept.append(lam[: len(end)])\n    return"
            ),
            "remembers-between-calls",
        ),
    },
    "01.5": {
        "the slopes of a quotient turned over": (_rounding(over="1 / a, b"), "slopes-of-over"),
        "what arrives left out at the first value": (
            _rounding(hand="c[i] += p; c[j] += c[n] * q"),
            "first-value-arrived-left-out",
        ),
        "c not multiplied in at a quotient": (
            _rounding(hand="m = 1 if kind == '/' else c[n]; c[i] += m * p; c[j] += m * q"),
            "c-not-handed-on-at-/",
        ),
        "c not multiplied in at a product": (
            _rounding(hand="m = 1 if kind == '*' else c[n]; c[i] += m * p; c[j] += m * q"),
            "c-not-handed-on-at-*",
        ),
        "assigned at a difference": (
            _rounding(hand="keep = kind != '-'; c[i] = keep * c[i] + c[n] * p; c[j] = keep * c[j] + c[n] * q"),
            "overwritten-at--",
        ),
        "no case for a quotient": (_rounding(over="0, 0"), "nothing-handed-on-at-/"),
        "errors added": (_rounding(arriving="np.array(errors, float)"), "errors-added"),
        "a bound": (_rounding(error="np.abs(arriving).sum()"), "a-bound"),
        "the largest": (_rounding(error="arriving[np.abs(arriving).argmax()]"), "largest-only"),
        "overwritten": (_rounding(hand="c[i] = c[n] * p; c[j] = c[n] * q"), "overwritten"),
        "a square counted once": (
            _rounding(hand="c[i] += c[n] * p; c[j] += c[n] * q * (i != j)"),
            "same-value-once",
        ),
        "forwards": (_rounding(order="range(len(steps))"), "forward-order"),
        "minus like plus": (_rounding(minus="1, 1"), "sign-of-minus"),
        "factors exchanged": (_rounding(times="a, b"), "factors-exchanged"),
        "times like plus": (_rounding(times="1, 1"), "product-like-a-sum"),
        "sign of a quotient": (_rounding(over="1 / b, a / b**2"), "sign-of-the-denominator"),
        "square of a quotient": (_rounding(over="1 / b, -a / b"), "denominator-not-squared"),
        "numerator missing": (_rounding(over="1 / b, -1 / b**2"), "one-over-b-squared"),
        "denominator constant": (_rounding(over="1 / b, 0"), "denominator-held-fixed"),
        "inputs left out": (
            _rounding(arriving="(c * np.array(errors))[first:]", culprit="first + np.abs(arriving).argmax()"),
            "inputs-forgotten",
        ),
        "result left out": (_rounding(arriving="(c * np.array(errors))[:-1]"), "last-error-forgotten"),
        "relative": (_rounding(arriving="c * np.array(errors) / np.array(values)"), "relative-errors"),
        "culprit by its own error": (_rounding(culprit="np.abs(errors).argmax()"), "culprit-by-local-error"),
        "culprit by c": (_rounding(culprit="np.abs(c).argmax()"), "culprit-by-sensitivity"),
        "culprit with its sign": (_rounding(culprit="arriving.argmax()"), "culprit-with-sign"),
        "culprit among the steps": (
            _rounding(culprit="np.abs(arriving).argmax() - first"),
            "culprit-among-the-steps",
        ),
        "nothing handed on": (_rounding(hand="pass"), "nothing-handed-on"),
        "c starts with 0": (_rounding(start="pass"), "zero"),
        "sign": (_rounding(error="-arriving.sum()"), "other-sign-of-errors"),
        "once for each error": (
            _function(
                "predict_error(steps, values, errors)",
                "first, arriving = len(values) - len(steps), []",
                "for m in range(len(values)):",
                "    t = [0.0] * len(values)",
                "    t[m] = 1.0",
                "    for n, (kind, i, j) in enumerate(steps[max(m - first + 1, 0) :], max(m + 1, first)):",
                "        a, b = values[i], values[j]",
                "        p, q = {'+': (1, 1), '-': (1, -1), '*': (b, a), '/': (1 / b, -a / b**2)}[kind]",
                "        t[n] = p * t[i] + q * t[j]",
                "    arriving.append(t[-1] * errors[m])",
                "return sum(arriving), np.abs(arriving).argmax()",
            ),
            "too-slow",
        ),
        "one result": (
            _rounding().replace("return arriving.sum(), ", "return arriving.sum() + 0 * "),
            "one-result-only",
        ),
        "absolute errors": (_rounding(arriving="c * np.abs(errors)"), "absolute-errors"),
        "seed is the result": (_rounding(start="c[-1] = values[-1]"), "starts-with-the-result"),
        "local slopes": (_rounding(hand="c[i] += p; c[j] += q"), "c-not-handed-on"),
        "i and j exchanged": (_rounding(hand="c[j] += c[n] * p; c[i] += c[n] * q"), "places-exchanged"),
        "down to step 1": (_rounding(order="range(len(steps) - 1, 0, -1)"), "first-step-left-out"),
        "index of the step": (_rounding().replace("first + k", "k"), "nothing-handed-on"),
        "precedence": (_rounding(over="1 / b, -a / b * b"), "quotient-brackets"),
        "quotient exchanged": (_rounding(over="-a / b**2, 1 / b"), "quotient-exchanged"),
        "root of squares": (_rounding(error="np.sqrt((arriving**2).sum())"), "root-of-squares"),
        "counted from 1": (_rounding(culprit="np.abs(arriving).argmax() + 1"), "culprit-counted-from-1"),
        "smallest": (_rounding(culprit="np.abs(arriving).argmin()"), "smallest-contribution"),
        "minus and quotient": (
            _rounding(minus="1, 1", over="1 / b, a / b**2"),
            "sign-of-minus + sign-of-the-denominator",
        ),
        "factors and overwritten": (
            _rounding(times="a, b", hand="c[i] = c[n] * p; c[j] = c[n] * q"),
            "factors-exchanged + overwritten",
        ),
        "a bound, culprit by c": (
            _rounding(error="np.abs(arriving).sum()", culprit="np.abs(c).argmax()"),
            "a-bound + culprit-by-sensitivity",
        ),
        "errors spoilt": (
            _rounding(error="-arriving.sum()", start="c[-1] = 1.0; errors[0] += 1e-9"),
            "unknown",
        ),
    },
    "01.6": {
        "only all signs": (_codes("all(np.dot(c, w) for c in product((-1, 1), repeat=k))"), "all-terms-only"),
        "the largest is not the sum": (_codes("sum(w[:-1]) != w[-1]"), "largest-against-the-rest"),
        "one is not two": (_codes("not any(a + b == c for a, b, c in combinations(w, 3))"), "one-against-two"),
        "one is not some others": (
            _codes("not any(sum(s) in w for r in range(2, k) for s in combinations(w, r))"),
            "one-against-some",
        ),
        "each larger than those before": (_codes("all(sum(w[:i]) < w[i] for i in range(k))"), "super-increasing"),
        "powers of two": (
            "def symmetry_codes(k, n):\n    return [tuple(2**i for i in range(k))]",
            "powers-of-two",
        ),
        "0 and 1": (
            _codes("all(np.dot(c, w) for c in product((0, 1), repeat=k) if any(c))"),
            "nothing-tested",
        ),
        "the others": (_codes("vanishes(w)"), "those-that-fail"),
        "equal numbers": (
            _codes(
                "not any(sum(s) in w for r in range(2, k) for s in combinations(w, r)) and not vanishes(set(w))",
                "combinations_with_replacement(range(1, n + 1), k)",
            ).replace("def vanishes(w):", "def vanishes(w):\n    w = list(w)"),
            "equal-numbers",
        ),
        "every order": (_codes("not vanishes(w)", "permutations(range(1, n + 1), k)"), "every-order"),
        "multiples": (_codes("not vanishes(w)", coprime="True"), "multiples"),
        "pairs coprime": (
            _codes("not vanishes(w)", coprime="all(gcd(a, b) == 1 for a, b in combinations(w, 2))"),
            "pairwise-coprime",
        ),
        "n left out": (_codes("not vanishes(w)", "combinations(range(1, n), k)"), "n-left-out"),
        "beyond n": (_codes("not vanishes(w)", "combinations(range(1, n + 2), k)"), "beyond-n"),
        "decreasing": (
            _codes("not vanishes(w)", "combinations(range(n, 0, -1), k)"),
            "not-increasing",
        ),
        "all coefficients 0 not left out": (
            _codes("all(np.dot(c, w) for c in product((-1, 0, 1), repeat=k))"),
            "all-zero-counted",
        ),
        "the first is missing": (_codes("not vanishes(w)").replace("(w)]", "(w)][1:]"), "first-code-left-out"),
        "each twice": (_codes("not vanishes(w)").replace("(w)]", "(w)] * 2"), "twice"),
        "the number": (_codes("not vanishes(w)").replace("return [", "return len([").replace("(w)]", "(w)])"), "form"),
        "no return": ("def symmetry_codes(k, n):\n    codes = []", "returns-nothing"),
        "the first two have no common factor": (
            _codes("not vanishes(w)", coprime="gcd(w[0], w[1]) == 1"),
            "first-two-coprime",
        ),
        "with a 1": (_codes("not vanishes(w)", coprime="w[0] == 1"), "beginning-with-1"),
        "not all even": (_codes("not vanishes(w)", coprime="any(x % 2 for x in w)"), "even-only"),
        "multiples only": (_codes("not vanishes(w)", coprime="gcd(*w) > 1"), "only-multiples"),
        "coefficients to 2": (
            _codes("not any(any(c) and not np.dot(c, w) for c in product((-2, -1, 0, 1, 2), repeat=k))"),
            "coefficients-up-to-2",
        ),
        "differences": (
            _codes("len({b - a for a, b in combinations(w, 2)}) == k * (k - 1) // 2"),
            "differences-distinct",
        ),
        "1 left out": (_codes("not vanishes(w)", "combinations(range(2, n + 1), k)"), "1-left-out"),
        "return in the loop": (
            _codes("not vanishes(w)").replace("(w)]", "(w)][:1]"),
            "powers-of-two",
        ),
        "a generator": (_codes("not vanishes(w)").replace("return [", "return (").replace("(w)]", "(w))"), "form"),
        "multiples and one against two": (
            _codes("not any(a + b == c for a, b, c in combinations(w, 3))", coprime="True"),
            "one-against-two + multiples",
        ),
        "n left out and super-increasing": (
            _codes("all(sum(w[:i]) < w[i] for i in range(k))", "combinations(range(1, n), k)"),
            "super-increasing + n-left-out",
        ),
        "all terms, multiples": (
            _codes("all(np.dot(c, w) for c in product((-1, 1), repeat=k))", coprime="True"),
            "all-terms-only + multiples",
        ),
        "collects for ever": (
            "found = []\n"
            + _codes("not vanishes(w)")
            .replace("return [", "found.extend([")
            .replace("(w)]", "(w)])\n    return list(found)"),
            "remembers-between-calls",
        ),
    },
    "01.7": {
        "one of two runs": (_xor(stuck_2=0.5), "a-few-runs"),
        "the number of the book": (_xor(stuck_2=0.01), "number-of-the-book"),
        "the valley for 0 and 1": (_xor(E_stuck=0.25), "targets-0-and-1"),
        "the rarer state for 0 and 1": (_xor(E_stuck=0.333), "rarer-state-with-targets-0-and-1"),
        "all outputs one half": (_xor(E_stuck=0.5), "all-outputs-one-half"),
        "those that learn": (_xor(stuck_2=0.698, stuck_3=0.966), "solved-for-stuck"),
        "per cent": (_xor(stuck_2=30.2), "per-cent"),
        "counted": (_xor(stuck_2=151), "counted"),
        "weights from -1 to 1": (_xor(stuck_2=0.142), "range-of-the-lesson"),
        "none with 3 units": (_xor(stuck_3=0, none_in_50=1), "none-seen"),
        "no fewer with 8": (_xor(stuck_8=0.3), "width-makes-it-worse"),
        "half of them": (_xor(stuck_2=0.5), "a-few-runs"),
        "the rarer state": (_xor(E_stuck=0.21), "rarer-state"),
        "without the half": (_xor(E_stuck=0.32), "half-forgotten"),
        "mean over patterns": (_xor(E_stuck=0.04), "mean-over-patterns"),
        "the rate": (_xor(matters="'learning rate'"), "rate-blamed"),
        "patience": (_xor(matters="'sweeps'"), "patience"),
        "at least one": (_xor(none_in_50="1 - (1 - 0.034) ** 50"), "at-least-one"),
        "expected number": (_xor(none_in_50="50 * 0.034"), "expected-number"),
        "one run": (_xor(none_in_50=0.966), "single-run"),
        "all stuck": (_xor(none_in_50="0.034**50"), "all-fifty-stuck"),
        "straight line": (_xor(none_in_50="1 - 50 * 0.034"), "straight-line"),
        "a guess": (_xor(none_in_50=0.5), "wrong-chance"),
        "another word": (_xor(matters="'width'"), "form"),
        "a word for a number": (_xor(stuck_2="'many'"), "form"),
        "not all filled in": (_xor(matters="..."), "not-filled-in"),
        "solved, in per cent": (_xor(stuck_2=69.8, stuck_3=96.6), "solved-per-cent"),
        "solved, counted": (_xor(stuck_2=349), "solved-counted"),
        "widths exchanged": (_xor(stuck_2=0.034, stuck_3=0.302), "widths-exchanged"),
        "weights from -0.5 to 0.5": (_xor(stuck_2=0.06), "small-range"),
        "mean of the stuck": (_xor(E_stuck=0.17), "mean-of-the-stuck"),
        "mean of all": (_xor(E_stuck=0.056), "mean-of-all-runs"),
        "half twice": (_xor(E_stuck=0.08), "half-twice"),
        "root of E": (_xor(E_stuck=0.4), "root-of-E"),
        "chance in per cent": (_xor(none_in_50="100 * (1 - 0.034) ** 50"), "chance-per-cent"),
        "times fifty": (_xor(none_in_50="50 * (1 - 0.034)"), "times-fifty"),
        "not all": (_xor(none_in_50="1 - 0.034**50"), "not-all-fifty"),
        "in per cent, without the half": (_xor(stuck_2=30.2, E_stuck=0.32), "per-cent"),
    },
    "01.8": {
        "all is well": (_verdicts(C="'sound'"), "survivors-believed"),
        "A sound": (_verdicts(A="'sound'"), "spread-overlooked"),
        "B sound": (_verdicts(B="'sound'"), "rules-overlooked"),
        "D believed": (_verdicts(D="'sound'"), "cause-believed"),
        "four of four": (_verdicts(E="'sound'"), "four-believed"),
        "the method is wrong": (_verdicts(F="'sound'"), "method-blamed"),
        "extremes": (_verdicts(H="'sound'"), "extremes-believed"),
        "the good one blamed": (_verdicts(G="'one run'"), "good-report-blamed"),
        "the good one blamed otherwise": (_verdicts(G="'two changes'"), "good-report-blamed-for-two-changes"),
        "A and E exchanged": (_verdicts(A="'test too small'", E="'one run'"), "few-runs-or-few-questions"),
        "H is one run": (_verdicts(H="'one run'"), "best-is-not-one"),
        "H leaves out failures": (_verdicts(H="'failures left out'"), "best-hides-failures"),
        "B changes two things": (_verdicts(B="'two changes'"), "rules-are-the-change"),
        "momentum is the wrong thing": (_verdicts(D="'wrong thing blamed'"), "momentum-blamed"),
        "F leaves out failures": (_verdicts(F="'failures left out'"), "stuck-runs-are-counted"),
        "C has two rules": (_verdicts(C="'two stopping rules'"), "rule-is-the-same"),
        "another word": (_verdicts(B="'stopping rule'"), "form"),
        "not all filled in": (_verdicts(H="..."), "not-filled-in"),
        "the good one leaves out failures": (
            _verdicts(G="'failures left out'"),
            "good-report-blamed-for-failures-left-out",
        ),
        "the good one is small": (_verdicts(G="'test too small'"), "good-report-blamed-for-test-too-small"),
        "A leaves out failures": (_verdicts(A="'failures left out'"), "A-is-not-failures-left-out"),
        "D is one run": (_verdicts(D="'one run'"), "D-is-not-one-run"),
        "H changes two things": (_verdicts(H="'two changes'"), "H-is-not-two-changes"),
        "B and D exchanged": (_verdicts(B="'two changes'", D="'two stopping rules'"), "rules-are-the-change"),
        "C and H exchanged": (_verdicts(C="'best against typical'", H="'failures left out'"), "means-of-what"),
        "E chooses the best": (_verdicts(E="'best against typical'"), "E-is-not-best-against-typical"),
        "F is small": (_verdicts(F="' Test too Small'"), "F-is-not-test-too-small"),
        "all sound": (_verdicts(**dict.fromkeys("ABCDEFH", "'sound'")), "spread-overlooked"),
    },
}

RIGHT = {
    "01.1": {
        "as in the solution": _who(),
        "order as a tuple": _who(order=tuple(ORDER)),
        "order as an array of text": _who(order=f"list(np.array({ORDER}))"),
        "more entries than asked": _who(note="'and many others'"),
        "capitals and spaces": _who(order=[step.title() + " " for step in ORDER], unit="'widrow  1960'"),
    },
    "01.2": {
        "as in the solution": _perceptron(),
        "weights changed in place": _perceptron(update="w += sign * x"),
        "prediction by sign": _perceptron(test="np.sign(w @ x) != sign"),
        "without the early end": _perceptron(end="pass"),
        "v made of length 1": _perceptron(
            gamma="min(s * float(np.dot(x, v / np.linalg.norm(v))) for x, s in zip(X, signs))",
            R="max(np.sqrt(x @ x) for x in X)",
            bound="R**2 / gamma**2",
        ),
        "a learning rate": _perceptron(update="w = w + 0.25 * sign * x"),
        "distances by size": _perceptron(gamma="np.abs(X @ v).min() / np.sqrt((v**2).sum())"),
    },
    "01.3": {
        "as in the solution": _targets(),
        "normal equations": _targets(solve="np.linalg.solve(G.T @ G, -G.T @ g0)"),
        "pseudo-inverse": _targets(solve="-np.linalg.pinv(G) @ g0"),
        "other points of the plane": _targets(
            "gradient(3, 2) - gradient(2, 2)", "(gradient(1, 5) - gradient(1, 1)) / 4"
        ),
        "a list": _targets(result="[low, high]"),
        "one unknown taken out first": _function(
            "recover_targets(gradient)",
            "g, a, b = gradient(0, 0), gradient(1, 0) - gradient(0, 0), gradient(0, 1) - gradient(0, 0)",
            "a_only = a - (a @ b) / (b @ b) * b",
            "low = -(a_only @ g) / (a_only @ a_only)",
            "return low, -(b @ (g + low * a)) / (b @ b)",
        ),
    },
    "01.4": {
        "as in the solution": _adjoint(),
        "row vectors": _adjoint("lam @ A[k] + c[k]", "lam @ B[k] + d[k]"),
        "costates first": _function(
            "control_gradient(A, B, c, d, end)",
            "lam = [end]",
            "for A_k, c_k in zip(A[:0:-1], c[:0:-1]):",
            "    lam.append(A_k.T @ lam[-1] + c_k)",
            "return np.einsum('knp,kn->kp', B, np.array(lam[::-1])) + d",
        ),
        "einsum": _adjoint("np.einsum('ij,i->j', A[k], lam) + c[k]", "np.einsum('ij,i->j', B[k], lam) + d[k]"),
        "transposed at once": _adjoint("At[k].dot(lam) + c[k]").replace(
            "    lam, g =", "    At = np.transpose(A, (0, 2, 1))\n    lam, g ="
        ),
        "a list of rows": _function(
            "control_gradient(A, B, c, d, end)",
            "rows = []",
            "for A_k, B_k, c_k, d_k in list(zip(A, B, c, d))[::-1]:",
            "    rows.insert(0, (B_k.T @ end + d_k).tolist())",
            "    end = A_k.T @ end + c_k",
            "return rows",
        ),
    },
    "01.5": {
        "as in the solution": _rounding(),
        "Python numbers": _rounding(
            arriving="[float(x) * e for x, e in zip(c, errors)]",
            error="float(sum(arriving))",
            culprit="max(range(len(values)), key=lambda m: abs(arriving[m]))",
        ),
        "quotient from its result": _rounding(over="1 / b, -values[n] / b"),
        "summed on the way": _function(
            "predict_error(steps, values, errors)",
            "c = {len(values) - 1: 1.0}",
            "total, worst, culprit = 0.0, -1.0, None",
            "for n in range(len(values) - 1, -1, -1):",
            "    s = c.pop(n, 0.0)",
            "    total += s * errors[n]",
            "    if abs(s * errors[n]) > worst:",
            "        worst, culprit = abs(s * errors[n]), n",
            "    k = n - (len(values) - len(steps))",
            "    if k >= 0:",
            "        kind, i, j = steps[k]",
            "        a, b = values[i], values[j]",
            "        if kind == '*':",
            "            parts = b, a",
            "        elif kind == '/':",
            "            parts = 1 / b, -a / b / b",
            "        else:",
            "            parts = 1, (1 if kind == '+' else -1)",
            "        for m, slope in zip((i, j), parts):",
            "            c[m] = c.get(m, 0.0) + s * slope",
            "return total, culprit",
        ),
        "users of each value": _function(
            "predict_error(steps, values, errors)",
            "first = len(values) - len(steps)",
            "users = [[] for _ in values]",
            "for k, (kind, i, j) in enumerate(steps):",
            "    a, b = values[i], values[j]",
            "    p, q = {'+': (1, 1), '-': (1, -1), '*': (b, a), '/': (1 / b, -a / b**2)}[kind]",
            "    users[i].append((first + k, p))",
            "    users[j].append((first + k, q))",
            "c = [0.0] * len(values)",
            "for m in reversed(range(len(values))):",
            "    c[m] = sum(c[n] * s for n, s in users[m]) if m < len(values) - 1 else 1.0",
            "arriving = np.multiply(c, errors)",
            "return arriving.sum(), int(np.argmax(abs(arriving)))",
        ),
    },
    "01.6": {
        "as in the solution": _codes("not vanishes(w)"),
        "different subsets, different sums": _codes(
            "len({sum(s) for r in range(k + 1) for s in combinations(w, r)}) == 2**k"
        ),
        "in another order": _codes("not vanishes(w)").replace("(w)]", "(w)][::-1]"),
        "an array": _codes("not vanishes(w)").replace("return [", "return np.array([").replace("(w)]", "(w)])"),
        "lists": _codes("not vanishes(w)").replace("return [w ", "return [list(w) "),
        "a set": _codes("not vanishes(w)").replace("return [w ", "return {w ").replace("(w)]", "(w)}"),
        "built up": """
def symmetry_codes(k, n):
    found = [((), {0})]
    for _ in range(k):
        found = [
            (w + (x,), sums | {s + x for s in sums})
            for w, sums in found
            for x in range(w[-1] + 1 if w else 1, n + 1)
            if not sums & {s + x for s in sums}
        ]
    return [w for w, _ in found if np.gcd.reduce(w) == 1]
""",
    },
    "01.7": {
        "as in the solution": _xor(),
        "rounded": _xor(stuck_2=0.3, stuck_3=0.03, none_in_50=0.22),
        "another seed": _xor(
            stuck_2="np.float64(0.258)", stuck_3=0.024, none_in_50="0.976**50", E_stuck="np.float64(0.16)"
        ),
        "the chance rounded, the share not": _xor(stuck_3=0.0367, none_in_50=0.15),
        "one stuck with 8": _xor(stuck_8=0.002),
    },
    "01.8": {
        "as in the solution": _verdicts(),
        "NumPy text": _verdicts(A="np.str_('one run')"),
        "more entries than asked": _verdicts(I="'no idea'"),
        "made of pairs": """
verdicts = {}
for report, verdict in zip("ABCD", ["one run", "two stopping rules", "failures left out", "two changes"]):
    verdicts[report] = verdict
verdicts |= dict(E="test too small", F="wrong thing blamed", G="sound", H="best against typical")
""",
    },
}
