"""The questions of lesson 11b, rewards and teachers."""

from bpcourse.predictions.question import Question

QUESTIONS: tuple[Question, ...] = ()
