"""The questions of lesson 7a, the factor of a layer."""

from bpcourse.predictions.question import Question

QUESTIONS: tuple[Question, ...] = ()
