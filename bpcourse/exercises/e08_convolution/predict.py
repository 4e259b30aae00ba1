"""Task 08.7: predict, then measure: what a shift by one pixel does to a dense net and to a convolutional one."""

from __future__ import annotations

from bpcourse.tasks import Mistake, Part, ValueTask
from bpcourse.tasks.judgement import Band, Word, share
from bpcourse.tasks.words import Diagnosis

# Medians of 16 splits, then what the 22 splits that were tried reached, in per cent: means of the four shifts.
MEASURED = {
    "dense": 46.0,  # 43 to 47
    "conv": 67.0,  # 61 to 73
    "dense_shifts": 89.0,  # 86 to 92
    "conv_shifts": 95.0,  # 93 to 97
}
OPTIONS = ("convolution", "pooling", "shifts in training")


def _outside(name: str, number: float, band: Band) -> Diagnosis:
    side = "small" if number < band.low else "large"
    return Diagnosis(
        "outside-the-band",
        f"{name} is {number:.3g}, too {side} for chance alone. Are the nets, the rate, the epochs and the four shifts "
        "those of the notebook, and is it the mean over three splits?",
    )


def _per_cent(low: float, high: float) -> Band:
    return Band(low, high, share(0.025), _outside, ", in per cent")


def _all(*numbers: float):
    return lambda: dict(zip(MEASURED, numbers, strict=True))


PREDICT = ValueTask(
    id="08.7",
    title="Predict, then measure: one pixel",
    misconceptions="convolutional nets thought to be invariant to shifts; pooling thought to make them so",
    answer="one_pixel",
    difficulty=2,
    minutes=20,
    section="lesson 8, sections 9 and 10",
    truth=lambda: {**MEASURED, "needs": "shifts in training"},
    parts=(
        Part("dense", 0.5, judgement=_per_cent(41, 51)),
        Part("conv", 0.5, judgement=_per_cent(58, 76)),
        Part("dense_shifts", 0.5, judgement=_per_cent(84.5, 92.9)),
        Part("conv_shifts", 0.5, judgement=_per_cent(92.5, 98)),
        Part(
            "needs",
            0.5,
            judgement=Word(
                OPTIONS,
                otherwise=Diagnosis(
                    "not-what-is-needed",
                    "Look at your four numbers: which nets are over 80 %, and what do these have in common?",
                ),
            ),
        ),
    ),
    mistakes=(
        Mistake(
            "thought-invariant",
            "So much is right without a shift. The net is not invariant: convolution moves its maps along with the "
            "image, and the dense layer at the end reads them place by place. Measure on shifted images.",
            lambda: {"conv": 98.0, "dense": 97.0},
        ),
        Mistake("chance", "10 % is guessing. Measure.", _all(10.0, 10.0, 10.0, 10.0)),
        Mistake(
            "share",
            "This is a share. Give it in per cent.",
            lambda: {name: value / 100 for name, value in MEASURED.items()},
        ),
        Mistake(
            "errors",
            "This is the share of errors. Asked for is what is right.",
            lambda: {name: 100 - value for name, value in MEASURED.items() if name != "dense"},
        ),
        Mistake(
            "difference",
            "This is by how much the accuracy falls. Asked for is what is left.",
            lambda: {"dense": 52.0, "conv": 31.0},
        ),
        Mistake(
            "nets-exchanged",
            "This looks like the other net: dense and conv have changed places.",
            lambda: {"dense": MEASURED["conv"], "conv": MEASURED["dense"]},
        ),
        Mistake(
            "two-pixels",
            "This is about what is left after two pixels. Asked for is one.",
            _all(13.8, 28.0, 31.6, 51.0),
        ),
        Mistake(
            "diagonal",
            "This is about what is left if the images move down and to the right at once. Asked for are the four "
            "shifts by one pixel, down, up, right, left.",
            _all(17.0, 40.5, 53.0, 84.6),
        ),
        Mistake(
            "around-a-ring",
            "This is about what np.roll gives: what leaves on one side comes in on the other. Zeros come in, as with "
            "shifted(X, down, right).",
            lambda: {"dense_shifts": 81.0, "conv_shifts": 87.4},
        ),
        Mistake(
            "as-in-the-lesson",
            "This is about what the lesson measured. There an image is shown at one place in each of 12 epochs; here "
            "the nets learn from the images and all their four shifts for 4 epochs. (If you have measured it here: "
            "zeros come in, as with shifted, not the other side, as with np.roll.)",
            lambda: {"dense_shifts": 82.4},
        ),
        Mistake(
            "shifts-not-learnt",
            "This is the net that has not seen shifts in training. Learn from the images and their four shifts.",
            lambda: {"dense_shifts": MEASURED["dense"], "conv_shifts": MEASURED["conv"]},
        ),
        Mistake(
            "not-shifted",
            "This is about its accuracy on images that were not shifted. Measure on the four shifts.",
            lambda: {"dense_shifts": 94.5, "conv_shifts": 99.5},
        ),
        Mistake(
            "rate-too-small",
            "This is about what a rate of 0.001 gives: the net has not learnt to the end. Take the rate of the "
            "notebook.",
            lambda: {"dense_shifts": 74.0},
        ),
        Mistake(
            "counted",
            "This is the number of images. Divide by the number of test images, and give it in per cent.",
            lambda: {name: round(3.59 * value) for name, value in MEASURED.items()},
        ),
        Mistake(
            "convolution-thought-enough",
            "The convolutional net has convolutions, and without shifts in training it loses a third. It moves its "
            "maps along with the image; what comes after them must learn that.",
            lambda: {"needs": "convolution"},
        ),
        Mistake(
            "pooling-thought-enough",
            "The convolutional net has two poolings, and without shifts in training it loses a third. Pooling is "
            "equivariant for shifts by its stride; after one pixel its output is another one.",
            lambda: {"needs": "pooling"},
        ),
    ),
    hints=(
        "Write down your four guesses first. Then: shifted(X, down, right) moves all images; model.accuracy(X, Y) is "
        "a share.",
        "To learn with shifts: np.concatenate of the images and their four shifts, the labels five times, and a fifth "
        "of the epochs.",
        "Three splits, each with both nets, with and without shifts in training; of each the mean over the four "
        "shifts, then the mean over the splits, times 100.",
    ),
    insight="Convolution is equivariant: its maps move with the image. The dense layer at the end reads them place by "
    "place, and must have seen them moved.",
)
