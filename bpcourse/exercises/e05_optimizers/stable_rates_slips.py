"""The rates of task 05.2, of a bowl ½ xᵀ H x, in pieces, with the slips that are made in each."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks.slips import Site, Slip


def limits(
    H,
    beta,
    *,
    curvatures=np.linalg.eigvalsh,
    top=lambda H, curvatures: curvatures[-1],
    low=lambda H, curvatures: curvatures[0],
    limit=lambda low, high: 2 / high,
    heavy=lambda low, high, beta: (2 + 2 * beta) / high,
    best=lambda low, high: 2 / (low + high),
    factor=lambda low, high: (high - low) / (high + low),
    count=lambda factor, low, high: np.log(1e-6) / np.log(factor),
):
    """Return (limit, heavy, best, steps); each keyword is a piece that a slip may replace.

    ``top`` and ``low`` are the largest and the smallest curvature, ``factor`` that of one step with the best rate.
    """
    ascending = curvatures(H)
    low, high = low(H, ascending), top(H, ascending)
    steps = count(np.abs(factor(low, high)), low, high)
    return limit(low, high), heavy(low, high, beta), best(low, high), steps


CURVATURES = (
    Slip(
        "diagonal",
        "the diagonal of H has been taken for the curvatures. That holds for a bowl along the axes only; in a turned "
        "one they are the eigenvalues.",
        lambda H: np.sort(np.diag(H)),
    ),
    Slip(
        "squares-of-the-curvatures",
        "these are the squares of the curvatures: eigenvalues of HᵀH. Those of H itself are asked for.",
        lambda H: np.linalg.eigvalsh(H) ** 2,
    ),
    Slip(
        "roots-of-the-curvatures",
        "the roots of the curvatures stand where the curvatures belong.",
        lambda H: np.sqrt(np.linalg.eigvalsh(H)),
    ),
    Slip(
        "half-the-curvatures",
        "half of the curvatures have been taken. The ½ of ½xᵀHx has gone with the square: they are the eigenvalues of "
        "H.",
        lambda H: np.linalg.eigvalsh(H) / 2,
    ),
    Slip(
        "twice-the-curvatures",
        "twice the curvatures have been taken. The ½ of ½xᵀHx has gone with the square: they are the eigenvalues of H.",
        lambda H: 2 * np.linalg.eigvalsh(H),
    ),
    Slip(
        "inverse-curvatures",
        "these are the eigenvalues of the inverse of H. Those of H itself are asked for.",
        lambda H: 1 / np.linalg.eigvalsh(H)[::-1],
    ),
    Slip(
        "eigenvalues-upside-down",
        "the largest and the smallest curvature are exchanged. np.linalg.eigvalsh returns them in ascending order.",
        lambda H: np.linalg.eigvalsh(H)[::-1],
    ),
)

LARGEST = (
    Slip(
        "diagonal",
        "the diagonal of H has been taken for the curvatures. That holds for a bowl along the axes only; in a turned "
        "one they are the eigenvalues.",
        lambda H, curvatures: np.diag(H).max(),
    ),
    Slip(
        "row-sums",
        "the largest sum of sizes over a row has been taken for the largest curvature. It is an upper bound: safe, "
        "but too small a rate.",
        lambda H, curvatures: np.abs(H).sum(axis=1).max(),
    ),
    Slip(
        "trace",
        "the trace has been taken for the largest curvature. It is the sum of all curvatures: safe, but too small a "
        "rate.",
        lambda H, curvatures: np.trace(H),
    ),
    Slip(
        "mean-curvature",
        "the mean curvature has been taken for the largest. One direction is enough to diverge.",
        lambda H, curvatures: curvatures.mean(),
    ),
    Slip(
        "frobenius",
        "the root of the sum of all squares has been taken for the largest curvature. np.linalg.norm of a matrix is "
        "that, unless you ask for the norm 2.",
        lambda H, curvatures: np.linalg.norm(H),
    ),
    Slip(
        "sum-of-all-entries",
        "the sum of all entries of H has been taken for the largest curvature.",
        lambda H, curvatures: H.sum(),
    ),
    Slip(
        "largest-sum-of-a-row",
        "the largest sum of a row has been taken for the largest curvature.",
        lambda H, curvatures: H.sum(axis=1).max(),
    ),
    Slip(
        "corner-of-H",
        "the last entry of the diagonal has been taken for the largest curvature.",
        lambda H, curvatures: H[-1, -1],
    ),
    Slip(
        "determinant",
        "the determinant has been taken for the curvature. It is the product of all.",
        lambda H, curvatures: np.linalg.det(H),
    ),
    Slip(
        "second-curvature",
        "the second curvature from the end has been taken. The outermost counts.",
        lambda H, curvatures: curvatures[-2],
    ),
    Slip(
        "flattest-for-steepest",
        "the flattest direction has been taken for the steepest: λmax is the largest curvature, the last that "
        "eigvalsh returns.",
        lambda H, curvatures: curvatures[0],
    ),
)

SMALLEST = (
    Slip(
        "diagonal",
        "the diagonal of H has been taken for the curvatures. That holds for a bowl along the axes only; in a turned "
        "one they are the eigenvalues.",
        lambda H, curvatures: np.diag(H).min(),
    ),
    Slip(
        "second-curvature",
        "the second curvature from the end has been taken. The outermost counts.",
        lambda H, curvatures: curvatures[1],
    ),
    Slip(
        "steepest-for-flattest",
        "the steepest direction has been taken for the flattest: λmin is the smallest curvature, the first that "
        "eigvalsh returns.",
        lambda H, curvatures: curvatures[-1],
    ),
    Slip(
        "mean-for-the-flattest",
        "the mean curvature has been taken for the smallest.",
        lambda H, curvatures: curvatures.mean(),
    ),
    Slip(
        "first-of-H",
        "the first entry of the diagonal has been taken for the smallest curvature.",
        lambda H, curvatures: H[0, 0],
    ),
    Slip(
        "smallest-entry",
        "the smallest entry of H has been taken for the smallest curvature.",
        lambda H, curvatures: H.min(),
    ),
)

LIMITS = (
    Slip(
        "one-over-lambda",
        "this is 1/λmax. There the steepest direction is at its minimum in one step; it still shrinks up to twice "
        "that rate.",
        lambda low, high: 1 / high,
    ),
    Slip(
        "flattest-direction",
        "the flattest direction has been taken for the limit. The steepest one decides: λmax.",
        lambda low, high: 2 / low,
    ),
    Slip(
        "limit-is-the-best",
        "this is the best rate. Asked for is the largest at which every direction shrinks, 2/λmax.",
        lambda low, high: 2 / (low + high),
    ),
    Slip("four-over-lambda", "this is 4/λmax, twice the limit.", lambda low, high: 4 / high),
    Slip("half-of-lambda", "this is λmax/2, the inverse of the limit: 2/λmax.", lambda low, high: high / 2),
    Slip(
        "two-over-root",
        "this is 2/√λmax. The root is that of the heavy ball's best values.",
        lambda low, high: 2 / np.sqrt(high),
    ),
    Slip("two-over-square", "this is 2/λmax². The curvature stands there once.", lambda low, high: 2 / high**2),
    Slip(
        "limit-of-differences",
        "this is 2/(λmax - λmin). The steepest direction alone decides.",
        lambda low, high: 2 / (high - low),
    ),
    Slip("lambda-itself", "this is λmax itself. The limit is 2/λmax.", lambda low, high: high),
    Slip("condition-number-above", "this is 2/κ. The limit is 2/λmax.", lambda low, high: 2 * low / high),
    Slip(
        "limit-of-the-sum",
        "this is 1/(λmin + λmax). The steepest direction alone decides: 2/λmax.",
        lambda low, high: 1 / (low + high),
    ),
)

HEAVY = (
    Slip(
        "limit-of-descent",
        "this is the limit of gradient descent. The heavy ball bears (1 + β) times as much.",
        lambda low, high, beta: 2 / high,
    ),
    Slip(
        "limit-of-nesterov",
        "this is Nesterov's limit, (2 + 2β)/(1 + 2β) divided by λmax. Asked for is the heavy ball.",
        lambda low, high, beta: (2 + 2 * beta) / (1 + 2 * beta) / high,
    ),
    Slip(
        "rule-of-thumb",
        "1 - β times the rate of gradient descent keeps the long-run step as long as it was. It is good advice, but "
        "not the limit, which is larger than without the ball.",
        lambda low, high, beta: 2 * (1 - beta) / high,
    ),
    Slip(
        "over-one-minus-beta",
        "the limit grows by the factor 1 + β. The factor 1/(1 - β) is how much farther the ball rolls in a constant "
        "gradient.",
        lambda low, high, beta: 2 / (1 - beta) / high,
    ),
    Slip(
        "best-for-the-ball",
        "this is the best rate for the heavy ball with the best β. Asked for is the largest rate with the β that is "
        "given.",
        lambda low, high, beta: 4 / (np.sqrt(low) + np.sqrt(high)) ** 2,
    ),
    Slip(
        "over-one-plus-beta",
        "this has been divided by 1 + β. The heavy ball bears more than gradient descent: multiply.",
        lambda low, high, beta: 2 / (1 + beta) / high,
    ),
    Slip("two-plus-beta", "2 + β stands where 2 + 2β belongs.", lambda low, high, beta: (2 + beta) / high),
    Slip("one-plus-two-beta", "1 + 2β stands where 2 + 2β belongs.", lambda low, high, beta: (1 + 2 * beta) / high),
    Slip("one-plus-beta", "1 + β stands where 2 + 2β belongs.", lambda low, high, beta: (1 + beta) / high),
    Slip(
        "complex-roots-upper",
        "this is where the roots cease to be complex, (1 + √β)²/λmax. The ball still arrives beyond it.",
        lambda low, high, beta: (1 + np.sqrt(beta)) ** 2 / high,
    ),
    Slip(
        "complex-roots-lower",
        "this is where the roots begin to be complex, (1 - √β)²/λmax.",
        lambda low, high, beta: (1 - np.sqrt(beta)) ** 2 / high,
    ),
    Slip(
        "beta-times-the-limit",
        "β times the limit of gradient descent stands there. It is 1 + β times.",
        lambda low, high, beta: 2 * beta / high,
    ),
    Slip(
        "heavy-in-the-flattest",
        "the flattest direction has been taken. The steepest one decides: λmax.",
        lambda low, high, beta: (2 + 2 * beta) / low,
    ),
    Slip(
        "bracket-missing",
        "2 + 2β/λmax stands here: brackets are missing, (2 + 2β)/λmax.",
        lambda low, high, beta: 2 + 2 * beta / high,
    ),
    Slip(
        "limit-plus-beta",
        "β has been added to the limit. It multiplies: (2 + 2β)/λmax.",
        lambda low, high, beta: 2 / high + beta,
    ),
    Slip("root-of-beta", "√β stands where β belongs.", lambda low, high, beta: (2 + 2 * np.sqrt(beta)) / high),
    Slip("beta-squared", "β² stands where β belongs.", lambda low, high, beta: (2 + 2 * beta**2) / high),
    Slip(
        "heavy-of-the-sum",
        "this is made of the best rate of gradient descent. It is (2 + 2β)/λmax.",
        lambda low, high, beta: (2 + 2 * beta) / (low + high),
    ),
)

BEST = (
    Slip(
        "steepest-in-one-step",
        "this is 1/λmax, best for the steepest direction and slow for the flattest. The best rate makes the two as "
        "fast as each other.",
        lambda low, high: 1 / high,
    ),
    Slip(
        "best-is-the-limit",
        "this is the limit, where the steepest direction does not shrink at all.",
        lambda low, high: 2 / high,
    ),
    Slip(
        "best-for-the-heavy-ball",
        "this is the best rate of the heavy ball. Asked for is that of gradient descent.",
        lambda low, high: 4 / (np.sqrt(low) + np.sqrt(high)) ** 2,
    ),
    Slip(
        "half-of-the-best",
        "this is half of it. 1 - ηλmin = ηλmax - 1 gives η = 2/(λmin + λmax).",
        lambda low, high: 1 / (low + high),
    ),
    Slip(
        "flattest-in-one-step",
        "this is 1/λmin. There the flattest direction is at its minimum in one step, and the steepest one diverges.",
        lambda low, high: 1 / low,
    ),
    Slip(
        "best-of-the-difference",
        "this is 2/(λmax - λmin). 1 - ηλmin = ηλmax - 1 gives the sum: η = 2/(λmin + λmax).",
        lambda low, high: 2 / (high - low),
    ),
    Slip(
        "best-of-the-product",
        "this is 1/√(λmin λmax). The best rate makes 1 - ηλmin = ηλmax - 1.",
        lambda low, high: 1 / np.sqrt(low * high),
    ),
    Slip(
        "best-of-the-product-twice",
        "this is 2/√(λmin λmax). The best rate makes 1 - ηλmin = ηλmax - 1.",
        lambda low, high: 2 / np.sqrt(low * high),
    ),
    Slip(
        "mean-curvature-itself",
        "this is the mean of the two curvatures. The best rate is one over it.",
        lambda low, high: (low + high) / 2,
    ),
    Slip(
        "mean-of-rates",
        "this is the mean of 1/λmin and 1/λmax. The best rate is one over the mean of the curvatures.",
        lambda low, high: (1 / low + 1 / high) / 2,
    ),
    Slip(
        "best-for-nesterov",
        "this is the best rate of Nesterov's rule. Asked for is that of gradient descent.",
        lambda low, high: 4 / (3 * high + low),
    ),
    Slip("four-over-the-sum", "this is 4/(λmin + λmax), twice the best rate.", lambda low, high: 4 / (low + high)),
)

FACTORS = (
    Slip(
        "steps-of-the-ball",
        "the root of the condition number is the privilege of the heavy ball. Here it is gradient descent.",
        lambda low, high: (np.sqrt(high) - np.sqrt(low)) / (np.sqrt(high) + np.sqrt(low)),
    ),
    Slip(
        "steps-at-one-over-lambda",
        "this belongs to the rate 1/λmax, whose factor is 1 - 1/κ. With the best rate it is (κ - 1)/(κ + 1).",
        lambda low, high: 1 - low / high,
    ),
    Slip(
        "steps-at-the-limit",
        "this belongs to the limit 2/λmax, with the factor 1 - 2/κ of the flattest direction. With the best rate it "
        "is (κ - 1)/(κ + 1).",
        lambda low, high: 1 - 2 * low / high,
    ),
    Slip(
        "factor-of-the-cost",
        "the factor has been squared: the cost shrinks by it. Asked for is the distance.",
        lambda low, high: ((high - low) / (high + low)) ** 2,
    ),
    Slip("steps-at-half-the-best", "this belongs to half of the best rate.", lambda low, high: high / (high + low)),
    Slip(
        "steps-of-the-sum",
        "1/(κ + 1) stands where the factor (κ - 1)/(κ + 1) belongs.",
        lambda low, high: low / (high + low),
    ),
    Slip("factor-one-over-kappa", "1/κ stands where the factor (κ - 1)/(κ + 1) belongs.", lambda low, high: low / high),
    Slip(
        "factor-exponential",
        "this is ½κ ln 10⁶, as if the factor were e^(-2/κ). That is nearly right for large κ only: it is (κ - 1)/(κ + "
        "1).",
        lambda low, high: np.exp(-2 * low / high),
    ),
    Slip(
        "factor-exponential-once",
        "this is κ ln 10⁶, as if the factor were e^(-1/κ). It is (κ - 1)/(κ + 1).",
        lambda low, high: np.exp(-low / high),
    ),
    Slip(
        "factor-root",
        "the root of the factor has been taken.",
        lambda low, high: np.sqrt((high - low) / (high + low)),
    ),
    Slip(
        "steps-of-nesterov",
        "this is the factor of Nesterov's rule. Here it is gradient descent, (κ - 1)/(κ + 1).",
        lambda low, high: 1 - 2 / np.sqrt(3 * high / low + 1),
    ),
)

COUNTS = (
    Slip(
        "millionth-of-the-cost",
        "this is when the cost is a millionth. Asked for is the distance, whose square the cost is.",
        lambda factor, low, high: np.log(1e-6) / np.log(factor) / 2,
    ),
    Slip(
        "not-divided-by-ln",
        "the logarithm to the base 10 has been mixed with the natural one. Use the same for both.",
        lambda factor, low, high: np.log10(1e-6) / np.log(factor),
    ),
    Slip(
        "divided-by-the-other-ln",
        "the logarithm to the base 10 has been mixed with the natural one. Use the same for both.",
        lambda factor, low, high: np.log(1e-6) / np.log10(factor),
    ),
    Slip(
        "condition-number",
        "this is the condition number. For a large one the number of steps is about 7 times as large.",
        lambda factor, low, high: high / low,
    ),
    Slip(
        "factor",
        "this is the factor of one step. Asked for is how many steps make a millionth of it.",
        lambda factor, low, high: factor,
    ),
    Slip(
        "rounded-up",
        "this has been rounded up. A real number is asked for.",
        lambda factor, low, high: np.ceil(np.log(1e-6) / np.log(factor)),
    ),
    Slip(
        "rounded-down",
        "this has been rounded down. A real number is asked for.",
        lambda factor, low, high: np.floor(np.log(1e-6) / np.log(factor)),
    ),
    Slip(
        "rounded",
        "this has been rounded. A real number is asked for.",
        lambda factor, low, high: np.round(np.log(1e-6) / np.log(factor)),
    ),
    Slip(
        "upside-down",
        "the quotient of the logarithms is upside down.",
        lambda factor, low, high: np.log(factor) / np.log(1e-6),
    ),
    Slip(
        "steps-negative",
        "the sign is wrong: both logarithms are negative, their quotient is positive.",
        lambda factor, low, high: np.log(1e6) / np.log(factor),
    ),
    Slip(
        "thousandth",
        "this is when the distance is a thousandth. Asked for is a millionth, 10⁻⁶.",
        lambda factor, low, high: np.log(1e-3) / np.log(factor),
    ),
    Slip("one-step-more", "this is one step more.", lambda factor, low, high: np.log(1e-6) / np.log(factor) + 1),
    Slip("one-step-less", "this is one step less.", lambda factor, low, high: np.log(1e-6) / np.log(factor) - 1),
    Slip(
        "steps-without-logarithm",
        "the logarithms are missing: 10⁻⁶ has been divided by the factor. It must be multiplied by itself until a "
        "millionth is left.",
        lambda factor, low, high: 1e-6 / factor,
    ),
    Slip(
        "logarithm-of-the-quotient",
        "this is the logarithm of the quotient. It is the quotient of the logarithms.",
        lambda factor, low, high: np.log(1e-6 / factor),
    ),
    Slip(
        "logarithm-above-only",
        "the factor has no logarithm. It is ln 10⁻⁶/ln(factor).",
        lambda factor, low, high: np.log(1e-6) / factor,
    ),
    Slip(
        "loss-of-one-step",
        "1 - factor stands where ln(factor) belongs. For a factor near 1 that is nearly right only.",
        lambda factor, low, high: -np.log(1e-6) / (1 - factor),
    ),
    Slip(
        "half-life",
        "this is when half of the distance is left. Asked for is a millionth.",
        lambda factor, low, high: np.log(0.5) / np.log(factor),
    ),
)

LIMITS_SITES = (
    Site("limit", LIMITS),
    Site("heavy", HEAVY),
    Site("best", BEST),
    Site("factor", FACTORS),
    Site("count", COUNTS),
    Site("curvatures", CURVATURES),
    Site("top", LARGEST, "λmax"),
    Site("low", SMALLEST, "λmin"),
)
