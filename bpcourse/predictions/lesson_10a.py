"""The questions of lesson 10a, attention."""

from bpcourse.predictions.question import Question

QUESTIONS: tuple[Question, ...] = ()
