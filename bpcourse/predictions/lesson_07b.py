"""The questions of lesson 7b, normalise, skip, drop."""

from bpcourse.predictions.question import Question

QUESTIONS: tuple[Question, ...] = ()
