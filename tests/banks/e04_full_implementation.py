"""Answers to exercise 04 as learners write them: WRONG with the mistake to be named, RIGHT written differently."""

PRELUDE = """
import numpy as np
def sigmoid(z):
    return 1 / (1 + np.exp(-z))
def slope(z):
    return sigmoid(z) * (1 - sigmoid(z))
"""


def _but(text, *changes):
    """Return the text with pieces replaced; each must be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


FORWARD = """
def forward(W, b, X):
    Z, A = [None], [X]
    for l in range(1, len(W)):
        Z.append(A[l - 1] @ W[l].T + b[l])
        A.append(sigmoid(Z[l]))
    return Z, A
"""

LOSS = """
def binary_cross_entropy(Z, Y):
    costs = (np.logaddexp(0, Z) - Y * Z).sum(axis=1)
    delta = sigmoid(Z) - Y
    return costs, delta
"""

TEXT_BOOK = """
def binary_cross_entropy(Z, Y):
    A = sigmoid(Z)
    costs = -(Y * np.log(A) + (1 - Y) * np.log(1 - A)).sum(axis=1)
    return costs, A - Y
"""

STEP = """
def step(W, b, X, Y, eta):
    L, m = len(W) - 1, len(X)
    Z, A = [None], [X]
    for l in range(1, L + 1):
        Z.append(A[l - 1] @ W[l].T + b[l])
        A.append(sigmoid(Z[l]))
    new_W, new_b = [None] * (L + 1), [None] * (L + 1)
    delta = A[L] - Y
    for l in range(L, 0, -1):
        grad_W = delta.T @ A[l - 1] / m
        grad_b = delta.mean(axis=0)
        new_W[l] = W[l] - eta * grad_W
        new_b[l] = b[l] - eta * grad_b
        if l > 1:
            delta = (delta @ W[l]) * slope(Z[l - 1])
    return new_W, new_b
"""

STEP_BY_DIFFERENCES = """
def cost(W, b, X, Y):
    A = X
    for l in range(1, len(W)):
        Z = A @ W[l].T + b[l]
        A = sigmoid(Z)
    return (np.logaddexp(0, Z) - Y * Z).sum(axis=1).mean()

def step(W, b, X, Y, eta):
    new_W, new_b = [None], [None]
    for l in range(1, len(W)):
        for blocks, new in ((W, new_W), (b, new_b)):
            gradient = np.zeros_like(blocks[l])
            for index in np.ndindex(gradient.shape):
                saved = blocks[l][index]
                blocks[l][index] = saved + 1e-5
                up = cost(W, b, X, Y)
                blocks[l][index] = saved - 1e-5
                gradient[index] = (up - cost(W, b, X, Y)) / 2e-5
                blocks[l][index] = saved
            new.append(blocks[l] - eta * gradient)
    return new_W, new_b
"""

MEASURED = """
def measured_gradient(cost, theta, h):
    theta = theta.astype(float)
    gradient = np.zeros_like(theta)
    for index in np.ndindex(theta.shape):
        saved = theta[index]
        theta[index] = saved + h
        up = cost(theta)
        theta[index] = saved - h
        down = cost(theta)
        theta[index] = saved
        gradient[index] = (up - down) / (2 * h)
    return gradient
"""

STANDARDISED = """
def standardised(X_learn, X_test):
    mean, deviation = X_learn.mean(axis=0), X_learn.std(axis=0)
    deviation[deviation == 0] = 1
    return (X_learn - mean) / deviation, (X_test - mean) / deviation
"""

DROPOUT = """
def dropout(A, grad, draws, p):
    factors = (draws >= p) / (1 - p)
    return A * factors, grad * factors
"""

FIND_BUG = """
def right_gradient(W, b, X, Y):
    L, m = len(W) - 1, len(X)
    Z, A = [None], [X]
    for l in range(1, L + 1):
        Z.append(A[l - 1] @ W[l].T + b[l])
        A.append(sigmoid(Z[l]))
    D = [None] * (L + 1)
    D[L] = (A[L] - Y) * slope(Z[L])
    for l in range(L - 1, 0, -1):
        D[l] = (D[l + 1] @ W[l + 1]) * slope(Z[l])
    return [None] + [D[l].T @ A[l - 1] / m for l in range(1, L + 1)], [None] + [d.mean(axis=0) for d in D[1:]]

def differ(p, q):
    return np.linalg.norm(p - q) > 1e-6 * max(np.linalg.norm(p), np.linalg.norm(q))

def find_bug(gradient):
    rng = np.random.default_rng()
    sizes, m = [4, 6, 5, 3], 7
    W = [None] + [rng.normal(size=(n, k)) for k, n in zip(sizes, sizes[1:])]
    b = [None] + [rng.normal(size=n) for n in sizes[1:]]
    X, Y = rng.normal(size=(m, sizes[0])), rng.random((m, sizes[-1]))
    L = len(sizes) - 1
    got_W, got_b = gradient(W, b, X, Y)
    right_W, right_b = right_gradient(W, b, X, Y)
    wrong_W = [l for l in range(1, L + 1) if differ(got_W[l], right_W[l])]
    wrong_b = [l for l in range(1, L + 1) if differ(got_b[l], right_b[l])]
    if not wrong_W and not wrong_b:
        return "none"
    if not wrong_b:
        return "BP4"
    if not wrong_W:
        return "BP3"
    if L in wrong_W:
        return "BP1"
    return "BP2"
"""

BY_MEASUREMENT = """
def cost(W, b, X, Y):
    A = X
    for l in range(1, len(W)):
        A = sigmoid(A @ W[l].T + b[l])
    return ((A - Y) ** 2).sum(axis=1).mean() / 2

def measured(block, W, b, X, Y, h=1e-5):
    gradient = np.zeros_like(block)
    for index in np.ndindex(block.shape):
        saved = block[index]
        block[index] = saved + h
        up = cost(W, b, X, Y)
        block[index] = saved - h
        gradient[index] = (up - cost(W, b, X, Y)) / (2 * h)
        block[index] = saved
    return gradient

def find_bug(gradient):
    rng = np.random.default_rng(3)
    W = [None, rng.normal(size=(3, 2)), rng.normal(size=(4, 3)), rng.normal(size=(2, 4))]
    b = [None, rng.normal(size=3), rng.normal(size=4), rng.normal(size=2)]
    X, Y = rng.normal(size=(5, 2)), rng.random((5, 2))
    got_W, got_b = gradient(W, b, X, Y)
    weights = [np.allclose(got_W[l], measured(W[l], W, b, X, Y), rtol=1e-4, atol=1e-8) for l in (1, 2, 3)]
    biases = [np.allclose(got_b[l], measured(b[l], W, b, X, Y), rtol=1e-4, atol=1e-8) for l in (1, 2, 3)]
    if all(weights) and all(biases):
        return "none"
    if all(weights):
        return "BP3"
    if all(biases):
        return "BP4"
    return "BP2" if weights[2] and biases[2] else "BP1"
"""


def _rates(standardised="2.0", times="16361", slow="'bias'"):
    return f"rates = dict(standardised={standardised}, times={times}, slow={slow})"


WRONG = {
    "04.1": {
        "no bias": (_but(FORWARD, (" + b[l]", "")), "bias-forgotten"),
        "bias outside": (
            _but(FORWARD, (" + b[l]", ""), ("sigmoid(Z[l])", "sigmoid(Z[l]) + b[l]")),
            "bias-after-sigmoid",
        ),
        "bias subtracted": (_but(FORWARD, ("+ b[l]", "- b[l]")), "bias-subtracted"),
        "no sigmoid": (_but(FORWARD, ("sigmoid(Z[l])", "Z[l]")), "no-sigmoid"),
        "last layer linear": (
            _but(FORWARD, ("sigmoid(Z[l])", "sigmoid(Z[l]) if l < len(W) - 1 else Z[l]")),
            "no-sigmoid (the last layer)",
        ),
        "slope": (_but(FORWARD, ("sigmoid(Z[l])", "slope(Z[l])")), "slope-for-sigma"),
        "z passed on": (_but(FORWARD, ("A[l - 1] @", "(X if l == 1 else Z[l - 1]) @")), "weighted-input-passed-on"),
        "input squashed": (_but(FORWARD, ("[X]", "[sigmoid(X)]")), "input-squashed"),
        "sigmoid twice": (_but(FORWARD, ("sigmoid(Z[l])", "sigmoid(sigmoid(Z[l]))")), "sigmoid-twice"),
        "no transpose": (_but(FORWARD, ("W[l].T", "W[l]")), "not-transposed"),
        "always X": (_but(FORWARD, ("A[l - 1] @", "X @")), "always-the-input"),
        "bias of the layer before": (_but(FORWARD, ("b[l]", "b[max(1, l - 1)]")), "bias-of-another-layer"),
        "no index 0": (_but(FORWARD, ("return Z, A", "return Z[1:], A[1:]")), "form"),
        "last layer missing": (_but(FORWARD, ("len(W))", "len(W) - 1)")), "form"),
        "only the activations": (_but(FORWARD, ("return Z, A", "return A[-1]")), "form"),
        "nothing returned": (_but(FORWARD, ("    return Z, A\n", "")), "returns-nothing"),
    },
    "04.2": {
        "text book": (TEXT_BOOK, "from-rounded-outputs"),
        "text book by cases": (
            _but(LOSS, ("np.logaddexp(0, Z) - Y * Z", "-np.log(np.where(Y == 1, sigmoid(Z), 1 - sigmoid(Z)))")),
            "ln-zero",
        ),
        "log of 1 + e^z": (_but(LOSS, ("np.logaddexp(0, Z)", "np.log(1 + np.exp(Z))")), "overflow"),
        "log1p of e^z": (_but(LOSS, ("np.logaddexp(0, Z)", "np.log1p(np.exp(Z))")), "overflow"),
        "log of 1 + e^-z": (
            _but(LOSS, ("np.logaddexp(0, Z) - Y * Z", "np.log(1 + np.exp(-Z)) + (1 - Y) * Z")),
            "overflow-negative",
        ),
        "clipped at 1e-12": (
            _but(TEXT_BOOK, ("A = sigmoid(Z)", "A = np.clip(sigmoid(Z), 1e-12, 1 - 1e-12)")),
            "clipped-1e-12",
        ),
        "clipped at 1e-15": (
            _but(TEXT_BOOK, ("A = sigmoid(Z)", "A = np.clip(sigmoid(Z), 1e-15, 1 - 1e-15)")),
            "clipped-1e-15",
        ),
        "epsilon added": (
            _but(TEXT_BOOK, ("np.log(A)", "np.log(A + 1e-8)"), ("np.log(1 - A)", "np.log(1 - A + 1e-8)")),
            "clipped-1e-8",
        ),
        "only y ln a": (_but(LOSS, ("np.logaddexp(0, Z) - Y * Z", "Y * np.logaddexp(0, -Z)")), "half-the-cost"),
        "quadratic": (_but(LOSS, ("np.logaddexp(0, Z) - Y * Z", "(sigmoid(Z) - Y) ** 2 / 2")), "quadratic-cost"),
        "mean over the examples": (_but(LOSS, (".sum(axis=1)", ".sum(axis=1).mean()")), "mean-of-costs"),
        "mean over the outputs": (_but(LOSS, (".sum(axis=1)", ".mean(axis=1)")), "mean-over-outputs"),
        "not summed": (_but(LOSS, (".sum(axis=1)", "")), "not-summed"),
        "wrong axis": (_but(LOSS, ("axis=1", "axis=0")), "sum-over-examples"),
        "δ with slope": (_but(LOSS, ("sigmoid(Z) - Y", "(sigmoid(Z) - Y) * slope(Z)")), "with-output-slope"),
        "target minus answer": (_but(LOSS, ("sigmoid(Z) - Y", "Y - sigmoid(Z)")), "target-minus-answer"),
        "z minus y": (_but(LOSS, ("sigmoid(Z) - Y", "Z - Y")), "no-sigma"),
        "δ averaged": (_but(LOSS, ("sigmoid(Z) - Y", "(sigmoid(Z) - Y) / len(Y)")), "delta-averaged"),
        "softmax": (
            """
def binary_cross_entropy(Z, Y):
    S = Z - Z.max(axis=1, keepdims=True)
    log_A = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    return -(Y * log_A).sum(axis=1), np.exp(log_A) - Y
""",
            "softmax",
        ),
    },
    "04.3": {
        "uphill": (_but(STEP, ("- eta", "+ eta")), "ascends"),
        "no rate": (_but(STEP, ("eta * grad", "grad")), "rate-forgotten"),
        "rate twice": (_but(STEP, ("delta = A[L] - Y", "delta = eta * (A[L] - Y)")), "rate-twice"),
        "bias stays": (_but(STEP, ("b[l] - eta * grad_b", "b[l]")), "not-moved (the step of the biases)"),
        "bias uphill": (_but(STEP, ("b[l] - eta * grad_b", "b[l] + eta * grad_b")), "ascends (the step of the biases)"),
        "weights stay": (_but(STEP, ("W[l] - eta * grad_W", "W[l]")), "not-moved (the step of the weights)"),
        "old parameters returned": (_but(STEP, ("return new_W, new_b", "return W, b")), "nothing-moved"),
        "gradient returned": (
            _but(STEP, ("W[l] - eta * grad_W", "grad_W"), ("b[l] - eta * grad_b", "grad_b")),
            "gradient-returned",
        ),
        "step returned": (_but(STEP, ("= W[l] - eta", "= -eta"), ("= b[l] - eta", "= -eta")), "step-returned"),
        "sum": (_but(STEP, (" / m", ""), ("mean(axis=0)", "sum(axis=0)")), "sum-for-mean"),
        "mean twice": (_but(STEP, ("A[L] - Y", "(A[L] - Y) / m")), "divided-twice"),
        "divided by the outputs": (_but(STEP, ("A[L] - Y", "(A[L] - Y) / Y.shape[1]")), "divided-by-outputs"),
        "moved before BP2": (_but(STEP, ("(delta @ W[l])", "(delta @ new_W[l])")), "updated-first"),
        "moved in place before BP2": (
            _but(
                STEP,
                ("new_W[l] = W[l] - eta * grad_W", "W[l] -= eta * grad_W"),
                ("new_b[l] = b[l] - eta * grad_b", "b[l] -= eta * grad_b"),
                ("return new_W, new_b", "return W, b"),
            ),
            "updated-first",
        ),
        "in place": (
            _but(
                STEP,
                ("        new_W[l] = W[l] - eta * grad_W\n        new_b[l] = b[l] - eta * grad_b\n", ""),
                ("            delta = (delta @ W[l])", "            back = (delta @ W[l])"),
                (
                    "slope(Z[l - 1])\n",
                    "slope(Z[l - 1])\n        W[l] -= eta * grad_W\n        b[l] -= eta * grad_b\n"
                    "        if l > 1:\n            delta = back\n",
                ),
                ("return new_W, new_b", "return W, b"),
            ),
            "changes-input",
        ),
        "last layer only": (
            _but(
                STEP,
                ("        if l > 1:\n            delta = (delta @ W[l]) * slope(Z[l - 1])\n", "        break\n"),
                ("return new_W, new_b", "return W[:-1] + new_W[-1:], b[:-1] + new_b[-1:]"),
            ),
            "last-layer-only",
        ),
        "slope of the quadratic cost": (
            _but(STEP, ("delta = A[L] - Y", "delta = (A[L] - Y) * slope(Z[L])")),
            "with-output-slope",
        ),
        "no slope": (_but(STEP, (" * slope(Z[l - 1])", "")), "no-slope (BP2)"),
        "σ for σ'": (_but(STEP, ("slope(Z[l - 1])", "A[l - 1]")), "sigma-for-slope (BP2)"),
        "σ'(a)": (_but(STEP, ("slope(Z[l - 1])", "slope(A[l - 1])")), "slope-of-a (BP2)"),
        "slope of the next layer": (_but(STEP, ("slope(Z[l - 1])", "slope(Z[l])")), "slope-of-next-layer (BP2)"),
        "by differences": (STEP_BY_DIFFERENCES, "too-slow"),
    },
    "04.4": {
        "one side": (
            _but(MEASURED, ("saved - h", "saved"), ("(2 * h)", "h")),
            "one-sided",
        ),
        "the other side": (_but(MEASURED, ("saved + h", "saved"), ("(2 * h)", "h")), "one-sided-backward"),
        "one side, 2h": (_but(MEASURED, ("saved - h", "saved")), "one-sided-halved"),
        "divided by h": (_but(MEASURED, ("(2 * h)", "h")), "h-for-2h"),
        "not divided": (_but(MEASURED, (" / (2 * h)", "")), "not-divided"),
        "brackets": (_but(MEASURED, ("/ (2 * h)", "/ 2 * h")), "times-h"),
        "own step": (_but(MEASURED, ("theta = theta.astype", "h = 1e-6\n    theta = theta.astype")), "other-step"),
        "half a step": (
            _but(MEASURED, ("saved + h", "saved + h / 2"), ("saved - h", "saved - h / 2"), ("(2 * h)", "h")),
            "half-step",
        ),
        "all at once": (
            """
def measured_gradient(cost, theta, h):
    return np.full(theta.shape, (cost(theta + h) - cost(theta - h)) / (2 * h))
""",
            "all-at-once",
        ),
        "row by row": (
            _but(
                MEASURED,
                ("np.ndindex(theta.shape)", "range(len(theta))"),
                ("saved = theta[index]", "saved = theta[index].copy()"),
            ),
            "row-at-once",
        ),
        "not restored": (
            _but(MEASURED, ("        theta[index] = saved\n", "")),
            "not-restored",
        ),
        "the caller's array not restored": (
            _but(MEASURED, ("    theta = theta.astype(float)\n", ""), ("        theta[index] = saved\n", "")),
            "not-restored-whole-numbers",
        ),
        "down minus up": (_but(MEASURED, ("up - down", "down - up")), "down-minus-up"),
        "as in the lesson": (_but(MEASURED, (".astype(float)", ".copy()")), "whole-numbers"),
        "steps cut off": (
            _but(MEASURED, (".astype(float)", ".copy()"), ("zeros_like(theta)", "zeros(theta.shape)")),
            "whole-steps",
        ),
        "gradient of whole numbers": (
            _but(
                MEASURED,
                (
                    "    theta = theta.astype(float)\n    gradient = np.zeros_like(theta)",
                    "    gradient = np.zeros_like(theta)\n    theta = theta.astype(float)",
                ),
            ),
            "whole-gradient",
        ),
        "a flat list": (_but(MEASURED, ("return gradient", "return gradient.ravel()")), "gradient-flat"),
    },
    "04.5": {
        "all examples": (
            _but(
                STANDARDISED,
                (
                    "X_learn.mean(axis=0), X_learn.std(axis=0)",
                    "(both := np.concatenate([X_learn, X_test])).mean(axis=0), both.std(axis=0)",
                ),
            ),
            "leak",
        ),
        "mean of all": (
            _but(STANDARDISED, ("X_learn.mean(axis=0)", "np.concatenate([X_learn, X_test]).mean(axis=0)")),
            "leak (the mean)",
        ),
        "each by itself": (
            """
def standardised(X_learn, X_test):
    def prepare(X):
        deviation = X.std(axis=0)
        return (X - X.mean(axis=0)) / np.where(deviation > 0, deviation, 1)
    return prepare(X_learn), prepare(X_test)
""",
            "each-by-itself",
        ),
        "test as it is": (_but(STANDARDISED, ("(X_test - mean) / deviation", "X_test")), "untouched (the test examples)"),
        "test not centred": (
            _but(STANDARDISED, ("(X_test - mean) / deviation", "X_test / deviation")),
            "not-centred (the test examples)",
        ),
        "no axis": (
            """
def standardised(X_learn, X_test):
    mean, deviation = X_learn.mean(), X_learn.std()
    return (X_learn - mean) / deviation, (X_test - mean) / deviation
""",
            "one-for-all",
        ),
        "axis 1": (
            """
def standardised(X_learn, X_test):
    def prepare(X):
        return (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)
    return prepare(X_learn), prepare(X_test)
""",
            "rows-for-columns",
        ),
        "not scaled": (_but(STANDARDISED, (" / deviation", "")), "not-scaled"),
        "not centred": (_but(STANDARDISED, (" - mean", "")), "not-centred"),
        "variance": (_but(STANDARDISED, ("X_learn.std", "X_learn.var")), "variance (the deviation)"),
        "m - 1": (_but(STANDARDISED, ("std(axis=0)", "std(axis=0, ddof=1)")), "sample-deviation (the deviation)"),
        "range": (
            _but(STANDARDISED, ("X_learn.std(axis=0)", "X_learn.max(axis=0) - X_learn.min(axis=0)")),
            "range (the deviation)",
        ),
        "zero deviation": (_but(STANDARDISED, ("    deviation[deviation == 0] = 1\n", "")), "divided-by-zero"),
        "epsilon": (_but(STANDARDISED, ("deviation[deviation == 0] = 1", "deviation += 1e-8")), "tiny-divisor"),
    },
    "04.6": {
        "others silenced": (_but(DROPOUT, ("draws >= p", "draws < p")), "silences-the-others"),
        "p is to keep": (_but(DROPOUT, ("(draws >= p) / (1 - p)", "(draws < p) / p")), "p-means-keep"),
        "not scaled": (_but(DROPOUT, (" / (1 - p)", "")), "not-scaled"),
        "divided by p": (_but(DROPOUT, ("(1 - p)", "p")), "divided-by-p"),
        "scaled down": (_but(DROPOUT, ("/ (1 - p)", "* (1 - p)")), "scaled-down"),
        "scaled by count": (_but(DROPOUT, ("/ (1 - p)", "/ (draws >= p).mean()")), "scaled-by-count"),
        "one mask for all": (_but(DROPOUT, ("(draws >= p)", "(draws[0] >= p)")), "mask-of-first-example"),
        "gradient as it is": (_but(DROPOUT, ("grad * factors", "grad")), "not-masked-back"),
        "gradient masked only": (_but(DROPOUT, ("grad * factors", "grad * (draws >= p)")), "not-scaled (the backward pass)"),
        "gradient scaled only": (_but(DROPOUT, ("grad * factors", "grad / (1 - p)")), "nothing-silenced (the backward pass)"),
        "gradient times a": (_but(DROPOUT, ("grad * factors", "grad * (A * factors)")), "times-activation"),
        "as for ReLU": (_but(DROPOUT, ("grad * factors", "grad * (A * factors > 0) / (1 - p)")), "mask-from-sign"),
        "in place": (
            _but(
                DROPOUT, ("return A * factors, grad * factors", "A *= factors\n    grad *= factors\n    return A, grad")
            ),
            "changes-input",
        ),
    },
    "04.7": {
        "always none": ("def find_bug(gradient):\n    return 'none'", "never-finds"),
        "always BP2": ("def find_bug(gradient):\n    return 'BP2'", "always-BP2"),
        "one example": (_but(FIND_BUG, ("m = [4, 6, 5, 3], 7", "m = [4, 6, 5, 3], 1")), "one-example"),
        "one hidden layer": (_but(FIND_BUG, ("[4, 6, 5, 3], 7", "[4, 6, 3], 7")), "one-hidden-layer"),
        "biases not looked at": (
            _but(
                FIND_BUG,
                (
                    FIND_BUG[FIND_BUG.index("    if not wrong_W and") :],
                    """
    if not wrong_W:
        return "none"
    return "BP1" if L in wrong_W else "BP2"
""",
                ),
            ),
            "weights-only",
        ),
        "first layer only": (
            _but(FIND_BUG, ("for l in range(1, L + 1) if differ", "for l in [1] if differ")),
            "first-layer-only",
        ),
        "last layer only": (
            _but(FIND_BUG, ("for l in range(1, L + 1) if differ", "for l in [L] if differ")),
            "last-layer-only",
        ),
        "weights first": (
            _but(
                FIND_BUG,
                (
                    FIND_BUG[FIND_BUG.index("    if not wrong_W and") :],
                    """
    if wrong_W:
        return "BP4"
    return "BP3" if wrong_b else "none"
""",
                ),
            ),
            "symptom-for-cause",
        ),
        "biases first": (
            _but(
                FIND_BUG,
                (
                    FIND_BUG[FIND_BUG.index("    if not wrong_W and") :],
                    """
    if wrong_b:
        return "BP3"
    return "BP4" if wrong_W else "none"
""",
                ),
            ),
            "symptom-for-cause-biases",
        ),
        "both wrong is BP1": (
            _but(FIND_BUG, ('    if L in wrong_W:\n        return "BP1"\n    return "BP2"', '    return "BP1"')),
            "bp2-taken-for-bp1",
        ),
        "both wrong is BP2": (
            _but(FIND_BUG, ('    if L in wrong_W:\n        return "BP1"\n', "")),
            "bp1-taken-for-bp2",
        ),
        "BP1 and BP2 exchanged": (_but(FIND_BUG, ("if L in wrong_W", "if L not in wrong_W")), "bp1-bp2-exchanged"),
        "BP3 and BP4 exchanged": (_but(FIND_BUG, ("BP3", "BPx"), ("BP4", "BP3"), ("BPx", "BP4")), "bp3-bp4-exchanged"),
        "rounding not allowed for": (
            _but(FIND_BUG, ("return np.linalg.norm(p - q) >", "return (p != q).any() #")),
            "false-alarm",
        ),
        "zeros as parameters": (
            _but(FIND_BUG, ("rng.normal(size=(n, k))", "np.zeros((n, k))"), ("rng.normal(size=n)", "np.zeros(n)")),
            "zero-parameters",
        ),
        "BP4 forgotten": (_but(FIND_BUG, ('return "BP4"', 'return "none"')), "bp4-called-none"),
        "weights blamed on BP2": (_but(FIND_BUG, ('return "BP4"', 'return "BP2"')), "bp4-called-bp2"),
        "true or false": (_but(FIND_BUG, ('return "none"', "return True")), "form"),
        "lower case": (_but(FIND_BUG, ('"BP', '"bp')), "form"),
    },
    "04.8": {
        "best rate": (_rates("1.0"), "best-not-largest"),
        "sum": (_rates("0.4"), "sum-for-mean"),
        "the rate itself": (_rates(times="1.222e-4"), "rate-for-times"),
        "variance": (_rates(times="1960"), "only-centred"),
        "deviation": (_rates(times="44.27"), "deviation-once"),
        "mean": (_rates(times="120"), "mean-area"),
        "best against largest": (_rates(times="8180"), "half-of-it"),
        "no effect": (_rates(times="1"), "no-effect"),
        "the weight": (_rates(slow="'weight'"), "weight-is-slow"),
        "both": (_rates(slow="'both alike'"), "both-alike"),
        "another word": (_rates(slow="'b'"), "form"),
        "not a number": (_rates("'two'"), "kind"),
    },
}

RIGHT = {
    "04.1": {
        "lists": FORWARD,
        "dot": """
def forward(W, b, X):
    Z, A = [None] * len(W), [X] + [None] * (len(W) - 1)
    for l, (w, v) in enumerate(zip(W, b)):
        if l:
            Z[l] = np.dot(w, A[l - 1].T).T + v[None, :]
            A[l] = 1 / (1 + np.exp(-Z[l]))
    return Z, A
""",
        "einsum": _but(FORWARD, ("A[l - 1] @ W[l].T", "np.einsum('mk,jk->mj', A[l - 1], W[l])"), ("[X]", "[X.copy()]")),
        "example by example": """
def forward(W, b, X):
    Z, A = [None], [X]
    for l in range(1, len(W)):
        Z.append(np.array([W[l] @ a + b[l] for a in A[-1]]))
        A.append(np.array([sigmoid(z) for z in Z[-1]]))
    return tuple(Z), tuple(A)
""",
        "tanh": _but(FORWARD, ("sigmoid(Z[l])", "0.5 + 0.5 * np.tanh(Z[l] / 2)")),
    },
    "04.2": {
        "logaddexp": LOSS,
        "maximum": _but(LOSS, ("np.logaddexp(0, Z)", "np.maximum(Z, 0) + np.log(1 + np.exp(-np.abs(Z)))")),
        "by cases": """
def binary_cross_entropy(Z, Y):
    costs, delta = np.zeros(len(Z)), np.zeros(Z.shape)
    for i in range(Z.shape[0]):
        for j in range(Z.shape[1]):
            z, y = Z[i, j], Y[i, j]
            if z > 0:
                costs[i] += z * (1 - y) + np.log1p(np.exp(-z))
                delta[i, j] = 1 / (1 + np.exp(-z)) - y
            else:
                costs[i] += -z * y + np.log1p(np.exp(z))
                delta[i, j] = np.exp(z) / (1 + np.exp(z)) - y
    return costs, delta
""",
        "two logarithms": _but(
            LOSS,
            ("np.logaddexp(0, Z) - Y * Z", "Y * np.logaddexp(0, -Z) + (1 - Y) * np.logaddexp(0, Z)"),
            ("sigmoid(Z) - Y", "0.5 * (1 + np.tanh(Z / 2)) - Y"),
        ),
        "einsum": _but(
            LOSS,
            (
                "(np.logaddexp(0, Z) - Y * Z).sum(axis=1)",
                "np.logaddexp(0, Z) @ np.ones(Z.shape[1]) - np.einsum('ij,ij->i', Y, Z)",
            ),
        ),
    },
    "04.3": {
        "as in the lesson": STEP,
        "all δ first": """
def step(W, b, X, Y, eta):
    A = [X]
    for w, v in zip(W[1:], b[1:]):
        A.append(sigmoid(A[-1] @ w.T + v))
    D = [None] * len(A)
    D[-1] = A[-1] - Y
    for l in range(len(A) - 2, 0, -1):
        D[l] = D[l + 1] @ W[l + 1] * A[l] * (1 - A[l])
    new_W = [None] + [W[l] - eta / len(X) * D[l].T @ A[l - 1] for l in range(1, len(A))]
    new_b = [None] + [b[l] - eta / len(X) * D[l].sum(0) for l in range(1, len(A))]
    return new_W, new_b
""",
        "copies, then in place": """
def step(W, b, X, Y, eta):
    new_W = [None] + [w.copy() for w in W[1:]]
    new_b = [None] + [v.copy() for v in b[1:]]
    Z, A = [None], [X]
    for l in range(1, len(W)):
        Z.append(A[l - 1] @ W[l].T + b[l])
        A.append(sigmoid(Z[l]))
    delta = (A[-1] - Y) / len(X)
    for l in range(len(W) - 1, 0, -1):
        new_W[l] -= eta * delta.T @ A[l - 1]
        new_b[l] -= eta * delta.sum(axis=0)
        delta = delta @ W[l] * (slope(Z[l - 1]) if l > 1 else 1)
    return new_W, new_b
""",
        "example by example": """
def step(W, b, X, Y, eta):
    new_W, new_b = [None] + [w * 1.0 for w in W[1:]], [None] + [v * 1.0 for v in b[1:]]
    for x, y in zip(X, Y):
        a, z = [x], [None]
        for l in range(1, len(W)):
            z.append(W[l] @ a[-1] + b[l])
            a.append(sigmoid(z[-1]))
        d = a[-1] - y
        for l in range(len(W) - 1, 0, -1):
            new_W[l] -= eta / len(X) * np.outer(d, a[l - 1])
            new_b[l] -= eta / len(X) * d
            if l > 1:
                d = W[l].T @ d * slope(z[l - 1])
    return new_W, new_b
""",
        "einsum": _but(STEP, ("delta.T @ A[l - 1] / m", "np.einsum('mj,mk->jk', delta, A[l - 1]) / m")),
    },
    "04.4": {
        "as in the lesson": MEASURED,
        "unit vectors": """
def measured_gradient(cost, theta, h):
    gradient = []
    for i in range(theta.size):
        unit = np.zeros(theta.size)
        unit[i] = h
        unit = unit.reshape(theta.shape)
        gradient.append((cost(theta + unit) - cost(theta - unit)) / (2 * h))
    return np.array(gradient).reshape(theta.shape)
""",
        "copies": """
def measured_gradient(cost, theta, h):
    gradient = np.empty(theta.shape)
    for index, value in np.ndenumerate(theta):
        up, down = np.array(theta, dtype=float), np.array(theta, dtype=float)
        up[index], down[index] = value + h, value - h
        gradient[index] = (cost(up) - cost(down)) / (up[index] - down[index])
    return gradient
""",
        "half the sum of two sides": """
def measured_gradient(cost, theta, h):
    theta = 1.0 * theta
    here, gradient = cost(theta), 0 * theta
    for index in np.ndindex(*theta.shape):
        old = theta[index]
        theta[index] = old + h
        forwards = (cost(theta) - here) / h
        theta[index] = old - h
        backwards = (here - cost(theta)) / h
        theta[index] = old
        gradient[index] = (forwards + backwards) / 2
    return gradient
""",
    },
    "04.5": {
        "as in the lesson": STANDARDISED,
        "where": """
def standardised(X_learn, X_test):
    mean = X_learn.mean(0)
    deviation = np.sqrt(((X_learn - mean) ** 2).mean(0))
    deviation = np.where(deviation > 0, deviation, 1)
    return tuple((X - mean) / deviation for X in (X_learn, X_test))
""",
        "column by column": """
def standardised(X_learn, X_test):
    learn, test = X_learn.copy(), X_test.copy()
    for k in range(X_learn.shape[1]):
        mean, deviation = np.mean(X_learn[:, k]), np.std(X_learn[:, k])
        learn[:, k] -= mean
        test[:, k] -= mean
        if deviation > 0:
            learn[:, k] /= deviation
            test[:, k] /= deviation
    return learn, test
""",
        "both at once": """
def standardised(X_learn, X_test):
    both = np.vstack([X_learn, X_test]) - X_learn.mean(axis=0)
    deviation = X_learn.var(axis=0) ** 0.5
    both /= deviation + (deviation == 0)
    return [both[: len(X_learn)], both[len(X_learn) :]]
""",
        "small deviations": _but(STANDARDISED, ("deviation == 0", "deviation < 1e-12")),
    },
    "04.6": {
        "factors": DROPOUT,
        "where": """
def dropout(A, grad, draws, p):
    silent = draws < p
    return np.where(silent, 0, A / (1 - p)), np.where(silent, 0, grad / (1 - p))
""",
        "copies": """
def dropout(A, grad, draws, p):
    A, grad = A.copy() / (1 - p), grad.copy() / (1 - p)
    A[draws < p] = 0
    grad[draws < p] = 0
    return A, grad
""",
        "loops": """
def dropout(A, grad, draws, p):
    dropped, back = np.zeros_like(A), np.zeros_like(grad)
    for i, j in np.ndindex(A.shape):
        if not draws[i, j] < p:
            dropped[i, j] = A[i, j] / (1 - p)
            back[i, j] = grad[i, j] / (1 - p)
    return dropped, back
""",
        "floor": _but(DROPOUT, ("(draws >= p)", "np.floor(draws + 1 - p)")),
    },
    "04.7": {
        "by comparison": FIND_BUG,
        "by measurement": BY_MEASUREMENT,
        "a deeper network": _but(FIND_BUG, ("[4, 6, 5, 3], 7", "[3, 5, 4, 6, 2], 11")),
        "several trials": _but(FIND_BUG, ("def find_bug(gradient)", "def once(gradient)"))
        + """
def find_bug(gradient):
    said = [once(gradient) for _ in range(3)]
    return max(said, key=said.count)
""",
        "a table": _but(
            FIND_BUG,
            (
                FIND_BUG[FIND_BUG.index("    if not wrong_W and") :],
                """
    table = {(True, True): "BP1" if L in wrong_b else "BP2", (True, False): "BP4", (False, True): "BP3"}
    return table.get((bool(wrong_W), bool(wrong_b)), "none")
""",
            ),
        ),
    },
    "04.8": {
        "in figures": _rates(),
        "two digits": _rates("1.99", "16300"),
        "NumPy": _rates("np.float64(2)", "np.array(16361.0)", "np.str_('bias')"),
        "eigenvalues": """
x = np.array([60.0, 90, 120, 140, 190])
H = np.array([[(x**2).mean(), x.mean()], [x.mean(), 1]])
rates = {"standardised": 2, "times": np.linalg.eigvalsh(H)[-1], "slow": "bias"}
""",
        "mean square": _rates("2", "np.mean(np.array([60.0, 90, 120, 140, 190]) ** 2)"),
    },
}
