"""The options of a question, to choose from: what is chosen is kept until the answering cell has run."""

from __future__ import annotations

import ipywidgets as widgets
from IPython import get_ipython

from bpcourse.predictions.catalogue import question as question_of
from bpcourse.predictions.question import Question

RECORD = "application/vnd.bpcourse.prediction+json"
CHOOSE = "Choose before you run the cell that answers: one of its lines begins with “with answering”."
NOTED = "Noted. Run the cell that answers: one of its lines begins with “with answering”."
_asked: dict[str, Predict] = {}  # what this kernel shows, so that the verdict can come to the question too


class Predict(widgets.VBox):
    """The options of a question; ``chosen`` is the place of the one that was chosen, or None.

    ``cell`` is the id of the cell that asks, or None where the front end does not say it.
    """

    def __init__(self, question: Question):
        from bpcourse.predictions.options import Options  # anywidget: only where a question is asked

        self.question = question
        self.cell = _cell_that_runs()
        self.options = Options(texts=list(question.texts))
        self.note = widgets.HTML(CHOOSE)
        self.options.observe(self._noted, "index")
        super().__init__([self.options, self.note])

    @property
    def chosen(self) -> int | None:
        """Return which option is chosen, counted from 0, or None."""
        return self.options.index

    def close_with(self, words: str) -> None:
        """Say what came of it; the choice cannot be changed any more."""
        self.options.disabled = True
        self.note.value = words

    def _noted(self, change) -> None:
        self.note.value = NOTED if change["new"] is not None else CHOOSE

    def _repr_mimebundle_(self, **kwargs) -> dict:
        """Return the choice, its options as text, and a record for a page without a kernel."""
        bundle = super()._repr_mimebundle_(**kwargs)
        options = "\n".join(f"  ( ) {text}" for text in self.question.texts)
        record = {"version": 1, "prediction": self.question.name}
        return {**bundle, "text/plain": f"Your prediction:\n{options}", RECORD: record}


def _cell_that_runs() -> str | None:
    kernel = getattr(get_ipython(), "kernel", None)
    return kernel.get_parent("shell").get("metadata", {}).get("cellId") if kernel else None


def predict(name: str) -> Predict:
    """Return the options of a question to show at the end of a cell: ``predict("02.two-paths")``.

    Raises ValueError if there is no question of this name.
    """
    _asked[name] = Predict(question_of(name))
    return _asked[name]


def asked(name: str) -> Predict | None:
    """Return the question as this kernel shows it, or None if its cell has not run."""
    return _asked.get(name)
