"""A figure that is drawn many times a second.

Drawing a whole figure takes Matplotlib about 60 ms, most of it for axes, ticks and labels that stay the same.  So the
axes are drawn once and kept as a picture; a frame is that picture with the moving artists drawn on top, about 10 ms.
There is no pyplot here: the figure is in no list of open figures and vanishes with its owner.
"""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Callable, Iterable, Mapping

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image


class FastFigure:
    """A persistent figure; ``setup(figure)`` makes the axes and returns the artists that will move.

    Args:
        setup: returns one artist, a sequence or a dict of them; whatever it returns is kept as ``artists``.
        size: width and height in inches.
        dpi: pixels an inch.
    """

    def __init__(self, setup: Callable[[Figure], object], size: tuple[float, float] = (6.4, 3.6), dpi: int = 100):
        self.figure = Figure(size, dpi=dpi, facecolor="white", layout="constrained")
        self.figure.get_layout_engine().set(w_pad=0.08, h_pad=0.08)
        self.canvas = FigureCanvasAgg(self.figure)
        self.artists = setup(self.figure)
        self._moving = sorted(_all_artists(self.artists), key=Artist.get_zorder)
        if not self._moving:
            raise ValueError(f"setup must return the artists that move, got {self.artists!r}")
        for artist in self._moving:
            artist.set_animated(True)
        self.figure.draw_without_rendering()
        self.figure.set_layout_engine("none")  # from here on the axes keep their places
        self._background, self._limits = None, None

    def png(self) -> bytes:
        """Draw the moving artists and return the picture; the axes are drawn again only when their limits changed."""
        limits = [axes.viewLim.frozen().bounds for axes in self.figure.axes]
        if self._background is None or limits != self._limits:
            self.canvas.draw()
            self._background, self._limits = self.canvas.copy_from_bbox(self.figure.bbox), limits
        self.canvas.restore_region(self._background)
        for artist in self._moving:
            artist.draw(self.canvas.get_renderer())
        return _encode(np.asarray(self.canvas.buffer_rgba()))


def _all_artists(found) -> list[Artist]:
    """Return the artists in a nest of sequences and dicts."""
    if isinstance(found, Artist):
        return [found]
    if isinstance(found, Mapping):
        found = found.values()
    if not isinstance(found, Iterable) or isinstance(found, str):
        raise TypeError(f"setup must return artists of the figure (one, a sequence or a dict), got {found!r}")
    return [artist for part in found for artist in _all_artists(part)]


def _encode(pixels: np.ndarray) -> bytes:
    """Return pixels of shape (height, width, 4) as a PNG without metadata, lightly compressed."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).convert("RGB").save(buffer, "png", compress_level=1)
    return buffer.getvalue()


def text_of(png: bytes) -> str:
    """Return a picture as text, for a page or for the outputs of a notebook."""
    return base64.b64encode(png).decode()


def image_tag(png: bytes, alt: str) -> str:
    """Return the ``<img>`` of a picture, with its alternative text; its class is known to ``slider_names.css``."""
    style = "display: block; max-width: 100%; border-radius: 4px"
    return (
        f'<img class="bplib-live" alt="{html.escape(alt)}" style="{style}" src="data:image/png;base64,{text_of(png)}">'
    )
