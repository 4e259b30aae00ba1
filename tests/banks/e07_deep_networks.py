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
}
