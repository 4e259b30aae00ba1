"""The timeline to explore: choose an entry and read what exactly was contributed, where, and how far that is checked.

The page is drawn in the browser (``timeline.js``), from the entries and relations of ``bplib.historic.timeline``
and with the places that ``bplib.plotting.timeline`` finds, so it stays alive in pages without a kernel.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path

import anywidget
import traitlets

from bplib.historic import timeline
from bplib.plotting import figure as figures
from bplib.plotting import timeline as drawing

LABELS = ("names", "topics", "both")

_HERE = Path(__file__).parent
_GEOMETRY = ("AXIS", "YEARS", "NUMBER", "LEFT", "RIGHT", "TOP", "BOTTOM", "ROW", "PAD", "GAP", "RADIUS", "DOT")
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Timeline of backpropagation</title>
<style>:root {{ color-scheme: light dark; }} body {{ background: #ffffff; margin: 0; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #15181c; }} }}
{css}</style>
<body><main id="timeline"></main>
<script type="module">
{js}
const model = plainModel({state});
window.timeline = model;
render({{ model, el: document.getElementById("timeline") }});
</script></body></html>
"""


class Timeline(anywidget.AnyWidget):
    """The history of backpropagation to explore, for example ``Timeline("linnainmaa-1970")``.

    Args:
        selected: the key of the entry whose card is open.
        threads: which threads are shown, from ``bplib.historic.timeline.THREADS``; all of them when left out.
        query: words that an entry must contain; the others fade.
        labels: what stands beside the dots, "names", "topics" or "both".

    Raises:
        ValueError: for a key or a thread that does not exist.
    """

    # Read once, as text: a Path would be watched for changes.
    _esm = (_HERE / "timeline.js").read_text(encoding="utf-8")
    _css = (_HERE / "timeline.css").read_text(encoding="utf-8")

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
            geometry={name: getattr(drawing, name) for name in (*_GEOMETRY, "LETTER", "BOLD")},
            selected=selected,
            threads=list(threads),
            query=query,
            labels=labels,
        )

    @property
    def entry(self) -> timeline.Entry:
        """Return the entry whose card is open."""
        return timeline.entry(self.selected)

    def html(self) -> str:
        """Return a page of its own with this timeline, alive without a kernel and without a network connection."""
        names = ("entries", "relations", "names", "geometry", "selected", "threads", "query", "labels")
        state = json.dumps({name: getattr(self, name) for name in names}).replace("<", "\\u003c")
        return _PAGE.format(css=self._css, js=self._esm, state=state)

    def description(self) -> str:
        """Return the timeline in words, a line an entry."""
        shown = self._shown()
        lines = [f"Timeline of backpropagation, {len(shown)} entries:"]
        return "\n".join(lines + [f"{entry.when}, {entry.who}: {entry.topic}." for entry in shown])

    def _shown(self) -> tuple[timeline.Entry, ...]:
        return timeline.in_threads(*self.threads) if self.threads else ()

    def _repr_mimebundle_(self, **kwargs):
        """Return the live view together with a picture and a description of the same state."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        png = figures.png(drawing.timeline_figure(self._shown(), selected=self.selected), dpi=120)
        picture = {"text/plain": self.description(), "image/png": base64.b64encode(png).decode("ascii")}
        return {**data, **picture}, metadata


def _plain(entry: timeline.Entry) -> dict:
    """Return an entry as the browser takes it: its fields and what follows from them."""
    derived = ("first_year", "when", "name", "checked", "link")
    return entry._asdict() | {name: getattr(entry, name) for name in derived}
