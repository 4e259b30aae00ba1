"""The depth explorer: what the layers of a random deep network do to a signal, to δ, and to two inputs.

The mathematics runs in the browser (``mathematics.js``).  This package checks what goes in, computes the same with
``bplib.layers`` and ``bplib.depth``, and draws the picture that stands in where nothing runs.
"""

from __future__ import annotations

import numpy as np
import traitlets
from matplotlib.figure import Figure

from bplib import _validation as check
from bplib.plotting.depth_explorer import depth_figure, draw_cosines, draw_sizes, draw_strip
from bplib.plotting.number_text import number_text
from bplib.widgets.browser_widget import BrowserWidget, script, style_sheet
from bplib.widgets.depth_explorer.network import (
    DEEPEST,
    NORMS,
    SCALES,
    UNITS,
    Passes,
    Profile,
    Settings,
    measured,
    passes,
)
from bplib.widgets.depth_explorer.theory import predicted
from bplib.widgets.depth_explorer.words import sentences, short

STRIPS = ("a", "z")
LARGEST_SEED = 9999
_SETTINGS = ("activation", "weights", "biases", "depth", "norm", "residual")


class DepthExplorer(BrowserWidget):
    """A random network, layer by layer: for example ``DepthExplorer("relu", weights=2, depth=50, norm="batch")``.

    ``profile()`` gives what is measured, ``theory()`` what mean-field theory predicts, each by layer.

    Args:
        activation: "sigmoid", "tanh", "relu", "selu" or "identity".
        weights: σ_w², n times the variance of a weight: 1 is LeCun's and, for layers of one width, Glorot's, 2 is He's.
        biases: σ_b², the variance of a bias.
        depth: the number of layers, 1 to 60; each has 48 units.
        norm: "none", "batch", "layer" or "rms": what is done to z^l before f.
        residual: "off", or how the way through is scaled beside a way around: "naive" (α = 1), "root" (1/√B for B
            blocks), "rezero" (0).
        seed: of all normals, 0 to 9999.
        strip: whether the strip shows "a", the activations, or "z", the weighted inputs.

    Raises:
        ValueError, TypeError: when an argument does not fit; the message says which.
    """

    _title, _name = "The depth explorer", "depths"
    _code = script("depth_explorer")
    _css = style_sheet("depth_explorer", root="depth-explorer")

    activation = traitlets.Unicode().tag(sync=True)
    weights = traitlets.Float().tag(sync=True)
    biases = traitlets.Float().tag(sync=True)
    depth = traitlets.Int().tag(sync=True)
    norm = traitlets.Unicode().tag(sync=True)
    residual = traitlets.Unicode().tag(sync=True)
    seed = traitlets.Int().tag(sync=True)
    strip = traitlets.Unicode().tag(sync=True)
    original = traitlets.Dict().tag(sync=True)  # what to come back to

    def __init__(
        self,
        activation: str = "sigmoid",
        weights: float = 1.0,
        biases: float = 0.0,
        *,
        depth: int = 20,
        norm: str = "none",
        residual: str = "off",
        seed: int = 0,
        strip: str = "a",
    ):
        choices = {"activation": activation, "norm": norm, "residual": residual, "strip": strip}
        for (name, value), known in zip(choices.items(), (UNITS, NORMS, SCALES, STRIPS), strict=True):
            check.choice(name, value, dict.fromkeys(known))
        settings = {
            **choices,
            "weights": float(check.number("weights", weights, 0.01, 1e12)),
            "biases": float(check.number("biases", biases, 0, 1e12)),
            "depth": int(check.number("depth", check.whole_number("depth", depth, low=1), 1, DEEPEST)),
            "seed": int(check.number("seed", check.whole_number("seed", seed, low=0), 0, LARGEST_SEED)),
        }
        super().__init__(**settings, original=settings)

    # --- what is shown, in the library

    def settings(self) -> Settings:
        """Return what the network is made from, without its seed."""
        return Settings(**{name: getattr(self, name) for name in _SETTINGS})

    def passes(self) -> Passes:
        """Return one run forwards and backwards."""
        with np.errstate(all="ignore"):
            return passes(self.settings(), self.seed)

    def profile(self) -> Profile:
        """Return what is measured, by layer."""
        with np.errstate(all="ignore"):
            return measured(self.passes())

    def theory(self) -> Profile:
        """Return what mean-field theory predicts, by layer."""
        with np.errstate(all="ignore"):
            return predicted(self.settings())

    # --- the same without a kernel, or without anything that runs

    def figure(self) -> Figure:
        """Return the strip of histograms, the sizes of δ and ∂C/∂W, and the cosines."""
        (fig, axes), made, theory = depth_figure(), self.passes(), self.theory()
        with np.errstate(all="ignore"):
            found = measured(made)
        bounded = self.strip == "a" and self.activation in ("sigmoid", "tanh")
        values, root = (made.Z, theory.z) if self.strip == "z" else (made.A, theory.a)
        draw_strip(axes["strip"], values, root, self.strip, bounded)
        draw_sizes(axes["sizes"], found, theory)
        draw_cosines(axes["cosines"], found.cosine, theory.cosine)
        return fig

    def description(self) -> str:
        """Return in words what ``figure`` shows."""
        found, theory = self.profile(), self.theory()
        head = f"The depth explorer: {self.depth} layers of 48 units, {self.activation}, "
        head += f"σ_w² = {number_text(self.weights)}, σ_b² = {number_text(self.biases)}, "
        head += f"norm {self.norm}, way around {self.residual}."
        with np.errstate(all="ignore"):
            lines = [f"{head} {sentences(self.depth, self.residual, found, theory)}"]
        for l in sorted({1, (self.depth + 1) // 2, self.depth}):
            lines.append(f"layer {l}: " + ", ".join(_rows(found, theory, l - 1)) + ".")
        return "\n".join(lines)


def _rows(found: Profile, theory: Profile, i: int) -> list[str]:
    names = {"rms z": "z", "rms δ": "delta", "‖∂C/∂W‖": "gradient", "cosine": "cosine"}
    pairs = {title: (getattr(found, name)[i], getattr(theory, name)[i]) for title, name in names.items()}
    return [f"{title} {short(one)} (predicted {short(other)})" for title, (one, other) in pairs.items()]
