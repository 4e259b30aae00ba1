"""What the widgets that compute in the browser share: their files, a page of their own, and a picture that stands in.

Each has a folder: ``mathematics.js`` computes, ``view.js`` builds the page, ``style.css`` is how it looks, and its
Python face is the package itself.  What they share is in ``shared``.  The files are modules that import from each
other; the one text that a browser gets is made of them here.
"""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import anywidget
import numpy as np
import traitlets
from matplotlib.figure import Figure

from bplib.plotting.figure import png
from bplib.plotting.palette import PALETTE
from bplib.widgets.shared.one_per_cell import OnePerCell

RECORD = "application/vnd.bpcourse.explorer+json"
VERSION = 1  # of the record
_HERE = Path(__file__).parent
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<style>:root {{ color-scheme: light dark; }} body {{ background: light-dark({paper}); margin: 0; }}
header {{ clip-path: inset(50%); height: 1px; overflow: hidden; position: absolute; width: 1px; }}
{css}</style>
<body><header><h1>Backpropagation</h1><h2>{title}</h2></header><main id="{name}"></main>
<script type="module">
{js}
const model = plainModel({state});
window.{name} = model;
render({{ model, el: document.getElementById("{name}") }});
</script></body></html>
"""


_IMPORT = re.compile(r'^import \{[^}]*\} from "(?P<path>[^"]+)";\n', re.MULTILINE)


# The files are read once, as text: anywidget would watch a Path for changes.


def script(widget: str) -> str:
    """Return the module of a widget: its view, and before it the files that are imported, each of them once."""
    files = _in_order(_HERE / widget / "view.js")
    return "\n".join(_IMPORT.sub("", file.read_text(encoding="utf-8")) for file in files)


def _in_order(file: Path) -> list[Path]:
    """Return what a file imports, what that imports, and so on, each file behind those that it needs."""
    files: list[Path] = []
    for found in _IMPORT.finditer(file.read_text(encoding="utf-8")):
        files += _in_order((file.parent / found["path"]).resolve())
    return list(dict.fromkeys([*files, file]))


def style_sheet(widget: str, root: str) -> str:
    """Return palette and theme for the outermost element's class ``root``, and behind them the widget's style sheet."""
    shared = "".join((_HERE / "shared" / f"{name}.css").read_text(encoding="utf-8") for name in ("palette", "theme"))
    return shared.replace(".bplib-widget", f".{root}") + (_HERE / widget / "style.css").read_text(encoding="utf-8")


class BrowserWidget(OnePerCell, anywidget.AnyWidget):
    """A widget whose mathematics runs in the browser, so that it follows the hand and needs no kernel.

    A kind of widget sets ``_code`` and ``_css``, and how its page is called: ``_title`` for the reader, ``_name`` for
    scripts, which find its model there.  It has a ``figure`` and a ``description``.
    """

    _esm = (_HERE / "shared" / "loader.js").read_text(encoding="utf-8")  # the same for all: it fetches _script
    _code = ""  # the module of the kind
    _script = traitlets.Unicode().tag(sync=True)  # the same text, as a notebook's page gets it

    _title = ""
    _name = ""
    _dpi = 120  # of the picture
    _offers: tuple[str, ...] = ()  # traits that are the same in every explorer of the kind: no record holds them

    @traitlets.default("_script")
    def _code_of_the_kind(self) -> str:
        return self._code

    def figure(self) -> Figure:
        """Return the picture that stands in where nothing runs."""
        raise NotImplementedError

    def description(self) -> str:
        """Return in words what ``figure`` shows."""
        raise NotImplementedError

    def html(self) -> str:
        """Return a page of its own with this widget, alive without a kernel and without a network connection."""
        state = json.dumps(self._state()).replace("<", "\\u003c")
        parts = {"title": self._title, "name": self._name, "css": self._css, "js": self._code, "state": state}
        return _PAGE.format(**parts, paper=", ".join(PALETTE["paper"]))

    def _state(self) -> dict:
        """Return the traits that the browser gets, without those that every widget has."""
        names = set(self.trait_names(sync=True)) - set(anywidget.AnyWidget.class_trait_names())
        return {name: getattr(self, name) for name in sorted(names) if not name.startswith("_")}

    def record(self) -> dict:
        """Return which explorer this is, and in which state: what a page without a kernel makes the same one from.

        The state holds the traits that are this explorer's own, as JSON; ``offers`` has the others.  Numbers have 12
        digits, so that the record is the same on every processor.
        """
        state = {name: value for name, value in self._state().items() if name not in self._offers}
        return {"explorer": type(self).__name__, "version": VERSION, "state": rounded(state)}

    @classmethod
    def offers(cls) -> dict:
        """Return the traits that are the same in every explorer of the kind."""
        return {name: getattr(cls(), name) for name in cls._offers}

    def _repr_mimebundle_(self, **kwargs):
        """Return the live view together with a picture, a description and a record of the same state."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        picture = base64.b64encode(png(self.figure(), dpi=self._dpi)).decode("ascii")
        still = {"text/plain": self.description(), "image/png": picture, RECORD: self.record()}
        return {**data, **still}, metadata


def rounded(value):
    """Return JSON with its numbers rounded to 12 digits, and its dictionaries in the order of their keys."""
    if isinstance(value, dict):
        return {key: rounded(value[key]) for key in sorted(value)}
    if isinstance(value, (list, tuple)):
        return [rounded(item) for item in value]
    return float(f"{value:.12g}") if isinstance(value, float) else value


def step_in_picture(step: int, last: int) -> int:
    """Return the step that a picture shows, which cannot be played: at step 0, where all is still to come, the last."""
    return step or last


def checked_step(name: str, value, last: int) -> int:
    """Return a step of a sequence, ``last`` for "all", or raise ValueError."""
    if isinstance(value, str) and value == "all":
        return last
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not 0 <= value <= last:
        raise ValueError(f'{name} must be "all" or a whole number from 0 to {last}, got {value!r}')
    return int(value)
