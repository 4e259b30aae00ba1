"""The digit pad: a digit is written by hand, a network answers at every stroke, and the blame goes back to the pixels.

The mathematics runs in the browser (``mathematics.js``): the drawing becomes 8 by 8 numbers as the makers of the digits
made theirs (``reduction.py``), a small network reads them, and BP1 and BP2 go back from a target that the reader
chooses: δ of the hidden units and ∂C/∂x of the pixels.  The network that comes along was trained by
``tools/digit_pad_network.py``.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import traitlets
from matplotlib.figure import Figure

from bplib import _validation as check
from bplib.network import Network
from bplib.plotting.number_text import number_text
from bplib.widgets.browser_widget import BrowserWidget, script, style_sheet
from bplib.widgets.digit_pad import handed_in
from bplib.widgets.digit_pad.examples import EXAMPLES
from bplib.widgets.digit_pad.picture import picture
from bplib.widgets.digit_pad.reduction import PAD, reduced

TINY = 1e-12  # a blame that is smaller everywhere may be nothing but rounding
MOST_MOVES = 40  # of the ink
UNITS = "sigmoid", "softmax"  # of a network that is handed in as lists, unless one says otherwise
MOST_NUMBERS = 10_000  # of all strokes


class Answer(NamedTuple):
    """What is shown: ink x (64,), outputs a (10,), errors δ of each layer, ∂C/∂x (64,), and the cost."""

    x: np.ndarray
    a: np.ndarray
    D: list
    pixels: np.ndarray
    cost: float


class DigitPad(BrowserWidget):
    """A pad on which one writes a digit, for example ``DigitPad()``, or with a network of one's own ``DigitPad(W, b)``.

    ``network()`` gives back the network, ``x`` the drawing as the network sees it, ``answer()`` all that is shown.

    Args:
        W, b: lists over layers, ``[None, W1, W2, ...]`` and ``[None, b1, b2, ...]`` as in lesson 4, ``W[l]`` of shape
            (n_l, n_{l-1}), from 64 pixels to 10 digits; or a ``bplib.Network`` in place of W.  Default: a 64-40-10
            network that comes along.  The numbers are rounded to float32.
        activation: of the hidden units of lists, "sigmoid", "tanh", "relu", "leaky_relu" or "identity".
        output: of lists, "softmax" (with cross-entropy) or "sigmoid" (with binary cross-entropy).
        standardize: (mean, deviation) with which the network's pictures were standardised, where they were; the ink
            of the pad goes from 0 to 1, as in ``bplib.data.datasets.digits``.
        drawing: a digit, for the example of it, or strokes: lists of points (x, y) from 0 to 256, y downwards.
        target: the digit that the cost asks for.

    Raises:
        ValueError, TypeError: when an argument does not fit; the message says which, and what to do.
    """

    _title, _name = "The digit pad", "pad"
    _offers = ("shipped", "examples")
    _code = script("digit_pad")
    _css = style_sheet("digit_pad", root="digit-pad")

    strokes = traitlets.List(traitlets.List(traitlets.Int())).tag(sync=True)  # each x0, y0, x1, y1, ...
    target = traitlets.Int(min=0, max=9).tag(sync=True)
    moves = traitlets.Int(min=0, max=MOST_MOVES).tag(sync=True)  # steps of the ink against ∂C/∂x
    own = traitlets.Unicode().tag(sync=True)  # a network that was handed in, as text
    shipped = traitlets.Unicode().tag(sync=True)  # the one that comes along
    examples = traitlets.List().tag(sync=True)
    original = traitlets.Dict().tag(sync=True)  # what to come back to

    def __init__(
        self,
        W=None,
        b=None,
        *,
        activation: str = UNITS[0],
        output: str = UNITS[1],
        standardize=None,
        drawing=3,
        target: int = 8,
    ):
        own = _text_of(W, b, activation, output, standardize)
        if check.whole_number("target", target, 0) > 9:
            raise ValueError(f"target must be a digit from 0 to 9, got {target}")
        settings = {"strokes": _checked_strokes(drawing), "target": int(target), "moves": 0}
        examples = [list(strokes) for strokes in EXAMPLES]
        super().__init__(**settings, own=own, shipped=_shipped(), examples=examples, original=settings)

    # --- what is shown, in the library

    def network(self) -> Network:
        """Return the network that answers."""
        return self._parts()[0]

    @property
    def x(self) -> np.ndarray:
        """Return the ink as the network sees it, shape (64,), from 0 to 1, before it is standardised."""
        x = reduced(self.strokes)
        for _ in range(self.moves):
            pixels = self._answer_to(x).pixels
            if (largest := np.abs(pixels).max()) > TINY:
                x = np.clip(x - pixels / largest / 16, 0, 1)
        return x

    def answer(self) -> Answer:
        """Return what the page shows, computed by the library."""
        return self._answer_to(self.x)

    def _answer_to(self, x: np.ndarray) -> Answer:
        network, shift, scale = self._parts()
        Y = np.eye(10)[[self.target]]
        trace = network.forward((x[None] - shift) / scale)
        D = network.backward(trace, Y).D  # BP1, BP2
        pixels = (D[1] @ network.W[1])[0] / scale
        cost = float(network.loss.per_example(trace.Z[-1], trace.A[-1], Y)[0])
        return Answer(x, trace.A[-1][0], [None, *(delta[0] for delta in D[1:])], pixels, cost)

    def _parts(self) -> tuple[Network, np.ndarray, np.ndarray]:
        return handed_in.from_text(self.own or self.shipped)

    # --- the same without a kernel, or without anything that runs

    def figure(self) -> Figure:
        """Return the input, the ten outputs, δ of the hidden units and ∂C/∂x as a picture."""
        return picture(self.answer(), self.target)

    def description(self) -> str:
        """Return in words what the network says, and which pixels the cost blames."""
        answer, sizes = self.answer(), "-".join(map(str, self.network().sizes))
        which = "a network that was handed in" if self.own else "the network that comes along"
        lines = [f"The digit pad: a drawing at 8 by 8, read by {which}, {sizes}."]
        if not self.strokes:
            return "\n".join([*lines, f"The pad is empty. The target is {self.target}."])
        first, second = np.argsort(-answer.a, kind="stable")[:2]
        lines.append(f"It says {first}, {share_text(answer.a[first])}; next {second}, {share_text(answer.a[second])}.")
        lines.append(f"The target is {self.target}: the cost is {number_text(float(f'{answer.cost:.2g}'))}.")
        lines.append(_blame_in_words(answer.pixels))
        return "\n".join(lines)


def share_text(share: float) -> str:
    """Return a share in percent, never 0 or 100 where it is not."""
    percent = int(np.floor(100 * share + 0.5))
    if percent == 0 and share > 0:
        return "< 1 %"
    return "> 99 %" if percent == 100 and share < 1 else f"{percent} %"


def _blame_in_words(pixels: np.ndarray) -> str:
    """Return where ∂C/∂x is lowest and highest."""
    if np.abs(pixels).max() <= TINY:
        return "No pixel has a ∂C/∂x above 1e-12."
    low, high = (f"row {k // 8 + 1}, column {k % 8 + 1}" for k in (pixels.argmin(), pixels.argmax()))
    return f"∂C/∂x is lowest in {low} and highest in {high}."


# --- what is handed in


@cache
def _shipped() -> str:
    """Return the network that comes along, as text."""
    plain = json.loads((files(__package__) / "network.json").read_text(encoding="utf-8"))
    network = Network(plain["sizes"], plain["activations"], plain["loss"], rng=np.random.default_rng(0))
    network.theta = plain["theta"]
    return handed_in.as_text(network)


def _text_of(W, b, activation, output, standardize) -> str:
    """Return a network that is handed in as text, "" for none."""
    if ((W is None and b is None) or isinstance(W, Network)) and (activation, output) != UNITS:
        raise ValueError(
            "activation and output belong to lists of your own: DigitPad(W, b, activation=..., output=...)"
        )
    if W is None and b is None:
        if standardize is not None:
            raise ValueError("standardize belongs to a network of your own: DigitPad(W, b, standardize=...)")
        return ""
    if isinstance(W, Network):
        if b is not None:
            raise ValueError("a Network has its biases: DigitPad(network), without b")
        network = handed_in.checked(W)
    elif W is None or b is None:
        raise ValueError(f"{'W' if W is None else 'b'} is missing: DigitPad(W, b), or DigitPad(network)")
    else:
        network = handed_in.network_of(W, b, activation, output)
    return handed_in.as_text(network, handed_in.scale_of(standardize))


def _checked_strokes(drawing) -> list[list[int]]:
    """Return the strokes of an example, or strokes as lists of points with their numbers in a row."""
    if isinstance(drawing, (int, np.integer)) and not isinstance(drawing, bool) and 0 <= drawing <= 9:
        return [list(stroke) for stroke in EXAMPLES[drawing]]
    how = f"drawing must be a digit from 0 to 9, or strokes [[(x, y), (x, y), ...], ...] with numbers from 0 to {PAD}"
    if not isinstance(drawing, (list, tuple)):
        raise ValueError(f"{how}; got {drawing!r}")
    strokes = [handed_in.reals(f"stroke {i}", stroke) for i, stroke in enumerate(drawing)]
    for i, stroke in enumerate(strokes):
        if stroke.ndim != 2 or stroke.shape[1] != 2 or not len(stroke):
            raise ValueError(f"{how}; stroke {i} has shape {stroke.shape}")
        if not ((stroke >= 0) & (stroke <= PAD)).all():  # NaN is not
            raise ValueError(f"{how}; stroke {i} goes from {stroke.min():g} to {stroke.max():g}")
    if sum(stroke.size for stroke in strokes) > MOST_NUMBERS:
        raise ValueError(f"drawing must have at most {MOST_NUMBERS // 2} points; leave some out")
    return [np.rint(stroke).astype(int).ravel().tolist() for stroke in strokes]
