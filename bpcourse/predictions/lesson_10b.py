"""The questions of lesson 10b, small Transformers."""

from bpcourse.predictions.question import Question

QUESTIONS: tuple[Question, ...] = ()
