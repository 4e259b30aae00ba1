"""The slips of task 01.5, in the backward sweep and in what is made of its result."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks.slips import Site, Slip

FACTORS = "In a · b the derivative with respect to a is b, and that with respect to b is a."
QUOTIENT = "In a / b the derivatives are 1 / b and -a / b²."

PARTIALS = (
    Site(
        "minus",
        (
            Slip("sign-of-minus", "in a - b the derivative with respect to b is -1.", lambda a, b: (1.0, 1.0)),
            Slip(
                "minus-turned-round",
                "in a - b the derivatives are 1 and -1, not -1 and 1.",
                lambda a, b: (-1.0, 1.0),
            ),
            Slip("both-minus", "in a - b the derivative with respect to a is 1, not -1.", lambda a, b: (-1.0, -1.0)),
            Slip(
                "subtrahend-left-out",
                "in a - b the number b gets nothing. It has an error too.",
                lambda a, b: (1.0, 0.0),
            ),
        ),
        called="each slope of a - b",
    ),
    Site(
        "plus",
        (
            Slip(
                "second-term-left-out",
                "in a + b the number b gets nothing. It has an error too.",
                lambda a, b: (1.0, 0.0),
            ),
            Slip(
                "first-term-left-out",
                "in a + b the number a gets nothing. It has an error too.",
                lambda a, b: (0.0, 1.0),
            ),
            Slip(
                "sum-like-a-product",
                "in a + b both derivatives are 1. Here they are those of a product.",
                lambda a, b: (b, a),
            ),
            Slip("sum-halved", "in a + b both derivatives are 1, not ½.", lambda a, b: (0.5, 0.5)),
            Slip("sum-like-a-difference", "in a + b both derivatives are 1.", lambda a, b: (1.0, -1.0)),
        ),
        called="each slope of a + b",
    ),
    Site(
        "times",
        (
            Slip(
                "factors-exchanged",
                "in a · b the derivative with respect to a is b. Here it is a itself.",
                lambda a, b: (a, b),
            ),
            Slip(
                "product-like-a-sum",
                "in a · b each factor is handed c as in a sum. The derivative with respect to a is b.",
                lambda a, b: (1.0, 1.0),
            ),
            Slip("second-factor-left-out", "in a · b the number b gets nothing. " + FACTORS, lambda a, b: (b, 0.0)),
            Slip("first-factor-left-out", "in a · b the number a gets nothing. " + FACTORS, lambda a, b: (0.0, a)),
            Slip(
                "product-for-factor",
                "in a · b each factor is handed the whole product times c. " + FACTORS,
                lambda a, b: (a * b, a * b),
            ),
            Slip(
                "relative-factors",
                "in a · b the factors are handed c / a and c / b, as for relative errors. " + FACTORS,
                lambda a, b: (1 / a, 1 / b),
            ),
            Slip(
                "absolute-factors",
                "in a · b the factors have lost their signs. " + FACTORS,
                lambda a, b: (abs(b), abs(a)),
            ),
            Slip("product-negative", "in a · b there is no minus. " + FACTORS, lambda a, b: (b, -a)),
        ),
        called="each slope of a · b",
    ),
    Site(
        "over",
        (
            Slip(
                "sign-of-the-denominator",
                "in a / b a larger b makes the quotient smaller: the derivative with respect to b is -a / b².",
                lambda a, b: (1 / b, a / b**2),
            ),
            Slip(
                "denominator-not-squared",
                "in a / b the derivative with respect to b is -a / b², with a square.",
                lambda a, b: (1 / b, -a / b),
            ),
            Slip(
                "one-over-b-squared",
                "in a / b the derivative with respect to b is -a / b². The numerator a is missing.",
                lambda a, b: (1 / b, -1 / b**2),
            ),
            Slip(
                "denominator-held-fixed",
                "in a / b the denominator gets nothing. It has an error too.",
                lambda a, b: (1 / b, 0.0),
            ),
            Slip(
                "numerator-held-fixed",
                "in a / b the numerator gets nothing. " + QUOTIENT,
                lambda a, b: (0.0, -a / b**2),
            ),
            Slip(
                "sign-and-square-of-the-denominator",
                "in a / b the derivative with respect to b lacks its minus and its square. " + QUOTIENT,
                lambda a, b: (1 / b, a / b),
            ),
            Slip(
                "minus-one-over-b",
                "in a / b the second derivative is not -1 / b. " + QUOTIENT,
                lambda a, b: (1 / b, -1 / b),
            ),
            Slip(
                "both-one-over-b",
                "in a / b the second derivative is not 1 / b. " + QUOTIENT,
                lambda a, b: (1 / b, 1 / b),
            ),
            Slip(
                "quotient-exchanged",
                "in a / b the two derivatives have changed places. " + QUOTIENT,
                lambda a, b: (-a / b**2, 1 / b),
            ),
            Slip(
                "quotient-like-a-product",
                "in a / b the derivatives are those of a product. " + QUOTIENT,
                lambda a, b: (b, a),
            ),
            Slip(
                "numerator-times-b",
                "in a / b the derivative with respect to a is 1 / b, not b.",
                lambda a, b: (b, -a / b**2),
            ),
            Slip(
                "numerator-like-a-sum",
                "in a / b the derivative with respect to a is 1 / b, not 1.",
                lambda a, b: (1.0, -a / b**2),
            ),
            Slip(
                "quotient-brackets",
                "-a / b * b is -a, for it is worked out from the left. Write -a / b**2.",
                lambda a, b: (1 / b, -a),
            ),
            Slip(
                "quotient-of-b-over-a",
                "a and b have changed places in the derivatives of a quotient. " + QUOTIENT,
                lambda a, b: (-b / a**2, 1 / a),
            ),
            Slip(
                "squared-numerator",
                "in a / b the derivative with respect to b is -a / b²; here the numerator is squared.",
                lambda a, b: (1 / b, -(a**2) / b),
            ),
        ),
        called="each slope of a / b",
    ),
)


def _same_once(i: int, j: int) -> tuple[int, ...]:
    return (i,) if i == j else (i, j)


def _only_at(operation: str, wrong):
    """Return how c is handed on rightly at all operations but one."""
    return lambda c, arrived, slope, at: wrong(c, arrived, slope) if at == operation else c + arrived * slope


AT_ONE_OPERATION = tuple(
    Slip(f"{id}-at-{operation}", words.format(f"a {sign} b"), _only_at(operation, wrong))
    for id, words, wrong in (
        (
            "c-not-handed-on",
            "at the operation {}, and at no other, the c of its result is not multiplied in. By the chain rule the "
            "slope is multiplied by the c that arrives.",
            lambda c, arrived, slope: c + slope,
        ),
        (
            "overwritten",
            "at the operation {}, and at no other, the share replaces what a value had got before. Add it, with +=.",
            lambda c, arrived, slope: arrived * slope,
        ),
        (
            "nothing-handed-on",
            "the operation {} hands nothing on to its two values. Is its case missing in the loop?",
            lambda c, arrived, slope: c,
        ),
        (
            "handed-on-subtracted",
            "at the operation {}, and at no other, the shares have the wrong sign.",
            lambda c, arrived, slope: c - arrived * slope,
        ),
        (
            "slope-left-out",
            "at the operation {}, and at no other, c is handed on without the derivative of the operation.",
            lambda c, arrived, slope: c + arrived,
        ),
        (
            "divided-by-the-slope",
            "at the operation {} c has been divided by the derivative. Multiply by it.",
            lambda c, arrived, slope: c + arrived / slope,
        ),
    )
    for operation, sign in (("/", "/"), ("*", "·"), ("-", "-"), ("+", "+"))
)

SWEEP = (
    Site(
        "hand",
        (
            Slip(
                "overwritten",
                "a value that is used twice keeps the share of one use only: each one overwrites the other. Add them, "
                "with +=.",
                lambda c, arrived, slope, _operation: arrived * slope,
            ),
            Slip(
                "c-not-handed-on",
                "each value is handed the derivative of its operation alone. By the chain rule it is multiplied by "
                "the c of that operation.",
                lambda c, arrived, slope, _operation: c + slope,
            ),
            Slip(
                "slope-left-out",
                "each operation hands its c on as it is. It must be multiplied by the derivative of the operation.",
                lambda c, arrived, slope, _operation: c + arrived,
            ),
            Slip(
                "handed-on-subtracted",
                "the shares are subtracted. Add them, with +=.",
                lambda c, arrived, slope, _operation: c - arrived * slope,
            ),
            Slip(
                "absolute-slopes",
                "the c have lost their signs on the way back.",
                lambda c, arrived, slope, _operation: c + abs(arrived * slope),
            ),
            Slip(
                "slope-added",
                "the derivative has been added to c. By the chain rule it is multiplied.",
                lambda c, arrived, slope, _operation: c + arrived + slope,
            ),
            Slip(
                "largest-share",
                "a value that is used twice keeps its largest share only. Add the shares.",
                lambda c, arrived, slope, _operation: max(c, arrived * slope, key=abs),
            ),
            Slip(
                "mean-of-uses",
                "the shares of several uses are averaged. Add them.",
                lambda c, arrived, slope, _operation: (c + arrived * slope) / 2 if c else arrived * slope,
            ),
            *AT_ONE_OPERATION,
        ),
        called="what an operation hands on",
    ),
    Site(
        "used",
        (
            Slip(
                "same-value-once",
                "where an operation uses a value with itself, as in v * v, it counts twice: once for each argument.",
                _same_once,
            ),
            Slip(
                "places-exchanged",
                "the two values of an operation have changed places: what belongs to i is handed to j.",
                lambda i, j: (j, i),
            ),
            Slip("first-value-only", "only the first value of an operation is handed something.", lambda i, j: (i,)),
        ),
    ),
    Site(
        "order",
        (
            Slip(
                "forward-order",
                "the operations are gone through in forward order. An operation may hand on its c only when all that "
                "use it have handed on theirs: begin with the last one.",
                range,
            ),
            Slip(
                "first-step-left-out",
                "the sweep stops before step 0: range needs -1 as its end.",
                lambda n: range(n - 1, 0, -1),
            ),
        ),
    ),
    Site(
        "seed",
        (
            Slip("starts-with-the-result", "c of the result is 1, not the result itself.", lambda values: values[-1]),
            Slip(
                "starts-with-its-inverse",
                "c of the result is 1: no relative error is asked for.",
                lambda values: 1 / values[-1],
            ),
        ),
    ),
)

ENDINGS = (
    # Those of the culprit come first: the error is right then, and others have the same culprit by chance.
    Site(
        "culprit",
        (
            Slip(
                "culprit-by-local-error",
                "the culprit is the value whose error arrives largest in the result: the largest |c_i d_i|, not the "
                "largest |d_i|.",
                lambda each, c, e, first: np.argmax(np.abs(e)),
            ),
            Slip(
                "culprit-by-sensitivity",
                "the culprit is where |c_i d_i| is largest, not where |c_i| is: a sensitive place may have no error.",
                lambda each, c, e, first: np.argmax(np.abs(c)),
            ),
            Slip(
                "culprit-with-sign",
                "the culprit is where c_i d_i is largest in size. Here a negative contribution is the largest one.",
                lambda each, c, e, first: np.argmax(each),
            ),
            Slip(
                "culprit-most-negative",
                "the culprit is where c_i d_i is largest in size, not the most negative one.",
                lambda each, c, e, first: np.argmin(each),
            ),
            Slip(
                "culprit-among-the-steps",
                "the culprit must be an index into values, which begin with the inputs. This is counted among "
                "the steps.",
                lambda each, c, e, first: np.argmax(np.abs(each)) - first,
            ),
            Slip(
                "culprit-counted-from-1",
                "the culprit is counted from 1. An index begins with 0.",
                lambda each, c, e, first: np.argmax(np.abs(each)) + 1,
            ),
            Slip(
                "culprit-counted-from-the-end",
                "the culprit is counted from the end: the sweep goes backwards, the index does not.",
                lambda each, c, e, first: len(each) - 1 - np.argmax(np.abs(each)),
            ),
            Slip(
                "culprit-counted-below-0",
                "the culprit is counted from the end, below 0. Give the index from the front.",
                lambda each, c, e, first: np.argmax(np.abs(each)) - len(each),
            ),
            Slip(
                "smallest-contribution",
                "this is the value that contributes least. The culprit contributes most.",
                lambda each, c, e, first: np.argmin(np.abs(each)),
            ),
            Slip(
                "culprit-without-inputs",
                "the culprit is looked for among the operations only. An input that was rounded may be the one.",
                lambda each, c, e, first: first + np.argmax(np.abs(each[first:])),
            ),
            Slip(
                "culprit-among-inputs",
                "the culprit is looked for among the inputs only. An operation may be the one.",
                lambda each, c, e, first: np.argmax(np.abs(each[:first])),
            ),
            Slip(
                "culprit-is-the-last",
                "the culprit is not simply the last value.",
                lambda each, c, e, first: len(each) - 1,
            ),
        ),
    ),
    Site(
        "arriving",
        (
            Slip(
                "errors-added",
                "the local errors are simply added up. Each arrives in the result multiplied by c_i = ∂result/∂v_i.",
                lambda c, e, v: e,
            ),
            Slip("errors-left-out", "the c are added up without the errors: Σ c_i d_i.", lambda c, e, v: c),
            Slip(
                "relative-errors",
                "each error has been divided by its value. The errors are given as they are: Σ c_i d_i.",
                lambda c, e, v: c * e / v,
            ),
            Slip(
                "times-the-value",
                "each term has been multiplied by the value. The error of v_i is d_i itself: Σ c_i d_i.",
                lambda c, e, v: c * e * v,
            ),
            Slip(
                "value-for-error",
                "c_i has been multiplied by the value. Its error d_i is asked for.",
                lambda c, e, v: c * v,
            ),
            Slip("error-over-c", "d_i has been divided by c_i. It is multiplied.", lambda c, e, v: e / c),
            Slip("squared-c", "c_i has been squared.", lambda c, e, v: c**2 * e),
            Slip("absolute-c", "the c_i have lost their signs.", lambda c, e, v: np.abs(c) * e),
            Slip(
                "other-sign-of-errors",
                "all signs are turned round: an error is value minus exact result, and c of the result is 1.",
                lambda c, e, v: -c * e,
            ),
        ),
        called="each error that arrives",
    ),
    Site(
        "counted",
        (
            Slip(
                "last-error-forgotten",
                "the rounding of the last operation is missing: its c is 1.",
                lambda n, first: slice(None, n - 1),
            ),
            Slip(
                "inputs-forgotten",
                "the inputs have errors too: they were rounded when they were typed in. Sum over all values.",
                lambda n, first: slice(first, None),
            ),
            Slip(
                "operations-forgotten",
                "these are the errors of the inputs alone. Every operation rounds as well.",
                lambda n, first: slice(None, first),
            ),
            Slip("first-input-forgotten", "the error of value 0 is missing.", lambda n, first: slice(1, None)),
            Slip(
                "one-input-too-many",
                "the errors begin with the second operation: one is missing.",
                lambda n, first: slice(first + 1, None),
            ),
        ),
    ),
    Site(
        "total",
        (
            Slip(
                "a-bound",
                "this is Σ |c_i d_i|, a bound for the worst case. Asked for is the error of this run: with all signs.",
                lambda each: np.abs(each).sum(),
            ),
            Slip(
                "largest-only",
                "this is the largest contribution alone. The error is the sum of all.",
                lambda each: each[np.argmax(np.abs(each))],
            ),
            Slip(
                "size-of-the-largest",
                "this is the size of the largest contribution. The error is the sum of all, with their signs.",
                lambda each: np.abs(each).max(),
            ),
            Slip(
                "root-of-squares",
                "this is the root of the sum of squares, for errors of which only the size is known. Here they "
                "are known: add them.",
                lambda each: np.linalg.norm(each),
            ),
            Slip(
                "sum-of-squares",
                "the contributions have been squared. Add them as they are.",
                lambda each: (each**2).sum(),
            ),
            Slip("mean-of-contributions", "this is the mean of the contributions. The error is their sum.", np.mean),
            Slip("sign-of-the-error-lost", "the error has lost its sign.", lambda each: abs(each.sum())),
        ),
    ),
)

ROUNDING_SITES = (*ENDINGS, *PARTIALS, *SWEEP)
