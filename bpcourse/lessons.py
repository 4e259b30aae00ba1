"""The lessons of the course: names, minutes, what builds on what, where each stands on the map, what follows it.

This is the one source: ``tools/tables.py`` makes the tables of README.md and of lesson 0 from it, and the links at the
ends of the notebooks; ``bpcourse.course_map`` draws the map.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple


class Lesson(NamedTuple):
    """One notebook of ``lessons/``.

    ``place`` is its column and row on the map: what leads on stands to the right, further parts and ways aside below.
    ``builds_on`` holds the numbers of the lessons that a learner should have seen before.  ``afterwards`` completes
    "afterwards you can ...", ``announced`` completes what the lesson before says of it: "lesson 2 ...".
    ``core`` holds the sections for a first reading of a long lesson, "" for all of it.
    A lesson that is too long for one sitting has parts, 05a, 05b, ..., which share the exercise 05.
    """

    name: str
    title: str
    minutes: int
    place: tuple[int, int]
    builds_on: tuple[str, ...]
    afterwards: str
    announced: str
    core: str = ""

    @property
    def number(self) -> str:
        """Return the number with its part, as in the name of the file: "05a"."""
        return self.name.partition("_")[0]

    @property
    def label(self) -> str:
        """Return the number as a learner reads it: "5a"; lesson 00 is "0"."""
        return self.number.removeprefix("0")


LESSONS = (
    Lesson(
        "00_start_here",
        "Start here",
        minutes=15,
        place=(0, 0),
        builds_on=(),
        afterwards="find your way, read the notation, and know that your installation is in order",
        announced="is where the course starts",
    ),
    Lesson(
        "01a_history_before_1986",
        "History before 1986",
        minutes=70,
        place=(2, 1),
        builds_on=("03",),
        afterwards="say who contributed what before 1986, let a perceptron learn, steer by a backward loop, "
        "and predict a rounding error",
        announced="asks who contributed what before 1986, and runs some of it again",
    ),
    Lesson(
        "01b_history_from_1986",
        "History from 1986 on",
        minutes=80,
        place=(2, 2),
        builds_on=("01a",),
        afterwards="re-run experiments of 1986, and read an old experiment critically",
        announced="runs the experiments of 1986",
    ),
    Lesson(
        "02_chain_rule",
        "The chain rule",
        minutes=90,
        place=(1, 0),
        builds_on=("00",),
        afterwards="differentiate an expression over its graph, build an engine that does it, "
        "and check a gradient by measurement",
        announced="takes the chain rule apart",
        core="1 to 6, 8 and 9",
    ),
    Lesson(
        "03_delta_equations",
        "The δ equations",
        minutes=90,
        place=(2, 0),
        builds_on=("02",),
        afterwards="derive backpropagation, work a network by hand, and test whether a gradient is right",
        announced="makes the chain rule a theory of one number for each unit, δ",
        core="1 to 9",
    ),
    Lesson(
        "04_full_implementation",
        "A full implementation",
        minutes=90,
        place=(3, 0),
        builds_on=("03",),
        afterwards="build and train a network from nothing but NumPy, and find out why one does not learn",
        announced="builds the whole thing and trains it on real data",
        core="1 to 6, 8, 9 and 16",
    ),
    Lesson(
        "05a_steps_in_a_bowl",
        "Steps in a bowl",
        minutes=80,
        place=(4, 0),
        builds_on=("04",),
        afterwards="derive momentum and the largest stable rate, and say how large a minibatch should be",
        announced="asks what to do with a gradient once one has it",
        core="1 and 2",
    ),
    Lesson(
        "05b_scales_signs_curvature",
        "Scales, signs, curvature",
        minutes=60,
        place=(4, 1),
        builds_on=("05a",),
        afterwards="write Adam, say what a scale for each weight cannot do, "
        "and when a second-order step is worth its price",
        announced="gives each weight a step of its own",
        core="1 and 4",
    ),
    Lesson(
        "05c_comparing_and_choosing",
        "Comparing and choosing",
        minutes=80,
        place=(4, 2),
        builds_on=("05b",),
        afterwards="compare optimisers without fooling yourself, put popular claims on trial, and find a learning rate",
        announced="lets most of the rules compete, and says how to choose a learning rate",
        core="3 and 5",
    ),
    Lesson(
        "06a_two_resting_places",
        "Two resting places",
        minutes=80,
        place=(5, 1),
        builds_on=("05a",),
        afterwards="get the gradient from two settled states, and say why that works",
        announced="asks whether one can get the gradient without a backward pass",
        core="2, 4 to 6 and 8",
    ),
    Lesson(
        "06b_when_it_works",
        "When it works",
        minutes=85,
        place=(5, 2),
        builds_on=("06a",),
        afterwards="train without a backward pass, and say when that works, when not, and what it costs",
        announced="takes the three assumptions away, one by one",
        core="1, 2 and 7",
    ),
    Lesson(
        "07a_factor_of_a_layer",
        "The factor of a layer",
        minutes=90,
        place=(5, 0),
        builds_on=("05a",),
        afterwards="predict how fast δ vanishes or explodes with depth, derive initial weights for any activation, "
        "and say how far its usual explanations hold",
        announced="asks why gradients vanish and explode in deep networks",
        core="1 to 5",
    ),
    Lesson(
        "07b_normalise_skip_drop",
        "Normalise, skip, drop",
        minutes=90,
        place=(6, 0),
        builds_on=("07a",),
        afterwards="derive batch normalisation backwards, build residual networks, "
        "and say what each remedy does to the gradient",
        announced="tries what was done about it: norms, skips, noise",
        core="1 to 5",
    ),
    Lesson(
        "08_convolution",
        "Convolution",
        minutes=90,
        place=(6, 1),
        builds_on=("07a",),
        afterwards="derive the way back of a convolution, say where each shared weight collects its gradient, "
        "and measure what convolution buys",
        announced="asks what it means to share a weight",
        core="1 to 5",
    ),
    Lesson(
        "09a_through_time",
        "Through time",
        minutes=80,
        place=(6, 2),
        builds_on=("08",),
        afterwards="derive backpropagation through time, say what its truncation still learns, "
        "and measure how a gradient fares through time",
        announced="unrolls a network in time",
        core="1 to 5",
    ),
    Lesson(
        "09b_gates",
        "Gates",
        minutes=90,
        place=(6, 3),
        builds_on=("09a",),
        afterwards="derive an LSTM's way back, and say what gates change and what they do not",
        announced="looks into LSTM and GRU, and puts the popular claims on trial",
        core="1 to 5",
    ),
    Lesson(
        "10a_attention",
        "Attention",
        minutes=85,
        place=(7, 1),
        builds_on=("07b", "09a"),
        afterwards="derive attention's way back from one query to a block, say why it is scaled and masked as it is, "
        "and measure where its gradient goes",
        announced="lets every position look at every other",
        core="1 to 5",
    ),
    Lesson(
        "10b_small_transformers",
        "Small Transformers",
        minutes=70,
        place=(7, 2),
        builds_on=("10a",),
        afterwards="train a small Transformer, read its heads, test by interventions what they do, "
        "and say which wrong gradients it hides",
        announced="trains small Transformers, reads their heads, and puts the popular claims on trial",
        core="1 to 4",
    ),
    Lesson(
        "11a_goals_without_labels",
        "Goals without labels",
        minutes=85,
        place=(7, 0),
        builds_on=("07b",),
        afterwards="read a goal as a seed at the top, train an autoencoder, a VAE, a GAN and a diffusion model "
        "by one backward pass, and say what each of them has really learnt",
        announced="asks what else one backward pass can be made to want",
        core="1 to 5",
    ),
    Lesson(
        "11b_rewards_and_teachers",
        "Rewards and teachers",
        minutes=80,
        place=(8, 0),
        builds_on=("11a",),
        afterwards="learn from reward, from a teacher and through an optimiser, attack a network by the gradient "
        "of its input, and say what forgetting is due to",
        announced="goes on to rewards, forgetting, attacks and teachers",
        core="1 to 4",
    ),
    Lesson(
        "12_claims_on_trial",
        "Claims on trial",
        minutes=70,
        place=(8, 1),
        builds_on=("11b",),
        afterwards="turn a sentence into an experiment that could refute it, say what its verdict covers, "
        "and judge what others claim",
        announced="puts claims about backpropagation on trial, our own among them",
        core="1 to 4",
    ),
)


class Page(NamedTuple):
    """A notebook of ``lessons/`` to look things up in."""

    name: str
    title: str


PAGES = (Page("notation", "Notation"), Page("index", "Index"))

# The order in which to read: the main road, and the way round by history.
ROADS = (
    (
        *("00", "02", "03", "04", "05a", "05b", "05c", "06a", "06b", "07a", "07b"),
        *("08", "09a", "09b", "10a", "10b", "11a", "11b", "12"),
    ),
    ("03", "01a", "01b", "04"),
)
BEGINNERS = ("00", "02", "03", "04")  # the heart: whoever is new reads these first
_BY_NUMBER = {lesson.number: lesson for lesson in LESSONS}


def following(number: str) -> list[Lesson]:
    """Return the lessons that may be read next, that of the main road first; none after the last."""
    steps = [step for road in ROADS for step in pairwise(road)]
    return [_BY_NUMBER[after] for before, after in steps if before == number]


def preceding(number: str) -> list[Lesson]:
    """Return the lessons that a road comes from, that of the main road first; none before the first."""
    steps = [step for road in ROADS for step in pairwise(road)]
    return [_BY_NUMBER[before] for before, after in steps if after == number]
