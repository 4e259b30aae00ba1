"""Cells: what a stored notebook shows, as HTML: its text, its code, and of each output the best that it holds.

What answers a question is folded until it has been answered: the output, and what is said of it up to the next
heading, the next question or the tally.  On the page the folds are open; its script closes them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

import nbformat

from bpcourse.predictions.asking import RECORD as PREDICTION
from bpcourse.predictions.catalogue import question
from bpcourse.site import explorers
from bpcourse.site.text import Heading, Renderer, code_box
from bplib.widgets.browser_widget import RECORD as EXPLORER

_ONLY_ASKS = re.compile(r'predict(ed)?\("[^"]*"\)')  # the fieldset says it all
_ANSWERS = re.compile(r'answering\("')
_HEADING = re.compile(r"<h[1-6] id=")
_PARAGRAPH = "<p>"
ANSWER_ENDS = "</div><!-- end of an answer --></details>"
NEEDS_A_KERNEL = (
    'This one computes in Python: to move it, open the lesson in JupyterLab. <a href="{base}index.html#run">How to run '
    "the course</a>."
)
DESCRIBED = "Picture, described below."
HAS_RUN = (
    '<p class="has-run">On this page every cell has been run already. Where the text asks you to run one, or to press '
    "Shift + Enter, read on.</p>"
)


class Cells:
    """The cells of one notebook as HTML; ``base`` leads from its page to the top of the site."""

    def __init__(self, path: Path, renderer: Renderer, base: str):
        self.notebook = nbformat.read(path, as_version=4)
        self.renderer, self.base = renderer, base
        self.numbers, self.answers = itertools.count(1), itertools.count(1)
        self.question = ""  # the prediction that was asked last
        self.explorers: list[tuple[str, Heading]] = []  # by the names of their records
        self.answering = False  # whether what comes belongs to its answer

    def html(self) -> str:
        """Return all cells, one below the other."""
        return "\n".join(self._pieces())

    def _pieces(self) -> Iterator[str]:
        cells = self.notebook.cells
        first = self._first_that_has_run()
        for cell, after in zip(cells, [*cells[1:], None], strict=True):
            if cell.cell_type == "markdown":
                yield from self._text(cell, after)
            elif cell.cell_type == "code":
                if cell is first:
                    yield HAS_RUN
                yield from self._code(cell)
        yield from self._end_of_answer()

    def _first_that_has_run(self):
        """Return the first code cell of a notebook that has been run, None where none has."""
        code = [cell for cell in self.notebook.cells if cell.cell_type == "code"]
        return code[0] if any(cell.outputs for cell in code) else None

    def _text(self, cell, after) -> Iterator[str]:
        """Yield a text; one that ends the answer before it is cut there."""
        html = self.renderer.render(cell.source)
        if self.answering:
            end = _end_of_discussion(html, _asks(after))
            place = _place(cell)
            if html[:end].strip():
                yield f'<div class="text"{place}>{html[:end]}</div>'
                place = ""  # it leads to where the text begins
            html = html[end:]
            if html:
                yield from self._end_of_answer()
                yield f'<div class="text"{place}>{html}</div>'
        elif html:
            yield f'<div class="text"{_place(cell)}>{html}</div>'

    def _code(self, cell) -> Iterator[str]:
        if _asks(cell):
            yield from self._end_of_answer()
        shown = "".join(self._output(output) for output in cell.outputs)
        code = "" if _ONLY_ASKS.fullmatch(cell.source.strip()) else code_box(cell.source)
        folded = cell.metadata.get("jupyter", {}).get("outputs_hidden") and self.question and not self.answering
        if folded and shown and _ANSWERS.search(cell.source):
            self.answering = True
            yield f'<div class="cell"{_place(cell)}>{code}</div>{self._fold("What came out, and what it says")}{shown}'
        elif folded and shown:
            yield f'<div class="cell"{_place(cell)}>{code}{self._fold("What came out")}{shown}{ANSWER_ENDS}</div>'
        else:
            yield f'<div class="cell"{_place(cell)}>{code}{shown}</div>'

    def _fold(self, words: str) -> str:
        """Return the beginning of what stays folded until the prediction is made, or somebody opens it."""
        summary = f'<summary>{words}<span class="first">: predict first</span></summary>'
        head = f'<details class="answer" open data-answers="{escape(self.question)}">{summary}'
        return f'{head}<div class="behind" id="answer-{next(self.answers)}">'

    def _end_of_answer(self) -> Iterator[str]:
        if self.answering:
            self.answering = False
            yield ANSWER_ENDS

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
            return self._explorer(data)
        if "image/png" in data:
            remark = NEEDS_A_KERNEL.format(base=self.base) if output.output_type == "execute_result" else ""
            return figure(data, output.metadata.get("image/png", {}).get("alt", ""), remark)
        if "text/markdown" in data:
            return f'<div class="text">{self.renderer.render(data["text/markdown"])}</div>'
        if tally := self._tally(data.get("text/plain", "")):
            return tally
        return f'<pre class="output" tabindex="0">{escape(data.get("text/plain", ""))}</pre>'

    def _explorer(self, data: dict) -> str:
        """Return an explorer, and note under which heading it stands."""
        record, heading = data[EXPLORER], self.renderer.headings[-1]
        self.explorers.append((record["explorer"], heading))
        return explorers.island(record, picture(data, words(data)), next(self.numbers), self.base)

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
            f'<legend>Your prediction</legend>{options}<p role="status"></p></fieldset>'
        )

    def _tally(self, text: str) -> str:
        if "None of yours is kept here" not in text:
            return ""
        return '<div class="tally" role="status">Your predictions on this page are counted here.</div>'


def _place(cell) -> str:
    """Return the attribute that lets an address lead to a cell, as in JupyterLab: behind #, ``cell-id=`` and its id."""
    return f' id="cell-id={escape(cell.id)}"'


def _asks(cell) -> bool:
    """Return whether a cell asks a question or counts the answers."""
    return cell is not None and cell.cell_type == "code" and bool(_ONLY_ASKS.search(cell.source))


def _end_of_discussion(html: str, question_follows: bool) -> int:
    """Return where the text behind an answer goes on to something else: at a heading, or at the next question.

    The last paragraph in front of a question leads up to it.
    """
    heading = _HEADING.search(html)
    if heading:
        return heading.start()
    return max(html.rfind(_PARAGRAPH), 0) if question_follows else len(html)


def picture(data: dict, alternative: str) -> str:
    """Return the stored picture of an output."""
    return f'<img src="data:image/png;base64,{"".join(data["image/png"].split())}" alt="{escape(alternative)}">'


def words(data: dict) -> str:
    """Return what an output says where its picture cannot be seen."""
    return data.get("text/plain", "").strip("'\"")


def figure(data: dict, alternative: str, remark: str = "") -> str:
    """Return a picture with its caption below it, and a remark in HTML; the alternative text does not say it again."""
    below = "<br>".join(filter(None, [escape(words(data), quote=False), remark]))
    drawn = picture(data, alternative or DESCRIBED)
    return f'<figure><div class="picture">{drawn}</div><figcaption>{below}</figcaption></figure>'
