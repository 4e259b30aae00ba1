"""Answers to exercise 07 as learners write them: WRONG with the mistake to be named, RIGHT written differently."""

PRELUDE = """
import numpy as np
"""


def _but(text, *changes):
    """Return the text with pieces replaced; each must be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


FACTOR = """
def rms(d):
    return np.sqrt((d ** 2).mean())
def factor(D):
    L = len(D) - 1
    return (rms(D[1]) / rms(D[L])) ** (1 / (L - 1))
"""
FACTORS = """
def factor(D):
    sizes = [np.sqrt(np.mean(d * d)) for d in D[1:]]
    factors = [a / b for a, b in zip(sizes, sizes[1:])]
    return np.mean(factors)
"""
FROM_LOGARITHMS = """
def factor(D):
    logs = [np.log(np.sqrt(np.mean(d ** 2))) for d in D if d is not None]
    return np.exp((logs[0] - logs[-1]) / (len(logs) - 1))
"""
START = """
def start(n_out, n_in, f, rng):
    z = np.linspace(-8, 8, 2000)
    density = np.exp(-z ** 2 / 2)
    E = (density * f(z) ** 2).sum() / density.sum()
    return rng.normal(0, np.sqrt(1 / (n_in * E)), (n_out, n_in))
"""
GAUSS = """
def start(n_out, n_in, f, rng):
    x, w = np.polynomial.hermite.hermgauss(80)
    E = (w * f(np.sqrt(2) * x) ** 2).sum() / np.sqrt(np.pi)
    return rng.standard_normal((n_out, n_in)) / np.sqrt(n_in * E)
"""
NORMAL = "rng.normal(0, np.sqrt(1 / (n_in * E)), (n_out, n_in))"


def _start(line):
    """Return a start with another last line."""
    return _but(START, (NORMAL, line))


BATCH_NORM = """
def batch_norm(Z, gamma, beta, mean, variance, learning, follow, epsilon):
    if learning:
        mu, v = Z.mean(axis=0), Z.var(axis=0)
        mean = (1 - follow) * mean + follow * mu
        variance = (1 - follow) * variance + follow * v
    else:
        mu, v = mean, variance
    h = (Z - mu) / np.sqrt(v + epsilon)
    return gamma * h + beta, mean, variance
"""
STEP_OF_MEAN = "(1 - follow) * mean + follow * mu"
STEP_OF_VARIANCE = "(1 - follow) * variance + follow * v"
CLIP = """
def clip(grads, limit):
    norm = np.sqrt(sum((g ** 2).sum() for g in grads))
    factor = limit / norm if norm > limit else 1
    return [factor * g for g in grads]
"""
NORM = "np.sqrt(sum((g ** 2).sum() for g in grads))"
SHORTER = "limit / norm if norm > limit else 1"
EACH = """
def clip(grads, limit):
    clipped = []
    for g in grads:
        norm = np.linalg.norm(g)
        clipped.append(g * limit / norm if norm > limit else g)
    return clipped
"""
IN_PLACE = """
def clip(grads, limit):
    norm = np.sqrt(sum((g ** 2).sum() for g in grads))
    if norm > limit:
        for g in grads:
            g *= limit / norm
    return grads
"""


def _norm(line):
    """Return a clip with another length."""
    return _but(CLIP, (NORM, line))


WRONG = {
    "07.1": {
        "upside down": (_but(FACTOR, ("rms(D[1]) / rms(D[L])", "rms(D[L]) / rms(D[1])")), "inverted"),
        "one over L": (_but(FACTOR, ("1 / (L - 1)", "1 / L")), "as-many-factors-as-layers"),
        "L is the length of the list": (
            _but(FACTOR, ("len(D) - 1", "len(D)"), ("D[L]", "D[-1]")),
            "as-many-factors-as-layers",
        ),
        "one over the length of the list": (
            _but(FACTOR, ("1 / (L - 1)", "1 / len(D)")),
            "length-of-the-list",
        ),
        "no root of the depth": (_but(FACTOR, (" ** (1 / (L - 1))", "")), "all-layers-at-once"),
        "divided by the steps": (_but(FACTOR, (" ** (1 / (L - 1))", " / (L - 1)")), "divided-by-the-steps"),
        "brackets": (_but(FACTOR, ("1 / (L - 1)", "1 / L - 1")), "brackets"),
        "power for root": (_but(FACTOR, ("1 / (L - 1)", "L - 1")), "power-for-root"),
        "mean square": (_but(FACTOR, ("np.sqrt((d ** 2).mean())", "(d ** 2).mean()")), "mean-square"),
        "norm": (_but(FACTOR, ("np.sqrt((d ** 2).mean())", "np.linalg.norm(d)")), "norm-for-rms"),
        "norm of an example": (
            _but(FACTOR, ("np.sqrt((d ** 2).mean())", "np.sqrt((d ** 2).sum(axis=1).mean())")),
            "norm-for-rms",
        ),
        "mean of the norms of the rows": (
            _but(FACTOR, ("np.sqrt((d ** 2).mean())", "np.linalg.norm(d, axis=1).mean()")),
            "mean-of-the-norms",
        ),
        "mean of absolutes": (_but(FACTOR, ("np.sqrt((d ** 2).mean())", "np.abs(d).mean()")), "mean-of-absolutes"),
        "the mean itself": (_but(FACTOR, ("np.sqrt((d ** 2).mean())", "abs(d.mean())")), "signs-cancel"),
        "standard deviation": (_but(FACTOR, ("np.sqrt((d ** 2).mean())", "d.std()")), "deviation"),
        "largest": (_but(FACTOR, ("np.sqrt((d ** 2).mean())", "np.abs(d).max()")), "largest-entry"),
        "averaged over the batch first": (
            _but(FACTOR, ("(d ** 2).mean()", "(d.mean(axis=0) ** 2).mean()")),
            "mean-over-the-examples-first",
        ),
        "arithmetic mean": (FACTORS, "arithmetic-mean"),
        "arithmetic mean upside down": (_but(FACTORS, ("a / b", "b / a")), "arithmetic-mean"),
        "median of the factors": (_but(FACTORS, ("np.mean(factors)", "np.median(factors)")), "median-factor"),
        "logarithm left": (
            _but(
                FROM_LOGARITHMS,
                ("np.exp((logs[0] - logs[-1]) / (len(logs) - 1))", "(logs[0] - logs[-1]) / (len(logs) - 1)"),
            ),
            "logarithm",
        ),
        "log10 and exp": (_but(FROM_LOGARITHMS, ("np.log(", "np.log10(")), "exp-of-log10"),
        "a fitted line": (
            "def factor(D):\n"
            "    logs = [np.log(np.sqrt(np.mean(d ** 2))) for d in D[1:]]\n"
            "    return np.exp(-np.polyfit(range(len(logs)), logs, 1)[0])\n",
            "fitted-line",
        ),
        "last layer forgotten": (_but(FACTOR, ("rms(D[L])", "rms(D[L - 1])")), "one-layer-short"),
        "begins at index 2": (_but(FACTOR, ("rms(D[1])", "rms(D[2])")), "first-layer-missing"),
        "norm and one over L": (
            _but(FACTOR, ("np.sqrt((d ** 2).mean())", "np.linalg.norm(d)"), ("1 / (L - 1)", "1 / L")),
            "norm-for-rms + as-many-factors-as-layers",
        ),
        "upside down and no root": (
            _but(FACTOR, ("rms(D[1]) / rms(D[L])", "rms(D[L]) / rms(D[1])"), (" ** (1 / (L - 1))", "")),
            "inverted + all-layers-at-once",
        ),
        "the factors as a list": (_but(FACTORS, ("np.mean(factors)", "factors")), "as-a-list"),
        "index 0 used": (_but(FACTOR, ("rms(D[1])", "rms(D[0])")), "raises"),
    },
    "07.2": {
        "n_out": (_start("rng.normal(0, np.sqrt(1 / (n_out * E)), (n_out, n_in))"), "outputs-for-inputs"),
        # fan_out where the layer below matters: ClementPinard/FlowNetPytorch#19, vballoli/nfnets-pytorch#30
        "fan out from the shape": (
            _start("rng.normal(0, 1 / np.sqrt(np.zeros((n_out, n_in)).shape[0] * E), (n_out, n_in))"),
            "outputs-for-inputs",
        ),
        "Glorot's mean": (
            _start("rng.normal(0, np.sqrt(2 / ((n_in + n_out) * E)), (n_out, n_in))"),
            "mean-of-inputs-and-outputs",
        ),
        "the sum of both": (
            _start("rng.normal(0, np.sqrt(1 / ((n_in + n_out) * E)), (n_out, n_in))"),
            "inputs-and-outputs",
        ),
        # mlverse/torch#555: sqrt(2.0 / fan_in + fan_out)
        "brackets around the sum": (
            _start("rng.normal(0, np.sqrt((2 / n_in + n_out) / E), (n_out, n_in))"),
            "brackets-around-the-sum",
        ),
        "variance for deviation": (_start("rng.normal(0, 1 / (n_in * E), (n_out, n_in))"), "variance-for-deviation"),
        "one over n": (_start("rng.normal(0, np.sqrt(1 / n_in), (n_out, n_in))"), "f-not-counted"),
        # LBANN/lbann#316 (LeCun's variance under He's name), jw1912/bullet#363 (the 2 is missing)
        "He without the 2": (
            "def start(n_out, n_in, f, rng):\n    return rng.standard_normal((n_out, n_in)) * n_in ** -0.5\n",
            "f-not-counted",
        ),
        "He for every f": (_start("rng.normal(0, np.sqrt(2 / n_in), (n_out, n_in))"), "he-for-every-f"),
        "He's 2 besides": (_start("rng.normal(0, np.sqrt(2 / (n_in * E)), (n_out, n_in))"), "one-half-too-many"),
        "Glorot for every f": (
            _start("rng.normal(0, np.sqrt(2 / (n_in + n_out)), (n_out, n_in))"),
            "f-not-counted + mean-of-inputs-and-outputs",
        ),
        # tflearn/tflearn#870: the 3 of the uniform distribution in a normal one
        "three for two": (_start("rng.normal(0, np.sqrt(3 / (n_in + n_out)), (n_out, n_in))"), "argument-ignored"),
        "slope for f": (
            _but(START, ("f(z) ** 2", "((f(z + 1e-5) - f(z - 1e-5)) / 2e-5) ** 2")),
            "slope-for-activation",
        ),
        "slope by np.gradient": (_but(START, ("f(z) ** 2", "np.gradient(f(z), z) ** 2")), "slope-for-activation"),
        "E f": (_but(START, ("f(z) ** 2", "f(z)")), "mean-for-mean-square"),
        "|E f|": (
            _but(START, ("(density * f(z) ** 2).sum()", "abs((density * f(z)).sum())")),
            "mean-for-mean-square",
        ),
        "variance of f": (
            _but(START, ("    return", "    E -= ((density * f(z)).sum() / density.sum()) ** 2\n    return")),
            "variance-for-mean-square",
        ),
        "np.var of samples": (
            "def start(n_out, n_in, f, rng):\n"
            "    E = np.var(f(np.random.default_rng(1).normal(size=20_000)))\n"
            "    return rng.normal(0, np.sqrt(1 / (n_in * E)), (n_out, n_in))\n",
            "variance-for-mean-square",
        ),
        "E |f|": (_but(START, ("f(z) ** 2", "np.abs(f(z))")), "absolute-for-square"),
        "times E": (_start("rng.normal(0, np.sqrt(E / n_in), (n_out, n_in))"), "times-the-mean-square"),
        "brackets": (_start("rng.normal(0, np.sqrt(1 / n_in * E), (n_out, n_in))"), "times-the-mean-square"),
        # LaurentMazare/tch-rs#573: the bounds lack √3 (and the gain)
        "uniform without the root of 3": (
            _start("(rng.random((n_out, n_in)) * 2 - 1) * np.sqrt(1 / (n_in * E))"),
            "uniform-without-the-root-of-3",
        ),
        "the start of tch": (
            _start("rng.uniform(-1 / np.sqrt(n_in), 1 / np.sqrt(n_in), (n_out, n_in))"),
            "f-not-counted + uniform-without-the-root-of-3",
        ),
        "uniform, right variance": (
            _start("rng.uniform(-np.sqrt(3 / (n_in * E)), np.sqrt(3 / (n_in * E)), (n_out, n_in))"),
            "uniform-for-normal",
        ),
        # denizyuret/Knet.jl#311: a mean that is not 0
        "uniform from 0": (_start("rng.uniform(0, np.sqrt(3 / (n_in * E)), (n_out, n_in))"), "mean-not-zero"),
        "rng.random": (_start("rng.random((n_out, n_in)) * np.sqrt(1 / (n_in * E))"), "mean-not-zero"),
        # tensorflow/tensorflow#18706 and #16344, tensorflow/tfjs#8594: truncated, and not made up for
        "truncated and not made up for": (
            _but(
                START,
                (
                    f"    return {NORMAL}",
                    "    W = rng.normal(size=(n_out, n_in))\n"
                    "    while (far := np.abs(W) > 2).any():\n"
                    "        W[far] = rng.normal(size=far.sum())\n"
                    "    return W / np.sqrt(n_in * E)",
                ),
            ),
            "truncated",
        ),
        "clipped": (
            _start("np.clip(rng.normal(0, 1, (n_out, n_in)), -2, 2) * np.sqrt(1 / (n_in * E))"),
            "clipped",
        ),
        "the transpose": (_but(START, ("(n_out, n_in))", "(n_in, n_out))")), "transposed"),
        "one row for all units": (
            _start("np.tile(rng.normal(0, np.sqrt(1 / (n_in * E)), n_in), (n_out, 1))"),
            "repeated-numbers",
        ),
        "one number": (_start("np.full((n_out, n_in), rng.normal(0, np.sqrt(1 / (n_in * E))))"), "repeated-numbers"),
        "a number, no matrix": (_start("rng.normal(0, np.sqrt(1 / (n_in * E)))"), "shape"),
        "zeros": (_start("np.zeros((n_out, n_in))"), "zero"),
        "the generator of NumPy": (_but(START, ("rng.normal", "np.random.normal")), "own-generator"),
        "a generator of one's own": (_but(START, ("rng.normal", "np.random.default_rng().normal")), "own-generator"),
        "a seed inside": (
            _but(START, ("    z =", "    rng = np.random.default_rng(0)\n    z =")),
            "generator-not-used",
        ),
        "np.random.seed inside": (
            _but(START, ("    z =", "    np.random.seed(0)\n    z ="), ("rng.normal", "np.random.normal")),
            "generator-not-used",
        ),
        "rescaled after the draw": (
            _but(
                START,
                (
                    f"    return {NORMAL}",
                    "    W = rng.normal(size=(n_out, n_in))\n    return W / W.std() / np.sqrt(n_in * E)",
                ),
            ),
            "rescaled-after-the-draw",
        ),
        "nodes not stretched": (_but(GAUSS, ("np.sqrt(2) * x", "x")), "nodes-not-stretched"),
        "root of pi missing": (_but(GAUSS, (" / np.sqrt(np.pi)", "")), "root-of-pi-missing"),
        "neither": (_but(GAUSS, ("np.sqrt(2) * x", "x"), (" / np.sqrt(np.pi)", "")), "nodes-and-root-of-pi"),
        "hermegauss without the root of two pi": (
            _but(
                GAUSS, ("hermite.hermgauss", "hermite_e.hermegauss"), ("np.sqrt(2) * x", "x"), (" / np.sqrt(np.pi)", "")
            ),
            "density-not-divided",
        ),
        "a hundred samples": (
            _but(START, ("(density * f(z) ** 2).sum() / density.sum()", "(f(rng.normal(size=100)) ** 2).mean()")),
            "varies-from-draw-to-draw",
        ),
        "no density": (
            _but(START, ("(density * f(z) ** 2).sum() / density.sum()", "(f(z) ** 2).mean()")),
            "no-density",
        ),
        "no density, -3 to 3": (
            "def start(n_out, n_in, f, rng):\n"
            "    E = np.mean(f(np.linspace(-3, 3, 500)) ** 2)\n"
            "    return rng.normal(0, np.sqrt(1 / (n_in * E)), (n_out, n_in))\n",
            "no-density",
        ),
        "half missing in the density": (
            _but(START, (" / 2)", ")"), (" / density.sum()", " * (z[1] - z[0]) / np.sqrt(2 * np.pi)")),
            "half-missing-in-the-density",
        ),
        "n_in forgotten": (_start("rng.normal(0, np.sqrt(1 / E), (n_out, n_in))"), "inputs-missing"),
        "root forgotten and n_out": (
            _start("rng.normal(0, 1 / (n_out * E), (n_out, n_in))"),
            "outputs-for-inputs + variance-for-deviation",
        ),
    },
    "07.3": {
        # cs231n/cs231n.github.io#180, d2l-ai/d2l-en#2213, pytorch/pytorch#15298: which share is "momentum"?
        "shares exchanged": (
            _but(
                BATCH_NORM,
                (STEP_OF_MEAN, "follow * mean + (1 - follow) * mu"),
                (STEP_OF_VARIANCE, "follow * variance + (1 - follow) * v"),
            ),
            "follow-exchanged (the running mean, the running variance)",
        ),
        "shares of the mean exchanged": (
            _but(BATCH_NORM, (STEP_OF_MEAN, "follow * mean + (1 - follow) * mu")),
            "follow-exchanged (the running mean)",
        ),
        # torch/nn#567: the inverse deviation was kept
        "the inverse deviation is kept": (
            _but(BATCH_NORM, (STEP_OF_VARIANCE, "(1 - follow) * variance + follow / np.sqrt(v + epsilon)")),
            "running-inverse-deviation (the running variance)",
        ),
        "the deviation is kept": (
            _but(BATCH_NORM, (STEP_OF_VARIANCE, "(1 - follow) * variance + follow * Z.std(axis=0)")),
            "running-deviation (the running variance)",
        ),
        # keras-team/keras-contrib#287: the running variance takes in ε with every batch
        "epsilon is kept": (
            _but(BATCH_NORM, (STEP_OF_VARIANCE, "(1 - follow) * variance + follow * (v + epsilon)")),
            "epsilon-kept (the running variance)",
        ),
        # pytorch/pytorch#60528 and #19902: unbiased in the running variance only
        "the running variance of PyTorch": (
            _but(BATCH_NORM, (STEP_OF_VARIANCE, "(1 - follow) * variance + follow * Z.var(axis=0, ddof=1)")),
            "running-variance-of-m-minus-1 (the running variance)",
        ),
        # karpathy, makemore part 4: n - 1 in both places
        "m - 1 in both": (
            _but(BATCH_NORM, ("Z.var(axis=0)", "Z.var(axis=0, ddof=1)")),
            "divided-by-m-minus-1 (the variance)",
        ),
        "m - 1 in the normaliser": (
            _but(BATCH_NORM, ("Z.var(axis=0)", "Z.var(axis=0, ddof=1)"), ("follow * v\n", "follow * Z.var(axis=0)\n")),
            "divided-by-m-minus-1 (the variance)",
        ),
        "axis 1": (
            _but(
                BATCH_NORM,
                ("Z.mean(axis=0), Z.var(axis=0)", "Z.mean(axis=1, keepdims=True), Z.var(axis=1, keepdims=True)"),
            ),
            "over-the-units (the mean, the variance)",
        ),
        "axis 1 without keepdims": (
            _but(BATCH_NORM, ("axis=0", "axis=1")),
            "over-the-units-without-axis (the mean, the variance)",
        ),
        "one mean of everything": (
            _but(BATCH_NORM, ("Z.mean(axis=0), Z.var(axis=0)", "Z.mean(), Z.var()")),
            "over-everything (the mean, the variance)",
        ),
        "epsilon outside": (
            _but(BATCH_NORM, ("np.sqrt(v + epsilon)", "(np.sqrt(v) + epsilon)")),
            "epsilon-outside-the-root",
        ),
        "no epsilon": (_but(BATCH_NORM, ("np.sqrt(v + epsilon)", "np.sqrt(v)")), "epsilon-missing"),
        "variance for deviation": (
            _but(BATCH_NORM, ("np.sqrt(v + epsilon)", "(v + epsilon)")),
            "variance-for-deviation",
        ),
        # chainer/chainer#2214: ε was left out where the statistics are fixed
        "no epsilon while it answers": (
            """
def batch_norm(Z, gamma, beta, mean, variance, learning, follow, epsilon):
    if not learning:
        return gamma * (Z - mean) / np.sqrt(variance) + beta, mean, variance
    mu, v = Z.mean(axis=0), Z.var(axis=0)
    U = gamma * (Z - mu) / np.sqrt(v + epsilon) + beta
    return U, (1 - follow) * mean + follow * mu, (1 - follow) * variance + follow * v
""",
            "epsilon-missing (the part where it answers)",
        ),
        "variance about the new running mean": (
            _but(BATCH_NORM, (STEP_OF_VARIANCE, "(1 - follow) * variance + follow * ((Z - mean) ** 2).mean(axis=0)")),
            "variance-about-the-running-mean (the running variance)",
        ),
        "epsilon of one's own": (_but(BATCH_NORM, ("v + epsilon", "v + 1e-5")), "own-epsilon"),
        "gamma and beta exchanged": (
            _but(BATCH_NORM, ("gamma * h + beta", "beta * h + gamma")),
            "gamma-and-beta-exchanged",
        ),
        "beta inside": (_but(BATCH_NORM, ("gamma * h + beta", "gamma * (h + beta)")), "beta-inside-the-brackets"),
        "gamma plus one": (_but(BATCH_NORM, ("gamma * h", "(1 + gamma) * h")), "gamma-plus-one"),
        "the mean not subtracted": (_but(BATCH_NORM, ("(Z - mu)", "Z")), "mean-not-subtracted"),
        "second moment": (_but(BATCH_NORM, ("Z.var(axis=0)", "(Z ** 2).mean(axis=0)")), "second-moment (the variance)"),
        "deviation under the root": (
            _but(BATCH_NORM, ("Z.var(axis=0)", "Z.std(axis=0)")),
            "deviation-for-variance (the variance)",
        ),
        "running values while it learns": (
            _but(BATCH_NORM, ("    else:\n        mu, v = mean, variance\n", "    mu, v = mean, variance\n")),
            "updated-values-used",
        ),
        "running values of before while it learns": (
            _but(
                BATCH_NORM,
                ("(Z - mu) / np.sqrt(v + epsilon)", "(Z - old[0]) / np.sqrt(old[1] + epsilon)"),
                ("    if learning", "    old = mean, variance\n    if learning"),
            ),
            "running-values-when-learning",
        ),
        "the batch while it answers": (
            _but(BATCH_NORM, ("mu, v = mean, variance", "mu, v = Z.mean(axis=0), Z.var(axis=0)")),
            "batch-statistics-when-answering",
        ),
        "modes exchanged": (
            _but(BATCH_NORM, ("if learning", "if not learning")),
            "modes-exchanged + updates-exchanged",
        ),
        # hiwonjoon/tf-frrn#2: the running averages are never updated
        "never updated": (
            _but(BATCH_NORM, (STEP_OF_MEAN, "mean"), (STEP_OF_VARIANCE, "variance")),
            "never-updated",
        ),
        # rwth-i6/returnn#1625: goes on updating while it answers
        "updates while it answers": (
            """
def batch_norm(Z, gamma, beta, mean, variance, learning, follow, epsilon):
    mu, v = Z.mean(axis=0), Z.var(axis=0)
    used = (mu, v) if learning else (mean, variance)
    h = (Z - used[0]) / np.sqrt(used[1] + epsilon)
    return gamma * h + beta, (1 - follow) * mean + follow * mu, (1 - follow) * variance + follow * v
""",
            "updates-when-answering",
        ),
        "grows with every batch": (
            _but(BATCH_NORM, (STEP_OF_MEAN, "mean + follow * mu"), (STEP_OF_VARIANCE, "variance + follow * v")),
            "old-not-reduced (the running mean, the running variance)",
        ),
        "variance before the mean": (
            _but(BATCH_NORM, ("return gamma * h + beta, mean, variance", "return gamma * h + beta, variance, mean")),
            "mean-and-variance-exchanged",
        ),
        "only U": (_but(BATCH_NORM, ("return gamma * h + beta, mean, variance", "return gamma * h + beta")), "form"),
        # MyNN#32: the layer writes into its input
        "writes into Z": (
            _but(
                BATCH_NORM,
                (
                    "    h = (Z - mu) / np.sqrt(v + epsilon)\n",
                    "    Z -= mu\n    Z /= np.sqrt(v + epsilon)\n    h = Z\n",
                ),
            ),
            "changes-input",
        ),
        # tenstorrent/tt-metal#45578: the running values are written over in place
        "writes into the running values": (
            _but(
                BATCH_NORM,
                (f"mean = {STEP_OF_MEAN}", "mean += follow * (mu - mean)"),
                (f"variance = {STEP_OF_VARIANCE}", "variance += follow * (v - variance)"),
            ),
            "changes-input",
        ),
        "epsilon outside and m - 1": (
            _but(
                BATCH_NORM,
                ("np.sqrt(v + epsilon)", "(np.sqrt(v) + epsilon)"),
                ("Z.var(axis=0)", "Z.var(axis=0, ddof=1)"),
            ),
            "divided-by-m-minus-1 (the variance) + epsilon-outside-the-root",
        ),
        "means with an axis more": (
            _but(
                BATCH_NORM,
                ("Z.mean(axis=0), Z.var(axis=0)", "Z.mean(axis=0, keepdims=True), Z.var(axis=0, keepdims=True)"),
            ),
            "shape",
        ),
    },
    "07.4": {
        # facebookresearch/dino's clip_gradients, huggingface/transformers#614, carpedm20/MemN2N-tensorflow#19
        "each array": (EACH, "each-array"),
        "each array to the limit": (
            _but(EACH, ("g * limit / norm if norm > limit else g", "g * limit / (norm + 1e-12)")),
            "each-array-to-the-limit",
        ),
        "each entry": (
            "def clip(grads, limit):\n    return [np.clip(g, -limit, limit) for g in grads]\n",
            "each-entry",
        ),
        "each row": (
            """
def clip(grads, limit):
    clipped = []
    for g in grads:
        norms = np.linalg.norm(g, axis=-1, keepdims=True)
        clipped.append(g * np.minimum(1, limit / np.maximum(norms, 1e-300)))
    return clipped
""",
            "each-row",
        ),
        "only long arrays": (
            _but(
                CLIP, ("[factor * g for g in grads]", "[factor * g if np.linalg.norm(g) > limit else g for g in grads]")
            ),
            "long-arrays-only",
        ),
        "length so far": (
            """
def clip(grads, limit):
    total, clipped = 0, []
    for g in grads:
        total += (g ** 2).sum()
        clipped.append(g * limit / total ** 0.5 if total ** 0.5 > limit else g)
    return clipped
""",
            "length-so-far",
        ),
        "sum of the norms": (_norm("sum(np.linalg.norm(g) for g in grads)"), "sum-of-the-norms"),
        "mean of the norms": (_norm("np.mean([np.linalg.norm(g) for g in grads])"), "mean-of-the-norms"),
        "square of the norm": (_norm("sum((g ** 2).sum() for g in grads)"), "square-of-the-norm"),
        "largest entry": (_norm("max(np.abs(g).max() for g in grads)"), "largest-entry"),
        "L1": (_norm("sum(np.abs(g).sum() for g in grads)"), "sum-of-absolutes"),
        "the last array only": (
            """
def clip(grads, limit):
    for g in grads:
        norm = np.sqrt((g ** 2).sum())
    factor = limit / norm if norm > limit else 1
    return [factor * g for g in grads]
""",
            "last-array-only",
        ),
        "matrices only": (_norm("np.sqrt(sum((g ** 2).sum() for g in grads if g.ndim == 2))"), "matrices-only"),
        "norms of second order": (
            _norm("np.sqrt(sum(np.linalg.norm(g, 2) ** 2 for g in grads))"),
            "largest-singular-values",
        ),
        # PaddlePaddle/Paddle#32038, tensorflow/tensorflow#22048: 0/0 for a gradient of zero
        "0/0 for zeros": (
            _but(CLIP, ("[factor * g for g in grads]", "[g / norm * min(norm, limit) for g in grads]")),
            "not-finite",
        ),
        "always to the limit": (_but(CLIP, (SHORTER, "limit / norm")), "always-to-the-limit"),
        "always to the limit, safely": (_but(CLIP, (SHORTER, "limit / (norm + 1e-12)")), "always-to-the-limit"),
        "upside down": (_but(CLIP, (SHORTER, "min(1, norm / limit)")), "upside-down"),
        "upside down where long": (_but(CLIP, (SHORTER, "norm / limit if norm > limit else 1")), "upside-down"),
        "max for min": (_but(CLIP, (SHORTER, "max(1, limit / max(norm, 1e-300))")), "max-for-min"),
        "wrong way round": (_but(CLIP, ("norm > limit", "norm < limit")), "max-for-min"),
        "unit length": (_but(CLIP, ("limit / norm if", "1 / norm if")), "unit-length"),
        "times the limit": (_but(CLIP, ("limit / norm if", "limit if")), "times-the-limit"),
        "compared with 1": (_but(CLIP, ("norm > limit", "norm > 1")), "compared-with-one"),
        "long ones dropped": (_but(CLIP, ("limit / norm if", "0 if")), "long-ones-dropped"),
        # jongwook/onsets-and-frames#24, awslabs/graphstorm#1366: clipped after the step, so not at all
        "not at all": ("def clip(grads, limit):\n    return [g.copy() for g in grads]\n", "not-clipped"),
        "in place": (IN_PLACE, "changes-input"),
        "only the first array": (
            _but(CLIP, ("[factor * g for g in grads]", "[factor * grads[0]] + list(grads[1:])")),
            "first-array-shortened",
        ),
        "returns the norm, too": (
            _but(CLIP, ("return [factor * g for g in grads]", "return [factor * g for g in grads], norm")),
            "form",
        ),
        "one long vector": (
            _but(CLIP, ("[factor * g for g in grads]", "np.concatenate([factor * g.ravel() for g in grads])")),
            "form",
        ),
        "square of the norm and always": (
            _but(_norm("sum((g ** 2).sum() for g in grads)"), (SHORTER, "limit / (norm + 1e-12)")),
            "square-of-the-norm + always-to-the-limit",
        ),
    },
}

RIGHT = {
    "07.1": {
        "the solution": FACTOR,
        "from logarithms": FROM_LOGARITHMS,
        "product of the factors": _but(FACTORS, ("np.mean(factors)", "np.prod(factors) ** (1 / len(factors))")),
        "root of chi": """
def factor(D):
    first, *_, last = [(d ** 2).mean() for d in D[1:]]
    return (first / last) ** (0.5 / (len(D) - 2))
""",
        "norms over the root of the sizes": """
def factor(D):
    a, b = (np.linalg.norm(d) / d.size ** 0.5 for d in (D[1], D[-1]))
    return float((a / b) ** (1 / (len(D) - 2)))
""",
        "mean of the means of the rows": """
import math
def factor(D):
    mean_square = lambda d: sum(sum(x * x for x in row) / len(row) for row in d) / len(d)
    logs = [0.5 * math.log(mean_square(d)) for d in D[1:]]
    return math.exp(sum(low - high for low, high in zip(logs, logs[1:])) / (len(logs) - 1))
""",
    },
    "07.2": {
        "the solution": START,
        "Gauss and Hermite": GAUSS,
        "scipy's integral": """
from scipy.integrate import quad
def start(n_out, n_in, f, rng):
    E, _ = quad(lambda z: f(z) ** 2 * np.exp(-z * z / 2) / np.sqrt(2 * np.pi), -8, 8)
    return rng.normal(loc=0.0, scale=(n_in * E) ** -0.5, size=(n_out, n_in))
""",
        "drawn unit by unit": """
def start(n_out, n_in, f, rng):
    z, dz = np.linspace(-10, 10, 4001, retstep=True)
    E = dz * (f(z) ** 2 * np.exp(-z ** 2 / 2)).sum() / np.sqrt(2 * np.pi)
    return [rng.normal(0, 1, n_in) / (n_in * E) ** 0.5 for _ in range(n_out)]
""",
        "turned over and back": """
def start(n_out, n_in, f, rng):
    x, w = np.polynomial.hermite_e.hermegauss(100)
    E = np.average(f(x) ** 2, weights=w)
    return rng.normal(0, 1, (n_in, n_out)).T * np.sqrt(1 / n_in / E)
""",
        "a mean of many samples": """
def start(n_out, n_in, f, rng):
    E = np.mean(f(np.random.default_rng(5).normal(size=50_000)) ** 2)
    return rng.standard_normal((n_out, n_in)) * np.sqrt(1 / (n_in * E))
""",
        "scipy's normal": """
from scipy import integrate, stats
def start(n_out, n_in, f, rng):
    z = np.linspace(-9, 9, 1001)
    E = integrate.simpson(f(z) ** 2 * stats.norm.pdf(z), x=z)
    return stats.norm.rvs(scale=np.sqrt(1 / (n_in * E)), size=(n_out, n_in), random_state=rng)
""",
    },
    "07.3": {
        "the solution": BATCH_NORM,
        "steps towards the batch": """
def batch_norm(Z, gamma, beta, mean, variance, learning, follow, epsilon):
    mu, v = mean, variance
    if learning:
        mu = Z.sum(axis=0) / len(Z)
        v = (Z ** 2).mean(axis=0) - mu ** 2
        mean = mean + follow * (mu - mean)
        variance = variance - follow * (variance - v)
    return (Z - mu) * (v + epsilon) ** -0.5 * gamma + beta, mean, variance
""",
        "scale and shift": """
def batch_norm(Z, gamma, beta, mean, variance, learning, follow, epsilon):
    new_mean, new_variance = mean.copy(), variance.copy()
    if learning:
        mean, variance = np.mean(Z, 0), np.std(Z, 0) ** 2
        new_mean += follow * (mean - new_mean)
        new_variance += follow * (variance - new_variance)
    scale = gamma / np.sqrt(variance + epsilon)
    return [scale * Z + (beta - scale * mean), new_mean, new_variance]
""",
        "unit by unit": """
def batch_norm(Z, gamma, beta, mean, variance, learning, follow, epsilon):
    U, new_mean, new_variance = np.zeros(Z.shape), np.array(mean), np.array(variance)
    for j in range(Z.shape[1]):
        mu, v = mean[j], variance[j]
        if learning:
            mu = sum(Z[:, j]) / len(Z)
            v = sum((z - mu) ** 2 for z in Z[:, j]) / len(Z)
            new_mean[j] = (1 - follow) * mean[j] + follow * mu
            new_variance[j] = (1 - follow) * variance[j] + follow * v
        U[:, j] = gamma[j] * (Z[:, j] - mu) / (v + epsilon) ** 0.5 + beta[j]
    return U, new_mean, new_variance
""",
    },
    "07.4": {
        "the solution": CLIP,
        "PyTorch's": """
def clip(grads, limit):
    norm = np.linalg.norm([np.linalg.norm(g) for g in grads])
    return [g * min(1.0, limit / (norm + 1e-6)) for g in grads]
""",
        "TensorFlow's": """
def clip(grads, limit):
    norm = sum(np.vdot(g, g) for g in grads) ** 0.5
    return [limit * g / max(norm, limit) for g in grads]
""",
        "one vector and back": """
def clip(grads, limit):
    flat = np.concatenate([g.ravel() for g in grads])
    norm = np.linalg.norm(flat)
    if norm > limit:
        flat = flat * (limit / norm)
    ends = np.cumsum([g.size for g in grads])[:-1]
    return [part.reshape(g.shape) for part, g in zip(np.split(flat, ends), grads)]
""",
        "on copies": """
def clip(grads, limit):
    new = [g.copy() for g in grads]
    norm = np.sqrt(np.sum([np.sum(g * g) for g in new]))
    if norm >= limit:
        for g in new:
            g *= limit / norm
    return tuple(new)
""",
        "with np.errstate": """
def clip(grads, limit):
    with np.errstate(divide="ignore"):
        factor = np.minimum(1.0, np.divide(limit, np.sqrt(sum(np.sum(np.square(g)) for g in grads))))
    return [factor * g for g in grads]
""",
    },
}
