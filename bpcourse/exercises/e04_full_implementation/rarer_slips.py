"""Slips that are made less often in tasks 04.1, 04.2 and 04.6; they are tried alone, and after all others."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bpcourse.tasks import Mistake
from bpcourse.tasks.slips import Site, Slip
from bplib.activations import sigmoid

# --- 04.1: other functions in place of the sigmoid, sums that are not begun anew

SIGMOID = "The sigmoid is 1/(1 + e^-z)."
FUNCTIONS: dict[str, Callable] = {
    "z σ(z): z stands in the numerator, where 1 belongs": lambda z: z * sigmoid(z),
    "z/(1 + e^z)": lambda z: z * sigmoid(-z),
    "1/(1 - e^-z), with a minus below": lambda z: 1 / (1 - np.exp(-z)),
    "ln(1 + e^z), the softplus": lambda z: np.logaddexp(0, z),
    "ln σ(z), the logarithm of the sigmoid": lambda z: -np.logaddexp(0, -z),
    "z/(1 + |z|)": lambda z: z / (1 + np.abs(z)),
    "½ + ½ z/(1 + |z|)": lambda z: 0.5 + 0.5 * z / (1 + np.abs(z)),
    "e^-z/(1 + e^-z)²": lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
    "e^z": np.exp,
    "1 + e^-z": lambda z: 1 + np.exp(-z),
    "1 + e^z": lambda z: 1 + np.exp(z),
    "a straight line that is cut off at 0 and 1, z/4 + ½": lambda z: np.clip(z / 4 + 0.5, 0, 1),
    "a straight line that is cut off at 0 and 1, 0.2 z + ½": lambda z: np.clip(0.2 * z + 0.5, 0, 1),
    "z, cut off at 0 and 1": lambda z: np.clip(z, 0, 1),
    "the leaky ReLU with the slope 0.01": lambda z: np.where(z > 0, z, 0.01 * z),
    "the leaky ReLU with the slope 0.1": lambda z: np.where(z > 0, z, 0.1 * z),
    "the ELU": lambda z: np.where(z > 0, z, np.exp(z) - 1),
    "the sine": np.sin,
    "the arctangent": np.arctan,
    "e^(-z²)": lambda z: np.exp(-z * z),
    "1/(1 + e^(-z²))": lambda z: sigmoid(z * z),
    "1/(1 + e^(-z/2))": lambda z: sigmoid(z / 2),
    "1/(1 + e^-|z|)": lambda z: sigmoid(np.abs(z)),
    "1/(1 + 2^-z)": lambda z: 1 / (1 + 2.0**-z),
    "1/(1 + 10^-z)": lambda z: 1 / (1 + 10.0**-z),
    "1/(1 + e)^-z": lambda z: (1 + np.e) ** z,
    "1/(2 + e^-z)": lambda z: 1 / (2 + np.exp(-z)),
    "(1/(1 + e^-z))²": lambda z: sigmoid(z) ** 2,
    "1.7159 tanh(⅔ z)": lambda z: 1.7159 * np.tanh(2 * z / 3),
    "1 - tanh² z": lambda z: 1 - np.tanh(z) ** 2,
    "z (1 - z)": lambda z: z * (1 - z),
    "-1 and 1, the sign": np.sign,
    "σ(z) - ½": lambda z: sigmoid(z) - 0.5,
    "σ(z), rounded to one decimal": lambda z: sigmoid(z).round(1),
    "σ(z), rounded to two decimals": lambda z: sigmoid(z).round(2),
    "σ(z), rounded to three decimals": lambda z: sigmoid(z).round(3),
    "σ(z), rounded to four decimals": lambda z: sigmoid(z).round(4),
    "σ(z), kept between 0.1 and 0.9": lambda z: np.clip(sigmoid(z), 0.1, 0.9),
    "σ(z), kept between 0.01 and 0.99": lambda z: np.clip(sigmoid(z), 0.01, 0.99),
    "σ(z) of z that is kept between -1 and 1": lambda z: sigmoid(np.clip(z, -1, 1)),
    "σ of z without the mean of the layer": lambda z: sigmoid(z - z.mean(axis=1, keepdims=True)),
    "σ of z without the mean of the batch": lambda z: sigmoid(z - z.mean(axis=0)),
    "max(z, 0)/its largest": lambda z: np.maximum(z, 0) / np.maximum(z, 0).max(),
    "e^z/Σ e^z over the whole batch": lambda z: np.exp(z) / np.exp(z).sum(),
    "e^z/Σ e^z over the examples": lambda z: np.exp(z) / np.exp(z).sum(axis=0),
}
ACTIVATIONS = tuple(
    Slip("other-function", f"this is {name}. {SIGMOID}", function) for name, function in FUNCTIONS.items()
)
NOT_ANEW = "The sum of a unit is not set to 0 for the next {}: each gets what those before it got, too."


def _running(axis: int | None, with_bias: bool):
    """Return z as it becomes where the sum goes on over units (axis 1), examples (0) or both (None)."""

    def made(s, b, l):
        shape = s.shape
        whole = s + b[l] if with_bias else s
        running = np.cumsum(whole, axis=axis).reshape(shape)
        return running if with_bias else running + b[l]

    return made


BIASES = (
    *(
        Slip("sum-not-begun-anew", NOT_ANEW.format(what), _running(axis, with_bias))
        for what, axis in (("unit", 1), ("example", 0), ("unit or example", None))
        for with_bias in (True, False)
    ),
    Slip(
        "bias-in-front", "the sum has been multiplied by the bias, and the bias added.", lambda s, b, l: (s + 1) * b[l]
    ),
    Slip("bias-squared", "the biases have been squared.", lambda s, b, l: s + b[l] ** 2),
    Slip("bias-without-sign", "the biases have lost their signs.", lambda s, b, l: s + np.abs(b[l])),
    Slip("bias-halved", "the biases count with a ½.", lambda s, b, l: s + b[l] / 2),
    Slip(
        "zero-for-small-sums",
        "sums below 0 have been set to 0 before the bias was added.",
        lambda s, b, l: np.maximum(s, 0) + b[l],
    ),
)
PRODUCTS = (
    Slip(
        "largest-input",
        "the largest of the weighted inputs is taken. They must be added.",
        lambda a, W, l: (a[:, None, :] * W[l][None]).max(axis=2),
    ),
    Slip(
        "products-multiplied",
        "the weighted inputs have been multiplied with each other. They must be added.",
        lambda a, W, l: (a[:, None, :] * W[l][None]).prod(axis=2),
    ),
    Slip(
        "distance-to-the-weights",
        "the squares of the distances to the weights have been added, as in a radial unit.",
        lambda a, W, l: ((a[:, None, :] - W[l][None]) ** 2).sum(axis=2),
    ),
    Slip(
        "inputs-and-weights-added",
        "inputs and weights have been added, not multiplied.",
        lambda a, W, l: (a[:, None, :] + W[l][None]).sum(axis=2),
    ),
    Slip(
        "last-input-only",
        "only the last of the weighted inputs is left: = stands where += belongs.",
        lambda a, W, l: a[:, -1:] * W[l][:, -1],
    ),
    Slip(
        "first-input-only",
        "only the first of the weighted inputs counts. Is a return inside the loop?",
        lambda a, W, l: a[:, :1] * W[l][:, 0],
    ),
    Slip(
        "last-input-missing", "the last of the weighted inputs is missing.", lambda a, W, l: a[:, :-1] @ W[l][:, :-1].T
    ),
    Slip(
        "first-input-missing", "the first of the weighted inputs is missing.", lambda a, W, l: a[:, 1:] @ W[l][:, 1:].T
    ),
    Slip("own-weights-only", "only the weights on the diagonal are used.", lambda a, W, l: a * np.diag(W[l])),
    Slip(
        "initial-scale",
        "the weights have been multiplied by √(2/n), as when they are drawn. They are given.",
        lambda a, W, l: a @ W[l].T * np.sqrt(2 / a.shape[1]),
    ),
    Slip("inputs-divided-by-m", "the weighted inputs have been divided by m.", lambda a, W, l: a @ W[l].T / len(a)),
    Slip("weights-squared", "the weights have been squared.", lambda a, W, l: a @ (W[l] ** 2).T),
    Slip(
        "divided-by-root-of-inputs",
        "the sum has been divided by the root of the number of inputs.",
        lambda a, W, l: a @ W[l].T / np.sqrt(a.shape[1]),
    ),
    Slip("weights-reversed", "the weights of a unit are in reversed order.", lambda a, W, l: a @ W[l][:, ::-1].T),
    Slip(
        "weights-of-the-first-unit",
        "every unit has the weights of the first.",
        lambda a, W, l: np.repeat(a @ W[l][:1].T, len(W[l]), axis=1),
    ),
    Slip(
        "squashed-before-the-sum",
        "the sigmoid has been applied to each weighted input, before they are added.",
        lambda a, W, l: sigmoid(a[:, None, :] * W[l][None]).sum(axis=2),
    ),
)


def _with_bias_for_every_input(W, b, X):
    """Go forwards with the bias inside the sum over the inputs: it is added once for each of them."""
    Z, A = [None], [X]
    for l in range(1, len(W)):
        Z.append(A[-1] @ W[l].T + A[-1].shape[1] * b[l])
        A.append(sigmoid(Z[l]))
    return Z, A


def _with_bias_before(W, b, X):
    """Go forwards with the bias added to what comes in, before the weights."""
    Z, A = [None], [X]
    for l in range(1, len(W)):
        Z.append((A[-1] + b[l]) @ W[l].T)
        A.append(sigmoid(Z[l]))
    return Z, A


def _kept_sum(axis: int | None) -> Callable:
    """Return dropout with a scale that keeps the sum of the activations as it was; for the gradient its own sums."""

    def scaled(x, stays, like):
        kept = (like * stays).sum(axis=axis, keepdims=axis is not None)
        return x * stays * like.sum(axis=axis, keepdims=axis is not None) / np.where(kept == 0, 1, kept)

    return scaled


def _sum_kept(axis: int | None, own: bool) -> Callable:
    scaled = _kept_sum(axis)

    def made(A, grad, draws, p):
        stays = draws >= p
        return scaled(A, stays, A), scaled(grad, stays, grad if own else A)

    return made


def _carried(W, b, X):
    """Go forwards with weighted inputs that are kept from example to example: z goes on where it was."""
    Z, A = [None], [X]
    for l in range(1, len(W)):
        Z.append(np.cumsum(A[-1] @ W[l].T + b[l], axis=0))
        A.append(sigmoid(Z[l]))
    return Z, A


FORWARD_RARELY = (
    Mistake(
        "bias-for-every-input",
        "The bias is added once for each input: it stands inside the sum. It is added once.",
        _with_bias_for_every_input,
    ),
    Mistake(
        "bias-before-the-weights",
        "The bias is added to what comes in, before the weights are multiplied in: (a + b) Wᵀ. It is added to the sum "
        "afterwards: a Wᵀ + b.",
        _with_bias_before,
    ),
    Mistake("carried-over", NOT_ANEW.format("example"), _carried),
    Site("activation", ACTIVATIONS),
    Site("last", ACTIVATIONS, "the last layer"),
    Site("hidden", ACTIVATIONS, "the hidden layers"),
    Site("with_bias", BIASES),
    Site("product", PRODUCTS),
)

# --- 04.2: costs


def _softplus(z):
    return np.logaddexp(0, z)


def _smoothed(Y, share: float):
    return Y * (1 - share) + share / 2


def _hinge(Z, Y):
    return np.maximum(0, 1 - (2 * Y - 1) * Z)


def _entropy(Y):
    with np.errstate(all="ignore"):
        return np.nan_to_num(-Y * np.log(Y)) + np.nan_to_num(-(1 - Y) * np.log(1 - Y))


COST = "The cost of an output is -y ln a - (1 - y) ln(1 - a)."
COSTS: dict[str, Callable] = {
    "the targets have been rounded to classes: any y above ½ counts as 1": lambda Z, Y: _softplus(Z) - (Y > 0.5) * Z,
    "only y = 1 counts as a target 1, anything else as 0": lambda Z, Y: _softplus(Z) - (Y == 1) * Z,
    "any y above 0 counts as a target 1": lambda Z, Y: _softplus(Z) - (Y > 0) * Z,
    "the targets have been smoothed by 0.1": lambda Z, Y: _softplus(Z) - _smoothed(Y, 0.1) * Z,
    "the targets have been smoothed by 0.2": lambda Z, Y: _softplus(Z) - _smoothed(Y, 0.2) * Z,
    "this is a hinge": _hinge,
    "this is a hinge, squared": lambda Z, Y: _hinge(Z, Y) ** 2,
    "the entropy of the targets has been subtracted, as in a divergence": lambda Z, Y: (
        _softplus(Z) - Y * Z - _entropy(Y)
    ),
    "the costs have been weighted with (1 - p)², as in a focal loss": lambda Z, Y: (
        Y * sigmoid(-Z) ** 2 * _softplus(-Z) + (1 - Y) * sigmoid(Z) ** 2 * _softplus(Z)
    ),
    "the costs of the targets 1 count twice": lambda Z, Y: 2 * Y * _softplus(-Z) + (1 - Y) * _softplus(Z),
    "the costs have been squared": lambda Z, Y: (_softplus(Z) - Y * Z) ** 2,
    "ln(1 + e^z) - y: the z of the second term is missing": lambda Z, Y: _softplus(Z) - Y,
    "ln(1 + e^z) - z: the y of the second term is missing": lambda Z, Y: _softplus(Z) - Z,
    "ln(1 + e^-z) + y z": lambda Z, Y: _softplus(-Z) + Y * Z,
    "ln(e + e^z) - y z: np.logaddexp(1, z) is not ln(1 + e^z)": lambda Z, Y: np.logaddexp(1, Z) - Y * Z,
    "the two logarithms have changed places: y goes with ln(1 - a)": lambda Z, Y: (
        Y * _softplus(Z) + (1 - Y) * _softplus(-Z)
    ),
    "ln a and ln(1 - a) have both been taken of a: -y ln a - (1 - y) ln a": lambda Z, Y: _softplus(-Z),
    "-y ln a + (1 - y) a": lambda Z, Y: Y * _softplus(-Z) + (1 - Y) * sigmoid(Z),
    "-y ln a - (1 - y) ln a": lambda Z, Y: Y * _softplus(-Z) + (1 - Y) * _softplus(-Z),
    "-ln a - ln(1 - a): the targets are missing": lambda Z, Y: _softplus(Z) + _softplus(-Z),
    "1 - |a - y|": lambda Z, Y: 1 - np.abs(sigmoid(Z) - Y),
    "-ln(1 - |a - y|)": lambda Z, Y: -np.log1p(-np.abs(sigmoid(Z) - Y)),
    "max(z, 0) - y z - ln(1 + e^-|z|)": lambda Z, Y: np.maximum(Z, 0) - Y * Z - np.log1p(np.exp(-np.abs(Z))),
    "max(z, 0) + y z + ln(1 + e^-|z|)": lambda Z, Y: np.maximum(Z, 0) + Y * Z + np.log1p(np.exp(-np.abs(Z))),
    "min(z, 0) - y z + ln(1 + e^-|z|)": lambda Z, Y: np.minimum(Z, 0) - Y * Z + np.log1p(np.exp(-np.abs(Z))),
    "max(-z, 0) - y z + ln(1 + e^-|z|)": lambda Z, Y: np.maximum(-Z, 0) - Y * Z + np.log1p(np.exp(-np.abs(Z))),
    "max(z, 0) - y + ln(1 + e^-|z|)": lambda Z, Y: np.maximum(Z, 0) - Y + np.log1p(np.exp(-np.abs(Z))),
    "max(z, 0) + ln(1 + e^-|z|): y z is missing": lambda Z, Y: _softplus(Z) + 0 * Y,
    "z - y z + ln(1 + e^-z), which overflows for very negative z": lambda Z, Y: Z - Y * Z + np.log(1 + np.exp(-Z)),
    "z - y z + ln(1 + e^-|z|)": lambda Z, Y: Z - Y * Z + np.log1p(np.exp(-np.abs(Z))),
    "z y + ln(1 + e^-|z|)": lambda Z, Y: Z * Y + np.log1p(np.exp(-np.abs(Z))),
    "ln(1 + e^-|z|) alone": lambda Z, Y: np.log1p(np.exp(-np.abs(Z))) + 0 * Y,
    "a softplus of the margin with targets ±1, ln(1 + e^(-(2y - 1) z))": lambda Z, Y: _softplus(-(2 * Y - 1) * Z),
    "a softplus of the margin with targets 0 and 1, ln(1 + e^(-y z))": lambda Z, Y: _softplus(-Y * Z),
}
COST_SLIPS = tuple(Slip("other-cost", f"{name}. {COST}", cost) for name, cost in COSTS.items())
DELTAS: dict[str, Callable] = {
    "the targets have been rounded to classes": lambda a, y, z: a - (y > 0.5),
    "the answer has been rounded to a class": lambda a, y, z: (a > 0.5) - y,
    "-y + (1 - y)": lambda a, y, z: 1 - 2 * y,
    "a - 1 where y is above 0, and a elsewhere": lambda a, y, z: a - (y > 0),
    "y a": lambda a, y, z: y * a,
    "a - 1, without the target": lambda a, y, z: a - 1,
    "a, without the target": lambda a, y, z: a + 0 * y,
    "(a - y) a (1 - a) y": lambda a, y, z: (a - y) * a * (1 - a) * y,
    "(a - y)(1 - a)": lambda a, y, z: (a - y) * (1 - a),
    "a (1 - y)": lambda a, y, z: a * (1 - y),
    "y (1 - a)": lambda a, y, z: y * (1 - a),
    "y (1 - a) - (1 - y) a": lambda a, y, z: y * (1 - a) - (1 - y) * a,
    "(a - y)/m": lambda a, y, z: (a - y) / len(a),
    "(a - y) over the number of its entries": lambda a, y, z: (a - y) / a.size,
    "y ln a + (1 - y) ln(1 - a)": lambda a, y, z: y * np.log(a) + (1 - y) * np.log(1 - a),
    "(a - y) z": lambda a, y, z: (a - y) * z,
    "a/y": lambda a, y, z: a / y,
    "-y/a - (1 - y)/(1 - a)": lambda a, y, z: -y / a - (1 - y) / (1 - a),
    "y/a - (1 - y)/(1 - a)": lambda a, y, z: y / a - (1 - y) / (1 - a),
    "(a - y)/(a (1 - a)), and times σ'(z) once more": lambda a, y, z: (a - y) / (a * (1 - a)) * a,
    "½ (a - y)²": lambda a, y, z: (a - y) ** 2 / 2,
    "a - y, kept between -½ and ½": lambda a, y, z: np.clip(a - y, -0.5, 0.5),
    "1 - a - y": lambda a, y, z: 1 - a - y,
}
DELTA_SLIPS = tuple(
    Slip("other-delta", f"{name} stands where δ, the derivative of the cost by z, belongs.", delta)
    for name, delta in DELTAS.items()
)
TERMS = (
    Slip(
        "positive-part-left-out",
        "max(z, 0) is missing: the cost is max(z, 0) - y z + ln(1 + e^-|z|).",
        lambda Z, Y: np.log1p(np.exp(-np.abs(Z))) - Y * Z,
    ),
    Slip(
        "positive-part-of-all",
        "one number, the largest z of all, stands where max(z, 0) belongs. np.maximum(Z, 0) looks at each z by itself.",
        lambda Z, Y: max(Z.max(), 0.0) - Y * Z + np.log1p(np.exp(-np.abs(Z))),
    ),
    Slip(
        "both-logarithms-whole",
        "-ln a and -ln(1 - a) both count in full. The target says how much of each: y of the first, 1 - y of the "
        "second.",
        lambda Z, Y: np.logaddexp(0, -Z) + np.logaddexp(0, Z),
    ),
    Slip(
        "second-logarithm-whole",
        "-ln(1 - a) counts in full, whatever the target. It is multiplied by 1 - y.",
        lambda Z, Y: Y * np.logaddexp(0, -Z) + np.logaddexp(0, Z),
    ),
    Slip(
        "first-logarithm-whole",
        "-ln a counts in full, whatever the target. It is multiplied by y.",
        lambda Z, Y: np.logaddexp(0, -Z) + (1 - Y) * np.logaddexp(0, Z),
    ),
    Slip(
        "targets-for-both",
        "both logarithms are multiplied by y. -ln(1 - a) belongs to 1 - y.",
        lambda Z, Y: Y * (np.logaddexp(0, -Z) + np.logaddexp(0, Z)),
    ),
    Slip(
        "answers-for-targets",
        "a stands where the target y belongs: this is the entropy of the answers, and no target is looked at.",
        lambda Z, Y: np.logaddexp(0, Z) - sigmoid(Z) * Z,
    ),
)
ENTROPY_RARELY = (Site("costs", (*TERMS, *COST_SLIPS), "costs", "costs"), Site("error", DELTA_SLIPS, "delta", "delta"))

# --- 04.6: masks

QUANTILE = (
    "Exactly the share p of {} is silenced: the limit has been taken from the draws themselves (a "
    "quantile, or a rank). "
    "Each unit is silenced by its own draw: those with draws < p go."
)


def _by_rank(axis: int | None, low: bool, kept: Callable):
    """Return the mask of those whose rank among the draws is above, or below, the share p."""

    def mask(draws, p):
        limit = np.quantile(draws, p if low else 1 - p, axis=axis, keepdims=axis is not None)
        return kept(draws, limit)

    return mask


MASKS = (
    *(
        Slip("exact-share", QUANTILE.format(what), _by_rank(axis, low, kept))
        for what, axis in (("all units", None), ("the units of an example", 1), ("the examples of a unit", 0))
        for low, kept in (
            (True, lambda d, x: d >= x),
            (True, lambda d, x: d > x),
            (False, lambda d, x: d <= x),
            (False, lambda d, x: d < x),
        )
    ),
    Slip(
        "mean-of-the-draws", "the draws have been compared with their mean. Compare with p.", lambda d, p: d >= d.mean()
    ),
    Slip(
        "one-unit-for-all-examples",
        "a unit is silenced in all examples or in none, by its first draw. Each example has draws of its own.",
        lambda d, p: np.broadcast_to(d[:1] >= p, d.shape),
    ),
    Slip("draws-rounded", "the draws have been rounded to 0 or 1, as if p were ½.", lambda d, p: np.round(d)),
    Slip("draws-minus-p", "draws - p has been multiplied in. The mask is 1 or 0.", lambda d, p: d - p),
    Slip("p-times-draws", "draws · p has been multiplied in. The mask is 1 or 0.", lambda d, p: d * p),
    Slip(
        "floor-of-the-sum",
        "the mask is ⌊p + draws⌋: units with draws < 1 - p are silenced.",
        lambda d, p: np.floor(p + d),
    ),
    Slip("p-for-mask", "every unit has been multiplied by p: nobody is silenced.", lambda d, p: np.full(d.shape, p)),
    Slip(
        "share-for-mask",
        "every unit has been multiplied by 1 - p: nobody is silenced.",
        lambda d, p: np.full(d.shape, 1 - p),
    ),
    Slip("squared-p", "the draws have been compared with p².", lambda d, p: d >= p * p),
    Slip("root-of-p", "the draws have been compared with √p.", lambda d, p: d >= p**0.5),
    Slip(
        "first-units-silenced",
        "the first units of each example are silenced, the share p of them, whatever the draws.",
        lambda d, p: np.broadcast_to(np.arange(d.shape[1]) >= int(p * d.shape[1]), d.shape),
    ),
)
SCALES = tuple(
    Slip("other-scale", f"the units that stay have the factor {name}.", lambda p, stays, scale=scale: scale(p))
    for name, scale in {
        "p/(1 - p)": lambda p: p / (1 - p),
        "(1 - p)/p": lambda p: (1 - p) / p,
        "1/√(1 - p)": lambda p: (1 - p) ** -0.5,
        "1/√p": lambda p: p**-0.5,
        "1/(1 - p²)": lambda p: 1 / (1 - p * p),
        "1/(1 - 2p)": lambda p: 1 / (1 - 2 * p),
        "√(1 - p)": lambda p: (1 - p) ** 0.5,
        "1/(1 - p) + 1": lambda p: 1 / (1 - p) + 1,
        "1/p - 1": lambda p: 1 / p - 1,
        "1 - 1/p": lambda p: 1 - 1 / p,
        "2 (1 - p)": lambda p: 2 * (1 - p),
        "1/(2p)": lambda p: 0.5 / p,
        "1/(2 (1 - p))": lambda p: 0.5 / (1 - p),
        "½": lambda p: 0.5,
        "1/(p (1 - p))": lambda p: 1 / (p * (1 - p)),
        "1/(1 - p)³": lambda p: (1 - p) ** -3,
        "e^p": np.exp,
        "1.25": lambda p: 1.25,
        "1/0.8 - that of p = 0.2": lambda p: 1 / 0.8,
        "10/9, that of p = 0.1,": lambda p: 1 / 0.9,
    }.items()
)
SUM_KEPT = (
    "The scale is chosen such that the sum of the activations{} stays as it was. It is 1/(1 - p), whatever is drawn: "
    "only the mean over many draws stays."
)
DROPOUT_RARELY = (
    *(
        Mistake("sum-kept", SUM_KEPT.format(where), _sum_kept(axis, own))
        for where, axis in (("", None), (" of an example", 1), (" of a unit", 0))
        for own in (False, True)
    ),
    Site("mask", MASKS),
    Site("scale", SCALES),
    Site("mask_back", MASKS, "the backward pass"),
    Site("scale_back", SCALES, "the backward pass"),
)
