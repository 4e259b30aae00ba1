"""Names for the sliders of ipywidgets, which have none for a screen reader, and the look of figures of the kernel."""

from __future__ import annotations

from pathlib import Path

import anywidget
import ipywidgets as widgets


class SliderNames(anywidget.AnyWidget):
    """Gives the sliders of the ``VBox`` in which it stands the names of their labels, and handles that are easy to hit;
    brings the dark theme's colours for pictures made by ``image_tag``.  It is not seen itself.
    """

    _esm = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    _css = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")

    def __init__(self):
        super().__init__(layout=widgets.Layout(display="none"))
