"""Task 06.7: asymmetry."""

from __future__ import annotations

from bpcourse.tasks import Mistake, Part, ValueTask
from bpcourse.tasks.judgement import Band, Word, look_again, share

RULES = ("cos φ", "(cos φ) to the power L - 1", "(cos φ) to the power L", "1 - φ/90°")
VERDICTS = ("true", "false")
STATEMENTS = ("beta", "rests", "learns")


def _cosines(one_60=0.621, two_60=0.354, two_135=0.53, three_180=-1.0):
    values = {"one_60": one_60, "two_60": two_60, "two_135": two_135, "three_180": three_180}
    return lambda: {name: value for name, value in values.items() if value is not None}


def _cosine(low: float, high: float, name: str) -> Band:
    words = (
        f"{name}: no known mistake gives this number. The mean over the seeds 0 to 19 of the cosine between the two "
    )
    return Band(low, high, share(0.006), look_again(f"{words}gradients for W[1], symmetric rule, β = 0.001."))


ASYMMETRY = ValueTask(
    id="06.7",
    title="Predict, then measure: what asymmetry does",
    misconceptions='depth left out of the prediction; a smaller β as a remedy; "not the gradient" taken for '
    '"learns nothing"',
    answer="asymmetry",
    difficulty=3,
    minutes=20,
    section="lesson 6b, section 4",
    truth=lambda: {
        **_cosines()(),
        "rule": "(cos φ) to the power L - 1",
        "beta": "false",
        "rests": "true",
        "learns": "true",
    },
    parts=(
        Part("one_60", 0.25, judgement=_cosine(0.59, 0.655, "one_60")),
        Part("two_60", 0.25, judgement=_cosine(0.325, 0.385, "two_60")),
        Part("two_135", 0.25, judgement=_cosine(0.51, 0.55, "two_135")),
        Part("three_180", 0.25, judgement=_cosine(-1.001, -0.99, "three_180")),
        Part("rule", 0.25, judgement=Word(RULES)),
        *(Part(name, 0.25, judgement=Word(VERDICTS)) for name in STATEMENTS),
    ),
    mistakes=(
        Mistake(
            "still-symmetric",
            "The estimate is exact here: the network has been symmetric. Is the feedback set, and at this angle?",
            _cosines(1.0, 1.0, 1.0, 1.0),
        ),
        Mistake(
            "last-layer",
            "This is the cosine for the weights of the last layer. They stand next to the pull, and hardly suffer. "
            "Asked for is W[1].",
            _cosines(0.988, 0.984, 0.987, 0.983),
        ),
        Mistake(
            "second-layer",
            "This is the cosine after one matrix: cos φ, as with one hidden layer, or as for W[2]. Asked for is W[1], "
            "the layer farthest from the outputs: with two hidden layers the error passes two matrices on its way, and "
            "each one turns it by φ.",
            _cosines(None, 0.62, -0.709, 0.992),
        ),
        Mistake(
            "one-matrix-for-two",
            "This is cos φ, the value with one hidden layer. With two the error passes two matrices on its way to "
            "W[1], and each one turns it by φ.",
            _cosines(None, 0.5, -0.7035, None),
        ),
        Mistake(
            "one-power-too-many",
            "This is cos φ to the power L, with a matrix too many, and a prediction. Asked for is what you measure.",
            _cosines(0.25, 0.125, -0.3536, None),
        ),
        Mistake(
            "straight-line-predicted",
            "This is 1 - φ/90°, a straight line. Asked for is what you measure.",
            _cosines(1 / 3, 1 / 3, -0.5, None),
        ),
        Mistake(
            "all-parameters",
            "This is the cosine for all parameters together. The last layer has the longest gradient and hides what "
            "happens below. Take W[1] alone.",
            _cosines(0.812, 0.857, 0.769, 0.903),
        ),
        Mistake(
            "gradient-of-the-symmetric-network",
            "This compares with the gradient of the network without its feedback. Take the exact gradient of the "
            "same network, with the feedback set.",
            _cosines(0.575, 0.313, 0.414, -0.681),
        ),
        Mistake(
            "strong-one-sided-pull",
            "Part of this error is not that of asymmetry but of a strong one-sided pull. Take the symmetric rule and a "
            "small β.",
            _cosines(0.517, 0.265, 0.449, -0.86),
        ),
        Mistake(
            "relative-error",
            "This is the relative error. Asked for is the cosine of the angle: Σ g h / (‖g‖ ‖h‖).",
            _cosines(0.826, 1.066, 0.921, 2.0),
        ),
        Mistake(
            "degrees",
            "This is an angle in degrees. Asked for is its cosine.",
            _cosines(51.6, 69.3, 58.0, 180.0),
        ),
        Mistake(
            "radians",
            "This is an angle in radians. Asked for is its cosine.",
            _cosines(0.90, 1.209, 1.012, 3.1416),
        ),
        Mistake(
            "per-cent",
            "This is the cosine in per cent. Give the cosine itself, from -1 to 1.",
            _cosines(62.1, 35.4, 53.0, -100.0),
        ),
        Mistake(
            "sum-for-mean",
            "This is the sum over the seeds. Take the mean: divide by their number, 20.",
            _cosines(12.41, 7.08, 10.6, -20.0),
        ),
        Mistake(
            "cosine-squared",
            "This is the mean of the squared cosines. The sign is lost in it, and large ones count more.",
            _cosines(0.394, 0.152, 0.287, None),
        ),
        Mistake(
            "cosine-of-each-unit",
            "This is the mean over the rows of W[1], a cosine for each unit. Take the two matrices as one vector each.",
            _cosines(0.449, 0.232, 0.468, None),
        ),
        Mistake(
            "gradients-averaged-first",
            "The gradients of all networks have been averaged first. Take the cosine for each network, then the mean.",
            _cosines(0.847, 0.596, 0.472, None),
        ),
        Mistake(
            "not-divided-by-the-norms",
            "This is Σ g h, not divided by the two norms.",
            _cosines(0.083, None, None, None),
        ),
        Mistake(
            "biases-for-weights",
            "This is the cosine for the biases b[1]. Asked for is W[1].",
            _cosines(None, 0.394, 0.567, None),
        ),
        Mistake(
            "strong-symmetric-pull",
            "Part of this error is that of a strong pull. Take a small β, 0.001.",
            _cosines(None, None, 0.504, -0.946),
        ),
        Mistake(
            "wrong-sign",
            "The sign is wrong. One of the two has been taken as a step of learning, the other as a gradient.",
            _cosines(-0.621, -0.354, None, None),
        ),
        Mistake(
            "two-hidden-layers-for-one",
            "one_60: this is the number for two hidden layers.",
            _cosines(0.354, None, None, None),
        ),
        Mistake(
            "one-network",
            "This is one network, the one with seed 0. Networks differ: take the mean over the seeds 0 to 19.",
            _cosines(None, 0.484, 0.671, None),
        ),
        Mistake(
            "prediction-not-measurement",
            "This is cos φ or a power of it, a good prediction. Asked for is what you measure.",
            _cosines(0.5, 0.25, 0.5, None),
        ),
        Mistake(
            "one-turn-for-two",
            "two_135 is positive, and three_180 is negative. On the way down the error goes through two, or three, "
            "matrices; each one turns it.",
            _cosines(None, None, -0.53, 1.0),
        ),
        Mistake(
            "depth-does-not-matter",
            "rule: cos φ fits one hidden layer. With two, the error passes two matrices on its way to W[1], and each "
            "of them turns it by φ.",
            lambda: {"rule": "cos φ"},
        ),
        Mistake(
            "one-matrix-too-many",
            "rule: the error starts at the outputs. Down to the first hidden layer it passes W[L] ... W[2], which are "
            "L - 1 matrices.",
            lambda: {"rule": "(cos φ) to the power L"},
        ),
        Mistake(
            "straight-line",
            "rule: a straight line would give one third at 60° whatever the depth, and has no way to come back up at "
            "135°.",
            lambda: {"rule": "1 - φ/90°"},
        ),
        Mistake(
            "beta-cures-asymmetry",
            "beta: try it: β = 0.1, 0.01, 0.001. The error that β makes is not the one that asymmetry makes.",
            lambda: {"beta": "true"},
        ),
        Mistake(
            "settling-blamed",
            "rests: look at .settled of the estimates. These networks do come to rest. What is lost is the energy "
            "whose lowest place it would be.",
            lambda: {"rests": "false"},
        ),
        Mistake(
            "learning-written-off",
            "learns: train one. Set the feedback, run ten epochs with train_epoch, and count the held-out digits.",
            lambda: {"learns": "false"},
        ),
    ),
    hints=(
        "For each seed: make the network, its estimate .gradient(...).W[1] and implicit_gradient(...).W[1].",
        "The cosine of two matrices is (g * h).sum() / (norm of g · norm of h). Then the mean over the twenty seeds.",
        "Print the measured cosines beside cos φ, its square and its cube, and count the matrices on the way down.",
    ),
    insight=(
        "Training with fixed feedback reaches about 95 or 96 % of new digits (medians), though in similar networks "
        "the W¹ estimate starts unrelated to the gradient (lesson 6b, section 4)."
    ),
)
