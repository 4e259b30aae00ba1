"""Diagnoses of a program that have a flaw, and what they make of the planted faults (task 07.7).

A diagnosis is a row of questions about what was measured, and the first that is answered with yes gives the verdict.
A flaw leaves a question out, asks it of the wrong numbers, or draws the wrong limit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import combinations
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from bpcourse.exercises.e07_deep_networks.faulty_programs import FAULTS, program
from bpcourse.tasks import Mistake
from bpcourse.tasks.verdicts import SOUND
from bpcourse.tasks.words import Diagnosis, in_words

Array = np.ndarray


class Evidence(NamedTuple):
    """What experiments show of a program.

    ``calls`` is how far two calls in test mode are apart, ``companions`` how far an example moves with the others in
    test mode, ``dependence`` the same in training, ``gap`` how far training and test are apart, all for the normalised
    layer or the outputs, relative to their size.  ``dead`` is the share of units never active, for layers 1 to 8,
    ``factors`` the factor of the rms, and ``skips`` the cosine of the states before and after each block.
    """

    calls: float
    companions: float
    dependence: float
    gap: float
    dead: tuple[float, ...]
    factors: tuple[float, ...]
    skips: tuple[float, ...]

    @property
    def factor(self) -> float:
        """Return the geometric mean of the factors."""
        return float(np.exp(np.mean(np.log(self.factors))))


def _rms(a: Array) -> float:
    return float(np.sqrt((a**2).mean()))


def _apart(a: Array, b: Array) -> float:
    return _rms(a - b) / _rms(b)


@lru_cache(maxsize=256)
def evidence(net: Callable, inputs: int, examples: int = 100) -> Evidence:
    """Return what the experiments show of a program."""
    rng = np.random.default_rng(11)
    X = rng.normal(size=(examples, inputs))
    half = examples // 2
    others = np.concatenate([X[:half], 3 * X[half:]])
    A, again, trained = net(X), net(X), net(X, True)
    return Evidence(
        _apart(again[-1], A[-1]),
        _apart(net(X[:7])[9], A[9][:7]),
        _apart(net(others, True)[9][:half], trained[9][:half]),
        _apart(A[9], trained[9]),
        tuple(float((A[l] <= 0).all(axis=0).mean()) for l in range(1, 9)),
        tuple(_rms(A[l]) / _rms(A[l - 1]) for l in range(1, 9)),
        tuple(
            float((A[l] * A[l - 1]).sum() / np.sqrt((A[l] ** 2).sum() * (A[l - 1] ** 2).sum())) for l in (10, 11, 12)
        ),
    )


# --- the questions, in the order in which they are asked

Question = Callable[[Evidence], bool]
QUESTIONS: dict[str, Question] = {
    "dropout in test": lambda seen: seen.calls > 1e-6,
    "batch statistics in test": lambda seen: seen.companions > 1e-6,
    "wrong axis": lambda seen: seen.dependence < 1e-6,
    "averages never updated": lambda seen: seen.gap > 0.5,
    "dead units": lambda seen: max(seen.dead) > 0.5,
    "skip missing": lambda seen: min(seen.skips) < 0.4,
    "weights too small": lambda seen: seen.factor < 0.8,
    "weights too large": lambda seen: seen.factor > 1.2,
}


def concluded(seen: Evidence, questions: dict[str, Question] = QUESTIONS) -> str:
    """Return the first fault whose question is answered with yes."""
    return next((fault for fault, question in questions.items() if question(seen)), SOUND)


def _never(_seen: Evidence) -> bool:
    return False


NOTHING: Mapping = MappingProxyType({})


class Flaw(NamedTuple):
    """A flaw: its id, what to tell the learner, questions that stand in place of others, and faults called by a name.

    ``names`` turns a right verdict into another one.
    """

    id: str
    words: str
    questions: Mapping[str, Question] = NOTHING
    names: Mapping[str, str] = NOTHING


EXPERIMENTS = {
    "weights too small": "Compare the rms of A[8] with that of A[0], eight layers below: with He's weights the factor "
    "of a layer is near 1, in a net as narrow as this between 0.9 and 1.1.",
    "weights too large": "Compare the rms of A[8] with that of A[0], eight layers below: with He's weights the factor "
    "of a layer is near 1, in a net as narrow as this between 0.9 and 1.1.",
    "dead units": "Count in A[1] to A[8], layer by layer, the units that are 0 for all of a hundred examples or more. "
    "In one of the layers it may be more than half of them; a mean over the layers hides that.",
    "wrong axis": "In training an example must feel the others: change half of the rows and look whether A[9] of the "
    "other half moves. (The outputs move anyway: dropout.)",
    "averages never updated": "Compare A[9] in training and in test, for many examples: they are near each other, if "
    "the running averages have followed.",
    "batch statistics in test": "In test an example must not feel the others: give seven rows alone, and among many.",
    "skip missing": "With a way around the block, A[l] still resembles A[l-1]: take the cosine of the two, for each of "
    "the three blocks.",
    "dropout in test": "Call it twice in test mode with the same inputs: the outputs must be the same.",
}


def _unseen(*faults: str) -> dict[str, Question]:
    return dict.fromkeys(faults, _never)


UNSEEN = tuple(
    Flaw(f"{fault.replace(' ', '-')}-unseen", f"Your test does not see {fault!r}. {EXPERIMENTS[fault]}", _unseen(fault))
    for fault in FAULTS
)
SCALES_UNSEEN = Flaw(
    "weights-unseen",
    "Your test sees weights neither too small nor too large. The layer with batch normalisation makes every size 1 "
    "again, so look below it: the rms of A[8] against that of A[0].",
    _unseen("weights too small", "weights too large"),
)
LIMITS = tuple(
    Flaw(
        "limits-too-narrow",
        "Your limits for the factor of a layer are too narrow: with 80 units chance alone takes it to 0.9 or 1.1. "
        "Weights that are wrong give 0.7 and less, or 1.3 and more.",
        {
            "weights too small": lambda seen, share=share: seen.factor < 1 - share,
            "weights too large": lambda seen, share=share: seen.factor > 1 + share,
        },
    )
    for share in (0.001, 0.01, 0.02, 0.03, 0.04, 0.05)
)
COMPARED_EXACTLY = (
    "Your test says that the averages were never updated wherever training and test differ at all. They always "
    "do: one has the statistics of the batch, and in the outputs dropout. Compare A[9], and allow for a share."
)
OTHER_ORDER = Flaw("training-and-test-compared-exactly", COMPARED_EXACTLY, names={SOUND: "averages never updated"})
FLAWS = (
    Flaw(
        "never-finds",
        "Your test calls every program right. Try it on one with a fault that you planted.",
        _unseen(*FAULTS),
    ),
    *(
        Flaw(
            f"always-{fault.replace(' ', '-')}",
            f"Your test says {fault!r} whatever it is shown.",
            {},
            dict.fromkeys((*FAULTS, SOUND), fault),
        )
        for fault in FAULTS
    ),
    *UNSEEN,
    SCALES_UNSEEN,
    Flaw(
        "outputs-only",
        "Your test looks at the outputs only. Dead units and a missing skip show inside: A[1] to A[8] for the first, "
        "A[9] to A[12] for the second.",
        _unseen("dead units", "skip missing"),
    ),
    Flaw(
        "outputs-only-no-sizes",
        "Your test looks at the outputs only. Sizes, dead units and a missing skip show inside: A[1] to A[8] for the "
        "first two, A[9] to A[12] for the third.",
        _unseen("dead units", "skip missing", "weights too small", "weights too large"),
    ),
    Flaw(
        "test-mode-only",
        "Your test never calls the program in training. Two faults show only there, or in the difference: the wrong "
        "axis, and averages that were never updated.",
        _unseen("wrong axis", "averages never updated"),
    ),
    Flaw(
        "training-mode-only",
        "Your test never calls the program in test mode. Three faults show only there, or in the difference.",
        _unseen("dropout in test", "batch statistics in test", "averages never updated"),
    ),
    Flaw(
        "always-the-same-companions",
        "Your test never changes the other examples. Whether an example feels its companions tells two faults: in "
        "test it must not (batch statistics), in training it must (axis).",
        _unseen("batch statistics in test", "wrong axis"),
    ),
    Flaw(
        "normalisation-unseen",
        "Your test sees none of the three faults of the normalised layer. Ask A[9]: does an example feel its "
        "companions in test, and in training? Are training and test near each other?",
        _unseen("batch statistics in test", "wrong axis", "averages never updated"),
    ),
    Flaw(
        "dropout-taken-for-the-batch",
        "Your test takes dropout for batch statistics: with dropout on, two calls differ whatever the companions are. "
        "Call it twice with the same inputs first, or look at A[9], below the dropout.",
        names={"dropout in test": "batch statistics in test"},
    ),
    Flaw(
        "zeros-taken-for-dead-units",
        "Your test finds dead units where there are none. In a ReLU net half of all entries are 0; dead is a unit that "
        "is 0 for every one of many examples.",
        {"dead units": lambda seen: True},
        {"skip missing": "dead units", "weights too small": "dead units", "weights too large": "dead units"},
    ),
    Flaw(
        "skip-taken-for-small-weights",
        "Your test takes a missing skip for small weights: without the way around, sizes fall too. Weights that are "
        "too small show below A[8]; for the skips compare A[l] with A[l-1].",
        names={"skip missing": "weights too small"},
    ),
    Flaw(
        "training-and-test-compared-exactly",
        COMPARED_EXACTLY,
        names={
            name: "averages never updated"
            for name in (SOUND, "dead units", "skip missing", "weights too small", "weights too large")
        },
    ),
    Flaw(
        "wrong-axis-for-all",
        "Your test finds the wrong axis where there is none. An example feels its companions in training only.",
        {"wrong axis": lambda seen: True},
    ),
    Flaw(
        "first-layer-only",
        "Dead units are looked for in the first layer only. They may be in a later one.",
        {"dead units": lambda seen: seen.dead[0] > 0.5},
    ),
    Flaw(
        "first-block-only",
        "Only the first block is looked at. The skip may be missing in any of the three.",
        {"skip missing": lambda seen: seen.skips[0] < 0.4},
    ),
    Flaw(
        "last-block-only",
        "Only the last block is looked at. The skip may be missing in any of the three.",
        {"skip missing": lambda seen: seen.skips[2] < 0.4},
    ),
    LIMITS[0],
    Flaw(
        "small-and-large-exchanged",
        "Too small and too large have changed places.",
        names={"weights too small": "weights too large", "weights too large": "weights too small"},
    ),
    Flaw(
        "axis-and-averages-exchanged",
        "The wrong axis and averages that were never updated have changed places.",
        names={"wrong axis": "averages never updated", "averages never updated": "wrong axis"},
    ),
    Flaw(
        "axis-and-batch-exchanged",
        "The wrong axis and batch statistics in test have changed places: in training an example must feel its "
        "companions, in test it must not.",
        names={"wrong axis": "batch statistics in test", "batch statistics in test": "wrong axis"},
    ),
    Flaw(
        "averages-taken-for-the-batch",
        "Averages that were never updated are called batch statistics. With those an example would feel its companions "
        "in test.",
        names={"averages never updated": "batch statistics in test"},
    ),
    Flaw(
        "batch-taken-for-the-axis",
        "Batch statistics in test are called the wrong axis.",
        names={"batch statistics in test": "wrong axis"},
    ),
)


def _verdict(*flaws: Flaw) -> Callable[[Callable, int], str]:
    """Return what a diagnosis with these flaws says."""
    questions, names = dict(QUESTIONS), {}
    for flaw in flaws:
        questions |= flaw.questions
        names |= flaw.names

    def said(net: Callable, inputs: int) -> str:
        found = concluded(evidence(net, inputs), questions)
        return names.get(found, found)

    return said


MISTAKES = tuple(Mistake(flaw.id, flaw.words, _verdict(flaw)) for flaw in FLAWS)
SINGLE = tuple({flaw.id: flaw for flaw in FLAWS if not flaw.id.startswith(("always", "never"))}.values())
LIMITS_AND_TWO = (
    *(Mistake(flaw.id, flaw.words, _verdict(flaw)) for flaw in (*LIMITS[1:], OTHER_ORDER)),
    *(Mistake(f"{a.id} + {b.id}", in_words([a.words, b.words]), _verdict(a, b)) for a, b in combinations(SINGLE, 2)),
)

# --- asking the test about programs of our own

SEEDS = (1, 2, 3)


def probed(ask: Callable) -> Diagnosis | None:
    """Return the first fault that a test never recognises, or None."""
    for fault in (SOUND, *FAULTS):
        said = [ask(*program(np.random.default_rng(seed), fault)[0]) for seed in SEEDS]
        if fault == SOUND and any(one != SOUND for one in said):
            return None  # it cries at what is right: the rest would tell nothing
        if fault not in said:
            words = f"Your test does not recognise {fault!r}: it says {said[0]!r}. {EXPERIMENTS[fault]}"
            return Diagnosis(f"{fault.replace(' ', '-')}-not-recognised", words)
    return None
