"""The slips of task 01.2 in the run of the perceptron."""

from __future__ import annotations

from operator import add

from bpcourse.tasks.slips import Site, Slip


def all_mistakes(wrong, _m: int) -> int:
    """Return how many mistakes were made: ``wrong`` holds the examples with a mistake, a tuple for each pass."""
    return sum(map(len, wrong))


def _last_entry(times):
    """Return the update in which the last weight moves so many times as far; ``times(n)`` of n weights."""
    return lambda sign, x, z, is_wrong: (
        [*(sign * a for a in x[:-1]), sign * x[-1] * times(len(x))] if is_wrong else None
    )


def _update(factor, always: bool = False):
    """Return the update that adds ``factor(sign, z)`` times the input, after a mistake or always."""
    return lambda sign, x, z, is_wrong: [factor(sign, z) * a for a in x] if always or is_wrong else None


def _by_length(sign, x, _z, is_wrong):
    size = sum(a * a for a in x) ** 0.5
    return [sign * a / size for a in x] if is_wrong else None


def _short(w):
    """Return the weights scaled to length 1."""
    size = sum(a * a for a in w) ** 0.5
    return [a / size for a in w] if size else w


def _short_before_the_last(w):
    """Return the weights with all but the last, minus the threshold, scaled to length 1."""
    return [*_short(w[:-1]), w[-1]]


TESTS = (
    Slip(
        "tie-taken-for-right",
        "from w = 0 every w · x is 0, and that counts as a mistake here: sign · (w · x) <= 0. With < nothing ever "
        "begins. (Or w does not begin with 0, but where nothing is wrong.)",
        lambda sign, z: sign * z < 0,
    ),
    Slip(
        "tie-is-minus",
        "w · x = 0 is taken for the answer -1, so a negative example is not wrong there. Here 0 is a mistake for both "
        "signs, and w begins with 0.",
        lambda sign, z: sign != (1 if z > 0 else -1),
    ),
    Slip(
        "tie-is-plus",
        "w · x = 0 is taken for the answer 1, so a positive example is not wrong there. Here 0 is a mistake for both "
        "signs, and w begins with 0.",
        lambda sign, z: sign != (1 if z >= 0 else -1),
    ),
    Slip(
        "sign-missing-in-the-test",
        "a mistake is counted whenever w · x <= 0, whatever the sign of the example.",
        lambda sign, z: z <= 0,
    ),
    Slip(
        "answers-0-and-1",
        "the answers 0 and 1 are compared with the signs -1 and 1: a negative example is then always wrong.",
        lambda sign, z: sign != (1 if z > 0 else 0),
    ),
    Slip(
        "answers-0-and-1",
        "the answers 0 and 1 are compared with the signs -1 and 1: a negative example is then always wrong.",
        lambda sign, z: sign != (1 if z >= 0 else 0),
    ),
    Slip(
        "output-compared",
        "every example counts as a mistake, in every pass. Is w · x itself compared with the sign, or does w stay 0?",
        lambda sign, z: z != sign,
    ),
    Slip(
        "tested-against-one",
        "sign · (w · x) is compared with 1. That margin belongs to other rules; here a mistake is <= 0.",
        lambda sign, z: sign * z < 1,
    ),
)

STEPS = (
    Slip(
        "updated-when-right",
        "the weights change after every example. They must change after a mistake only.",
        _update(lambda sign, z: sign, always=True),
    ),
    Slip(
        "sign-missing-in-the-update",
        "the input is always added. Add it when the unit should have fired, and subtract it when not: sign · x.",
        _update(lambda sign, z: 1),
    ),
    Slip("always-subtracted", "the input is always subtracted. Add sign · x.", _update(lambda sign, z: -1)),
    Slip(
        "update-the-wrong-way",
        "the update goes the wrong way, or the test does: each mistake is made worse. When sign · (w · x) <= 0, add "
        "sign · x.",
        _update(lambda sign, z: -sign),
    ),
    Slip(
        "threshold-not-learned",
        "the last weight is not updated. It is minus the threshold, and it learns like the others, from its input 1.",
        _last_entry(lambda n: 0),
    ),
    Slip(
        "threshold-moved-twice",
        "the threshold moves twice: the last weight is the threshold already, so no other bias is needed besides it.",
        _last_entry(lambda n: 2),
    ),
    Slip(
        "threshold-once-a-feature",
        "the threshold moves once for each entry of the input. It moves once for each mistake, outside that loop.",
        _last_entry(lambda n: n),
    ),
    Slip(
        "threshold-once-an-input",
        "the threshold moves once for each other input. It moves once for each mistake, outside that loop.",
        _last_entry(lambda n: n - 1),
    ),
    Slip(
        "threshold-once-a-feature-and-itself",
        "there is a bias besides the last weight, and it moves once for each entry of the input. The last weight alone "
        "is enough, and moves once for each mistake.",
        _last_entry(lambda n: n + 1),
    ),
    Slip(
        "threshold-the-wrong-way",
        "the last weight moves the wrong way. It is *minus* the threshold, so it gets sign · 1 like the others.",
        _last_entry(lambda n: -1),
    ),
    Slip(
        "input-left-out",
        "the input is missing in the update: add sign · x, not the sign alone.",
        lambda sign, x, z, is_wrong: [sign] * len(x) if is_wrong else None,
    ),
    Slip(
        "input-made-short",
        "the input has been divided by its length in the update. Add sign · x as it is.",
        _by_length,
    ),
    Slip(
        "delta-rule",
        "the update is (sign - w · x) x, which is the delta rule. The perceptron adds sign · x, whatever the size.",
        _update(lambda sign, z: sign - z),
    ),
    Slip(
        "delta-rule-always",
        "this updates by (sign - w · x) x after every example: the delta rule. The perceptron adds sign · x after a "
        "mistake.",
        _update(lambda sign, z: sign - z, always=True),
    ),
    Slip(
        "update-by-the-output",
        "the update is multiplied by the size of w · x. Add sign · x, whatever that size.",
        _update(lambda sign, z: sign * abs(z)),
    ),
    Slip(
        "target-minus-0-or-1",
        "the update is (sign - answer) x with an answer of 0 or 1: after a wrong 1 it goes twice as far. Add sign · x.",
        _update(lambda sign, z: sign - (z > 0)),
    ),
    Slip(
        "positives-only",
        "the weights change for positive examples only. A negative example is subtracted.",
        _update(lambda sign, z: max(sign, 0)),
    ),
    *(
        Slip(
            "delta-rule-always",
            "this updates by η (sign - w · x) x after every example: the delta rule of the linear unit, with a small "
            "rate η. The perceptron adds sign · x after a mistake.",
            _update(lambda sign, z, rate=rate: rate * (sign - z), always=True),
        )
        for rate in (0.01, 0.1, 0.001, 0.5, 0.05)
    ),
    *(
        Slip(
            "delta-rule",
            "the update is η (sign - w · x) x, which is the delta rule. The perceptron adds sign · x, whatever the "
            "size of w · x.",
            _update(lambda sign, z, rate=rate: rate * (sign - z)),
        )
        for rate in (0.01, 0.1, 0.001, 0.5, 0.05)
    ),
)

JOINS = (
    Slip(
        "assigned-not-added",
        "sign · x replaces the weights. It is added to them, with +=: what was learnt before must stay.",
        lambda w, move: move,
    ),
    Slip(
        "weights-made-short",
        "w is scaled to length 1 after each update. The next updates then weigh more than they should: w stays as long "
        "as it has become. (The length matters for γ, which is that of v.)",
        lambda w, move: _short(list(map(add, w, move))),
    ),
    Slip(
        "weights-made-short-without-the-last",
        "the weights before the last are scaled to length 1 after each update. w stays as it has become.",
        lambda w, move: _short_before_the_last(list(map(add, w, move))),
    ),
    Slip(
        "weights-averaged",
        "w becomes the mean of the old weights and sign · x. The update adds sign · x to w.",
        lambda w, move: [(a + b) / 2 for a, b in zip(w, move, strict=True)],
    ),
    Slip(
        "weights-kept-small",
        "w is kept between -1 and 1. Nothing limits the weights of a perceptron.",
        lambda w, move: [min(max(a + b, -1.0), 1.0) for a, b in zip(w, move, strict=True)],
    ),
    Slip(
        "weights-multiplied",
        "w has been multiplied by 1 + sign · x. The update adds sign · x.",
        lambda w, move: [a * (1 + b) for a, b in zip(w, move, strict=True)],
    ),
)

STOPS = (
    Slip(
        "mistakes-cancel",
        "the learning stops where mistakes of both signs cancel: their errors have been added up with signs. It stops "
        "after a pass in which nothing was wrong.",
        lambda wrong_signs: sum(wrong_signs) == 0,
    ),
    Slip(
        "stops-at-one-mistake",
        "the learning stops although a mistake was made in the pass. It stops after a pass without any.",
        lambda wrong_signs: len(wrong_signs) <= 1,
    ),
    Slip(
        "stops-when-no-positive-is-wrong",
        "the learning stops when no positive example is wrong, or counts errors of one sign only. Mistakes of both "
        "signs count.",
        lambda wrong_signs: 1 not in wrong_signs,
    ),
    Slip(
        "stops-when-no-negative-is-wrong",
        "the learning stops when no negative example is wrong, or counts errors of one sign only. Mistakes of both "
        "signs count.",
        lambda wrong_signs: -1 not in wrong_signs,
    ),
)

COUNT_SITES = (
    Site("wrong", TESTS),
    Site("step", STEPS),
    Site(
        "at_once",
        (
            Slip(
                "updated-after-the-pass",
                "the updates of a pass are collected and made at its end. The perceptron changes w at once, before it "
                "sees the next example.",
                False,
            ),
        ),
    ),
    Site("restart", (Slip("begins-again", "each pass begins with w = 0 again. What was learnt must be kept.", True),)),
    Site(
        "goes_on",
        (
            Slip(
                "begins-a-pass-after-a-mistake",
                "a mistake ends the pass here, and the next one begins with the first example. Go on with the next "
                "example.",
                False,
            ),
        ),
    ),
    Site(
        "start",
        (
            Slip("starts-with-ones", "w begins with ones. It begins with 0.", lambda X, signs, v: [1.0] * len(v)),
            Slip(
                "starts-small",
                "w begins with small numbers. It begins with 0.",
                lambda X, signs, v: [0.01] * len(v),
            ),
            Slip(
                "threshold-starts-with-one",
                "the last weight begins with 1. All of them begin with 0.",
                lambda X, signs, v: [0.0] * (len(v) - 1) + [1.0],
            ),
            Slip(
                "starts-with-v",
                "w begins with v, which makes no mistake at all. It begins with 0: v is for the bound.",
                lambda X, signs, v: list(v),
            ),
            Slip(
                "starts-with-the-first-example",
                "w begins with the first example. It begins with 0, and so the first example is the first mistake.",
                lambda X, signs, v: X[0],
            ),
        ),
    ),
    Site(
        "order",
        (
            Slip(
                "other-order",
                "the examples are gone through from the last to the first.",
                lambda m: range(m - 1, -1, -1),
            ),
            Slip(
                "first-example-only",
                "only the first example is looked at in each pass.",
                lambda m: range(1),
            ),
            Slip("every-other-example", "every other example is left out.", lambda m: range(0, m, 2)),
            Slip("last-example-left-out", "the last example is never looked at.", lambda m: range(m - 1)),
            Slip("first-example-left-out", "the first example is never looked at.", lambda m: range(1, m)),
        ),
    ),
    Site(
        "most",
        (
            Slip(
                "one-pass-fewer",
                "there is one pass fewer than allowed: range(passes) has as many as it should.",
                lambda passes: passes - 1,
            ),
            Slip(
                "one-pass-more",
                "there is one pass more than allowed: range(passes) has as many as it should.",
                lambda passes: passes + 1,
            ),
            Slip("passes-ignored", "this goes on after the number of passes that is allowed.", lambda passes: 200),
        ),
    ),
    Site(
        "told",
        (
            Slip(
                "passes-counted",
                "passes have been counted. Asked for is the number of mistakes, which is that of the updates.",
                lambda wrong, m: len(wrong),
            ),
            Slip(
                "passes-with-mistakes",
                "the passes with a mistake have been counted. Asked for is the number of all mistakes.",
                lambda wrong, m: sum(map(bool, wrong)),
            ),
            Slip(
                "first-pass-only",
                "these are the mistakes of the first pass. Go through the examples again until a pass has none. ("
                "Errors that are added up with their signs may cancel, and look like none.)",
                lambda wrong, m: len(wrong[0]),
            ),
            Slip(
                "last-pass-only",
                "these are the mistakes of the last pass. The count must not begin anew in each pass.",
                lambda wrong, m: len(wrong[-1]),
            ),
            Slip(
                "first-pass-not-counted",
                "the mistakes of the first pass are missing.",
                lambda wrong, m: sum(map(len, wrong[1:])),
            ),
            Slip(
                "examples-counted-once",
                "each example has been counted once, however often it was wrong. Count every mistake.",
                lambda wrong, m: len(set().union(*wrong)),
            ),
            Slip(
                "examples-seen-counted",
                "this is the number of examples that were shown. Count those with a mistake.",
                lambda wrong, m: m * len(wrong),
            ),
            Slip(
                "right-ones-counted",
                "this is the number of right answers. Count the mistakes.",
                lambda wrong, m: m * len(wrong) - all_mistakes(wrong, m),
            ),
            Slip(
                "mistakes-a-pass",
                "this is the mean over the passes. Asked for is the sum.",
                lambda wrong, m: all_mistakes(wrong, m) / len(wrong),
            ),
            Slip(
                "mistakes-as-share",
                "this is a share of the examples. Asked for is the number of mistakes.",
                lambda wrong, m: all_mistakes(wrong, m) / m,
            ),
            Slip(
                "mistakes-counted-twice",
                "each mistake counts as 2: the sizes of sign - answer, which are 2, were added up. Count mistakes.",
                lambda wrong, m: 2 * all_mistakes(wrong, m),
            ),
            Slip(
                "mistakes-left-at-the-end",
                "this is 0, the mistakes that are left at the end. Count those on the way too.",
                lambda wrong, m: 0,
            ),
            Slip(
                "one-mistake-fewer",
                "one mistake is missing: w begins with 0, so the first example is one already, and counts.",
                lambda wrong, m: all_mistakes(wrong, m) - 1,
            ),
            Slip(
                "one-mistake-more",
                "one mistake too many has been counted: begin with 0.",
                lambda wrong, m: all_mistakes(wrong, m) + 1,
            ),
            Slip(
                "mistakes-and-passes",
                "each pass adds one mistake too many.",
                lambda wrong, m: all_mistakes(wrong, m) + len(wrong),
            ),
        ),
    ),
    Site("join", JOINS),
    Site("stops", STOPS),
)
