"""Task 07.7: find the fault of a program that can only be called."""

from __future__ import annotations

from bpcourse.exercises.e07_deep_networks.faulty_programs import VERDICTS, dead_or_no_skip, programs
from bpcourse.exercises.e07_deep_networks.flawed_diagnoses import LIMITS_AND_TWO, MISTAKES, probed
from bpcourse.tasks import Part, VerdictTask

FIND_FAULT = VerdictTask(
    id="07.7",
    title="Find the fault",
    misconceptions="looking at outputs only; dropout taken for batch statistics; limits that chance oversteps",
    answer="find_fault",
    difficulty=4,
    minutes=30,
    section="lesson 7b, section 4",
    verdicts=VERDICTS,
    false_alarm='Your test says "{said}" about a program that is right. Do its limits allow for chance?',
    missed="Your test finds nothing wrong with a program that has a fault. Which fault would "
    "none of its experiments show?",
    wrong='A fault is found, but it is not "{said}". Which other fault looks like this, and which experiment tells '
    "them apart?",
    wrong_id="wrong-fault",
    shown=lambda source, inputs: (source.function(), inputs),
    parts=(
        Part("weights", 0.5, programs("weights too small", "weights too large", "none")),
        Part(
            "dead units, a missing skip",
            0.75,
            dead_or_no_skip,
        ),
        Part(
            "normalisation",
            1.0,
            programs("wrong axis", "averages never updated", "batch statistics in test", "none"),
        ),
        Part("dropout, and no false alarms", 0.75, programs("dropout in test", "none", "none", "none")),
    ),
    mistakes=MISTAKES,
    several=LIMITS_AND_TWO,
    probed=probed,
    hints=(
        "For each fault: what would one see of it, and what else looks like it? Begin with those that an "
        "experiment tells exactly.",
        "Two calls; an example alone and in company, in test and in training; training against test. Look at A[9], "
        "below the dropout.",
        "For the rest, numbers with limits: the factor of the rms from A[0] to A[8], the share of units never active, "
        "the cosine of A[l] and A[l-1] in each block.",
    ),
    insight="A cost that falls slowly has many causes. Each has an experiment that shows this one and no other; plan "
    "it before you look.",
)
