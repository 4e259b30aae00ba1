"""The answer to a prediction: a neutral first line, what the cell shows, and then the verdict on what was chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape

from bpcourse.predictions.asking import asked
from bpcourse.predictions.catalogue import question as question_of
from bpcourse.predictions.question import Question
from bpcourse.progress import progress_file, record_prediction

told: dict[str, dict] = {}  # the predictions made in this kernel, as the progress file keeps them
HEADER = "What answers the prediction:"
_STYLE = (
    "border: 1px solid var(--jp-border-color1, #bbb); border-left: 6px solid {edge}; border-radius: 4px; "
    "padding: 0.4em 1em; margin: 0.3em 0; max-width: 46em; line-height: 1.5"
)


class Verdict:
    """What became of a prediction, as text and as a card."""

    def __init__(self, question: Question, chosen: int, message: str = ""):
        self.right = chosen == question.right
        self.lines = [f"You predicted: “{question.texts[chosen]}”.", question.verdict(chosen)]
        self.lines += [message] if message else []

    def __repr__(self) -> str:
        return "\n".join(self.lines)

    def _repr_html_(self) -> str:
        edge = "#0072B2" if self.right else "#D55E00"
        lines = "".join(f"<p>{escape(line)}</p>" for line in self.lines)
        return f'<div style="{_STYLE.format(edge=edge)}">{lines}</div>'


@contextmanager
def answering(name: str) -> Iterator[Callable[..., None]]:
    """Surround what prints or draws the answer to a prediction; then say whether it was right, and keep that.

    What comes with ``as confirm`` takes the numbers that decide, and raises AssertionError if they do not.

    The first line is the same for everybody: it stands in the place of an output that is folded until the cell runs.
    Where nothing was chosen, nothing is said; where the cell fails, neither.
    Raises ValueError if there is no question of this name.
    """
    question = question_of(name)
    print(HEADER)
    yield question.confirm
    shown = asked(name)
    if shown is not None and shown.chosen is not None:
        _tell(question, shown)


def _tell(question: Question, shown) -> None:
    """Display the verdict, and say it at the question, too."""
    from IPython.display import display

    right = shown.chosen == question.right
    told.setdefault(question.name, {"chosen": shown.chosen, "right": right})
    message = record_prediction(question.name, shown.chosen, right, progress_file())
    display(Verdict(question, shown.chosen, message))
    shown.close_with("So it is." if right else "It is not so: see below why.")
