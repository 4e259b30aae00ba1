"""Slips in a generator's and a critic's step (task 11.4)."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks.slips import Slip

SEED = "The seed at D's logit is a - 1: G's cost is -ln a, as if what it has made were real."
SEEDS_G = (
    Slip(
        "label-fake-for-G",
        f"what G has made has the label 0 in G's step: it would be trained to be found out. {SEED}",
        lambda a: a,
    ),
    Slip(
        "minimax",
        f"this belongs to ln(1 - a), the minimax cost: where D is sure, a is 0, and so is this. {SEED}",
        lambda a: -a,
    ),
    Slip("seed-of-the-wrong-sign", f"it has the wrong sign. {SEED}", lambda a: 1 - a),
    Slip("seed-by-the-activation", f"this is -1/a, the derivative by a and not by the logit. {SEED}", lambda a: -1 / a),
    Slip(
        "slope-twice", f"the slope a(1 - a) has been multiplied in once more. {SEED}", lambda a: (a - 1) * a * (1 - a)
    ),
    Slip(
        "seed-divided-by-m", f"it has been divided by m, and the mean comes in BP4. {SEED}", lambda a: (a - 1) / len(a)
    ),
    Slip("seed-averaged", f"every example has the mean of all. {SEED}", lambda a: np.full_like(a, (a - 1).mean())),
    Slip(
        "critic-of-wasserstein",
        f"-1 stands there: that is the cost of a critic without a sigmoid. {SEED}",
        lambda a: -np.ones_like(a),
    ),
    Slip("answer-for-the-seed", f"ln a stands there, the cost and not its derivative. {SEED}", lambda a: -np.log(a)),
    Slip("smoothed-label", f"the label is 0.9, not 1. {SEED}", lambda a: a - 0.9),
    Slip("half-label", f"the label is ½. {SEED}", lambda a: a - 0.5),
    Slip(
        "minimax-by-the-activation",
        f"this is -1/(1 - a), the derivative of ln(1 - a) by a. {SEED}",
        lambda a: -1 / (1 - a),
    ),
)
FAKE = "In D's step what G has made has the label 0: its seed is a."
SEEDS_FAKE = (
    Slip("label-real-for-what-is-made", f"it has the label 1 in D's step. {FAKE}", lambda a: a - 1),
    Slip("seed-of-the-wrong-sign-in-D", f"it has the wrong sign. {FAKE}", lambda a: -a),
    Slip("seed-by-the-activation-in-D", f"this is 1/(1 - a), the derivative by a. {FAKE}", lambda a: 1 / (1 - a)),
    Slip("one-minus-a", f"1 - a stands there. {FAKE}", lambda a: 1 - a),
    Slip("slope-twice-in-D", f"the slope a(1 - a) has been multiplied in once more. {FAKE}", lambda a: a * a * (1 - a)),
    Slip("fake-divided-by-m", f"it has been divided by m, and the mean comes in BP4. {FAKE}", lambda a: a / len(a)),
    Slip("fake-smoothed-label", f"the label is 0.1. {FAKE}", lambda a: a - 0.1),
)
REAL = "In D's step real examples have the label 1: their seed is a - 1."
SEEDS_REAL = (
    Slip("label-fake-for-real", f"they have the label 0. {REAL}", lambda a: a),
    Slip("real-seed-by-the-activation", f"this is -1/a, the derivative by a. {REAL}", lambda a: -1 / a),
    Slip(
        "real-slope-twice",
        f"the slope a(1 - a) has been multiplied in once more. {REAL}",
        lambda a: (a - 1) * a * (1 - a),
    ),
    Slip("real-smoothed-label", f"the label is 0.9. {REAL}", lambda a: a - 0.9),
)
ZERO = "The network that is not moved has the gradient 0."
OTHERS_OF_G = (
    Slip(
        "D-moved-in-the-step-of-G",
        f"in G's step D gets the gradient of G's cost, too: D would help G. {ZERO}",
        lambda V, of_G, of_D: of_G,
    ),
    Slip(
        "D-trained-in-the-step-of-G",
        f"in G's step D gets the gradient of its own cost. {ZERO}",
        lambda V, of_G, of_D: of_D,
    ),
    Slip("V-for-its-gradient", f"in G's step V stands where its gradient belongs. {ZERO}", lambda V, of_G, of_D: V),
    Slip(
        "both-gradients-of-D-added",
        f"in G's step D gets both gradients, added up: nothing has been set to 0 between. {ZERO}",
        lambda V, of_G, of_D: [None, *(g + d for g, d in zip(of_G[1:], of_D[1:], strict=True))],
    ),
)
OTHERS_OF_D = (
    Slip(
        "G-moved-by-the-cost-of-D",
        f"in D's step G gets the gradient of D's cost: G would be trained to be found out. {ZERO}",
        lambda W, of_D, of_G: of_D,
    ),
    Slip(
        "G-trained-in-the-step-of-D",
        f"in D's step G gets the gradient of its own cost. {ZERO}",
        lambda W, of_D, of_G: of_G,
    ),
    Slip("W-for-its-gradient", f"in D's step W stands where its gradient belongs. {ZERO}", lambda W, of_D, of_G: W),
    Slip(
        "G-moved-against-D",
        f"in D's step G gets the gradient of D's cost, turned round. {ZERO}",
        lambda W, of_D, of_G: [None, *(-g for g in of_D[1:])],
    ),
)
ARRIVES = "What arrives at G's last layer is g_fake, example by example; the one mean is taken in BP4."
HANDED = (
    Slip("cut-off-at-D", f"nothing arrives at G: it has been cut off from D. {ARRIVES}", lambda g, fake: 0 * g),
    Slip(
        "averaged-before-G",
        f"the mean over the examples has been taken before G. {ARRIVES}",
        lambda g, fake: np.broadcast_to(g.mean(axis=0), g.shape),
    ),
    Slip(
        "slope-at-the-output-of-G",
        f"1 - a² has been multiplied in. G's last layer is linear. {ARRIVES}",
        lambda g, fake: g * (1 - fake**2),
    ),
    Slip(
        "sigmoid-slope-at-the-output-of-G",
        f"a (1 - a) has been multiplied in. G's last layer is linear. {ARRIVES}",
        lambda g, fake: g * fake * (1 - fake),
    ),
    Slip("handed-with-the-wrong-sign", f"its sign has been turned round. {ARRIVES}", lambda g, fake: -g),
    Slip("sign-of-g_fake", f"only its sign has been handed on. {ARRIVES}", lambda g, fake: np.sign(g)),
    Slip(
        "product-with-what-was-made", f"it has been multiplied by what G has made. {ARRIVES}", lambda g, fake: g * fake
    ),
    Slip("what-was-made-for-g_fake", f"what G has made stands there. {ARRIVES}", lambda g, fake: fake),
    Slip(
        "moved-examples-for-g_fake", f"the examples moved along g_fake stand there. {ARRIVES}", lambda g, fake: fake - g
    ),
)
PRODUCT = "g_fake = δ¹ V¹, for each example's own cost."
TO_FAKE = (
    Slip(
        "g_fake-divided-by-m",
        f"it has been divided by m. {PRODUCT} The mean is taken in BP4.",
        lambda D, V, fake: D @ V / len(D),
    ),
    Slip(
        "slope-in-g_fake",
        f"1 - a² has been multiplied in. What G has made is D's input, and an input has no slope. {PRODUCT}",
        lambda D, V, fake: D @ V * (1 - fake**2),
    ),
    Slip("pseudo-inverse", f"V¹ has been inverted. {PRODUCT}", lambda D, V, fake: D @ np.linalg.pinv(V).T),
    Slip(
        "g_fake-averaged",
        f"every example has the mean of all. {PRODUCT}",
        lambda D, V, fake: np.broadcast_to((D @ V).mean(axis=0), fake.shape).copy(),
    ),
    Slip(
        "g_fake-zero", f"it is 0: the way from D to what was made has been cut. {PRODUCT}", lambda D, V, fake: 0 * fake
    ),
    Slip(
        "g_fake-summed",
        f"every example has the sum of all. {PRODUCT}",
        lambda D, V, fake: np.broadcast_to((D @ V).sum(axis=0), fake.shape).copy(),
    ),
    Slip(
        "weights-of-D-summed",
        f"δ¹ is missing: these are sums of weights. {PRODUCT}",
        lambda D, V, fake: np.ones_like(D) @ V,
    ),
    Slip("sign-in-g_fake", f"the sign has been taken. {PRODUCT}", lambda D, V, fake: np.sign(D @ V)),
)
TWO = "D's cost is the mean over what was made plus the mean over real examples."
BOTH = (
    Slip(
        "one-mean-over-both",
        f"one mean has been taken over all examples together. {TWO}",
        lambda f, r, m, n: (m * f + n * r) / (m + n),
    ),
    Slip("halved", f"half of the sum has been taken. {TWO}", lambda f, r, m, n: (f + r) / 2),
    Slip("made-only", f"real examples are missing. {TWO}", lambda f, r, m, n: f),
    Slip("real-only", f"what G has made is missing. {TWO}", lambda f, r, m, n: r),
    Slip("real-subtracted", f"the part of the real examples has been subtracted. {TWO}", lambda f, r, m, n: f - r),
    Slip("made-subtracted", f"the part of what was made has been subtracted. {TWO}", lambda f, r, m, n: r - f),
    Slip(
        "both-divided-by-m",
        f"both have been divided by the number of what was made. {TWO}",
        lambda f, r, m, n: f + r * n / m,
    ),
    Slip(
        "both-divided-by-m_real",
        f"both have been divided by the number of real examples. {TWO}",
        lambda f, r, m, n: f * m / n + r,
    ),
    Slip("ascends", f"it has the wrong sign: D's cost would be made larger. {TWO}", lambda f, r, m, n: -(f + r)),
)
MEAN = "BP4 takes the mean over the examples, once."
MEANS = (
    Slip("sum-for-mean", f"a sum stands where the mean belongs. {MEAN}", lambda total, m: total),
    Slip("divided-by-m-twice", f"it has been divided by m twice. {MEAN}", lambda total, m: total / m**2),
    Slip("halved-mean", f"there is a ½ too many. {MEAN}", lambda total, m: total / m / 2),
)
SLOPE = "The slope of tanh is 1 - a²."
SLOPES = (
    Slip("no-slope", f"the slope is missing. {SLOPE}", np.ones_like),
    Slip("slope-of-the-logistic-function", f"a (1 - a) is the slope of the sigmoid. {SLOPE}", lambda A: A * (1 - A)),
    Slip("slope-not-squared", f"this is 1 - a. {SLOPE}", lambda A: 1 - A),
    Slip("slope-of-a", f"tanh has been applied to a once more. {SLOPE}", lambda A: 1 - np.tanh(A) ** 2),
)
SHOWN = (
    Slip(
        "g_fake-in-the-step-of-D",
        "in D's step g_fake is not 0: what G has made is a number there, and nothing goes on into G.",
        lambda g: g,
    ),
)
