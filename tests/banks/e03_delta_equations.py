"""Answers to exercise 03 as learners write them: WRONG with the mistake to be named, RIGHT written differently."""

PRELUDE = """
import numpy as np
def sigmoid(z):
    return 1 / (1 + np.exp(-z))
def slope(z):
    return sigmoid(z) * (1 - sigmoid(z))
"""

HAND = "by_hand = dict(a2={}, delta2={}, delta1={}, dW1={})"


def _hand(a2="0.6803", delta2="-0.0695", delta1="[-0.0522, 0.0327]", dW1="[[-0.0522, 0.1043], [0.0327, -0.0654]]"):
    return HAND.format(a2, delta2, delta1, dW1)


def _saturation(z="0.693", delta="0.148", conclusion="'slower'"):
    return f"saturation = dict(z={z}, delta={delta}, conclusion={conclusion})"


def _function(head, *lines):
    return "\n    ".join([f"def {head}:", *lines])


def _bp1(*lines):
    return _function("output_error(Z, Y)", *lines)


def _bp2(*lines):
    return _function("hidden_error(delta, W, z)", *lines)


def _bp34(*lines):
    return _function("layer_gradient(D, A)", *lines)


def _loss(*lines):
    return _function("softmax_loss(Z, Y)", *lines)


def _count(*lines):
    return _function("multiply_adds(sizes)", *lines)


def _backward(
    start="(A[L] - Y) * slope(Z[L])",
    back="D[l + 1] @ W[l + 1]",
    times="slope(Z[l])",
    into="A[l - 1]",
    W_mean="/ m",
    b_mean="D[l].mean(axis=0)",
    before="pass",
):
    """Return a backward pass with its pieces replaced."""
    return f"""
def backward(W, b, X, Y):
    L, m = len(W) - 1, len(X)
    Z, A, D = [None], [X], [None] * (L + 1)
    for l in range(1, L + 1):
        Z.append(A[l - 1] @ W[l].T + b[l])
        A.append(sigmoid(Z[l]))
    D[L] = {start}
    for l in range(L - 1, 0, -1):
        {before}
        D[l] = ({back}) * {times}
    gW = [None] + [D[l].T @ {into} {W_mean} for l in range(1, L + 1)]
    gb = [None] + [{b_mean} for l in range(1, L + 1)]
    return gW, gb
"""


LOSS = (
    "S = Z - Z.max(axis=1, keepdims=True)",
    "log_A = S - np.log(np.exp(S).sum(axis=1, keepdims=True))",
    "A = np.exp(log_A)",
)

WRONG = {
    "03.1": {
        "each error with one input": (_hand(dW1="[[-0.0522, 0], [0, -0.0654]]"), "dW-diagonal"),
        "two numbers for four weights": (_hand(dW1="[-0.0522, -0.0654]"), "dW-entry-by-entry"),
        "errors exchanged": (_hand(delta1="[0.0327, -0.0522]"), "delta1-exchanged"),
        "bias of the output forgotten": (_hand(a2="0.5635"), "bias-forgotten"),
        "weighted input for activation": (_hand(a2="0.7551"), "weighted-input"),
        "error without slope": (_hand(delta2="-0.3197"), "no-slope (BP1)"),
        "error times sigma": (_hand(delta2="-0.2175"), "sigma-for-slope (BP1)"),
        "slope of a": (_hand(delta2="-0.0714"), "slope-of-a (BP1)"),
        "target minus answer": (_hand(delta2="0.0695"), "target-minus-answer"),
        "no slope in BP2": (_hand(delta1="[-0.2086, 0.1391]"), "no-slope (BP2)"),
        "weights left out": (_hand(delta1="[-0.01739, -0.01634]"), "weights-left-out (BP2)"),
        "gradient transposed": (_hand(dW1="[[-0.0522, 0.0327], [0.1043, -0.0654]]"), "dW-transposed"),
        "gradient from a1": (_hand(dW1="[[-0.0261, -0.0325], [0.0163, 0.0204]]"), "dW-from-activations"),
        "one number for two": (_hand(delta1="-0.0522"), "shape"),
        "a list of three": (_hand(delta1="[-0.0522, 0.0327, 0]"), "one-too-many"),
        "not a dictionary": ("by_hand = [0.6803, -0.0695]", "form"),
        "a word": (_hand(a2="'0.68'"), "kind"),
    },
    "03.2": {
        "brackets forgotten": (_bp1("return sigmoid(Z) - Y * slope(Z)"), "brackets-missing"),
        "slope of the difference": (_bp1("return slope(sigmoid(Z) - Y)"), "slope-of-the-difference"),
        "the cost": (_bp1("return ((sigmoid(Z) - Y) ** 2).sum() / (2 * len(Z))"), "cost-returned"),
        "the error averaged over the batch first": (
            _bp1("return (sigmoid(Z) - Y).mean(axis=0) * slope(Z)"),
            "the-difference-of-answer-and-target-row-mean-everywhere",
        ),
        "softmax outputs": (
            _bp1("A = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)", "return (A - Y) * A * (1 - A)"),
            "slope-of-softmax + softmax-output",
        ),
        "y in the slope": (_bp1("A = sigmoid(Z)", "return (A - Y) * A * (1 - Y)"), "other-value-slope"),
        "a taken for the inner derivative": (
            _bp1("A = sigmoid(Z)", "return 2 * (Y - A) * A * slope(Z)"),
            "inner-derivative-of-square",
        ),
        "times a, halved square": (_bp1("A = sigmoid(Z)", "return (A - Y) * A * slope(Z)"), "inner-derivative"),
        "classes compared": (_bp1("return (np.round(sigmoid(Z)) - Y) * slope(Z)"), "predictions-rounded"),
        "a quarter for the slope": (_bp1("return (sigmoid(Z) - Y) / 4"), "largest-slope"),
        "no slope": (_bp1("return sigmoid(Z) - Y"), "no-slope"),
        "sigma for slope": (_bp1("A = sigmoid(Z)", "return (A - Y) * A"), "sigma-for-slope"),
        "slope of a": (_bp1("A = sigmoid(Z)", "return (A - Y) * slope(A)"), "slope-of-a"),
        "target minus answer": (_bp1("return (Y - sigmoid(Z)) * slope(Z)"), "target-minus-answer"),
        "factor 2 of the square": (_bp1("return 2 * (sigmoid(Z) - Y) * slope(Z)"), "square-without-half"),
        "mean squared error": (_bp1("return 2 * (sigmoid(Z) - Y) * slope(Z) / Z.shape[1]"), "mean-squared-error"),
        "z compared with y": (_bp1("return (Z - Y) * slope(Z)"), "no-sigma"),
        "cost instead of slope": (_bp1("return (sigmoid(Z) - Y) ** 2 / 2 * slope(Z)"), "cost-not-slope"),
        "mean over the batch": (_bp1("return ((sigmoid(Z) - Y) * slope(Z)).mean(axis=0)"), "mean-over-batch"),
        "divided by the batch": (_bp1("return (sigmoid(Z) - Y) * slope(Z) / len(Z)"), "divided-by-m"),
        "divided by the outputs": (_bp1("return (sigmoid(Z) - Y) * slope(Z) / Z.shape[1]"), "difference-over-outputs"),
        "sigma for slope and sign": (_bp1("A = sigmoid(Z)", "return (Y - A) * A"), "sigma-for-slope"),
        "float32": (_bp1("return ((sigmoid(Z) - Y) * slope(Z)).astype(np.float32)"), "float32"),
        "no return": (_bp1("(sigmoid(Z) - Y) * slope(Z)"), "returns-nothing"),
        "an array of integers": (
            _bp1("D = np.zeros_like(Z, dtype=int)", "D[:] = (sigmoid(Z) - Y) * slope(Z)", "return D"),
            "zero",
        ),
        "an undefined name": (_bp1("return (a - Y) * slope(Z)"), "raises"),
        "changes its input": (_bp1("Z[:] = (sigmoid(Z) - Y) * slope(Z)", "return Z"), "changes-input"),
        "transposed": (_bp1("return ((sigmoid(Z) - Y) * slope(Z)).T"), "output-error-transposed"),
    },
    "03.3": {
        "the slope times z": (_bp2("return W.T @ delta * slope(z) * z"), "general-times-z"),
        "z added": (_bp2("return W.T @ delta * slope(z) + z"), "general-plus-z"),
        "delta squared": (_bp2("return W.T @ delta**2 * slope(z)"), "general-squared"),
        "a 1 in front": (_bp2("return np.append(1, W.T @ delta * slope(z))"), "one-too-many"),
        "first column taken off": (_bp2("return W[:, 1:].T @ delta * slope(z[1:])"), "first-unit-missing"),
        "first unit taken off at the end": (_bp2("return ((W.T @ delta) * slope(z))[1:]"), "first-unit-missing"),
        "cut to a square": (_bp2("n = min(W.shape)", "return W[:n, :n].T @ delta[:n] * slope(z)"), "cut-to-a-square"),
        "slope in the sum": (_bp2("return W.T @ (delta * slope(z))"), "slope-of-the-next-layer"),
        "the first of the next layer left out": (
            _bp2("return W[1:].T @ delta[1:] * slope(z)"),
            "first-of-the-next-layer-left-out",
        ),
        "not transposed": (_bp2("return (W @ delta) * slope(z)"), "not-transposed"),
        "no slope": (_bp2("return W.T @ delta"), "no-slope"),
        "sigma for slope": (_bp2("return (delta @ W) * sigmoid(z)"), "sigma-for-slope"),
        "slope of a": (_bp2("return (W.T @ delta) * slope(sigmoid(z))"), "slope-of-a"),
        "only one path": (_bp2("return W[0] * delta[0] * slope(z)"), "one-path"),
        "paths averaged": (_bp2("return (W * delta[:, None]).mean(axis=0) * slope(z)"), "mean-over-paths"),
        "slope twice": (_bp2("return (W.T @ delta) * slope(z) * slope(z)"), "slope-twice"),
        "weights left out": (_bp2("return delta.sum() * slope(z)"), "weights-left-out"),
        "sign": (_bp2("return -(W.T @ delta) * slope(z)"), "way-back-negative"),
        "paths not added": (_bp2("return W * delta[:, None] * slope(z)"), "entry-by-entry"),
        "no slope and sign": (_bp2("return -W.T @ delta"), "no-slope"),
    },
    "03.4": {
        "δ and activations of other examples": (
            _bp34(
                "D_shuffled = np.random.default_rng(0).permutation(D)",
                "return D_shuffled.T @ A / len(D), D.mean(axis=0)",
            ),
            "rows-by-chance",
        ),
        "δ times its own slope": (
            _bp34("return (D * slope(D)).T @ A / len(D), D.mean(axis=0)"),
            "unknown",
        ),
        "bias from the weights": (
            _bp34("gW = D.T @ A / len(D)", "return gW, gW.sum(axis=1)"),
            "bias-from-weights (grad_b)",
        ),
        "bias from what comes in": (_bp34("return D.T @ A / len(D), A.mean(axis=0)"), "bias-from-incoming (grad_b)"),
        "bias not summed": (_bp34("return D.T @ A / len(D), D / len(D)"), "bias-not-summed (grad_b)"),
        "entry by entry": (_bp34("return D * A / len(D), D.mean(axis=0)"), "entry-by-entry (grad_W)"),
        "two over m": (
            _bp34("m = len(D)", "return 2 / m * D.T @ A, 2 * D.mean(axis=0)"),
            "twice-mean (grad_W, grad_b)",
        ),
        "twice the sum": (_bp34("return 2 * D.T @ A, 2 * D.sum(axis=0)"), "twice-sum (grad_W, grad_b)"),
        "first column taken off": (
            _bp34("return D.T @ A[:, 1:] / len(D), D.mean(axis=0)"),
            "first-column-left-out (grad_W)",
        ),
        "a column of ones": (
            _bp34("return D.T @ np.c_[np.ones(len(A)), A] / len(D), D.mean(axis=0)"),
            "column-of-ones-before (grad_W)",
        ),
        "sum for mean": (_bp34("return D.T @ A, D.sum(axis=0)"), "sum-for-mean"),
        "sum for mean in W only": (_bp34("return D.T @ A, D.mean(axis=0)"), "sum-for-mean (grad_W)"),
        "bias over the wrong axis": (_bp34("return D.T @ A / len(D), D.mean(axis=1)"), "bias-wrong-axis (grad_b)"),
        "product of means": (
            _bp34("return np.outer(D.mean(axis=0), A.mean(axis=0)), D.mean(axis=0)"),
            "product-of-means (grad_W)",
        ),
        "first example only": (_bp34("return np.outer(D[0], A[0]), D[0]"), "one-example (grad_W, grad_b)"),
        "last example overwrites": (
            _bp34("for d, a in zip(D, A):", "    W, b = np.outer(d, a) / len(D), d / len(D)", "return W, b"),
            "overwritten",
        ),
        "last example overwrites, mean forgotten": (
            _bp34("for d, a in zip(D, A):", "    W, b = np.outer(d, a), d", "return W, b"),
            "last-example-only (grad_W, grad_b)",
        ),
        "transposed": (_bp34("return A.T @ D / len(D), D.mean(axis=0)"), "transposed (grad_W)"),
        "D for its transpose": (_bp34("return D @ A / len(D), D.mean(axis=0)"), "not-transposed (grad_W)"),
        "bias one number": (_bp34("return D.T @ A / len(D), D.mean()"), "bias-collapsed (grad_b)"),
        "divided by the units": (
            _bp34("return D.T @ A / D.shape[1], D.sum(axis=0) / D.shape[1]"),
            "divided-by-units (grad_W, grad_b)",
        ),
        "only the weights": (_bp34("return D.T @ A / len(D)"), "one-result-only"),
        "sign": (_bp34("return -D.T @ A / len(D), -D.mean(axis=0)"), "sign"),
    },
    "03.5": {
        "four slips: sign, no slopes, the sum": (
            _backward(start="Y - A[L]", times="1", b_mean="D[l].sum(axis=0)"),
            "no-slope (BP1, BP2) + target-minus-answer + sum-for-mean (BP3)",
        ),
        "the slope of the layer above": (
            _backward(back="(D[l + 1] * slope(Z[l + 1])) @ W[l + 1]", times="1"),
            "slope-before-the-way-back",
        ),
        "the bias goes back, too": (_backward(back="D[l + 1] @ W[l + 1] + b[l]"), "unknown"),
        "biases with the activation": (_backward(b_mean="(D[l] * A[l]).mean(axis=0)"), "other-value-bias-mean"),
        "the slope times z": (_backward(times="slope(Z[l]) * Z[l]"), "the-slope-times-z (BP2)"),
        "a fixed batch size": (_backward(W_mean="/ 32"), "fixed-number"),
        "weight decay": (_backward(W_mean="/ m + 0.01 * W[l]"), "fixed-number"),
        "the weights for what comes in": (
            _backward(into="(A[l - 1] * 0 + 1)", W_mean="/ m * W[l]"),
            "weights-for-incoming",
        ),
        "weights without their first column": (
            _backward().replace("L, m =", "W = [None] + [w * (np.arange(w.shape[1]) > 0) for w in W[1:]]; L, m ="),
            "weights-without-first-column",
        ),
        "gradient for weights": (
            _backward(back="D[l + 1] @ (D[l + 1].T @ A[l] / m)"),
            "gradient-for-weights (BP2)",
        ),
        "raw error of the square handed down": (
            _backward(
                start="2 * (A[L] - Y) * slope(Z[L])",
                back="(2 * (A[L] - Y) if l == L - 1 else D[l + 1]) @ W[l + 1]",
            ),
            "raw-error-of-square",
        ),
        "raw error of the output handed down": (
            _backward(back="(A[L] - Y if l == L - 1 else D[l + 1]) @ W[l + 1]"),
            "raw-error-handed-down (BP2)",
        ),
        "bias from the weights": (
            _backward(b_mean="(D[l].T @ A[l - 1] / m).sum(axis=1)"),
            "bias-from-weights (BP3)",
        ),
        "first layer left out": (
            _backward().replace("return gW, gb", "gW[1] = 0 * gW[1]; gb[1] = 0 * gb[1]; return gW, gb"),
            "first-layer-left-out",
        ),
        "lists reversed": (
            _backward().replace("return gW, gb", "return [None, *gW[:0:-1]], [None, *gb[:0:-1]]"),
            "lists-reversed",
        ),
        "tanh inside": (
            _backward().replace("A.append(sigmoid(Z[l]))", "A.append(np.tanh(Z[l]) if l < L else sigmoid(Z[l]))"),
            "tanh-hidden (the forward pass)",
        ),
        "no slope at the output": (_backward(start="A[L] - Y"), "no-output-slope"),
        "no slope in BP2": (_backward(times="1"), "no-slope (BP2)"),
        "sigma for slope": (_backward(times="A[l]"), "sigma-for-slope (BP2)"),
        "slope of a": (_backward(times="slope(A[l])"), "slope-of-a (BP2)"),
        "slope of the next layer": (_backward(times="slope(Z[l + 1])"), "slope-of-next-layer (BP2)"),
        "weights of the wrong layer": (_backward(back="D[l + 1] @ W[l]"), "wrong-layer-weights (BP2)"),
        "transposed weights": (_backward(back="D[l + 1] @ W[l + 1].T"), "transposed-back (BP2)"),
        "delta not passed on": (_backward(back="D[L] @ W[l + 1]"), "delta-not-passed"),
        "activation of the same layer": (_backward(into="A[l]"), "activation-of-same-layer"),
        "updated before passed down": (
            _backward(before="W = list(W); W[l + 1] = W[l + 1] - 1.0 * D[l + 1].T @ A[l] / m"),
            "updated-first-1 (BP2)",
        ),
        "updated at a rate of a tenth": (
            _backward(before="W = list(W); W[l + 1] = W[l + 1] - 0.1 * D[l + 1].T @ A[l] / m"),
            "updated-first-0.1 (BP2)",
        ),
        "updated at a rate of a half": (
            _backward(before="W = list(W); W[l + 1] = W[l + 1] - 0.5 * D[l + 1].T @ A[l] / m"),
            "updated-first-0.5 (BP2)",
        ),
        "sigma for slope in BP1": (_backward(start="(A[L] - Y) * A[L]"), "sigma-for-slope (BP1)"),
        "sigma for slope in both": (
            _backward(start="(A[L] - Y) * A[L]", times="A[l]"),
            "sigma-for-slope (BP1, BP2)",
        ),
        "slope of a in BP1": (_backward(start="(A[L] - Y) * slope(A[L])"), "slope-of-a (BP1)"),
        "slope of a in both": (
            _backward(start="(A[L] - Y) * slope(A[L])", times="slope(A[l])"),
            "slope-of-a (BP1, BP2)",
        ),
        "divided by the outputs": (
            _backward(W_mean="/ Y.size", b_mean="D[l].sum(axis=0) / Y.size"),
            "divided-by-outputs",
        ),
        "mean squared error": (_backward(start="2 * (A[L] - Y) * slope(Z[L]) / Y.shape[1]"), "mean-squared-error"),
        "a factor 2": (_backward(start="2 * (A[L] - Y) * slope(Z[L])"), "square-without-half"),
        "sum for mean": (_backward(W_mean="", b_mean="D[l].sum(axis=0)"), "sum-for-mean (BP4, BP3)"),
        "sum for mean in W only": (_backward(W_mean=""), "sum-for-mean (BP4)"),
        "sign": (_backward(start="(Y - A[L]) * slope(Z[L])"), "target-minus-answer"),
        "lists without index 0": (_backward().replace("return gW, gb", "return gW[1:], gb[1:]"), "index-0-left-out"),
        "measured with differences": (
            """
def backward(W, b, X, Y):
    def cost():
        A = X
        for l in range(1, len(W)):
            A = sigmoid(A @ W[l].T + b[l])
        return ((A - Y) ** 2).sum() / 2 / len(X)
    def measured(P):
        G = np.zeros_like(P)
        for i in np.ndindex(P.shape):
            old = P[i]
            P[i] = old + 1e-5
            up = cost()
            P[i] = old - 1e-5
            G[i] = (up - cost()) / 2e-5
            P[i] = old
        return G
    return [None] + [measured(w) for w in W[1:]], [None] + [measured(v) for v in b[1:]]
""",
            "too-slow",
        ),
    },
    "03.6": {
        "the exponential of the cost": (
            _loss(
                "S = Z - Z.max(1, keepdims=True)",
                "L = S - np.log(np.exp(S).sum(1, keepdims=True))",
                "return np.exp(-(Y * L).sum(1).mean()), np.exp(L) - Y",
            ),
            "general-through-exp",
        ),
        "a temperature": (
            _loss(
                "Z = Z / 2",
                "S = Z - Z.max(1, keepdims=True)",
                "L = S - np.log(np.exp(S).sum(1, keepdims=True))",
                "return -(Y * L).sum(1).mean(), np.exp(L) - Y",
            ),
            "general-halved",
        ),
        "divided by 100": (
            _loss(
                "S = Z - Z.max(1, keepdims=True)",
                "L = S - np.log(np.exp(S).sum(1, keepdims=True))",
                "return -(Y * L).sum() / 100, np.exp(L) - Y",
            ),
            "fixed-number",
        ),
        "one maximum, powers": (
            _loss(
                "S = Z - Z.max()",
                "log_A = S - np.log(np.exp(S).sum(axis=1, keepdims=True))",
                "return -(Y * log_A).sum(axis=1).mean(), np.exp(log_A) - Y",
            ),
            "one-maximum-power",
        ),
        "one maximum, quotient": (
            _loss(
                "E = np.exp(Z - Z.max())",
                "A = E / E.sum(axis=1, keepdims=True)",
                "return -(Y * np.log(A)).sum(axis=1).mean(), A - Y",
            ),
            "one-maximum-quotient",
        ),
        "maximum of the columns": (
            _loss(
                "S = Z - Z.max(axis=0)",
                "log_A = S - np.log(np.exp(S).sum(axis=1, keepdims=True))",
                "return -(Y * log_A).sum(axis=1).mean(), np.exp(log_A) - Y",
            ),
            "maximum-of-columns",
        ),
        "the largest size": (
            _loss(
                "S = Z - np.abs(Z).max(axis=1, keepdims=True)",
                "log_A = S - np.log(np.exp(S).sum(axis=1, keepdims=True))",
                "return -(Y * log_A).sum(axis=1).mean(), np.exp(log_A) - Y",
            ),
            "largest-size-subtracted-power",
        ),
        "all pairs": (
            _loss(*LOSS, "return -log_A[:, Y.argmax(axis=1)].mean(), A - Y"),
            "every-pair-of-rows",
        ),
        "ln of a rounded output of the right class": (
            _loss(*LOSS, "return -np.log(A[Y == 1]).mean(), A - Y"),
            "ln-zero-of-the-right-class",
        ),
        "overflow": (
            _loss("E = np.exp(Z)", "A = E / E.sum(axis=1, keepdims=True)")
            + "\n    return -(Y * np.log(A)).sum(axis=1).mean(), A - Y",
            "overflow",
        ),
        "logarithm of a rounded output": (
            _loss(
                "E = np.exp(Z - Z.max(axis=1, keepdims=True))",
                "A = E / E.sum(axis=1, keepdims=True)",
                "return -(Y * np.log(A)).sum(axis=1).mean(), A - Y",
            ),
            "ln-zero",
        ),
        "a little added to the outputs": (
            _loss(*LOSS, "return -(Y * np.log(A + 1e-12)).sum(axis=1).mean(), A - Y"),
            "clipped-1e-12 (the cost)",
        ),
        "outputs clipped": (
            _loss(*LOSS, "return -(Y * np.log(np.clip(A, 1e-7, 1 - 1e-7))).sum(axis=1).mean(), A - Y"),
            "clipped-1e-7 (the cost)",
        ),
        "over the batch": (
            _loss(
                "S = Z - Z.max(axis=0)",
                "A = np.exp(S) / np.exp(S).sum(axis=0)",
                "return -(Y * np.log(A)).sum(axis=1).mean(), A - Y",
            ),
            "softmax-over-batch (the cost, δ)",
        ),
        "over everything": (
            _loss("A = np.exp(Z) / np.exp(Z).sum()", "return -(Y * np.log(A)).sum(axis=1).mean(), A - Y"),
            "softmax-over-all (the cost, δ)",
        ),
        "target not subtracted": (_loss(*LOSS, "return -(Y * log_A).sum(axis=1).mean(), A"), "target-not-subtracted"),
        "with a slope": (
            _loss(*LOSS, "return -(Y * log_A).sum(axis=1).mean(), (A - Y) * A * (1 - A)"),
            "with-slope",
        ),
        "delta averaged": (_loss(*LOSS, "return -(Y * log_A).sum(axis=1).mean(), (A - Y) / len(Z)"), "delta-averaged"),
        "cost not averaged": (_loss(*LOSS, "return -(Y * log_A).sum(), A - Y"), "cost-sum"),
        "cost averaged over all": (_loss(*LOSS, "return -(Y * log_A).mean(), A - Y"), "cost-mean-over-classes"),
        "cost without minus": (_loss(*LOSS, "return (Y * log_A).sum(axis=1).mean(), A - Y"), "cost-without-minus"),
        "a cost for each example": (_loss(*LOSS, "return -(Y * log_A).sum(axis=1), A - Y"), "cost-not-averaged"),
        "binary cross-entropy": (
            _loss(*LOSS, "C = -(Y * log_A + (1 - Y) * np.log(1 - A)).sum(axis=1).mean()", "return C, A - Y"),
            "binary-cross-entropy",
        ),
    },
    "03.7": {
        "index -1": (
            _count(
                "f = sum(sizes[l] * sizes[l - 1] for l in range(len(sizes)))", "return f, 2 * f - sizes[0] * sizes[1]"
            ),
            "round-the-end-twice-without-input",
        ),
        "return in the loop": (
            _count("for k, n in zip(sizes, sizes[1:]):", "    return n * k, n * k"),
            "first-layer-returned",
        ),
        "first and last size only": (
            _count("f = sizes[0] * sizes[-1]", "return f, 2 * f"),
            "ends-only-twice",
        ),
        "units counted forwards": (
            _count(
                "w = [a * b for a, b in zip(sizes, sizes[1:])]", "f = sum(w)", "return f + sum(sizes[1:]), 2 * f - w[0]"
            ),
            "forward-units-counted",
        ),
        "error of the input": (
            _count("F = sum(a * b for a, b in zip(sizes, sizes[1:]))", "return F, 2 * F"),
            "error-of-the-input",
        ),
        "BP2 forgotten": (_count("F = sum(a * b for a, b in zip(sizes, sizes[1:]))", "return F, F"), "bp2-forgotten"),
        "BP4 forgotten": (
            _count("w = [a * b for a, b in zip(sizes, sizes[1:])]", "return sum(w), sum(w[1:])"),
            "bp4-forgotten",
        ),
        "both passes": (
            _count("w = [a * b for a, b in zip(sizes, sizes[1:])]", "return sum(w), 3 * sum(w) - w[0]"),
            "both-passes",
        ),
        "biases counted": (
            _count("w = [(a + 1) * b for a, b in zip(sizes, sizes[1:])]", "return sum(w), 2 * sum(w) - w[0]"),
            "biases-counted",
        ),
        "products with the slopes counted": (
            _count(
                "w = [a * b for a, b in zip(sizes, sizes[1:])]", "return sum(w), 2 * sum(w) - w[0] + sum(sizes[1:])"
            ),
            "slopes-counted",
        ),
        "products with the slopes of hidden units counted": (
            _count(
                "w = [a * b for a, b in zip(sizes, sizes[1:])]", "return sum(w), 2 * sum(w) - w[0] + sum(sizes[1:-1])"
            ),
            "hidden-slopes-counted",
        ),
        "last layer left out": (
            _count("w = [a * b for a, b in zip(sizes, sizes[1:])]", "return sum(w), 2 * sum(w) - w[-1]"),
            "last-layer-left-out",
        ),
        "units for weights": (
            _count("return sum(sizes[1:]), 2 * sum(sizes[1:]) - sizes[1]"),
            "units-for-weights",
        ),
        "one number": (_count("return sum(a * b for a, b in zip(sizes, sizes[1:]))"), "one-result-only"),
    },
    "03.8": {
        "steps of one": (_saturation(z="1.0", delta="0.1437"), "coarse-grid-1"),
        "the smallest": (_saturation(z="-10", delta="0.0"), "least-wrong-10"),
        "slope left out": (_saturation(z="10.0", delta="1.0", conclusion="'faster'"), "slope-left-out-10"),
        "slope left out, z = 5": (_saturation(z="5", delta="0.9933", conclusion="'faster'"), "slope-left-out-5"),
        "where the answer is most wrong": (_saturation(z="10", delta="0.0000454"), "most-wrong-10"),
        "too coarse a grid": (_saturation(z="0.5"), "coarse-grid-0.5"),
        "a 2 for the square": (_saturation(delta="0.2963"), "square-without-half"),
        "where the sigmoid is steepest": (_saturation(z="0", delta="0.125"), "steepest-sigmoid"),
        "largest slope": (_saturation(delta="0.25"), "slope-only"),
        "a for z": (_saturation(z="0.667"), "activation-not-z"),
        "cross-entropy": (_saturation(delta="0.667"), "cross-entropy"),
        "cost for delta": (_saturation(delta="0.222"), "cost-not-delta"),
        "target 1": (_saturation(z="-0.693", delta="-0.148"), "target-one"),
        "faster": (_saturation(conclusion="'faster'"), "more-wrong-is-faster"),
        "no difference": (_saturation(conclusion="'equally fast'"), "no-difference"),
        "another word": (_saturation(conclusion="'it depends'"), "form"),
        "too few digits": (_saturation(z="0.7"), "few-digits"),
        "one digit of delta": (_saturation(delta="0.1"), "few-digits"),
    },
}

RIGHT = {
    "03.1": {
        "three decimals": _hand(a2="0.680", delta2="-0.0695", delta1="[-0.0522, 0.0327]"),
        "tuples": _hand(delta1="(-0.05215, 0.03269)"),
        "arrays": "import numpy as np\n" + _hand(delta1="np.array([-0.0522, 0.0327])"),
        "computed": """
x, W1, W2 = np.array([1, -2]), np.array([[1, .5], [.5, -.25]]), np.array([3, -2])
z1 = W1 @ x + [0, -.5]
z2 = W2 @ sigmoid(z1) + .5
d2 = (sigmoid(z2) - 1) * slope(z2)
d1 = W2 * d2 * slope(z1)
by_hand = dict(a2=sigmoid(z2), delta2=d2, delta1=d1, dW1=np.outer(d1, x), notes="kept")
""",
    },
    "03.2": {
        "through a": _bp1("A = sigmoid(Z)", "return (A - Y) * A * (1 - A)"),
        "a loop": _bp1(
            "D = np.zeros(Z.shape)",
            "for i in range(len(Z)):",
            "    for j in range(Z.shape[1]):",
            "        D[i, j] = (sigmoid(Z[i, j]) - Y[i, j]) * slope(Z[i, j])",
            "return D",
        ),
        "a list of rows": _bp1("return [(sigmoid(z) - y) * slope(z) for z, y in zip(Z, Y)]"),
        "on copies": _bp1("Z, Y = Z.copy(), Y.copy()", "Y -= sigmoid(Z)", "return -Y * slope(Z)"),
        "with tanh": _bp1("A = (1 + np.tanh(Z / 2)) / 2", "return np.multiply(A - Y, A - A**2)"),
    },
    "03.3": {
        "row times matrix": _bp2("return delta @ W * slope(z)"),
        "einsum": _bp2("return np.einsum('kj,k,j->j', W, delta, slope(z))"),
        "two loops": _bp2(
            "result = []",
            "for j in range(len(z)):",
            "    result.append(sum(W[k, j] * delta[k] for k in range(len(delta))) * slope(z[j]))",
            "return result",
        ),
        "sum of rows": _bp2("return (W * delta[:, None]).sum(axis=0) * slope(z)"),
    },
    "03.4": {
        "loop over examples": _bp34(
            "W, b = 0, 0",
            "for d, a in zip(D, A):",
            "    W, b = W + np.outer(d, a), b + d",
            "return W / len(D), b / len(D)",
        ),
        "einsum": _bp34("m = len(D)", "return np.einsum('ij,ik->jk', D, A) / m, np.einsum('ij->j', D) / m"),
        "transposed at the end": _bp34("return (A.T @ D).T / len(D), np.ones(len(D)) @ D / len(D)"),
        "as a list": _bp34("return [np.mean(D[:, :, None] * A[:, None, :], axis=0), np.mean(D, axis=0)]"),
    },
    "03.5": {
        "as in the lesson": _backward(),
        "through a": _backward(times="A[l] * (1 - A[l])", start="(A[L] - Y) * A[L] * (1 - A[L])"),
        "mean by hand": _backward(b_mean="D[l].sum(axis=0) / m", back="(W[l + 1].T @ D[l + 1].T).T"),
        "one example at a time": """
def backward(W, b, X, Y):
    gW, gb = [None] + [0 * w for w in W[1:]], [None] + [0 * v for v in b[1:]]
    for x, y in zip(X, Y):
        a, z = [x], [None]
        for l in range(1, len(W)):
            z.append(W[l] @ a[-1] + b[l])
            a.append(sigmoid(z[-1]))
        d = (a[-1] - y) * slope(z[-1])
        for l in range(len(W) - 1, 0, -1):
            gW[l] = gW[l] + np.outer(d, a[l - 1]) / len(X)
            gb[l] = gb[l] + d / len(X)
            if l > 1:
                d = (W[l].T @ d) * slope(z[l - 1])
    return gW, gb
""",
        "recursive, as lists": """
def backward(W, b, X, Y):
    gW, gb = [None] * len(W), [None] * len(W)
    def down(l, A_in):
        if l == len(W):
            return A_in - Y
        Z = A_in @ W[l].T + b[l]
        D = down(l + 1, sigmoid(Z)) * slope(Z)
        gW[l], gb[l] = D.T @ A_in / len(X), D.mean(0)
        return D @ W[l]
    down(1, X)
    return [gW, gb]
""",
    },
    "03.6": {
        "as in the lesson": _loss(*LOSS, "return -(Y * log_A).sum(axis=1).mean(), A - Y"),
        "logaddexp": _loss(
            "log_A = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)",
            "return -np.mean(np.sum(Y * log_A, axis=1)), np.exp(log_A) - Y",
        ),
        "by rows": _loss(
            "costs, rows = [], []",
            "for z, y in zip(Z, Y):",
            "    s = z - max(z)",
            "    log_a = s - np.log(sum(np.exp(s)))",
            "    costs.append(-y @ log_a)",
            "    rows.append(np.exp(log_a) - y)",
            "return np.mean(costs), np.array(rows)",
        ),
        "by class numbers": _loss(*LOSS, "k = Y.argmax(axis=1)", "return -log_A[np.arange(len(Z)), k].mean(), A - Y"),
    },
    "03.7": {
        "pairwise": "from itertools import pairwise\n"
        + _count("w = [a * b for a, b in pairwise(sizes)]", "return sum(w), sum(w) + sum(w[1:])"),
        "a loop": _count(
            "f = back = 0",
            "for l in range(1, len(sizes)):",
            "    n = sizes[l] * sizes[l - 1]",
            "    f += n",
            "    back += n if l == 1 else 2 * n",
            "return f, back",
        ),
        "NumPy": _count("s = np.array(sizes)", "w = s[1:] * s[:-1]", "return w.sum(), 2 * w.sum() - w[0]"),
        "floats": _count("w = np.multiply(sizes[1:], sizes[:-1]) * 1.0", "return [w.sum(), w.sum() + w[1:].sum()]"),
    },
    "03.8": {
        "closed form": _saturation(z="np.log(2)", delta="4 / 27"),
        "three digits": _saturation(),
        "a capital": _saturation(conclusion="'Slower '"),
        "two more digits": _saturation(z="0.69315", delta="0.14815"),
        "on a grid": "g = np.linspace(-10, 10, 2001)\nd = sigmoid(g) * slope(g)\n"
        + _saturation(z="g[d.argmax()]", delta="d.max()"),
    },
}
