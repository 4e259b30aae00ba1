"""Task 01.5: predict a rounding error."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e01_history.drawing import tell_apart
from bpcourse.tasks import FunctionTask, Mistake, Part

Array = np.ndarray


PARTIALS = {
    "+": lambda a, b: (1.0, 1.0),
    "-": lambda a, b: (1.0, -1.0),
    "*": lambda a, b: (b, a),
    "/": lambda a, b: (1 / b, -a / b**2),
}
RESULTS = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b}


def _sensitivities(steps, values, partials=None, add=True, forward=False, same_once=False) -> Array:
    """Return c_i = ∂result/∂v_i for all values, with a piece replaced for each mistake."""
    partials = {**PARTIALS, **(partials or {})}
    c, first = np.zeros(len(values)), len(values) - len(steps)
    c[-1] = 1.0
    for k in range(len(steps)) if forward else range(len(steps) - 1, -1, -1):
        operation, i, j = steps[k]
        for place, (used, partial) in enumerate(zip((i, j), partials[operation](values[i], values[j]), strict=True)):
            if not (same_once and place and i == j):
                c[used] = (c[used] if add else 0.0) + c[first + k] * partial
    return c


def _error_and_culprit(contributions) -> tuple[float, int]:
    return float(np.sum(contributions)), int(np.argmax(np.abs(contributions)))


def _predicted(steps, values, errors, **pieces) -> tuple[float, int]:
    return _error_and_culprit(_sensitivities(steps, values, **pieces) * np.array(errors))


def _by(weigh):
    """Return the mistake of another combination of the c_i and the errors."""

    def made(steps, values, errors):
        return weigh(_sensitivities(steps, values), np.array(errors), np.array(values), len(values) - len(steps))

    return made


def _predicted_with(**pieces):
    return lambda steps, values, errors: _predicted(steps, values, errors, **pieces)


def _last_use_wins(steps, values, errors):
    return _predicted(steps, values, errors, add=False)


def _right_error(culprit):
    """Return the mistake of another culprit, the error being right."""
    return _by(lambda c, e, v, first: (float(c @ e), int(culprit(c, e, first))))


ROUNDING_MISTAKES = (
    # Those of the culprit come first: the error is right then, and others have the same culprit by chance.
    Mistake(
        "culprit-by-local-error",
        "The culprit is the value whose error arrives largest in the result: the largest |c_i d_i|, not the largest "
        "|d_i|.",
        _right_error(lambda c, e, first: np.argmax(np.abs(e))),
    ),
    Mistake(
        "culprit-by-sensitivity",
        "The culprit is where |c_i d_i| is largest, not where |c_i| is: a sensitive place may have no error.",
        _right_error(lambda c, e, first: np.argmax(np.abs(c))),
    ),
    Mistake(
        "culprit-with-sign",
        "The culprit is where c_i d_i is largest in size. Here a negative contribution is the largest one.",
        _right_error(lambda c, e, first: np.argmax(c * e)),
    ),
    Mistake(
        "culprit-among-the-steps",
        "The culprit must be an index into values, which begin with the inputs. This is counted among the steps.",
        _right_error(lambda c, e, first: np.argmax(np.abs(c * e)) - first),
    ),
    Mistake(
        "errors-added",
        "The local errors are simply added up. Each arrives in the result multiplied by c_i = ∂result/∂v_i.",
        _by(lambda c, e, v, first: _error_and_culprit(e)),
    ),
    Mistake(
        "a-bound",
        "This is Σ |c_i d_i|, a bound for the worst case. Asked for is the error of this run: with all signs.",
        _by(lambda c, e, v, first: (float(np.abs(c * e).sum()), int(np.argmax(np.abs(c * e))))),
    ),
    Mistake(
        "largest-only",
        "This is the largest contribution alone. The error is the sum of all.",
        _by(lambda c, e, v, first: (float((c * e)[np.argmax(np.abs(c * e))]), int(np.argmax(np.abs(c * e))))),
    ),
    Mistake(
        "overwritten",
        "A value that is used twice keeps the share of one use only: each one overwrites the other. Add them, with +=.",
        _last_use_wins,
    ),
    Mistake(
        "same-value-once",
        "Where an operation uses a value with itself, as in v * v, it counts twice: once for each argument.",
        _predicted_with(same_once=True),
    ),
    Mistake(
        "forward-order",
        "The operations are gone through in forward order. An operation may hand on its c only when all that use it "
        "have handed on theirs: begin with the last one.",
        _predicted_with(forward=True),
    ),
    Mistake(
        "sign-of-minus",
        "In a - b the derivative with respect to b is -1.",
        _predicted_with(partials={"-": lambda a, b: (1.0, 1.0)}),
    ),
    Mistake(
        "factors-exchanged",
        "In a · b the derivative with respect to a is b. Here it is a itself.",
        _predicted_with(partials={"*": lambda a, b: (a, b)}),
    ),
    Mistake(
        "product-like-a-sum",
        "In a · b each factor is handed c as in a sum. The derivative with respect to a is b.",
        _predicted_with(partials={"*": lambda a, b: (1.0, 1.0)}),
    ),
    Mistake(
        "sign-of-the-denominator",
        "In a / b a larger b makes the quotient smaller: the derivative with respect to b is -a / b².",
        _predicted_with(partials={"/": lambda a, b: (1 / b, a / b**2)}),
    ),
    Mistake(
        "denominator-not-squared",
        "In a / b the derivative with respect to b is -a / b², with a square.",
        _predicted_with(partials={"/": lambda a, b: (1 / b, -a / b)}),
    ),
    Mistake(
        "one-over-b-squared",
        "In a / b the derivative with respect to b is -a / b². The numerator a is missing.",
        _predicted_with(partials={"/": lambda a, b: (1 / b, -1 / b**2)}),
    ),
    Mistake(
        "denominator-held-fixed",
        "In a / b the denominator gets nothing. It has an error too.",
        _predicted_with(partials={"/": lambda a, b: (1 / b, 0.0)}),
    ),
    Mistake(
        "nothing-handed-on",
        "Only the rounding of the last operation counts here. It must hand its c on to the values that it used, and so "
        "must all before it.",
        _by(lambda c, e, v, first: (float(e[-1]), len(e) - 1)),
    ),
    Mistake(
        "last-error-forgotten",
        "The rounding of the last operation is missing: its c is 1.",
        _by(lambda c, e, v, first: _error_and_culprit((c * e)[:-1])),
    ),
    Mistake(
        "inputs-forgotten",
        "The inputs have errors too: they were rounded when they were typed in. Sum over all values.",
        _by(lambda c, e, v, first: (float((c * e)[first:].sum()), first + int(np.argmax(np.abs(c * e)[first:])))),
    ),
    Mistake(
        "operations-forgotten",
        "These are the errors of the inputs alone. Every operation rounds as well.",
        _by(lambda c, e, v, first: (float((c * e)[:first].sum()), int(np.argmax(np.abs(c * e)[:first])))),
    ),
    Mistake(
        "relative-errors",
        "Each error has been divided by its value. The errors are given as they are: Σ c_i d_i.",
        _by(lambda c, e, v, first: _error_and_culprit(c * e / v)),
    ),
    Mistake(
        "times-the-value",
        "Each term has been multiplied by the value. The error of v_i is d_i itself: Σ c_i d_i.",
        _by(lambda c, e, v, first: _error_and_culprit(c * e * v)),
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


def _draw_program(make, wanted: set[str]):
    """Return a draw of a program on which all these mistakes give something of their own."""

    def draw(rng):
        while True:
            arguments = _run(*make(rng))
            if arguments is None:
                continue
            mistakes = [mistake for mistake in ROUNDING_MISTAKES if mistake.id in wanted]
            if _is_well_behaved(*arguments) and tell_apart(mistakes, arguments, _predicted(*arguments), 1e-5):
                return arguments

    return draw


def _is_well_behaved(steps, values, errors) -> bool:
    """Return whether one culprit stands out, and no error is so much enlarged that the second order would show."""
    c = _sensitivities(steps, values)
    second, first = np.sort(np.abs(c * np.array(errors)))[-2:]
    return first > 1.05 * second and np.abs(c).max() < 10


def _shared(rng):
    return SHARED, _inputs(rng, 3)


def _random_program(rng):
    """Make twelve operations of all four kinds on four inputs; every value but the last is used."""
    while True:
        steps = []
        for before in range(3, 15):
            pair = [int(rng.integers(before + 1)), before]
            steps.append((str(rng.choice(list("+-*/"))), *pair[:: rng.choice([-1, 1])]))
        used, kinds = {i for _, *pair in steps for i in pair}, {kind for kind, _, _ in steps}
        if len(used) == 15 and len(kinds) == 4:
            return steps, _inputs(rng, 4)


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


ALL_ROUNDING = {mistake.id for mistake in ROUNDING_MISTAKES}
ROUNDING = FunctionTask(
    id="01.5",
    title="Predict a rounding error by a backward sweep",
    answer="predict_error",
    difficulty=4,
    minutes=35,
    section="lesson 1a, section 4",
    names=("error", "culprit"),
    oracle=_predicted,
    most_time=20,
    too_slow="It is right but far too slow. Does it go along every path, or through the program once for each error? "
    "One sweep backwards finds all c_i: each operation hands its c to the two values that it used.",
    parts=(
        Part("values used twice", 1.0, _draw_program(_shared, ALL_ROUNDING)),
        Part("a random program", 1.0, _draw_program(_random_program, ALL_ROUNDING - {"same-value-once"})),
        Part("1,500 operations", 1.0, _draw_long),
    ),
    mistakes=ROUNDING_MISTAKES,
    hints=(
        "A list c with a 0 for each value, and c = 1 for the last. Go through the steps from the last to the first.",
        'The step ("*", i, j) that made value n hands on c[n] * values[j] to c[i] and c[n] * values[i] to c[j].',
        "Add, with +=: a value may be used more than once. The error is Σ c_i d_i, the culprit the largest |c_i d_i|.",
    ),
)
