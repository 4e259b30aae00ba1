"""The questions of lesson 11a, goals without labels."""

from bpcourse.predictions.question import Question

QUESTIONS: tuple[Question, ...] = ()
