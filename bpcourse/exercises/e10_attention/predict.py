"""Task 10.8: predict, then measure: scores without 1/√d, distance, length, and a sequence that is shuffled."""

from __future__ import annotations

from math import e, log2

from bpcourse.tasks import Mistake, Part, ValueTask
from bpcourse.tasks.judgement import Band, Word, share
from bpcourse.tasks.words import Diagnosis

# Medians of the seeds 0 to 9 are 254.5, 1.259, 10.79, 0.989 and 0.250; groups of ten other seeds gave 1.26 to 1.29,
# 10.69 to 10.83, 0.95 to 1.10 and 0.247 to 0.267.
MEASURED = {"variance": 256.0, "keys_plain": 1.26, "keys_scaled": 10.79, "far": 1.0, "longer": 0.25}
OPTIONS = ("the same rows, shuffled alike", "the same rows in the old order", "other rows")
SHUFFLED, CAUSAL = "the same rows, shuffled alike", "other rows"


def _outside(name: str, number: float, band: Band) -> Diagnosis:
    side = "small" if number < band.low else "large"
    return Diagnosis(
        "outside-the-band",
        f"{name} is {number:.3g}, too {side} for chance alone. Is it the median of ten draws, as the notebook says?",
    )


def _word(reason: str) -> Word:
    return Word(OPTIONS, otherwise=Diagnosis("not-so", reason))


def _keys(plain: float, scaled: float):
    return lambda: {"keys_plain": plain, "keys_scaled": scaled}


PREDICT = ValueTask(
    id="10.8",
    title="Predict, then measure",
    misconceptions="scores without 1/√d thought harmless; the gradient thought to fade with distance, or not with "
    "length; "
    "order thought to matter without positions",
    answer="predicted",
    difficulty=3,
    minutes=20,
    section="lesson 10a, sections 4, 7 and 8",
    truth=lambda: {**MEASURED, "shuffled": SHUFFLED, "shuffled_causal": CAUSAL},
    parts=(
        Part("variance", 0.5, judgement=Band(247, 264, share(0.03), _outside)),
        Part("keys_plain", 0.5, judgement=Band(1.23, 1.32, share(0.012), _outside)),
        Part("keys_scaled", 0.5, judgement=Band(10.65, 10.9, share(0.012), _outside)),
        Part("far", 0.5, judgement=Band(0.9, 1.15, share(0.15), _outside)),
        Part("longer", 0.5, judgement=Band(0.235, 0.275, share(0.12), _outside)),
        Part("shuffled", 0.25, judgement=_word("Put the rows in another order, and compare.")),
        Part("shuffled_causal", 0.25, judgement=_word("Put the rows in another order, and compare, with the mask.")),
    ),
    mistakes=(
        Mistake(
            "deviation-for-variance",
            "This is the deviation, √d. The variance is its square: d products, each of variance 1.",
            lambda: {"variance": 16.0},
        ),
        Mistake(
            "variance-thought-1",
            "Each product of two entries has variance 1, and a score is the sum of d of them.",
            lambda: {"variance": 1.0},
        ),
        Mistake(
            "variance-doubled",
            "This is twice d. The product of two entries has variance 1.",
            lambda: {"variance": 512.0},
        ),
        Mistake(
            "d-squared", "This is d². Variances of independent terms add up: d of them.", lambda: {"variance": 65536.0}
        ),
        Mistake(
            "one-over-d", "This is 1/d. A sum of d terms of variance 1 is asked for.", lambda: {"variance": 1 / 256}
        ),
        Mistake(
            "plain-thought-like-scaled",
            "This is what comes with 1/√d. Without it the scores have a deviation of 16, and softmax takes nearly all "
            "from one key.",
            lambda: {"keys_plain": MEASURED["keys_scaled"]},
        ),
        Mistake(
            "plain-and-scaled-exchanged",
            "keys_plain and keys_scaled have changed places.",
            _keys(MEASURED["keys_scaled"], MEASURED["keys_plain"]),
        ),
        Mistake("all-keys", "16 would be all keys alike. The scores differ.", _keys(16.0, 16.0)),
        Mistake(
            "divided-by-d",
            "This belongs to scores divided by d: nearly all alike. They are divided by √d.",
            lambda: {"keys_scaled": 15.97},
        ),
        Mistake("one-key", "This is one key alone, or scores multiplied by √d. Measure.", _keys(1.01, 1.01)),
        Mistake(
            "entropy-itself",
            "This is the mean entropy. The number of effective keys is e to the entropy.",
            _keys(0.187, 2.36),
        ),
        Mistake(
            "entropy-in-bits",
            "This is the entropy in bits. The number of effective keys is e to the entropy in nats.",
            _keys(0.187 * log2(e), 2.36 * log2(e)),
        ),
        Mistake(
            "two-to-the-nats",
            "The entropy is in nats, and 2 has been raised to it: take np.exp.",
            _keys(1.161, 5.18),
        ),
        Mistake(
            "one-over-the-largest-share",
            "This is 1 divided by the largest share. Effective keys are e to the entropy.",
            _keys(1.08, 4.1),
        ),
        Mistake(
            "median-of-queries",
            "This is the median over the queries. Take their mean: without 1/√d most have one key, a few several.",
            _keys(1.025, 11.02),
        ),
        Mistake(
            "exponent-of-the-mean",
            "This is e to the mean entropy. Take e to the entropy of each query first, and then the mean.",
            _keys(1.206, 10.6),
        ),
        Mistake(
            "sum-of-squares",
            "This is 1 divided by the sum of the squares of the shares, another number of effective keys. The one "
            "asked for is e to the entropy.",
            _keys(1.184, 8.32),
        ),
        Mistake(
            "mean-of-one-over-the-largest-share",
            "This is 1 divided by the largest share, as a mean over the queries. Effective keys are e to the entropy.",
            _keys(1.115, 4.52),
        ),
        Mistake(
            "share-of-the-keys",
            "This is a share of the 16 keys. Asked for is their number.",
            _keys(MEASURED["keys_plain"] / 16, MEASURED["keys_scaled"] / 16),
        ),
        Mistake(
            "fades-away",
            "That is what a recurrent network does. Here every key is one step away. Measure.",
            lambda: {"far": 0.0},
        ),
        Mistake(
            "falls-like-the-distance",
            "The gradient does not fall with the distance: nothing in attention knows how far away a key is.",
            lambda: {"far": 1 / 9},
        ),
        Mistake("grows-with-distance", "The gradient does not grow with the distance. Measure.", lambda: {"far": 9.0}),
        Mistake(
            "length-without-influence",
            "Distance does not matter, but the number of keys does: they share a sum of 1.",
            lambda: {"longer": 1.0},
        ),
        Mistake(
            "longer-upside-down",
            "This is the other way round: the gradient with 100 positions divided by that with 400.",
            lambda: {"longer": 4.0},
        ),
        Mistake(
            "root-of-the-length", "This is 1/√4. Each key gets 1/T of the row's sum, so 1/4.", lambda: {"longer": 0.5}
        ),
        Mistake(
            "length-squared", "This is 1/4². Each key gets 1/T of the row's sum, so 1/4.", lambda: {"longer": 1 / 16}
        ),
        Mistake(
            "dies-with-length",
            "It gets smaller as 1/T does, not to nothing. Measure.",
            lambda: {"longer": 0.0},
        ),
        Mistake(
            "order-thought-to-matter",
            "Without positions and without a mask every row asks all rows: in which order they stand nobody knows.",
            lambda: {"shuffled": "other rows"},
        ),
        Mistake(
            "rows-thought-to-stay",
            "Each row asks from its new place, and its answer stands there, too.",
            lambda: {"shuffled": "the same rows in the old order"},
        ),
        Mistake(
            "mask-thought-blind-to-order",
            "A causal mask knows the order: it lets a row see those before it, and these are others now.",
            lambda: {"shuffled_causal": SHUFFLED},
        ),
        Mistake(
            "causal-rows-thought-to-stay",
            "With a causal mask each row sees other rows after the shuffle, so it becomes another one.",
            lambda: {"shuffled_causal": "the same rows in the old order"},
        ),
        Mistake(
            "shuffled-and-causal-exchanged",
            "shuffled and shuffled_causal have changed places.",
            lambda: {"shuffled": CAUSAL, "shuffled_causal": SHUFFLED},
        ),
    ),
    hints=(
        "Write your guesses down first. A score is a sum of 256 products, each with mean 0 and variance 1.",
        "Effective keys: p = softmax(scores), np.exp(-(p * np.log(p)).sum(axis=-1)), the mean over the 200 "
        "queries. For far "
        "and longer: g_X = g_K @ Wk + g_V @ Wv from your answer to 10.3.",
        "The length at a position: np.linalg.norm(g_X, axis=(0, 2)). far is [:10].mean() / [-11:-1].mean() of it. "
        "For the "
        "words: rows = rng.permutation(T), and compare attend(X[:, rows], ...) with Y[:, rows].",
    ),
    insight="Attention knows no distance and no order: only how many keys share the sum of 1, and how far apart their "
    "scores lie.",
)
