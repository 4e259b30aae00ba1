"""All questions of the lessons, by name."""

from __future__ import annotations

from difflib import get_close_matches

from bpcourse.predictions import (
    lesson_00,
    lesson_01a,
    lesson_01b,
    lesson_02,
    lesson_03,
    lesson_04,
    lesson_05a,
    lesson_05b,
    lesson_05c,
    lesson_06a,
    lesson_06b,
    lesson_07a,
    lesson_07b,
    lesson_08,
    lesson_09a,
    lesson_09b,
    lesson_10a,
    lesson_10b,
    lesson_11a,
    lesson_11b,
    lesson_12,
)
from bpcourse.predictions.question import Question

_MODULES = (
    *(lesson_00, lesson_01a, lesson_01b, lesson_02, lesson_03, lesson_04),
    *(lesson_05a, lesson_05b, lesson_05c, lesson_06a, lesson_06b),
    *(lesson_07a, lesson_07b),
    *(lesson_08,),
    *(lesson_09a, lesson_09b),
    *(lesson_10a, lesson_10b),
    *(lesson_11a, lesson_11b),
    *(lesson_12,),
)
LESSONS = tuple(module.QUESTIONS for module in _MODULES)

QUESTIONS: dict[str, Question] = {question.name: question for questions in LESSONS for question in questions}


def question(name: str) -> Question:
    """Return the question of this name; raises ValueError with the nearest name if there is none."""
    if str(name) in QUESTIONS:
        return QUESTIONS[str(name)]
    near = get_close_matches(str(name), QUESTIONS, n=1, cutoff=0.3)
    also = f"; did you mean {near[0]!r}?" if near else ""
    raise ValueError(f"there is no prediction {name!r}{also}")


def of_lesson(number: str) -> list[Question]:
    """Return the questions of a lesson ("05a") or of all its parts ("05"), in their order."""
    lessons = {lesson for name in QUESTIONS if number in ((lesson := name.partition(".")[0]), lesson[:2])}
    found = [question for name, question in QUESTIONS.items() if name.partition(".")[0] in lessons]
    if not found:
        raise ValueError(f"lesson {number!r} asks for no prediction; lessons are written as in their file names: '02'")
    return found
