"""The convolution explorer: a weight that is used at many places gets the sum of the gradients of its uses.

The mathematics runs in the browser (``mathematics.js``).  This package checks what goes in, computes the same with
``bplib.layers.Convolution``, and draws the picture that stands in where nothing runs.
"""

from __future__ import annotations

import numpy as np
import traitlets
from matplotlib.figure import Figure

from bplib import _validation as check
from bplib.plotting.convolution_explorer import convolution_figure, draw_grid, draw_matrix, draw_uses
from bplib.plotting.number_text import number_text
from bplib.widgets.browser_widget import BrowserWidget, script, style_sheet
from bplib.widgets.convolution_explorer.numbers import (
    CIRCLE,
    EXAMPLES,
    TABLE,
    Found,
    Setting,
    computed,
    fitting_targets,
    padded,
    uses,
)
from bplib.widgets.convolution_explorer.words import sentence_of

KINDS = ("correlation", "convolution")
KERNELS = ((1, 3), (2, 2), (3, 3))
LARGEST, LARGEST_TARGET, SIDE = 99, 1e6, 6  # of a number that can be set; rows and columns of x


class ConvolutionExplorer(BrowserWidget):
    """A convolution, link by link: ``ConvolutionExplorer("6x6", stride=2, chosen=("weight", 0, 0))``.

    ``computed()`` gives the outputs, δ, the cost ½ Σ (z - y)² and its derivatives, as the library computes them.

    Args:
        example: "1-D example", "2-D example" or "6x6": where x, kernel, bias and targets come from, unless they are
            given.
        x: the input, at most 6 rows and 6 columns.
        kernel: the weights, of shape (1, 3), (2, 2) or (3, 3).
        bias: a number that is added to each output.
        targets: what the outputs should be, in their shape; without it δ become small whole numbers.
        stride, padding: 1 or 2, and 0 or 1.  A single row of numbers is padded at its ends only.
        kind: "correlation", or "convolution", which lays the kernel down turned by half a circle.
        chosen: what is lit: ("weight", i, j), ("input", u, v), ("output", p, q), ("target", p, q) or ("bias", 0, 0).
        looked: whether the uses of a weight are shown at once; else there is a question before them.

    Raises:
        ValueError, TypeError: when an argument does not fit; the message says which.
    """

    _title, _name = "The convolution explorer", "convolution"
    _offers = ("examples", "table", "circle")
    _code = script("convolution_explorer")
    _css = style_sheet("convolution_explorer", root="convolution-explorer")

    example = traitlets.Unicode().tag(sync=True)
    x = traitlets.List().tag(sync=True)
    kernel = traitlets.List().tag(sync=True)
    bias = traitlets.Float().tag(sync=True)
    targets = traitlets.List().tag(sync=True)
    stride = traitlets.Int().tag(sync=True)
    padding = traitlets.Int().tag(sync=True)
    kind = traitlets.Unicode().tag(sync=True)
    chosen = traitlets.List().tag(sync=True)
    looked = traitlets.Bool().tag(sync=True)
    original = traitlets.Dict().tag(sync=True)  # what to come back to
    examples = traitlets.Dict().tag(sync=True)
    table = traitlets.List().tag(sync=True)  # of the weights that a larger kernel gets
    circle = traitlets.List().tag(sync=True)  # of δ, where there are no targets yet

    def __init__(
        self,
        example: str = "2-D example",
        *,
        x=None,
        kernel=None,
        bias: float | None = None,
        targets=None,
        stride: int = 1,
        padding: int = 0,
        kind: str = "correlation",
        chosen: tuple[str, int, int] = ("weight", 0, 0),
        looked: bool = False,
    ):
        given = check.choice("example", example, EXAMPLES)
        if not isinstance(looked, bool):
            raise TypeError(f"looked must be True or False, got {looked!r}")
        setting = _setting(given, x, kernel, bias, stride, padding, kind)
        as_in_the_example = x is None and kernel is None and bias is None and (stride, padding) == (1, 0)
        if targets is None and as_in_the_example:
            targets = given["targets"]
        y = _targets(setting, targets)
        state = {
            "example": example,
            **{name: getattr(setting, name) for name in ("bias", "stride", "padding", "kind")},
            **{"x": setting.x.tolist(), "kernel": setting.kernel.tolist(), "targets": y.tolist()},
            "chosen": _chosen(setting, y, chosen),
            "looked": looked,
        }
        super().__init__(**state, original=state, examples=_examples(), table=TABLE, circle=CIRCLE)

    # --- what is shown, in the library

    def setting(self) -> Setting:
        """Return the convolution without its targets."""
        arrays = (np.array(rows, dtype=float) for rows in (self.x, self.kernel))
        return Setting(*arrays, self.bias, self.stride, self.padding, self.kind)

    def computed(self) -> Found:
        """Return the outputs, δ, the cost and its derivatives."""
        return computed(self.setting(), np.array(self.targets, dtype=float))

    # --- the same without a kernel, or without anything that runs

    def figure(self) -> Figure:
        """Return x, the kernel and δ, with all uses of one weight, and the matrix of tied weights."""
        (fig, axes), setting, found = convolution_figure(), self.setting(), self.computed()
        kind, *place = self.chosen
        i, j = place if kind == "weight" else (0, 0)
        x, padding = padded(setting.x, setting.padding), self.padding
        around = (0 if len(setting.x) == 1 else padding, padding)
        draw_grid(axes["x"], x, "x")
        draw_grid(axes["kernel"], setting.kernel, "w", lit=[(i, j)])
        draw_grid(axes["delta"], found.delta, "δ")
        terms = uses(setting, found, i, j)
        places = [(u + around[0], v + around[1]) for _, (u, v), *_ in terms]
        draw_uses(axes["x"], axes["delta"], places, [term.output for term in terms])
        draw_matrix(axes["matrix"], _tied(setting, found), setting.kernel.size)
        return fig

    def description(self) -> str:
        """Return in words what ``figure`` shows."""
        setting, found = self.setting(), self.computed()
        sizes = [f"{rows} × {columns}" for rows, columns in (a.shape for a in (setting.x, setting.kernel, found.z))]
        lines = [
            f"The convolution explorer: x {sizes[0]}, kernel {sizes[1]}, stride {self.stride}, padding {self.padding}, "
            f"{self.kind}; {sizes[2]} outputs. "
            + sentence_of(setting, np.array(self.targets), found, self.chosen, self.looked)
        ]
        arrays = {"x": setting.x, "w": setting.kernel, "z": found.z, "δ": found.delta}
        arrays |= {"∂C/∂w": found.grad_kernel, "∂C/∂x": found.grad_x}
        lines += [f"{name} = {_rows(values)}." for name, values in arrays.items()]
        lines.append(f"C = {number_text(found.cost)}, ∂C/∂b = {number_text(found.grad_bias)}.")
        return "\n".join(lines)


def _examples() -> dict[str, dict]:
    """Return the examples, each with its targets."""
    whole = {}
    for name, one in EXAMPLES.items():
        setting = Setting(np.array(one["x"], float), np.array(one["kernel"], float), one["bias"])
        whole[name] = {**one, "targets": one["targets"] or fitting_targets(setting).tolist()}
    return whole


def _grid(name: str, value) -> np.ndarray:
    """Return x or a kernel as a matrix, or raise ValueError."""
    values = check.real_matrix(name, value, None)
    check.finite(name, values)
    fits = values.shape in KERNELS if name == "kernel" else min(values.shape) > 0 and max(values.shape) <= SIDE
    if not fits:
        wanted = "(1, 3), (2, 2) or (3, 3)" if name == "kernel" else f"at most ({SIDE}, {SIDE})"
        raise ValueError(f"{name} must be of shape {wanted}, got {values.shape}")
    if np.abs(values).max() > LARGEST:
        raise ValueError(f"{name} must lie in [-{LARGEST}, {LARGEST}], got {values.ravel().tolist()}")
    return values


def _setting(given: dict, x, kernel, bias, stride, padding, kind) -> Setting:
    """Return the convolution of an example, with what is not None in place of its numbers."""
    check.choice("kind", kind, dict.fromkeys(KINDS))
    for name, value, low in (("stride", stride, 1), ("padding", padding, 0)):
        check.number(name, check.whole_number(name, value, low=0), low, low + 1)
    return Setting(
        _grid("x", given["x"] if x is None else x),
        _grid("kernel", given["kernel"] if kernel is None else kernel),
        float(check.number("bias", given["bias"] if bias is None else bias, -LARGEST, LARGEST)),
        *(stride, padding, kind),
    )


def _targets(setting: Setting, targets) -> np.ndarray:
    """Return the targets in the shape of the outputs, or raise ValueError."""
    (h, w), (k, l) = padded(setting.x, setting.padding).shape, setting.kernel.shape
    if h < k or w < l:
        raise ValueError(f"kernel {(k, l)} has no room in x with its padding, {(h, w)}")
    made = fitting_targets(setting)
    if targets is None:
        return made
    values = check.real_matrix("targets", targets, None)
    check.finite("targets", values)
    check.same_shape("targets", values, "the outputs", made)
    if np.abs(values).max() > LARGEST_TARGET:
        raise ValueError(f"targets must lie in [-1e6, 1e6], got {values.ravel().tolist()}")
    return values


def _chosen(setting: Setting, targets: np.ndarray, chosen) -> list:
    """Return what is lit as a list, or raise ValueError."""
    shapes = {"weight": setting.kernel.shape, "input": setting.x.shape, "bias": (1, 1)}
    shapes |= dict.fromkeys(("output", "target"), targets.shape)
    if not isinstance(chosen, (tuple, list)) or not chosen:
        raise TypeError(f'chosen must be like ("weight", 0, 0), got {chosen!r}')
    kind, *place = chosen
    shape = check.choice("chosen", kind, shapes)
    inside = len(place) == 2 and all(
        isinstance(one, (int, np.integer)) and not isinstance(one, bool) and 0 <= one < n
        for one, n in zip(place, shape, strict=True)
    )
    if not inside:
        raise ValueError(f"chosen must be one of {kind}, row and column within {shape}, got {tuple(chosen)}")
    return [kind, *map(int, place)]


def _tied(setting: Setting, found: Found) -> np.ndarray:
    """Return T, in which each entry is the number of its weight, counted from 0, or NaN."""
    T = np.full((found.z.size, setting.x.size), np.nan)
    for n, (i, j) in enumerate(np.ndindex(setting.kernel.shape)):
        for (p, q), (u, v), *_ in uses(setting, found, i, j):
            if 0 <= u < setting.x.shape[0] and 0 <= v < setting.x.shape[1]:
                T[p * found.z.shape[1] + q, u * setting.x.shape[1] + v] = n
    return T


def _rows(values: np.ndarray) -> str:
    return "; ".join(", ".join(map(number_text, row)) for row in values)
