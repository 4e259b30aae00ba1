"""The questions of lesson 8, convolution."""

from bpcourse.predictions.question import Question

QUESTIONS: tuple[Question, ...] = ()
