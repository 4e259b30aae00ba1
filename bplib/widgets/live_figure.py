"""Live figures: a picture that follows its sliders, computed in the kernel.

A lesson gives two functions and the controls:

    def setup(figure):
        ax = figure.subplots()
        ax.set(xlim=(-2, 2), ylim=(0, 4), xlabel="w", ylabel="cost")
        w = np.linspace(-2, 2)
        ax.plot(w, w**2)
        return ax.plot([], [], "o-")[0]

    def update(path, eta, steps):
        w = -1.8 * (1 - 2 * eta) ** np.arange(steps + 1)
        path.set_data(w, w**2)

    LiveFigure(setup, update, alt="{steps} steps with learning rate {eta}", eta=(0.01, 1.2, 0.01), steps=(1, 20))

``setup`` makes the axes, with fixed limits, and returns the artists that move; ``update`` gets them and the value of
every control, and sets their data.  It may return a sentence that says what there is to see, shown below the picture.
"""

from __future__ import annotations

import asyncio
import html
import inspect
from collections.abc import Callable

import ipywidgets as widgets

from bplib.widgets.shared.controls import control, row_of, set_exactly
from bplib.widgets.shared.fast_figure import FastFigure, image_tag, text_of
from bplib.widgets.shared.one_per_cell import OnePerCell
from bplib.widgets.shared.slider_names import SliderNames


class LiveFigure(OnePerCell, widgets.VBox):
    """A figure and the controls that it follows.

    Args:
        setup: ``setup(figure)`` returns the artists that move.
        update: ``update(artists, **values)`` sets their data and returns None or a caption.
        alt: the alternative text; "{name}" stands for the value of a control.
        size, dpi: width and height in inches, pixels an inch.
        controls: by name, ``(low, high)``, ``(low, high, step)`` or ``(low, high, step, start)`` for a slider, a list
            or a dict of choices, True or False, or any widget with a value.
    """

    def __init__(
        self,
        setup: Callable,
        update: Callable[..., str | None],
        *,
        alt: str,
        size: tuple[float, float] = (6.4, 3.6),
        dpi: int = 100,
        **controls,
    ):
        if not controls:
            raise ValueError("a live figure needs at least one control, for example eta=(0.01, 1, 0.01)")
        self.controls = {name: control(name, given) for name, given in controls.items()}
        self._alt, self._update = alt, update
        self._check_alt()
        self._check_update()
        self._fast = FastFigure(setup, size, dpi)
        self._promised = False
        self._picture, self._caption = widgets.HTML(), widgets.HTML()
        super().__init__([row_of(*self.controls.values()), self._picture, self._caption, SliderNames()])
        for slider in self.controls.values():
            slider.observe(self._changed, "value")
        self._show()

    @property
    def values(self) -> dict:
        """Return the value of every control by its name."""
        return {name: widget.value for name, widget in self.controls.items()}

    @property
    def artists(self):
        """Return what ``setup`` returned."""
        return self._fast.artists

    def set(self, **values) -> LiveFigure:
        """Set controls by name, draw once and return the figure itself."""
        unknown = ", ".join(values.keys() - self.controls.keys())
        if unknown:
            raise ValueError(f"there is no control {unknown}; the controls are {', '.join(self.controls)}")
        self._promised = True
        try:
            for name, value in values.items():
                set_exactly(name, self.controls[name], value)
        finally:
            self._show()
        return self

    def frame(self) -> bytes:
        """Return the picture for the present values as a PNG."""
        return self._draw()[0]

    def describe(self) -> str:
        """Return the alternative text for the present values, with the caption if there is one."""
        return self._draw()[1]

    def _draw(self) -> tuple[bytes, str, str]:
        """Return the picture, its alternative text and its caption."""
        caption = self._update(self.artists, **self.values)
        if not isinstance(caption, (str, type(None))):
            raise TypeError(f"update must return None or a caption, got {caption!r}")
        caption = caption or ""
        return self._fast.png(), f"{self._alt_text()}. {caption}".strip(), caption

    def _changed(self, _change) -> None:
        """Promise a frame: whatever else changes before it is drawn is in it, so that the latest value wins."""
        if self._promised:
            return
        try:
            asyncio.get_running_loop().call_soon(self._show)
        except RuntimeError:  # no event loop, no kernel: draw at once
            self._show()
        else:
            self._promised = True

    def _show(self) -> None:
        self._promised = False
        png, alt, caption = self._draw()
        self._picture.value = image_tag(png, alt)
        self._caption.value = f'<div style="line-height: 1.5">{html.escape(caption)}</div>'

    def _repr_mimebundle_(self, **kwargs) -> dict:
        """Return the live widget, and a picture with a text for where there is no kernel."""
        bundle = dict(super()._repr_mimebundle_(**kwargs) or {})
        return bundle | {"text/plain": f"Live figure: {self.describe()}", "image/png": text_of(self.frame())}

    def _alt_text(self) -> str:
        """Return the alternative text with the values filled in; 0.1 + 0.2 reads 0.3."""
        tidy = {name: float(f"{v:.9g}") if isinstance(v, float) else v for name, v in self.values.items()}
        return self._alt.format(**tidy)

    def _check_alt(self) -> None:
        if not isinstance(self._alt, str) or not self._alt.strip():
            raise ValueError(f"alt must say in words what the picture shows, got {self._alt!r}")
        try:
            self._alt_text()
        except (KeyError, IndexError) as missing:
            raise ValueError(f"alt names {missing}, but the controls are {', '.join(self.controls)}") from None

    def _check_update(self) -> None:
        try:
            inspect.signature(self._update).bind(None, **self.values)
        except TypeError as problem:
            expected = ", ".join(["artists", *self.controls])
            raise TypeError(f"update must accept ({expected}): {problem}") from None
