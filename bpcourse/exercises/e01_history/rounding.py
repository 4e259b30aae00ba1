"""Task 01.5: predict a rounding error."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e01_history.drawing import differ_from_right
from bpcourse.exercises.e01_history.further import rounding_further
from bpcourse.exercises.e01_history.rounding_slips import ROUNDING_SITES
from bpcourse.tasks import FunctionTask, Mistake, Part

NO_SLOTS: dict = {}
RESULTS = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b}


def _sensitivities(steps, values, partials: dict, order, hand, used, seed, by_slot) -> np.ndarray:
    """Return c_i = ∂result/∂v_i for all values."""
    first = len(values) - len(steps)
    c = [0.0] * (len(values) - 1) + [seed(values)]
    for k in order(len(steps)):
        operation, i, j = steps[k]
        arrived = c[first + k]
        slopes = partials[operation](values[i], values[j])
        for slot, (place, slope) in enumerate(zip(used(i, j), slopes, strict=False)):
            own = by_slot.get(slot)
            c[place] = own(c[place], arrived, slope) if own else hand(c[place], arrived, slope, operation)
    return np.array(c)


def predict_error(
    steps,
    values,
    errors,
    *,
    plus=lambda a, b: (1.0, 1.0),
    minus=lambda a, b: (1.0, -1.0),
    times=lambda a, b: (b, a),
    over=lambda a, b: (1 / b, -a / b**2),
    order=lambda n: range(n - 1, -1, -1),
    hand=lambda c, arrived, slope, operation: c + arrived * slope,
    used=lambda i, j: (i, j),
    seed=lambda values: 1.0,
    by_slot=NO_SLOTS,
    arriving=lambda c, e, v: c * e,
    counted=lambda n, first: slice(None),
    total=np.sum,
    culprit=lambda arriving, c, e, first: np.argmax(np.abs(arriving)),
) -> tuple[float, int]:
    """Return (error, culprit); each keyword is a piece that a slip may replace.

    ``hand(c, arrived, slope, operation)`` is the new c of a value that gets ``arrived`` times ``slope`` from an
    operation that used it, ``by_slot`` the same for its first or second value only; ``counted`` says which values
    count in the end.
    """
    first, v, e = len(values) - len(steps), np.array(values), np.array(errors)
    partials = {"+": plus, "-": minus, "*": times, "/": over}
    c = _sensitivities(steps, values, partials, order, hand, used, seed, by_slot)
    kept = np.zeros(len(v))
    kept[counted(len(v), first)] = 1
    each = arriving(c, e, v) * kept
    return float(total(each)), int(culprit(each, c * kept, e * kept, first))


def _nothing_handed_on(_steps, _values, errors):
    return float(errors[-1]), len(errors) - 1


def _errors_carried_without_sign(steps, values, errors):
    return predict_error(steps, values, [abs(error) for error in errors])


def _errors_turned_round(steps, values, errors):
    return predict_error(steps, values, errors[::-1])


ROUNDING_MISTAKES = (
    Mistake(
        "nothing-handed-on",
        "Only the rounding of the last operation counts here. It must hand its c on to the values that it used, and so "
        "must all before it. (The c of step k stands at index first + k, behind those of the inputs.)",
        _nothing_handed_on,
    ),
    Mistake(
        "absolute-errors",
        "The local errors have lost their signs. Some of them cancel: multiply c_i by d_i with its sign.",
        _errors_carried_without_sign,
    ),
    Mistake(
        "errors-turned-round",
        "The errors are taken from the wrong end: d_i belongs to value i, inputs first.",
        _errors_turned_round,
    ),
)


def _seven_digits(x: float) -> float:
    return float(f"{x:.7g}")


def _run(steps, inputs):
    """Return steps, values and errors of a computer that keeps seven digits, of inputs too; None far from size 1."""
    values = [_seven_digits(x) for x in inputs]
    errors = [kept - x for kept, x in zip(values, inputs, strict=True)]
    for operation, i, j in steps:
        exact = RESULTS[operation](values[i], values[j])
        values.append(_seven_digits(exact))
        errors.append(values[-1] - exact)
        if not 0.2 < abs(values[-1]) < 60:
            return None
    return steps, values, errors


def _inputs(rng, n: int) -> list[float]:
    return (rng.uniform(0.6, 3, n) * rng.choice([-1, 1], n)).tolist()


SHARED = [("*", 0, 0), ("/", 1, 2), ("-", 3, 4), ("*", 5, 4), ("/", 3, 6), ("+", 7, 5), ("*", 8, 1)]


MUST_DIFFER = {
    "overwritten",
    "forward-order",
    "culprit-by-local-error",
    "culprit-by-sensitivity",
    "a-bound",
    "largest-only",
    "inputs-forgotten",
    "operations-forgotten",
    "last-error-forgotten",
    "sign-of-minus",
    "sign-of-the-denominator",
    "factors-exchanged",
    "denominator-not-squared",
}

IN_PART_1 = MUST_DIFFER | {"same-value-once", "culprit-with-sign", "culprit-among-inputs", "sign-of-the-error-lost"}
IN_PART_2 = MUST_DIFFER | {"culprit-most-negative", "culprit-without-inputs"}


def _draw_program(make, wanted: set[str]):
    """Return a draw of a program on which all these slips change something."""

    def draw(rng):
        while True:
            arguments = _run(*make(rng))
            if arguments is None or not _is_well_behaved(*arguments):
                continue
            if differ_from_right(predict_error, ROUNDING_SITES, wanted, arguments):
                return arguments

    return draw


def _is_well_behaved(steps, values, errors) -> bool:
    """Return whether one culprit stands out, and no error is so much enlarged that the second order would show."""
    seen = {}
    predict_error(steps, values, errors, culprit=lambda each, c, e, first: seen.update(each=each, c=c) or 0)
    second, first = np.sort(np.abs(seen["each"]))[-2:]
    return first > 1.05 * second and np.abs(seen["c"]).max() < 10


def _shared(rng):
    return SHARED, _inputs(rng, 3)


def _random_program(rng):
    """Make twelve operations, three of each kind, on four inputs; every value but the last is used."""
    kinds = rng.permutation(list("+-*/") * 3).tolist()
    others = (rng.random(12) * np.arange(4, 16)).astype(int)  # any value so far, beside the one just before
    others[rng.choice(12, 3, replace=False)] = [0, 1, 2]
    pairs = np.stack([others, np.arange(3, 15)], axis=1)
    pairs = np.where(rng.random((12, 1)) < 0.5, pairs, pairs[:, ::-1]).tolist()
    return [(kind, *pair) for kind, pair in zip(kinds, pairs, strict=True)], _inputs(rng, 4)


def _draw_long(rng):
    """Draw x ← (x p + x) / q, with p and q changing, 500 times: 2 to the 500th paths."""
    while True:
        p = [_seven_digits(x) for x in rng.uniform(0.5, 1.5, 3)]
        q = [_seven_digits(x + 1 + rng.uniform(-1e-3, 1e-3)) for x in p]
        steps, last = [], 0
        for k in range(500):
            which, n = int(rng.integers(3)), 7 + 3 * k
            steps += [("*", last, 1 + which), ("+", n, last), ("/", n + 1, 4 + which)]
            last = n + 2
        if arguments := _run(steps, [float(rng.uniform(8, 12)), *p, *q]):
            return arguments


ROUNDING = FunctionTask(
    id="01.5",
    title="Predict a rounding error by a backward sweep",
    misconceptions="a bound for the error of this run; shares overwritten; the slope of a quotient; the culprit by "
    "$d_i$ alone",
    answer="predict_error",
    difficulty=4,
    minutes=35,
    section="lesson 1a, section 4",
    names=("error", "culprit"),
    oracle=predict_error,
    sites=ROUNDING_SITES,
    most_time=20,
    too_slow="It is right but far too slow. Does it go along every path, or through the program once for each error? "
    "One sweep backwards finds all c_i: each operation hands its c to the two values that it used.",
    tolerance=1e-5,  # a slope that is taken from a rounded value has seven digits, and sums of them lose one or two
    parts=(
        Part("values used twice", 1.0, _draw_program(_shared, IN_PART_1)),
        Part("a random program", 1.0, _draw_program(_random_program, IN_PART_2)),
        Part("1,500 operations", 1.0, _draw_long),
    ),
    mistakes=ROUNDING_MISTAKES,
    rarely=rounding_further(predict_error),
    hints=(
        "A list c with a 0 for each value, and c = 1 for the last. Go through the steps from the last to the first.",
        'The step ("*", i, j) that made value n hands on c[n] * values[j] to c[i] and c[n] * values[i] to c[j].',
        "Add, with +=: a value may be used more than once. The error is Σ c_i d_i, the culprit the largest |c_i d_i|.",
    ),
    insight=(
        "One sweep gives every derivative. To disturb each operation in turn takes 92 or 120 more runs for the two "
        "formulas of lesson 1a, section 4."
    ),
)
