"""The tally at the end of a lesson: how many predictions were right, and where to look again."""

from __future__ import annotations

from html import escape

from bpcourse.lessons import LESSONS
from bpcourse.predictions.answering import told
from bpcourse.predictions.asking import asked
from bpcourse.predictions.catalogue import of_lesson
from bpcourse.predictions.question import Question
from bpcourse.progress import predictions, progress_file


class Tally:
    """What was predicted in a lesson, as text and as a list; in JupyterLab a section leads to its question."""

    def __init__(self, questions: list[Question], kept: dict[str, dict]):
        made = [question for question in questions if question.name in kept]
        missed = [question for question in made if not kept[question.name].get("right")]
        self.again: dict[str, str | None] = {}  # each section once, with its place
        for question in missed:
            self.again.setdefault(question.section, _place(question))
        self.first = _first_line(len(made) - len(missed), len(made), len(questions))

    def __repr__(self) -> str:
        again = [f"  {section}" for section in self.again]
        return "\n".join([self.first, *(["Look again at:", *again] if again else [])])

    def _repr_html_(self) -> str:
        again = "".join(f"<li>{_linked(section, place)}</li>" for section, place in self.again.items())
        return f"<p>{escape(self.first)}</p>" + (f"<p>Look again at:</p><ul>{again}</ul>" if again else "")


def _place(question: Question) -> str | None:
    """Return the link to the cell that has asked a question in this kernel, or None."""
    shown = asked(question.name)
    name = next(lesson.name for lesson in LESSONS if lesson.number == question.name.partition(".")[0])
    return f"{name}.ipynb#cell-id={shown.cell}" if shown and shown.cell else None


def _linked(section: str, place: str | None) -> str:
    return f'<a href="{escape(place)}">{escape(section)}</a>' if place else escape(section)


def _first_line(right: int, made: int, all_of_them: int) -> str:
    if not made:
        plural = "s" * (all_of_them != 1)
        return f"This lesson asks for {all_of_them} prediction{plural}. None of yours is kept here."
    left = all_of_them - made
    rest = f" {left} of {all_of_them} not made." if left else ""
    return f"You predicted {right} of {made} rightly.{rest}"


def predicted(lesson: str) -> Tally:
    """Return how the predictions of a lesson went, to show at its end: ``predicted("02")``.

    Raises ValueError if the lesson asks for none.
    """
    return Tally(of_lesson(lesson), told | predictions(progress_file()))
