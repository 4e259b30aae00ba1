"""Names for the sliders of ipywidgets, which have none for a screen reader: axe-core calls that a barrier."""

from __future__ import annotations

from pathlib import Path

import anywidget
import ipywidgets as widgets


class SliderNames(anywidget.AnyWidget):
    """Gives the sliders of the ``VBox`` in which it stands the names of their labels; it is not seen itself."""

    _esm = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")

    def __init__(self):
        super().__init__(layout=widgets.Layout(display="none"))
