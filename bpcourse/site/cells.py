"""Cells: what a stored notebook shows, as HTML: its text, its code, and of each output the best that it holds."""

from __future__ import annotations

import itertools
import re
from html import escape
from pathlib import Path

import nbformat

from bpcourse.predictions.asking import RECORD as PREDICTION
from bpcourse.predictions.catalogue import question
from bpcourse.site import explorers
from bpcourse.site.text import Renderer, code_box
from bplib.widgets.browser_widget import RECORD as EXPLORER

_ONLY_ASKS = re.compile(r'predict(ed)?\("[^"]*"\)')  # the fieldset says it all
NEEDS_A_KERNEL = "This one computes in Python: open the lesson in JupyterLab to move it."


class Cells:
    """The cells of one notebook as HTML; ``base`` leads from its page to the top of the site."""

    def __init__(self, path: Path, renderer: Renderer, base: str):
        self.notebook = nbformat.read(path, as_version=4)
        self.renderer, self.base = renderer, base
        self.numbers = itertools.count(1)
        self.question = ""  # the prediction that was asked last

    def html(self) -> str:
        """Return all cells, one below the other."""
        return "\n".join(self._cell(cell) for cell in self.notebook.cells)

    def _cell(self, cell) -> str:
        if cell.cell_type == "markdown":
            return f'<div class="text">{self.renderer.render(cell.source)}</div>'
        if cell.cell_type != "code":
            return ""
        shown = "".join(self._output(output) for output in cell.outputs)
        folded = cell.metadata.get("jupyter", {}).get("outputs_hidden") and self.question
        code = "" if _ONLY_ASKS.fullmatch(cell.source.strip()) else code_box(cell.source)
        return f'<div class="cell">{code}{self._folded(shown) if folded and shown else shown}</div>'

    def _folded(self, shown: str) -> str:
        """Return outputs that stay folded until the prediction is made, or somebody opens them."""
        head = f'<details class="answer" data-answers="{escape(self.question)}">'
        return f"{head}<summary>What came out: predict first</summary>{shown}</details>"

    # --- outputs

    def _output(self, output) -> str:
        if output.output_type == "stream":
            return f'<pre class="output" tabindex="0">{escape(output.text)}</pre>'
        if output.output_type == "error":
            return f'<pre class="output" tabindex="0">{escape(output.ename)}: {escape(output.evalue)}</pre>'
        data = output.data
        if PREDICTION in data:
            return self._prediction(data[PREDICTION]["prediction"])
        if EXPLORER in data:
            return explorers.island(data[EXPLORER], picture(data), next(self.numbers), self.base)
        if "image/png" in data:
            words = NEEDS_A_KERNEL if output.output_type == "execute_result" else ""
            return figure(data, words)
        if tally := self._tally(data.get("text/plain", "")):
            return tally
        return f'<pre class="output" tabindex="0">{escape(data.get("text/plain", ""))}</pre>'

    def _prediction(self, name: str) -> str:
        """Return a question with its options; what is said of each stands beside it, for the script of the page."""
        self.question = name
        asked = question(name)
        options = "".join(
            f'<label><input type="radio" name="{escape(name)}" data-right="{str(i == asked.right).lower()}" '
            f'data-verdict="{escape(asked.verdict(i))}"> {escape(text)}</label>'
            for i, text in enumerate(asked.texts)
        )
        section = escape(asked.section.replace("$", ""))
        return (
            f'<fieldset class="prediction" data-prediction="{escape(name)}" data-section="{section}">'
            f'<legend>Your prediction</legend>{options}<p role="status">Choose, and the answer unfolds.</p></fieldset>'
        )

    def _tally(self, text: str) -> str:
        if "None of yours is kept here" not in text:
            return ""
        return '<div class="tally" role="status">Your predictions on this page are counted here.</div>'


def picture(data: dict) -> str:
    """Return the stored picture of an output, with its words as the alternative text."""
    words = escape(data.get("text/plain", "").strip("'\""))
    return f'<img src="data:image/png;base64,{"".join(data["image/png"].split())}" alt="{words}">'


def figure(data: dict, words: str = "") -> str:
    """Return a picture with its words below it, and a remark."""
    caption = escape(data.get("text/plain", "").strip("'\""))
    remark = f"<br>{escape(words)}" if words else ""
    return f"<figure>{picture(data)}<figcaption>{caption}{remark}</figcaption></figure>"
