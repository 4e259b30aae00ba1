"""Figures for notebooks: made without pyplot's global state, shown with a caption and words for who cannot see them.

``show`` is the one place that puts a figure into a notebook.  Where a kernel runs it is a ``<figure>``: the picture
with an alternative text, a visible caption, and colours that follow the theme.  Beside it stand the bare picture and
the caption as text, which are what is stored: ``tools/notebooks.py`` leaves the HTML out.
"""

from __future__ import annotations

import base64
import os
import re
from html import escape
from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

from bplib.plotting.style import quiet_axes

PLAIN = "BPLIB_FIGURES"  # an environment variable; "plain" where outputs are stored or compared: no HTML

# In the dark the lightness of all colours is turned over and their hue stays: what stood out still does, blue is blue.
# White becomes #111111, the ground of JupyterLab's dark theme.
_STYLE = """<style>
.bplib-figure { margin: 0.5em 0; }
.bplib-figure img { height: auto; max-width: 100%; }
.bplib-figure figcaption { font-size: 0.93em; max-width: 62em; padding: 0.3em 0; }
body[data-jp-theme-light="false"] .bplib-figure img { filter: invert(0.9333) hue-rotate(180deg); }
</style>"""
_FIGURE = """<figure class="bplib-figure">{style}
<img src="data:image/png;base64,{picture}" alt="{alt}">
<figcaption>{caption}</figcaption>
</figure>"""


def figure(rows: int = 1, columns: int = 1, width: float = 8.0, height: float = 3.4, frames: bool = True, **options):
    """Return ``(fig, axes)`` with axes as ``Figure.subplots`` gives them; sizes in inches.

    ``frames=False`` leaves out axes, for pictures and diagrams; ``options`` go to ``Figure.subplots``.
    """
    fig = Figure(figsize=(width, height), layout="constrained")
    axes = fig.subplots(rows, columns, **options)
    for ax in fig.axes:
        if frames:
            quiet_axes(ax)
        else:
            ax.set_axis_off()
    return fig, axes


def png(fig: Figure, dpi: int = 100) -> bytes:
    """Return the figure as a PNG without the version of the program that wrote it."""
    buffer = BytesIO()
    fig.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()


def show(fig: Figure, caption: str) -> None:
    """Display the figure in a notebook; ``caption``, also its text form, says in a sentence what the picture shows.

    Raises:
        ValueError: when the caption is empty.
    """
    from IPython.display import display

    if not caption.strip():
        raise ValueError("caption must say in words what the figure shows, for those who cannot see it")
    data, alt = {"image/png": png(fig), "text/plain": caption}, alternative(fig)
    if os.environ.get(PLAIN) != "plain":
        data["text/html"] = html(data["image/png"], caption, alt)
    display(data, metadata={"image/png": {"alt": alt}}, raw=True)


def html(picture: bytes, caption: str, alt: str) -> str:
    """Return a ``<figure>`` with the PNG, an alternative text and a visible caption."""
    encoded = base64.b64encode(picture).decode("ascii")
    return _FIGURE.format(style=_STYLE, picture=encoded, alt=escape(alt), caption=escape(caption, quote=False))


# --- the alternative text


def alternative(fig: Figure) -> str:
    """Return what a picture consists of: its charts with their axes and curves, or the titles of its pictures.

    It is taken from the figure, so it also holds when a learner has changed what is drawn.  A drawing that leaves
    sentences as the label of its Axes speaks for itself.  What the figure says is the matter of the caption.
    """
    if said := [ax.get_label() for ax in fig.axes if ax.get_label().endswith(".")]:
        return " ".join(said)
    charts = [words for ax in fig.axes if ax.axison and (words := _chart(ax))]
    titles = [_plain(ax.get_title()) for ax in fig.axes if not ax.axison and ax.get_title()]
    if charts:
        return f"{'Chart' if len(charts) == 1 else f'{len(charts)} charts'}: {'; '.join(charts)}."
    return f"Pictures: {', '.join(titles)}." if titles else "Diagram."


def _chart(ax: Axes) -> str:
    """Return the words that stand at an Axes: the title, both labels, its rows, the curves of its legend."""
    labels = " against ".join(filter(None, map(_plain, (ax.get_ylabel(), ax.get_xlabel()))))
    legend = ax.get_legend()
    curves = ", ".join(_plain(text.get_text()) for text in legend.get_texts()) if legend else ""
    return ": ".join(filter(None, (_plain(ax.get_title()), labels, _rows(ax), curves)))


def _rows(ax: Axes) -> str:
    """Return the words at the left of rows, from the top down, where words stand there and no numbers."""
    rows = [_plain(text.get_text()) for text in ax.get_yticklabels()]  # those that are seen
    if not isinstance(ax.yaxis.get_major_locator(), FixedLocator) or not any(map(str.isalpha, "".join(rows))):
        return ""
    return ", ".join(rows if ax.yaxis_inverted() else reversed(rows))


def _plain(text: str) -> str:
    """Return a text of Matplotlib on one line and without the signs of formulas."""
    return " ".join(re.sub(r"[${}\\]", "", text).split())
