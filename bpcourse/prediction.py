"""Predict first: a question with a few answers, to be chosen before the experiment below it is run.

The widget does not say which answer is right: the experiment does.
"""

from __future__ import annotations

import ipywidgets as widgets


class Predict(widgets.VBox):
    """Answers to choose from; ``choice`` is the one that was chosen, or None."""

    def __init__(self, *answers: str):
        if len(answers) < 2 or not all(isinstance(answer, str) and answer for answer in answers):
            raise ValueError(f"give at least two answers to choose from, as text; got {answers!r}")
        self.answers = answers
        self.options = widgets.RadioButtons(options=answers, index=None, layout={"width": "auto"})
        self.note = widgets.HTML("Choose before you run the next cell.")
        self.options.observe(self._noted, "index")
        super().__init__([self.options, self.note])

    @property
    def choice(self) -> str | None:
        """Return the chosen answer, or None."""
        return self.options.value

    def _noted(self, change) -> None:
        self.note.value = "Noted. Run the next cell and compare." if change["new"] is not None else ""

    def _repr_mimebundle_(self, **kwargs) -> dict:
        bundle = super()._repr_mimebundle_(**kwargs)
        choices = "\n".join(f"  ( ) {answer}" for answer in self.answers)
        return {**bundle, "text/plain": f"Your prediction:\n{choices}"}


def predict(*answers: str) -> Predict:
    """Return a choice of answers to show at the end of a cell: ``predict("grows", "shrinks", "stays")``."""
    return Predict(*answers)
