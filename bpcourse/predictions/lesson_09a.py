"""The questions of lesson 9a, through time."""

from bpcourse.predictions.question import Question

QUESTIONS: tuple[Question, ...] = ()
