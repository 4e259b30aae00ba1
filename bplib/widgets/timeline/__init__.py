"""The timeline to explore: choose an entry and read what exactly was contributed, where, and how far that is checked.

The page is drawn in the browser (``view.js``), from the entries and relations of ``bplib.historic.timeline``
and with the places that ``bplib.plotting.timeline`` finds, so it stays alive in pages without a kernel.
"""

from __future__ import annotations

import traitlets
from matplotlib.figure import Figure

from bplib.historic import timeline
from bplib.plotting import timeline as drawing
from bplib.widgets.browser_widget import BrowserWidget, script, style_sheet

LABELS = ("names", "topics", "both")
ROW = 24  # pixels: the rows of the figure are too low to be hit by a finger

_GEOMETRY = ("AXIS", "YEARS", "NUMBER", "LEFT", "RIGHT", "TOP", "BOTTOM", "ROW", "PAD", "GAP", "RADIUS", "DOT")


class Timeline(BrowserWidget):
    """The history of backpropagation to explore, for example ``Timeline("linnainmaa-1970")``.

    Args:
        selected: the key of the entry whose card is open.
        threads: which threads are shown, from ``bplib.historic.timeline.THREADS``; all of them when left out.
        query: words that an entry must contain; the others fade.
        labels: what stands beside the dots, "names", "topics" or "both".

    Raises:
        ValueError: for a key or a thread that does not exist.
    """

    _title, _name = "Timeline of backpropagation", "timeline"
    _offers = ("entries", "relations", "names", "geometry")
    _code = script("timeline")
    _css = style_sheet("timeline", root="history-timeline")

    entries = traitlets.List(traitlets.Dict()).tag(sync=True)
    relations = traitlets.List(traitlets.Dict()).tag(sync=True)
    names = traitlets.Dict().tag(sync=True)  # of the threads and of the marks, in words
    geometry = traitlets.Dict().tag(sync=True)  # where the years stand, and how large things are
    selected = traitlets.Unicode().tag(sync=True)
    threads = traitlets.List(traitlets.Unicode()).tag(sync=True)
    query = traitlets.Unicode().tag(sync=True)
    labels = traitlets.Enum(LABELS, "names").tag(sync=True)

    def __init__(self, selected: str = "rumelhart-1986", *, threads=tuple(timeline.THREADS), query="", labels="names"):
        timeline.entry(selected)
        timeline.in_threads(*threads)
        super().__init__(
            entries=[_plain(entry) for entry in timeline.ENTRIES],
            relations=[line._asdict() for line in timeline.RELATIONS],
            names={"threads": timeline.THREADS, "marks": drawing.MARK_NAMES},
            geometry={name: getattr(drawing, name) for name in (*_GEOMETRY, "LETTER", "BOLD")} | {"ROW": ROW},
            selected=selected,
            threads=list(threads),
            query=query,
            labels=labels,
        )

    @property
    def entry(self) -> timeline.Entry:
        """Return the entry whose card is open."""
        return timeline.entry(self.selected)

    def figure(self) -> Figure:
        """Return the timeline as a Matplotlib figure."""
        return drawing.timeline_figure(self._shown(), selected=self.selected)

    def description(self) -> str:
        """Return the timeline in words, a line an entry."""
        shown = self._shown()
        lines = [f"Timeline of backpropagation, {len(shown)} entries:"]
        return "\n".join(lines + [f"{entry.when}, {entry.who}: {entry.topic}." for entry in shown])

    def _shown(self) -> tuple[timeline.Entry, ...]:
        return timeline.in_threads(*self.threads) if self.threads else ()


def _plain(entry: timeline.Entry) -> dict:
    """Return an entry as the browser takes it: its fields and what follows from them."""
    derived = ("first_year", "when", "name", "checked", "link")
    return entry._asdict() | {name: getattr(entry, name) for name in derived}
