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
        "z in the numerator": (_but(FORWARD, ("sigmoid(Z[l])", "Z[l] * sigmoid(Z[l])")), "other-function"),
        "rounded to three decimals": (_but(FORWARD, ("sigmoid(Z[l])", "sigmoid(Z[l]).round(3)")), "other-function"),
        "the sum goes on to the next unit": (
            _but(FORWARD, ("A[l - 1] @ W[l].T + b[l]", "np.cumsum(A[l - 1] @ W[l].T, axis=1) + b[l]")),
            "sum-not-begun-anew",
        ),
        "the bias inside the sum": (_but(FORWARD, ("+ b[l]", "+ A[l - 1].shape[1] * b[l]")), "bias-for-every-input"),
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
        "no index 0": (_but(FORWARD, ("return Z, A", "return Z[1:], A[1:]")), "index-0"),
        "last layer missing": (_but(FORWARD, ("len(W))", "len(W) - 1)")), "form"),
        "only the activations": (_but(FORWARD, ("return Z, A", "return A[-1]")), "form"),
        "nothing returned": (_but(FORWARD, ("    return Z, A\n", "")), "returns-nothing"),
        "ReLU everywhere": (_but(FORWARD, ("sigmoid(Z[l])", "np.maximum(Z[l], 0)")), "relu"),
        "softmax at the end": (
            _but(
                FORWARD,
                ("sigmoid(Z[l])", "sigmoid(Z[l]) if l < len(W) - 1 else np.exp(Z[l]) / np.exp(Z[l]).sum(1)[:, None]"),
            ),
            "softmax (the last layer)",
        ),
        "tanh inside": (
            _but(FORWARD, ("sigmoid(Z[l])", "np.tanh(Z[l]) if l < len(W) - 1 else sigmoid(Z[l])")),
            "tanh (the hidden layers)",
        ),
        "the last layer without bias": (
            _but(FORWARD, ("+ b[l]", "+ (b[l] if l < len(W) - 1 else 0)")),
            "bias-not-in-the-last-layer",
        ),
        "one array for z and a": (
            _but(
                FORWARD,
                ("sigmoid(Z[l])", "Z[l]"),
                ("        A.append", "        Z[l][:] = sigmoid(Z[l])\n        A.append"),
            ),
            "z-overwritten",
        ),
        "b inside the sigmoid only": (
            _but(FORWARD, (" + b[l]", ""), ("sigmoid(Z[l])", "sigmoid(Z[l] + b[l])")),
            "bias-missing-in-z",
        ),
        "brackets of the sigmoid": (_but(FORWARD, ("sigmoid(Z[l])", "1 / 1 + np.exp(-Z[l])")), "brackets-missing"),
        "e^z": (_but(FORWARD, ("sigmoid(Z[l])", "1 / (1 + np.exp(Z[l]))")), "exp-without-minus"),
        "no bias, no sigmoid": (
            _but(FORWARD, (" + b[l]", ""), ("sigmoid(Z[l])", "Z[l]")),
            "no-sigmoid + bias-forgotten",
        ),
        "no bias, tanh": (_but(FORWARD, (" + b[l]", ""), ("sigmoid(Z[l])", "np.tanh(Z[l])")), "tanh + bias-forgotten"),
        "input squashed, last layer linear": (
            _but(FORWARD, ("[X]", "[sigmoid(X)]"), ("sigmoid(Z[l])", "sigmoid(Z[l]) if l < len(W) - 1 else Z[l]")),
            "no-sigmoid (the last layer) + input-squashed",
        ),
        "bias of the layer before, steps": (
            _but(FORWARD, ("+ b[l]", "+ b[max(1, l - 1)]"), ("sigmoid(Z[l])", "np.where(Z[l] > 0, 1.0, 0.0)")),
            "steps + bias-of-another-layer",
        ),
        "examples as columns": (
            """
def forward(W, b, X):
    Z, A = [None], [X.T]
    for l in range(1, len(W)):
        Z.append(W[l] @ A[l - 1] + b[l][:, None])
        A.append(sigmoid(Z[l]))
    return Z, A
""",
            "examples-as-columns",
        ),
        "A first": (_but(FORWARD, ("return Z, A", "return A, Z")), "form"),
    },
    "04.2": {
        "classes for targets": (_but(LOSS, ("Y * Z)", "(Y > 0.5) * Z)")), "hard-targets"),
        "smoothed targets": (_but(LOSS, ("Y * Z)", "(0.9 * Y + 0.05) * Z)")), "other-cost (costs)"),
        "both terms from ln a": (
            _but(
                LOSS,
                ("np.logaddexp(0, Z) - Y * Z", "Y * np.log(1 + np.exp(-Z)) + (1 - Y) * (np.log(1 + np.exp(-Z)) + Z)"),
            ),
            "overflow-negative",
        ),
        "slope of the size at 0": (
            _but(LOSS, ("sigmoid(Z) - Y", "np.where(Z == 0, 0, sigmoid(Z)) - Y")),
            "at-zero (δ)",
        ),
        "no case at 0 for δ": (_but(LOSS, ("sigmoid(Z) - Y", "np.where(Z == 0, 0, sigmoid(Z) - Y)")), "zero-at-zero"),
        "the logarithm of 1 - a left as it is": (
            _but(LOSS, ("np.logaddexp(0, Z) - Y * Z", "Y * np.logaddexp(0, -Z) - (1 - Y) * np.log(1 - sigmoid(Z))")),
            "overflow",
        ),
        "δ times a": (_but(LOSS, ("sigmoid(Z) - Y", "(sigmoid(Z) - Y) * sigmoid(Z)")), "times-activation"),
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
        "10⁻¹⁵ added": (
            _but(TEXT_BOOK, ("np.log(A)", "np.log(A + 1e-15)"), ("np.log(1 - A)", "np.log(1 - A + 1e-15)")),
            "added-1e-15",
        ),
        "exact ends replaced": (
            _but(
                TEXT_BOOK,
                ("A = sigmoid(Z)", "A = sigmoid(Z)\n    A = np.where(A == 0, 1e-10, np.where(A == 1, 1 - 1e-10, A))"),
            ),
            "clipped-1e-10",
        ),
        "eps as the least": (
            _but(
                TEXT_BOOK,
                ("np.log(A)", "np.log(np.maximum(A, np.finfo(float).eps))"),
                ("np.log(1 - A)", "np.log(np.maximum(1 - A, np.finfo(float).eps))"),
            ),
            "clipped-eps",
        ),
        "nan_to_num": (
            _but(TEXT_BOOK, ("costs = -(", "costs = np.nan_to_num(-("), ("- A)).sum", "- A))).sum")),
            "nan-replaced",
        ),
        "logarithms of at least -100": (
            _but(
                TEXT_BOOK,
                ("np.log(A)", "np.maximum(np.log(A), -100)"),
                ("np.log(1 - A)", "np.maximum(np.log(1 - A), -100)"),
            ),
            "logarithm-limited",
        ),
        "z within 500": (_but(TEXT_BOOK, ("A = sigmoid(Z)", "A = sigmoid(np.clip(Z, -500, 500))")), "z-limited-500"),
        "softplus of clipped z": (
            _but(LOSS, ("np.logaddexp(0, Z) - Y * Z", "np.logaddexp(0, z := np.clip(Z, -30, 30)) - Y * z")),
            "z-limited-30",
        ),
        "stable by cases, hard targets": (
            _but(LOSS, ("np.logaddexp(0, Z) - Y * Z", "np.where(Y == 1, np.logaddexp(0, -Z), np.logaddexp(0, Z))")),
            "hard-targets",
        ),
        "nothing at z = 0": (
            _but(
                LOSS,
                (
                    "(np.logaddexp(0, Z) - Y * Z)",
                    "(np.sign(np.abs(Z)) * (np.maximum(Z, 0) - Y * Z + np.log1p(np.exp(-np.abs(Z)))))",
                ),
            ),
            "nothing-at-zero",
        ),
        "-y/a": (
            _but(LOSS, ("delta = sigmoid(Z) - Y", "delta = (sigmoid(Z) - Y) / (sigmoid(Z) * (1 - sigmoid(Z)))")),
            "derivative-by-a",
        ),
        "e^z / (1 + e^z)": (_but(LOSS, ("delta = sigmoid(Z)", "delta = np.exp(Z) / (1 + np.exp(Z))")), "overflow (δ)"),
        "base 2": (
            _but(LOSS, ("(np.logaddexp(0, Z) - Y * Z)", "(np.logaddexp2(0, Z / np.log(2)) - Y * Z / np.log(2))")),
            "log-2",
        ),
        "mean over outputs, δ with slope": (
            _but(LOSS, (".sum(axis=1)", ".mean(axis=1)"), ("sigmoid(Z) - Y", "(sigmoid(Z) - Y) * slope(Z)")),
            "mean-over-outputs + with-output-slope",
        ),
        "text book, mean over the outputs": (_but(TEXT_BOOK, (".sum(axis=1)", ".mean(axis=1)")), "mean-over-outputs"),
        "clipped, and not summed": (
            _but(TEXT_BOOK, ("A = sigmoid(Z)", "A = np.clip(sigmoid(Z), 1e-8, 1 - 1e-8)"), (".sum(axis=1)", "")),
            "not-summed + clipped-1e-8",
        ),
        "δ with slope, averaged": (
            _but(LOSS, ("sigmoid(Z) - Y", "(sigmoid(Z) - Y) * slope(Z) / len(Z)")),
            "with-output-slope + delta-averaged",
        ),
        "quadratic in both": (
            _but(
                LOSS,
                ("np.logaddexp(0, Z) - Y * Z", "(sigmoid(Z) - Y) ** 2 / 2"),
                ("delta = sigmoid(Z) - Y", "delta = (sigmoid(Z) - Y) * slope(Z)"),
            ),
            "quadratic-cost + with-output-slope",
        ),
    },
    "04.3": {
        "examples drawn by chance": (
            _but(
                STEP,
                (
                    "Z, A =",
                    "at = np.random.default_rng(0).integers(0, len(X), len(X))\n    X, Y = X[at], Y[at]\n    Z, A =",
                ),
            ),
            "rows-by-chance",
        ),
        "m - 1 for a loop": (
            _but(STEP, ("/ m", "/ m * (m - 1)"), (".mean(axis=0)", ".mean(axis=0) * (m - 1)")),
            "other-share",
        ),
        "the biases as their own gradient": (
            _but(STEP, ("b[l] - eta * grad_b", "b[l] - eta * b[l]")),
            "other-move (the step of the biases)",
        ),
        "the rate over the layer": (
            _but(STEP, ("eta * grad_W", "eta / l * grad_W"), ("eta * grad_b", "eta / l * grad_b")),
            "rate-over-the-layer",
        ),
        "weight decay": (_but(STEP, ("W[l] - eta", "W[l] - 0.01 * eta * W[l] - eta")), "decay-too"),
        "a rate of one's own": (
            _but(STEP, ("eta * grad_W", "0.05 * grad_W"), ("eta * grad_b", "0.05 * grad_b")),
            "argument-ignored",
        ),
        "twice the sum": (_but(STEP, ("/ m", "* 2"), ("delta.mean(axis=0)", "2 * delta.sum(axis=0)")), "twice-sum"),
        "back through the gradient": (
            _but(STEP, ("(delta @ W[l])", "(delta @ grad_W)")),
            "gradient-for-weights (BP2)",
        ),
        "bias from the weights": (
            _but(STEP, ("delta.mean(axis=0)", "grad_W.sum(axis=1)")),
            "bias-from-weights (BP3)",
        ),
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
        "y - a": (_but(STEP, ("A[L] - Y", "Y - A[L]")), "ascends"),
        "no slope at all, sum": (
            _but(STEP, (" * slope(Z[l - 1])", ""), (" / m", ""), ("mean(axis=0)", "sum(axis=0)")),
            "sum-for-mean + no-slope (BP2)",
        ),
        "moved before BP2, sum": (
            _but(STEP, ("(delta @ W[l])", "(delta @ new_W[l])"), (" / m", ""), ("mean(axis=0)", "sum(axis=0)")),
            "sum-for-mean + updated-first",
        ),
        "moved before BP2, uphill": (
            _but(STEP, ("(delta @ W[l])", "(delta @ new_W[l])"), ("- eta", "+ eta")),
            "ascends + updated-first",
        ),
        "σ'(a) in every layer": (
            _but(STEP, ("A[L] - Y", "(A[L] - Y) * slope(A[L])"), ("slope(Z[l - 1])", "slope(A[l - 1])")),
            "slope-of-a (BP2) + output-slope-of-a",
        ),
        "1 - a²": (_but(STEP, ("slope(Z[l - 1])", "(1 - A[l - 1] ** 2)")), "slope-of-tanh (BP2)"),
        "z (1 - z)": (_but(STEP, ("slope(Z[l - 1])", "Z[l - 1] * (1 - Z[l - 1])")), "z-for-a-in-slope (BP2)"),
        "own weights back": (_but(STEP, ("(delta @ W[l])", "(delta @ W[min(l + 1, L)])")), "weights-further-on (BP2)"),
        "after each example": (
            """
def step(W, b, X, Y, eta):
    W, b = [None] + [w.copy() for w in W[1:]], [None] + [v.copy() for v in b[1:]]
    for x, y in zip(X, Y):
        a, z = [x], [None]
        for l in range(1, len(W)):
            z.append(W[l] @ a[-1] + b[l])
            a.append(sigmoid(z[-1]))
        d = a[-1] - y
        for l in range(len(W) - 1, 0, -1):
            back = W[l].T @ d
            W[l] -= eta * np.outer(d, a[l - 1])
            b[l] -= eta * d
            if l > 1:
                d = back * slope(z[l - 1])
    return W, b
""",
            "each-example",
        ),
        "last example only": (
            _but(
                STEP,
                ("delta.T @ A[l - 1] / m", "np.outer(delta[-1], A[l - 1][-1])"),
                ("delta.mean(axis=0)", "delta[-1]"),
            ),
            "last-example-only (BP4, BP3)",
        ),
        "biases over the wrong units": (
            _but(STEP, ("delta.mean(axis=0)", "np.full(len(b[l]), delta.mean())")),
            "bias-collapsed (BP3)",
        ),
        "bias uphill, weights without rate": (
            _but(STEP, ("b[l] - eta * grad_b", "b[l] + eta * grad_b"), ("W[l] - eta * grad_W", "W[l] - grad_W")),
            "rate-forgotten + ascends",
        ),
        "no bias forwards": (_but(STEP, (" + b[l])", ")")), "forward-without-bias (the forward pass)"),
        "quadratic cost, uphill": (
            _but(STEP, ("delta = A[L] - Y", "delta = (A[L] - Y) * slope(Z[L])"), ("- eta", "+ eta")),
            "ascends + with-output-slope",
        ),
        "z written over": (
            _but(STEP, ("        A.append(sigmoid(Z[l]))", "        Z[l] = sigmoid(Z[l])\n        A.append(Z[l])")),
            "slope-of-a (BP2)",
        ),
        "mean for one, sum for the other": (_but(STEP, ("mean(axis=0)", "sum(axis=0)")), "sum-for-mean (BP3)"),
        "the input in every layer": (
            _but(STEP, ("delta.T @ A[l - 1] / m", "delta.T @ (A[l - 1] if l == 1 else Z[l - 1]) / m")),
            "weighted-input-for-incoming",
        ),
        "two steps": (
            _but(STEP, ("def step(", "def once("))
            + """
def step(W, b, X, Y, eta):
    return once(*once(W, b, X, Y, eta), X, Y, eta)
""",
            "two-steps",
        ),
    },
    "04.4": {
        "a step of eps": (
            _but(MEASURED, ("    theta =", "    h = np.finfo(float).eps\n    theta =")),
            "smallest-step-eps-both",
        ),
        "a step of 1e-12": (_but(MEASURED, ("    theta =", "    h = 1e-12\n    theta =")), "smallest-step-1e-12-both"),
        "a step times the parameter": (
            _but(
                MEASURED,
                ("saved + h", "saved + h * saved"),
                ("saved - h", "saved - h * saved"),
                ("2 * h)", "2 * h * saved)"),
            ),
            "step-times-parameter",
        ),
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
        "column by column": (
            """
def measured_gradient(cost, theta, h):
    theta = theta.astype(float)
    gradient = np.zeros_like(theta)
    for k in range(theta.shape[-1]):
        up, down = theta.copy(), theta.copy()
        up[..., k] += h
        down[..., k] -= h
        gradient[..., k] = (cost(up) - cost(down)) / (2 * h)
    return gradient
""",
            "column-at-once",
        ),
        "one number alone": (
            """
def measured_gradient(cost, theta, h):
    gradient = np.zeros(theta.shape)
    for index in np.ndindex(theta.shape):
        gradient[index] = (cost(theta[index] + h) - cost(theta[index] - h)) / (2 * h)
    return gradient
""",
            "number-alone",
        ),
        "relative step": (
            _but(MEASURED, ("saved + h", "saved * (1 + h)"), ("saved - h", "saved * (1 - h)")),
            "relative-step",
        ),
        "one array for both": (
            """
def measured_gradient(cost, theta, h):
    theta = theta.astype(float)
    gradient = np.zeros_like(theta)
    for index in np.ndindex(theta.shape):
        up = down = theta.copy()
        up[index] += h
        down[index] -= h
        gradient[index] = (cost(up) - cost(down)) / (2 * h)
    return gradient
""",
            "both-the-same",
        ),
        "set to h": (_but(MEASURED, ("saved + h", "h"), ("saved - h", "-h")), "replaced-by-h"),
        "overwritten": (_but(MEASURED, ("gradient[index] =", "gradient[:] =")), "filled-with-the-last"),
        "h²": (_but(MEASURED, ("(2 * h)", "h**2")), "h-squared"),
        "second derivative": (
            _but(MEASURED, ("(up - down) / (2 * h)", "(up + down - 2 * cost(theta)) / h**2")),
            "second-difference + h-squared",
        ),
        "one side, brackets": (
            _but(MEASURED, ("saved - h", "saved"), ("/ (2 * h)", "/ 2 * h")),
            "one-sided-halved + times-h",
        ),
        "down minus up, divided by h": (_but(MEASURED, ("up - down", "down - up"), ("(2 * h)", "h")), "factor-2"),
        "all at once, not divided": (
            """
def measured_gradient(cost, theta, h):
    return np.full(theta.shape, cost(theta + h) - cost(theta - h))
""",
            "all-at-once + not-divided",
        ),
        "row by row, divided by h": (
            _but(
                MEASURED,
                ("np.ndindex(theta.shape)", "range(len(theta))"),
                ("saved = theta[index]", "saved = theta[index].copy()"),
                ("(2 * h)", "h"),
            ),
            "row-at-once",
        ),
        "float32": (_but(MEASURED, (".astype(float)", ".astype(np.float32)")), "float32"),
        "transposed": (_but(MEASURED, ("return gradient", "return gradient.T")), "gradient-transposed"),
    },
    "04.5": {
        "the root of the mean square": (
            _but(
                STANDARDISED, ("X_learn.std(axis=0)", "np.sqrt((X_learn**2).mean(axis=0)) * (X_learn.std(axis=0) > 0)")
            ),
            "unknown",
        ),
        "constant column emptied first": (
            _but(
                STANDARDISED,
                (
                    "    return",
                    "    X_learn, X_test = (np.where(X_learn.std(axis=0) == 0, 0, X) for X in (X_learn, X_test))\n    "
                    "return",
                ),
            ),
            "constant-column-emptied-first",
        ),
        "constant column of the test untouched": (
            _but(STANDARDISED, ("(X_test - mean)", "(X_test - mean * (X_learn.std(axis=0) > 0))")),
            "constant-column-of-the-test-untouched",
        ),
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
        "test as it is": (
            _but(STANDARDISED, ("(X_test - mean) / deviation", "X_test")),
            "untouched (the test examples)",
        ),
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
        "eps": (
            _but(STANDARDISED, ("deviation[deviation == 0] = 1", "deviation += np.finfo(float).eps")),
            "tiny-divisor",
        ),
        "root of the variance and a little": (
            _but(
                STANDARDISED,
                ("X_learn.std(axis=0)", "np.sqrt(X_learn.var(axis=0) + 1e-8)"),
                ("    deviation[deviation == 0] = 1\n", ""),
            ),
            "tiny-divisor",
        ),
        "nan_to_num": (
            _but(
                STANDARDISED,
                ("    deviation[deviation == 0] = 1\n", ""),
                ("(X_learn - mean) / deviation", "np.nan_to_num((X_learn - mean) / deviation)"),
                ("(X_test - mean) / deviation", "np.nan_to_num((X_test - mean) / deviation)"),
            ),
            "nan-replaced",
        ),
        "deviations below a half": (_but(STANDARDISED, ("deviation == 0", "deviation < 0.5")), "small-deviations-too"),
        "constant column left": (
            """
def standardised(X_learn, X_test):
    learn, test = X_learn.copy(), X_test.copy()
    for k in range(X_learn.shape[1]):
        mean, deviation = X_learn[:, k].mean(), X_learn[:, k].std()
        if deviation > 0:
            learn[:, k] = (X_learn[:, k] - mean) / deviation
            test[:, k] = (X_test[:, k] - mean) / deviation
    return learn, test
""",
            "constant-column-untouched",
        ),
        "brackets": (
            _but(STANDARDISED, ("(X_learn - mean) /", "X_learn - mean /"), ("(X_test - mean) /", "X_test - mean /")),
            "brackets-missing",
        ),
        "the test prepared by the prepared": (
            """
def standardised(X_learn, X_test):
    learn = X_learn - X_learn.mean(axis=0)
    deviation = X_learn.std(axis=0)
    learn = learn / np.where(deviation == 0, 1, deviation)
    return learn, X_test - X_test.mean(axis=0)
""",
            "each-by-itself + not-scaled (the test examples)",
        ),
        "leak, m - 1": (
            """
def standardised(X_learn, X_test):
    both = np.vstack([X_learn, X_test])
    mean, deviation = both.mean(axis=0), both.std(axis=0, ddof=1)
    return (X_learn - mean) / deviation, (X_test - mean) / deviation
""",
            "sample-leak",
        ),
        "each by itself, unguarded": (
            """
def standardised(X_learn, X_test):
    return [(X - X.mean(axis=0)) / X.std(axis=0) for X in (X_learn, X_test)]
""",
            "each-by-itself",
        ),
        "leak, unguarded": (
            """
def standardised(X_learn, X_test):
    both = np.vstack([X_learn, X_test])
    return [(X - both.mean(axis=0)) / both.std(axis=0) for X in (X_learn, X_test)]
""",
            "leak",
        ),
        "variance, 1e-8": (
            _but(
                STANDARDISED,
                ("X_learn.std", "X_learn.var"),
                ("deviation[deviation == 0] = 1", "deviation += 1e-8"),
            ),
            "variance (the deviation) + tiny-divisor",
        ),
        "one for all, by itself": (
            """
def standardised(X_learn, X_test):
    return tuple((X - X.mean()) / X.std() for X in (X_learn, X_test))
""",
            "one-for-all-by-itself",
        ),
        "range and smallest": (
            """
def standardised(X_learn, X_test):
    low, high = X_learn.min(axis=0), X_learn.max(axis=0)
    width = np.where(high > low, high - low, 1)
    return (X_learn - low) / width, (X_test - low) / width
""",
            "smallest-and-range",
        ),
        "order of the results": (
            _but(
                STANDARDISED,
                (
                    "return (X_learn - mean) / deviation, (X_test - mean) / deviation",
                    "return (X_test - mean) / deviation, (X_learn - mean) / deviation",
                ),
            ),
            "results-exchanged",
        ),
    },
    "04.6": {
        "exactly the share p": (
            _but(DROPOUT, ("draws >= p", "draws >= np.quantile(draws, p)")),
            "exact-share",
        ),
        "draws of one's own": (
            _but(DROPOUT, ("(draws >= p)", "(np.random.default_rng(0).random(A.shape) >= p)")),
            "argument-ignored",
        ),
        "factor from output over input": (
            _but(
                DROPOUT,
                ("grad * factors", "grad * np.where(A == 0, 1, A * factors / np.where(A == 0, 1, A))"),
            ),
            "factor-guessed",
        ),
        "factor from output over input, 0/0": (
            _but(DROPOUT, ("grad * factors", "grad * (A * factors / A)")),
            "factor-guessed",
        ),
        "others silenced": (_but(DROPOUT, ("draws >= p", "draws < p")), "silences-the-others"),
        "p is to keep": (_but(DROPOUT, ("(draws >= p) / (1 - p)", "(draws < p) / p")), "p-means-keep"),
        "not scaled": (_but(DROPOUT, (" / (1 - p)", "")), "not-scaled"),
        "divided by p": (_but(DROPOUT, ("(1 - p)", "p")), "divided-by-p"),
        "scaled down": (_but(DROPOUT, ("/ (1 - p)", "* (1 - p)")), "scaled-down"),
        "scaled by count": (_but(DROPOUT, ("/ (1 - p)", "/ (draws >= p).mean()")), "scaled-by-count"),
        "one mask for all": (_but(DROPOUT, ("(draws >= p)", "(draws[0] >= p)")), "mask-of-first-example"),
        "gradient as it is": (_but(DROPOUT, ("grad * factors", "grad")), "not-masked-back"),
        "gradient masked only": (
            _but(DROPOUT, ("grad * factors", "grad * (draws >= p)")),
            "not-scaled (the backward pass)",
        ),
        "gradient scaled only": (
            _but(DROPOUT, ("grad * factors", "grad / (1 - p)")),
            "nothing-silenced (the backward pass)",
        ),
        "gradient times a": (_but(DROPOUT, ("grad * factors", "grad * (A * factors)")), "times-activation"),
        "as for ReLU": (_but(DROPOUT, ("grad * factors", "grad * (A * factors > 0) / (1 - p)")), "mask-from-sign"),
        "in place": (
            _but(
                DROPOUT, ("return A * factors, grad * factors", "A *= factors\n    grad *= factors\n    return A, grad")
            ),
            "changes-input",
        ),
        "keep_prob": (_but(DROPOUT, ("draws >= p", "draws < 1 - p")), "keep-prob-draws"),
        "keep_prob, divided by p": (
            _but(DROPOUT, ("(draws >= p) / (1 - p)", "(draws < 1 - p) / p")),
            "keep-prob-draws + divided-by-p",
        ),
        "mask from the output": (
            """
def dropout(A, grad, draws, p):
    dropped = A * (draws >= p) / (1 - p)
    return dropped, grad * (dropped != 0) / (1 - p)
""",
            "mask-from-output",
        ),
        "brackets": (
            """
def dropout(A, grad, draws, p):
    mask = draws >= p
    return A * mask / 1 - p, grad * mask / 1 - p
""",
            "brackets-missing",
        ),
        "others silenced, not scaled": (
            _but(DROPOUT, ("(draws >= p) / (1 - p)", "(draws < p) * 1.0")),
            "silences-the-others + not-scaled",
        ),
        "one mask for all, not scaled": (
            _but(DROPOUT, ("(draws >= p) / (1 - p)", "np.where(draws[0] >= p, 1.0, 0.0)")),
            "mask-of-first-example + not-scaled",
        ),
        "scaled twice back": (
            _but(DROPOUT, ("grad * factors", "grad * factors / (1 - p)")),
            "scaled-twice (the backward pass)",
        ),
        "divided back": (
            _but(DROPOUT, ("grad * factors", "grad * (draws >= p) * (1 - p)")),
            "scaled-down (the backward pass)",
        ),
        "draws above p": (_but(DROPOUT, ("draws >= p", "draws > p")), "silent-at-p"),
        "half": (_but(DROPOUT, ("(draws >= p) / (1 - p)", "(draws >= 0.5) * 2.0")), "half-for-p + scaled-by-two"),
        "slope of tanh": (_but(DROPOUT, ("grad * factors", "grad * factors * (1 - A**2)")), "slope-of-tanh"),
        "not scaled, gradient as it is": (
            _but(DROPOUT, (" / (1 - p)", ""), ("grad * factors", "grad")),
            "not-scaled + not-masked-back",
        ),
        "others silenced back": (
            _but(DROPOUT, ("grad * factors", "grad * (draws < p) / (1 - p)")),
            "silences-the-others (the backward pass)",
        ),
        "own draws": (_but(DROPOUT, ("(draws >= p)", "(np.random.random(A.shape) >= p)")), "remembers-between-calls"),
        "the gradient twice through": (
            _but(DROPOUT, ("return A * factors, grad * factors", "return A * factors, A * factors")),
            "activations-for-gradient",
        ),
    },
    "04.7": {
        "a limit of one half": (_but(FIND_BUG, ("1e-6 *", "(0.5 + 1e-9) *")), "limit-too-wide"),
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
        "only the biases": (
            _but(
                FIND_BUG,
                (
                    FIND_BUG[FIND_BUG.index("    if not wrong_W and") :],
                    """
    if not wrong_b:
        return "none"
    return "BP1" if L in wrong_b else "BP2"
""",
                ),
            ),
            "biases-only",
        ),
        "without signs": (_but(FIND_BUG, ("norm(p - q)", "norm(abs(p) - abs(q))")), "signs-not-compared"),
        "directions": (
            _but(
                FIND_BUG,
                (
                    "return np.linalg.norm(p - q) >",
                    "p, q = p / np.linalg.norm(p), q / np.linalg.norm(q)\n    return np.linalg.norm(p - q) >",
                ),
            ),
            "directions-compared",
        ),
        "always BP1": ("def find_bug(gradient):\n    return 'BP1'", "always-BP1"),
        "the first layer decides": (_but(FIND_BUG, ("if L in wrong_W", "if 1 in wrong_W")), "first-layer-decides"),
        "one example, biases not looked at": (
            _but(
                FIND_BUG,
                ("m = [4, 6, 5, 3], 7", "m = [4, 6, 5, 3], 1"),
                (
                    FIND_BUG[FIND_BUG.index("    if not wrong_W and") :],
                    """
    if not wrong_W:
        return "none"
    return "BP1" if L in wrong_W else "BP2"
""",
                ),
            ),
            "one-example + weights-only",
        ),
        "one hidden layer, BP3 and BP4 exchanged": (
            _but(FIND_BUG, ("[4, 6, 5, 3], 7", "[4, 6, 3], 7"), ("BP3", "BPx"), ("BP4", "BP3"), ("BPx", "BP4")),
            "one-hidden-layer + bp3-bp4-exchanged",
        ),
        "one example, without signs": (
            _but(FIND_BUG, ("m = [4, 6, 5, 3], 7", "m = [4, 6, 5, 3], 1"), ("norm(p - q)", "norm(abs(p) - abs(q))")),
            "one-example + signs-not-compared",
        ),
        "no hidden layer": (_but(FIND_BUG, ("[4, 6, 5, 3], 7", "[4, 3], 7")), "last-layer-only"),
        "BP3 forgotten": (_but(FIND_BUG, ('return "BP3"', 'return "none"')), "bp3-called-none"),
    },
    "04.8": {
        "powers of ten": (_rates(standardised="0.01", times="10000"), "tried-rate-0.01"),
        "a power of ten for the ratio": (_rates(times="10000"), "tried-ratio-10000"),
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
        "all halves": (_rates("1.0", "8181"), "best-not-largest"),
        "the best rate, the right ratio, the weight": (_rates("1.0", "16361", "'weight'"), "best-not-largest"),
        "exchanged": (_rates("1.222e-4", "6.11e-5"), "raw-for-standardised"),
        "upside down": (_rates(times="6.112e-5"), "ratio-upside-down"),
        "sum in both": (_rates("0.4", "16361"), "sum-for-mean"),
        "sum, and the variance": (_rates("0.4", "1960"), "sum-for-mean"),
        "only centred": (_rates("0.00102", "8.348"), "not-divided"),
        "not centred": (_rates("0.2165", "1771"), "not-centred"),
        "one digit": (_rates(times="20000"), "coarse-raw-0.0001"),
        "too coarse": (_rates("1.9", "15543"), "coarse-standardised-1.9"),
        "square of the mean": (_rates(times="14400"), "square-of-mean"),
        "square of the largest": (_rates(times="36100"), "largest-area-squared"),
        "capital letter": (_rates("1.0", slow="'Bias '"), "best-not-largest"),
        "sum of squares": (_rates(times="81800"), "sum-of-squares"),
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
        "scikit-learn": """
from sklearn.preprocessing import StandardScaler

def standardised(X_learn, X_test):
    scaler = StandardScaler().fit(X_learn)
    return scaler.transform(X_learn), scaler.transform(X_test)
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
        "a mask of a masked array": """
def dropout(A, grad, draws, p):
    gone = draws < p
    return tuple(np.ma.masked_array(x, gone).filled(0.0) / (1 - p) for x in (A, grad))
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
