"""Sections of lessons as the course writes them, also of lessons whose number has two digits."""

import re

from bpcourse.leads import section_link
from bpcourse.sections import places


def test_a_lesson_with_two_digits_is_read_whole():
    assert places("lesson 10a, sections 1 to 3; lesson 1a") == [("10a", "1"), ("10a", "2"), ("10a", "3"), ("1a", "")]
    assert places("lesson 4, section 9") == [("4", "9")]
    assert places("chapter 4") is None


def test_a_lesson_with_two_digits_is_linked_whole(monkeypatch, tmp_path):
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "10a_attention.ipynb").touch()
    monkeypatch.chdir(tmp_path)
    assert re.sub("<[^>]*>", "|", section_link("lesson 10a, section 4")) == "|lesson 10a|, section 4"
