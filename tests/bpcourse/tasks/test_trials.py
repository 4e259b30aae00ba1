"""Tests of trials: an experiment is run in planted worlds, and its verdicts are judged."""

import numpy as np

from bpcourse.sandboxed.answers import LocalAnswer, Source
from bpcourse.tasks import Mistake, Part, TrialTask, World

TEXT = "def run(seed):\n    return {low} if seed else {first}"


def world(kind, low, right, first=None):
    """Return a world whose runs give ``low``, and with seed 0 ``first``."""
    return World(kind, (Source(TEXT.format(low=low, first=low if first is None else first), "run"), [0, 1, 2]), right)


def task(**changed):
    """Return a task: is the median of the runs below 1?"""
    given = {
        "id": "99.2",
        "title": "A trial",
        "answer": "low",
        "difficulty": 1,
        "minutes": 1,
        "section": "lesson 4, section 1",
        "hints": ("", "", ""),
        "verdicts": ("yes", "no"),
        "facts": {
            "odd": ("odd-decides", "It says {said}, not {right}; {wrong} of {of}."),
            "plain": ("missed", "Plain."),
        },
        "parts": (
            Part("plain", 1.0, lambda rng: [world("plain", 0, "yes"), world("plain", 2, "no")]),
            Part(
                "odd", 2.0, lambda rng: [world("odd", 0, "yes", 9), world("odd", 2, "no", -9), world("plain", 0, "yes")]
            ),
        ),
        "mistakes": (Mistake("one-seed", "One seed.", lambda run, seeds: yes(run(0))),),
    }
    return TrialTask(**(given | changed))


def yes(cost):
    """Return the verdict on a cost."""
    return "yes" if cost < 1 else "no"


def fair(run, seeds):
    """Return the verdict of the median."""
    return yes(np.median([run(seed) for seed in seeds]))


def result_of(answer, **changed):
    """Return the result of an experiment."""
    return task(**changed).examine(LocalAnswer(answer), np.random.default_rng(0))


def mistakes_of(answer, **changed):
    """Return the ids that the parts are told."""
    return [finding.mistake for finding in result_of(answer, **changed).findings]


def stub(run, seeds):
    """Return nothing yet."""
    raise NotImplementedError


def test_a_stub_earns_nothing_and_a_fair_experiment_all():
    assert not result_of(stub).attempted
    assert result_of(stub).points == 0
    assert result_of(fair).points == 3
    assert result_of(fair).mistake is None


def test_an_unfair_experiment_is_named_in_the_parts_that_it_gets_wrong():
    assert mistakes_of(lambda run, seeds: yes(run(0))) == ["", "one-seed"]


def test_what_no_mistake_explains_is_told_as_a_fact_about_a_world():
    def unknown(run, seeds):
        return "no" if run(0) > 5 else fair(run, seeds)

    assert mistakes_of(unknown) == ["", "odd-decides"]
    assert result_of(unknown).mistake.message == "It says no, not yes; 1 of 2."


def test_of_several_worlds_the_one_whose_kind_stands_first_is_told():
    facts = {"plain": ("missed", "Plain."), "odd": ("odd-decides", "Odd.")}

    def none_right(run, seeds):
        return "no" if fair(run, seeds) == "yes" else "yes"

    assert mistakes_of(none_right) == ["missed", "odd-decides"]
    assert mistakes_of(none_right, facts=facts) == ["missed", "missed"]


def test_a_constant_verdict_earns_nothing_and_may_have_a_reason():
    assert mistakes_of(lambda run, seeds: "yes") == ["always-the-same"] * 2
    assert result_of(lambda run, seeds: "yes").points == 0
    message = result_of(lambda run, seeds: "yes", always={"yes": "Look at run."}).mistake.message
    assert message == 'It says "yes" in every world. Look at run.'


def test_each_kind_of_world_may_allow_a_share_of_wrong_verdicts():
    wrong_once = ["yes", "no", "no", "no", "yes"]

    def points(**allowed):
        said = iter(wrong_once)
        return result_of(lambda run, seeds: next(said), allowed=allowed).points

    assert points(odd=0.5) == 3
    assert points(odd=0.4) == points(plain=0.9) == 1


def test_a_mistake_may_be_made_in_other_ways_or_with_any_number():
    def unknown(run, seeds):
        return "no" if run(0) > 5 else fair(run, seeds)

    def fits(shown, said, agreement):
        return agreement == 1.0 and said == [unknown(*given) for given in shown]

    assert mistakes_of(unknown, variants={"one-seed": [fair, unknown]}) == ["", "one-seed"]
    assert mistakes_of(unknown, fitted={"one-seed": [fits]}) == ["", "one-seed"]
    assert mistakes_of(unknown, variants={"one-seed": [fair]}) == ["", "odd-decides"]


def test_a_mistake_may_agree_in_nearly_all_worlds_only():
    def nearly(run, seeds):
        return "no" if run(0) > 5 else "yes"

    assert mistakes_of(nearly)[1] == "odd-decides"
    assert mistakes_of(nearly, agreement=0.75) == ["one-seed", "one-seed"]


def test_what_is_no_verdict_ends_in_a_finding():
    assert mistakes_of(lambda run, seeds: None) == ["returns-nothing"] * 2
    assert mistakes_of(lambda run, seeds: True) == ["form"] * 2
    assert mistakes_of(lambda run, seeds: 1 / 0) == ["raises"] * 2
    assert mistakes_of(lambda run, seeds: seeds.append(3) or "yes") == ["changes-input"] * 2
    assert 'one of "yes", "no"; got True' in result_of(lambda run, seeds: True).mistake.message.replace("'", "")


def test_a_verdict_may_be_read_from_what_is_returned():
    changed = {"read": lambda one: {1: "yes", 0: "no"}.get(one), "form": "1 or 0"}
    right = lambda run, seeds: int(fair(run, seeds) == "yes")  # noqa: E731
    mistake = Mistake("one-seed", "One seed.", lambda run, seeds: int(run(0) < 1))
    assert result_of(right, **changed).points == 3
    assert mistakes_of(lambda run, seeds: int(run(0) < 1), mistakes=(mistake,), **changed) == ["", "one-seed"]
    assert result_of(lambda run, seeds: "x", **changed).mistake.message == "It must return 1 or 0; got 'x'."
