"""Drills: fresh numbers in which no two mistakes look alike, mistakes named, nothing recorded, never a traceback."""

import importlib.util
import re
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from everything import EVERYTHING, seeds
from places import is_there

from bpcourse import drill
from bpcourse.drills.kinds import KINDS
from bpcourse.drills.question import drawn, judged, told_apart
from bpcourse.sandboxed.answers import LocalAnswer
from bpcourse.sections import places
from bpcourse.tasks import slips

BY_NAME = {kind.name: kind for kind in KINDS}
LEVELS = {f"{kind.name} {i}": draw for kind in KINDS for i, draw in enumerate(kind.levels, 1)}


@pytest.fixture(autouse=True)
def none_runs(monkeypatch):
    """Begin each test without a running drill."""
    monkeypatch.setattr(drill, "running", None)


def mistakes(question):
    """Return every slip that is known for a question, as a mistake that makes an answer."""
    return slips.single(question.task.truth, question.task.sites)


def right(running):
    """Return the right answer to the present question, as it is typed."""
    values = running.question.task.truth().values()
    return [eval(value) if isinstance(value, str) else value for value in values]


# --- the numbers


@pytest.mark.parametrize("kind", KINDS, ids=BY_NAME)
def test_every_slip_is_told_from_the_right_answer_and_named(kind):
    for seed in seeds(200, 600):
        question = drawn(kind.levels[seed % len(kind.levels)], np.random.default_rng(seed))
        assert question.task.examine(LocalAnswer(question.task.truth()), None).mistake is None
        known = mistakes(question)
        for mistake in known if EVERYTHING else known[seed // 3 % 3 :: 3]:
            found = question.task.examine(LocalAnswer(mistake.make()), None).mistake
            assert found, f"{mistake.id} is right in: {question.words}"
            assert found.mistake == mistake.id, f"{mistake.id} in: {question.words}"


@pytest.mark.parametrize("draw", LEVELS.values(), ids=LEVELS)
def test_each_level_knows_mistakes_and_finds_its_numbers_quickly(draw):
    tried = []

    def counted(rng):
        tried.append(draw(rng))
        return tried[-1]

    counted.__name__ = "counted"
    for seed in range(50):
        assert len(mistakes(drawn(counted, np.random.default_rng(seed)))) >= 3
    assert len(tried) < 500


@pytest.mark.parametrize("draw", LEVELS.values(), ids=LEVELS)
def test_the_numbers_are_short_and_the_way_ends_at_the_answer(draw):
    for seed in seeds(50, 200):
        question = drawn(draw, np.random.default_rng(seed))
        assert not re.search(r"\de[-+]|-0\b(?!\.)|99999|00000", question.words + question.way)
        for value in question.task.truth().values():
            if isinstance(value, str):
                assert question.way.endswith(f"Here: {value}.")
                continue
            assert 0.001 <= abs(value) <= 300
            assert float(f"{value:.6g}") == pytest.approx(value, rel=1e-12)
            shown = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", question.way.replace("- ", ""))]
            assert min(abs(number - value) for number in shown) <= 1e-3 * abs(value)


@pytest.mark.parametrize("draw", LEVELS.values(), ids=LEVELS)
def test_the_form_that_is_shown_can_be_read_and_is_not_the_answer(draw):
    for seed in seeds(50, 200):
        question = drawn(draw, np.random.default_rng(seed))
        typed = eval(f"({question.form},)")
        entries = question.read(typed, list(question.task.truth()))
        assert all(f.mistake for f in question.task.examine(LocalAnswer(entries), None).findings)


@pytest.mark.parametrize("draw", LEVELS.values(), ids=LEVELS)
def test_a_question_sends_its_reader_to_a_section_that_is_there(draw):
    found = places(draw(np.random.default_rng(0)).task.section)
    assert found
    assert all(is_there(*place) for place in found)


def test_numbers_in_which_mistakes_look_alike_are_drawn_again():
    one_path = BY_NAME["chain rule"].levels[0]
    questions = [one_path(np.random.default_rng(seed)) for seed in range(50)]
    alike = [question for question in questions if not told_apart(question.task)]
    assert 5 < len(alike) < 45
    for question in alike:
        made = sorted(answer["dy/dx"] for answer in (question.task.truth(), *(m.make() for m in mistakes(question))))
        assert min(b - a - 0.01 * max(abs(a), abs(b)) for a, b in pairwise(made)) <= 0


def test_a_question_that_is_always_degenerate_is_no_endless_loop():
    def always(_rng):
        question = drawn(BY_NAME["counting"].levels[0], np.random.default_rng(0))
        twice = (question.task.sites[0], question.task.sites[0])
        return question._replace(task=judged(question.task.truth, twice, "lesson 4, section 1"))

    with pytest.raises(RuntimeError, match="two mistakes look alike"):
        drawn(always, np.random.default_rng(0))


# --- a learner at work


def test_without_a_name_the_kinds_are_listed():
    text = str(drill())
    assert all(f'drill("{name}")' in text for name in BY_NAME)
    assert 'drill("chain rule") to begin' in repr(drill)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("chain rule", "chain rule"),
        ("Chain", "chain rule"),
        ("δ", "delta by hand"),
        ("optimiser steps", "optimizer steps"),
    ],
)
def test_a_kind_is_found_as_people_write_it(typed, name):
    assert drill(typed).kind is BY_NAME[name]


def test_right_answers_are_counted_in_a_row_and_it_gets_harder():
    running = drill("chain rule", seed=1)
    for number in range(1, 8):
        card = drill.answer(*right(running))
        assert str(card).splitlines()[0] == f"Right. {number} in a row."
        level = 1 + min(number // 3, 2)
        assert f"question {number + 1}, level {level} of 3: {running.question.words}" in str(card)


def test_a_mistake_makes_it_no_easier():
    running = drill("chain rule", seed=1)
    for _ in range(3):
        drill.answer(*right(running))
    drill.answer(*mistakes(running.question)[0].make().values())
    assert running.level == 2


def test_a_wrong_answer_is_named_the_question_stays_and_the_row_begins_anew():
    running = drill("chain rule", seed=1)
    drill.answer(*right(running))
    question = running.question
    card = drill.answer(*mistakes(question)[0].make().values())
    assert str(card).startswith("Not right yet.\nThe slope du/dx is missing")
    assert question.words in str(card)
    assert running.question is question
    assert str(drill.answer(*right(running))).startswith("Right. 1 in a row.")


def test_the_solution_shows_the_way_and_goes_on():
    running = drill("delta by hand", seed=1)
    drill.answer(*right(running))
    question = running.question
    text = str(drill.solution())
    assert question.way in text
    assert question.task.section in text
    assert "question 3" in text
    assert running.question is not question
    assert running.in_a_row == 0


def test_a_seed_brings_the_same_questions_again_and_without_one_they_are_fresh():
    def words(seed=None):
        running = drill("counting", seed=seed)
        return [(running.question.words, drill.answer(*right(running)))[0] for _ in range(6)]

    assert words(5) == words(5) != words(6)
    assert words() != words()


def test_the_answer_goes_to_the_drill_that_was_started_last_or_to_the_one_that_is_named():
    first, second = drill("chain rule", seed=1), drill("counting", seed=1)
    assert str(drill.answer(*right(second))).startswith("Right.")
    assert str(first.answer(*right(first))).startswith("Right.")
    assert (first.right, second.right) == (1, 1)


def test_a_shape_may_be_typed_in_several_ways():
    running = drill("shapes", seed=0)
    for form in (
        lambda shape: (shape,),
        lambda shape: (list(shape),),
        lambda shape: shape,
        lambda shape: (np.array(shape),),
        lambda shape: (np.array([shape]),),
    ):
        assert str(drill.answer(*form(right(running)[0]))).startswith("Right.")


@pytest.mark.parametrize(
    "form", [Fraction, np.float32, np.float64, lambda x: np.array([x]), lambda x: [x], lambda x: {"x": x}]
)
def test_a_number_may_be_of_any_kind(form):
    running = drill("delta by hand", seed=0)
    assert str(drill.answer(form(right(running)[0]))).startswith("Right.")


def test_two_numbers_may_be_typed_in_several_ways():
    running = drill("chain rule", seed=0)
    for _ in range(6):
        drill.answer(*right(running))
    for form in (lambda both: both, lambda both: [both], lambda both: [tuple(both)], lambda both: [np.array(both)]):
        assert str(drill.answer(*form(right(running)))).startswith("Right.")


def test_four_digits_are_enough_and_two_are_said_to_be_few():
    running = drill("delta by hand", seed=0)
    value = next(
        v for v in iter(lambda: drill.solution() and right(running)[0], None) if float(f"{v:.2g}") != round(v, 9)
    )
    assert "Give more." in str(drill.answer(float(f"{value:.2g}"))) or "In BP1" in str(
        drill.answer(float(f"{value:.2g}"))
    )
    assert str(drill.answer(float(f"{value:.4g}"))).startswith("Right.")


# --- wrong input


class Nasty:
    def __array__(self, *_):
        raise RuntimeError("no")

    def __float__(self):
        raise RuntimeError("no")


class LooksLikeANumber(float):
    def __float__(self):
        raise OSError


GIVEN = {
    "what only looks like a number": (LooksLikeANumber(1),),
    "nothing": (),
    "None": (None,),
    "the marker": (...,),
    "text": ("30",),
    "text of another kind": (np.array(["30"]),),
    "too many": (1, 2.5, 3),  # of shapes: no whole number
    "a list of too many": ([1, 2, -3],),
    "an empty list": ([],),
    "a nested list": ([[1, 2], [3]],),
    "a bool": (True,),
    "a complex number": (1j,),
    "nan": (float("nan"),),
    "infinite": (np.inf,),
    "too large for a float": (10**400,),
    "a function": (print,),
    "a set": ({1},),
    "a decimal": (Decimal(1),),
    "a generator": ((x for x in (1,)),),
    "a type without manners": (Nasty(),),
    "an array without an entry": (np.zeros(0),),
}


@pytest.mark.parametrize("kind", KINDS, ids=BY_NAME)
@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)
def test_what_is_no_answer_gets_one_line_that_helps_and_changes_nothing(kind, given):
    running = drill(kind.name, seed=0)
    drill.answer(*right(running))
    question = running.question
    card = drill.answer(*given)
    assert len(str(card).splitlines()) == 1
    assert f"like this: drill.answer({question.form})." in str(card)
    assert (running.in_a_row, running.question) == (1, question)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((0, 25), "One number is asked for, got 2 of them. A decimal number is written with a point: 0.25. Answer"),
        ((1, 2, 3), "One number is asked for, got 3 of them. Answer"),
        (([1, 2, 3],), "One number is asked for, got 3 of them. Answer"),
        ((np.array([1.0, 2.0]),), "One number is asked for, got 2 of them. Answer"),
        (("x" * 999,), f"'{'x' * 20}' is text. Type numbers without quotes, 0.25 or 1/4. Answer"),
    ],
)
def test_the_line_says_what_is_not_as_it_should_be(given, words):
    drill("delta by hand", seed=0)
    assert str(drill.answer(*given)).startswith(words)


@pytest.mark.parametrize("given", [(1, 2, 3), ([1],), (0, 25, 1, 5)])
def test_of_two_numbers_the_line_says_which(given):
    running = drill("chain rule", seed=0)
    for _ in range(6):
        drill.answer(*right(running))
    first, second = running.question.task.truth()
    assert str(drill.answer(*given)).startswith(f"Asked for are {first} and {second}, got ")
    assert ("with a point" in str(drill.answer(*given))) == (len(given) == 4)


@pytest.mark.parametrize("kind", ["x" * 999, np.array(["a", "b"])])
def test_a_long_or_odd_kind_gets_a_line_too(kind):
    text = str(drill(kind))
    assert text.startswith("There is no drill ")
    assert len(text) < 200


@pytest.mark.parametrize("kind", ["calculus", "e", " ", None, 3, ["chain rule"]])
def test_of_a_kind_that_does_not_exist_one_line_says_what_there_is(kind):
    text = str(drill(kind))
    assert text.startswith(f"There is no drill {kind!r}. There are ")
    assert "\n" not in text
    assert all(f'"{name}"' in text for name in BY_NAME)
    assert drill.running is None


@pytest.mark.parametrize("seed", ["one", -1, 0.5])
def test_a_seed_that_is_none_gets_a_line(seed):
    assert str(drill("chain rule", seed=seed)) == "The seed must be a whole number of 0 or more, for example seed=1."


def test_before_a_drill_runs_a_line_says_how_to_begin():
    line = 'No drill is running. Begin with drill("chain rule"); drill() lists the kinds.'
    assert str(drill.answer(1)) == str(drill.solution()) == line


def test_what_is_typed_is_escaped():
    assert "<b>x" not in drill("<b>x").html
    running = drill("chain rule")
    assert "<b>x" not in drill.answer("<b>x").html
    running.question = running.question._replace(words="<b>x")
    assert "<b>x" not in running.card().html


@pytest.mark.parametrize("empty", [None, ...])
def test_an_answer_that_is_still_empty_is_no_number_yet(empty):
    drill("chain rule")
    assert str(drill.answer(empty)).startswith("There is no number yet.")


# --- cards, the progress, the sandbox


def test_a_drill_is_a_card_in_a_notebook_and_text_elsewhere():
    running = drill("chain rule", seed=1)
    bundle = running._repr_mimebundle_()
    assert bundle["text/plain"] == repr(running) == str(running)
    assert running.question.words in str(running)
    assert bundle["text/html"].startswith('<div role="status"')
    assert "Right. 1 in a row." in drill.answer(*right(running))._repr_mimebundle_()["text/html"]


def test_nothing_is_recorded(tmp_path, monkeypatch):
    monkeypatch.setenv("BPCOURSE_PROGRESS", str(tmp_path / "progress.json"))
    monkeypatch.chdir(tmp_path)
    running = drill("chain rule", seed=1)
    drill.answer(0.5)
    drill.answer(*right(running))
    drill.solution()
    assert list(tmp_path.iterdir()) == []


def test_in_the_sandbox_a_drill_does_nothing():
    path = Path(__file__).resolve().parents[3] / "bpcourse" / "sandboxed" / "__init__.py"
    spec = importlib.util.spec_from_file_location("stub", path)
    stub = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(stub)
    import bpcourse

    assert stub.__all__ == bpcourse.__all__
    running = stub.drill("chain rule", seed=1)
    assert stub.drill() is not None
    assert running.answer(1) is running.solution() is stub.drill.answer(1, 2) is stub.drill.solution() is None
