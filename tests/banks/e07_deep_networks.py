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


def _function(head, *lines):
    return "\n    ".join([f"def {head}:", *lines])


def _bn(
    mu="Z.mean(axis=0)",
    v="((Z - mu) ** 2).mean(axis=0)",
    s="1 / np.sqrt(v + epsilon)",
    h="(Z - mu) * s",
    k="gamma * g",
    g_z="s * (k - k.mean(axis=0) - h * (k * h).mean(axis=0))",
    gamma="(g * h).sum(axis=0)",
    beta="g.sum(axis=0)",
    first="m, n = Z.shape",
):
    return _function(
        "batch_norm_backward(g, Z, gamma, epsilon)",
        first,
        f"mu = {mu}",
        f"v = {v}",
        f"s = {s}",
        f"h = {h}",
        f"k = {k}",
        f"g_z = {g_z}",
        f"return g_z, {gamma}, {beta}",
    )


def _staged(
    of_v="(g_h * (Z - mu)).sum(0) * -0.5 * (v + epsilon) ** -1.5",
    of_mu="-(g_h * s).sum(0) + g_v * (-2 * (Z - mu)).sum(0) / m",
    g_z="g_h * s + g_v * 2 * (Z - mu) / m + g_mu / m",
    g_h="g * gamma",
):
    """Return the six lines of Ioffe and Szegedy, with some of them replaced."""
    return _function(
        "batch_norm_backward(g, Z, gamma, epsilon)",
        "m = len(Z)",
        "mu, v = Z.mean(0), Z.var(0)",
        "s = (v + epsilon) ** -0.5",
        "h = (Z - mu) * s",
        f"g_h = {g_h}",
        f"g_v = {of_v}",
        f"g_mu = {of_mu}",
        f"g_z = {g_z}",
        "return g_z, (g * h).sum(0), g.sum(0)",
    )


def _residual(
    q="(A**2).mean(axis=1, keepdims=True)",
    s="1 / np.sqrt(q + epsilon)",
    g_z="alpha * g",
    g_r="g_z @ V",
    g_u="g_r * (u > 0)",
    k="gamma * g_u",
    through="s * (k - h * (k * h).mean(axis=1, keepdims=True))",
    g_A="g + through",
    for_V="g_z.T @ r",
    for_gamma="(g_u * h).sum(axis=0)",
    for_alpha="(g * z).sum()",
    first="m, n = A.shape",
):
    return _function(
        "block_backward(g, A, V, gamma, alpha, epsilon)",
        first,
        f"q = {q}",
        f"s = {s}",
        "h = A * s",
        "u = gamma * h",
        "r = np.maximum(u, 0)",
        "z = r @ V.T",
        f"g_z = {g_z}",
        f"g_r = {g_r}",
        f"g_u = {g_u}",
        f"k = {k}",
        f"through = {through}",
        f"g_A = {g_A}",
        f"return g_A, {for_V}, {for_gamma}, {for_alpha}",
    )


def _thousand(
    f2="expected(lambda z: np.tanh(np.sqrt(q) * z) ** 2)",
    slope2="expected(lambda z: (1 - np.tanh(np.sqrt(q) * z) ** 2) ** 2)",
    step="w * f2(q) + biases",
    start="1.0",
    rounds=80,
    chi="w * slope2(q)",
    first="",
    predicted="np.log(1000) / abs(np.log(np.sqrt(chi(weights))))",
    forward="np.tanh(A[-1] @ W[l].T + b[l])",
    back="(G[0] @ W[l + 1]) * (1 - A[l] ** 2)",
    size="np.sqrt((G[i] ** 2).mean())",
    factor="(size(0) / size(-1)) ** (1 / (L - 1))",
    measured="np.log(1000) / abs(np.log(factor))",
    low="1.0",
    high="3.0",
    halvings=30,
    critical="(low + high) / 2",
):
    return _function(
        "thousandfold(weights, biases, W, b, X, D)",
        "x = np.linspace(-8, 8, 201)",
        "p = np.exp(-x * x / 2)",
        "def expected(g):",
        "    return (p * g(x)).sum() / p.sum()",
        "def f2(q):",
        f"    return {f2}",
        "def slope2(q):",
        f"    return {slope2}",
        "def chi(w):",
        f"    q = {start}",
        f"    for _ in range({rounds}):",
        f"        q = {step}",
        f"    return {chi}",
        first,
        f"predicted = {predicted}",
        "L, A, G = len(W) - 1, [X], [D]",
        "for l in range(1, L):",
        f"    A.append({forward})",
        "for l in range(L - 1, 0, -1):",
        f"    G.insert(0, {back})",
        "def size(i):",
        f"    return {size}",
        f"factor = {factor}",
        f"measured = {measured}",
        f"low, high = {low}, {high}",
        f"for _ in range({halvings}):",
        "    middle = (low + high) / 2",
        "    low, high = (low, middle) if chi(middle) > 1 else (middle, high)",
        f"return predicted, measured, {critical}",
    )


def _fault(
    m=200,
    calls="net(X)[-1]",
    first="np.abs(A[-1] - again).max() > 1e-9",
    alone="np.abs(net(X[:5])[9] - A[9][:5]).max() > 1e-9",
    axis="np.abs(net(Y, True)[9][: m // 2] - T[9][: m // 2]).max() < 1e-9",
    gap="size(T[9] - A[9]) > 0.5 * size(T[9])",
    dead="max((A[l] == 0).all(axis=0).mean() for l in range(1, 9)) > 0.5",
    skip="min(cos(A[l], A[l - 1]) for l in (10, 11, 12)) < 0.4",
    factor="(size(A[8]) / size(A[0])) ** (1 / 8)",
    low=0.8,
    high=1.25,
    order=("first", "alone", "axis", "gap", "dead", "skip", "small", "large"),
    **names,
):
    """Return a row of experiments; ``names`` are verdicts other than the right ones."""
    tests = dict(first=first, alone=alone, axis=axis, gap=gap, dead=dead, skip=skip)
    tests |= dict(small=f"factor < {low}", large=f"factor > {high}")
    words = dict(
        first="dropout in test",
        alone="batch statistics in test",
        axis="wrong axis",
        gap="averages never updated",
        dead="dead units",
        skip="skip missing",
        small="weights too small",
        large="weights too large",
    )
    words |= names
    lines = [line for key in order for line in (f"if {tests[key]}:", f"    return {words[key]!r}")]
    return _function(
        "find_fault(net, n)",
        "rng = np.random.default_rng(0)",
        f"m = {m}",
        "X = rng.normal(size=(m, n))",
        "Y = np.concatenate([X[: m // 2], rng.normal(3, 1, (m - m // 2, n))])",
        "size = lambda a: np.sqrt((a**2).mean())",
        "cos = lambda a, b: (a * b).sum() / np.sqrt((a**2).sum() * (b**2).sum())",
        "A, T = net(X), net(X, True)",
        f"again = {calls}",
        f"factor = {factor}",
        *lines,
        "return 'none'",
    )


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
        "only U": (
            _but(BATCH_NORM, ("return gamma * h + beta, mean, variance", "return gamma * h + beta")),
            "one-result-only",
        ),
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
            "only-the-shape",
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
            "right-but-not-finite",
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
    "07.5": {
        # deeplearning4j/deeplearning4j#8379: what comes through mean and variance was added later
        "statistics as constants": (_bn(g_z="s * k"), "statistics-as-constants"),
        # BVLC/caffe#1891, review: "misses the second part of the derivative over the mean"
        "variance as a constant": (_bn(g_z="s * (k - k.mean(axis=0))"), "variance-as-constant"),
        "mean as a constant": (_bn(g_z="s * (k - h * (k * h).mean(axis=0))"), "mean-as-constant"),
        "product of means": (
            _bn(g_z="s * (k - k.mean(axis=0) - h * k.mean(axis=0) * h.mean(axis=0))"),
            "variance-as-constant",
        ),
        # denizyuret/Knet.jl#288, #289: dy where dx̂ belongs; the tests had γ = 1
        "gamma forgotten": (_bn(k="g"), "gamma-forgotten"),
        "gamma forgotten in the six lines": (_staged(g_h="g"), "gamma-forgotten"),
        # the same thread: right on the direct way, wrong on the way through v and μ
        "gamma on the direct way only": (
            _bn(g_z="s * (k - g.mean(axis=0) - h * (g * h).mean(axis=0))"),
            "gamma-on-the-direct-way-only",
        ),
        "not divided by the deviation": (_bn(g_z="k - k.mean(axis=0) - h * (k * h).mean(axis=0)"), "s-forgotten"),
        "sum for mean": (
            _bn(g_z="s * (k - k.sum(axis=0) - h * (k * h).sum(axis=0))"),
            "sum-for-mean (the mean of γg, the mean of γg h)",
        ),
        "axis 1": (
            _bn(g_z="s * (k - k.mean(1, keepdims=True) - h * (k * h).mean(1, keepdims=True))"),
            "mean-over-the-units (the mean of γg, the mean of γg h)",
        ),
        "layer norm": (
            _bn(
                "Z.mean(1, keepdims=True)",
                "Z.var(1, keepdims=True)",
                g_z="s * (k - k.mean(1, keepdims=True) - h * (k * h).mean(1, keepdims=True))",
            ),
            "layer-norm",
        ),
        "plus in the last term": (
            _bn(g_z="s * (k - k.mean(axis=0) + h * (k * h).mean(axis=0))"),
            "plus-in-the-last-term",
        ),
        "one over the variance": (_bn(g_z="(k - k.mean(0) - h * (k * h).mean(0)) / (v + epsilon)"), "s-squared"),
        "Z for h": (_bn(g_z="s * (k - k.mean(axis=0) - Z * (k * Z).mean(axis=0))"), "z-for-h"),
        # Karpathy, makemore 4: n - 1 in the variance of the forward pass, n in the one that is asked for
        "unbiased variance": (_bn(v="Z.var(axis=0, ddof=1)"), "unbiased-variance (the forward pass)"),
        "m minus one": (
            _bn(g_z="s * (k - k.mean(axis=0) - h * (k * h).sum(axis=0) / (m - 1))"),
            "divided-by-m-minus-1 (the mean of γg h)",
        ),
        # apache/mxnet#1053: "gmean += tmp", a term that must be 0
        "extra term with the sum of Z": (
            _staged(of_mu="-(g_h * s).sum(0) + g_v * (-2 * Z).sum(0) / m"),
            "term-that-is-zero",
        ),
        # pjreddie/darknet#1723, BVLC/caffe#3878: the term is looked for and put in by hand
        "extra term without a sum": (_staged(of_mu="-(g_h * s).sum(0) - 2 * g_v"), "term-that-is-zero-constant"),
        "divided by m although g has it already": (
            _bn(g_z="s * (k - k.mean(axis=0) - h * (k * h).mean(axis=0)) / m"),
            "divided-by-m-once-more",
        ),
        "all divided by m": (
            _bn(
                g_z="s * (k - k.mean(axis=0) - h * (k * h).mean(axis=0)) / m",
                gamma="(g * h).mean(0)",
                beta="g.mean(0)",
            ),
            "all-divided-by-m",
        ),
        "means for the parameters": (
            _bn(gamma="(g * h).mean(axis=0)", beta="g.mean(axis=0)"),
            "mean-for-sum (grad_gamma, grad_beta)",
        ),
        "gamma in its own gradient": (_bn(gamma="(k * h).sum(axis=0)"), "gamma-in-its-own-gradient"),
        "gamma in the gradient of beta": (_bn(beta="k.sum(axis=0)"), "gamma-in-beta"),
        "Z in the gradient of gamma": (_bn(gamma="(g * Z).sum(axis=0)"), "z-for-h-in-gamma"),
        "parameters exchanged": (_bn(gamma="g.sum(axis=0)", beta="(g * h).sum(axis=0)"), "parameters-exchanged"),
        "epsilon outside": (_bn(s="1 / (np.sqrt(v) + epsilon)"), "epsilon-outside-the-root (the forward pass)"),
        "epsilon forgotten": (_bn(s="1 / np.sqrt(v)"), "epsilon-forgotten (the forward pass)"),
        "half lost": (_staged(of_v="-(g_h * (Z - mu)).sum(0) * s**3"), "half-of-the-variance-lost"),
        "two lost": (_staged(g_z="g_h * s + g_v * (Z - mu) / m + g_mu / m"), "square-without-its-two"),
        "power lost": (_staged(of_v="(g_h * (Z - mu)).sum(0) * -0.5 * s"), "centred-for-h"),
        "not divided by m": (_staged(g_z="g_h * s + g_v * 2 * (Z - mu) / m + g_mu"), "sum-for-mean (the mean of γg)"),
        "mean not spread": (_staged(g_z="g_h * s + g_v * 2 * (Z - mu) / m"), "mean-as-constant"),
        # MyNN#32: Z is centred in place
        "Z changed in place": (
            _function(
                "batch_norm_backward(g, Z, gamma, epsilon)",
                "Z -= Z.mean(axis=0)",
                "s = (Z.var(axis=0) + epsilon) ** -0.5",
                "h, k = Z * s, g * gamma",
                "return s * (k - k.mean(0) - h * (k * h).mean(0)), (g * h).sum(0), g.sum(0)",
            ),
            "changes-input",
        ),
        # HomericIntelligence/Odyssey#2882: "cancels to 0", for a sum as the cost
        "zeros": (_bn(g_z="np.zeros_like(Z)"), "zero"),
        "gamma and s forgotten": (
            _bn(k="g", g_z="k - k.mean(0) - h * (k * h).mean(0)"),
            "s-forgotten + gamma-forgotten",
        ),
    },
    "07.6": {
        # znxlwm/UGATIT-pytorch#32: "no skip connection in residual block"
        "skip forgotten": (_residual(g_A="through"), "skip-forgotten"),
        "branch forgotten": (_residual(g_A="g"), "branch-forgotten"),
        "alpha forgotten": (_residual(g_z="g"), "alpha-forgotten"),
        "alpha forgotten in g_A only": (
            _residual(g_z="g", for_V="alpha * g.T @ r", for_gamma="alpha * (g_u * h).sum(axis=0)"),
            "alpha-forgotten",
        ),
        "skip scaled": (_residual(g_A="alpha * g + through"), "skip-scaled"),
        "g scaled in place": (
            _residual(first="kept = g.copy(); g *= alpha", g_z="g", for_alpha="(kept * z).sum()"),
            "skip-scaled",
        ),
        # Dao-AILab/quack#53: (dres_out + dout) * dnorm(out), "addition before normalization"
        "added before the norm": (
            _residual(k="gamma * (g_u + g)", g_A="through"),
            "added-before-the-norm",
        ),
        # karpathy/llm.c#763, review: "I forgot to multiply by the weight in the backward pass"
        "gamma forgotten": (_residual(k="g_u"), "gamma-forgotten"),
        "gamma in the first term only": (
            _residual(through="s * (gamma * g_u - h * (g_u * h).mean(axis=1, keepdims=True))"),
            "gamma-on-the-direct-way-only",
        ),
        "norm as a constant": (_residual(through="s * k"), "norm-as-a-constant"),
        "layer norm": (
            _residual(through="s * (k - k.mean(1, keepdims=True) - h * (k * h).mean(1, keepdims=True))"),
            "layer-norm-backwards",
        ),
        "axis 0": (_residual(through="s * (k - h * (k * h).mean(axis=0))"), "mean-over-the-examples"),
        # BobMcDear/attorch#17: the term of a row is spread over the columns; wrong in silence where sizes agree
        "rows along the columns": (_residual(through="s * (k - h * (k * h).mean(axis=1))"), "rows-along-columns"),
        "V transposed": (_residual(g_r="g_z @ V.T"), "v-transposed"),
        "grad_V transposed": (_residual(for_V="r.T @ g_z"), "grad-v-transposed"),
        "slope at A": (_residual(g_u="g_r * (A > 0)"), "slope-at-a"),
        "slope at h": (_residual(g_u="g_r * (h > 0)"), "slope-at-a"),
        "slope forgotten": (_residual(g_u="g_r"), "slope-forgotten"),
        "slope outside the norm": (
            _residual(k="gamma * g_r", through="s * (k - h * (k * h).mean(axis=1, keepdims=True)) * (u > 0)"),
            "slope-outside-the-norm",
        ),
        "sum for mean": (_residual(through="s * (k - h * (k * h).sum(axis=1, keepdims=True))"), "sum-for-mean"),
        # fastai/fastbook#1, akamaster/pytorch_resnet_cifar10#23: is there a ReLU after the addition, or not?
        "ReLU after the addition": (
            _residual(
                first="g = g * (A + alpha * np.maximum(gamma * A / np.sqrt((A**2).mean(1, keepdims=True) "
                "+ epsilon), 0) @ V.T > 0)"
            ),
            "relu-after-the-addition",
        ),
        # rosinality/vq-vae-2-pytorch#60: a ReLU in place, and the skip carries what it left
        "skip through the ReLU at A": (_residual(g_A="g * (A > 0) + through"), "skip-through-the-slope-at-a"),
        "skip through the ReLU at u": (_residual(g_A="g * (u > 0) + through"), "skip-through-the-slope"),
        "divided by m": (
            _residual(g_z="alpha * g / m", for_alpha="(g * z).sum() / m"),
            "all-divided-by-m",
        ),
        "grad_V divided by m": (_residual(for_V="g_z.T @ r / m"), "divided-by-m-in-v"),
        "alpha in its own gradient": (_residual(for_alpha="(g_z * z).sum()"), "alpha-in-its-own-gradient"),
        "alpha without V": (_residual(for_alpha="(g * r).sum()"), "v-forgotten-in-alpha"),
        "alpha from the difference": (
            _residual(for_alpha="(g * ((A + alpha * z) - A)).sum() / np.float64(alpha)"),
            "difference-over-alpha",
        ),
        "alpha for each unit": (_residual(for_alpha="(g * z).sum(axis=0)"), "alpha-not-summed"),
        "A in the gradient of gamma": (_residual(for_gamma="(g_u * A).sum(axis=0)"), "a-for-h-in-gamma"),
        "mean in the gradient of gamma": (
            _residual(for_gamma="(g_u * h).mean(axis=0)"),
            "mean-for-sum (grad_gamma)",
        ),
        "variance for mean square": (
            _residual(q="A.var(axis=1, keepdims=True)"),
            "variance-for-mean-square (the forward pass)",
        ),
        "epsilon forgotten": (_residual(s="q**-0.5"), "epsilon-forgotten (the forward pass)"),
        "epsilon outside": (
            _residual(s="1 / (np.sqrt(q) + epsilon)"),
            "epsilon-outside-the-root (the forward pass)",
        ),
        "alpha and the slope forgotten": (_residual(g_z="g", g_u="g_r"), "alpha-forgotten + slope-forgotten"),
    },
    "07.7": {
        "looks at the outputs only": (
            _fault(order=("first", "alone", "axis", "gap"), dead="False"),
            "outputs-only-no-sizes",
        ),
        "outputs and their sizes": (_fault(order=("first", "alone", "axis", "gap", "small", "large")), "outputs-only"),
        # hiwonjoon/tf-frrn#2: running averages never updated; who looks at training alone does not see it
        "calls it in training only": (
            _fault(order=("axis", "dead", "skip", "small", "large")),
            "training-mode-only",
        ),
        "calls it in test mode only": (
            _fault(order=("first", "alone", "dead", "skip", "small", "large")),
            "test-mode-only",
        ),
        "calls it once": (_fault(calls="A[-1]"), "dropout-in-test-unseen"),
        "outputs alone and in company, before two calls": (
            _fault(
                alone="np.abs(net(X[:5])[-1] - A[-1][:5]).max() > 1e-9",
                order=("alone", "first", "axis", "gap", "dead", "skip", "small", "large"),
            ),
            "dropout-taken-for-the-batch",
        ),
        "one example": (
            _fault(dead="max((A[l][:1] == 0).all(axis=0).mean() for l in range(1, 9)) > 0.4"),
            "zeros-taken-for-dead-units",
        ),
        "zeros are dead": (
            _fault(dead="max((A[l] == 0).mean() for l in range(1, 9)) > 0.4"),
            "zeros-taken-for-dead-units",
        ),
        "only layer 1": (_fault(dead="(A[1] == 0).all(axis=0).mean() > 0.5"), "first-layer-only"),
        "the last of the plain layers": (_fault(dead="(A[8] == 0).all(axis=0).mean() > 0.5"), "dead-units-unseen"),
        "dead units on average": (
            _fault(dead="np.mean([(A[l] == 0).all(axis=0).mean() for l in range(1, 9)]) > 0.5"),
            "dead-units-unseen",
        ),
        "factor up to the outputs": (_fault(factor="(size(A[12]) / size(A[0])) ** (1 / 12)"), "weights-unseen"),
        "cries wolf": (_fault(low=0.999, high=1.001), "limits-too-narrow"),
        "outputs compared in training": (
            _fault(axis="np.abs(net(Y, True)[-1][: m // 2] - T[-1][: m // 2]).max() < 1e-9"),
            "wrong-axis-unseen",
        ),
        "training and test compared exactly": (
            _fault(gap="size(T[9] - A[9]) > 1e-6"),
            "training-and-test-compared-exactly",
        ),
        "training and test compared at the outputs": (
            _fault(gap="size(T[-1] - A[-1]) > 1e-6"),
            "training-and-test-compared-exactly",
        ),
        "first block": (_fault(skip="cos(A[10], A[9]) < 0.4"), "first-block-only"),
        "last block": (_fault(skip="cos(A[12], A[11]) < 0.4"), "last-block-only"),
        "falls behind the blocks, so the weights are too small": (
            _fault(skip="False").replace(
                "if factor < 0.8:", "if factor < 0.8 or min(cos(A[l], A[l - 1]) for l in (10, 11, 12)) < 0.4:"
            ),
            "skip-taken-for-small-weights",
        ),
        "small for large": (
            _fault(small="weights too large", large="weights too small"),
            "small-and-large-exchanged",
        ),
        "axis for averages": (
            _fault(axis="False").replace("'averages never updated'", "'wrong axis'"),
            "wrong-axis-unseen + axis-and-averages-exchanged",
        ),
        "never finds": ("def find_fault(net, n):\n    return 'none'", "never-finds"),
        "always dropout": ("def find_fault(net, n):\n    return 'dropout in test'", "always-dropout-in-test"),
        "calls once and in training only": (
            _fault(order=("axis", "gap", "dead", "skip", "small", "large"), calls="A[-1]", gap="False"),
            "training-mode-only",
        ),
        "a word of its own": (_fault(dead="True").replace("'dead units'", "'dead relu'"), "form"),
    },
    "07.8": {
        "root forgotten": (_thousand(predicted="np.log(1000) / abs(np.log(chi(weights)))"), "root-forgotten"),
        "q is one": (_thousand(rounds=0), "q-is-one"),
        "slope at z itself": (
            _thousand(slope2="expected(lambda z: (1 - np.tanh(z) ** 2) ** 2)"),
            "q-is-one",
        ),
        "slope at zero": (_thousand(chi="w"), "q-is-zero"),
        "sigma for its square": (
            _thousand(first="chi_of = chi; chi = lambda w: chi_of(np.sqrt(w))"),
            "sigma-for-its-square",
        ),
        "square of the mean slope": (
            _thousand(slope2="expected(lambda z: 1 - np.tanh(np.sqrt(q) * z) ** 2) ** 2"),
            "square-of-the-mean-slope",
        ),
        "slope not squared": (
            _thousand(slope2="expected(lambda z: 1 - np.tanh(np.sqrt(q) * z) ** 2)", low="0.2"),
            "slope-not-squared",
        ),
        "q for its root": (
            _thousand(
                f2="expected(lambda z: np.tanh(q * z) ** 2)",
                slope2="expected(lambda z: (1 - np.tanh(q * z) ** 2) ** 2)",
            ),
            "q-for-its-root (the map of q, χ)",
        ),
        "q for its root in the slope": (
            _thousand(slope2="expected(lambda z: (1 - np.tanh(q * z) ** 2) ** 2)"),
            "q-for-its-root (χ)",
        ),
        "log10 for ln": (
            _thousand(predicted="3 / abs(np.log(np.sqrt(chi(weights))))"),
            "two-kinds-of-logarithms",
        ),
        "factor e": (_thousand(predicted="1 / abs(np.log(chi(weights)))"), "factor-e"),
        "sign": (_thousand(predicted="np.log(1000) / np.log(np.sqrt(chi(weights)))"), "sign-of-the-logarithm"),
        "too few steps": (_thousand(rounds=2), "q-too-few-steps"),
        "one step from zero": (_thousand(start="0.0", rounds=1), "q-is-the-bias-variance"),
        "sigma_b for its square": (_thousand(step="w * f2(q) + np.sqrt(biases)"), "sigma-b-for-its-square"),
        "biases in chi": (_thousand(chi="w * slope2(q) + biases"), "biases-in-chi"),
        "one layer too many": (_thousand(factor="(size(0) / size(-1)) ** (1 / L)"), "one-layer-too-many"),
        "mean of the ratios": (
            _thousand(factor="np.mean([size(i) / size(i + 1) for i in range(L - 1)])"),
            "mean-of-the-ratios",
        ),
        "mean square measured": (_thousand(size="(G[i] ** 2).mean()"), "mean-square-measured"),
        "mean of |δ|": (_thousand(size="np.abs(G[i]).mean()"), "mean-of-sizes"),
        "no slope": (_thousand(back="G[0] @ W[l + 1]"), "slope-missing"),
        "slope at a": (
            _thousand(back="(G[0] @ W[l + 1]) * (1 - np.tanh(A[l]) ** 2)"),
            "slope-of-the-slope",
        ),
        "W transposed": (_thousand(back="(G[0] @ W[l + 1].T) * (1 - A[l] ** 2)"), "w-transposed"),
        "no biases in the net": (_thousand(forward="np.tanh(A[-1] @ W[l].T)"), "biases-not-added"),
        "the prediction again": (_thousand(measured="predicted"), "predicted-for-measured"),
        "measured in factors of e": (_thousand(measured="1 / abs(np.log(factor))"), "factor-e-measured"),
        "sigma at the edge": (_thousand(critical="np.sqrt(low)"), "sigma-at-the-edge"),
        "critical without biases": (_thousand(critical="1.0"), "edge-without-biases"),
        "coarse": (
            _thousand(critical="next(w for w in np.arange(0.5, 5, 0.05) if chi(w) > 1)"),
            "found-too-coarsely",
        ),
        "root forgotten and a step too many": (
            _thousand(predicted="np.log(1000) / abs(np.log(chi(weights)))", factor="(size(0) / size(-1)) ** (1 / L)"),
            "root-forgotten + one-layer-too-many",
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
    "07.5": {
        "three terms": _bn(),
        # Ioffe and Szegedy (2015); apache/mxnet#1053 asks about the term that is 0
        "six lines": _staged(),
        # pjreddie/darknet#29: "the sum of differences ... evaluates to zero hence you can drop" it
        "six lines without the term that is zero": _staged(of_mu="-(g_h * s).sum(0)"),
        # BVLC/caffe#3912: two forms, of which one was taken for a bug
        "mean taken last": _bn(first="", g_z="(k - h * (k * h).mean(0)) * s; g_z = g_z - g_z.mean(0)"),
        "all in one fraction": _bn(g_z="s / m * (m * k - k.sum(0) - h * (k * h).sum(0))"),
        # BVLC/caffe#4110: with a product of the mean of h, which is 0
        "with a product that is zero": _bn(
            g_z="s * (k - k.mean(0) - h * (k * h).mean(0) + (k * h).mean(0) * h.mean(0))"
        ),
        "gamma in front": _bn(k="g", g_z="gamma * s * (k - k.mean(0) - h * (k * h).mean(0))"),
        "Jacobian of each unit": _function(
            "batch_norm_backward(g, Z, gamma, epsilon)",
            "m, n = Z.shape",
            "out, grad_gamma = np.empty((m, n)), np.empty(n)",
            "for j in range(n):",
            "    s = (Z[:, j].var() + epsilon) ** -0.5",
            "    h = (Z[:, j] - Z[:, j].mean()) * s",
            "    J = s * (np.eye(m) - np.ones((m, m)) / m - np.outer(h, h) / m)",
            "    out[:, j] = J @ (gamma[j] * g[:, j])",
            "    grad_gamma[j] = h @ g[:, j]",
            "return out, grad_gamma, np.ones(m) @ g",
        ),
    },
    "07.6": {
        "step by step": _residual(),
        "one fraction": _residual(through="(k - h * (k * h).sum(1, keepdims=True) / n) / np.sqrt(q + epsilon)"),
        "through the mean square": _residual(
            through="k * s + 2 * A / n * ((k * A).sum(1, keepdims=True) * -0.5 * s**3)",
        ),
        "alpha at the end": _residual(
            g_z="g",
            g_A="g + alpha * through",
            for_V="alpha * g.T @ r",
            for_gamma="alpha * (g_u * h).sum(axis=0)",
        ),
        "einsum": _residual(
            for_V="np.einsum('mj,mk->jk', g_z, r)",
            for_gamma="np.einsum('mk,mk->k', g_u, h)",
            for_alpha="np.einsum('mj,mj->', g, z)",
            g_u="np.where(u > 0, g_r, 0.0)",
        ),
        "example by example": _function(
            "block_backward(g, A, V, gamma, alpha, epsilon)",
            "n = A.shape[1]",
            "g_A, grad_V, grad_gamma, grad_alpha = [], 0, 0, 0",
            "for e, a in zip(g, A):",
            "    s = (a @ a / n + epsilon) ** -0.5",
            "    h = a * s",
            "    r, on = np.maximum(gamma * h, 0), gamma * h > 0",
            "    back = alpha * (V.T @ e) * on",
            "    J = s * (np.eye(n) - np.outer(h, h) / n)",
            "    g_A.append(e + J @ (gamma * back))",
            "    grad_V = grad_V + np.outer(alpha * e, r)",
            "    grad_gamma = grad_gamma + back * h",
            "    grad_alpha = grad_alpha + e @ (V @ r)",
            "return np.array(g_A), grad_V, grad_gamma, grad_alpha",
        ),
    },
    "07.7": {
        "exact ones first": _fault(),
        "numbers first": _fault(order=("small", "large", "dead", "skip", "first", "alone", "axis", "gap")),
        "many examples": _fault(m=400, gap="size(T[9] - A[9]) > 0.3"),
        "the least factor": _fault(
            low=0.75,
            high=1.3,
            factor="np.median([size(A[l]) / size(A[l - 1]) for l in range(1, 9)])",
        ),
        "correlations": _fault(
            skip="min(np.corrcoef(A[l].ravel(), A[l - 1].ravel())[0, 1] for l in (10, 11, 12)) < 0.35",
            dead="any((A[l].max(axis=0) <= 0).sum() > 40 for l in range(1, 9))",
        ),
        "by the means of the normalised layer": _fault(
            axis="np.abs(net(10 * X + 3, True)[9].mean(axis=1).std()) < 0.02 * T[9].mean(axis=1).std()"
            " or np.abs(net(Y, True)[9][0] - T[9][0]).max() < 1e-9",
        ),
    },
    "07.8": {
        "halving": _thousand(),
        "logarithms of mean squares": _thousand(
            predicted="2 * np.log(1000) / abs(np.log(chi(weights)))",
            size="(G[i] ** 2).sum()",
            measured="2 * np.log(1000) * (L - 1) / abs(np.log(size(0) / size(-1)))",
        ),
        "from another start": _thousand(start="0.1", rounds=120),
        "log10 throughout": _thousand(
            predicted="6 / abs(np.log10(chi(weights)))", measured="3 / abs(np.log10(factor))"
        ),
        "slopes from z": _thousand(
            forward="np.tanh(A[-1] @ W[l].T + b[l])",
            back="(W[l + 1].T @ G[0].T).T / np.cosh(A[l - 1] @ W[l].T + b[l]) ** 2",
        ),
        "mean of the logarithms": _thousand(
            factor="np.exp(np.mean([np.log(size(i) / size(i + 1)) for i in range(L - 1)]))"
        ),
        "a fine grid, and a straight line between": _thousand(
            halvings=0,
            critical="np.interp(1.0, [chi(w) for w in np.arange(1.5, 2.3, 0.005)], np.arange(1.5, 2.3, 0.005))",
            rounds=60,
        ),
    },
}
