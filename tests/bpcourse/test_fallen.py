"""What fell: the record is whole, every reason is used, and what is not in order is refused."""

import re

import pytest

from bpcourse.fallen import READ, REASONS, Fallen, fallen


def test_the_record_has_all_that_the_readings_found():
    assert len(fallen()) == 73
    assert len({one.said for one in fallen()}) == 73
    assert 0.08 < len(fallen()) / READ < 0.09


def test_every_reason_is_used_and_every_lesson_has_its_share():
    assert {one.reason for one in fallen()} == set(REASONS)
    assert {one.lesson for one in fallen()} == set("0123456")


@pytest.mark.parametrize("one", fallen(), ids=lambda one: one.said[:30])
def test_a_statement_that_fell_is_a_sentence_and_so_is_what_is_so(one):
    for text in (one.said, one.so):
        assert re.fullmatch(r"[A-Z].*\.", text)
        assert not re.search(r"^\s|\s$|  |—", text)
    assert len(one.said.split()) <= 24
    assert len(one.so.split()) <= 36


def test_a_reason_that_is_not_known_is_refused():
    with pytest.raises(ValueError, match=r"reason must be one of 'absolute', .*, got 'bad luck'"):
        Fallen(lesson="1", reason="bad luck", said="A.", so="B.")
