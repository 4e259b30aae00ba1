"""The questions of lesson 9b, gates."""

from bpcourse.predictions.question import Question

QUESTIONS: tuple[Question, ...] = ()
