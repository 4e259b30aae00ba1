"""Texts to choose one from: what a question shows in JupyterLab."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets

_HERE = Path(__file__).parent


class Options(anywidget.AnyWidget):
    """Texts to choose one from, by mouse or with the arrow keys; ``index`` is its place, or None.

    The radio buttons of ipywidgets are a group each: their arrow keys do nothing, and a long option lies on the next.
    """

    _esm = (_HERE / "options.js").read_text(encoding="utf-8")
    _css = (_HERE / "options.css").read_text(encoding="utf-8")
    texts = traitlets.List(traitlets.Unicode()).tag(sync=True)
    index = traitlets.Int(None, allow_none=True).tag(sync=True)
    disabled = traitlets.Bool(False).tag(sync=True)
