"""Sections of lessons as the course writes them: "lesson 5a, sections 1 and 2; lesson 5b, section 1"."""

from __future__ import annotations

import re

from bpcourse.lessons import LESSONS

NAMES = {lesson.label: lesson.name for lesson in LESSONS}
NUMBER = r"\d+(?:\.\d+)?"
NUMBERS = rf"{NUMBER}(?:(?:, and |, | and | to ){NUMBER})*"
RANGE = re.compile(r"(\d+) to (\d+)")
LABEL = r"\d+[a-z]?"  # of a lesson: 4, 5a, 10b
LESSON = rf"[Ll]essons? ({LABEL})"
ONE_PLACE = re.compile(rf"lesson ({LABEL})(?:, sections? ({NUMBERS}))?")


def places(text: str) -> list[tuple[str, str]] | None:
    """Return the pairs of a lesson's label and a section that a text consists of, such as that of a task.

    The section is "" for a whole lesson.  Of another text the result is None.
    """
    parts = [ONE_PLACE.fullmatch(part) for part in text.split("; ")]
    if None in parts:
        return None
    return [(part[1], number) for part in parts for number in (numbers(part[2]) if part[2] else [""])]


def numbers(text: str) -> list[str]:
    """Return the numbers of a list: "1, 3 to 5 and 7" are 1, 3, 4, 5, 7."""
    return re.findall(NUMBER, RANGE.sub(lambda ends: " ".join(_between(*ends.groups())), text))


def _between(first: str, last: str) -> list[str]:
    return [str(number) for number in range(int(first), int(last) + 1)]
