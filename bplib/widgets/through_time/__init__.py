"""Through time: a recurrent layer unrolled, the length of its gradient at each moment, and what each use of U adds.

The mathematics runs in the browser (``mathematics.js``).  This package checks what goes in, computes the same with
``bplib.layers``, and draws the picture that stands in where nothing runs.
"""

from __future__ import annotations

import traitlets
from matplotlib.figure import Figure

from bplib import _validation as check
from bplib.plotting.number_text import number_text
from bplib.plotting.through_time import draw_lengths, draw_shares, draw_states, time_figure
from bplib.widgets.browser_widget import BrowserWidget, script, style_sheet
from bplib.widgets.through_time.network import KINDS, LONGEST, MOST_UNITS, Found, Settings, measured
from bplib.widgets.through_time.words import sentences, short

LARGEST_SEED = 9999
TITLES = {"rnn": "tanh units", "lstm": "LSTM", "gru": "GRU"}
_SETTINGS = ("kind", "n", "moments", "radius", "gain", "keep", "window", "seed")


class ThroughTime(BrowserWidget):
    """A recurrent layer and its way back in time: ``ThroughTime("lstm", moments=60, keep=5, window=20)``.

    ``measured()`` gives what is shown, as the library computes it.

    Args:
        kind: "rnn" (tanh units), "lstm" or "gru".
        n: the number of units, 1 to 8.
        moments: T, from 2 to 60.
        radius: r, from 0 to 3: U is r times an orthogonal matrix.
        gain: of the inputs, which are normal numbers, from 0 to 2.
        keep: the bias of the gate that keeps the old state, f of an LSTM and z of a GRU, from -5 to 8.
        window: how many moments the error goes back, 1 to 60, or "all".
        seed: of all weights and inputs, 0 to 9999.
        moment: the one that is looked at, or "last".

    Raises:
        ValueError, TypeError: when an argument does not fit; the message says which.
    """

    _title, _name = "Through time", "time"
    _code = script("through_time")
    _css = style_sheet("through_time", root="through-time")

    kind = traitlets.Unicode().tag(sync=True)
    n = traitlets.Int().tag(sync=True)
    moments = traitlets.Int().tag(sync=True)
    radius = traitlets.Float().tag(sync=True)
    gain = traitlets.Float().tag(sync=True)
    keep = traitlets.Float().tag(sync=True)
    window = traitlets.Int().tag(sync=True)  # one that is longer than the sequence cuts nothing
    seed = traitlets.Int().tag(sync=True)
    moment = traitlets.Int().tag(sync=True)
    original = traitlets.Dict().tag(sync=True)  # what to come back to

    def __init__(
        self,
        kind: str = "rnn",
        *,
        n: int = 3,
        moments: int = 30,
        radius: float = 1.0,
        gain: float = 0.5,
        keep: float = 1.0,
        window: int | str = "all",
        seed: int = 0,
        moment: int | str = "last",
    ):
        check.choice("kind", kind, KINDS)
        window, moment = LONGEST if window == "all" else window, LONGEST if moment == "last" else moment
        settings = {
            "kind": kind,
            **{name: float(check.number(name, value, *ends)) for name, value, ends in _real(radius, gain, keep)},
            **{
                name: int(check.number(name, check.whole_number(name, value, low=0), *ends))
                for name, value, ends in _whole(n, moments, window, seed, moment)
            },
        }
        super().__init__(**settings, original=settings)

    # --- what is shown, in the library

    def settings(self) -> Settings:
        """Return what the layer is made from."""
        given = {name: getattr(self, name) for name in _SETTINGS}
        return Settings(**{**given, "window": min(self.window, self.moments)})

    def measured(self) -> Found:
        """Return states, gradients by moment, and the shares in ∂C/∂U."""
        return measured(self.settings())

    # --- the same without a kernel, or without anything that runs

    def figure(self) -> Figure:
        """Return the states, the lengths of the gradients on a logarithmic axis, and the shares in ∂C/∂U."""
        (fig, axes), settings, found = time_figure(), self.settings(), self.measured()
        draw_states(axes["states"], found.states)
        draw_lengths(axes["lengths"], found.length, found.cell, settings.factor)
        draw_shares(axes["shares"], found.share, settings.window)
        return fig

    def description(self) -> str:
        """Return in words what ``figure`` shows."""
        settings, found = self.settings(), self.measured()
        head = f"Through time: {TITLES[self.kind]}, n = {self.n}, T = {self.moments}, "
        head += f"radius {number_text(self.radius)}, gain {number_text(self.gain)}, "
        head += f"bias of the gate that keeps {number_text(self.keep)}." if self.kind != "rnn" else "no gates."
        lines = [f"{head} {sentences(settings, found)}"]
        for t in sorted({1, (self.moments + 1) // 2, self.moments}):
            share = number_text(round(100 * found.share[t - 1], 1))
            lines.append(f"t = {t}: |∂C/∂h| = {short(found.length[t - 1])}, {share} % of ∂C/∂U.")
        return "\n".join(lines)


def _real(radius, gain, keep) -> list[tuple]:
    return [("radius", radius, (0, 3)), ("gain", gain, (0, 2)), ("keep", keep, (-5, 8))]


def _whole(n, moments, window, seed, moment) -> list[tuple]:
    return [
        ("n", n, (1, MOST_UNITS)),
        ("moments", moments, (2, LONGEST)),
        ("window", window, (1, LONGEST)),
        ("seed", seed, (0, LARGEST_SEED)),
        ("moment", moment, (1, LONGEST)),
    ]
