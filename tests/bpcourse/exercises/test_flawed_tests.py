"""What flawed tests say of planted bugs, on programs that are the names of their bugs."""

from bpcourse.exercises.common.flawed_tests import FlawedTests
from bpcourse.tasks.verdicts import SOUND

BUGS = ("no slope", "sign", "one moment")
TESTS = FlawedTests(lambda program: program, {bug: f"Look at {bug}." for bug in BUGS})


def said(mistake):
    """Return what a test says of programs with each bug, and of a sound one."""
    return tuple(mistake.make(program) for program in (*BUGS, SOUND))


def by_id(mistakes):
    """Return the mistakes by their ids, of which none is there twice."""
    mistakes = list(mistakes)
    found = {mistake.id: mistake for mistake in mistakes}
    assert len(found) == len(mistakes)
    return found


def test_what_is_not_seen_is_called_sound_and_all_else_by_its_name():
    one, two = by_id(TESTS.blind_to_one()), by_id(TESTS.blind_to_two())
    assert said(one["sign-unseen"]) == ("no slope", SOUND, "one moment", SOUND)
    assert one["sign-unseen"].words == "Look at sign."
    assert list(two) == [
        "no-slope-unseen + sign-unseen",
        "no-slope-unseen + one-moment-unseen",
        "sign-unseen + one-moment-unseen",
    ]
    assert said(two["sign-unseen + one-moment-unseen"]) == ("no slope", SOUND, SOUND, SOUND)
    assert said(two["no-slope-unseen + sign-unseen"]) == (SOUND, SOUND, "one moment", SOUND)
    assert all(f"Look at {bug}." in two["no-slope-unseen + sign-unseen"].words for bug in ("no slope", "sign"))
    (several,) = TESTS.blind_to_several([("all", "Look.", BUGS)])
    assert (several.id, several.words, said(several)) == ("all", "Look.", (SOUND,) * 4)


def test_the_same_of_all_is_that_word_and_the_message_has_it():
    same = by_id(TESTS.the_same_of_all())
    assert said(same["nothing-found"]) == (SOUND,) * 4
    assert said(same["always-no-slope"]) == ("no slope",) * 4
    assert same["always-no-slope"].words == 'It says "no slope" of every program.'
    assert len(same) == 4


def test_a_false_alarm_is_about_sound_programs_only():
    alarms = by_id(TESTS.false_alarms("Rounding."))
    assert said(alarms["false-alarm-one-moment"]) == (*BUGS, "one moment")
    assert alarms["false-alarm-one-moment"].words == "Rounding."


def test_bugs_are_taken_for_each_other_in_either_direction_and_both_ways():
    confused = by_id(TESTS.confused())
    assert len(confused) == 6 + 3
    assert said(confused["sign-taken-for-no-slope"]) == ("no slope", "no slope", "one moment", SOUND)
    assert said(confused["no-slope-taken-for-sign"]) == ("sign", "sign", "one moment", SOUND)
    assert confused["no-slope-taken-for-sign"].words.startswith('"no slope" is called "sign". ')
    assert said(confused["no-slope-and-sign-exchanged"]) == ("sign", "no slope", "one moment", SOUND)
    assert confused["no-slope-and-sign-exchanged"].words == '"no slope" and "sign" have changed places.'


def test_bugs_may_have_other_names():
    (renamed,) = TESTS.renamed([("both", "They differ.", {"sign": "no slope", "one moment": "no slope"})])
    assert said(renamed) == ("no slope", "no slope", "no slope", SOUND)
