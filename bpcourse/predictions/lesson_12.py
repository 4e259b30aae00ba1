"""The questions of lesson 12, claims on trial."""

from bpcourse.predictions.question import Question

QUESTIONS: tuple[Question, ...] = ()
