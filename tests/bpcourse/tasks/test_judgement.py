"""How a part is judged: the truth, a word out of a few, a number in a band; and the finding that it gives."""

from dataclasses import replace

import numpy as np
import pytest

from bpcourse.exercises import EXERCISES
from bpcourse.tasks import Mistake, Part, ValueTask
from bpcourse.tasks.judgement import Band, Word, factor, is_number, look_again, plain, share
from bpcourse.tasks.results import Finding, number
from bpcourse.tasks.words import Diagnosis

BAND = Band(0.9, 1.1, factor(2), look_again("Measure again."), example=", such as 1.0")
COMMON = {"id": "00.0", "title": "", "answer": "x", "difficulty": 1, "minutes": 1, "section": "", "hints": ("", "", "")}
TASK = ValueTask(
    **COMMON,
    truth=lambda: {"size": 1.0, "kind": "cat", "number": 3.0},
    parts=(
        Part("size", 1, judgement=BAND),
        Part(
            "kind", 1, judgement=Word(("cat", "dog", "cow"), otherwise=Diagnosis("another-word", "Look at its ears."))
        ),
        Part("number", 1),
    ),
    mistakes=(Mistake("doubled", "Twice too much.", lambda: {"size": 4.0, "number": 6.0, "kind": "dog"}),),
)


class Given:
    """An answer that was typed in."""

    def __init__(self, **entries):
        self.entries = {"size": 1.0, "kind": "cat", "number": 3.0} | entries

    def value(self):
        """Return it."""
        return self.entries


def mistakes(**entries):
    """Return what is found wrong with the three parts."""
    return [finding.mistake for finding in TASK.examine(Given(**entries), np.random.default_rng(0)).findings]


def test_what_is_right_has_no_mistake():
    assert mistakes() == mistakes(size=0.9, number=3) == mistakes(size=np.float32(1.05)) == ["", "", ""]


@pytest.mark.parametrize(
    ("size", "mistake"),
    [(4.0, "doubled"), (2.1, "doubled"), (7.9, "doubled"), (8.1, "look-again"), (-4.0, "look-again")],
)
def test_a_number_outside_of_its_band_is_compared_with_known_mistakes_up_to_a_spread(size, mistake):
    assert mistakes(size=size) == [mistake, "", ""]


def test_of_several_numbers_that_mistake_is_named_which_explains_most_of_them():
    numbers = {"first": 1.0, "second": 2.0}
    bands = tuple(Part(name, 1, judgement=replace(BAND, low=n - 0.1, high=n + 0.1)) for name, n in numbers.items())
    changed = Mistake("exchanged", "", lambda: {"first": 2.0, "second": 1.0})
    doubled = Mistake("doubled", "", lambda: {"first": 2.0, "second": 4.0})
    task = replace(TASK, parts=bands, truth=lambda: numbers, mistakes=(changed, doubled))
    entries = {"first": 2.01, "second": 3.99}
    found = task.examine(type("Answer", (), {"value": lambda self: entries})(), None)
    assert [finding.mistake for finding in found.findings] == ["doubled", "doubled"]


def test_a_mistake_that_makes_zero_is_zero_only():
    task = replace(TASK, parts=TASK.parts[:1], mistakes=(Mistake("none", "", lambda: {"size": 0}),))
    found = [task.examine(Given(size=size), None).mistake.mistake for size in (0, 0.0, 1e-9)]
    assert found == ["none", "none", "look-again"]


@pytest.mark.parametrize("value", [True, "1", [1.0], np.nan, np.inf, 1j, np.complex128(1), 10**400])
def test_what_is_no_number_is_said(value):
    assert not is_number(value)
    finding = TASK.examine(Given(size=value), np.random.default_rng(0)).findings[0]
    assert (finding.mistake, finding.message) == ("form", "size must be a number, such as 1.0.")


def test_none_in_place_of_a_number_asks_for_a_return():
    finding = TASK.examine(Given(size=None), np.random.default_rng(0)).findings[0]
    assert finding.mistake == "returns-nothing"
    assert finding.message == "size is None. Does it come from a function without a return?"


def test_words_are_those_that_there_are():
    assert mistakes(kind="dog") == ["", "doubled", ""]
    assert mistakes(kind="cow") == ["", "another-word", ""]
    finding = TASK.examine(Given(kind="{name}" * 20), np.random.default_rng(0)).findings[1]
    assert finding.message.startswith('kind is "{name}{name}')
    assert finding.message.endswith('. It must be one of "cat", "dog", "cow".')
    assert len(finding.message) < 100


@pytest.mark.parametrize(
    ("kind", "mistake"), [("Cat", ""), ("c at\n", ""), ("DOG ", "doubled"), (" Cow", "another-word")]
)
def test_capitals_and_spaces_of_a_word_do_not_count(kind, mistake):
    assert mistakes(kind=kind) == ["", mistake, ""]


def test_no_two_words_of_a_part_differ_by_capitals_or_spaces_only():
    parts = [part for exercise in EXERCISES.values() for task in exercise.tasks for part in task.parts]
    choices = [part.judgement.options for part in parts if isinstance(part.judgement, Word)]
    assert choices
    for options in choices:
        assert len({plain(word) for word in options}) == len(options)


def test_every_word_of_an_exercise_is_one_out_of_a_few():
    tasks = [task for exercise in EXERCISES.values() for task in exercise.tasks if isinstance(task, ValueTask)]
    entries = [(task.truth()[part.name], part.judgement) for task in tasks for part in task.parts]
    words = [(right, judgement) for right, judgement in entries if isinstance(right, str)]
    assert words
    for right, judgement in words:
        assert right in judgement.options


def test_spreads_are_factors_or_shares():
    assert factor(4) == (0.25, 4)
    assert share(0.25) == (0.75, 1.25)


def test_a_finding_has_all_points_or_none():
    part = Part("size", 0.5)
    assert Finding.of(part, None) == Finding("size", 0.5, 0.5)
    assert Finding.of(part, Diagnosis("sign", "The sign.")) == Finding("size", 0.0, 0.5, "sign", "The sign.")
    assert [number(points) for points in (2.0, 0.5, 1.25, 0)] == ["2", "0.5", "1.25", "0"]
